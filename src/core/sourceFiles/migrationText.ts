/** Migrations in SQL, before and after an edit: what the statements that are new to the file would do once they run. */
import { applied } from '../analyzers/migrationFiles.ts';
import { readSql, type Statement } from '../analyzers/sql.ts';
import type { Action, Resource, Uninspectable, WayBack } from '../impact/impact.ts';
import { type Found, joinFound, type SourceFile } from './sourceFile.ts';

export const migrationEdit = (files: readonly SourceFile[]): Found => joinFound(files.map(ofFile));

function ofFile({ path, before, after }: SourceFile): Found {
  if (after === undefined)
    return { resources: [], uninspectable: [], remarks: [`${path} is deleted: what it did where it has run stays.`] };
  if (!/\.sql$/i.test(path))
    return {
      resources: [],
      uninspectable: [{ what: path, why: 'It is code: the statements it comes to are known only when it runs.' }],
      remarks: [],
    };
  const old = before === undefined ? [] : statementsIn(before, path);
  const known = new Set(old.map(spell));
  const added = statementsIn(after, path).filter((each) => !known.has(spell(each)));
  const remarks =
    before !== undefined && added.length > 0
      ? [`${path} existed already: where it has run, tools refuse it or run nothing of it again.`]
      : [];
  return {
    resources: merged(added.flatMap(resourceOf)),
    uninspectable: added.flatMap((each) => unclear(each, path)),
    remarks,
  };
}

const dialectOf = (path: string) =>
  /mysql|maria/i.test(path) ? 'mysql' : /sqlite/i.test(path) ? 'sqlite' : 'postgres';

const statementsIn = (text: string, path: string): readonly Statement[] => readSql(applied(text), dialectOf(path));

const spell = ({ operation, target, note }: Statement): string => `${operation} ${target ?? ''} ${note ?? ''}`;

interface Meaning {
  readonly pattern: RegExp;
  readonly action: Action;
  /** Whether rows are lost. */
  readonly data: boolean;
  readonly type: string;
  readonly wayBack: WayBack;
}

const lost = (why: string): WayBack => ({ kind: 'irreversible', why });
const effort = (why: string): WayBack => ({ kind: 'effort', why });
const reversible = (why: string): WayBack => ({ kind: 'reversible', why });

/** The first that fits. */
const meanings: readonly Meaning[] = [
  {
    pattern: /^DROP TABLE|^DROP MATERIALIZED VIEW/,
    action: 'delete',
    data: true,
    type: 'table',
    wayBack: lost('its rows go with it'),
  },
  {
    pattern: /^DROP (?:SCHEMA|DATABASE|KEYSPACE)/,
    action: 'delete',
    data: true,
    type: 'schema',
    wayBack: lost('everything in it goes with it'),
  },
  { pattern: /^DROP /, action: 'delete', data: false, type: 'definition', wayBack: effort('it can be defined again') },
  {
    pattern: /^ALTER TABLE DROP/,
    action: 'update',
    data: true,
    type: 'table',
    wayBack: lost('what is dropped of it, if it is a column, does not come back'),
  },
  {
    pattern: /^TRUNCATE/,
    action: 'delete',
    data: true,
    type: 'rows',
    wayBack: lost('every row goes, and no backup was seen'),
  },
  {
    pattern: /DELETE|^INSERT OVERWRITE/,
    action: 'delete',
    data: true,
    type: 'rows',
    wayBack: lost('rows go, and no backup was seen'),
  },
  { pattern: /^UPDATE/, action: 'update', data: true, type: 'rows', wayBack: effort('the old values are not kept') },
  {
    pattern: /^(?:INSERT|COPY FROM|LOAD DATA)/,
    action: 'update',
    data: false,
    type: 'rows',
    wayBack: reversible('what is added can be deleted again'),
  },
  {
    pattern: /^CREATE|^SELECT INTO/,
    action: 'create',
    data: false,
    type: 'table',
    wayBack: reversible('it can be dropped again'),
  },
  {
    pattern: /^(?:GRANT|REVOKE)/,
    action: 'update',
    data: false,
    type: 'rights',
    wayBack: effort('what happened meanwhile stays'),
  },
  {
    pattern: /^ALTER|^RENAME/,
    action: 'update',
    data: false,
    type: 'definition',
    wayBack: effort('another migration has to take it back'),
  },
];

function resourceOf({ kind, operation, target, note }: Statement): readonly Resource[] {
  if (kind === 'read' || kind === 'unknown' || target === undefined) return [];
  const meaning = meanings.find(({ pattern }) => pattern.test(operation));
  if (meaning === undefined) return [];
  const { action, data, wayBack } = meaning;
  const type =
    /^(?:DROP|CREATE|ALTER) (?!TABLE)/.test(operation) && meaning.type !== 'schema'
      ? operation.split(' ').slice(1).join(' ').toLowerCase()
      : meaning.type;
  return [
    {
      address: type === 'rows' ? `rows of ${target}` : target,
      provider: 'sql',
      type,
      name: target,
      action,
      actions: [action],
      reason: `\`${operation}\`${note === undefined ? '.' : `: ${note.charAt(0).toLowerCase()}${note.slice(1)}`}`,
      attributes: [],
      ...(data ? { holds: 'data' } : {}),
      wayBack,
      dependents: [],
      provenance: 'text',
    },
  ];
}

/** One table is named by many statements. */
function merged(resources: readonly Resource[]): readonly Resource[] {
  const found = new Map<string, Resource>();
  for (const resource of resources) {
    const key = `${resource.action} ${resource.address}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, resource);
    else if (known.reason !== resource.reason && (known.reason?.length ?? 0) < 200)
      found.set(key, {
        ...(weight[resource.wayBack.kind] > weight[known.wayBack.kind] ? resource : known),
        reason: `${known.reason ?? ''} ${resource.reason ?? ''}`,
      });
  }
  return [...found.values()];
}

const weight: Readonly<Record<WayBack['kind'], number>> = {
  'none needed': 0,
  reversible: 1,
  effort: 2,
  unknown: 3,
  irreversible: 4,
};

const unclear = (statement: Statement, path: string): readonly Uninspectable[] => {
  const { kind, operation, target, note } = statement;
  if (kind === 'read' || resourceOf(statement).length > 0) return [];
  return [
    {
      what: `${operation}${target === undefined ? '' : ` ${target}`}`,
      why: note ?? `What it does in ${path} is not known.`,
    },
  ];
};
