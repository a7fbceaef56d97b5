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
