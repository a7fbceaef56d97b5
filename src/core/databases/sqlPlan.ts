/**
 * A statement and the database's own catalog → what it takes, what goes along with it, what hangs on it, what will
 * refuse it, and the counts that are worth asking for.
 */
import { type Catalog, type Relation, shownRelation } from './catalog.ts';
import { isCountable, named, pathOf, total } from './countSql.ts';
import { planRows } from './rowsPlan.ts';
import type { SqlAction } from './sqlActions.ts';
import { dependent, hanging, keysTo, referring, viewsOn, withParts } from './sqlGraph.ts';
import { type Name, quotedName, shownName } from './sqlNames.ts';
import {
  type Affected,
  type Blocker,
  find,
  isTable,
  missing,
  nothing,
  type Planning,
  type Question,
  type StepPlan,
  triggered,
} from './stepPlan.ts';

export function planStep(planning: Planning): StepPlan {
  const { action } = planning.step;
  switch (action.kind) {
    case 'drop':
      return planDrop(planning, action);
    case 'truncate':
      return planTruncate(planning, action);
    case 'rows':
      return planRows(planning, action);
    case 'alter':
      return planAlter(planning, action);
    default:
      return nothing;
  }
}

/** The relations of names; what is not found is said, unless the statement does not mind. */
function lookUp(planning: Planning, names: readonly Name[], lenient: boolean) {
  const found = names.map((name) => ({ name, relation: find(planning, name) }));
  return {
    relations: found.flatMap(({ relation }) => (relation === undefined ? [] : [relation])),
    open: found.flatMap(({ name, relation }) =>
      relation === undefined && !lenient ? [missing(name, planning.catalog)] : [],
    ),
  };
}

type Drop = Extract<SqlAction, { kind: 'drop' }>;

function planDrop(planning: Planning, action: Drop): StepPlan {
  const { catalog, dialect } = planning;
  const { type, names, cascade } = action;
  if (type === 'schema' || (type === 'database' && dialect === 'mysql')) return planSchema(planning, action);
  if (type === 'database') return { ...nothing, others: names.map((name) => databaseOf(name, action, catalog)) };
  if (!/^(?:(?:foreign )?table|(?:materialized )?view|index|sequence)$/.test(type))
    return {
      ...nothing,
      others: names.map((name) => ({ type, name: shownName(name) })),
      open:
        cascade && dialect === 'postgres'
          ? names.map((name) => ({
              what: `what CASCADE takes along with ${shownName(name)}`,
              why: 'Columns, views and defaults that use it are not looked up.',
            }))
          : [],
    };
  // MySQL's indexes belong to a table and have no name of their own.
  if (type === 'index' && dialect === 'mysql')
    return { ...nothing, others: names.map((name) => ({ type, name: shownName(name) })) };
  const { relations, open } = lookUp(planning, names, action.ifExists);
  const wrong = relations.filter(({ kind }) => !fits(kind, type));
  const roots = relations.filter((relation) => !wrong.includes(relation));
  return {
    ...dropped(planning, roots, cascade),
    open: [
      ...open,
      ...wrong.map((relation) => ({
        what: shownRelation(relation, catalog),
        why: `It is a ${relation.kind}, not a ${type}.`,
      })),
    ],
  };
}

const fits = (kind: string, type: string): boolean =>
  type === 'table' ? /table$/.test(kind) && kind !== 'foreign table' : kind === type || kind === `${type} table`;

/** Only PostgreSQL refuses, or takes along, what hangs on what is dropped; the others leave broken views behind. */
function dropped(planning: Planning, roots: readonly Relation[], cascade: boolean): StepPlan {
  const { catalog, dialect, id } = planning;
  const own = withParts(roots, catalog);
  const inside = new Set(own);
  const views = viewsOn(own, catalog).filter(({ view }) => !inside.has(view));
  const keys = own.flatMap((parent) => keysTo(catalog, parent)).filter(({ child }) => !inside.has(child));
  const takes = dialect === 'postgres' && cascade;
  const going = new Set(takes ? [...own, ...views.map(({ view }) => view)] : own);
  const affected: Affected[] = roots.map((relation) => ({
    relation,
    how: 'dropped',
    ...(isTable(relation) && isCountable(relation) ? { count: `${id}:${named(relation)}` } : {}),
    dependents: hanging(catalog, relation, going),
  }));
  if (takes)
    affected.push(
      ...views.map(
        ({ view, via }): Affected => ({
          relation: view,
          how: 'dropped',
          because: `CASCADE takes it along: it reads ${shownRelation(via, catalog)}`,
          dependents: [],
        }),
      ),
      ...keys.map(
        ({ child, name }): Affected => ({
          relation: child,
          how: 'altered',
          because: `CASCADE drops its foreign key ${name}`,
          dependents: [],
        }),
      ),
    );
  const blockers: Blocker[] = [];
  if (dialect === 'postgres' && !cascade)
    blockers.push(
      ...views
        .filter(({ distance }) => distance === 1)
        .map(({ view, via }) => ({ on: via, why: () => `the view ${shownRelation(view, catalog)} reads it` })),
    );
  if (catalog.enforced && (!cascade || dialect !== 'postgres'))
    blockers.push(
      ...keys.map(
        ({ child, parent, name }): Blocker => ({
          on: parent,
          why: () => `${shownRelation(child, catalog)} refers to it by the foreign key ${name}`,
        }),
      ),
    );
  return { ...nothing, affected, blockers, questions: wholeCounts(planning, affected) };
}

