import assert from 'node:assert/strict';
import { afterAll, describe, test } from 'vitest';
import { makeHome } from '../support/commandLine.ts';

const here = makeHome();
afterAll(() => here.remove());

describe('one command', () => {
  const is = (words: readonly string[], code: number, first: string) =>
    test(words.join(' '), async () => {
      const ended = await here.run(['check', ...words]);
      assert.deepEqual(
        { code: ended.code, first: ended.out.split('\n')[0], error: ended.error },
        { code, first, error: '' },
      );
    });

  is(['ls -la'], 0, 'allow');
  is(['terraform plan'], 0, 'allow');
  is(['terraform destroy -auto-approve'], 3, 'hold');
  is(['terraform', 'destroy', '-auto-approve'], 3, 'hold');
  is(['--', 'terraform', 'destroy', '--json'], 3, 'hold');
  is(['--shell', 'bash', '--', 'kubectl', 'delete', 'pod', 'a b'], 3, 'hold');
  is(['echo', 'terraform destroy'], 0, 'allow');
  is(['--shell', 'powershell', 'terraform destroy'], 3, 'hold');

  test('as JSON', async () => {
    const { code, out } = await here.run(['check', '--json', '--cwd', 'envs/prod', 'terraform destroy']);
    assert.equal(code, 3);
    const answer = JSON.parse(out) as {
      command: string;
      decision: string;
      effects: { kind: string; tool: string; operation: string }[];
      reasons: { rule: string; message: string }[];
    };
    assert.deepEqual(Object.keys(answer), ['command', 'decision', 'effects', 'reasons']);
    assert.deepEqual(
      [answer.command, answer.decision, answer.effects[0]?.kind, answer.effects[0]?.tool],
      ['terraform destroy', 'hold', 'destroy', 'terraform'],
    );
    assert.equal(answer.reasons[0]?.rule, 'destroys-hold');
  });
  test('scripts are read where the command runs', async () => {
    here.write('scripts/down.sh', 'terraform destroy\n');
    assert.equal((await here.run(['check', '--cwd', 'scripts', 'bash down.sh'])).code, 3);
  });
});

describe('by another policy', () => {
  const environments = 'environments: { sandbox: { contexts: ["kind-*"] } }';
  const rule = (name: string, when: string, then: string) =>
    `  - { name: ${name}, when: { ${when} }, then: ${then} }\n`;
  here.write(
    'their.yaml',
    `version: 1\n${environments}\nrules:\n${rule('mine', 'environment: sandbox, effect: destroy', 'allow')}${rule('never', 'tool: terraform, effect: destroy, file: "live/**"', 'deny')}${rule('secrets', 'effect: read, operation: "get secret*"', 'hold')}${rule('releases', 'branch: "release/*", effect: change', 'deny')}`,
  );
  here.write('shop/.git/HEAD', 'ref: refs/heads/release/4\n');
  here.write('shop/live/main.tf', 'resource "aws_s3_bucket" "b" { bucket = "b" }\n');
  here.write('shop/test/main.tf', '');
  const is = (line: string, cwd: string, code: number, said?: string) =>
    test(`${line} in ${cwd}`, async () => {
      const ended = await here.run(['check', '--policy', 'their.yaml', '--cwd', cwd, '--', line]);
      assert.deepEqual([ended.code, ended.error], [code, '']);
      if (said !== undefined) assert.ok(ended.out.includes(said), ended.out);
    });
  const drop = 'kubectl --context kind-me delete pod web';
  is(drop, '.', 0, '(mine)');
  is('kubectl --context prod delete pod web', '.', 3, '(destroys-hold)');
  is('kubectl get secret db', '.', 3, '(secrets)');
  is('kubectl get pods', '.', 0);
  is('terraform destroy', 'shop/live', 4, '(never)');
  is('terraform destroy', 'shop/test', 3, '(destroys-hold)');
  is('terraform -chdir=shop/live destroy', '.', 4, '(never)');
  is('terraform apply', 'shop/test', 4, '(releases)');
  is('terraform apply', '.', 3, 'Not everything this rule asks for is known, so people look. Rule: releases.');

  test('what lies there counts no more than without it', async () => {
    here.write('shop/.holdpoint/policy.yaml', `version: 1\nrules:\n${rule('all', '', 'allow')}`);
    assert.equal(
      (await here.run(['check', '--policy', 'their.yaml', '--cwd', 'shop/live', 'terraform destroy'])).code,
      4,
    );
    assert.equal((await here.run(['check', '--cwd', 'shop/live', 'terraform destroy'])).code, 3);
  });
  test('in a batch', async () => {
    const questions = [
      { command: drop },
      { command: 'terraform destroy', cwd: 'shop/live' },
      { command: 'terraform destroy' },
      'nonsense',
    ];
    const input = questions.map((each) => JSON.stringify(each)).join('\n');
    const { code, out } = await here.run(['check', '--policy', 'their.yaml', '--batch'], input);
    const said = out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { decision: string }).decision);
    assert.deepEqual([code, said], [1, ['allow', 'deny', 'hold', 'hold']]);
  });
  test('an edit', async () => {
    const edit = ['check', '--edit', 'shop/live/main.tf', '--before', 'before.tf'];
    here.write(
      'before.tf',
      'resource "aws_s3_bucket" "b" { bucket = "b" }\nresource "aws_s3_bucket" "c" { bucket = "c" }\n',
    );
    assert.equal((await here.run(edit)).code, 3);
    here.write('edits.yaml', `version: 1\nrules:\n${rule('kept', 'effect: change, file: "live/**"', 'deny')}`);
    assert.equal((await here.run([...edit, '--policy', 'edits.yaml'])).code, 4);
  });
  test('that does not count decides nothing', async () => {
    here.write('broken.yaml', 'version: 1\nrules: none\n');
    const ended = await here.run(['check', '--policy', 'broken.yaml', '--', 'ls']);
    assert.deepEqual(ended, { code: 1, out: '', error: 'broken.yaml:2:8: error: rules: expected a list.\n' });
  });
  test('that is not there', async () => {
    assert.equal((await here.run(['check', '--policy', 'nowhere.yaml', '--', 'ls'])).code, 1);
  });
});

