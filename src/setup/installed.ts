/**
 * What an installation left in agents' settings, kept so that a later change can be told from it.
 *
 * One record for each file. A change after which the agent is still held replaces what is kept; any other is a weakening.
 */
import { closeSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SettingsFile } from '../agents/agent.ts';
import { agentById, agents } from '../agents/index.ts';
import { record, text } from '../base/json.ts';
import { readTextFile, writeFileAtomic } from '../platform/atomicFile.ts';
import { readJsonFolder } from '../platform/jsonFiles.ts';
import { sha256 } from '../platform/signing.ts';
import { places } from '../protocol/places.ts';
import { backupName, removeEmptyFolders } from './changes.ts';
import { systemReason } from './problems.ts';
import { hookCommand, type Site, settingsOf, statesOf } from './site.ts';

interface Kept {
  readonly path: string;
  /** An agent's id; undefined for the launcher. */
  readonly agent?: string;
  readonly text: string;
}

/** Something that was installed and no longer holds. */
export interface Weakening {
  /** An agent's id; undefined for the launcher, which all of them need. */
  readonly agent?: string;
  readonly path: string;
  /** What is wrong now, in one clause. */
  readonly what: string;
  /** The text while it held. */
  readonly before: string;
  /** Undefined when there is no such file, or none that can be read. */
  readonly now: string | undefined;
}

const folderOf = (root: string) => join(root, places.installed);
const fileOf = (root: string, path: string) => join(folderOf(root), `${backupName(path)}.json`);

/** Keeps everything that holds now. */
export function remember(site: Site): void {
  const { launcher } = hookCommand(site);
  const found: readonly Kept[] = [
    ...kept(launcher),
    ...agents.flatMap((agent) =>
      quietly(() => statesOf(agent, site)).flatMap(({ path, state }) =>
        state.kind === 'installed' ? kept(path, agent.id) : [],
      ),
    ),
  ];
  const known = new Map(records(site.root).map((one) => [one.path, one.text]));
  for (const one of found) {
    forgetAlarms(site.root, one.path);
    if (known.get(one.path) !== one.text) writeFileAtomic(fileOf(site.root, one.path), JSON.stringify(one));
  }
}

function kept(path: string, agent?: string): readonly Kept[] {
  const now = readTextFile(path);
  return now === undefined ? [] : [{ path, ...(agent === undefined ? {} : { agent }), text: now }];
}

/** From now on a change of these files is nobody's business. */
export function forget(site: Site, paths: readonly string[]): void {
  for (const path of paths) {
    forgetAlarms(site.root, path);
    rmSync(fileOf(site.root, path), { force: true });
  }
  removeEmptyFolders(folderOf(site.root), site.root);
}

/** The files whose changes matter. */
export const watchedFiles = (root: string): readonly string[] => records(root).map(({ path }) => path);

/** What does not hold any more. What changed and still holds is kept instead of what was. */
export function weakenings(site: Site): readonly Weakening[] {
  return records(site.root).flatMap((one) => {
    let now: string | undefined;
    let what: string | undefined;
    try {
      now = readTextFile(one.path);
      what = faultOf(one, now, site);
    } catch (error) {
      what = `it cannot be read: ${systemReason(error)}`;
    }
    if (what === undefined) {
      if (now !== undefined && now !== one.text)
        writeFileAtomic(fileOf(site.root, one.path), JSON.stringify({ ...one, text: now }));
      forgetAlarms(site.root, one.path);
      return [];
    }
    const { agent, path, text: before } = one;
    return [{ ...(agent === undefined ? {} : { agent }), path, what, before, now }];
  });
}

function faultOf({ agent, path, text: before }: Kept, now: string | undefined, site: Site): string | undefined {
  if (now === undefined) return 'the file is gone';
  if (agent === undefined) return now === before ? undefined : 'it is not as it was installed';
  const settings = settingsAt(agent, path, site);
  // An agent this version does not know: another version of Holdpoint looks after it.
  if (settings === undefined) return undefined;
  const state = settings.inspect(now, hookCommand(site));
  if (state.kind === 'installed') return undefined;
  return state.kind === 'altered' ? state.problems.join('; ') : 'Holdpoint’s entries are gone';
}

/** The agent's settings that lie there; its only ones where the environment has moved them meanwhile. */
function settingsAt(id: string, path: string, site: Site): SettingsFile | undefined {
  const agent = agentById(id);
  if (agent === undefined) return undefined;
  const there = quietly(() => settingsOf([agent], site)).find((one) => one.path === path);
  return there?.settings ?? (agent.settings.length === 1 ? agent.settings[0] : undefined);
}

/** True for the first that asks about this very state of a file: of several windows one tells of it. */
export function claimAlarm({ root }: Site, { path, now }: Weakening): boolean {
  try {
    closeSync(
      openSync(join(folderOf(root), `${backupName(path)}.${sha256(now ?? '').slice(0, 16)}.alarm`), 'wx', 0o600),
    );
    return true;
  } catch {
    return false;
  }
}

/** What was told of this path may be told again. */
export function forgetAlarms(root: string, path: string): void {
  const ours = quietly(() => readdirSync(folderOf(root))).filter(
    (name) => name.startsWith(`${backupName(path)}.`) && name.endsWith('.alarm'),
  );
  for (const name of ours) rmSync(join(folderOf(root), name), { force: true });
}

function records(root: string): readonly Kept[] {
  return readJsonFolder(folderOf(root)).flatMap(({ value }) => {
    try {
      const found = record(value, 'record');
      return [
        {
          path: text(found.path, 'path'),
          text: text(found.text, 'text'),
          ...(found.agent === undefined ? {} : { agent: text(found.agent, 'agent') }),
        },
      ];
    } catch {
      return [];
    }
  });
}

function quietly<Result>(look: () => readonly Result[]): readonly Result[] {
  try {
    return look();
  } catch {
    return [];
  }
}
