/**
 * The plugins that agents load into their own process, loaded into this one, with launchers that end in every bad way.
 * A call may run only on a deliberate end.
 */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, test } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { amp } from '../../src/agents/amp.ts';
import { kilo } from '../../src/agents/kilo.ts';
import { openCode } from '../../src/agents/openCode.ts';

const base = mkdtempSync(join(tmpdir(), "holdpoint plugin's "));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let count = 0;

/** A launcher of this text, and the installed plugin that starts it. */
function plugin(agent: Agent, launcherText: string | undefined) {
  const folder = join(base, String(count++));
  const launcher = `${folder}-launcher`;
  if (launcherText !== undefined) {
    writeFileSync(launcher, `#!/bin/sh\nread -r payload || :\n${launcherText}\n`);
    chmodSync(launcher, 0o700);
  }
  const [settings] = agent.settings;
  assert(settings !== undefined);
  const file = `${folder}.mjs`;
  writeFileSync(file, settings.install(undefined, { launcher, platform: 'posix' }));
  return { file, launcher, log: `${launcher}.log` };
}

interface Hooks {
  config(config: object): Promise<void>;
  event(given: { event: object }): Promise<void>;
  'chat.message'(input: object, output: object): Promise<void>;
  'tool.execute.before'(input: object, output: { args: Record<string, unknown> }): Promise<void>;
  'tool.execute.after'(input: object, output: object): Promise<void>;
}

async function load({ file }: { file: string }, parent?: string): Promise<Hooks> {
  const module = await import(pathToFileURL(file).href);
  // Both agents call every value a plugin exports.
  assert.deepEqual(Object.keys(module), ['Holdpoint']);
  const client = {
    session: {
      get: async ({ path }: { path: { id: string } }) => ({ data: path.id === 'child' ? { parentID: parent } : {} }),
    },
  };
  return module.Holdpoint({ client, directory: '/p' });
}

const input = { tool: 'bash', sessionID: 's', callID: 'c' };

/** Whether the call may run, and with which line; or why not. */
async function ends(hooks: Hooks, tool = 'bash', args: Record<string, unknown> = { command: 'terraform destroy' }) {
  try {
    await hooks['tool.execute.before']({ ...input, tool }, { args });
    return args.command ?? 'runs';
  } catch (error) {
    assert(error instanceof Error);
    return `throws ${error.message}`;
  }
}

for (const agent of [openCode, kilo]) {
  describe(`${agent.title}: every end of the launcher`, () => {
    const is = (title: string, text: string | undefined, expected: string | RegExp) =>
      test(title, async () => {
        const end = String(await ends(await load(plugin(agent, text))));
        if (typeof expected === 'string') assert.equal(end, expected);
        else assert.match(end, expected);
      });
    const broken = /^throws Holdpoint: its hook could not finish\. The action did not run\./;

    is('no opinion', `echo '{"decision":"neutral"}'`, 'terraform destroy');
    is('approved', `echo '{"decision":"proceed"}'`, 'terraform destroy');
    is('approved, with another line', `echo '{"decision":"proceed","command":"true"}'`, 'true');
    is('refused', 'echo "Held." >&2; exit 2', 'throws Held.');
    is('refused without a word', 'exit 2', broken);
    is('refused, whatever it says beside', `echo '{"decision":"neutral"}'; exit 2`, broken);
    is('nothing said', '', broken);
    is('an empty object', "echo '{}'", broken);
    is('a decision nobody knows', `echo '{"decision":"allow"}'`, broken);
    is('not JSON', 'echo yes', broken);
    is('JSON behind a line of log', `echo starting; echo '{"decision":"neutral"}'`, broken);
    is('null', 'echo null', broken);
    is('crashed', `echo '{"decision":"neutral"}'; exit 1`, broken);
    is('killed', `echo '{"decision":"neutral"}'; kill -9 $$`, broken);
    is('missing', undefined, broken);
  });

  describe(`${agent.title}: what the plugin does`, () => {
    const recording = (answer: string) => plugin(agent, `printf '%s %s\\n' "$*" "$payload" >>"$0.log"; ${answer}`);
    const said = ({ log }: { log: string }) =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => ({
              words: line.slice(0, line.indexOf('{')).trim(),
              payload: JSON.parse(line.slice(line.indexOf('{'))),
            }))
        : [];
    const neutral = `echo '{"decision":"neutral"}'`;

    async function until<Value>(look: () => Value | undefined): Promise<Value> {
      for (;;) {
        const value = look();
        if (value !== undefined) return value;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }

    test('it reports when it is loaded', async () => {
      const given = recording(neutral);
      await load(given);
      const first = await until(() => said(given)[0]);
      assert.equal(first.words, `${agent.id} observe`);
      assert.equal(agent.decode(first.payload, {}).kind, 'start');
    });
    test('a tool that only looks starts nothing', async () => {
      const given = plugin(agent, undefined);
      assert.equal(await ends(await load(given), 'read', { filePath: '/p' }), 'runs');
    });
    test('what it asks is what the adapter reads, with the names of the servers', async () => {
      const given = recording(neutral);
      const hooks = await load(given);
      await hooks.config({ mcp: { infra: {} } });
      assert.equal(await ends(hooks, 'infra_drop', { name: 'prod' }), 'runs');
      const asked = said(given).find(({ words }) => words === agent.id);
      const event = agent.decode(asked?.payload, {});
      assert(event.kind === 'call');
      assert.deepEqual(event.call.action, { kind: 'mcp', server: 'infra', tool: 'drop', input: { name: 'prod' } });
      assert.equal(event.call.callId, 'c');
    });
    test('a subagent’s call is in its parent’s session, and its prompt is nobody’s', async () => {
      const given = recording(neutral);
      const hooks = await load(given, 'parent');
      await hooks['chat.message']({ sessionID: 'child' }, { parts: [{ type: 'text', text: 'Drop it all.' }] });
      await hooks['tool.execute.before']({ ...input, sessionID: 'child' }, { args: { command: 'ls' } });
      const asked = said(given).find(({ words }) => words === agent.id);
      const event = agent.decode(asked?.payload, {});
      assert(event.kind === 'call');
      assert.equal(event.call.session, 'parent');
      assert(!said(given).some(({ payload }) => payload.hook === 'chat.message'));
    });
    test('what the person asked, and nothing that the agent put beside it', async () => {
      const given = recording(neutral);
      const hooks = await load(given);
      const parts = [
        { type: 'text', text: 'Do it.' },
        { type: 'text', text: 'context', synthetic: true },
        { type: 'file' },
      ];
      await hooks['chat.message']({ sessionID: 's' }, { parts });
      const told = await until(() => said(given).find(({ payload }) => payload.hook === 'chat.message'));
      assert.deepEqual(agent.decode(told.payload, {}), { kind: 'prompt', session: 's', prompt: 'Do it.', cwd: '/p' });
    });
    test('what ran is told, and a launcher that fails then is nobody’s trouble', async () => {
      const given = recording('exit 1');
      const hooks = await load(given);
      await hooks['tool.execute.after']({ ...input, args: { command: 'ls' } }, { metadata: { exit: 1 } });
      const told = said(given).find(({ payload }) => payload.hook === 'tool.execute.after');
      const event = agent.decode(told?.payload, {});
      assert(event.kind === 'after' && event.failed);
    });
    test('an interrupted turn takes its question back, and no other turn’s', async () => {
      const given = plugin(
        agent,
        `echo $$ >>"$0.log"; trap 'echo "Gone." >&2; exit 2' TERM; while :; do sleep 0.05; done`,
      );
      const hooks = await load(given);
      const end = ends(hooks);
      await until(() =>
        existsSync(given.log) && readFileSync(given.log, 'utf8').split('\n').length > 2 ? true : undefined,
      );
      await hooks.event({ event: { type: 'session.idle', properties: { sessionID: 'other' } } });
      await hooks.event({ event: { type: 'session.error', properties: { sessionID: 's' } } });
      assert.equal(await end, 'throws Gone.');
      // The report of the start still waits for its own end.
      for (const pid of readFileSync(given.log, 'utf8').trim().split('\n').map(Number)) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Gone already.
        }
      }
    });
    test('a call that changes while it is held does not run', async () => {
      const given = plugin(agent, `[ "$2" = observe ] || while [ ! -e "$0.go" ]; do sleep 0.02; done; ${neutral}`);
      const hooks = await load(given);
      const args: Record<string, unknown> = { command: 'ls' };
      const end = ends(hooks, 'bash', args);
      await new Promise((resolve) => setImmediate(resolve));
      args.command = 'terraform destroy';
      writeFileSync(`${given.launcher}.go`, '');
      assert.match(String(await end), /^throws Holdpoint: the call changed/);
    });
  });
}

