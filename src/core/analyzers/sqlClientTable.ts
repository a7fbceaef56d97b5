/**
 * Clients of SQL servers, as a table: which options carry SQL, files, host and database, and which lines are the
 * client's own (`source file`, `:r file`, `!system`). Their references stand in `sqlClients.ts`, which reads it.
 */
import type { Word } from '../shell/invocation.ts';
import { names } from '../shell/options.ts';
import type { Dialect } from './sqlText.ts';

export interface Client {
  /** The `tool` of its effects. */
  readonly tool: string;
  readonly dialect: Dialect;
  /** Options that take the next word, beside the ones below. */
  readonly values: string;
  readonly sql: string;
  readonly files?: string;
  readonly host?: string;
  readonly database?: string;
  readonly user?: string;
  /** Variables that name the host. */
  readonly env?: readonly string[];
  /** What words are: a database, or an address with one. */
  readonly words?: 'database' | 'address';
  /** Words in front of what is SQL: `cockroach sql`. */
  readonly under?: ReadonlySet<string>;
  /** Long options have one dash. */
  readonly oneDash?: true;
  /** What stands in a line of its own and is the client's: its first word. */
  readonly own?: (line: string) => Own | undefined;
}

/** A line for the client itself. */
type Own =
  | { readonly kind: 'read' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'unknown'; readonly note: string };

export const runsProgram: Own = { kind: 'unknown', note: 'It runs a program.' };

const mysqlLine = (line: string): Own | undefined => {
  const file = /^\s*(?:source|\\\.)\s+(\S.*?)\s*;?\s*$/i.exec(line)?.[1];
  if (file !== undefined) return { kind: 'file', path: file };
  if (/^\s*(?:system\b|\\!)/i.test(line)) return runsProgram;
  if (/^\s*(?:pager|\\P|tee|\\T)\s+\S/.test(line))
    return { kind: 'unknown', note: 'Its output goes to a program or a file.' };
  return /^\s*(?:delimiter\b|\\[dhqrsuwWGgcC#?]|nopager|notee|status\s*;?\s*$|warnings|nowarning|exit|quit|connect\b)/i.test(
    line,
  )
    ? { kind: 'read' }
    : undefined;
};

const sqlcmdLine = (line: string): Own | undefined => {
  const file = /^\s*:r\s+(\S.*?)\s*$/i.exec(line)?.[1];
  if (file !== undefined) return { kind: 'file', path: file.replace(/^"|"$/g, '') };
  if (/^\s*(?::?!!)/.test(line)) return runsProgram;
  if (/^\s*:connect\b/i.test(line)) return { kind: 'unknown', note: 'It connects to another server.' };
  return /^\s*(?::\w+|quit\b|exit\b\s*$|reset\b|ed\b)/i.test(line) ? { kind: 'read' } : undefined;
};

const sqlplusLine = (line: string): Own | undefined => {
  const file = /^\s*(?:@@?|start\s+)\s*(\S+)/i.exec(line)?.[1];
  if (file !== undefined) return { kind: 'file', path: /\.\w+$/.test(file) ? file : `${file}.sql` };
  if (/^\s*(?:host\b|!)/i.test(line)) return runsProgram;
  return /^\s*(?:\/\s*$|set\b|spool\b|whenever\b|define\b|undefine\b|column\b|col\b|prompt\b|exit\b|quit\b|desc(?:ribe)?\b|show\b|conn(?:ect)?\b|var(?:iable)?\b|print\b|rem\b|remark\b|pause\b|break\b|ttitle\b|btitle\b|accept\b|timing\b|list\b|clear\b)/i.test(
    line,
  )
    ? { kind: 'read' }
    : undefined;
};

const snowLine = (line: string): Own | undefined => {
  const file = /^\s*!(?:source|load)\s+(\S+)/i.exec(line)?.[1];
  if (file !== undefined) return { kind: 'file', path: file };
  if (/^\s*!system\b/i.test(line)) return runsProgram;
  return /^\s*!\w+/.test(line) ? { kind: 'read' } : undefined;
};

const cqlLine = (line: string): Own | undefined => {
  // It writes a file of this machine.
  if (/^\s*copy\s[^;]*\bto\s/i.test(line)) return { kind: 'read' };
  const file = /^\s*source\s+'([^']+)'/i.exec(line)?.[1];
  if (file !== undefined) return { kind: 'file', path: file };
  return /^\s*(?:consistency|tracing|paging|expand|capture|serial|login|describe|desc|show|exit|help|clear)\b/i.test(
    line,
  )
    ? { kind: 'read' }
    : undefined;
};

