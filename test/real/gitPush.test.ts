/** Pushes that take something away: what is said of them, and what really happens to the remote. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeReal } from '../support/real/describeReal.ts';
import { tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';

describeReal('git push', ['git'], ({ path }) => {
  const env = { ...tempHome({ GIT_CONFIG_NOSYSTEM: '1' }) };

  /** A remote with the work of two people, and the repository of one of them. */
  function repositories() {
    const root = tempFolder();
    const git = (folder: string, ...args: readonly string[]): string =>
      execFileSync(path('git'), args, {
        cwd: join(root, folder),
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const commit = (folder: string, file: string, message: string) => {
      writeFileSync(join(root, folder, file), message);
      git(folder, 'add', file);
      git(folder, 'commit', '-qm', message);
    };
    const person = (folder: string, name: string) => {
      git('.', 'clone', '-q', 'remote.git', folder);
      git(folder, 'config', 'user.name', name);
      git(folder, 'config', 'user.email', `${name.toLowerCase()}@example.com`);
    };
    git('.', 'init', '-q', '--bare', '-b', 'main', 'remote.git');
    person('mine', 'Dev');
    commit('mine', 'a', 'first');
    git('mine', 'push', '-q', 'origin', 'HEAD:main', 'HEAD:merged');
    person('theirs', 'Anna');
    commit('theirs', 'b', "Anna's work");
    commit('theirs', 'c', 'more of it');
    git('theirs', 'push', '-q', 'origin', 'HEAD:main', 'HEAD:feature');
    const state = () => git('remote.git', 'for-each-ref');
    const local = () => `${git('mine', 'for-each-ref')}${readdirSync(join(root, 'mine/.git')).sort()}`;
    const ask = async (line: string) => {
      const before = [state(), local()];
      const found = await askThroughGate(line, { cwd: join(root, 'mine'), env });
      expect([state(), local()]).toEqual(before);
      return found;
    };
    /** Commits that branches of the remote name. */
    const commits = () => git('remote.git', 'rev-list', '--all').split('\n').filter(Boolean);
    return { root, git, commit, ask, state, commits };
  }

  test('--force over what others pushed, seen before: names their commits, and those go', async () => {
    const { git, commit, ask, commits } = repositories();
    git('mine', 'fetch', '-q');
    git('mine', 'push', '-q', 'origin', ':feature');
    commit('mine', 'd', 'mine alone');
    const impact = (await ask('git push --force origin HEAD:main')).impact();
    expect(impact.headline).toMatch(/^Replaces the branch `origin main` \(2 commits, lost: 2 by Anna\)/);
    expect(impact.resources).toMatchObject([
      { action: 'replace', size: { count: 2, unit: 'commits', atLeast: false }, wayBack: { kind: 'effort' } },
    ]);
    expect(impact.resources[0]?.attributes.map(({ before }) => before)).toEqual([
      { kind: 'value', text: '"Anna: more of it"' },
      { kind: 'value', text: '"Anna: Anna\'s work"' },
    ]);
    const before = commits();
    git('mine', 'push', '-q', '--force', 'origin', 'HEAD:main');
    const after = commits();
    expect(before.filter((id) => !after.includes(id)).map((id) => id.slice(0, 10))).toEqual(
      impact.resources[0]?.attributes.map((each) => each.path),
    );
    git('mine', 'push', '-q', '--force', 'origin', `${impact.resources[0]?.existing}:main`);
    expect(commits()).toEqual(before);
  });

  test('--force over what is not here is never said to lose nothing', async () => {
    const { commit, ask } = repositories();
    commit('mine', 'd', 'mine alone');
    const impact = (await ask('git push -f origin HEAD:main')).impact();
    expect(impact.resources).toMatchObject([
      { action: 'replace', size: { count: 1, atLeast: true }, wayBack: { kind: 'unknown' } },
    ]);
    expect(impact.uninspectable).toMatchObject([
      {
        what: 'the commits of main',
        why: expect.stringMatching(/is not in this repository: somebody pushed meanwhile/),
      },
    ]);
    expect(impact.irreversible).toBe(true);
  });

  test('a branch whose commits are elsewhere on the remote goes without a loss; another with two commits', async () => {
    const { git, ask, state, commits } = repositories();
    git('mine', 'fetch', '-q');
    const merged = (await ask('git push origin --delete merged')).impact();
    expect(merged.resources).toMatchObject([
      { action: 'delete', type: 'branch', size: { count: 0 }, wayBack: { kind: 'reversible' } },
    ]);
    git('mine', 'push', '-q', '--force', 'origin', 'HEAD:main');
    const feature = (await ask('git push origin :feature')).impact();
    expect(feature.resources).toMatchObject([{ size: { count: 2, unit: 'commits' }, wayBack: { kind: 'effort' } }]);
    const before = commits();
    git('mine', 'push', '-q', 'origin', ':feature', ':merged');
    expect(before.length - commits().length).toBe(2);
    expect(state()).not.toMatch(/feature|merged/);
  });

  test('--mirror counts every branch that is not here', async () => {
    const { git, ask, state } = repositories();
    const impact = (await ask('git push --mirror')).impact();
    git('mine', 'push', '-q', '--mirror');
    const left = state();
    for (const { name, action } of impact.resources)
      if (action === 'delete') expect(left).not.toMatch(`refs/heads/${name}`);
    expect(impact.resources.filter(({ action }) => action === 'delete').map(({ name }) => name)).toEqual([
      'feature',
      'merged',
    ]);
  });

  test('a lease that does not hold is said to be refused, and is', async () => {
    const { git, commit, ask, state } = repositories();
    commit('mine', 'd', 'mine alone');
    const impact = (await ask('git push --force-with-lease origin HEAD:main')).impact();
    expect(impact.resources).toMatchObject([{ refusedBecause: 'git refuses it: stale info' }]);
    const before = state();
    expect(() => git('mine', 'push', '--force-with-lease', 'origin', 'HEAD:main')).toThrow();
    expect(state()).toBe(before);
  });

  const trap = (root: string) => join(root, 'trap');
  test.each([
    [
      'a hook',
      (root: string) =>
        writeFileSync(join(root, 'mine/.git/hooks/pre-push'), `#!/bin/sh\ntouch ${trap(root)}\n`, { mode: 0o755 }),
    ],
    ['a monitor', (root: string) => setting(root, 'core.fsmonitor', `touch ${trap(root)}; false`)],
    [
      'a program for ssh',
      (root: string) => {
        setting(root, 'core.sshCommand', `touch ${trap(root)}; false`);
        setting(root, 'remote.origin.url', 'ssh://localhost/x');
      },
    ],
    [
      'a helper as address',
      (root: string) => {
        setting(root, 'protocol.ext.allow', 'always');
        setting(root, 'remote.origin.url', `ext::sh -c "touch ${trap(root)}"`);
      },
    ],
    [
      'a program on the other side',
      (root: string) => setting(root, 'remote.origin.receivepack', `touch ${trap(root)}; false`),
    ],
    [
      'settings that are read from elsewhere',
      (root: string) => {
        writeFileSync(join(root, 'mine/more'), `[remote "origin"]\n\treceivepack = touch ${trap(root)}; false\n`);
        setting(root, 'include.path', '../more');
      },
    ],
    [
      'settings of a remote on this machine',
      (root: string) => {
        writeFileSync(join(root, 'remote.git/objects/info/alternates'), join(root, 'mine/.git/objects'));
        execFileSync(path('git'), ['config', 'core.alternateRefsCommand', `touch ${trap(root)}; false`], {
          cwd: join(root, 'remote.git'),
          env,
        });
      },
    ],
  ])('%s of the repository does not run', async (_, set) => {
    const { root, ask } = repositories();
    set(root);
    await ask('git push --force origin HEAD:main');
    expect(existsSync(trap(root))).toBe(false);
  });

  function setting(root: string, name: string, value: string): void {
    execFileSync(path('git'), ['config', name, value], { cwd: join(root, 'mine'), env });
  }

  test('shows no password of an address, nor one in a message', async () => {
    const { root, git, commit, ask } = repositories();
    git('mine', 'fetch', '-q');
    git('theirs', 'checkout', '-q', '-b', 'leak');
    commit('theirs', 'e', 'password=hunter2hunter2');
    git('theirs', 'push', '-q', 'origin', 'leak');
    git('mine', 'fetch', '-q');
    const { seen } = await ask('git push origin :leak');
    expect(seen).toMatch(/leak/);
    setting(root, 'remote.origin.pushurl', 'https://dev:hunter2hunter2@localhost:1/x.git');
    expect(`${seen}${(await ask('git push origin :leak')).seen}`).not.toMatch(/hunter2/);
    expect(readFileSync(join(root, 'mine/.git/config'), 'utf8')).toMatch(/hunter2/);
  });
});
