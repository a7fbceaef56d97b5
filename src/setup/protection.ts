/** What it takes to hold exactly the agents that a person picked. */
import type { Agent } from '../agents/agent.ts';
import { agents } from '../agents/index.ts';
import type { FileChange } from './changes.ts';
import { type Program, planInstall, planUninstall } from './installation.ts';
import { type Site, statesOf } from './site.ts';

export interface Protection {
  /** Agents that are held now and were not picked. */
  readonly dropped: readonly Agent[];
  readonly removing: readonly FileChange[];
  readonly adding: readonly FileChange[];
}

/** @throws {Problem} when settings cannot be edited; nothing is written here. */
export function planProtection(chosen: readonly Agent[], site: Site, program: Program): Protection {
  const kept = new Set(chosen.flatMap((agent) => pathsOf(agent, site)));
  // An agent that shares its settings with a picked one cannot be taken out of them.
  const dropped = agents.filter(
    (agent) =>
      !chosen.includes(agent) && isProtected(agent, site) && !pathsOf(agent, site).some((path) => kept.has(path)),
  );
  return {
    dropped,
    removing: dropped.length === 0 ? [] : planUninstall(dropped, site),
    adding: chosen.length === 0 ? [] : planInstall(chosen, site, program),
  };
}

/** Whether anything of ours is in its settings. What cannot be read may have it. */
export function isProtected(agent: Agent, site: Site): boolean {
  try {
    return statesOf(agent, site).some(({ state }) => state.kind !== 'absent');
  } catch {
    return true;
  }
}

const pathsOf = (agent: Agent, site: Site): readonly string[] => statesOf(agent, site).map(({ path }) => path);