const backslashLine = (line: string): Own | undefined => {
  if (/^\s*\\!/.test(line)) return runsProgram;
  const file = /^\s*\\(?:i|ir|include)\s+(\S+)/.exec(line)?.[1];
  if (file !== undefined) return { kind: 'file', path: file };
  return /^\s*\\\w+/.test(line) ? { kind: 'read' } : undefined;
};

const mysql: Client = {
  tool: 'mysql',
  dialect: 'mysql',
  values:
    '-P --port -S --socket --protocol --default-character-set --ssl-ca --ssl-cert --ssl-key --ssl-mode --max-allowed-packet --connect-timeout --defaults-file --defaults-extra-file --defaults-group-suffix --login-path --prompt --tee --delimiter --plugin-dir -W --authentication-mode --zstd-compression-level --database-url',
  sql: '-e --execute --init-command',
  host: '-h --host',
  database: '-D --database',
  user: '-u --user',
  env: ['MYSQL_HOST'],
  words: 'database',
  own: mysqlLine,
};

const cockroach: Client = {
  tool: 'cockroach',
  dialect: 'postgres',
  values: '-p --port --certs-dir --format --set --watch --read-only --cert-principal-map -o',
  sql: '-e --execute',
  files: '-f --file',
  host: '--host --url',
  database: '-d --database',
  user: '-u --user',
  env: ['COCKROACH_URL', 'COCKROACH_HOST'],
  under: names('sql'),
  own: backslashLine,
};

const clickhouse: Client = {
  tool: 'clickhouse',
  dialect: 'mysql',
  values:
    '--port --password --format -f --input-format --output-format --config-file -C --max_threads --query_id --connection --param_id --log-level --secure-port',
  sql: '-q --query',
  files: '--queries-file',
  host: '-h --host',
  database: '-d --database',
  user: '-u --user',
  env: ['CLICKHOUSE_HOST'],
  under: names('client'),
};

const snow: Client = {
  tool: 'snow',
  dialect: 'postgres',
  values:
    '-r --rolename -w --warehouse -s --schemaname --config -D --variable -o --option --role --schema --connection -c --format --private-key-path --authenticator --password --log-level --private-key-file --environment',
  sql: '-q --query',
  files: '-f --filename',
  host: '-a --accountname --account',
  database: '-d --dbname --database',
  user: '-u --username --user',
  env: ['SNOWSQL_ACCOUNT', 'SNOWFLAKE_ACCOUNT'],
  own: snowLine,
};

/** N1QL, ksqlDB and Firebird. */
const cbq: Client = {
  tool: 'cbq',
  dialect: 'mysql',
  values: '-c --credentials -t --timeout -o --output -q --quiet -ne',
  sql: '-s --script',
  files: '-f --file',
  host: '-e --engine',
  user: '-u --user',
};

/** The clients, by program. */
/** Options of MySQL's programs that choose a place, a settings file or the SQL. */
const telling = [
  ...names('--host --port --socket --user --password --database --protocol --login-path --plugin-dir'),
  ...names('--defaults-file --defaults-extra-file --defaults-group-suffix --execute --init-command'),
];

/** `--hos=db`, `--loose-host=db`, `--login_path=x`: MySQL's programs take a beginning that only one option has for the whole. */
export function inFull(word: Word): Word {
  const [written = ''] = /^--[a-z_-]{2,}(?==|$)/.exec(word.value) ?? [];
  const spelled = written.replaceAll('_', '-').replace(/^--loose-/, '--');
  const [name, ...others] = telling.filter((each) => each === spelled || each.startsWith(spelled));
  if (spelled.length < 4 || name === undefined || others.length > 0 || name === written) return word;
  const full = (text: string) => `${name}${text.slice(written.length)}`;
  return { ...word, value: full(word.value), ...(word.shape === undefined ? {} : { shape: full(word.shape) }) };
}

