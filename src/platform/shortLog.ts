/**
 * A small log that several processes append to, one write a time, and that tells when some of it is missing: its lines
 * are numbered, and a second file says that there is one. Private to its user.
 */
import { closeSync, constants, existsSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomic } from './atomicFile.ts';

export interface ShortText {
  readonly lines: readonly string[];
  /** False where lines are missing, spoiled or too many. */
  readonly whole: boolean;
  /** The number of the next line. */
  readonly next: number;
}

/** Bytes. Twice that is never read: whatever grew a log so long, it was not us. */
const limit = 64_000;

const nothing: ShortText = { lines: [], whole: true, next: 0 };
const lost: ShortText = { lines: [], whole: false, next: 0 };

/** What is in the log; an absent one is empty, unless it has been there before. */
export function readShortLog(path: string): ShortText {
  let handle: number;
  try {
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing && !existsSync(witness(path)) ? nothing : lost;
  }
  try {
    if (!fstatSync(handle).isFile()) return lost;
    const buffer = Buffer.alloc(2 * limit);
    let length = 0;
    for (let got = -1; got !== 0 && length < buffer.length; length += got)
      got = readSync(handle, buffer, length, buffer.length - length, null);
    return parse(buffer.toString('utf8', 0, length), length < buffer.length);
  } catch {
    return lost;
  } finally {
    closeSync(handle);
  }
}

const witness = (path: string): string => `${path}.seen`;

function parse(text: string, complete: boolean): ShortText {
  const lines: string[] = [];
  let whole = complete && (text === '' || text.endsWith('\n'));
  let next = 0;
  for (const line of text.split('\n').filter(Boolean)) {
    const [, number, body] = /^(\d+) (.*)$/.exec(line) ?? [];
    if (number === undefined || body === undefined) {
      whole = false;
      continue;
    }
    // Two processes may have written at once, under the same number.
    if (Number(number) > next) whole = false;
    next = Math.max(next, Number(number) + 1);
    lines.push(body);
  }
  return { lines, whole, next };
}

/**
 * Adds lines without line breaks. `before`: what was read. Where the log becomes too long, it is written anew with what
 * `compact` leaves of it. @throws when it cannot be written.
 */
export function appendShortLog(
  path: string,
  lines: readonly string[],
  before: ShortText,
  compact: (lines: readonly string[]) => readonly string[],
): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(witness(path))) writeFileAtomic(witness(path), '');
  const all = [...before.lines, ...lines];
  if (before.whole && all.reduce((size, line) => size + Buffer.byteLength(line) + 8, 0) > limit) {
    writeFileAtomic(path, numbered(compact(all), 0));
    return;
  }
  const handle = openSync(path, 'a', 0o600);
  try {
    // What is missing stays missing: a number is left out.
    writeSync(handle, numbered(lines, before.next + (before.whole ? 0 : 1)));
  } finally {
    closeSync(handle);
  }
}

const numbered = (lines: readonly string[], from: number): string =>
  lines.map((line, index) => `${from + index} ${line}\n`).join('');
