/** Readers for JSON of others, of which much may be left out. What has to be there is read with `json.ts`. */
import { list, record } from './json.ts';

export type Node = Readonly<Record<string, unknown>>;

/** The value that a text spells; undefined where it spells none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Empty where there is none. @throws {ShapeError} on what is no list. */
export const optionalList = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : list(value);

/** Empty where there is none. @throws {ShapeError} on what is no object. */
export const optionalRecord = (value: unknown): Node => (value === undefined || value === null ? {} : record(value));

/** Empty for whatever is no object: only for what may be left out. */
export const looseRecord = (value: unknown): Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};

/** The text of a member, empty where there is none. */
export function textIn(node: Node, name: string): string {
  const value = node[name];
  return typeof value === 'string' ? value : '';
}
