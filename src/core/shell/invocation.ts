/** One program that a command line will run, wrappers peeled off, words resolved as far as they can be. */
import type { Span } from '../effect.ts';

/** One word of a command line. */
export interface Word {
  /** The word as the program will see it; where it cannot be known, the source text. */
  readonly value: string;
  /** False when an expansion, a glob or a substitution makes the value unknowable before it runs. */
  readonly known: boolean;
  /** Where it stands in the call's own line; undefined inside a script or a decoded string. */
  readonly span?: Span;
}

export interface Redirect {
  readonly operator: string;
  readonly target: Word;
}

export interface Invocation {
  /** The program's base name without directory or `.exe`, lower case on PowerShell. */
  readonly program: string;
  /** The word it came from; `known: false` when even the program is a guess. */
  readonly name: Word;
  /** Everything after the program, in order. */
  readonly args: readonly Word[];
  /** `NAME=value` in front of it, through `env`, or exported earlier on the same line. */
  readonly assignments: Readonly<Record<string, Word>>;
  readonly redirects: readonly Redirect[];
  /** Directory it runs in, absolute; `undefined` when a `cd` before it could not be resolved. */
  readonly cwd: string | undefined;
  /** Text on its standard input where the line gives it: a heredoc, a here-string, `echo … |`. */
  readonly stdin?: Word;
  /** The wrappers peeled off, outermost first, for people: `sudo`, `bash -c`. */
  readonly wrappers: readonly string[];
}
