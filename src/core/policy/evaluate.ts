/**
 * Policies + facts → what has to happen, one pure function. The strictest rule that matches wins; where rules stand, and in
 * which order, changes nothing. A policy further down can say more than those above it and never less, except where a rule
 * above says that it may.
 */
import { builtInRule, explain } from '../decide.ts';
import type { Effect } from '../effect.ts';
import type { ActionFacts, Facts } from './facts.ts';
import { holds, type Seen } from './match.ts';
import { isFrozen } from './moments.ts';
import { type Placement, placementOf } from './placement.ts';
import type { Approvals, Environments, Policy, Rule } from './shape.ts';
import { type Outcome, strictestFirst, strictestOf } from './strictness.ts';

export const layers = ['organisation', 'person', 'workspace'] as const;
export type LayerName = (typeof layers)[number];

/** One policy that counts. */
export interface Layer {
  readonly layer: LayerName;
  readonly policy: Policy;
}

/** A rule that took part, with one sentence for people. */
export interface Reason {
  readonly rule: string;
  readonly message: string;
  readonly layer: LayerName | 'built in';
  /** What it asks for by itself. */
  readonly outcome: Outcome;
}

export interface Verdict {
  readonly outcome: Outcome;
  /** Every rule that took part, the strictest first. */
  readonly reasons: readonly Reason[];
  /** Besides the person at the keyboard: each must be met. */
  readonly approvals: readonly Approvals[];
  /** Somebody said how it is to be confirmed, and that is by typing its target, or by a click. */
  readonly confirm: Rule['confirm'];
  readonly reasonRequired: boolean;
  /** Each effect's environment, in the order of the actions. */
  readonly environments: readonly Placement[];
}

interface Match {
  readonly outcome: Outcome;
  /** A policy below may say less. */
  readonly loosens: boolean;
  readonly asks?: Pick<Rule, 'approvals' | 'confirm' | 'reason'>;
  readonly reason: Omit<Reason, 'outcome'>;
}

/** `policies` in any order. No actions at all: nothing of ours, allowed without a reason. */
export function evaluate(policies: readonly Layer[], facts: Facts): Verdict {
  const ordered = layers.flatMap((name) => policies.filter(({ layer }) => layer === name));
  const types = touchedTypes(facts);
  const judged = facts.actions.map((action) => judge(action, facts, types, ordered));
  const matched = [
    ...judged.flatMap(({ matches }) => matches),
    ...ordered.flatMap((layer) => limitMatches(layer, facts)),
  ];
  const asks = matched.flatMap((match) => (match.outcome === 'hold' ? (match.asks ?? []) : []));
  return {
    outcome: strictestOf(matched),
    reasons: unique(strictestFirst(matched)),
    approvals: asks.flatMap(({ approvals }) => approvals ?? []),
    confirm: confirmOf(asks),
    reasonRequired: asks.some(({ reason }) => reason === 'required'),
    environments: judged.map(({ environment }) => environment),
  };
}

function judge(
  action: ActionFacts,
  facts: Facts,
  types: readonly string[] | undefined,
  policies: readonly Layer[],
): { readonly matches: readonly Match[]; readonly environment: Placement } {
  let standing: readonly Match[] = [builtIn(action.effect)];
  const known: Environments[] = [];
  let environment = placementOf(action.signs, known);
  for (const { layer, policy } of policies) {
    known.push(policy.environments ?? {});
    environment = placementOf(action.signs, known);
    const seen: Seen = { facts, action, environment, types: action.effect.kind === 'read' ? [] : types };
    standing = combine(standing, [...ruleMatches(layer, policy, seen), ...freezeMatches(layer, policy, seen)]);
  }
  return { matches: standing, environment };
}

function builtIn(effect: Effect): Match {
  const { rule, outcome, loosens } = builtInRule(effect);
  return { outcome, loosens, reason: { rule, message: explain(effect), layer: 'built in' } };
}

/** What a lower policy says joins what stands; where that may be loosened, what it says takes its place. */
function combine(standing: readonly Match[], said: readonly Match[]): readonly Match[] {
  if (said.length === 0) return standing;
  return [...standing.filter(({ loosens }) => !loosens), ...said];
}

function ruleMatches(layer: LayerName, { rules = [] }: Policy, seen: Seen): readonly Match[] {
  return rules.flatMap((rule): readonly Match[] => {
    const truth = holds(rule.when, seen);
    if (truth === 'no' || (truth === 'maybe' && rule.then === 'allow')) return [];
    return [
      {
        // What is only possible is not refused out of hand: people look.
        outcome: truth === 'maybe' && rule.then === 'deny' ? 'hold' : rule.then,
        loosens: rule['may-loosen'] === true,
        asks: rule,
        reason: { rule: rule.name, message: sentenceOf(rule, seen, truth === 'maybe'), layer },
      },
    ];
  });
}

function freezeMatches(
  layer: LayerName,
  { freeze = [] }: Policy,
  { action, environment, facts }: Seen,
): readonly Match[] {
  if (action.effect.kind === 'read') return [];
  return freeze
    .filter((each) => isFrozen(each, facts.at))
    .filter(({ environments }) => environments?.some((name) => environment.names.includes(name)) !== false)
    .map(({ name, to, then, except }): Match => {
      const reason: Match['reason'] = { rule: name, message: `Frozen until ${to}: ${name}.`, layer };
      const [group] = except ?? [];
      return group === undefined
        ? { outcome: then, loosens: false, reason }
        : { outcome: 'hold', loosens: false, reason, asks: { approvals: { count: 1, group } } };
    });
}

/** Nobody is asked for what is too much. */
function limitMatches({ layer, policy: { limits } }: Layer, { actions, counts }: Facts): readonly Match[] {
  const asks = actions.some(({ effect }) => effect.kind !== 'read');
  const destroys = actions.some(({ effect }) => effect.kind === 'destroy');
  const over = (rule: 'holds-per-hour' | 'destroys-per-session', applies: boolean, count: number, what: string) => {
    const most = limits?.[rule];
    return applies && most !== undefined && count >= most
      ? [{ outcome: 'deny', loosens: false, reason: { rule, message: `More than ${most} ${what}.`, layer } } as const]
      : [];
  };
  return [
    ...over('holds-per-hour', asks, counts.holdsInHour, 'questions within an hour'),
    ...over('destroys-per-session', destroys, counts.destroysInSession, 'destroys in one session'),
  ];
}

function sentenceOf(rule: Rule, { action, environment }: Seen, unsure: boolean): string {
  const where =
    rule.when.environment === undefined
      ? ''
      : ` It lies in ${environment.names.join(' and ')}: ${environment.evidence}.`;
  const open = unsure ? ' Not everything this rule asks for is known, so people look.' : '';
  return `${explain(action.effect)}${where}${open}`;
}

/** Typing is stricter than a click. */
const confirmOf = (asks: readonly Pick<Rule, 'confirm'>[]): Rule['confirm'] => {
  const wanted = asks.flatMap(({ confirm }) => confirm ?? []);
  return wanted.includes('type-target') ? 'type-target' : wanted[0];
};

function unique(matches: readonly Match[]): readonly Reason[] {
  const reasons = matches.map(({ reason, outcome }): Reason => ({ ...reason, outcome }));
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

function touchedTypes({ impact }: Facts): readonly string[] | undefined {
  if (impact === undefined || impact.uninspectable.length > 0) return undefined;
  return [...new Set(impact.resources.filter(({ action }) => action !== 'read').map(({ type }) => type))];
}
