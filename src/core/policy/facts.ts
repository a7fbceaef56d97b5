/** What a policy's conditions are held against. Whatever is not known stays open: it counts for what tightens and against what loosens. */
import type { SignalId } from '../drift/signalIds.ts';
import type { Effect } from '../effect.ts';
import type { Impact } from '../impact/impact.ts';
import type { SignKind } from './shape.ts';

/** Something that tells which environment an action lies in. */
export interface Sign {
  readonly kind: SignKind;
  readonly value: string;
  /** It stands in a configuration that the call itself brings: whoever wrote that could name it anything. */
  readonly claimed?: true;
  /** Where it is known from, a clause: "kube context `prod-eu` on the line". */
  readonly evidence: string;
}

/** One effect of a call, with what belongs to it. */
export interface ActionFacts {
  readonly effect: Effect;
  /** Files it edits or reads and the directory it works in, seen from the repository, with forward slashes. */
  readonly files: readonly string[];
  readonly signs: readonly Sign[];
}

export interface Facts {
  readonly actions: readonly ActionFacts[];
  /** What is known to happen; undefined as long as nobody has looked. */
  readonly impact: Impact | undefined;
  readonly agent: string;
  readonly person: string | undefined;
  readonly branch: string | undefined;
  readonly mcpServer: string | undefined;
  readonly signals: readonly SignalId[];
  /** What the session and the window did before this call. */
  readonly counts: { readonly holdsInHour: number; readonly destroysInSession: number };
  /** Milliseconds since the epoch. */
  readonly at: number;
}
