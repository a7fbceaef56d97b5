/** What a command does to a state, by the state itself, as Terraform 1.11.4 wrote it. */
import { describe, expect, test } from 'vitest';
import type { Impact } from '../../../src/core/impact/impact.ts';
import type { Answer, Probe } from '../../../src/core/impact/probe.ts';
import { askTerraform } from '../../../src/core/impact/terraformSurgery.ts';

const resource = (type: string, name: string, instances: readonly object[], module?: string) => ({
  ...(module === undefined ? {} : { module }),
  mode: 'managed',
  type,
  name,
  provider: `provider["registry.terraform.io/hashicorp/${type.split('_')[0]}"]`,
  instances,
});
const state = (resources: readonly object[], more: object = {}) =>
  JSON.stringify({
    version: 4,
    terraform_version: '1.11.4',
    serial: 10,
    lineage: 'l-1',
    outputs: {},
    resources,
    ...more,
  });

const orders = resource('aws_db_instance', 'orders', [{ attributes: { id: 'orders', password: 'hunter2-planted' } }]);
const web = resource('aws_instance', 'web', [
  { index_key: 0, attributes: { id: 'i-0' }, dependencies: ['aws_db_instance.orders'] },
  { index_key: 1, attributes: { id: 'i-1' }, dependencies: ['aws_db_instance.orders'] },
]);
const queue = resource('aws_sqs_queue', 'this', [{ index_key: 'a', attributes: { id: 'q' } }], 'module.jobs');
const data = { ...resource('aws_ami', 'x', [{ attributes: { id: 'ami-1' } }]), mode: 'data' };
const now = state([orders, web, queue, data]);

function ask(line: string, files: Readonly<Record<string, string>> = {}): Probe | undefined {
  const [program = '', ...args] = line.split(' ');
  const [probe] = askTerraform(
    { kind: 'command', program, args, directory: '/w', env: {} },
    { kind: 'change', tool: 'terraform', operation: '', spans: [] },
    (path) => files[path],
  );
  return probe;
}

function found(line: string, stdout = now, files: Readonly<Record<string, string>> = {}): Impact {
  const probe = ask(line, files);
  if (probe === undefined) throw new Error('nothing is asked');
  const answers = probe.steps('/scratch').map((step): Answer => ({ step, code: 0, stdout, stderr: '' }));
  return probe.read(answers);
}

const told = ({ resources, remarks, uninspectable }: Impact) => [
  ...resources.map(({ action, address, existing, refusedBecause, dependents }) =>
    [
      `${action} ${address}${existing === undefined ? '' : ` (${existing})`}`,
      ...(refusedBecause === undefined ? [] : [`refused: ${refusedBecause}`]),
      ...dependents.map(({ address: on }) => `on it ${on}`),
    ].join(', '),
  ),
  ...remarks,
  ...uninspectable.map(({ what }) => `? ${what}`),
];

describe('what a command touches', () => {
  const is = (line: string, ...expected: readonly string[]) =>
    test(line, () => expect(told(found(line))).toEqual(expected));

  is(
    'terraform state rm aws_db_instance.orders',
    'forget aws_db_instance.orders (orders), on it aws_instance.web[0], on it aws_instance.web[1]',
  );
  is('terraform state rm aws_instance.web', 'forget aws_instance.web[0] (i-0)', 'forget aws_instance.web[1] (i-1)');
  is('terraform state rm aws_instance.web[1]', 'forget aws_instance.web[1] (i-1)');
  is('tofu -chdir=infra state rm -lock=false module.jobs', 'forget module.jobs.aws_sqs_queue.this["a"] (q)');
  is(
    'terraform state rm aws_instance.we',
    'The state holds nothing by the address aws_instance.we: the command would fail there.',
  );
  is(
    'terraform state mv aws_instance.web aws_instance.app',
    'update aws_instance.app[0] (i-0)',
    'update aws_instance.app[1] (i-1)',
    'aws_instance.web[0] → aws_instance.app[0], aws_instance.web[1] → aws_instance.app[1]: only the address in the state changes.',
  );
  is(
    'terraform state mv aws_db_instance.orders module.jobs',
    'update module.jobs (orders), refused: the state already holds module.jobs, on it aws_instance.web[0], on it aws_instance.web[1]',
    'aws_db_instance.orders → module.jobs: only the address in the state changes.',
  );
  is('terraform taint aws_instance.web[0]', 'update aws_instance.web[0] (i-0)');
  is('terraform untaint aws_instance.web[0]', 'update aws_instance.web[0] (i-0)');
  is('terraform import -var x=1 aws_s3_bucket.logs my-logs', 'import aws_s3_bucket.logs (my-logs)');
  is(
    'terraform import aws_instance.web[0] i-9',
    'import aws_instance.web[0] (i-9), refused: the state already holds aws_instance.web[0]',
  );
  is(
    'terraform state replace-provider -auto-approve hashicorp/aws registry.acme.com/acme/aws',
    'update aws_db_instance.orders (orders)',
    'update aws_instance.web[0] (i-0)',
    'update aws_instance.web[1] (i-1)',
    'update module.jobs.aws_sqs_queue.this["a"] (q)',
  );
  is('terraform force-unlock -force 6638e010', '? the lock 6638e010');
  is('terraform init -migrate-state', 'update the state', '? the new backend');
});

