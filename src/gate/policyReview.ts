/** A policy that is not the accepted one, as a question: its difference in sentences, and the file side by side. */
import type { Decision, Reason } from '../core/decide.ts';
import { change, type Effect } from '../core/effect.ts';
import { changesBetween, type PolicyChange } from '../core/policy/changes.ts';
import { parsePolicy } from '../core/policy/parse.ts';
import type { ToolCall } from '../core/toolCall.ts';
import type { FileText } from '../core/understand.ts';
import type { PendingPolicy } from './policies.ts';

/** Stands where the agent stands elsewhere: Holdpoint itself asks. */
export const reviewer = 'holdpoint';

export interface Review {
  readonly call: ToolCall;
  readonly effects: readonly Effect[];
  readonly decision: Decision;
  readonly before: ReadonlyMap<string, FileText>;
}

const words: Readonly<Record<PolicyChange['direction'], string>> = {
  loosens: 'loosens the policy',
  unclear: 'has to be read',
  tightens: 'tightens the policy',
};

export function reviewOf({ repository, path, before, after }: PendingPolicy): Review {
  const was = before === undefined ? undefined : parsePolicy(before).policy;
  const is = parsePolicy(after).policy;
  const changes = changesBetween(was ?? { version: 1 }, is ?? { version: 1 });
  const reasons = changes.map(({ direction, what }): Reason => ({ rule: words[direction], message: what }));
  return {
    call: {
      agent: reviewer,
      session: repository,
      tool: 'policy',
      cwd: repository,
      env: {},
      action: { kind: 'edit', edits: [{ path, change: { kind: 'write', content: after } }] },
    },
    effects: [
      change({
        tool: 'guard',
        operation: 'accept policy',
        target: path,
        note: 'Until it is accepted the stricter of the old and the new one counts.',
      }),
    ],
    decision: {
      kind: 'hold',
      reasons: reasons.length > 0 ? reasons : [{ rule: words.unclear, message: 'Only its spelling has changed.' }],
      confirmation: { kind: 'type', text: 'accept' },
      approvals: [],
      reasonRequired: false,
    },
    before: new Map([[path, before === undefined ? { kind: 'missing' } : { kind: 'text', text: before }]]),
  };
}
