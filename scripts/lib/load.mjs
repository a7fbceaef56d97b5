// @ts-check
// Runs the project's TypeScript on a plain Node: bundles one entry, packages left outside, and imports it.
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** The package's own folder. */
export const root = resolve(import.meta.dirname, '../..');

/**
 * @param {string} entry a TypeScript file, relative to the package's folder
 * @returns {Promise<unknown>} its exports; say with a JSDoc cast which
 */
export async function load(entry) {
  const folder = join(root, 'node_modules/.cache/holdpoint');
  mkdirSync(folder, { recursive: true });
  // One file per process: two runs at once must not read each other's half-written bundle.
  const outfile = join(folder, `${basename(entry, '.ts')}.${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
