/** A policy and the roster beside it: names of groups that stand in both. */
import { describe, expect, test } from 'vitest';
import { definitionIn, type Pair, renamableAt, renamesIn, whichOf } from '../../src/language/across.ts';
import { rosterBeside } from '../../src/language/groups.ts';
import { diagnose } from '../../src/language/lints.ts';
import { completeGroups, hoverGroup, rosterProblems } from '../../src/language/rosterText.ts';
import { noVocabulary } from '../../src/language/vocabulary.ts';
import { roster } from '../support/smallRoster.ts';

const now = Date.UTC(2026, 10, 24);
const policy = `version: 1
rules:
  - { name: a, when: {}, then: hold, approvals: { count: 1, group: "platform" } }
freeze:
  - { name: b, from: 2026-12-20, to: 2027-01-04, then: deny, except: [oncall, platform] }
`;
const pair: Pair = {
  policy: { uri: 'file:///a/.holdpoint/policy.yaml', text: policy },
  roster: { uri: 'file:///a/.holdpoint/roster.json', text: roster },
};
const known = { roster: rosterBeside(roster, now), now };
const inRoster = (part: string) => roster.indexOf(part) + 1;

describe('from a rule to its group', () => {
  const defined = roster.indexOf('"platform"');
  test('in the roster', () =>
    expect(definitionIn('policy', pair, policy.indexOf('platform'))).toMatchObject({
      file: pair.roster,
      start: defined,
    }));
  test('from a person to it', () =>
    expect(definitionIn('roster', pair, roster.lastIndexOf('"platform"') + 2)).toMatchObject({ start: defined }));
  test('without a purpose it is its first member', () => {
    const plain = JSON.stringify({ version: 1, people: [{ groups: ['platform'] }, { groups: ['platform'] }] });
    const there = { ...pair, roster: { uri: 'roster', text: plain } };
    expect(definitionIn('policy', there, policy.indexOf('platform'))?.start).toBe(plain.indexOf('"platform"'));
  });
  test('without a roster nowhere', () =>
    expect(
      definitionIn('policy', { policy: pair.policy ?? { uri: '', text: '' } }, policy.indexOf('platform')),
    ).toBeUndefined());
  test('and not from what is no group', () =>
    expect(definitionIn('policy', pair, policy.indexOf('hold'))).toBeUndefined());
});

describe('a group’s new name', () => {
  const at = policy.indexOf('platform');
  const edits = (to: string, which: 'policy' | 'roster' = 'policy', offset = at) =>
    renamesIn(which, pair, offset, to).map(({ file, edits: all }) => [whichOf(file.uri), all.map(({ text }) => text)]);
  test('stands in both files, each with its quotes', () =>
    expect(edits('core')).toEqual([
      ['policy', ['"core"', 'core']],
      ['roster', ['"core"', '"core"', '"core"']],
    ]));
  test('is the same asked from the roster', () =>
    expect(edits('core', 'roster', inRoster('platform'))).toEqual(edits('core')));
  test('has to be one', () => expect(edits('no name')).toEqual([]));
  test('is offered for the word, quotes included', () =>
    expect(renamableAt('policy', pair, at)).toMatchObject({ start: at - 1, end: at + 9 }));
});

describe('a roster', () => {
  test('completes groups for a person', () => {
    const half =
      '{ "version": 1, "groups": { "platform": "a", "oncall": "b" }, "people": [{ "id": "x", "groups": ["platform", ] }] }';
    const offset = half.indexOf(', ]') + 2;
    expect(completeGroups(half, offset, { now }).map(({ insert }) => insert)).toEqual(['"platform"', '"oncall"']);
    expect(completeGroups(half, half.indexOf('"x"') + 1, { now })).toEqual([]);
  });
  test('says who is in a group', () =>
    expect(hoverGroup(roster, inRoster('"oncall"'), known)?.text).toBe(
      'oncall: answers at night. In it: Ada (A1), Edsger (no key that counts).',
    ));
  const is = (title: string, from: string, to: string, ...expected: readonly string[]) =>
    test(title, () => {
      const text = roster.replace(from, () => to);
      expect(text).not.toBe(roster);
      expect(rosterProblems(text, now).map(({ message, line }) => `${line}: ${message}`)).toEqual(
        expect.arrayContaining([...expected]),
      );
    });
  is('an unknown key', '"id": "ada"', '"idd": "ada"', '9: people[1].idd: there is no such key.');
  is(
    'a group nobody is in',
    '"oncall": "answers at night"',
    '"oncall": "answers at night", "db": "tables"',
    '5: Nobody is in the group "db".',
  );
  is(
    'a key that has expired',
    '"expires": "2028-01-01"',
    '"expires": "2026-02-01"',
    '20: This key expired on 2026-02-01, so it does not count.',
  );
  is('half a file', '"people": [', '"people": ', '33: A key in double quotes is missing here.');
});

describe('a policy beside a roster', () => {
  const said = (text: string, beside?: string) =>
    diagnose(text, {
      ...noVocabulary,
      now,
      ...(beside === undefined ? {} : { roster: rosterBeside(beside, now) }),
    }).map(({ message }) => message);
  test('that can give what it asks for says nothing', () => expect(said(policy, roster)).toEqual([]));
  test('whose key is not sure enough', () =>
    expect(said(policy.replace('count: 1', 'count: 1, assurance: A3'), roster)).toEqual([
      'The group "platform" has 2 people, and none of them with a key of A3 that counts now: 1 more person of platform (A3) cannot be found.',
    ]));
  test('that is not there', () =>
    expect(said(policy)).toEqual(['There is no roster here, so nobody can approve this.']));
  test('that is broken', () =>
    expect(said(policy, '{')).toEqual(['The roster cannot be read, so nobody can approve this.']));
});
