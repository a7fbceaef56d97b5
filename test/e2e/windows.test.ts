/** Windows that come, go and reload: the right one asks, and a reload neither loses nor releases a hold. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { inTerminal } from '../support/editor/chat.ts';
import { claudePayload, claudeRuns, startClaudeHook } from '../support/editor/claudeHook.ts';
import { journalOf } from '../support/editor/journal.ts';
import { until } from '../support/editor/processes.ts';
import { createWorkspace, openSession, type Session } from '../support/editor/session.ts';

const destroy = 'terraform -chdir=infra destroy -auto-approve';

describe('two windows', () => {
  let session: Session;
  beforeAll(async () => {
    session = await openSession({ chat: false });
  });
  afterAll(() => session?.close('windows'));

  test('the one whose folder holds the directory asks', async () => {
    const other = createWorkspace(session.place, 'other');
    const { workbench, panel } = await session.openWindow(other.folder);
    await workbench
      .statusItem(/Holdpoint/)
      .first()
      .waitFor();
    const first = startClaudeHook(
      session.host.home,
      claudePayload('PreToolUse.Bash', { cwd: session.workspace.folder, command: destroy, callId: 'toolu_1' }),
    );
    await session.panel.hold();
    expect(await panel.shows()).toBe(false);
    await session.panel.deny();
    expect(claudeRuns(await first.result)).toBe(false);

    // A new session, because a session stays with the window that heard of it first.
    const payload = claudePayload('PreToolUse.Bash', {
      cwd: other.folder,
      command: destroy,
      callId: 'toolu_2',
    }).replace(/"session_id":"[^"]+"/, '"session_id":"another-session"');
    const second = startClaudeHook(session.host.home, payload);
    await panel.hold();
    expect(await session.panel.shows()).toBe(false);
    await panel.deny();
    expect(claudeRuns(await second.result)).toBe(false);
    await workbench.close();
  });
});

describe('a reload in mid-hold', () => {
  let session: Session;
  afterEach(() => session?.close('reload'));

  test('with Claude Code’s hook waiting, the hold is back and still decides', async () => {
    session = await openSession({ chat: false });
    const hook = startClaudeHook(
      session.host.home,
      claudePayload('PreToolUse.Bash', { cwd: session.workspace.folder, command: destroy, callId: 'toolu_1' }),
    );
    await session.panel.hold();
    await session.workbench.reload();
    await session.panel.hold(/./, 45_000);
    await session.panel.approve();
    const result = await hook.result;
    expect(claudeRuns(result)).toBe(true);
    expect(JSON.parse(result.stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'allow' } });
  });

  test('the editor’s own agent loses its turn in a reload: its hold is withdrawn, and nothing ran', async () => {
    session = await openSession();
    await session.chat.begin(inTerminal(destroy));
    await session.panel.hold();
    await session.workbench.reload();
    await session.workbench
      .statusItem(/Holdpoint/)
      .first()
      .waitFor({ timeout: 60_000 });
    await until(
      async () => withdrawn(session.host.home) && !(await session.panel.shows()),
      () => 'the hold of an agent that is gone is still waiting',
      60_000,
    );
    expect(session.workspace.marks()).toEqual(['created']);
  });
});

test('a window without a folder asks, when there is no other', async () => {
  const session = await openSession({ chat: false });
  try {
    const { workbench, panel } = await session.openWindow(undefined);
    await workbench
      .statusItem(/Holdpoint/)
      .first()
      .waitFor({ timeout: 60_000 });
    await session.workbench.close();
    const hook = startClaudeHook(
      session.host.home,
      claudePayload('PreToolUse.Bash', { cwd: session.workspace.folder, command: destroy, callId: 'toolu_1' }),
    );
    await panel.hold(/./, 45_000);
    await panel.deny();
    expect(claudeRuns(await hook.result)).toBe(false);
  } finally {
    await session.close('no-folder');
  }
});

test('a home that cannot be written to: the window says so, and what would be held is refused', async () => {
  const session = await openSession({ chat: false, ready: false, env: { HOLDPOINT_HOME: '/dev/null/.holdpoint' } });
  try {
    await until(
      async () => (await session.workbench.notifications()).some((text) => /cannot work in/.test(text)),
      () => 'the window never said that it cannot work',
      90_000,
    );
    const hook = startClaudeHook(
      session.host.home,
      claudePayload('PreToolUse.Bash', { cwd: session.workspace.folder, command: destroy, callId: 'toolu_1' }),
    );
    const result = await hook.result;
    expect(claudeRuns(result)).toBe(false);
    expect(result.stderr).toMatch(/did not run/);
  } finally {
    await session.close('no-home');
  }
});

/** Whether the journal says that a hold was taken back. */
function withdrawn(home: string): boolean {
  return journalOf(home).some(({ kind, why }) => kind === 'not-released' && why === 'withdrawn');
}
