/** The one sentence above everything else: what goes, how much of it, what hangs on it, and whether it comes back. */
import { capitalized, firstOf } from '../../base/sentence.ts';
import { sizeOf } from './amounts.ts';
import type { Action, Resource, Summary, Uninspectable } from './impact.ts';
import { counted, nounOf, typeInAddress } from './nouns.ts';
import { goesAway, summarize } from './summary.ts';

/** The worst first. */
const verbs: readonly (readonly [keyof Summary, string])[] = [
  ['delete', 'deletes'],
  ['replace', 'replaces'],
  ['forget', 'gives up'],
  ['update', 'changes'],
  ['create', 'creates'],
  ['import', 'takes over'],
];

/** A sentence about all changes together. `where`: an adjective for the place, such as `production`. */
export function headlineOf(
  resources: readonly Resource[],
  uninspectable: readonly Uninspectable[],
  where?: string,
): string {
  const summary = summarize(resources);
  const losses = byWeight(resources.filter(({ wayBack }) => wayBack.kind === 'irreversible'));
  const parts = verbs.flatMap(([action, verb]) => {
    const count = summary[action];
    return count === 0 ? [] : [`${verb} ${spelled(count, action, resources, losses.length === 0, where)}`];
  });
  const unclear = unclearPart(resources, uninspectable);
  if (parts.length > 0) return capitalized(`${joinClauses(parts)}${ending(losses, goingIn(summary), unclear)}.`);
  if (unclear !== undefined) return `Cannot be inspected: ${unclear}.`;
  return summary.read > 0 ? 'Reads only; changes nothing.' : 'Changes nothing.';
}

/** How many go; where none does, how many change. */
const goingIn = (summary: Summary): number => summary.delete + summary.replace || summary.update;

/** What does not come back, or else what nobody knows. */
function ending(losses: readonly Resource[], going: number, unclear: string | undefined): string {
  if (losses.length === 1 && going === 1) return '; this cannot be undone';
  if (losses.length > 0) return `; ${named(losses, 3)} cannot be brought back`;
  return unclear === undefined ? '' : `; ${unclear} cannot be inspected`;
}

/** What nobody could look into. */
function unclearPart(resources: readonly Resource[], uninspectable: readonly Uninspectable[]): string | undefined {
  const unknown = resources.filter(({ action }) => action === 'unknown');
  const names = [...uninspectable.map(({ what }) => what), ...unknown.map(({ address }) => address)];
  return names.length === 0 ? undefined : firstOf(names, 1);
}

/** One resource with everything that matters of it, or `12 resources`, where wanted with those that hold something by name. */
function spelled(
  count: number,
  action: Action,
  resources: readonly Resource[],
  naming: boolean,
  where: string | undefined,
): string {
  const own = resources.filter(
    (each) =>
      each.action === action || (action === 'create' && each.action === 'forget' && each.actions.includes('create')),
  );
  const [only] = own;
  if (count === 1 && only !== undefined) return alone(only, resources, where);
  const losing = naming && action !== 'create' && action !== 'import';
  const kept = losing ? byWeight(own.filter(({ holds }) => holds !== undefined && holds !== 'opaque')) : [];
  const what = kindOf(own, count, where);
  const left = goesAway({ action }) ? dependentsOf(own, resources) : '';
  return `${what}${kept.length > 0 ? `, among them ${named(kept, 3)}` : ''}${left}`;
}

/** `12 production tables` where all are of one kind. */
function kindOf(own: readonly Resource[], count: number, where: string | undefined): string {
  const [noun, ...others] = new Set(own.map(({ type }) => nounOf(type)));
  const one = noun !== undefined && others.length === 0 && own.length === count ? noun : 'resource';
  return counted(count, `${where === undefined ? '' : `${where} `}${one}`);
}

/** `the production database orders (412 GB, deletion protection off), on which 3 services depend`. */
function alone(resource: Resource, all: readonly Resource[], where: string | undefined): string {
  const { address, type } = resource;
  const noun = nounOf(type);
  const label = noun === undefined && where === undefined ? address : `\`${address}\``;
  const kind = [where, noun].filter((word) => word !== undefined).join(' ');
  const told = details(resource);
  const left = goesAway(resource) ? dependentsOf([resource], all) : '';
  return `${kind === '' ? '' : `the ${kind} `}${label}${told === '' ? '' : ` (${told})`}${left}`;
}

/** Facts one sentence bears. */
const mostFacts = 3;

/** `412 GB, deletion protection off, no final snapshot`. */
function details({ size, facts = [] }: Resource): string {
  return [...(size === undefined ? [] : [sizeOf(size)]), ...facts.slice(0, mostFacts)].filter(Boolean).join(', ');
}

/** Kinds one sentence tells apart. */
const mostKinds = 3;

/** `, on which 3 services and 14 alarms depend`: what stays while what it hangs on goes. */
function dependentsOf(own: readonly Resource[], all: readonly Resource[]): string {
  const left = leftHanging(own, all);
  if (left.length === 0) return '';
  const kinds = new Map<string, number>();
  for (const address of left) {
    const noun = nounOf(typeInAddress(address)) ?? '';
    kinds.set(noun, (kinds.get(noun) ?? 0) + 1);
  }
  const known = [...kinds].filter(([noun]) => noun !== '').sort(([, one], [, other]) => other - one);
  const told = known.slice(0, mostKinds);
  const rest = left.length - told.reduce((sum, [, count]) => sum + count, 0);
  const parts = told.map(([noun, count]) => counted(count, noun));
  if (rest > 0) parts.push(counted(rest, 'other'));
  return `, on which ${join(parts)} ${left.length === 1 ? 'depends' : 'depend'}`;
}

/** Addresses of what depends on some resources, at any distance, and does not go itself. */
export function leftHanging(own: readonly Resource[], all: readonly Resource[]): readonly string[] {
  const going = new Set(all.filter(goesAway).map(({ address }) => address));
  const hanging = new Set<string>();
  // Instances of one resource share their list: thousands on which thousands hang are looked at once.
  for (const list of new Set(own.map(({ dependents }) => dependents)))
    for (const { address } of list) hanging.add(address);
  return [...hanging].filter((address) => !going.has(address));
}

/** What holds most first; where nothing says how much, as the tool has it. */
const byWeight = (resources: readonly Resource[]): readonly Resource[] =>
  resources
    .map((resource, index) => ({ resource, index, bytes: resource.size?.bytes ?? 0, count: resource.size?.count ?? 0 }))
    .sort((one, other) => other.bytes - one.bytes || other.count - one.count || one.index - other.index)
    .map(({ resource }) => resource);

/** The first by name and size, the others by number. */
function named(resources: readonly Resource[], most: number): string {
  const names = resources
    .slice(0, most)
    .map(({ address, size }) => `${address}${size === undefined || sizeOf(size) === '' ? '' : ` (${sizeOf(size)})`}`);
  const more = resources.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : join(names);
}

/** A clause with commas of its own ends with one. */
const joinClauses = (parts: readonly string[]): string =>
  join(parts.map((part, index) => (index === parts.length - 2 && part.includes(', ') ? `${part},` : part)));

const join = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
