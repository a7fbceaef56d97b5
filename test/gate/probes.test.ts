/** What the gate finds out about a held action: with the real Terraform where there is one, and with programs that misbehave. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Impact } from '../../src/core/impact/impact.ts';
import { impactFound, type ProbeState } from '../../src/gate/probeStates.ts';
import { appendLog } from '../../src/platform/appendLog.ts';
import { findProgram } from '../../src/platform/findProgram.ts';
import { command, connectHook, type GateFixture, gateFixture } from '../support/gateFixture.ts';
import { needs } from '../support/sharedFixtures.ts';

let fixture: GateFixture | undefined;
afterEach(() => fixture?.dispose());

const terraform = findProgram('terraform', '/', process.env);
const clean = { PATH: process.env.PATH, HOME: '/nonexistent', CHECKPOINT_DISABLE: '1' };

function open(permission: 'runs' | 'asks', env: (project: string) => typeof clean = () => clean): GateFixture {
  fixture = gateFixture({ permission: () => ({ kind: permission }), env });
  return fixture;
}

/** With a `terraform` that does what the script says; its home is the project. */
const withFake = (permission: 'runs' | 'asks', script: string): GateFixture =>
  open(permission, (project) => {
    const bin = join(project, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'terraform'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, 'terraform'), 0o755);
    return { ...clean, PATH: `${bin}:/usr/bin:/bin`, HOME: project };
  });

