/** Compares what an agent says it ran with what was approved. Other hooks may rewrite a call after we saw it. */
import { record } from '../base/json.ts';
import type { Decision } from '../core/decide.ts';
import { ranDigest } from '../core/hold/digest.ts';
import type { CallSummary } from '../core/journal/entry.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { type Examiner, examine, summarize } from './heldCall.ts';
import type { Understood } from './repositories.ts';

/** A call that was let go. */
export interface Released {
  readonly hold: string;
  /** As it was asked about, and as it was rewritten. */
  readonly calls: readonly ToolCall[];
}

export type AfterRun =
  /** Nothing that would have been held. */
  | { readonly kind: 'none' }
  | { readonly kind: 'ran'; readonly hold: string }
  | { readonly kind: 'alarm'; readonly what: string };

/** `released`: what this gate let go. `lines`: the journal, for what another one did, or this one before a reload. */
export function afterRun(
  call: ToolCall,
  released: readonly Released[],
  lines: () => Iterable<string>,
  examiner: Examiner,
  decide: (understanding: Understood) => Decision,
): AfterRun {
  const digest = ranDigest(call, examiner.sha256);
  const isIt = (one: ToolCall) => ranDigest(one, examiner.sha256) === digest;
  const approved = released.findLast(({ calls }) =>
    calls.some(
      (one) =>
        one.agent === call.agent &&
        one.session === call.session &&
        (call.callId === undefined ? isIt(one) : one.callId === call.callId),
    ),
  );
  if (approved !== undefined) {
    if (approved.calls.some(isIt)) return { kind: 'ran', hold: approved.hold };
    return {
      kind: 'alarm',
      what: 'What ran is not what was approved: something changed the call after Holdpoint released it.',
    };
  }
  const { effects, inputs } = examine(call, examiner).understanding;
  // What is gone now was there before: `bash x.sh && rm x.sh` leaves no script to read.
  const gone = inputs.some(({ kind }) => kind === 'absent');
  const certain = effects.filter(({ kind }) => !(gone && kind === 'unknown'));
  if (decide({ effects: certain, inputs }).kind === 'allow') return { kind: 'none' };
  const hold = releasedBefore(lines(), summarize(call));
  if (hold !== undefined) return { kind: 'ran', hold };
  return { kind: 'alarm', what: 'An action that Holdpoint would have held has run without being asked.' };
}

/** The hold under which the journal says that this very call was released. */
function releasedBefore(lines: Iterable<string>, call: CallSummary): string | undefined {
  const holds = new Set<unknown>();
  let found: string | undefined;
  for (const line of lines) {
    const entry = parsed(line);
    if (entry.kind === 'held' && sameCall(entry.call, call)) holds.add(entry.hold);
    if (entry.kind === 'released' && holds.has(entry.hold)) found = String(entry.hold);
  }
  return found;
}

function sameCall(value: unknown, call: CallSummary): boolean {
  const { agent, session, callId, text } = record(value);
  return agent === call.agent && session === call.session && callId === call.callId && text === call.text;
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(line));
  } catch {
    return {}; // A line cut short by a crash.
  }
}