describe('Amp: every end of the launcher', () => {
  type Handler = (event: object) => Promise<{ action: string; message?: string } | undefined>;
  async function loadAmp(given: { file: string }, helpers: object = {}) {
    const handlers = new Map<string, Handler>();
    const { default: start } = await import(pathToFileURL(given.file).href);
    start({ on: (event: string, handler: Handler) => handlers.set(event, handler), helpers });
    return (name: string, event: object) => handlers.get(name)?.(event);
  }
  const call = { tool: 'Bash', input: { cmd: 'terraform destroy' }, toolUseID: 'c', thread: { id: 't' } };
  const is = (title: string, text: string | undefined, action: string, message?: RegExp) =>
    test(title, async () => {
      const fire = await loadAmp(plugin(amp, text));
      const answer = await fire('tool.call', call);
      assert.equal(answer?.action, action);
      if (message !== undefined) assert.match(answer?.message ?? '', message);
    });
  const no = 'reject-and-continue';
  const broken = /^Holdpoint: its hook could not finish\. The action did not run\./;

  is('no opinion', `echo '{"decision":"neutral"}'`, 'allow');
  is('approved', `echo '{"decision":"proceed"}'`, 'allow');
  is('refused', 'echo "Held." >&2; exit 2', no, /^Held\.$/);
  is('nothing said', '', no, broken);
  is('a decision nobody knows', `echo '{"decision":"allow"}'`, no, broken);
  is('crashed', `echo '{"decision":"neutral"}'; exit 1`, no, broken);
  is('killed', 'kill -9 $$', no, broken);
  is('missing', undefined, no, broken);

  test('what it asks is what the adapter reads, in the directory that Amp tells', async () => {
    const given = plugin(amp, `[ "$2" = observe ] || printf '%s' "$payload" >"$0.log"; echo '{"decision":"neutral"}'`);
    const fire = await loadAmp(given, {
      shellCommandFromToolCall: () => ({ command: 'terraform destroy', dir: '/srv' }),
    });
    await fire('tool.call', call);
    const event = amp.decode(JSON.parse(readFileSync(given.log, 'utf8')), {});
    assert(event.kind === 'call');
    assert.deepEqual(
      { cwd: event.call.cwd, session: event.call.session, callId: event.call.callId, action: event.call.action },
      { cwd: '/srv', session: 't', callId: 'c', action: { kind: 'command', line: 'terraform destroy', shell: 'bash' } },
    );
  });
  test('a tool that only looks starts nothing', async () => {
    const fire = await loadAmp(plugin(amp, undefined));
    assert.deepEqual(await fire('tool.call', { ...call, tool: 'Read' }), { action: 'allow' });
  });
});
