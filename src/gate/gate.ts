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
import { canonical } from '../base/json.ts';
import { canaryIn, runsGrant } from '../core/analyzers/guard.ts';
import type { Decision } from '../core/decide.ts';
import type { Effect } from '../core/effect.ts';
import type { Digest } from '../core/hold/digest.ts';
import { type Firing, times } from '../core/hold/hold.ts';
import { changesOwnInputs, type OwnInputs } from '../core/hold/splitting.ts';
import type { Impact } from '../core/impact/impact.ts';
import { redact } from '../core/journal/redact.ts';
import { unmet } from '../core/policy/decision.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { refusals } from '../core/wording.ts';
import type { Channel } from '../platform/socket.ts';
import { places, sessionFile } from '../protocol/places.ts';
import { afterRun, type Released } from './afterRun.ts';
import { type AskOutcome, type Claimed, converse, type Taken } from './conversation.ts';
import { createGrants, type GrantParts } from './grants.ts';
import { type Examiner, examine, type HeldCall, summarize, summarizeEffects, whatChanged } from './heldCall.ts';
import { createHoldTable, type HoldTableParts, type Settled } from './holdTable.ts';
import { createJudge, type Judgement, spokenAgainst } from './judgement.ts';
import type { Policies } from './policies.ts';
import { askAboutPolicies, reviewer } from './policyReview.ts';
import { impactFound, type ProbeState } from './probeStates.ts';
import type { Probes } from './probes.ts';
import { receiptOf } from './receipt.ts';
import type { Understood } from './repositories.ts';
import { createSessions } from './sessions.ts';
import type { Signer } from './signer.ts';

export interface GateParts extends Omit<HoldTableParts, 'gate'>, Omit<GrantParts, 'gate'> {
  /** Stays the same when the window reloads. */
  readonly id: string;
  /** Holdpoint's folder. */
  readonly root: string;
  readonly examiner: Examiner;
  readonly signer: Signer;
  readonly probes: Probes;
  readonly policies: Policies;
  /** Repositories of this window whose policies may count: trusted, without symbolic links. */
  readonly repositories: () => readonly string[];
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
  /** The digest of what is on screen for a waiting call: a verdict names it. */
  shown(held: HeldCall): Digest;
  /** What is being found out about a waiting call. */
  probes(hold: string): readonly ProbeState[];
  /** Where a waiting call acts, how bad it would be, and what speaks against it; undefined when it no longer waits. */
  judgement(hold: string): Judgement | undefined;
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
  /** Asks about policies that are not as they were accepted. */
  reviewPolicies(): void;
  /** Brings questions back that a reload interrupted. */
  resume(): void;
  close(): void;
}

const isGrantedRun = ({ tool, operation }: Effect): boolean => tool === 'guard' && operation === runsGrant;

/** Released calls kept for comparison with what ran. */
const mostReleased = 200;

