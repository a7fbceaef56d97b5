/** The hook as a process, against a real gate on a real socket, and against everything that can be wrong with either. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { frame } from '../../src/base/frame.ts';
import { record } from '../../src/base/json.ts';
import type { Gate } from '../../src/gate/gate.ts';
import { pinKey } from '../../src/gate/pins.ts';
import { tightenScope } from '../../src/gate/scope.ts';
import type { ServedGate } from '../../src/gate/serve.ts';
import { readJsonFolder } from '../../src/platform/jsonFiles.ts';
import { createKeyPair } from '../../src/platform/signing.ts';
import { connect, listen } from '../../src/platform/socket.ts';
import { livingGates, messageLimit } from '../../src/protocol/gate.ts';
import { places } from '../../src/protocol/places.ts';
import { bashPayload, buildHook, type HookProgram, type HookRun } from '../support/hookProcess.ts';
import { held, judged, type SocketGate, type SocketGateOptions, startSocketGate } from '../support/socketGate.ts';

let hook: HookProgram;
beforeAll(async () => {
  hook = await buildHook();
});
afterAll(() => hook.dispose());

let place: string;
let root: string;
let project: string;
const open: ServedGate[] = [];
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'holdpoint-process-'));
  root = join(place, '.holdpoint');
  project = join(place, 'project');
  mkdirSync(project);
});
afterEach(async () => {
  for (const served of open.splice(0)) await served.close();
  rmSync(place, { recursive: true, force: true });
});

const env = () => ({ HOME: place, HOLDPOINT_HOME: root });
const run = (command: string, more: Readonly<Record<string, string | undefined>> = {}) =>
  hook.start({ input: bashPayload(command, project), env: { ...env(), ...more } });

async function startGate(options: Partial<SocketGateOptions> = {}): Promise<SocketGate> {
  const started = await startSocketGate({ home: place, folders: [project], ...options });
  open.push(started.served);
  return started;
}

const answer = (gate: Gate, verdict: 'approve' | 'deny', note?: string) =>
  expect(judged(gate, verdict, note)).toBeUndefined();

const neutral = { code: 0, stdout: '', stderr: '' };
const refused = (result: HookRun) => {
  expect(result.code).toBe(2);
  expect(result.stderr).toMatch(/did not run/);
  expect(JSON.parse(result.stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } });
};

describe('with a gate', () => {
  test('what is none of ours never reaches it', async () => {
    const { gate } = await startGate();
    expect(await run('git status').result).toMatchObject(neutral);
    expect(readdirSync(root)).not.toContain('sessions');
    expect(gate.waiting()).toEqual([]);
  });
  test('a read is let through in silence', async () => {
    await startGate();
    expect(await run('terraform plan').result).toMatchObject(neutral);
  });
  test('approved: allow, in the agent’s words', async () => {
    const { gate } = await startGate();
    const started = run('terraform destroy');
    await held(gate);
    answer(gate, 'approve');
    const result = await started.result;
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'allow' } });
  });
  test('what an earlier call defined is part of the question, and of what may run', async () => {
    const { gate } = await startGate();
    expect(await run('alias tfx=terraform').result).toMatchObject(neutral);
    const started = run('tfx destroy');
    await held(gate);
    expect(gate.waiting()[0]?.understanding.effects).toContainEqual(
      expect.objectContaining({ kind: 'destroy', tool: 'terraform' }),
    );
    answer(gate, 'approve');
    expect((await started.result).code).toBe(0);
    expect(gate.waiting()).toEqual([]);
  });
  test('denied with a note: the agent reads it', async () => {
    const { gate } = await startGate();
    const started = run('terraform destroy');
    await held(gate);
    answer(gate, 'deny', 'not on a Friday');
    const result = await started.result;
    refused(result);
    expect(result.stderr).toContain('not on a Friday');
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    test(`${signal}: refused within a second, and the question is taken back`, async () => {
      const { gate } = await startGate();
      const started = run('terraform destroy');
      await held(gate);
      const sent = Date.now();
      started.process.kill(signal);
      refused(await started.result);
      expect(Date.now() - sent).toBeLessThan(1_000);
      await expect.poll(() => gate.waiting().length).toBe(0);
    });
  }
  test('whoever started it is gone: the question is taken back', async () => {
    const { gate } = await startGate();
    const started = run('terraform destroy', { HOLDPOINT_PARENT: '999999999' });
    refused(await started.result);
    await expect.poll(() => gate.waiting().length).toBe(0);
  });
  test('the gate goes away and comes back: the same question, and its answer', async () => {
    const first = await startGate({ id: 'gate-same-one' });
    const started = run('terraform destroy');
    await held(first.gate);
    await first.served.close();
    open.splice(0);
    const second = await startGate({ id: 'gate-same-one' });
    second.gate.resume();
    await held(second.gate);
    answer(second.gate, 'approve');
    expect((await started.result).code).toBe(0);
  });
  test('the gate goes away for good: refused after 20 s', async () => {
    const { gate, served } = await startGate();
    const started = run('terraform destroy');
    await held(gate);
    await served.close();
    open.splice(0);
    const result = await started.result;
    refused(result);
    expect(result.ms).toBeGreaterThan(18_000);
  });
});

describe('which gate', () => {
  test('the one whose folder is nearest', async () => {
    const outer = await startGate({ folders: [place], focusedAt: 9 });
    const inner = await startGate({ folders: [project], focusedAt: 1 });
    const started = run('terraform destroy');
    await held(inner.gate);
    expect(outer.gate.waiting()).toEqual([]);
    answer(inner.gate, 'deny');
    refused(await started.result);
  });
  test('the one whose terminal the agent runs in, whatever the directory', async () => {
    const owner = await startGate({ id: 'gate-the-owner', folders: ['/somewhere/else'] });
    await startGate({ folders: [project], focusedAt: 9 });
    const started = run('terraform destroy', { HOLDPOINT_GATE: 'gate-the-owner' });
    await held(owner.gate);
    answer(owner.gate, 'deny');
    refused(await started.result);
  });
  test('one that crashed, whose number another process has now, is nobody', async () => {
    mkdirSync(join(root, places.run), { recursive: true });
    writeFileSync(
      join(root, places.run, 'gate-crashed.json'),
      JSON.stringify({
        id: 'gate-crashed',
        pid: process.pid,
        socket: join(root, 'gone.sock'),
        folders: [project],
        focusedAt: 9,
        key: 'k',
      }),
    );
    expect(await run('terraform plan').result).toMatchObject(neutral);
    const { gate } = await startGate({ folders: ['/somewhere/else'] });
    const started = run('terraform destroy');
    await held(gate);
    answer(gate, 'deny');
    const result = await started.result;
    refused(result);
    expect(result.ms).toBeLessThan(10_000);
  });
  test('two that are equally near: neither', async () => {
    await startGate({ focusedAt: 5 });
    await startGate({ focusedAt: 5 });
    const result = await run('terraform destroy').result;
    refused(result);
    expect(result.stderr).toContain('Two editor windows');
  });
});

test('a hook of another version is refused by the gate, on the socket', async () => {
  const { gate } = await startGate();
  const [announced] = livingGates(readJsonFolder(join(root, places.run)), () => true);
  const channel = await connect(announced?.socket ?? '', { limit: messageLimit, timeout: 2_000 });
  const heard = new Promise((resolve) => channel.onMessage(resolve));
  const call = {
    agent: 'claude-code',
    session: 's',
    tool: 'Bash',
    cwd: project,
    env: {},
    action: { kind: 'command', line: 'terraform plan', shell: 'bash' },
  };
  channel.send({ type: 'ask', version: 99, ask: 'ask-00001', nonce: 'nonce-0001', via: 'user', call });
  expect(await heard).toMatchObject({
    type: 'refused',
    code: 'version',
    message: expect.stringContaining('did not run'),
  });
  expect(gate.waiting()).toEqual([]);
});

describe('with no gate', () => {
  test('what would be held is refused, and the way out is named', async () => {
    const result = await run('terraform destroy').result;
    refused(result);
    expect(result.stderr).toContain('Holdpoint: Doctor');
    expect(result.ms).toBeLessThan(5_000);
  });
  test('a read passes', async () => expect(await run('terraform plan').result).toMatchObject(neutral));
  test('a read that the scope names is refused', async () => {
    tightenScope(join(root, places.scope), { reads: ['terraform'] });
    refused(await run('terraform plan').result);
    expect(await run('kubectl get pods').result).toMatchObject(neutral);
  });
  test('a scope that has gone missing names everything', async () => {
    const { served } = await startGate();
    await served.close();
    open.splice(0);
    rmSync(join(root, places.scope));
    refused(await run('terraform plan').result);
  });
  test('a scope is only ever tightened', async () => {
    tightenScope(join(root, places.scope), { reads: ['terraform'] });
    tightenScope(join(root, places.scope), { reads: [] });
    refused(await run('terraform plan').result);
  });
  test('an announcement of a dead process is nobody', async () => {
    mkdirSync(join(root, places.run), { recursive: true });
    writeFileSync(
      join(root, places.run, 'gate-dead.json'),
      JSON.stringify({
        id: 'gate-dead-one',
        pid: 999_999_999,
        socket: join(root, 'x.sock'),
        folders: [project],
        focusedAt: 1,
        key: 'k',
      }),
    );
    const result = await run('terraform destroy').result;
    refused(result);
    expect(result.ms).toBeLessThan(5_000);
  });
});

describe('something else at the socket', () => {
  const squat = async (reply: (socket: import('node:net').Socket) => void) => {
    mkdirSync(join(root, places.run), { recursive: true });
    const socket = join(root, places.run, 'squat.sock');
    const server = createServer((connection) => {
      connection.on('error', () => undefined);
      reply(connection);
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    writeFileSync(
      join(root, places.run, 'gate-squat.json'),
      JSON.stringify({ id: 'gate-squatter', pid: process.pid, socket, folders: [project], focusedAt: 9, key: 'k' }),
    );
    return { close: () => server.close() };
  };
  const message = (value: unknown) => frame(Buffer.from(JSON.stringify(value)), 1 << 20);
  const release = { type: 'release', release: 'go', key: 'k', signature: Buffer.alloc(64).toString('base64') };
  const cases: readonly [string, Uint8Array][] = [
    ['answers go at once', message(release)],
    ['answers neutral at once', message({ ...release, release: 'neutral' })],
    ['answers with a message of its own', message({ type: 'approved' })],
    ['answers with bytes that are no message', Buffer.from('HTTP/1.1 200 OK\r\n\r\n')],
  ];
  for (const [title, bytes] of cases) {
    test(title, async () => {
      const server = await squat((socket) => socket.write(bytes));
      const destroy = await run('terraform destroy').result;
      const plan = title.includes('no message') ? undefined : await run('terraform plan').result;
      server.close();
      refused(destroy);
      if (plan !== undefined) refused(plan);
    });
  }
  test('a line that was changed on its way from the gate runs nothing', async () => {
    mkdirSync(join(root, 'bin'), { recursive: true });
    writeFileSync(join(root, places.program), '');
    writeFileSync(join(project, 'deploy.sh'), 'terraform destroy\n');
    const { gate } = await startGate({ id: 'gate-behind-it', folders: ['/elsewhere'], env: { PATH: '/usr/bin:/bin' } });
    const [real] = livingGates(readJsonFolder(join(root, places.run)), () => true);
    const change = (message: unknown) => {
      const { type, instead } = record(message);
      return type === 'release' ? { ...record(message), instead: { ...record(instead), line: 'true' } } : message;
    };
    const between = await listen(join(root, places.run, 'between.sock'), messageLimit, (channel) => {
      const behind = connect(real?.socket ?? '', { limit: messageLimit, timeout: 2_000 });
      channel.onMessage((message) => void behind.then((it) => it.send(message)));
      void behind.then((it) => it.onMessage((message) => channel.send(changed ? change(message) : message)));
    });
    let changed = true;
    writeFileSync(
      join(root, places.run, 'gate-between.json'),
      JSON.stringify({
        ...real,
        id: 'gate-between',
        folders: [project],
        socket: join(root, places.run, 'between.sock'),
      }),
    );
    const ask = async () => {
      const started = run('bash deploy.sh');
      await held(gate);
      answer(gate, 'approve');
      return started.result;
    };
    const first = await ask();
    refused(first);
    expect(first.stderr).toContain('could not prove');
    changed = false;
    const { hookSpecificOutput } = JSON.parse((await ask()).stdout);
    expect(hookSpecificOutput).toMatchObject({
      permissionDecision: 'allow',
      updatedInput: { command: expect.stringMatching(/holdpoint exec --grant \S+ -- bash deploy\.sh$/) },
    });
    await between.close();
  });
  test('a key that is not pinned releases nothing', async () => {
    pinKey(join(root, places.keys), createKeyPair(), 'the right one', Date.now());
    const { gate } = await startGate({ pin: false });
    const started = run('terraform destroy');
    await held(gate);
    answer(gate, 'approve');
    const result = await started.result;
    refused(result);
    expect(result.stderr).toContain('could not prove');
  });
});

describe('bad input', () => {
  const inputs: readonly [string, string | Buffer, readonly string[]][] = [
    ['not JSON', '{ broken', ['claude-code']],
    ['empty', '', ['claude-code']],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), ['claude-code']],
    ['a list', '[]', ['claude-code']],
    ['no tool', '{"hook_event_name":"PreToolUse","session_id":"s","cwd":"/"}', ['claude-code']],
    ['a command that is no text', bashPayload('x', '/', { tool_input: { command: 7 } }), ['claude-code']],
    ['50 MB', Buffer.alloc(50 * 1024 * 1024, 0x20), ['claude-code']],
  ];
  for (const [title, input, args] of inputs) {
    test(`${title}: refused`, async () => refused(await hook.start({ input, args, env: env() }).result));
  }
  test('an unknown agent: refused on stderr with exit 2', async () => {
    const result = await hook.start({ input: bashPayload('terraform destroy', project), args: ['nobody'], env: env() })
      .result;
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/did not run/);
  });
  test('no agent at all', async () =>
    expect(await hook.start({ args: [], env: env() }).result).toMatchObject({ code: 2 }));
  test('no home directory: what is none of ours passes, the rest is refused', async () => {
    const nowhere = { HOME: '/nonexistent', HOLDPOINT_HOME: undefined };
    expect(await run('git status', nowhere).result).toMatchObject(neutral);
    refused(await run('terraform destroy', nowhere).result);
    expect(existsSync(nowhere.HOME), 'and no home is made').toBe(false);
  });
  test('a home that cannot be read: the same', async () => {
    mkdirSync(root, { recursive: true });
    chmodSync(root, 0o000);
    try {
      expect(await run('git status').result).toMatchObject(neutral);
      refused(await run('terraform destroy').result);
    } finally {
      chmodSync(root, 0o700);
    }
  });
});

test('what is only listened to never refuses', async () => {
  for (const input of [
    '{ broken',
    bashPayload('terraform destroy', project),
    '{"hook_event_name":"UserPromptSubmit","session_id":"s","cwd":"/","prompt":"hi"}',
  ]) {
    expect(await hook.start({ input, args: ['claude-code', 'observe'], env: env() }).result).toMatchObject({
      code: 0,
      stdout: '',
    });
  }
});

test('the sentinel is the last line of every deliberate end', async () => {
  const withEnd = (command: string) => run(command, { HOLDPOINT_END: 'fresh-1' }).result;
  expect((await withEnd('git status')).stdout).toBe('holdpoint-end fresh-1\n');
  expect((await withEnd('terraform destroy')).stdout.split('\n').slice(1)).toEqual(['holdpoint-end fresh-1', '']);
});
