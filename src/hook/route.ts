/**
 * Which window asks: the one that owns the session, else the one whose folder holds the directory, else the one that
 * had the focus last. A tie between two is nobody's.
 */
import type { Announcement } from '../protocol/gate.ts';

/** What points to a window, strongest first. */
export interface Clues {
  /** The gate the agent's own terminal or extension host belongs to. */
  readonly owner: string | undefined;
  /** The gate that heard of this session first. */
  readonly session: string | undefined;
  /** Real path of the call's directory. */
  readonly directory: string;
}

export type Route =
  | { readonly kind: 'gate'; readonly gate: Announcement }
  | { readonly kind: 'none' }
  | { readonly kind: 'tie' };

/** `gates`: the announcements of living processes. */
export function chooseGate(gates: readonly Announcement[], { owner, session, directory }: Clues): Route {
  if (gates.length === 0) return { kind: 'none' };
  for (const id of [owner, session]) {
    const found = gates.find((gate) => gate.id === id);
    if (found !== undefined) return { kind: 'gate', gate: found };
  }
  const depth = (gate: Announcement) =>
    Math.max(-1, ...gate.folders.filter((folder) => contains(folder, directory)).map(({ length }) => length));
  const deepest = Math.max(...gates.map(depth));
  const nearest = deepest < 0 ? gates : gates.filter((gate) => depth(gate) === deepest);
  const latest = Math.max(...nearest.map(({ focusedAt }) => focusedAt));
  const [first, ...others] = nearest.filter(({ focusedAt }) => focusedAt === latest);
  if (first === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'gate', gate: first } : { kind: 'tie' };
}

function contains(folder: string, path: string): boolean {
  if (folder === path) return true;
  const separator = folder.includes('\\') ? '\\' : '/';
  return path.startsWith(folder.endsWith(separator) ? folder : folder + separator);
}
