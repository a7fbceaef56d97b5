/** What git's own answers about a push are read as. */
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/core/impact/probe.ts';
import { askGit } from '../../../src/core/repositories/gitPush.ts';
import { isHere, readGitSettings } from '../../../src/core/repositories/gitSettings.ts';
import { readPushReport } from '../../../src/core/repositories/pushReport.ts';

const from = 'c1e82477f530eb4dacc358e973a47cbef6b0d881';
const to = '4ef4d58eaf57246da9c54bc396c4e7860aaa3b6a';
const command = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => ({
  kind: 'command' as const,
  program: 'git',
  args,
  directory: '/project',
  env,
});

describe('the report of a push', () => {
  const is = (line: string, expected: object | undefined) =>
    test(line, () => expect(readPushReport(`To ../r.git\n${line}\nDone\n`).refs).toEqual(expected ? [expected] : []));

  is(`+\trefs/heads/main:refs/heads/main\t${from}...${to} (forced update)`, {
    name: 'refs/heads/main',
    kind: 'force',
    from,
    to,
  });
  is(` \trefs/heads/main:refs/heads/main\t${from}..${to}`, { name: 'refs/heads/main', kind: 'forward', from, to });
  is('*\trefs/tags/v1:refs/tags/v1\t[new tag]', { name: 'refs/tags/v1', kind: 'create' });
  is('-\t:refs/heads/feature\t[deleted]', { name: 'refs/heads/feature', kind: 'delete' });
  is('!\trefs/heads/main:refs/heads/main\t[rejected] (stale info)', {
    name: 'refs/heads/main',
    kind: 'refused',
    why: 'stale info',
  });
  is('=\trefs/heads/main:refs/heads/main\t[up to date]', undefined);
  is("Would set upstream of 'main' to 'main' of 'origin'", undefined);
});

describe('settings that run something', () => {
  const is = (setting: string, hostile: boolean, scope = 'local') => {
    const [name = '', value = ''] = setting.split(' = ');
    test(`${scope} ${setting}`, () =>
      expect(readGitSettings(`${scope}\0${name}\n${value}\0`).hostile).toEqual(hostile ? [name] : []));
  };

  is('core.sshcommand = ssh -i key', true);
  is('core.sshcommand = ssh -i key', true, 'worktree');
  is('core.sshcommand = ssh -i key', false, 'global');
  is('credential.helper = !evil', true);
  is('credential.https://github.com.helper = !evil', true);
  is('credential.helper = osxkeychain', false, 'system');
  is('credential.username = dev', false);
  is('remote.origin.url = ext::sh -c evil', true);
  is('remote.origin.url = git@github.com:acme/shop.git', false);
  is('remote.origin.url = https://github.com/acme/shop.git', false);
  is('remote.origin.receivepack = evil', true);
  is('remote.origin.fetch = +refs/heads/*:refs/remotes/origin/*', false);
  is('url.ext::evil.insteadof = https://github.com/', true);
  is('http.sslverify = false', true);
  is('http.postbuffer = 524288000', false);
  is('user.email = dev@example.com', false);
});

test.each([
  ['../remote.git', true],
  ['/srv/git/remote.git', true],
  ['file:///srv/git/remote.git', true],
  ['C:\\git\\remote.git', true],
  ['git@github.com:acme/shop.git', false],
  ['github:acme/shop.git', false],
  ['ssh://git@localhost:2222/acme/shop.git', false],
  ['https://github.com/acme/shop.git', false],
])('%s is on this machine: %s', (address, here) => expect(isHere(address)).toBe(here));

describe('asking', () => {
  const kindOf = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
    askGit(command(args, env)).map(({ kind }) => kind);

  test.each([
    [['push', '--force'], ['network']],
    [['-C', 'app', 'push', '--force'], ['network']],
    [['-c', 'core.sshCommand=evil', 'push', '--force'], ['project code']],
    [['--exec-path=/project/bin', 'push', '--force'], ['project code']],
    [['push', '--receive-pack=evil', '--force'], ['project code']],
    [['push', '--exe=evil', '--force', 'ssh://host/x'], ['project code']],
    [['push', '--rec', 'evil', '--force'], ['project code']],
    [['push', '--force-with-lease=main', '-u', '--no-verify', '-q', 'origin', 'main'], ['network']],
    [['subtree', 'push', '--prefix=a', 'origin', 'main'], []],
  ])('%j', (args, expected) => expect(kindOf(args)).toEqual(expected));
  test('a variable that git runs', () =>
    expect(kindOf(['push', '-f'], { GIT_SSH_COMMAND: 'evil' })).toEqual(['project code']));

  test('stops where the repository decides what runs', () => {
    const [probe] = askGit(command(['push', '--force']));
    const step = probe?.steps('/scratch')[0];
    if (probe === undefined || step === undefined) throw new Error('there is no probe');
    const answers: Answer[] = [
      { step, code: 0, stdout: 'local\0core.sshcommand\nevil\0', stderr: '' },
      { step, code: 0, stdout: 'main\n', stderr: '' },
    ];
    expect(probe.more?.(answers, '/scratch')).toEqual([]);
    expect(probe.read(answers)).toMatchObject({
      irreversible: true,
      uninspectable: [{ why: expect.stringMatching(/core\.sshcommand/) }],
    });
  });

  test('the words of the line stay, what only rehearses comes before a --', () => {
    const [probe] = askGit(command(['-C', 'app', 'push', '-uf', 'origin', '--', 'main']));
    const step = probe?.steps('/scratch')[0];
    if (probe === undefined || step === undefined) throw new Error('there is no probe');
    const answers: Answer[] = [
      { step, code: 0, stdout: 'local\0remote.origin.url\ngit@github.com:a/b.git\0', stderr: '' },
      { step, code: 0, stdout: 'main\n', stderr: '' },
    ];
    expect(
      probe
        .more?.(answers, '/scratch')
        .map(({ args }) => args.join(' ').replace(/ --no-optional-locks.*gc\.auto=0/, '')),
    ).toEqual([
      '-C app push -uf origin --dry-run --porcelain --no-verify --no-signed --no-quiet --no-progress --recurse-submodules=no -- main',
      '-C app ls-remote --refs origin',
    ]);
  });
});
