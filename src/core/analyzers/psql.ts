/**
 * PostgreSQL's client programs. https://www.postgresql.org/docs/current/app-psql.html
 *
 * Handles `psql -c 'SQL'` (several, clustered as in `-tAc`), `-f file.sql`, SQL on the standard input, `\d` and its
 * like, `\copy`; `dropdb`, `createdb`, `pg_dump`, `pg_restore --clean`. The SQL itself is read in `sql.ts`.
 *
 * A session without SQL on the line is `unknown`, and so is everything that runs what it only finds out later:
 * `\gexec`, `\i`, `\!`, `:variable` where a statement begins.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';
import { elsewhereIn, hostsIn, isThisMachine } from './databaseAddress.ts';
import { readSql } from './sql.ts';
import { blankSql, fillsNumbers } from './sqlText.ts';

export const psqlValues = names(
  '-c --command -d --dbname -f --file -F --field-separator -h --host -L --log-file -o --output -p --port -P --pset -R --record-separator -T --table-attr -U --username -v --set --variable',
);

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

/** What is the same for every effect of one invocation. */
interface Session {
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly options: Options;
}

function whereOf(session: Session) {
  const { run, call, options } = session;
  const database =
    lastOption(options, '-d', '--dbname')?.value?.value ??
    (/^psql$/.test(run.program) ? options.words[0]?.value : undefined);
  const uri = database === undefined ? null : /^postgres(?:ql)?:\/\/(?:[^@/]*@)?([^/?]*)\/?([^?]*)/i.exec(database);
  const said = uri === null ? hostsIn(database ?? '')[0] : uri[1];
  const name =
    uri === null ? (/=/.test(database ?? '') ? /\bdbname=(\S+)/.exec(database ?? '')?.[1] : database) : uri[2];
  const strange = strangeHost(database ?? '', session);
  return {
    database: name ?? variable(run, call, 'PGDATABASE'),
    host: strange ?? said ?? lastOption(options, '-h', '--host')?.value?.value ?? variable(run, call, 'PGHOST'),
  };
}

/** What stands above the host in front, and is not this machine: a service's settings may name any host. */
function strangeHost(address: string, { run, call }: Session): string | undefined {
  const service = /(?:^|[?&\s])service\s*=\s*'?([^\s'&]+)/.exec(address)?.[1] ?? variable(run, call, 'PGSERVICE');
  if (service !== undefined) return `service ${service}`;
  const numbered = variable(run, call, 'PGHOSTADDR');
  return elsewhereIn(address) ?? (numbered === undefined ? undefined : elsewhereIn(`hostaddr=${numbered}`));
}

function place(session: Session) {
  const { database, host } = whereOf(session);
  return placeOf(session.run, ['database', database], ['host', host]);
}

function psql(run: Invocation, call: Surroundings): readonly Effect[] {
  const options = readOptions(run.args, { values: psqlValues, clusters: true });
  const session: Session = { run, call, options };
  if (lastOption(options, '--help', '-?', '--version', '-V', '-l', '--list') !== undefined) {
    return [read({ tool: 'psql', operation: 'list', ...place(session), spans: spansOf(run.name) })];
  }
  const effects = options.options.flatMap(({ name, value, word }): Effect[] => {
    if (/^(?:-c|--command)$/.test(name)) return value === undefined ? [] : [...fromText(value, session)];
    if (/^(?:-f|--file)$/.test(name)) return value === undefined ? [] : [...fromFile(value, session)];
    // Long options may be shortened as long as they stay unique: `--comm=…`.
    if (name.startsWith('--') && !known.has(name)) return [stuck(session, 'An option Holdpoint does not know.', word)];
    if (name.includes(hole)) return [stuck(session, 'Its options are known only when it runs.', word)];
    if (/^(?:-o|--output)$/.test(name) && /^\s*\|/.test(value?.value ?? ''))
      return [stuck(session, 'Its output goes to a program.', word)];
    return [];
  });
  const settings = [...run.args, run.assignments.PGOPTIONS].find((word) =>
    word?.value.includes('standard_conforming_strings'),
  );
  if (settings !== undefined) return [stuck(session, 'It changes where a string ends.', settings)];
  const startup = run.assignments.PSQLRC;
  if (startup !== undefined && lastOption(options, '-X', '--no-psqlrc') === undefined)
    effects.unshift(...fromFile(startup, session));
  if (effects.length > 0) return effects;
  if (
    options.words.some((word) => shapeOf(word).startsWith(hole) && !address.test(word.value)) &&
    run.args.every(({ known: sure }) => !sure)
  ) {
    return [stuck(session, 'Its options are known only when it runs.', ...options.words)];
  }
  if (run.stdin !== undefined) return fromText(run.stdin, session);
  return [stuck(session, 'It opens a session, in which anything can be done.')];
}

