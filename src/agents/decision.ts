/** The answers most agents understand. */
import type { JsonRecord } from '../base/json.ts';
import type { HookReply } from './agent.ts';

/** No opinion, where that is silence. */
export const silence: HookReply = { exitCode: 0, stdout: '', stderr: '' };

/** A JSON object on stdout, and a clean end. */
export const say = (answer: JsonRecord): HookReply => ({ exitCode: 0, stdout: JSON.stringify(answer), stderr: '' });

/** Exit 2 with the reason on stderr: the refusal that most agents know. */
export const block = (reason: string): HookReply => ({ exitCode: 2, stdout: '', stderr: reason });

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
