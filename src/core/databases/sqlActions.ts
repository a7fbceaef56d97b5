/**
 * One SQL statement → what it does to which objects, as far as its text says it. What is not told apart here is judged
 * by `analyzers/sql.ts`, and is then a change or opaque.
 */
import { readSql } from '../analyzers/sql.ts';
import type { Dialect, Token } from '../analyzers/sqlText.ts';
import { type Condition, readCondition } from './condition.ts';
import { afterName, type Name, nameAt, shownName, withoutLiterals } from './sqlNames.ts';

export type SqlAction =
  /** `type`: `table`, `materialized view`, `schema`. */
  | {
      readonly kind: 'drop';
      readonly type: string;
      readonly names: readonly Name[];
      readonly cascade: boolean;
      readonly ifExists: boolean;
      readonly force: boolean;
    }
  | { readonly kind: 'truncate'; readonly names: readonly Name[]; readonly cascade: boolean }
  | { readonly kind: 'rows'; readonly verb: 'delete' | 'update'; readonly name: Name; readonly which: Which }
  | {
      readonly kind: 'alter';
      readonly name: Name;
      readonly drops: readonly string[];
      readonly cascade: boolean;
      /** Columns whose type changes. */
      readonly retypes: readonly string[];
      /** The change in the statement's own words. */
      readonly says: string;
    }
  | { readonly kind: 'create'; readonly type: string; readonly name?: Name }
  | { readonly kind: 'insert'; readonly name: Name }
  /** What changes something else: rights, roles, settings. */
  | { readonly kind: 'change'; readonly operation: string; readonly target?: string }
  | { readonly kind: 'use'; readonly database: string }
  | { readonly kind: 'transaction'; readonly does: 'begin' | 'commit' | 'rollback' | 'unclear' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'opaque'; readonly what: string; readonly why: string };

/** Which rows of a table: all, those of a condition that can be counted, or nobody knows which. */
export type Which =
  | { readonly kind: 'all' }
  | { readonly kind: 'where'; readonly condition: Condition; readonly alias?: string }
  | { readonly kind: 'unclear'; readonly why: string };

interface Statement {
  readonly tokens: readonly Token[];
  readonly text: string;
  readonly dialect: Dialect;
}

export function readAction(tokens: readonly Token[], text: string, dialect: Dialect): SqlAction {
  const statement: Statement = { tokens, text, dialect };
  const reader = readers.get(word(tokens[0]));
  return reader?.(statement) ?? byJudgement(statement);
}

const word = (token: Token | undefined): string => (token?.kind === 'word' ? token.value : '');
const sign = (token: Token | undefined): string => (token?.kind === 'sign' ? token.value : '');

type Reader = (statement: Statement) => SqlAction | undefined;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['DROP', dropping],
  ['TRUNCATE', truncating],
  ['DELETE', deleting],
  ['UPDATE', updating],
  ['ALTER', altering],
  ['CREATE', creating],
  ['INSERT', inserting],
  ['REPLACE', inserting],
  ['MERGE', inserting],
  ['USE', using],
  ['PRAGMA', pragma],
  ...['BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'ABORT'].map((verb) => [verb, transacting] as const),
]);

const has = ({ tokens }: Statement, ...words: readonly string[]): boolean =>
  tokens.some((token) => words.includes(word(token)));

const typeWords = new Set(
  `TABLE VIEW INDEX SCHEMA DATABASE SEQUENCE TYPE DOMAIN FUNCTION PROCEDURE TRIGGER ROLE USER EXTENSION POLICY
   AGGREGATE EVENT SERVER PUBLICATION SUBSCRIPTION TABLESPACE RULE OPERATOR COLLATION CAST LANGUAGE ROUTINE STATISTICS`
    .split(/\s+/)
    .filter(Boolean),
);
const beforeType = new Set(
  'MATERIALIZED FOREIGN TEMP TEMPORARY UNLOGGED GLOBAL LOCAL UNIQUE RECURSIVE OR REPLACE EVENT'.split(' '),
);

