import { array, assert, constantFrom, integer, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effectKinds } from '../../../src/core/effect.ts';
import { type Mark, segments } from '../../../src/ui/components/marks.ts';

const cuts = (title: string, line: string, marks: readonly Mark[], ...expected: string[]) =>
  test(title, () =>
    expect(segments(line, marks).map(({ text, severity }) => `${text}|${severity ?? ''}`)).toEqual(expected),
  );

describe('segments', () => {
  cuts('no marks', 'ls', [], 'ls|');
  cuts('one word', 'tf destroy now', [{ start: 3, end: 10, severity: 'destroy' }], 'tf |', 'destroy|destroy', ' now|');
  cuts(
    'overlap: the heaviest wins',
    'abcdef',
    [
      { start: 0, end: 4, severity: 'change' },
      { start: 2, end: 6, severity: 'destroy' },
    ],
    'ab|change',
    'cd|destroy',
    'ef|destroy',
  );
  cuts('outside', 'abc', [{ start: -3, end: 99, severity: 'read' }], 'abc|read');
  cuts('backwards', 'abc', [{ start: 2, end: 1, severity: 'read' }], 'abc|');
  cuts('not a number', 'abc', [{ start: Number.NaN, end: 2, severity: 'read' }], 'abc|');
  cuts('empty', '', [{ start: 0, end: 1, severity: 'read' }]);
});

test('whatever the marks, every character is there once and in order', () => {
  const mark = record({
    start: integer({ min: -5, max: 40 }),
    end: integer({ min: -5, max: 40 }),
    severity: constantFrom(...effectKinds),
  });
  assert(
    property(
      string(),
      array(mark),
      (line, marks) =>
        segments(line, marks)
          .map(({ text }) => text)
          .join('') === line,
    ),
  );
});
