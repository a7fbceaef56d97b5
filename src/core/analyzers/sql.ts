/**
 * SQL, statement by statement. https://www.postgresql.org/docs/current/sql-commands.html
 * https://dev.mysql.com/doc/refman/8.4/en/sql-statements.html https://www.sqlite.org/lang.html
 * https://learn.microsoft.com/sql/t-sql/statements/statements
 *
 * Told apart: `SELECT` from `SELECT … INTO`, `EXPLAIN` from `EXPLAIN ANALYZE DELETE`, a CTE that reads from one that
 * deletes, `COPY … TO STDOUT` from `COPY … FROM PROGRAM`. Comments, strings, dollar quotes and quoted names are no
 * keywords. A statement that begins with anything else is `unknown`.
 */
import type { EffectKind } from '../effect.ts';
import { hole } from '../shell/invocation.ts';
import { type Dialect, splitStatements, type Token, tokenize } from './sqlText.ts';

export interface Statement {
  readonly kind: EffectKind;
  /** `DROP TABLE`, `SELECT`. */
  readonly operation: string;
  readonly target?: string;
  readonly note?: string;
}

/**
 * The statements of a text. What is filled in later may close a string and begin a statement, so nothing only looks
 * beside a hole, unless the holes are `harmless`.
 */
export function readSql(text: string, dialect: Dialect = 'postgres', harmless = false): readonly Statement[] {
  const statements = splitStatements(tokenize(text, dialect), dialect).map(judge);
  return harmless || !text.includes(hole) ? statements : statements.map(beside);
}

const beside = (statement: Statement): Statement =>
  statement.kind === 'read'
    ? { ...statement, kind: 'unknown', note: 'A part of the SQL is known only when it runs.' }
    : statement;

type Judge = (tokens: readonly Token[]) => Statement;

const word = (token: Token | undefined): string => (token?.kind === 'word' ? token.value : '');

/** Words on the way to a name that are no part of it. */
const filler = new Set([
  'IF',
  'NOT',
  'EXISTS',
  'ONLY',
  'CONCURRENTLY',
  'OR',
  'REPLACE',
  'TEMP',
  'TEMPORARY',
  'UNLOGGED',
  'GLOBAL',
  'LOCAL',
  'TABLE',
  'VERBOSE',
  'FULL',
]);

/** `schema.table` from `start` on. */
function nameAt(tokens: readonly Token[], start: number): string | undefined {
  let at = start;
  while (filler.has(word(tokens[at]))) at += 1;
  let name = '';
  for (; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const part =
      token.kind === 'name'
        ? token.value
        : token.kind === 'word'
          ? token.value.toLowerCase()
          : token.value === '.'
            ? '.'
            : undefined;
    if (part === undefined || (part !== '.' && name !== '' && !name.endsWith('.'))) break;
    name += part;
  }
  return name === '' ? undefined : name;
}

const found = (kind: EffectKind, operation: string, target?: string, note?: string): Statement => ({
  kind,
  operation,
  ...(target === undefined ? {} : { target }),
  ...(note === undefined ? {} : { note }),
});

const plain =
  (kind: EffectKind): Judge =>
  (tokens) =>
    found(kind, word(tokens[0]));

/** Acts on the object its second or third word names: `DROP TABLE x`. */
const onObject =
  (kind: EffectKind): Judge =>
  (tokens) => {
    const first = word(tokens[0]);
    let at = 1;
    while (filler.has(word(tokens[at])) && word(tokens[at]) !== 'TABLE') at += 1;
    const second = word(tokens[at]);
    const type =
      second === 'MATERIALIZED' || second === 'FOREIGN' || second === 'EVENT' || second === 'UNIQUE'
        ? `${second} ${word(tokens[at + 1])}`
        : second;
    return found(kind, `${first} ${type}`.trim(), nameAt(tokens, at + type.split(' ').length));
  };

const after = (tokens: readonly Token[], keyword: string): number =>
  tokens.findIndex((token) => word(token) === keyword) + 1;
