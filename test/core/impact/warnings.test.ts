import { describe, expect, test } from 'vitest';
import { saferWaysOf } from '../../../src/core/impact/saferWays.ts';
import { readTerraformPlan } from '../../../src/core/impact/terraformPlan.ts';
import { warningsOf } from '../../../src/core/impact/warnings.ts';

type Values = Readonly<Record<string, unknown>>;
interface Entry {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: Values;
  readonly after?: Values;
  readonly action_reason?: string;
}

const impact = (...entries: readonly Entry[]) =>
  readTerraformPlan(
    JSON.stringify({
      format_version: '1.2',
      resource_changes: entries.map(({ address, actions, before = null, after = null, ...more }) => ({
        address,
        type: address.split('.')[0],
        name: 'x',
        change: { actions, before, after },
        ...more,
      })),
    }),
  );

describe('a change of one attribute', () => {
  const warns = (title: string, type: string, before: Values, after: Values, expected: string | undefined) =>
    test(title, () =>
      expect(
        warningsOf(impact({ address: `${type}.x`, actions: ['update'], before, after })).map(({ what }) => what),
      ).toEqual(expected === undefined ? [] : [`\`${type}.x\` ${expected}.`]),
    );

  const db = 'aws_db_instance';
  warns(
    'protection off',
    db,
    { deletion_protection: true },
    { deletion_protection: false },
    'loses its protection against deletion',
  );
  warns('protection on', db, { deletion_protection: false }, { deletion_protection: true }, undefined);
  warns(
    'protection gone from the configuration',
    db,
    { deletion_protection: true },
    {},
    'loses its protection against deletion',
  );
  warns(
    'no final snapshot',
    db,
    { skip_final_snapshot: false },
    { skip_final_snapshot: true },
    'leaves no final snapshot behind',
  );
  warns(
    'fewer backups',
    db,
    { backup_retention_period: 14 },
    { backup_retention_period: 0 },
    'keeps backups for 0 instead of 14 days',
  );
  warns('more backups', db, { backup_retention_period: 7 }, { backup_retention_period: 14 }, undefined);
  warns(
    'public',
    db,
    { publicly_accessible: false },
    { publicly_accessible: true },
    'becomes reachable from the internet',
  );
  const group = 'aws_security_group';
  const from = (range: string) => ({ ingress: [{ cidr_blocks: [range] }] });
  warns('open to all', group, from('10.0.0.0/8'), from('0.0.0.0/0'), 'is opened to the whole internet');
  warns('open to a few more', group, from('10.0.0.0/16'), from('10.0.0.0/8'), undefined);
  warns('closed', group, from('0.0.0.0/0'), from('10.0.0.0/8'), undefined);
  const policy = (action: string) => ({
    policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] }),
  });
  warns('everything allowed', 'aws_iam_policy', policy('s3:GetObject'), policy('*'), 'lets somebody do everything');
  warns('a little allowed', 'aws_iam_policy', policy('s3:GetObject'), policy('s3:ListBucket'), undefined);
  warns('a public bucket', 'aws_s3_bucket_acl', { acl: 'private' }, { acl: 'public-read' }, 'becomes public');
  warns(
    'content goes along',
    'aws_s3_bucket',
    { force_destroy: false },
    { force_destroy: true },
    'takes its content along when it is deleted',
  );
});

describe('the whole', () => {
  test('what is lost, what depends on it, and how many go', () => {
    const found = warningsOf(
      impact(
        ...Array.from({ length: 11 }, (_, index) => ({
          address: `aws_ebs_volume.v${index}`,
          actions: ['delete'],
          before: { id: `vol-${index}` },
        })),
      ),
    );
    expect(found.map(({ what }) => what)).toEqual([
      '`aws_ebs_volume.v0`, `aws_ebs_volume.v1`, `aws_ebs_volume.v2` and 8 more are lost for good.',
      '11 resources go at once.',
    ]);
  });
  test('many of a kind are counted', () => {
    const found = warningsOf(
      impact(
        ...Array.from({ length: 500 }, (_, index) => ({
          address: `aws_db_instance.d${index}`,
          actions: ['update'],
          before: { deletion_protection: true },
          after: { deletion_protection: false },
        })),
      ),
    );
    expect([found.length, found.at(-1)?.what]).toEqual([
      8,
      '493 more changes take a protection away or let somebody in.',
    ]);
  });
  test('recreated though nothing forces it', () => {
    const entry = { address: 'aws_instance.x', actions: ['delete', 'create'], before: { id: 'i-1' }, after: {} };
    expect(warningsOf(impact({ ...entry, action_reason: 'replace_by_request' })).map(({ what }) => what)).toEqual([
      '`aws_instance.x` is deleted and created again, though nothing forces it.',
    ]);
    expect(warningsOf(impact({ ...entry, action_reason: 'replace_because_cannot_update' }))).toEqual([]);
  });
  test('nothing speaks against an ordinary change', () =>
    expect(
      warningsOf(
        impact({
          address: 'aws_instance.x',
          actions: ['update'],
          before: { instance_type: 'a' },
          after: { instance_type: 'b' },
        }),
      ),
    ).toEqual([]));
});

describe('safer ways', () => {
  const ways = (...entries: readonly Entry[]) => saferWaysOf(impact(...entries)).map(({ command }) => command);
  test('a snapshot of what is lost', () =>
    expect(
      ways({
        address: 'aws_db_instance.x',
        actions: ['delete'],
        before: { identifier: 'orders', skip_final_snapshot: true },
      }),
    ).toEqual(['aws rds create-db-snapshot --db-instance-identifier orders --db-snapshot-identifier orders-before']));
  test('only what is changed', () =>
    expect(
      ways(
        { address: 'aws_dynamodb_table.x', actions: ['delete'], before: { name: 'orders' } },
        { address: 'aws_instance.web["a b"]', actions: ['update'], before: { a: 1 }, after: { a: 2 } },
      ),
    ).toEqual([
      'aws dynamodb create-backup --table-name orders --backup-name orders-before',
      `terraform plan '-target=aws_instance.web["a b"]'`,
    ]));
  test('a name that a shell would take apart is put into no command', () =>
    expect(ways({ address: 'aws_s3_bucket.x', actions: ['delete'], before: { bucket: 'x; rm -rf ~' } })).toEqual([]));
  test('an address that would end its quotes does not', () =>
    expect(
      ways(
        { address: 'aws_ebs_volume.x', actions: ['delete'], before: {} },
        { address: `aws_instance.x["'; rm -rf ~; '"]`, actions: ['update'], before: { a: 1 }, after: { a: 2 } },
      ),
    ).toEqual([`terraform plan '-target=aws_instance.x["'\\''; rm -rf ~; '\\''"]'`]));
});
