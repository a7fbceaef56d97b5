/**
 * Programs and libraries that the machine itself must have. On Debian and its children, as root, missing packages are
 * installed without starting what they bring; anyone else is told exactly which.
 */
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { problem } from '../../src/base/problem.ts';
import { run } from './editor/processes.ts';
import { step } from './editor/progress.ts';

export interface Need {
  /** The Debian package. */
  readonly name: string;
  readonly met: () => boolean;
}

/** The first of `names` on the PATH, as an absolute path. */
export function which(...names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isRunnable);
}

export function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs what is missing. @throws {Problem} that names the packages where that is not possible. */
export async function ensurePackages(needs: readonly Need[], why: string): Promise<void> {
  const missing = [...new Set(needs.filter(({ met }) => !met()).map(({ name }) => name))];
  if (missing.length === 0) return;
  const apt = which('apt-get');
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (apt === undefined || process.getuid?.() !== 0) {
    throw problem(
      'packages-missing',
      `${why}: ${missing.join(', ')} missing.`,
      'Nothing was started.',
      apt === undefined ? 'Install them with your package manager, then run this again.' : `Run: sudo ${command}`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step('Fetching Debian’s list of packages', (note) => run(apt, ['update'], { env, onOutput: note }));
  await step(`Installing ${missing.join(', ')}`, (note) =>
    withoutStartingServices(() =>
      run(apt, ['install', '-y', '--no-install-recommends', ...missing], { env, onOutput: note }),
    ),
  );
  const still = needs.filter(({ met }) => !met()).map(({ name }) => name);
  if (still.length > 0) {
    throw problem(
      'packages-missing',
      `${still.join(', ')} still missing after a clean install.`,
      'Nothing was started.',
      `Look at: ${command}`,
    );
  }
}

/** Debian asks this program before an installation starts a service; 101 means no. Images of containers often have it. */
const policy = '/usr/sbin/policy-rc.d';

async function withoutStartingServices<Result>(work: () => Promise<Result>): Promise<Result> {
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}
