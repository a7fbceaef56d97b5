/** Plans as Terraform itself wrote them (`test/fixtures/plans`, made with 1.11.4), small ones by hand, and hostile ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Impact, Resource } from '../../../src/core/impact/impact.ts';
import { readTerraformPlan } from '../../../src/core/impact/terraformPlan.ts';

const recorded = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../fixtures/plans/${name}.json`), 'utf8');

/** `delete aws_s3_bucket.b: irreversible`, with what moved, what hangs on it and what is hidden. */
const line = ({ action, address, wayBack, movedFrom, dependents }: Resource): string =>
  [
    `${action} ${address}: ${wayBack.kind}`,
    ...(movedFrom === undefined ? [] : [`was ${movedFrom}`]),
    ...dependents.map((each) => `${each.distance} ${each.address}`),
  ].join(', ');

describe('a plan that Terraform wrote', () => {
  const is = (name: string, headline: string, irreversible: boolean, ...lines: string[]) =>
    test(name, () => {
      const impact = readTerraformPlan(recorded(name));
      expect([impact.headline, impact.irreversible, ...impact.resources.map(line)]).toEqual([
        headline,
        irreversible,
        ...lines,
      ]);
    });

  is(
    'create',
    'Creates 7 resources; terraform_data.hook cannot be inspected.',
    true,
    'create terraform_data.database: reversible',
    'create terraform_data.hook: reversible',
    'create terraform_data.network: reversible',
    'create terraform_data.report: reversible',
    'create terraform_data.web["a"]: reversible',
    'create terraform_data.web["b[1]"]: reversible',
    'create module.jobs.terraform_data.queue: reversible',
  );
  is(
    'destroy',
    'Deletes 7 resources; terraform_data.hook cannot be inspected.',
    true,
    'delete terraform_data.database: effort, 1 terraform_data.web["a"], 1 terraform_data.web["b[1]"], 1 module.jobs.terraform_data.queue, 2 terraform_data.report',
    'delete terraform_data.hook: effort',
    'delete terraform_data.network: effort, 1 terraform_data.database, 2 terraform_data.web["a"], 2 terraform_data.web["b[1]"], 2 module.jobs.terraform_data.queue',
    'delete terraform_data.report: effort',
    'delete terraform_data.web["a"]: effort',
    'delete terraform_data.web["b[1]"]: effort',
    'delete module.jobs.terraform_data.queue: effort, 1 terraform_data.report',
  );
  is(
    'replace',
    'Replaces 2 resources, on which 4 others depend, and changes 3 resources.',
    false,
    'replace terraform_data.database: effort, 1 terraform_data.web["a"], 1 terraform_data.web["b[1]"], 1 module.jobs.terraform_data.queue, 2 terraform_data.report',
    'replace terraform_data.network: effort, 1 terraform_data.database, 2 terraform_data.web["a"], 2 terraform_data.web["b[1]"], 2 module.jobs.terraform_data.queue',
    'update terraform_data.web["a"]: reversible',
    'update terraform_data.web["b[1]"]: reversible',
    'update module.jobs.terraform_data.queue: reversible, 1 terraform_data.report',
  );
  is(
    'mixed',
    'Deletes terraform_data.web["b[1]"], gives up terraform_data.report and changes terraform_data.database.',
    false,
    'update terraform_data.database: effort, 1 terraform_data.web["a"], 1 terraform_data.web["b[1]"], 1 module.jobs.terraform_data.queue',
    'update terraform_data.hooks: reversible, was terraform_data.hook',
    'forget terraform_data.report: effort',
    'delete terraform_data.web["b[1]"]: effort',
  );
  is(
    'format',
    'Deletes 5 resources, replaces 4 resources, on which 1 other depends, changes terraform_data.taken and creates terraform_data.single["x"].',
    false,
    'read data.terraform_remote_state.later: none needed',
    'replace terraform_data.asked: effort',
    'replace terraform_data.first: effort, 1 data.terraform_remote_state.later',
    'replace terraform_data.follows: effort',
    'delete terraform_data.keyed["b"]: effort',
    'delete terraform_data.many[2]: effort',
    'delete terraform_data.removed: effort',
    'delete terraform_data.single: effort',
    'create terraform_data.single["x"]: reversible',
    'replace terraform_data.tainted: effort',
    'update terraform_data.taken: reversible',
    'delete module.jobs.terraform_data.in: effort',
  );
  is('refresh', 'Changes nothing.', false);

  test('what forces a replacement stands first, and the reason is said', () => {
    const [database] = readTerraformPlan(recorded('replace')).resources;
    expect([database?.reason, database?.attributes[0]?.path, database?.attributes.map(({ forces }) => forces)]).toEqual(
      ['It cannot be changed in place.', 'triggers_replace[0]', [true, false, false, false]],
    );
  });

  test('why each of them goes is said', () =>
    expect(readTerraformPlan(recorded('format')).resources.map(({ reason }) => reason)).toEqual([
      'What it asks for is known only while the plan is applied.',
      'Its replacement was asked for on the command line.',
      'It cannot be changed in place. The new one is made before the old one goes.',
      'Something it is told to follow changes.',
      'Its key is no longer among those of for_each.',
      'Its index is beyond the new count.',
      'It no longer stands in the configuration.',
      'It changed between one and many.',
      undefined,
      'It is marked as tainted.',
      'What exists as existing-1 is taken into the state.',
      'It no longer stands in the configuration.',
    ]));

  test('a sensitive variable is shown nowhere: not under its mark, not in an output that carries none', () => {
    for (const name of ['create', 'destroy', 'replace', 'mixed', 'format']) {
      const text = recorded(name);
      expect(text).toMatch(/planted-/);
      expect(JSON.stringify(readTerraformPlan(text))).not.toMatch(/planted-/);
    }
  });
});

