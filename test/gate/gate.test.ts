import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callDigest } from '../../src/core/hold/digest.ts';
import { times } from '../../src/core/hold/hold.ts';
import { verifyChain } from '../../src/core/journal/chain.ts';
import type { Gate } from '../../src/gate/gate.ts';
import { appendLog } from '../../src/platform/appendLog.ts';
import { sha256, verifyText } from '../../src/platform/signing.ts';
import { grantStatement, releaseStatement } from '../../src/protocol/gate.ts';
import { command, connectHook, type FakeHook, type GateFixture, gateFixture } from '../support/gateFixture.ts';
import { personFile } from '../support/gatePolicies.ts';

let fixture: GateFixture;
let gate: Gate;
beforeEach(() => {
  fixture = gateFixture();
  gate = fixture.gate;
});
afterEach(() => fixture.dispose());

const destroy = command('terraform destroy -auto-approve');
const kinds = (hook: FakeHook) => hook.heard.map((message) => message.type);
const last = (hook: FakeHook) => hook.heard.at(-1);
const journal = () =>
  [...appendLog(join(fixture.root, 'journal')).lines()].map((line) => JSON.parse(line) as Record<string, unknown>);
const journalKinds = () => journal().map(({ kind }) => kind);

/** The person at the keyboard answers the first hold as the panel would. */
function answer(
  answer: 'approve' | 'deny',
  more: { note?: string; typed?: string; digest?: string } = {},
): string | undefined {
  const [held] = gate.waiting();
  if (held === undefined) throw new Error('nothing is waiting');
  const typed =
    held.decision.kind === 'hold' && held.decision.confirmation.kind === 'type'
      ? held.decision.confirmation.text
      : undefined;
  return gate.verdict({
    hold: held.hold.id,
    digest: held.digest,
    answer,
    ...(typed === undefined ? {} : { typed }),
    ...more,
  });
}

function asked(call = destroy, options?: Parameters<FakeHook['ask']>[1]): FakeHook {
  const hook = connectHook(gate);
  hook.ask(call, options);
  return hook;
}

