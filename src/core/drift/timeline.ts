/** What a session did so far, call by call, for the person who decides. */
import { type EffectKind, worst } from '../effect.ts';
import { describeEffect } from '../wording.ts';
import type { Past } from './signals.ts';

export interface TimelineStep {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: EffectKind;
  /** One sentence. */
  readonly sentence: string;
  /** The call itself, secrets taken out. */
  readonly text?: string;
  readonly outcome: Past['outcome'];
  /** Where it acted, when that is known: `production`. */
  readonly environment?: string;
}

export interface Timeline {
  /** Oldest first. */
  readonly steps: readonly TimelineStep[];
  /** Calls before the first that is shown. */
  readonly earlier: number;
}

/** Steps a person looks at. */
const mostSteps = 30;
const longestText = 200;

export function timelineOf(past: readonly Past[]): Timeline {
  const shown = past.slice(-mostSteps);
  return { steps: shown.map(stepOf), earlier: past.length - shown.length };
}

function stepOf({ at, effects, outcome, text, environment }: Past): TimelineStep {
  const kind = worst(effects) ?? 'unknown';
  const heaviest = effects.find((effect) => effect.kind === kind);
  const others = effects.length - 1;
  const sentence = heaviest === undefined ? 'Did nothing that is known.' : describeEffect(heaviest);
  return {
    at,
    kind,
    sentence: others > 0 ? `${sentence}, and ${others} more` : sentence,
    ...(text === undefined ? {} : { text: text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text }),
    outcome,
    ...(environment === undefined || environment.kind === 'unknown' ? {} : { environment: environment.name }),
  };
}
