/**
 * How every agent of this machine stands: installed, trusted by the agent, heard of, and a canary refused; each with the
 * next step where it is missing.
 */
import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { everyAgent } from '../agents/index.ts';
import { readJsonFolder } from '../platform/jsonFiles.ts';
import { type CanaryRefusal, type Heartbeat, readCanaryRefusal, readHeartbeat } from '../protocol/alive.ts';
import { places } from '../protocol/places.ts';
import { canaries, canarySentence } from './canary.ts';
import { detect, type Surroundings } from './detect.ts';
import { weakenings } from './installed.ts';
import { isProtected } from './protection.ts';
import { type Site, statesOf } from './site.ts';
import { trustOf } from './trust.ts';

export interface Check {
  readonly name: 'installed' | 'trusted by the agent' | 'heard of' | 'canary';
  /** `note`: nobody knows yet, or nothing has to be done. */
  readonly state: 'ok' | 'note' | 'problem';
  /** In a few words, for a line of its own. */
  readonly short: string;
  /** Sentences. */
  readonly message: string;
  /** It was so before, and something has changed it. */
  readonly lost?: true;
  /** What to do about it, in sentences. */
  readonly next?: string;
}

export interface AgentState {
  readonly agent: Agent;
  /** What shows that it is on this machine; empty where nothing does but our own entries. */
  readonly traces: readonly string[];
  readonly protection: 'held' | 'broken' | 'none';
  /** Its settings files at this site. */
  readonly files: readonly string[];
  readonly checks: readonly Check[];
  /** Hooks of others beside ours, which may change or allow what runs. A clause each. */
  readonly foreign: readonly string[];
  readonly heard?: Heartbeat;
}

export interface Standing {
  /** Those that are there, held or heard of. */
  readonly states: readonly AgentState[];
  /** The others that can be installed. */
  readonly absent: readonly AgentState[];
}

export interface Circumstances {
  readonly site: Site;
  readonly surroundings: Surroundings;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The canary to try. */
  readonly nonce: string;
}

/** Never rejects. */
export async function standingOf(circumstances: Circumstances): Promise<Standing> {
  const { site, surroundings } = circumstances;
  const sightings = new Map(detect(site, surroundings).map(({ agent, traces }) => [agent.id, traces]));
  const beats = heartbeats(site.root);
  const refusals = everyRefusal(site.root);
  const weakened = weakenings(site);
  const all = await Promise.all(
    everyAgent.map((agent) =>
      stateOf(agent, circumstances, {
        traces: sightings.get(agent.id) ?? [],
        beats: beats.filter((one) => one.agent === agent.id),
        refusal: refusals.find((one) => one.agent === agent.id),
        weakened: weakened.filter((one) => one.agent === agent.id).map(({ path, what }) => `${path}: ${what}`),
      }),
    ),
  );
  const known = ({ traces, heard }: AgentState) => traces.length > 0 || heard !== undefined;
  // Some agents share a file: who is not here is not held in it.
  const shared = new Set(all.filter(known).flatMap(({ files }) => files));
  const counts = (state: AgentState) =>
    known(state) || (state.protection !== 'none' && state.files.some((path) => !shared.has(path)));
  return {
    states: all.filter(counts),
    absent: all.filter((state) => !counts(state) && state.agent.settings.length > 0),
  };
}

interface Known {
  readonly traces: readonly string[];
  readonly beats: readonly Heartbeat[];
  readonly refusal: CanaryRefusal | undefined;
  readonly weakened: readonly string[];
}

async function stateOf(agent: Agent, { site, now, nonce }: Circumstances, known: Known): Promise<AgentState> {
  const { traces, beats, refusal, weakened } = known;
  const installed = installation(agent, site, weakened);
  const [heard] = [...beats].sort((a, b) => b.at - a.at);
  const guest = agent.settings.length === 0;
  const alive = [heartbeatCheck(heard, agent, now), canaryCheck(refusal, canaries(site.root), nonce, now)];
  const checks =
    installed.protection === 'none' && !(guest && heard !== undefined)
      ? installed.checks
      : [...installed.checks, ...(await trustCheck(agent, site, now)), ...alive];
  const { protection, foreign, files } = installed;
  return { agent, traces, protection, files, checks, foreign, ...(heard === undefined ? {} : { heard }) };
}

const repair = 'Repair it in the view Agents, or run "holdpoint install".';