const has = (tokens: readonly Token[], ...keywords: readonly string[]): boolean =>
  tokens.some((token) => keywords.includes(word(token)));

const deleting: Judge = (tokens) =>
  found(
    'destroy',
    'DELETE',
    nameAt(tokens, after(tokens, 'FROM')),
    has(tokens, 'WHERE') ? undefined : 'Without a condition: every row goes.',
  );
const updating: Judge = (tokens) =>
  found(
    'change',
    'UPDATE',
    nameAt(tokens, after(tokens, 'UPDATE')),
    has(tokens, 'WHERE') ? undefined : 'Without a condition: every row changes.',
  );
const inserting: Judge = (tokens) => {
  const target = nameAt(
    tokens,
    after(tokens, has(tokens, 'INTO') ? 'INTO' : has(tokens, 'OVERWRITE') ? 'OVERWRITE' : word(tokens[0])),
  );
  if (word(tokens[1]) === 'OVERWRITE') return found('destroy', 'INSERT OVERWRITE', target, 'What was there goes.');
  if (
    word(tokens[0]) === 'MERGE' &&
    tokens.some((token, at) => word(token) === 'DELETE' && word(tokens[at - 1]) === 'THEN')
  )
    return found('destroy', 'MERGE DELETE', target);
  return found('change', 'INSERT', target);
};

const altering: Judge = (tokens) => {
  const altered = onObject('change')(tokens);
  const drops = tokens.some(
    (token, index) =>
      index > 1 &&
      /^(?:DROP|DETACH|TRUNCATE|DISCARD|DELETE)$/.test(word(token)) &&
      word(tokens[index - 1]) !== 'ON' &&
      !/^(?:DEFAULT|NOT|IDENTITY|EXPRESSION)$/.test(word(tokens[index + 1])),
  );
  return drops ? { ...altered, kind: 'destroy', operation: `${altered.operation} DROP` } : altered;
};

/** `CREATE OR REPLACE TABLE` begins with an empty one. */
const creating: Judge = (tokens) => {
  const created = onObject('change')(tokens);
  const replaces = word(tokens[1]) === 'OR' && /\b(?:TABLE|SCHEMA|DATABASE)\b/.test(created.operation);
  return replaces
    ? {
        ...created,
        kind: 'destroy',
        operation: created.operation.replace('CREATE', 'REPLACE'),
        note: 'What was there goes.',
      }
    : created;
};

/** Settings of the session are nothing, those of the server are its own. */
const setting: Judge = (tokens) => {
  const server = tokens.some((token) => /^(?:GLOBAL|PERSIST|PERSIST_ONLY|PASSWORD)$/.test(word(token)));
  return server
    ? found('change', 'SET', nameAt(tokens, 2), 'It changes a setting of the server.')
    : found('read', 'SET');
};

/** `RESET MASTER`, `START REPLICA`: MySQL's, beside PostgreSQL's own. */
const serving =
  (kind: EffectKind): Judge =>
  (tokens) =>
    /^(?:MASTER|REPLICA|SLAVE|BINARY|GROUP_REPLICATION|PERSIST|QUERY)$/.test(word(tokens[1]))
      ? found(kind, `${word(tokens[0])} ${word(tokens[1])}`)
      : found('read', word(tokens[0]));

/** A transaction's begin, or a block of statements. */
const beginning: Judge = (tokens) => {
  const next = word(tokens[1]);
  const [, ...rest] = tokens;
  if (/^(?:TRY|CATCH)$/.test(next)) return rest.length > 1 ? judge(rest.slice(1)) : found('read', 'BEGIN');
  return verbs.has(next) && !/^(?:READ|END)$/.test(next) ? judge(rest) : found('read', 'BEGIN');
};

/** `IF x THEN …`, `WHILE x LOOP …`, `ELSE …`: the statement inside. */
const branching: Judge = (tokens) => {
  const at = tokens.findIndex(
    (token, index) =>
      /^(?:THEN|LOOP|DO|BEGIN|ELSE)$/.test(word(token)) || (index === 0 && /^(?:ELSE|LOOP)$/.test(word(token))),
  );
  const inner = at >= 0 && at + 1 < tokens.length ? judge(tokens.slice(at + 1)) : found('read', word(tokens[0]));
  const condition = /^(?:ELSE|LOOP)$/.test(word(tokens[0]))
    ? inner
    : selecting(tokens.slice(0, at < 0 ? undefined : at));
  return heavier(condition, inner);
};

