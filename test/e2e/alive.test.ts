/** Proof that agents are held, in the real editor: the view, the canary, the watch over what was installed, what is ungated. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/editor/built.ts';
import { inTerminal } from '../support/editor/chat.ts';
import { claudePayload, claudeRuns, startClaudeHook } from '../support/editor/claudeHook.ts';
import { journalOf } from '../support/editor/journal.ts';
import { run, sleep, until } from '../support/editor/processes.ts';
import { protectAgents } from '../support/editor/protect.ts';
import { openSession, type Session } from '../support/editor/session.ts';

/** A marker of an agent nobody protected, in every terminal of the window. */
const marker = { 'terminal.integrated.env.linux': { COPILOT_CLI: '1' } };

let session: Session;
beforeAll(async () => {
  session = await openSession({ settings: marker });
  mkdirSync(join(root, 'test-results'), { recursive: true });
  mkdirSync(join(session.host.home, '.claude/projects'), { recursive: true });
  writeFileSync(join(session.host.home, '.claude/projects/log'), '');
  await session.workbench.activity('Holdpoint').first().click();
});
afterAll(() => session?.close('alive'));

const settings = () => join(session.host.home, '.claude/settings.json');
const rows = () => session.workbench.treeRows('Agents').allInnerTexts();
/** The line of an agent, once it says what it should. */
const line = async (agent: string, says: RegExp) => {
  let now: readonly string[] = [];
  await until(
    async () => {
      now = await rows();
      return now.some((row) => row.replaceAll('\n', ' ').startsWith(agent) && says.test(row));
    },
    () => `${agent} never says ${says}:\n${now.join('\n')}`,
    30_000,
  );
};

async function canary(): Promise<string> {
  await session.workbench.runCommand('Holdpoint: Copy Canary');
  await until(
    async () => (await session.workbench.notifications()).some((text) => /copied/.test(text)),
    () => 'nothing says that it was copied',
  );
  const sentence = await session.workbench.page.evaluate(() => navigator.clipboard.readText());
  await session.workbench.clearNotifications();
  return /holdpoint-canary [0-9a-f]{8}$/.exec(sentence)?.[0] ?? '';
}

const hook = (payload: string, event?: string) => startClaudeHook(session.host.home, payload, event).result;
const bash = (command: string, callId: string) =>
  claudePayload('PreToolUse.Bash', { cwd: session.workspace.folder, command, callId });

describe('an agent that is installed', () => {
  test('is listed with what is not known of it yet', async () => {
    await line('Claude Code', /installed, not heard of yet, no canary refused yet/);
    await line('VS Code', /installed, not heard of yet, no canary refused yet/);
  });
  test('is heard of when its session begins', async () => {
    await hook(claudePayload('SessionStart', { cwd: session.workspace.folder }), 'SessionStart');
    await line('Claude Code', /installed, no canary refused yet/);
  });
  test('shows that it is held by refusing the canary, and nobody is asked', async () => {
    const command = await canary();
    expect(command).not.toBe('');
    const ended = await hook(bash(command, 'toolu_canary'));
    expect(claudeRuns(ended)).toBe(false);
    expect(ended.stderr).toMatch(/test of whether this agent is held, and it passed/);
    await line('Claude Code', /held/);
    expect(claudeRuns(await hook(bash(`echo ${command}`, 'toolu_echo')))).toBe(true);
    expect(journalOf(session.host.home).map(({ kind }) => kind)).not.toContain('held');
  });
  test('and so does the editor’s own', async () => {
    const { results } = await session.chat.turn(inTerminal(await canary()));
    expect(results.at(-1)).toMatch(/test of whether this agent is held, and it passed/);
    await line('VS Code', /held/);
  });
});

test('Protect Agents… ticks those that are here or held, and names the others below', async () => {
  const { quickInput, page } = session.workbench;
  await session.workbench.runCommand('Holdpoint: Protect Agents…');
  const ticked = quickInput.locator(
    '.monaco-list-row:has(input[type="checkbox"]:checked), .monaco-list-row:has(.monaco-custom-toggle.checked)',
  );
  await ticked.first().waitFor();
  const names = (await ticked.allInnerTexts()).map((row) => row.replaceAll('\n', ' '));
  expect(names.find((row) => row.includes('Claude Code'))).toMatch(/protected, .*\.claude/);
  expect(names.find((row) => row.includes('VS Code agent'))).toMatch(/protected, this editor/);
  expect(names.find((row) => row.includes('Codex'))).toBeUndefined();
  await session.workbench.screenshot(join(root, 'test-results/agents-protect.png'));
  await page.keyboard.press('Escape');
});

