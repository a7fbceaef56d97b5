import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { complete } from '../../src/language/completion.ts';
import { cursorAt, cursorOn } from '../../src/language/cursor.ts';
import { fixesFor } from '../../src/language/fixes.ts';
import { formatted } from '../../src/language/format.ts';
import { rosterBeside } from '../../src/language/groups.ts';
import { hoverAt } from '../../src/language/hover.ts';
import { diagnose } from '../../src/language/lints.ts';
import { definitionAt, renames } from '../../src/language/names.ts';
import { folds, lenses, outline } from '../../src/language/outline.ts';
import type { Vocabulary } from '../../src/language/vocabulary.ts';
import { roster } from '../support/smallRoster.ts';

const now = Date.UTC(2026, 10, 24);
const vocabulary: Vocabulary = {
  tools: ['terraform', 'kubectl', 'aws'],
  agents: ['claude-code', 'vscode'],
  resourceTypes: ['aws_db_instance', 'PersistentVolumeClaim'],
  roster: rosterBeside(roster, now),
  environments: [],
  files: ['envs/prod/main.tf', 'envs/dev/main.tf'],
  branches: ['main'],
  history: { calls: 200, held: { 'data needs two': 12 } },
  now,
};

const whole = `version: 1
environments:
  production: { contexts: ["prod-*"], paths: ["envs/prod/**"] }
  sandbox:
    contexts: ["kind-*"]
rules:
  - name: data needs two
    when: { environment: production, effect: [destroy], data: true }
    then: hold
    approvals: { count: 1, group: platform }
  - name: mine
    when:
      environment: sandbox
    then: allow
`;

