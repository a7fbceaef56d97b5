/**
 * What speaks for itself beside a held call: where it acts, how bad it would be, what does not fit, and what the session
 * did before. Nothing here decides or releases.
 */
import { pastInJournal } from '../core/drift/journalPast.ts';
import { type Past, type Signal, signalsOf } from '../core/drift/signals.ts';
import { thingsInImpact } from '../core/drift/things.ts';
import { type Timeline, timelineOf } from '../core/drift/timeline.ts';
import type { Effect } from '../core/effect.ts';
import type { Impact } from '../core/impact/impact.ts';
import { type SaferWay, saferWaysOf } from '../core/impact/saferWays.ts';
import { type Severity, severityOf } from '../core/impact/severity.ts';
import { type Moment, type Warning, warningsOf } from '../core/impact/warnings.ts';
import { type Environment, environmentOf } from '../core/policy/environment.ts';
import type { ToolCall } from '../core/toolCall.ts';
import type { FileText, ReadFile } from '../core/understand.ts';
import type { Clock } from '../platform/clock.ts';
import { type HeldCall, summarize } from './heldCall.ts';
import { createHistory } from './history.ts';
import type { Context } from './policies.ts';

export interface Judgement {
  readonly environment: Environment;
  readonly severity: Severity;
  readonly signals: readonly Signal[];
  /** What does not fit, then what was found out about it, the heaviest first. */
  readonly warnings: readonly Warning[];
  readonly saferWays: readonly SaferWay[];
  readonly timeline: Timeline;
}

export interface Judge {
  /** A call that only reads went by. */
  passed(call: ToolCall, effects: readonly Effect[]): void;
  /** A hold is new: what the session did before it is what counts. */
  opened(held: HeldCall): void;
  /** What a policy may ask about a call that is no hold yet, or is one. */
  beforehand(call: ToolCall, effects: readonly Effect[], asked: HeldCall['asked'], impact?: Impact): Beforehand;
  settled(id: string, answer: 'approve' | 'deny', impact: Impact | undefined): void;
  /** Forgets every hold but these. */
  keep(open: ReadonlySet<string>): void;
  of(held: HeldCall, impact: Impact | undefined): Judgement;
}

export type Beforehand = Pick<Context, 'signals' | 'counts'>;

export interface JudgeParts {
  readonly clock: Clock;
  /** The person's home, where tools keep their configuration. */
  readonly home: string;
  readonly reader: () => ReadFile;
  readonly lines: () => Iterable<string>;
  readonly log: (message: string) => void;
}

/** What was so when a hold began, and what was last said of it. */
interface Beginning {
  readonly past: readonly Past[];
  readonly now: number;
  /** Files are read once: what is shown does not change under a person's eyes. */
  readonly read: ReadFile;
  said?: { readonly impact: Impact | undefined; readonly judgement: Judgement };
}

/** Things of one approved action that are remembered. */
const mostThings = 1_000;
/** How far back a session is remembered across a reload. Milliseconds. */
const longestSession = 12 * 3_600_000;

