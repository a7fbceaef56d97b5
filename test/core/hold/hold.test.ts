import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Digest } from '../../../src/core/hold/digest.ts';
import { advance, type Firing, type Hold, type HoldEvent, joins, times } from '../../../src/core/hold/hold.ts';

const digest = 'd'.repeat(64) as Digest;
const who = { agent: 'claude-code', session: 's', digest };

const waitingHold = (...firings: Firing[]): Hold =>
  firings.reduce<Hold>((hold, firing) => advance(hold, { kind: 'join', firing, at: 0 }), {
    id: 'hold-1',
    ...who,
    askedAt: 0,
    expiresAt: 900_000,
    waiters: [],
    phase: { kind: 'waiting' },
  });

const first: Firing = { ask: 'ask-1', callId: 'call-1', via: 'user' };
const play = (hold: Hold, ...events: HoldEvent[]) => events.reduce(advance, hold);
const approve = (at = 1_000): HoldEvent => ({ kind: 'verdict', answer: 'approve', digest, by: 'keyboard', at });
const deny = (at = 1_000): HoldEvent => ({
  kind: 'verdict',
  answer: 'deny',
  digest,
  by: 'keyboard',
  note: 'use plan',
  at,
});
const take = (ask: string, at = 2_000): HoldEvent => ({ kind: 'take', ask, at });
const leave = (ask: string, how: 'lost' | 'deferred' | 'gone', at = 2_000): HoldEvent => ({
  kind: 'leave',
  ask,
  how,
  at,
});
const stateOf = (hold: Hold, ask = 'ask-1') => hold.waiters.find((waiter) => waiter.ask === ask)?.state;

describe('one hook', () => {
  test('an approval is offered, and taken once', () => {
    const offered = play(waitingHold(first), approve());
    expect(stateOf(offered)).toBe('offered');
    const taken = play(offered, take('ask-1'));
    expect(stateOf(taken)).toBe('taken');
    expect(play(taken, take('ask-1'))).toEqual(taken);
  });

  test('nothing is taken before a verdict', () =>
    expect(stateOf(play(waitingHold(first), take('ask-1')))).toBe('waiting'));
  test('nothing is taken after a refusal', () =>
    expect(stateOf(play(waitingHold(first), deny(), take('ask-1')))).toBe('waiting'));
  test('a refusal keeps its note', () =>
    expect(play(waitingHold(first), deny()).phase).toEqual({ kind: 'refused', by: 'keyboard', note: 'use plan' }));
  test('a verdict on another digest changes nothing', () => {
    const hold = waitingHold(first);
    expect(play(hold, { ...approve(), digest: 'e'.repeat(64) as Digest } as HoldEvent)).toEqual(hold);
  });
  test('a late verdict finds the hold expired', () =>
    expect(play(waitingHold(first), approve(900_000)).phase).toEqual({ kind: 'expired', approved: false }));
  test('a grant not taken in time is gone', () =>
    expect(play(waitingHold(first), approve(), take('ask-1', 1_000 + times.execute)).phase).toEqual({
      kind: 'expired',
      approved: true,
    }));
  test('a refused hold is not approved afterwards', () =>
    expect(play(waitingHold(first), deny(), approve(2_000)).phase.kind).toBe('refused'));
  test('the agent interrupts its call: withdrawn', () =>
    expect(play(waitingHold(first), leave('ask-1', 'gone')).phase.kind).toBe('withdrawn'));
  test('what changed while it was held is superseded, even after the approval', () =>
    expect(
      play(waitingHold(first), approve(), { kind: 'supersede', what: 'main.tf', at: 1_500 }, take('ask-1')).phase.kind,
    ).toBe('superseded'));
});

