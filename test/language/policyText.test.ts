/** A policy is parsed by parts, and nobody can tell. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Document, isCollection, isPair, isScalar, parseDocument } from 'yaml';
import { documentOf } from '../../src/language/policyText.ts';

const rule = (index: number) =>
  index % 3 === 0
    ? `  - { name: rule ${index}, when: { effect: [destroy, change], target: "db-${index}*" }, then: hold }\n`
    : `  - name: rule ${index}\n    # why\n    when:\n      effect: [destroy]\n      target: 'db-${index}*'\n    then: deny\n`;
const long = `version: 1
environments:
  lab: { contexts: ["kind-*"] }
rules: # all of them
  # the first
${Array.from({ length: 40 }, (_, index) => rule(index)).join('')}
freeze:
  - { name: a, from: 2026-01-01, to: 2026-01-02, then: deny }
limits: { holds-per-hour: 3 }
`;

/** Every scalar with its place, in order. */
function scalars(node: unknown): readonly string[] {
  if (isPair(node)) return [...scalars(node.key), ...scalars(node.value)];
  if (isCollection(node)) return node.items.flatMap(scalars);
  return isScalar(node) ? [`${node.range?.slice(0, 2).join('-')} ${String(node.value)}`] : [];
}

/** An alias of nothing has no value. */
function plainValue(doc: Document.Parsed): unknown {
  try {
    return doc.toJS();
  } catch (error) {
    return String(error);
  }
}

function compare(text: string) {
  const [parts, whole] = [
    documentOf(text),
    parseDocument(text, { prettyErrors: false, uniqueKeys: true, strict: true, logLevel: 'error' }),
  ];
  expect(parts.errors.length > 0).toBe(whole.errors.length > 0);
  if (whole.errors.length > 0) return;
  expect(scalars(parts.contents)).toEqual(scalars(whole.contents));
  expect(plainValue(parts)).toEqual(plainValue(whole));
}

describe('the tree of a long policy', () => {
  test('is that of the whole', () => compare(long));
  test('has its rules where they stand', () => {
    const place = (text: string) => {
      const node: unknown = documentOf(text).getIn(['rules', 30, 'name'], true);
      return isScalar(node) ? node.range?.[0] : undefined;
    };
    const later = long.replace('rule 2\n', 'rule two\n');
    expect([place(long), place(later)]).toEqual([long.indexOf('rule 30'), later.indexOf('rule 30')]);
  });
  for (const [title, from, to] of [
    ['a quote that is not closed', "'db-4*'", "'db-4*"],
    ['a brace that is not closed', '"db-3*" }', '"db-3*"'],
    ['a rule with the same key twice', 'then: deny', 'then: deny\n    then: deny'],
    ['an anchor and its alias', 'name: rule 1\n', 'name: &a rule 1\n    reason: *a\n'],
    ['a block of text', 'then: deny', 'reason: |\n      - name: no rule\n    then: deny'],
    ['another document', 'freeze:', '---\nfreeze:'],
    ['windows’ ends of lines', '\n', '\r\n'],
    ['no rules any more', 'rules: # all of them', 'rulez:'],
    ['two lists', 'freeze:', 'rules:\n  - { name: b }\nfreeze:'],
  ] as const)
    test(title, () => compare(long.replaceAll(from, () => to)));

  test('stays so, whatever is typed where', () => {
    const pieces = fc.constantFrom(
      'x',
      ' ',
      '\n',
      '\r\n',
      '  - ',
      '- ',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ': ',
      '#',
      '&a',
      '*a',
      '---\n',
      '\t',
      '|\n',
      'rules:\n',
      'name: a\n    ',
    );
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(12), pieces), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(edits, (all) => {
        let text = long;
        for (const [anywhere, removed, piece] of all) {
          const at = anywhere % (text.length + 1);
          text = text.slice(0, at) + piece + text.slice(at + removed);
          compare(text);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
