/**
 * A hold: one action waiting for people, the hooks that wait on it, and the grant an approval turns into.
 *
 * Pure: the caller brings the clock and the digests, and sends the answers. The rules that keep one approval to one run:
 * - An approval is a *grant*: approved → offered → taken. Only a hook that takes it may say go, and only before its execute-by time.
 * - The first taker's call becomes *the run*. Others may take as well only as further firings of that very call: the
 *   same host call id, or, where the host has none, the same action arriving through a different installed configuration.
 * - A hook that has already answered "not approved" leaves the grant to one retry of the same action.
 */
import { assertNever } from '../../base/assertNever.ts';
import type { Digest } from './digest.ts';

/** One hook process waiting on a hold. */
export interface Firing {
  /** Made up by the hook process; a hook that reconnects brings it again. */
  readonly ask: string;
  /** The host's id of the call, where it has one. */
  readonly callId?: string;
  /** The installed configuration the hook was started from. */
  readonly via: string;
}

export type FiringState =
  /** Connected, waiting for an answer. */
  | 'waiting'
  /** Connected, told that the action may be taken. */
  | 'offered'
  | 'taken'
  /** Its connection broke without a word; it may come back. */
  | 'lost'
  /** It has told its agent "not yet": the question stays open for a retry. */
  | 'deferred'
  /** It is over for this one: refused, or its agent interrupted it. */
  | 'gone';

export interface Waiter extends Firing {
  readonly state: FiringState;
  /** When the state was entered, in milliseconds since the epoch. */
  readonly since: number;
}

/** The one run an approval is for. */
interface Run {
  readonly callId?: string;
  readonly vias: readonly string[];
  readonly at: number;
}

export type Phase =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'approved'; readonly by: string; readonly executeBy: number; readonly run?: Run }
  | { readonly kind: 'refused'; readonly by: string; readonly note?: string; readonly against?: readonly string[] }
  /** Its one run was started, and nothing more can be. */
  | { readonly kind: 'spent'; readonly by: string }
  /** Nobody answered in time, or an approval was not used in time. */
  | { readonly kind: 'expired'; readonly approved: boolean }
  /** The agent took the question back, or is gone. */
  | { readonly kind: 'withdrawn' }
  /** What was shown is not what would run now. */
  | { readonly kind: 'superseded'; readonly what: string };

