/** Nothing but the person in the panel releases: no command of ours run by another extension, no URI, no message. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeVsix } from '../../scripts/lib/vsix.mjs';
import { contributes } from '../../src/extension/contributions.ts';
import { root } from '../support/editor/built.ts';
import { callTool, inTerminal } from '../support/editor/chat.ts';
import { claudePayload, claudeRuns, startClaudeHook } from '../support/editor/claudeHook.ts';
import { journalOf } from '../support/editor/journal.ts';
import { sleep, until } from '../support/editor/processes.ts';
import { openSession, type Session } from '../support/editor/session.ts';
import { allowAllSettings } from '../support/editor/settings.ts';

const destroy = 'terraform -chdir=infra destroy -auto-approve';

describe('another extension', () => {
  let session: Session;
  let plan: string;
  let out: string;
  beforeAll(async () => {
    mkdirSync(join(root, 'test-results'), { recursive: true });
    const vsix = await makeVsix(join(root, 'test/e2e/intruder'), join(root, 'test-results/intruder.vsix'));
    plan = join(root, 'test-results', `intruder-plan-${process.pid}.json`);
    out = join(root, 'test-results', `intruder-out-${process.pid}.json`);
    session = await openSession({ chat: false, extensions: [vsix], env: { INTRUDER_PLAN: plan } });
  });
  afterAll(() => session?.close('intruder'));

  test('every contributed command with every plausible argument, and every URI, releases nothing', async () => {
    const hook = startClaudeHook(
      session.host.home,
      claudePayload('PreToolUse.Bash', { cwd: session.workspace.folder, command: destroy, callId: 'toolu_1' }),
    );
    await session.panel.hold();
    const settings = settingsOf(session.host.home);
    writeFileSync(plan, JSON.stringify({ holds: holdsIn(session.host.home), out }));
    await session.workbench.runCommand('Intruder: Try Everything');
    await until(
      () => existsSync(out),
      () => 'the intruder never came to an end',
      120_000,
    );
    const { tried, uris } = JSON.parse(readFileSync(out, 'utf8')) as { tried: string[]; uris: string[] };
    for (const { command } of contributes.commands) expect(tried).toContain(command);
    expect(settingsOf(session.host.home)).toEqual(settings);
    expect(tried[0]).toBe('exports null');
    expect(uris.length).toBeGreaterThan(4);
    for (const uri of uris) {
      const page = await session.profile.newPage();
      await page.goto(uri);
      await sleep(500);
      await page.close();
    }
    await sleep(1_000);
    const ended = await Promise.race([hook.result.then(() => true), sleep(200).then(() => false)]);
    expect(ended).toBe(false);
    // The question is still open, and the person's answer is the one that counts.
    await session.workbench.dismissDialogs();
    await session.workbench.runCommand('Holdpoint: Review Next Hold');
    await session.panel.hold();
    await session.panel.deny();
    expect(claudeRuns(await hook.result)).toBe(false);
    expect(journalOf(session.host.home).map(({ kind }) => kind)).not.toContain('released');
  });
});

const settingsOf = (home: string) =>
  ['.claude/settings.json', '.copilot/hooks/holdpoint.json'].map((path) => readFileSync(join(home, path), 'utf8'));

/** What the intruder can know: the ids on disk, and the digests in the journal. */
const holdsIn = (home: string): { id: string; digest: string }[] =>
  journalOf(home).flatMap((entry) =>
    entry.kind === 'held' ? [{ id: String(entry.hold), digest: String(entry.digest) }] : [],
  );

describe('the editor’s own agent and its guard', () => {
  let session: Session;
  beforeAll(async () => {
    session = await openSession({ settings: allowAllSettings });
  });
  afterAll(() => session?.close('own-guard'));

  const hookFile = () => join(session.host.home, '.copilot/hooks/holdpoint.json');

  test('an edit of its own hook settings is held, and denied it changes nothing', async () => {
    const before = readFileSync(hookFile(), 'utf8');
    const turn = await session.chat.begin(callTool('create_file', { filePath: hookFile(), content: '{}\n' }));
    await session.panel.hold();
    expect(await session.panel.text()).toContain('holdpoint.json');
    await session.panel.deny();
    const { results } = await turn.finished();
    expect(results.at(-1)).toMatch(/did not run/i);
    expect(readFileSync(hookFile(), 'utf8')).toBe(before);
  });

  test('so is its removal through the terminal', async () => {
    const turn = await session.chat.begin(inTerminal(`rm -rf ${join(session.host.home, '.copilot')}`));
    await session.panel.hold();
    await session.panel.deny();
    await turn.finished();
    expect(existsSync(hookFile())).toBe(true);
  });

  test('installing an extension holds', async () => {
    const turn = await session.chat.begin(
      callTool('install_extension', { id: 'some.extension', name: 'Some Extension' }),
    );
    await session.panel.hold();
    await session.panel.deny();
    const { results } = await turn.finished();
    expect(results.at(-1)).toMatch(/did not run/i);
  });

  test('an ordinary source file is none of ours', async () => {
    const file = join(session.workspace.folder, 'notes.md');
    await session.chat.turn(callTool('create_file', { filePath: file, content: 'terraform destroy\n' }));
    expect(existsSync(file)).toBe(true);
  });
});