describe('a connection that breaks', () => {
  const lost = play(waitingHold(first), leave('ask-1', 'lost', 5_000));
  test('the hold goes on waiting', () => expect(lost.phase.kind).toBe('waiting'));
  test('the same hook may come back', () => expect(joins(lost, who, first, 6_000)).toBe(true));
  test('another hook of the same call may not take its place after it is gone', () =>
    expect(joins(play(lost, { kind: 'tick', at: 5_000 + times.reconnect }), who, first, 5_001 + times.reconnect)).toBe(
      false,
    ));
  test('it is withdrawn when nobody comes back', () =>
    expect(play(lost, { kind: 'tick', at: 5_000 + times.reconnect }).phase.kind).toBe('withdrawn'));
  test('an approval reaches the hook that comes back', () => {
    const back = play(lost, approve(6_000), { kind: 'join', firing: first, at: 7_000 }, take('ask-1', 7_100));
    expect(stateOf(back)).toBe('taken');
  });
});

describe('deny and retry', () => {
  const retry: Firing = { ask: 'ask-2', callId: 'call-2', via: 'user' };
  const deferred = play(waitingHold(first), leave('ask-1', 'deferred'));
  test('the question stays open', () => expect(deferred.phase.kind).toBe('waiting'));
  test('the retry joins it', () => expect(joins(deferred, who, retry, 3_000)).toBe(true));
  test('a late approval waits for the retry, which takes it', () => {
    const approved = play(deferred, approve(60_000));
    expect(joins(approved, who, retry, 61_000)).toBe(true);
    expect(stateOf(play(approved, { kind: 'join', firing: retry, at: 61_000 }, take('ask-2', 61_100)), 'ask-2')).toBe(
      'taken',
    );
  });
  test('a second retry asks again', () => {
    const spent = play(deferred, approve(60_000), { kind: 'join', firing: retry, at: 61_000 }, take('ask-2', 61_100));
    expect(joins(spent, who, { ask: 'ask-3', callId: 'call-3', via: 'user' }, 62_000)).toBe(false);
  });
  test('another session does not get it', () =>
    expect(joins(play(deferred, approve(60_000)), { ...who, session: 'other' }, retry, 61_000)).toBe(false));
  test('another agent does not get it', () =>
    expect(joins(play(deferred, approve(60_000)), { ...who, agent: 'vscode' }, retry, 61_000)).toBe(false));
});

describe('one call through two configurations', () => {
  const second: Firing = { ask: 'ask-2', callId: 'call-1', via: 'project' };
  test('side by side: both are answered, for one run', () => {
    const hold = waitingHold(first);
    expect(joins(hold, who, second, 10)).toBe(true);
    const both = play(hold, { kind: 'join', firing: second, at: 10 }, approve(), take('ask-1'), take('ask-2', 2_100));
    expect([stateOf(both), stateOf(both, 'ask-2')]).toEqual(['taken', 'taken']);
  });
  test('one after the other: the second joins the run', () => {
    const taken = play(waitingHold(first), approve(), take('ask-1'));
    expect(joins(taken, who, second, 2_500)).toBe(true);
  });
  test('the same configuration again is a new question, whatever call id it claims', () => {
    const taken = play(waitingHold(first), approve(), take('ask-1'));
    expect(joins(taken, who, { ...first, ask: 'ask-9' }, 2_500)).toBe(false);
  });
  test('the same configuration twice at once: one of them is refused', () => {
    const twice = play(waitingHold(first, { ...first, ask: 'ask-9' }), approve(), take('ask-1'), take('ask-9', 2_100));
    expect([stateOf(twice), stateOf(twice, 'ask-9')]).toEqual(['taken', 'gone']);
  });
  test('without call ids, another configuration joins and the same one does not', () => {
    const hold = waitingHold({ ask: 'ask-1', via: 'user' });
    expect(joins(hold, who, { ask: 'ask-2', via: 'project' }, 10)).toBe(true);
    expect(joins(hold, who, { ask: 'ask-3', via: 'user' }, 10)).toBe(false);
  });
  test('another call of the same action is a question of its own', () =>
    expect(joins(waitingHold(first), who, { ask: 'ask-2', callId: 'call-2', via: 'user' }, 10)).toBe(false));
});