/** A variable whose name says that it holds where to connect. */
const address = /^\$\{?\w*(?:URL|URI|DSN|DB|DATABASE|CONN|CONNECTION|CONNSTR)\w*\}?$/i;

/** In full: what is shortened is not told apart. */
export const known = new Set([
  ...psqlValues,
  ...names(
    '--echo-all --echo-errors --echo-queries --echo-hidden --csv --expanded --field-separator-zero --html --list --no-align --no-password --no-psqlrc --no-readline --password --quiet --record-separator-zero --single-line --single-step --single-transaction --tuples-only --help --version',
  ),
]);

const stuck = (session: Session, note: string, ...words: readonly Word[]): Effect =>
  unknown({
    tool: session.run.program,
    operation: words.map(({ value }) => value).join(' ') || 'session',
    ...place(session),
    note,
    spans: spansOf(session.run.name, ...words),
  });

function fromFile(path: Word, session: Session, depth = 0): readonly Effect[] {
  if (path.value === '-')
    return session.run.stdin === undefined
      ? [stuck(session, 'It opens a session, in which anything can be done.')]
      : fromText(session.run.stdin, session);
  const file = session.call.input(path, session.run);
  if (file.kind === 'text') return fromText({ ...path, value: file.text, known: true }, session, depth);
  return [
    stuck(
      session,
      file.kind === 'missing'
        ? 'There is no such file yet, so it cannot be read.'
        : `The file cannot be read: ${file.why}`,
      path,
    ),
  ];
}

/** Commands of psql itself that only look or set up. */
export const looking =
  /^\\(?:d\w*[+SxA]*|l\+?|z|sf\+?|sv\+?|q|x|a|t|H|conninfo|echo|qecho|warn|timing|pset|set|unset|encoding|errverbose|help|h|\?|p|r|g|gx|watch|if|elif|else|endif|f|C|T|bind|crosstabview|gdesc|lo_list|copyright|prompt|getenv|c|connect|cd)$/;

function fromText(text: Word, session: Session, depth = 0): readonly Effect[] {
  const shape = shapeOf(text);
  if (shape.includes(hole) && shape.replaceAll(hole, '').trim() === '')
    return [stuck(session, 'The SQL is known only when it runs.', text)];
  const effects: Effect[] = [];
  const sql: string[] = [];
  for (const line of withoutText(shape)) {
    const meta = /^([^\\]*?)(\\(?:[A-Za-z_]\w*[+SxA]*|[!?;]))\s*(.*)$/.exec(line.blank);
    if (meta === null) {
      sql.push(line.whole);
      continue;
    }
    sql.push(line.whole.slice(0, meta[1]?.length ?? 0));
    // `\g` ends a statement as `;` does.
    if (/^\\(?:g|gx|watch|;)$/.test(meta[2] ?? '')) sql.push(';');
    // With its quotes: what stands between backticks is a program.
    const rest = line.whole.slice((meta[1]?.length ?? 0) + (meta[2]?.length ?? 0));
    const included = /^\\(?:i|ir|include|include_relative)$/.test(meta[2] ?? '')
      ? /^\s*'?([^\s'`|:]+)'?\s*$/.exec(rest)?.[1]
      : undefined;
    if (included !== undefined && depth < 4 && !included.includes(hole)) {
      effects.push(...fromFile({ ...text, value: included, known: true }, session, depth + 1));
      continue;
    }
    const effect = metaEffect(meta[2] ?? '', rest, text, session);
    if (effect !== undefined) effects.push(effect);
  }
  const { run } = session;
  const filled = interpolates(sql.join('\n'), session);
  const harmless = fillsNumbers(text) || (run.remote === undefined && isThisMachine(whereOf(session).host));
  for (const statement of readSql(sql.join('\n'), 'postgres', harmless)) {
    const open =
      statement.operation.includes(hole) || /^[: ]/.test(statement.operation) || (statement.kind === 'read' && filled);
    effects.push(
      make[open ? 'unknown' : statement.kind]({
        tool: 'psql',
        operation: statement.operation.replaceAll(hole, '…'),
        ...targetOf(statement.target?.replaceAll(hole, '…')),
        ...place(session),
        ...noteOf(open ? 'A part of the SQL is known only when it runs.' : statement.note),
        spans: spansOf(run.name, text),
      }),
    );
  }
  return effects.length > 0
    ? effects
    : [read({ tool: 'psql', operation: 'nothing', ...place(session), spans: spansOf(run.name) })];
}

/** `:name` outside quotes becomes whatever the variable holds, statements included. */
function interpolates(sql: string, { options }: Session): boolean {
  const plain = new Set(
    options.options.flatMap(({ name, value }) => {
      const match = /^(?:-v|--set|--variable)$/.test(name) ? /^(\w+)=[\w.-]*$/.exec(value?.value ?? '') : null;
      return match?.[1] === undefined || value?.known !== true ? [] : [match[1]];
    }),
  );
  return [...blankSql(sql).matchAll(/(?<![:\w\]]):([A-Za-z_]\w*)/g)].some(([, name = '']) => !plain.has(name));
}

function metaEffect(command: string, rest: string, text: Word, session: Session): Effect | undefined {
  const details = { tool: 'psql', operation: command, ...place(session), spans: spansOf(session.run.name, text) };
  if (command === '\\;') return undefined;
  if (command === '\\copy') {
    const plain = rest.replace(/\((?:[^()]|\([^()]*\))*\)/g, '');
    if (/\bprogram\b/i.test(plain) || blankSql(plain).includes(hole))
      return unknown({ ...details, note: 'It runs a program.' });
    if (plain !== rest && /\b(?:insert|update|delete|merge)\b/i.test(blankSql(rest)))
      return change({ ...details, ...targetOf('a query') });
    return /\bfrom\b/i.test(plain) ? change({ ...details, ...targetOf(/^(\S+)/.exec(rest)?.[1]) }) : read(details);
  }
  // What comes after a pipe is a program.
  if (looking.test(command) && !/^\||`/.test(rest.trimStart())) return read(details);
  return unknown({ ...details, note: 'It runs what is not in the line.' });
}

