/** How far each question about a hold is, and what all answers come to together. */
import type { Impact } from '../core/impact/impact.ts';
import { joinImpacts } from '../core/impact/joined.ts';
import type { ProbeKind } from '../core/impact/probe.ts';
import type { Rights } from '../core/rights/rights.ts';

export type ProbePhase =
  | { readonly kind: 'asks' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly impact: Impact }
  /** A sentence each. */
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'off'; readonly why: string };

export interface ProbeState {
  readonly id: string;
  readonly title: string;
  readonly does: ProbeKind;
  /** What it runs, as a person would type it. */
  readonly commands: readonly string[];
  /** What the commands printed, secrets taken out. */
  readonly output: string;
  /** Which place it asks about. */
  readonly where?: string;
  /** Its answer counts until the one of this id is there. */
  readonly until?: string;
  readonly phase: ProbePhase;
}

/** All answers together; undefined as long as there is none. What only a text says gives way to the tool's own answer. */
export function impactFound(probes: readonly ProbeState[]): Impact | undefined {
  const done = new Set(probes.filter(({ phase }) => phase.kind === 'done').map(({ id }) => id));
  const next = new Map(probes.map(({ id, until }) => [id, until]));
  /** What takes its place may itself have given way. */
  const replaced = (until: string | undefined): boolean =>
    until !== undefined && (done.has(until) || replaced(next.get(until)));
  const answered = probes.flatMap(({ phase, until, where }) =>
    phase.kind === 'done' && !replaced(until) ? [{ impact: phase.impact, where }] : [],
  );
  return joinImpacts(
    answered.map(({ impact }) => impact),
    answered.map(({ where }) => where),
  );
}

/** Who it would act as, as far as somebody has asked. */
export const rightsFound = (probes: readonly ProbeState[]): readonly Rights[] =>
  probes.flatMap(({ phase }) => (phase.kind === 'done' ? (phase.impact.rights ?? []) : []));