export const clients: ReadonlyMap<string, Client> = new Map<string, Client>([
  ['mysql', mysql],
  ['mariadb', mysql],
  ['mycli', { ...mysql, tool: 'mycli', values: `${mysql.values} -R --myclirc` }],
  [
    'mysqlsh',
    {
      ...mysql,
      tool: 'mysqlsh',
      files: '-f --file',
      values: `${mysql.values} --uri --result-format`,
      words: 'address',
    },
  ],
  [
    'sqlcmd',
    {
      tool: 'sqlcmd',
      dialect: 'tsql',
      values: '-P -v -o -s -w -h -l -t -m -a -c -f -H -K -M -V -y -Y -r -x -z -Z -j -k -g',
      sql: '-Q -q --query --initial-query',
      files: '-i --input-file',
      host: '-S --server',
      database: '-d --database-name',
      user: '-U --user-name',
      env: ['SQLCMDSERVER'],
      own: sqlcmdLine,
    },
  ],
  [
    'sqlplus',
    {
      tool: 'sqlplus',
      dialect: 'oracle',
      values: '-C -M -R -AC',
      sql: '',
      words: 'address',
      oneDash: true,
      own: sqlplusLine,
    },
  ],
  ['clickhouse-client', { ...clickhouse, under: names('') }],
  ['clickhouse', clickhouse],
  ['cockroach', cockroach],
  ['snowsql', snow],
  ['snow', { ...snow, under: names('sql') }],
  [
    'cqlsh',
    {
      tool: 'cqlsh',
      dialect: 'oracle',
      values:
        '-p --password --encoding --cqlshrc --cqlversion --protocol-version --connect-timeout --request-timeout -b --secure-connect-bundle --browser',
      sql: '-e --execute',
      files: '-f --file',
      database: '-k --keyspace',
      user: '-u --username',
      words: 'address',
      own: cqlLine,
    },
  ],
  [
    'usql',
    {
      tool: 'usql',
      dialect: 'postgres',
      values: '-o --out -F -P --pset -R -T -v --set --variable',
      sql: '-c --command',
      files: '-f --file',
      words: 'address',
      own: backslashLine,
    },
  ],
  [
    'pgcli',
    {
      tool: 'pgcli',
      dialect: 'postgres',
      values: '-p --port --pgclirc -D --dsn --row-limit --application-name --prompt',
      sql: '-c --command --init-command',
      host: '-h --host',
      database: '-d --dbname',
      user: '-u -U --user --username',
      env: ['PGHOST'],
      words: 'address',
      own: backslashLine,
    },
  ],
  [
    'trino',
    {
      tool: 'trino',
      dialect: 'oracle',
      values: '--catalog --output-format --session --source --client-tags',
      sql: '--execute',
      files: '-f --file',
      host: '--server',
      database: '--schema',
      user: '--user',
    },
  ],
  [
    'presto',
    {
      tool: 'presto',
      dialect: 'oracle',
      values: '--catalog --output-format --session --source --client-tags',
      sql: '--execute',
      files: '-f --file',
      host: '--server',
      database: '--schema',
      user: '--user',
    },
  ],
  [
    'beeline',
    {
      tool: 'beeline',
      dialect: 'mysql',
      values: '-d -p -w --hiveconf --hivevar',
      sql: '-e',
      files: '-f -i',
      host: '-u',
      user: '-n',
    },
  ],
  [
    'hive',
    {
      tool: 'hive',
      dialect: 'mysql',
      values: '--hiveconf --hivevar -d --define',
      sql: '-e',
      files: '-f -i',
      database: '--database',
    },
  ],
  [
    'spark-sql',
    {
      tool: 'spark-sql',
      dialect: 'mysql',
      values: '--master --conf --packages --jars --hiveconf --hivevar',
      sql: '-e',
      files: '-f -i',
      database: '--database',
    },
  ],
  ['cbq', cbq],
  [
    'ksql',
    {
      tool: 'ksql',
      dialect: 'oracle',
      values: '--query-timeout --config-file --user --password --output',
      sql: '-e --execute',
      files: '-f --file',
      words: 'address',
    },
  ],
  [
    'isql',
    {
      tool: 'isql',
      dialect: 'oracle',
      values:
        '-u -user -p -password -r -role -ch -charset -o -output -t -terminator -s -sql_dialect -c -cache -S -U -P -D -w -d -m',
      sql: '',
      files: '-i -input',
      words: 'database',
      oneDash: true,
    },
  ],
  [
    'impala-shell',
    {
      tool: 'impala-shell',
      dialect: 'mysql',
      values: '-o --output_file -k --kerberos_service_name --var',
      sql: '-q --query',
      files: '-f --query_file',
      host: '-i --impalad',
      database: '-d --database',
      user: '-u --user',
    },
  ],
]);
