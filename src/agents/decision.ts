/** How both agents are told what was decided. */

/** The JSON answer to a pre-tool event, on one line. */
export const decision = (permissionDecision: 'allow' | 'deny', permissionDecisionReason: string): string =>
  JSON.stringify({ hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason } });
