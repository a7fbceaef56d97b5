/** What a database says of its own objects: lines of JSON, of the same shape for every database. */
import { looseRecord, type Node, parsedJson } from '../../base/looseJson.ts';
import type { Name } from './sqlNames.ts';

export interface Relation {
  readonly schema: string;
  readonly name: string;
  /** `table`, `partitioned table`, `view`, `materialized view`, `index`, `sequence`, `foreign table`. */
  readonly kind: string;
  /** What the database estimates; undefined where it never looked. */
  readonly rows: number | undefined;
  readonly bytes: number | undefined;
  /** Reading it may run code of the database's users: policies, foreign servers. */
  readonly guarded: boolean;
}

export type OnDelete = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

/** A foreign key: `child` refers to `parent`. */
export interface ForeignKey {
  readonly name: string;
  readonly child: Relation;
  readonly columns: readonly string[];
  readonly parent: Relation;
  readonly parentColumns: readonly string[];
  readonly onDelete: OnDelete;
}

/** A view, and a relation it reads. */
export interface Use {
  readonly view: Relation;
  readonly on: Relation;
  /** Undefined where only the whole is known. */
  readonly columns: readonly string[] | undefined;
}

export interface Trigger {
  readonly name: string;
  readonly on: Relation;
  /** `DELETE`, `UPDATE`, `INSERT`, `TRUNCATE`, `DROP`. */
  readonly events: readonly string[];
}

export interface Catalog {
  /** The database, who is connected to which server. */
  readonly here: Here;
  readonly relations: readonly Relation[];
  readonly keys: readonly ForeignKey[];
  readonly uses: readonly Use[];
  readonly triggers: readonly Trigger[];
  /** Partitions and what inherits: child, parent. */
  readonly parts: readonly { readonly child: Relation; readonly parent: Relation }[];
  readonly databases: readonly {
    readonly name: string;
    readonly bytes: number | undefined;
    /** Other sessions in it. */
    readonly sessions: number;
  }[];
  /** Functions that users made, by their names in lower case; `operator` and `cast` stand for any of those. */
  readonly own: ReadonlySet<string>;
  /** Foreign keys act: SQLite's do only when they are switched on, MySQL's may be switched off. */
  readonly enforced: boolean;
  /** All there is was told. */
  readonly complete: boolean;
}

export interface Here {
  readonly database: string;
  readonly user: string;
  readonly server: string;
  readonly version: string;
  /** Schemas in which a name without one is looked for, in order. */
  readonly path: readonly string[];
  /** It takes no writes: a replica, a read-only server. */
  readonly readOnly: boolean;
  /** Other sessions that are connected, as far as they may be seen. */
  readonly sessions: number;
  /** A sentence about ways back; empty where it says nothing. */
  readonly note: string;
}

/** The lines of a text that are JSON objects. */
export const jsonLines = (text: string): readonly Node[] =>
  text.split('\n').flatMap((line) => {
    const value = line.startsWith('{') ? parsedJson(line) : undefined;
    return value === undefined ? [] : [looseRecord(value)];
  });

const said = (value: unknown): string => (typeof value === 'string' ? value : '');
/** Some databases have no truth values. */
const yes = (value: unknown): boolean => value === true || value === 1;
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(said).filter(Boolean) : []);
/** Databases give large numbers as texts. */
export const number = (value: unknown): number | undefined =>
  (typeof value === 'number' || (typeof value === 'string' && value !== '')) && Number(value) >= 0
    ? Number(value)
    : undefined;

const keyOf = (schema: string, name: string): string => `${schema}\0${name}`;

/** Relations whose reading runs more than the database's own code; one with such a part as well. */
function guardedKeys(relations: readonly Node[], parts: readonly Node[]): ReadonlySet<string> {
  const found = new Set(
    relations.filter(({ guarded }) => yes(guarded)).map(({ schema, name }) => keyOf(said(schema), said(name))),
  );
  const parents = new Map<string, string[]>();
  for (const { child, parent } of parts) {
    const [key, above] = [child, parent].map((each) => keyOf(texts(each)[0] ?? '', texts(each)[1] ?? ''));
    if (key !== undefined && above !== undefined) parents.set(key, [...(parents.get(key) ?? []), above]);
  }
  for (const key of found) for (const above of parents.get(key) ?? []) found.add(above);
  return found;
}

