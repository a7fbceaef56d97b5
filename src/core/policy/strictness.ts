/** Which outcome counts where several are asked for: the one that lets less pass. */
import type { Rule } from './shape.ts';

export type Outcome = Rule['then'];

export const strictness: Readonly<Record<Outcome, number>> = { allow: 0, hold: 1, deny: 2 };

const stricter = (one: Outcome, other: Outcome): Outcome => (strictness[other] > strictness[one] ? other : one);

interface Judged {
  readonly outcome: Outcome;
}

export const strictestOf = (all: readonly Judged[]): Outcome =>
  all.reduce<Outcome>((worst, { outcome }) => stricter(worst, outcome), 'allow');

export const strictestFirst = <Each extends Judged>(all: readonly Each[]): readonly Each[] =>
  all.toSorted((a, b) => strictness[b.outcome] - strictness[a.outcome]);
