/** What shows that an agent's hook is alive: small files that hooks write and Doctor reads, with no gate in between. */
import { list, oneOf, optionalText, record, text, whole } from '../base/json.ts';

const beatKinds = ['start', 'prompt', 'call', 'after', 'settings'] as const;

/** The last time the hook of a session was started. */
export interface Heartbeat {
  readonly agent: string;
  readonly session: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: (typeof beatKinds)[number];
  /** The agent's own, where it says it. */
  readonly version?: string;
  /** The processes that wait for the hook: the agent, and shells in between. */
  readonly pids: readonly number[];
}

/** A canary that the hook refused. */
export interface CanaryRefusal {
  readonly agent: string;
  readonly nonce: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The session Doctor starts the hook under; it is nobody's heartbeat. */
export const doctorSession = 'holdpoint-doctor';

/** Milliseconds between two heartbeats of a session that is busy. */
export const beatEvery = 30_000;

/** @throws {ShapeError} */
export function readHeartbeat(value: unknown): Heartbeat {
  const found = record(value, 'heartbeat');
  const version = optionalText(found.version, 'version');
  return {
    agent: text(found.agent, 'agent'),
    session: text(found.session, 'session'),
    at: whole(found.at, 'at'),
    event: oneOf(found.event, beatKinds, 'event'),
    ...(version === undefined ? {} : { version }),
    pids: list(found.pids, 'pids').map((pid) => whole(pid, 'pids', 1)),
  };
}

/** @throws {ShapeError} */
export function readCanaryRefusal(value: unknown): CanaryRefusal {
  const found = record(value, 'canary');
  return { agent: text(found.agent, 'agent'), nonce: text(found.nonce, 'nonce'), at: whole(found.at, 'at') };
}
