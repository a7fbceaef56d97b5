/** The SHA-256 of what lies at a path, of any size: of a file its bytes, of a folder the names and bytes of its files. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

const chunkBytes = 1024 * 1024;

/** A folder with more files than this is only told by their names. */
const mostFiles = 2_000;

export type Hash = (path: string) => string | undefined;

/** Lower-case hex; undefined where there is no regular file that can be read. */
export const hashFile: Hash = (path) => {
  const handle = opened(path);
  if (handle === undefined) return undefined;
  try {
    if (!fstatSync(handle).isFile()) return undefined;
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (let got = readSync(handle, chunk); got > 0; got = readSync(handle, chunk)) hash.update(chunk.subarray(0, got));
    return hash.digest('hex');
  } catch {
    return undefined;
  } finally {
    closeSync(handle);
  }
};

function opened(path: string): number | undefined {
  try {
    // Non-blocking, because opening a pipe would wait for its other end.
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0));
  } catch {
    return undefined;
  }
}

/** Hashes a file once as long as the system says that nobody has touched it. */
export function rememberingHash(hash: Hash = hashFile): Hash {
  const known = new Map<string, { readonly mark: string; readonly hash: string | undefined }>();
  return (path) => {
    const stats = statOf(path);
    if (stats === undefined) return undefined;
    // A change of the bytes moves the time of the last change, which no program can set.
    const mark = [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ');
    const before = known.get(path);
    if (before?.mark === mark) return before.hash;
    const found = hash(path);
    known.delete(path);
    known.set(path, { mark, hash: found });
    const oldest = known.keys().next();
    if (known.size > mostFiles && !oldest.done) known.delete(oldest.value);
    return found;
  };
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The file, or every file in the folder and below whose name matches. Undefined where there is neither. */
export function hashOf(path: string, hash: Hash, wanted = /./, deep = true): string | undefined {
  if (statOf(path)?.isDirectory() !== true) return hash(path);
  const sum = createHash('sha256');
  let left = mostFiles;
  const walk = (folder: string, prefix: string): void => {
    for (const entry of entriesOf(folder)) {
      const at = join(folder, entry.name);
      const directory = entry.isDirectory() || (entry.isSymbolicLink() && statOf(at)?.isDirectory() === true);
      if (directory) {
        if (deep && !entry.isSymbolicLink() && entry.name !== 'node_modules' && entry.name !== '.git')
          walk(at, `${prefix}${entry.name}/`);
      } else if (wanted.test(entry.name)) {
        const bytes = left-- > 0 ? hash(at) : undefined;
        sum.update(`${JSON.stringify(prefix + entry.name)} ${bytes ?? '?'}\n`);
      }
    }
  };
  walk(path, '');
  return sum.digest('hex');
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
