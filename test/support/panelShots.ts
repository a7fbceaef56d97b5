/** What `scripts/panel-shots.mjs` needs. */
export { launchBrowser } from './editor/workbench.ts';
export { bundlePanel, openPanel } from './panelPage.ts';
export { gallery, panelStates } from './panelStates.ts';
