/**
 * What does not fit: signs, each with its evidence, that an action is more than was asked for. They follow from the
 * call itself and from what the same session did before; nothing is guessed from anybody's words.
 */
import type { Effect } from '../effect.ts';
import type { Warning } from '../impact/warnings.ts';

/** An earlier call of the same session that touched infrastructure. */
export interface Past {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly effects: readonly Effect[];
  /** `let`: it only read, or was approved. */
  readonly outcome: 'let' | 'denied' | 'open';
}

/** Verbs that bring something into being, in the tools' own words. */
const brings = /(?:^|[\s:_-])(?:apply|create|install|up|deploy|run|restore|upgrade|provision|start)(?:$|[\s:_-])/i;

/** All signs, the heaviest first. `now`: milliseconds since the epoch. */
export function signalsOf(effects: readonly Effect[], past: readonly Past[], now: number): readonly Warning[] {
  return [...recreatedInOneGo(effects), ...recreatedSince(effects, past, now), ...deniedBefore(effects, past, now)];
}

/** `terraform destroy && terraform apply`. */
function recreatedInOneGo(effects: readonly Effect[]): readonly Warning[] {
  const found = firstPair(effects, effects);
  return found === undefined
    ? []
    : [
        {
          what: `It deletes ${nameOf(found.gone)} and creates it again, in one go.`,
          evidence: `${wordsOf(found.gone)}, then ${wordsOf(found.back)}`,
        },
      ];
}

/** Destroyed in an earlier call, created in this one. */
function recreatedSince(effects: readonly Effect[], past: readonly Past[], now: number): readonly Warning[] {
  for (const { at, effects: before, outcome } of past.toReversed()) {
    if (outcome === 'denied') continue;
    const found = firstPair(before, effects);
    if (found !== undefined)
      return [
        {
          what: `It creates ${nameOf(found.back)} again, which this session deleted.`,
          evidence: `${wordsOf(found.gone)}, ${ago(now - at)}`,
        },
      ];
  }
  return [];
}

/** The same was denied, perhaps in other words. */
function deniedBefore(effects: readonly Effect[], past: readonly Past[], now: number): readonly Warning[] {
  const heavy = effects.filter(({ kind }) => kind === 'destroy' || kind === 'change');
  for (const { at, effects: before, outcome } of past.toReversed()) {
    if (outcome !== 'denied') continue;
    const same = before.find((old) => heavy.some((effect) => effect.kind === old.kind && isSameThing(effect, old)));
    if (same !== undefined)
      return [{ what: `The same was denied ${ago(now - at)}.`, evidence: `it was ${wordsOf(same)}` }];
  }
  return [];
}

function firstPair(
  before: readonly Effect[],
  after: readonly Effect[],
): { readonly gone: Effect; readonly back: Effect } | undefined {
  for (const gone of before) {
    if (gone.kind !== 'destroy') continue;
    const back = after.find(
      (effect) => effect.kind === 'change' && brings.test(effect.operation) && isSameThing(gone, effect),
    );
    if (back !== undefined) return { gone, back };
  }
  return undefined;
}

/** By the same tool in the same place, and as far as both are named under one name. */
function isSameThing(one: Effect, other: Effect): boolean {
  if (one.tool !== other.tool || (one.place ?? '') !== (other.place ?? '')) return false;
  const [a, b] = [one.target, other.target];
  // A file of manifests says what comes without naming it.
  return a === undefined || b === undefined || firstName(a) === firstName(b) || isFile(a) || isFile(b);
}

/** `report` of `report from ./chart`. */
const firstName = (target: string): string => target.split(/[\s,]/, 1)[0] ?? target;

const isFile = (target: string): boolean => /[/\\]$|\.(?:ya?ml|json|sql)$/.test(target);

const nameOf = ({ target, tool }: Effect): string => (target === undefined ? `what ${tool} manages` : `\`${target}\``);
const wordsOf = ({ tool, operation }: Effect): string => `\`${tool} ${operation}\``;

function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} minutes ago` : `${Math.round(minutes / 60)} hours ago`;
}