function installation(
  agent: Agent,
  site: Site,
  weakened: readonly string[],
): Pick<AgentState, 'protection' | 'files' | 'checks' | 'foreign'> {
  const name = 'installed';
  const home = (text: string) => text.replaceAll(`${site.home}/`, '~/');
  try {
    const there = statesOf(agent, site);
    const files = there.map(({ path }) => path);
    const foreign = there.flatMap(({ path, state }) => state.notes.map((text) => `${path}: ${text}`));
    const absent = there.filter(({ state }) => state.kind === 'absent').map(({ path }) => path);
    const faults = there.flatMap(({ path, state }) =>
      state.kind === 'altered' ? [`${path}: ${state.problems.join('; ')}`] : [],
    );
    const broken = (message: string): ReturnType<typeof installation> => ({
      protection: 'broken',
      files,
      foreign,
      checks: [{ name, state: 'problem', short: home(message), message, next: repair }],
    });
    if (weakened.length > 0) return broken(`It was held, and is not any more: ${weakened.join('; ')}.`);
    if (faults.length > 0)
      return isProtected(agent, site) ? broken(`${faults.join('; ')}.`) : uneditable(faults.join('; '));
    if (agent.settings.length === 0) {
      const message = 'It has no settings of its own: it reads those of others.';
      return { protection: 'none', files, foreign, checks: [{ name, state: 'note', short: message, message }] };
    }
    if (absent.length === files.length) {
      const message = 'Not installed, so what it does is not held.';
      const next = 'Run "Holdpoint: Protect Agents…".';
      return { protection: 'none', files, foreign, checks: [{ name, state: 'note', short: 'no', message, next }] };
    }
    if (absent.length > 0) return broken(`Not in ${absent.join(', ')}.`);
    const where = files.join(', ');
    return {
      protection: 'held',
      files,
      foreign,
      checks: [{ name, state: 'ok', short: home(where), message: `In ${where}.` }],
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!isProtected(agent, site)) return uneditable(message);
    return {
      protection: 'broken',
      files: [],
      foreign: [],
      checks: [{ name, state: 'problem', short: home(message), message }],
    };
  }
}

/** Not held, and it cannot be as its settings are. */
const uneditable = (why: string): ReturnType<typeof installation> => ({
  protection: 'none',
  files: [],
  foreign: [],
  checks: [
    {
      name: 'installed',
      state: 'note',
      short: 'no, and its settings cannot be edited',
      message: `Not installed, so what it does is not held. ${why.replace(/[.]?$/, '.')}`,
      next: 'Correct the file, then run "Holdpoint: Protect Agents…".',
    },
  ],
});

async function trustCheck(agent: Agent, site: Site, now: number): Promise<readonly Check[]> {
  const trust = await trustOf(agent, site, now);
  const name = 'trusted by the agent';
  if (trust === undefined) return [];
  if (trust.kind === 'trusted') return [{ name, state: 'ok', short: 'yes', message: `${agent.title} trusts it.` }];
  if (trust.kind === 'unknown')
    return [{ name, state: 'note', short: 'not known', message: `It could not be found out: ${trust.why}.` }];
  const { why, next, lost } = trust;
  return [{ name, state: 'problem', short: why, message: why, next, ...(lost ? { lost: true } : {}) }];
}

function heartbeatCheck(heard: Heartbeat | undefined, { title }: Agent, now: number): Check {
  const name = 'heard of';
  if (heard !== undefined) {
    const version = heard.version === undefined ? '' : `, version ${heard.version}`;
    const short = `${ago(heard.at, now)}${version}`;
    return { name, state: 'ok', short, message: `Its hook was last started ${short}.` };
  }
  return {
    name,
    state: 'note',
    short: 'never: start a new session',
    message: 'Its hook was never started.',
    next: `Start a new session of ${title}: agents read their hooks when a session begins. Then ask it anything.`,
  };
}

function canaryCheck(refusal: CanaryRefusal | undefined, known: readonly string[], nonce: string, now: number): Check {
  const name = 'canary';
  if (refusal !== undefined && known.includes(refusal.nonce)) {
    const when = ago(refusal.at, now);
    return { name, state: 'ok', short: `refused ${when}`, message: `Canary ${refusal.nonce} was refused ${when}.` };
  }
  return {
    name,
    state: 'note',
    short: 'none refused: copy it into the agent',
    message: 'None was refused yet.',
    next: `Paste this into the agent: “${canarySentence(nonce)}” If it says that there is no such command, nothing holds it.`,
  };
}

/** `3 minutes ago`. */
export function ago(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1_000));
  if (seconds < 60) return 'just now';
  for (const [size, name] of [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ] as const) {
    const count = Math.floor(seconds / size);
    if (count > 0) return count === 1 ? `one ${name} ago` : `${count} ${name}s ago`;
  }
  return 'just now';
}

export const heartbeats = (root: string): readonly Heartbeat[] => readAll(join(root, places.heartbeats), readHeartbeat);

const everyRefusal = (root: string): readonly CanaryRefusal[] =>
  readAll(join(root, places.canaries), readCanaryRefusal);

const readAll = <Item>(folder: string, read: (value: unknown) => Item): readonly Item[] =>
  readJsonFolder(folder).flatMap(({ value }) => {
    try {
      return [read(value)];
    } catch {
      return [];
    }
  });
