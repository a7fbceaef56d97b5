/** The shapes of a plan: what one statement takes, by the database's own catalog, and what is worth counting. */
import type { Dialect } from '../analyzers/sqlText.ts';
import type { Dependent, Uninspectable } from '../impact/impact.ts';
import { type Catalog, findRelation, type Relation, shownRelation } from './catalog.ts';
import { type Name, shownName } from './sqlNames.ts';
import type { ScriptStep } from './sqlScript.ts';

/** One number that is asked for. */
export interface Question {
  readonly key: string;
  /** A query that gives one number. */
  readonly sql: string;
}

/** One object, and what a statement does to it. */
export interface Affected {
  readonly relation: Relation;
  readonly how: 'dropped' | 'emptied' | 'rows deleted' | 'rows changed' | 'column dropped' | 'altered';
  readonly column?: string;
  /** The question whose answer is the number of rows; none is asked where it cannot be. */
  readonly count?: string;
  /** The question for the rows of the whole table. */
  readonly of?: string;
  /** There may be more than counted, and why. */
  readonly more?: string;
  /** A clause: by which foreign key it goes. */
  readonly because?: string;
  readonly dependents: readonly Dependent[];
}

/** What will make a statement fail, if the count behind it is more than nothing. */
export interface Blocker {
  readonly on: Relation;
  readonly count?: string;
  readonly why: (rows: string) => string;
}

export interface StepPlan {
  readonly affected: readonly Affected[];
  readonly blockers: readonly Blocker[];
  readonly questions: readonly Question[];
  readonly open: readonly Uninspectable[];
  /** Objects that are no relations: databases, roles, functions. */
  readonly others: readonly { readonly type: string; readonly name: string; readonly refused?: string }[];
}

export const nothing: StepPlan = { affected: [], blockers: [], questions: [], open: [], others: [] };

export interface Planning {
  readonly catalog: Catalog;
  readonly dialect: Dialect;
  readonly step: ScriptStep;
  /** Begins the keys of its questions. */
  readonly id: string;
}

export const find = ({ catalog, dialect, step }: Planning, name: Name): Relation | undefined =>
  findRelation(catalog, name, { anyCase: dialect !== 'postgres', database: step.database });

export const missing = (name: Name, catalog: Catalog): Uninspectable => ({
  what: shownName(name),
  why: `${catalog.here.database === '' ? 'The database' : `The database ${catalog.here.database}`} has nothing of this name now, or does not show it to ${catalog.here.user || 'this user'}.`,
});

export const isTable = ({ kind }: Relation): boolean => /table$/.test(kind) || kind === 'materialized view';

/** Triggers run code of their own: what they do is not in the statement. */
export function triggered(
  { catalog }: Planning,
  affected: readonly Affected[],
  event: string,
): readonly Uninspectable[] {
  return catalog.triggers
    .filter(({ on, events }) => events.includes(event) && affected.some(({ relation }) => relation === on))
    .map(({ name, on }) => ({
      what: `trigger ${name} on ${shownRelation(on, catalog)}`,
      why: 'It runs code of the database, which may change anything else.',
    }));
}
