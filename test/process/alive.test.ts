/** What an agent's hook leaves behind to show that it is alive, and the canary that exists to be refused. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readJsonFolder } from '../../src/platform/jsonFiles.ts';
import { connect } from '../../src/platform/socket.ts';
import { readCanaryRefusal, readHeartbeat } from '../../src/protocol/alive.ts';
import { livingGates, messageLimit, protocolVersion } from '../../src/protocol/gate.ts';
import { canaryFile, heartbeatFile, places } from '../../src/protocol/places.ts';
import { bashPayload, buildHook, type HookProgram } from '../support/hookProcess.ts';
import { startSocketGate } from '../support/socketGate.ts';

let hook: HookProgram;
beforeAll(async () => {
  hook = await buildHook();
});
afterAll(() => hook.dispose());

let place: string;
let root: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'holdpoint-alive-'));
  root = join(place, '.holdpoint');
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const send = (input: string, args = ['claude-code'], env: Record<string, string> = {}) =>
  hook.start({ input, args, env: { HOME: place, HOLDPOINT_HOME: root, ...env } }).result;
const json = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
const beatPath = heartbeatFile('claude-code', 'session-1');
const heard = () => readHeartbeat(json(beatPath));

describe('a canary', () => {
  const refused = () => readCanaryRefusal(json(canaryFile('claude-code')));

  test('is refused in the agent’s own words, with no gate, and the refusal is remembered', async () => {
    const { code, stderr, stdout } = await send(bashPayload('holdpoint-canary 7f3a2b91', place));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /test of whether this agent is held, and it passed \(canary `7f3a2b91`\)\. It did not run\./,
    );
    expect(JSON.parse(stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } });
    expect(refused()).toMatchObject({ agent: 'claude-code', nonce: '7f3a2b91' });
    expect(Math.abs(refused().at - Date.now())).toBeLessThan(30_000);
  });
  test('with something behind it: nothing of the line runs', async () => {
    expect((await send(bashPayload('holdpoint-canary 1 && terraform destroy', place))).code).toBe(2);
    expect(refused().nonce).toBe('1');
  });
  test('whose nonce only a shell knows is refused, and proves nothing', async () => {
    expect((await send(bashPayload('holdpoint-canary "$(cat nonce)"', place))).code).toBe(2);
    expect(() => refused()).toThrow();
  });
  for (const line of ['echo holdpoint-canary 7f3a2b91', 'grep -r holdpoint-canary .', 'ls # holdpoint-canary 1'])
    test(`${line}: passes, and proves nothing`, async () => {
      expect(await send(bashPayload(line, place))).toMatchObject({ code: 0, stdout: '' });
      expect(() => refused()).toThrow();
    });
  test('never waits for a person, and a gate refuses it as well', async () => {
    const { gate, served, ask } = await canaryAtGate();
    try {
      expect((await send(bashPayload('holdpoint-canary 1', place))).code).toBe(2);
      expect(gate.waiting()).toEqual([]);
      expect(await ask).toMatch(/test of whether this agent is held/);
      expect(gate.waiting()).toEqual([]);
    } finally {
      await served.close();
    }
  });
  test('a home that cannot be written to: refused all the same', async () => {
    writeFileSync(root, 'a file where the folder should be');
    expect((await send(bashPayload('holdpoint-canary 1', place))).code).toBe(2);
  });
});

/** A hook of an earlier version knows no canaries, and asks. */
async function canaryAtGate() {
  const started = await startSocketGate({ home: place, folders: [place] });
  const [announced] = livingGates(readJsonFolder(join(root, places.run)), () => true);
  const channel = await connect(announced?.socket ?? '', { limit: messageLimit, timeout: 2_000 });
  const ask = new Promise<string>((resolve) => channel.onMessage((message) => resolve(JSON.stringify(message))));
  channel.send({
    type: 'ask',
    version: protocolVersion,
    ask: 'ask-00000001',
    nonce: 'nonce-0000001',
    via: 'claude-code',
    call: {
      agent: 'claude-code',
      session: 'old',
      tool: 'Bash',
      cwd: place,
      env: {},
      action: { kind: 'command', line: 'holdpoint-canary 1', shell: 'bash' },
    },
  });
  return { ...started, ask };
}

describe('a heartbeat', () => {
  const event = (name: string, more: object = {}) =>
    JSON.stringify({ session_id: 'session-1', cwd: place, hook_event_name: name, ...more });

  test('is left by a session that begins, with no gate, with the agent’s version and its processes', async () => {
    const env = { AI_AGENT: 'claude-code_2-1-330_harness', HOLDPOINT_PARENT: '4242 17' };
    await send(event('SessionStart', { source: 'startup' }), ['claude-code', 'observe'], env);
    expect(heard()).toMatchObject({
      agent: 'claude-code',
      session: 'session-1',
      event: 'start',
      version: '2.1.330',
      pids: [4242, 17],
    });
  });
  test('the name of another agent says nothing about the version', async () => {
    await send(event('SessionStart'), ['claude-code', 'observe'], { AI_AGENT: 'other_9-9-9_x' });
    expect(heard()).not.toHaveProperty('version');
  });
  test('by a prompt, and by a call that is none of ours', async () => {
    await send(event('UserPromptSubmit', { prompt: 'hello' }), ['claude-code', 'observe']);
    expect(heard().event).toBe('prompt');
    rmSync(join(root, beatPath));
    await send(bashPayload('ls', place));
    expect(heard().event).toBe('call');
  });
  test('a busy session writes it now and then only', async () => {
    await send(event('UserPromptSubmit', { prompt: 'hello' }), ['claude-code', 'observe']);
    await send(bashPayload('ls', place));
    expect(heard().event).toBe('prompt');
    utimesSync(join(root, beatPath), 1, 1);
    await send(bashPayload('ls', place));
    expect(heard().event).toBe('call');
  });
  for (const [title, input] of [
    ['a payload that cannot be read', '{'],
    ['an event nobody knows', event('Notification')],
    ['Doctor’s own call', bashPayload('ls', '/', { session_id: 'holdpoint-doctor' })],
  ] as const)
    test(`none: ${title}`, async () => {
      await send(input);
      expect(() => readdirSync(join(root, places.heartbeats))).toThrow();
    });
  test('the oldest of many sessions are forgotten', async () => {
    mkdirSync(join(root, places.heartbeats), { recursive: true });
    for (let number = 0; number < 120; number++) {
      const path = join(root, heartbeatFile('claude-code', `old-${number}`));
      writeFileSync(path, '{}');
      utimesSync(path, number + 1, number + 1);
    }
    await send(event('SessionStart'), ['claude-code', 'observe']);
    const left = readdirSync(join(root, places.heartbeats));
    expect(left).toHaveLength(100);
    expect(left).toContain('claude-code-session-1.json');
    expect(left).toContain('claude-code-old-119.json');
    expect(left).not.toContain('claude-code-old-0.json');
  });
});
