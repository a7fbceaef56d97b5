/**
 * SQL cut into words, by the rules of each database for strings, names and comments.
 *
 * - PostgreSQL: `E'\\''`, `$tag$ … $tag$`, comments that nest. https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 * - MySQL (and ClickHouse, BigQuery): a backslash escapes in every string, `#` begins a comment, `--` only before a
 *   space, and what stands in a comment that begins with `/*!` runs. https://dev.mysql.com/doc/refman/8.4/en/comments.html
 * - SQLite, T-SQL: `[name]`. T-SQL needs no `;` between statements, and `GO` ends a batch.
 * - Oracle: `q'[ … ]'`, and a `/` on a line of its own runs the block before it.
 */
import { hole, shapeOf, type Word } from '../shell/invocation.ts';

export type Dialect = 'postgres' | 'mysql' | 'sqlite' | 'tsql' | 'oracle';

export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'sign';
  /** Upper case for words; without its quotes for names. */
  readonly value: string;
  /** Where it stands in the text, half-open. */
  readonly start: number;
  readonly end: number;
}

type PieceKind = Token['kind'] | 'space' | 'comment';
type Patterns = readonly (readonly [PieceKind, RegExp])[];

const space: Patterns = [['space', /\s+/y]];
const dashes: Patterns = [['comment', /--[^\n]*/y]];
const plainText: Patterns = [['text', /(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*(?:'|$)/y]];
const dollars: Patterns = [['text', /\$([A-Za-z_\u0080-\uffff]?[\w\u0080-\uffff]*)\$[\s\S]*?(?:\$\1\$|$)/y]];
const quotedNames: Patterns = [['name', /(?:[uU]&)?"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)/y]];
const brackets: Patterns = [['name', /\[(?:[^\]]|\]\])*(?:\]|$)/y]];
const rest: Patterns = [
  ['word', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ['sign', /\d[\w.]*|[\s\S]/y],
];

const patterns: Readonly<Record<Dialect, Patterns>> = {
  postgres: [
    ...space,
    ...dashes,
    ['text', /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y],
    ...plainText,
    ...dollars,
    ...quotedNames,
    ...rest,
  ],
  mysql: [
    ...space,
    ['comment', /--(?=\s|$)[^\n]*|#[^\n]*/y],
    ['space', /\/\*M?!\d*/y],
    ['text', /(?:[bBxXnN]|_\w+\s*)?'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y],
    ['name', /"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)/y],
    ...rest,
  ],
  sqlite: [...space, ...dashes, ...plainText, ...quotedNames, ...brackets, ...rest],
  tsql: [...space, ...dashes, ...plainText, ...quotedNames, ...brackets, ...rest],
  oracle: [
    ...space,
    ...dashes,
    [
      'text',
      /[nN]?[qQ]'(?:\[[\s\S]*?(?:\]'|$)|\{[\s\S]*?(?:\}'|$)|\([\s\S]*?(?:\)'|$)|<[\s\S]*?(?:>'|$)|([^\s[{(<])[\s\S]*?(?:\1'|$))/y,
    ],
    ...plainText,
    ...quotedNames,
    ...rest,
  ],
};

type Piece = readonly [kind: PieceKind, start: number, end: number];

/** The text cut into pieces; what is not closed reaches to the end. */
function* pieces(text: string, dialect: Dialect): Generator<Piece> {
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('/*', at) && !(dialect === 'mysql' && /^M?!/.test(text.slice(at + 2, at + 4)))) {
      const start = at;
      at = afterComment(text, at, dialect);
      yield ['comment', start, at];
      continue;
    }
    for (const [kind, pattern] of patterns[dialect]) {
      pattern.lastIndex = at;
      if (!pattern.test(text)) continue;
      yield [kind, at, pattern.lastIndex];
      at = pattern.lastIndex;
      break;
    }
  }
}

export function tokenize(text: string, dialect: Dialect): readonly Token[] {
  const tokens: Token[] = [];
  for (const [kind, start, end] of pieces(text, dialect)) {
    const value = text.slice(start, end);
    const place = { start, end };
    if (kind === 'word') tokens.push({ kind, value: value.toUpperCase(), ...place });
    else if (kind === 'name') tokens.push({ kind, value: value.replace(/^(?:[uU]&)?["`[]|["`\]]$/g, ''), ...place });
    else if (kind === 'text' || kind === 'sign') tokens.push({ kind, value, ...place });
  }
  return tokens;
}

/** The text with spaces in place of strings, quoted names and comments; line ends stay. */
export function blankSql(text: string, dialect: Dialect = 'postgres'): string {
  let blank = '';
  for (const [kind, start, end] of pieces(text, dialect)) {
    const value = text.slice(start, end);
    blank += kind === 'text' || kind === 'name' || kind === 'comment' ? value.replace(/[^\n]/g, ' ') : value;
  }
  return blank;
}

/** Comments nest in PostgreSQL and in T-SQL. */
function afterComment(text: string, from: number, dialect: Dialect): number {
  if (dialect !== 'postgres' && dialect !== 'tsql') {
    const end = text.indexOf('*/', from + 2);
    return end < 0 ? text.length : end + 2;
  }
  let depth = 0;
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  for (let match = edge.exec(text); match !== null; match = edge.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return text.length;
}

/** Words that begin another statement where nothing stands between two. */
const starters =
  /^(?:DROP|DELETE|TRUNCATE|EXEC|EXECUTE|ALTER|CREATE|INSERT|UPDATE|MERGE|USE|GRANT|REVOKE|DENY|SHUTDOWN|BACKUP|RESTORE|DBCC|KILL|BULK|RECONFIGURE)$/;
/** Statements with such words inside. */
const greedy = /^(?:ALTER|CREATE|GRANT|REVOKE|DENY|MERGE)$/;

/** The statements, each a list of words. */
export function splitStatements(tokens: readonly Token[], dialect: Dialect): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]];
  let depth = 0;
  let main = false;
  for (const [index, token] of tokens.entries()) {
    const current = statements.at(-1) ?? [];
    const first = current[0]?.value ?? '';
    if (token.kind === 'sign' && token.value === ';') {
      statements.push([]);
      depth = 0;
      main = false;
      continue;
    }
    if (token.kind === 'sign' && token.value === '(') depth += 1;
    else if (token.kind === 'sign' && token.value === ')') depth = Math.max(0, depth - 1);
    if (dialect !== 'tsql' || token.kind !== 'word' || depth > 0 || current.length === 0) {
      current.push(token);
      continue;
    }
    if (token.value === 'GO') {
      statements.push([]);
      main = false;
      continue;
    }
    // `WITH x AS (…) DELETE`: the first such word is the statement's own.
    const own: boolean = first === 'WITH' && !main && /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE)$/.test(token.value);
    main ||= own;
    const before = tokens[index - 1]?.value ?? '';
    if (!own && starters.test(token.value) && !greedy.test(first) && !/^(?:FOR|ON|[.=@])$/.test(before)) {
      statements.push([token]);
      main = false;
    } else current.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

/** Expansions that give a number or a date, whatever they find. */
const counted =
  /\$\(\((?:[^()]|\([^()]*\))*\)\)|\$\((?:date|seq)(?:\s[^()`$;|&<>]*)?\)|\$(?:(?:RANDOM|SECONDS|EPOCHSECONDS|UID|EUID|PPID|LINENO)(?!\w)|[$#?])|\$\{#\w+\}/g;

/** Whether all that is filled in is a number or a date. */
export function fillsNumbers(word: Word): boolean {
  let left = shapeOf(word).split(hole).length - 1;
  const rest = word.value.replaceAll(counted, () => {
    left -= 1;
    return '0';
  });
  return left <= 0 && !/[$`\uE000]/.test(rest);
}