describe('one call', () => {
  test('a read is released at once, signed, and nobody is asked', () => {
    const plan = command('terraform plan');
    const hook = asked(plan);
    expect(kinds(hook)).toEqual(['release']);
    const release = hook.heard[0];
    if (release?.type !== 'release') throw new Error('no release');
    expect(
      verifyText(
        fixture.keys.publicKey,
        releaseStatement('neutral', 'nonce-0001', callDigest(plan, sha256)),
        release.signature,
      ),
    ).toBe(true);
    expect(
      verifyText(
        fixture.keys.publicKey,
        releaseStatement('go', 'nonce-0001', callDigest(plan, sha256)),
        release.signature,
      ),
    ).toBe(false);
    expect(gate.waiting()).toEqual([]);
    expect(journalKinds()).toEqual(['passed']);
  });

  test('a destroy waits; approved, offered, taken, released', () => {
    const hook = asked();
    expect(kinds(hook)).toEqual(['waiting']);
    expect(answer('approve')).toBeUndefined();
    expect(kinds(hook)).toEqual(['waiting', 'offer']);
    expect(gate.lastSettled()?.held.hold.phase).not.toHaveProperty('run');
    hook.say({ type: 'take' });
    expect(last(hook)).toMatchObject({ type: 'release', release: 'go', key: fixture.keys.id });
    expect(gate.lastSettled()?.held.hold.phase).toHaveProperty('run');
    expect(journalKinds()).toEqual(['held', 'verdict', 'released']);
  });

  test('denied with a note: the agent reads the note', () => {
    const hook = asked();
    answer('deny', { note: 'run plan first' });
    expect(last(hook)).toMatchObject({
      type: 'refused',
      code: 'denied',
      message: expect.stringContaining('run plan first'),
    });
    expect(journalKinds()).toEqual(['held', 'verdict', 'not-released']);
  });

  const signals = () => gate.judgement(gate.waiting()[0]?.hold.id ?? '')?.signals;
  test('the same again in the session says that it was denied, and tells the agent so', () => {
    asked();
    expect(signals()).toEqual([]);
    answer('deny');
    fixture.clock.pass(30_000);
    const again = connectHook(gate);
    again.ask(command('terraform destroy', { callId: 'call-0002' }));
    expect(signals()).toMatchObject([{ id: 'denied-before', what: 'The same was denied 30 s ago.' }]);
    answer('deny');
    expect(last(again)).toMatchObject({ message: expect.stringContaining('The same was denied 30 s ago.') });
    const other = connectHook(gate);
    other.ask(command('terraform destroy', { callId: 'call-0003', session: 'session-2' }));
    expect(signals()).toEqual([]);
  });

  test('a destroy is not approved without typing its name', () => {
    asked();
    const [held] = gate.waiting();
    expect(gate.verdict({ hold: held?.hold.id ?? '', digest: held?.digest ?? '', answer: 'approve' })).toMatch(
      /^Type /,
    );
    expect(gate.waiting()).toHaveLength(1);
  });

  test('an approval of something else does not count', () => {
    const hook = asked();
    expect(answer('approve', { digest: 'e'.repeat(64) })).toMatch(/not what was shown/);
    expect(kinds(hook)).toEqual(['waiting']);
  });

  test('nobody answers: expired, and a late approval changes nothing', () => {
    const hook = asked();
    const [held] = gate.waiting();
    fixture.clock.pass(16 * 60_000);
    expect(last(hook)).toMatchObject({ type: 'refused', code: 'expired' });
    expect(
      gate.verdict({ hold: held?.hold.id ?? '', digest: held?.digest ?? '', answer: 'approve', typed: 'project' }),
    ).toMatch(/no longer open/);
  });

  test('nothing is released without an approval, whatever the hook says', () => {
    const hook = asked();
    hook.say({ type: 'take' });
    expect(last(hook)).toMatchObject({ type: 'refused' });
    expect(journalKinds()).not.toContain('released');
  });

  test('an approval that is not taken in time is gone', () => {
    const hook = asked();
    answer('approve');
    fixture.clock.pass(times.execute + 1_000);
    hook.say({ type: 'take' });
    expect(hook.heard.some((message) => message.type === 'release')).toBe(false);
  });

  test('the agent takes its call back: withdrawn, and the question disappears', () => {
    const hook = asked();
    hook.say({ type: 'leave', how: 'gone' });
    expect(gate.waiting()).toEqual([]);
    expect(journal().at(-1)).toMatchObject({ kind: 'not-released', why: 'withdrawn' });
  });

  test('approved once, it runs once: the same call again is a new question', () => {
    const first = asked();
    answer('approve');
    first.say({ type: 'take' });
    const again = asked({ ...destroy, callId: 'call-0002' });
    expect(kinds(again)).toEqual(['waiting']);
    expect(gate.waiting()).toHaveLength(1);
  });
});

