/** What is told of agents from what lies on disk: who is here, what was installed and no longer holds, who was not heard of. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { agentById, agents } from '../../src/agents/index.ts';
import type { OwnProcess } from '../../src/platform/processes.ts';
import type { Heartbeat } from '../../src/protocol/alive.ts';
import { canaryFile, heartbeatFile, places } from '../../src/protocol/places.ts';
import { ago, standingOf } from '../../src/setup/agentStates.ts';
import { canaries, canaryOfToday } from '../../src/setup/canary.ts';
import { detect, extensionsAtHome } from '../../src/setup/detect.ts';
import { install, type Program, planInstall, planUninstall, uninstall } from '../../src/setup/installation.ts';
import { claimAlarm, watchedFiles, weakenings } from '../../src/setup/installed.ts';
import { planProtection } from '../../src/setup/protection.ts';
import { recogniseAgents } from '../../src/setup/running.ts';
import type { Site } from '../../src/setup/site.ts';
import { markedBy, type Observation, patienceFor, ungated } from '../../src/setup/ungated.ts';

const agent = (id: string): Agent => {
  const found = agentById(id);
  if (found === undefined) throw new Error(`no agent ${id}`);
  return found;
};
const [claude, vscode] = [agent('claude-code'), agent('vscode')];

let site: Site;
let program: Program;
const at = (path: string) => join(site.home, path);
const write = (path: string, text: string, mode = 0o644) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text, { mode });
  return at(path);
};
beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'holdpoint-agents-'));
  site = { home, root: join(home, '.holdpoint'), platform: 'posix', env: { PATH: join(home, 'bin') } };
  for (const name of ['cli.js', 'hook-main.js', 'hook.js']) write(`bundle/${name}`, name);
  program = { version: '1.0.0', bundles: at('bundle'), runtimes: [process.execPath] };
});
afterEach(() => rmSync(site.home, { recursive: true, force: true }));

const put = (...chosen: readonly Agent[]) => install(planInstall(chosen, site, program), site, new Date());
const take = (...chosen: readonly Agent[]) => uninstall(planUninstall(chosen, site), site, new Date());
const settings = '.claude/settings.json';
const text = () => readFileSync(at(settings), 'utf8');

describe('who is here', () => {
  const found = (extensions: readonly string[] = [], builtIn?: string) =>
    detect(site, { extensions, ...(builtIn === undefined ? {} : { builtIn }) }).map(
      (one) => `${one.agent.id}: ${one.traces.join(', ')}`,
    );

  test('nobody', () => expect(found()).toEqual([]));
  test('a program on the PATH', () => {
    write('bin/claude', '', 0o755);
    expect(found()).toEqual([`claude-code: the program ${at('bin/claude')}`]);
  });
  test('a file of that name that cannot be run is none', () => {
    write('bin/claude', '', 0o644);
    expect(found()).toEqual([]);
  });
  test('an extension, however its publisher writes it', () =>
    expect(found(['Anthropic.claude-code', 'somebody.claude-code'])).toEqual([
      'claude-code: the extension anthropic.claude-code',
    ]));
  test('the editor it is built into', () => expect(found([], 'vscode')).toEqual(['vscode: this editor']));
  test('a folder with something in it', () => {
    mkdirSync(at('.claude'));
    expect(found()).toEqual([]);
    write('.claude/projects/x/log.jsonl', '{}');
    expect(found()).toEqual([`claude-code: the folder ${at('.claude')}`]);
  });
  test('not by what we have installed for it ourselves', () => {
    put(...agents);
    expect(found()).toEqual([]);
    write('.claude/CLAUDE.md', 'x');
    expect(found()).toEqual([`claude-code: the folder ${at('.claude')}`]);
  });
  test('a folder that the environment has moved', () => {
    write('elsewhere/history.jsonl', '{}');
    site = { ...site, env: { ...site.env, CLAUDE_CONFIG_DIR: at('elsewhere') } };
    expect(found()).toEqual([`claude-code: the folder ${at('elsewhere')}`]);
  });
  test('extensions that lie on disk', () => {
    mkdirSync(at('.vscode/extensions/anthropic.claude-code-2.1.330-linux-x64'), { recursive: true });
    mkdirSync(at('.cursor/extensions/Some.thing-1.0.0'), { recursive: true });
    write('.vscode/extensions/extensions.json', '[]');
    expect(extensionsAtHome(site.home)).toEqual(['anthropic.claude-code', 'some.thing']);
  });
});

describe('what a pick changes', () => {
  const plan = (...chosen: readonly Agent[]) => planProtection(chosen, site, program);
  test('an agent without a tick is taken out; one that is not held is not touched', () => {
    put(claude);
    const { dropped, removing, adding } = plan(vscode);
    expect(dropped).toEqual([claude]);
    expect(removing.map(({ path }) => path)).toContain(at(settings));
    expect(adding.map(({ path }) => path)).toEqual([at('.copilot/hooks/holdpoint.json')]);
  });
  test('one broken file is left and said, and the others are held', () => {
    write(settings, '{');
    const { dropped, left, adding } = plan(claude, vscode);
    expect(dropped).toEqual([]);
    expect(left).toHaveLength(1);
    expect(left[0]).toMatch(/^Claude Code: .*settings\.json cannot be edited/);
    expect(adding.map(({ path }) => path)).toContain(at('.copilot/hooks/holdpoint.json'));
  });
  test('a broken file of an agent that was never held is nobody’s business', () => {
    write(settings, '{');
    expect(plan(vscode).dropped).toEqual([]);
    expect(plan()).toMatchObject({ dropped: [], left: [], removing: [], adding: [] });
  });
  test('nothing of nothing', () => expect(plan()).toMatchObject({ dropped: [], left: [], removing: [], adding: [] }));
  test('who shares the settings of a picked one stays', () => {
    const sharing = agents.filter(({ settings: files }) =>
      files.some(({ path }) => path === '.copilot/hooks/holdpoint.json'),
    );
    put(...sharing);
    expect(plan(vscode)).toMatchObject({ dropped: [], left: [], removing: [], adding: [] });
  });
});

describe('what was installed and no longer holds', () => {
  const found = () => weakenings(site).map(({ agent: id = 'launcher', what }) => `${id}: ${what}`);
  beforeEach(() => {
    write(settings, '{\n  "model": "opus"\n}\n');
    put(claude);
  });

  test('nothing, at first', () => {
    expect(found()).toEqual([]);
    expect(watchedFiles(site.root).toSorted()).toEqual([at(settings), join(site.root, places.launcher)].toSorted());
  });
  const weakens = (title: string, change: () => void, what: RegExp) =>
    test(title, () => {
      change();
      expect(found()).toHaveLength(1);
      expect(found()[0]).toMatch(what);
    });
  weakens('the file is gone', () => rmSync(at(settings)), /^claude-code: the file is gone/);
  weakens('the entries are gone', () => write(settings, '{}'), /^claude-code: Holdpoint’s entries are gone/);
  weakens('one of them', () => write(settings, text().replace('"PreToolUse"', '"PreToolUsed"')), /PreToolUse/);
  weakens('a shorter time-out', () => write(settings, text().replace('3600', '5')), /timeout/);
  weakens(
    'hooks are switched off',
    () => write(settings, text().replace('{', '{"disableAllHooks": true,')),
    /disableAllHooks/,
  );
  weakens('the file is broken', () => write(settings, `${text()}}`), /line/);
  weakens(
    'the file is a folder',
    () => {
      rmSync(at(settings));
      mkdirSync(at(settings));
    },
    /it cannot be read: there is a folder in its place/,
  );
  weakens(
    'it leads elsewhere',
    () => {
      rmSync(at(settings));
      symlinkSync(write('other.json', '{}'), at(settings));
    },
    /entries are gone/,
  );
  weakens('the launcher is another', () => write(`.holdpoint/${places.launcher}`, 'exit 0'), /^launcher: it is not as/);

  const harmless = (title: string, change: () => void) =>
    test(`no alarm: ${title}`, () => {
      change();
      expect(found()).toEqual([]);
    });
  harmless('another model', () => write(settings, text().replace('opus', 'sonnet')));
  harmless('a comment', () => write(settings, text().replace('{', '{ // mine')));
  harmless('a hook of somebody else', () =>
    write(
      settings,
      text().replace('"PreToolUse": [', '"PreToolUse": [{ "hooks": [{ "type": "command", "command": "lint" }] },'),
    ),
  );
  harmless('settings of an agent that was never held', () => write('.copilot/hooks/holdpoint.json', '{}'));
  harmless('it is uninstalled', () => take(claude));
  harmless('it is installed anew', () => {
    write(settings, '{}');
    put(claude);
  });

  test('what changed is told from the last text that held', () => {
    write(settings, text().replace('opus', 'sonnet'));
    expect(found()).toEqual([]);
    write(settings, text().replace('3600', '5'));
    const [one] = weakenings(site);
    expect(one?.before).toContain('sonnet');
    expect(one?.now).toContain('"timeout": 5');
  });
  test('of several windows one writes it down, until it holds again', () => {
    const whole = text();
    const claims = () => weakenings(site).map((one) => claimAlarm(site, one));
    write(settings, '{}');
    expect([...claims(), ...claims()]).toEqual([true, false]);
    write(settings, '{ }');
    expect(claims()).toEqual([true]);
    write(settings, whole);
    expect(found()).toEqual([]);
    write(settings, '{}');
    expect(claims()).toEqual([true]);
  });
  test('nothing of it is left behind', () => {
    write(settings, '{}');
    weakenings(site).map((one) => claimAlarm(site, one));
    put(claude);
    take(claude);
    expect(readdirSync(site.root)).not.toContain(places.installed);
    expect(watchedFiles(site.root)).toEqual([]);
  });
  test('an installation of before, which kept nothing, is taken as it is', () => {
    rmSync(join(site.root, places.installed), { recursive: true });
    expect(found()).toEqual([]);
    put(claude);
    write(settings, '{}');
    expect(found()).toHaveLength(1);
  });
});

describe('how an agent stands', () => {
  const now = Date.UTC(2026, 10, 24, 12);
  const stand = async (id = 'claude-code') => {
    const { states, absent } = await standingOf({ site, surroundings: { extensions: [] }, now, nonce: '1234' });
    const state = states.find((one) => one.agent.id === id);
    const checks = state?.checks.map(({ name, state: how, message }) => `${name} ${how}: ${message}`);
    const others = absent.map((one) => one.agent.title);
    return { protection: state?.protection, checks, absent: others, foreign: state?.foreign };
  };
  const beat = (more: Partial<Heartbeat> = {}) =>
    write(
      `.holdpoint/${heartbeatFile('claude-code', more.session ?? 's')}`,
      JSON.stringify({ agent: 'claude-code', session: 's', at: now - 180_000, event: 'start', pids: [], ...more }),
    );

  test('not here: not listed', async () => {
    expect((await stand()).protection).toBeUndefined();
    expect((await stand()).absent).toContain('Claude Code');
  });
  test('held only because it shares the file of one that is here: not listed', async () => {
    write('.vscode/argv.json', '{}');
    put(vscode);
    expect((await stand('vscode')).protection).toBe('held');
    expect((await stand('copilot-cli')).protection).toBeUndefined();
  });
  test('here, and not held: one line', async () => {
    write('.claude/CLAUDE.md', 'x');
    expect(await stand()).toMatchObject({
      protection: 'none',
      checks: ['installed note: Not installed, so what it does is not held.'],
    });
  });
  test('here, not held, and its settings are broken: one line, and nothing is broken of ours', async () => {
    write(settings, '{');
    expect(await stand()).toMatchObject({ protection: 'none' });
    expect((await stand()).checks?.[0]).toMatch(/^installed note: Not installed, .*settings\.json: .*line 1/);
  });
  test('held, and its settings are broken now', async () => {
    put(claude);
    write(settings, `${text()}}`);
    expect(await stand()).toMatchObject({ protection: 'broken' });
  });
  test('installed, and nothing heard', async () => {
    put(claude);
    expect(await stand()).toMatchObject({
      protection: 'held',
      checks: [
        `installed ok: In ${at(settings)}.`,
        'heard of note: Its hook was never started.',
        'canary note: None was refused yet.',
      ],
    });
  });
  test('heard of, by its last session, and a canary refused', async () => {
    put(claude);
    beat();
    beat({ session: 't', at: now - 7_200_000, version: '1.0' });
    const nonce = canaryOfToday(site.root, now);
    write(`.holdpoint/${canaryFile('claude-code')}`, JSON.stringify({ agent: 'claude-code', nonce, at: now - 60_000 }));
    expect((await stand()).checks?.slice(1)).toEqual([
      'heard of ok: Its hook was last started 3 minutes ago.',
      `canary ok: Canary ${nonce} was refused one minute ago.`,
    ]);
  });
  test('a file of the wrong shape is no heartbeat', async () => {
    put(claude);
    beat({ at: -1 });
    write(`.holdpoint/${places.heartbeats}/x.json`, '[');
    expect((await stand()).checks?.[1]).toBe('heard of note: Its hook was never started.');
  });
  test('broken, with hooks of others beside it', async () => {
    put(claude);
    write(
      settings,
      text()
        .replace('3600', '5')
        .replace('"PreToolUse": [', '"PreToolUse": [{ "hooks": [{ "type": "command", "command": "lint" }] },'),
    );
    const { protection, checks, foreign } = await stand();
    expect(protection).toBe('broken');
    expect(checks?.[0]).toMatch(/^installed problem: It was held, and is not any more: .*timeout/);
    expect(foreign?.[0]).toMatch(/another hook runs at PreToolUse/);
  });
  test('a canary is the same for a day, and counts for longer', () => {
    const first = canaryOfToday(site.root, now);
    expect(canaryOfToday(site.root, now + 3_600_000)).toBe(first);
    const second = canaryOfToday(site.root, now + 25 * 3_600_000);
    expect(second).not.toBe(first);
    expect(canaries(site.root)).toEqual([first, second]);
  });
  for (const [seconds, words] of [
    [-5, 'just now'],
    [59, 'just now'],
    [60, 'one minute ago'],
    [7_199, 'one hour ago'],
    [200_000, '2 days ago'],
  ] as const)
    test(`${seconds} s: ${words}`, () => expect(ago(now - seconds * 1_000, now)).toBe(words));
});

describe('seen, and not heard of', () => {
  const seen = (more: Partial<Observation> = {}): Observation => ({
    id: 'x',
    agent: 'claude-code',
    what: 'A terminal',
    idle: false,
    at: 100_000,
    since: 10_000,
    pids: [],
    ...more,
  });
  const beat = (more: Partial<Heartbeat> = {}): Heartbeat => ({
    agent: 'claude-code',
    session: 's',
    at: 90_000,
    event: 'call',
    pids: [],
    ...more,
  });
  const is = (title: string, silent: boolean, observation: Observation, beats: readonly Heartbeat[], now = 200_000) =>
    test(`${silent ? 'ungated' : 'fine'}: ${title}`, () =>
      expect(ungated([observation], beats, now)).toEqual(silent ? [observation] : []));

  is('no heartbeat at all', true, seen(), []);
  is('it has a moment to be heard of', false, seen(), [], 100_000 + patienceFor - 1);
  is('the moment is over', true, seen(), [], 100_000 + patienceFor);
  is('a heartbeat shortly before', false, seen(), [beat()]);
  is('a heartbeat shortly after', false, seen(), [beat({ at: 105_000 })]);
  is('a heartbeat long before', true, seen(), [beat({ at: 9_999 })]);
  is('a heartbeat of another agent', true, seen(), [beat({ agent: 'vscode' })]);
  is('a heartbeat of its own process', false, seen({ pids: [7, 8] }), [beat({ pids: [8, 99] })]);
  is('a heartbeat of another session’s process', true, seen({ pids: [7, 8] }), [beat({ pids: [9] })]);
  is('a heartbeat that names no process', false, seen({ pids: [7, 8] }), [beat()]);

  const marked = (variables: Record<string, string>, inherited: Record<string, string> = {}) =>
    markedBy([claude, vscode], variables, inherited).map(({ id }) => id);
  test('a marker of an agent', () => expect(marked({ CLAUDE_CODE_CHILD_SESSION: '1' })).toEqual(['claude-code']));
  test('a marker whose value counts', () => {
    expect(marked({ AI_AGENT: 'claude-code_2-1-330_agent' })).toEqual(['claude-code']);
    expect(marked({ AI_AGENT: 'somebody' })).toEqual([]);
  });
  test('what the whole editor has inherited says nothing', () =>
    expect(marked({ CLAUDE_CODE_CHILD_SESSION: '1' }, { CLAUDE_CODE_CHILD_SESSION: '1' })).toEqual([]));
  test('what an editor sets in every terminal says nothing', () => expect(marked({ CLAUDECODE: '1' })).toEqual([]));

  const one = (pid: number, parent: number, ...argv: string[]): OwnProcess => ({
    pid,
    parent,
    startedAt: 50_000,
    argv,
  });
  const names = (...processes: readonly OwnProcess[]) =>
    recogniseAgents(processes, [claude, vscode], (pid) => pid !== 13).map(({ what }) => what);
  test('by its name', () =>
    expect(names(one(5, 1, 'claude'), one(6, 1, '/usr/bin/vim', 'claude'))).toEqual(['claude (process 5)']));
  test('somebody else’s, by its home directory', () => expect(names(one(13, 1, 'claude'))).toEqual([]));
  test('by the script that an interpreter runs', () =>
    expect(
      names(
        one(5, 1, 'node', '--no-warnings', '/usr/local/bin/claude', '-p', 'hi'),
        one(6, 1, 'node', 'server.js', 'claude'),
      ),
    ).toEqual(['claude (process 5)']));
  test('an editor is no agent at work', () => expect(names(one(5, 1, '/usr/share/code/code'))).toEqual([]));
  test('one that starts itself again is one, with all that is below it', () =>
    expect(
      recogniseAgents([one(5, 1, 'claude'), one(6, 5, 'claude'), one(7, 6, 'sh')], [claude], () => true),
    ).toMatchObject([{ id: 'process 5 50000', since: 48_000, pids: [5, 6, 7] }]));
});
