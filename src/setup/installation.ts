/**
 * Installing Holdpoint for agents, and taking it out again. The command line and the editor both do it from here.
 *
 * Invariants:
 * - Installing ends with the agents' settings: no agent is ever pointed at a launcher that is not there.
 * - Uninstalling begins with them, and the launcher goes last, once no agent's settings name it.
 * - Settings that cannot be read as their agent reads them are an error before anything is changed.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Agent, SettingsFile } from '../agents/agent.ts';
import { agents, settingsPath } from '../agents/index.ts';
import { readTextFile, removeFile } from '../platform/atomicFile.ts';
import { posixLauncher, programLauncher } from '../protocol/launcher.ts';
import { windowsLauncher } from '../protocol/launcherWindows.ts';
import { hookFiles, hookFolder, places } from '../protocol/places.ts';
import { applyChanges, backupName, changeTo, type FileChange, removeEmptyFolders } from './changes.ts';
import { forget, remember, watchedFiles } from './installed.ts';
import { hookMissing, notWritten, systemReason } from './problems.ts';
import { holdsOurs, hookCommand, mayNameUs, readable, type Site, settingsOf } from './site.ts';

export interface Program {
  readonly version: string;
  /** Where the bundled hook lies, to be copied. */
  readonly bundles: string;
  /** Programs that can run it, best first; added to those already listed. */
  readonly runtimes: readonly string[];
}

/** @throws {Problem} when settings cannot be edited; nothing is written here. */
export const planInstall = (chosen: readonly Agent[], site: Site, program: Program): readonly FileChange[] => {
  const stanzas = stanzasIn(chosen, site);
  return [...planProgram(site, program), ...stanzas];
};

const stanzasIn = (chosen: readonly Agent[], site: Site): readonly FileChange[] =>
  settingsOf(chosen, site).flatMap(({ path, settings, text }) =>
    changeTo(
      path,
      readable(path, () => settings.install(text, hookCommand(site))),
      { foreign: true, ...(settings.mode === undefined ? {} : { mode: settings.mode }) },
    ),
  );

/** The launcher, the hook it runs and what it can run it with, as they should be for this version. */
export function planProgram(site: Site, { version, bundles, runtimes }: Program): readonly FileChange[] {
  const hook = hookFiles.flatMap((name) => {
    const file = join(bundles, name);
    const text = readTextFile(file);
    if (text === undefined) throw hookMissing(file);
    return changeTo(join(site.root, hookFolder(version), name), text);
  });
  const listed = (readTextFile(join(site.root, places.runtimes)) ?? '').split('\n').filter((line) => line !== '');
  const launcher = site.platform === 'windows' ? windowsLauncher : posixLauncher;
  return [
    ...hook,
    ...changeTo(
      join(site.root, places.runtimes),
      `${[...new Set([...runtimes, ...listed])].slice(0, 16).join('\n')}\n`,
    ),
    ...(site.platform === 'windows'
      ? []
      : changeTo(join(site.root, places.program), programLauncher({ root: site.root, version }), { mode: 0o700 })),
    ...changeTo(hookCommand(site).launcher, launcher({ root: site.root, version }), { mode: 0o700 }),
  ];
}

/** Whether a hook of a later version than this is installed at the site. */
export function isNewerInstalled(site: Site, version: string): boolean {
  const numbers = (text: string) => text.split(/[.-]/).map(Number);
  const own = numbers(version);
  return listFolder(join(site.root, places.hooks)).some((other) => {
    const theirs = numbers(other);
    const at = theirs.findIndex((part, index) => part !== (own[index] ?? 0));
    return at >= 0 && (theirs[at] ?? 0) > (own[at] ?? 0);
  });
}

