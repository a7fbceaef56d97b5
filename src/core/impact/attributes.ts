/** Two states of one resource → what differs, with secrets out of sight. */
import type { AttributeChange, Shown } from './impact.ts';
import { type Marks, type Masker, markAt } from './masking.ts';
import { namesSecret, secretParts } from './secretForms.ts';

interface Node {
  readonly before: unknown;
  readonly after: unknown;
  readonly beforeSensitive: Marks;
  readonly afterSensitive: Marks;
  /** What is known only after the action. */
  readonly afterUnknown: Marks;
}

export interface States extends Node {
  /** Paths that force a replacement, each a list of names and indexes. */
  readonly forcing: readonly (readonly (string | number)[])[];
}

/** More differing attributes of one resource than anybody reads. */
const most = 400;
/** Deeper parts are shown as one value. */
const deepest = 64;

/** What differs, and how many differences there are: those beyond a limit are counted only. */
export function differences(
  states: States,
  masker: Masker,
): { readonly shown: readonly AttributeChange[]; readonly total: number } {
  const found: AttributeChange[] = [];
  let total = 0;
  const forcing = states.forcing.map(spell);
  const add = (path: string, before: Shown, after: Shown) => {
    total += 1;
    const forces = forcing.some(
      (start) => path === start || path.startsWith(`${start}.`) || path.startsWith(`${start}[`),
    );
    if (found.length < most || forces) found.push({ path, before, after, forces });
  };
  walk({ path: '', name: '', inside: false, depth: 0 }, states, masker, add);
  // What forces the replacement comes first.
  return { shown: [...found.filter(({ forces }) => forces), ...found.filter(({ forces }) => !forces)], total };
}

const spell = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : below(text, part)), '');

function below(path: string, name: string): string {
  if (!/^[\w-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** Where a value stands. */
interface Place {
  readonly path: string;
  /** Of the attribute it belongs to. */
  readonly name: string;
  /** In a block of secrets, as the variables of an environment are. */
  readonly inside: boolean;
  readonly depth: number;
}

function walk(
  place: Place,
  { before, after, beforeSensitive, afterSensitive, afterUnknown }: Node,
  masker: Masker,
  add: (path: string, before: Shown, after: Shown) => void,
): void {
  const { path, name, inside, depth } = place;
  // A part that only becomes sensitive was readable until now, and is no longer shown.
  const hidden = beforeSensitive === true || afterSensitive === true;
  if (afterUnknown === true) {
    add(path, masker.show(before, hidden || beforeSensitive, name, inside), { kind: 'later' });
    return;
  }
  if (hidden || depth > deepest || !(isOpen(before) || isOpen(after))) {
    if (!same(before, after, 0))
      add(
        path,
        masker.show(before, hidden || beforeSensitive, name, inside),
        masker.show(after, hidden || afterSensitive, name, inside),
      );
    return;
  }
  if (!isOpen(afterUnknown) && same(before, after, 0)) return;
  const hides = new Set<string | number>([...secretParts(before), ...secretParts(after)]);
  for (const key of keysOf(before, after, afterUnknown)) {
    walk(
      {
        path: typeof key === 'number' ? `${path}[${key}]` : below(path, key),
        name: typeof key === 'number' ? name : key,
        inside: inside || namesSecret(name),
        depth: depth + 1,
      },
      {
        before: at(before, key),
        after: at(after, key),
        beforeSensitive: hides.has(key) || markAt(beforeSensitive, key),
        afterSensitive: hides.has(key) || markAt(afterSensitive, key),
        afterUnknown: markAt(afterUnknown, key),
      },
      masker,
      add,
    );
  }
}

/** Something with parts. */
const isOpen = (value: unknown): value is Readonly<Record<string, unknown>> | readonly unknown[] =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

function keysOf(...values: readonly unknown[]): readonly (string | number)[] {
  const open = values.filter(isOpen);
  if (open.some(Array.isArray)) {
    const longest = Math.max(...open.map((value) => (Array.isArray(value) ? value.length : 0)));
    return Array.from({ length: longest }, (_, index) => index);
  }
  return [...new Set(open.flatMap((value) => Object.keys(value)))].sort();
}

function at(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[key];
}

/** Whether two values say the same. What is nested beyond reason counts as different. */
function same(one: unknown, other: unknown, depth: number): boolean {
  const [a, b] = [one ?? null, other ?? null];
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return isNothing(a) && isNothing(b);
  if (Array.isArray(a) !== Array.isArray(b)) return isNothing(a) && isNothing(b);
  const keys = Object.keys(a);
  if (depth > 2 * deepest || keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && same(at(a, key), at(b, key), depth + 1));
}

/** Providers write nothing in several ways: null, an empty list, an empty block. */
const isNothing = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0);
