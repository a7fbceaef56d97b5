/** Migrations in SQL, before and after an edit: what the statements that are new to the file would do once they run. */
import { applied } from '../analyzers/migrationFiles.ts';
import type { Dialect } from '../analyzers/sqlText.ts';
import type { SqlAction } from '../databases/sqlActions.ts';
import { shownName } from '../databases/sqlNames.ts';
import { readScript, type ScriptStep } from '../databases/sqlScript.ts';
import type { Resource, Uninspectable, WayBack } from '../impact/impact.ts';
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
  const dialect = dialectOf(path);
  const { steps, more } = readScript([applied(after)], dialect);
  const known = new Set(
    before === undefined ? [] : readScript([applied(before)], dialect).steps.map(({ text }) => text),
  );
  const added = steps.filter(({ text, undone }) => !undone && !known.has(text));
  return {
    resources: merged(added.flatMap(resourcesOf)),
    uninspectable: [
      ...added.flatMap(unclear),
      ...(more > 0 ? [{ what: `${more} more statements of ${path}`, why: 'It is too long to be read.' }] : []),
    ],
    remarks:
      before !== undefined && added.length > 0
        ? [`${path} existed already: where it has run, tools refuse it or run nothing of it again.`]
        : [],
  };
}

const dialectOf = (path: string): Dialect =>
  /mysql|maria/i.test(path) ? 'mysql' : /sqlite/i.test(path) ? 'sqlite' : 'postgres';

const lost = (why: string): WayBack => ({ kind: 'irreversible', why });
const effort = (why: string): WayBack => ({ kind: 'effort', why });

type Told = Pick<Resource, 'address' | 'type' | 'action' | 'wayBack'> & Partial<Pick<Resource, 'holds' | 'facts'>>;

/** Types whose end takes rows along. */
const filled = /^(?:table|foreign table|partitioned table)$/;
const holder = /^(?:schema|database|keyspace)$/;

/** A foreign key that is added says `ON DELETE CASCADE`, and takes nothing along now. */
const cascades = (action: SqlAction): boolean =>
  'cascade' in action && action.cascade && (action.kind !== 'alter' || /\bDROP\b[^,]*\bCASCADE\b/i.test(action.says));

function told({ action }: ScriptStep): readonly Told[] {
  const cascade = cascades(action) ? { facts: ['what depends on it goes as well (CASCADE)'] } : {};
  switch (action.kind) {
    case 'drop':
      return action.names.map((each): Told => {
        const base = { address: shownName(each), type: action.type, action: 'delete', ...cascade } as const;
        if (filled.test(action.type)) return { ...base, holds: 'data', wayBack: lost('its rows go with it') };
        if (holder.test(action.type))
          return { ...base, holds: 'container', wayBack: lost('everything in it goes with it') };
        return { ...base, wayBack: effort('its definition has to be written again') };
      });
    case 'truncate':
      return action.names.map((each) => ({
        address: `all rows of ${shownName(each)}`,
        type: 'rows',
        action: 'delete',
        holds: 'data',
        wayBack: lost('they go, and no backup was seen'),
        ...cascade,
      }));
    case 'rows': {
      const which = action.which.kind === 'all' ? 'all rows' : 'rows';
      const address = `${which} of ${shownName(action.name)}`;
      return action.verb === 'delete'
        ? [{ address, type: 'rows', action: 'delete', holds: 'data', wayBack: lost('they go, and no backup was seen') }]
        : [
            {
              address,
              type: 'rows',
              action: 'update',
              wayBack: lost('the old values are overwritten, and no backup was seen'),
            },
          ];
    }
    case 'alter': {
      const table = shownName(action.name);
      const columns = action.drops.map(
        (column): Told => ({
          address: `${table}.${column}`,
          type: 'column',
          action: 'delete',
          holds: 'data',
          wayBack: lost('its values go with it'),
          ...cascade,
        }),
      );
      const retyped = action.retypes.map((column) => `the type of ${column} changes`);
      return columns.length > 0 && retyped.length === 0
        ? columns
        : [
            ...columns,
            {
              address: table,
              type: 'table',
              action: 'update',
              wayBack: effort('the old definition has to be set again'),
              ...(retyped.length === 0 ? {} : { facts: retyped }),
            },
          ];
    }
    case 'create':
      return [
        {
          address: action.name === undefined ? action.type : shownName(action.name),
          type: action.type,
          action: 'create',
          wayBack: { kind: 'reversible', why: 'it can be dropped again' },
        },
      ];
    case 'insert':
      return [
        {
          address: `new rows of ${shownName(action.name)}`,
          type: 'rows',
          action: 'create',
          wayBack: effort('the new rows have to be told from the old ones'),
        },
      ];
    case 'change':
      return [
        {
          address: action.target ?? action.operation,
          type: action.operation.toLowerCase(),
          action: 'update',
          wayBack: effort('what was set before has to be known to set it again'),
        },
      ];
    case 'use':
    case 'transaction':
    case 'nothing':
    case 'opaque':
      return [];
  }
}

const resourcesOf = (step: ScriptStep): readonly Resource[] =>
  told(step).map((each) => ({
    provider: 'sql',
    name: each.address,
    actions: [each.action],
    reason: `By \`${step.text.replace(/\s+/g, ' ').replaceAll('`', "'").slice(0, 160)}\`.`,
    attributes: [],
    dependents: [],
    provenance: 'text',
    ...each,
  }));

const unclear = ({ action }: ScriptStep): readonly Uninspectable[] => {
  if (action.kind === 'opaque') return [{ what: action.what, why: action.why }];
  return cascades(action)
    ? [{ what: 'what CASCADE takes along', why: 'Only the database knows what depends on it.' }]
    : [];
};

/** One table is named by many statements; what is made again after it went is both. */
function merged(resources: readonly Resource[]): readonly Resource[] {
  const found = new Map<string, Resource>();
  for (const resource of resources) {
    const key = `${resource.action} ${resource.address}`;
    const known = found.get(key);
    const facts = [...new Set([...(known?.facts ?? []), ...(resource.facts ?? [])])];
    found.set(key, { ...(known ?? resource), ...(facts.length === 0 ? {} : { facts }) });
  }
  return [...found.values()];
}
