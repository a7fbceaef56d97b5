// @ts-check
// Takes pictures of the approval panel with every sample state, in three themes and three widths: node scripts/panel-shots.mjs FOLDER [STATE…]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from './lib/load.mjs';

const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Where to? node scripts/panel-shots.mjs FOLDER [STATE…]');
  process.exit(2);
}

/** @typedef {typeof import('../test/support/panelShots.ts')} Shots */
const { bundlePanel, launchBrowser, openPanel, panelStates } = /** @type {Shots} */ (
  await load('test/support/panelShots.ts')
);

mkdirSync(folder, { recursive: true });
const script = await bundlePanel();
const browser = await launchBrowser();
for (const [name, state] of Object.entries(panelStates)) {
  if (only.length > 0 && !only.includes(name)) continue;
  for (const theme of /** @type {const} */ (['dark', 'light', 'contrast'])) {
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
