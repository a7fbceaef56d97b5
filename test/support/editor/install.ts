/**
 * The editor the tests and the demo run: code-server (VS Code's own server, terminals, chat and extension host) on
 * the Node it was made for, pinned, in a cache folder that all checkouts of this machine share.
 * https://github.com/coder/code-server/blob/main/docs/npm.md
 *
 * - `node-linux-<arch>` carries that Node with its headers. The `node` package would unpack into a folder which
 *   the next `npm install` beside it removes, in the middle of compiling against those headers.
 * - code-server compiles its native modules in install scripts, also of nested installs. Newer npm runs none of them
 *   unless told to, and does so silently; so what was installed is loaded once before it counts as complete.
 * - The marker file is written last. A folder without it is checked, and installed anew if it does not hold up.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { exclusively } from '../../../scripts/lib/exclusively.mjs';
import { record, text } from '../../../src/base/json.ts';
import { problem } from '../../../src/base/problem.ts';
import { ensureCompiler } from './packages.ts';
import { run } from './processes.ts';
import { step } from './progress.ts';

const codeServer = '4.139.1';
const nodeVersion = '24.21.0';

export interface Runtime {
  readonly node: string;
  readonly entry: string;
  readonly version: string;
}

/** The installed editor, installing it first if it is not there. A second caller waits for the first. @throws {Problem} */
export async function ensureEditor(): Promise<Runtime> {
  const arch = supportedArch();
  const folder = join(cacheFolder(), `editor-host-${codeServer}`);
  if (isMarked(folder)) return runtime(folder, arch);
  const work = async () => {
    if (isMarked(folder)) return runtime(folder, arch);
    if (!existsSync(runtime(folder, arch).entry) || (await complaint(folder, arch)) !== undefined)
      await install(folder, arch);
    mark(folder);
    return runtime(folder, arch);
  };
  return exclusively(folder, work, () => console.log('… Waiting for another run that is installing the editor'));
}

/** The machine's, as npm spells it. @throws {Problem} where no pinned program runs. */
export function supportedArch(): 'x64' | 'arm64' {
  const { platform, arch } = process;
  const glibc =
    platform === 'linux' && record(record(process.report.getReport()).header).glibcVersionRuntime !== undefined;
  if (glibc && (arch === 'x64' || arch === 'arm64')) return arch;
  throw problem(
    'platform-unsupported',
    `The driven editor runs on Linux with glibc, x64 or arm64; this is ${platform} ${arch}.`,
    'Nothing was started.',
    'To try Holdpoint in your own VS Code: npm run package && code --install-extension holdpoint.vsix',
  );
}

/** Where what tests install is kept for the next run. */
export function cacheFolder(): string {
  const { HOLDPOINT_CACHE, XDG_CACHE_HOME } = process.env;
  return resolve(HOLDPOINT_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'holdpoint-dev'));
}

function runtime(folder: string, arch: string): Runtime {
  const modules = join(folder, 'node_modules');
  return {
    node: join(modules, `node-linux-${arch}/bin/node`),
    entry: join(modules, 'code-server/out/node/entry.js'),
    version: codeServer,
  };
}

const marker = (folder: string) => join(folder, 'complete.json');

function isMarked(folder: string): boolean {
  try {
    const content = record(JSON.parse(readFileSync(marker(folder), 'utf8')));
    return content.codeServer === codeServer && content.node === nodeVersion;
  } catch {
    return false;
  }
}

function mark(folder: string): void {
  const temporary = `${marker(folder)}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify({ codeServer, node: nodeVersion }));
  renameSync(temporary, marker(folder));
}

async function install(folder: string, arch: string): Promise<void> {
  await ensureCompiler();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const allowScripts = { 'code-server': true, argon2: true };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts }, undefined, 2));
  const nodeFolder = join(folder, `node_modules/node-linux-${arch}`);
  const npm = (spec: string, note: (text: string) => void) =>
    run('npm', ['install', '--save-exact', '--no-audit', '--no-fund', '--foreground-scripts', spec], {
      cwd: folder,
      onOutput: note,
      env: {
        ...withoutNpm(process.env),
        PATH: `${nodeFolder}/bin:${process.env.PATH ?? ''}`,
        npm_config_nodedir: nodeFolder,
        // For code-server's own nested installs, which no `allowScripts` of ours reaches.
        npm_config_dangerously_allow_all_scripts: 'true',
        JOBS: process.env.JOBS ?? '2',
      },
    });
  await step(`Installing Node ${nodeVersion} for the editor, into ${folder}`, (note) =>
    npm(`node-linux-${arch}@${nodeVersion}`, note),
  );
  await step(`Installing code-server ${codeServer} (compiles native modules: 2 to 7 minutes, once)`, (note) =>
    npm(`code-server@${codeServer}`, note),
  );
  const flaw = await complaint(folder, arch);
  if (flaw !== undefined) {
    throw problem(
      'editor-broken',
      'The editor was installed, but does not hold up.',
      `It will be installed anew next time. ${flaw}`,
      `If this stays so, install by hand and look: cd ${folder} && npm install --foreground-scripts code-server@${codeServer}`,
    );
  }
}

/** Under `npm test` npm hands its own settings down; of those, the prefix would send the install elsewhere. */
export function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(config_(local_)?prefix|package_|lifecycle_)/i.test(name)),
  );
}

/** Every module the editor cannot do without, loaded by its own Node. `undefined` when all is well. */
async function complaint(folder: string, arch: string): Promise<string | undefined> {
  const server = join(folder, 'node_modules/code-server');
  const natives = [
    '@vscode/spdlog',
    '@vscode/sqlite3',
    '@vscode/native-watchdog',
    '@parcel/watcher',
    'node-pty',
    'kerberos',
  ];
  const load = `
    const { createRequire } = require('node:module');
    const server = createRequire(process.argv[1] + '/package.json');
    server('argon2');
    const code = createRequire(process.argv[1] + '/lib/vscode/package.json');
    for (const name of ${JSON.stringify(natives)}) code(name);
    createRequire(process.argv[1] + '/lib/vscode/extensions/package.json').resolve('typescript');`;
  try {
    const installed = record(JSON.parse(readFileSync(join(server, 'package.json'), 'utf8')));
    const product = record(JSON.parse(readFileSync(join(server, 'lib/vscode/product.json'), 'utf8')));
    if (installed.version !== codeServer) return `It is version ${text(installed.version)}, not ${codeServer}.`;
    text(product.version, 'product.version');
    const { node } = runtime(folder, arch);
    const version = (await run(node, ['-p', 'process.versions.node'], { timeout: 30_000 })).trim();
    if (version !== nodeVersion) return `Its Node is ${version}, not ${nodeVersion}.`;
    await run(node, ['-e', load, server], { timeout: 60_000 });
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.message : error);
  }
}
