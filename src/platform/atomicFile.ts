/** Files that are either as they were or as they should be, also when the machine stops in between. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface WriteOptions {
  /** Permission bits of a new file; an existing one keeps its own. Default 0o600. */
  readonly mode?: number;
  /** False for what may be lost when the machine stops: nothing waits for the disk. Default true. */
  readonly durable?: boolean;
}

/**
 * Writes the whole file: into a new one beside it, synced, then renamed over it. A symbolic link stays one, and what it
 * points to is written. Folders that are missing are made, for this user only.
 */
export function writeFileAtomic(path: string, text: string, { mode = 0o600, durable = true }: WriteOptions = {}): void {
  const target = linkTarget(path);
  const folder = dirname(target);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Any free name will do, and `wx` never writes through something that somebody else has put there. Loading the system's
  // randomness would cost a hook that only reads two milliseconds.
  const temporary = join(folder, `.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`);
  const handle = openSync(temporary, 'wx', 0o600);
  try {
    try {
      fchmodSync(handle, modeOf(target) ?? mode);
      writeAll(handle, Buffer.from(text, 'utf8'));
      if (durable) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durable) syncFolder(folder);
}

/** Removes the file, or what a symbolic link points to. A file that is not there is fine. */
export function removeFile(path: string): void {
  rmSync(linkTarget(path), { force: true });
}

/** The text of a file; undefined when there is none. @throws on one that is not UTF-8, which an edit would damage. */
export function readTextFile(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** Where a write to `path` really goes, also through a link to a file that is not there yet. */
function linkTarget(path: string, depth = 0): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (!isMissing(error) || depth > 20) throw error;
  }
  try {
    return lstatSync(path).isSymbolicLink() ? linkTarget(resolve(dirname(path), readlinkSync(path)), depth + 1) : path;
  } catch (error) {
    if (isMissing(error)) return path;
    throw error;
  }
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o777;
  } catch {
    return undefined;
  }
}

function writeAll(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}

/** Makes the rename itself durable. Windows has no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
