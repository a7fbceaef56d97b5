/**
 * Programs around database servers: administration, dumps, backups.
 *
 * Handles `mysqladmin drop shop`, `mysqldump shop`, `mysqlimport`, `mariadb-dump`, `pgbench -i`, `pg_basebackup`,
 * `pgbackrest restore`, `wal-g delete`, `influx bucket delete`.
 *
 * https://dev.mysql.com/doc/refman/8.4/en/programs-client.html https://www.postgresql.org/docs/current/reference-server.html
 * https://pgbackrest.org/command.html https://wal-g.readthedocs.io/ https://docs.influxdata.com/influxdb/v2/reference/cli/influx/
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { type Invocation, shapeOf } from '../shell/invocation.ts';
import { lastOption, names, readOptions } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';
import { heaviest, readSql } from './sql.ts';
import { tabled } from './table.ts';

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

const values = names(
  '-h --host -P --port -u --user -S --socket --protocol -r --result-file --where --tab -T --default-character-set --ignore-table --set-gtid-purged -w -i --sleep -c --count --connect-timeout -d --dbname --database -D --pgdata -p -U --username -F --format -X -n -f --file -j --jobs -s --scale -o --outputdir -B --directory --threads -t --defaults-file --defaults-extra-file --login-path',
);

const mysqladminVerbs: ReadonlyMap<string, EffectKind> = new Map<string, EffectKind>([
  ...list('read', 'status extended-status ping processlist variables version debug'),
  ...list(
    'change',
    'create flush-hosts flush-logs flush-privileges flush-status flush-tables flush-threads flush-all-statistics flush-all-status flush-binary-log flush-client-statistics flush-engine-log flush-error-log flush-general-log flush-slow-log flush-user-statistics kill password old-password refresh reload shutdown start-slave stop-slave start-replica stop-replica start-all-slaves stop-all-slaves',
  ),
  ...list('destroy', 'drop'),
]);

function list(kind: EffectKind, text: string): readonly (readonly [string, EffectKind])[] {
  return text.split(' ').map((name) => [name, kind] as const);
}

/** Programs whose name says it all. */
const whole: ReadonlyMap<string, EffectKind | 'local'> = new Map<string, EffectKind | 'local'>([
  ...list(
    'read',
    'mysqldump mariadb-dump mysqlpump mysqlshow mariadb-show mysqlbinlog mariadb-binlog mydumper pg_basebackup pg_receivewal pg_recvlogical pg_amcheck mysqlhotcopy',
  ),
  ...list(
    'change',
    'mysqlimport mariadb-import mysqlcheck mariadb-check mysqlslap mysql_upgrade mariadb-upgrade mysql_secure_installation mariadb-secure-installation myloader pg_rewind pg_upgrade pg_createsubscriber pgbench mysql_tzinfo_to_sql xtrabackup mariabackup gh-ost pt-online-schema-change pt-kill pt-table-sync pt-slave-restart pt-heartbeat pt-table-checksum',
  ),
  ...list('destroy', 'pg_resetwal pg_archivecleanup pt-archiver'),
]);

/** What a verb on the line says, the heaviest of several: `mysqladmin status drop shop`. */
function admin(run: Invocation): {
  readonly kind: EffectKind;
  readonly operation: string;
  readonly target?: string | undefined;
} {
  const { words } = readOptions(
    run.args.filter((word) => !/^-p[^=]/.test(word.value)),
    { values, clusters: true },
  );
  for (const [index, word] of words.entries()) {
    const kind = verbKind(word.value);
    if (!word.known || kind === undefined) return { kind: 'unknown', operation: word.value };
    if (kind === 'destroy') return { kind, operation: 'drop database', target: words[index + 1]?.value };
    if (kind === 'change') return { kind, operation: word.value, target: words[index + 1]?.value };
  }
  return { kind: 'read', operation: words.map(({ value }) => value).join(' ') || 'help' };
}