export interface Hold {
  readonly id: string;
  readonly agent: string;
  readonly session: string;
  readonly digest: Digest;
  readonly askedAt: number;
  /** When it answers itself "not approved", in milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly waiters: readonly Waiter[];
  readonly phase: Phase;
}

export type HoldEvent =
  | { readonly kind: 'join'; readonly firing: Firing; readonly at: number }
  /** Only ever from our own webview or a verified signature; `digest` is what was on screen. */
  | {
      readonly kind: 'verdict';
      readonly answer: 'approve' | 'deny';
      readonly digest: Digest;
      readonly by: string;
      readonly note?: string;
      /** What spoke against it when it was refused, sentences. */
      readonly against?: readonly string[];
      readonly at: number;
    }
  | { readonly kind: 'take'; readonly ask: string; readonly at: number }
  /** `lost`: the connection broke. `deferred`: the hook's patience ended. `gone`: the agent took the call back. */
  | { readonly kind: 'leave'; readonly ask: string; readonly how: 'lost' | 'deferred' | 'gone'; readonly at: number }
  | { readonly kind: 'supersede'; readonly what: string; readonly at: number }
  | { readonly kind: 'tick'; readonly at: number };

/** Milliseconds. */
export const times = {
  /** From an approval to the last moment its action may start. */
  execute: 5 * 60_000,
  /** A hook whose connection broke may come back for so long; the hook itself tries for 20 s. */
  reconnect: 25_000,
  /** Where the host has no call ids: further configurations fire within this time of the first. */
  siblings: 30_000,
} as const;

const live = ({ state }: Waiter) => state === 'waiting' || state === 'offered';

/** Whether this firing belongs to the hold, or must open a new one. Asking twice never joins what one approval has already run. */
export function joins(
  hold: Hold,
  who: { readonly agent: string; readonly session: string; readonly digest: Digest },
  firing: Firing,
  at: number,
): boolean {
  if (hold.agent !== who.agent || hold.session !== who.session || hold.digest !== who.digest) return false;
  const known = hold.waiters.find(({ ask }) => ask === firing.ask);
  const { phase } = hold;
  switch (phase.kind) {
    case 'waiting':
      if (at >= hold.expiresAt) return false;
      if (known !== undefined) return known.state === 'lost' || live(known);
      return sameCall(hold.waiters, firing) || isRetry(hold);
    case 'approved':
      if (at >= phase.executeBy) return false;
      if (known !== undefined)
        return known.state === 'lost' && (phase.run === undefined || sibling(phase.run, firing, at));
      return phase.run === undefined ? sameCall(hold.waiters, firing) || isRetry(hold) : sibling(phase.run, firing, at);
    case 'spent':
    case 'refused':
    case 'expired':
    case 'withdrawn':
    case 'superseded':
      return false;
    default:
      return assertNever(phase);
  }
}

function sameCall(waiters: readonly Waiter[], firing: Firing): boolean {
  const present = waiters.filter((waiter) => live(waiter) || waiter.state === 'lost');
  if (firing.callId !== undefined) return present.some(({ callId }) => callId === firing.callId);
  return present.length > 0 && present.every(({ callId, via }) => callId === undefined && via !== firing.via);
}

/** Everybody who asked has been told "not yet": the next one to ask the same is the retry. */
function isRetry(hold: Hold): boolean {
  return (
    hold.waiters.length > 0 &&
    hold.waiters.every(({ state }) => state === 'deferred' || state === 'gone') &&
    hold.waiters.some(({ state }) => state === 'deferred')
  );
}

function sibling(run: Run, firing: Firing, at: number): boolean {
  if (run.vias.includes(firing.via)) return false;
  if (run.callId !== undefined || firing.callId !== undefined) return run.callId === firing.callId;
  return at - run.at < times.siblings;
}

/** The only way a hold moves. What does not fit its phase changes nothing. */
export function advance(hold: Hold, event: HoldEvent): Hold {
  const { phase } = hold;
  if (phase.kind !== 'waiting' && phase.kind !== 'approved') return hold; // A settled hold never moves again.
  const ended = expire(hold, event.at); // Even when a verdict woke us.
  if (ended !== undefined) return ended;
  switch (event.kind) {
    case 'tick':
      return settleIfAlone(hold, event.at);
    case 'join':
      return enter(hold, event.firing, phase.kind === 'approved' ? 'offered' : 'waiting', event.at);
    case 'leave':
      return settleIfAlone(move(hold, event.ask, event.how, event.at), event.at);
    case 'supersede':
      return { ...hold, phase: { kind: 'superseded', what: event.what } };
    case 'verdict':
      return judge(hold, event);
    case 'take':
      return take(hold, event.ask, event.at);
    default:
      return assertNever(event);
  }
}

function expire(hold: Hold, at: number): Hold | undefined {
  const { phase } = hold;
  if (phase.kind === 'waiting' && at >= hold.expiresAt) return { ...hold, phase: { kind: 'expired', approved: false } };
  if (phase.kind === 'approved' && at >= phase.executeBy) {
    return {
      ...hold,
      phase: phase.run === undefined ? { kind: 'expired', approved: true } : { kind: 'spent', by: phase.by },
    };
  }
  return undefined;
}

function judge(hold: Hold, event: HoldEvent & { kind: 'verdict' }): Hold {
  if (hold.phase.kind !== 'waiting' || event.digest !== hold.digest) return hold; // Given for something else.
  if (event.answer === 'deny') {
    return {
      ...hold,
      phase: {
        kind: 'refused',
        by: event.by,
        ...(event.note === undefined ? {} : { note: event.note }),
        ...(event.against === undefined ? {} : { against: event.against }),
      },
    };
  }
  return {
    ...hold,
    phase: { kind: 'approved', by: event.by, executeBy: event.at + times.execute },
    waiters: hold.waiters.map((waiter) =>
      waiter.state === 'waiting' ? { ...waiter, state: 'offered', since: event.at } : waiter,
    ),
  };
}

/** `take` succeeded exactly when the waiter's state is `taken` afterwards. */
function take(hold: Hold, ask: string, at: number): Hold {
  const { phase } = hold;
  const waiter = hold.waiters.find((one) => one.ask === ask);
  if (phase.kind !== 'approved' || waiter?.state !== 'offered') return hold;
  if (phase.run !== undefined && !sibling(phase.run, waiter, at)) return move(hold, ask, 'gone', at);
  const run: Run = {
    ...(waiter.callId === undefined ? {} : { callId: waiter.callId }),
    vias: [...(phase.run?.vias ?? []), waiter.via],
    at: phase.run?.at ?? at,
  };
  return { ...move(hold, ask, 'taken', at), phase: { ...phase, run } };
}

function enter(hold: Hold, firing: Firing, state: FiringState, at: number): Hold {
  const others = hold.waiters.filter(({ ask }) => ask !== firing.ask);
  return { ...hold, waiters: [...others, { ...firing, state, since: at }] };
}

function move(hold: Hold, ask: string, state: FiringState, at: number): Hold {
  return {
    ...hold,
    waiters: hold.waiters.map((waiter) =>
      waiter.ask === ask && (live(waiter) || waiter.state === 'lost') ? { ...waiter, state, since: at } : waiter,
    ),
  };
}

/** Nobody is left who could use an answer: the question is withdrawn. A grant stays until its time runs out. */
function settleIfAlone(hold: Hold, at: number): Hold {
  if (hold.phase.kind !== 'waiting') return hold;
  const open = hold.waiters.some(
    (waiter) =>
      live(waiter) || waiter.state === 'deferred' || (waiter.state === 'lost' && at - waiter.since < times.reconnect),
  );
  return open || hold.waiters.length === 0 ? hold : { ...hold, phase: { kind: 'withdrawn' } };
}
