/** The format of plans, point by point; and what is made to break a reader. */
import { describe, expect, test } from 'vitest';
import type { Impact } from '../../../src/core/impact/impact.ts';
import { readTerraformPlan } from '../../../src/core/impact/terraformPlan.ts';

type Part = Readonly<Record<string, unknown>>;

const plan = (more: Part): Impact => readTerraformPlan(JSON.stringify({ format_version: '1.2', ...more }));

/** An entry of `resource_changes`. */
const entry = (address: string, actions: readonly unknown[], change: Part = {}, more: Part = {}): Part => ({
  address,
  type: address.replace(/^data\./, '').split('.')[0],
  name: address.split('.').at(-1),
  provider_name: 'registry.terraform.io/hashicorp/aws',
  change: { actions, before: null, after: null, ...change },
  ...more,
});

const only = (actions: readonly unknown[], change: Part = {}, more: Part = {}, address = 'aws_instance.x') => {
  const [resource] = plan({ resource_changes: [entry(address, actions, change, more)] }).resources;
  if (resource === undefined) throw new Error('nothing is said to change');
  return resource;
};

describe('why', () => {
  const says = (word: string, sentence: string, actions = ['delete']) =>
    test(word, () => expect(only(actions, {}, { action_reason: word }).reason).toBe(sentence));

  says('replace_because_cannot_update', 'It cannot be changed in place.', ['delete', 'create']);
  says('replace_because_tainted', 'It is marked as tainted.', ['delete', 'create']);
  says('replace_by_request', 'Its replacement was asked for on the command line.', ['delete', 'create']);
  says('replace_by_triggers', 'Something it is told to follow changes. The new one is made before the old one goes.', [
    'create',
    'delete',
  ]);
  says('delete_because_no_resource_config', 'It no longer stands in the configuration.');
  says('delete_because_no_module', 'Its module no longer stands in the configuration.');
  says('delete_because_no_move_target', 'It was moved to an address that does not exist.');
  says('delete_because_wrong_repetition', 'It changed between one and many.');
  says('delete_because_count_index', 'Its index is beyond the new count.');
  says('delete_because_each_key', 'Its key is no longer among those of for_each.');
  says('delete_because_enabled_false', 'The configuration switches it off.');
  says('forgot_because_lifecycle_destroy_in_config', 'The configuration says to keep it.', ['forget']);
  says('forgot_because_lifecycle_destroy_in_state', 'It was set to be kept when it is no longer managed.', ['forget']);
  says('read_because_config_unknown', 'What it asks for is known only while the plan is applied.', ['read']);
  says('read_because_dependency_pending', 'Something it depends on changes.', ['read']);
  says('read_because_check_nested', 'A check needs it.', ['read']);
  says('some_reason_of_the_future', 'Terraform says: some reason of the future.');

  test('a new one beside the old one', () =>
    expect(only(['create', 'forget']).reason).toBe(
      'A new one is made; the old one keeps running outside of Terraform.',
    ));
  test('an import says what it takes over', () =>
    expect(only(['no-op'], { importing: { id: 'i-0abc' }, generated_config: 'resource {}' }).reason).toBe(
      'What exists as i-0abc is taken into the state. Its configuration was generated.',
    ));
  test('an import by identity', () =>
    expect(only(['no-op'], { importing: { identity: { account: '1', name: 'x' } } }).reason).toBe(
      'What exists as {"account":"1","name":"x"} is taken into the state.',
    ));
  test('what a replacement left behind has nothing hanging on it', () => {
    const configuration = {
      root_module: {
        resources: [
          { address: 'aws_instance.x' },
          { address: 'aws_eip.y', expressions: { instance: { references: ['aws_instance.x.id', 'aws_instance.x'] } } },
        ],
      },
    };
    const { resources, summary } = plan({
      configuration,
      resource_changes: [
        entry('aws_instance.x', ['update'], { before: { a: 1 }, after: { a: 2 } }),
        entry('aws_instance.x', ['delete'], {}, { deposed: '4c1b2a3d' }),
      ],
    });
    expect([
      summary.delete,
      summary.update,
      ...resources.map(({ reason, dependents }) => [reason, dependents.length]),
    ]).toEqual([1, 1, [undefined, 1], ['It is a leftover of a replacement that was interrupted.', 0]]);
  });
  test('an ephemeral resource is only looked at', () =>
    expect([only(['open'], {}, { mode: 'ephemeral' }).action, only(['read'], {}, { mode: 'data' }).holds]).toEqual([
      'read',
      undefined,
    ]));
});

