/** Other processes of this user, where the system shows them: Linux, by /proc. */
import { readdirSync, readFileSync, statSync } from 'node:fs';

export interface OwnProcess {
  readonly pid: number;
  readonly parent: number;
  /** Milliseconds since the epoch, to a hundredth of a second. */
  readonly startedAt: number;
  /** The program and its words; never empty. */
  readonly argv: readonly string[];
}

/** What the kernel counts in, on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Undefined where they cannot be listed. One that ends meanwhile is left out. */
export function ownProcesses(): readonly OwnProcess[] | undefined {
  const user = process.getuid?.();
  let names: readonly string[];
  let bootedAt: number;
  try {
    bootedAt = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]) * 1_000;
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return undefined;
  }
  if (user === undefined || Number.isNaN(bootedAt)) return undefined;
  return names.flatMap((name) => {
    try {
      if (statSync(`/proc/${name}`).uid !== user) return [];
      const argv = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').filter(Boolean);
      // A name in parentheses may hold spaces and parentheses itself.
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      const startedAt = bootedAt + (Number(fields[19]) / ticksPerSecond) * 1_000;
      return argv.length === 0 ? [] : [{ pid: Number(name), parent: Number(fields[1]), startedAt, argv }];
    } catch {
      return [];
    }
  });
}

/** What a process was started with, of these variables and no others; undefined where it cannot be read. */
export function variablesOf(
  pid: number,
  wanted: ReadonlySet<string>,
): Readonly<Record<string, string | undefined>> | undefined {
  try {
    const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
    return Object.fromEntries(pairs.filter(([name]) => wanted.has(name)));
  } catch {
    return undefined;
  }
}
