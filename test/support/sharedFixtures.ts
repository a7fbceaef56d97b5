/** Recordings that are not the project's to ship: read where they lie beside it, else what needs them is skipped. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, test } from 'vitest';

const folder = process.env.HOLDPOINT_FIXTURES ?? resolve(import.meta.dirname, '../../../shared/fixtures');

/** The folder of one kind; undefined where it is not found. */
export function sharedFixtures(kind: string): string | undefined {
  const path = join(folder, kind);
  return existsSync(path) ? path : undefined;
}

/** Paths of the files of one kind with an ending; none where the folder is not found. */
export function sharedFiles(kind: string, ending: string): readonly string[] {
  const path = sharedFixtures(kind);
  if (path === undefined) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(path, name));
}

/**
 * Skips the tests of a suite, and says why, when what they need is not there. One test stands for those that are made
 * from what would lie there: a suite without any fails.
 */
export const needs = (there: boolean, why: string): void => {
  if (there) return;
  beforeEach(({ skip }) => skip(why));
  test('what it needs is there', ({ skip }) => skip(why));
};
