/**
 * What does not fit: signs, each with its evidence, that an action is more than was asked for. They follow from the
 * call itself, from what was found out about it, from what the same session did before, and from words of the person.
 */
import type { Effect } from '../effect.ts';
import type { Impact } from '../impact/impact.ts';
import { goesAway } from '../impact/summary.ts';
import type { Warning } from '../impact/warnings.ts';
import type { Environment } from '../policy/environment.ts';
import { spelled } from '../policy/environment.ts';
import { type Asked, biggerThan, mentions, notNamed, quote } from './asked.ts';
import type { SignalId } from './signalIds.ts';
import { firstName, isBringing, isFile, isSame, type Thing, thingsInEffects, thingsInImpact } from './things.ts';

export interface Signal extends Warning {
  readonly id: SignalId;
}

/** An earlier call of the same session that touched infrastructure. */
export interface Past {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly effects: readonly Effect[];
  /** `let`: it only read, or was approved. */
  readonly outcome: 'let' | 'denied' | 'open';
  /** The call in few words, secrets taken out. */
  readonly text?: string;
  readonly environment?: Pick<Environment, 'kind' | 'name'>;
  /** What was found out that it takes away and makes. */
  readonly things?: readonly Thing[];
}

export interface SignalQuestion {
  readonly effects: readonly Effect[];
  /** Oldest first. */
  readonly past: readonly Past[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly impact?: Impact;
  readonly environment?: Environment;
  readonly asked?: Asked;
}

/** All signs, the heaviest first. */
export function signalsOf(question: SignalQuestion): readonly Signal[] {
  return [
    ...first(recreatedInOneGo(question), recreatedByPlan(question), recreatedSince(question)),
    ...deniedBefore(question),
    ...biggerThanAsked(question),
    ...environmentChanged(question),
    ...environmentNotMentioned(question),
  ];
}

/** One sign of a kind is enough: the first that was found. */
const first = (...found: readonly (Signal | undefined)[]): readonly Signal[] =>
  found.filter((each) => each !== undefined).slice(0, 1);

/** `terraform destroy && terraform apply`, with one tool or with two. */
function recreatedInOneGo({ effects }: SignalQuestion): Signal | undefined {
  const found = firstPair(effects, effects);
  if (found !== undefined) return inOneGo(nameOf(found.gone), wordsOf(found.gone), wordsOf(found.back));
  const pair = pairOf(thingsInEffects(effects), thingsInEffects(effects));
  return pair === undefined ? undefined : inOneGo(`\`${pair.gone.shown}\``, pair.gone.words, pair.made.words);
}

const inOneGo = (name: string, gone: string, back: string): Signal => ({
  id: 'delete-and-recreate',
  what: `It deletes ${name} and creates it again, in one go.`,
  evidence: `${gone}, then ${back}`,
});

/** By its own plan: replaced, or deleted under one address and created under another. */
function recreatedByPlan({ impact }: SignalQuestion): Signal | undefined {
  if (impact === undefined) return undefined;
  const replaced = impact.resources.filter(({ action }) => action === 'replace');
  const [one] = replaced;
  if (one !== undefined)
    return {
      id: 'delete-and-recreate',
      what: `It deletes \`${one.address}\`${replaced.length > 1 ? ` and ${replaced.length - 1} more` : ''} and creates ${replaced.length > 1 ? 'them' : 'it'} again.`,
      evidence: one.reason ?? 'by its plan',
    };
  const things = thingsInImpact(impact);
  const pair = pairOf(things, things);
  return pair === undefined
    ? undefined
    : {
        id: 'delete-and-recreate',
        what: `It deletes \`${pair.gone.shown}\` and creates it again.`,
        evidence: `${pair.gone.words}, ${pair.made.words}`,
      };
}

/** Destroyed in an earlier call, created in this one. */
function recreatedSince({ effects, past, now, impact }: SignalQuestion): Signal | undefined {
  const made = [...thingsInEffects(effects), ...(impact === undefined ? [] : thingsInImpact(impact))];
  for (const before of past.toReversed()) {
    if (before.outcome === 'denied') continue;
    const found = firstPair(before.effects, effects);
    if (found !== undefined) return again(nameOf(found.back), `${wordsOf(found.gone)}, ${ago(now - before.at)}`);
    const pair = pairOf([...thingsInEffects(before.effects), ...(before.things ?? [])], made);
    if (pair !== undefined) return again(`\`${pair.made.shown}\``, `${pair.gone.words}, ${ago(now - before.at)}`);
  }
  return undefined;
}

const again = (name: string, evidence: string): Signal => ({
  id: 'delete-and-recreate',
  what: `It creates ${name} again, which this session deleted.`,
  evidence,
});

/** The same was denied, perhaps in other words or with another tool. */
function deniedBefore({ effects, past, now, impact }: SignalQuestion): readonly Signal[] {
  const heavy = effects.filter(({ kind }) => kind === 'destroy' || kind === 'change');
  const things = [...thingsInEffects(effects), ...(impact === undefined ? [] : thingsInImpact(impact))];
  for (const { at, effects: before, outcome, things: earlier = [] } of past.toReversed()) {
    if (outcome !== 'denied') continue;
    const same = before.find((old) => heavy.some((effect) => effect.kind === old.kind && isSameThing(effect, old)));
    const when = ago(now - at);
    if (same !== undefined)
      return [{ id: 'denied-before', what: `The same was denied ${when}.`, evidence: `it was ${wordsOf(same)}` }];
    const old = [...thingsInEffects(before), ...earlier].find((each) =>
      things.some((thing) => thing.end === each.end && isSame(thing, each)),
    );
    if (old !== undefined)
      return [
        {
          id: 'denied-before',
          what: `The same was denied ${when}, in another spelling.`,
          evidence: `it was ${old.words} of \`${old.shown}\``,
        },
      ];
  }
  return [];
}

function biggerThanAsked({ effects, impact, asked }: SignalQuestion): readonly Signal[] {
  if (asked === undefined) return [];
  const destroys = effects.some(({ kind }) => kind === 'destroy') || impact?.resources.some(goesAway) === true;
  const changes = effects.some(({ kind }) => kind === 'change');
  if (!destroys && !changes) return [];
  const targets = effects.flatMap(({ kind, target }) => (kind === 'destroy' && target !== undefined ? [target] : []));
  const found = biggerThan(asked, destroys ? 'destroys' : 'changes') ?? notNamed(asked, targets);
  return found === undefined ? [] : [{ id: 'bigger-than-asked', ...found }];
}

/** It worked somewhere else before. */
function environmentChanged({ past, environment, now }: SignalQuestion): readonly Signal[] {
  if (environment?.kind !== 'production') return [];
  const before = past.findLast(
    ({ environment: was, outcome }) => outcome !== 'denied' && was !== undefined && was.kind !== 'unknown',
  );
  const was = before?.environment;
  if (before === undefined || was === undefined || was.kind === 'production') return [];
  return [
    {
      id: 'environment-changed',
      what: `The session worked in ${was.name} before; this acts in production.`,
      evidence: `${before.text === undefined ? was.name : `\`${before.text.replaceAll('`', "'").slice(0, 80)}\``}, ${ago(now - before.at)}`,
    },
  ];
}

/** The person never spoke of production. */
function environmentNotMentioned({ environment, asked, effects }: SignalQuestion): readonly Signal[] {
  if (asked === undefined || environment === undefined || effects.every(({ kind }) => kind === 'read')) return [];
  const sign = environment.signs.find(({ said }) => said?.says === 'production');
  if (sign === undefined) return [];
  const names = environment.signs.filter(({ said }) => said?.says === 'production').map(({ value }) => value);
  if (mentions(asked, names)) return [];
  return [
    {
      id: 'environment-not-mentioned',
      what: 'It acts in production, which you did not mention.',
      evidence: `${spelled(sign)}; ${quote(asked.prompt)}`,
    },
  ];
}

/** Things of one name that are looked through. */
const mostNamesakes = 50;

function pairOf(
  before: readonly Thing[],
  after: readonly Thing[],
): { readonly gone: Thing; readonly made: Thing } | undefined {
  const made = new Map<string, Thing[]>();
  for (const thing of after) {
    if (thing.end !== 'made') continue;
    for (const name of thing.names) {
      const known = made.get(name);
      if (known === undefined) made.set(name, [thing]);
      // A name that many bear tells none of them.
      else if (known.length < mostNamesakes) known.push(thing);
    }
  }
  for (const gone of before) {
    if (gone.end !== 'gone') continue;
    const found = gone.names.flatMap((name) => made.get(name) ?? []).find((thing) => isSame(gone, thing));
    if (found !== undefined) return { gone, made: found };
  }
  return undefined;
}

function firstPair(
  before: readonly Effect[],
  after: readonly Effect[],
): { readonly gone: Effect; readonly back: Effect } | undefined {
  for (const gone of before) {
    if (gone.kind !== 'destroy') continue;
    const back = after.find((effect) => isBringing(effect) && isSameThing(gone, effect));
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

const nameOf = ({ target, tool }: Effect): string => (target === undefined ? `what ${tool} manages` : `\`${target}\``);
const wordsOf = ({ tool, operation }: Effect): string => `\`${tool} ${operation}\``;

function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} minutes ago` : `${Math.round(minutes / 60)} hours ago`;
}
