/** What the comparison of an infrastructure file's texts comes to, and the words for it. */
import { firstOf } from '../../base/sentence.ts';
import { visible } from '../wording.ts';

export interface Finding {
  readonly operation:
    | 'remove resources'
    | 'replace resources'
    | 'drop protection'
    | 'drop data'
    | 'widen access'
    | 'write a secret'
    | 'move state'
    | 'change target'
    | 'change deployment'
    | 'run a program';
  readonly note: string;
}

/** Lines of one text that the other has not, as often as they are more. */
export function linesMissing(from: string, other: string): readonly string[] {
  const left = new Map<string, number>();
  for (const line of other.split('\n')) left.set(line.trim(), (left.get(line.trim()) ?? 0) + 1);
  return from.split('\n').filter((line) => {
    const times = left.get(line.trim()) ?? 0;
    if (times > 0) left.set(line.trim(), times - 1);
    return times === 0 && line.trim() !== '';
  });
}

/** `a, b, c and 2 more`. */
export const listed = (names: readonly string[]): string => visible(firstOf(names, 3));

/** A line as it stands in the file. */
export const quoted = (line: string): string => {
  const text = visible(line.trim()).replaceAll('`', "'");
  return `\`${text.length > 120 ? `${text.slice(0, 119)}…` : text}\``;
};