describe('who depends on one of several', () => {
  const reference = (to: readonly string[]) =>
    plan({
      configuration: {
        root_module: {
          resources: [
            { address: 'aws_s3_bucket.b' },
            { address: 'aws_x.y', expressions: { bucket: { references: to } } },
          ],
        },
      },
      resource_changes: ['["logs"]', '["assets"]'].map((index) => entry(`aws_s3_bucket.b${index}`, ['delete'])),
    }).resources.map(({ dependents }) => dependents.map(({ address }) => address).join());
  const chain = (index: string) => [`aws_s3_bucket.b${index}.id`, `aws_s3_bucket.b${index}`, 'aws_s3_bucket.b'];

  test('what names one hangs on that one', () => expect(reference(chain('["logs"]'))).toEqual(['aws_x.y', '']));
  test('what names both hangs on both', () =>
    expect(reference([...chain('["logs"]'), ...chain('["assets"]')])).toEqual(['aws_x.y', 'aws_x.y']));
  test('what names all hangs on all', () => expect(reference(['aws_s3_bucket.b'])).toEqual(['aws_x.y', 'aws_x.y']));
  test('what names one and all hangs on all', () =>
    expect(reference([...chain('["logs"]'), 'each.key', 'aws_s3_bucket.b'])).toEqual(['aws_x.y', 'aws_x.y']));
});

describe('facts of what goes', () => {
  const says = (type: string, before: Part, ...facts: readonly string[]) =>
    test(facts.join(', ') || `nothing of ${type}`, () =>
      expect(only(['delete'], { before }, {}, `${type}.x`).facts ?? []).toEqual(facts),
    );
  says(
    'aws_db_instance',
    {
      engine: 'postgres',
      engine_version: '16.3',
      allocated_storage: 412,
      deletion_protection: false,
      skip_final_snapshot: true,
    },
    'postgres 16.3',
    '412 GB allocated',
    'deletion protection off',
    'no final snapshot',
  );
  says(
    'aws_db_instance',
    { backup_retention_period: 0, deletion_protection: true },
    'deletion protection on',
    'no automatic backups',
  );
  says('aws_dynamodb_table', { point_in_time_recovery: [{ enabled: false }] }, 'point-in-time recovery off');
  says(
    'aws_s3_bucket',
    { force_destroy: true, versioning: [{ enabled: true }] },
    'versioning on',
    'its content goes with it',
  );
  says(
    'aws_ebs_volume',
    { size: 100, tags: { Environment: 'production' } },
    '100 GB',
    'tagged Environment = production',
  );
  says('aws_ebs_volume', { size: '100', tags: { Environment: { of: 'x' } } });
  test('what stays is not spoken of', () => expect(only(['update'], { before: { size: 100 } }).facts).toBeUndefined());
});

describe('a change in place', () => {
  const reason = (type: string, name: string) =>
    only(['update'], { before: { [name]: 'a' }, after: { [name]: 'b' } }, {}, `${type}.x`).reason;
  test('that stops a server says so', () =>
    expect(reason('aws_instance', 'instance_type')).toBe('The change restarts it: an outage meanwhile.'));
  test('of its tags does not', () => expect(reason('aws_instance', 'tags')).toBeUndefined());
  test('of a class of a database', () => expect(reason('aws_db_instance', 'instance_class')).toMatch(/restarts/));
});

