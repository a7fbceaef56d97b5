/** What the parts of the shell reader share while one call is read. */
import type { Span } from '../effect.ts';
import type { Frame } from './frame.ts';
import type { Invocation, Word } from './invocation.ts';
import type { Defined, Shell } from './state.ts';

/** A place where reading ended before the end. */
export interface Problem {
  /** The words that could not be read, for people. */
  readonly operation: string;
  /** One sentence. */
  readonly why: string;
  readonly span?: Span;
}

/** What came of trying to read a file. Only regular files within the limits are ever `text`. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  /** `bytes`: what is no text but could be read, one character a byte; it is compared, and never analysed. */
  | { readonly kind: 'refused'; readonly why: string; readonly bytes?: string };

export interface Trace {
  readonly home: string | undefined;
  /** Whether a text could have to do with infrastructure: errs towards yes. */
  readonly smells: (text: string) => boolean;
  /** What code in another language may do to infrastructure: lines that it runs, and why it may reach it otherwise. */
  readonly suspects: (code: string, program: string) => { readonly lines: readonly string[]; readonly why?: string };
  /** Whether an analyzer knows a program, so that there is no need to look into it. */
  readonly knows: (program: string) => boolean;
  /** Reads a file and remembers that it took part in the reading. */
  readonly file: (path: string) => FileText;
  readonly found: (run: Invocation) => void;
  readonly problem: (problem: Problem) => void;
  /** Reads a text in a shell; what it leaves behind is in `shell`. */
  readonly text: (frame: Frame, shell: Shell) => void;
  /** Reads a function's body. */
  readonly body: (body: Defined['body'], frame: Frame, shell: Shell) => void;
  /** The same for PowerShell. */
  readonly powershell: (frame: Frame, shell: Shell) => void;
  /** The same for cmd.exe. */
  readonly batch: (frame: Frame, shell: Shell) => void;
  /** Tasks that are being read inside themselves, so that recursion ends. */
  readonly tasks: Set<string>;
  /** How many more invocations may be read. */
  left: number;
  /** How many more characters of expansions may be looked into, each counted once for every expansion it stands in. */
  readonly room: { left: number };
}

/** Texts nested deeper than this are not read. */
export const deepest = 8;

/** Whether there is room to look into an expansion. One without an end reaches to the end of its text, at every depth anew. */
export function affords(length: number, { source }: Frame, trace: Trace): boolean {
  trace.room.left -= length;
  if (trace.room.left > 0) return true;
  if (trace.left > 0)
    trace.problem({ operation: source.slice(0, 200), why: 'It is nested deeper than Holdpoint reads.' });
  trace.left = 0;
  return false;
}

/** A problem at a word. */
export const problemAt = (word: Word, why: string): Problem => ({
  operation: word.value,
  why,
  ...(word.span === undefined ? {} : { span: word.span }),
});
