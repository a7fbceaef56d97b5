/**
 * Agents that were seen and not heard of: a pure question over what was observed and what their hooks left behind.
 * Markers and names are hints, so the answer is "may not be held", never a proof.
 */
import type { Agent, Environment } from '../agents/agent.ts';
import type { Heartbeat } from '../protocol/alive.ts';

/** Something that an agent does or is, seen without its hook. */
export interface Observation {
  /** The same for what was seen before. */
  readonly id: string;
  /** The agent's id. */
  readonly agent: string;
  /** For people: `A command in the terminal “bash”`, `claude (process 4242)`. */
  readonly what: string;
  /** It may not have been asked anything yet. */
  readonly idle: boolean;
  /** When it was seen, or began; milliseconds since the epoch, like the others. */
  readonly at: number;
  /** A heartbeat from then on tells of it. */
  readonly since: number;
  /** The processes it is known to consist of; empty where nothing is known of them. */
  readonly pids: readonly number[];
}

/** Milliseconds a hook gets to be started before its absence means anything. */
export const patienceFor = 20_000;

export function ungated(
  observations: readonly Observation[],
  beats: readonly Heartbeat[],
  now: number,
): readonly Observation[] {
  return observations.filter((seen) => now >= seen.at + patienceFor && !beats.some((beat) => tells(beat, seen)));
}

/** Whether a heartbeat is of what was seen. Where one of them knows no processes, the time alone decides. */
const tells = (beat: Heartbeat, { agent, since, pids }: Observation): boolean =>
  beat.agent === agent &&
  beat.at >= since &&
  (pids.length === 0 || beat.pids.length === 0 || beat.pids.some((pid) => pids.includes(pid)));

/** The agents that a shell's variables name. `inherited`: what every process here has got, which says nothing. */
export const markedBy = (agents: readonly Agent[], variables: Environment, inherited: Environment): readonly Agent[] =>
  agents.filter(({ markers }) =>
    markers.some(({ variable, value }) => {
      const found = variables[variable];
      return found !== undefined && found !== inherited[variable] && (value?.test(found) ?? true);
    }),
  );
