/** What the journal says of the end of an approved run. */
import { redact } from '../core/journal/redact.ts';
import type { Outcome } from '../protocol/grant.ts';

/** Nothing where nobody told. */
export function receiptOf(outcome: Outcome | undefined): {
  readonly code?: number;
  readonly stale?: boolean;
  readonly not?: string;
} {
  switch (outcome?.kind) {
    case undefined:
      return {};
    case 'ran':
      return { code: outcome.code, ...(outcome.stale ? { stale: true } : {}) };
    case 'differs':
      return { not: `${redact(outcome.what)} has changed.` };
    case 'failed':
      return { not: redact(outcome.why) };
  }
}
