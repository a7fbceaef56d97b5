/** Names that stand in a policy and in the roster beside it: where they are defined, what they are called, and where. */
import type { Span } from '../core/policy/problems.ts';
import { groupsAsked, groupsListed, placeAt, renamedGroups } from './groups.ts';
import { definitionAt, environmentAt, type NamePlace, renames } from './names.ts';

export type { Span };

export type Which = 'policy' | 'roster';

export interface Written {
  readonly uri: string;
  readonly text: string;
}

/** Both files of a folder, as far as they are there. */
export type Pair = Readonly<Partial<Record<Which, Written>>>;

const names = { policy: 'policy.yaml', roster: 'roster.json' } as const;

/** Undefined for every other file. */
export const whichOf = (uri: string): Which | undefined =>
  uri.endsWith(`/.holdpoint/${names.policy}`)
    ? 'policy'
    : uri.endsWith(`/.holdpoint/${names.roster}`)
      ? 'roster'
      : undefined;

/** `uri`: of any of the two. */
export function pairAt(uri: string, textAt: (uri: string) => string | undefined): Pair {
  const written = (which: Which): Pair => {
    const own = uri.replace(/[^/]*$/, names[which]);
    const text = textAt(own);
    return text === undefined ? {} : { [which]: { uri: own, text } };
  };
  return { ...written('policy'), ...written('roster') };
}

const placesIn = (which: Which, pair: Pair): readonly NamePlace[] =>
  (which === 'policy' ? groupsAsked : groupsListed)(pair[which]?.text ?? '');

const groupAt = (which: Which, pair: Pair, offset: number) => placeAt(placesIn(which, pair), offset);

/** Where the name under the cursor is defined. */
export function definitionIn(
  which: Which,
  pair: Pair,
  offset: number,
): (Span & { readonly file: Written }) | undefined {
  const { policy, roster } = pair;
  const environment = which === 'policy' && policy !== undefined ? definitionAt(policy.text, offset) : undefined;
  if (environment !== undefined && policy !== undefined)
    return { file: policy, start: environment.start, end: environment.end };
  const group = groupAt(which, pair, offset);
  const found = placesIn('roster', pair).find(({ name, defines }) => defines && name === group?.name);
  return found && roster && { file: roster, start: found.start, end: found.end };
}

/** The name under the cursor, where it may be another. */
export const renamableAt = (which: Which, pair: Pair, offset: number): Span | undefined =>
  (which === 'policy' ? environmentAt(pair.policy?.text ?? '', offset) : undefined) ?? groupAt(which, pair, offset);

interface Rename {
  readonly file: Written;
  readonly edits: readonly (Span & { readonly text: string })[];
}

/** Every place that has to be written anew, in both files. */
export function renamesIn(which: Which, pair: Pair, offset: number, to: string): readonly Rename[] {
  const own = which === 'policy' ? renames(pair.policy?.text ?? '', offset, to) : [];
  if (own.length > 0 && pair.policy !== undefined)
    return [{ file: pair.policy, edits: own.map(({ start, end }) => ({ start, end, text: to })) }];
  const group = groupAt(which, pair, offset);
  if (group === undefined) return [];
  return (['policy', 'roster'] as const).flatMap((each): readonly Rename[] => {
    const file = pair[each];
    if (file === undefined) return [];
    const edits = renamedGroups(file.text, placesIn(each, pair), group.name, to);
    return edits.length === 0 ? [] : [{ file, edits }];
  });
}
