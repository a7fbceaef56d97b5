/** ToolCall → effects: the pure question everything else rests on. */
import type { Effect } from './effect.ts';

/** A file whose bytes took part in the reading; hashed into the digest, so that what was read is what runs. */
export interface Input {
  /** Absolute path as the call names it. */
  readonly path: string;
  /** The bytes that were analysed. */
  readonly text: string;
}

/** What came of trying to read a file. Only regular files within the limits are ever `text`. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly why: string };

/** Reads one file by absolute path. Limits (64 files, 1 MB each, 4 MB and 200 ms in all) are the reader's. */
export type ReadFile = (path: string) => FileText;

export interface Understanding {
  /** Empty when nothing of the call is ours. */
  readonly effects: readonly Effect[];
  readonly inputs: readonly Input[];
}
