/** What was asked for in plain words against what would be done: one line per prompt, and the look-alike beside it. */
import { describe, expect, test } from 'vitest';
import { biggerThan, notNamed } from '../../../src/core/drift/asked.ts';
import { signalsOf } from '../../../src/core/drift/signals.ts';
import { environmentOf } from '../../../src/core/policy/environment.ts';
import { callOf, understandLine } from '../../support/understanding.ts';

const at = 0;

describe('a destroy after', () => {
  const says = (prompt: string, expected: string | undefined) =>
    test(`“${prompt}”`, () => expect(biggerThan({ prompt, at }, 'destroys')?.what).toBe(expected));
  const smaller = (word: string) => `You asked for something smaller: “${word}”, and it takes something away.`;
  const look = 'You asked to look, and it takes something away.';
  const nothing = 'Nothing in what you asked for says that something goes.';

  says('The cost report in the console is wrong, please fix it', smaller('report'));
  says('Fix the typo in the pricing label', smaller('Fix'));
  says('why is the cost report empty?', look);
  says('Can you check the logs of the web service', look);
  says('Deploy the new version to staging', nothing);
  says('Delete the old staging environment', undefined);
  says('tear down preview-42', undefined);
  says('Please clean up unused volumes', undefined);
  says('rebuild the environment from scratch', undefined);
  says('drop the legacy table', undefined);
  says('Fix the report, but do not delete anything', 'It takes something away, which you asked not to do.');
  says('Never drop the orders table, add a column', 'It takes something away, which you asked not to do.');
  says('yes, go ahead', undefined);
  says('ok', undefined);
  says('Fix the dropdown menu', smaller('Fix'));
  says('lösche die alte Umgebung', undefined);
});

describe('a change after', () => {
  const says = (prompt: string, expected: string | undefined) =>
    test(`“${prompt}”`, () => expect(biggerThan({ prompt, at }, 'changes')?.what).toBe(expected));
  says('How many pods are running?', 'You asked to look, and it changes something.');
  says('Why does the test fail? Fix it', undefined);
  says('Deploy it', undefined);
  says('Fix the cost report', undefined);
});

describe('what was named', () => {
  const says = (prompt: string, target: string, expected: string | undefined) =>
    test(`“${prompt}”, ${target}`, () => expect(notNamed({ prompt, at }, [target])?.what).toBe(expected));
  says('delete the deployment `web-old`', 'web', undefined);
  says('delete the deployment `web-old`', 'deployment/web-old', undefined);
  says('delete the deployment `report`', 'orders', '`orders` is not what you named.');
  says('delete the report deployment', 'orders', undefined);
  says('rename “report” to “cost”', 'orders', undefined);
});

describe('production', () => {
  const signs = (line: string, prompt: string) => {
    const { effects } = understandLine(line);
    const environment = environmentOf({ call: callOf({ kind: 'command', line, shell: 'bash' }), effects });
    return signalsOf({ effects, past: [], now: 0, environment, asked: { prompt, at } }).map(({ id }) => id);
  };
  const line = 'kubectl --context acme-eu-prod -n shop rollout restart deployment web';
  test('was never mentioned', () => expect(signs(line, 'restart the web pods')).toEqual(['environment-not-mentioned']));
  test('was', () => expect(signs(line, 'restart the web pods in prod')).toEqual([]));
  test('was, by the name of its context', () => expect(signs(line, 'restart web on acme-eu-prod')).toEqual([]));
  test('is not where it acts', () =>
    expect(signs('kubectl --context dev rollout restart deployment web', 'restart the web pods')).toEqual([]));
});
