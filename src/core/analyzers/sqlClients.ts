/**
 * Clients of SQL servers other than PostgreSQL's own. The SQL itself is read in `sql.ts`.
 *
 * Handles `mysql shop -e 'SQL'`, `mysql < file.sql`, SQL on the standard input, `source file`, `\! command`;
 * `sqlcmd -S host -Q 'SQL' -i file`, `sqlplus u/p@host @file`, `clickhouse-client -q`, `cockroach sql -e`,
 * `snowsql -q`, `snow sql -q`, `cqlsh -e`, `usql URL -c`, `mysqlsh --sql -e`, `pgcli`, `mycli`, `trino --execute`.
 *
 * https://dev.mysql.com/doc/refman/8.4/en/mysql-command-options.html
 * https://learn.microsoft.com/sql/tools/sqlcmd/sqlcmd-utility https://clickhouse.com/docs/interfaces/cli
 * https://docs.oracle.com/en/database/oracle/oracle-database/23/sqpug/ https://www.cockroachlabs.com/docs/stable/cockroach-sql
 * https://docs.snowflake.com/en/user-guide/snowsql-use https://docs.snowflake.com/en/developer-guide/snowflake-cli/
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { hole, type Invocation, literal, partOf, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';
import { isThisMachine } from './databaseAddress.ts';
import { readSql } from './sql.ts';
import { type Client, clients, inFull, runsProgram } from './sqlClientTable.ts';
import { blankSql, fillsNumbers } from './sqlText.ts';

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

/** What is the same for every effect of one invocation. */
interface Session {
  readonly client: Client;
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly options: Options;
  readonly words: readonly Word[];
}

