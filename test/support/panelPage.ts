/**
 * The panel's bundle in a headless Chromium, in a page as strict as the webview's: the same policy, the editor's colours
 * as variables, and a stand-in for the extension that remembers what the panel says.
 */
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { bundles } from '../../scripts/lib/bundles.mjs';
import type { FromPanel, PanelState } from '../../src/protocol/panel.ts';
import { type Theme, themes } from './panelThemes.ts';
import { start } from './sampleHold.ts';

/** The panel as it ships. */
export async function bundlePanel(): Promise<string> {
  const { outputFiles } = await build({ ...bundles.panel, write: false });
  return outputFiles[0]?.text ?? '';
}

interface Options {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** False: the page's clock stands at `start` until it is moved. */
  readonly running?: boolean;
}

export interface PanelPage {
  readonly page: Page;
  /** Gives the panel a state as the extension would; it is in the document when this returns. */
  show(state: PanelState): Promise<void>;
  /** What the panel said since it was last asked. */
  said(): Promise<readonly FromPanel[]>;
  /** What the page's policy refused, and what went wrong in it. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

const address = 'http://panel.invalid/';
const nonce = 'bm9uY2U';

export async function openPanel(browser: Browser, script: string, options: Options = {}): Promise<PanelPage> {
  const { theme = 'dark', width = 900, height = 800, running = true } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    forcedColors: 'none',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  // A clock can only be stopped ahead of where it is.
  await page.clock.install({ time: running ? start : start - 60_000 });
  if (!running) await page.clock.pauseAt(start);
  await page.route(`${address}**`, (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: {
        'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`,
      },
      body: pageWith(script, theme),
    }),
  );
  await page.goto(address);
  return {
    page,
    complaints,
    async show(state) {
      await page.evaluate((state) => {
        const data = { type: 'state', state, now: Date.now() };
        window.dispatchEvent(new MessageEvent('message', { data, origin: window.origin }));
      }, state);
    },
    said: () => page.evaluate(() => Reflect.get(window, 'said').splice(0)),
    close: () => context.close(),
  };
}

function pageWith(script: string, theme: Theme): string {
  const { kind, variables } = themes[theme];
  const rules = Object.entries(variables).map(([name, value]) => `--vscode-${name}:${value};`);
  const host = `window.said = [];
    window.acquireVsCodeApi = () => ({ postMessage: (message) => window.said.push(message) });`;
  return `<!doctype html>
    <html>
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <style nonce="${nonce}">html{${rules.join('')}}</style>
        <style nonce="${nonce}">${hostStyles}</style>
        <script nonce="${nonce}">${host}</script>
      </head>
      <body class="${kind}">
        <script nonce="${nonce}">${script.replaceAll('</script', '<\\/script')}</script>
      </body>
    </html>`;
}

/** What the editor itself puts into every webview. */
const hostStyles = `
  body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size);
    margin: 0; padding: 0 20px; }
  img, video { max-width: 100%; max-height: 100%; }
  a, a code { color: var(--vscode-textLink-foreground); }
  a:focus, input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
  code { font-family: var(--monaco-monospace-font); color: var(--vscode-textPreformat-foreground);
    background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
  pre code { padding: 0; }
  blockquote { background: var(--vscode-textBlockQuote-background); border-color: var(--vscode-textBlockQuote-border); }
  kbd { background-color: var(--vscode-keybindingLabel-background); color: var(--vscode-keybindingLabel-foreground);
    border-style: solid; border-width: 1px; border-radius: 3px; border-color: var(--vscode-keybindingLabel-border);
    border-bottom-color: var(--vscode-keybindingLabel-bottomBorder);
    box-shadow: inset 0 -1px 0 var(--vscode-widget-shadow); vertical-align: middle; padding: 1px 3px; }`;
