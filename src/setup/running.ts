/** Agents that run on this machine, as far as the system shows them: by the names of their programs. */
import { basename } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { everyAgent } from '../agents/index.ts';
import { type OwnProcess, variablesOf } from '../platform/processes.ts';
import type { Observation } from './ungated.ts';

/** Editors run whether their agents do or not. */
const editors = /^(?:code|codium|vscodium|cursor|windsurf|kiro|antigravity|trae|positron)(?:-\w+)*$/i;

const interpreters = /^(?:node|nodejs|bun|deno|python[\d.]*|ruby|sh|bash)$/i;

/** A hook that is started with a session needs a moment less than the clock can tell. */
const slack = 2_000;

/** The agents among the processes of this user that have this home directory, as far as that can be seen. */
export const runningAgents = (processes: readonly OwnProcess[], home: string): readonly Observation[] =>
  recogniseAgents(processes, everyAgent, (pid) => (variablesOf(pid, homeOnly)?.HOME ?? home) === home);

const homeOnly = new Set(['HOME']);

/** `isHere`: whether a process has the home directory of this person, and so the settings that are looked at. */
export function recogniseAgents(
  processes: readonly OwnProcess[],
  agents: readonly Agent[],
  isHere: (pid: number) => boolean,
): readonly Observation[] {
  const known = new Map(
    processes.flatMap((one) => {
      const agent = agentOf(one, agents);
      return agent === undefined || !isHere(one.pid) ? [] : [[one.pid, { ...one, agent }] as const];
    }),
  );
  return (
    [...known.values()]
      // A program that starts itself again is one agent.
      .filter(({ parent, agent }) => known.get(parent)?.agent !== agent)
      .map(({ pid, startedAt, argv, agent }) => ({
        id: `process ${pid} ${startedAt}`,
        agent: agent.id,
        what: `${nameOf(argv)} (process ${pid})`,
        idle: true,
        at: startedAt,
        since: startedAt - slack,
        pids: withDescendants(pid, processes),
      }))
  );
}

const agentOf = ({ argv }: OwnProcess, agents: readonly Agent[]): Agent | undefined => {
  const name = nameOf(argv);
  return editors.test(name) ? undefined : agents.find(({ traces }) => traces.programs.includes(name));
};

/** The program's name, or that of the script an interpreter runs. */
function nameOf(argv: readonly string[]): string {
  const bare = (word = '') => basename(word).replace(/\.(?:exe|[cm]?js)$/i, '');
  const program = bare(argv[0]);
  return interpreters.test(program) ? bare(argv.slice(1).find((word) => !word.startsWith('-'))) : program;
}

function withDescendants(pid: number, processes: readonly OwnProcess[]): readonly number[] {
  const found = [pid];
  for (const parent of found) found.push(...processes.filter((one) => one.parent === parent).map((one) => one.pid));
  return found;
}
