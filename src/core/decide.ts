/**
 * Effects → Decision, one pure function with the built-in rules.
 *
 * Reads pass. Changes, destroys and unknowns hold. Whatever touches the guard itself holds.
 */
import { assertNever } from '../base/assertNever.ts';
import { type Effect, worst } from './effect.ts';
import { describeEffect } from './wording.ts';

/** A rule that took part in a decision, with one sentence for people. */
interface Reason {
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
    }
  | { readonly kind: 'deny'; readonly reasons: readonly Reason[] };

const ruleOf = (effect: Effect): string | undefined => {
  if (effect.tool === 'guard') return 'guard-files-hold';
  switch (effect.kind) {
    case 'read':
      return undefined;
    case 'change':
      return 'changes-hold';
    case 'destroy':
      return 'destroys-hold';
    case 'unknown':
      return 'unknowns-hold';
    default:
      return assertNever(effect.kind);
  }
};

/** Decides a call by its effects. No effects at all: nothing of ours, allowed without a reason. */
export function decide(effects: readonly Effect[]): Decision {
  const held = effects.flatMap((effect) => {
    const rule = ruleOf(effect);
    return rule === undefined ? [] : [{ rule, message: explain(effect) }];
  });
  if (held.length === 0) {
    return { kind: 'allow', reasons: effects.map((effect) => ({ rule: 'reads-pass', message: explain(effect) })) };
  }
  return { kind: 'hold', reasons: held, confirmation: confirmationFor(effects) };
}

const explain = (effect: Effect): string => {
  const sentence = `${describeEffect(effect)}.`;
  return effect.note === undefined ? sentence : `${sentence} ${effect.note}`;
};

/** A destroy is confirmed by typing what is destroyed, so that a reflex cannot approve it. */
function confirmationFor(effects: readonly Effect[]): Confirmation {
  if (worst(effects) !== 'destroy') return { kind: 'click' };
  const gone = effects.find(({ kind }) => kind === 'destroy');
  return { kind: 'type', text: typeable(gone?.target) ?? typeable(gone?.operation.split(' ')[0]) ?? 'destroy' };
}

/** `envs/prod` is typed as `prod`, `deployment/web` as `web`; undefined for what nobody could type. */
function typeable(target: string | undefined): string | undefined {
  const name = target?.split(/[\s,]/)[0]?.split('/').filter(Boolean).at(-1);
  return name !== undefined && /^[\w.:@[\]-]{1,60}$/.test(name) ? name : undefined;
}
