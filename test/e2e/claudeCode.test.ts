/** The same way through Claude Code's hook contract: payloads it really sent, the command that stands in its settings. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/editor/built.ts';
import { claudePayload, claudeRuns, type HookResult, startClaudeHook } from '../support/editor/claudeHook.ts';
import { openSession, type Session } from '../support/editor/session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ chat: false });
});
afterAll(() => session?.close('claude-code'));

const destroy = 'terraform -chdir=infra destroy -auto-approve';
let calls = 0;
const ask = (command: string, name = 'PreToolUse.Bash') =>
  startClaudeHook(
    session.host.home,
    claudePayload(name, { cwd: session.workspace.folder, command, callId: `toolu_${++calls}` }),
  );

/** What Claude Code would do next: run the line, if it may. */
function go(command: string, result: HookResult): void {
  if (claudeRuns(result)) {
    execFileSync('/bin/sh', ['-c', command], {
      cwd: session.workspace.folder,
      env: { PATH: `${join(session.place, 'bin')}:${process.env.PATH}` },
    });
  }
}

test('what is none of ours passes in silence', async () => {
  expect(await ask('git status && npm test').result).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('a read passes in silence, with nobody asked', async () => {
  expect(await ask('terraform -chdir=infra plan').result).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await session.panel.shows()).toBe(false);
});

test('the recorded destroy is held; the person’s prompt stands beside it', async () => {
  const { home } = session.host;
  await startClaudeHook(home, claudePayload('UserPromptSubmit', { cwd: session.workspace.folder }), 'UserPromptSubmit')
    .result;
  const hook = ask(destroy);
  expect(await session.panel.hold()).toMatch(/destroy/i);
  const shown = await session.panel.text();
  expect(shown).toContain(destroy);
  expect(shown).toContain('Claude Code');
  expect(shown).toContain('Do it.');
  await session.panel.denyWithNote('the report needs no infrastructure');
  const result = await hook.result;
  go(destroy, result);
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('the report needs no infrastructure');
  expect(result.stderr).toContain('It did not run.');
  expect(session.workspace.marks()).toEqual(['created']);
});

test('approved, it runs exactly once; the same again is held again', async () => {
  const hook = ask(destroy);
  await session.panel.hold();
  await session.panel.approve();
  const result = await hook.result;
  expect(JSON.parse(result.stdout)).toMatchObject({
    hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'allow' },
  });
  go(destroy, result);
  expect(session.workspace.marks()).toEqual(['created', 'destroyed']);
  const again = ask(destroy);
  await session.panel.hold();
  await session.panel.deny();
  expect(claudeRuns(await again.result)).toBe(false);
});

test('the agent interrupts its call: the question disappears and nothing runs', async () => {
  const hook = ask(destroy);
  await session.panel.hold();
  hook.process.kill('SIGTERM');
  await session.panel.settled();
  expect(claudeRuns(await hook.result) && hook.process.signalCode === null).toBe(false);
});

describe('the agent’s own guard', () => {
  const settings = () => join(session.host.home, '.claude/settings.json');

  test('an edit of its hook settings is held, with a diff', async () => {
    const hook = startClaudeHook(
      session.host.home,
      claudePayload('PreToolUse.Write', {
        cwd: session.workspace.folder,
        callId: 'toolu_write',
        input: { file_path: settings(), content: '{}\n' },
      }),
    );
    await session.panel.hold();
    expect(await session.panel.text()).toContain('settings.json');
    await session.panel.openDiff();
    await session.workbench.tab(/settings\.json: what the agent wants to change/).waitFor();
    await session.workbench.runCommand('Holdpoint: Review Next Hold');
    await session.panel.deny();
    expect(claudeRuns(await hook.result)).toBe(false);
  });

  test('the same through the shell', async () => {
    const hook = ask(`echo '{}' > ${settings()}`);
    await session.panel.hold();
    await session.panel.deny();
    expect(claudeRuns(await hook.result)).toBe(false);
  });

  test('a session keeps its settings when the file loses them anyway', async () => {
    const before = readFileSync(settings(), 'utf8');
    const command = claudePayload('ConfigChange.config', { cwd: session.workspace.folder });
    const payload = JSON.stringify({ ...(JSON.parse(command) as object), file_path: settings() });
    expect((await startClaudeHook(session.host.home, payload, 'ConfigChange').result).code).toBe(0);
    const hook = startConfigChange(payload);
    writeFileSync(settings(), '{}\n');
    try {
      expect((await hook()).code).toBe(2);
    } finally {
      writeFileSync(settings(), before);
    }
  });

  /** The command as it was read before the file changed, as a running session has it. */
  function startConfigChange(payload: string): () => Promise<HookResult> {
    const { home } = session.host;
    const before = readFileSync(settings(), 'utf8');
    return () => {
      const now = readFileSync(settings(), 'utf8');
      writeFileSync(settings(), before);
      const hook = startClaudeHook(home, payload, 'ConfigChange');
      writeFileSync(settings(), now);
      return hook.result;
    };
  }
});

test('the journal verifies, and one changed byte shows', () => {
  const folder = join(session.host.home, '.holdpoint/journal');
  const verify = () =>
    execFileSync(process.execPath, [join(root, 'dist/cli.js'), 'journal', 'verify'], {
      env: { HOME: session.host.home, PATH: process.env.PATH },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  expect(verify()).toMatch(/entries/);
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const path = join(folder, file);
  const whole = readFileSync(path, 'utf8');
  const at = whole.indexOf('destroy', whole.length / 2);
  writeFileSync(path, `${whole.slice(0, at)}D${whole.slice(at + 1)}`);
  expect(verify).toThrow();
  writeFileSync(path, whole);
  expect(verify()).toMatch(/entries/);
});
