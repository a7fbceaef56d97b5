/** Puts back what an edit took away: guards with their lines, resources as they stood, and else the lines around a place. */
import { diffLines } from 'diff';
import { infraKind } from '../core/analyzers/infraKinds.ts';
import { guards, openings, type Pattern, widenings } from '../core/analyzers/infraTables.ts';
import type { Span } from '../core/policy/problems.ts';
import type { Fix } from './fixes.ts';
import { type Edited, mostText } from './infrastructure.ts';
import { type Unit, unitsOf } from './units.ts';

/** Replaces its span of the text after the edit. */
interface Restore extends Span {
  readonly title: string;
  readonly text: string;
}

/** What both sides have not in common. */
interface Hunk extends Restore {
  /** In the text before the edit. */
  readonly from: number;
}

/** Milliseconds to compare two texts: more than a few changes nobody puts back one by one. */
const limit = 50;

/** `at`: where it is asked, in the text after the edit. Empty where nothing was taken away, or too much to tell. */
export function restoresAt({ path, before, after }: Edited, cwd: string, at: number): readonly Fix[] {
  if (before === undefined || before === after || before.length + after.length > mostText) return [];
  const kind = infraKind(path, cwd, before) ?? infraKind(path, cwd, after);
  if (kind === undefined) return [];
  const [old, units] = [unitsOf(kind, before), unitsOf(kind, after)];
  const left = new Set(units.map(({ key }) => key));
  const gone = old.filter(({ key }) => !left.has(key));
  const own = (patterns: readonly Pattern[]) => patterns.filter(({ kinds }) => kinds?.has(kind) !== false);
  const hunks = hunksOf(before, after).map((hunk) => {
    const now = after.slice(hunk.start, hunk.end);
    const title =
      goneIn(hunk, gone) ??
      firstMore(own(guards), hunk.text, now, 'Restore') ??
      kept.exec(hunk.text)?.[0].replace(/^/, 'Restore ') ??
      firstMore(own([...openings, ...widenings]), now, hunk.text, 'Undo');
    return { ...hunk, title: title ?? '' };
  });
  const unit = units.findLast(({ start, end }) => start <= at && at < end);
  const here = hunks.filter(({ start, end }) =>
    unit === undefined ? start <= at && at <= end : start < unit.end && end >= unit.start,
  );
  const near = here.length > 0 ? here : hunks;
  const named = near.filter(({ title }) => title !== '');
  return (named.length > 0 ? named : near.slice(0, 1).map((hunk) => ({ ...hunk, title: 'Undo this change' }))).map(
    ({ title, text, start, end }) => ({ title, edits: [{ text, start, end }] }),
  );
}

/** How long something is kept, and other guards that are more than one word. */
const kept =
  /\w*(?:backup_retention|retention_in_days|recovery_window|deletion_window)\w*|skip_final_snapshot|minAvailable|versioning\w*|\bpolicy\b|enable row level security/i;

function goneIn({ from, text }: Hunk, gone: readonly Unit[]): string | undefined {
  const found = gone.filter(({ start, end }) => start < from + text.length && end > from);
  const [first] = found;
  if (first === undefined) return undefined;
  return `Restore ${first.title}${found.length > 1 ? ` and ${found.length - 1} more` : ''}`;
}

/** The first pattern that one text has more of. */
function firstMore(patterns: readonly Pattern[], one: string, other: string, verb: string): string | undefined {
  const count = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].length;
  const found = patterns.find(({ pattern }) => count(pattern, one) > count(pattern, other));
  return found === undefined ? undefined : `${verb} ${found.name.replaceAll('`', '')}`;
}

function hunksOf(before: string, after: string): readonly Hunk[] {
  const found: Hunk[] = [];
  let [from, to] = [0, 0];
  const parts = diffLines(before, after, { timeout: limit }) ?? [];
  for (const [index, { value, added, removed }] of parts.entries()) {
    const next = parts[index + 1];
    if (removed) {
      const replaced = next?.added === true ? next.value.length : 0;
      found.push({ title: '', text: value, from, start: to, end: to + replaced });
      from += value.length;
    } else if (added) {
      if (parts[index - 1]?.removed !== true)
        found.push({ title: '', text: '', from, start: to, end: to + value.length });
      to += value.length;
    } else {
      from += value.length;
      to += value.length;
    }
  }
  return found;
}