const pragma: Judge = (tokens) =>
  found(tokens.some(({ value }) => value === '=') ? 'change' : 'read', 'PRAGMA', nameAt(tokens, 1));

/** Procedures of SQL Server that only tell. */
const telling =
  /^(?:(?:sys|master)\.+)?(?:sys\.)?sp_(?:help\w*|who2?|columns|tables|databases|spaceused|depends|fkeys|pkeys|lock|statistics)$/i;
const executing: Judge = (tokens) => {
  const name = nameAt(tokens, 1);
  if (name !== undefined && telling.test(name)) return found('read', 'EXEC', name);
  return found('unknown', word(tokens[0]), name, 'What it executes is not in the line.');
};

/** Functions that do more than look. */
const acting =
  /^(?:PG_(?:TERMINATE|CANCEL)_BACKEND|PG_DROP_\w+|PG_CREATE_\w+|PG_REPLICATION_\w+_(?:DROP|CREATE|ADVANCE)|PG_RELOAD_CONF|PG_ROTATE_LOGFILE|PG_PROMOTE|PG_SWITCH_WAL|PG_WAL_REPLAY_\w+|PG_FILE_\w+|PG_LOGICAL_EMIT_MESSAGE|SETVAL|NEXTVAL|SCHEDULE(?:_IN_DATABASE)?|UNSCHEDULE|ADD_JOB|DELETE_JOB|RUN_JOB|ALTER_JOB|DROP_CHUNKS|CREATE_HYPERTABLE|CREATE_DISTRIBUTED_TABLE|PG_STAT_RESET\w*|PG_STAT_STATEMENTS_RESET|PG_ADVISORY_UNLOCK_ALL|LO_(?:UNLINK|IMPORT|EXPORT|CREATE|CREAT|PUT|FROM_BYTEA)|DBLINK\w*|QUERY_TO_XML\w*|TS_STAT|CURSOR_TO_XML\w*|PG_READ_SERVER_FILES|COPY_TO_PROGRAM|WRITEFILE|LOAD_EXTENSION|FTS\w*_OPTIMIZE)$/;
const suspect =
  /(?:^|_)(?:DELETE|DROP|REMOVE|PURGE|TRUNCATE|DESTROY|KILL|TERMINATE|WIPE|ARCHIVE|RESET|EXECUTE|EXEC|UPDATE|INSERT|CREATE|MIGRATE|DEPLOY|REVOKE|GRANT|OPENROWSET|OPENQUERY|OPENDATASOURCE|CMDSHELL)(?:_|$)/;

/** Reading statements, and what hides in them: writing CTEs, `SELECT … INTO`, functions that act. */
const selecting: Judge = (tokens) => {
  for (const [index, token] of tokens.entries()) {
    const value = token.kind === 'name' ? token.value.toUpperCase() : word(token);
    const before = word(tokens[index - 1]);
    const begins = index > 0 && tokens[index - 1]?.value === '(';
    if (begins && value === 'DELETE') return deleting(tokens.slice(index));
    if (begins && value === 'UPDATE') return updating(tokens.slice(index));
    if (begins && (value === 'INSERT' || value === 'MERGE')) return inserting(tokens.slice(index));
    // Into a variable is nowhere.
    if (word(token) === 'INTO' && /^[@:]$/.test(tokens[index + 1]?.value ?? '')) continue;
    if (word(token) === 'INTO' && before !== 'INSERT' && before !== 'MERGE')
      return found('change', 'SELECT INTO', nameAt(tokens, index + 1));
    if (value !== '' && tokens[index + 1]?.value === '(' && acting.test(value))
      return found('change', 'SELECT', value.toLowerCase(), 'The function it calls does more than read.');
    if (value !== '' && tokens[index + 1]?.value === '(' && suspect.test(value))
      return found('unknown', 'SELECT', value.toLowerCase(), 'What the function does is not in the line.');
  }
  return found('read', 'SELECT', fromOf(tokens));
};

