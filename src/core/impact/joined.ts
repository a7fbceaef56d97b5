/** Several answers about one action → one, in which nothing is counted twice. */
import { headlineOf } from './headline.ts';
import { type Impact, type Resource, type Uninspectable, type WayBack, waysBack } from './impact.ts';
import { summarize } from './summary.ts';

/** It tells only of rights, and nothing of what would change. */
const isAside = ({ resources, uninspectable, rights }: Impact): boolean =>
  rights !== undefined && resources.length === 0 && uninspectable.length === 0;

interface Answered {
  readonly impact: Impact;
  readonly where?: string | undefined;
}

/**
 * All of them together; undefined where none says what would change. `wheres`: one for each, the same for answers about
 * the same place, so that two clusters' `web` stay two.
 */
export function joinImpacts(
  impacts: readonly Impact[],
  wheres: readonly (string | undefined)[] = [],
): Impact | undefined {
  const answered = impacts.map((impact, index): Answered => ({ impact, where: wheres[index] }));
  const telling = answered.filter(({ impact }) => !isAside(impact));
  const [only, ...others] = telling;
  if (only === undefined) return undefined;
  const rights = answered.flatMap(({ impact }) => impact.rights ?? []);
  const joined = others.length === 0 ? only.impact : mergedOf(telling);
  return rights.length === 0 ? joined : { ...joined, rights };
}

function mergedOf(answered: readonly Answered[]): Impact {
  const resources = mergeResources(answered);
  const impacts = answered.map(({ impact }) => impact);
  const uninspectable = distinct(
    impacts.flatMap((each) => each.uninspectable),
    ({ what, why }: Uninspectable) => `${what}\0${why}`,
  );
  return {
    summary: summarize(resources),
    headline: headlineOf(resources, uninspectable),
    irreversible: impacts.some((each) => each.irreversible),
    resources,
    uninspectable,
    remarks: distinct(
      impacts.flatMap((each) => each.remarks),
      (remark) => remark,
    ),
  };
}

/** The same end of the same thing in the same place, told by two answers, is one. */
function mergeResources(answered: readonly Answered[]): readonly Resource[] {
  const known = new Map<string, number>();
  const all: Resource[] = [];
  for (const { impact, where = '' } of answered) {
    const own: [key: string, at: number][] = [];
    for (const resource of impact.resources) {
      const { provider, type, address, action } = resource;
      const key = [where, provider, type, address, action].join('\0');
      const at = known.get(key);
      const before = at === undefined ? undefined : all[at];
      if (at !== undefined && before !== undefined) {
        all[at] = merged(before, resource);
        continue;
      }
      own.push([key, all.push(resource) - 1]);
    }
    // Within one answer two of a name are two: an old copy beside the new one.
    for (const [key, at] of own) known.set(key, at);
  }
  return all;
}

const weight = { probe: 2, text: 1, guess: 0 } as const;

/** What the better source says; the other one fills what it leaves open. */
function merged(one: Resource, other: Resource): Resource {
  const [better, worse] = weight[other.provenance] > weight[one.provenance] ? [other, one] : [one, other];
  const dependents = distinct([...better.dependents, ...worse.dependents], ({ address }) => address);
  const facts = [...new Set([...(better.facts ?? []), ...(worse.facts ?? [])])];
  return {
    ...worse,
    ...better,
    wayBack:
      one.provenance === other.provenance && isWorse(worse.wayBack.kind, better.wayBack.kind)
        ? worse.wayBack
        : better.wayBack,
    attributes: better.attributes.length > 0 ? better.attributes : worse.attributes,
    dependents,
    ...(facts.length === 0 ? {} : { facts }),
  };
}

const isWorse = (one: WayBack['kind'], other: WayBack['kind']): boolean =>
  waysBack.indexOf(one) > waysBack.indexOf(other);

function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const seen = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}
