/** Readers for the parts of a plan: what may be left out, and what has to be there. */
import { list, record } from '../../base/json.ts';

export type Node = Readonly<Record<string, unknown>>;

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

/** The address of an entry, or else its place in the list, from 0. */
export function nameOf(entry: unknown, index: number): string {
  const address = looseRecord(entry).address;
  return typeof address === 'string' && address !== '' ? address : `entry ${index + 1} of the plan`;
}
