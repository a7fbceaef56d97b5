/** Runs one program to its end, within limits. */
import { type ChildProcess, spawn } from 'node:child_process';

export interface RunResult {
  /** Undefined when it was killed, by us or by others. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why we killed it. */
  readonly killed?: 'time' | 'output' | 'cancelled';
}

export interface RunOptions {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until it is ended, with everything it has started. */
  readonly timeout: number;
  /** Milliseconds between asking it to end, so that it can give back its locks, and killing it. */
  readonly grace?: number;
  /** Bytes of output until it is killed. */
  readonly mostOutput?: number;
  readonly signal?: AbortSignal;
}

/** Rejects when the program cannot be started. */
export function run(
  program: string,
  args: readonly string[],
  { input = '', cwd, env = process.env, timeout, grace = 3_000, mostOutput = 64_000_000, signal }: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that what it starts ends with it.
    const child = spawn(program, args, { cwd, env, stdio: 'pipe', detached: process.platform !== 'win32' });
    const text = { stdout: '', stderr: '' };
    let bytes = 0;
    let killed: RunResult['killed'];
    let killing: NodeJS.Timeout | undefined;
    const kill = (why: NonNullable<RunResult['killed']>) => {
      if (killed !== undefined) return;
      killed = why;
      signalGroup(child, 'SIGTERM');
      killing = setTimeout(() => signalGroup(child, 'SIGKILL'), grace);
    };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (data: string) => {
        bytes += data.length;
        if (bytes > mostOutput) kill('output');
        else text[name] += data;
      });
    const timer = setTimeout(() => kill('time'), timeout);
    const cancel = () => kill('cancelled');
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted === true) cancel();
    const end = () => {
      clearTimeout(timer);
      clearTimeout(killing);
      signal?.removeEventListener('abort', cancel);
    };
    // It may end without reading what it is given.
    child.stdin.on('error', () => {}).end(input);
    child.on('error', (error) => {
      end();
      reject(error);
    });
    child.on('close', (code) => {
      end();
      resolve({ code: code ?? undefined, ...text, ...(killed === undefined ? {} : { killed }) });
    });
  });
}

function signalGroup(child: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // It has ended in this very moment.
  }
}
