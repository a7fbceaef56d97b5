/**
 * What of a hold is folded at first, and what was opened since. Nothing that belongs to what is approved may stay
 * unseen: as long as `unseen` names a part, Approve is not offered.
 */
import { useMemo, useState } from 'preact/hooks';
import type { HoldView } from '../../protocol/panel.ts';
import { sizeOfDiff } from './diffSize.ts';
import { impactGroups } from './impactGroups.ts';
import { heaviestFirst } from './kinds.ts';

/** A part that starts folded. */
export interface Fold {
  readonly key: string;
  /** How the footer names it: `the whole command`, a path. */
  readonly name: string;
}

/** Rows of one group, be it effects or variables, before the rest is folded. */
export const mostRows = 12;

/** The fold of what could not be inspected. */
export const uninspected = 'uninspected';

/** How much of a long text is shown at first. */
interface Limit {
  readonly lines: number;
  readonly characters: number;
}
const beginning: Limit = { lines: 8, characters: 900 };

/** Lines of scripts and diffs, taken together, that are open from the start. */
const roomForFiles = 60;

/** Folding away less than a third would cost more clicks than it saves reading. */
export const isLong = (text: string, limit = beginning) =>
  linesOf(text) > limit.lines * 1.5 || text.length > limit.characters * 1.5;

/** The beginning of a long text, cut at a line where it can be and never inside a character. */
export function headOf(text: string, limit = beginning): string {
  const lines = text.split('\n', limit.lines).join('\n');
  if (lines.length <= limit.characters) return lines;
  return lines.slice(0, limit.characters).replace(/[\ud800-\udbff]$/, '');
}

/** Lines as an editor counts them, but that a line break at the very end begins no further one. */
export function linesOf(text: string): number {
  let lines = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** Rows on the screen, about: long lines wrap. */
const rowsOf = (text: string) => Math.max(linesOf(text), Math.ceil(text.length / 90));

/** The parts of this hold that start folded, in the order they stand on the page. */
export function foldsOf(hold: HoldView): readonly Fold[] {
  const folds: Fold[] = [];
  if (hold.command && isLong(hold.command.line)) folds.push({ key: 'command', name: 'the whole command' });
  if (hold.input && isLong(hold.input.text)) folds.push({ key: 'input', name: 'the whole input' });
  for (const kind of heaviestFirst) {
    const effects = hold.effects.filter((effect) => effect.kind === kind);
    const name = `all ${effects.length} of “${effects[0]?.label}”`;
    if (effects.length > mostRows) folds.push({ key: `effects:${kind}`, name });
  }
  const unseen = hold.impact?.uninspectable.length ?? 0;
  if (unseen > mostRows) folds.push({ key: uninspected, name: `all ${unseen} that could not be inspected` });
  for (const { key, name, resources } of impactGroups(hold)) {
    if (resources.length > mostRows) folds.push({ key, name: `all ${resources.length} of “${name}”` });
  }
  let room = roomForFiles;
  const fits = (rows: number) => {
    if (rows > room) return false;
    room -= rows;
    return true;
  };
  hold.scripts.forEach(({ path, text }, index) => {
    if (!fits(rowsOf(text))) folds.push({ key: `script:${index}`, name: path });
  });
  hold.files.forEach(({ path, hunks }, index) => {
    const rows = sizeOfDiff(hunks).lines.reduce((sum, text) => sum + rowsOf(text), hunks.length);
    if (!fits(rows)) folds.push({ key: `file:${index}`, name: path });
  });
  if (hold.environment.length > mostRows) folds.push({ key: 'environment', name: 'the whole environment' });
  return folds;
}

export interface Folds {
  /** Folded parts nobody has opened yet. */
  readonly unseen: readonly Fold[];
  /** `initially`: how a part that nothing depends on stands at first. */
  isOpen(key: string, initially?: boolean): boolean;
  set(key: string, open: boolean): void;
  openAll(): void;
}

/** The state of the folds of one hold, also when more is found out about it. A part that was opened and closed again was seen. */
export function useFolds(hold: HoldView): Folds {
  const folds = useMemo(() => foldsOf(hold), [hold]);
  const folded = useMemo(() => new Set(folds.map(({ key }) => key)), [folds]);
  /** What somebody has opened or closed. */
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const isOpen = (key: string, initially = true) => chosen.get(key) ?? (initially && !folded.has(key));
  return {
    unseen: folds.filter(({ key }) => !isOpen(key) && !seen.has(key)),
    isOpen,
    set(key, open) {
      setChosen((before) => new Map(before).set(key, open));
      if (open) setSeen((before) => (before.has(key) ? before : new Set(before).add(key)));
    },
    openAll() {
      setChosen((before) => new Map([...before, ...folds.map(({ key }) => [key, true] as const)]));
      setSeen((before) => new Set([...before, ...folded]));
    },
  };
}
