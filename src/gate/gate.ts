/**
 * The gate: the one place an action is allowed to go ahead.
 *
 * Hooks ask over a local socket and wait; people answer in the editor, in this very process. Clock, journal, reader and
 * keys come from the caller, so a test can hold an action for an hour in a millisecond.
 *
 * Invariants:
 * - Nothing is released by throwing: every error becomes a refusal.
 * - The journal line is on disk before the release leaves the process.
 * - Effects never come over the socket: the gate reads the call, and the files, by itself.
 * - What was shown is compared with what is there at the verdict and again when the grant is taken.
 */
import { emitter } from '../base/event.ts';
import { advance, type Firing, type Hold, type HoldEvent, joins } from '../core/hold/hold.ts';
import type { Happening } from '../core/journal/entry.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { refusals } from '../core/wording.ts';
import type { Clock } from '../platform/clock.ts';
import type { Channel } from '../platform/socket.ts';
import type { ToHook } from '../protocol/gate.ts';
import { places, sessionFile } from '../protocol/places.ts';
import { afterRun, type Released } from './afterRun.ts';
import { converse } from './conversation.ts';
import {
  type Examined,
  type Examiner,
  examine,
  type HeldCall,
  summarize,
  summarizeEffects,
  whatChanged,
} from './heldCall.ts';
import type { HoldStore } from './holdStore.ts';
import type { Journal } from './journal.ts';
import { createSessions } from './sessions.ts';
import type { Signer } from './signer.ts';

export interface GateParts {
  readonly id: string;
  /** Holdpoint's folder. */
  readonly root: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly store: HoldStore;
  readonly examiner: Examiner;
  readonly signer: Signer;
  /** Milliseconds a question waits for people before it answers itself "not approved". */
  readonly patience: () => number;
  /** Fresh ids: at least eight letters, digits, `-` or `_`. */
  readonly newId: () => string;
  readonly log: (message: string) => void;
}

/** What came from the panel: a trusted input event on a hold that was painted in full. */
export interface KeyboardVerdict {
  readonly hold: string;
  /** What was on screen. */
  readonly digest: string;
  readonly answer: 'approve' | 'deny';
  readonly typed?: string;
  readonly note?: string;
}

export interface Settled {
  readonly held: HeldCall;
  readonly at: number;
}

export interface Alarm {
  readonly what: string;
  readonly call: ToolCall;
}

export interface Gate {
  /** Calls that wait for people, oldest first. */
  waiting(): readonly HeldCall[];
  /** The last hold that ended. */
  lastSettled(): Settled | undefined;
  /** Fires after every change of what `waiting` returns. */
  readonly onChange: (listener: () => void) => () => void;
  readonly onHeld: (listener: (held: HeldCall) => void) => () => void;
  readonly onAlarm: (listener: (alarm: Alarm) => void) => () => void;
  /** Undefined when the verdict counted; otherwise why it did not, in one sentence. */
  verdict(verdict: KeyboardVerdict): string | undefined;
  /** Serves one connection of a hook. */
  accept(channel: Channel): void;
  /** Brings questions back that a reload interrupted. */
  resume(): void;
  close(): void;
}

/** Settled holds that may still matter: for joining a run, and for comparing with what ran. */
const mostRemembered = 200;

