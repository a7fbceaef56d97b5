/**
 * Effects → Decision, one pure function with the built-in rules.
 *
 * Reads pass. Changes, destroys and unknowns hold. Whatever touches the guard itself holds.
 */
import { assertNever } from '../base/assertNever.ts';
import { type Effect, type EffectKind, worst } from './effect.ts';
import type { Approvals } from './policy/shape.ts';
import { describeEffect } from './wording.ts';

/** A rule that took part in a decision, with one sentence for people. */
export interface Reason {
  readonly rule: string;
  readonly message: string;
}

/** What the person at the keyboard must do to approve. */
export type Confirmation =
  | { readonly kind: 'click' }
  /** Type this text first. */
  | { readonly kind: 'type'; readonly text: string };

export type Decision =
  | { readonly kind: 'allow'; readonly reasons: readonly Reason[] }
  | {
      readonly kind: 'hold';
      readonly reasons: readonly Reason[];
      readonly confirmation: Confirmation;
      /** Besides the person at the keyboard. */
      readonly approvals: readonly Approvals[];
      /** Whoever approves says why. */
      readonly reasonRequired: boolean;
    }
  | { readonly kind: 'deny'; readonly reasons: readonly Reason[] };

/** What the built-in rules say of one effect, and whether a policy may say less. */
export interface BuiltIn {
  readonly rule: string;
  readonly outcome: 'allow' | 'hold';
  readonly loosens: boolean;
}

export const builtInRule = (effect: Effect): BuiltIn => {
  if (effect.tool === 'guard') return { rule: 'guard-files-hold', outcome: 'hold', loosens: false };
  switch (effect.kind) {
    case 'read':
      return { rule: 'reads-pass', outcome: 'allow', loosens: true };
    case 'change':
      return { rule: 'changes-hold', outcome: 'hold', loosens: true };
    case 'destroy':
      return { rule: 'destroys-hold', outcome: 'hold', loosens: true };
    case 'unknown':
      return { rule: 'unknowns-hold', outcome: 'hold', loosens: true };
    default:
      return assertNever(effect.kind);
  }
};

/** Decides a call by its effects. No effects at all: nothing of ours, allowed without a reason. */
export function decide(effects: readonly Effect[]): Decision {
  const judged = effects.map((effect) => ({ ...builtInRule(effect), message: explain(effect) }));
  const reasons = (wanted: BuiltIn['outcome']) =>
    judged.filter(({ outcome }) => outcome === wanted).map(({ rule, message }) => ({ rule, message }));
  const held = reasons('hold');
  if (held.length === 0) return { kind: 'allow', reasons: reasons('allow') };
  return {
    kind: 'hold',
    reasons: held,
    confirmation: confirmationFor(effects),
    approvals: [],
    reasonRequired: false,
  };
}

/** What it does, and what is worth saying of it. */
export const explain = (effect: Effect): string => {
  const sentence = `${describeEffect(effect)}.`;
  return effect.note === undefined ? sentence : `${sentence} ${effect.note}`;
};

/** A destroy is confirmed by typing what is destroyed, so that a reflex cannot approve it. */
export function confirmationFor(effects: readonly Effect[]): Confirmation {
  if (worst(effects) !== 'destroy') return { kind: 'click' };
  return typing(effects, 'destroy');
}

/** The target of the first effect of the kind, or of any. */
export function typing(effects: readonly Effect[], kind: EffectKind): Confirmation {
  const gone = effects.find((effect) => effect.kind === kind) ?? effects.find((effect) => effect.kind !== 'read');
  return { kind: 'type', text: typeable(gone?.target) ?? typeable(gone?.operation.split(' ')[0]) ?? kind };
}

/** `envs/prod` is typed as `prod`, `deployment/web` as `web`; undefined for what nobody could type. */
function typeable(target: string | undefined): string | undefined {
  const name = target?.split(/[\s,]/)[0]?.split('/').filter(Boolean).at(-1);
  return name !== undefined && /^[\w.:@[\]-]{1,60}$/.test(name) ? name : undefined;
}
