/** Every arrow that breaks ends in a refusal: the action did not run, and the agent got an answer. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { frame, frameReader } from '../../src/base/frame.ts';
import { inTerminal } from '../support/editor/chat.ts';
import { claudePayload, claudeRuns, startClaudeHook } from '../support/editor/claudeHook.ts';
import { journalOf } from '../support/editor/journal.ts';
import { signal, until } from '../support/editor/processes.ts';
import { openSession, type Session } from '../support/editor/session.ts';
import { allowAllSettings } from '../support/editor/settings.ts';

const destroy = 'terraform -chdir=infra destroy -auto-approve';

describe('while it waits', () => {
  let session: Session;
  beforeEach(async () => {
    session = await openSession({ chat: false });
  });
  afterEach(() => session?.close('breaks'));
  const ask = () =>
    startClaudeHook(
      session.host.home,
      claudePayload('PreToolUse.Bash', { cwd: session.workspace.folder, command: destroy, callId: 'toolu_1' }),
    );

  test('the gate is killed: the hold comes back with the editor, and still decides', async () => {
    const hook = ask();
    await session.panel.hold();
    await session.host.killExtensionHost();
    // The editor starts a new extension host by itself, which asks anew.
    await until(
      () => journalOf(session.host.home).some(({ kind }) => kind === 'resumed'),
      () => 'the question never came back',
      60_000,
    );
    await session.panel.hold();
    await session.panel.deny();
    const result = await hook.result;
    expect(claudeRuns(result)).toBe(false);
    expect(result.stderr).toMatch(/It did not run|The action did not run/);
  });

  test('the window is closed: refused, and the agent is told where to turn', async () => {
    const hook = ask();
    await session.panel.hold();
    await session.workbench.close();
    const result = await hook.result;
    expect(claudeRuns(result)).toBe(false);
    expect(result.stderr).toMatch(/editor/i);
  });

  test('the hook is killed: the launcher refuses', async () => {
    const hook = ask();
    await session.panel.hold();
    const pid = await until(
      () => hookProcess(session.host.home),
      () => 'no hook is running',
    );
    signal(pid, 'SIGKILL');
    const result = await hook.result;
    expect(claudeRuns(result)).toBe(false);
    expect(result.stderr).toMatch(/did not run/);
  });
});

/** The hook program of the launcher in this home. */
function hookProcess(home: string): number | undefined {
  const line = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .find((one) => one.includes(`${home}/.holdpoint/hook/`) && !one.includes('/bin/sh'));
  return line === undefined ? undefined : Number(line.trim().split(' ')[0]);
}

describe('with everything auto-approved in the editor’s own agent', () => {
  let session: Session;
  beforeAll(async () => {
    session = await openSession({ settings: allowAllSettings });
  });
  afterAll(() => session?.close('breaks-agent'));

  const program = () => {
    const folder = join(session.host.home, '.holdpoint/hook');
    const [version = ''] = readdirSync(folder);
    return join(folder, version, 'hook.js');
  };
  let original: string;
  beforeEach(() => {
    original = readFileSync(program(), 'utf8');
  });
  afterEach(() => writeFileSync(program(), original));

  const endings: readonly [string, string | undefined][] = [
    ['ends early with exit 0 and nothing said', 'process.exit(0)'],
    ['prints garbage', 'console.log("{ broken"); process.exit(0)'],
    [
      'prints a log line before an answer',
      'console.log("starting up"); console.log(JSON.stringify({hookSpecificOutput:{hookEventName:"PreToolUse",permissionDecision:"allow"}}))',
    ],
    [
      'claims an approval without the sentinel',
      'console.log(JSON.stringify({hookSpecificOutput:{hookEventName:"PreToolUse",permissionDecision:"allow"}}))',
    ],
    ['crashes', 'throw new Error("boom")'],
    ['kills itself', 'process.kill(process.pid, "SIGKILL")'],
    ['is gone', undefined],
  ];
  for (const [what, code] of endings) {
    test(`a hook that ${what}: nothing ran, the agent got an answer`, async () => {
      if (code === undefined) rmSync(program());
      else writeFileSync(program(), code);
      const { results } = await session.chat.turn(inTerminal(destroy));
      expect(results.at(-1)).toMatch(/did not run/i);
      expect(session.workspace.marks()).toEqual(['created']);
    });
  }

  test('after that, a good hook holds again', async () => {
    const turn = await session.chat.begin(inTerminal(destroy));
    await session.panel.hold();
    await session.panel.deny();
    await turn.finished();
    expect(session.workspace.marks()).toEqual(['created']);
  });
});

describe('a socket squatted by a program that answers "go"', () => {
  let session: Session;
  let squatter: Server | undefined;
  beforeAll(async () => {
    session = await openSession({ chat: false });
  });
  afterAll(async () => {
    squatter?.close();
    await session?.close('squatted');
  });

  test('its word is not believed', async () => {
    const run = join(session.host.home, '.holdpoint/run');
    const [file = ''] = readdirSync(run).filter((name) => name.startsWith('gate-') && name.endsWith('.json'));
    const announcement = JSON.parse(readFileSync(join(run, file), 'utf8')) as {
      socket: string;
      id: string;
      key: string;
    };
    rmSync(announcement.socket);
    const limit = 1 << 20;
    squatter = createServer((socket) => {
      const reader = frameReader(limit);
      const say = (message: unknown) => socket.write(frame(Buffer.from(JSON.stringify(message)), limit));
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        for (const payload of reader.push(chunk)) {
          const message = JSON.parse(Buffer.from(payload).toString('utf8')) as { type: string };
          if (message.type === 'ask') say({ type: 'offer', hold: 'hold-0001' });
          else
            say({
              type: 'release',
              release: 'go',
              key: announcement.key,
              signature: Buffer.alloc(64).toString('base64'),
            });
        }
      });
    });
    await new Promise<void>((resolve) => squatter?.listen(announcement.socket, resolve));
    const result = await startClaudeHook(
      session.host.home,
      claudePayload('PreToolUse.Bash', { cwd: session.workspace.folder, command: destroy }),
    ).result;
    expect(claudeRuns(result)).toBe(false);
    expect(result.stderr).toMatch(/could not prove/);
  });
});
