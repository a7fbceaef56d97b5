/** What a file would be after all that one call does to it. */
import { describe, expect, test } from 'vitest';
import { applyEdits, changesByFile } from '../../src/core/edits.ts';
import type { FileChange } from '../../src/core/toolCall.ts';

const swap = (from: string, to: string, all = false): FileChange => ({ kind: 'replace', from, to, all });
const write = (content: string): FileChange => ({ kind: 'write', content });
const gone: FileChange = { kind: 'delete' };
const patch: FileChange = { kind: 'patch', text: '@@' };

describe('a file', () => {
  const is = (
    title: string,
    before: string | undefined,
    changes: readonly FileChange[],
    expected: string | undefined,
  ) =>
    test(title, () => {
      const result = applyEdits(before, changes);
      expect(result.kind === 'text' ? result.text : result.kind === 'deleted' ? undefined : 'unknown').toBe(expected);
    });

  is('written', 'a', [write('b')], 'b');
  is('created', undefined, [write('b')], 'b');
  is('deleted', 'a', [gone], undefined);
  is('the first of two replaced', 'aa', [swap('a', 'b')], 'ba');
  is('all replaced', 'aa', [swap('a', 'b', true)], 'bb');
  is('a replacement is text, not a pattern', 'a', [swap('a', '$&$&')], '$&$&');
  is('a text that is not there', 'a', [swap('x', 'y')], 'unknown');
  is('no file to replace in', undefined, [swap('x', 'y')], 'unknown');
  is('a patch of the agent’s own kind', 'a', [patch], 'unknown');
});

describe('several changes of one file', () => {
  const is = (title: string, changes: readonly FileChange[], expected: string) =>
    test(title, () => {
      const result = applyEdits('one two', changes);
      expect(result.kind === 'text' ? result.text : result.kind).toBe(expected);
    });

  is('each finds what the one before it left', [swap('one', 'three'), swap('three two', 'four')], 'four');
  is('one that cannot be computed leaves the rest unknown', [swap('x', 'y'), swap('one', 'two')], 'unknown');
  is('unless the rest does not depend on it', [patch, write('new')], 'new');
  is('changed and removed, as a move is', [patch, gone], 'deleted');
  is('removed and created', [gone, write('new')], 'new');
  is('removed, then changed', [gone, swap('one', 'two')], 'unknown');
});

test('changes are kept together by file, in their order', () =>
  expect([
    ...changesByFile([
      { path: '/a', change: write('1') },
      { path: '/b', change: gone },
      { path: '/a', change: patch },
    ]),
  ]).toEqual([
    ['/a', [write('1'), patch]],
    ['/b', [gone]],
  ]));
