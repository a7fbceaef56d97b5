/**
 * What SQL given to `psql` would do, by the server it is meant for. Two or three sessions that cannot write.
 * @see https://www.postgresql.org/docs/current/app-psql.html
 */
import { canonical } from '../../base/json.ts';
import { hostsIn, isThisMachine } from '../analyzers/databaseAddress.ts';
import { looking, known as psqlKnown, psqlValues } from '../analyzers/psql.ts';
import type { AskTool } from '../impact/askTool.ts';
import type { Probe, ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { literals } from '../shell/invocation.ts';
import { lastOption, names, type Option, type Options, readOptions } from '../shell/options.ts';
import { named, pathOf } from './countSql.ts';
import {
  beginReading,
  bytesLine,
  catalogQueries,
  countLine,
  lookIn,
  ownNamesOnly,
  whereNamesAre,
} from './postgresCatalog.ts';
import { quotedName } from './sqlNames.ts';
import { sqlProbe } from './sqlProbe.ts';
import { type ClientLine, type SqlText, sqlCollector, withheld, withoutPassword } from './sqlSession.ts';

/** Where the client connects: its own options for it, nothing else. */
interface Connection {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Nothing in it brings programs, or files of the project. */
  readonly plain: boolean;
}

const connecting = /^(?:-h|--host|-p|--port|-U|--username|-d|--dbname)$/;
/** What an address may say without making anything run or read. */
const plainSettings =
  /^(?:host|port|user|password|dbname|sslmode|channel_binding|connect_timeout|application_name|target_session_attrs|gssencmode)$/;

function connectionOf({ env, ...command }: CommandSubject, options: Options): Connection {
  const { program } = command;
  const [database, user] = options.words.map(({ value }) => value);
  const given: string[] = [];
  const secrets: Record<string, string> = {};
  let plain = isPlain({ program, env });
  const address = (text: string): string => {
    const { address: open, password } = withoutPassword(text);
    if (password !== undefined) secrets.PGPASSWORD = password;
    const dsn = open.includes('=') && !/^postgres(?:ql)?:\/\//.test(open);
    const settings = dsn
      ? [...open.matchAll(/(\w+)\s*=\s*(?:'[^']*'|\S*)/g)].map(([, name = '']) => name)
      : [...(/\?(.*)$/.exec(open)?.[1] ?? '').split('&')].filter(Boolean).map((pair) => pair.split('=')[0] ?? '');
    plain &&= settings.every((name) => plainSettings.test(name));
    const said = dsn ? /\bpassword\s*=\s*(?:'([^']*)'|(\S*))/.exec(open) : /[?&]password=([^&]*)/.exec(open);
    if (said === null) return open;
    secrets.PGPASSWORD = said[1] ?? said[2] ?? '';
    return dsn ? open.replace(said[0], '') : open.replace(/([?&])password=[^&]*&?/, '$1').replace(/[?&]$/, '');
  };
  for (const { name, value } of options.options)
    if (connecting.test(name) && value !== undefined) given.push(name, address(value.value));
  if (database !== undefined) given.push('-d', address(database));
  if (user !== undefined) given.push('-U', user);
  return {
    args: given,
    env: { ...withheld(hostOf(given) ?? env.PGHOST, 'PGPASSWORD'), ...env, ...secrets, PGAPPNAME: 'holdpoint' },
    plain,
  };
}

/** The first host of these options and addresses that is not this machine; any of them, where all are. */
function hostOf(args: readonly string[]): string | undefined {
  const hosts = args.flatMap((word, index) => {
    const name = args[index - 1] ?? '';
    return /^(?:-h|--host)$/.test(name) ? word.split(',') : /^(?:-d|--dbname)$/.test(name) ? hostsIn(word) : [];
  });
  return hosts.find((host) => !isThisMachine(host) && !host.startsWith('/')) ?? hosts[0];
}

const psqlLine: ClientLine = (line, blank) => {
  const meta = /^([^\\]*?)(\\(?:[A-Za-z_]\w*[+SxA]*|[!?;]))\s*(.*)$/.exec(blank);
  if (meta === null) return undefined;
  const [, before = '', name = '', rest = ''] = meta;
  const sql = `${line.slice(0, before.length)}${/^\\(?:g|gx|watch|;)$/.test(name) ? ';' : ''}`;
  if (/^\\(?:c|connect)$/.test(name)) return { sql, why: 'What stands behind it goes to another database.' };
  if (/^\\(?:if|elif|else|endif)$/.test(name)) return { sql, why: 'What stands behind it depends on a condition.' };
  if (name === '\\copy') return { sql, why: 'How many rows it copies is not counted.' };
  return looking.test(name) && !/^\||`/.test(rest) ? { sql } : { sql, why: 'It runs what is not in the line.' };
};

/** The rows that follow a `COPY … FROM stdin` are no statements. */
const withoutCopied = (text: string): string =>
  text.replace(/^(copy\b[^;]*\bfrom\s+stdin\b[^;]*;)[^\n]*\n[\s\S]*?^\\\.[ \t]*$/gim, '$1');

type ReadText = (path: string) => string | undefined;

/** The SQL that `psql` would get. */
export const readPsql = (command: CommandSubject, read: ReadText): SqlText =>
  textsOf(command, optionsOf(command).options, read);

/** Options of `dropdb` that take a value. */
const dropValues = names('-h --host -p --port -U --username --maintenance-db');

const optionsOf = ({ args, program }: CommandSubject): Options =>
  readOptions(literals(args), { values: /dropdb$/.test(program) ? dropValues : psqlValues, clusters: true });

export const askPsql: AskTool = (command, _effect, read) => {
  const name = command.program.replace(/^.*\//, '');
  const options = optionsOf(command);
  const connection = connectionOf(command, options);
  // A shortened option may name another server than the one that would be asked.
  if (name === 'psql' && options.options.some((one) => one.name.startsWith('--') && !psqlKnown.has(one.name)))
    return [];
  if (name === 'psql') return [probe(command, connection, textsOf(command, options.options, read))];
  const [target] = options.words.map(({ value }) => value);
  if (name !== 'dropdb' || target === undefined) return [];
  const elsewhere = lastOption(options, '--maintenance-db')?.value?.value ?? 'postgres';
  const args = [
    ...connection.args.filter((_, index, all) => all[index] !== '-d' && all[index - 1] !== '-d'),
    '-d',
    elsewhere,
  ];
  const force = lastOption(options, '-f', '--force') === undefined ? '' : ' WITH (FORCE)';
  const texts = [`DROP DATABASE ${quotedName([target], 'postgres')}${force}`];
  return [probe({ ...command, program: 'psql' }, { ...connection, args }, { texts, open: [] })];
};

function textsOf(command: CommandSubject, options: readonly Option[], read: ReadText): SqlText {
  const collector = sqlCollector(command, read, psqlLine, withoutCopied);
  let given = false;
  for (const { name, value } of options) {
    if (value === undefined || !/^(?:-c|--command|-f|--file)$/.test(name)) continue;
    given = true;
    if (/^-(?:f|-file)$/.test(name)) collector.file(value.value, 'postgres');
    else collector.add(value.value, 'postgres');
  }
  if (!given) collector.input('postgres');
  return collector.collected();
}

function probe(command: CommandSubject, connection: Connection, sql: SqlText): Probe {
  const session = (statements: readonly string[]): ProbeStep => ({
    program: command.program,
    args: [
      ...'-X -w -A -t -q -v ON_ERROR_STOP=1'.split(' '),
      ...connection.args,
      ...[...beginReading, ...statements, 'COMMIT'].flatMap((each) => ['-c', each]),
    ],
    cwd: command.directory,
    env: { PGCONNECT_TIMEOUT: '5', ...connection.env, PSQL_PAGER: '', PAGER: '' },
    good: [0],
    confidential: false,
  });
  return sqlProbe({
    id: canonical(['psql', command.program, command.directory, connection.args, sql.texts]),
    kind: connection.plain ? 'network' : 'project code',
    dialect: 'postgres',
    provider: 'postgresql',
    sql,
    enforced: true,
    first: [session([whereNamesAre, ownNamesOnly, ...catalogQueries])],
    count: ({ catalog }, lines) => session([lookIn(catalog.here.path), ...lines]),
    countLine,
    bytesLine: (relation) => bytesLine(named(relation), quotedName(pathOf(relation), 'postgres')),
  });
}
