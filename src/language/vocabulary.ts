import type { RosterBeside } from './groups.ts';

/** What a policy may name that does not stand in it: handed in by whoever knows the machine and the product. */
export interface Vocabulary {
  /** Ids of analyzers: `terraform`, `kubectl`. */
  readonly tools: readonly string[];
  readonly agents: readonly string[];
  readonly resourceTypes: readonly string[];
  /** Who may approve; undefined where there is no roster. */
  readonly roster?: RosterBeside;
  /** Environments of policies above this one. */
  readonly environments: readonly string[];
  /** Files of the repository, for globs that match nothing; undefined where nobody has looked. */
  readonly files?: readonly string[];
  readonly branches: readonly string[];
  /** How often each rule took part, by the journal. */
  readonly history?: { readonly calls: number; readonly held: Readonly<Record<string, number>> };
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** With nothing known. */
export const noVocabulary: Omit<Vocabulary, 'now'> = {
  tools: [],
  agents: [],
  resourceTypes: [],
  environments: [],
  branches: [],
};
