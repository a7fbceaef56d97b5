/** How both agents are told what was decided. */
import type { JsonRecord } from '../base/json.ts';

/** The JSON answer to a pre-tool event, on one line. `updatedInput` takes the place of the whole input of the tool. */
export const decision = (
  permissionDecision: 'allow' | 'deny',
  permissionDecisionReason: string,
  updatedInput?: JsonRecord,
): string =>
  JSON.stringify({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision,
      permissionDecisionReason,
      ...(updatedInput === undefined ? {} : { updatedInput }),
    },
  });
