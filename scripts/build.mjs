// @ts-check
// Bundles everything that ships into dist/. `--watch` keeps on building. Prints each bundle's size.
import { rmSync, statSync } from 'node:fs';
import { build, context } from 'esbuild';
import { bundleHook, bundles } from './lib/bundles.mjs';

rmSync('dist', { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  for (const options of Object.values(bundles)) {
    const watched = await context({ ...options, minify: false, sourcemap: 'inline' });
    // Once before watching, so that `watching` below means that everything is there; errors are printed, and waited out.
    await watched.rebuild().catch(() => undefined);
    await watched.watch();
  }
  console.log('watching');
} else {
  const { hook: _hook, boot: _boot, ...others } = bundles;
  for (const options of Object.values(others)) await build(options);
  await bundleHook('dist');
  for (const { outfile } of Object.values(bundles)) {
    console.log(`${outfile.padEnd(20)} ${(statSync(outfile).size / 1024).toFixed(1).padStart(7)} KiB`);
  }
}