describe('what was shown is what runs', () => {
  const script = () => join(fixture.project, 'deploy.sh');
  const run = () => command('bash deploy.sh', { cwd: fixture.project });

  test('a script that changes while it is shown cannot be approved', () => {
    writeFileSync(script(), 'terraform apply -auto-approve\n');
    const hook = asked(run());
    expect(kinds(hook)).toEqual(['waiting']);
    writeFileSync(script(), 'terraform destroy -auto-approve\n');
    expect(answer('approve')).toMatch(/changed/);
    expect(last(hook)).toMatchObject({
      type: 'refused',
      code: 'superseded',
      message: expect.stringContaining('deploy.sh'),
    });
  });

  test('a script that changes between the approval and the release is not released', () => {
    writeFileSync(script(), 'terraform apply -auto-approve\n');
    const hook = asked(run());
    answer('approve');
    writeFileSync(script(), 'terraform destroy -auto-approve\n');
    hook.say({ type: 'take' });
    expect(last(hook)).toMatchObject({ type: 'refused' });
    expect(journalKinds()).not.toContain('released');
  });

  test('one that stays the same is', () => {
    writeFileSync(script(), 'terraform apply -auto-approve\n');
    const hook = asked(run());
    answer('approve');
    hook.say({ type: 'take' });
    expect(last(hook)).toMatchObject({ type: 'release', release: 'go' });
  });

  test('a saved plan that is replaced between the approval and the release is not released', () => {
    const plan = join(fixture.project, 'saved.tfplan');
    writeFileSync(plan, Buffer.from([0x50, 0x4b, 0x03, 0x04, 0xff, 0x01]));
    const hook = asked(command('terraform apply saved.tfplan', { cwd: fixture.project }));
    answer('approve');
    writeFileSync(plan, Buffer.from([0x50, 0x4b, 0x03, 0x04, 0xff, 0x02]));
    hook.say({ type: 'take' });
    expect(last(hook)).toMatchObject({ type: 'refused' });
    expect(journalKinds()).not.toContain('released');
  });

  test('a script that was not there when it was shown is not run once it is', () => {
    const hook = asked(run());
    writeFileSync(script(), 'terraform destroy -auto-approve\n');
    expect(answer('approve')).toMatch(/changed/);
    expect(last(hook)).toMatchObject({ type: 'refused', code: 'superseded' });
  });

  test('an approval for one account is none for another', () => {
    const first = asked({ ...destroy, env: { AWS_PROFILE: 'sandbox' } });
    first.say({ type: 'leave', how: 'deferred' });
    answer('approve');
    const other = asked({ ...destroy, callId: 'call-0002', env: { AWS_PROFILE: 'production' } });
    expect(kinds(other)).toEqual(['waiting']);
  });
});

describe('deny and retry', () => {
  test('a late approval goes to one retry of the same call', () => {
    const first = asked();
    first.say({ type: 'leave', how: 'deferred' });
    expect(gate.waiting()).toHaveLength(1);
    answer('approve');
    const retry = asked({ ...destroy, callId: 'call-0002' });
    expect(kinds(retry)).toEqual(['offer']);
    retry.say({ type: 'take' });
    expect(last(retry)).toMatchObject({ type: 'release', release: 'go' });
    expect(kinds(asked({ ...destroy, callId: 'call-0003' }))).toEqual(['waiting']);
  });

  test('another session does not get it', () => {
    asked().say({ type: 'leave', how: 'deferred' });
    answer('approve');
    expect(kinds(asked({ ...destroy, session: 'session-2' }))).toEqual(['waiting']);
  });
});

describe('one call through two configurations', () => {
  test('one question, both answered', () => {
    const user = asked(destroy, { ask: 'ask-user-1', via: 'user' });
    const project = asked(destroy, { ask: 'ask-project-1', via: 'project' });
    expect(gate.waiting()).toHaveLength(1);
    answer('approve');
    user.say({ type: 'take' });
    project.say({ type: 'take' });
    expect([last(user), last(project)]).toMatchObject([{ type: 'release' }, { type: 'release' }]);
  });
});

describe('reload', () => {
  test('the question comes back, and its hook gets the answer', () => {
    asked();
    gate.close();
    gate = fixture.reopen();
    gate.resume();
    expect(gate.waiting()).toHaveLength(1);
    const back = connectHook(gate);
    back.ask(destroy);
    expect(gate.waiting()).toHaveLength(1);
    answer('approve');
    back.say({ type: 'take' });
    expect(last(back)).toMatchObject({ type: 'release', release: 'go' });
  });

  test('an approval that was not delivered is asked again', () => {
    const hook = asked();
    answer('approve');
    hook.drop();
    gate.close();
    gate = fixture.reopen();
    gate.resume();
    const back = connectHook(gate);
    back.ask(destroy);
    expect(kinds(back)).toEqual(['waiting']);
  });

  test('nobody comes back: withdrawn', () => {
    asked();
    gate.close();
    gate = fixture.reopen();
    gate.resume();
    fixture.clock.pass(times.reconnect + 2_000);
    expect(gate.waiting()).toEqual([]);
    expect(readdirSync(join(fixture.root, 'holds'))).toEqual([]);
  });

  test('a verdict written into a question on disk means nothing', () => {
    asked();
    const [file = ''] = readdirSync(join(fixture.root, 'holds'));
    const path = join(fixture.root, 'holds', file);
    const question = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(
      path,
      JSON.stringify({ ...question, phase: { kind: 'approved', executeBy: 9e15 }, approvals: ['keyboard'] }),
    );
    gate.close();
    gate = fixture.reopen();
    gate.resume();
    const back = connectHook(gate);
    back.ask(destroy);
    expect(kinds(back)).toEqual(['waiting']);
    back.say({ type: 'take' });
    expect(last(back)).toMatchObject({ type: 'refused' });
  });

  test('an old connection that ends late does not take the new one with it', () => {
    const old = asked();
    const back = connectHook(gate);
    back.ask(destroy);
    old.drop();
    answer('approve');
    back.say({ type: 'take' });
    expect(last(back)).toMatchObject({ type: 'release', release: 'go' });
  });
});