/** The host and database of an address, without its password. */
function addressOf(text: string): { readonly host?: string | undefined; readonly database?: string | undefined } {
  const [, uriHost, uriName] =
    /^[a-z+]+:(?:\/\/)?(?:[^@/]*@)?([^/?]*)\/?([^?]*)/i.exec(/:\/\//.test(text) ? text : '') ?? [];
  if (uriHost !== undefined) return { host: uriHost, database: uriName };
  const [, host, name] = /@(?:\/\/)?([^/\s]+)\/?(\S*)$/.exec(text) ?? [];
  return host === undefined ? { database: /^[\w.-]+$/.test(text) ? text : undefined } : { host, database: name };
}

function whereOf({ client, run, call, options, words }: Session) {
  const option = (wanted: string | undefined) =>
    wanted === undefined ? undefined : lastOption(options, ...names(wanted))?.value?.value;
  const [first] = words;
  const from = client.words === 'address' && first !== undefined ? addressOf(first.value) : {};
  const given = option(client.host);
  const address = given !== undefined && /:\/\//.test(given) ? addressOf(given) : { host: given };
  const env = (client.env ?? []).map((name) => variable(run, call, name)).find((value) => value !== undefined);
  return {
    database:
      option(client.database) ?? address.database ?? (client.words === 'database' ? first?.value : from.database),
    host: address.host ?? from.host ?? (env !== undefined && /:\/\//.test(env) ? addressOf(env).host : env),
  };
}

function place(session: Session) {
  const { database, host } = whereOf(session);
  return placeOf(session.run, ['database', database], ['host', host]);
}

const stuck = (session: Session, operation: string, note: string, ...shown: readonly Word[]): Effect =>
  unknown({
    tool: session.client.tool,
    operation,
    ...place(session),
    note,
    spans: spansOf(session.run.name, ...shown),
  });

function analyzeClient(run: Invocation, call: Surroundings, client: Client): readonly Effect[] {
  const values = names([client.values, client.sql, client.files, client.host, client.database, client.user].join(' '));
  // The password may hang on its letter: `-psecret`.
  const spoken = client.tool === 'mysql' ? run.args.map(inFull) : run.args;
  const given = client.dialect === 'mysql' ? spoken.filter((word) => !/^-p[^=]/.test(word.value)) : spoken;
  const first = given.findIndex((word) => !shapeOf(word).startsWith('-'));
  const skip = client.under !== undefined && client.under.size > 0 && client.under.has(given[first]?.value ?? '');
  const args = skip ? given.filter((_, index) => index !== first) : given;
  const options = readOptions(args, { values, clusters: client.oneDash !== true });
  const session: Session = { client, run, call, options, words: options.words };
  if (options.options.some(({ name }) => /^--?(?:help|version)$|^-[V?]$/.test(name)))
    return [read({ tool: client.tool, operation: 'help', spans: spansOf(run.name) })];
  const sql = names(client.sql);
  const files = names(client.files ?? '');
  const isSql = (name: string) => sql.has(name) || (/^--ex/.test(name) && '--execute'.startsWith(name));
  const effects = options.options.flatMap(({ name, word, value }): readonly Effect[] => {
    if (name.includes(hole)) return [stuck(session, 'session', 'Its options are known only when it runs.', word)];
    if (isSql(name)) return value === undefined ? [] : fromText(value, session, 0);
    if (files.has(name) && value !== undefined) return fromFiles(value, session);
    return [];
  });
  effects.push(
    ...options.words
      .filter(({ value }) => /^@./.test(value) && client.tool === 'sqlplus')
      .flatMap((word) => fromFile(partOf(word, 1), session, 0)),
  );
  if (effects.length > 0) return effects;
  if (run.stdin !== undefined) return fromText(run.stdin, session, 0);
  // An image of this name is the server itself: `docker run -d mysql:8`.
  if (
    client.dialect === 'mysql' &&
    / run$/.test(run.wrappers.at(-1) ?? '') &&
    lastOption(options, '-h', '--host') === undefined
  )
    return [];
  return [stuck(session, 'session', 'It opens a session, in which anything can be done.')];
}

const fromFiles = (word: Word, session: Session): readonly Effect[] =>
  session.client.tool === 'sqlcmd' && word.known && word.value.includes(',')
    ? word.value.split(',').flatMap((path) => fromFile(literal(path, word.span), session, 0))
    : fromFile(word, session, 0);

function fromFile(path: Word, session: Session, depth: number): readonly Effect[] {
  if (path.value === '-' && session.run.stdin !== undefined) return fromText(session.run.stdin, session, depth);
  const file =
    depth > 4 ? ({ kind: 'refused', why: 'It is nested too deep.' } as const) : session.call.input(path, session.run);
  if (file.kind === 'text') return fromText({ ...path, value: file.text, known: true }, session, depth + 1);
  const note =
    file.kind === 'missing'
      ? 'There is no such file yet, so it cannot be read.'
      : `The file cannot be read: ${file.why}`;
  return [stuck(session, path.value, note, path)];
}

function fromText(text: Word, session: Session, depth: number): readonly Effect[] {
  const { client, run } = session;
  const shape = shapeOf(text);
  if (shape.replaceAll(hole, '').trim() === '')
    return [stuck(session, 'session', 'The SQL is known only when it runs.', text)];
  const effects: Effect[] = [];
  const sql: string[] = [];
  const blanks = blankSql(shape, client.dialect).split('\n');
  for (const [index, line] of shape.split('\n').entries()) {
    // `\G` ends a statement as `;` does; `\!` may stand behind one.
    const inline = client.dialect === 'mysql' ? /\\!/.exec(blanks[index] ?? '') : null;
    const own = client.own?.(blanks[index]?.trim() === '' ? '' : line) ?? (inline === null ? undefined : runsProgram);
    if (own === undefined) {
      sql.push(client.dialect === 'mysql' && /\\[gG]/.test(blanks[index] ?? '') ? line.replace(/\\[gG]/g, ';') : line);
      continue;
    }
    if (own.kind === 'file') effects.push(...fromFile(literal(own.path, text.span), session, depth));
    else if (own.kind === 'unknown') effects.push(stuck(session, line.trim().slice(0, 100), own.note, text));
    if (inline !== null && own !== undefined) sql.push(line.slice(0, inline.index));
  }
  // Variables of the client may bring statements of their own.
  const filled = client.dialect === 'tsql' && /\$\(\w+\)/.test(shape);
  const harmless = fillsNumbers(text) || (run.remote === undefined && isThisMachine(whereOf(session).host));
  for (const statement of readSql(sql.join('\n'), client.dialect, harmless)) {
    const hidden = statement.operation.includes(hole) || (statement.kind === 'read' && filled);
    effects.push(
      make[hidden ? 'unknown' : statement.kind]({
        tool: client.tool,
        operation: statement.operation.replaceAll(hole, '…'),
        ...targetOf(statement.target?.replaceAll(hole, '…')),
        ...place(session),
        ...noteOf(hidden ? 'A part of the SQL is known only when it runs.' : statement.note),
        spans: spansOf(run.name, text),
      }),
    );
  }
  return effects.length > 0
    ? effects
    : [read({ tool: client.tool, operation: 'nothing', ...place(session), spans: spansOf(run.name) })];
}

/** Commands of tools that are more than a client. */
const cockroachVerbs: ReadonlyMap<string, EffectKind | 'local'> = new Map<string, EffectKind | 'local'>([
  ['version', 'read'],
  ['node status', 'read'],
  ['node ls', 'read'],
  ['node drain', 'change'],
  ['node decommission', 'destroy'],
  ['node recommission', 'change'],
  ['init', 'change'],
  ['start', 'change'],
  ['start-single-node', 'local'],
  ['demo', 'local'],
  ['cert', 'local'],
  ['gen', 'local'],
  ['sqlfmt', 'local'],
  ['workload', 'change'],
  ['import', 'change'],
  ['nodelocal', 'change'],
  ['userfile', 'change'],
  ['debug zip', 'read'],
  ['auth-session', 'change'],
  ['statement-diag', 'read'],
]);

const snowLooks =
  /^(?:list|ls|describe|get|show|status|logs?|test|validate|diff|preview|version|help|current-config|is-default|get-url|dump|compile|usage|bundle|init)$/;
const snowDestroys = /^(?:drop|delete|remove|teardown|purge|rm)$/;
const snowChanges =
  /^(?:create|deploy|add|set|unset|put|copy|copy-files|start|stop|suspend|resume|execute|execute-immediate|run|upgrade|build|publish|release|refresh|set-default|setup|fetch|push|invoke|clone|alter|unsuspend|load|upload|events|open|login|generate)$/;

function subcommand(run: Invocation, call: Surroundings, client: Client): readonly Effect[] {
  const words = run.args.filter((word) => !shapeOf(word).startsWith('-'));
  const [first, second] = words;
  const one = first?.value ?? '';
  const two = `${one} ${second?.value ?? ''}`;
  const session: Session = {
    client,
    run,
    call,
    options: readOptions(run.args, { values: names(client.values), clusters: true }),
    words: [],
  };
  const details = {
    tool: client.tool,
    operation: two.trim(),
    ...targetOf(
      words
        .slice(2)
        .map(({ value }) => value)
        .join(' '),
    ),
    ...place(session),
    spans: spansOf(run.name, first, second),
  };
  if (first === undefined || run.args.some(({ value }) => /^--?help$|^--version$/.test(value)))
    return [read({ ...details, operation: 'help' })];
  if (client.tool === 'clickhouse')
    return /^(?:local|format|server|obfuscator|compressor|benchmark)$/.test(one) ? [] : [unknown(details)];
  if (client.tool === 'cockroach') {
    const kind = cockroachVerbs.get(two) ?? cockroachVerbs.get(one);
    return kind === 'local'
      ? []
      : [
          make[kind ?? 'unknown']({
            ...details,
            ...noteOf(kind === undefined ? 'Holdpoint does not know this command.' : undefined),
          }),
        ];
  }
  const verb =
    words.find(
      ({ value }, index) => index > 0 && (snowDestroys.test(value) || snowLooks.test(value) || snowChanges.test(value)),
    )?.value ?? '';
  const kind = snowDestroys.test(verb)
    ? 'destroy'
    : snowLooks.test(verb)
      ? 'read'
      : snowChanges.test(verb)
        ? 'change'
        : 'unknown';
  return [
    make[kind]({ ...details, ...noteOf(kind === 'unknown' ? 'Holdpoint does not know this command.' : undefined) }),
  ];
}

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const client = clients.get(run.program);
  if (client === undefined) return [];
  const first = run.args.find((word) => !shapeOf(word).startsWith('-'));
  const aside = client.under !== undefined && client.under.size > 0 && !client.under.has(first?.value ?? '');
  // `clickhouse --client -q`, as old versions have it.
  if (aside && !run.args.some(({ value }) => value === '--client')) return subcommand(run, call, client);
  return analyzeClient(run, call, client);
}

export const sqlClients: Analyzer = {
  id: 'sql',
  programs: [
    'mycli',
    'mysqlsh',
    'sqlcmd',
    'sqlplus',
    'clickhouse-client',
    'cockroach',
    'snowsql',
    'cqlsh',
    'usql',
    'pgcli',
    'impala-shell',
    'spark-sql',
    'cbq',
    'ksql',
  ],
  aliases: ['isql', 'isql-fb', 'mysql', 'mariadb', 'clickhouse', 'snow', 'trino', 'presto', 'beeline', 'hive'],
  analyze,
};
