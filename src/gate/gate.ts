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
import { signalsOf } from '../core/drift/signals.ts';
import type { Firing } from '../core/hold/hold.ts';
import { type Warning, warningsOf } from '../core/impact/warnings.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { refusals } from '../core/wording.ts';
import type { Channel } from '../platform/socket.ts';
import { places, sessionFile } from '../protocol/places.ts';
import { afterRun, type Released } from './afterRun.ts';
import { type AskOutcome, converse } from './conversation.ts';
import { type Examiner, examine, type HeldCall, summarize, summarizeEffects, whatChanged } from './heldCall.ts';
import { createHistory } from './history.ts';
import { createHoldTable, type HoldTableParts, type Settled } from './holdTable.ts';
import { impactFound, type ProbeState, type Probes } from './probes.ts';
import { createSessions } from './sessions.ts';
import type { Signer } from './signer.ts';

export interface GateParts extends Omit<HoldTableParts, 'gate'> {
  /** Stays the same when the window reloads. */
  readonly id: string;
  /** Holdpoint's folder. */
  readonly root: string;
  readonly examiner: Examiner;
  readonly signer: Signer;
  readonly probes: Probes;
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

export interface Alarm {
  readonly what: string;
  readonly call: ToolCall;
}

export interface Gate {
  /** Calls that wait for people, oldest first. */
  waiting(): readonly HeldCall[];
  /** The last hold that ended. */
  lastSettled(): Settled | undefined;
  /** What is being found out about a waiting call. */
  probes(hold: string): readonly ProbeState[];
  /** What speaks against a waiting call: what does not fit, then what was found out about it. */
  warnings(hold: string): readonly Warning[];
  /** A person said that a probe may run. */
  permitProbe(hold: string, probe: string): void;
  /** Fires after every change of what `waiting` and `probes` return. */
  readonly onChange: (listener: () => void) => () => void;
  readonly onHeld: (listener: (held: HeldCall) => void) => () => void;
  readonly onAlarm: (listener: (alarm: Alarm) => void) => () => void;
  /** Undefined when the verdict counted; otherwise why it did not, in one sentence. @throws when it cannot be written down. */
  verdict(verdict: KeyboardVerdict): string | undefined;
  /** Serves one connection of a hook. */
  accept(channel: Channel): void;
  /** Brings questions back that a reload interrupted. */
  resume(): void;
  close(): void;
}

/** Released calls kept for comparison with what ran. */
const mostReleased = 200;

export function createGate(parts: GateParts): Gate {
  const { clock, journal, store, examiner, signer, probes, log } = parts;
  const holds = createHoldTable({ ...parts, gate: parts.id });
  const released: Released[] = [];
  const sessions = createSessions(parts.root, places.sessions, parts.id);
  const history = createHistory();
  const signals = new Map<string, readonly Warning[]>();
  const alarmed = emitter<Alarm>();
  const changed = emitter<void>();
  holds.onChange(() => {
    const open = new Set(holds.waiting().map(({ hold }) => hold.id));
    probes.keep(open);
    for (const id of signals.keys()) if (!open.has(id)) signals.delete(id);
    changed.fire();
  });
  probes.onChange(changed.fire);
  holds.onHeld(probes.open);

  /** Compares what was shown with what is there now. True when it is still the same. */
  function unchanged(held: HeldCall): boolean {
    const what = whatChanged(held, examine(held.call, examiner), examiner.sha256);
    if (what === undefined) return true;
    holds.apply(held.hold.id, { kind: 'supersede', what, at: clock.now() });
    return false;
  }

  function ask(call: ToolCall, firing: Firing, channel: Channel): AskOutcome {
    own(call.agent, call.session);
    const examined = examine(call, examiner);
    const { decision, understanding } = examined;
    if (decision.kind === 'allow') {
      journal.write({ kind: 'passed', call: summarize(call), effects: summarizeEffects(understanding.effects) });
      history.add(call.agent, call.session, { at: clock.now(), effects: understanding.effects, outcome: 'let' });
      return { kind: 'neutral' };
    }
    if (decision.kind === 'deny') {
      return { kind: 'refused', code: 'denied', message: refusals.forbidden(decision.reasons) };
    }
    const { hold } = holds.ask(examined, firing, channel, sessions.notes(call.agent, call.session).prompt);
    if (!signals.has(hold.id) && hold.phase.kind === 'waiting') {
      const { effects } = understanding;
      signals.set(hold.id, signalsOf(effects, history.of(call.agent, call.session), clock.now()));
      history.add(call.agent, call.session, { at: clock.now(), effects, outcome: 'open' }, hold.id);
    }
    const state = hold.waiters.find((waiter) => waiter.ask === firing.ask)?.state;
    return { kind: 'held', hold: hold.id, offered: state === 'offered' };
  }

  /** True when the grant is spent on this hook and the line that says so is on disk. */
  function take(id: string, askId: string): boolean {
    const held = holds.get(id);
    if (held === undefined || held.hold.phase.kind !== 'approved' || !unchanged(held)) return false;
    const hold = holds.apply(id, { kind: 'take', ask: askId, at: clock.now() });
    if (hold?.waiters.find((waiter) => waiter.ask === askId)?.state !== 'taken') return false;
    journal.write({ kind: 'released', hold: id, digest: held.digest, ask: askId });
    released.push({ hold: id, call: held.call });
    if (released.length > mostReleased) released.shift();
    return true;
  }

  function warnings(id: string): readonly Warning[] {
    const impact = impactFound(probes.of(id));
    return [...(signals.get(id) ?? []), ...(impact === undefined ? [] : warningsOf(impact))];
  }

  function own(agent: string, session: string): void {
    try {
      sessions.own(sessionFile(agent, session, examiner.sha256));
    } catch (error) {
      log(`a session could not be remembered: ${String(error)}`); // Only which window asks next depends on it.
    }
  }

  function compare(call: ToolCall, failed: boolean): void {
    const outcome = afterRun(call, released, journal.log.lines, examiner);
    if (outcome.kind === 'ran') holds.note({ kind: 'ran', hold: outcome.hold, failed });
    if (outcome.kind !== 'alarm') return;
    holds.note({ kind: 'alarm', what: outcome.what, call: summarize(call) });
    alarmed.fire({ what: outcome.what, call });
  }

  return {
    waiting: holds.waiting,
    lastSettled: holds.lastSettled,
    probes: probes.of,
    warnings,
    permitProbe: probes.permit,
    onChange: changed.on,
    onHeld: holds.onHeld,
    onAlarm: alarmed.on,
    close() {
      holds.close();
      probes.close();
    },

    verdict({ hold: id, digest, answer, typed, note: said }) {
      const held = holds.get(id);
      if (held === undefined || held.hold.phase.kind !== 'waiting') return 'This question is no longer open.';
      if (digest !== held.digest) return 'This is not what was shown. Nothing was approved.';
      if (answer === 'approve') {
        const { decision } = held;
        if (decision.kind !== 'hold') return 'This action cannot be approved here.';
        const { confirmation } = decision;
        if (confirmation.kind === 'type' && typed !== confirmation.text) return `Type ${confirmation.text} to approve.`;
        if (!unchanged(held)) return 'It changed while it was shown. Nothing was approved.';
      }
      const against = answer === 'deny' ? { against: warnings(id).map(({ what }) => what) } : {};
      const words = said === undefined ? {} : { note: said };
      journal.write({ kind: 'verdict', hold: id, digest, answer, by: 'panel', ...words });
      holds.apply(id, {
        kind: 'verdict',
        answer,
        digest: held.digest,
        by: 'panel',
        at: clock.now(),
        ...words,
        ...against,
      });
      history.settle(id, answer === 'deny' ? 'denied' : 'let');
      return undefined;
    },

    accept(channel) {
      converse(channel, {
        log,
        ask: (call, firing) => ask(call, firing, channel),
        take,
        leave: (id, askId, how) => holds.leave(id, askId, how, channel),
        sign: signer.sign,
        note(note) {
          if (note.kind === 'after') return compare(note.call, note.failed);
          own(note.agent, note.session);
          if (note.kind === 'prompt') sessions.asked(note.agent, note.session, note.prompt, clock.now());
        },
      });
    },

    resume() {
      for (const question of store.load(parts.id)) {
        const { hold: id, ask: askId, via, call, asked, askedAt, expiresAt } = question;
        if (clock.now() >= expiresAt) {
          store.remove(id);
          continue;
        }
        try {
          const firing = { ask: askId, via, ...(call.callId === undefined ? {} : { callId: call.callId }) };
          holds.reopen(examine(call, examiner), { id, firing, asked, askedAt, expiresAt });
        } catch (error) {
          log(`a waiting question could not be resumed: ${String(error)}`);
          store.remove(id);
        }
      }
    },
  };
}