/** The text without its `|`, and where that stood. */
function at(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

describe('completion', () => {
  const is = (marked: string, ...expected: readonly string[]) =>
    test(JSON.stringify(marked), () => {
      const { text, offset } = at(marked);
      const labels = complete(text, offset, vocabulary).map(({ label }) => label);
      expect(labels.slice(0, expected.length)).toEqual(expected);
    });
  const rule = (inner: string) => `version: 1\nenvironments:\n  lab: {}\nrules:\n  - name: a\n    ${inner}`;

  is('|', 'version', 'environments', 'rules', 'freeze', 'limits');
  is('version: 1\n|', 'environments', 'rules', 'freeze', 'limits');
  is('version: 1\nru|', 'environments', 'rules');
  is('version: 1\nlimits: { | }', 'holds-per-hour', 'destroys-per-session');
  is('version: 1\nlimits:\n  |', 'holds-per-hour', 'destroys-per-session');
  is(rule('|'), 'when', 'then', 'approvals', 'confirm', 'reason', 'may-loosen');
  is(rule('then: |'), 'allow', 'hold', 'deny');
  is(rule('then: ho|'), 'allow', 'hold', 'deny');
  is(rule('when: { effect: | }'), 'read', 'change', 'destroy', 'unknown');
  is(rule('when: { effect: [read, |] }'), 'read', 'change', 'destroy', 'unknown');
  is(rule('when: { environment: | }'), 'lab', 'production');
  is(rule('when: { data: | }'), 'true', 'false');
  is(rule('when: { tool: | }'), 'terraform', 'kubectl', 'aws');
  is(rule('when: { not: { agent: | } }'), 'claude-code', 'vscode');
  is(rule('when: { types: ["|"] }'), 'aws_db_instance', 'PersistentVolumeClaim');
  is(rule('when:\n      any:\n        - signal: |'), 'delete-and-recreate', 'denied-before');
  is(rule('approvals: { count: 1, | }'), 'group', 'assurance');
  is(rule('approvals: { count: 1, group: | }'), 'platform');
  is('version: 1\nfreeze:\n  - timezone: |', 'UTC', 'Europe/Berlin');
  is('version: 1\nenvironments:\n  lab:\n    |', 'accounts', 'profiles', 'contexts');

  test('a rule is laid out', () => {
    const { text, offset } = at('version: 1\nrules:\n  - |');
    expect(complete(text, offset, vocabulary)[0]).toMatchObject({ label: 'a rule', snippet: true });
  });
});

describe('hover', () => {
  const is = (part: string, ...expected: readonly string[]) =>
    test(part, () => {
      const hover = hoverAt(whole, whole.indexOf(part) + 1, vocabulary);
      for (const each of expected) expect(hover?.text).toContain(each);
    });
  is(
    'data needs two',
    'In production, whatever destroys something that holds data is held for 1 more person of platform.',
  );
  is('then: allow', 'allow: it passes and is written down');
  is('sandbox\n    then', 'sandbox: told by contexts kind-*.', 'In sandbox, whatever touches something passes');
  is('platform }', 'platform: keeps production. In it: Ada (A1), Grace (A1).');
  is('contexts: ["prod', 'Kubernetes and Docker contexts.');
});

describe('diagnostics', () => {
  const is = (title: string, text: string, ...expected: readonly string[]) =>
    test(title, () =>
      expect(diagnose(`version: 1\n${text}`, vocabulary).map(({ message }) => message)).toEqual(expected),
    );
  const rules = (...lines: readonly string[]) => `rules:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

  test('a good policy has none', () => expect(diagnose(whole, vocabulary)).toEqual([]));
  is('an unknown key', 'rulez: []', 'rulez: there is no such key.');
  is(
    'a rule that never decides',
    rules(
      '{ name: a, when: { effect: destroy, tool: aws }, then: allow }',
      '{ name: b, when: { effect: [destroy, change] }, then: deny }',
    ),
    'It never decides: whatever it means meets "b" as well, which is stricter.',
  );
  is(
    'one that sometimes decides',
    rules(
      '{ name: a, when: { effect: [destroy, read] }, then: allow }',
      '{ name: b, when: { effect: destroy }, then: deny }',
    ),
  );
  is(
    'the same twice',
    rules('{ name: a, when: { effect: destroy }, then: deny }', '{ name: b, when: { effect: [destroy] }, then: deny }'),
    '"a" says the same for the same actions.',
  );
  is(
    'a glob that matches nothing',
    rules('{ name: a, when: { file: "live/**" }, then: deny }'),
    '`live/**` matches no file of this repository.',
  );
  is(
    'a group that is not there',
    rules('{ name: a, when: {}, then: hold, approvals: { count: 1, group: ops } }'),
    'Nobody on the roster is in the group "ops".',
  );
  is(
    'more than there are',
    rules('{ name: a, when: {}, then: hold, approvals: { count: 3, group: platform } }'),
    'The group "platform" has 2 people: 3 more people of platform cannot be found.',
  );
  is(
    'a freeze that is over',
    'freeze: [{ name: a, from: 2025-12-20, to: 2026-01-04, then: deny }]',
    'It ended on 2026-01-04.',
  );
  is('one that lasts', 'freeze: [{ name: a, from: 2026-11-20, to: 2026-11-24, then: deny }]');
});

describe('fixes', () => {
  const is = (title: string, text: string, ...expected: readonly string[]) =>
    test(title, () => {
      const problems = diagnose(text, vocabulary);
      const problem = problems.find((each) => fixesFor(text, each, vocabulary).length > 0) ?? problems[0];
      if (problem === undefined) throw new Error('there is no problem');
      const fixes = fixesFor(text, problem, vocabulary);
      expect(fixes.map(({ title: each }) => each)).toEqual(expected);
      const [fix] = fixes;
      const edit = fix?.edits[0];
      if (edit !== undefined)
        expect(diagnose(text.slice(0, edit.start) + edit.text + text.slice(edit.end), vocabulary)).not.toContainEqual(
          problem,
        );
    });
  const rule = (inner: string) => `version: 1\nrules:\n  - { name: a, ${inner} }\n`;
  is('a key', rule('wen: {}, then: hold'), 'Change to "when"');
  is('a value', rule('when: {}, then: hodl'), 'Change to "hold"');
  is('an effect', rule('when: { effect: [destory] }, then: hold'), 'Change to "destroy"');
  is(
    'an environment',
    rule('when: { environment: prodution }, then: hold'),
    'Change to "production"',
    'Define the environment "prodution"',
  );
  is('an environment far from any', rule('when: { environment: lab }, then: hold'), 'Define the environment "lab"');
  is('a group', rule('when: {}, then: hold, approvals: { count: 1, group: platfrom }'), 'Change to "platform"');
  is('nothing near', rule('xyzzy: 1, when: {}, then: hold'));
});

test('from a rule to its environment, and a new name everywhere', () => {
  const used = whole.indexOf('sandbox\n    then') + 2;
  const defined = whole.indexOf('sandbox:');
  expect(definitionAt(whole, used)).toMatchObject({ name: 'sandbox', start: defined });
  expect(renames(whole, used, 'lab').map(({ start }) => start)).toEqual([defined, used - 2]);
  expect(renames(whole, used, 'not a name')).toEqual([]);
  expect(definitionAt(whole, whole.indexOf('version'))).toBeUndefined();
});

test('outline, folds and a line above each rule', () => {
  expect(outline(whole).map(({ name, parts }) => [name, parts.map((part) => part.name)])).toEqual([
    ['version', []],
    ['environments', ['production', 'sandbox']],
    ['rules', ['data needs two', 'mine']],
  ]);
  expect(lenses(whole, vocabulary).map(({ title }) => title)).toEqual([
    'Took part in 12 of the last 200 calls · try it',
    'Took part in 0 of the last 200 calls · try it',
  ]);
  expect(folds(whole).map(({ start }) => whole.slice(start, start + 8))).toEqual([
    'environm',
    'sandbox:',
    'rules:\n ',
    'name: da',
    'name: mi',
  ]);
});

test('formatting keeps comments and braces, and leaves a broken text alone', () => {
  const text = 'version:   1\n# why\nrules:\n     -   {name: a,when: {},then: hold}\n';
  expect(formatted(text)).toBe('version: 1\n# why\nrules:\n  - { name: a, when: {}, then: hold }\n');
  expect(formatted('version: [')).toBeUndefined();
});

test('nothing makes any of it throw', () => {
  const pieces = fc.constantFrom(
    ...whole.split(/(\s+|[{}[\]:,"])/),
    '&a',
    '*a',
    '!!x',
    '|',
    '>',
    '? ',
    '%',
    '\u0000',
    '\t',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, fc.nat(), (text, anywhere) => {
      const offset = anywhere % (text.length + 1);
      complete(text, offset, vocabulary);
      hoverAt(text, offset, vocabulary);
      cursorAt(text, offset);
      cursorOn(text, offset);
      definitionAt(text, offset);
      renames(text, offset, 'lab');
      lenses(text, vocabulary);
      folds(text);
      formatted(text);
      for (const problem of diagnose(text, vocabulary)) fixesFor(text, problem, vocabulary);
    }),
    { numRuns: 500 },
  );
});
