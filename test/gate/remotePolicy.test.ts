/** A policy against real remotes: a git daemon on the loopback, and a folder. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { remoteOf } from '../../src/core/policy/remotes.ts';
import { placeOnDefaultBranch } from '../../src/gate/remotePolicy.ts';

const top = mkdtempSync(join(tmpdir(), 'holdpoint-remote-'));
const work = join(top, 'work');
const policy = 'version: 1\nrules: [{ name: ours, when: {}, then: hold }]\n';
const path = '.holdpoint/policy.yaml';

const git = (...args: readonly string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'init.defaultBranch=trunk', ...args],
    {
      cwd: work,
      env: { PATH: process.env.PATH, HOME: top, GIT_CONFIG_NOSYSTEM: '1' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  ).trim();

const commit = (text: string | undefined): string => {
  const file = join(work, path);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  if (text === undefined) symlinkSync('elsewhere.yaml', file);
  else writeFileSync(file, text);
  git('add', '-A');
  git('commit', '--allow-empty', '-qm', 'policy');
  git('push', '-q', '--force', served('shop.git'), 'HEAD:trunk');
  return git('rev-parse', 'HEAD');
};

const served = (name: string) => join(top, 'served', name);
let daemon: ChildProcess;
let port: number;

beforeAll(async () => {
  mkdirSync(work, { recursive: true });
  git('init', '-q');
  for (const name of ['shop.git', 'bare.git', 'empty.git']) git('init', '-q', '--bare', served(name));
  git('-C', served('shop.git'), 'config', 'uploadpack.allowFilter', 'true');
  commit(policy);
  git('push', '-q', served('bare.git'), 'HEAD:trunk');
  port = await freePort();
  daemon = spawn(
    'git',
    [
      'daemon',
      '--listen=127.0.0.1',
      `--port=${port}`,
      `--base-path=${join(top, 'served')}`,
      '--export-all',
      '--informative-errors',
    ],
    { stdio: 'ignore', detached: true },
  );
  for (let tries = 0; tries < 100; tries++) {
    try {
      git('ls-remote', `git://127.0.0.1:${port}/shop.git`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('the daemon does not answer');
});
afterAll(() => {
  // Its child serves, and is in its group.
  if (daemon.pid !== undefined) process.kill(-daemon.pid);
  rmSync(top, { recursive: true, force: true });
});

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const scratch = join(top, 'scratch');
const look = (url: string, text: string, more: { patience?: number; env?: Readonly<Record<string, string>> } = {}) => {
  const remote = remoteOf(url);
  if (remote === undefined) throw new Error('no address');
  return placeOnDefaultBranch({ remote, path, text, folder: scratch, env: process.env, ...more });
};

describe.each(['git', 'file'] as const)('over %s://', (scheme) => {
  const at = (name: string) => (scheme === 'git' ? `git://127.0.0.1:${port}/${name}` : `file://${served(name)}`);

  test('the same text is there, and where', async () => {
    const head = commit(policy);
    expect(await look(at('shop.git'), policy)).toEqual({ branch: 'trunk', commit: head });
  });
  test('another text is not, by a single byte', async () => {
    commit(policy);
    expect(await look(at('shop.git'), `${policy} `)).toBeUndefined();
    expect(await look(at('shop.git'), policy.replaceAll('\n', '\r\n'))).toBeUndefined();
  });
  test('what is only on another branch is not', async () => {
    commit(policy);
    writeFileSync(join(work, path), `${policy}# mine\n`);
    git('commit', '-qam', 'mine');
    git('push', '-q', '--force', served('shop.git'), 'HEAD:side');
    expect(await look(at('shop.git'), `${policy}# mine\n`)).toBeUndefined();
    git('reset', '-q', '--hard', 'HEAD~1');
  });
  test('a symbolic link is not', async () => {
    commit(undefined);
    expect(await look(at('shop.git'), 'elsewhere.yaml')).toBeUndefined();
    commit(policy);
  });
  test('a remote that leaves nothing out serves it as well', async () => {
    expect(await look(at('bare.git'), policy)).toMatchObject({ branch: 'trunk' });
  });
  test('an empty one, and none, cannot be asked', async () => {
    await expect(look(at('empty.git'), policy)).rejects.toThrow('it does not say which branch is its default');
    await expect(look(at('none.git'), policy)).rejects.toThrow();
  });
});

test('nothing is left behind', () => expect(readdirSync(scratch)).toEqual([]));

test('a remote that says nothing is given up', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const address = silent.address();
  const silentPort = typeof address === 'object' && address !== null ? address.port : 0;
  const began = Date.now();
  await expect(look(`git://127.0.0.1:${silentPort}/shop.git`, policy, { patience: 700 })).rejects.toThrow(
    'it took too long',
  );
  expect(Date.now() - began).toBeLessThan(5_000);
  silent.close();
});

test('what steers git elsewhere is not heard: a configuration at home, in the environment and in the folder', async () => {
  commit(policy);
  const evil = `${policy}# all\n`;
  const other = join(top, 'other');
  mkdirSync(join(other, '.holdpoint'), { recursive: true });
  writeFileSync(join(other, path), evil);
  git('-C', other, 'init', '-q');
  git('-C', other, 'add', '-A');
  git('-C', other, 'commit', '-qm', 'evil');
  const url = `git://127.0.0.1:${port}/shop.git`;
  const marker = join(top, 'ran');
  const lines = `[url "file://${other}"]\n\tinsteadOf = ${url}\n[protocol]\n\tallow = always\n[core]\n\tfsmonitor = touch ${marker}\n\tgitProxy = sh -c 'touch ${marker}'\n`;
  const home = join(top, 'home');
  mkdirSync(home);
  writeFileSync(join(home, '.gitconfig'), lines);
  writeFileSync(join(scratch, '.gitconfig'), lines);
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.file://${other}.insteadOf`,
    GIT_CONFIG_VALUE_0: url,
    GIT_PROXY_COMMAND: join(top, 'proxy'),
    GIT_DIR: join(other, '.git'),
  };
  // It is an attack: plain git goes astray.
  expect(
    execFileSync('git', ['ls-remote', url, 'HEAD'], { env: { PATH: env.PATH, HOME: home }, encoding: 'utf8' }),
  ).toContain(execFileSync('git', ['-C', other, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim());
  expect(await look(url, evil, { env })).toBeUndefined();
  expect(await look(url, policy, { env })).toMatchObject({ branch: 'trunk' });
  expect(readdirSync(top)).not.toContain('ran');
  rmSync(join(scratch, '.gitconfig'));
});
