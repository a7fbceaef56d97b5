/** Append-only text files that are on disk before the call returns. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.ts';

/** A folder of `*.jsonl` files that together are one sequence of lines, in the order of their names. */
export interface AppendLog {
  /**
   * Appends the line that `make` builds from the last one (undefined for the first ever), and waits until it is on disk.
   * Other processes are kept out meanwhile. A name that would come before the newest file's is not used, since the
   * line would not be the last one then: a clock may be put back. @throws when it cannot be written.
   */
  append(file: string, make: (last: string | undefined) => string): void;
  /** Every line, oldest first. */
  lines(): Iterable<string>;
}

export function appendLog(folder: string): AppendLog {
  const files = (): string[] =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith('.jsonl'))
          .sort()
      : [];

  return {
    append(file, make) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      withLock(join(folder, '.lock'), () => {
        const before = files();
        const path = join(folder, [...before, file].sort().at(-1) ?? file);
        const last = lastOf(before.map((name) => join(folder, name)));
        const handle = openSync(path, 'a', 0o600);
        try {
          // A line cut short by a crash stays visible as what it is, and the next one starts afresh.
          writeSync(handle, `${endsWithBreak(path) ? '' : '\n'}${make(last)}\n`);
          fsyncSync(handle);
        } finally {
          closeSync(handle);
        }
      });
    },
    *lines() {
      for (const name of files()) {
        const whole = readFileSync(join(folder, name), 'utf8');
        yield* whole.endsWith('\n') ? whole.slice(0, -1).split('\n') : whole.split('\n');
      }
    },
  };
}

/** The last line of the newest file that has one. */
function lastOf(paths: readonly string[]): string | undefined {
  for (const path of [...paths].reverse()) {
    const line = lastLine(path);
    if (line !== undefined) return line;
  }
  return undefined;
}

function endsWithBreak(path: string): boolean {
  const handle = openSync(path, 'r');
  try {
    const { size } = fstatSync(handle);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(handle, last, 0, 1, size - 1) === 1 && last[0] === 0x0a);
  } finally {
    closeSync(handle);
  }
}

/** The last line of a file without its break, read from the end; undefined when the file is empty. */
function lastLine(path: string): string | undefined {
  const handle = openSync(path, 'r');
  try {
    const { size } = fstatSync(handle);
    for (let length = Math.min(size, 4_096); length > 0; length = Math.min(size, length * 4)) {
      const tail = Buffer.alloc(length);
      readSync(handle, tail, 0, length, size - length);
      const text = tail.toString('utf8').replace(/\n$/, '');
      const start = text.lastIndexOf('\n');
      if (start >= 0) return text.slice(start + 1);
      if (length === size) return text;
    }
    return undefined;
  } finally {
    closeSync(handle);
  }
}
