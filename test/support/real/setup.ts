/** Before the tests of `test/real`: installs the tools that are missing, where that is possible. After them: says which were real. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '../../../src/base/problem.ts';
import { ensurePackages } from '../debianPackages.ts';
import { askedFile, listAsked, obstacleFile, packageNeeds } from './tools.ts';

export async function setup(): Promise<() => void> {
  mkdirSync(dirname(askedFile), { recursive: true });
  for (const file of [askedFile, obstacleFile]) rmSync(file, { force: true });
  try {
    await ensurePackages(packageNeeds(), 'Tests with real tools');
  } catch (error) {
    // Not a failure: the tests of each missing tool are skipped with this reason.
    writeFileSync(obstacleFile, obstacle(error));
  }
  return () => {
    const list = listAsked();
    if (list !== undefined && process.env.HOLDPOINT_TALLY === undefined) console.log(list);
  };
}

/** A clause. */
const obstacle = (error: unknown): string =>
  error instanceof Problem && error.code === 'packages-missing'
    ? 'which only root can install, with apt-get'
    : `which could not be installed: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`;
