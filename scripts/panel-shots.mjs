// @ts-check
// Takes pictures of the approval panel with every sample state, in three themes and three widths: node scripts/panel-shots.mjs FOLDER [STATE…]
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Where to? node scripts/panel-shots.mjs FOLDER [STATE…]');
  process.exit(2);
}

// The samples are TypeScript; the oldest Node this project runs on cannot load it.
const bundle = resolve('node_modules/.cache/holdpoint/panelShots.mjs');
await build({
  stdin: {
    contents: "export * from './test/support/panelPage.ts'; export * from './test/support/panelStates.ts';",
    resolveDir: process.cwd(),
  },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  outfile: bundle,
});
const { bundlePanel, openBrowser, openPanel, panelStates } = await import(pathToFileURL(bundle).href);
rmSync(bundle);

mkdirSync(folder, { recursive: true });
const script = await bundlePanel();
const browser = await openBrowser();
for (const [name, state] of Object.entries(panelStates)) {
  if (only.length > 0 && !only.includes(name)) continue;
  for (const theme of ['dark', 'light', 'contrast']) {
    for (const width of [360, 620, 1000]) {
      const panel = await openPanel(browser, script, { theme, width });
      await panel.show(state);
      await panel.page.waitForTimeout(100);
      const path = join(folder, `${name}-${theme}-${width}.png`);
      await panel.page.screenshot({ path });
      console.log(path, ...panel.complaints);
      await panel.close();
    }
  }
}
await browser.close();