type Change = Readonly<Record<string, unknown>>;

/** A plan with one change, and what becomes of it. */
function of(type: string, actions: readonly string[], change: Change = {}, entry: Change = {}): Impact {
  return readTerraformPlan(
    JSON.stringify({
      format_version: '1.2',
      resource_changes: [
        {
          address: `${type}.x`,
          type,
          name: 'x',
          provider_name: `registry.terraform.io/hashicorp/${type.split('_')[0]}`,
          change: { actions, before: null, after: null, ...change },
          ...entry,
        },
      ],
    }),
  );
}

describe('the way back from a delete', () => {
  const is = (title: string, type: string, before: Change, kind: string, refused?: string) =>
    test(title, () => {
      const [resource] = of(type, ['delete'], { before }).resources;
      expect([resource?.wayBack.kind, resource?.refusedBecause]).toEqual([kind, refused]);
    });

  is('a database without a final snapshot', 'aws_db_instance', { skip_final_snapshot: true }, 'irreversible');
  is('a database with one', 'aws_db_instance', { skip_final_snapshot: false }, 'effort');
  is(
    'a database that is protected',
    'aws_db_instance',
    { deletion_protection: true, skip_final_snapshot: true },
    'irreversible',
    'deletion protection is on',
  );
  is('a table', 'aws_dynamodb_table', {}, 'irreversible');
  is('an item of the same service that holds nothing', 'aws_dynamodb_kinesis_streaming_destination', {}, 'effort');
  is('a key within its window', 'aws_kms_key', { deletion_window_in_days: 7 }, 'effort');
  is('an alias of a key', 'aws_kms_alias', {}, 'effort');
  is('a secret without a window', 'aws_secretsmanager_secret', { recovery_window_in_days: 0 }, 'irreversible');
  is('a secret with one', 'aws_secretsmanager_secret', { recovery_window_in_days: 14 }, 'effort');
  is('a bucket with its objects', 'aws_s3_bucket', { force_destroy: true }, 'irreversible');
  is('a rule about a bucket', 'aws_s3_bucket_versioning', {}, 'effort');
  is('a machine', 'aws_instance', {}, 'effort');
  is('a snapshot', 'aws_ebs_snapshot', {}, 'irreversible');
  is('a Google database', 'google_sql_database_instance', { deletion_protection: false }, 'irreversible');
  is('a resource group', 'azurerm_resource_group', {}, 'irreversible');
  is('a claim on a volume', 'kubernetes_persistent_volume_claim', {}, 'irreversible');
  is('a deployment', 'kubernetes_deployment', {}, 'effort');
  is('a type nobody listed, named after what people keep', 'acme_database', {}, 'irreversible');
  is('a type nobody listed', 'acme_widget', {}, 'effort');
  is('what hides another type', 'kubernetes_manifest', {}, 'unknown');
});

