import { describe, expect, test } from 'vitest';
import { changesBetween } from '../../../src/core/policy/changes.ts';
import { parsePolicy } from '../../../src/core/policy/parse.ts';

function policy(text: string) {
  const parsed = parsePolicy(`version: 1\n${text}`);
  if (parsed.policy === undefined) throw new Error(parsed.problems.map(({ message }) => message).join(' '));
  return parsed.policy;
}

const rule = (more: string, when = 'effect: destroy') => `rules: [{ name: a, when: { ${when} }, ${more} }]`;
const freeze = (to: string) => `freeze: [{ name: year end, from: 2026-12-20, to: ${to}, then: deny }]`;
const lab = (more: string) => `environments: { lab: { ${more} } }`;

describe('a changed policy says what it means', () => {
  const is = (title: string, before: string, after: string, ...expected: readonly string[]) =>
    test(title, () =>
      expect(
        changesBetween(policy(before), policy(after)).map(({ direction, what }) => `${direction}: ${what}`),
      ).toEqual(expected),
    );

  is('nothing', rule('then: hold'), rule('then: hold'));
  is(
    'only its spelling',
    rule('then: hold'),
    'rules:\n  # as before\n  - when: { effect: [destroy] }\n    name: a\n    then: hold\n',
  );
  is(
    'a second person less',
    rule('then: hold, approvals: { count: 1 }'),
    rule('then: hold'),
    'loosens: "a" was: Whatever destroys something is held for 1 more person. Now: Whatever destroys something is held.',
  );
  is(
    'a second person more',
    rule('then: hold'),
    rule('then: hold, approvals: { count: 1 }'),
    'tightens: "a" was: Whatever destroys something is held. Now: Whatever destroys something is held for 1 more person.',
  );
  is(
    'another group',
    rule('then: hold, approvals: { count: 1, group: platform }'),
    rule('then: hold, approvals: { count: 1, group: everybody }'),
    'unclear: "a" was: Whatever destroys something is held for 1 more person of platform. Now: Whatever destroys something is held for 1 more person of everybody.',
  );
  is(
    'refused, now asked',
    rule('then: deny'),
    rule('then: hold'),
    'loosens: "a" was: Whatever destroys something never happens. Now: Whatever destroys something is held.',
  );
  is(
    'asked of two people, now refused',
    rule('then: hold, approvals: { count: 1, group: platform }, confirm: type-target'),
    rule('then: deny'),
    'tightens: "a" was: Whatever destroys something is held for 1 more person of platform, approved by typing its target. Now: Whatever destroys something never happens.',
  );
  is(
    'another condition',
    rule('then: deny'),
    rule('then: deny', 'effect: destroy, environment: production'),
    'unclear: "a" was: Whatever destroys something never happens. Now: In production, whatever destroys something never happens.',
  );
  is('a rule that went', rule('then: deny'), '', 'loosens: No longer, "a": Whatever destroys something never happens.');
  is('a rule that came', '', rule('then: deny'), 'tightens: New, "a": Whatever destroys something never happens.');
  is(
    'one that lets pass',
    '',
    rule('then: allow'),
    'loosens: New, "a": Whatever destroys something passes, and is written down.',
  );
  is(
    'may be loosened below',
    rule('then: deny'),
    rule('then: deny, may-loosen: true'),
    'loosens: "a" was: Whatever destroys something never happens. Now: Whatever destroys something never happens. A policy below may say less.',
  );
  is(
    'a freeze that went',
    freeze('2027-01-04'),
    '',
    'loosens: No longer, "year end": From 2026-12-20 to 2027-01-04 every change is refused.',
  );
  is(
    'an environment that shrank',
    lab('contexts: [kind-a, kind-b]'),
    lab('contexts: [kind-a]'),
    'unclear: lab is no longer told by contexts `kind-b`.',
  );
  is(
    'an environment that grew',
    lab('contexts: [kind-a]'),
    lab('contexts: ["*"]'),
    'unclear: lab is no longer told by contexts `kind-a`.',
    'unclear: lab is now told by contexts `*`.',
  );
  is(
    'another order',
    'environments: { a: {}, b: {} }',
    'environments: { b: {}, a: {} }',
    'unclear: Environments are looked for in another order: b, a.',
  );
  is('a limit', 'limits: { holds-per-hour: 5 }', 'limits: { holds-per-hour: 9 }', 'loosens: holds-per-hour: 5, now 9.');
  is('a limit less', 'limits: { holds-per-hour: 5 }', '', 'loosens: holds-per-hour: 5, now no limit.');
  is(
    'the worst first',
    `${rule('then: deny')}\n${freeze('2027-01-04')}`,
    freeze('2027-01-05'),
    'loosens: No longer, "a": Whatever destroys something never happens.',
    'unclear: "year end" was: From 2026-12-20 to 2027-01-04 every change is refused. Now: From 2026-12-20 to 2027-01-05 every change is refused.',
  );
});
