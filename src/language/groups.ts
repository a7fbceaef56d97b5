/** Groups: where a roster says what they are and who is in them, and where a policy asks for them. */
import { isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import { firstOf } from '../base/sentence.ts';
import { assuranceByKind, type Person, parseRoster, type Roster, whyNot } from '../core/cosign/roster.ts';
import type { NamePlace } from './names.ts';
import { documentOf } from './policyText.ts';

/** `.holdpoint/roster.json` beside a policy. */
export interface RosterBeside {
  readonly text: string;
  /** Missing when it cannot be read. */
  readonly roster?: Roster;
}

/** Keys expire by the day. */
const day = 86_400_000;
let last: { readonly beside: RosterBeside; readonly today: number } | undefined;

/** Read once a day, as long as it is the same text. `now`: milliseconds since the epoch. */
export function rosterBeside(text: string, now: number): RosterBeside {
  const today = Math.floor(now / day);
  if (last?.beside.text === text && last.today === today) return last.beside;
  const { roster } = parseRoster(text, now);
  const beside = { text, ...(roster === undefined ? {} : { roster }) };
  last = { beside, today };
  return beside;
}

/** Every group's name, those with a purpose first. */
export const groupNames = ({ groups = {}, people }: Roster): readonly string[] => [
  ...new Set([...Object.keys(groups), ...people.flatMap((person) => person.groups)]),
];

/** What a group is for and who can sign for it. `now`: milliseconds since the epoch. */
export function describeGroup({ groups = {}, people }: Roster, name: string, now: number): string {
  const purpose = Object.hasOwn(groups, name) ? `${name}: ${groups[name]}` : `${name}: a group of the roster`;
  const members = people.filter((person) => person.groups.includes(name));
  const who =
    members.length === 0
      ? 'Nobody is in it'
      : `In it: ${firstOf(
          members.map((each) => described(each, now)),
          mostNamed,
        )}`;
  return `${purpose.replace(/\.$/, '')}. ${who}.`;
}

const mostNamed = 8;

/** `Ada (A3)`: the best key that counts. */
function described({ name, keys }: Person, now: number): string {
  const best = keys
    .filter((key) => whyNot(key, now) === undefined)
    .map(({ kind }) => assuranceByKind[kind])
    .toSorted()
    .at(-1);
  return `${name} (${best ?? 'no key that counts'})`;
}

/** In a policy: where rules and freezes ask for a group. */
export function groupsAsked(text: string): readonly NamePlace[] {
  const places: NamePlace[] = [];
  visit(documentOf(text), {
    Pair(_, { key, value }) {
      const name = isScalar(key) ? key.value : undefined;
      if (name === 'group' || name === 'except')
        for (const node of isSeq(value) ? value.items : [value]) places.push(...placeOf(node, false));
    },
  });
  return places;
}

/** In a roster: what defines a group, and the people in it. A group without a purpose is defined by its first member. */
export function groupsListed(text: string): readonly NamePlace[] {
  const top: unknown = documentOf(text).contents;
  if (!isMap(top)) return [];
  const [groups, people]: readonly unknown[] = [top.get('groups'), top.get('people')];
  const defined = isMap(groups) ? groups.items.flatMap(({ key }) => placeOf(key, true)) : [];
  const listed = (isSeq(people) ? people.items : []).flatMap((person) => {
    const own: unknown = isMap(person) ? person.get('groups') : undefined;
    return isSeq(own) ? own.items.flatMap((each) => placeOf(each, false)) : [];
  });
  const known = new Set(defined.map(({ name }) => name));
  return [
    ...defined,
    ...listed.map((place) => {
      const defines = !known.has(place.name);
      known.add(place.name);
      return defines ? { ...place, defines } : place;
    }),
  ];
}

function placeOf(node: unknown, defines: boolean): readonly NamePlace[] {
  if (isPair(node) || !isScalar(node) || typeof node.value !== 'string' || !node.range) return [];
  return [{ name: node.value, defines, start: node.range[0], end: node.range[1] }];
}

export const placeAt = (places: readonly NamePlace[], offset: number): NamePlace | undefined =>
  places.find(({ start, end }) => start <= offset && offset <= end);

/** A new name for a group, with the quotes the old one has; none where it cannot be one. */
export const renamedGroups = (
  text: string,
  places: readonly NamePlace[],
  from: string,
  to: string,
): readonly { readonly start: number; readonly end: number; readonly text: string }[] =>
  /^[a-zA-Z][\w-]{0,40}$/.test(to)
    ? places
        .filter(({ name }) => name === from)
        .map(({ start, end }) => {
          const quote = /^["']/.exec(text.slice(start, end))?.[0] ?? '';
          return { start, end, text: `${quote}${to}${quote}` };
        })
    : [];
