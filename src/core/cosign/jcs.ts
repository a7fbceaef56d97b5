/**
 * JSON that is hashed and signed: strict RFC 8785, where one value has one spelling and only that spelling is read.
 * https://www.rfc-editor.org/rfc/rfc8785
 *
 * What a writer of JSON would quietly change (`undefined`, a `toJSON`, a date, half a character, NaN) is an error here:
 * else two programs would sign different things under one name.
 */
import { canonical, type Json, ShapeError } from '../../base/json.ts';
import { type Bytes, sha256Of, textOfUtf8, utf8 } from './bytes.ts';

/** Objects and lists within one another. */
const deepest = 64;

/** UTF-8 of the one spelling. @throws {ShapeError} on whatever is not plain JSON. */
export function jcs(value: unknown): Bytes {
  plain(value, 0);
  return utf8(canonical(value));
}

/**
 * The value, where these bytes are its one spelling: no key twice, no white space, no other escapes or numbers.
 * @throws {ShapeError} on anything else, and never anything else.
 */
export function readJcs(bytes: Uint8Array): Json {
  const text = textOfUtf8(bytes);
  if (text === undefined) throw new ShapeError('not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ShapeError('not JSON');
  }
  plain(value, 0);
  if (canonical(value) !== text) throw new ShapeError('not in its one spelling');
  return value;
}

/** SHA-256 of the one spelling. @throws {ShapeError} on whatever is not plain JSON. */
export const digestOf = async (subtle: SubtleCrypto, value: unknown): Promise<Bytes> => sha256Of(subtle, jcs(value));

function plain(value: unknown, depth: number): asserts value is Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return;
    case 'object':
      break;
    default:
      throw new ShapeError(`${typeof value} has no JSON spelling`);
  }
  if (value === null) return;
  if (depth >= deepest) throw new ShapeError('nested too deep');
  if (Array.isArray(value)) {
    // By its places, because a hole in a list is no value of its own.
    for (let at = 0; at < value.length; at++) plain(value[at], depth + 1);
    if (Object.keys(value).length !== value.length) throw new ShapeError('a list has members by name');
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new ShapeError('not a plain object');
  for (const key of Reflect.ownKeys(value)) {
    const member = Object.getOwnPropertyDescriptor(value, key);
    if (typeof key !== 'string' || member?.enumerable !== true || !('value' in member))
      throw new ShapeError('not a plain member');
    plain(member.value, depth + 1);
  }
}
