/**
 * Condition + facts → whether it holds: yes, no, or nobody knows. What is not known never makes a rule that tightens miss,
 * and never lets one that loosens match.
 */
import type { ActionFacts, Facts } from './facts.ts';
import { matchesName, matchesPath } from './glob.ts';
import { isWithin } from './moments.ts';
import type { Placement } from './placement.ts';
import type { Condition } from './shape.ts';

export type Truth = 'yes' | 'no' | 'maybe';

/** One action, in the eyes of one policy. */
export interface Seen {
  readonly facts: Facts;
  readonly action: ActionFacts;
  readonly environment: Placement;
  /** The types of everything that is touched; undefined when nobody knows. */
  readonly types: readonly string[] | undefined;
}

const is = (found: boolean): Truth => (found ? 'yes' : 'no');

/** All of them. */
function every(truths: Iterable<Truth>): Truth {
  let all: Truth = 'yes';
  for (const truth of truths) {
    if (truth === 'no') return 'no';
    if (truth === 'maybe') all = 'maybe';
  }
  return all;
}

function some(truths: Iterable<Truth>): Truth {
  let one: Truth = 'no';
  for (const truth of truths) {
    if (truth === 'yes') return 'yes';
    if (truth === 'maybe') one = 'maybe';
  }
  return one;
}

const opposite: Readonly<Record<Truth, Truth>> = { yes: 'no', no: 'yes', maybe: 'maybe' };

const named = (patterns: readonly string[], name: string | undefined): Truth =>
  name === undefined ? 'maybe' : is(patterns.some((pattern) => matchesName(pattern, name)));

/** How each key is held against the facts. A key that is missing here would be a key that never matches. */
const tests: { readonly [Key in keyof Condition]-?: (wanted: NonNullable<Condition[Key]>, seen: Seen) => Truth } = {
  effect: (wanted, { action }) => is(wanted.includes(action.effect.kind)),
  tool: (wanted, { action }) => named(wanted, action.effect.tool),
  operation: (wanted, { action }) => named(wanted, action.effect.operation),
  target: (wanted, { action }) => named(wanted, action.effect.target),
  file: (wanted, { action: { files } }) =>
    files.length === 0 ? 'maybe' : is(files.some((file) => wanted.some((pattern) => matchesPath(pattern, file)))),
  environment: (wanted, { environment: { names } }) => {
    const count = names.filter((name) => wanted.includes(name)).length;
    return count === names.length ? 'yes' : count > 0 ? 'maybe' : 'no';
  },
  agent: (wanted, { facts }) => named(wanted, facts.agent),
  person: (wanted, { facts }) => named(wanted, facts.person),
  data: (wanted, seen) => (wanted ? touchesData(seen) : opposite[touchesData(seen)]),
  reversible: (wanted, seen) => (wanted ? isReversible(seen) : opposite[isReversible(seen)]),
  types: (wanted, { types }) =>
    types === undefined ? 'maybe' : is(types.some((type) => wanted.some((pattern) => matchesName(pattern, type)))),
  'resources-over': (most, { facts }) => touchesMore(facts, most),
  // No source gives it yet, so that nobody knows.
  'cost-over': () => 'maybe',
  during: (wanted, { facts }) => is(wanted.some((window) => isWithin(window, facts.at))),
  branch: (wanted, { facts }) => named(wanted, facts.branch),
  'mcp-server': (wanted, { facts, action }) =>
    action.effect.tool === 'mcp' || facts.mcpServer !== undefined ? named(wanted, facts.mcpServer) : 'no',
  signal: (wanted, { facts }) => is(facts.signals.some((signal) => wanted.includes(signal))),
  any: (conditions, seen) => some(conditions.map((each) => holds(each, seen))),
  all: (conditions, seen) => every(conditions.map((each) => holds(each, seen))),
  not: (condition, seen) => opposite[holds(condition, seen)],
};

/** Whether a condition holds for one action. */
export function holds(condition: Condition, seen: Seen): Truth {
  let all: Truth = 'yes';
  for (const key of Object.keys(condition) as (keyof Condition)[]) {
    const truth = testKey(key, condition, seen);
    if (truth === 'no') return 'no';
    if (truth === 'maybe') all = 'maybe';
  }
  return all;
}

function testKey(key: keyof Condition, condition: Condition, seen: Seen): Truth {
  const wanted = condition[key];
  // The table above pairs every key with a test of its own type.
  const test = tests[key] as (wanted: unknown, seen: Seen) => Truth;
  return wanted === undefined ? 'yes' : test(wanted, seen);
}

const isRead = ({ action }: Seen): boolean => action.effect.kind === 'read';

function touchesData(seen: Seen): Truth {
  const { impact } = seen.facts;
  if (isRead(seen)) return 'no';
  if (impact === undefined) return 'maybe';
  const kept = impact.resources.some(
    ({ action, holds: held }) => action !== 'create' && action !== 'read' && held !== undefined && held !== 'opaque',
  );
  return kept ? 'yes' : impact.uninspectable.length > 0 ? 'maybe' : 'no';
}

function isReversible(seen: Seen): Truth {
  const { impact } = seen.facts;
  if (isRead(seen)) return 'yes';
  if (impact === undefined) return 'maybe';
  // One sure loss is enough, whatever else nobody could look into.
  if (impact.resources.some(({ wayBack }) => wayBack.kind === 'irreversible')) return 'no';
  if (impact.irreversible) return impact.uninspectable.length > 0 ? 'maybe' : 'no';
  return impact.uninspectable.length > 0 ? 'maybe' : 'yes';
}

function touchesMore({ impact }: Facts, most: number): Truth {
  if (impact === undefined) return 'maybe';
  const touched = impact.resources.filter(({ action }) => action !== 'read').length;
  return touched > most ? 'yes' : impact.uninspectable.length > 0 ? 'maybe' : 'no';
}
