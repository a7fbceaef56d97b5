import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../src/core/policy/parse.ts';
import { mostPolicyBytes } from '../../../src/core/policy/shape.ts';

const whole = `version: 1
environments:
  production: { accounts: ["4821*"], contexts: ["prod-*"], workspaces: [prod], branches: main, paths: ["envs/prod/**"] }
  sandbox: { contexts: ["kind-*", "minikube"], paths: ["envs/dev/**"] }
rules:
  - name: production data needs two people
    when: { environment: production, effect: [destroy, change], data: true }
    then: hold
    approvals: { count: 1, group: platform, assurance: A3 }
    confirm: type-target
    reason: required
  - name: nights
    when: { any: [{ during: { from: "22:00", to: "06:00" } }, { not: { environment: sandbox } }] }
    then: deny
freeze:
  - { name: year end, from: 2026-12-20, to: 2027-01-04, timezone: Europe/Berlin, environments: [production], then: deny, except: [oncall] }
limits: { holds-per-hour: 20, destroys-per-session: 3 }
`;

test('a whole policy is read, and one value stands for a list', () => {
  const { policy, problems } = parsePolicy(whole);
  expect(problems).toEqual([]);
  expect(policy?.environments?.production?.branches).toEqual(['main']);
  expect(policy?.rules?.[0]?.when).toEqual({ environment: ['production'], effect: ['destroy', 'change'], data: true });
  expect(policy?.freeze?.[0]?.except).toEqual(['oncall']);
});

test('white space and comments change nothing', () => {
  const spread = whole.replaceAll(/^/gm, '# a comment\n').replaceAll('{ ', '{\n          ');
  expect(parsePolicy(spread).policy).toEqual(parsePolicy(whole).policy);
});

