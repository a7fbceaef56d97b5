/** What `scripts/panel-shots.mjs` needs. */
export { launchBrowser } from './editor/workbench.ts';
export { bundlePanel, openPanel } from './panelPage.ts';
export { panelStates } from './panelStates.ts';
