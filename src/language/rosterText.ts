/** A roster in the editor: what is wrong with it, which groups a person may be in, and what is known of them. */
import { parseRoster } from '../core/cosign/roster.ts';
import type { Problem } from '../core/policy/problems.ts';
import type { Completion } from './completion.ts';
import { cursorAt } from './cursor.ts';
import { describeGroup, groupNames, groupsListed, placeAt } from './groups.ts';
import type { Hover } from './hover.ts';
import type { Vocabulary } from './vocabulary.ts';

/** `now`: milliseconds since the epoch. */
export const rosterProblems = (text: string, now: number): readonly Problem[] => parseRoster(text, now).problems;

type Known = Pick<Vocabulary, 'roster' | 'now'>;

/** Groups that a person could be in. Keys and kinds the published schema completes. */
export function completeGroups(text: string, offset: number, { roster: beside }: Known): readonly Completion[] {
  const cursor = cursorAt(text, offset);
  const [list, , key, index] = cursor?.path ?? [];
  if (cursor === undefined || list !== 'people' || key !== 'groups' || index === undefined) return [];
  const { start, end } = cursor;
  const known =
    beside?.roster === undefined ? [...new Set(groupsListed(text).map(({ name }) => name))] : groupNames(beside.roster);
  return known
    .filter((name) => name !== cursor.word)
    .map((name) => ({ label: name, kind: 'name', insert: JSON.stringify(name), start, end }));
}

/** What is known of the group under the cursor. */
export function hoverGroup(text: string, offset: number, { roster: beside, now }: Known): Hover | undefined {
  const place = placeAt(groupsListed(text), offset);
  return place === undefined || beside?.roster === undefined
    ? undefined
    : { text: describeGroup(beside.roster, place.name, now), start: place.start, end: place.end };
}
