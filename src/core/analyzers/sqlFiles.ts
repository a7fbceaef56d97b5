/**
 * Databases that are a file: SQLite and DuckDB. https://www.sqlite.org/cli.html https://duckdb.org/docs/stable/clients/cli/overview
 *
 * Handles `sqlite3 app.db 'SQL'`, `sqlite3 -readonly app.db < file.sql`, `.restore backup.db`, `duckdb -c 'SQL'`.
 *
 * A file of the project, one in a temporary folder and one in memory are scratch: nothing is said of them, whatever the
 * SQL. Elsewhere, and on another machine, it counts as on a server. What leaves the file (`.shell`, `ATTACH`,
 * `load_extension`, `writefile`, DuckDB's `ATTACH 'postgres:…'`) counts everywhere.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { isWithin, normalize, resolvePath } from '../paths.ts';
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf } from './analyzer.ts';
import { readSql } from './sql.ts';

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

export const fileClientValues = names(
  '-cmd -init -separator -newline -nullvalue -mmap -lookaside -maxsize -vfs -pagecache -heap -c -s -f -storage-version --cmd --init --separator --nullvalue',
);

interface Session {
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly options: Options;
  readonly file: Word | undefined;
  /** Nobody has to hear of what happens to it. */
  readonly scratch: boolean;
}

const temporary = /^\/(?:tmp|var\/tmp|private\/tmp|private\/var\/folders|var\/folders|dev\/shm)\//;

/** Whether a database file is the project's own, or nobody's. */
export function isScratchFile(path: Word | undefined, run: Invocation, call: Surroundings): boolean {
  if (run.remote !== undefined) return false;
  if (path === undefined) return true;
  const shape = shapeOf(path)
    .replace(/^file:/, '')
    .replace(/\?.*$/, '');
  if (shape === '' || /^:memory:/.test(shape)) return true;
  if (/^(?:md|motherduck|postgres|mysql|s3|https?|ducklake):/.test(shape)) return false;
  // A name of which only the end is open still lies in its folder.
  if (shape.startsWith(hole) || shape.includes('..') || (shape.includes(hole) && shape.startsWith('/'))) {
    if (!temporary.test(shape) || shape.includes('..')) return shape === '..' ? false : absoluteWithin(path, run, call);
    return true;
  }
  const resolved = resolvePath(run.cwd, shape.replaceAll(hole, '_'), call.home);
  return resolved !== undefined && (isWithin(resolved, normalize(call.cwd)) || temporary.test(resolved));
}

function absoluteWithin(path: Word, run: Invocation, call: Surroundings): boolean {
  const resolved = path.known ? resolvePath(run.cwd, path.value, call.home) : undefined;
  return resolved !== undefined && (isWithin(resolved, normalize(call.cwd)) || temporary.test(resolved));
}

const place = ({ run, file }: Session) => placeOf(run, ['file', file?.value]);

