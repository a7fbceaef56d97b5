/** What a grant lets run, and what became of it. */
import { list, record, ShapeError, text, whole } from '../base/json.ts';
import type { Fact } from '../core/hold/facts.ts';

/** One step of an approved line, with everything that has to be as it was when people looked. */
export interface GrantedRun {
  readonly grant: string;
  readonly hold: string;
  /** The program and its words. */
  readonly argv: readonly string[];
  readonly facts: readonly Fact[];
  /** The plan that people saw: it is applied in place of a new one. */
  readonly plan?: { readonly file: string; readonly sha256: string };
}

export type Outcome =
  | {
      readonly kind: 'ran';
      /** As a shell says it: 128 and the signal's number where a signal ended it. */
      readonly code: number;
      /** The tool refused the plan, because the state has moved on since it was made. */
      readonly stale: boolean;
    }
  /** `what` differs from what people saw. */
  | { readonly kind: 'differs'; readonly what: string }
  | { readonly kind: 'failed'; readonly why: string };

/** A grant's id: the gate that gave it, a dot, and what nobody can guess. */
const grantId = /^[\w-]{8,64}\.[\w-]{20,64}$/;

/** The gate that knows the grant; undefined when this is no grant's id. */
export const gateOfGrant = (id: string): string | undefined =>
  grantId.test(id) ? id.slice(0, id.indexOf('.')) : undefined;

/** @throws {ShapeError} */
export function readGrantedRun(value: unknown): GrantedRun {
  const run = record(value, 'run');
  text(run.grant, 'run.grant');
  text(run.hold, 'run.hold');
  for (const word of list(run.argv, 'run.argv')) text(word, 'run.argv');
  for (const fact of list(run.facts, 'run.facts')) {
    text(record(record(fact, 'fact').about, 'fact.about').kind, 'fact.about.kind');
    text(record(fact, 'fact').is, 'fact.is');
  }
  if (run.plan !== undefined) {
    const { file, sha256 } = record(run.plan, 'run.plan');
    text(file, 'run.plan.file');
    text(sha256, 'run.plan.sha256');
  }
  // It counts only when it is signed, and then the shape is the business of whoever signed it.
  return value as GrantedRun;
}

/** @throws {ShapeError} */
export function readOutcome(value: unknown): Outcome {
  const outcome = record(value, 'outcome');
  switch (outcome.kind) {
    case 'ran':
      return { kind: 'ran', code: whole(outcome.code, 'outcome.code'), stale: outcome.stale === true };
    case 'differs':
      return { kind: 'differs', what: text(outcome.what, 'outcome.what').slice(0, 1_000) };
    case 'failed':
      return { kind: 'failed', why: text(outcome.why, 'outcome.why').slice(0, 1_000) };
    default:
      throw new ShapeError('outcome: unknown kind');
  }
}
