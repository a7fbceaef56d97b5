/**
 * `holdpoint exec` as it is installed, under grants of a real gate: what people looked at is what runs, or nothing does.
 * With the real Terraform and kubectl where they are found.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundleHook, bundles } from '../../scripts/lib/bundles.mjs';
import type { Gate } from '../../src/gate/gate.ts';
import { appendLog } from '../../src/platform/appendLog.ts';
import { findProgram } from '../../src/platform/findProgram.ts';
import { install, planProgram } from '../../src/setup/installation.ts';
import { bashPayload } from '../support/hookProcess.ts';
import { needs } from '../support/sharedFixtures.ts';
import { held, judged, type SocketGate, startSocketGate } from '../support/socketGate.ts';

const built = mkdtempSync(join(tmpdir(), 'holdpoint-built-'));
beforeAll(async () => {
  await bundleHook(built);
  await build({ ...bundles.cli, outfile: join(built, 'cli.js') });
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

let home: string;
let project: string;
let bin: string;
let started: SocketGate | undefined;
const env = (more: Readonly<Record<string, string | undefined>> = {}) => ({
  PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
  HOME: home,
  CHECKPOINT_DISABLE: '1',
  ...more,
});

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdpoint-exec-'));
  project = join(home, 'project');
  bin = join(home, 'bin');
  mkdirSync(project);
  mkdirSync(bin);
  const site = { home, root: join(home, '.holdpoint'), platform: 'posix', env: {} } as const;
  const program = { version: '1.0.0', bundles: built, runtimes: [process.execPath] };
  install(planProgram(site, program), site, new Date());
});
afterEach(async () => {
  await started?.served.close();
  started = undefined;
  rmSync(home, { recursive: true, force: true });
});

async function open(permission: 'runs' | 'off' = 'off'): Promise<Gate> {
  const allowed = permission === 'runs' ? ({ kind: 'runs' } as const) : ({ kind: 'off', why: 'Not here.' } as const);
  started = await startSocketGate({ home, folders: [project], permission: () => allowed, env: env() });
  return started.gate;
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly process: ChildProcess;
  readonly result: Promise<Run>;
}

function start(program: string, args: readonly string[], input: string, more: Record<string, string> = {}): Started {
  const child = spawn(program, args, { cwd: project, env: env(more), stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return {
    process: child,
    result: new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr }))),
  };
}

/** The agent's hook, before it runs `line`. */
const hook = (line: string, callId = 'toolu_0001', agent = 'claude-code'): Promise<Run> =>
  start(join(home, '.holdpoint/bin/holdpoint-hook'), [agent], bashPayload(line, project, { tool_use_id: callId }))
    .result;

/** The agent's shell. */
const shell = (line: string, input = '', more: Record<string, string> = {}): Started =>
  start('/bin/bash', ['-c', line], input, more);

/** What the hook told Claude Code to run. */
function rewritten({ code, stdout }: Run): string {
  expect(code).toBe(0);
  const { hookSpecificOutput: said } = JSON.parse(stdout);
  expect(said.permissionDecision).toBe('allow');
  expect(said.updatedInput).toMatchObject({ description: 'scripted' });
  return String(said.updatedInput.command);
}

/** Lets people look, changes something meanwhile, has them approve. `shown`: once what was asked is on screen. */
async function approved(gate: Gate, line: string, shown: () => void | Promise<void> = () => {}): Promise<string> {
  const asked = hook(line);
  await held(gate);
  await shown();
  expect(judged(gate, 'approve')).toBeUndefined();
  return rewritten(await asked);
}

const journal = () =>
  [...appendLog(join(home, '.holdpoint/journal')).lines()].map((line): Record<string, unknown> => JSON.parse(line));
const kinds = () => journal().map(({ kind }) => kind);

/** Whether every open question has been asked about, and all answers are there. */
const lookedUp = (gate: Gate): readonly boolean[] =>
  gate.waiting().map(({ hold }) => {
    const probes = gate.probes(hold.id);
    return probes.length > 0 && probes.every(({ phase }) => phase.kind === 'done');
  });

