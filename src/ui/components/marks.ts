/** Cuts a command line at the words to underline. */
import type { EffectKind, Span } from '../../core/effect.ts';
import { heaviest } from './kinds.ts';

export type Mark = Span & { readonly severity: EffectKind };

export interface Segment {
  readonly text: string;
  readonly severity?: EffectKind;
}

/**
 * The text in order, each segment with the heaviest mark that covers it. Marks may come unsorted and overlap; what
 * lies outside the text is cut off, so a wrong mark can never hide or repeat a character.
 */
export function segments(text: string, marks: readonly Mark[]): readonly Segment[] {
  const within = marks
    .map((mark) => ({ ...mark, start: Math.max(0, mark.start), end: Math.min(text.length, mark.end) }))
    .filter(({ start, end }) => Number.isInteger(start) && Number.isInteger(end) && start < end);
  const cuts = [...new Set([0, text.length, ...within.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index] ?? 0;
    const severity = heaviest(
      within.filter((mark) => mark.start <= start && mark.end >= end).map((mark) => mark.severity),
    );
    return { text: text.slice(start, end), ...(severity === undefined ? {} : { severity }) };
  });
}