describe('all interleavings', () => {
  const firings = fc.record({
    ask: fc.constantFrom('ask-1', 'ask-2', 'ask-3', 'ask-4', 'ask-5'),
    callId: fc.option(fc.constantFrom('call-1', 'call-2'), { nil: undefined }),
    via: fc.constantFrom('user', 'project'),
  });
  const asks = fc.constantFrom('ask-1', 'ask-2', 'ask-3', 'ask-4', 'ask-5');
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('join' as const), firing: firings }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const), ask: asks }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('leave' as const),
        ask: asks,
        how: fc.constantFrom('lost' as const, 'deferred' as const, 'gone' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('verdict' as const),
        answer: fc.constantFrom('approve' as const, 'deny' as const),
        digest: fc.constantFrom(digest, 'e'.repeat(64) as Digest),
        by: fc.constant('keyboard'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('tick' as const) }) },
  );
  const script = fc.array(fc.tuple(step, fc.nat({ max: 400_000 })), { maxLength: 40 });

  function groupByHold<Taken extends { hold: number }>(runs: readonly Taken[]): Map<number, Taken[]> {
    const groups = new Map<number, Taken[]>();
    for (const taken of runs) groups.set(taken.hold, [...(groups.get(taken.hold) ?? []), taken]);
    return groups;
  }

  /** Plays a script as the gate does: a firing that does not join opens a hold of its own. */
  function run(steps: readonly (readonly [Record<string, unknown> & { kind: string }, number])[]) {
    let at = 0;
    const holds: Hold[] = [];
    const runs: { hold: number; ask: string; callId: string | undefined; via: string }[] = [];
    let approvals = 0;
    for (const [raw, delay] of steps) {
      at += delay;
      const event = { ...raw, at } as unknown as HoldEvent;
      if (event.kind === 'join') {
        // A process's own id never changes its call id or configuration.
        const firing: Firing = {
          ask: event.firing.ask,
          via: event.firing.via,
          ...(event.firing.callId === undefined ? {} : { callId: event.firing.callId }),
        };
        if (
          holds.some(({ waiters }) =>
            waiters.some((one) => one.ask === firing.ask && (one.callId !== firing.callId || one.via !== firing.via)),
          )
        )
          continue;
        const index = holds.findIndex((hold) => joins(hold, who, firing, at));
        if (index >= 0) holds[index] = advance(holds[index] as Hold, { ...event, firing });
        else if (!holds.some(({ waiters }) => waiters.some(({ ask }) => ask === firing.ask))) {
          holds.push(
            advance(
              {
                id: `hold-${holds.length}`,
                ...who,
                askedAt: at,
                expiresAt: at + 900_000,
                waiters: [],
                phase: { kind: 'waiting' },
              },
              { ...event, firing },
            ),
          );
        }
        continue;
      }
      for (const [index, hold] of holds.entries()) {
        const after = advance(hold, event);
        if (hold.phase.kind === 'waiting' && after.phase.kind === 'approved') approvals++;
        for (const waiter of after.waiters) {
          const before = hold.waiters.find(({ ask }) => ask === waiter.ask);
          if (waiter.state === 'taken' && before?.state !== 'taken') {
            expect(hold.phase.kind).toBe('approved');
            expect(hold.phase.kind === 'approved' && at < hold.phase.executeBy).toBe(true);
            runs.push({ hold: index, ask: waiter.ask, callId: waiter.callId, via: waiter.via });
          }
        }
        holds[index] = after;
      }
    }
    return { holds, runs, approvals };
  }

  test('an approval never gives more than one run', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const { runs, approvals } = run(steps);
        const byHold = groupByHold(runs);
        expect(byHold.size).toBeLessThanOrEqual(approvals);
        for (const taken of byHold.values()) {
          // One call, and each configuration's hook at most once for it.
          expect(new Set(taken.map(({ callId }) => callId)).size).toBe(1);
          expect(new Set(taken.map(({ via }) => via)).size).toBe(taken.length);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('a settled hold never moves again', () => {
    fc.assert(
      fc.property(script, script, (before, after) => {
        for (const hold of run(before).holds) {
          if (hold.phase.kind === 'waiting' || hold.phase.kind === 'approved') continue;
          expect(
            after.reduce((moved, [raw, delay]) => advance(moved, { ...raw, at: delay } as unknown as HoldEvent), hold),
          ).toEqual(hold);
        }
      }),
    );
  });
});
