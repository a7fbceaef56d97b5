/** What a comparison comes to in numbers. */
import type { HunkView } from '../../protocol/panel.ts';

/** How many lines go, come, and stand there in all. */
export function sizeOfDiff(hunks: readonly HunkView[]): {
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly string[];
} {
  let [added, removed] = [0, 0];
  const lines: string[] = [];
  for (const { blocks } of hunks)
    for (const block of blocks) {
      if (block.kind === 'changed') {
        added += block.added.length;
        removed += block.removed.length;
        lines.push(...[...block.removed, ...block.added].map(({ text }) => text));
      } else lines.push(...block.lines.map(({ text }) => text));
    }
  return { added, removed, lines };
}
