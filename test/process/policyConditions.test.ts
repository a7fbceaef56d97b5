/**
 * Every condition of a policy through the hook program and a gate on its socket, reads included: what meets it is refused
 * by the rule's name, or asked about for its sake where not all is known; its look-alike is not.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { publishedSchemas } from '../../scripts/lib/policySchema.ts';
import { record } from '../../src/base/json.ts';
import { impactFound } from '../../src/gate/probeStates.ts';
import { bashPayload, buildHook, type HookProgram } from '../support/hookProcess.ts';
import { judged, type SocketGate, startSocketGate } from '../support/socketGate.ts';

let hook: HookProgram;
beforeAll(async () => {
  hook = await buildHook();
});
afterAll(() => hook.dispose());

let home: string;
let project: string;
let started: SocketGate;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'holdpoint-conditions-'));
  project = join(home, 'project');
  mkdirSync(project);
  started = await startSocketGate({ home, folders: [project] });
});
afterEach(async () => {
  await started.served.close();
  rmSync(home, { recursive: true, force: true });
});

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
};

/** What an agent sends, in its own words. */
interface Payload {
  readonly agent?: string;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}
type Call = string | Payload;

let calls = 0;

function start(call: Call) {
  const {
    agent = 'claude-code',
    tool,
    input,
    cwd = project,
    env = {},
  }: Payload = typeof call === 'string' ? { tool: 'Bash', input: { command: call } } : call;
  calls += 1;
  return hook.start({
    args: [agent],
    input: bashPayload('', cwd, {
      session_id: `session-${calls}`,
      tool_use_id: `toolu_${String(calls).padStart(4, '0')}`,
      tool_name: tool,
      tool_input: input,
      // By these the editor's own agent is known.
      ...(agent === 'vscode' ? { timestamp: '2026-11-22T19:50:36.639Z', permission_mode: undefined } : {}),
    }),
    env: { HOME: home, HOLDPOINT_HOME: join(home, '.holdpoint'), ...env },
  });
}

