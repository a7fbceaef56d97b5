/** One program that a command line will run, wrappers peeled off, words resolved as far as they can be. */
import type { Span } from '../effect.ts';

/** Stands in a word's `shape` where something is known only when the line runs. A private-use character. */
export const hole = '\uE000';

/** One word of a command line. */
export interface Word {
  /** The word as the program will see it; where it cannot be known, the source text. */
  readonly value: string;
  /** False when an expansion, a glob or a substitution makes the value unknowable before it runs. */
  readonly known: boolean;
  /** The value with a `hole` for each part that cannot be known; missing where `known`. */
  readonly shape?: string;
  /** Where it stands in the call's own line: itself, or the word it came out of. Undefined for what the line does not show. */
  readonly span?: Span;
}

export interface Redirect {
  readonly operator: string;
  readonly target: Word;
}

export interface Invocation {
  /** The program's base name without directory, version or `.exe`, in lower case; empty for redirects without a program. */
  readonly program: string;
  /** The word it came from; `known: false` when even the program is a guess. */
  readonly name: Word;
  /** Everything after the program, in order. */
  readonly args: readonly Word[];
  /** `NAME=value` in front of it, through `env`, or set earlier on the same line. */
  readonly assignments: Readonly<Record<string, Word>>;
  readonly redirects: readonly Redirect[];
  /** Directory it runs in, absolute; `undefined` when a `cd` before it could not be resolved. */
  readonly cwd: string | undefined;
  /** Text on its standard input where the line gives it: a heredoc, a here-string, `echo … |`. Unknown where it is piped from elsewhere. */
  readonly stdin?: Word;
  /** Its name is a function or an alias of the shell, which is read as well. */
  readonly defined?: true;
  /** A cmdlet of PowerShell, by its whole name. */
  readonly cmdlet?: true;
  /** The wrappers peeled off, outermost first, for people: `sudo`, `bash -c`. */
  readonly wrappers: readonly string[];
  /** The other machine or container it runs on: `on web1`, `in pod api`. */
  readonly remote?: string;
}

/** A word nobody typed, or that came out of others. */
export const literal = (value: string, span?: Span): Word =>
  span === undefined ? { value, known: true } : { value, known: true, span };

/** Words as a program gets them: nothing in them is left to be read. */
export const literals = (args: readonly string[]): readonly Word[] => args.map((each) => literal(each));

/** A word that will be there, with nothing known about it. */
export const unknowable = (value: string, span?: Span): Word => ({
  value,
  known: false,
  shape: hole,
  ...(span === undefined ? {} : { span }),
});

/** The value with holes, whether or not there are any. */
export const shapeOf = (word: Word): string => word.shape ?? word.value;

/** A part of a word from `start` on, as a word of its own: the value of `--flag=value`. */
export function partOf(word: Word, start: number): Word {
  const shape = word.shape?.slice(start);
  return {
    value: word.known ? word.value.slice(start) : word.value.slice(word.value.indexOf('=') + 1),
    known: shape === undefined || !shape.includes(hole),
    ...(shape?.includes(hole) ? { shape } : {}),
    ...(word.span === undefined ? {} : { span: word.span }),
  };
}

/** Several words as one text, the way `eval` and `ssh` put them together. */
export function joinWords(words: readonly Word[]): Word {
  const [only] = words;
  if (only !== undefined && words.length === 1) return only;
  const spans = words.flatMap(({ span }) => (span === undefined ? [] : [span]));
  const known = words.every((word) => word.known);
  return {
    value: words.map(({ value }) => value).join(' '),
    known,
    ...(known ? {} : { shape: words.map(shapeOf).join(' ') }),
    ...(spans.length === 0
      ? {}
      : {
          span: { start: Math.min(...spans.map(({ start }) => start)), end: Math.max(...spans.map(({ end }) => end)) },
        }),
  };
}

/**
 * The program a path or name stands for: `/usr/bin/terraform`, `terraform.exe`, `./terraform_1.9.5`, zsh's `=terraform`.
 * Undefined when the part after the last slash cannot be known.
 */
export function programOf(name: Word): string | undefined {
  if (/^[a-z]+$/.test(name.value) && name.known) return name.value;
  const base = shapeOf(name).replace(/^=/, '').split(/[/\\]/).at(-1) ?? '';
  if (base.includes(hole)) return undefined;
  return base
    .toLowerCase()
    .replace(/\.(?:exe|cmd|bat)$/, '')
    .replace(/@[\w.^~-]+$/, '')
    .replace(/(?:[-_.@]?v?\d+(?:\.\d+)+|[-_](?:linux|darwin|windows|macos|amd64|arm64|x86_64))+$/, '');
}
