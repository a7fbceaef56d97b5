/**
 * The holds of one gate: asked, moved, told to their hooks, written down. What a hold may do next is decided in
 * `core/hold`; here it is carried out.
 */
import { emitter } from '../base/event.ts';
import { advance, type Firing, type Hold, type HoldEvent, joins, type Phase } from '../core/hold/hold.ts';
import type { Happening } from '../core/journal/entry.ts';
import { refusals } from '../core/wording.ts';
import type { Clock } from '../platform/clock.ts';
import type { Channel } from '../platform/socket.ts';
import type { ToHook } from '../protocol/gate.ts';
import type { Decided, HeldCall } from './heldCall.ts';
import { summarize, summarizeEffects } from './heldCall.ts';
import type { HoldStore } from './holdStore.ts';
import type { Journal } from './journal.ts';

export interface HoldTableParts {
  readonly gate: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly store: HoldStore;
  /** Milliseconds a question waits for people before it answers itself "not approved". */
  readonly patience: () => number;
  readonly newId: () => string;
  readonly log: (message: string) => void;
}

/** The last hold that ended, or was approved. */
export interface Settled {
  readonly held: HeldCall;
  readonly at: number;
}

export interface HoldTable {
  get(id: string): HeldCall | undefined;
  /** Calls that wait for people, oldest first. */
  waiting(): readonly HeldCall[];
  lastSettled(): Settled | undefined;
  /** The open question this call belongs to, or a new one, whose journal line is on disk first. */
  ask(decided: Decided, firing: Firing, channel: Channel, asked: HeldCall['asked']): HeldCall;
  /** A question that a reload interrupted; its hook is expected back. */
  reopen(decided: Decided, question: Reopened): void;
  /** The only way a hold changes. Undefined when there is none of this id. */
  apply(id: string, event: HoldEvent): Hold | undefined;
  /** The end of a connection; an old one of a hook that has come back means nothing. */
  leave(id: string, ask: string, how: 'lost' | 'deferred' | 'gone', channel: Channel): void;
  /** For lines that release nothing: a full disk must not keep a refusal from its agent. */
  note(happening: Happening): void;
  readonly onChange: (listener: () => void) => () => void;
  readonly onHeld: (listener: (held: HeldCall) => void) => () => void;
  close(): void;
}

export interface Reopened {
  readonly id: string;
  readonly firing: Firing;
  readonly asked: HeldCall['asked'];
  readonly askedAt: number;
  readonly expiresAt: number;
}

/** Settled holds that may still matter, for joining a run. */
const mostRemembered = 200;

const isOpen = ({ hold: { phase } }: HeldCall) => phase.kind === 'waiting' || phase.kind === 'approved';