describe('actions', () => {
  const counts = (
    title: string,
    actions: readonly string[],
    expected: string,
    change: Change = {},
    entry: Change = {},
  ) =>
    test(title, () => {
      const { summary } = of('aws_instance', actions, change, entry);
      expect(
        Object.entries(summary)
          .filter(([, count]) => count > 0)
          .map(([name, count]) => `${name} ${count}`)
          .join(', '),
      ).toBe(expected);
    });

  counts('nothing', ['no-op'], '');
  counts('a move only', ['no-op'], '', {}, { previous_address: 'aws_instance.y' });
  counts('an import', ['no-op'], 'import 1', { importing: { id: 'i-1' } });
  counts('an import that also changes', ['update'], 'update 1', { importing: { id: 'i-1' } });
  counts('a data source', ['read'], 'read 1');
  counts('delete first', ['delete', 'create'], 'replace 1');
  counts('create first', ['create', 'delete'], 'replace 1');
  counts('a new one beside an old one that is given up', ['create', 'forget'], 'create 1, forget 1');
  counts('given up', ['forget'], 'forget 1');
  test('a word that Terraform does not have yet is unknown, and cannot be inspected', () => {
    const impact = of('aws_instance', ['teleport']);
    expect([impact.resources[0]?.action, impact.irreversible, impact.headline]).toEqual([
      'unknown',
      true,
      'Cannot be inspected: aws_instance.x.',
    ]);
  });
});

describe('attributes', () => {
  const shows = (title: string, change: Change, ...expected: string[]) =>
    test(title, () =>
      expect(
        of('aws_instance', ['update'], change).resources[0]?.attributes.map(
          ({ path, before, after }) =>
            `${path}: ${before.kind === 'value' ? before.text : before.kind} → ${after.kind === 'value' ? after.text : after.kind}`,
        ),
      ).toEqual(expected),
    );

  shows('only what differs', { before: { a: 1, b: 2 }, after: { a: 1, b: 3 } }, 'b: 2 → 3');
  shows(
    'nested',
    { before: { t: { x: 'a' } }, after: { t: { x: 'b', y: 'c' } } },
    't.x: "a" → "b"',
    't.y: absent → "c"',
  );
  shows('nothing said in two ways', { before: { a: null, b: [] }, after: { a: [], b: null } });
  shows('an empty text is something', { before: { a: null }, after: { a: '' } }, 'a: absent → ""');
  shows('known later', { before: { id: 'i-1' }, after: {}, after_unknown: { id: true } }, 'id: "i-1" → later');
  shows(
    'a mark hides a part',
    {
      before: { c: { p: 'one' } },
      after: { c: { p: 'two' } },
      before_sensitive: { c: { p: true } },
      after_sensitive: { c: { p: true } },
    },
    'c.p: masked → masked',
  );
  shows(
    'a name hides its value',
    { before: { db_password: 'a' }, after: { db_password: 'b' } },
    'db_password: masked → masked',
  );
  shows(
    'a name that only speaks of one does not',
    { before: { password_length: 8 }, after: { password_length: 9 } },
    'password_length: 8 → 9',
  );
  shows(
    'a form hides a value',
    { before: { u: 'x' }, after: { u: 'postgres://app:hunter22@db/shop' } },
    'u: "x" → masked',
  );
  shows(
    'what is marked in one place is hidden in all',
    {
      before: { p: 'correct-horse', note: 'a' },
      after: { p: 'correct-horse', note: 'it is correct-horse' },
      before_sensitive: { p: true },
      after_sensitive: { p: true },
    },
    'note: "a" → masked',
  );
  shows('a strange name', { before: { t: { 'a.b/c': 1 } }, after: { t: { 'a.b/c': 2 } } }, 't["a.b/c"]: 1 → 2');
});

