/**
 * SQL, statement by statement, as PostgreSQL reads it. https://www.postgresql.org/docs/current/sql-commands.html
 *
 * Told apart: `SELECT` from `SELECT … INTO`, `EXPLAIN` from `EXPLAIN ANALYZE DELETE`, a CTE that reads from one that
 * deletes, `COPY … TO STDOUT` from `COPY … FROM PROGRAM`. Comments, strings, dollar quotes and quoted names are no
 * keywords. A statement that begins with anything else is `unknown`.
 */
import type { EffectKind } from '../effect.ts';

export interface Statement {
  readonly kind: EffectKind;
  /** `DROP TABLE`, `SELECT`. */
  readonly operation: string;
  readonly target?: string;
  readonly note?: string;
}

interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'sign';
  /** Upper case for words; without its quotes for names. */
  readonly value: string;
}

/** The statements of a text. */
export function readSql(text: string): readonly Statement[] {
  return split(tokenize(text)).map(judge);
}

const patterns: readonly (readonly [Token['kind'] | 'space' | 'comment', RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /--[^\n]*/y],
  ['text', /(?:[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*(?:'|$))/y],
  ['text', /\$([A-Za-z_\u0080-\uffff]?[\w\u0080-\uffff]*)\$[\s\S]*?(?:\$\1\$|$)/y],
  ['name', /(?:[uU]&)?"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)/y],
  ['word', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['sign', /\d[\w.]*|[\s\S]/y],
];

type Piece = readonly [kind: Token['kind'] | 'space' | 'comment', start: number, end: number];

/** The text cut into pieces; what is not closed reaches to the end. */
function* pieces(text: string): Generator<Piece> {
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('/*', at)) {
      const start = at;
      at = afterComment(text, at);
      yield ['comment', start, at];
      continue;
    }
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = at;
      if (!pattern.test(text)) continue;
      yield [kind, at, pattern.lastIndex];
      at = pattern.lastIndex;
      break;
    }
  }
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const [kind, start, end] of pieces(text)) {
    const value = text.slice(start, end);
    if (kind === 'word') tokens.push({ kind, value: value.toUpperCase() });
    else if (kind === 'name') tokens.push({ kind, value: value.replace(/^(?:[uU]&)?["`]|["`]$/g, '') });
    else if (kind === 'text' || kind === 'sign') tokens.push({ kind, value });
  }
  return tokens;
}

/** The text with spaces in place of strings, quoted names and comments; line ends stay. */
export function blankSql(text: string): string {
  let blank = '';
  for (const [kind, start, end] of pieces(text)) {
    const value = text.slice(start, end);
    blank += kind === 'text' || kind === 'name' || kind === 'comment' ? value.replace(/[^\n]/g, ' ') : value;
  }
  return blank;
}

/** Comments nest in PostgreSQL. */
function afterComment(text: string, from: number): number {
  let depth = 0;
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  for (let match = edge.exec(text); match !== null; match = edge.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return text.length;
}

function split(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'sign' && token.value === ';') statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

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
const inserting: Judge = (tokens) => found('change', 'INSERT', nameAt(tokens, after(tokens, 'INTO')));

const altering: Judge = (tokens) => {
  const altered = onObject('change')(tokens);
  const drops = tokens.some(
    (token, index) =>
      index > 1 &&
      /^(?:DROP|DETACH|TRUNCATE)$/.test(word(token)) &&
      !/^(?:DEFAULT|NOT|IDENTITY|EXPRESSION)$/.test(word(tokens[index + 1])),
  );
  return drops ? { ...altered, kind: 'destroy', operation: `${altered.operation} DROP` } : altered;
};

/** Functions that do more than look. */
const acting =
  /^(?:PG_(?:TERMINATE|CANCEL)_BACKEND|PG_DROP_\w+|PG_CREATE_\w+|PG_REPLICATION_\w+_(?:DROP|CREATE|ADVANCE)|PG_RELOAD_CONF|PG_ROTATE_LOGFILE|PG_PROMOTE|PG_SWITCH_WAL|PG_WAL_REPLAY_\w+|PG_FILE_\w+|PG_LOGICAL_EMIT_MESSAGE|SETVAL|NEXTVAL|LO_(?:UNLINK|IMPORT|EXPORT|CREATE|CREAT|PUT|FROM_BYTEA)|DBLINK\w*|QUERY_TO_XML\w*|TS_STAT|CURSOR_TO_XML\w*|PG_READ_SERVER_FILES|COPY_TO_PROGRAM)$/;
const suspect =
  /(?:^|_)(?:DELETE|DROP|REMOVE|PURGE|TRUNCATE|DESTROY|KILL|TERMINATE|WIPE|ARCHIVE|RESET|EXECUTE|EXEC|UPDATE|INSERT|CREATE|MIGRATE|DEPLOY|REVOKE|GRANT)(?:_|$)/;

/** Reading statements, and what hides in them: writing CTEs, `SELECT … INTO`, functions that act. */
const selecting: Judge = (tokens) => {
  for (const [index, token] of tokens.entries()) {
    const value = token.kind === 'name' ? token.value.toUpperCase() : word(token);
    const before = word(tokens[index - 1]);
    const begins = index > 0 && tokens[index - 1]?.value === '(';
    if (begins && value === 'DELETE') return deleting(tokens.slice(index));
    if (begins && value === 'UPDATE') return updating(tokens.slice(index));
    if (begins && (value === 'INSERT' || value === 'MERGE')) return inserting(tokens.slice(index));
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
const locking: Judge = (tokens) => found('change', 'LOCK', nameAt(tokens, 1));
const opaque =
  (note: string): Judge =>
  (tokens) =>
    found('unknown', word(tokens[0]), undefined, note);

const verbs: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ...[
    'ABORT',
    'BEGIN',
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
    'RESET',
    'ROLLBACK',
    'SAVEPOINT',
    'SET',
    'SHOW',
    'START',
    'UNLISTEN',
    'USE',
  ].map((verb) => [verb, plain('read')] as const),
  ...['COMMENT', 'IMPORT', 'REASSIGN', 'REFRESH', 'REINDEX', 'SECURITY'].map(
    (verb) => [verb, onObject('change')] as const,
  ),
  ...['ANALYZE', 'CHECKPOINT', 'CLUSTER', 'NOTIFY', 'VACUUM'].map((verb) => [verb, onName] as const),
  ['ALTER', altering],
  ['CALL', opaque('What the procedure does is not in the line.')],
  ['COPY', copying],
  ['CREATE', onObject('change')],
  ['DECLARE', selecting],
  ['DELETE', deleting],
  ['DO', opaque('It runs a block of code.')],
  ['DROP', onObject('destroy')],
  ['EXECUTE', opaque('What was prepared under this name is not in the line.')],
  ['EXPLAIN', explaining],
  ['GRANT', granting],
  ['INSERT', inserting],
  ['LOAD', opaque('It loads a library into the server.')],
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

/** Whether a text begins like SQL. */
export const looksLikeSql = (text: string): boolean => verbs.has(word(tokenize(text.slice(0, 2000))[0]));