describe('what is not understood is refused', () => {
  const cases: readonly [string, (hook: FakeHook) => void, string][] = [
    ['another protocol version', (hook) => hook.ask(destroy, { version: 99 }), 'version'],
    ['no message of ours', (hook) => hook.say({ type: 'approve', hold: 'hold-00000001' }), 'malformed'],
    [
      'a call of another shape',
      (hook) =>
        hook.say({
          type: 'ask',
          version: 1,
          ask: 'ask-00001',
          nonce: 'nonce-0001',
          via: 'user',
          call: { tool: 'Bash' },
        }),
      'malformed',
    ],
    ['a take without a question', (hook) => hook.say({ type: 'take' }), 'malformed'],
  ];
  for (const [title, say, code] of cases) {
    test(title, () => {
      const hook = connectHook(gate);
      say(hook);
      expect(last(hook)).toMatchObject({ type: 'refused', code });
      expect(hook.closed()).toBe(true);
    });
  }

  test('a journal that cannot be written: nothing is released', () => {
    const hook = asked();
    answer('approve');
    const folder = join(fixture.root, 'journal');
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    // A folder where the next month's file should be.
    writeFileSync(join(folder, '.lock'), `${process.pid}`);
    hook.say({ type: 'take' });
    expect(file).not.toBe('');
    expect(last(hook)).toMatchObject({ type: 'refused', code: 'failed' });
  });
});

describe('after the run', () => {
  const report = (call = destroy) =>
    connectHook(gate).say({ type: 'note', version: 1, note: { kind: 'after', call, failed: false } });

  test('what ran is what was approved', () => {
    const hook = asked();
    answer('approve');
    hook.say({ type: 'take' });
    report();
    expect(journal().at(-1)).toMatchObject({ kind: 'ran' });
  });

  test('something else ran under the same call: alarm', () => {
    const alarms: string[] = [];
    gate.onAlarm(({ what }) => alarms.push(what));
    const hook = asked();
    answer('approve');
    hook.say({ type: 'take' });
    report(command('terraform destroy -auto-approve -lock=false'));
    expect(alarms).toEqual([expect.stringContaining('not what was approved')]);
  });

  test('a destroy ran that was never asked: alarm', () => {
    const alarms: string[] = [];
    gate.onAlarm(({ what }) => alarms.push(what));
    report();
    expect(alarms).toEqual([expect.stringContaining('without being asked')]);
  });

  test('a script that was approved and removed itself: nothing', () => {
    const alarms: string[] = [];
    gate.onAlarm(({ what }) => alarms.push(what));
    report(command('bash gone.sh && rm gone.sh', { cwd: fixture.project }));
    expect(alarms).toEqual([]);
  });

  test('approved before the window was reloaded: no alarm', () => {
    const hook = asked();
    answer('approve');
    hook.say({ type: 'take' });
    gate.close();
    gate = fixture.reopen();
    const alarms: string[] = [];
    gate.onAlarm(({ what }) => alarms.push(what));
    report();
    expect(alarms).toEqual([]);
    expect(journal().at(-1)).toMatchObject({ kind: 'ran' });
    report({ ...destroy, callId: 'call-0009' });
    expect(alarms).toHaveLength(1);
  });

  test('a read ran: nothing', () => {
    const alarms: string[] = [];
    gate.onAlarm(({ what }) => alarms.push(what));
    report(command('terraform plan'));
    expect(alarms).toEqual([]);
  });
});