/** `t` of a line says what it tells: see the queries of each database. */
export function readCatalog(text: string, enforced = true): Catalog {
  const lines = jsonLines(text);
  const of = (kind: string): readonly Node[] => lines.filter(({ t }) => t === kind);
  const guarded = guardedKeys(of('relation'), of('part'));
  const relations = of('relation').map(
    (line): Relation => ({
      schema: said(line.schema),
      name: said(line.name),
      kind: said(line.kind),
      rows: number(line.rows),
      bytes: number(line.bytes),
      guarded: guarded.has(keyOf(said(line.schema), said(line.name))),
    }),
  );
  const known = new Map(relations.map((relation) => [keyOf(relation.schema, relation.name), relation]));
  const find = (value: unknown): Relation | undefined => {
    const [schema = '', name = ''] = texts(value);
    return known.get(keyOf(schema, name));
  };
  const [here = {}] = of('here');
  return {
    here: {
      database: said(here.database),
      user: said(here.user),
      server: said(here.server),
      version: said(here.version),
      path: texts(here.path ?? of('path')[0]?.path),
      note: said(here.note),
      readOnly: yes(here.readOnly),
      sessions: number(here.sessions) ?? 0,
    },
    relations,
    keys: of('key').flatMap((line): ForeignKey[] => {
      const [child, parent] = [find(line.child), find(line.parent)];
      if (child === undefined || parent === undefined) return [];
      const columns = texts(line.columns);
      return [
        {
          name: said(line.name),
          child,
          parent,
          columns,
          parentColumns: texts(line.parentColumns),
          onDelete: onDeleteOf(said(line.onDelete)),
        },
      ];
    }),
    uses: of('use').flatMap((line): Use[] => {
      const [view, on] = [find(line.view), find(line.on)];
      if (view === undefined || on === undefined || view === on) return [];
      return [{ view, on, columns: Array.isArray(line.columns) ? texts(line.columns) : undefined }];
    }),
    triggers: of('trigger').flatMap((line): Trigger[] => {
      const on = find(line.on);
      return on === undefined ? [] : [{ name: said(line.name), on, events: texts(line.events) }];
    }),
    parts: of('part').flatMap((line) => {
      const [child, parent] = [find(line.child), find(line.parent)];
      return child === undefined || parent === undefined ? [] : [{ child, parent }];
    }),
    databases: of('database').map((line) => ({
      name: said(line.name),
      bytes: number(line.bytes),
      sessions: number(line.sessions) ?? 0,
    })),
    own: new Set(of('own').map((line) => said(line.name).toLowerCase())),
    enforced,
    complete: of('end').length > 0,
  };
}

const letters: Readonly<Record<string, OnDelete>> = {
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

const onDeleteOf = (text: string): OnDelete => {
  const lower = text.toLowerCase();
  const known: readonly OnDelete[] = ['restrict', 'cascade', 'set null', 'set default'];
  return letters[lower] ?? known.find((each) => each === lower) ?? 'no action';
};

/** How names are looked up: PostgreSQL folds them before, MySQL and SQLite take any case. */
export interface Lookup {
  readonly anyCase: boolean;
  /** What `USE` chose. */
  readonly database?: string | undefined;
}

export function findRelation(catalog: Catalog, name: Name, { anyCase, database }: Lookup): Relation | undefined {
  const same = (one: string, other: string): boolean =>
    one === other || (anyCase && one.toLowerCase() === other.toLowerCase());
  const last = name.at(-1) ?? '';
  const schema = name.at(-2);
  const path = schema !== undefined ? [schema] : database !== undefined ? [database] : catalog.here.path;
  for (const each of path) {
    const found = catalog.relations.find((one) => same(one.name, last) && same(one.schema, each));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** As people name it: the schema only where names are not looked for in it. */
export const shownRelation = ({ schema, name }: Relation, { here }: Pick<Catalog, 'here'>): string =>
  schema === '' || here.path.includes(schema) ? name : `${schema}.${name}`;