export function createGate(parts: GateParts): Gate {
  const { clock, journal, store, examiner, signer, probes, policies, log } = parts;
  const holds = createHoldTable({ ...parts, gate: parts.id });
  const grants = createGrants({ ...parts, gate: parts.id });
  const released: Released[] = [];
  const sessions = createSessions(parts.root, places.sessions, parts.id);
  const judge = createJudge({ clock, home: parts.home, reader: examiner.reader, lines: journal.log.lines, log });
  const alarmed = emitter<Alarm>();
  const changed = emitter<void>();
  holds.onChange(() => {
    const open = new Set(holds.waiting().map(({ hold }) => hold.id));
    probes.keep(open);
    grants.keep((id) => open.has(id) || holds.get(id)?.hold.phase.kind === 'approved');
    judge.keep(open);
    changed.fire();
  });
  probes.onChange(changed.fire);
  holds.onHeld((held) => {
    grants.open(held);
    probes.open(held, grants.sameAs(held));
  });

  /** Compares what was shown with what is there now. True when it is still the same. */
  function unchanged(held: HeldCall): boolean {
    const what = whatChanged(held, examine(held.call, examiner), examiner) ?? grants.differs(held.hold.id);
    if (what === undefined) return true;
    holds.apply(held.hold.id, { kind: 'supersede', what, at: clock.now() });
    return false;
  }

  function decide(call: ToolCall, understanding: Understood, asked: HeldCall['asked']): Decision {
    const before = judge.beforehand(call, understanding.effects, asked);
    return policies.decide(call, understanding, { ...before, impact: undefined });
  }

  /** What is still missing for an approval, by the policies as they are now and all that is known by now. */
  function missing({ call, understanding, asked }: HeldCall, impact: Impact | undefined, said: string | undefined) {
    if (call.agent === reviewer) return undefined;
    const { signals } = judge.beforehand(call, understanding.effects, asked, impact);
    // What was asked in time is answered, however much has been asked since.
    const counts = { holdsInHour: 0, destroysInSession: 0 };
    return unmet(policies.decide(call, understanding, { signals, counts, impact }), said);
  }

  function ask(call: ToolCall, firing: Firing, channel: Channel): AskOutcome {
    own(call.agent, call.session);
    const examined = examine(call, examiner);
    const { understanding } = examined;
    const prompt = sessions.notes(call.agent, call.session).prompt;
    const canary = canaryIn(understanding.effects);
    if (canary !== undefined) {
      const why = 'It is a test of whether the agent is held.';
      journal.write({ kind: 'refused', ...told(call, understanding), rule: 'canary', why });
      return { kind: 'refused', code: 'denied', message: refusals.canary(canary.nonce) };
    }
    const granted = grantedBy(call, understanding, prompt);
    if (granted !== undefined) return granted;
    const decision = decide(call, understanding, prompt);
    if (decision.kind === 'allow') {
      journal.write({ kind: 'passed', ...told(call, understanding) });
      judge.passed(call, understanding.effects);
      return { kind: 'neutral' };
    }
    if (decision.kind === 'deny') {
      const [first] = decision.reasons;
      const why = { rule: first?.rule ?? '', why: first?.message ?? '' };
      journal.write({ kind: 'refused', ...told(call, understanding), ...why });
      return { kind: 'refused', code: 'denied', message: refusals.forbidden(decision.reasons) };
    }
    const parts = ownInputs(call, understanding.effects);
    if (parts !== undefined) {
      const message = refusals.splitIt(parts.earlier, parts.later);
      const why = `${redact(parts.earlier)} changes what ${redact(parts.later)} would read or act on.`;
      journal.write({ kind: 'refused', ...told(call, understanding), rule: 'split-it', why });
      return { kind: 'refused', code: 'split', message };
    }
    const held = holds.ask({ ...examined, decision }, firing, channel, prompt);
    const { hold } = held;
    if (hold.phase.kind === 'waiting') judge.opened(held);
    const state = hold.waiters.find((waiter) => waiter.ask === firing.ask)?.state;
    return { kind: 'held', hold: hold.id, offered: state === 'offered' };
  }

  function ownInputs(call: ToolCall, effects: readonly Effect[]): OwnInputs | undefined {
    if (call.action.kind !== 'command') return undefined;
    return changesOwnInputs(call.action.line, examiner.invocations(call, examiner.reader()), effects, parts.home);
  }

  /** A line that does nothing but run what was approved already passes as long as the grants are open. */
  function grantedBy(call: ToolCall, understanding: Understood, asked: HeldCall['asked']): AskOutcome | undefined {
    const { effects } = understanding;
    const [runs, others] = [effects.filter(isGrantedRun), effects.filter((effect) => !isGrantedRun(effect))];
    if (runs.length === 0) return undefined;
    const refuse = (why: string): AskOutcome => ({ kind: 'refused', code: 'granted', message: refusals.noGrant(why) });
    const beside = others.length === 0 ? 'allow' : decide(call, { ...understanding, effects: others }, asked).kind;
    if (beside !== 'allow' || others.some(({ kind }) => kind !== 'read'))
      return refuse('What was approved can only be run by itself.');
    const ids = runs.map(({ target = '' }) => target);
    const live = grants.live(ids, call);
    if (live === undefined) return refuse('There is no such grant for this session, or its time is over.');
    const claims = examiner.invocations(call, examiner.reader()).filter(({ args }) => args[1]?.value === '--grant');
    if (!claims.every((run) => live.some((grant) => grants.fits(grant, run))))
      return refuse('It sets variables that nobody was shown, or is for another command.');
    journal.write({ kind: 'passed', ...told(call, understanding) });
    for (const { hold } of live) letGo({ hold, calls: [call] });
    return { kind: 'granted' };
  }

  /** Defined when the run is taken by this hook and the line that says so is on disk. */
  function take(id: string, askId: string, rewrites: boolean): Taken | undefined {
    const held = holds.get(id);
    if (held === undefined || held.hold.phase.kind !== 'approved' || !unchanged(held)) return undefined;
    const hold = holds.apply(id, { kind: 'take', ask: askId, at: clock.now() });
    if (hold?.waiters.find((waiter) => waiter.ask === askId)?.state !== 'taken') return undefined;
    journal.write({ kind: 'released', hold: id, digest: held.digest, ask: askId });
    const { call } = held;
    const way = grants.wayOf(id, rewrites);
    if (way.kind === 'lines') return { refused: refusals.granted(way.lines) };
    if (way.kind === 'as it is' || call.action.kind !== 'command') {
      letGo({ hold: id, calls: [call] });
      return {};
    }
    const { instead } = way;
    letGo({ hold: id, calls: [call, { ...call, action: { ...call.action, line: instead.line } }] });
    return { instead };
  }

  function letGo(one: Released): void {
    released.push(one);
    if (released.length > mostReleased) released.shift();
  }

  async function claim(id: string, argv: readonly string[]): Promise<Claimed> {
    const claimed = grants.claim(id, argv);
    const refuse = (message: string): Claimed => ({ kind: 'refused', message });
    if (claimed.kind === 'none') return refuse(refusals.noGrant(claimed.why));
    const { grant } = claimed;
    const { hold } = grant;
    const supersede = (what: string) => holds.apply(hold, { kind: 'supersede', what, at: clock.now() });
    const what = claimed.kind === 'differs' ? claimed.what : await probes.changed(grant.held, grant.pins);
    if (claimed.kind === 'differs' || what !== undefined) {
      const differs = what ?? 'something';
      holds.note({ kind: 'receipt', hold, digest: grant.held.digest, not: `${differs} has changed.` });
      supersede(differs);
      if (claimed.kind === 'run') grants.done(claimed.step, grant);
      return refuse(refusals.superseded(differs));
    }
    const { run, step } = claimed;
    const digest = examiner.sha256(canonical(run));
    journal.write({ kind: 'started', hold, digest, ...(run.plan === undefined ? {} : { plan: run.plan.sha256 }) });
    return {
      kind: 'run',
      run,
      settle(outcome) {
        grants.done(step, grant);
        holds.note({ kind: 'receipt', hold, digest, ...receiptOf(outcome) });
        if (outcome?.kind === 'differs') supersede(outcome.what);
      },
    };
  }

  function judgement(id: string): Judgement | undefined {
    const held = holds.get(id);
    return held === undefined ? undefined : judge.of(held, impactFound(probes.of(id)));
  }

  function own(agent: string, session: string): void {
    try {
      sessions.own(sessionFile(agent, session, examiner.sha256));
    } catch (error) {
      log(`a session could not be remembered: ${String(error)}`); // Only which window asks next depends on it.
    }
  }

  function compare(call: ToolCall, failed: boolean): void {
    const outcome = afterRun(call, released, journal.log.lines, examiner, (understanding) =>
      decide(call, understanding, undefined),
    );
    if (outcome.kind === 'ran') holds.note({ kind: 'ran', hold: outcome.hold, failed });
    if (outcome.kind !== 'alarm') return;
    holds.note({ kind: 'alarm', what: outcome.what, call: summarize(call) });
    alarmed.fire({ what: outcome.what, call });
  }

  return {
    waiting: holds.waiting,
    lastSettled: holds.lastSettled,
    shown: (held) => grants.shown(held, probes.plans(held.hold.id)),
    probes: probes.of,
    judgement,
    permitProbe: probes.permit,
    onChange: changed.on,
    onHeld: holds.onHeld,
    onAlarm: alarmed.on,
    close() {
      holds.close();
      probes.close();
      grants.close();
    },

    verdict({ hold: id, digest, answer, typed, note: said }) {
      const held = holds.get(id);
      if (held === undefined || held.hold.phase.kind !== 'waiting') return 'This question is no longer open.';
      const plans = probes.plans(id);
      // With a plan on screen it is approved with the plan; what was painted before the plan was there stands for itself.
      const withPlans = digest === grants.shown(held, plans);
      if (!withPlans && digest !== held.digest) return 'This is not what was shown. Nothing was approved.';
      const impact = impactFound(probes.of(id));
      if (answer === 'approve') {
        if (held.decision.kind !== 'hold') return 'This action cannot be approved here.';
        const { confirmation } = held.decision;
        const lacks = missing(held, impact, said);
        if (lacks !== undefined) return lacks;
        if (confirmation.kind === 'type' && typed !== confirmation.text) return `Type ${confirmation.text} to approve.`;
        if (!unchanged(held)) return 'It changed while it was shown. Nothing was approved.';
        const executeBy = clock.now() + times.execute;
        grants.approve(held, withPlans ? plans : [], withPlans ? probes.pins(id) : [], executeBy);
      }
      const against = answer === 'deny' ? { against: spokenAgainst(judge.of(held, impact)) } : {};
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
      judge.settled(id, answer, impact);
      return undefined;
    },

    accept(channel) {
      converse(channel, {
        log,
        ask: (call, firing) => ask(call, firing, channel),
        take,
        claim,
        leave: (id, askId, how) => holds.leave(id, askId, how, channel),
        sign: signer.sign,
        signGrant: signer.signGrant,
        note(note) {
          if (note.kind === 'after') return compare(note.call, note.failed);
          own(note.agent, note.session);
          if (note.kind === 'prompt') sessions.asked(note.agent, note.session, note.prompt, clock.now());
        },
      });
    },

    reviewPolicies: () =>
      askAboutPolicies({
        policies,
        repositories: parts.repositories(),
        holds,
        examine: (call) => examine(call, examiner),
        take: (id, askId) => take(id, askId, false) !== undefined,
        newId: parts.newId,
      }),

    resume() {
      for (const question of store.load(parts.id)) {
        const { hold: id, ask: askId, via, call, asked, askedAt, expiresAt } = question;
        if (clock.now() >= expiresAt || call.agent === reviewer) {
          store.remove(id);
          continue;
        }
        try {
          const firing = { ask: askId, via, ...(call.callId === undefined ? {} : { callId: call.callId }) };
          const examined = examine(call, examiner);
          const decision = decide(call, examined.understanding, asked);
          holds.reopen({ ...examined, decision }, { id, firing, asked, askedAt, expiresAt });
        } catch (error) {
          log(`a waiting question could not be resumed: ${String(error)}`);
          store.remove(id);
        }
      }
    },
  };
}

/** What the journal says of a call that nobody was asked about. */
const told = (call: ToolCall, { effects }: Understood) => ({
  call: summarize(call),
  effects: summarizeEffects(effects),
});