/** `materialized view` at 1, and where what follows begins. */
function typeAt({ tokens }: Statement): { readonly type: string; readonly next: number } | undefined {
  let at = 1;
  while (beforeType.has(word(tokens[at])) && !(word(tokens[at]) === 'EVENT' && word(tokens[at + 1]) !== 'TRIGGER'))
    at += 1;
  const name = word(tokens[at]);
  if (!typeWords.has(name)) return undefined;
  const before = word(tokens[at - 1]);
  const whole = before === 'MATERIALIZED' || before === 'FOREIGN' || before === 'EVENT' ? `${before} ${name}` : name;
  return { type: whole.toLowerCase(), next: at + 1 };
}

function skip({ tokens }: Statement, from: number, ...words: readonly string[]): number {
  let at = from;
  while (words.includes(word(tokens[at]))) at += 1;
  return at;
}

/** `a, b.c, d` from `at` on; nothing where one of them is no name. */
function namesAt(statement: Statement, from: number): readonly Name[] | undefined {
  const { tokens, text, dialect } = statement;
  const names: Name[] = [];
  for (let at = from; ; at += 1) {
    const start = skip(statement, at, 'ONLY');
    const name = nameAt(tokens, start, text, dialect);
    if (name === undefined) return undefined;
    names.push(name);
    at = afterName(tokens, start);
    if (sign(tokens[at]) === '*') at += 1;
    if (sign(tokens[at]) !== ',') return names;
  }
}

function dropping(statement: Statement): SqlAction | undefined {
  const found = typeAt(statement);
  if (found === undefined) return undefined;
  const { type } = found;
  const at = skip(statement, found.next, 'CONCURRENTLY', 'IF', 'EXISTS');
  const names = namesAt(statement, at);
  if (names === undefined) return undefined;
  return {
    kind: 'drop',
    type: type === 'database' || type !== 'schema' || statement.dialect !== 'mysql' ? type : 'database',
    names,
    cascade: has(statement, 'CASCADE'),
    ifExists: has(statement, 'EXISTS'),
    force: has(statement, 'FORCE'),
  };
}

function truncating(statement: Statement): SqlAction | undefined {
  const names = namesAt(statement, skip(statement, 1, 'TABLE'));
  return names === undefined ? undefined : { kind: 'truncate', names, cascade: has(statement, 'CASCADE') };
}

function deleting(statement: Statement): SqlAction | undefined {
  const { tokens, text, dialect } = statement;
  const from = skip(statement, 1, 'LOW_PRIORITY', 'QUICK', 'IGNORE');
  // `DELETE a FROM a JOIN b …` names what goes before its tables.
  const joined = word(tokens[from]) !== 'FROM';
  const at = skip(statement, from, 'FROM', 'ONLY');
  const name = nameAt(tokens, at, text, dialect);
  if (name === undefined) return undefined;
  if (joined) return rows('delete', name, unclear('It joins tables.'));
  return rows('delete', name, whichRows(statement, afterName(tokens, at)));
}

function updating(statement: Statement): SqlAction | undefined {
  const { tokens, text, dialect } = statement;
  let at = skip(statement, 1, 'LOW_PRIORITY', 'IGNORE', 'ONLY');
  if (word(tokens[at]) === 'OR') at += 2;
  const name = nameAt(tokens, at, text, dialect);
  if (name === undefined) return undefined;
  const set = tokens.findIndex((token, index) => index >= at && word(token) === 'SET');
  if (set < 0) return undefined;
  const alias = aliasAt(statement, afterName(tokens, at));
  if (alias.next !== set) return rows('update', name, unclear('It joins tables.'));
  const where = topLevel(tokens, set, 'WHERE', 'FROM', 'ORDER', 'LIMIT', 'RETURNING');
  if (word(tokens[where]) === 'FROM') return rows('update', name, unclear('It joins tables.'));
  return rows('update', name, conditionAt(statement, where, alias.alias));
}

const rows = (verb: 'delete' | 'update', name: Name, which: Which): SqlAction => ({ kind: 'rows', verb, name, which });
const unclear = (why: string): Which => ({ kind: 'unclear', why });

/** `[AS] alias`, and where what follows begins. */
function aliasAt({ tokens, text }: Statement, from: number): { readonly alias?: string; readonly next: number } {
  const at = word(tokens[from]) === 'AS' ? from + 1 : from;
  const token = tokens[at];
  const stops = /^(?:WHERE|USING|SET|RETURNING|ORDER|LIMIT|PARTITION|INNER|LEFT|JOIN|CROSS|FOR|)$/;
  if (token === undefined || token.kind === 'sign' || token.kind === 'text') return { next: from };
  if (token.kind === 'word' && stops.test(token.value)) return { next: from };
  return { alias: text.slice(token.start, token.end), next: at + 1 };
}

