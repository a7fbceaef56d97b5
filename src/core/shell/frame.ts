/** One text that is being read: the line itself, the argument of `bash -c`, a script. */
import type { Span } from '../effect.ts';
import type { Word } from './invocation.ts';

export interface Frame {
  readonly source: string;
  /** Where a range of `source` stands in the call's own line. */
  readonly locate: (start: number, end: number) => Span | undefined;
  /** How many texts this one is nested in. */
  readonly depth: number;
  readonly wrappers: readonly string[];
  readonly remote?: string;
  /** The path of the script this is, as `$0` says it. */
  readonly script?: string;
  /** The function bodies that are being read, so that recursion ends. */
  readonly active: ReadonlySet<object>;
}

/** The call's own line. */
export const lineFrame = (line: string): Frame => ({
  source: line,
  locate: (start, end) => within(start, end, line.length),
  depth: 0,
  wrappers: [],
  active: new Set(),
});

/** The parser may place the end of a broken word behind the end of its text. */
const within = (start: number, end: number, limit: number): Span | undefined =>
  start < Math.min(end, limit) ? { start, end: Math.min(end, limit) } : undefined;

/** A text that came out of a word of `outer`: its words are exact where it stands there letter by letter. */
export function innerFrame(
  outer: Frame,
  source: string,
  word: Word,
  details: Pick<Frame, 'wrappers'> & { readonly remote?: string },
): Frame {
  const remote = details.remote ?? outer.remote;
  return {
    source,
    locate: locateWithin(word.span, source, outer),
    depth: outer.depth + 1,
    wrappers: details.wrappers,
    active: outer.active,
    ...(remote === undefined ? {} : { remote }),
  };
}

function locateWithin(span: Span | undefined, source: string, outer: Frame): Frame['locate'] {
  if (span === undefined) return () => undefined;
  if (outer.depth === 0 && source !== '') {
    // `-c 'text'`: the quotes are the only difference between what stands in the line and the text.
    const offset = outer.source.slice(span.start, span.end).indexOf(source);
    if (offset >= 0) {
      const base = span.start + offset;
      return (start, end) => within(base + start, base + end, span.end);
    }
  }
  return () => span;
}
