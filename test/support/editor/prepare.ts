/** What `scripts/test.mjs` needs of the harness before and after it runs the suites. */
export { ensureEditor } from './install.ts';
export { ensureBrowser } from './packages.ts';
export { processesWith, signal } from './processes.ts';
export { step } from './progress.ts';