const fromOf = (tokens: readonly Token[]): string | undefined =>
  has(tokens, 'FROM') ? nameAt(tokens, after(tokens, 'FROM')) : undefined;

const weight: Readonly<Record<EffectKind, number>> = { read: 0, change: 1, unknown: 2, destroy: 3 };
const heavier = (a: Statement, b: Statement): Statement => (weight[a.kind] > weight[b.kind] ? a : b);

/** The statement behind `WITH a AS (…), b AS (…)`. */
const withQuery: Judge = (tokens) => {
  const inner = selecting(tokens);
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.value === '(') depth += 1;
    else if (token.value === ')') depth -= 1;
    else if (depth === 0 && index > 0 && /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE|VALUES|TABLE)$/.test(word(token))) {
      const main = judge(tokens.slice(index));
      return heavier(inner, main);
    }
  }
  return inner.kind === 'read' ? found('unknown', 'WITH') : inner;
};

/** `EXPLAIN` alone plans; with `ANALYZE` it runs what it explains. */
const explaining: Judge = (tokens) => {
  let at = 1;
  let runs = false;
  if (tokens[1]?.value === '(') {
    const end = tokens.findIndex(({ value }) => value === ')');
    const options = tokens.slice(2, end < 0 ? undefined : end);
    runs = options.some(
      (token, index) => word(token) === 'ANALYZE' && !/^(?:FALSE|OFF|0)$/i.test(options[index + 1]?.value ?? ''),
    );
    at = end < 0 ? tokens.length : end + 1;
  }
  while (/^(?:ANALYZE|ANALYSE|VERBOSE)$/.test(word(tokens[at]))) {
    runs ||= word(tokens[at]) !== 'VERBOSE';
    at += 1;
  }
  if (!runs) return found('read', 'EXPLAIN');
  const explained = judge(tokens.slice(at));
  return { ...explained, operation: `EXPLAIN ANALYZE ${explained.operation}` };
};

const copying: Judge = (tokens) => {
  const target = tokens[1]?.value === '(' ? undefined : nameAt(tokens, 1);
  if (has(tokens, 'PROGRAM'))
    return found('unknown', 'COPY PROGRAM', target, 'It runs a program on the database server.');
  const inner = tokens[1]?.value === '(' ? judge(tokens.slice(2)) : undefined;
  if (inner !== undefined && inner.kind !== 'read') return inner;
  if (has(tokens, 'FROM') && inner === undefined) return found('change', 'COPY FROM', target);
  return has(tokens, 'STDOUT')
    ? found('read', 'COPY TO', target)
    : found('change', 'COPY TO', target, 'It writes a file on the database server.');
};

const granting: Judge = (tokens) =>
  found('change', word(tokens[0]), has(tokens, 'ON') ? nameAt(tokens, after(tokens, 'ON')) : undefined);
/** Acts on what its first name says: `VACUUM FULL users`. */
const onName: Judge = (tokens) => found('change', word(tokens[0]), nameAt(tokens, 1));
const truncating: Judge = (tokens) => found('destroy', 'TRUNCATE', nameAt(tokens, 1));
const preparing: Judge = (tokens) => judge(tokens.slice(after(tokens, 'AS')));
/** `LOAD DATA` fills a table; PostgreSQL's `LOAD` takes a library. */
const loading: Judge = (tokens) =>
  /^(?:DATA|XML)$/.test(word(tokens[1]))
    ? found('change', 'LOAD DATA', nameAt(tokens, after(tokens, 'TABLE')))
    : found('unknown', 'LOAD', undefined, 'It loads a library into the server.');
const locking: Judge = (tokens) => found('change', 'LOCK', nameAt(tokens, 1));
const opaque =
  (note: string): Judge =>
  (tokens) =>
    found('unknown', word(tokens[0]), undefined, note);

