/** What `npm run bench` measures of the panel: from the text of a message to a picture that answers, as plans grow. */
import { bounded } from '../../src/core/impact/bounded.ts';
import { readTerraformPlan } from '../../src/core/impact/terraformPlan.ts';
import { warningsOf } from '../../src/core/impact/warnings.ts';
import type { PanelState } from '../../src/protocol/panel.ts';
import { launchBrowser } from './editor/workbench.ts';
import { planOf } from './impactBench.ts';
import { bundlePanel, openPanel } from './panelPage.ts';
import { sampleHold } from './sampleHold.ts';

export interface PanelFigures {
  readonly changes: number;
  /** Characters of the message. */
  readonly size: number;
  /** Milliseconds from its text to the first picture of it. */
  readonly painted: number;
  /** Milliseconds from a key to the picture with its answer. */
  readonly answered: number;
}

function stateOf(changes: number): PanelState {
  const impact = readTerraformPlan(planOf(changes));
  const hold = sampleHold({
    severity: 'destroy',
    summary: impact.headline,
    impact: bounded(impact),
    warnings: warningsOf(impact),
  });
  return { kind: 'hold', hold, waiting: 1, position: 1, others: [] };
}

export async function measurePanel(
  sizes: readonly number[] = [10, 100, 1_000, 10_000],
): Promise<readonly PanelFigures[]> {
  const script = await bundlePanel();
  const browser = await launchBrowser();
  try {
    const figures: PanelFigures[] = [];
    for (const changes of sizes) {
      const text = JSON.stringify(stateOf(changes));
      const panel = await openPanel(browser, script, { width: 1000 });
      await panel.page.evaluate((text) => Reflect.set(window, 'text', text), text);
      const painted = await timed(async () => {
        await panel.page.evaluate(() => {
          const state: unknown = JSON.parse(String(Reflect.get(window, 'text')));
          const data = { type: 'state', state, now: Date.now() };
          window.dispatchEvent(new MessageEvent('message', { data, origin: window.origin }));
        });
        await panel.page.waitForSelector('.resource', { state: 'attached' });
        await panel.page.screenshot();
      });
      const answered = await timed(async () => {
        await panel.page.keyboard.press('Tab');
        await panel.page.waitForFunction(() => document.activeElement !== document.body);
        await panel.page.screenshot();
      });
      if (panel.complaints.length > 0) throw new Error(panel.complaints.join('\n'));
      await panel.close();
      figures.push({ changes, size: text.length, painted, answered });
    }
    return figures;
  } finally {
    await browser.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