describe('a problem stands where the mistake is', () => {
  const is = (title: string, text: string, ...expected: readonly string[]) =>
    test(title, () => {
      const { policy, problems } = parsePolicy(text);
      expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual(expected);
      expect(policy === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
    });

  is('nothing at all', '', '1:1 version: is missing.');
  is('only a version', 'version: 1');
  is('another version', 'version: 2', '1:10 version: expected 1: this Holdpoint knows no other version.');
  is('a version in quotes', 'version: "1"', '1:10 version: expected 1: this Holdpoint knows no other version.');
  is('a tab', '\tversion: 1', '1:1 Tabs are not allowed as indentation.');
  is('a key twice', 'version: 1\nversion: 1', '2:1 Map keys must be unique.');
  is('a list', '[]', '1:1 version: is missing.');
  is('two documents', 'version: 1\n---\nversion: 1', '2:1 Only one document is read.');
  is('YAML 1.1', '%YAML 1.1\n---\nversion: 1', '1:1 It is plain YAML 1.2, without directives.');
  is('a tag', 'version: !!js/function 1', '1:10 Unresolved tag: tag:yaml.org,2002:js/function.');
  is(
    'an anchor and its alias',
    'version: 1\nlimits: &a { holds-per-hour: 1 }\nfreeze: *a',
    '2:12 Anchors are not read here: say it where it counts.',
    '3:9 Aliases are not read here: say it where it counts.',
  );
  const rule = (text: string) => `version: 1\nrules:\n  - ${text}`;
  is(
    'an unknown key',
    rule('{ name: a, when: { efect: read }, then: hold }'),
    '3:24 rules[1].when.efect: there is no such key.',
  );
  is(
    'an unknown effect',
    rule('{ name: a, when: { effect: [raed] }, then: hold }'),
    '3:33 rules[1].when.effect[1]: expected read, change, destroy or unknown.',
  );
  is(
    'an unknown answer',
    rule('{ name: a, when: {}, then: hodl }'),
    '3:32 rules[1].then: expected allow, hold or deny.',
  );
  is('no answer', rule('{ name: a, when: {} }'), '3:5 rules[1].then: is missing.');
  is(
    'a list that matches nothing',
    rule('{ name: a, when: { any: [] }, then: hold }'),
    '3:29 rules[1].when.any: an empty list matches nothing.',
  );
  is('text where a list belongs', 'version: 1\nrules: none', '2:8 rules: expected a list.');
  is(
    'yes where a truth value belongs',
    rule('{ name: a, when: { data: yes }, then: hold }'),
    '3:30 rules[1].when.data: expected true or false.',
  );
  is(
    'nobody to approve',
    rule('{ name: a, when: {}, then: hold, approvals: { count: 0 } }'),
    '3:58 rules[1].approvals.count: at least 1.',
  );
  is(
    'approvals of what passes',
    rule('{ name: a, when: {}, then: allow, approvals: { count: 1 } }'),
    '3:39 "approvals" means nothing beside "then: allow": only what is held is approved.',
  );
  is(
    'an environment nobody defined',
    rule('{ name: a, when: { not: { environment: prd } }, then: hold }'),
    '3:44 No environment is called "prd".',
  );
  is('production, which is always there', rule('{ name: a, when: { environment: production }, then: hold }'));
  is(
    'a name twice',
    `${rule('{ name: a, when: {}, then: hold }')}\n  - { name: a, when: {}, then: deny }`,
    '4:13 Another one is called "a" as well.',
  );
  is(
    'a glob that backtracks',
    rule(`{ name: a, when: { target: "${'*a'.repeat(20)}" }, then: hold }`),
    '3:32 rules[1].when.target: at most twelve * in a pattern.',
  );
  is(
    'an extended glob',
    rule('{ name: a, when: { target: "+(a|b)" }, then: hold }'),
    '3:32 rules[1].when.target: no extended patterns such as +( ) or !( ).',
  );
  is(
    'no such hour',
    rule('{ name: a, when: { during: { from: "25:00" } }, then: hold }'),
    '3:40 rules[1].when.during.from: expected a time such as "18:00".',
  );
  const freeze = (text: string) => `version: 1\nfreeze:\n  - { name: a, then: deny, ${text} }`;
  is('no such day', freeze('from: 2026-13-01, to: 2027-01-01'), '3:34 freeze[1].from: no such date.');
  is('a day that February lacks', freeze('from: 2026-02-30, to: 2027-01-01'), '3:34 freeze[1].from: no such date.');
  is('a day that February has', freeze('from: 2028-02-29, to: 2028-03-01'));
  is('no such minute', freeze('from: 2026-12-20T18:60, to: 2027-01-01'), '3:34 freeze[1].from: no such date.');
  is('backwards', freeze('from: 2027-01-02, to: 2027-01-01'), '3:50 It ends before it begins.');
  is(
    'no such zone',
    freeze('from: 2027-01-01, to: 2027-01-01, timezone: Mars/Base'),
    '3:72 freeze[1].timezone: no such time zone.',
  );
});

test('an environment of a policy above is known', () => {
  expect(parsePolicy('version: 1\nrules: [{name: a, when: {environment: lab}, then: hold}]', ['lab']).problems).toEqual(
    [],
  );
});

test('too much is a problem and no work', () => {
  expect(parsePolicy('#'.repeat(mostPolicyBytes + 1)).problems[0]?.message).toBe('It has at most 256 kB.');
  expect(parsePolicy(`version: 1\nrules: ${'['.repeat(5_000)}`).problems.length).toBeLessThanOrEqual(100);
});

test('nothing makes it throw, and every problem has its place', () => {
  const pieces = fc.constantFrom(
    ...whole.split(/(\s+|[{}[\]:,"])/),
    '&a',
    '*a',
    '!!x',
    '|',
    '>',
    '?',
    '%',
    '\u0000',
    '\ud800',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
      ),
      (text) => {
        for (const { start, end, line, column } of parsePolicy(text).problems) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(line).toBeGreaterThanOrEqual(1);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
