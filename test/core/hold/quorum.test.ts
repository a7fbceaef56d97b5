import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countQuorum, type Need, newestOf, type QuorumRules, type Voice } from '../../../src/core/hold/quorum.ts';

const voice = (person: string, over: Partial<Voice> = {}): Voice => ({
  person,
  groups: ['platform'],
  decision: 'approve',
  assurance: 'A3',
  via: 'vscode',
  at: 100,
  note: '',
  ...over,
});

const one: Need = { count: 1 };
const rules = (over: Partial<QuorumRules> = {}): QuorumRules => ({ needs: [one], requester: 'ada', ...over });
const kindOf = (over: Partial<QuorumRules>, ...voices: readonly Voice[]) => countQuorum(rules(over), voices).kind;
const is = (name: string, expected: string, over: Partial<QuorumRules>, ...voices: readonly Voice[]) =>
  test(name, () => expect(kindOf(over, ...voices)).toBe(expected));

describe('people are counted', () => {
  is('nobody', 'missing', {});
  is('nobody, where nobody is asked for', 'missing', { needs: [{ count: 0 }] });
  is('a number that is none', 'missing', { needs: [{ count: Number.NaN }] }, voice('bo'));
  is('one', 'met', {}, voice('bo'));
  is('no needs are no approval', 'missing', { needs: [] }, voice('bo'));
  is('the requester', 'missing', {}, voice('ada'));
  is('one twice', 'missing', { needs: [{ count: 2 }] }, voice('bo'), voice('bo', { at: 200, via: 'web' }));
  is('two', 'met', { needs: [{ count: 2 }] }, voice('bo'), voice('cy'));
  is('a click', 'missing', {}, voice('bo', { assurance: 'A0' }));
  is('too weak', 'missing', { needs: [{ count: 1, assurance: 'A3' }] }, voice('bo', { assurance: 'A2' }));
  is('more than is asked for', 'met', { needs: [{ count: 1, assurance: 'A2' }] }, voice('bo'));
  is('of another group', 'missing', { needs: [{ count: 1, group: 'dba' }] }, voice('bo'));
  is('on another surface', 'missing', { needs: [{ count: 1, surfaces: ['cli'] }] }, voice('bo'));
  is(
    'on another page',
    'missing',
    { needs: [{ count: 1, origins: ['https://a.example'] }] },
    voice('bo', { via: 'web', origin: 'https://b.example' }),
  );
  is(
    'on no page at all, told as the web',
    'missing',
    { needs: [{ count: 1, origins: ['https://a.example'] }] },
    voice('bo', { via: 'web' }),
  );
  is(
    'one of each group',
    'met',
    {
      needs: [
        { count: 1, group: 'dba' },
        { count: 1, group: 'platform' },
      ],
    },
    voice('bo'),
    voice('cy', { groups: ['dba'] }),
  );
  is(
    'one of two groups',
    'missing',
    {
      needs: [
        { count: 1, group: 'dba' },
        { count: 1, group: 'platform' },
      ],
    },
    voice('bo'),
  );
  is(
    'one person in both groups that two rules ask for',
    'met',
    { needs: [{ count: 1, group: 'dba' }, one] },
    voice('bo', { groups: ['dba'] }),
  );
});

describe('who says no', () => {
  const no = (person: string, over: Partial<Voice> = {}) => voice(person, { decision: 'deny', ...over });
  is('blocks', 'denied', {}, voice('bo'), no('cy'));
  is('by any key', 'denied', {}, voice('bo'), no('cy', { assurance: 'A1' }));
  is('and then yes', 'met', {}, no('bo'), voice('bo', { at: 200 }));
  is('after yes', 'denied', {}, voice('bo'), no('bo', { at: 200 }));
  is('and yes in the same moment', 'denied', {}, voice('bo'), no('bo'));
  is(
    'from outside the groups that are asked',
    'met',
    { needs: [{ count: 1, group: 'platform' }] },
    voice('bo'),
    no('cy', { groups: ['sales'] }),
  );
  is('where the policy relaxes it', 'met', { denials: 'ignore' }, voice('bo'), no('cy'));
  is('the requester blocks nothing: they withdraw', 'met', {}, voice('bo'), no('ada'));
  is('an approval taken back', 'missing', {}, voice('bo'), voice('bo', { decision: 'revoke', at: 200 }));
  is('a taken back no', 'missing', {}, no('bo'), voice('bo', { decision: 'revoke', at: 200 }));
  is('breaking the glass is no approval', 'missing', {}, voice('bo', { decision: 'break-glass' }));
});

describe('the requester confirms', () => {
  const over = { confirm: 'A3' as const };
  is('or not', 'missing', over, voice('bo'));
  is('by a strong key', 'met', over, voice('bo'), voice('ada'));
  is('by a weak one', 'missing', over, voice('bo'), voice('ada', { assurance: 'A1' }));
  is('alone', 'missing', over, voice('ada'));
  is('and takes it back', 'missing', over, voice('bo'), voice('ada'), voice('ada', { decision: 'revoke', at: 200 }));
});

