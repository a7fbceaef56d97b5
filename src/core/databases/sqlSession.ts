/** What a client is given on its line and in files, as one session after the other, and where it connects. */
import { blankSql, type Dialect } from '../analyzers/sqlText.ts';
import type { Uninspectable } from '../impact/impact.ts';
import type { CommandSubject } from '../impact/subject.ts';
import { resolvePath } from '../paths.ts';

export interface SqlText {
  readonly texts: readonly string[];
  readonly open: readonly Uninspectable[];
}

/** Collects texts of SQL, taking out lines that are the client's own. `prepare`: what a text is before it is lines. */
export function sqlCollector(
  command: CommandSubject,
  read: (path: string) => string | undefined,
  own: ClientLine,
  prepare = (text: string): string => text,
) {
  const texts: string[] = [];
  const open: Uninspectable[] = [];
  const add = (given: string, dialect: Dialect, depth = 0): void => {
    const text = prepare(given);
    const later: string[] = [];
    const blanks = blankSql(text, dialect).split('\n');
    const lines = text.split('\n').map((line, index) => {
      const judged = own(line, blanks[index] ?? '');
      if (judged === undefined) return line;
      if (judged.file !== undefined) later.push(judged.file);
      if (judged.why !== undefined) open.push({ what: line.trim().slice(0, 80), why: judged.why });
      return judged.sql;
    });
    texts.push(lines.join('\n'));
    for (const path of later) file(path, dialect, depth + 1);
  };
  const file = (path: string, dialect: Dialect, depth = 0): void => {
    if (path === '-') return input(dialect);
    const absolute = resolvePath(command.directory, path, undefined);
    const text = absolute === undefined || depth > 4 ? undefined : read(absolute);
    if (text === undefined) open.push({ what: path, why: 'The file was not read.' });
    else add(text, dialect, depth);
  };
  const input = (dialect: Dialect): void => {
    if (command.input === undefined) open.push({ what: 'the session', why: 'What it is given is not in the line.' });
    else add(command.input, dialect);
  };
  return {
    add,
    file,
    input,
    collected: (): SqlText => ({ texts, open }),
  };
}

/** What a line of the client's own leaves as SQL, the file it runs, why nobody knows what it does; undefined for SQL. */
export type ClientLine = (
  line: string,
  blank: string,
) => { readonly sql: string; readonly why?: string; readonly file?: string } | undefined;

/** What a password on the line becomes: an address without it, and the password for the environment. */
export function withoutPassword(address: string): { readonly address: string; readonly password?: string } {
  const match = /^([a-z][a-z\d+.-]*:\/\/[^:@/?#]*):([^@/]*)@/i.exec(address);
  if (match === null) return { address };
  const [whole, before = '', password = ''] = match;
  return { address: `${before}@${address.slice(whole.length)}`, password: decoded(password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A server that the line names gets no password that lies in the environment, for another one. */
export const withheld = (host: string | undefined, variable: string): Readonly<Record<string, string>> =>
  host === undefined || /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|\/.*)$/.test(host) ? {} : { [variable]: '' };