export function createHoldTable({ gate, clock, journal, store, patience, newId, log }: HoldTableParts): HoldTable {
  const calls = new Map<string, HeldCall>();
  const channels = new Map<string, Channel>();
  const changed = emitter<void>();
  const heldEvent = emitter<HeldCall>();
  let settled: Settled | undefined;
  let cancelTick: (() => void) | undefined;
  let closed = false;

  const send = (ask: string, message: ToHook) => channels.get(ask)?.send(message);

  function note(happening: Happening): void {
    try {
      journal.write(happening);
    } catch (error) {
      log(`the journal could not be written: ${String(error)}`);
    }
  }

  function apply(id: string, event: HoldEvent): Hold | undefined {
    const held = calls.get(id);
    if (held === undefined) return undefined;
    const before = held.hold;
    const hold = advance(before, event);
    if (hold === before) return hold;
    calls.set(id, { ...held, hold });
    if (settled?.held.hold.id === id) settled = { ...settled, held: { ...held, hold } };
    if (hold.phase.kind !== before.phase.kind) enterPhase({ ...held, hold });
    for (const waiter of hold.waiters) {
      const was = before.waiters.find(({ ask }) => ask === waiter.ask)?.state;
      if (waiter.state === 'offered' && was !== 'offered') send(waiter.ask, { type: 'offer', hold: id });
    }
    changed.fire();
    return hold;
  }

  function enterPhase(held: HeldCall): void {
    const { hold } = held;
    if (hold.phase.kind === 'waiting') return;
    if (hold.phase.kind === 'spent') return forget();
    settled = { held, at: clock.now() };
    store.remove(hold.id);
    if (hold.phase.kind === 'approved') return;
    const { code, message, detail } = refusalFor(hold.phase, hold);
    note({ kind: 'not-released', hold: hold.id, why: code, ...(detail === undefined ? {} : { detail }) });
    for (const waiter of hold.waiters) send(waiter.ask, { type: 'refused', code, message });
    forget();
  }

  function forget(): void {
    for (const [id, held] of calls) {
      if (calls.size <= mostRemembered) return;
      if (!isOpen(held)) calls.delete(id);
    }
  }

  function open(decided: Decided, { id, firing, asked, askedAt, expiresAt }: Reopened): HeldCall {
    const { call, digest } = decided;
    const { agent, session } = call;
    const empty: Hold = { id, agent, session, digest, askedAt, expiresAt, waiters: [], phase: { kind: 'waiting' } };
    const prompt = asked === undefined ? {} : { asked };
    const held = { ...decided, ...prompt, hold: advance(empty, { kind: 'join', firing, at: clock.now() }) };
    calls.set(id, held);
    store.save({ hold: id, gate, ask: firing.ask, via: firing.via, call, askedAt, expiresAt, ...prompt });
    changed.fire();
    heldEvent.fire(held);
    schedule();
    return held;
  }

  function schedule(): void {
    if (cancelTick !== undefined || closed) return;
    cancelTick = clock.after(1_000, () => {
      cancelTick = undefined;
      for (const { hold } of [...calls.values()].filter(isOpen)) apply(hold.id, { kind: 'tick', at: clock.now() });
      if ([...calls.values()].some(isOpen)) schedule();
    });
  }

  return {
    get: (id) => calls.get(id),
    waiting: () =>
      [...calls.values()]
        .filter(({ hold }) => hold.phase.kind === 'waiting')
        .sort((a, b) => a.hold.askedAt - b.hold.askedAt),
    lastSettled: () => settled,

    ask(decided, firing, channel, asked) {
      const { call, digest, understanding, decision } = decided;
      const at = clock.now();
      channels.set(firing.ask, channel);
      const who = { agent: call.agent, session: call.session, digest };
      const known = [...calls.values()].find(({ hold }) => joins(hold, who, firing, at));
      if (known !== undefined) {
        apply(known.hold.id, { kind: 'join', firing, at });
        return calls.get(known.hold.id) ?? known;
      }
      const id = newId();
      journal.write({
        kind: 'held',
        hold: id,
        digest,
        call: summarize(call),
        effects: summarizeEffects(understanding.effects),
        rules: [...new Set(decision.reasons.map(({ rule }) => rule))],
      });
      return open(decided, { id, firing, asked, askedAt: at, expiresAt: at + patience() });
    },

    reopen(decided, question) {
      note({ kind: 'resumed', hold: question.id });
      open(decided, question);
      apply(question.id, { kind: 'leave', ask: question.firing.ask, how: 'lost', at: clock.now() });
    },

    apply,
    leave(id, ask, how, channel) {
      if (channels.get(ask) !== channel) return;
      channels.delete(ask);
      apply(id, { kind: 'leave', ask, how, at: clock.now() });
    },
    note,
    onChange: changed.on,
    onHeld: heldEvent.on,
    close() {
      closed = true;
      cancelTick?.();
    },
  };
}

interface Refusal {
  readonly code: 'denied' | 'expired' | 'withdrawn' | 'superseded';
  readonly message: string;
  readonly detail?: string;
}

/** What the agents of a hold that ended without a release are told. */
function refusalFor(phase: Phase, { expiresAt, askedAt }: Hold): Refusal {
  switch (phase.kind) {
    case 'refused':
      return {
        code: 'denied',
        message: refusals.denied(phase.note, phase.against),
        ...(phase.note === undefined ? {} : { detail: phase.note }),
      };
    case 'expired':
      return {
        code: 'expired',
        message: phase.approved ? refusals.unused() : refusals.expired((expiresAt - askedAt) / 60_000),
      };
    case 'superseded':
      return { code: 'superseded', message: refusals.superseded(phase.what), detail: phase.what };
    default:
      return { code: 'withdrawn', message: refusals.withdrawn() };
  }
}
