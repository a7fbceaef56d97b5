/** JSON values, readers that throw on the wrong shape, and the one canonical spelling that gets hashed and signed. */

export type Json = null | boolean | number | string | readonly Json[] | JsonRecord;
export type JsonRecord = { readonly [key: string]: Json };

/** Thrown by the readers below. Its message names the field and never quotes its content. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** @throws {ShapeError} unless `value` is a plain JSON object. */
export function record(value: unknown, field = 'value'): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ShapeError(`${field}: expected an object`);
  return value as Readonly<Record<string, unknown>>;
}

/** @throws {ShapeError} unless `value` is a string. */
export function text(value: unknown, field = 'value'): string {
  if (typeof value !== 'string') throw new ShapeError(`${field}: expected a string`);
  return value;
}

/** A string, or undefined where the field is missing. @throws {ShapeError} on anything else. */
export function optionalText(value: unknown, field = 'value'): string | undefined {
  return value === undefined || value === null ? undefined : text(value, field);
}

/** @throws {ShapeError} unless `value` is an array. */
export function list(value: unknown, field = 'value'): readonly unknown[] {
  if (!Array.isArray(value)) throw new ShapeError(`${field}: expected a list`);
  return value;
}

/** @throws {ShapeError} unless `value` is a whole number of at least `least`. */
export function whole(value: unknown, field = 'value', least = 0): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw new ShapeError(`${field}: expected a whole number`);
  }
  return value;
}

/** @throws {ShapeError} unless `value` is one of `choices`. */
export function oneOf<const Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
  field = 'value',
): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new ShapeError(`${field}: expected one of ${choices.join(', ')}`);
  return found;
}

/**
 * RFC 8785 (JCS): keys sorted by UTF-16 code units, no white space, numbers as ECMAScript prints them.
 * Two equal values have one spelling, so a hash of it names the value. `undefined` members are left out.
 * @throws {ShapeError} on what JSON cannot say: lone surrogates, NaN, infinities, functions.
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ShapeError('canonical: not a finite number');
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new ShapeError('canonical: lone surrogate');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${canonical(key)}:${canonical(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new ShapeError(`canonical: ${typeof value} has no JSON spelling`);
}
