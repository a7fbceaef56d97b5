/**
 * Processes on this machine, found by a variable in their environment: what a server started stays
 * findable after its parent died or moved it to another session, as terminals do.
 *
 * Reads /proc, so Linux only, like the server itself.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { problem } from '../../../src/base/problem.ts';

export interface ProcessInfo {
  readonly pid: number;
  readonly command: string;
  readonly residentMiB: number;
  /** Clock ticks since boot; orders processes by age. */
  readonly startedAt: number;
}

/** Every live process whose environment holds exactly `name=value`, oldest first. */
export function processesWith(name: string, value: string): readonly ProcessInfo[] {
  const wanted = `${name}=${value}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        if (!readFileSync(`/proc/${entry}/environ`, 'utf8').split('\0').includes(wanted)) return [];
        const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
        // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (fields[0] === 'Z') return [];
        const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${entry}/status`, 'utf8'))?.[1] ?? '0';
        return [
          {
            pid: Number(entry),
            command: readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
            residentMiB: Math.round(Number(kib) / 1024),
            startedAt: Number(fields[19] ?? 0),
          },
        ];
      } catch {
        return []; // Ended meanwhile, or belongs to somebody else.
      }
    })
    .sort((a, b) => a.startedAt - b.startedAt);
}

/** Sends a signal; false when the process is gone already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Hears every chunk of output. */
  readonly onOutput?: (text: string) => void;
  readonly timeout?: number;
  /** Whose rights it runs with, where not this process's. */
  readonly uid?: number;
  readonly gid?: number;
}

/** Runs one program to its end and returns what it printed. @throws {Problem} with its last lines when it fails. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { promise, resolve, reject } = withResolvers<string>();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeout,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid }),
  });
  let output = '';
  const hear = (chunk: string) => {
    output += chunk;
    options.onOutput?.(chunk);
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  child.once('error', reject);
  child.once('close', (code, killedBy) => {
    if (code === 0) return resolve(output);
    const lines = output.trimEnd().split('\n').slice(-30);
    // A stack trace out of a bundle quotes the whole bundle.
    const tail = lines.map((it) => (it.length > 300 ? `${it.slice(0, 300)}…` : it)).join('\n');
    const line = [command, ...args].join(' ');
    reject(problem('program-failed', `${line} ended with ${killedBy ?? code}.`, 'It said:', `\n${tail}`));
  });
  return promise;
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

export const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Asks again and again until there is an answer. @throws {Error} `complaint()` when time is up. */
export async function until<Value>(
  ask: () => Promise<Value | undefined | false> | Value | undefined | false,
  complaint: () => string,
  timeout = 20_000,
): Promise<Value> {
  for (const deadline = Date.now() + timeout; ; await sleep(150)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(complaint());
  }
}