/** Makes planned changes, the folders the launcher writes to included. @throws {Problem} */
export function install(changes: readonly FileChange[], site: Site, now: Date): void {
  const run = join(site.root, places.run);
  try {
    mkdirSync(run, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw notWritten(run, systemReason(error), 0);
  }
  applyChanges(changes, backupsOf(site, now));
  remember(site);
}

/** The agents whose settings can be edited, and why the others cannot, in sentences for each. */
export interface Sorted {
  readonly chosen: readonly Agent[];
  readonly left: readonly string[];
}

/** For many agents at once, of which one broken file must not keep the others from being held. */
export const leaveUneditable = (chosen: readonly Agent[], site: Site): Sorted =>
  sortOut(chosen, (agent) => stanzasIn([agent], site));

/** The same, for taking them out. */
export const leaveBroken = (chosen: readonly Agent[], site: Site): Sorted =>
  sortOut(chosen, (agent) => stanzasOut([agent], site));

function sortOut(agents: readonly Agent[], plan: (agent: Agent) => unknown): Sorted {
  const left: string[] = [];
  const chosen = agents.filter((agent) => {
    try {
      plan(agent);
      return true;
    } catch (error) {
      left.push(`${agent.title}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  });
  return { chosen, left };
}

/** Our files that others than the chosen are held by as well, and who those are: they stay. */
export function sharedFiles(
  chosen: readonly Agent[],
  site: Site,
): readonly { readonly path: string; readonly others: readonly Agent[] }[] {
  const others = agents.filter((agent) => !chosen.includes(agent));
  return settingsOf(chosen, site).flatMap(({ path, settings, text }) => {
    if (settings.inspect(text, hookCommand(site)).kind === 'absent') return [];
    const sharing = others.filter((agent) => pathsOf(agent, site).includes(path));
    return sharing.length === 0 ? [] : [{ path, others: sharing }];
  });
}

const pathsOf = (agent: Agent, site: Site): readonly string[] =>
  agent.settings.map((one) => join(settingsPath(one, site.home, site.env)));

const stanzasOut = (chosen: readonly Agent[], site: Site): readonly FileChange[] => {
  const watched = watchedFiles(site.root);
  const staying = new Set(sharedFiles(chosen, site).map(({ path }) => path));
  return settingsOf(chosen, site).flatMap(({ path, settings, text }) => {
    if (text === undefined || staying.has(path) || !mayNameUs(path, text, watched)) return [];
    return changeTo(
      path,
      readable(path, () => originalOf(path, text, settings, site) ?? settings.uninstall(text)),
      { foreign: true },
    );
  });
};

/** Whether an agent's settings name the launcher, or cannot be read and so may. */
function needsLauncher(agent: Agent, site: Site, going: readonly FileChange[]): boolean {
  try {
    return settingsOf([agent], site).some(
      (place) => holdsOurs(place, site, watchedFiles(site.root)) && !going.some(({ path }) => path === place.path),
    );
  } catch {
    return true;
  }
}

/** The journal, the keys and the copies of settings stay. @throws {Problem} */
export function planUninstall(chosen: readonly Agent[], site: Site): readonly FileChange[] {
  const stanzas = stanzasOut(chosen, site);
  const needed = agents.some((agent) => !chosen.includes(agent) && needsLauncher(agent, site, stanzas));
  if (needed) return stanzas;
  const hooks = join(site.root, places.hooks);
  const programs = listFolder(hooks).flatMap((version) => hookFiles.map((name) => join(hooks, version, name)));
  return [
    ...stanzas,
    ...[
      ...programs,
      ...[places.runtimes, places.program].map((place) => join(site.root, place)),
      hookCommand(site).launcher,
    ].flatMap((path) => changeTo(path, undefined)),
  ];
}

/** @throws {Problem} */
export function uninstall(changes: readonly FileChange[], site: Site, now: Date): void {
  // Before they change: nobody is to be alarmed by it.
  forget(
    site,
    changes.map(({ path }) => path),
  );
  applyChanges(changes, backupsOf(site, now));
  for (const { path, after } of changes) {
    if (after !== undefined) continue;
    const folder = dirname(path);
    // The code caches that the hook has put beside its program.
    if (dirname(folder) === join(site.root, places.hooks))
      for (const name of listFolder(folder)) if (name.includes('.cache')) removeFile(join(folder, name));
    removeEmptyFolders(folder, site.root);
  }
}

/**
 * The file as it was before we came, where nothing but our entries has been added since. Taking the entries out again
 * leaves everything else alone too, but cannot know whether an empty list was there before.
 */
function originalOf(path: string, text: string, settings: SettingsFile, site: Site): string | undefined {
  const folder = join(site.root, places.backups);
  const copies = listFolder(folder).filter((name) => name.endsWith(`-${backupName(path)}`));
  return copies
    .sort()
    .reverse()
    .map((name) => readTextFile(join(folder, name)))
    .find((copy) => {
      try {
        return (
          copy !== undefined && settings.uninstall(copy) === copy && settings.install(copy, hookCommand(site)) === text
        );
      } catch {
        return false;
      }
    });
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const backupsOf = (site: Site, now: Date) => ({
  folder: join(site.root, places.backups),
  stamp: now.toISOString().replace(/[:.]/g, '-'),
});