test('it is met when the last one needed has signed', () => {
  const voices = [voice('bo', { at: 300 }), voice('cy', { at: 100 }), voice('dee', { at: 200 })];
  expect(countQuorum(rules({ needs: [{ count: 2 }] }), voices)).toMatchObject({ kind: 'met', at: 200 });
  const own = voice('ada', { at: 400 });
  expect(countQuorum(rules({ needs: [{ count: 2 }], confirm: 'A1' }), [...voices, own])).toMatchObject({ at: 400 });
});

test('what is missing is told, with who is there', () => {
  expect(countQuorum(rules({ needs: [{ count: 2, group: 'platform' }] }), [voice('bo')])).toEqual({
    kind: 'missing',
    missing: [{ need: { count: 2, group: 'platform' }, have: ['bo'] }],
    confirm: false,
  });
});

const groupsOf = { ada: ['platform'], bo: ['platform', 'dba'], cy: ['dba'], dee: [] } as const;
const someVoice = fc.constantFrom('ada' as const, 'bo' as const, 'cy' as const, 'dee' as const).chain((person) =>
  fc.record({
    person: fc.constant(person),
    groups: fc.constant(groupsOf[person]),
    decision: fc.constantFrom('approve', 'approve', 'deny', 'revoke', 'break-glass'),
    assurance: fc.constantFrom('A0', 'A1', 'A2', 'A3'),
    via: fc.constantFrom('vscode', 'web', 'cli'),
    at: fc.integer({ min: 1, max: 5 }),
    note: fc.constant(''),
  }),
) satisfies fc.Arbitrary<Voice>;
const someNeed = fc.record(
  {
    count: fc.integer({ min: 1, max: 3 }),
    group: fc.constantFrom('platform', 'dba'),
    assurance: fc.constantFrom('A1', 'A2', 'A3'),
    surfaces: fc.subarray(['vscode', 'web', 'cli'], { minLength: 1 }),
  },
  { requiredKeys: ['count'] },
) satisfies fc.Arbitrary<Need>;
const scene = fc.record({ needs: fc.array(someNeed, { maxLength: 3 }), voices: fc.array(someVoice, { maxLength: 8 }) });

describe('whatever is said', () => {
  test('in whatever order, it comes to the same', () => {
    fc.assert(
      fc.property(
        scene.chain(({ needs, voices }) =>
          fc.tuple(fc.constant(needs), fc.constant(voices), fc.shuffledSubarray(voices, { minLength: voices.length })),
        ),
        ([needs, voices, shuffled]) => {
          const [a, b] = [voices, shuffled].map((each) => countQuorum(rules({ needs }), each));
          expect(a?.kind).toBe(b?.kind);
          if (a?.kind === 'met' && b?.kind === 'met') expect(a.at).toBe(b.at);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('said again, it comes to the same', () => {
    fc.assert(
      fc.property(scene, ({ needs, voices }) => {
        expect(kindOf({ needs }, ...voices, ...voices)).toBe(kindOf({ needs }, ...voices));
      }),
    );
  });

  test('met means that so many different people, none of them the requester, newest first, have approved', () => {
    fc.assert(
      fc.property(scene, ({ needs, voices }) => {
        const quorum = countQuorum(rules({ needs }), voices);
        if (quorum.kind !== 'met') return;
        const people = new Set(quorum.by.map(({ person }) => person));
        expect(people.size).toBe(quorum.by.length);
        expect(people.has('ada')).toBe(false);
        for (const { count } of needs) expect(people.size).toBeGreaterThanOrEqual(count);
        const newest = newestOf(voices);
        for (const each of quorum.by) {
          expect(each.decision).toBe('approve');
          expect(each.assurance).not.toBe('A0');
          expect(newest).toContain(each);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('a further no never lets anything pass that did not, and the requester’s own voice changes nothing', () => {
    fc.assert(
      fc.property(scene, someVoice, ({ needs, voices }, other) => {
        const before = kindOf({ needs }, ...voices);
        const after = kindOf({ needs }, ...voices, { ...other, decision: 'deny', at: 9 });
        if (before !== 'met')
          expect(after === 'met' && !voices.some(({ decision }) => decision === 'deny')).toBe(false);
        expect(kindOf({ needs }, ...voices, { ...other, person: 'ada' })).toBe(before);
      }),
      { numRuns: 1_000 },
    );
  });

  test('one more need never makes it easier', () => {
    fc.assert(
      fc.property(scene, someNeed, ({ needs, voices }, need) => {
        fc.pre(needs.length > 0);
        if (kindOf({ needs }, ...voices) === 'missing')
          expect(kindOf({ needs: [...needs, need] }, ...voices)).not.toBe('met');
      }),
      { numRuns: 1_000 },
    );
  });
});
