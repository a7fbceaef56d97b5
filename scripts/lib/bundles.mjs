// @ts-check
// What ships, and how it is bundled. Tests bundle the same way.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { lazyAnalyzers } from './lazyAnalyzers.mjs';

/** @type {import('esbuild').BuildOptions} */
const common = { bundle: true, minify: true, logLevel: 'warning', legalComments: 'none' };
// Modules before CommonJS: jsonc-parser's CommonJS requires its parts in a way no bundler can follow.
/** @type {import('esbuild').BuildOptions} */
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };

export const bundles = /** @satisfies {Record<string, import('esbuild').BuildOptions>} */ ({
  extension: {
    ...node,
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
  },
  hook: {
    ...node,
    entryPoints: ['src/hook/main.ts'],
    outfile: 'dist/hook-main.js',
    plugins: [lazyAnalyzers()],
    // The function that `boot.ts` calls: joining it there would copy the whole text.
    banner: { js: '(function (exports, require, module) {' },
    footer: { js: '})' },
  },
  boot: {
    ...node,
    entryPoints: ['src/hook/boot.ts'],
    outfile: 'dist/hook.js',
    define: { HOOK_BUILD: '""' },
  },
  server: { ...node, entryPoints: ['src/language/server.ts'], outfile: 'dist/server.js' },
  cli: { ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  // The embedded database is megabytes of WebAssembly; it is loaded where it is installed.
  relay: {
    ...node,
    entryPoints: ['src/relay/main.ts'],
    outfile: 'dist/relay.js',
    external: ['@electric-sql/pglite', 'pg-native'],
  },
  panel: {
    ...common,
    entryPoints: ['src/ui/panel/main.tsx'],
    outfile: 'dist/panel.js',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    loader: { '.css': 'text' },
  },
});

/**
 * Bundles the hook into a folder: the program, and what starts it from its code cache.
 * @param {string} folder
 */
export async function bundleHook(folder) {
  const program = join(folder, 'hook-main.js');
  await build({ ...bundles.hook, outfile: program });
  const hash = createHash('sha256').update(readFileSync(program)).digest('hex').slice(0, 16);
  await build({ ...bundles.boot, outfile: join(folder, 'hook.js'), define: { HOOK_BUILD: JSON.stringify(hash) } });
}
