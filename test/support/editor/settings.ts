/** Settings for a driven editor: quiet windows, readable terminals, and a chat that asks for nothing but approvals. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.quickOpen.closeOnFocusLost': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'window.restoreWindows': 'none',
  'window.confirmBeforeClose': 'never',
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'editor.minimap.enabled': false,
  'terminal.integrated.defaultProfile.linux': 'bash',
  'terminal.integrated.enablePersistentSessions': false,
  // Drawn as text in the page, so that a test can read it back.
  'terminal.integrated.gpuAcceleration': 'off',
  'chat.disableAIFeatures': true,
};

/** On top of the above, where the built-in chat is to be used. */
export const chatSettings: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': false,
  'workbench.secondarySideBar.defaultVisibility': 'visible',
  'chat.tools.riskAssessment.enabled': false,
  // Titles and the like come from the model in use; otherwise the chat keeps advertising others.
  'chat.byokUtilityModelDefault': 'mainAgent',
};

/** "Allow all": the agent's tools run without the editor asking. `chat.tools.global.autoApprove` alone does nothing. */
export const allowAllSettings: Readonly<Record<string, unknown>> = { 'chat.permissions.default': 'autoApprove' };
