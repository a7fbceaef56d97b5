/** Rows that are deleted or changed: how many, and what foreign keys take along or keep. */
import type { Uninspectable } from '../impact/impact.ts';
import { type ForeignKey, type Relation, shownRelation } from './catalog.ts';
import { isCountable, named, pathOf, total } from './countSql.ts';
import type { SqlAction } from './sqlActions.ts';
import { keysTo } from './sqlGraph.ts';
import { quotedName } from './sqlNames.ts';
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

type Rows = Extract<SqlAction, { kind: 'rows' }>;

export function planRows(planning: Planning, { verb, name, which }: Rows): StepPlan {
  const { catalog, dialect, id } = planning;
  const relation = find(planning, name);
  if (relation === undefined) return { ...nothing, open: [missing(name, catalog)] };
  const key = `${id}:${named(relation)}`;
  const obstacle = obstacleOf(planning, relation, which);
  const open: Uninspectable[] =
    obstacle === undefined
      ? []
      : [{ what: `rows of ${shownRelation(relation, catalog)}`, why: `Which ones is not counted. ${obstacle}` }];
  const countable = obstacle === undefined;
  const alias = which.kind === 'where' && which.alias !== undefined ? ` AS ${which.alias}` : '';
  const from = `${quotedName(pathOf(relation), dialect)}${alias}`;
  const condition = which.kind === 'where' ? `(${which.condition.sql})` : undefined;
  const questions: Question[] = [];
  const whole = isCountable(relation);
  if (countable && (condition !== undefined || whole))
    questions.push({
      key,
      sql: `SELECT count(*) FROM ${from}${condition === undefined ? '' : ` WHERE ${condition}`}`,
    });
  if (whole && which.kind !== 'all') questions.push({ key: `${key}:all`, sql: total(relation, dialect) });
  const root: Affected = {
    relation,
    how: verb === 'delete' ? 'rows deleted' : 'rows changed',
    ...(questions[0]?.key === key ? { count: key } : {}),
    ...(whole && which.kind !== 'all' ? { of: `${key}:all` } : {}),
    ...(catalog.keys.some(
      ({ child, parent, onDelete }) => child === relation && parent === relation && onDelete === 'cascade',
    ) && verb === 'delete'
      ? { more: 'rows that refer to them go as well' }
      : {}),
    dependents: [],
  };
  const along =
    verb === 'delete' && catalog.enforced ? alongWith(planning, relation, { from, condition, countable }) : nothing;
  const affected = [root, ...along.affected];
  return {
    affected,
    blockers: along.blockers,
    questions: [...questions, ...along.questions],
    open: [...open, ...triggered(planning, affected, verb === 'delete' ? 'DELETE' : 'UPDATE')],
    others: [],
  };
}

/** Why counting could run somebody's code; undefined when it cannot. */
function obstacleOf(planning: Planning, relation: Relation, which: Rows['which']): string | undefined {
  const { catalog } = planning;
  if (which.kind === 'unclear') return which.why;
  if (!isTable(relation)) return `It is a ${relation.kind}.`;
  if (relation.guarded) return 'Reading the table runs rules of its own.';
  if (which.kind === 'all') return undefined;
  const { relations, functions } = which.condition;
  const others = relations.map((name) => find(planning, name));
  if (others.some((other) => other === undefined || !isTable(other) || other.guarded))
    return 'Its condition reads from more than tables.';
  if (catalog.own.has('operator') || catalog.own.has('cast') || functions.some((name) => catalog.own.has(name)))
    return 'The database has functions or operators of its own with the names its condition uses.';
  return undefined;
}

interface Going {
  readonly from: string;
  readonly condition: string | undefined;
  readonly countable: boolean;
}

const deepest = 4;
const mostKeys = 40;

/** What foreign keys take along with deleted rows, or keep from being deleted. */
function alongWith(planning: Planning, root: Relation, going: Going): StepPlan {
  const { catalog, dialect, id } = planning;
  const conditions = new Map<Relation, { readonly sql: string[]; readonly key: ForeignKey; readonly path: number }>();
  const blockers: Blocker[] = [];
  const questions: Question[] = [];
  let walked = 0;
  let cut = false;
  const walk = (parent: Relation, { from, condition }: Going, path: readonly Relation[]): void => {
    for (const key of keysTo(catalog, parent)) {
      if (path.includes(key.child)) continue;
      walked += 1;
      if (walked > mostKeys || path.length > deepest) {
        cut = true;
        continue;
      }
      const { child, columns, parentColumns, onDelete, name } = key;
      const list = (each: readonly string[]) => each.map((column) => quotedName([column], dialect)).join(', ');
      const left = columns.length === 1 ? list(columns) : `(${list(columns)})`;
      const inner = `SELECT ${list(parentColumns)} FROM ${from}${condition === undefined ? '' : ` WHERE ${condition}`}`;
      const sql = `${left} IN (${inner})`;
      const table = quotedName(pathOf(child), dialect);
      if (onDelete === 'restrict' || onDelete === 'no action') {
        const count = `${id}:refused:${blockers.length}`;
        if (going.countable && !child.guarded)
          questions.push({ key: count, sql: `SELECT count(*) FROM ${table} WHERE ${sql}` });
        blockers.push({
          on: root,
          ...(going.countable && !child.guarded ? { count } : {}),
          why: (rows) => `${rows} of ${shownRelation(child, catalog)} refer to them by the foreign key ${name}`,
        });
        continue;
      }
      const known = conditions.get(child);
      if (known === undefined) conditions.set(child, { sql: [sql], key, path: path.length });
      else known.sql.push(sql);
      if (onDelete === 'cascade') walk(child, { ...going, from: table, condition: sql }, [...path, child]);
    }
  };
  walk(root, going, [root]);
  const affected = [...conditions].map(([relation, { sql, key }]): Affected => {
    const count = `${id}:${named(relation)}`;
    const countable = going.countable && !relation.guarded;
    if (countable)
      questions.push({
        key: count,
        sql: `SELECT count(*) FROM ${quotedName(pathOf(relation), dialect)} WHERE ${sql.join(' OR ')}`,
      });
    const cascades = key.onDelete === 'cascade';
    return {
      relation,
      how: cascades ? 'rows deleted' : 'rows changed',
      ...(countable ? { count } : {}),
      because: `ON DELETE ${key.onDelete.toUpperCase()} of its foreign key ${key.name}`,
      ...(cut ? { more: 'not every foreign key was followed' } : {}),
      dependents: [],
    };
  });
  return { ...nothing, affected, blockers, questions };
}
