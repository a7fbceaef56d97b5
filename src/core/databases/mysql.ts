/**
 * What SQL given to `mysql` or `mariadb` would do, by the server it is meant for. Two or three sessions that cannot write.
 * @see https://mariadb.com/kb/en/mariadb-command-line-client/ https://dev.mysql.com/doc/refman/8.4/en/mysql-command-options.html
 */
import { canonical } from '../../base/json.ts';
import { clients, inFull } from '../analyzers/sqlClientTable.ts';
import type { AskTool } from '../impact/askTool.ts';
import type { ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { literals } from '../shell/invocation.ts';
import { names, readOptions } from '../shell/options.ts';
import { beginReading, catalogQueries, countLine } from './mysqlCatalog.ts';
import { quotedName } from './sqlNames.ts';
import { sqlProbe } from './sqlProbe.ts';
import { type ClientLine, sqlCollector, withheld } from './sqlSession.ts';

const client = clients.get('mysql');
const sqlOptions = names(client?.sql ?? '');
const valued = names(
  [client?.values, client?.sql, client?.host, client?.database, client?.user].filter(Boolean).join(' '),
);

/** Where it connects, and as whom. What names a file or a plugin may bring the project's own. */
const connecting =
  /^(?:-[hPSuD]|--(?:host|port|socket|user|database|protocol|login-path|default-character-set|ssl-mode|ssl|skip-ssl|ssl-verify-server-cert|defaults-group-suffix))$/;
const bringing = /^--(?:defaults-file|defaults-extra-file|plugin-dir|ssl-ca|ssl-cert|ssl-key)$/;

const mysqlLine: ClientLine = (line, blank) => {
  const inline = /\\[gG!]/.exec(blank);
  if (/^\s*delimiter\b/i.test(blank)) return { sql: '', why: 'It changes where a statement ends.' };
  const own = client?.own?.(blank.trim() === '' ? '' : line);
  if (own?.kind === 'file') return { sql: '', file: own.path };
  if (own?.kind === 'unknown') return { sql: '', why: own.note };
  if (own?.kind === 'read') return { sql: /^\s*(?:connect\b|\\r)/i.test(line) ? 'CONNECT' : '' };
  if (inline === null) return undefined;
  if (inline[0] === '\\!') return { sql: line.slice(0, inline.index), why: 'It runs a program.' };
  return { sql: `${line.slice(0, inline.index)};${line.slice(inline.index + 2)}` };
};

/** What `mysql` would get, where it connects and with which password. */
export function readMysql(command: CommandSubject, read: (path: string) => string | undefined) {
  const spoken = literals(command.args).map(inFull);
  const password = spoken
    .map(({ value }) => /^(?:-p|--password=)(.+)$/s.exec(value)?.[1])
    .findLast((found) => found !== undefined);
  const words = spoken.filter(({ value }) => !/^(?:-p|--password(?:=|$))/.test(value));
  const { options, words: rest } = readOptions(words, { values: valued, clusters: true });
  const collector = sqlCollector(command, read, mysqlLine);
  const first: string[] = [];
  const connection: string[] = [];
  let given = false;
  for (const { name, value } of options) {
    if (sqlOptions.has(name) && value !== undefined) {
      given ||= name !== '--init-command';
      collector.add(value.value, 'mysql');
    } else if (connecting.test(name) || bringing.test(name)) {
      const option =
        value === undefined ? [name] : name.startsWith('--') ? [`${name}=${value.value}`] : [name, value.value];
      // These must stand before all others.
      (/^--defaults-/.test(name) ? first : connection).push(...option);
    }
  }
  if (!given) collector.input('mysql');
  const [database] = rest.map(({ value }) => value);
  const host = options.findLast(({ name }) => /^(?:-h|--host)$/.test(name))?.value?.value;
  const sql = collector.collected();
  return { sql, first, connection, database, host, password, brings: options.some(({ name }) => bringing.test(name)) };
}

/** `mysqladmin drop shop`, as SQL. */
export const askMysqladmin: AskTool = (command, effect, read) => {
  const at = command.args.indexOf('drop');
  const name = command.args[at + 1];
  if (!/(?:mysqladmin|mariadb-admin)$/.test(command.program) || at < 0 || name === undefined) return [];
  const options = command.args.filter(
    (word, index) => index !== at && index !== at + 1 && !/^(?:-f|--force)$/.test(word),
  );
  const sql = `DROP DATABASE ${quotedName([name], 'mysql')}`;
  const program = command.program.replace(/(?:admin|-admin)$/, '');
  return askMysql({ ...command, program, args: [...options, '--execute', sql] }, effect, read);
};

export const askMysql: AskTool = (command, _effect, read) => {
  if (!/(?:^|\/)(?:mysql|mariadb)$/.test(command.program)) return [];
  const { sql, first, connection, database, host, password, brings } = readMysql(command, read);
  const plain = isPlain(command) && !brings;
  const session = (statements: readonly string[]): ProbeStep => ({
    program: command.program,
    args: [
      ...first,
      ...'--batch --raw --skip-column-names --no-auto-rehash --connect-timeout=5 --local-infile=0'.split(' '),
      ...connection,
      ...(database === undefined ? [] : [`--database=${database}`]),
      '--execute',
      [...beginReading, ...statements, 'COMMIT'].join(';\n'),
    ],
    cwd: command.directory,
    env: {
      ...withheld(host, 'MYSQL_PWD'),
      ...command.env,
      ...(password === undefined ? {} : { MYSQL_PWD: password }),
    },
    good: [0],
    confidential: false,
  });
  return [
    sqlProbe({
      id: canonical(['mysql', command.program, command.directory, first, connection, database ?? null, sql.texts]),
      kind: plain ? 'network' : 'project code',
      dialect: 'mysql',
      provider: 'mysql',
      sql,
      enforced: !sql.texts.some((text) => /\bforeign_key_checks\s*=\s*(?:0|off)\b/i.test(text)),
      first: [session(catalogQueries)],
      count: ({ database: chosen }, lines) =>
        session([...(chosen === undefined ? [] : [`USE ${quotedName([chosen], 'mysql')}`]), ...lines]),
      countLine,
    }),
  ];
};
