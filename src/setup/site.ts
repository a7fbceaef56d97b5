/** Where Holdpoint and the agents' settings lie for one person. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Agent, Environment, HookCommand, SettingsFile, SettingsState } from '../agents/agent.ts';
import { settingsPath } from '../agents/index.ts';
import { ShapeError } from '../base/json.ts';
import { readTextFile } from '../platform/atomicFile.ts';
import { places } from '../protocol/places.ts';
import { settingsUnreadable, systemReason } from './problems.ts';

export interface Site {
  /** The person's home directory, where agents keep their settings. */
  readonly home: string;
  /** Holdpoint's own folder. */
  readonly root: string;
  readonly platform: HookCommand['platform'];
  /** Where the person's environment moves the settings of an agent. */
  readonly env: Environment;
}

/** How agents call the launcher at this site. */
export const hookCommand = ({ root, platform }: Site): HookCommand => ({
  launcher: join(root, platform === 'windows' ? places.windowsLauncher : places.launcher),
  platform,
});

/** How an agent's settings are at this site. */
export const statesOf = (
  agent: Agent,
  site: Site,
): readonly { readonly path: string; readonly state: SettingsState }[] =>
  settingsOf([agent], site).map(({ path, settings, text }, index) => {
    const state = settings.inspect(text, hookCommand(site));
    return { path, state: index === 0 ? { ...state, notes: [...state.notes, ...besideOf(agent, site)] } : state };
  });

/** The hooks of others in files of their own, in clauses. */
const besideOf = ({ beside = [], settings }: Agent, site: Site): readonly string[] => {
  const ours = new Set(settings.map((one) => join(settingsPath(one, site.home, site.env))));
  return beside.flatMap(({ says = /./s, ...place }) =>
    filesAt(join(settingsPath(place, site.home, site.env)))
      .filter((path) => !ours.has(path) && says.test(textAt(path)))
      .map((path) => `another hook runs beside it, ${path}; it may change what runs after an approval`),
  );
};

/** Empty where nothing can be read: what the agent cannot read either runs nothing. */
function textAt(path: string): string {
  try {
    return readTextFile(path) ?? '';
  } catch {
    return '';
  }
}

/** A settings file as it lies there. */
export interface Place {
  readonly path: string;
  readonly settings: SettingsFile;
  readonly text: string | undefined;
}

/** Each file once: some agents share one. @throws {Problem} on one that cannot be read. */
export function settingsOf(chosen: readonly Agent[], site: Site): readonly Place[] {
  const files = new Map(
    chosen.flatMap(({ settings }) =>
      settings.flatMap((one) =>
        filesAt(join(settingsPath(one, site.home, site.env)))
          .filter((path) => one.onlyThere !== true || existsSync(path))
          .map((path) => [path, one] as const),
      ),
    ),
  );
  return [...files].map(([path, settings]) => ({ path, settings, text: readable(path, () => readTextFile(path)) }));
}

/**
 * Whether something of ours stands there. `watched`: files that we have written to. Any other that is broken, and does not
 * name us, is somebody else's trouble.
 */
export function holdsOurs({ path, settings, text }: Place, site: Site, watched: readonly string[]): boolean {
  const { kind } = settings.inspect(text, hookCommand(site));
  return kind === 'installed' || (kind === 'altered' && mayNameUs(path, text, watched));
}

export const mayNameUs = (path: string, text: string | undefined, watched: readonly string[]): boolean =>
  watched.includes(path) || /holdpoint/i.test(text ?? '');

/** The file itself, or those that are there where its name has a star. */
function filesAt(path: string): readonly string[] {
  const [before, after] = basename(path).split('*');
  if (before === undefined || after === undefined) return [path];
  return listFolder(dirname(path))
    .filter((name) => name.startsWith(before) && name.endsWith(after) && name.length >= before.length + after.length)
    .map((name) => join(dirname(path), name));
}

/** Names, in order; none where it cannot be listed. */
function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** @throws {Problem} that names the file instead of what went wrong in it. */
export function readable<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw settingsUnreadable(path, error instanceof ShapeError ? error.message : systemReason(error));
  }
}