async function until(happened: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (happened()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not happen');
}

function hold({ gate, project }: GateFixture, line: string): string {
  connectHook(gate).ask(command(line, { cwd: project }));
  const [held] = gate.waiting();
  if (held === undefined) throw new Error('it is not held');
  return held.hold.id;
}

/** The first probe of a hold, when it has come to an end or asks. */
async function settled({ gate }: GateFixture, id: string): Promise<ProbeState> {
  await until(() => gate.probes(id)[0]?.phase.kind !== 'running');
  const [probe] = gate.probes(id);
  if (probe === undefined) throw new Error('there is no probe');
  return probe;
}

const why = ({ phase }: ProbeState): string => ('why' in phase ? phase.why : phase.kind);
const scratch = ({ root }: GateFixture): string[] =>
  existsSync(join(root, 'probes')) ? readdirSync(join(root, 'probes')) : [];

describe('what the call inherits', () => {
  const kinds = (more: Readonly<Record<string, string>>, own: Readonly<Record<string, string>> = {}) => {
    const here = open('asks', () => ({ ...clean, ...own }));
    connectHook(here.gate).ask(
      command('aws rds delete-db-instance --db-instance-identifier orders', { cwd: here.project, env: more }),
    );
    const found = here.gate.probes(here.gate.waiting()[0]?.hold.id ?? '').map(({ does }) => does);
    here.dispose();
    return [...new Set(found)];
  };
  test('may name programs and servers, and is asked about where the editor does not inherit the same', () => {
    const own = { AWS_CONFIG_FILE: '/srv/config' };
    expect(kinds({})).toEqual(['network']);
    expect(kinds({ AWS_PROFILE: 'prod' })).toEqual(['network']);
    expect(kinds(own, own)).toEqual(['network']);
    expect(kinds(own)).toEqual(['project code']);
    expect(kinds({ AWS_CONFIG_FILE: './config' }, own)).toEqual(['project code']);
  });
});

describe('the text alone', () => {
  const bucket = 'resource "aws_s3_bucket" "logs" {}\n';
  test('says what an edit comes to, at once', () => {
    const here = open('runs');
    const path = join(here.project, 'main.tf');
    writeFileSync(path, bucket);
    connectHook(here.gate).ask(
      command('', {
        cwd: here.project,
        action: { kind: 'edit', edits: [{ path, change: { kind: 'write', content: '' } }] },
      }),
    );
    const [held] = here.gate.waiting();
    const states = here.gate.probes(held?.hold.id ?? '');
    expect(states.map(({ does, phase }) => [does, phase.kind])).toEqual([['text', 'done']]);
    expect(impactFound(states)?.resources.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'delete aws_s3_bucket.logs',
    ]);
  });
  test('speaks for a tool that cannot run, and gives way to its answer', () => {
    const here = open('runs', () => ({ ...clean, PATH: '/nowhere' }));
    writeFileSync(join(here.project, 'main.tf'), bucket);
    const states = here.gate.probes(hold(here, 'terraform destroy -auto-approve'));
    expect(impactFound(states)?.headline).toMatch(/^From the text alone: deletes .*`aws_s3_bucket.logs`/);
    const [plan, text] = states;
    expect([plan?.does, text?.does, text?.until]).toEqual(['project code', 'text', '0']);
    const impact: Impact = { ...(impactFound(states) as Impact), headline: 'By the plan.' };
    const planned = states.map(
      (state): ProbeState => (state === plan ? { ...state, phase: { kind: 'done', impact } } : state),
    );
    expect(impactFound(planned)?.headline).toBe('By the plan.');
  });
  test('what a manifest describes is said before the cluster is asked', () => {
    const here = open('asks');
    writeFileSync(join(here.project, 'app.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n');
    const deleted = here.gate.probes(hold(here, 'kubectl delete -f app.yaml'));
    expect(impactFound(deleted)?.headline).toMatch(/^From the text alone: deletes the namespace `?namespace\/shop/);
    connectHook(here.gate).ask(command('kubectl apply -f app.yaml', { cwd: here.project, callId: 'call-0002' }));
    const applied = here.gate.probes(here.gate.waiting().at(-1)?.hold.id ?? '');
    expect(impactFound(applied)?.headline).toBe(
      'From the text alone: app.yaml describes 1 object, among them namespace/shop; what would change is not known.',
    );
    // Both ways of asking take its place, whichever answers.
    const [reading, rehearsal] = [applied.find(({ id }) => id === applied.at(-1)?.until), applied[0]];
    expect([reading?.does, reading?.until]).toEqual(['network', rehearsal?.id]);
    for (const asked of [reading, rehearsal]) {
      const impact: Impact = { ...(impactFound(applied) as Impact), headline: 'By the cluster.' };
      const answered = applied.map(
        (state): ProbeState => (state === asked ? { ...state, phase: { kind: 'done', impact } } : state),
      );
      expect(impactFound(answered)?.headline).toBe('By the cluster.');
    }
  });
  test('of an apply it says only what is described', () => {
    const here = open('runs', () => ({ ...clean, PATH: '/nowhere' }));
    writeFileSync(join(here.project, 'main.tf'), bucket);
    expect(impactFound(here.gate.probes(hold(here, 'terraform apply -auto-approve')))?.headline).toBe(
      'From the text alone: main.tf describes 1 resource, among them aws_s3_bucket.logs; what a plan would change is not known.',
    );
  });
});

describe('a probe', () => {
  needs(process.platform !== 'win32', 'the programs that stand in are shell scripts');
  test('that asks runs only when a person says so', async () => {
    const here = withFake('asks', `touch "$HOME/ran"; echo '{"format_version":"1.2"}'`);
    const ran = join(here.project, 'ran');
    const id = hold(here, 'terraform destroy -auto-approve');
    expect(here.gate.probes(id).map(({ phase, does }) => [phase.kind, does])).toEqual([['asks', 'project code']]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(existsSync(ran)).toBe(false);
    here.gate.permitProbe(id, '0');
    expect((await settled(here, id)).phase.kind).toBe('done');
    expect(existsSync(ran)).toBe(true);
    const journal = [...appendLog(join(here.root, 'journal')).lines()].map((line) => JSON.parse(line));
    expect(journal.at(-1)).toMatchObject({ kind: 'checked', hold: id, asked: true, found: 'Changes nothing.' });
  });

  const ends = (title: string, script: string, expected: RegExp) =>
    test(title, async () => {
      const here = withFake('runs', script);
      expect(why(await settled(here, hold(here, 'terraform apply')))).toMatch(expected);
    });

  ends(
    'that fails says how',
    'echo "Error: No valid credential sources found" >&2; exit 1',
    /ended with 1: Error: No valid/,
  );
  ends('that answers with no plan', 'echo "{"', /done/);
  ends('that is killed', 'kill -9 $$', /ended with a signal/);
  test('whose program is missing', async () => {
    const here = open('runs', () => ({ ...clean, PATH: '/nonexistent' }));
    expect(why(await settled(here, hold(here, 'terraform apply')))).toMatch(/terraform is not installed/);
  });
  test('shows no secret that a tool prints with its error', async () => {
    const here = withFake('runs', 'echo "Error: password=hunter2hunter2" >&2; exit 1');
    expect(JSON.stringify(await settled(here, hold(here, 'terraform apply')))).not.toMatch(/hunter2/);
  });
  test('ends with its hold, and its folder goes', async () => {
    const here = withFake('runs', 'echo $$ > "$HOME/pid"; exec sleep 60');
    const pid = join(here.project, 'pid');
    const id = hold(here, 'terraform apply');
    await until(() => existsSync(pid) && readFileSync(pid, 'utf8') !== '');
    expect(scratch(here)).toEqual([id]);
    const [held] = here.gate.waiting();
    here.gate.verdict({ hold: id, digest: held?.digest ?? '', answer: 'deny' });
    expect([here.gate.probes(id), scratch(here)]).toEqual([[], []]);
    const stat = `/proc/${readFileSync(pid, 'utf8').trim()}/stat`;
    await until(() => !existsSync(stat) || / Z /.test(readFileSync(stat, 'utf8')));
  });

  test('is asked once for the same action a moment later, and anew when what it depends on has changed', async () => {
    const here = withFake(
      'runs',
      'echo run >> "$HOME/runs"; for word; do case $word in -out=*) echo plan >"${word#-out=}" ;; esac; done; echo \'{"format_version":"1.2"}\'',
    );
    const runs = () => readFileSync(join(here.project, 'runs'), 'utf8').trim().split('\n').length;
    const again = async (line: string, callId: string) => {
      connectHook(here.gate).ask(command(line, { cwd: here.project, callId }), { ask: `ask-${callId}` });
      const [held] = here.gate.waiting();
      const state = await settled(here, held?.hold.id ?? '');
      here.gate.verdict({ hold: held?.hold.id ?? '', digest: held?.digest ?? '', answer: 'deny' });
      return [state.phase.kind, runs()];
    };
    expect(await again('terraform apply', 'call-0001')).toEqual(['done', 2]);
    expect(await again('terraform apply', 'call-0002')).toEqual(['done', 2]);
    expect(await again('terraform apply -target=a.b', 'call-0003')).toEqual(['done', 4]);
    writeFileSync(join(here.project, 'main.tf'), 'resource "terraform_data" "a" {}\n');
    expect(await again('terraform apply', 'call-0004')).toEqual(['done', 6]);
    expect(scratch(here)).toEqual([]);
  });

  test.each([
    ['what is known only when it runs', 'terraform apply -var-file=$FILE'],
    ['another machine', 'ssh prod terraform apply'],
    ['other rights', 'aws-vault exec prod -- terraform apply'],
  ])('is not made for %s', (_, line) => {
    const here = open('runs');
    expect(here.gate.probes(hold(here, line))).toEqual([]);
  });
});

describe('Terraform', () => {
  needs(terraform !== undefined, 'terraform is not installed');
  const main = `
resource "terraform_data" "network" { input = "10.0.0.0/16" }
resource "terraform_data" "database" { input = terraform_data.network.id }
`;
  const sh = (cwd: string, ...args: string[]) => {
    const { status, stderr } = spawnSync(terraform ?? '', args, { cwd, env: clean, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };

  function project(here: GateFixture, applied: boolean): void {
    writeFileSync(join(here.project, 'main.tf'), main);
    sh(here.project, 'init', '-no-color');
    if (applied) sh(here.project, 'apply', '-no-color', '-auto-approve');
  }

  const summaryOf = ({ phase }: ProbeState) =>
    phase.kind === 'done' ? [phase.impact.headline, phase.impact.uninspectable] : [phase];

  test('the plan of a destroy says what goes, and changes nothing', async () => {
    const here = open('runs');
    project(here, true);
    const before = readFileSync(join(here.project, 'terraform.tfstate'), 'utf8');
    const state = await settled(here, hold(here, 'terraform destroy -auto-approve'));
    expect(summaryOf(state)).toEqual(['Deletes 2 resources.', []]);
    expect(state.output).toMatch(/2 to destroy/);
    expect(readFileSync(join(here.project, 'terraform.tfstate'), 'utf8')).toBe(before);
  });
  test('the plan of an apply counts only what its targets name', async () => {
    const here = open('runs');
    project(here, false);
    const state = await settled(here, hold(here, 'terraform apply -auto-approve -target=terraform_data.network'));
    expect(summaryOf(state)).toEqual(['Creates terraform_data.network.', []]);
  });
  test('what it found speaks to the agent when a person denies', async () => {
    const here = open('runs');
    writeFileSync(
      join(here.project, 'main.tf'),
      `${main}\nresource "terraform_data" "hook" {\n  provisioner "local-exec" { command = "true" }\n}\n`,
    );
    sh(here.project, 'init', '-no-color');
    const hook = connectHook(here.gate);
    hook.ask(command('terraform apply -auto-approve', { cwd: here.project }));
    const [held] = here.gate.waiting();
    await settled(here, held?.hold.id ?? '');
    here.gate.verdict({ hold: held?.hold.id ?? '', digest: held?.digest ?? '', answer: 'deny' });
    expect(hook.heard.at(-1)).toMatchObject({
      type: 'refused',
      message: expect.stringMatching(
        /denied it\. What speaks against it: Nobody can see what `terraform_data\.hook` would do\./,
      ),
    });
  });
  test('a saved plan is read, not made again', async () => {
    const here = open('runs');
    project(here, true);
    sh(here.project, 'plan', '-no-color', '-destroy', '-out=tfplan');
    const state = await settled(here, hold(here, 'terraform apply tfplan'));
    expect([state.does, ...summaryOf(state)]).toEqual(['project code', 'Deletes 2 resources.', []]);
    expect(state.commands).toEqual([expect.stringMatching(/^terraform show -no-color -json .*tfplan$/)]);
  });
  test('reading a saved plan starts no provider that a settings file names', async () => {
    const here = open('runs', (project) => ({ ...clean, HOME: project }));
    project(here, true);
    sh(here.project, 'plan', '-no-color', '-destroy', '-out=tfplan');
    writeFileSync(join(here.project, '.terraformrc'), 'this is { no settings file');
    const state = await settled(here, hold(here, 'terraform apply tfplan'));
    expect(summaryOf(state)).toEqual(['Deletes 2 resources.', []]);
  });
  test('a folder that was never initialised is no empty plan', async () => {
    const here = open('runs');
    writeFileSync(join(here.project, 'main.tf'), 'resource "aws_s3_bucket" "b" {}\n');
    expect(why(await settled(here, hold(here, 'terraform apply')))).toMatch(/terraform plan ended with 1: .*Error/);
  });
});
