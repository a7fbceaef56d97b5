/**
 * Whether agents are really held here: every part the way of a tool call needs, looked at one by one, and the launcher
 * started the way an agent starts it.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { agentById } from '../agents/index.ts';
import { ShapeError } from '../base/json.ts';
import { verifyChain } from '../core/journal/chain.ts';
import { pinnedKeys } from '../gate/pins.ts';
import { appendLog } from '../platform/appendLog.ts';
import { readTextFile } from '../platform/atomicFile.ts';
import { readJsonFolder } from '../platform/jsonFiles.ts';
import { isAlive } from '../platform/lock.ts';
import type { OwnProcess } from '../platform/processes.ts';
import { run } from '../platform/run.ts';
import { sha256 } from '../platform/signing.ts';
import { doctorSession } from '../protocol/alive.ts';
import { livingGates } from '../protocol/gate.ts';
import { places } from '../protocol/places.ts';
import { type AgentState, heartbeats, standingOf } from './agentStates.ts';
import { canaryOfToday } from './canary.ts';
import type { Surroundings } from './detect.ts';
import { type Program, planProgram } from './installation.ts';
import { runningAgents } from './running.ts';
import { hookCommand, type Site } from './site.ts';
import { ungated } from './ungated.ts';

export interface Finding {
  readonly name: string;
  /** `note` is worth knowing and nothing is wrong. */
  readonly state: 'ok' | 'note' | 'problem';
  /** Sentences. */
  readonly message: string;
}

const ok = (name: string, message: string): Finding => ({ name, state: 'ok', message });
const note = (name: string, message: string): Finding => ({ name, state: 'note', message });
const wrong = (name: string, message: string): Finding => ({ name, state: 'problem', message });

const again = 'Run "holdpoint install", or "Holdpoint: Protect Agents" in the editor.';

export interface Examination {
  readonly site: Site;
  /** What this version would install. */
  readonly program: Program;
  readonly surroundings: Surroundings;
  /** Undefined where the system does not show them. */
  readonly processes: readonly OwnProcess[] | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Never rejects. */
export async function examine({
  site,
  program,
  surroundings,
  processes,
  now,
}: Examination): Promise<readonly Finding[]> {
  const standing = await standingOf({ site, surroundings, now, nonce: nonceOf(site, now) });
  const held = standing.states.some(({ protection }) => protection === 'held');
  const file = programFinding(site, program);
  const answers = file.state === 'problem' ? [] : [await runtimeFinding(site), ...(await hookFindings(site))];
  return [
    file,
    ...answers,
    ...standing.states.flatMap(agentFindings),
    ...(held ? [] : [wrong('agents', `No agent is held here. ${again}`)]),
    ...runningFindings(site, processes, now),
    gateFinding(site),
    keyFinding(site),
    journalFinding(site),
    ...failureFinding(site),
  ];
}

/** A home that cannot be written to has no canary of its own; the launcher's finding says the rest. */
function nonceOf(site: Site, now: number): string {
  try {
    return canaryOfToday(site.root, now);
  } catch {
    return 'test';
  }
}

function agentFindings({ agent, checks, foreign }: AgentState): readonly Finding[] {
  return [
    ...checks.map(({ name, state, message, next }) => ({
      name: agent.title,
      state,
      message: `${name}: ${message}${next === undefined ? '' : ` ${next}`}`,
    })),
    ...foreign.map((text) => note(agent.title, `${text}.`)),
  ];
}

/** Agents that run and were never heard of, as far as the system shows other processes. */
function runningFindings(site: Site, processes: Examination['processes'], now: number): readonly Finding[] {
  const name = 'running agents';
  if (processes === undefined) return [note(name, 'This system does not show them to Holdpoint.')];
  return ungated(runningAgents(processes, site.home), heartbeats(site.root), now).map(({ agent, what, at }) =>
    note(
      name,
      `${what} has run since ${new Date(at).toISOString()}, and its hook was not started since then: nothing was asked of it yet, or it is not held. Start a new session of ${agentById(agent)?.title ?? agent}, then try the canary.`,
    ),
  );
}

function programFinding(site: Site, program: Program): Finding {
  const name = 'launcher';
  const { launcher } = hookCommand(site);
  try {
    if (readTextFile(launcher) === undefined)
      return wrong(name, `${launcher} is not there: every tool call of an installed agent is refused. ${again}`);
    const stale = planProgram(site, program).filter(({ path }) => path !== join(site.root, places.runtimes));
    return stale.length === 0
      ? ok(name, launcher)
      : wrong(name, `${stale.map(({ path }) => path).join(', ')}: not as this version installs it. ${again}`);
  } catch (error) {
    return wrong(name, error instanceof Error ? error.message : String(error));
  }
}

async function runtimeFinding(site: Site): Promise<Finding> {
  const name = 'runtime';
  const listed = (readTextFile(join(site.root, places.runtimes)) ?? '').split('\n').filter((line) => line !== '');
  for (const runtime of listed) {
    try {
      const { code, stdout } = await run(runtime, ['-p', 'process.versions.node'], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: undefined },
        timeout: 10_000,
      });
      const major = Number(stdout.split('.')[0]);
      if (code !== 0 || !(major >= 20))
        return wrong(name, `${runtime} does not run the hook: it needs Node.js 20 or newer. ${again}`);
      return ok(name, `${runtime} (Node.js ${stdout.trim()})`);
    } catch {
      // Gone, like an editor that was removed: the next one is tried, as the launcher does.
    }
  }
  return note(name, `None of the listed runtimes is there; the launcher looks in other places. ${again}`);
}

