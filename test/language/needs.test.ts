import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../src/core/policy/parse.ts';
import { lookAt } from '../../src/language/infrastructure.ts';
import { needOf, type Rulebook } from '../../src/language/needs.ts';
import { files } from '../support/editedFiles.ts';

const machine = {
  home: '/home/ada',
  env: {},
  read: () => ({ kind: 'missing' }) as const,
  realPath: (path: string) => path,
  now: Date.UTC(2026, 10, 24),
};

function rulebook(...texts: readonly string[]): Rulebook {
  const policies = texts.map((text) => {
    const { policy, problems } = parsePolicy(`version: 1\n${text}`);
    if (policy === undefined) throw new Error(problems[0]?.message);
    return [{ layer: 'workspace', policy } as const];
  });
  return { root: '/project', person: 'ada@example.com', branch: 'main', policies };
}

const rules = (...all: readonly string[]) => `rules:\n${all.map((rule) => `  - ${rule}\n`).join('')}`;

describe('what applying an edit needs', () => {
  const is = (title: string, book: readonly Rulebook[], expected: string | undefined, file = files.terraform) =>
    test(title, () => {
      const [edit] = file.edits.filter(([, , , said]) => said !== undefined);
      if (edit === undefined) throw new Error('there is no edit');
      const edited = { path: file.path, before: file.text, after: file.text.replace(edit[1], () => edit[2]) };
      const look = lookAt(edited, '/project');
      if (look === undefined) throw new Error('nothing is found');
      expect(needOf(edited, look, '/project', book, machine)?.sentence).toBe(expected);
    });

  is('is not said where no policy is known', [], undefined);
  is('without a rule is the person’s own yes', [rulebook('')], 'Applying this needs your approval.');
  is(
    'may be more people',
    [
      rulebook(
        rules('{ name: two for data, when: { data: true }, then: hold, approvals: { count: 1, group: platform } }'),
      ),
    ],
    'Applying this needs 1 person of platform besides you, by rule "two for data".',
  );
  is(
    'may be several kinds of people, and a reason',
    [
      rulebook(
        rules(
          '{ name: a, when: { tool: terraform }, then: hold, approvals: { count: 2 }, reason: required }',
          '{ name: b, when: { data: true }, then: hold, approvals: { count: 1, group: db, assurance: A3 }, confirm: type-target }',
        ),
      ),
    ],
    'Applying this needs 2 people and 1 person of db (A3) besides you (typed, with a reason), by rules "a" and "b".',
  );
  is(
    'may be refused',
    [rulebook(rules('{ name: never, when: { types: "aws_db_*" }, then: deny }'))],
    'Applying this is never allowed, by rule "never".',
  );
  is(
    'may be nothing',
    [
      rulebook(
        `environments:\n  lab: { paths: ["**"] }\n${rules('{ name: lab is free, when: { environment: lab }, then: allow, may-loosen: true }')}`,
      ),
    ],
    'Applying this needs your approval.',
  );
  is(
    'is the strictest of the text a person accepted and the one that is there',
    [rulebook(rules('{ name: never, when: {}, then: deny }'), rules('{ name: mine, when: {}, then: hold }'))],
    'Applying this is never allowed, by rule "never".',
  );
  const kubernetes = rulebook(rules('{ name: cluster, when: { tool: kubectl }, then: hold, approvals: { count: 1 } }'));
  is(
    'of a manifest is kubectl’s',
    [kubernetes],
    'Applying this needs 1 person besides you, by rule "cluster".',
    files.kubernetes,
  );
  is('of a file of Terraform is not', [kubernetes], 'Applying this needs your approval.');
  const tools = (tool: string) => [rulebook(rules(`{ name: ${tool}, when: { tool: ${tool} }, then: deny }`))];
  is('of a template', tools('aws'), 'Applying this is never allowed, by rule "aws".', files.cloudformation);
  is('of a compose file on this machine: nobody is asked', tools('docker'), undefined, files.compose);
  is('of a migration', tools('psql'), 'Applying this is never allowed, by rule "psql".', files.sql);
  is('of a workflow: a push asks nobody', tools('git'), undefined, files.actions);
});
