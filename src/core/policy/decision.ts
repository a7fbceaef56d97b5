/** What policies say → what is done: the same shape the built-in rules give. */
import { confirmationFor, type Decision, type Reason, typing } from '../decide.ts';
import type { Effect } from '../effect.ts';
import { worst } from '../effect.ts';
import { needsOthers } from '../wording.ts';
import type { Verdict } from './evaluate.ts';
import { strictestFirst, strictestOf } from './strictness.ts';

/** All of them count, the strictest first. */
export function strictest(verdicts: readonly Verdict[]): Verdict {
  const deciding = strictestFirst(verdicts);
  const reasons = new Map(
    deciding.flatMap((verdict) => verdict.reasons.map((reason) => [JSON.stringify(reason), reason] as const)),
  );
  const approvals = new Map(
    deciding.flatMap((verdict) => verdict.approvals.map((each) => [JSON.stringify(each), each] as const)),
  );
  const confirms = deciding.flatMap(({ confirm }) => confirm ?? []);
  return {
    outcome: strictestOf(verdicts),
    reasons: [...reasons.values()],
    approvals: [...approvals.values()],
    confirm: confirms.includes('type-target') ? 'type-target' : confirms[0],
    reasonRequired: verdicts.some(({ reasonRequired }) => reasonRequired),
    environments: deciding[0]?.environments ?? [],
  };
}

export function decisionOf(
  { outcome, reasons, approvals, confirm, reasonRequired }: Verdict,
  effects: readonly Effect[],
): Decision {
  // What would let it pass is no reason to hold it, and what would hold it none to refuse it.
  const said = reasons
    .filter((reason) => reason.outcome === outcome)
    .map(
      ({ rule, message, layer }): Reason => ({
        rule,
        message: layer === 'built in' ? message : `${message} Rule: ${rule}.`,
      }),
    );
  if (outcome !== 'hold') return { kind: outcome, reasons: said };
  const confirmation =
    confirm === 'type-target'
      ? typing(effects, worst(effects) ?? 'unknown')
      : confirm === 'click'
        ? ({ kind: 'click' } as const)
        : confirmationFor(effects);
  return { kind: 'hold', reasons: said, confirmation, approvals, reasonRequired };
}

/** Why what the person at the keyboard did is not enough; undefined when it is. `said`: the reason they gave. */
export function unmet(decision: Decision, said: string | undefined): string | undefined {
  if (decision.kind === 'deny') return `A policy never allows this: ${decision.reasons[0]?.rule ?? ''}.`;
  if (decision.kind === 'allow') return undefined;
  const [first] = decision.approvals;
  if (first !== undefined) return needsOthers(first);
  return decision.reasonRequired && (said ?? '').trim() === '' ? 'A policy asks for a reason: write why.' : undefined;
}