const harmlessCall = {
  session_id: doctorSession,
  hook_event_name: 'PreToolUse',
  tool_name: 'Read',
  tool_input: { file_path: '/' },
};

/** Starts the launcher as an agent would: a harmless call must pass, and an unreadable one must not. */
async function hookFindings(site: Site): Promise<readonly Finding[]> {
  const name = 'hook';
  const start = (input: string) => {
    const { launcher, platform } = hookCommand(site);
    const words = platform === 'windows' ? ['-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', launcher] : [];
    return run(platform === 'windows' ? 'powershell.exe' : launcher, [...words, 'claude-code'], {
      input,
      timeout: 20_000,
    });
  };
  try {
    const harmless = await start(JSON.stringify({ ...harmlessCall, cwd: site.home }));
    if (harmless.code !== 0 || harmless.stdout !== '') {
      return [wrong(name, `It refuses a harmless call: ${firstLine(harmless.stderr)} ${again}`)];
    }
    const unreadable = await start('not JSON');
    if (unreadable.code !== 2 || unreadable.stderr.trim() === '')
      return [wrong(name, `It lets a call pass that it cannot read. ${again}`)];
    return [ok(name, 'It lets a harmless call pass, and refuses one it cannot read.')];
  } catch (error) {
    return [
      wrong(
        name,
        `The launcher cannot be started: ${error instanceof Error ? error.message : String(error)}. ${again}`,
      ),
    ];
  }
}

const firstLine = (text: string) => text.trim().split('\n')[0] ?? '';

function gateFinding(site: Site): Finding {
  const gates = livingGates(readJsonFolder(join(site.root, places.run)), isAlive);
  if (gates.length === 0)
    return note('gate', 'No editor window with Holdpoint is open: what would be held is refused.');
  return ok(
    'gate',
    gates.map(({ folders, pid }) => `${folders.join(', ') || 'a window without a folder'} (process ${pid})`).join('; '),
  );
}

function keyFinding(site: Site): Finding {
  const path = join(site.root, places.keys);
  try {
    const keys = pinnedKeys(path);
    if (keys.length > 0)
      return ok(
        'keys',
        `${keys.length} pinned: ${keys.map(({ id, editor }) => (editor === '' ? id : `${id} (${editor})`)).join(', ')}`,
      );
    // Read as text as well, because a broken file must not look like none.
    if (readTextFile(path) === undefined)
      return note('keys', 'None is pinned yet; the editor pins its own when it starts.');
    return wrong('keys', `${path} names no key, so no approval counts. Open the editor, which pins its own.`);
  } catch (error) {
    const why = error instanceof ShapeError ? error.message : 'it cannot be read';
    return wrong('keys', `${path} is damaged (${why}), so no approval counts. Remove it, then open the editor.`);
  }
}

function journalFinding(site: Site): Finding {
  try {
    const report = verifyChain(appendLog(join(site.root, places.journal)).lines(), sha256);
    return report.ok
      ? ok('journal', `${report.count} entries, unbroken.`)
      : wrong('journal', `Entry ${report.line} is not as it was written: ${report.why}.`);
  } catch (error) {
    return wrong('journal', `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function failureFinding(site: Site): readonly Finding[] {
  const path = join(site.root, places.lastFailure);
  try {
    return [
      note(
        'last failure',
        `The hook program failed at ${statSync(path).mtime.toISOString()}; what it said is in ${path}.`,
      ),
    ];
  } catch {
    return [];
  }
}