describe('what cannot be inspected', () => {
  const says = (title: string, text: string, why: RegExp) =>
    test(title, () => {
      const { uninspectable, irreversible, headline } = readTerraformPlan(text);
      expect(uninspectable.map((each) => `${each.what}: ${each.why}`).join('\n')).toMatch(why);
      expect([irreversible, /cannot be inspected/i.test(headline)]).toEqual([true, true]);
    });

  says('half a plan', recorded('destroy').slice(0, 3_000), /the plan: It is not complete JSON/);
  says('no plan', '[]', /the plan: .*expected an object/);
  says('a state', '{"version":4,"resources":[]}', /format_version: expected a string/);
  says(
    'what show prints of a state',
    '{"format_version":"1.0","values":{"root_module":{}}}',
    /not shaped like a plan: it is a state/,
  );
  says('a format of the future', '{"format_version":"2.0"}', /format_version "2\.0" is not known/);
  says('one entry that is none', '{"format_version":"1.2","resource_changes":[7]}', /entry 1 of the plan: Its entry/);
  says('a plan that ended early', '{"format_version":"1.2","errored":true}', /the rest of the plan/);
  says(
    'a deferred change',
    '{"format_version":"1.2","deferred_changes":[{"reason":"x","resource_change":{"address":"a.b"}}]}',
    /a\.b: It is deferred/,
  );
  says(
    'an action of a provider',
    '{"format_version":"1.2","action_invocations":[{"address":"action.aws_lambda_invoke.x"}]}',
    /action\.aws_lambda_invoke\.x: It is an action/,
  );
  test('a minor version of the future is read', () =>
    expect(readTerraformPlan('{"format_version":"1.99"}').uninspectable).toEqual([]));
  test('whatever is in it, reading never throws', () => {
    const plan = recorded('mixed');
    fc.assert(
      fc.property(
        fc.nat(plan.length),
        fc.nat(40),
        fc.constantFrom('', '{', '[]', 'null', '"x"', '7'),
        (at, length, put) => {
          const { headline } = readTerraformPlan(plan.slice(0, at) + put + plan.slice(at + length));
          return headline.endsWith('.');
        },
      ),
      { numRuns: 300 },
    );
  });
  test('an object that answers to every name is not one of ours', () => {
    const { resources } = of('constructor', ['delete'], {
      before: JSON.parse('{"__proto__":{"deletion_protection":true}}'),
    });
    expect(resources[0]?.refusedBecause).toBeUndefined();
  });
});

describe('remarks', () => {
  const plan = (more: Change) => readTerraformPlan(JSON.stringify({ format_version: '1.2', ...more })).remarks;
  const entry = (address: string, actions: string[]) => ({
    address,
    type: address.split('.')[0],
    change: {
      actions,
      before: actions[0] === 'create' ? null : { ...state, name: address },
      after: actions[0] === 'delete' ? null : { ...state, name: address, more: true },
    },
  });
  const state = { hash_key: 'id', billing: 'a', class: 'b', range: 1 };
  test('a rename without a moved block', () =>
    expect(
      plan({ resource_changes: [entry('aws_db_instance.old', ['delete']), entry('aws_db_instance.new', ['create'])] }),
    ).toEqual([
      'aws_db_instance.old is deleted and aws_db_instance.new created: if it was only renamed, a moved block keeps what it holds.',
    ]));
  test('another of the same type is no rename', () => {
    const other = entry('aws_db_instance.new', ['create']);
    expect(
      plan({
        resource_changes: [
          entry('aws_db_instance.old', ['delete']),
          { ...other, change: { actions: ['create'], before: null, after: { hash_key: 'x', billing: 'y' } } },
        ],
      }),
    ).toEqual([]);
  });
  test('two that go and one that comes are no rename', () =>
    expect(
      plan({
        resource_changes: [
          entry('aws_db_instance.a', ['delete']),
          entry('aws_db_instance.b', ['delete']),
          entry('aws_db_instance.c', ['create']),
        ],
      }),
    ).toEqual([]));
  test('already gone', () =>
    expect(plan({ resource_changes: [], resource_drift: [entry('aws_instance.x', ['delete'])] })).toEqual([
      'aws_instance.x has been deleted outside of Terraform.',
    ]));
  test('drift of what stays as it is, is nobody’s business', () =>
    expect(plan({ resource_changes: [], resource_drift: [entry('aws_instance.x', ['update'])] })).toEqual([]));
  test('a part of the whole', () => expect(plan({ complete: false })[0]).toMatch(/not complete/));
});
