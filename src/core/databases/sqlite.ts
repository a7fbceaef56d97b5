/**
 * What SQL given to `sqlite3` would do, by the file it is meant for, opened for reading only.
 * @see https://www.sqlite.org/cli.html https://www.sqlite.org/uri.html https://www.sqlite.org/pragma.html
 */
import { canonical } from '../../base/json.ts';
import { fileClientValues } from '../analyzers/sqlFiles.ts';
import type { AskTool } from '../impact/askTool.ts';
import type { Answer, ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { resolvePath } from '../paths.ts';
import { literals } from '../shell/invocation.ts';
import { readOptions } from '../shell/options.ts';
import { sqlProbe } from './sqlProbe.ts';
import { type ClientLine, sqlCollector } from './sqlSession.ts';

const dotLine: ClientLine = (line) => {
  const command = /^\s*\.(\w+)/.exec(line)?.[1];
  if (command === undefined) return undefined;
  const harmless =
    /^(?:bail|cd|changes|databases|dump|echo|eqp|explain|headers?|help|indexes|indices|limit|lint|mode|nullvalue|output|once|parameter|print|prompt|quit|exit|scanstats|schema|separator|show|stats|tables|timeout|timer|trace|version|width|fullschema|dbinfo|dbconfig|backup|save)$/;
  return harmless.test(command) && !/["']?\|/.test(line)
    ? { sql: '' }
    : { sql: '', why: 'It does more than SQL says: another file, a program, or the whole database.' };
};

/** Tables, views, indexes, foreign keys, triggers. Views say no more of what they read than their text. */
const catalogQueries: readonly string[] = [
  "SELECT json_object('t', 'here', 'database', (SELECT file FROM pragma_database_list WHERE name = 'main'), 'version', 'SQLite ' || sqlite_version(), 'path', json_array('main'))",
  "SELECT json_object('t', 'relation', 'schema', 'main', 'name', name, 'kind', CASE WHEN upper(sql) LIKE 'CREATE VIRTUAL%' THEN 'virtual table' ELSE type END, 'guarded', upper(sql) LIKE 'CREATE VIRTUAL%') FROM sqlite_master WHERE type IN ('table', 'view', 'index')",
  `SELECT json_object('t', 'key', 'name', m.name || '(' || group_concat(k."from") || ')', 'child', json_array('main', m.name), 'columns', json_group_array(k."from"), 'parent', json_array('main', (SELECT name FROM sqlite_master p WHERE lower(p.name) = lower(k."table"))), 'parentColumns', CASE WHEN count(k."to") > 0 THEN json_group_array(k."to") ELSE (SELECT json_group_array(name) FROM pragma_table_info(k."table") WHERE pk > 0) END, 'onDelete', k.on_delete) FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k WHERE m.type = 'table' GROUP BY m.name, k.id`,
  "SELECT json_object('t', 'use', 'view', json_array('main', v.name), 'on', json_array('main', r.name)) FROM sqlite_master v JOIN sqlite_master r ON v.name <> r.name AND r.type IN ('table', 'view') AND ' ' || replace(lower(v.sql), char(10), ' ') || ' ' GLOB '*[^a-z0-9_]' || lower(r.name) || '[^a-z0-9_]*' WHERE v.type = 'view'",
  "SELECT json_object('t', 'trigger', 'name', name, 'on', json_array('main', (SELECT name FROM sqlite_master p WHERE lower(p.name) = lower(m.tbl_name))), 'events', json_array(CASE WHEN instr(head, 'DELETE') > 0 THEN 'DELETE' END, CASE WHEN instr(head, 'UPDATE') > 0 THEN 'UPDATE' END, CASE WHEN instr(head, 'INSERT') > 0 THEN 'INSERT' END)) FROM (SELECT name, tbl_name, substr(upper(sql), 1, instr(upper(sql), 'BEGIN')) AS head FROM sqlite_master WHERE type = 'trigger') m",
  "SELECT json_object('t', 'end')",
];

const countLine = (key: string, sql: string): string =>
  `SELECT json_object('t', 'count', 'key', '${key.replaceAll("'", "''")}', 'value', (${sql}))`;

/** What `sqlite3` would get, and the file it opens; undefined where that is none. */
export function readSqlite(command: CommandSubject, read: (path: string) => string | undefined) {
  const style = { values: fileClientValues, clusters: false };
  const { options, words } = readOptions(literals(command.args), style);
  const [file, ...sql] = words.map(({ value }) => value);
  const path =
    file === undefined || /^:memory:|^file:/.test(file) ? undefined : resolvePath(command.directory, file, undefined);
  if (path === undefined) return undefined;
  const collector = sqlCollector(command, read, dotLine);
  for (const { name, value } of options) {
    if (value === undefined) continue;
    if (/^--?cmd$/.test(name)) collector.add(value.value, 'sqlite');
    if (/^--?init$/.test(name)) collector.file(value.value, 'sqlite');
  }
  for (const text of sql) collector.add(text, 'sqlite');
  if (sql.length === 0) collector.input('sqlite');
  return { path, sql: collector.collected() };
}

export const askSqlite: AskTool = (command, _effect, read) => {
  const known = /(?:^|\/)sqlite3?$/.test(command.program) ? readSqlite(command, read) : undefined;
  if (known === undefined) return [];
  const { path, sql: collected } = known;
  const env = { ...command.env };
  const base = { cwd: command.directory, env, confidential: false };
  const beside = ['-wal', '-shm', '-journal'].map((ending) => `${path}${ending}`);
  const session = (answers: readonly Answer[], queries: readonly string[]): ProbeStep => ({
    ...base,
    program: command.program,
    args: [
      '-readonly',
      '-bail',
      '-batch',
      '-init',
      '/dev/null',
      uriOf(path, inUse(answers, beside)),
      'PRAGMA trusted_schema = OFF',
      ...queries,
    ],
    good: [0],
  });
  const absent = (answers: readonly Answer[]): boolean => !lists(answers, path);
  return [
    sqlProbe({
      id: canonical(['sqlite', command.program, path, collected.texts]),
      kind: isPlain(command) ? 'local' : 'project code',
      dialect: 'sqlite',
      provider: 'sqlite',
      sql: collected,
      enforced: collected.texts.some((text) => /\bforeign_keys\s*(?:=\s*|\(\s*)(?:on|1|true|yes)\b/i.test(text)),
      // What stands beside the file says whether somebody writes to it.
      first: [{ ...base, program: 'ls', args: ['-d', '--', path, ...beside], good: [0, 1, 2] }],
      next: (answers) =>
        absent(answers) ? [] : [session(answers, catalogQueries), { ...session(answers, [bytes]), optional: true }],
      absent,
      count: ({ answers }, lines) => session(answers, lines),
      countLine,
      remarks: (answers) => [
        !absent(answers)
          ? `The file ${path}: a copy of it is a backup.`
          : `There is no file ${path} yet: it would be created.`,
      ],
    }),
  ];
};

/** Pages by table, its indexes included. */
const bytes = `SELECT json_object('t', 'bytes', 'key', 'main.' || m.tbl_name, 'value', sum(s.pgsize)) FROM dbstat s JOIN sqlite_master m ON m.name = s.name WHERE s.aggregate = TRUE GROUP BY m.tbl_name`;

const lists = ([first]: readonly Answer[], path: string): boolean => (first?.stdout ?? '').split('\n').includes(path);

const inUse = (answers: readonly Answer[], beside: readonly string[]): boolean =>
  beside.some((path) => lists(answers, path));

/**
 * Nobody writes to it: it is read as it lies, without locks and without the files that a reader leaves beside a
 * database with a write-ahead log.
 */
const uriOf = (path: string, used: boolean): string =>
  `file:${path.replace(/[?#%]/g, (sign) => encodeURIComponent(sign))}?mode=ro${used ? '' : '&immutable=1'}`;
