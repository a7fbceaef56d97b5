import assert from 'node:assert/strict';
import { afterAll, describe, test } from 'vitest';
import { sealLine } from '../../src/core/journal/chain.ts';
import { sha256 } from '../../src/platform/signing.ts';
import { makeHome } from '../support/commandLine.ts';

const here = makeHome();
afterAll(() => here.remove());

describe('usage', () => {
  const refuses = (line: string, message: RegExp) =>
    test(`"holdpoint ${line}"`, async () => {
      const { code, out, error } = await here.run(line === '' ? [] : line.split(' '));
      assert.deepEqual({ code, out }, { code: 2, out: '' });
      assert.match(error, message);
      assert.match(error, /Nothing was done\. Usage: holdpoint/);
    });

  refuses('', /What to do is missing\./);
  refuses('constructor', /"constructor" is not a command\./);
  refuses('check', /There is nothing to check\./);
  refuses('check --batch terraform destroy', /Only one thing/);
  refuses('check --edit', /--edit/);
  refuses('check --before x ls', /goes with "--edit"/);
  refuses('check --shell fish ls', /"fish" is not a shell/);
  refuses('check --frobnicate ls', /Unknown option/);
  refuses('journal', /What to do is missing/);
  refuses('journal show', /"show" is not known/);
  refuses('journal verify a b', /"b" is not known/);
  refuses('doctor now', /"now" is one word too many/);
  refuses('doctor --verbose', /Unknown option/);

  test('--help', async () => assert.match((await here.run(['--help'])).out, /^Usage: holdpoint check/));
  test('--version', async () => assert.equal((await here.run(['--version'])).out, '1.0.0\n'));
});

describe('journal verify', () => {
  const lines: string[] = [];
  for (let previous = '0'.repeat(64), index = 0; index < 3; index++) {
    const { line, hash } = sealLine(
      { kind: 'started' } as unknown as Parameters<typeof sealLine>[0],
      `2026-01-0${index + 1}T00:00:00.000Z`,
      previous,
      sha256,
    );
    lines.push(line);
    previous = hash;
  }
  const whole = `${lines.join('\n')}\n`;

  test('as it was written', async () => {
    here.write('journal.jsonl', whole);
    const { code, out } = await here.run(['journal', 'verify', 'journal.jsonl']);
    assert.equal(code, 0);
    assert.match(out, /^3 entries, unbroken\./);
  });
  test('any byte changed', async () => {
    const bytes = Buffer.from(whole);
    for (let at = 0; at < bytes.length; at += 17) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      here.write('journal.jsonl', changed.toString('latin1'));
      assert.equal((await here.run(['journal', 'verify', 'journal.jsonl'])).code, 1, `byte ${at}`);
    }
  });
  test('a line taken out', async () => {
    here.write('journal.jsonl', `${lines[0]}\n${lines[2]}\n`);
    const { code, error } = await here.run(['journal', 'verify', 'journal.jsonl']);
    assert.equal(code, 1);
    assert.match(error, /^Entry 2 is not as it was written/);
  });
  test('the installed one, before anything was held', async () =>
    assert.equal((await here.run(['journal', 'verify'])).code, 0));
  test('a file that is not there', async () => {
    const { code, error } = await here.run(['journal', 'verify', 'none']);
    assert.equal(code, 1);
    assert.match(error, /none cannot be read: it is not there\./);
  });
});

describe('impact', () => {
  const plan = JSON.stringify({
    format_version: '1.2',
    resource_changes: [
      {
        address: 'aws_db_instance.orders',
        type: 'aws_db_instance',
        change: { actions: ['delete'], before: {}, after: null },
      },
    ],
  });

  test('of a plan', async () => {
    here.write('plan.json', plan);
    const { code, out } = await here.run(['impact', '--json', '--plan', 'plan.json']);
    const { summary, headline, irreversible, resources, uninspectable } = JSON.parse(out);
    assert.deepEqual(
      [code, summary.delete, headline, irreversible, resources[0].address, resources[0].actions, uninspectable],
      [
        0,
        1,
        'Deletes the database `aws_db_instance.orders`; this cannot be undone.',
        true,
        'aws_db_instance.orders',
        ['delete'],
        [],
      ],
    );
  });
  test('of a plan on the input, in words', async () =>
    assert.match(
      (await here.run(['impact', '--plan', '-'], plan)).out,
      /^Deletes the database `aws_db_instance.orders`.*\nCritical: .*\nNothing says which environment.*\n {2}- {3}aws_db/,
    ));
  test('of no plan', async () => {
    const { code, out } = await here.run(['impact', '--plan', '-'], '{');
    assert.deepEqual([code, out.split('\n')[0]], [1, 'Cannot be inspected: the plan.']);
  });
  test('of a plan that is not there', async () =>
    assert.match(
      (await here.run(['impact', '--plan', 'none.json'])).error,
      /none\.json cannot be read: it is not there/,
    ));
  test('of a command, by its text', async () => {
    const { code, out } = await here.run(['impact', '--json', '--', 'kubectl', 'delete', 'namespace', 'shop']);
    const { summary, irreversible, uninspectable } = JSON.parse(out);
    assert.deepEqual([code, summary.delete, irreversible, uninspectable.length], [0, 1, true, 1]);
  });
  test('of a command: how bad, where, and what is safer', async () => {
    const { out } = await here.run(['impact', '--json', '--', 'kubectl', '--context', 'prod', 'delete', 'ns', 'shop']);
    const { severity, environment, warnings, saferWays } = JSON.parse(out);
    assert.equal(severity.level, 'critical');
    assert.equal(environment.sentence, 'Production, because kube context `prod`.');
    assert.equal(warnings[0].what, 'It takes something away in production.');
    assert.match(saferWays[0].command, /^kubectl get all,pvc.* -n shop --context prod$/);
  });
  test('of a command that only reads', async () =>
    assert.equal(
      (await here.run(['impact', '--', 'kubectl get pods'])).out.split('\n')[0],
      'Reads only; changes nothing.',
    ));
  test('an edit of a file, from the texts', async () => {
    here.write('old.tf', 'resource "aws_s3_bucket" "logs" {}\nresource "aws_sqs_queue" "q" {}\n');
    here.write('main.tf', 'resource "aws_sqs_queue" "q" {}\n');
    const { code, out } = await here.run(['impact', '--json', '--edit', 'main.tf', '--before', 'old.tf']);
    const { headline, resources } = JSON.parse(out);
    assert.deepEqual([code, resources.map(({ address }: { address: string }) => address)], [0, ['aws_s3_bucket.logs']]);
    assert.match(headline, /^Once applied: deletes /);
  });
  test('a file that says nothing of resources', async () => {
    here.write('notes.md', 'x');
    assert.equal((await here.run(['impact', '--edit', 'notes.md'])).code, 1);
  });
  test('of both or neither', async () => {
    assert.equal((await here.run(['impact'])).code, 2);
    assert.equal((await here.run(['impact', '--plan', 'x', '--', 'ls'])).code, 2);
    assert.equal((await here.run(['impact', '--before', 'x', '--', 'ls'])).code, 2);
  });
});
