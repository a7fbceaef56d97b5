/** Names under which a policy can ask for them. */
export const signalIds = [
  'delete-and-recreate',
  'denied-before',
  'environment-not-mentioned',
  'environment-changed',
  'bigger-than-asked',
] as const;
export type SignalId = (typeof signalIds)[number];
