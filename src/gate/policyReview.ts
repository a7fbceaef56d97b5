/** A policy that is not the accepted one, as a question: its difference in sentences, and the file side by side. */
import type { Decision, Reason } from '../core/decide.ts';
import { change, type Effect } from '../core/effect.ts';
import { changesBetween, type PolicyChange } from '../core/policy/changes.ts';
import { parsePolicy } from '../core/policy/parse.ts';
import type { ToolCall } from '../core/toolCall.ts';
import type { FileText } from '../core/understand.ts';
import { sha256 } from '../platform/signing.ts';
import type { Channel } from '../platform/socket.ts';
import { readToHook } from '../protocol/gate.ts';
import type { Examined } from './heldCall.ts';
import type { HoldTable } from './holdTable.ts';
import type { PendingPolicy, Policies } from './policies.ts';

/** Stands where the agent stands elsewhere: Holdpoint itself asks. */
export const reviewer = 'holdpoint';

interface Review {
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

function reviewOf({ repository, path, before, after }: PendingPolicy): Review {
  const policyOf = (text: string | undefined) => (text === undefined ? undefined : parsePolicy(text).policy);
  const changes = changesBetween(policyOf(before) ?? { version: 1 }, policyOf(after) ?? { version: 1 });
  const reasons = [
    ...(after === undefined
      ? [{ rule: words.loosens, message: 'The workspace’s policy is gone: what it says would no longer apply.' }]
      : []),
    ...changes.map(({ direction, what }): Reason => ({ rule: words[direction], message: what })),
  ];
  return {
    call: {
      agent: reviewer,
      session: repository,
      tool: 'policy',
      cwd: repository,
      env: {},
      action: {
        kind: 'edit',
        edits: [{ path, change: after === undefined ? { kind: 'delete' } : { kind: 'write', content: after } }],
      },
    },
    effects: [
      change({
        tool: 'guard',
        operation: after === undefined ? 'forget policy' : 'accept policy',
        target: path,
        note:
          after === undefined
            ? 'Until that is accepted the policy that was here goes on counting.'
            : 'Until it is accepted the stricter of the old and the new one counts.',
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

export interface ReviewParts {
  readonly policies: Policies;
  readonly repositories: readonly string[];
  readonly holds: Pick<HoldTable, 'ask' | 'waiting' | 'note'>;
  readonly examine: (call: ToolCall) => Examined;
  /** True when the approval is taken, once. */
  readonly take: (hold: string, ask: string) => boolean;
  readonly newId: () => string;
}

/** A policy that nobody accepted is a question of its own, asked once, whoever sees the change first. */
export function askAboutPolicies({ policies, repositories, holds, examine, take, newId }: ReviewParts): void {
  for (const pending of policies.pending(repositories)) {
    const { call, effects, decision, before } = reviewOf(pending);
    const examined = examine(call);
    if (holds.waiting().some(({ call: other, digest }) => other.agent === reviewer && digest === examined.digest))
      continue;
    const ask = newId();
    const own = ownHook({
      approved() {
        if (!take(held.hold.id, ask)) return;
        policies.accept(pending);
        const { repository, after } = pending;
        holds.note(
          after === undefined
            ? { kind: 'policy-forgotten', repository }
            : { kind: 'policy-accepted', repository, sha256: sha256(after) },
        );
      },
      denied: () => policies.setAside(pending),
    });
    const understanding = { ...examined.understanding, effects };
    const held = holds.ask({ ...examined, understanding, before, decision }, { ask, via: 'policy' }, own, undefined);
  }
}

/** The question is its own hook: an approval is taken at once, and a denied one is not asked again. */
const ownHook = ({ approved, denied }: { readonly approved: () => void; readonly denied: () => void }): Channel => ({
  send(message) {
    const heard = readToHook(message);
    if (heard.type === 'offer') queueMicrotask(approved);
    if (heard.type === 'refused' && heard.code === 'denied') denied();
  },
  close() {},
  onMessage() {},
  onClosed() {},
});
