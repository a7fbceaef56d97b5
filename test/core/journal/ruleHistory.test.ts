import { expect, test } from 'vitest';
import { ruleHistory } from '../../../src/core/journal/ruleHistory.ts';

const entry = (kind: string, more: object) => JSON.stringify({ kind, call: { text: 'x' }, ...more });

test('counts the calls each rule took part in, refusals too, and nothing else', () => {
  expect(
    ruleHistory([
      entry('held', { rules: ['two', 'two', 'data'] }),
      entry('passed', {}),
      entry('refused', { rule: 'a "quoted" name', why: '' }),
      entry('verdict', { rules: ['two'] }),
      '{"kind":"held","rules":["cut',
      entry('held', { rules: ['two'] }),
    ]),
  ).toEqual({ calls: 5, held: { two: 2, data: 1, 'a "quoted" name': 1 } });
});

test('looks at the last two hundred', () => {
  const lines = Array.from({ length: 250 }, (_, index) => entry('held', { rules: [index < 50 ? 'old' : 'new'] }));
  expect(ruleHistory(lines)).toEqual({ calls: 200, held: { new: 200 } });
});
