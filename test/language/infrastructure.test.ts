import { describe, expect, test } from 'vitest';
import { editLenses, lookAt } from '../../src/language/infrastructure.ts';
import { restoresAt } from '../../src/language/restores.ts';
import { files, type Sample } from '../support/editedFiles.ts';

/** The brief of everything that is found, each with the text of its line. */
const found = ({ path, text }: Sample, after: string) =>
  (lookAt({ path, before: text, after }, '/project')?.findings ?? []).map(
    ({ start, brief }) => `${lineOf(after, start)}: ${brief}`,
  );
const lineOf = (text: string, at: number) => text.slice(0, at).split('\n').length;

function edited(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`there is no ${from}`);
  return text.replace(from, () => to);
}

for (const [name, sample] of Object.entries(files))
  describe(name, () => {
    for (const [title, from, to, ...expected] of sample.edits)
      test(`${title}${expected.length === 0 ? ': nothing is said' : ''}`, () =>
        expect(found(sample, edited(sample.text, from, to))).toEqual(expected));
    for (const [title, from, to, action] of sample.restored)
      test(`${action}: ${title}`, () => {
        const after = edited(sample.text, from, to);
        const at = lookAt({ path: sample.path, before: sample.text, after }, '/project')?.findings[0]?.start;
        const [restore] = restoresAt({ path: sample.path, before: sample.text, after }, '/project', at ?? 0);
        const [edit] = restore?.edits ?? [];
        if (edit === undefined) throw new Error('there is nothing to put back');
        expect(restore?.title).toBe(action);
        expect(after.slice(0, edit.start) + edit.text + after.slice(edit.end)).toBe(sample.text);
      });
  });

describe('an edit', () => {
  const { path, text } = files.terraform;
  test('of a new file, of nothing, and of a file of another kind says nothing', () =>
    expect([
      lookAt({ path, before: undefined, after: text }, '/project'),
      lookAt({ path, before: text, after: text }, '/project'),
      lookAt({ path: '/project/notes.txt', before: 'a', after: 'b' }, '/project'),
    ]).toEqual([undefined, undefined, undefined]));
  test('that is not finished deletes nothing: nobody can apply it', () =>
    expect(found(files.terraform, text.slice(0, text.indexOf('lifecycle')))).not.toContainEqual(
      expect.stringContaining('would be destroyed'),
    ));
  test('is told once above every resource, with what applying it needs', () => {
    const after = edited(edited(text, 'prevent_destroy = true', 'prevent_destroy = false'), 'period = 7', 'period = 0');
    const look = lookAt({ path, before: text, after }, '/project');
    if (look === undefined) throw new Error('nothing is found');
    expect(editLenses(look, 'applying it needs 1 person of platform besides you').map(({ title }) => title)).toEqual([
      'Keeps backups for 0 instead of 7 days · may be destroyed by a plan again · applying it needs 1 person of platform besides you',
    ]);
  });
  test('of one part of a long file costs no more than the part', () => {
    const long = `${Array.from({ length: 3_000 }, (_, index) => `resource "aws_sqs_queue" "q${index}" {}\n`).join('')}${text}`;
    const after = edited(long, 'prevent_destroy = true', 'prevent_destroy = false');
    expect(found({ ...files.terraform, text: long }, after)).toEqual(['3001: may be destroyed by a plan again']);
  });
});