test('the prompt is shown with what the agent does next', () => {
  connectHook(gate).say({
    type: 'note',
    version: 1,
    note: { kind: 'prompt', agent: 'claude-code', session: 'session-1', prompt: 'fix the cost report' },
  });
  asked();
  expect(gate.waiting()[0]?.asked?.prompt).toBe('fix the cost report');
});

describe('a grant', () => {
  function granted(): { readonly grant: string; readonly argv: readonly string[]; readonly hook: FakeHook } {
    fixture.dispose();
    fixture = gateFixture({ env: (project) => ({ PATH: join(project, 'tools') }) });
    gate = fixture.gate;
    for (const path of [join(fixture.root, 'bin/holdpoint'), join(fixture.project, 'tools/kubectl')]) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '#!/bin/sh\n', { mode: 0o755 });
    }
    const hook = connectHook(gate);
    const call = command('kubectl delete pod web', { cwd: fixture.project });
    hook.say({ type: 'ask', version: 1, ask: 'ask-00001', nonce: 'nonce-0001', via: 'user', call, rewrites: true });
    expect(answer('approve')).toBeUndefined();
    hook.say({ type: 'take' });
    const release = last(hook);
    if (release?.type !== 'release' || release.instead === undefined) throw new Error('there is no grant');
    return { grant: release.instead.grant, argv: ['kubectl', 'delete', 'pod', 'web'], hook };
  }

  async function claim(grant: string, argv: readonly string[]): Promise<FakeHook> {
    const hook = connectHook(gate);
    hook.say({ type: 'claim', version: 1, nonce: 'nonce-0002', grant, argv });
    await expect.poll(() => hook.heard.length).toBe(1);
    return hook;
  }

  test('is signed over everything it lets run', async () => {
    const { grant, argv } = granted();
    const told = (await claim(grant, argv)).heard[0];
    if (told?.type !== 'granted') throw new Error('it was not granted');
    expect(told.run).toMatchObject({ grant, argv });
    const signed = (run: typeof told.run, nonce = 'nonce-0002') =>
      verifyText(fixture.keys.publicKey, grantStatement(run, nonce), told.signature);
    expect(signed(told.run)).toBe(true);
    expect([signed({ ...told.run, argv: ['rm'] }), signed({ ...told.run, facts: [] }), signed(told.run, 'n')]).toEqual([
      false,
      false,
      false,
    ]);
  });
  test('is used by its own line alone: no variable more, no other command, and no read that is asked about', () => {
    const { grant } = granted();
    writeFileSync(
      personFile(fixture.root),
      'version: 1\nrules: [{ name: no, when: { effect: read, operation: "get secret*" }, then: deny }]\n',
    );
    const own = `~/.holdpoint/bin/holdpoint exec --grant ${grant} -- kubectl delete pod`;
    let calls = 0;
    const says = (line: string) => {
      const hook = connectHook(gate);
      hook.ask(command(line, { cwd: fixture.project, callId: `call-own-${++calls}` }));
      const said = last(hook);
      return said?.type === 'refused' ? said.message : said?.type;
    };
    expect(says(`${own} web`)).toBe('release');
    expect(says(`LC_ALL=C ${own} web`)).toMatch(/nobody was shown/);
    expect(says(`export LD_LIBRARY_PATH=/tmp; ${own} web`)).toMatch(/nobody was shown/);
    expect(says(`env HTTPS_PROXY=http://p ${own} web`)).toMatch(/by itself/);
    expect(says(`${own} db`)).toMatch(/another command/);
    expect(says(`${own} web; kubectl get pods web`)).toBe('release');
    expect(says(`${own} web; kubectl get secret db`)).toMatch(/by itself/);
  });
  test('waits for no pipe that stands where a cluster is chosen', () => {
    granted();
    const pipe = join(fixture.project, 'config');
    spawnSync('mkfifo', [pipe]);
    // Whoever reads it anyway goes on after two seconds.
    const writer = spawn('sh', ['-c', `sleep 2; : > '${pipe}'`], { stdio: 'ignore' });
    const began = Date.now();
    const hook = connectHook(gate);
    hook.ask(command('KUBECONFIG=config kubectl delete pod web', { cwd: fixture.project, callId: 'call-pipe' }));
    expect([last(hook)?.type, Date.now() - began < 1_500]).toEqual(['waiting', true]);
    writer.kill();
  });
  test('is good until its time is over', async () => {
    const { grant, argv } = granted();
    fixture.clock.pass(times.execute);
    expect(last(await claim(grant, argv))).toMatchObject({ type: 'refused', code: 'granted' });
    expect(journalKinds()).not.toContain('started');
  });
  test('is used once, also when two claim it at once, and when nobody says what became of it', async () => {
    const { grant, argv } = granted();
    const both = await Promise.all([claim(grant, argv), claim(grant, argv)]);
    expect(both.map((hook) => last(hook)?.type).sort()).toEqual(['granted', 'refused']);
    for (const hook of both) hook.drop();
    expect(last(await claim(grant, argv))).toMatchObject({ type: 'refused' });
    expect(journalKinds().slice(-2)).toEqual(['started', 'receipt']);
    expect(journal().at(-1)).not.toHaveProperty('code');
  });
  test('is gone with its window', async () => {
    const { grant, argv } = granted();
    gate = fixture.reopen();
    expect(last(await claim(grant, argv))).toMatchObject({ type: 'refused' });
  });
  test('is given only to who can run another line', () => {
    granted();
    const hook = connectHook(gate);
    hook.ask(command('kubectl delete pod web', { cwd: fixture.project, callId: 'call-0002' }));
    expect(answer('approve')).toBeUndefined();
    hook.say({ type: 'take' });
    expect(last(hook)).toMatchObject({ type: 'release', release: 'go' });
    expect(last(hook)).not.toHaveProperty('instead');
  });
});

