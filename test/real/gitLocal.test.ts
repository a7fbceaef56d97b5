/** What git throws away in a real repository: what is said to go, and what is really gone. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Impact } from '../../src/core/impact/impact.ts';
import type { Answer } from '../../src/core/impact/probe.ts';
import { askGitHere } from '../../src/core/repositories/gitLocal.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { tempFolder, tempHome } from '../support/real/server.ts';

describeReal('git, here', ['git'], ({ path }) => {
  const env = tempHome({ GIT_CONFIG_NOSYSTEM: '1' });

  function repository() {
    const root = tempFolder();
    const git = (...args: readonly string[]): string =>
      execFileSync(path('git'), args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const write = (file: string, text: string) => writeFileSync(join(root, file), text);
    const commit = (file: string, message: string) => {
      write(file, message);
      git('add', file);
      git('commit', '-qm', message);
    };
    git('init', '-q', '-b', 'main');
    git('config', 'user.name', 'Dev');
    git('config', 'user.email', 'dev@example.com');
    commit('a', 'first');
    commit('b', 'second');
    const look = (...args: readonly string[]): Impact => {
      const [probe] = askGitHere({ kind: 'command', program: 'git', args, directory: root, env: {} });
      if (probe === undefined) throw new Error('nothing is asked');
      const answers: Answer[] = [];
      for (let next = probe.steps('/scratch'); next.length > 0; next = probe.more?.(answers, '/scratch') ?? [])
        for (const step of next) {
          const { status, stdout, stderr } = spawnSync(path('git'), step.args, {
            cwd: root,
            env: { ...env, ...step.env },
            encoding: 'utf8',
            input: step.input ?? '',
          });
          const failed = status !== null && step.good.includes(status) ? {} : { failed: stderr };
          answers.push({ step, code: status ?? undefined, stdout, stderr, ...failed });
        }
      return probe.read(answers);
    };
    const state = () => [git('status', '--porcelain'), git('for-each-ref'), git('reflog'), git('stash', 'list')];
    const ask = (...args: readonly string[]): Impact => {
      const before = state();
      const impact = look(...args);
      expect(state()).toEqual(before);
      return impact;
    };
    return { root, git, write, commit, look, ask, has: (file: string) => existsSync(join(root, file)) };
  }

  const named = ({ resources }: Impact) =>
    resources.map(({ action, address, wayBack }) => `${action} ${address}: ${wayBack.kind}`).sort();

  test('reset --hard: files that are not committed, and commits that leave the branch', () => {
    const { root, git, write, ask } = repository();
    write('a', 'changed');
    write('b', 'staged');
    git('add', 'b');
    const impact = ask('reset', '--hard', 'HEAD~1');
    expect(named(impact)).toEqual([
      'replace the branch that is checked out: effort',
      'update a: irreversible',
      'update b: effort',
    ]);
    expect(impact.resources.at(-1)).toMatchObject({
      size: { count: 1 },
      reason: expect.stringMatching(/“second” by Dev/),
    });
    git('reset', '--hard', '-q', 'HEAD~1');
    expect([readFileSync(join(root, 'a'), 'utf8'), git('log', '--format=%s').trim()]).toEqual(['first', 'first']);
  });
  test('reset --hard of a clean tree changes nothing', () =>
    expect(repository().ask('reset', '--hard').headline).toBe('Changes nothing.'));

  test.each([
    ['clean', '-fd'],
    ['clean', '-fdx'],
    ['clean', '-fX'],
    ['clean', '-fdx', '-e', 'kept'],
    ['clean', '-fd', '--', 'folder'],
  ])('%s %s %s', (...args) => {
    const { root, git, write, ask, has } = repository();
    write('.gitignore', '*.log\n');
    git('add', '.gitignore');
    mkdirSync(join(root, 'folder'));
    for (const file of ['new', 'kept', 'x.log', 'folder/y']) write(file, 'x');
    const impact = ask(...args.filter((arg) => arg !== undefined));
    git(...args.filter((arg) => arg !== undefined));
    const gone = ['folder/', 'folder/y', 'kept', 'new', 'x.log'].filter((file) => !has(file));
    const said = impact.resources.map(({ name }) => name);
    expect(said.filter((file) => !gone.includes(file))).toEqual([]);
    expect(gone.filter((file) => !said.some((each) => file.startsWith(each)))).toEqual([]);
  });

  test('branch -D: commits that nothing else names', () => {
    const { git, commit, ask } = repository();
    git('checkout', '-q', '-b', 'feature');
    commit('c', 'only here');
    git('checkout', '-q', 'main');
    git('branch', 'same');
    const id = git('rev-parse', 'feature').trim().slice(0, 10);
    expect(ask('branch', '-D', 'feature', 'same').resources).toMatchObject([
      {
        name: 'feature',
        size: { count: 1 },
        wayBack: { kind: 'effort', why: expect.stringContaining(`git branch feature ${id}`) },
      },
      { name: 'same', size: { count: 0 }, wayBack: { kind: 'reversible' } },
    ]);
    git('branch', '-q', '-D', 'feature');
    git('branch', 'feature', id);
    expect(git('log', '-1', '--format=%s', 'feature').trim()).toBe('only here');
  });

  test('reflog expire: what only the reflog names', () => {
    const { git, ask } = repository();
    git('reset', '-q', '--hard', 'HEAD~1');
    expect(ask('reflog', 'expire', '--expire=now', '--all').resources).toMatchObject([
      { size: { count: 1 }, wayBack: { kind: 'irreversible' } },
    ]);
  });

  test('checkout of some files, and a stash', () => {
    const { git, write, ask } = repository();
    write('a', 'changed');
    write('b', 'changed');
    expect(named(ask('checkout', '--', 'a'))).toEqual(['update a: irreversible']);
    expect(named(ask('restore', '.'))).toEqual(['update a: irreversible', 'update b: irreversible']);
    git('stash');
    expect(named(ask('stash', 'clear'))).toEqual(['delete stash@{0}: effort']);
    expect(ask('stash', 'drop', '3').uninspectable).toMatchObject([{ what: 'stash@{3}' }]);
  });

  test('a filter of the repository does not run', () => {
    const { root, git, write, look, has } = repository();
    write('.gitattributes', 'a filter=evil\n');
    git('config', 'filter.evil.clean', `touch ${join(root, 'trap')}; cat`);
    write('a', 'other');
    expect(look('reset', '--hard')).toMatchObject({
      irreversible: true,
      uninspectable: [{ why: expect.stringMatching(/filter\.evil\.clean/) }],
    });
    expect(has('trap')).toBe(false);
    git('status', '--porcelain');
    expect(has('trap')).toBe(true);
  });
});