describe('what a plan does not show', () => {
  const unseen = (title: string, parts: Part, ...expected: readonly string[]) =>
    test(title, () => expect(plan(parts).uninspectable.map(({ what, why }) => `${what}: ${why}`)).toEqual(expected));
  const scripted = (provisioner: Part) => ({
    root_module: { resources: [{ address: 'aws_instance.x', provisioners: [provisioner] }] },
  });

  unseen(
    'a provisioner is quoted',
    {
      configuration: scripted({ type: 'local-exec', expressions: { command: { constant_value: 'rm -rf  /srv\n' } } }),
      resource_changes: [entry('aws_instance.x', ['delete', 'create'])],
    },
    'aws_instance.x: Its provisioner runs commands when it is deleted or created: local-exec `rm -rf /srv`.',
  );
  unseen(
    'a secret in one is not',
    {
      configuration: scripted({
        type: 'remote-exec',
        expressions: { inline: { constant_value: ['export DB_PASSWORD=hunter2-planted', 'run'] } },
      }),
      resource_changes: [entry('aws_instance.x', ['create'])],
    },
    'aws_instance.x: Its provisioner runs commands when it is created: remote-exec `export DB_PASSWORD=(masked); run`.',
  );
  unseen('it does not run at a change in place', {
    configuration: scripted({ type: 'local-exec' }),
    resource_changes: [entry('aws_instance.x', ['update'], { before: { a: 1 }, after: { a: 2 } })],
  });
  unseen(
    'a program that a data source runs',
    { resource_changes: [entry('data.external.x', ['read'], {}, { mode: 'data' })] },
    'data.external.x: It runs a program while the plan is applied.',
  );
  unseen('another data source', { resource_changes: [entry('data.aws_ami.x', ['read'], {}, { mode: 'data' })] });
  unseen(
    'a function that is called',
    { resource_changes: [entry('aws_lambda_invocation.x', ['create'])] },
    'aws_lambda_invocation.x: It runs code that the plan does not show.',
  );
  unseen(
    'a release that is changed',
    { resource_changes: [entry('helm_release.x', ['update'], { before: { a: 1 }, after: { a: 2 } })] },
    'helm_release.x: It stands for resources of its own, and the plan does not show what happens to them.',
  );
  unseen(
    'an action of a provider, with its event',
    {
      action_invocations: [
        {
          address: 'action.aws_lambda_invoke.x',
          lifecycle_action_trigger: {
            triggering_resource_address: 'aws_instance.x',
            action_trigger_event: 'BeforeCreate',
          },
        },
      ],
    },
    'action.aws_lambda_invoke.x: It is an action of a provider, before create of aws_instance.x, which may do anything.',
  );
  unseen(
    'one that is put off',
    { deferred_action_invocations: [{ reason: 'deferred_prereq', action_invocation: { address: 'action.a.b' } }] },
    'action.a.b: It is an action of a provider, which may do anything. It is put off, and planned only later.',
  );
  unseen(
    'a change that is put off',
    { deferred_changes: [{ reason: 'provider_config_unknown', resource_change: { address: 'a.b' } }] },
    'a.b: It is deferred: what happens to it is planned only later, since the configuration of its provider is known only later.',
  );
});

describe('of the whole', () => {
  const remarks = (title: string, parts: Part, ...expected: readonly string[]) =>
    test(title, () => expect(plan({ resource_changes: [], ...parts }).remarks).toEqual(expected));

  remarks(
    'outputs',
    {
      output_changes: {
        a: { actions: ['update'], before: 1, after: 2 },
        b: { actions: ['delete'], before: 1, after: null, before_sensitive: true, after_sensitive: false },
        c: { actions: ['create'], before: null, after: 1 },
        d: { actions: ['no-op'], before: 1, after: 1 },
      },
    },
    'The output b will be gone for whoever reads it.',
    'The output a will change for whoever reads it.',
  );
  remarks(
    'a secret that is one no longer',
    {
      output_changes: {
        a: { actions: ['update'], before: 'x', after: 'x', before_sensitive: true, after_sensitive: false },
      },
    },
    'The output a will no longer be marked as sensitive: anybody can read it.',
    'The output a will change for whoever reads it.',
  );
  remarks(
    'a check that fails, in its own words',
    {
      checks: [
        {
          status: 'fail',
          address: { to_display: 'check.health' },
          instances: [{ status: 'fail', problems: [{ message: 'The token=hunter2-planted is too old' }] }],
        },
        { status: 'unknown', address: { to_display: 'check.later' } },
      ],
    },
    'The check check.health fails: The token=(masked) is too old.',
  );
  remarks(
    'a move',
    { resource_changes: [entry('aws_instance.b', ['no-op'], {}, { previous_address: 'aws_instance.a' })] },
    'aws_instance.a → aws_instance.b: only the address in the state changes.',
  );
  remarks(
    'many of a kind',
    { resource_drift: Array.from({ length: 50 }, (_, index) => entry(`aws_instance.x${index}`, ['delete'])) },
    ...Array.from({ length: 20 }, (_, index) => `aws_instance.x${index} has been deleted outside of Terraform.`),
    '30 more resources were changed outside of Terraform.',
  );
  test('a plan that only refreshes', () =>
    expect(
      plan({ resource_drift: [entry('aws_instance.x', ['update'], { before: { a: 1 }, after: { a: 2 } })] }).remarks,
    ).toEqual([
      'Only the state is brought up to date with what was changed outside; nothing else is touched.',
      'aws_instance.x has been changed outside of Terraform.',
    ]));
  test('one that cannot be applied', () =>
    expect(plan({ applyable: false, resource_changes: [entry('aws_instance.x', ['delete'])] }).remarks).toEqual([
      'Terraform says that this plan cannot be applied.',
    ]));
});

