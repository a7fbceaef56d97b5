/** The SHA-256 of what lies at a path, of any size: of a file its bytes, of a folder the names and bytes of its files. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

const chunkBytes = 1024 * 1024;

/** How much of a folder is read; of the rest, what the system says of it is compared. */
const most = { files: 2_000, bytes: 200_000_000 };
/** How much of a folder is looked at, at all. */
const mostEntries = 20_000;
/** Files whose hashes are remembered. */
const mostKnown = 5_000;

export type Hash = (path: string) => string | undefined;

/** Bytes of one file: of a larger one, what the system says of it stands for its bytes. */
const mostOfOne = 2_000_000_000;

/** Lower-case hex; undefined where there is no regular file that can be read. */
export const hashFile: Hash = (path) => {
  const handle = opened(path);
  if (handle === undefined) return undefined;
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) return undefined;
    const hash = createHash('sha256');
    if (stats.size > mostOfOne) return hash.update(markOf(stats)).digest('hex');
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
    const mark = markOf(stats);
    const before = known.get(path);
    if (before?.mark === mark) return before.hash;
    const found = hash(path);
    known.delete(path);
    known.set(path, { mark, hash: found });
    const oldest = known.keys().next();
    if (known.size > mostKnown && !oldest.done) known.delete(oldest.value);
    return found;
  };
}

const markOf = ({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string => [dev, ino, size, mtimeMs, ctimeMs].join(' ');

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
  const read = { files: 0, bytes: 0 };
  let entries = 0;
  const contentOf = (at: string): string => {
    const stats = statOf(at);
    if (stats === undefined) return '?';
    if (read.files >= most.files || read.bytes + stats.size > most.bytes) return markOf(stats);
    read.files += 1;
    read.bytes += stats.size;
    return hash(at) ?? '?';
  };
  const walk = (folder: string, prefix: string): void => {
    for (const entry of entriesOf(folder)) {
      if (++entries > mostEntries) return;
      const at = join(folder, entry.name);
      const directory = entry.isDirectory() || (entry.isSymbolicLink() && statOf(at)?.isDirectory() === true);
      if (directory) {
        if (deep && !entry.isSymbolicLink() && entry.name !== 'node_modules' && entry.name !== '.git')
          walk(at, `${prefix}${entry.name}/`);
      } else if (wanted.test(entry.name)) {
        sum.update(`${JSON.stringify(prefix + entry.name)} ${contentOf(at)}\n`);
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
