/**
 * The approval panel's webview: the only file of the panel that knows it lives in VS Code.
 * https://code.visualstudio.com/api/extension-guides/webview
 *
 * The page allows nothing but this script and styles with its nonce, so the style sheets come as text in the bundle.
 */
import { render } from 'preact';
import { type FromPanel, readToPanel } from '../../protocol/panel.ts';
import answerStyles from '../components/answer.css';
import baseStyles from '../components/base.css';
import fileStyles from '../components/files.css';
import foldStyles from '../components/folds.css';
import graphStyles from '../components/graph.css';
import headerStyles from '../components/header.css';
import impactStyles from '../components/impact.css';
import listStyles from '../components/lists.css';
import probeStyles from '../components/probes.css';
import quoteStyles from '../components/quotes.css';
import timelineStyles from '../components/timeline.css';
import { App, type Shown } from './app.tsx';
import panelStyles from './panel.css';

/** In the order of the page; what comes later wins. */
const styles = [
  panelStyles,
  baseStyles,
  headerStyles,
  quoteStyles,
  timelineStyles,
  listStyles,
  foldStyles,
  fileStyles,
  impactStyles,
  graphStyles,
  probeStyles,
  answerStyles,
];

declare function acquireVsCodeApi(): { postMessage(message: FromPanel): void };

// Known only while the script first runs.
const nonce = document.currentScript?.nonce;

function start() {
  const api = acquireVsCodeApi();
  const style = document.createElement('style');
  if (nonce) style.nonce = nonce;
  style.textContent = styles.join('');
  document.head.append(style);
  document.documentElement.lang ||= 'en';
  const root = document.createElement('div');
  root.id = 'holdpoint';
  document.body.append(root);

  // The extension may run on another machine, whose clock sets the deadlines.
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const show = (state: Shown) =>
    render(<App state={state} now={now} send={(message) => api.postMessage(message)} />, root);

  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    // The extension's messages come through this page's own origin; another webview could only post from its own.
    if (event.origin !== window.origin) return;
    try {
      const { state, now: theirs } = readToPanel(event.data);
      if (theirs !== undefined) ahead = theirs - Date.now();
      show(state);
    } catch {
      show({ kind: 'unreadable' });
    }
  });
  api.postMessage({ type: 'ready' });
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
else start();