/** Lines that begin with a dot and reach beyond the database. */
const reaching = /^\.(?:shell|system|sh|load|excel|www)\b/;
const piping = /^\.(?:output|once|import|log)\s+(?:-\S+\s+)*["']?\|/;
const dotWrites =
  /^\.(?:restore|rest\w*|import|clone|recover|sha3sum|selftest|save|backup|ar\w*|expert|dbinfo|dbtotxt|filectrl|vfsinfo)\b/;

function fromText(text: Word, session: Session): readonly Effect[] {
  const { run, scratch } = session;
  const shape = shapeOf(text);
  const said = { tool: run.program, ...place(session), spans: spansOf(run.name, session.file, text) };
  if (shape.replaceAll(hole, '').trim() === '')
    return scratch ? [] : [unknown({ ...said, operation: 'session', note: 'The SQL is known only when it runs.' })];
  const effects: Effect[] = [];
  const sql: string[] = [];
  for (const line of shape.split('\n')) {
    const dot = /^\s*(\.\w+)\s*(.*)$/.exec(line);
    if (dot === null) {
      sql.push(line);
      continue;
    }
    const trimmed = line.trim();
    const operation = dot[1] ?? '';
    const target = targetOf(dot[2]?.replaceAll(hole, '…'));
    if (reaching.test(trimmed) || piping.test(trimmed))
      effects.push(unknown({ ...said, operation, ...target, note: 'It runs a program.' }));
    else if (/^\.read\b/.test(trimmed))
      effects.push(...fromFile({ ...text, value: dot[2]?.trim() ?? '', known: !line.includes(hole) }, session));
    else if (/^\.open\b/.test(trimmed)) {
      const opened = isScratchFile({ value: /\S+$/.exec(trimmed)?.[0] ?? '', known: true }, run, session.call);
      if (!opened) effects.push(unknown({ ...said, operation, ...target, note: 'It opens another database.' }));
    } else if (!scratch) {
      const kind = /^\.(?:rest\w*)\b/.test(trimmed)
        ? 'destroy'
        : dotWrites.test(trimmed) &&
            !/^\.(?:save|backup|sha3sum|selftest|dbinfo|dbtotxt|vfsinfo|expert)\b/.test(trimmed)
          ? 'change'
          : 'read';
      effects.push(make[kind]({ ...said, operation, ...target }));
    }
  }
  for (const statement of readSql(sql.join('\n'), 'sqlite')) {
    const outside = reachesOut(statement, sql.join('\n'), session);
    if (scratch && !outside) continue;
    const kind = statement.kind === 'read' && statement.operation.includes(hole) ? 'unknown' : statement.kind;
    const readonly = lastOption(session.options, '-readonly', '--readonly') !== undefined;
    effects.push(
      make[readonly && !outside && kind !== 'unknown' ? 'read' : kind]({
        ...said,
        operation: statement.operation.replaceAll(hole, '…'),
        ...targetOf(statement.target?.replaceAll(hole, '…')),
        ...noteOf(statement.note),
      }),
    );
  }
  return effects;
}

/** What leaves the database: other files, programs, servers. */
function reachesOut(
  { operation, target }: { readonly operation: string; readonly target?: string },
  sql: string,
  { run, call }: Session,
): boolean {
  if (operation === 'ATTACH')
    return (
      [
        ...sql.matchAll(/\battach\b(?:\s+or\s+replace)?(?:\s+database)?(?:\s+if\s+not\s+exists)?\s+['"]([^'"]*)['"]/gi),
      ].some(([, path = '']) => !isScratchFile({ value: path, known: !path.includes(hole) }, run, call)) ||
      !/\battach\b[^;]*['"]/i.test(sql)
    );
  if (operation === 'COPY TO') return /\bto\s+\(?\s*['"](?:s3|gcs|gs|r2|azure|az|abfss?|https?|hf):\/\//i.test(sql);
  return /^(?:writefile|load_extension|edit)$/i.test(target ?? '');
}

function fromFile(path: Word, session: Session): readonly Effect[] {
  const file = session.call.input(path, session.run);
  if (file.kind === 'text') return fromText({ ...path, value: file.text, known: true }, session);
  if (session.scratch) return [];
  const note =
    file.kind === 'missing'
      ? 'There is no such file yet, so it cannot be read.'
      : `The file cannot be read: ${file.why}`;
  return [
    unknown({
      tool: session.run.program,
      operation: path.value,
      ...place(session),
      note,
      spans: spansOf(session.run.name, path),
    }),
  ];
}

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const options = readOptions(run.args, { values: fileClientValues, clusters: false });
  if (options.options.some(({ name }) => /^--?(?:help|version)$|^-A/.test(name))) return [];
  const [file, ...sql] = options.words;
  const session: Session = { run, call, options, file, scratch: isScratchFile(file, run, call) };
  const effects = options.options.flatMap(({ name, value }): readonly Effect[] => {
    if (value === undefined) return [];
    if (/^--?(?:cmd|c|s)$/.test(name)) return fromText(value, session);
    return /^--?(?:init|f)$/.test(name) ? fromFile(value, session) : [];
  });
  effects.push(...sql.flatMap((text) => fromText(text, session)));
  if (sql.length === 0 && run.stdin !== undefined) effects.push(...fromText(run.stdin, session));
  const ran = sql.length > 0 || run.stdin !== undefined || options.options.some(({ value }) => value !== undefined);
  if (effects.length > 0 || ran || session.scratch) return effects;
  return [
    unknown({
      tool: run.program,
      operation: 'session',
      ...place(session),
      note: 'It opens a session, in which anything can be done.',
      spans: spansOf(run.name, file),
    }),
  ];
}

export const sqlFiles: Analyzer = {
  id: 'sqlite3',
  programs: [],
  aliases: ['sqlite3', 'sqlite', 'duckdb', 'litecli'],
  analyze,
};
