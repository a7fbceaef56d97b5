/** The editor goes, or the extension: nobody is bricked, and nothing runs unasked meanwhile. */
import { fork, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundleHook, bundles } from '../../scripts/lib/bundles.mjs';
import { agentById } from '../../src/agents/index.ts';
import { posixLauncher } from '../../src/protocol/launcher.ts';
import { places } from '../../src/protocol/places.ts';
import { install, planInstall } from '../../src/setup/installation.ts';
import { bashPayload } from '../support/hookProcess.ts';

const built = mkdtempSync(join(tmpdir(), 'holdpoint-removal-'));
beforeAll(async () => {
  await bundleHook(built);
  await build({ ...bundles.cli, outfile: join(built, 'cli.js') });
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

let home: string;
const at = (path: string) => join(home, path);
const launcher = () => at(`.holdpoint/${places.launcher}`);
const settings = '.claude/settings.json';
const before = '{\n  "model": "opus"\n}\n';

/** An editor with a runtime of its own, and the extension that it has installed. */
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "holdpoint's home "));
  mkdirSync(at('editor/bin'), { recursive: true });
  copyFileSync(process.execPath, at('editor/bin/code'));
  mkdirSync(at('extension/dist'), { recursive: true });
  for (const name of ['cli.js', 'hook.js', 'hook-main.js'])
    copyFileSync(join(built, name), at(`extension/dist/${name}`));
  writeFileSync(at('extension/package.json'), '{ "version": "1.0.0" }');
  mkdirSync(at('.claude'));
  writeFileSync(at(settings), before);
  const claude = agentById('claude-code');
  const site = { home, root: at('.holdpoint'), platform: 'posix', env: {} } as const;
  const program = { version: '1.0.0', bundles: at('extension/dist'), runtimes: [at('editor/bin/code')] };
  install(planInstall(claude === undefined ? [] : [claude], site, program), site, new Date());
  // This machine's own Node does not lie where the launcher looks for one.
  writeFileSync(
    launcher(),
    posixLauncher({ root: at('.holdpoint'), version: '1.0.0', lastResorts: [at('later/node')] }),
  );
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], input = '', path = '/nowhere'): Promise<Ended> {
  const child = spawn(program, args, { env: { HOME: home, PATH: path }, cwd: home, stdio: ['pipe', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => (stderr += more));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stderr })));
}
const ask = (line: string) => run('/bin/sh', [launcher(), 'claude-code'], bashPayload(line, home));

describe('the extension’s folder goes, as with every update', () => {
  test('reads pass, and what destroys is refused, as before', async () => {
    rmSync(at('extension'), { recursive: true });
    expect((await ask('terraform plan')).code).toBe(0);
    expect((await ask('terraform destroy')).code).toBe(2);
  });
});

describe('the editor goes', () => {
  beforeEach(() => {
    for (const folder of ['extension', 'editor']) rmSync(at(folder), { recursive: true });
  });

  test('everything is refused, with the one command that repairs it; it does', async () => {
    const { code, stderr } = await ask('ls');
    expect(code).toBe(2);
    expect(stderr).toMatch(/no program to run its hook with.*The action did not run\./);
    const [, command] = /run: node (.*) install claude-code\. Or/.exec(stderr) ?? [];
    const repaired = await run('/bin/sh', ['-c', `"${process.execPath}" ${command} install claude-code`]);
    expect(repaired).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(at(`.holdpoint/${places.runtimes}`), 'utf8').split('\n')[0]).toBe(process.execPath);
    expect((await ask('ls')).code).toBe(0);
    expect((await ask('terraform destroy')).code).toBe(2);
  });
  test('another runtime is found, where there is one', async () => {
    mkdirSync(at('later'));
    copyFileSync(process.execPath, at('later/node'));
    expect((await ask('ls')).code).toBe(0);
    expect((await ask('terraform destroy')).code).toBe(2);
  });
  test('it can be taken out with any Node, to the byte', async () => {
    const cli = at('.holdpoint/hook/1.0.0/cli.js');
    expect((await run(process.execPath, [cli, 'uninstall'])).code).toBe(0);
    expect(readFileSync(at(settings), 'utf8')).toBe(before);
    expect(existsSync(launcher())).toBe(false);
  });
});

/** https://github.com/microsoft/vscode/blob/main/src/vs/platform/extensionManagement/node/extensionLifecycle.ts */
describe('the editor removes the extension', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  const script: readonly string[] = manifest.scripts['vscode:uninstall'].split(' ');

  /** As the editor starts it: with its own runtime, a word of its own in front, and five seconds. */
  const removed = () =>
    new Promise<number | null>((resolve) => {
      const child = fork(
        join(at('extension'), script[1] ?? ''),
        ['--type=extension-post-uninstall', ...script.slice(2)],
        {
          silent: true,
          execPath: at('editor/bin/code'),
          env: { HOME: home, PATH: '/nowhere' },
          timeout: 5_000,
        },
      );
      child.once('close', resolve);
    });

  test('the entries go first, the launcher last, and nothing is left that an agent would start', async () => {
    expect(script[0]).toBe('node');
    expect(await removed()).toBe(0);
    expect(readFileSync(at(settings), 'utf8')).toBe(before);
    expect(existsSync(launcher())).toBe(false);
    expect(existsSync(dirname(launcher()))).toBe(false);
  });
  test('settings that are broken keep their launcher, which goes on refusing', async () => {
    const installed = readFileSync(at(settings), 'utf8');
    writeFileSync(at(settings), `${installed}}`);
    expect(await removed()).toBe(1);
    expect(readFileSync(at(settings), 'utf8')).toBe(`${installed}}`);
    expect((await ask('terraform destroy')).code).toBe(2);
  });
});
