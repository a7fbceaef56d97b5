/**
 * Where it is written down that approvals have been used, so that a second job finds it: a folder that all of them share,
 * or a remote of git, where the first to push a name has it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Acts } from '../core/cosign/verify.ts';
import { redact } from '../core/journal/redact.ts';
import { findProgram } from '../platform/findProgram.ts';
import { run } from '../platform/run.ts';
import type { Io } from './io.ts';

/** See `Acts`: false when one of them is used. Rejects where that cannot be told. */
type Use = Acts['use'];

const nameOf = (use: string): string => createHash('sha256').update(use).digest('hex');

/** A file for each use; whoever makes it first has it. The folder is never made: an empty one would know of no use. */
export const usesInFolder =
  (folder: string): Use =>
  async (uses, until) => {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`There is no folder ${folder}.`);
    const made: string[] = [];
    for (const use of uses) {
      const path = join(folder, nameOf(use));
      if (!makes(path, `${new Date(until).toISOString()}\n`)) {
        for (const each of made) rmSync(each);
        return false;
      }
      made.push(path);
    }
    return true;
  };

function makes(path: string, text: string): boolean {
  let handle: number;
  try {
    handle = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return true;
}

/** A ref for each use, pushed all at once on the condition that the remote has none of them. */
export const usesInRemote =
  (remote: string, io: Pick<Io, 'cwd' | 'env'>): Use =>
  async (uses, until) => {
    const program = findProgram('git', io.cwd, io.env);
    if (program === undefined || remote.startsWith('-')) throw new Error('Git cannot be asked.');
    const git = async (...args: readonly string[]) =>
      run(program, ['-c', 'core.hooksPath=/dev/null', ...args], {
        cwd: io.cwd,
        env: { ...io.env, ...author, GIT_TERMINAL_PROMPT: '0' },
        timeout: 60_000,
      });
    const says = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await git(...args);
      if (code === 0) return stdout.trim();
      throw new Error(redact(stderr.trim().split('\n').at(-1) ?? 'Git failed.'));
    };
    const refs = uses.map((use) => `refs/holdpoint/used/${nameOf(use)}`);
    const tree = await says('hash-object', '-w', '-t', 'tree', '/dev/null');
    // Of its own each time: pushing what is there already would be no mistake to git.
    const commit = await says('commit-tree', tree, '-m', `until ${new Date(until).toISOString()} ${randomUUID()}`);
    const absent = refs.map((ref) => `--force-with-lease=${ref}:`);
    const push = ['push', '--quiet', '--atomic', ...absent, '--', remote, ...refs.map((ref) => `${commit}:${ref}`)];
    if ((await git(...push)).code === 0) return true;
    if ((await says('ls-remote', '--', remote, ...refs)) !== '') return false;
    throw new Error('The remote takes no ref of refs/holdpoint/used.');
  };

const author = {
  GIT_AUTHOR_NAME: 'holdpoint',
  GIT_AUTHOR_EMAIL: 'holdpoint@localhost',
  GIT_COMMITTER_NAME: 'holdpoint',
  GIT_COMMITTER_EMAIL: 'holdpoint@localhost',
};
