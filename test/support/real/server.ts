/**
 * Servers and folders of the tests with real tools. A server listens on a free loopback port or a socket in a temporary
 * folder; what answers is known to be its own; it ends with everything it started when its test file does, whatever
 * became of the tests.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { which } from '../debianPackages.ts';
import { signal, sleep } from '../editor/processes.ts';

export interface ServerPlan {
  /** An absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Where it will listen: a port on 127.0.0.1, or the path of a socket. */
  readonly listens: { readonly port: number } | { readonly socket: string };
  /** Beyond listening: throws or says false until it can be used. */
  readonly answers?: () => Promise<boolean> | boolean;
  /** For servers that refuse to run as root: see `unprivileged`. */
  readonly unprivileged?: boolean;
  /** What asks it to end; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  /** Milliseconds until it must answer; default 30,000. */
  readonly patience?: number;
}

export interface RealServer {
  readonly pid: number;
  /** The last 64 KiB of what it printed. */
  output(): string;
  stop(): Promise<void>;
}

/** Debian's `nobody`, under which servers run that refuse to be root. */
const nobody = 65534;

/** What a child needs to run without root's rights; empty when this process has none to give away. */
export const unprivileged = (): { readonly uid?: number; readonly gid?: number } =>
  process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

const undo: (() => Promise<void> | void)[] = [];
const running = new Set<ChildProcess>();

afterAll(async () => {
  const problems: unknown[] = [];
  for (const step of undo.splice(0).reverse()) {
    try {
      await step();
    } catch (error) {
      problems.push(error);
    }
  }
  if (problems.length > 0) throw problems[0];
}, 60_000);

process.once('exit', () => {
  for (const { pid } of running) {
    for (const one of pid === undefined ? [] : [...descendants(pid), pid]) signal(one, 'SIGKILL');
  }
});

/** A temporary folder, gone when the test file ends. `forServer`: owned by the user that `unprivileged` servers run as. */
export function tempFolder({ forServer = false } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-real-'));
  const { uid, gid } = unprivileged();
  if (forServer && uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  undo.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** An environment with nothing of the real one but the search path: its home is a temporary folder. */
export function tempHome(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: tempFolder(), LANG: 'C.UTF-8', ...more };
}

/** A port on 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? found(address.port) : failed(new Error('no port')),
      );
    });
  });
}

/** Starts a server and waits until it answers. @throws {Error} with what it printed when it ends before or takes too long. */
export async function startServer(plan: ServerPlan): Promise<RealServer> {
  const rights = plan.unprivileged ? unprivileged() : {};
  const { program, args } = endingWithUs(plan, rights);
  const child = spawn(program, args, {
    cwd: plan.cwd ?? tmpdir(),
    env: plan.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(program === plan.program ? rights : {}),
  });
  running.add(child);
  let output = '';
  let ended: string | undefined;
  const hear = (chunk: string) => {
    output = (output + chunk).slice(-65_536);
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, killedBy) => {
    ended ??= `ended with ${killedBy ?? code}`;
  });
  const stop = async () => {
    if (!running.delete(child) || child.pid === undefined) return;
    await end(child.pid, plan.stopSignal ?? 'SIGTERM', () => ended !== undefined);
  };
  undo.push(stop);
  const deadline = Date.now() + (plan.patience ?? 30_000);
  for (;;) {
    const pid = child.pid ?? 0;
    if (ended === undefined && (await listens(pid, plan.listens)) && (await says(plan.answers))) {
      return { pid, output: () => output, stop };
    }
    if (ended === undefined && Date.now() < deadline) {
      await sleep(50);
      continue;
    }
    await stop();
    throw new Error(`${plan.program} ${ended ?? 'did not answer in time'}:\n${output.slice(-4_000)}`);
  }
}

/** On Linux it is asked to end when this process is gone, even if that was killed and could not stop it. */
function endingWithUs({ program, args }: ServerPlan, { uid, gid }: ReturnType<typeof unprivileged>) {
  const setpriv = process.platform === 'linux' ? which('setpriv') : undefined;
  if (setpriv === undefined) return { program, args };
  const user = uid === undefined ? [] : [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return { program: setpriv, args: [...user, '--pdeathsig=TERM', '--', program, ...args] };
}

async function says(answers: ServerPlan['answers']): Promise<boolean> {
  try {
    return (await answers?.()) ?? true;
  } catch {
    return false;
  }
}

/** It and everything it started: first asked, after ten seconds made to. */
async function end(pid: number, how: NodeJS.Signals, ended: () => boolean): Promise<void> {
  const family = () => (process.platform === 'linux' ? descendants(pid) : []);
  const started = family();
  signal(pid, how);
  for (const deadline = Date.now() + 10_000; !ended() && Date.now() < deadline; ) {
    started.push(...family());
    await sleep(20);
  }
  for (const one of new Set([...started, ...family(), pid])) signal(one, 'SIGKILL');
  signal(-pid, 'SIGKILL');
}

async function listens(pid: number, where: ServerPlan['listens']): Promise<boolean> {
  if ('port' in where && process.platform === 'linux' && !ownsPort(pid, where.port)) return false;
  return new Promise((answer) => {
    const socket = 'port' in where ? connect(where.port, '127.0.0.1') : connect(where.socket);
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });
}

/** Whether the process, or one it started, is who listens on a port: another's server may have taken it meanwhile. */
function ownsPort(pid: number, port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const listening = '0A';
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    linesOf(file)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === listening)
      .map((fields) => `socket:[${fields[9]}]`),
  );
  return [pid, ...descendants(pid)].some((one) => openFiles(one).some((file) => inodes.includes(file)));
}

/** Processes below one, by /proc. */
function descendants(pid: number): number[] {
  const children = childrenOf();
  const below = (one: number): number[] => (children.get(one) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

function childrenOf(): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const entry of folderOf('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = linesOf(`/proc/${entry}/stat`)[0] ?? '';
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  return children;
}

const openFiles = (pid: number): readonly string[] =>
  folderOf(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return '';
    }
  });

function folderOf(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return []; // Ended meanwhile, or not Linux.
  }
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
