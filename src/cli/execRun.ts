/** Starts the real tool in our place: its terminal, its input, its signals, its exit code. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

export interface Started {
  /** Absolute. */
  readonly program: string;
  /** The name it is called by, and its words. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Looked for in what it says on stderr, where that is no terminal. */
  readonly watch?: RegExp;
}

export interface Ended {
  /** As a shell says it: 128 and the signal's number where a signal ended it. */
  readonly code: number;
  /** What was looked for was said. */
  readonly said: boolean;
}

const passedOn = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGCONT', 'SIGWINCH'] as const;
/** A terminal sends these to everything in its foreground by itself; twice would mean something else to many tools. */
const fromTerminal: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT', 'SIGWINCH', 'SIGCONT']);

/** How much of what was said last is kept, to be looked through. */
const tail = 4_000;

/** Rejects when it cannot be started. */
export function runInPlace({ program, argv, cwd, env, watch }: Started): Promise<Ended> {
  const terminal = [0, 1, 2].some((stream) => isatty(stream));
  const listens = watch !== undefined && !isatty(2);
  return new Promise((resolve, reject) => {
    // Before it starts: a signal that comes in the very moment would end us alone.
    const handlers = passedOn.map((name) => {
      const handler = () => {
        if (!(terminal && fromTerminal.has(name))) child.kill(name);
      };
      process.on(name, handler);
      return { name, handler };
    });
    const child = spawn(program, argv.slice(1), {
      argv0: argv[0],
      cwd,
      env,
      stdio: ['inherit', 'inherit', listens ? 'pipe' : 'inherit'],
    });
    let heard = '';
    let said = false;
    child.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk);
      heard = (heard + chunk.toString('utf8')).slice(-tail);
      said ||= watch?.test(heard) === true;
    });
    const end = () => {
      for (const { name, handler } of handlers) process.off(name, handler);
    };
    child.once('error', (error) => {
      end();
      reject(error);
    });
    child.once('close', (code, signal) => {
      end();
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), said });
    });
  });
}