/** `refused`: by the rule. `asked`: for its sake. `passed`, or `held` for something else. */
async function becomes(call: Call): Promise<'refused' | 'asked' | 'passed' | 'held'> {
  const { gate } = started;
  const running = start(call);
  let ended = false;
  void running.result.then(() => (ended = true));
  while (!ended && gate.waiting().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const [waiting] = gate.waiting();
  const named = waiting?.decision.reasons.some(({ rule }) => rule === 'the rule') === true;
  if (waiting !== undefined) expect(judged(gate, 'deny')).toBeUndefined();
  const { code, stdout, stderr } = await running.result;
  if (waiting !== undefined) return named ? 'asked' : 'held';
  if (stdout === '' && code === 0) return 'passed';
  expect(`${stdout}${stderr}`).toMatch(/did not run/);
  return `${stdout}${stderr}`.includes('the rule') ? 'refused' : 'held';
}

const environments =
  'environments: { lab: { accounts: ["1111*"], profiles: ["*-lab"], contexts: ["kind-*"], clusters: ["*lab.example*"], namespaces: [lab], workspaces: [lab], regions: ["cn-*"], hosts: ["*.lab"], databases: [labdb], branches: ["lab/*"], paths: ["envs/lab/**"] } }';

const tried = new Set<string>();

/** `then: deny`, so that what surely meets it is refused, and what may meet it is asked about. */
function is(condition: string, meets: Call, misses: Call, prepare: () => void = () => {}, sure = true): void {
  for (const [key] of condition.matchAll(/[a-z-]+(?=:)/g)) tried.add(key);
  const spelled = typeof meets === 'string' ? meets : JSON.stringify(meets.input);
  test(`${condition} ← ${spelled}`, async () => {
    write(
      'project/.holdpoint/policy.yaml',
      `version: 1\n${environments}\nrules: [{ name: the rule, when: { ${condition} }, then: deny }]\n`,
    );
    prepare();
    expect(await becomes(meets)).toBe(sure ? 'refused' : 'asked');
    expect(['passed', 'held']).toContain(await becomes(misses));
  });
}

/** Nobody has looked at what it would do. */
const maybe = (condition: string, meets: Call, misses: Call) => is(condition, meets, misses, undefined, false);

const pod = 'kubectl --context kind-me delete pod web';
const look = 'kubectl --context kind-me get pods';
const head = (branch: string) => () => write('project/.git/HEAD', `ref: refs/heads/${branch}\n`);
const person = (address: string) => () => write('.gitconfig', `[user]\n\temail = ${address}\n`);
const mcp = (server: string, tool: string): Payload => ({ tool: `mcp__${server}__${tool}`, input: {} });
const vscode = (command: string): Payload => ({ agent: 'vscode', tool: 'run_in_terminal', input: { command } });
const today = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const day = (ahead: number) => today[(new Date().getUTCDay() + ahead) % 7];

describe('what changes something', () => {
  is('effect: destroy', pod, 'kubectl apply -f web.yaml');
  is('effect: change', 'kubectl apply -f web.yaml', pod);
  is('effect: unknown', 'kubectl frobnicate', pod);
  is('tool: terraform', 'terraform apply', pod);
  is('operation: "delete *"', pod, 'kubectl scale deployment web --replicas=2');
  is('target: "web*"', pod, 'kubectl delete pod api');
  is('file: "live/**"', 'terraform -chdir=live/shop destroy', 'terraform -chdir=test/shop destroy');
  is('file: "scripts/*.sh"', 'bash scripts/down.sh', 'terraform destroy', () =>
    write('project/scripts/down.sh', 'terraform destroy\n'),
  );
  is('environment: production, effect: destroy', 'kubectl --context live delete pod web', pod);
  is('agent: vscode', vscode(pod), pod);
  is('person: "*@example.com"', pod, 'ls', person('ada@example.com'));
  is('branch: "release/*", tool: kubectl', pod, 'terraform destroy', head('release/4'));
  is(`during: { days: [${day(0)}, ${day(1)}] }, tool: kubectl`, pod, 'terraform destroy');
  is('mcp-server: aws', mcp('aws', 'delete_stack'), mcp('gcp', 'delete_stack'));
  is('signal: delete-and-recreate', 'terraform destroy && terraform apply', 'terraform destroy');
  is('any: [{ tool: aws }, { tool: kubectl }]', pod, 'terraform destroy');
  is('all: [{ tool: kubectl }, { effect: destroy }]', pod, 'kubectl apply -f web.yaml');
  is('not: { tool: kubectl }', 'terraform destroy', pod);
});

describe('what only looks', () => {
  is('effect: read', look, pod);
  is('tool: kubectl, effect: read', look, 'terraform plan');
  is('operation: "get *"', 'kubectl get secret db', 'kubectl describe secret db');
  is('target: "db*", effect: read', 'kubectl get secret db', 'kubectl get secret web');
  is('file: "live/**"', 'terraform -chdir=live/shop plan', 'terraform -chdir=test/shop plan');
  is('environment: production, effect: read', 'kubectl --context live get pods', look);
  is('agent: vscode, effect: read', vscode(look), look);
  is('person: "*@example.com", effect: read', look, pod, person('ada@example.com'));
  is('branch: "release/*", effect: read', look, pod, head('release/4'));
  is(`during: { days: [${day(0)}, ${day(1)}] }, effect: read`, look, pod);
  is('any: [{ tool: aws }, { tool: kubectl }], effect: read', look, 'terraform plan');
  is('all: [{ tool: kubectl }, { effect: read }]', look, 'terraform plan');
  is('not: { tool: kubectl }, effect: read', 'terraform plan', look);
  is('data: false', look, 'ls');
  is('reversible: true', look, 'ls');
});

describe('what it is held against is another one', () => {
  is('person: "*@example.com", effect: destroy', pod, look, person('ada@example.com'));
  for (const [condition, prepare] of [
    ['person: "*@example.com"', person('eve@example.org')],
    ['branch: "release/*"', head('main')],
    [`during: { days: [${day(3)}, ${day(4)}] }`, () => {}],
    ['agent: vscode', () => {}],
    ['signal: denied-before', () => {}],
  ] as const)
    test(condition, async () => {
      write(
        'project/.holdpoint/policy.yaml',
        `version: 1\nrules: [{ name: the rule, when: { ${condition} }, then: deny }]\n`,
      );
      prepare();
      expect([await becomes(pod), await becomes(look)]).toEqual(['held', 'passed']);
    });
});

describe('each sign of an environment', () => {
  const lab = 'environment: lab, effect: [change, destroy]';
  is(lab, pod, 'kubectl --context live delete pod web');
  is(lab, 'aws --profile shop-lab s3 rb s3://b', 'aws --profile shop s3 rb s3://b');
  is(lab, 'aws --region cn-north-1 s3 rb s3://b', 'aws --region eu-west-1 s3 rb s3://b');
  is(lab, 'kubectl -n lab delete pod web', 'kubectl -n shop delete pod web');
  is(lab, 'psql -h db.lab -c "DROP TABLE a"', 'psql -h db.example -c "DROP TABLE a"');
  is(lab, 'psql -h db.example -d labdb -c "DROP TABLE a"', 'psql -h db.example -d shop -c "DROP TABLE a"');
  is(lab, { tool: 'Bash', input: { command: 'terraform destroy' }, env: { TF_WORKSPACE: 'lab' } }, 'terraform destroy');
  is(lab, 'terraform -chdir=envs/lab destroy', 'terraform -chdir=envs/live destroy');
  is('environment: lab, tool: terraform', 'terraform destroy', 'kubectl --context live delete pod web', head('lab/4'));
  is(lab, 'aws --profile a s3 rb s3://b', 'aws --profile b s3 rb s3://b', () =>
    write('.aws/config', '[profile a]\nsso_account_id = 111122223333\n[profile b]\nsso_account_id = 999922223333\n'),
  );
  is(lab, 'kubectl --cluster lab.example delete pod web', 'kubectl --cluster live.example delete pod web');
  is(lab, 'kubectl --context a delete pod web', 'kubectl --context b delete pod web', () =>
    write(
      '.kube/config',
      'contexts: [{ name: a, context: { cluster: a } }, { name: b, context: { cluster: b } }]\nclusters: [{ name: a, cluster: { server: "https://lab.example:6443" } }, { name: b, cluster: { server: "https://live.example:6443" } }]\n',
    ),
  );
});

describe('what only its impact tells', () => {
  maybe('data: true', 'terraform destroy', 'terraform plan');
  maybe('reversible: false', 'terraform destroy', 'terraform plan');
  maybe('types: "aws_db_*"', 'terraform destroy', 'terraform plan');
  maybe('resources-over: 3, tool: terraform', 'terraform destroy', 'kubectl get pods');
  maybe('cost-over: 100, tool: terraform', 'terraform apply', pod);

  const database = (name: string) => `resource "aws_db_instance" "${name}" {\n  identifier = "${name}"\n}\n`;
  const alarm = (name: string) => `resource "aws_cloudwatch_metric_alarm" "${name}" {\n  alarm_name = "${name}"\n}\n`;
  const kept = 'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n';

  /** Approves an edit that takes `gone` out of a file, once what it means has been read. */
  const approved = async (condition: string, gone: readonly string[]) => {
    write(
      'project/.holdpoint/policy.yaml',
      `version: 1\nrules: [{ name: the rule, when: { ${condition} }, then: deny }]\n`,
    );
    write('project/main.tf', [...gone, kept].join(''));
    const running = start({
      tool: 'Edit',
      input: { file_path: join(project, 'main.tf'), old_string: gone.join(''), new_string: '' },
    });
    const { gate } = started;
    await expect.poll(() => gate.waiting().length, { timeout: 10_000 }).toBe(1);
    const [waiting] = gate.waiting();
    if (waiting === undefined) throw new Error('it is not held');
    await expect
      .poll(() => impactFound(gate.probes(waiting.hold.id))?.resources.length, { timeout: 10_000 })
      .toBe(gone.length);
    const why = judged(gate, 'approve');
    if (why !== undefined) expect(judged(gate, 'deny')).toBeUndefined();
    await running.result;
    return why;
  };
  const never = 'A policy never allows this: the rule.';
  test.each([
    ['data: true', [database('a')], [alarm('a')]],
    ['types: "aws_db_*"', [database('a')], [alarm('a')]],
    ['resources-over: 1', [alarm('a'), alarm('b')], [alarm('a')]],
    ['reversible: false', [database('a')], [alarm('a')]],
  ] as const)('%s, once it is known', async (condition, meets, misses) => {
    expect(await approved(condition, meets)).toBe(never);
    expect(await approved(condition, misses)).toBeUndefined();
  });
});

test('no condition is left out', () => {
  const inside = (value: unknown, ...path: readonly string[]): Readonly<Record<string, unknown>> =>
    path.reduce((found, step) => record(found[step], step), record(value));
  const schema = publishedSchemas().get('policy.schema.json');
  const conditions = inside(schema, 'properties', 'rules', 'items', 'properties', 'when', 'properties');
  expect(Object.keys(conditions).length).toBeGreaterThan(15);
  expect(Object.keys(conditions).filter((key) => !tried.has(key))).toEqual([]);
});
