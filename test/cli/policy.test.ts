import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeHome } from '../support/commandLine.ts';
import { sshLines } from '../support/rosterKeys.ts';

const here = makeHome();
afterAll(() => here.remove());
const policy = (...args: readonly string[]) => here.run(['policy', ...args]);

const examples = join(import.meta.dirname, '../../examples/policies');

describe('the examples', () => {
  test.each(readdirSync(examples))('%s says what its tests expect', async (name) => {
    const file = join(examples, name, 'policy.yaml');
    expect(await policy('check', file)).toMatchObject({ code: 0, error: '' });
    expect(await policy('test', join(examples, name, 'policy.test.yaml'))).toMatchObject({ code: 0, error: '' });
    expect(readFileSync(file, 'utf8')).toMatch(/^#/);
  });
});

const rules = `version: 1
environments: { sandbox: { contexts: ["kind-*"] } }
rules:
  - { name: mine, when: { environment: sandbox }, then: allow }
`;

describe('check', () => {
  test('says what each rule means', async () => {
    here.write('repo/.holdpoint/policy.yaml', rules);
    expect(await policy('check', 'repo/.holdpoint/policy.yaml')).toEqual({
      code: 0,
      out: 'repo/.holdpoint/policy.yaml: 1 rule.\n  mine: In sandbox, whatever touches something passes, and is written down.\n',
      error: '',
    });
  });
  test('says where a mistake is', async () => {
    here.write('bad.yaml', 'version: 1\nrules:\n  - { name: a, when: {}, then: hodl }\n');
    expect(await policy('check', 'bad.yaml')).toEqual({
      code: 1,
      out: '',
      error: 'bad.yaml:3:32: error: rules[1].then: expected allow, hold or deny.\n',
    });
  });
  describe('beside a roster', () => {
    const asks = (group: string) =>
      `version: 1\nrules:\n  - { name: two, when: {}, then: hold, approvals: { count: 1, group: ${group} } }\n`;
    const proof = { payloadType: 'x', payload: 'e30=', signatures: [{ sig: 'AA==' }] };
    const key = { kind: 'ssh', publicKey: sshLines.ed25519, added: '2025-01-01', expires: '2027-01-01', proof };
    const roster = (...groups: readonly string[]) =>
      JSON.stringify({ version: 1, people: [{ id: 'ada', name: 'Ada', groups, keys: [key] }] });
    const check = (group: string, text: string) => {
      here.write('team/.holdpoint/policy.yaml', asks(group));
      here.write('team/.holdpoint/roster.json', text);
      return policy('check', 'team/.holdpoint/policy.yaml');
    };
    test('whose people it asks for', async () => {
      expect(await check('platform', roster('platform'))).toMatchObject({ code: 0, error: '' });
    });
    test('that has nobody of whom it asks for', async () => {
      expect(await check('security', roster('platform'))).toMatchObject({
        code: 1,
        error: 'team/.holdpoint/policy.yaml:3:51: error: Nobody on the roster is in the group "security".\n',
      });
    });
    test('that does not count', async () => {
      expect(await check('platform', roster('platform').replace('ssh"', 'pgp"'))).toMatchObject({
        code: 1,
        error: expect.stringMatching(
          /^team\/\.holdpoint\/roster\.json:1:\d+: error: people\[1\]\.keys\[1\]\.kind: expected passkey/,
        ),
      });
    });
    test('that is of no use to a policy that asks for nobody', async () => {
      here.write('team/.holdpoint/policy.yaml', rules);
      here.write('team/.holdpoint/roster.json', roster());
      expect(await policy('check', 'team/.holdpoint/policy.yaml')).toMatchObject({ code: 0, error: '' });
    });
  });
  test('a file that is not there', async () => {
    expect(await policy('check', 'nowhere.yaml')).toMatchObject({
      code: 1,
      error: expect.stringContaining('it is not there'),
    });
  });
});

describe('test', () => {
  const run = async (tests: string) => {
    here.write('repo/.holdpoint/policy.yaml', rules);
    here.write('repo/.holdpoint/policy.test.yaml', `version: 1\ntests:\n${tests}`);
    return policy('test', 'repo/.holdpoint/policy.test.yaml');
  };
  test('what is as expected passes', async () => {
    const command = 'kubectl --context kind-me delete pod web';
    expect(await run(`  - { command: ${command}, expect: allow, rule: mine }\n`)).toEqual({
      code: 0,
      out: '1 passed, 0 failed.\n',
      error: '',
    });
  });
  test('what is not says why, and where', async () => {
    const { code, out, error } = await run('  - { command: kubectl --context prod delete pod web, expect: allow }\n');
    expect([code, out, error]).toEqual([
      1,
      '0 passed, 1 failed.\n',
      'repo/.holdpoint/policy.test.yaml:3:63: error: kubectl --context prod delete pod web: expected allow, got hold by "destroys-hold".\n',
    ]);
  });
  test('a rule that took no part', async () => {
    expect((await run('  - { command: terraform apply, expect: hold, rule: mine }\n')).error).toContain(
      '"mine" took no part: "changes-hold" did.',
    );
  });
  test('neither a command nor an edit', async () => {
    expect((await run('  - { expect: hold }\n')).error).toContain('expected either a command or an edit');
  });
  test('without a policy there is nothing to test', async () => {
    here.write('empty/policy.test.yaml', 'version: 1\ntests:\n  - { command: ls, expect: allow }\n');
    expect(await policy('test', 'empty/policy.test.yaml')).toMatchObject({
      code: 1,
      error: 'There is no policy to test.\n',
    });
  });
});

describe('explain', () => {
  const explain = (...words: readonly string[]) => policy('explain', '--cwd', 'repo/deep/below', '--', ...words);
  test('names the rule, its environment and its evidence', async () => {
    here.write('repo/.holdpoint/policy.yaml', rules);
    const { code, out } = await explain('kubectl --context kind-me delete pod web');
    expect(code).toBe(0);
    expect(out).toMatch(/^allow\n {2}workspace, "mine": /);
    expect(out).toContain('environment: sandbox, because kube context `kind-me`');
    expect(out).toMatch(/workspace: .*repo\/\.holdpoint\/policy\.yaml\n$/);
  });
  test('a policy that does not count is said', async () => {
    here.write('repo/.holdpoint/policy.yaml', 'version: 3\n');
    const { code, error, out } = await explain('kubectl --context kind-me delete pod web');
    expect([code, error, out]).toEqual([
      3,
      expect.stringContaining('expected 1'),
      expect.stringContaining('this policy cannot be read'),
    ]);
  });
  describe('asks whom the gate asks', () => {
    const never =
      'version: 1\nrules: [{ name: never here, when: { effect: destroy, file: "envs/prod/**" }, then: deny }]\n';
    const all = 'version: 1\nrules: [{ name: all, when: {}, then: allow }]\n';
    here.write('top/.git/HEAD', 'ref: refs/heads/main\n');
    here.write('top/.holdpoint/policy.yaml', never);
    here.write('top/envs/prod/main.tf', '');
    here.write('top/envs/test/main.tf', '');
    here.write('top/envs/prod/inner/.git/HEAD', 'ref: refs/heads/main\n');
    here.write('top/envs/prod/inner/.holdpoint/policy.yaml', all);
    here.write('top/envs/prod/network/.git', 'gitdir: ../../../.git/modules/network\n');
    here.write('tree/.git', `gitdir: ${here.at('top')}/.git/worktrees/tree\n`);
    here.write('tree/envs/prod/main.tf', '');
    here.write('tree/envs/test/main.tf', '');

    const is = (title: string, cwd: string, line: string, expected: number, ...named: readonly string[]) =>
      test(title, async () => {
        const { code, out } = await policy('explain', '--cwd', cwd, '--', line);
        expect(code).toBe(expected);
        expect(out.match(/"never here"|"all"/g) ?? []).toEqual(named);
      });
    const destroy = 'terraform destroy';
    const [deny, hold] = [4, 3];
    is('the folder itself', 'top/envs/prod', destroy, deny, '"never here"');
    is('its look-alike', 'top/envs/test', destroy, hold);
    is('a repository within', 'top/envs/prod/inner', destroy, deny, '"never here"', '"all"');
    is('a submodule', 'top/envs/prod/network', destroy, deny, '"never here"');
    is('a worktree elsewhere', 'tree/envs/prod', destroy, deny, '"never here"');
    is('its look-alike in a worktree', 'tree/envs/test', destroy, hold);
    is('from another folder', '/tmp', `terraform -chdir="${here.at('top/envs/prod')}" destroy`, deny, '"never here"');
    is('after a cd', '/tmp', `cd "${here.at('top/envs/prod')}" && terraform destroy`, deny, '"never here"');
    is('from another folder, of another one', '/tmp', `terraform -chdir="${here.at('top/envs/test')}" destroy`, hold);

    test('and the branch and the person count as there', async () => {
      here.write('on/.git/HEAD', 'ref: refs/heads/release/4\n');
      here.write(
        'on/.holdpoint/policy.yaml',
        'version: 1\nrules: [{ name: ours, when: { branch: "release/*", person: "*@example.com" }, then: deny }]\n',
      );
      here.write('.gitconfig', '[user]\n\temail = ada@example.com\n');
      expect(await policy('explain', '--cwd', 'on', '--', destroy)).toMatchObject({ code: deny });
      here.write('on/.git/HEAD', 'ref: refs/heads/main\n');
      expect(await policy('explain', '--cwd', 'on', '--', destroy)).toMatchObject({ code: hold });
    });
  });
  test('a person’s own policy counts as well', async () => {
    here.write('repo/.holdpoint/policy.yaml', rules);
    here.write(
      '.holdpoint/policy.yaml',
      'version: 1\nrules: [{ name: never, when: { effect: destroy }, then: deny }]\n',
    );
    const { code, out } = await explain('kubectl --context kind-me delete pod web');
    here.write('.holdpoint/policy.yaml', 'version: 1\n');
    expect([code, out.split('\n')[1]]).toEqual([4, expect.stringContaining('person, "never"')]);
  });
});

test.each([[[]], [['frob']], [['check', 'a', 'b']], [['explain']]])('usage: %j', async (words) => {
  expect((await policy(...words)).code).toBe(2);
});