test('a workspace is deleted only with -force when it holds something, and then nobody tracks it', () => {
  expect(told(found('terraform workspace delete old')).at(-1)).toMatch(/only with -force/);
  expect(
    found('terraform workspace delete old').resources.every(({ refusedBecause }) => refusedBecause !== undefined),
  ).toBe(true);
  expect(told(found('terraform workspace delete -force old')).at(-1)).toMatch(/nobody tracks/);
  expect(told(found('terraform workspace delete old', ''))).toEqual(['The workspace old holds nothing.']);
  expect(ask('terraform workspace delete old')?.steps('')[0]?.env.TF_WORKSPACE).toBe('old');
});

describe('a state that is pushed', () => {
  const push = (next: string, line = 'terraform state push new.tfstate') =>
    found(line, now, { '/w/new.tfstate': next });
  test('what it leaves out is given up', () =>
    expect(told(push(state([web, queue], { serial: 11 })))).toEqual([
      'forget aws_db_instance.orders (orders), on it aws_instance.web[0], on it aws_instance.web[1]',
      'The whole state is replaced: 4 resources now, 3 afterwards.',
    ]));
  test('an older one is refused', () =>
    expect(told(push(state([orders, web, queue], { serial: 9 })))).toEqual([
      'The whole state is replaced: 4 resources now, 4 afterwards.',
      'Its serial is 9, that of the state there 10: it is older.',
    ]));
  test('another one is refused, unless it is forced', () => {
    const other = state([], { serial: 11, lineage: 'l-2' });
    expect(push(other).resources.map(({ refusedBecause }) => refusedBecause)).toEqual(
      Array.from({ length: 4 }, () => 'it is the state of something else'),
    );
    expect(push(other, 'terraform state push -force new.tfstate').resources[0]?.refusedBecause).toBeUndefined();
  });
  test.each([
    ['one that was not read', undefined],
    ['half a state', '{"version": 4, "resour'],
    ['no state', '{"version": 3}'],
  ])('%s cannot be inspected', (_, text) =>
    expect(
      found('terraform state push new.tfstate', now, text === undefined ? {} : { '/w/new.tfstate': text })
        .uninspectable,
    ).toHaveLength(1),
  );
});

test('the state that is there cannot be read', () =>
  expect(found('terraform state rm aws_instance.web', '{').irreversible).toBe(true));
test('a person lets the backend be asked, and the answer is for Holdpoint alone', () => {
  const probe = ask('terraform -chdir=infra state rm a.b');
  expect([probe?.kind, probe?.steps('').map(({ args, confidential }) => [args, confidential])]).toEqual([
    'project code',
    [[['-chdir=infra', 'state', 'pull'], true]],
  ]);
});
test('no secret of a state is told', () =>
  expect(JSON.stringify(found('terraform state rm aws_db_instance.orders'))).not.toMatch(/planted/));
test('a state in another place is not asked for', () =>
  expect(ask('terraform state rm -state=other.tfstate a.b')).toBeUndefined());
test('what only looks is not asked about', () => expect(ask('terraform state list')).toBeUndefined());
