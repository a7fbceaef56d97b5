import { describe, expect, test } from 'vitest';
import { readTerraformPlan } from '../../src/core/impact/terraformPlan.ts';
import { longValues } from '../../src/extension/attributeDiff.ts';
import { compareTexts } from '../../src/extension/textDiff.ts';
import type { LineView } from '../../src/protocol/panel.ts';

/** `-3 a [b]`: sign, number, and the words that differ in brackets. */
const line =
  (sign: string, side: 'before' | 'after') =>
  ({ text, words, ...numbers }: LineView): string => {
    let spelled = '';
    let at = 0;
    for (const { start, end } of words) {
      spelled += `${text.slice(at, start)}[${text.slice(start, end)}]`;
      at = end;
    }
    return `${sign}${numbers[side] ?? ''} ${spelled}${text.slice(at)}`;
  };

const spell = (before: string, after: string): readonly string[] =>
  compareTexts(before, after).flatMap(({ header, blocks }) => [
    header,
    ...blocks.flatMap((block) =>
      block.kind === 'same'
        ? block.lines.map(line(' ', 'before'))
        : [...block.removed.map(line('-', 'before')), ...block.added.map(line('+', 'after'))],
    ),
  ]);

describe('two texts', () => {
  const is = (title: string, before: string, after: string, ...wanted: readonly string[]) =>
    test(title, () => expect(spell(before, after)).toEqual(wanted));

  is('that are the same', 'a\n', 'a\n');
  is('a word of a line', 'a = 1\nb = 2\n', 'a = 1\nb = 3\n', '@@ -1,2 +1,2 @@', ' 1 a = 1', '-2 b = [2]', '+2 b = [3]');
  is(
    'a line that is another one altogether',
    'apple\n',
    'zebra crossing\n',
    '@@ -1,1 +1,1 @@',
    '-1 apple',
    '+1 zebra crossing',
  );
  is('more lines than before', 'a = 1\n', 'a = 2\nb = 3\n', '@@ -1,1 +1,2 @@', '-1 a = [1]', '+1 a = [2]', '+2 b = 3');
  is('a new file', '', 'a\nb\n', '@@ -1,0 +1,2 @@', '+1 a', '+2 b');
  is('the end of the line at the end', 'a\n', 'a', '@@ -1,1 +1,1 @@', '-1 a', '+1 a', '+ \\ No newline at end of file');
  is(
    'far apart',
    `a\n${'x\n'.repeat(20)}b\n`,
    `A\n${'x\n'.repeat(20)}B\n`,
    '@@ -1,4 +1,4 @@',
    '-1 a',
    '+1 A',
    ' 2 x',
    ' 3 x',
    ' 4 x',
    '@@ -19,4 +19,4 @@',
    ' 19 x',
    ' 20 x',
    ' 21 x',
    '-22 b',
    '+22 B',
  );
});

test('ten thousand lines that have nothing in common are shown whole, and soon', () => {
  const side = (word: string) =>
    `same\n${Array.from({ length: 10_000 }, (_, index) => `${word} ${index}`).join('\n')}\n`;
  const began = performance.now();
  const hunks = compareTexts(side('old'), side('new'));
  expect(performance.now() - began).toBeLessThan(3_000);
  const blocks = hunks.flatMap((hunk) => hunk.blocks);
  const count = (key: 'removed' | 'added') =>
    blocks.reduce((sum, block) => sum + (block.kind === 'changed' ? block[key].length : 0), 0);
  expect([count('removed'), count('added')]).toEqual([10_000, 10_000]);
});

test('a policy inside a string is compared line by line', () => {
  const policy = (action: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: action, Resource: 'arn:aws:s3:::b' }],
    });
  const impact = readTerraformPlan(
    JSON.stringify({
      format_version: '1.2',
      resource_changes: [
        {
          address: 'aws_iam_policy.p',
          type: 'aws_iam_policy',
          change: { actions: ['update'], before: { policy: policy('s3:Get') }, after: { policy: policy('*') } },
        },
      ],
    }),
  );
  const [found] = longValues(impact);
  expect([found?.address, found?.path]).toEqual(['aws_iam_policy.p', 'policy']);
  const blocks = found?.hunks.flatMap((hunk) => hunk.blocks) ?? [];
  expect(
    blocks.flatMap((block) => (block.kind === 'changed' ? [block.removed[0]?.text, block.added[0]?.text] : [])),
  ).toEqual(['      "Action": "s3:Get",', '      "Action": "*",']);
});