/** Tables of one statement whose rows are counted; the database's estimates stand for the others. */
const mostWhole = 200;

const wholeCounts = ({ dialect }: Planning, affected: readonly Affected[]): readonly Question[] =>
  affected
    .slice(0, mostWhole)
    .flatMap(({ relation, count }) => (count === undefined ? [] : [{ key: count, sql: total(relation, dialect) }]));

function planSchema(planning: Planning, { names, cascade, ifExists, type }: Drop): StepPlan {
  const { catalog, dialect } = planning;
  const plans = names.map((name): StepPlan => {
    const schema = shownName(name);
    const inside = catalog.relations.filter(
      (relation) => relation.schema === schema && !/^(?:index|sequence)$/.test(relation.kind),
    );
    const plan = dropped(planning, inside, cascade || dialect === 'mysql');
    const refused =
      dialect === 'postgres' && !cascade && inside.length > 0 ? 'it is not empty, and CASCADE is missing' : undefined;
    const unknown = inside.length === 0 && !ifExists && !catalog.here.path.includes(schema);
    return {
      ...plan,
      others: [{ type, name: schema, ...(refused === undefined ? {} : { refused }) }],
      open: unknown
        ? [...plan.open, { what: `${type} ${schema}`, why: 'No table in it can be seen: it is empty, or not shown.' }]
        : plan.open,
    };
  });
  return merge(plans);
}

function databaseOf(name: Name, { force }: Drop, { databases, here }: Catalog) {
  const shown = shownName(name);
  const known = databases.find((each) => each.name === shown);
  const refused =
    shown === here.database
      ? 'the session itself is in this database'
      : known !== undefined && known.sessions > 0 && !force
        ? `${known.sessions} other ${known.sessions === 1 ? 'session is' : 'sessions are'} in it`
        : undefined;
  return { type: 'database', name: shown, ...(refused === undefined ? {} : { refused }) };
}

function planTruncate(planning: Planning, { names, cascade }: Extract<SqlAction, { kind: 'truncate' }>): StepPlan {
  const { catalog, dialect, id } = planning;
  const { relations, open } = lookUp(planning, names, false);
  const roots = withParts(relations, catalog);
  const keys = referring(roots, catalog);
  const affected: Affected[] = relations.map((relation) => ({
    relation,
    how: 'emptied',
    ...(isCountable(relation) ? { count: `${id}:${named(relation)}` } : {}),
    dependents: [],
  }));
  const takes = dialect === 'postgres' && cascade;
  if (takes)
    for (const { child, parent, name } of keys) {
      if (affected.some(({ relation }) => relation === child)) continue;
      affected.push({
        relation: child,
        how: 'emptied',
        ...(isCountable(child) ? { count: `${id}:${named(child)}` } : {}),
        because: `CASCADE empties it as well: its foreign key ${name} refers to ${shownRelation(parent, catalog)}`,
        dependents: [],
      });
    }
  const blockers: readonly Blocker[] =
    takes || !catalog.enforced
      ? []
      : keys
          .filter(({ distance }) => distance === 1)
          .map(({ child, parent, name }) => ({
            on: parent,
            why: () => `${shownRelation(child, catalog)} refers to it by the foreign key ${name}`,
          }));
  return {
    ...nothing,
    affected,
    blockers,
    open: [...open, ...triggered(planning, affected, 'TRUNCATE')],
    questions: wholeCounts(planning, affected),
  };
}

function planAlter(planning: Planning, action: Extract<SqlAction, { kind: 'alter' }>): StepPlan {
  const { catalog, dialect, id } = planning;
  const relation = find(planning, action.name);
  if (relation === undefined) return { ...nothing, open: [missing(action.name, catalog)] };
  const questions: Question[] = [];
  const blockers: Blocker[] = [];
  const affected: Affected[] = action.drops.map((column) => {
    const key = `${id}:${named(relation)}:${column}`;
    const countable = isTable(relation) && isCountable(relation);
    if (countable)
      questions.push({
        key,
        sql: `SELECT count(${quotedName([column], dialect)}) FROM ${quotedName(pathOf(relation), dialect)}`,
      });
    const views = viewsOn([relation], catalog, column);
    if (dialect === 'postgres' && !action.cascade)
      blockers.push(
        ...views
          .filter(({ distance }) => distance === 1)
          .map(({ view }) => ({ on: relation, why: () => `the view ${shownRelation(view, catalog)} reads it` })),
      );
    return {
      relation,
      column,
      how: 'column dropped',
      ...(countable ? { count: key } : {}),
      dependents: views.map(({ view, via, distance }) => dependent(catalog, view, distance, via)),
    };
  });
  const { retypes } = action;
  if (affected.length === 0 || retypes.length > 0)
    affected.push({
      relation,
      how: 'altered',
      because: `by \`ALTER … ${action.says.slice(0, 120)}\``,
      ...(retypes.length === 0
        ? {}
        : {
            more: `the ${retypes.length === 1 ? 'type' : 'types'} of ${retypes.join(', ')} may change, and values with ${retypes.length === 1 ? 'it' : 'them'}`,
          }),
      dependents: [],
    });
  return { ...nothing, affected, blockers, questions };
}

function merge(plans: readonly StepPlan[]): StepPlan {
  return {
    affected: plans.flatMap((plan) => plan.affected),
    blockers: plans.flatMap((plan) => plan.blockers),
    questions: plans.flatMap((plan) => plan.questions),
    open: plans.flatMap((plan) => plan.open),
    others: plans.flatMap((plan) => plan.others),
  };
}
