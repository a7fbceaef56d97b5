/** What driving the editor needs of the machine: a browser, and a compiler for the server's native modules. */
import { existsSync } from 'node:fs';
import { ensurePackages, type Need, which } from '../debianPackages.ts';

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
  await ensurePackages(browserNeeds, 'Driving the editor needs a Chromium browser');
  const path = browserPath();
  if (path === undefined) throw new Error('chromium was installed, but is not on the PATH');
  return path;
}

/** @throws {Problem} when the server's native modules could not be built here. */
export async function ensureCompiler(): Promise<void> {
  await ensurePackages(compilerNeeds, 'Building the editor’s native modules needs a compiler and two libraries');
}
