/**
 * Reads files that somebody else has named, within limits: regular files only, so that no pipe, device or terminal can
 * make the reader wait, and never more than a person could be shown.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

export interface ReadLimits {
  readonly files: number;
  /** Bytes of one file. */
  readonly each: number;
  /** Bytes of all files together. */
  readonly total: number;
  /** Milliseconds spent reading, all files together. */
  readonly time: number;
}

const usual: ReadLimits = { files: 64, each: 1_000_000, total: 4_000_000, time: 200 };

export type BoundedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  /** `why` is a clause: "it is larger than 1 MB". `bytes`: what is no text, one character a byte. */
  | { readonly kind: 'refused'; readonly why: string; readonly bytes?: string };

const refused = (why: string): BoundedText => ({ kind: 'refused', why });

/** A reader with a budget of its own. A file read twice gives what it gave the first time. */
export function boundedReader(
  limits: ReadLimits = usual,
  now: () => number = () => performance.now(),
): (path: string) => BoundedText {
  const known = new Map<string, BoundedText>();
  let files = 0;
  let bytes = 0;
  let spent = 0;

  const read = (path: string): BoundedText => {
    if (files >= limits.files) return refused(`more than ${limits.files} files are involved`);
    if (spent >= limits.time) return refused('reading the files takes too long');
    const began = now();
    const result = readBytes(path, Math.min(limits.each, limits.total - bytes), limits);
    spent += now() - began;
    if (!(result instanceof Uint8Array)) return result;
    files += 1;
    bytes += result.length;
    return decode(result);
  };

  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const result = read(path);
    known.set(path, result);
    return result;
  };
}

function readBytes(path: string, most: number, limits: ReadLimits): Uint8Array | BoundedText {
  let handle: number;
  try {
    // Non-blocking, because opening a pipe would wait for its other end.
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'missing' } : refused('it cannot be opened');
  }
  try {
    if (!fstatSync(handle).isFile()) return refused('it is not a regular file');
    // One byte more than allowed tells a file that is too large, whatever its size claims to be.
    const buffer = Buffer.alloc(most + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < buffer.length; length += got)
      got = readSync(handle, buffer, length, buffer.length - length, null);
    if (length <= most) return buffer.subarray(0, length);
    return refused(
      most < limits.each
        ? `all files together are larger than ${limits.total / 1e6} MB`
        : `it is larger than ${limits.each / 1e6} MB`,
    );
  } catch {
    return refused('it cannot be read');
  } finally {
    closeSync(handle);
  }
}

/** Strictly: a replaced byte would let two different files look the same. */
function decode(bytes: Uint8Array): BoundedText {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'refused', why: 'it is not text', bytes: Buffer.from(bytes).toString('latin1') };
  }
}