export function createGate(parts: GateParts): Gate {
  const { clock, journal, store, examiner, signer, log } = parts;
  const calls = new Map<string, HeldCall>();
  const channels = new Map<string, Channel>();
  const released: Released[] = [];
  const sessions = createSessions(parts.root, places.sessions, parts.id);
  const changed = emitter<void>();
  const heldEvent = emitter<HeldCall>();
  const alarmed = emitter<Alarm>();
  let settled: Settled | undefined;
  let closed = false;

  const isOpen = ({ hold }: HeldCall) => hold.phase.kind === 'waiting' || hold.phase.kind === 'approved';

  /** The only way a hold changes here: moves it, writes down what that means, and tells the hooks. */
  function apply(id: string, event: HoldEvent): Hold | undefined {
    const held = calls.get(id);
    if (held === undefined) return undefined;
    const before = held.hold;
    const hold = advance(before, event);
    if (hold === before) return hold;
    calls.set(id, { ...held, hold });
    if (hold.phase.kind !== before.phase.kind) enterPhase(hold, { ...held, hold });
    for (const waiter of hold.waiters) {
      const was = before.waiters.find(({ ask }) => ask === waiter.ask)?.state;
      if (waiter.state === 'offered' && was !== 'offered') send(waiter.ask, { type: 'offer', hold: id });
    }
    changed.fire();
    return hold;
  }

  function enterPhase(hold: Hold, held: HeldCall): void {
    if (hold.phase.kind === 'waiting') return;
    if (hold.phase.kind === 'approved') {
      settled = { held, at: clock.now() };
      store.remove(hold.id);
      return;
    }
    if (hold.phase.kind === 'spent') return forget();
    const refusal = refusalFor(hold);
    note({
      kind: 'not-released',
      hold: hold.id,
      why: refusal.code,
      ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    });
    settled = { held, at: clock.now() };
    store.remove(hold.id);
    for (const waiter of hold.waiters)
      send(waiter.ask, { type: 'refused', code: refusal.code, message: refusal.message });
    forget();
  }

  /** For lines that release nothing: a full disk must not keep a refusal from its agent. */
  function note(happening: Happening): void {
    try {
      journal.write(happening);
    } catch (error) {
      log(`the journal could not be written: ${String(error)}`);
    }
  }

  function own(agent: string, session: string): void {
    try {
      sessions.own(sessionFile(agent, session, examiner.sha256));
    } catch (error) {
      log(`a session could not be remembered: ${String(error)}`); // Only which window asks next depends on it.
    }
  }

  function send(ask: string, message: ToHook): void {
    channels.get(ask)?.send(message);
  }

  function forget(): void {
    for (const [id, held] of calls) {
      if (calls.size <= mostRemembered) return;
      if (!isOpen(held)) calls.delete(id);
    }
  }

  /** Finds the open question this call belongs to, or asks a new one. The line that says so is on disk first. */
  function ask(examined: Examined, firing: Firing): HeldCall {
    const { call, digest, understanding, decision } = examined;
    const at = clock.now();
    const who = { agent: call.agent, session: call.session, digest };
    const open = [...calls.values()].find(({ hold }) => joins(hold, who, firing, at));
    if (open !== undefined) {
      apply(open.hold.id, { kind: 'join', firing, at });
      return calls.get(open.hold.id) ?? open;
    }
    const id = parts.newId();
    journal.write({
      kind: 'held',
      hold: id,
      digest,
      call: summarize(call),
      effects: summarizeEffects(understanding.effects),
      rules: [...new Set(decision.reasons.map(({ rule }) => rule))],
    });
    const { prompt } = sessions.notes(call.agent, call.session);
    return openHold(
      { ...examined, ...(prompt === undefined ? {} : { asked: prompt }) },
      id,
      firing,
      at,
      at + parts.patience(),
    );
  }

  function openHold(
    examined: Examined & Pick<HeldCall, 'asked'>,
    id: string,
    firing: Firing,
    askedAt: number,
    expiresAt: number,
  ): HeldCall {
    const { call, digest } = examined;
    const empty: Hold = {
      id,
      agent: call.agent,
      session: call.session,
      digest,
      askedAt,
      expiresAt,
      waiters: [],
      phase: { kind: 'waiting' },
    };
    const held: HeldCall = { ...examined, hold: advance(empty, { kind: 'join', firing, at: clock.now() }) };
    calls.set(id, held);
    store.save({
      hold: id,
      gate: parts.id,
      ask: firing.ask,
      via: firing.via,
      call,
      askedAt,
      expiresAt,
      ...(examined.asked === undefined ? {} : { asked: examined.asked }),
    });
    changed.fire();
    heldEvent.fire(held);
    schedule();
    return held;
  }

  /** Compares what was shown with what is there now. True when it is still the same. */
  function unchanged(held: HeldCall): boolean {
    const what = whatChanged(held, examine(held.call, examiner), examiner.sha256);
    if (what === undefined) return true;
    apply(held.hold.id, { kind: 'supersede', what, at: clock.now() });
    return false;
  }

  let cancelTick: (() => void) | undefined;
  function schedule(): void {
    if (cancelTick !== undefined || closed) return;
    cancelTick = clock.after(1_000, () => {
      cancelTick = undefined;
      for (const { hold } of [...calls.values()].filter(isOpen)) apply(hold.id, { kind: 'tick', at: clock.now() });
      if ([...calls.values()].some(isOpen)) schedule();
    });
  }

  return {
    waiting: () =>
      [...calls.values()]
        .filter(({ hold }) => hold.phase.kind === 'waiting')
        .sort((a, b) => a.hold.askedAt - b.hold.askedAt),
    lastSettled: () => settled,
    onChange: changed.on,
    onHeld: heldEvent.on,
    onAlarm: alarmed.on,

    verdict({ hold: id, digest, answer, typed, note: said }) {
      const held = calls.get(id);
      if (held === undefined || held.hold.phase.kind !== 'waiting') return 'This question is no longer open.';
      if (digest !== held.digest) return 'This is not what was shown. Nothing was approved.';
      const { decision } = held;
      if (answer === 'approve') {
        if (decision.kind !== 'hold') return 'This action cannot be approved here.';
        if (decision.confirmation.kind === 'type' && typed !== decision.confirmation.text)
          return `Type ${decision.confirmation.text} to approve.`;
        if (!unchanged(held)) return 'It changed while it was shown. Nothing was approved.';
      }
      const at = clock.now();
      journal.write({
        kind: 'verdict',
        hold: id,
        digest,
        answer,
        by: 'keyboard',
        ...(said === undefined ? {} : { note: said }),
      });
      apply(id, {
        kind: 'verdict',
        answer,
        digest: held.digest,
        by: 'keyboard',
        ...(said === undefined ? {} : { note: said }),
        at,
      });
      return undefined;
    },

    accept(channel) {
      converse(channel, {
        log,
        ask(call, firing) {
          own(call.agent, call.session);
          const examined = examine(call, examiner);
          if (examined.decision.kind === 'allow') {
            journal.write({
              kind: 'passed',
              call: summarize(call),
              effects: summarizeEffects(examined.understanding.effects),
            });
            return { kind: 'neutral' };
          }
          if (examined.decision.kind === 'deny')
            return { kind: 'refused', code: 'denied', message: refusals.forbidden(examined.decision.reasons) };
          channels.set(firing.ask, channel);
          const { hold } = ask(examined, firing);
          return {
            kind: 'held',
            hold: hold.id,
            offered: hold.waiters.some((waiter) => waiter.ask === firing.ask && waiter.state === 'offered'),
          };
        },
        take(id, askId) {
          const held = calls.get(id);
          if (held === undefined || held.hold.phase.kind !== 'approved' || !unchanged(held)) return false;
          const hold = apply(id, { kind: 'take', ask: askId, at: clock.now() });
          if (hold?.waiters.find((waiter) => waiter.ask === askId)?.state !== 'taken') return false;
          journal.write({ kind: 'released', hold: id, digest: held.digest, ask: askId });
          released.push({ hold: id, call: held.call });
          if (released.length > mostRemembered) released.shift();
          return true;
        },
        leave(id, askId, how) {
          // A hook that came back has a new connection; the end of its old one means nothing any more.
          if (channels.get(askId) !== channel) return;
          channels.delete(askId);
          apply(id, { kind: 'leave', ask: askId, how, at: clock.now() });
        },
        sign: signer.sign,
        note(message) {
          const at = clock.now();
          if (message.kind !== 'after') own(message.agent, message.session);
          if (message.kind === 'prompt') sessions.asked(message.agent, message.session, message.prompt, at);
          if (message.kind !== 'after') return;
          const verdict = afterRun(message.call, released, (call) => examine(call, examiner), examiner.sha256);
          if (verdict.kind === 'ran') note({ kind: 'ran', hold: verdict.hold, failed: message.failed });
          if (verdict.kind === 'alarm') {
            note({ kind: 'alarm', what: verdict.what, call: summarize(message.call) });
            alarmed.fire({ what: verdict.what, call: message.call });
          }
        },
      });
    },

    resume() {
      for (const question of store.load(parts.id)) {
        const at = clock.now();
        if (at >= question.expiresAt) {
          store.remove(question.hold);
          continue;
        }
        try {
          const examined = examine(question.call, examiner);
          const { callId } = question.call;
          const firing: Firing = { ask: question.ask, via: question.via, ...(callId === undefined ? {} : { callId }) };
          note({ kind: 'resumed', hold: question.hold });
          openHold(
            { ...examined, ...(question.asked === undefined ? {} : { asked: question.asked }) },
            question.hold,
            firing,
            question.askedAt,
            question.expiresAt,
          );
          apply(question.hold, { kind: 'leave', ask: question.ask, how: 'lost', at });
        } catch (error) {
          log(`a waiting question could not be resumed: ${String(error)}`);
          store.remove(question.hold);
        }
      }
    },

    close() {
      closed = true;
      cancelTick?.();
    },
  };
}

/** What the agents of a hold that ended without a release are told. */
function refusalFor({ phase, expiresAt, askedAt }: Hold): {
  code: 'denied' | 'expired' | 'withdrawn' | 'superseded';
  message: string;
  detail?: string;
} {
  switch (phase.kind) {
    case 'refused':
      return {
        code: 'denied',
        message: refusals.denied(phase.note),
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
