/**
 * Codex's own server, asked over its standard input: one JSON object a line, as `codex app-server` speaks.
 * https://github.com/openai/codex/blob/main/codex-rs/app-server/README.md
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Environment } from '../agents/agent.ts';
import type { JsonRecord } from '../base/json.ts';

/** It could not be asked; the message is a clause that says why. */
export class CodexUnasked extends Error {
  override readonly name = 'CodexUnasked';
}

interface Server {
  /** What it has complained about so far: the file, and the words. */
  readonly complaints: readonly { readonly path: string; readonly what: string }[];
  /** @throws {CodexUnasked} where there is no answer, or one that says no. */
  ask(method: string, params: JsonRecord): Promise<unknown>;
}

export interface ServerOptions {
  readonly program: string;
  readonly cwd: string;
  readonly env: Environment;
  /** Milliseconds for the whole conversation. */
  readonly timeout: number;
}

/** Bytes it may say. */
const mostOutput = 8_000_000;

/** Starts the server, lets `talk` ask it, and ends it in any case. @throws {CodexUnasked} */
export async function withCodex<Result>(
  { program, cwd, env, timeout }: ServerOptions,
  talk: (server: Server) => Promise<Result>,
): Promise<Result> {
  const shell = /\.(?:cmd|bat)$/i.test(program);
  const child = spawn(shell ? `"${program}"` : program, ['app-server'], {
    cwd,
    env,
    shell,
    stdio: 'pipe',
    // A group of its own, so that what it starts ends with it.
    detached: process.platform !== 'win32',
  });
  let fail: (error: CodexUnasked) => void = () => {};
  const over = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const timer = setTimeout(() => fail(new CodexUnasked('Codex did not answer in time')), timeout);
  try {
    const server = connect(child, (why) => fail(new CodexUnasked(why)));
    const work = async () => {
      await server.ask('initialize', { clientInfo: { name: 'holdpoint', title: 'Holdpoint', version: '1' } });
      send(child, { method: 'initialized' });
      return talk(server);
    };
    return await Promise.race([work(), over]);
  } finally {
    clearTimeout(timer);
    end(child);
  }
}

function connect(child: ChildProcessWithoutNullStreams, failed: (why: string) => void): Server {
  const waiting = new Map<number, { done(result: unknown): void; refused(error: CodexUnasked): void }>();
  const complaints: { path: string; what: string }[] = [];
  let last = 0;
  let bytes = 0;
  child.on('error', (error) => failed(`Codex cannot be started (${error.message})`));
  child.on('exit', () => failed('Codex ended instead of answering'));
  child.stdin.on('error', () => {});
  child.stderr.resume();
  child.stdout.on('data', (data: Buffer) => {
    bytes += data.length;
    if (bytes > mostOutput) failed('Codex says more than can be read');
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = read(line);
    if (message.method === 'configWarning') complaints.push(...complaintOf(message.params));
    const asked = typeof message.id === 'number' && message.method === undefined ? waiting.get(message.id) : undefined;
    if (asked === undefined) return;
    if (message.error === undefined) asked.done(message.result);
    else asked.refused(new CodexUnasked('this version of Codex cannot be asked about its hooks'));
  });
  return {
    complaints,
    ask: (method, params) =>
      new Promise((done, refused) => {
        last += 1;
        waiting.set(last, { done, refused });
        send(child, { id: last, method, params });
      }),
  };
}

/** One about a file; none where it is about something else. */
function complaintOf(params: unknown): readonly { readonly path: string; readonly what: string }[] {
  if (typeof params !== 'object' || params === null || !('path' in params) || typeof params.path !== 'string')
    return [];
  const what = 'details' in params && typeof params.details === 'string' ? params.details : 'it cannot be read';
  return [{ path: params.path, what }];
}

/** What is no JSON object is none of ours: a line of a log. */
function read(line: string): Readonly<Record<string, unknown>> {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === 'object' && message !== null ? { ...message } : {};
  } catch {
    return {};
  }
}

const send = (child: ChildProcessWithoutNullStreams, message: JsonRecord) =>
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

function end(child: ChildProcessWithoutNullStreams): void {
  child.stdin.end();
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const signal = (name: 'SIGTERM' | 'SIGKILL') => {
    try {
      if (process.platform === 'win32' || child.pid === undefined) child.kill(name);
      else process.kill(-child.pid, name);
    } catch {
      // It has ended in this very moment.
    }
  };
  signal('SIGTERM');
  const killing = setTimeout(() => signal('SIGKILL'), 3_000);
  child.once('exit', () => clearTimeout(killing));
}
