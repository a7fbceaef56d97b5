/** Several answers about one call: each thing is counted once, each place apart, and rights alone are no impact. */
import { describe, expect, test } from 'vitest';
import type { Impact, Resource } from '../../../src/core/impact/impact.ts';
import { joinImpacts } from '../../../src/core/impact/joined.ts';
import { wholeImpact } from '../../../src/core/impact/whole.ts';
import { rightsOf } from '../../../src/core/rights/rights.ts';

const gone = (address: string, more: Partial<Resource> = {}): Resource => ({
  address,
  provider: 'kubernetes',
  type: 'PersistentVolumeClaim',
  name: address,
  action: 'delete',
  actions: ['delete'],
  attributes: [],
  holds: 'data',
  wayBack: { kind: 'irreversible', why: 'it holds data, and no backup was seen' },
  dependents: [],
  provenance: 'probe',
  ...more,
});
const of = (...resources: readonly Resource[]): Impact => wholeImpact(resources, []);
const aside: Impact = {
  ...of(),
  rights: [
    rightsOf({
      tool: 'kubectl',
      who: 'dev',
      holds: ['cluster-admin'],
      everything: true,
      needs: [],
      missing: [],
      open: [],
    }),
  ],
};
const deleted = (impact: Impact | undefined) => impact?.summary.delete;

describe('answers', () => {
  test('about the same thing count once, and fill each other', () => {
    const joined = joinImpacts([
      of(gone('a', { provenance: 'text', facts: ['said'] }), gone('b')),
      of(gone('a', { size: { bytes: 5, atLeast: false } }), gone('c')),
    ]);
    expect([deleted(joined), joined?.resources[0]]).toEqual([
      3,
      gone('a', { size: { bytes: 5, atLeast: false }, facts: ['said'] }),
    ]);
  });
  test('about two places count twice', () =>
    expect(deleted(joinImpacts([of(gone('a')), of(gone('a'))], ['context x', 'context y']))).toBe(2));
  test('about the same thing deleted and created are two', () =>
    expect(
      joinImpacts([of(gone('a')), of(gone('a', { action: 'create', actions: ['create'] }))])?.summary,
    ).toMatchObject({
      delete: 1,
      create: 1,
    }));
  test('an old copy beside the new one within one answer stays', () =>
    expect(deleted(joinImpacts([of(gone('a'), gone('a')), of(gone('b'))]))).toBe(3));
  test('of two equal sources the worse is believed', () =>
    expect(
      joinImpacts([of(gone('a', { wayBack: { kind: 'effort', why: 'x' } })), of(gone('a'))])?.resources[0]?.wayBack
        .kind,
    ).toBe('irreversible'));
});

describe('rights', () => {
  test('alone are no impact', () => expect(joinImpacts([aside])).toBeUndefined());
  test('stand beside what changes', () => {
    const joined = joinImpacts([aside, of(gone('a'))]);
    expect([deleted(joined), joined?.rights?.[0]?.sentence]).toEqual([
      1,
      'It would act as dev, which holds `cluster-admin`.',
    ]);
  });
});