const verbs: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ...[
    'ABORT',
    'CLOSE',
    'COMMIT',
    'DEALLOCATE',
    'DESC',
    'DESCRIBE',
    'DISCARD',
    'END',
    'FETCH',
    'LISTEN',
    'MOVE',
    'RELEASE',
    'ROLLBACK',
    'SAVEPOINT',
    'SHOW',
    'UNLISTEN',
    'USE',
    'PRINT',
    'RAISERROR',
    'WAITFOR',
    'RETURN',
    'NULL',
    'HELP',
    'SUMMARIZE',
    'CHECKSUM',
    'CHECK',
    'EXISTS',
    'LIST',
    'LS',
    'GET',
    'SP_HELP',
  ].map((verb) => [verb, plain('read')] as const),
  ...['COMMENT', 'IMPORT', 'REASSIGN', 'REFRESH', 'REINDEX', 'SECURITY'].map(
    (verb) => [verb, onObject('change')] as const,
  ),
  ...['ANALYZE', 'CHECKPOINT', 'CLUSTER', 'NOTIFY', 'VACUUM'].map((verb) => [verb, onName] as const),
  ...['ELSE', 'ELSIF', 'FOR', 'IF', 'LOOP', 'WHILE'].map((verb) => [verb, branching] as const),
  ...[
    'BACKUP',
    'BULK',
    'CHANGE',
    'DENY',
    'EXCHANGE',
    'EXPORT',
    'FLUSH',
    'INSTALL',
    'KILL',
    'OPTIMIZE',
    'PUT',
    'RECONFIGURE',
    'RENAME',
    'REPAIR',
    'SHUTDOWN',
    'STOP',
    'UNDROP',
    'UNINSTALL',
  ].map((verb) => [verb, onName] as const),
  ['ALTER', altering],
  ['ATTACH', opaque('It opens another database.')],
  ['BEGIN', beginning],
  ['DETACH', plain('change')],
  ['EXEC', executing],
  ['FROM', selecting],
  ['PRAGMA', pragma],
  ['PURGE', onObject('destroy')],
  ['REMOVE', onName],
  ['RESET', serving('destroy')],
  ['RESTORE', onObject('destroy')],
  ['SET', setting],
  ['START', serving('change')],
  ['SYSTEM', opaque('It is a command to the server or to the shell.')],
  ['UPSERT', inserting],
  ['CALL', opaque('What the procedure does is not in the line.')],
  ['COPY', copying],
  ['CREATE', creating],
  ['DECLARE', selecting],
  ['DELETE', deleting],
  ['DO', opaque('It runs a block of code.')],
  ['DROP', onObject('destroy')],
  ['EXECUTE', executing],
  ['EXPLAIN', explaining],
  ['GRANT', granting],
  ['INSERT', inserting],
  ['LOAD', loading],
  ['LOCK', locking],
  ['MERGE', inserting],
  ['PREPARE', preparing],
  ['REPLACE', inserting],
  ['REVOKE', granting],
  ['SELECT', selecting],
  ['TABLE', selecting],
  ['TRUNCATE', truncating],
  ['UPDATE', updating],
  ['VALUES', selecting],
  ['WITH', withQuery],
]);

function judge(tokens: readonly Token[]): Statement {
  const [first] = tokens;
  if (first?.value === '(') return selecting(tokens);
  const verb = verbs.get(word(first));
  if (verb !== undefined) return verb(tokens);
  return found(
    'unknown',
    tokens
      .slice(0, 3)
      .map(({ value }) => value)
      .join(' ')
      .slice(0, 60),
    undefined,
    'It is no statement Holdpoint knows.',
  );
}

/** The heaviest of several statements; a look where there is none. */
export const heaviest = (statements: readonly Statement[]): EffectKind =>
  statements.reduce<EffectKind>((worst, { kind }) => (weight[kind] > weight[worst] ? kind : worst), 'read');

/** Whether a text begins like SQL. */
export const looksLikeSql = (text: string): boolean => verbs.has(word(tokenize(text.slice(0, 2000), 'postgres')[0]));
