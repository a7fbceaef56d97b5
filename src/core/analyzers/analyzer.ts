/** What an analyzer is: one file per family of tools, invocation in, effects out. */
import type { Effect, Span } from '../effect.ts';
import type { Guard } from '../guardFiles.ts';
import type { Invocation, Word } from '../shell/invocation.ts';
import type { Option } from '../shell/options.ts';
import type { FileText } from '../shell/trace.ts';

export interface Analyzer {
  /** The `tool` of its effects. */
  readonly id: string;
  /** Base names of the programs it knows, in lower case. */
  readonly programs: readonly string[];
  /** Names that people commonly give them: too short to be a sign of anything in a text. */
  readonly aliases?: readonly string[];
  /** It knows only some of what its programs do: where it says nothing, they are read like programs nobody knows. */
  readonly partial?: boolean;
  analyze(run: Invocation, call: Surroundings): readonly Effect[];
}

/** What an analyzer may know of the call around an invocation. */
export interface Surroundings {
  /** Absolute directory the call starts in. */
  readonly cwd: string;
  /** The environment variables that choose a target. */
  readonly env: Readonly<Record<string, string>>;
  readonly home: string | undefined;
  /** Whether an absolute path is a guard file, by its name or by where its links lead. */
  readonly guards: (path: string) => Guard | undefined;
  /** Reads a file that the invocation will read: a saved plan, a manifest. It becomes part of the digest. */
  readonly input: (path: Word, run: Invocation) => FileText;
}

/** The places of words in the call's own line, each once. */
export function spansOf(...words: readonly (Word | Option | undefined)[]): readonly Span[] {
  const spans = new Map<number, Span>();
  for (const word of words) {
    const span = word === undefined ? undefined : 'word' in word ? word.word.span : word.span;
    if (span !== undefined && span.end > (spans.get(span.start)?.end ?? 0)) spans.set(span.start, span);
  }
  return [...spans.values()].sort((a, b) => a.start - b.start);
}

/** The value a variable has for an invocation: set on the line, or in the environment it inherits. */
export function variable(run: Invocation, { env }: Surroundings, name: string): string | undefined {
  const assigned = Object.hasOwn(run.assignments, name) ? run.assignments[name]?.value : undefined;
  return assigned ?? (Object.hasOwn(env, name) ? env[name] : undefined);
}

/** `{ place: 'context prod, namespace shop' }` from what is known, or nothing. */
export function placeOf(
  run: Invocation,
  ...parts: readonly (readonly [label: string, value: string | undefined])[]
): { readonly place?: string } {
  const said = parts.flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [`${label} ${value}`.trim()],
  );
  if (run.remote !== undefined) said.push(run.remote);
  return said.length === 0 ? {} : { place: said.join(', ') };
}

/** `{ target }`, or nothing where it is not known. */
export const targetOf = (target: string | undefined): { readonly target?: string } =>
  target === undefined || target === '' ? {} : { target };

/** `{ note }`, or nothing. */
export const noteOf = (note: string | undefined): { readonly note?: string } => (note === undefined ? {} : { note });
