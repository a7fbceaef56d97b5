/** The same statement, bound to the number of rows that was counted: when there are more or fewer by then, it touches none. */
import type { Dialect } from '../analyzers/sqlText.ts';
import type { Effect } from '../effect.ts';
import type { Impact, Resource } from '../impact/impact.ts';
import type { CommandSubject } from '../impact/subject.ts';
import { readMysql } from './mysql.ts';
import { readPsql } from './postgres.ts';
import type { SqlAction } from './sqlActions.ts';
import { reasonOf } from './sqlImpact.ts';
import { readSqlite } from './sqlite.ts';
import { readScript, type ScriptStep } from './sqlScript.ts';

interface Bound {
  /** To be copied. */
  readonly command: string;
  readonly why: string;
}

interface Written {
  readonly step: ScriptStep;
  readonly mysql: boolean;
}

/** Longer statements are nothing to copy. */
const longest = 1_000;

export function boundStatements(impact: Impact, effects: readonly Effect[]): readonly Bound[] {
  const counted = impact.resources.filter(isCounted);
  if (counted.length === 0) return [];
  const maria = impact.remarks.some((remark) => remark.includes('(MariaDB '));
  const subjects = new Set(effects.flatMap(({ subject }) => (subject?.kind === 'command' ? [subject] : [])));
  return [...subjects].flatMap((subject) =>
    stepsOf(subject).flatMap(({ step, mysql }) => {
      const found = counted.find(({ reason }) => reason === reasonOf(step));
      const bound = found?.size?.count === undefined ? undefined : bind(step, found.size.count, mysql && !maria);
      return bound === undefined || bound.command.length > longest ? [] : [bound];
    }),
  );
}

const isCounted = ({ type, size, provenance }: Resource): boolean =>
  type === 'rows' && provenance === 'probe' && size?.count !== undefined && size.count > 0 && !size.atLeast;

function stepsOf(subject: CommandSubject): readonly Written[] {
  const program = subject.program.replace(/^.*\//, '');
  const nothing = () => undefined;
  const read = (texts: readonly string[], dialect: Dialect): readonly Written[] =>
    readScript(texts, dialect).steps.map((step) => ({ step, mysql: dialect === 'mysql' }));
  if (program === 'psql') return read(readPsql(subject, nothing).texts, 'postgres');
  if (/^(?:mysql|mariadb)$/.test(program)) return read(readMysql(subject, nothing).sql.texts, 'mysql');
  return program === 'sqlite3' ? read(readSqlite(subject, nothing)?.sql.texts ?? [], 'sqlite') : [];
}

/** MySQL, unlike MariaDB, reads the table it deletes from only through a table of its own. */
function bind({ action, sql, undone }: ScriptStep, rows: number, derived: boolean): Bound | undefined {
  if (undone || action.kind !== 'rows' || action.which.kind === 'unclear' || /\breturning\b/i.test(sql))
    return undefined;
  const from = fromOf(action, sql);
  if (from === undefined) return undefined;
  const { which } = action;
  const condition = which.kind === 'where' ? which.condition.sql : undefined;
  const count = `SELECT count(*)${derived ? ' AS n' : ''} FROM ${from}${condition === undefined ? '' : ` WHERE ${condition}`}`;
  const guard = `(${derived ? `SELECT n FROM (${count}) AS counted` : count}) = ${rows}`;
  const head = condition === undefined ? sql : sql.slice(0, /\bwhere\b/i.exec(sql)?.index).trimEnd();
  return {
    command: `${head} WHERE ${condition === undefined ? guard : `(${condition}) AND ${guard}`};`,
    why: `touches no row unless it is still exactly ${rows.toLocaleString('en')}`,
  };
}

/** The table with its alias, in the statement's own spelling. */
function fromOf(action: Extract<SqlAction, { kind: 'rows' }>, sql: string): string | undefined {
  const pattern =
    action.verb === 'delete' ? /^delete\s+from\s+([\s\S]*?)(?:\s+where\b|$)/i : /^update\s+([\s\S]*?)\s+set\b/i;
  const found = pattern.exec(sql)?.[1]?.trim();
  // One name, perhaps with another one: anything else is not bound.
  return found !== undefined && /^(?:only\s+)?["`[\]\w.$]+(?:\s+(?:as\s+)?["`\w$]+)?$/i.test(found) ? found : undefined;
}