describe('what was installed is changed', () => {
  const alarms = () => journalOf(session.host.home).filter(({ kind }) => kind === 'weakened');
  const told = (text: RegExp) =>
    until(
      async () => (await session.workbench.notifications()).some((message) => text.test(message)),
      () => `nothing says ${text}`,
      20_000,
    );

  test('another model: nobody is told', async () => {
    writeFileSync(settings(), readFileSync(settings(), 'utf8').replace('{', '{\n  "model": "opus",'));
    await sleep(6_000);
    expect(alarms()).toEqual([]);
    await line('Claude Code', /held/);
  });
  test('the time-out: an alarm with what changed, and a repair', async () => {
    const whole = readFileSync(settings(), 'utf8');
    writeFileSync(settings(), whole.replace('3600', '1'));
    await told(/Claude Code is not held any more\. .*settings\.json: .*timeout/);
    await line('Claude Code', /not held any more/);
    expect(alarms()).toHaveLength(1);
    await session.workbench
      .statusItem(/1 not held/)
      .first()
      .waitFor();
    await session.workbench.screenshot(join(root, 'test-results/agents-alarm.png'));
    await session.workbench.notificationButton(/not held any more/, 'Show What Changed').click();
    await session.workbench.tab(/Settings Change/).waitFor();
    await told(/not held any more/);
    await session.workbench.notificationButton(/not held any more/, 'Repair').click();
    await told(/repaired/);
    expect(readFileSync(settings(), 'utf8')).toBe(whole);
    await line('Claude Code', /held/);
    expect(journalOf(session.host.home).map(({ kind }) => kind)).toContain('repaired');
    expect(alarms()).toHaveLength(1);
  });
  test('a window that opens later tells of it as well; it is written down once', async () => {
    const whole = readFileSync(settings(), 'utf8');
    writeFileSync(settings(), '{}');
    await told(/Claude Code is not held any more\. .*entries are gone/);
    expect(alarms()).toHaveLength(2);
    // The pictures of what follows are dark ones.
    const user = join(session.host.userData, 'User/settings.json');
    const theme = { 'workbench.colorTheme': 'Dark Modern' };
    writeFileSync(user, JSON.stringify({ ...JSON.parse(readFileSync(user, 'utf8')), ...theme }));
    await session.workbench.reload();
    await told(/Claude Code is not held any more/);
    expect(alarms()).toHaveLength(2);
    writeFileSync(settings(), whole);
    await line('Claude Code', /held/);
    await sleep(6_000);
    expect(alarms()).toHaveLength(2);
  });
  test('by uninstalling it: nobody is told', async () => {
    await session.workbench.clearNotifications();
    const env = { ...process.env, HOME: session.host.home, HOLDPOINT_HOME: undefined };
    await run(process.execPath, [join(root, 'dist/cli.js'), 'uninstall', 'claude-code'], { env });
    await line('Claude Code', /^(?:(?!any more)[\s\S])*not held/);
    await sleep(6_000);
    expect(alarms()).toHaveLength(2);
    await protectAgents(session.host.home, ['claude-code']);
    await line('Claude Code', /held/);
  });
});

test('an agent at work in a terminal, of which no hook was heard, is ungated', async () => {
  await session.workbench.clearNotifications();
  await session.workbench.runCommand('Terminal: Create New Terminal');
  await sleep(3_000);
  await session.workbench.type('ls');
  await until(
    async () =>
      (await session.workbench.notifications()).some((text) =>
        /GitHub Copilot.*(?:not held|hook was not started)/.test(text),
      ),
    () => 'nobody is told',
    60_000,
  );
  await line('GitHub Copilot', /ungated/);
  await session.workbench.screenshot(join(root, 'test-results/agents-ungated.png'));
});
