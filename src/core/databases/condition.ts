/**
 * The condition of a `DELETE` or `UPDATE`, when counting the rows it holds for runs nothing but the database's own
 * code: comparisons, literals, subqueries on tables, and functions that only compute.
 */
import type { Dialect, Token } from '../analyzers/sqlText.ts';
import { afterName, type Name, nameAt } from './sqlNames.ts';

export interface Condition {
  /** As it was written, without comments. */
  readonly sql: string;
  /** Tables its subqueries read. */
  readonly relations: readonly Name[];
  /** Functions it calls, in lower case. */
  readonly functions: readonly string[];
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** Functions of the databases themselves that only compute. */
const computing = words(`
  NOW DATE TIME TIMESTAMP DATE_TRUNC DATE_PART EXTRACT AGE TO_TIMESTAMP TO_DATE TO_CHAR MAKE_DATE MAKE_INTERVAL CURRENT_DATE
  CURRENT_TIMESTAMP CLOCK_TIMESTAMP STATEMENT_TIMESTAMP UNIX_TIMESTAMP FROM_UNIXTIME STR_TO_DATE DATE_FORMAT DATE_ADD
  DATE_SUB DATEDIFF TIMESTAMPDIFF CURDATE CURTIME UTC_TIMESTAMP YEAR MONTH DAY HOUR MINUTE SECOND STRFTIME DATETIME
  JULIANDAY UNIXEPOCH LOWER UPPER LENGTH CHAR_LENGTH CHARACTER_LENGTH OCTET_LENGTH SUBSTRING SUBSTR TRIM LTRIM RTRIM BTRIM
  LEFT RIGHT CONCAT CONCAT_WS REPLACE POSITION STRPOS INSTR LOCATE SPLIT_PART MD5 HEX UNHEX STARTS_WITH REVERSE INITCAP
  COALESCE NULLIF IFNULL IF IIF GREATEST LEAST ABS ROUND FLOOR CEIL CEILING MOD SIGN POWER SQRT CAST CONVERT TYPEOF
  COUNT MIN MAX SUM AVG ROW_NUMBER RANK DENSE_RANK ARRAY_LENGTH CARDINALITY JSON_EXTRACT JSON_VALUE JSON_LENGTH
  JSONB_ARRAY_LENGTH JSON_ARRAY_LENGTH JSONB_TYPEOF JSON_VALID TOTAL`);
/** Words before an opening bracket that call nothing. */
const brackets = words(
  'IN EXISTS ANY ALL SOME AND OR NOT WHERE FROM SELECT BY OVER VALUES CASE WHEN THEN ELSE ON AS BETWEEN LIKE ILIKE IS UNION EXCEPT INTERSECT HAVING ROW ARRAY INTERVAL DISTINCT USING JOIN FILTER VARCHAR CHAR NUMERIC DECIMAL',
);
/** Types of the databases themselves. */
const types = words(`
  INT INTEGER BIGINT SMALLINT INT2 INT4 INT8 NUMERIC DECIMAL REAL FLOAT FLOAT4 FLOAT8 DOUBLE TEXT VARCHAR CHAR CHARACTER
  BPCHAR BOOLEAN BOOL DATE TIME TIMESTAMP TIMESTAMPTZ TIMETZ INTERVAL UUID JSON JSONB BYTEA INET CIDR MONEY UNSIGNED SIGNED
  BINARY DATETIME BLOB REGCLASS`);
const never = words(
  'INTO RETURNING INSERT UPDATE DELETE MERGE TRUNCATE DROP ALTER CREATE CALL EXECUTE LATERAL TABLESAMPLE CURRENT PROCEDURE OUTFILE DUMPFILE OPERATOR WITH MATCH REGEXP GLOB COLLATE',
);

export function readCondition(
  tokens: readonly Token[],
  text: string,
  dialect: Dialect,
): Condition | { readonly unsafe: string } {
  if (tokens.length === 0) return { unsafe: 'Its condition is empty.' };
  const functions = new Set<string>();
  const relations: Name[] = [];
  /** For each open bracket, whether a query stands in it and whether its list of tables is being read. */
  const open: { query: boolean; tables: boolean }[] = [];
  for (const [index, token] of tokens.entries()) {
    const { value } = token;
    const next = tokens[index + 1];
    const before = tokens[index - 1];
    if (token.kind === 'sign') {
      if (value === '(') open.push({ query: next?.value === 'SELECT', tables: false });
      else if (value === ')') {
        if (open.pop() === undefined) return { unsafe: 'Its brackets do not match.' };
      } else if (/[@?$\\{}\uE000]/.test(value))
        return { unsafe: 'A part of its condition is known only when it runs.' };
      else if (value === ':' && before?.value !== ':' && next?.value !== ':')
        return { unsafe: 'A part of its condition is known only when it runs.' };
      else if (value === ':' && before?.value === ':' && !types.has(next?.value ?? ''))
        return { unsafe: 'Its condition uses a type of its own.' };
      else if (value === ';') return { unsafe: 'It is more than one statement.' };
      const inside = open.at(-1);
      if (value !== ',' || inside?.tables !== true) continue;
      const table = tableAt(tokens, index + 1, text, dialect);
      if (table === undefined) return notATable;
      relations.push(table);
      continue;
    }
    if (text.slice(token.start, token.end).includes('\uE000'))
      return { unsafe: 'A part of its condition is known only when it runs.' };
    const calls = next?.value === '(' && next.kind === 'sign';
    if (calls && token.kind === 'name') return { unsafe: `It calls the function ${value}.` };
    if (token.kind !== 'word') continue;
    if (never.has(value)) return { unsafe: `Its condition has a ${value} in it.` };
    if (value === 'FOR' && /^(?:UPDATE|SHARE|NO|KEY)$/.test(next?.value ?? ''))
      return { unsafe: 'Its condition locks rows.' };
    if (value === 'AS' && open.length > 0 && open.at(-1)?.query === false && !types.has(next?.value ?? ''))
      return { unsafe: 'Its condition uses a type of its own.' };
    if (calls && before?.value === '.') return { unsafe: `It calls the function ${value.toLowerCase()}.` };
    if (calls && computing.has(value)) functions.add(value.toLowerCase());
    else if (calls && !brackets.has(value)) return { unsafe: `It calls the function ${value.toLowerCase()}.` };
    const inside = open.at(-1);
    if (/^(?:WHERE|GROUP|HAVING|ORDER|LIMIT|UNION|EXCEPT|INTERSECT)$/.test(value) && inside !== undefined)
      inside.tables = false;
    if (/^(?:UNION|EXCEPT|INTERSECT)$/.test(value)) return { unsafe: 'Its condition combines queries.' };
    if (inside?.query === true && (value === 'JOIN' || (value === 'FROM' && before?.value !== 'DISTINCT'))) {
      inside.tables = true;
      const table = tableAt(tokens, index + 1, text, dialect);
      if (table === undefined) return notATable;
      relations.push(table);
    }
    // A query that stands in no bracket of its own.
    if (value === 'SELECT' && before?.value !== '(') return notATable;
  }
  if (open.length > 0) return { unsafe: 'Its brackets do not match.' };
  const sql = spelled(tokens, text);
  // What a backslash means depends on settings of the server.
  if (sql.includes('\\')) return { unsafe: 'Its condition has a backslash in it.' };
  return { sql, relations, functions: [...functions] };
}

/** The words as they were written, a space in place of what stands between two: comments are gone. */
const spelled = (tokens: readonly Token[], text: string): string =>
  tokens
    .map(({ start, end }, index) => `${(tokens[index - 1]?.end ?? start) < start ? ' ' : ''}${text.slice(start, end)}`)
    .join('');

const notATable = { unsafe: 'Its condition reads from more than tables.' };

function tableAt(tokens: readonly Token[], from: number, text: string, dialect: Dialect): Name | undefined {
  const at = tokens[from]?.value === 'ONLY' ? from + 1 : from;
  const name = nameAt(tokens, at, text, dialect);
  return tokens[afterName(tokens, at)]?.value === '(' ? undefined : name;
}
