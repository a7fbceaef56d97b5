/** Compares what an agent says it ran with what was approved. Other hooks may rewrite a call after we saw it. */
import { callDigest } from '../core/hold/digest.ts';
import type { ToolCall } from '../core/toolCall.ts';
import type { Examined } from './heldCall.ts';

/** A call that was let go. */
export interface Released {
  readonly hold: string;
  readonly call: ToolCall;
}

export type AfterRun =
  /** Nothing that would have been held. */
  | { readonly kind: 'none' }
  | { readonly kind: 'ran'; readonly hold: string }
  | { readonly kind: 'alarm'; readonly what: string };

export function afterRun(
  call: ToolCall,
  released: readonly Released[],
  examine: (call: ToolCall) => Examined,
  sha256: (text: string) => string,
): AfterRun {
  const digest = callDigest(call, sha256);
  const same = (other: ToolCall) => other.agent === call.agent && other.session === call.session;
  const approved = released.findLast(
    (one) =>
      same(one.call) &&
      (call.callId === undefined ? callDigest(one.call, sha256) === digest : one.call.callId === call.callId),
  );
  if (approved !== undefined) {
    if (callDigest(approved.call, sha256) === digest) return { kind: 'ran', hold: approved.hold };
    return {
      kind: 'alarm',
      what: 'What ran is not what was approved: something changed the call after Holdpoint released it.',
    };
  }
  if (examine(call).decision.kind === 'allow') return { kind: 'none' };
  return { kind: 'alarm', what: 'An action that Holdpoint would have held has run without being asked.' };
}
