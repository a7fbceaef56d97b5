/** What it takes to hold exactly the agents that a person picked. */
import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { agents, settingsPath } from '../agents/index.ts';
import type { FileChange } from './changes.ts';
import { leaveUneditable, type Program, planInstall, planUninstall } from './installation.ts';
import { watchedFiles } from './installed.ts';
import { holdsOurs, type Site, settingsOf } from './site.ts';

export interface Protection {
  /** Agents that are held now and were not picked. */
  readonly dropped: readonly Agent[];
  /** The picked agents whose settings can be edited. */
  readonly chosen: readonly Agent[];
  /** Why some of the picked agents are left as they are: in sentences for each. */
  readonly left: readonly string[];
  readonly removing: readonly FileChange[];
  readonly adding: readonly FileChange[];
}

/** One broken file does not keep the other agents from being held. @throws {Problem} when one that was not picked cannot be let go. */
export function planProtection(picked: readonly Agent[], site: Site, program: Program): Protection {
  const kept = new Set(picked.flatMap((agent) => pathsOf(agent, site)));
  // An agent that shares its settings with a picked one cannot be taken out of them.
  const dropped = agents.filter(
    (agent) =>
      !picked.includes(agent) && isProtected(agent, site) && !pathsOf(agent, site).some((path) => kept.has(path)),
  );
  const { chosen, left } = leaveUneditable(picked, site);
  return {
    dropped,
    chosen,
    left,
    removing: dropped.length === 0 ? [] : planUninstall(dropped, site),
    adding: chosen.length === 0 ? [] : planInstall(chosen, site, program),
  };
}

/** Whether anything of ours is in its settings. */
export function isProtected(agent: Agent, site: Site): boolean {
  const watched = watchedFiles(site.root);
  try {
    return settingsOf([agent], site).some((place) => holdsOurs(place, site, watched));
  } catch {
    return pathsOf(agent, site).some((path) => watched.includes(path));
  }
}

const pathsOf = (agent: Agent, site: Site): readonly string[] =>
  agent.settings.map((file) => join(settingsPath(file, site.home, site.env)));
