/** Windows that come, go and reload: the right one asks, and a reload neither loses nor releases a hold. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTerminal } from '../support/editor/chat.ts';
import { claudePayload, claudeRuns, startClaudeHook } from '../support/editor/claudeHook.ts';
import { sleep, until } from '../support/editor/processes.ts';
import { createWorkspace, openSession, type Session } from '../support/editor/session.ts';

const destroy = 'terraform -chdir=infra destroy -auto-approve';

describe('two windows', () => {
  let session: Session;
  beforeAll(async () => {
    session = await openSession({ chat: false });
    await session.workbench
      .statusItem(/Holdpoint/)
      .first()
      .waitFor();
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
  beforeAll(async () => {
    session = await openSession();
  });
  afterAll(() => session?.close('reload'));

  test('with Claude Code’s hook waiting, the hold is back and still decides', async () => {
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
    await session.chat.ready();
    await session.chat.begin(inTerminal(destroy));
    await session.panel.hold();
    await session.workbench.reload();
    await session.workbench
      .statusItem(/Holdpoint/)
      .first()
      .waitFor({ timeout: 60_000 });
    await until(
      async () => !(await session.panel.shows()),
      () => 'the hold of an agent that is gone is still waiting',
      60_000,
    );
    await sleep(2_000);
    expect(session.workspace.marks()).toEqual(['created']);
  });
});
