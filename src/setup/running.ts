/** Agents that run on this machine, as far as the system shows them: by the names of their programs. */
import { basename } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import type { OwnProcess } from '../platform/processes.ts';
import type { Observation } from './ungated.ts';

/** Editors run whether their agents do or not. */
const editors = /^(?:code|codium|vscodium|cursor|windsurf|kiro|antigravity|trae|positron)(?:-\w+)*$/i;

const interpreters = /^(?:node|nodejs|bun|deno|python[\d.]*|ruby|sh|bash)$/i;

/** A hook that is started with a session needs a moment less than the clock can tell. */
const slack = 2_000;

export function recogniseAgents(processes: readonly OwnProcess[], agents: readonly Agent[]): readonly Observation[] {
  const known = new Map(
    processes.flatMap((one) => {
      const agent = agentOf(one, agents);
      return agent === undefined ? [] : [[one.pid, { ...one, agent }] as const];
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
