// @ts-check
// Bundles everything that ships into dist/. `--watch` keeps on building. Prints each bundle's size.
import { rmSync, statSync } from 'node:fs';
import { context } from 'esbuild';
import { bundles } from './lib/bundles.mjs';

const watch = process.argv.includes('--watch');

rmSync('dist', { recursive: true, force: true });
for (const options of Object.values(bundles)) {
  const build = await context(watch ? { ...options, minify: false, sourcemap: 'inline' } : options);
  if (watch) {
    // Once before watching, so that `watching` below means that everything is there; errors are printed, and waited out.
    await build.rebuild().catch(() => undefined);
    await build.watch();
  } else {
    await build.rebuild();
    await build.dispose();
    console.log(
      `${options.outfile.padEnd(20)} ${(statSync(options.outfile).size / 1024).toFixed(1).padStart(7)} KiB`,
    );
  }
}
if (watch) console.log('watching');