function whichRows(statement: Statement, from: number): Which {
  const { tokens } = statement;
  const { alias, next } = aliasAt(statement, from);
  if (next >= tokens.length) return { kind: 'all' };
  const first = word(tokens[next]);
  if (first === 'RETURNING') return { kind: 'all' };
  if (first !== 'WHERE')
    return unclear(first === 'LIMIT' || first === 'ORDER' ? 'It has a limit.' : 'It joins tables.');
  return conditionAt(statement, next, alias);
}

/** The condition behind a `WHERE` at a place; no place is no condition. */
function conditionAt({ tokens, text, dialect }: Statement, at: number, alias: string | undefined): Which {
  const first = word(tokens[at]);
  if (at < 0 || first === 'RETURNING') return { kind: 'all' };
  if (first !== 'WHERE') return unclear('It has a limit.');
  const end = topLevel(tokens, at, 'RETURNING', 'ORDER', 'LIMIT');
  if (end >= 0 && word(tokens[end]) !== 'RETURNING') return unclear('It has a limit.');
  const condition = readCondition(tokens.slice(at + 1, end < 0 ? undefined : end), text, dialect);
  if ('unsafe' in condition) return unclear(condition.unsafe);
  return { kind: 'where', condition, ...(alias === undefined ? {} : { alias }) };
}

/** Where one of some words stands outside brackets, from a place on; -1 where none does. */
function topLevel(tokens: readonly Token[], from: number, ...words: readonly string[]): number {
  let depth = 0;
  return tokens.findIndex((token, index) => {
    if (sign(token) === '(') depth += 1;
    if (sign(token) === ')') depth -= 1;
    return index > from && depth === 0 && words.includes(word(token));
  });
}

/** What may stand behind `DROP` in an `ALTER TABLE` without being a column. */
const noColumn = /^(?:CONSTRAINT|INDEX|KEY|PRIMARY|FOREIGN|DEFAULT|NOT|IDENTITY|EXPRESSION|PARTITION|CHECK|SYSTEM)$/;

const partitioned = /\b(?:drop|truncate|discard|exchange|import)\s+(?:partition|subpartition|tablespace)\b/i;

function altering(statement: Statement): SqlAction | undefined {
  const { tokens, text, dialect } = statement;
  const found = typeAt(statement);
  if (found === undefined || !/^(?:foreign )?table$/.test(found.type)) return undefined;
  const at = skip(statement, found.next, 'IF', 'EXISTS', 'ONLY');
  const name = nameAt(tokens, at, text, dialect);
  if (name === undefined) return undefined;
  const next = afterName(tokens, at);
  // Rows go with a partition, and how many is not told here.
  if (partitioned.test(text.slice(tokens[next]?.start ?? 0, tokens.at(-1)?.end))) return undefined;
  const drops: string[] = [];
  const retypes: string[] = [];
  const column = (index: number): string | undefined => {
    const from = skip(statement, index, 'COLUMN', 'IF', 'EXISTS');
    return nameAt(tokens, from, text, dialect)?.at(-1);
  };
  for (const [index, token] of tokens.entries()) {
    if (index < next) continue;
    const starts = index === next || sign(tokens[index - 1]) === ',';
    if (!starts) continue;
    const named = column(index + 1);
    if (named === undefined) continue;
    if (word(token) === 'DROP' && !noColumn.test(word(tokens[index + 1]))) drops.push(named);
    if (/^(?:MODIFY|CHANGE)$/.test(word(token))) retypes.push(named);
    const rest = tokens.slice(index, index + 8).map(word);
    if (word(token) === 'ALTER' && rest.includes('TYPE')) retypes.push(named);
  }
  const says = withoutLiterals(tokens.slice(next), text, dialect === 'mysql');
  return { kind: 'alter', name, drops, retypes, cascade: has(statement, 'CASCADE'), says };
}

