/** A sign of where an action lies, and what it takes to look for signs. */
import type { Effect } from '../effect.ts';
import type { Impact } from '../impact/impact.ts';
import type { ToolCall } from '../toolCall.ts';
import type { ReadFile } from '../understand.ts';
import type { Said } from './environmentWords.ts';
import type { SignKind } from './shape.ts';

/** What a policy can match, and what only speaks for itself. */
export type EnvironmentSignKind = SignKind | 'names' | 'tags';

/** Where a sign was seen, the strongest first. */
export const signSources = ['arguments', 'environment', 'impact', 'files', 'directory'] as const;
export type SignSource = (typeof signSources)[number];

export interface EnvironmentSign {
  readonly kind: EnvironmentSignKind;
  /** What it is, in words: `kube context`, `AWS profile`. */
  readonly label: string;
  readonly value: string;
  readonly source: SignSource;
  /** The effect it belongs to, counted from zero; missing where it belongs to the call. */
  readonly effect?: number;
  /** Which environment it speaks for; most signs only say where. */
  readonly said?: Said;
}

export interface EnvironmentQuestion {
  readonly call: Pick<ToolCall, 'cwd' | 'env' | 'action' | 'prior'>;
  readonly effects: readonly Effect[];
  readonly impact?: Impact;
  readonly home?: string;
  /** Reads a few small files of configuration; without it they are left alone. */
  readonly read?: ReadFile;
  /** What the session did before: an open tunnel makes this machine's ports lead elsewhere. */
  readonly past?: readonly Effect[];
}