/** Lines, and the same with strings and comments blanked, so that a backslash in them is no command. */
function withoutText(sql: string): readonly { readonly whole: string; readonly blank: string }[] {
  const blanks = blankSql(sql).split('\n');
  return sql.split('\n').map((whole, index) => ({ whole, blank: blanks[index] ?? whole }));
}

const programValues = names(
  '-d --dbname -h --host -p --port -U --username -D --tablespace -E --encoding -l --locale -O --owner -T --template --maintenance-db -f --file -F --format -j --jobs -n --schema -N --exclude-schema -t --table -L --use-list -P --function -S --superuser --role --section -c --connection-limit -g --member-of -v --valid-until',
);

const others: ReadonlyMap<string, { readonly kind: EffectKind; readonly operation: string }> = new Map<
  string,
  { readonly kind: EffectKind; readonly operation: string }
>([
  ['dropdb', { kind: 'destroy', operation: 'drop database' }],
  ['dropuser', { kind: 'destroy', operation: 'drop user' }],
  ['createdb', { kind: 'change', operation: 'create database' }],
  ['createuser', { kind: 'change', operation: 'create user' }],
  ['pg_restore', { kind: 'change', operation: 'restore' }],
  ['pg_dump', { kind: 'read', operation: 'dump' }],
  ['pg_dumpall', { kind: 'read', operation: 'dump' }],
  ['pg_isready', { kind: 'read', operation: 'is ready' }],
  ['reindexdb', { kind: 'change', operation: 'reindex database' }],
  ['vacuumdb', { kind: 'change', operation: 'vacuum database' }],
  ['clusterdb', { kind: 'change', operation: 'cluster database' }],
]);

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const other = others.get(run.program);
  if (other === undefined) return psql(run, call);
  // `-c` of `pg_restore` is `--clean`, a switch.
  const values =
    run.program === 'pg_restore' ? new Set([...programValues].filter((name) => name !== '-c')) : programValues;
  const options = readOptions(run.args, { values, clusters: true });
  const session: Session = { run, call, options };
  const details = {
    tool: 'psql',
    operation: other.operation,
    ...targetOf(options.words.map(({ value }) => value).join(', ')),
    ...place(session),
    spans: spansOf(run.name, ...options.words),
  };
  if (lastOption(options, '--help', '-?', '--version', '-V') !== undefined) return [read(details)];
  if (run.program === 'pg_restore') {
    if (
      lastOption(options, '-l', '--list') !== undefined ||
      (lastOption(options, '-d', '--dbname') === undefined && lastOption(options, '-f', '--file') !== undefined)
    )
      return [read(details)];
    if (lastOption(options, '-c', '--clean') !== undefined)
      return [destroy({ ...details, operation: 'restore --clean', note: 'What is there is dropped first.' })];
  }
  return [make[other.kind](details)];
}

export const postgres: Analyzer = { id: 'psql', programs: ['psql', ...others.keys()], analyze };