export function createJudge({ clock, home, reader, lines, log }: JudgeParts): Judge {
  const history = createHistory();
  const beginnings = new Map<string, Beginning>();
  const begun = clock.now();
  let recalled = false;

  /** What other gates wrote down, or this one before a reload: once, when somebody first asks. */
  function recall(): void {
    if (recalled) return;
    recalled = true;
    try {
      for (const { agent, session, hold, past } of pastInJournal(lines(), begun - longestSession, begun))
        history.add(agent, session, past, hold);
    } catch (error) {
      log(`the journal could not be read for what sessions did before: ${String(error)}`);
    }
  }

  const environmentFor = (
    call: ToolCall,
    effects: readonly Effect[],
    past: readonly Past[],
    read: ReadFile,
    impact: Impact | undefined,
  ): Environment =>
    environmentOf({
      call,
      effects,
      past: past.flatMap((each) => each.effects),
      read,
      home,
      ...(impact === undefined ? {} : { impact }),
    });

  function begin({ call, hold }: HeldCall): Beginning {
    const known = beginnings.get(hold.id);
    if (known !== undefined) return known;
    const past = history.of(call.agent, call.session).filter(({ id }) => id !== hold.id);
    const fresh: Beginning = { past, now: clock.now(), read: remembering(reader()) };
    beginnings.set(hold.id, fresh);
    return fresh;
  }

  const entry = (call: ToolCall, effects: readonly Effect[], outcome: Past['outcome'], place: Environment): Past => ({
    at: clock.now(),
    effects,
    outcome,
    text: summarize(call).text,
    environment: { kind: place.kind, name: place.name },
  });

  return {
    passed(call, effects) {
      recall();
      const past = history.of(call.agent, call.session);
      const place = environmentFor(call, effects, past, reader(), undefined);
      history.add(call.agent, call.session, entry(call, effects, 'let', place));
    },

    opened(held) {
      recall();
      const { call, understanding, hold } = held;
      if (beginnings.has(hold.id)) return;
      const { past, read } = begin(held);
      const place = environmentFor(call, understanding.effects, past, read, undefined);
      if (history.of(call.agent, call.session).every(({ id }) => id !== hold.id))
        history.add(call.agent, call.session, entry(call, understanding.effects, 'open', place), hold.id);
    },

    beforehand(call, effects, asked, impact) {
      recall();
      const now = clock.now();
      const past = history.of(call.agent, call.session);
      const place = environmentFor(call, effects, past, reader(), impact);
      const found = impact === undefined ? {} : { impact };
      const prompt = asked === undefined ? {} : { asked };
      const signals = signalsOf({ effects, past, now, environment: place, ...found, ...prompt }).map(({ id }) => id);
      const destroys = past.filter(
        (each) => each.outcome === 'let' && each.effects.some(({ kind }) => kind === 'destroy'),
      );
      return {
        signals,
        counts: { holdsInHour: history.heldSince(now - 3_600_000), destroysInSession: destroys.length },
      };
    },

    settled(id, answer, impact) {
      history.settle(id, {
        outcome: answer === 'deny' ? 'denied' : 'let',
        ...(impact === undefined ? {} : { things: thingsInImpact(impact).slice(0, mostThings) }),
      });
    },

    keep(open) {
      for (const id of beginnings.keys()) if (!open.has(id)) beginnings.delete(id);
    },

    of(held, impact) {
      const beginning = begin(held);
      const { past, now, read, said } = beginning;
      // It is asked for with every paint, and a plan may have ten thousand changes.
      if (said !== undefined && isSame(said.impact, impact)) return said.judgement;
      const { call, understanding, asked } = held;
      const { effects } = understanding;
      const environment = environmentFor(call, effects, past, read, impact);
      const found = impact === undefined ? {} : { impact };
      const signals = signalsOf({
        effects,
        past,
        now,
        environment,
        ...found,
        ...(asked === undefined ? {} : { asked }),
      });
      const judgement: Judgement = {
        environment,
        severity: severityOf({ impact, effects, environment }),
        signals,
        warnings: [...signals, ...warningsOf(impact, { environment, effects, moment: momentOf(held.hold.askedAt) })],
        saferWays: saferWaysOf(impact, effects),
        timeline: timelineOf(past),
      };
      beginning.said = { impact, judgement };
      return judgement;
    },
  };
}

/** The parts that a judgement is made of are the very same. */
const isSame = (one: Impact | undefined, other: Impact | undefined): boolean =>
  one?.resources === other?.resources &&
  one?.uninspectable === other?.uninspectable &&
  one?.rights?.length === other?.rights?.length;

/** By the clock on this machine's wall. */
function momentOf(at: number): Moment {
  const date = new Date(at);
  return { day: date.getDay(), hour: date.getHours(), minute: date.getMinutes() };
}

function remembering(read: ReadFile): ReadFile {
  const known = new Map<string, FileText>();
  return (path) => {
    const found = known.get(path) ?? read(path);
    known.set(path, found);
    return found;
  };
}

/** Sentences an agent is told. */
const mostSpoken = 8;

/** What an agent is told when a person denies: what speaks against it, how bad it would be, and what would be safer. */
export const spokenAgainst = ({ warnings, severity, saferWays }: Judgement): readonly string[] => [
  ...warnings.slice(0, mostSpoken).map(({ what }) => what),
  ...(severity.level === 'high' || severity.level === 'critical'
    ? [`Taken together it weighs as ${severity.level}. ${severity.reason}`]
    : []),
  ...saferWays.slice(0, 2).map(({ command, why }) => `Safer: \`${command}\` (${why}).`),
];