describe('a batch', () => {
  const batch = async (...questions: unknown[]) => {
    const { code, out, error } = await here.run(
      ['check', '--batch'],
      questions.map((it) => (typeof it === 'string' ? it : JSON.stringify(it))).join('\n'),
    );
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { command: string | null; decision: string });
    return { code, error, answers: answers.map(({ command, decision }) => `${command}: ${decision}`) };
  };
  const prior = (title: string, command: string, before: string[], expected: string) =>
    test(title, async () =>
      assert.deepEqual((await batch({ command, prior: before })).answers, [`${command}: ${expected}`]),
    );

  test('what changes this machine’s own scratch is told only where it is asked for', async () => {
    const asked = async (...options: string[]) => {
      const { out } = await here.run(['check', ...options, '--batch'], JSON.stringify({ command: 'git reset --hard' }));
      return (JSON.parse(out) as { decision: string }).decision;
    };
    assert.deepEqual([await asked(), await asked('--workstation')], ['allow', 'hold']);
  });

  test('answers come in the order of the questions', async () =>
    assert.deepEqual(
      (await batch({ command: 'terraform plan' }, { command: 'terraform destroy' }, { command: 'ls' })).answers,
      ['terraform plan: allow', 'terraform destroy: hold', 'ls: allow'],
    ));
  test('a line that is no question is held, and the exit code says so', async () => {
    const { code, error, answers } = await batch(
      { command: 'ls' },
      'rubbish',
      { cwd: '/' },
      { command: 'ls', shell: 'fish' },
      { command: 'pwd' },
    );
    assert.deepEqual(answers, ['ls: allow', 'null: hold', 'null: hold', 'null: hold', 'pwd: allow']);
    assert.equal(code, 1);
    assert.match(error, /^Line 2 of the input is not a question.*\nLine 3 .*command: expected a string.*\nLine 4 /);
  });

  test('a folder that cannot be entered is said with its line, and the others are answered', async () => {
    here.write('file.txt', '');
    const { code, error, answers } = await batch(
      { command: 'ls', cwd: 'nowhere' },
      { command: 'bash up.sh', cwd: 'file.txt' },
      { command: 'ls', cwd: '.' },
    );
    assert.deepEqual(answers, ['ls: allow', 'bash up.sh: hold', 'ls: allow']);
    assert.equal(code, 1);
    assert.match(
      error,
      /^Line 1 of the input: .*nowhere cannot be entered: it is not there\..*\nLine 2 .*file.txt is not a/,
    );
  });
  test('lines may end like those of another system, be empty, and lack the last end', async () => {
    const { code, out } = await here.run(
      ['check', '--batch'],
      '\r\n{"command":"ls"}\r\n\n{"command":"terraform destroy # \u00e9"}',
    );
    assert.equal(code, 0);
    assert.deepEqual(
      out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { decision: string }).decision),
      ['allow', 'hold'],
    );
  });

  prior('an alias', 'tf destroy', ['alias tf=terraform'], 'hold');
  prior('a variable', '$X', ['X="terraform destroy"'], 'hold');
  prior('a function', 'deploy', ['deploy() { kubectl delete ns x; }'], 'hold');
  prior('a script just written', './x.sh', ['echo terraform destroy > x.sh'], 'hold');
  prior('what was run before is not run again', 'echo hi', ['terraform destroy'], 'allow');
  prior('the same again is', 'terraform destroy', ['terraform destroy'], 'hold');
});

describe('an edit', () => {
  test('of a guard file', async () => {
    here.write('.claude/settings.json', '{}');
    assert.equal((await here.run(['check', '--edit', '.claude/settings.json'])).code, 3);
  });
  test('of an ordinary file', async () => {
    here.write('readme.md', 'x');
    const { code, out } = await here.run(['check', '--json', '--edit', 'readme.md']);
    assert.deepEqual([code, JSON.parse(out)], [0, { file: 'readme.md', decision: 'allow', effects: [], reasons: [] }]);
  });
  test('of a file that is not there', async () => {
    const { code, error } = await here.run(['check', '--edit', 'none.tf']);
    assert.equal(code, 1);
    assert.match(error, /none\.tf cannot be read: it is not there\. Nothing was decided\./);
  });
});
