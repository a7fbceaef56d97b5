import { describe, expect, test } from 'vitest';
import { wholeImpact } from '../../../src/core/impact/whole.ts';
import type { HoldView } from '../../../src/protocol/panel.ts';
import { foldsOf, headOf, linesOf } from '../../../src/ui/components/folds.ts';
import { sampleHold } from '../../support/sampleHold.ts';

const folds = (title: string, own: Partial<HoldView>, ...expected: string[]) =>
  test(title, () => expect(foldsOf(sampleHold(own)).map(({ key }) => key)).toEqual(expected));

const command = (line: string) => ({ command: { line, marks: [] } });
const effects = (count: number) => ({
  effects: Array.from(
    { length: count },
    () => ({ kind: 'destroy', label: 'Destroys', sentence: 'Destroys.' }) as const,
  ),
});
const script = (lines: number, path = 'run.sh') => ({ path, text: 'echo\n'.repeat(lines) });
const file = (lines: number) =>
  ({
    path: 'main.tf',
    status: 'changed',
    comparable: true,
    hunks: [
      {
        header: '@@',
        blocks: [
          { kind: 'changed', removed: [], added: Array.from({ length: lines }, () => ({ text: 'x', words: [] })) },
        ],
      },
    ],
  }) as const;

const unclear = (count: number) => ({
  impact: wholeImpact(
    [],
    Array.from({ length: count }, (_, index) => ({ what: `part ${index}`, why: 'Nobody can tell.' })),
  ),
});

describe('what starts folded', () => {
  folds('nothing', {});
  folds('a command of 12 lines is shown', command('x\n'.repeat(12)));
  folds('a command of 13 lines', command('x\n'.repeat(13)), 'command');
  folds('a long line', command('x'.repeat(2_000)), 'command');
  folds('a long input', { input: { title: 'tool', text: 'x'.repeat(2_000) } }, 'input');
  folds('12 effects are shown', effects(12));
  folds('13 effects', effects(13), 'effects:destroy');
  folds('a short script is shown', { scripts: [script(20)] });
  folds('a long script', { scripts: [script(61)] }, 'script:0');
  folds('a script of one long line', { scripts: [{ path: 'run.sh', text: 'x'.repeat(9_000) }] }, 'script:0');
  folds('what does not fit beside a shown one', { scripts: [script(40), script(40), script(10)] }, 'script:1');
  folds('a long diff', { files: [file(61)] }, 'file:0');
  folds('scripts and diffs share the room', { scripts: [script(50)], files: [file(20)] }, 'file:0');
  folds('12 parts that could not be inspected are shown', unclear(12));
  folds('13 of them', unclear(13), 'uninspected');
  folds(
    '13 variables',
    { environment: Array.from({ length: 13 }, (_, index) => ({ name: `V${index}`, value: '' })) },
    'environment',
  );
});

describe('headOf', () => {
  const head = (title: string, text: string, expected: string) =>
    test(title, () => expect(headOf(text)).toBe(expected));
  head('a short text', 'a\nb', 'a\nb');
  head('the first lines', 'a\n'.repeat(30), 'a\n'.repeat(8).slice(0, -1));
  head('the first characters', 'a'.repeat(5_000), 'a'.repeat(900));
  head('never half a character', `${'a'.repeat(899)}😀😀`, 'a'.repeat(899));
});

describe('linesOf', () => {
  const counts = (text: string, expected: number) =>
    test(JSON.stringify(text), () => expect(linesOf(text)).toBe(expected));
  counts('a', 1);
  counts('a\n', 1);
  counts('a\nb', 2);
  counts('\n\n', 2);
});