/** Copies of plans and scripts that are still there. */
const leftovers = (): readonly string[] => {
  const grants = join(home, '.holdpoint/grants');
  return existsSync(grants)
    ? readdirSync(grants, { recursive: true })
        .map(String)
        .filter((name) => /\/./.test(name))
    : [];
};

/** A program of this name that writes down how it was called. */
function fake(name: string, script = ''): void {
  writeFileSync(join(bin, name), `#!/bin/sh\necho "$0 $*" >> "$HOME/ran"\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}
const ran = (): readonly string[] =>
  existsSync(join(home, 'ran')) ? readFileSync(join(home, 'ran'), 'utf8').trim().split('\n') : [];

function refused({ code, stderr }: Run, why: RegExp): void {
  expect(stderr).toMatch(why);
  expect(stderr).toMatch(/did not run/);
  expect(code).toBe(1);
}

describe('a released command', () => {
  needs(process.platform !== 'win32', 'the programs that stand in are shell scripts');

  test('runs once, through its grant, with its own exit code, and leaves a receipt', async () => {
    fake('kubectl', 'exit 7');
    const gate = await open();
    const line = await approved(gate, 'kubectl delete pod web');
    expect(line).toMatch(/^\S+\/\.holdpoint\/bin\/holdpoint exec --grant gate-\S+ -- kubectl delete pod web$/);
    expect(await shell(line).result).toMatchObject({ code: 7, stdout: '', stderr: '' });
    expect(ran()).toEqual([`${bin}/kubectl delete pod web`]);
    refused(await shell(line).result, /no such grant|has been used/);
    expect(ran()).toHaveLength(1);
    expect(kinds()).toEqual(['held', 'verdict', 'released', 'started', 'receipt']);
    expect(journal().at(-1)).toMatchObject({ code: 7, digest: expect.stringMatching(/^[\da-f]{64}$/) });
    expect(leftovers()).toEqual([]);
  });
  test('is what the agent then reports', async () => {
    fake('kubectl');
    const gate = await open();
    const alarms: unknown[] = [];
    gate.onAlarm((alarm) => alarms.push(alarm));
    const line = await approved(gate, 'kubectl delete pod web');
    const after = bashPayload(line, project, { hook_event_name: 'PostToolUse' });
    await start(join(home, '.holdpoint/bin/holdpoint-hook'), ['claude-code', 'observe'], after).result;
    await expect.poll(() => kinds().at(-1)).toBe('ran');
    expect(alarms).toEqual([]);
  });
  test('stands in its line where it stood', async () => {
    fake('kubectl');
    mkdirSync(join(project, 'k8s'));
    const gate = await open();
    const line = await approved(gate, 'cd k8s && echo go && kubectl delete pod web 2>&1 | cat; echo done');
    expect(line).toMatch(
      /^cd k8s && echo go && \S+ exec --grant \S+ -- kubectl delete pod web 2>&1 \| cat; echo done$/,
    );
    expect((await shell(line).result).stdout).toBe('go\ndone\n');
    expect(ran()).toHaveLength(1);
  });
  test('gets the input it is given, and its words as they are', async () => {
    fake('kubectl', 'cat; printf "[%s]" "$@"');
    const gate = await open();
    const line = await approved(gate, 'kubectl annotate pod web \'a=b  c\' "d=$HOME" --overwrite');
    const { stdout } = await shell(line, 'from outside\n').result;
    expect(stdout).toBe(`from outside\n[annotate][pod][web][a=b  c][d=${home}][--overwrite]`);
  });
  test('is no other command’s, no other directory’s, and nobody’s whose id is made up', async () => {
    fake('kubectl');
    const gate = await open();
    const line = await approved(gate, 'kubectl delete pod web');
    refused(await shell(line.replace('pod web', 'pod db')).result, /for another command/);
    refused(await shell(line.replace(/\.\S+ --/, `.${'a'.repeat(32)} --`)).result, /no such grant/);
    refused(await shell(line.replace(/--grant \S+/, '--grant mine')).result, /not the id of a grant/);
    refused(
      await shell(`cd / && ${line}`).result,
      /the directory \(\/, and .*project when it was shown\) is not what was reviewed.*begin it with cd \/ &&/i,
    );
    expect(ran()).toEqual([]);
  });
  test('is not believed when a stranger signs', async () => {
    fake('kubectl');
    const gate = await open();
    const line = await approved(gate, 'kubectl delete pod web');
    writeFileSync(join(home, '.holdpoint/gate-keys.json'), '{"keys":[]}');
    refused(await shell(line).result, /could not prove/);
    expect(ran()).toEqual([]);
  });
  test('passes signals on, and says how it ended', async () => {
    fake('kubectl', 'trap "echo caught; exit 3" TERM; echo ready; for i in $(seq 100); do sleep 0.1; done');
    const gate = await open();
    const line = await approved(gate, 'kubectl delete pod web');
    const running = shell(`exec ${line}`);
    running.process.stdout?.once('data', () => running.process.kill('SIGTERM'));
    expect(await running.result).toMatchObject({ code: 3, stdout: 'ready\ncaught\n' });
    fake('kubectl', 'kill -9 $$');
    const again = await hookAgain(gate, 'kubectl delete pod web');
    expect((await shell(again).result).code).toBe(137);
    expect(journal().at(-1)).toMatchObject({ kind: 'receipt', code: 137 });
  });
  test('keeps the terminal it was started in', async () => {
    fake('kubectl', '[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo terminal');
    const gate = await open();
    const line = await approved(gate, 'kubectl delete pod web');
    const inTerminal = start('script', ['-qec', line, '/dev/null'], '');
    expect((await inTerminal.result).stdout).toMatch(/^terminal/);
  });
  test('finds the environment as it was, the launcher’s own taken out', async () => {
    fake('kubectl', 'env | grep -c "^HOLDPOINT_\\|^ELECTRON_RUN"; echo "$NODE_OPTIONS"');
    const gate = await open();
    const line = await approved(gate, 'kubectl delete pod web');
    const { stdout } = await shell(line, '', { NODE_OPTIONS: '--max-old-space-size=512' }).result;
    expect(stdout).toBe('0\n--max-old-space-size=512\n');
  });

  const hookAgain = async (gate: Gate, line: string): Promise<string> => {
    const asked = hook(line, 'toolu_0002');
    await held(gate);
    expect(judged(gate, 'approve')).toBeUndefined();
    return rewritten(await asked);
  };

  /** `between`: after the approval, before the run. */
  const stopped = (title: string, line: string, prepare: () => void, between: () => void, why: RegExp) =>
    test(title, async () => {
      fake('kubectl');
      prepare();
      const gate = await open();
      const instead = await approved(gate, line);
      between();
      refused(await shell(instead).result, why);
      expect(ran()).toEqual([]);
      expect(gate.lastSettled()?.held.hold.phase.kind).toBe('superseded');
      refused(await shell(instead).result, /grant/);
      // The same call is asked about anew.
      const again = hook(line, 'toolu_0009');
      await held(gate);
      judged(gate, 'deny');
      expect((await again).code).toBe(2);
    });

  const write = (path: string, text: string) => writeFileSync(join(project, path), text);
  stopped(
    'is stopped when the program was replaced',
    'kubectl delete pod web',
    () => {},
    () => appendFileSync(join(bin, 'kubectl'), '# another\n'),
    /the program kubectl changed/i,
  );
  stopped(
    'is stopped when a link was turned to another program of the same bytes',
    'kubectl delete pod web',
    () => {
      writeFileSync(join(bin, 'one'), readFileSync(join(bin, 'kubectl')), { mode: 0o755 });
      writeFileSync(join(bin, 'two'), readFileSync(join(bin, 'kubectl')), { mode: 0o755 });
      unlinkSync(join(bin, 'kubectl'));
      symlinkSync('one', join(bin, 'kubectl'));
    },
    () => {
      unlinkSync(join(bin, 'kubectl'));
      symlinkSync('two', join(bin, 'kubectl'));
    },
    /the program kubectl \(.*two, and .*one when it was shown\) changed/i,
  );
  stopped(
    'is stopped when a manifest was edited',
    'kubectl delete -f x.yaml',
    () => write('x.yaml', 'kind: Pod\n'),
    () => write('x.yaml', 'kind: Namespace\n'),
    /x\.yaml changed/i,
  );
  stopped(
    'is stopped when a manifest was added to a folder',
    'kubectl delete -f k8s',
    () => {
      mkdirSync(join(project, 'k8s'));
      write('k8s/a.yaml', 'kind: Pod\n');
    },
    () => write('k8s/b.yaml', 'kind: Namespace\n'),
    /k8s changed/i,
  );
  stopped(
    'is stopped when the link to a manifest was turned',
    'kubectl delete -f x.yaml',
    () => {
      write('a.yaml', 'kind: Pod\n');
      write('b.yaml', 'kind: Pod\n');
      symlinkSync('a.yaml', join(project, 'x.yaml'));
    },
    () => {
      unlinkSync(join(project, 'x.yaml'));
      symlinkSync('b.yaml', join(project, 'x.yaml'));
    },
    /x\.yaml changed/i,
  );
  stopped(
    'is stopped when the bytes of a script changed',
    'bash deploy.sh',
    () => write('deploy.sh', 'kubectl delete pod web\n'),
    () => write('deploy.sh', 'kubectl delete ns shop\n'),
    /deploy\.sh changed/i,
  );
  test('is stopped when the environment would choose another target', async () => {
    fake('kubectl');
    const gate = await open();
    const line = await approved(gate, 'kubectl delete pod web');
    refused(
      await shell(line, '', { AWS_PROFILE: 'prod' }).result,
      /the environment \(AWS_PROFILE\) is not what was reviewed.*in front of the command/i,
    );
    expect(ran()).toEqual([]);
  });
  test('is stopped while people still look, when something changed', async () => {
    fake('kubectl');
    const gate = await open();
    const asked = hook('kubectl delete pod web');
    await held(gate);
    // Its bytes are read once the panel is painted.
    await new Promise((resolve) => setTimeout(resolve, 600));
    appendFileSync(join(bin, 'kubectl'), '# another\n');
    expect(judged(gate, 'approve')).toMatch(/changed while it was shown/);
    expect((await asked).stderr).toMatch(/The program kubectl changed/);
  });
  test('runs a script from a copy, unless it asks where it lies', async () => {
    fake('kubectl');
    const gate = await open();
    write('deploy.sh', 'echo "$BASH" >/dev/null; kubectl delete pod "$1"; rm -f deploy.sh\n');
    const line = await approved(gate, 'bash deploy.sh web');
    expect(await shell(line).result).toMatchObject({ code: 0, stderr: '' });
    expect(ran()).toEqual([`${bin}/kubectl delete pod web`]);
    write('here.sh', 'cd "$(dirname "${BASH_SOURCE[0]}")" && pwd && kubectl delete pod db\n');
    const again = await hookAgain(gate, 'bash here.sh');
    expect((await shell(again).result).stdout).toBe(`${project}\n`);
    expect(leftovers()).toEqual([]);
  });
});

describe('what asks by itself', () => {
  const exec = (line: string) => shell(`${home}/.holdpoint/bin/holdpoint exec -- ${line}`);

  test('waits for a person, and runs', async () => {
    fake('kubectl', 'exit 5');
    const gate = await open();
    const running = exec("kubectl delete pod 'my web'");
    await held(gate);
    expect(gate.waiting()[0]?.call).toMatchObject({ agent: 'exec', action: { line: "kubectl delete pod 'my web'" } });
    judged(gate, 'approve');
    expect((await running.result).code).toBe(5);
    expect(ran()).toEqual([`${bin}/kubectl delete pod my web`]);
    expect(kinds()).toEqual(['held', 'verdict', 'released', 'started', 'receipt']);
  });
  test('does not run when a person denies', async () => {
    fake('kubectl');
    const gate = await open();
    const running = exec('kubectl delete pod web');
    await held(gate);
    judged(gate, 'deny', 'not today');
    refused(await running.result, /not today/);
    expect(ran()).toEqual([]);
  });
  test('does not run when there is nobody to ask', async () => {
    fake('kubectl');
    refused(await exec('kubectl delete pod web').result, /No editor window/);
    expect(ran()).toEqual([]);
  });
  test('runs what only reads, and what is none of ours, also when there is nobody to ask', async () => {
    fake('kubectl');
    expect((await exec('kubectl get pods').result).code).toBe(0);
    expect((await exec("sh -c 'exit 4'").result).code).toBe(4);
    expect(ran()).toHaveLength(1);
  });
  test('runs at once what only reads', async () => {
    fake('kubectl');
    await open();
    expect((await exec('kubectl get pods').result).code).toBe(0);
    expect(ran()).toEqual([`${bin}/kubectl get pods`]);
  });
  test('says how it is used', async () => {
    expect((await shell(`${home}/.holdpoint/bin/holdpoint exec --grant`).result).code).toBe(2);
    expect((await shell(`${home}/.holdpoint/bin/holdpoint exec kubectl get pods`).result).code).toBe(2);
  });
});

describe('lines that run what was approved', () => {
  test('pass while the grant is open, and only by themselves', async () => {
    fake('kubectl');
    const gate = await open();
    const line = await approved(gate, 'kubectl delete pod web');
    expect((await hook(`${line} && kubectl delete pod db`, 'toolu_0003')).stderr).toMatch(/by itself/);
    expect(JSON.parse((await hook(line, 'toolu_0004')).stdout)).toMatchObject({
      hookSpecificOutput: { permissionDecision: 'allow' },
    });
    await shell(line).result;
    expect((await hook(line, 'toolu_0005')).stderr).toMatch(/no such grant/);
    const forged = line.replace(/--grant \S+/, `--grant gate-00000001.${'b'.repeat(32)}`);
    expect((await hook(forged, 'toolu_0006')).stderr).toMatch(/no such grant/);
  });
  test('are asked about when another program of that name would run them', async () => {
    const gate = await open();
    const asked = hook('/tmp/holdpoint exec -- kubectl delete pod web');
    await held(gate);
    judged(gate, 'deny');
    expect((await asked).code).toBe(2);
  });
});

test('a line that changes its own inputs is refused with the request to split it', async () => {
  const gate = await open();
  const { code, stderr } = await hook('git pull && kubectl apply -f x.yaml');
  expect(code).toBe(2);
  expect(stderr).toMatch(/`git pull` changes what `kubectl apply -f x\.yaml` would read.*Split it/);
  expect(gate.waiting()).toEqual([]);
  expect(journal().at(-1)).toMatchObject({ kind: 'refused', rule: 'split-it' });
});

const terraform = findProgram('terraform', '/', process.env);
const kubectl = findProgram('kubectl', '/', process.env);

describe('a plan that was on screen', () => {
  needs(terraform !== undefined, 'terraform is not installed');
  const main = `
variable "size" { default = 1 }
resource "terraform_data" "network" { input = var.size }
resource "terraform_data" "database" { input = terraform_data.network.id }
`;
  const write = (path: string, text: string) => writeFileSync(join(project, path), text);
  const sh = (...args: readonly string[]) => {
    const { status, stderr } = spawnSync(terraform ?? '', args, { cwd: project, env: env(), encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  const state = (): { readonly serial: number; readonly resources: readonly unknown[] } =>
    JSON.parse(readFileSync(join(project, 'terraform.tfstate'), 'utf8'));

  function prepare(applied: boolean): void {
    symlinkSync(terraform ?? '', join(bin, 'terraform'));
    write('main.tf', main);
    write('a.tfvars', 'size = 2\n');
    sh('init', '-no-color');
    if (applied) sh('apply', '-no-color', '-auto-approve');
  }

  /** Waits until the plan is on screen. */
  async function planned(gate: Gate): Promise<void> {
    await expect
      .poll(() => lookedUp(gate), {
        timeout: 20_000,
      })
      .toEqual([true]);
  }

  test('is what is applied, and nothing else', async () => {
    prepare(true);
    const gate = await open('runs');
    const line = await approved(gate, 'terraform destroy -auto-approve -no-color -var size=3', () => planned(gate));
    const { code, stdout } = await shell(line).result;
    expect(stdout).toMatch(/0 added, 0 changed, 2 destroyed/);
    expect(code).toBe(0);
    expect(state().resources).toEqual([]);
    const { plan } = journal().find(({ kind }) => kind === 'started') ?? {};
    expect(plan).toMatch(/^[\da-f]{64}$/);
    const verdict = journal().find(({ kind }) => kind === 'verdict');
    const asked = journal().find(({ kind }) => kind === 'held');
    expect(verdict?.digest).not.toBe(asked?.digest);
    expect(leftovers()).toEqual([]);
  });
  test('that comes after the verdict binds nothing: the command is approved as it is', async () => {
    prepare(true);
    const gate = await open('runs');
    const line = await approved(gate, 'terraform destroy -auto-approve -no-color');
    const { stdout } = await shell(line).result;
    expect(stdout).toMatch(/Destroy complete! Resources: 2 destroyed/);
    expect(journal().find(({ kind }) => kind === 'started')).not.toHaveProperty('plan');
  });
  test('whose state has moved on is refused by Terraform, and that is said', async () => {
    prepare(true);
    const gate = await open('runs');
    const line = await approved(gate, 'terraform apply -auto-approve -no-color -var-file=a.tfvars', () =>
      planned(gate),
    );
    sh('apply', '-no-color', '-auto-approve', '-var', 'size=9');
    const { serial } = state();
    const { code, stderr } = await shell(line).result;
    expect(code).toBe(1);
    expect(stderr).toMatch(/The state has moved on since the plan that was approved was made/);
    expect(state().serial).toBe(serial);
    expect(journal().at(-1)).toMatchObject({ kind: 'receipt', code: 1, stale: true });
  });

  const stopped = (title: string, line: string, between: () => void, why: RegExp) =>
    test(title, async () => {
      prepare(true);
      sh('plan', '-no-color', '-destroy', '-out=saved', '-var', 'size=7');
      const gate = await open('runs');
      const instead = await approved(gate, line, () => planned(gate));
      const before = state();
      between();
      refused(await shell(instead).result, why);
      expect(state()).toEqual(before);
      expect(gate.lastSettled()?.held.hold.phase.kind).toBe('superseded');
      expect(leftovers().filter((name) => name.includes('plan'))).toEqual([]);
    });

  stopped(
    'is not applied when it was swapped',
    'terraform destroy -auto-approve',
    () => {
      const [plan = ''] = leftovers().filter((name) => /plan-\d+$/.test(name));
      writeFileSync(join(home, '.holdpoint/grants', plan), readFileSync(join(project, 'saved')));
    },
    /The plan that was shown changed/,
  );
  stopped(
    'is not applied when the saved plan of the line was swapped',
    'terraform apply saved',
    () => sh('plan', '-no-color', '-out=saved', '-var', 'size=5'),
    /saved changed/,
  );
  stopped(
    'is not applied when a file of variables was edited',
    'terraform apply -auto-approve -var-file=a.tfvars',
    () => write('a.tfvars', 'size = 100\n'),
    /a\.tfvars changed/,
  );
  stopped(
    'is not applied when a file was added to the configuration',
    'terraform apply -auto-approve -var-file=a.tfvars',
    () => write('more.tf', 'resource "terraform_data" "more" {}\n'),
    /The configuration in \S+project changed/,
  );
  stopped(
    'is not applied in another workspace',
    'terraform apply -auto-approve -var-file=a.tfvars',
    () => sh('workspace', 'new', 'prod'),
    /The Terraform workspace \(prod, and default when it was shown\) changed/,
  );

  test('is applied by the lines that are named to an agent which cannot run another', async () => {
    prepare(true);
    const gate = await open('runs');
    const payload = (command: string) =>
      JSON.stringify({
        hook_event_name: 'PreToolUse',
        session_id: 'session-1',
        cwd: project,
        tool_name: 'execute_bash',
        tool_input: { command },
      });
    const kiro = (command: string) =>
      start(join(home, '.holdpoint/bin/holdpoint-hook'), ['kiro'], payload(command)).result;
    const asked = kiro('terraform destroy -auto-approve | tee out.log');
    await held(gate);
    await planned(gate);
    judged(gate, 'approve');
    const refusal = await asked;
    expect(refusal.code).toBe(2);
    const [, line = ''] = /Run exactly this instead.*?: (.*)$/m.exec(refusal.stderr) ?? [];
    expect(line).toMatch(/^\S+\/holdpoint exec --grant \S+ -- terraform destroy -auto-approve$/);
    expect(await kiro(line)).toMatchObject({ code: 0, stderr: '' });
    expect((await shell(line).result).stdout).toMatch(/2 destroyed/);
    expect(state().resources).toEqual([]);
  });
});

describe('a cluster', () => {
  needs(kubectl !== undefined, 'kubectl is not installed');
  const config = (current: string) => `apiVersion: v1
kind: Config
current-context: ${current}
clusters:
  - {name: a, cluster: {server: "https://127.0.0.1:1"}}
  - {name: b, cluster: {server: "https://127.0.0.1:2"}}
contexts:
  - {name: dev, context: {cluster: a, user: me}}
  - {name: prod, context: {cluster: b, user: me, namespace: shop}}
users:
  - {name: me, user: {token: secret}}
`;
  const kubeconfig = () => join(home, '.kube/config');

  test('is the one that was shown', async () => {
    symlinkSync(kubectl ?? '', join(bin, 'kubectl'));
    mkdirSync(join(home, '.kube'));
    writeFileSync(kubeconfig(), config('dev'));
    const gate = await open();
    const line = await approved(gate, 'kubectl delete pod web');
    expect(spawnSync(kubectl ?? '', ['config', 'use-context', 'prod'], { env: env() }).status).toBe(0);
    refused(
      await shell(line).result,
      /The kubectl context \(prod at https:\/\/127\.0\.0\.1:2, namespace shop, and dev at https:\/\/127\.0\.0\.1:1, namespace default when/,
    );
    expect(
      readFileSync(join(home, '.holdpoint/journal', readdirSync(join(home, '.holdpoint/journal'))[0] ?? ''), 'utf8'),
    ).not.toContain('secret');
  });
  /** Answers questions about a configuration of this version. */
  const withVersion = `case "$1" in
get) case "$2" in
  configmap) printf '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"web","namespace":"default","uid":"1","resourceVersion":"%s"}}' "$(cat "$HOME/version")" ;;
  *) echo '{"items":[]}' ;;
  esac ;;
