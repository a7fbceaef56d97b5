/** Runs one program to its end. */
import { spawn } from 'node:child_process';

export interface RunResult {
  /** Undefined when it was killed, by us or by others. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until it is killed. */
  readonly timeout: number;
}

/** Rejects when the program cannot be started. */
export function run(
  program: string,
  args: readonly string[],
  { input = '', env = process.env, timeout }: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: 'pipe', timeout, killSignal: 'SIGKILL' });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (data: string) => (text[name] += data));
    // It may end without reading what it is given.
    child.stdin.on('error', () => {}).end(input);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? undefined, ...text }));
  });
}
