/**
 * One editor server on a loopback port, with user data, extensions and a home directory of its own: nothing outside
 * its folder is written, and `close` leaves no process of it behind.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureEditor, type Runtime } from './install.ts';
import { type ProcessInfo, processesWith, run, signal, sleep, until } from './processes.ts';
import { quietSettings } from './settings.ts';

export interface HostOptions {
  /** Where everything of this server goes. Without it: a temp folder, removed by `close`. */
  readonly dir?: string;
  /** Merged over `quietSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `.vsix` files, installed before the start. */
  readonly extensions?: readonly string[];
  /** For the server, and so for its extension hosts and terminals. `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Tried first; a free port is taken when it is in use. */
  readonly port?: number;
  readonly args?: readonly string[];
}

/** In the environment of every process of one server. */
const markVariable = 'HOLDPOINT_TEST_EDITOR';

export class Host {
  readonly mark: string;
  readonly url: string;
  readonly dir: string;
  readonly #temporary: boolean;

  constructor(place: { mark: string; url: string; dir: string; temporary: boolean }) {
    this.mark = place.mark;
    this.url = place.url;
    this.dir = place.dir;
    this.#temporary = place.temporary;
  }

  get home(): string {
    return join(this.dir, 'home');
  }

  get userData(): string {
    return join(this.dir, 'user-data');
  }

  /** What the server printed; the editor's own logs lie below `userData/logs`. */
  get log(): string {
    return readFileSync(logFile(this.dir), 'utf8');
  }

  /** Everything this server started and that still lives: server, extension hosts, terminals and what runs in them. */
  processes(): readonly ProcessInfo[] {
    return processesWith(markVariable, this.mark);
  }

  /** Process ids of the extension hosts, one per open window, oldest window first. */
  extensionHosts(): readonly number[] {
    return this.processes()
      .filter(({ command }) => command.includes('--type=extensionHost'))
      .map(({ pid }) => pid);
  }

  /** Kills one extension host the hard way, as a crash would, and waits until it is gone. */
  async killExtensionHost(pid = this.extensionHosts().at(-1)): Promise<void> {
    if (pid === undefined) throw new Error('no extension host is running');
    signal(pid, 'SIGKILL');
    await until(
      () => !this.extensionHosts().includes(pid),
      () => `extension host ${pid} survived SIGKILL`,
    );
  }

  /** Resident memory in MiB, by kind of process. */
  memory(): Readonly<Record<string, number>> {
    const sizes: Record<string, number> = {};
    for (const { command, residentMiB } of this.processes()) {
      const kind = /--type=(\w+)/.exec(command)?.[1] ?? (command.includes('code-server') ? 'server' : 'other');
      sizes[kind] = (sizes[kind] ?? 0) + residentMiB;
    }
    return sizes;
  }

  /** Ends every process of this server, politely first, and removes its folder if it was a temporary one. */
  async close(): Promise<void> {
    running.delete(this);
    for (const name of ['SIGTERM', 'SIGKILL'] as const) {
      for (const { pid } of this.processes()) signal(pid, name);
      for (let waited = 0; waited < 4000 && this.processes().length > 0; waited += 50) await sleep(50);
    }
    if (this.#temporary) rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  /** For the end of this very process, where nothing can be awaited any more. */
  killNow(): void {
    for (const { pid } of this.processes()) signal(pid, 'SIGKILL');
  }
}

const running = new Set<Host>();
process.once('exit', () => {
  for (const host of running) host.killNow();
});

const logFile = (dir: string) => join(dir, 'server.log');

/** Starts a server and resolves once it listens. Installs the editor first where needed. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const runtime = await ensureEditor();
  const dir = options.dir === undefined ? mkdtempSync(join(tmpdir(), 'holdpoint-editor-')) : resolve(options.dir);
  const mark = randomUUID();
  const port = await freePort(options.port);
  const host = new Host({ mark, url: `http://127.0.0.1:${port}`, dir, temporary: options.dir === undefined });
  writeProfile(host, options.settings ?? {});
  const env = environment(host, options.env ?? {});
  writeShellStart(host.home, env.PATH ?? '');
  running.add(host);
  try {
    const common = [
      '--config',
      join(dir, 'config.yaml'),
      '--user-data-dir',
      host.userData,
      '--extensions-dir',
      join(dir, 'extensions'),
    ];
    if (options.extensions !== undefined && options.extensions.length > 0) {
      const install = options.extensions.flatMap((file) => ['--install-extension', resolve(file)]);
      await run(runtime.node, [runtime.entry, ...common, ...install, '--force'], { env });
    }
    const child = serve(runtime, host, [...common, ...(options.args ?? [])], env, port);
    await listening(host, child);
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

function writeProfile(host: Host, settings: Readonly<Record<string, unknown>>): void {
  for (const folder of [join(host.userData, 'User'), join(host.dir, 'extensions'), host.home])
    mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(host.userData, 'User/settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, undefined, 2),
  );
  writeFileSync(join(host.dir, 'config.yaml'), 'auth: none\n');
}

/** Login shells, which the agent's terminals are, get their PATH from /etc/profile on Debian. This gives ours back. */
function writeShellStart(home: string, path: string): void {
  const first = path.split(':')[0] ?? '';
  writeFileSync(
    join(home, '.bashrc'),
    `case ":$PATH:" in *:'${first}':*) ;; *) export PATH='${path}':"$PATH" ;; esac\n`,
  );
  writeFileSync(join(home, '.bash_profile'), '. ~/.bashrc\n');
}

function environment(host: Host, extra: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  // Variables of an editor around us would turn the server into that editor's command-line client, and its agents
  // into that editor's. What marks a whole test run stays.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE|HOLDPOINT)_/.test(name) || name === 'HOLDPOINT_TEST_RUN',
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: host.home,
    XDG_CONFIG_HOME: join(host.home, '.config'),
    XDG_DATA_HOME: join(host.home, '.local/share'),
    XDG_CACHE_HOME: join(host.home, '.cache'),
    NODE_OPTIONS: undefined,
    ...extra,
    [markVariable]: host.mark,
  };
}

function serve(
  runtime: Runtime,
  host: Host,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  port: number,
): ChildProcess {
  const quiet = [
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    '--disable-getting-started-override',
  ];
  const child = spawn(
    runtime.node,
    [
      runtime.entry,
      ...args,
      ...quiet,
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--reconnection-grace-time',
      '5',
    ],
    // A group of its own: Ctrl-C in our terminal reaches us, and we end it in order.
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const log = createWriteStream(logFile(host.dir), { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  child.once('close', () => log.end());
  return child;
}

/** Until the server answers. @throws {Error} with its log when it ends before that. */
async function listening(host: Host, child: ChildProcess): Promise<void> {
  await until(
    async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`the editor ended at once:\n${host.log}`);
      try {
        return (await fetch(`${host.url}/healthz`)).ok;
      } catch {
        return false;
      }
    },
    () => `the editor did not start within a minute:\n${existsSync(logFile(host.dir)) ? host.log : ''}`,
    60_000,
  );
}

/** A free loopback port: `preferred` if nobody has it. */
async function freePort(preferred = 0): Promise<number> {
  const server = createServer();
  try {
    return await new Promise<number>((done, fail) => {
      server.once('error', fail);
      server.listen(preferred, '127.0.0.1', () => {
        const address = server.address();
        done(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  } catch (error) {
    if (preferred === 0) throw error;
    return freePort();
  } finally {
    server.close();
  }
}
