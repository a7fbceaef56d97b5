/** Quick fixes for a policy's problems: the word that was probably meant, or what has to go. */
import type { Problem, Span } from '../core/policy/problems.ts';
import { cursorOn } from './cursor.ts';
import { groupNames, groupsAsked, renamedGroups } from './groups.ts';
import { environmentsIn } from './names.ts';
import { documentOf } from './policyText.ts';
import { keysAt, valuesAt } from './schema.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Fix {
  readonly title: string;
  readonly edits: readonly (Span & { readonly text: string })[];
}

/** `problem`: as `diagnose` told it. Empty where nobody can tell what was meant. */
export function fixesFor(
  text: string,
  problem: Pick<Problem, 'message' | 'start' | 'end'>,
  vocabulary: Vocabulary,
): readonly Fix[] {
  const asked = groupsAsked(text).find((place) => place.start >= problem.start && place.end <= problem.end);
  if (asked !== undefined && / cannot be found\.$|^Nobody on the roster/.test(problem.message)) {
    const names = vocabulary.roster?.roster === undefined ? [] : groupNames(vocabulary.roster.roster);
    return nearest(
      asked.name,
      names.filter((name) => name !== asked.name),
    ).map((name) => ({
      title: `Change to "${name}"`,
      edits: renamedGroups(text, [asked], asked.name, name),
    }));
  }
  const cursor = cursorOn(text, problem.start);
  if (cursor === undefined) return [];
  const { path, at, word, siblings, start, end } = cursor;
  const instead = (candidates: readonly string[]): readonly Fix[] =>
    nearest(word, candidates).map((name) => ({ title: `Change to "${name}"`, edits: [{ start, end, text: name }] }));
  if (at === 'key') {
    const known = keysAt(path).map(({ name }) => name);
    return known.includes(word) ? [] : instead(known.filter((name) => !siblings.includes(name)));
  }
  const missing = /^No environment is called "(.+)"\.$/.exec(problem.message)?.[1];
  if (missing !== undefined)
    return [...instead([...environmentsIn(text), ...vocabulary.environments, 'production']), ...define(text, missing)];
  const values = valuesAt(path);
  return values.includes(word) ? [] : instead(values);
}

/** Adds an environment where they are defined. */
function define(text: string, name: string): readonly Fix[] {
  const title = `Define the environment "${name}"`;
  const environments: unknown = documentOf(text).get('environments', true);
  if (environments !== undefined) {
    const [first] = /^environments:[ \t]*\r?\n/m.exec(text) ?? [];
    if (first === undefined) return [];
    const at = text.indexOf(first) + first.length;
    return [{ title, edits: [{ start: at, end: at, text: `  ${name}: { contexts: ["${name}-*"] }\n` }] }];
  }
  const at = /^version:.*\r?\n?/m.exec(text);
  const offset = at === null ? 0 : at.index + at[0].length;
  return [
    { title, edits: [{ start: offset, end: offset, text: `environments:\n  ${name}: { contexts: ["${name}-*"] }\n` }] },
  ];
}

/** At most three words that differ by little. */
function nearest(word: string, candidates: readonly string[]): readonly string[] {
  const most = Math.max(2, Math.floor(word.length / 2));
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ far }) => far <= most)
    .toSorted((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Letters to insert, drop, change or swap. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        (next[j - 1] ?? 0) + 1,
        (row[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
