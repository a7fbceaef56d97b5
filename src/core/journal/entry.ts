/** What the journal remembers: one line for everything that decided whether an action ran. */
import type { EffectKind } from '../effect.ts';

/** An action in few words. `text` is redacted before it comes here. */
export interface CallSummary {
  readonly agent: string;
  readonly session: string;
  readonly callId?: string;
  readonly tool: string;
  readonly cwd: string;
  readonly text: string;
}

export interface EffectSummary {
  readonly kind: EffectKind;
  readonly tool: string;
  readonly operation: string;
  readonly target?: string;
}

export type Happening =
  | { readonly kind: 'gate-started'; readonly gate: string; readonly key: string; readonly version: string }
  | { readonly kind: 'gate-stopped'; readonly gate: string }
  | { readonly kind: 'key-pinned'; readonly key: string; readonly editor: string }
  /** Asked and let through by the rules, with nobody asked. */
  | { readonly kind: 'passed'; readonly call: CallSummary; readonly effects: readonly EffectSummary[] }
  | {
      readonly kind: 'held';
      readonly hold: string;
      readonly digest: string;
      readonly call: CallSummary;
      readonly effects: readonly EffectSummary[];
      readonly rules: readonly string[];
    }
  /** A question found again after its window was reloaded. */
  | { readonly kind: 'resumed'; readonly hold: string }
  | {
      readonly kind: 'verdict';
      readonly hold: string;
      readonly digest: string;
      readonly answer: 'approve' | 'deny';
      readonly by: string;
      readonly note?: string;
    }
  /** A check of what a hold would do has ended; `found` is what the panel then said, in one sentence. */
  | {
      readonly kind: 'checked';
      readonly hold: string;
      readonly commands: readonly string[];
      /** A person let it run. */
      readonly asked: boolean;
      readonly found: string;
    }
  /** A repository's policy counts as it is now: a person accepted it, or the remote that `by` names has it, see the setting. */
  | { readonly kind: 'policy-accepted'; readonly repository: string; readonly sha256: string; readonly by?: string }
  /** A person accepted that a repository has no policy any more. */
  | { readonly kind: 'policy-forgotten'; readonly repository: string }
  /** Written before the release leaves the process. */
  | { readonly kind: 'released'; readonly hold: string; readonly digest: string; readonly ask: string }
  | {
      readonly kind: 'not-released';
      readonly hold: string;
      readonly why: 'denied' | 'expired' | 'withdrawn' | 'superseded';
      readonly detail?: string;
    }
  /** Nobody was asked: nobody could have been shown what it does. `why`: a sentence. */
  | {
      readonly kind: 'refused';
      readonly call: CallSummary;
      readonly effects: readonly EffectSummary[];
      readonly rule: string;
      readonly why: string;
    }
  /** A step of a grant was claimed; written before anything can start. `digest`: of everything it was compared with. */
  | { readonly kind: 'started'; readonly hold: string; readonly digest: string; readonly plan?: string }
  /** What became of it. `code`: as a shell says it; missing where nobody said. */
  | {
      readonly kind: 'receipt';
      readonly hold: string;
      readonly digest: string;
      readonly code?: number;
      /** The plan was refused, because the state had moved on. */
      readonly stale?: boolean;
      /** Why it did not run. */
      readonly not?: string;
    }
  /** The agent says that an action of a hold has run. */
  | { readonly kind: 'ran'; readonly hold: string; readonly failed: boolean }
  | { readonly kind: 'alarm'; readonly what: string; readonly call: CallSummary }
  /** What was installed for an agent was changed so that it no longer holds. `what`: a clause. */
  | { readonly kind: 'weakened'; readonly agent: string; readonly path: string; readonly what: string }
  /** It was installed anew. */
  | { readonly kind: 'repaired'; readonly agent: string; readonly path: string };
