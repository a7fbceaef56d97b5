/** A text of SQL → its statements in order, and whether a transaction that ends with `ROLLBACK` takes them back. */
import { type Dialect, splitStatements, type Token, tokenize } from '../analyzers/sqlText.ts';
import { readAction, type SqlAction } from './sqlActions.ts';
import { withoutLiterals } from './sqlNames.ts';

export interface ScriptStep {
  readonly action: SqlAction;
  /** The statement as it was written, cut, its literals left out: secrets may stand in them. */
  readonly text: string;
  /** The whole statement as it was written, for those who wrote it. */
  readonly sql: string;
  /** A transaction takes it back. */
  readonly undone: boolean;
  /** The database that `USE` chose before it, where the dialect has one. */
  readonly database?: string;
}

export interface Script {
  readonly steps: readonly ScriptStep[];
  /** Statements were cut off: there are too many. */
  readonly more: number;
}

const mostStatements = 500;
const mostText = 400;

/** Statements that a transaction does not take back. */
const commitsItself = (action: SqlAction, dialect: Dialect): boolean => {
  if (dialect === 'mysql') return !/^(?:rows|insert|transaction|nothing|use)$/.test(action.kind);
  if (action.kind === 'opaque') return true;
  return action.kind === 'drop' && (action.type === 'database' || action.type === 'tablespace');
};

/** `session`: texts that one session gets one after the other. */
export function readScript(session: readonly string[], dialect: Dialect): Script {
  const all = session.flatMap((text) =>
    splitStatements(tokenize(text, dialect), dialect).map((tokens) => ({ tokens, text })),
  );
  const read = all.slice(0, mostStatements).map(({ tokens, text }) => ({
    action: interpolated(tokens) ?? readAction(tokens, text, dialect),
    text: withoutLiterals(tokens, text, dialect === 'mysql').slice(0, mostText),
    sql: text.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end),
  }));
  const unclear = read.some(({ action }) => action.kind === 'transaction' && action.does === 'unclear');
  let database: string | undefined;
  const steps = read.map(({ action, text, sql }, index): ScriptStep => {
    if (action.kind === 'use') database = action.database;
    const undone = !unclear && takenBack(read, index, dialect) && !commitsItself(action, dialect);
    return { action, text, sql, undone, ...(database === undefined ? {} : { database }) };
  });
  return { steps, more: all.length - read.length };
}

/** Whether a statement stands in a transaction that ends without a commit. */
function takenBack(steps: readonly { readonly action: SqlAction }[], at: number, dialect: Dialect): boolean {
  let open = false;
  for (const [index, { action }] of steps.entries()) {
    // MySQL commits what came before each of its definitions.
    const commits = dialect === 'mysql' && commitsItself(action, dialect);
    if (action.kind !== 'transaction' && !commits) continue;
    const does = commits || action.kind !== 'transaction' ? 'commit' : action.does;
    if (index > at) return open && (does === 'begin' ? dialect !== 'mysql' : does === 'rollback');
    open = does === 'begin';
  }
  return open;
}

/** `:name` of psql becomes whatever the variable holds, statements included. */
function interpolated(tokens: readonly Token[]): SqlAction | undefined {
  const variable = tokens.findIndex(
    (token, index) =>
      token.value === ':' &&
      token.kind === 'sign' &&
      tokens[index - 1]?.value !== ':' &&
      tokens[index + 1]?.value !== ':' &&
      tokens[index + 1]?.kind !== 'sign' &&
      token.end === tokens[index + 1]?.start,
  );
  if (variable < 0) return undefined;
  const what = tokens
    .slice(0, 3)
    .filter(({ kind }) => kind !== 'text')
    .map(({ value }) => value)
    .join(' ');
  return { kind: 'opaque', what, why: 'A part of the SQL is known only when it runs.' };
}
