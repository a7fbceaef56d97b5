/** Two texts compared, line by line and within lines word by word. Nothing is left out but lines that both have. */
import { diffWordsWithSpace, structuredPatch } from 'diff';
import type { Span } from '../core/effect.ts';
import type { BlockView, HunkView, LineView } from '../protocol/panel.ts';

/** Lines around a difference. */
const context = 3;
/** Differing lines beyond which two texts have nothing to do with one another, and finding the least takes too long. */
const mostEdits = 4_000;
/** Milliseconds for the same. */
const patience = 400;
/** Pairs of lines that are compared by words, and the longest such line. */
const mostPairs = 400;
const longestLine = 2_000;

export function compareTexts(before: string, after: string): readonly HunkView[] {
  if (before === after) return [];
  const patch = structuredPatch('', '', before, after, '', '', {
    context,
    maxEditLength: mostEdits,
    timeout: patience,
  });
  let pairs = mostPairs;
  const compare = (removed: LineView, added: LineView): readonly [LineView, LineView] => {
    if (pairs === 0) return [removed, added];
    pairs -= 1;
    return withWords(removed, added);
  };
  if (patch === undefined) return [rewritten(before, after)];
  return patch.hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => ({
    header: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    blocks: blocksOf(lines, oldStart, newStart, compare),
  }));
}

/** All of the one in the place of all of the other, but for how both begin and end. */
function rewritten(before: string, after: string): HunkView {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const side = (lines: readonly string[], key: 'before' | 'after') =>
    lines
      .slice(head, lines.length - tail)
      .map((text, index): LineView => ({ text, words: [], [key]: head + index + 1 }));
  return {
    header: `@@ -${head + 1},${old.length - tail - head} +${head + 1},${now.length - tail - head} @@`,
    blocks: [{ kind: 'changed', removed: side(old, 'before'), added: side(now, 'after') }],
  };
}

/** `lines` as a patch has them: each with its sign in front. */
function blocksOf(
  lines: readonly string[],
  oldStart: number,
  newStart: number,
  compare: (removed: LineView, added: LineView) => readonly [LineView, LineView],
): readonly BlockView[] {
  const blocks: BlockView[] = [];
  let [before, after] = [oldStart, newStart];
  let same: LineView[] = [];
  let removed: LineView[] = [];
  let added: LineView[] = [];
  const close = () => {
    if (same.length > 0) blocks.push({ kind: 'same', lines: same });
    if (removed.length + added.length > 0) blocks.push(changed(removed, added, compare));
    [same, removed, added] = [[], [], []];
  };
  for (const line of lines) {
    const text = line.slice(1);
    if (line.startsWith('-')) {
      if (same.length > 0 || added.length > 0) close();
      removed.push({ text, words: [], before: before++ });
    } else if (line.startsWith('+')) {
      if (same.length > 0) close();
      added.push({ text, words: [], after: after++ });
    } else if (line.startsWith('\\')) {
      // "No newline at end of file" belongs to the line before.
      const last = added.length > 0 ? added : removed.length > 0 ? removed : same;
      last.push({ text: line, words: [] });
    } else {
      if (removed.length + added.length > 0) close();
      same.push({ text, words: [], before: before++, after: after++ });
    }
  }
  close();
  return blocks;
}

function changed(
  removed: readonly LineView[],
  added: readonly LineView[],
  compare: (removed: LineView, added: LineView) => readonly [LineView, LineView],
): BlockView {
  const pairs = removed.flatMap((line, index) => {
    const other = added[index];
    return other === undefined ? [] : [compare(line, other)];
  });
  return {
    kind: 'changed',
    removed: removed.map((line, index) => pairs[index]?.[0] ?? line),
    added: added.map((line, index) => pairs[index]?.[1] ?? line),
  };
}

/** The words that differ; none where more differs than stays. */
function withWords(removed: LineView, added: LineView): readonly [LineView, LineView] {
  if (removed.text.length > longestLine || added.text.length > longestLine) return [removed, added];
  const old: Span[] = [];
  const now: Span[] = [];
  let [from, to, same] = [0, 0, 0];
  for (const { value, added: isNew, removed: isOld } of diffWordsWithSpace(removed.text, added.text)) {
    const { length } = value;
    if (isNew) now.push({ start: to, end: to + length });
    if (isOld) old.push({ start: from, end: from + length });
    if (!isNew) from += length;
    if (!isOld) to += length;
    if (!isNew && !isOld) same += value.trim().length;
  }
  const longest = Math.max(removed.text.trim().length, added.text.trim().length);
  return same * 3 < longest
    ? [removed, added]
    : [
        { ...removed, words: old },
        { ...added, words: now },
      ];
}
