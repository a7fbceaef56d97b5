/** Recorded change sets, each with what a person made of it; and what the recordings do not have. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readChangeSet } from '../../../src/core/stacks/changeSet.ts';
import { needs, sharedFiles } from '../../support/sharedFixtures.ts';

const recordings = sharedFiles('cloudformation', '.json');

/** By the recording: the sentence, and how many are created, changed, replaced, deleted. */
const golden: Readonly<Record<string, readonly [headline: string, counts: string]>> = {
  '01-add-replace-remove-prop-values': [
    'Deletes the topic `SNSTopic` and creates the topic `TopicPlaceholder`.',
    '1 0 0 1',
  ],
  '02-add-remove': ['Deletes the topic `SNSTopic` and creates the topic `TopicPlaceholder`.', '1 0 0 1'],
  '03-modify-prop-values': ['Changes the topic `Topic1`.', '0 1 0 0'],
  '04-modify': ['Changes the topic `Topic1`.', '0 1 0 0'],
  '05-remove-prop-values': ['Deletes the topic `Topic2`.', '0 0 0 1'],
  '06-remove': ['Deletes the topic `Topic2`.', '0 0 0 1'],
  '07-add-replace-modify-prop-values': ['Changes the topic `Topic1` and creates the topic `Topic2`.', '1 1 0 0'],
  '08-add-modify': ['Changes the topic `Topic1` and creates the topic `Topic2`.', '1 1 0 0'],
  '09-modify-modify-replace-prop-values': [
    'Replaces the topic `Topic1`, on which 1 other depends, and changes the topic `Topic2`.',
    '0 1 1 0',
  ],
  '10-add-remove-prop-values': ['Deletes the topic `Topic1` and creates the topic `Topic2`.', '1 0 0 1'],
  '11-modify': ['Changes the parameter `MyParameter`.', '0 1 0 0'],
  '12-modify-replace-prop-values': ['Replaces the topic `Foo`.', '0 0 1 0'],
  '13-modify-replace': ['Replaces the topic `Foo`.', '0 0 1 0'],
  '14-modify-modify-replace-prop-values': [
    'Replaces the topic `Foo`, on which 1 other depends, and changes the parameter `Parameter`.',
    '0 1 1 0',
  ],
  '15-modify-modify-replace': [
    'Replaces the topic `Foo`, on which 1 other depends, and changes the parameter `Parameter`.',
    '0 1 1 0',
  ],
  '16-modify-prop-values': ['Changes the parameter `Parameter`.', '0 1 0 0'],
  '17-modify-prop-values': ['Changes 2 parameters, among them Parameter1 and Parameter2.', '0 2 0 0'],
  '18-modify-modify-replace-prop-values': [
    'Replaces the parameter `Parameter1`, on which 1 other depends, and changes the parameter `Parameter2`.',
    '0 1 1 0',
  ],
  '19-modify-modify-replace': [
    'Replaces the parameter `Parameter1`, on which 1 other depends, and changes the parameter `Parameter2`.',
    '0 1 1 0',
  ],
  '20-modify-replace': ['Replaces the topic `topic123`.', '0 0 1 0'],
};

describe('recorded change sets', () => {
  needs(recordings.length > 0, 'the recordings are not here');
  for (const path of recordings) {
    const name = basename(path, '.json').replace('changeset-', '');
    test(name, () => {
      const recorded = JSON.parse(readFileSync(path, 'utf8'));
      const { headline, summary, resources, uninspectable } = readChangeSet([JSON.stringify(recorded)]);
      const { create, update, replace, delete: gone } = summary;
      expect([headline, `${create} ${update} ${replace} ${gone}`]).toEqual(golden[name]);
      expect(uninspectable).toEqual([]);
      // The service itself gives the contexts as JSON in a text.
      for (const { ResourceChange: change } of recorded.Changes)
        for (const context of ['BeforeContext', 'AfterContext'])
          if (change[context] !== undefined) change[context] = JSON.stringify(change[context]);
      expect(readChangeSet([JSON.stringify(recorded)]).resources).toEqual(resources);
    });
  }
});