config) echo '{"clusters":[{"cluster":{"server":"https://a"}}],"contexts":[{"context":{}}],"current-context":"a"}' ;;
api-resources) ;;
delete) touch "$HOME/deleted" ;;
esac`;
  test.each([
    ['runs when the object is the one that was seen', '7', true],
    ['does not run when somebody has changed the object since', '8', false],
  ])('%s', async (_, version, runs) => {
    fake('kubectl', withVersion);
    writeFileSync(join(home, 'version'), '7');
    const gate = await open('runs');
    const line = await approved(gate, 'kubectl delete configmap web', () =>
      expect
        .poll(() => lookedUp(gate), {
          timeout: 20_000,
        })
        .toEqual([true]),
    );
    writeFileSync(join(home, 'version'), version);
    const result = await shell(line).result;
    expect(existsSync(join(home, 'deleted'))).toBe(runs);
    if (!runs) refused(result, /What is named changed/);
    else expect(result.code).toBe(0);
  });
  test('that stays the same is asked, whatever else the file says', async () => {
    fake('kubectl');
    mkdirSync(join(home, '.kube'));
    writeFileSync(kubeconfig(), config('dev'));
    const gate = await open();
    const line = await approved(gate, 'kubectl delete pod web');
    writeFileSync(kubeconfig(), config('dev').replace('token: secret', 'token: renewed'));
    expect((await shell(line).result).code).toBe(0);
    expect(ran()).toHaveLength(1);
  });
});
