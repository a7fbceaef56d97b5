/** The approval panel, used as a person uses it: read it, type the name, press the button. */
import type { Frame } from 'playwright-core';
import { sleep, until } from './processes.ts';
import type { Workbench } from './workbench.ts';

export class Panel {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** The panel's document. */
  frame(timeout?: number): Promise<Frame> {
    return this.#workbench.webviewFrame('Holdpoint', timeout);
  }

  /** Everything the panel says. */
  async text(): Promise<string> {
    return (await (await this.frame()).locator('body').allInnerTexts()).join('\n');
  }

  /** Waits until a hold with this headline can be answered, and returns its headline. */
  async hold(headline: RegExp = /./, timeout = 30_000): Promise<string> {
    let shown = '';
    await until(
      async () => {
        shown = (await this.#look()) ?? '';
        return shown !== '' && headline.test(shown);
      },
      () => (shown === '' ? 'the panel shows no hold' : `the panel shows "${shown}", not ${headline}`),
      timeout,
    );
    // The panel takes no answer from somebody who cannot have read it yet.
    await sleep(800);
    return shown;
  }

  /** Whether a hold is waiting for an answer now. */
  async shows(): Promise<boolean> {
    return (await this.#look()) !== undefined;
  }

  /** Waits until no hold is waiting for an answer. */
  async settled(timeout = 15_000): Promise<void> {
    let shown: string | undefined;
    await until(
      async () => {
        shown = await this.#look();
        return shown === undefined;
      },
      () => `the panel still shows "${shown}"`,
      timeout,
    );
  }

  /** The headline of the hold that can be answered now; undefined when there is none, or no panel. */
  async #look(): Promise<string | undefined> {
    const frame = await this.#workbench.findFrame(/^Holdpoint$/);
    try {
      if (!(await frame?.getByRole('button', { name: /^Deny$/ }).isVisible())) return undefined;
      return (await frame?.locator('h1').first().allInnerTexts())?.join(' ').trim();
    } catch {
      return undefined; // The panel was drawn anew while we looked.
    }
  }

  /** Opens the first changed file in the editor's own diff. */
  async openDiff(): Promise<void> {
    await (await this.frame())
      .getByRole('button', { name: /Open in Diff Editor/ })
      .first()
      .click();
  }

  /** Whether a check waits for a person. */
  async asksForCheck(): Promise<boolean> {
    return (await this.frame()).getByRole('button', { name: 'Run This Check' }).first().isVisible();
  }

  /** Lets the first check run that asks. */
  async runCheck(): Promise<void> {
    await this.#workbench.clearNotifications();
    await (await this.frame()).getByRole('button', { name: 'Run This Check' }).first().click();
  }

  /** Waits until the panel says this, and returns everything it says. */
  async says(words: RegExp, timeout = 60_000): Promise<string> {
    let text = '';
    await until(
      async () => {
        text = await this.text();
        return words.test(text);
      },
      () => `the panel does not say ${words}: ${text}`,
      timeout,
    );
    // A new picture takes no answer from somebody who cannot have read it yet.
    await sleep(800);
    return text;
  }

  async deny(): Promise<void> {
    await this.#workbench.clearNotifications();
    await (await this.frame()).getByRole('button', { name: /^Deny$/ }).click();
  }

  /** Denies with a few words for the agent. */
  async denyWithNote(note: string): Promise<void> {
    await this.#workbench.clearNotifications();
    const frame = await this.frame();
    await frame.getByRole('button', { name: /^Deny with a Note/ }).click();
    await frame.getByLabel('What the agent should know').fill(note);
    await frame.getByRole('button', { name: 'Deny with This Note' }).click();
  }

  /** What must be typed before this hold can be approved; undefined when a click is enough. */
  async confirmation(): Promise<string | undefined> {
    const label = (await this.frame()).locator('label').filter({ hasText: toApprove });
    const [words] = await label.allInnerTexts();
    return words === undefined ? undefined : toApprove.exec(words)?.[1]?.trim();
  }

  /** Approves the hold that is shown: looks at everything, types what has to be typed, presses the button. */
  async approve(): Promise<void> {
    await this.#workbench.clearNotifications();
    const frame = await this.frame();
    const everything = frame.getByRole('button', { name: 'Show Everything' });
    if (await everything.isVisible()) await everything.click();
    const name = await this.confirmation();
    if (name !== undefined) await frame.getByLabel(toApprove).fill(name);
    await frame.getByRole('button', { name: /^Approve/ }).click();
  }
}

const toApprove = /type\s+(.+?)\s+to approve/i;
