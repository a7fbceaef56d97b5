/**
 * What the machine itself must have: a browser to drive, and a compiler for the server's native modules.
 *
 * On Debian and its children, as root, missing packages are installed; anyone else is told exactly which.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { problem } from '../../../src/base/problem.ts';
import { run } from './processes.ts';
import { step } from './progress.ts';

interface Need {
  /** The Debian package. */
  readonly name: string;
  readonly met: () => boolean;
}

/** The first of `names` on the PATH, as an absolute path. */
export function which(...names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

const browserPath = () =>
  process.env.CHROMIUM ?? which('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');

const browserNeeds: readonly Need[] = [{ name: 'chromium', met: () => browserPath() !== undefined }];

const compilerNeeds: readonly Need[] = [
  { name: 'python3', met: () => which('python3') !== undefined },
  { name: 'make', met: () => which('make') !== undefined },
  { name: 'g++', met: () => which('g++', 'c++') !== undefined },
  { name: 'libkrb5-dev', met: () => existsSync('/usr/include/gssapi/gssapi.h') },
];

/** The browser to drive, installed first where that is possible. @throws {Problem} where it is not. */
export async function ensureBrowser(): Promise<string> {
  await ensure(browserNeeds, 'Driving the editor needs a Chromium browser');
  const path = browserPath();
  if (path === undefined) throw new Error('chromium was installed, but is not on the PATH');
  return path;
}

/** @throws {Problem} when the server's native modules could not be built here. */
export async function ensureCompiler(): Promise<void> {
  await ensure(compilerNeeds, 'Building the editor’s native modules needs a compiler and two libraries');
}

async function ensure(needs: readonly Need[], why: string): Promise<void> {
  const missing = needs.filter(({ met }) => !met()).map(({ name }) => name);
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
    run(apt, ['install', '-y', '--no-install-recommends', ...missing], { env, onOutput: note }),
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
