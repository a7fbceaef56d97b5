/** Before the tests of `test/real`: installs the tools that are missing, where that is possible. After them: says which were real. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensurePackages } from '../debianPackages.ts';
import { askedFile, listAsked, obstacleFile, packageNeeds } from './tools.ts';

export async function setup(): Promise<() => void> {
  mkdirSync(dirname(askedFile), { recursive: true });
  for (const file of [askedFile, obstacleFile]) rmSync(file, { force: true });
  try {
    await ensurePackages(packageNeeds(), 'Tests with real tools');
  } catch (error) {
    // Not a failure: the tests of each missing tool are skipped with this reason.
    writeFileSync(obstacleFile, firstLine(error));
  }
  return () => {
    const list = listAsked();
    if (list !== undefined && process.env.HOLDPOINT_TALLY === undefined) console.log(list);
  };
}

const firstLine = (error: unknown): string => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : '');
