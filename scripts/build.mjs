// @ts-check
// Bundles everything that ships into dist/. `--watch` keeps on building. Prints each bundle's size.
import { rmSync, statSync } from 'node:fs';
import { context } from 'esbuild';

const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: !watch,
  sourcemap: watch ? 'inline' : false,
  logLevel: 'warning',
  legalComments: 'none',
};
// Modules before CommonJS: jsonc-parser's CommonJS requires its parts in a way no bundler can follow.
/** @type {import('esbuild').BuildOptions} */
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };

/** @type {import('esbuild').BuildOptions[]} */
export const bundles = [
  { ...node, entryPoints: ['src/extension/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { ...node, entryPoints: ['src/hook/main.ts'], outfile: 'dist/hook.js' },
  { ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  {
    ...common,
    entryPoints: ['src/ui/panel/main.tsx'],
    outfile: 'dist/panel.js',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    loader: { '.css': 'text' },
  },
];

rmSync('dist', { recursive: true, force: true });
for (const options of bundles) {
  const build = await context(options);
  if (watch) {
    // Once before watching, so that `watching` below means that everything is there; errors are printed, and waited out.
    await build.rebuild().catch(() => undefined);
    await build.watch();
  } else {
    await build.rebuild();
    await build.dispose();
    const file = /** @type {string} */ (options.outfile);
    console.log(`${file.padEnd(20)} ${(statSync(file).size / 1024).toFixed(1).padStart(7)} KiB`);
  }
}
if (watch) console.log('watching');