const set = (change: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  readChangeSet([
    JSON.stringify({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Changes: [
        {
          Type: 'Resource',
          ResourceChange: { LogicalResourceId: 'It', ResourceType: 'AWS::RDS::DBInstance', Details: [], ...change },
        },
      ],
      ...more,
    }),
  ]);

describe('a change set', () => {
  const is = (title: string, change: Record<string, unknown>, expected: Record<string, unknown>) =>
    test(title, () => expect(set(change).resources[0]).toMatchObject(expected));
  const gone = { kind: 'irreversible' };
  is(
    'that removes',
    { Action: 'Remove', PolicyAction: 'Delete' },
    { action: 'delete', wayBack: gone, facts: ['no snapshot is kept'] },
  );
  is(
    'that removes and snapshots',
    { Action: 'Remove', PolicyAction: 'Snapshot' },
    { action: 'delete', wayBack: { kind: 'effort' } },
  );
  is('that lets go', { Action: 'Remove', PolicyAction: 'Retain' }, { action: 'forget', wayBack: { kind: 'effort' } });
  is(
    'that may replace',
    { Action: 'Modify', Replacement: 'Conditional', PolicyAction: 'ReplaceAndDelete' },
    { action: 'replace', wayBack: gone },
  );
  is(
    'that replaces and keeps',
    { Action: 'Modify', Replacement: 'True', PolicyAction: 'ReplaceAndRetain' },
    { action: 'replace', facts: ['the old one is kept'] },
  );
  is('that takes over', { Action: 'Import' }, { action: 'import', wayBack: { kind: 'reversible' } });
  is('that nobody knows', { Action: 'Dynamic' }, { action: 'unknown', wayBack: { kind: 'unknown' } });
  is('with a word of tomorrow', { Action: 'Shred' }, { action: 'unknown', wayBack: { kind: 'unknown' } });
  is(
    'that meets a protection',
    { Action: 'Remove', PolicyAction: 'Delete', BeforeContext: '{"Properties":{"DeletionProtection":"true"}}' },
    { refusedBecause: 'deletion protection is on' },
  );

  test('does not count what is only synchronised', () =>
    expect(set({ Action: 'SyncWithActual' }).headline).toBe('Changes nothing.'));
  test('with a stack in it says that this one was not looked into', () =>
    expect(set({ Action: 'Modify', ResourceType: 'AWS::CloudFormation::Stack' }).uninspectable).toMatchObject([
      { what: 'It' },
    ]));
  test('with a custom resource says that a program decides', () =>
    expect(set({ Action: 'Remove', ResourceType: 'Custom::Cleaner' }).uninspectable).toMatchObject([{ what: 'It' }]));
  test('with more pages says so', () =>
    expect(set({ Action: 'Add' }, { NextToken: 'x' }).uninspectable).toMatchObject([
      { what: 'the rest of the change set' },
    ]));
  test('that failed says why', () =>
    expect(
      set({ Action: 'Add' }, { Status: 'FAILED', StatusReason: 'No updates are to be performed.' }).remarks,
    ).toEqual(['The change set is FAILED: No updates are to be performed.']));

  test('shows no secret', () => {
    const context = (value: string) =>
      JSON.stringify({
        Properties: {
          MasterUserPassword: `hunter2-${value}`,
          UserData: `hunter2-${value}`,
          Environment: { Variables: { TOKEN: `hunter2-${value}`, DB: `hunter2-${value}` } },
          Url: `postgres://u:hunter2-${value}@db/x`,
          Size: value,
        },
      });
    const impact = set({
      Action: 'Modify',
      Replacement: 'False',
      BeforeContext: context('a'),
      AfterContext: context('b'),
    });
    expect(JSON.stringify(impact)).not.toContain('hunter2');
    expect(impact.resources[0]?.attributes.map(({ path }) => path)).toContain('Size');
  });

  test.each(['', '{', '[]', 'null', '{"Changes": 7}', '{"Changes": [null, {"ResourceChange": 3}]}'])(
    '%j is said to be none',
    (text) => {
      const impact = readChangeSet([text]);
      expect(impact.uninspectable.length).toBeGreaterThan(0);
      expect(impact.irreversible).toBe(true);
    },
  );
});