test('plans and copies that belong to no living window and no running process go when a window opens', () => {
  const { root } = fixture;
  const grants = join(root, 'grants');
  for (const name of ['gate-00000001', 'gate-somebody', `run-${process.pid}-a`, 'run-999999999-b'])
    mkdirSync(join(grants, name), { recursive: true });
  mkdirSync(join(root, 'run'), { recursive: true });
  const other = { id: 'gate-somebody', pid: process.pid, socket: '/s', folders: [], focusedAt: 0, key: 'k' };
  writeFileSync(join(root, 'run/gate-somebody.json'), JSON.stringify(other));
  fixture.reopen();
  expect(readdirSync(grants).sort()).toEqual(['gate-somebody', `run-${process.pid}-a`]);
});

test('a file above the limits of reading is compared by all of its bytes', () => {
  const { gate, project } = fixture;
  const plan = join(project, 'saved');
  const bytes = Buffer.alloc(3_000_000, 1);
  writeFileSync(plan, bytes);
  const hook = connectHook(gate);
  hook.ask(command('terraform apply saved', { cwd: project }));
  writeFileSync(plan, Buffer.concat([bytes.subarray(1), Buffer.from([2])]));
  const [held] = gate.waiting();
  expect(gate.verdict({ hold: held?.hold.id ?? '', digest: held?.digest ?? '', answer: 'approve' })).toMatch(/changed/);
  expect(hook.heard.at(-1)).toMatchObject({ type: 'refused', code: 'superseded' });
});

test('every line of the journal follows from the one before', () => {
  const hook = asked();
  answer('approve');
  hook.say({ type: 'take' });
  asked({ ...destroy, callId: 'call-0002' });
  answer('deny');
  expect(verifyChain(appendLog(join(fixture.root, 'journal')).lines(), sha256)).toMatchObject({ ok: true, count: 6 });
});
