/** What may be written at a place in a policy. */
import type { Path } from '../core/policy/problems.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { groupNames } from './groups.ts';
import { environmentsIn } from './names.ts';
import { type KeyInfo, keysAt, valuesAt } from './schema.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'name' | 'rule';
  readonly detail?: string;
  /** Replaces `[start, end)` of the text. */
  readonly insert: string;
  readonly start: number;
  readonly end: number;
  /** `insert` holds places to fill in, as editors write them: `${1:name}`. */
  readonly snippet?: true;
}

/** The likeliest first. */
export function complete(text: string, offset: number, vocabulary: Vocabulary): readonly Completion[] {
  const cursor =
    text.trim() === ''
      ? ({ path: [], at: 'key', word: '', start: offset, end: offset, siblings: [] } as const)
      : cursorAt(text, offset);
  if (cursor === undefined) return [];
  if (cursor.at === 'key') return keys(cursor);
  // An empty place behind a colon or a dash may become a mapping.
  const below = keysAt(cursor.path);
  return [...values(cursor, text, vocabulary), ...(below.length === 0 ? [] : keys({ ...cursor, siblings: [] }))];
}

function keys({ path, siblings, start, end }: Cursor): readonly Completion[] {
  const rule = path.length === 2 && path[0] === 'rules' && siblings.length === 0 ? [ruleSkeleton(start, end)] : [];
  return [
    ...rule,
    ...keysAt(path)
      .filter(({ name }) => !siblings.includes(name))
      .map(
        (key): Completion => ({
          label: key.name,
          kind: 'key',
          detail: key.description,
          insert: inserted(key),
          start,
          end,
        }),
      ),
  ];
}

const inserted = ({ name, holds }: KeyInfo): string => (holds === 'value' ? `${name}: ` : `${name}:`);

const ruleSkeleton = (start: number, end: number): Completion => ({
  label: 'a rule',
  kind: 'rule',
  detail: 'A name, a condition and what follows from it.',
  insert: [
    `name: \${1:what people read}`,
    `  when: { environment: \${2:production}, effect: \${3:destroy} }`,
    `  then: \${4:hold}`,
  ].join('\n'),
  snippet: true,
  start,
  end,
});

function values({ path, start, end }: Cursor, text: string, vocabulary: Vocabulary): readonly Completion[] {
  const fixed = valuesAt(path).map((value): Completion => ({ label: value, kind: 'value', insert: value, start, end }));
  if (fixed.length > 0) return fixed;
  return namesAt(path, text, vocabulary).map(
    (name): Completion => ({ label: name, kind: 'name', insert: quoted(name), start, end }),
  );
}

const quoted = (name: string): string => (/^[\w][\w./@-]*$/.test(name) ? name : JSON.stringify(name));

/** Names that stand elsewhere: environments, groups, tools. */
function namesAt(path: Path, text: string, vocabulary: Vocabulary): readonly string[] {
  const key = path.findLast((each) => typeof each === 'string');
  switch (key) {
    case 'environment':
    case 'environments':
      return path.length === 1 ? [] : [...new Set([...environmentsIn(text), ...vocabulary.environments, 'production'])];
    case 'group':
    case 'except':
      return vocabulary.roster?.roster === undefined ? [] : groupNames(vocabulary.roster.roster);
    case 'tool':
      return vocabulary.tools;
    case 'agent':
      return vocabulary.agents;
    case 'types':
      return vocabulary.resourceTypes;
    case 'branch':
    case 'branches':
      return vocabulary.branches;
    case 'timezone':
      return zones;
    default:
      return [];
  }
}

const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Australia/Sydney',
];
