/** The one sentence above everything else: what goes, what of it matters, and whether it comes back. */
import type { Action, Resource, Summary, Uninspectable } from './impact.ts';
import { summarize } from './summary.ts';

/** The worst first. */
const verbs: readonly (readonly [keyof Summary, string])[] = [
  ['delete', 'deletes'],
  ['replace', 'replaces'],
  ['forget', 'gives up'],
  ['update', 'changes'],
  ['create', 'creates'],
  ['import', 'takes over'],
];

/** A sentence about all changes together. */
export function headlineOf(resources: readonly Resource[], uninspectable: readonly Uninspectable[]): string {
  const summary = summarize(resources);
  const losses = resources.filter(({ wayBack }) => wayBack.kind === 'irreversible');
  const parts = verbs.flatMap(([action, verb]) => {
    const count = summary[action];
    return count === 0 ? [] : [`${verb} ${spelled(count, action, resources, losses.length === 0)}`];
  });
  const unclear = unclearPart(resources, uninspectable);
  if (parts.length > 0) return capital(`${join(parts)}${ending(losses, summary.delete + summary.replace, unclear)}.`);
  if (unclear !== undefined) return `Cannot be inspected: ${unclear}.`;
  return summary.read > 0 ? 'Reads only; changes nothing.' : 'Changes nothing.';
}

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
  const [first] = names;
  if (first === undefined) return undefined;
  return names.length === 1 ? first : `${first} and ${names.length - 1} more`;
}

/** `aws_db_instance.orders`, or `12 resources`, where wanted with those that hold something by name. */
function spelled(count: number, action: Action, resources: readonly Resource[], naming: boolean): string {
  const own = resources.filter(
    (each) => each.action === action || (action === 'create' && each.actions[0] === 'create'),
  );
  const [only] = own;
  if (count === 1 && only !== undefined) return only.address;
  const losing = naming && action !== 'create' && action !== 'import';
  const kept = losing ? own.filter(({ holds }) => holds !== undefined && holds !== 'opaque') : [];
  return kept.length > 0 ? `${count} resources, among them ${named(kept, 3)}` : `${count} resources`;
}

/** The first by name, the others by number. */
function named(resources: readonly Resource[], most: number): string {
  const names = resources.slice(0, most).map(({ address }) => address);
  const more = resources.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : join(names);
}

const join = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
