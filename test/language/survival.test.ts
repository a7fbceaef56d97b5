/** Whatever stands in a file, every question about it is answered, by something or by nothing. */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { complete } from '../../src/language/completion.ts';
import { fixesFor } from '../../src/language/fixes.ts';
import { formatted } from '../../src/language/format.ts';
import { hoverAt } from '../../src/language/hover.ts';
import { editLenses, lookAt } from '../../src/language/infrastructure.ts';
import { diagnose } from '../../src/language/lints.ts';
import { definitionAt, environmentAt, renames } from '../../src/language/names.ts';
import { needOf } from '../../src/language/needs.ts';
import { folds, lenses, outline } from '../../src/language/outline.ts';
import { restoresAt } from '../../src/language/restores.ts';
import { unitsOf } from '../../src/language/units.ts';
import { noVocabulary } from '../../src/language/vocabulary.ts';
import { files } from '../support/editedFiles.ts';

const vocabulary = { ...noVocabulary, now: Date.UTC(2026, 10, 24), files: ['a.tf'] };

const policy = `version: 1
environments:
  lab: { contexts: ["kind-*"] }
rules:
${Array.from({ length: 25 }, (_, index) => `  - { name: rule ${index}, when: { environment: lab, effect: [destroy] }, then: hold }\n`).join('')}`;

/** Texts as disks and half-finished edits have them: cut off, with bytes of anything, with every way to end a line. */
function damaged(text: string): fc.Arbitrary<string> {
  const bytes = fc.uint8Array({ maxLength: 12 }).map((all) => new TextDecoder('latin1').decode(all));
  const odd = fc.oneof(
    bytes,
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      '\0',
      '\ud800',
      '\uFEFF',
      '\r',
      '\n',
      '\r\n',
      '\u2028',
      '{{',
      '"',
      "'",
      '<<EOF\n',
      '/*',
      '$$',
      '---\n',
      '&a ',
      '*a',
      '\t',
      '{'.repeat(300),
      '- '.repeat(300),
    ),
  );
  const place = fc.tuple(fc.nat(), fc.nat(30), odd);
  const ends = fc.constantFrom('\n', '\r\n', '\r', '\n\r');
  return fc.tuple(fc.array(place, { maxLength: 4 }), fc.option(fc.nat()), fc.option(ends)).map(([edits, cut, end]) => {
    let result = text;
    for (const [anywhere, removed, piece] of edits) {
      const at = anywhere % (result.length + 1);
      result = result.slice(0, at) + piece + result.slice(at + removed);
    }
    if (cut !== null) result = result.slice(0, cut % (result.length + 1));
    return end === null
      ? result
      : result
          .split('\n')
          .map((line, index) => line + (index % 2 === 0 ? end : '\n'))
          .join('');
  });
}

const machine = {
  home: '/home/ada',
  env: {},
  read: () => ({ kind: 'missing' }) as const,
  realPath: (path: string) => path,
  now: vocabulary.now,
};
const rulebooks = [{ root: '/project', person: undefined, branch: undefined, policies: [[]] }];

test('a policy', () => {
  fc.assert(
    fc.property(damaged(policy), fc.nat(), (text, anywhere) => {
      const at = anywhere % (text.length + 1);
      complete(text, at, vocabulary);
      hoverAt(text, at, vocabulary);
      definitionAt(text, at);
      environmentAt(text, at);
      renames(text, at, 'lab');
      outline(text);
      lenses(text, vocabulary);
      folds(text);
      formatted(text);
      for (const problem of diagnose(text, vocabulary).slice(0, 5)) fixesFor(text, problem, vocabulary);
    }),
    { numRuns: 150 },
  );
}, 60_000);

describe('a file of infrastructure', () => {
  for (const [name, { path, text }] of Object.entries(files))
    test(name, () => {
      const both = fc.tuple(fc.oneof(fc.constant(text), damaged(text)), damaged(text));
      fc.assert(
        fc.property(both, fc.nat(), ([before, after], anywhere) => {
          const edited = { path, before, after };
          const look = lookAt(edited, '/project');
          restoresAt(edited, '/project', anywhere % (after.length + 1));
          if (look === undefined) return;
          unitsOf(look.kind, after);
          const need = needOf(edited, look, '/project', rulebooks, machine);
          editLenses(look, need?.brief);
          for (const { start, end } of look.findings)
            if (!(start >= 0 && start <= end && end <= after.length)) throw new Error(`${start} to ${end} is no place`);
        }),
        { numRuns: 80 },
      );
    }, 60_000);
});