function creating(statement: Statement): SqlAction | undefined {
  const { tokens, text, dialect } = statement;
  // `CREATE OR REPLACE TABLE` is another thing.
  const judged = readSql(text.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end), dialect);
  if (judged.some(({ kind }) => kind !== 'change')) return undefined;
  const found = typeAt(statement);
  if (found === undefined) return undefined;
  const at = skip(statement, found.next, 'CONCURRENTLY', 'IF', 'NOT', 'EXISTS');
  const name = word(tokens[at]) === 'ON' ? undefined : nameAt(tokens, at, text, dialect);
  return { kind: 'create', type: found.type, ...(name === undefined ? {} : { name }) };
}

function inserting(statement: Statement): SqlAction | undefined {
  const { tokens, text, dialect } = statement;
  const verb = word(tokens[0]);
  const into = tokens.findIndex((token) => word(token) === 'INTO');
  const name = into > 4 ? undefined : nameAt(tokens, into < 0 ? 1 : into + 1, text, dialect);
  // What calls something that acts, or deletes, is more than new rows.
  const judged = readSql(text.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end), dialect);
  if (name === undefined || judged.some(({ kind }) => kind !== 'change')) return undefined;
  const overwrites =
    verb !== 'INSERT' ||
    has(statement, 'REPLACE', 'DUPLICATE') ||
    (has(statement, 'CONFLICT') && has(statement, 'UPDATE'));
  return overwrites
    ? rows('update', name, unclear('It overwrites rows that are there already.'))
    : { kind: 'insert', name };
}

function using({ tokens, text, dialect }: Statement): SqlAction | undefined {
  const name = nameAt(tokens, 1, text, dialect);
  return name === undefined ? undefined : { kind: 'use', database: shownName(name) };
}

/** Settings of SQLite that end with the session. */
const ofSession =
  /^(?:FOREIGN_KEYS|DEFER_FOREIGN_KEYS|SYNCHRONOUS|BUSY_TIMEOUT|TEMP_STORE|CACHE_SIZE|MMAP_SIZE|RECURSIVE_TRIGGERS|TRUSTED_SCHEMA|CASE_SENSITIVE_LIKE)$/;

function pragma({ tokens }: Statement): SqlAction | undefined {
  return ofSession.test(word(tokens[1])) ? { kind: 'nothing' } : undefined;
}

function transacting({ tokens, dialect }: Statement): SqlAction | undefined {
  const first = word(tokens[0]);
  const rest = tokens.slice(1).map(word);
  const plain = (...words: readonly string[]) => rest.every((each) => words.includes(each) || each === '');
  if (first === 'START' && rest[0] !== 'TRANSACTION') return undefined;
  if (first === 'BEGIN' || first === 'START') {
    const known = plain(
      ...'WORK TRANSACTION ISOLATION LEVEL READ ONLY WRITE COMMITTED UNCOMMITTED REPEATABLE SERIALIZABLE DEFERRABLE NOT DEFERRED IMMEDIATE EXCLUSIVE'.split(
        ' ',
      ),
    );
    return known ? { kind: 'transaction', does: 'begin' } : undefined;
  }
  if (rest.includes('TO')) return { kind: 'nothing' };
  if (!plain('WORK', 'TRANSACTION') || (dialect === 'mysql' && (first === 'ABORT' || first === 'END')))
    return { kind: 'transaction', does: 'unclear' };
  return { kind: 'transaction', does: first === 'COMMIT' || first === 'END' ? 'commit' : 'rollback' };
}

/** What the other reading says of it. */
function byJudgement({ tokens, text, dialect }: Statement): SqlAction {
  const own = text.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end);
  const worst = readSql(own, dialect).find(({ kind }) => kind !== 'read');
  if (worst === undefined)
    // What the session sets may decide where names are looked up.
    return /^set\s+(?:session\s+|local\s+)?(?:search_path|autocommit|role|session\s+authorization)\b/i.test(own)
      ? {
          kind: 'opaque',
          what: own.slice(0, 80).replace(/'[^']*'?/g, "'…'"),
          why: 'It changes where or as whom the statements behind it work.',
        }
      : { kind: 'nothing' };
  const { kind, operation, target, note } = worst;
  if (kind === 'change') return { kind: 'change', operation, ...(target === undefined ? {} : { target }) };
  return {
    kind: 'opaque',
    what: `${operation.replace(/'[^']*'?/g, "'…'")}${target === undefined ? '' : ` ${target}`}`,
    why: note ?? 'How much it takes is not known before it runs.',
  };
}
