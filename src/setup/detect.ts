/** Which agents are on this machine, by what they leave behind: programs, extensions of editors, folders at home. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { agents, settingsPath } from '../agents/index.ts';
import { findProgram } from '../platform/findProgram.ts';
import { type Site, settingsOf } from './site.ts';

export interface Sighting {
  readonly agent: Agent;
  /** What shows it, each in a few words: `the program /usr/bin/claude`. Never empty. */
  readonly traces: readonly string[];
}

/** What an editor knows and the disk may not show. */
export interface Surroundings {
  /** Identifiers of its extensions. */
  readonly extensions: readonly string[];
  /** The id of the agent that is built into it. */
  readonly builtIn?: string;
}

export function detect(site: Site, { extensions, builtIn }: Surroundings): readonly Sighting[] {
  const there = new Set(extensions.map((id) => id.toLowerCase()));
  const ours = ownFiles(site);
  return agents.flatMap((agent) => {
    const traces = [...(agent.id === builtIn ? ['this editor'] : []), ...tracesOf(agent, site, there, ours)];
    return traces.length === 0 ? [] : [{ agent, traces }];
  });
}

function tracesOf(
  { traces, settings }: Agent,
  { home, env }: Site,
  extensions: ReadonlySet<string>,
  ours: ReadonlySet<string>,
): readonly string[] {
  const programs = traces.programs.flatMap((name) => findProgram(name, home, env) ?? []);
  const moved = settings.flatMap(({ movedBy }) =>
    movedBy === undefined || env[movedBy.variable] === undefined
      ? []
      : [settingsPath({ path: movedBy.folder, movedBy }, home, env)],
  );
  const folders = [...traces.folders.map((folder) => join(home, folder)), ...moved];
  return [
    ...programs.map((path) => `the program ${path}`),
    ...traces.extensions.filter((id) => extensions.has(id)).map((id) => `the extension ${id}`),
    ...[...new Set(folders)].filter((folder) => holdsMore(folder, ours)).map((folder) => `the folder ${folder}`),
  ];
}

/** Settings files in which nothing but our own entries stand: they show that Holdpoint was here, not an agent. */
const ownFiles = (site: Site): ReadonlySet<string> =>
  new Set(
    agents.flatMap((agent) => {
      try {
        return settingsOf([agent], site)
          .filter(({ settings, text }) => text !== undefined && settings.uninstall(text) === undefined)
          .map(({ path }) => path);
      } catch {
        return [];
      }
    }),
  );

/** Entries looked at before a folder counts as somebody's. */
const mostEntries = 50;

/** Whether a folder has anything in it that is not ours. */
function holdsMore(folder: string, ours: ReadonlySet<string>): boolean {
  const waiting = [folder];
  for (let seen = 0; seen < mostEntries; ) {
    const next = waiting.pop();
    if (next === undefined) return false;
    try {
      for (const entry of readdirSync(next, { withFileTypes: true })) {
        seen += 1;
        const path = join(next, entry.name);
        if (entry.isDirectory()) waiting.push(path);
        else if (!ours.has(path)) return true;
      }
    } catch {
      // Not a folder, or not there.
    }
  }
  return true;
}

/** Where editors keep the extensions of this user, below the home directory. */
const extensionFolders: readonly string[] = [
  ...[
    '.vscode',
    '.vscode-insiders',
    '.vscode-oss',
    '.vscode-server',
    '.vscode-server-insiders',
    '.cursor',
    '.windsurf',
  ],
  ...['.kiro', '.antigravity', '.trae', '.positron', '.local/share/code-server'],
];

/** The extensions that lie on disk, for whoever has no editor to ask. */
export const extensionsAtHome = (home: string): readonly string[] => [
  ...new Set(
    extensionFolders.flatMap((folder) => {
      try {
        return readdirSync(join(home, folder, 'extensions')).flatMap(
          // `publisher.name-1.2.3-linux-x64`
          (name) => /^([\w-]+\.[\w-]+?)-\d+\.\d+\.\d+/.exec(name)?.[1]?.toLowerCase() ?? [],
        );
      } catch {
        return [];
      }
    }),
  ),
];