describe('a plan that is made to break its reader', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const raw = (change: string) =>
    readTerraformPlan(
      `{"format_version":"1.2","resource_changes":[{"address":"a_b.c","type":"a_b","change":${change}}]}`,
    );

  test('values a million deep', () => {
    const { resources, uninspectable } = raw(`{"actions":["delete"],"before":${nested(1_000_000)},"after":null}`);
    expect([resources[0]?.action, uninspectable]).toEqual(['delete', []]);
  });
  test('marks and unknown values that do not fit', () => {
    const { resources } = raw(
      `{"actions":["update"],"before":{"a":[1]},"after":{"a":{"b":1}},"after_unknown":${nested(500)},"before_sensitive":[1,2],"after_sensitive":"x"}`,
    );
    expect(resources[0]?.action).toBe('update');
  });
  test('names that every object answers to', () => {
    const { resources } = raw(
      '{"actions":["delete"],"before":{"__proto__":{"deletion_protection":true},"constructor":1},"after":null}',
    );
    expect([resources[0]?.refusedBecause, Object.hasOwn({}, 'deletion_protection')]).toEqual([undefined, false]);
  });
  test('lists where objects belong', () => {
    const { uninspectable } = plan({
      resource_changes: [entry('aws_instance.x', ['delete'])],
      configuration: [],
      output_changes: [1],
      checks: [7],
      action_invocations: [[]],
    });
    expect(uninspectable.map(({ what }) => what)).toContain('the configuration');
  });
  test.each([['{}'], ['7'], ['"x"'], ['true']])('resource_changes that are %s', (value) =>
    expect(readTerraformPlan(`{"format_version":"1.2","resource_changes":${value}}`).irreversible).toBe(true),
  );
  test('actions that are none', () =>
    expect(
      [
        raw('{"actions":"delete"}'),
        raw('{"actions":[]}'),
        raw('{"actions":[null]}'),
        raw('{"actions":["no-op","delete"]}'),
      ].map(({ irreversible }) => irreversible),
    ).toEqual([true, true, true, true]));
  test('a change with a hundred thousand actions', () => {
    const { resources } = raw(`{"actions":${JSON.stringify(Array.from({ length: 100_000 }, () => 'delete'))}}`);
    expect([resources[0]?.action, resources[0]?.actions.length]).toEqual(['unknown', 8]);
  });
  test('a value of ten million characters', () => {
    const text = JSON.stringify(
      raw(`{"actions":["update"],"before":{"a":"x"},"after":{"a":"${'y'.repeat(10_000_000)}"}}`),
    );
    expect(text.length).toBeLessThan(50_000);
  });
  test('one address twice is two changes', () => {
    const twice = entry('aws_instance.x', ['delete']);
    expect(plan({ resource_changes: [twice, twice] }).summary.delete).toBe(2);
  });
  test('numbers that JSON does not have', () =>
    expect(raw('{"actions":["delete"],"before":NaN}').uninspectable).toEqual([
      { what: 'the plan', why: 'It is not complete JSON.' },
    ]));
  test('modules that refer to one another in more ways than can be walked', () => {
    let module: Part = { resources: [{ address: 'a_b.c' }], outputs: { l: {}, r: {} } };
    for (let depth = 0; depth < 40; depth++) {
      const references = ['module.m.l', 'module.m.r'];
      module = {
        module_calls: { m: { module } },
        outputs: { l: { expression: { references } }, r: { expression: { references } } },
      };
    }
    const root_module = {
      ...module,
      resources: [{ address: 'a_b.c', expressions: { x: { references: ['module.m.l'] } } }],
    };
    expect(
      plan({ configuration: { root_module }, resource_changes: [entry('a_b.c', ['delete'])] }).summary.delete,
    ).toBe(1);
  });
  test('a hundred thousand changes: all are counted, the worst are looked into', () => {
    const changes = Array.from({ length: 100_000 }, (_, index) =>
      entry(`aws_instance.x${index}`, [index % 10 === 9 ? 'delete' : 'create']),
    );
    const { summary, resources, uninspectable } = plan({ resource_changes: changes });
    expect([summary.delete, summary.create, resources.length]).toEqual([10_000, 90_000, 20_000]);
    expect(resources.filter(({ action }) => action === 'delete')).toHaveLength(10_000);
    expect(uninspectable.map(({ what }) => what)).toEqual(['80000 more changes']);
  });
});
