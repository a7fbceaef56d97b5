/** Previews and states of Pulumi: recorded ones, and the steps of replacements as the tool writes them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probesFor } from '../../../src/core/impact/probes.ts';
import { readPulumiCut, readPulumiPreview } from '../../../src/core/stacks/pulumiPreview.ts';
import { holdingOfType } from '../../../src/core/stacks/pulumiState.ts';
import { needs, sharedFixtures } from '../../support/sharedFixtures.ts';
import { understandLine } from '../../support/understanding.ts';

const urn = (type: string, name: string) => `urn:pulumi:prod::shop::${type}::${name}`;
const secret = {
  '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
  ciphertext: 'v1:hunter2hunter2',
};
const archive = { '4dabf18193072939515e22adb298388d': '0def7320c3a5731c473e5ecbe6d01bc7', hash: 'e3b0c44298fc' };

const database = (more: object = {}) => ({
  custom: true,
  type: 'aws:rds/instance:Instance',
  id: 'orders-1234',
  inputs: { engineVersion: '15', skipFinalSnapshot: true, password: secret, __defaults: [] },
  outputs: { deletionProtection: false },
  ...more,
});
const orders = urn('aws:rds/instance:Instance', 'orders');
const web = urn('aws:ec2/instance:Instance', 'web');
const preview = (...steps: readonly object[]) => JSON.stringify({ steps, duration: 1, changeSummary: {} });

describe('a preview', () => {
  const replaced = (...ops: readonly string[]) =>
    ops.map((op) => ({
      op,
      urn: orders,
      oldState: database(),
      newState: database({
        inputs: { engineVersion: '16', skipFinalSnapshot: true, password: '[secret]', __defaults: [] },
      }),
      replaceReasons: ['engineVersion'],
      detailedDiff: {
        engineVersion: { kind: 'update-replace', inputDiff: true },
        password: { kind: 'update', inputDiff: true },
      },
    }));

  test.each([
    [
      ['create-replacement', 'replace', 'delete-replaced'],
      ['create', 'delete'],
    ],
    [
      ['delete-replaced', 'replace', 'create-replacement'],
      ['delete', 'create'],
    ],
  ])('folds %j', (ops, actions) => {
    const impact = readPulumiPreview(
      preview(...replaced(...ops), {
        op: 'same',
        urn: web,
        newState: { custom: true, type: 'aws:ec2/instance:Instance', dependencies: [orders] },
      }),
    );
    expect(impact.summary).toMatchObject({ replace: 1, create: 0, delete: 0 });
    expect(impact.resources).toMatchObject([
      {
        address: 'aws:rds/instance:Instance orders',
        action: 'replace',
        actions,
        existing: 'orders-1234',
        holds: 'data',
        reason: 'It cannot be changed in place: engineVersion differs.',
        wayBack: { kind: 'irreversible', why: 'no final snapshot is taken' },
        dependents: [{ address: 'aws:ec2/instance:Instance web', distance: 1 }],
      },
    ]);
    expect(impact.resources[0]?.attributes).toEqual([
      {
        path: 'engineVersion',
        before: { kind: 'value', text: '"15"' },
        after: { kind: 'value', text: '"16"' },
        forces: true,
      },
      { path: 'password', before: { kind: 'masked' }, after: { kind: 'masked' }, forces: false },
    ]);
    expect(JSON.stringify(impact)).not.toMatch(/hunter2/);
  });

  const only = (op: string, more: object) =>
    readPulumiPreview(preview({ op, urn: orders, oldState: database(more), newState: null, detailedDiff: null }))
      .resources;
  test('protect refuses, and is said', () =>
    expect(only('delete', { protect: true })).toMatchObject([
      { action: 'delete', facts: ['protected'], refusedBecause: expect.stringMatching(/protected/) },
    ]));
  test('what is retained keeps running', () =>
    expect(only('delete', { retainOnDelete: true })).toMatchObject([
      { action: 'forget', actions: ['forget'], wayBack: { kind: 'effort' } },
    ]));
  test('a leftover is counted for itself', () => {
    const impact = readPulumiPreview(
      preview(
        { op: 'delete', urn: orders, oldState: database({ delete: true }) },
        {
          op: 'update',
          urn: orders,
          oldState: database(),
          newState: database({ inputs: { engineVersion: '15', size: 2 } }),
        },
      ),
    );
    expect(impact.summary).toMatchObject({ delete: 1, update: 1 });
  });
  test('an operation nobody knows is unknown', () =>
    expect(readPulumiPreview(preview({ op: 'transmogrify', urn: orders, oldState: database() }))).toMatchObject({
      irreversible: true,
      headline: 'Cannot be inspected: aws:rds/instance:Instance orders.',
    }));
  test('files are no secrets, and what is known later is said so', () => {
    const [resource] = readPulumiPreview(
      preview({
        op: 'update',
        urn: web,
        oldState: { custom: true, inputs: { code: { ...archive, hash: 'old' }, arn: 'a', userData: 'x' } },
        newState: {
          custom: true,
          inputs: { code: archive, arn: '04da6b54-80e4-46f7-96ec-b56ff0331ba9', userData: 'x' },
        },
      }),
    ).resources;
    expect(resource?.attributes.map(({ path, before, after }) => [path, before.kind, after.kind])).toEqual([
      ['arn', 'value', 'later'],
      ['code.hash', 'value', 'value'],
    ]);
  });
  test.each([
    ['', /not complete JSON/],
    ['{"steps": [{"op": "delete"', /not complete JSON/],
    ['{"steps": [{"op": "delete"}]}', /not shaped as expected: urn/],
    ['{"steps": {}}', /not shaped as expected: steps/],
    ['{}', /not shaped as expected: steps/],
    [
      '{"diagnostics": [{"severity": "error", "message": "error: no credentials\\n"}]}',
      /Pulumi says “error: no credentials”/,
    ],
  ])('that is none: %s', (json, why) => {
    const impact = readPulumiPreview(json);
    expect(impact).toMatchObject({
      irreversible: true,
      resources: [],
      uninspectable: [{ why: expect.stringMatching(why) }],
    });
  });
  test('that failed says what the tool said', () =>
    expect(
      readPulumiPreview('', 'warning: x\nerror: PULUMI_ACCESS_TOKEN must be set for login').uninspectable,
    ).toMatchObject([{ why: 'Pulumi says “error: PULUMI_ACCESS_TOKEN must be set for login”.' }]));
});

test.each([
  ['aws:s3/bucket:Bucket', 'aws_s3_bucket', 'data'],
  ['aws:s3/bucketV2:BucketV2', 'aws_s3_bucket', 'data'],
  ['aws:dynamodb/table:Table', 'aws_dynamodb_table', 'data'],
  ['aws:rds/cluster:Cluster', 'aws_rds_cluster', 'data'],
  ['aws:ec2/instance:Instance', 'aws_instance', 'vm-disk'],
  ['aws:kms/key:Key', 'aws_kms_key', 'key'],
  ['gcp:sql/databaseInstance:DatabaseInstance', 'google_sql_database_instance', 'data'],
  ['azure-native:resources:ResourceGroup', 'azurerm_resource_group', 'container'],
  ['azure-native:storage:StorageAccount', 'azurerm_storage_account', 'data'],
  ['random:index/randomPassword:RandomPassword', 'random_password', 'secret'],
  ['kubernetes:core/v1:PersistentVolumeClaim', '', 'data'],
  ['acme:index/database:Database', 'acme_index_database', 'data'],
  ['aws:iam/role:Role', 'aws_iam_role', undefined],
  ['aws:lambda/permission:Permission', 'aws_lambda_permission', undefined],
])('%s is %s and holds %s', (type, terraform, holds) => {
  const found = holdingOfType(type);
  expect([found.terraform, found.holds]).toEqual([terraform, holds]);
});

describe('the state of a stack', () => {
  const stack = (more: object = {}) =>
    JSON.stringify({
      version: 3,
      deployment: {
        resources: [
          { urn: urn('pulumi:pulumi:Stack', 'shop-prod'), type: 'pulumi:pulumi:Stack' },
          { urn: urn('pulumi:providers:aws', 'default'), type: 'pulumi:providers:aws', custom: true },
          { urn: orders, ...database({ protect: true }) },
          { urn: web, custom: true, type: 'aws:ec2/instance:Instance', dependencies: [orders] },
        ],
        ...more,
      },
    });

  test('rm --force forgets everything, and the stack is gone', () => {
    const impact = readPulumiCut(stack(), { kind: 'stack', patterns: [], force: true });
    expect(impact.summary).toMatchObject({ delete: 1, forget: 2 });
    expect(impact.resources).toMatchObject([
      { wayBack: { kind: 'irreversible' } },
      { action: 'forget' },
      { action: 'forget' },
    ]);
    expect(JSON.stringify(impact)).not.toMatch(/hunter2/);
  });
  test('rm without force is refused', () =>
    expect(readPulumiCut(stack(), { kind: 'stack', patterns: [], force: false }).resources[0]).toMatchObject({
      refusedBecause: 'the stack still has resources',
    }));
  test('delete names what is meant, and what is not there', () => {
    const impact = readPulumiCut(stack({ pending_operations: [{}] }), {
      kind: 'resources',
      patterns: [orders, urn('a', 'b')],
      force: false,
    });
    expect(impact.resources).toMatchObject([
      {
        action: 'forget',
        refusedBecause: 'it is protected',
        dependents: [{ address: 'aws:ec2/instance:Instance web' }],
      },
    ]);
    expect(impact.uninspectable).toMatchObject([{ what: urn('a', 'b') }]);
    expect(impact.remarks).toContain('1 of its operations were interrupted: what became of them is not known.');
  });
  test('another version is not known', () =>
    expect(
      readPulumiCut('{"version": 9, "deployment": {}}', { kind: 'stack', patterns: [], force: true }).uninspectable,
    ).toMatchObject([{ why: expect.stringMatching(/version is not known/) }]));
});

describe('asking', () => {
  const is = (line: string, ...expected: readonly string[]) =>
    test(line, () => {
      const probes = probesFor(understandLine(line).effects);
      expect(probes.map(({ kind }) => kind)).toEqual(expected.map(() => 'project code'));
      expect(
        probes.flatMap((probe) => probe.steps('/scratch').map(({ program, args }) => [program, ...args].join(' '))),
      ).toEqual(expected);
    });
  is('pulumi up --yes -s prod', 'pulumi preview --json --non-interactive --color=never -s prod');
  is(
    'pulumi up -y --skip-preview --stack=prod -C infra --target urn:a --refresh -c k=v',
    'pulumi preview --json --non-interactive --color=never --stack=prod -C infra --target urn:a --refresh -c k=v',
  );
  is('pulumi destroy -y -s prod', 'pulumi destroy --preview-only --json --non-interactive --color=never -s prod');
  is('pulumi refresh --yes', 'pulumi refresh --preview-only --json --non-interactive --color=never');
  is('pulumi stack rm prod --yes --force', 'pulumi stack export --non-interactive --color=never --stack prod');
  is('pulumi state delete urn:x --yes -s prod', 'pulumi stack export --non-interactive --color=never -s prod');
  is('pulumi destroy --preview-only');
  is('pulumi up https://github.com/acme/infra');
  is('pulumi cancel');
});

describe('recordings', () => {
  const folder = sharedFixtures('pulumi-preview');
  needs(folder !== undefined, 'the recordings are not here');
  const read = (name: string) => readFileSync(join(folder ?? '', name), 'utf8');
  const is = (name: string, headline: string, summary: object) =>
    test(name, () => {
      const impact = readPulumiPreview(read(name));
      expect(impact).toMatchObject({ headline, summary, uninspectable: [] });
      expect(impact.resources.length).toBe(Object.values(impact.summary).reduce((sum, each) => sum + each, 0));
    });
  is('sample-preview-creates.json', 'Creates 16 resources.', { create: 16, delete: 0 });
  is('sample-preview-update.json', 'Changes the function `aws:lambda/function:Function docsHandler`.', {
    update: 1,
    create: 0,
  });
  is('sample-preview-deletes.json', 'Deletes 14 resources.', { delete: 14, create: 0 });
  test('sample-stack-export.json', () => {
    const impact = readPulumiCut(read('sample-stack-export.json'), { kind: 'stack', patterns: [], force: true });
    expect(impact.headline).toMatch(/^Deletes the stack .* and gives up 15 resources/);
    expect(impact.resources.find(({ name }) => name === 'docs')).toMatchObject({ holds: 'data', action: 'forget' });
  });
});