/** Verbs may be shortened as long as they stay unique. */
function verbKind(word: string): EffectKind | undefined {
  const exact = mysqladminVerbs.get(word);
  if (exact !== undefined || word.length < 2) return exact;
  const found = new Set([...mysqladminVerbs].filter(([name]) => name.startsWith(word)).map(([, kind]) => kind));
  return found.size === 1 ? [...found][0] : undefined;
}

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const options = readOptions(run.args, { values, clusters: true });
  const place = placeOf(run, [
    'host',
    lastOption(options, '-h', '--host')?.value?.value ??
      variable(run, call, run.program.startsWith('pg') ? 'PGHOST' : 'MYSQL_HOST'),
  ]);
  const details = { tool: run.program, ...place, spans: spansOf(run.name, ...options.words) };
  const asks = run.args.some(({ value }) => /^(?:--help|--version|-\?|-V)$/.test(value));
  if (asks) return [read({ ...details, operation: 'help' })];
  if (/^(?:mysqladmin|mariadb-admin)$/.test(run.program)) {
    const { kind, operation, target } = admin(run);
    return [
      make[kind]({
        ...details,
        operation,
        ...targetOf(target),
        ...noteOf(kind === 'unknown' ? 'Holdpoint does not know this command.' : undefined),
      }),
    ];
  }
  const kind = whole.get(run.program) ?? 'unknown';
  if (kind === 'local') return [];
  const has = (...wanted: readonly string[]) => lastOption(options, ...wanted) !== undefined;
  const target = targetOf(
    options.words
      .filter((word) => !shapeOf(word).startsWith('-'))
      .map(({ value }) => value)
      .join(' '),
  );
  const said = { ...details, operation: run.program, ...target };
  if (run.program === 'pgbench' && has('-i', '--initialize'))
    return [destroy({ ...said, operation: 'initialize', note: 'It drops its tables first.' })];
  if (run.program === 'mysqldump' && has('--delete-master-logs', '--delete-source-logs'))
    return [destroy({ ...said, note: 'It deletes binary logs.' })];
  if (/^pg_receivewal$|^pg_recvlogical$/.test(run.program)) {
    if (has('--drop-slot')) return [destroy({ ...said, operation: 'drop slot' })];
    if (has('--create-slot')) return [change({ ...said, operation: 'create slot' })];
  }
  if (run.program === 'myloader' && has('-o', '--overwrite-tables', '--drop-table'))
    return [destroy({ ...said, note: 'What is there is dropped first.' })];
  if (run.program === 'mysqlimport' && has('--delete', '-D'))
    return [destroy({ ...said, note: 'It empties the table first.' })];
  if (/^pt-(?:archiver|heartbeat|table-checksum|slave-restart)$/.test(run.program))
    return has('--dry-run', '--explain', '--check')
      ? [read({ ...said, note: 'A dry run: nothing is changed.' })]
      : [make[kind](said)];
  if (run.program === 'pt-kill')
    return [make[has('--kill', '--kill-query', '--execute-command') ? kind : 'read'](said)];
  if (/^(?:gh-ost|pt-)/.test(run.program) && !has('--execute'))
    return [read({ ...said, note: 'Without --execute nothing is changed.' })];
  if (/^(?:xtrabackup|mariabackup)$/.test(run.program))
    return [make[has('--copy-back', '--move-back') ? 'destroy' : 'read'](said)];
  if (/^pg_(?:resetwal|rewind)$/.test(run.program) && has('-n', '--dry-run'))
    return [read({ ...said, note: 'A dry run: nothing is changed.' })];
  return [make[kind](said)];
}

export const databaseTools: Analyzer = {
  id: 'database',
  programs: ['mysqladmin', 'mariadb-admin', ...whole.keys()],
  analyze,
};

export const pgbackrest = tabled({
  programs: ['pgbackrest'],
  commands: `
    read    info, check, verify, version, help, repo-ls, repo-get
    change  backup, archive-push, archive-get, stanza-create, stanza-upgrade, start, stop, server, annotate, repo-put
    destroy restore, expire, stanza-delete, repo-rm`,
  values: '--stanza --type --target --repo --set --config --db-include --pg1-path',
  place: [['stanza', '--stanza', 'PGBACKREST_STANZA']],
});

export const walg = tabled({
  programs: ['wal-g'],
  commands: `
    read    backup-list, backup-fetch, wal-fetch, wal-show, wal-verify, st ls, st cat, st check, help
    change  backup-push, backup-mark, wal-push, wal-receive, copy, st put, st transfer
    destroy delete, st rm`,
  values: '--config',
});

export const influx = tabled({
  programs: [],
  aliases: ['influx'],
  commands: `
    read    query, ping, version, bucket list, org list, user list, auth list, task list, telegrafs list, stacks list, secret list, dashboards list, config list, v1 dbrp list, v1 auth list, replication list, remote list, backup, export, template validate, server-config
    change  write, setup, bucket create, bucket update, org create, org update, user create, user update, user password, auth create, auth active, auth inactive, task create, task update, task run, apply, config create, config set, secret update, v1 dbrp create, v1 auth create, telegrafs create, replication create, remote create, stacks init
    destroy delete, bucket delete, org delete, user delete, auth delete, task delete, stacks remove, secret delete, dashboards delete, telegrafs rm, restore, v1 dbrp delete, v1 auth delete, replication delete, remote delete, config rm`,
  values:
    '-execute -precision -format -ssl --host -t --token -o --org --org-id -b --bucket -n --name -i --id -f --file --config -c --active-config -host -port -username -password -database',
  oneDash: true,
  place: [['host', '--host -host', 'INFLUX_HOST']],
  // InfluxQL of the first version: https://docs.influxdata.com/influxdb/v1/query_language/
  otherwise: 'unknown',
  bare: 'unknown',
  unless: ({ run, kind, options }) => {
    const query = lastOption(options, '-execute', '--execute')?.value ?? (kind === 'unknown' ? run.stdin : undefined);
    if (query === undefined) return undefined;
    return { kind: query.known ? heaviest(readSql(query.value, 'mysql')) : 'unknown' };
  },
});
