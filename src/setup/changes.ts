/** Changes to files: planned first, so that they can be shown, then made one after another. */
import { accessSync, chmodSync, constants, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { readTextFile, removeFile, writeFileAtomic } from '../platform/atomicFile.ts';
import { changedMeanwhile, notWritten, systemReason } from './problems.ts';

export interface FileChange {
  readonly path: string;
  /** Undefined when there is no file. */
  readonly before: string | undefined;
  /** Undefined when there shall be none. */
  readonly after: string | undefined;
  /** Permission bits the file must have, also where only they change. */
  readonly mode?: number;
  /** Somebody else's file: it is copied before it is changed. */
  readonly foreign?: boolean;
}

/** A change that makes `path` say `after`, or none where it does already. */
export function changeTo(
  path: string,
  after: string | undefined,
  details: { readonly mode?: number; readonly foreign?: boolean } = {},
): readonly FileChange[] {
  const before = readTextFile(path);
  const runs = details.mode === undefined || (details.mode & 0o100) === 0 || mayRun(path);
  return before === after && runs ? [] : [{ path, before, after, ...details }];
}

function mayRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Backups {
  readonly folder: string;
  /** Told apart by this; sorts by time. */
  readonly stamp: string;
}

/** The name of a copy, so that the copies of one file can be found again. */
export const backupName = (path: string): string => path.replace(/^[/\\]+/, '').replace(/[/\\:]+/g, '__');

/** Makes the changes in their order. @throws {Problem} at the first that cannot be made, saying how many were. */
export function applyChanges(changes: readonly FileChange[], backups: Backups): void {
  for (const [done, { path, before, after, mode, foreign }] of changes.entries()) {
    if (readTextFile(path) !== before) throw changedMeanwhile(path);
    try {
      if (foreign === true && before !== undefined)
        writeFileAtomic(join(backups.folder, `${backups.stamp}-${backupName(path)}`), before);
      if (after === undefined) {
        removeFile(path);
      } else {
        if (after !== before) writeFileAtomic(path, after, mode === undefined ? {} : { mode });
        if (mode !== undefined) chmodSync(path, mode);
      }
    } catch (error) {
      throw notWritten(path, systemReason(error), done);
    }
  }
}

/** What was done, or would be, as a verb. */
export const verbOf = (
  { before, after }: FileChange,
  verbs: { readonly creates: string; readonly changes: string; readonly removes: string },
): string => (after === undefined ? verbs.removes : before === undefined ? verbs.creates : verbs.changes);

/** The change as a unified diff. */
export const patchOf = ({ path, before, after }: FileChange): string =>
  createTwoFilesPatch(
    before === undefined ? '/dev/null' : path,
    after === undefined ? '/dev/null' : path,
    before ?? '',
    after ?? '',
    '',
    '',
  );

/** Removes folders that are empty now, from the innermost up to `top`. */
export function removeEmptyFolders(from: string, top: string): void {
  for (let folder = from; folder.startsWith(top); folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      return; // Something is in it, or it is not there.
    }
  }
}
