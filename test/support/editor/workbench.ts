/**
 * One window of the editor, driven as a person would: palette, terminal, dialogs, webviews.
 *
 * One page is one window with its own extension host. Secrets and global state live in the browser context:
 * windows of one context share them, a new context starts without any.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Frame, type Locator, type Page } from 'playwright-core';
import { ensureBrowser } from './packages.ts';
import { until } from './processes.ts';

export interface Target {
  readonly folder?: string;
  /** A `.code-workspace` file. */
  readonly workspace?: string;
}

/** A headless browser with a home directory of its own, where it keeps crash reports and more; `close` it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await ensureBrowser();
  const home = mkdtempSync(join(tmpdir(), 'holdpoint-browser-'));
  const browser = await chromium.launch({
    executablePath,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_CACHE_HOME: join(home, '.cache') },
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  browser.once('disconnected', () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  return browser;
}

/** A browser profile: what two windows must share to see the same secrets. */
export function newProfile(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
}

/** The address of a window. */
export function windowUrl(url: string, target: Target): string {
  const query = new URLSearchParams();
  if (target.workspace !== undefined) query.set('workspace', target.workspace);
  else if (target.folder !== undefined) query.set('folder', target.folder);
  else query.set('ew', 'true');
  return `${url}/?${query}`;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a window in a profile and waits until the workbench stands. */
  static async open(profile: BrowserContext, url: string, target: Target = {}): Promise<Workbench> {
    const page = await profile.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(windowUrl(url, target), { waitUntil: 'domcontentloaded' });
    const workbench = new Workbench(page);
    await workbench.#standing();
    return workbench;
  }

  /** Reloads the window: its extension host ends and a new one starts. */
  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: 'domcontentloaded' });
    await this.#standing();
  }

  /** Closes the window as a person closes a browser tab. */
  async close(): Promise<void> {
    await this.page.close();
  }

  async #standing(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /**
   * Runs a command by its exact palette label, `Category: Title`. Extensions contribute their commands seconds after
   * the window shows, and a view that takes the focus closes the palette, so it is opened anew until the row is there.
   */
  async runCommand(label: string, timeout = 40_000): Promise<void> {
    const name = this.page.locator('.quick-input-list-row:first-child .label-name', {
      hasText: new RegExp(`^${escaped(label)}$`),
    });
    const row = this.quickInput.locator('.monaco-list-row').filter({ has: name }).first();
    const input = this.quickInput.locator('input').first();
    await until(
      async () => {
        try {
          if (!(await input.isVisible())) await this.page.keyboard.press('F1');
          await input.fill(`>${label}`, { timeout: 3_000 });
          await row.click({ timeout: 3_000 });
          return true;
        } catch {
          await this.page.keyboard.press('Escape');
          return false;
        }
      },
      () => `the palette has no command "${label}"`,
      timeout,
    );
  }

  /** The document inside the webview with this title. */
  async webviewFrame(title: string | RegExp, timeout = 30_000): Promise<Frame> {
    const wanted = typeof title === 'string' ? new RegExp(`^${escaped(title)}$`) : title;
    return until(
      () => this.findFrame(wanted),
      () => `no webview is titled ${title}`,
      timeout,
    );
  }

  /** The same, without waiting: `undefined` when there is none now. */
  async findFrame(title: RegExp): Promise<Frame | undefined> {
    for (const frame of this.page.frames()) {
      if (frame.parentFrame() === null || frame.isDetached()) continue;
      try {
        const element = await frame.frameElement();
        if ((await element.getAttribute('id')) !== 'active-frame') continue;
        if (title.test((await element.getAttribute('title')) ?? '')) return frame;
      } catch {
        // It navigated away while we asked.
      }
    }
    return undefined;
  }

  /** Types one line into the active terminal and presses Enter. */
  async type(line: string): Promise<void> {
    const terminal = this.page.locator('.terminal-wrapper.active .xterm');
    await terminal.waitFor();
    await terminal.locator('textarea.xterm-helper-textarea').focus();
    await this.page.keyboard.type(line, { delay: 5 });
    await this.page.keyboard.press('Enter');
  }

  /** What the active terminal shows. */
  async terminalText(): Promise<string> {
    const rows = await this.page.locator('.terminal-wrapper.active .xterm-rows > div').allTextContents();
    return rows
      .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
      .join('\n')
      .trimEnd();
  }

  async waitForTerminal(pattern: RegExp, timeout?: number): Promise<string> {
    let text = '';
    return until(
      async () => {
        text = await this.terminalText();
        return pattern.test(text) && text;
      },
      () => `the terminal never showed ${pattern}:\n${text}`,
      timeout,
    );
  }

  /** Texts of the notifications on screen. */
  notifications(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allTextContents();
  }

  /** Closes the notifications on screen, which cover what lies below them. */
  async clearNotifications(): Promise<void> {
    const close = this.page.locator('.notifications-toasts.visible .codicon-notifications-clear');
    while ((await close.count()) > 0)
      await close
        .first()
        .click({ timeout: 2_000 })
        .catch(() => undefined);
  }

  /** A button of the notification whose text matches. */
  notificationButton(text: RegExp, button: string): Locator {
    return this.page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ hasText: text })
      .getByRole('button', { name: button });
  }

  /** The modal dialog on screen. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  dialogButton(text: string): Locator {
    return this.dialog.locator('.monaco-button').filter({ hasText: text });
  }

  /** The status bar item with this text. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  /** Texts of all status bar items. */
  async statusTexts(): Promise<string[]> {
    const texts = await this.page.locator('.part.statusbar .statusbar-item').allInnerTexts();
    return texts.map((text) => text.trim()).filter(Boolean);
  }

  /** Rows of the tree view whose pane has this title. */
  treeRows(title: string): Locator {
    return this.page
      .locator('.pane')
      .filter({ has: this.page.getByRole('heading', { name: title }) })
      .locator('.monaco-list-row');
  }

  /** The icon in the activity bar that opens a view container. */
  activity(title: string): Locator {
    return this.page
      .locator('.part.activitybar .action-item')
      .filter({ has: this.page.locator(`[aria-label^="${title}"]`) });
  }

  /** Cancels modal dialogs one by one, until none has come for two seconds. */
  async dismissDialogs(): Promise<void> {
    const cancel = this.page.locator('.monaco-dialog-box:visible .monaco-button').filter({ hasText: 'Cancel' });
    for (let quiet = 0; quiet < 10; quiet++) {
      if ((await cancel.count()) > 0) {
        quiet = 0;
        await cancel.first().click();
      }
      await this.page.waitForTimeout(200);
    }
  }

  /** Opens a file of the workspace through quick open. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.locator('input').first().fill(name);
    await this.quickInput.locator('.monaco-list-row').filter({ hasText: name }).first().click();
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
  }

  /** The editor tab with this title. */
  tab(title: RegExp): Locator {
    return this.page.locator('.part.editor .tab').filter({ hasText: title }).first();
  }

  /** Titles of all editor tabs. */
  async tabs(): Promise<string[]> {
    const texts = await this.page.locator('.part.editor .tab').allInnerTexts();
    return texts.map((text) => text.trim());
  }

  screenshot(path: string): Promise<Buffer> {
    return this.page.screenshot({ path });
  }
}
