// @ts-check
// Takes pictures of the approval panel. With every sample state, in three themes and three widths:
//   node scripts/panel-shots.mjs FOLDER [STATE…]
// The pictures of docs/gallery.md, into media/gallery:
//   node scripts/panel-shots.mjs --gallery
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from './lib/load.mjs';
import { smallPng } from './lib/smallPng.mjs';

const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Where to? node scripts/panel-shots.mjs FOLDER [STATE…] | --gallery');
  process.exit(2);
}

/** @typedef {typeof import('../test/support/panelShots.ts')} Shots */
const { bundlePanel, gallery, launchBrowser, openPanel, panelStates } = /** @type {Shots} */ (
  await load('test/support/panelShots.ts')
);

const script = await bundlePanel();
const browser = await launchBrowser();
if (folder === '--gallery') await takeGallery(join(import.meta.dirname, '..', 'media', 'gallery'));
else await takeAll(folder);
await browser.close();

/** @param {string} into */
async function takeAll(into) {
  mkdirSync(into, { recursive: true });
  for (const [name, state] of Object.entries(panelStates)) {
    if (only.length > 0 && !only.includes(name)) continue;
    for (const theme of /** @type {const} */ (['dark', 'light', 'contrast'])) {
      for (const width of [360, 620, 1000]) {
        const panel = await openPanel(browser, script, { theme, width });
        await panel.show(state);
        await panel.page.waitForTimeout(100);
        const path = join(into, `${name}-${theme}-${width}.png`);
        await panel.page.screenshot({ path });
        console.log(path, ...panel.complaints);
        await panel.close();
      }
    }
  }
}

/**
 * Whole pages, as far as a picture can be long, and the blast radius by itself.
 * @param {string} into
 */
async function takeGallery(into) {
  mkdirSync(into, { recursive: true });
  const width = 900;
  const longest = 1500;
  for (const [name, state] of Object.entries(gallery)) {
    const panel = await openPanel(browser, script, { width, running: false });
    await panel.show(state);
    await panel.page.clock.runFor(1_000);
    // The focus is where a person's would be, and needs no ring here.
    await panel.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    const height = await panel.page.evaluate(() => document.documentElement.scrollHeight);
    await panel.page.setViewportSize({ width, height: Math.min(height, longest) });
    await panel.page.clock.runFor(1_000);
    writeFileSync(join(into, `${name}.png`), smallPng(await panel.page.screenshot()));
    const graph = panel.page.locator('.graph');
    if (name !== 'edit-side-by-side' && height > longest && (await graph.count()) > 0)
      writeFileSync(join(into, `${name}-graph.png`), smallPng(await graph.screenshot()));
    console.log(name, ...panel.complaints);
    await panel.close();
  }
}
