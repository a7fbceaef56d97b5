/** How a database is asked about a script: first for its catalog, then for the numbers each statement is about. */
import type { Dialect } from '../analyzers/sqlText.ts';
import type { Impact, Uninspectable } from '../impact/impact.ts';
import type { Answer, Probe, ProbeKind, ProbeStep } from '../impact/probe.ts';
import { type Catalog, jsonLines, number, type Relation, readCatalog } from './catalog.ts';
import { named } from './countSql.ts';
import { impactOfSql, planScript } from './sqlImpact.ts';
import { readScript, type Script } from './sqlScript.ts';
import type { SqlText } from './sqlSession.ts';
import { isTable } from './stepPlan.ts';

export interface SqlAsking {
  readonly id: string;
  readonly kind: ProbeKind;
  readonly dialect: Dialect;
  readonly provider: string;
  readonly sql: SqlText;
  /** Foreign keys act in this session. */
  readonly enforced: boolean;
  /** Gives the catalog, as `readCatalog` wants it. */
  readonly first: readonly ProbeStep[];
  /** What follows on the first, before anything is counted. */
  readonly next?: (answers: readonly Answer[]) => readonly ProbeStep[];
  /** A session that runs queries. */
  readonly count: (heard: Heard, lines: readonly string[]) => ProbeStep;
  /** One number as a line of JSON. */
  readonly countLine: (key: string, sql: string) => string;
  /** The size of a relation, where the catalog does not tell it. */
  readonly bytesLine?: (relation: Relation) => string;
  readonly remarks?: (answers: readonly Answer[]) => readonly string[];
  /** There is no such database yet. */
  readonly absent?: (answers: readonly Answer[]) => boolean;
}

interface Heard {
  readonly catalog: Catalog;
  readonly answers: readonly Answer[];
  /** What the script chose before the statement. */
  readonly database: string | undefined;
}

/** Milliseconds for everything. */
const limit = 30_000;
/** Statements whose rows are counted, each in a session of its own: a slow one spoils no other. */
const mostCounted = 12;
/** Relations of one statement whose bytes are asked for. */
const mostSizes = 200;

export function sqlProbe(asking: SqlAsking): Probe {
  const { id, kind, dialect, sql, first, next } = asking;
  const script = readScript(sql.texts, dialect);
  const before = first.length;
  const catalogOf = (answers: readonly Answer[]): Catalog =>
    readCatalog(
      asking.absent?.(answers) === true ? '{"t":"end"}' : answers.map(({ stdout }) => stdout).join('\n'),
      asking.enforced,
    );
  return {
    id,
    kind,
    title: 'Ask the database what the statements would touch, without changing anything',
    limit,
    steps: () => first,
    more: (answers) => {
      const following = next?.(answers.slice(0, before)) ?? [];
      if (answers.length === before && following.length > 0) return following;
      return answers.length > before + following.length
        ? []
        : countingSteps(script, { catalog: catalogOf(answers), answers }, asking);
    },
    read: (answers) => readAnswers(answers, script, catalogOf(answers), asking),
  };
}

/** What is asked for each statement: numbers of rows and bytes. */
function countingSteps(script: Script, heard: Omit<Heard, 'database'>, asking: SqlAsking): readonly ProbeStep[] {
  const { countLine, bytesLine, count } = asking;
  const measured = new Set<string>();
  return planScript(script, heard.catalog, asking.dialect)
    .map(({ step: { database }, plan: { questions, affected } }) => {
      const sizes = affected.slice(0, mostSizes).flatMap(({ relation, how }) => {
        if (bytesLine === undefined || !/^(?:dropped|emptied)$/.test(how) || !isTable(relation)) return [];
        if (measured.has(named(relation))) return [];
        measured.add(named(relation));
        return [bytesLine(relation)];
      });
      return { database, lines: [...sizes, ...questions.map(({ key, sql }) => countLine(key, sql))] };
    })
    .filter(({ lines }) => lines.length > 0)
    .slice(0, mostCounted)
    .map(({ database, lines }) => ({ ...count({ ...heard, database }, lines), optional: true }));
}

function readAnswers(answers: readonly Answer[], script: Script, catalog: Catalog, asking: SqlAsking): Impact {
  const lines = answers.flatMap(({ stdout }) => jsonLines(stdout));
  const numbers = (kind: string): ReadonlyMap<string, number> =>
    new Map(
      lines.flatMap(({ t, key, value }) => {
        const count = number(value);
        return t === kind && typeof key === 'string' && count !== undefined ? [[key, count] as const] : [];
      }),
    );
  const late = answers.some(({ failed }) => failed !== undefined);
  const open: readonly Uninspectable[] = asking.sql.open;
  return impactOfSql({
    script,
    catalog,
    dialect: asking.dialect,
    provider: asking.provider,
    counts: numbers('count'),
    bytes: numbers('bytes'),
    remarks: [
      ...(asking.remarks?.(answers) ?? []),
      ...(late ? ['Not everything could be counted; the database’s own estimates stand for it.'] : []),
    ],
    open,
  });
}
