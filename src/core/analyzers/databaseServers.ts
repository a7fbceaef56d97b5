/**
 * What database servers bring for their own administration, clusters, backups and data that moves in or out.
 *
 * Handles `pg_ctl stop -D DIR`, `pg_dropcluster 16 main`, `patronictl failover`, `repmgr standby promote`, `barman delete`,
 * `clickhouse-backup restore`, `vtctldclient ApplySchema`, `tiup cluster destroy`, `neo4j-admin database load`,
 * `couchbase-cli bucket-delete`, `arangorestore`, `dgraph live`, `edgedb migrate`, `ydb scheme rmdir`, `surreal import`,
 * `sqlpackage /Action:Publish`, `bcp t in f`, `impdp`, `rman`, `srvctl stop database`, `pgloader`, `ogr2ogr PG:…`,
 * `echo flush_all | nc cache 11211`.
 *
 * https://www.postgresql.org/docs/current/app-pg-ctl.html https://manpages.debian.org/stable/postgresql-common/
 * https://patroni.readthedocs.io/en/latest/patronictl.html https://www.repmgr.org/docs/current/ https://docs.pgbarman.org/
 * https://github.com/Altinity/clickhouse-backup https://vitess.io/docs/reference/programs/vtctldclient/ https://docs.pingcap.com/tidb/stable/tiup-overview/
 * https://neo4j.com/docs/operations-manual/current/neo4j-admin-neo4j-cli/ https://docs.couchbase.com/server/current/cli/cbcli-intro.html
 * https://docs.arangodb.com/stable/components/tools/ https://dgraph.io/docs/cli/ https://docs.geldata.com/reference/using/cli https://ydb.tech/docs/en/reference/ydb-cli/
 * https://surrealdb.com/docs/surrealdb/cli https://learn.microsoft.com/sql/tools/ https://docs.oracle.com/en/database/oracle/oracle-database/23/sutil/
 * https://pgloader.readthedocs.io/ https://gdal.org/en/stable/programs/ogr2ogr.html
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { hole, type Invocation, shapeOf } from '../shell/invocation.ts';
import { lastOption } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf } from './analyzer.ts';
import { heaviest, readSql } from './sql.ts';
import { isScratchFile } from './sqlFiles.ts';
import { type Found, type Kind, type Table, tabled, type Verdict } from './table.ts';

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

/** A data directory of the project is nobody's server. */
const ownDirectory =
  (...options: readonly string[]) =>
  ({ run, call, kind, options: given, words }: Found): Verdict | undefined => {
    const directory = lastOption(given, ...options)?.value ?? words[0];
    return kind !== 'read' && directory !== undefined && isScratchFile(directory, run, call)
      ? { kind: 'local' }
      : undefined;
  };

const tables: readonly Table[] = [
  {
    programs: ['pg_ctl'],
    commands: `
      read    status, logrotate
      local   init, initdb
      change  start, stop, restart, reload, promote
      destroy kill`,
    values: '-D --pgdata -l --log -m --mode -o --options -p -t --timeout -U -P -N',
    unless: ownDirectory('-D', '--pgdata'),
  },
  {
    programs: ['initdb'],
    commands: 'change run',
    otherwise: 'change',
    bare: 'change',
    values: '-D --pgdata -U --username -E --encoding -A --auth --locale -X --waldir --pwfile',
    unless: ownDirectory('-D', '--pgdata'),
  },
  {
    programs: ['pg_ctlcluster', 'pg_dropcluster', 'pg_createcluster', 'pg_upgradecluster', 'pg_renamecluster'],
    commands: 'read help',
    otherwise: 'change',
    unless: ({ run, words }) => ({
      kind:
        run.program === 'pg_dropcluster'
          ? 'destroy'
          : words.some(({ value }) => value === 'status')
            ? 'read'
            : 'change',
    }),
  },
  {
    programs: ['patronictl'],
    commands: `
      read    list, topology, history, show-config, version, dsn, query
      change  failover, switchover, restart, reload, pause, resume, edit-config, scaffold, flush, demote-cluster, promote-cluster
      destroy remove, reinit`,
    values: '-c --config-file -d --dcs-url --dcs',
    unless: ({ operation, options, words }) => {
      if (operation !== 'query') return undefined;
      const sql = lastOption(options, '-c', '--command')?.value ?? words[1];
      return sql === undefined ? { kind: 'open' } : sqlKind(shapeOf(sql));
    },
  },
  {
    programs: ['repmgr'],
    commands: `
      read    cluster show, cluster event, cluster matrix, cluster crosscheck, node status, node check, service status, daemon status
      change  primary register, standby register, standby clone, standby promote, standby follow, standby switchover, node rejoin, node service, node control
      change  witness register, service pause, service unpause, daemon start, daemon stop, cluster cleanup, daemon pause, daemon unpause
      destroy primary unregister, standby unregister, witness unregister`,
    values: '-f --config-file -h --host -d --dbname -U --username -D --pgdata --node-id --upstream-node-id',
  },
  {
    programs: ['barman'],
    commands: `
      read    list-backups|list-backup, show-backup, check, status, list-servers|list-server, show-servers|show-server, diagnose, list-files, replication-status, verify-backup, check-backup, get-wal, list-processes
      change  backup, switch-wal|switch-xlog, cron, receive-wal, archive-wal, keep, sync-backup, sync-wals, config-switch, config-update, put-wal, generate-manifest, lock-directory-cleanup, terminate-process
      destroy delete, recover|restore`,
    values: '-c --config',
  },
  {
    programs: ['clickhouse-backup'],
    commands: `
      read    list, tables, default-config, print-config
      change  create, upload, download, create_remote, watch, server
      destroy delete, restore, restore_remote, clean, clean_remote_broken, clean_broken_retention`,
    values: '-c --config -t --tables',
  },
  {
    programs: ['tiup'],
    commands: `
      read    list, status, cluster list, cluster display, cluster check, cluster audit, cluster template, cluster help, dm list, dm display, dm check, env, telemetry status
      local   playground, install, uninstall, update, mirror, clean, completion, bench, client
      change  cluster deploy, cluster start, cluster stop, cluster restart, cluster scale-out, cluster upgrade, cluster patch, cluster reload, cluster edit-config, cluster exec, cluster enable, cluster disable, cluster rename, cluster import, cluster replay, cluster push, cluster meta, dm deploy, dm start, dm stop, dm upgrade, dm restart, dm scale-out
      destroy cluster destroy, cluster clean, cluster prune, cluster scale-in, dm destroy, dm scale-in, dm prune`,
  },
  {
    programs: ['dgraph'],
    commands: `
      read    version, export_backup, lsbackup, debug, debuginfo
      local   zero, alpha, cert, conv, decrypt
      change  live, bulk, acl, increment, upgrade, migrate, audit
      destroy restore`,
  },
  {
    programs: ['neo4j-admin'],
    commands: `
      read    database info, database check, database dump, database backup, server status, server report, server validate-config, server memory-recommendation, server get-id, check-consistency, memrec, dump, backup, report, help, version
      change  database copy, database migrate, database import, database upload, database aggregate-backup, server start, server stop, server restart, server console, server migrate-configuration, dbms set-initial-password, dbms set-default-admin, set-initial-password, import, copy, push-to-cloud
      destroy database load, database restore, dbms unbind-system-db, load, restore, unbind`,
  },
  {
    programs: ['couchbase-cli'],
    commands: `
      read    server-list, server-info, host-list, bucket-list, user-manage --list, group-manage, collection-manage, server-eshell, rebalance-status, ssl-manage, xdcr-replicate --list, help
      change  cluster-init, node-init, server-add, server-readd, rebalance, rebalance-stop, failover, recovery, bucket-create, bucket-edit, bucket-compact, setting-alert, setting-cluster, setting-index, setting-audit, setting-autofailover, setting-compaction, setting-ldap, setting-notification, setting-password-policy, setting-query, setting-rebalance, setting-saslauthd, setting-security, setting-xdcr, setting-on-demand, setting-alternate-address, user-manage, xdcr-setup, xdcr-replicate, eventing-function-setup, analytics-link-setup, collect-logs-start, collect-logs-stop, master-password, admin-manage, reset-admin-password, ip-family, node-to-node-encryption, enable-developer-preview, reset-cipher-suites, backup-service, group-manage
      destroy bucket-delete, bucket-flush, server-remove`,
    values: '-c --cluster -u --username -p --password --bucket',
  },
  {
    programs: ['cbbackupmgr'],
    commands: `
      read    info, list, examine, help
      change  config, backup, merge, collect-logs
      destroy restore, remove, compact`,
  },
  {
    programs: ['edgedb', 'gel'],
    commands: `
      read    list, info, describe, migration status, migration log, branch list, branch current, instance list, instance status, instance logs, project info, query, database list, analyze, cloud secretkey list, server info, server list-versions
      local   ui, migration create, migration extract, migration edit, migration upgrade-check, project init, project upgrade, cli upgrade, generate, hash-password, instance credentials, server install, server uninstall
      change  migrate, migration apply, branch create, branch switch, branch rename, branch merge, branch rebase, database create, instance create, instance link, instance start, instance stop, instance restart, instance resize, instance upgrade, instance reset-password, configure, restore, watch, cloud login, cloud secretkey create, dump
      destroy database drop, database wipe, branch drop, branch wipe, instance destroy, instance revert, instance unlink, project unlink, cloud secretkey revoke`,
    values: '-I --instance --dsn -H --host -P --port -u --user -d --database -b --branch --credentials-file',
    bare: 'unknown',
    unless: ({ operation, words, run }) => {
      if (operation === 'dump') return { kind: 'read' };
      return operation === 'query' ? edgeQl(words.map(shapeOf).join('; ') || run.stdin?.value) : undefined;
    },
  },
  {
    programs: ['surreal'],
    commands: `
      read    version, export, validate, is-ready, isready
      local   start, upgrade, completions
      change  import, fix, ml import
      open    sql`,
    values: '-e --conn --endpoint -u --user -p --pass --ns --namespace --db --database --auth-level',
    unless: ({ operation, run }) =>
      operation === 'sql' && run.stdin?.known === true ? surrealQl(run.stdin.value) : undefined,
  },
  {
    programs: ['ydb'],
    commands: `
      read    version, discovery whoami, discovery list, config profile list, config info, monitoring healthcheck
      local   config profile create, config profile set, init, workload
      open    sql, yql`,
    nouns: 'scheme table topic import export operation admin tools scripting auth config',
    verbs: `
      read    ls, describe, list, get, dump, explain, read, tail, scan
      change  mkdir, create, alter, write, copy, rename, restore, s3, file, add, set, grant, commit, cancel, upsert, execute
      destroy drop, rmdir, delete, forget, revoke, truncate`,
    values: '-e --endpoint -d --database -p --profile -s --script -q --query -f --file',
    unless: ({ operation, kind, options }) => {
      const sql = lastOption(options, '-s', '--script', '-q', '--query')?.value;
      return sql !== undefined && (kind === 'open' || /execute$/.test(operation)) ? sqlKind(shapeOf(sql)) : undefined;
    },
  },
  { programs: ['arangorestore', 'arangoimport'], commands: 'read version', otherwise: 'change', bare: 'change' },
  { programs: ['arangodump', 'arangoexport'], commands: 'read version', otherwise: 'read', bare: 'read' },
  { programs: ['cbimport'], commands: 'change csv, json' },
  { programs: ['cbexport'], commands: 'read json' },
  {
    programs: ['srvctl'],
    commands: `
      read    status, config, getenv, predict
      change  start, stop, enable, disable, modify, add, relocate, upgrade, downgrade, setenv, unsetenv, convert, update, export
      destroy remove`,
    oneDash: true,
  },
  {
    programs: ['crsctl'],
    commands: `
      read    check, status, stat, query, get, lsmodules
      change  start, stop, enable, disable, modify, add, relocate, set, unset, pin, unpin, replace, config, eval
      destroy delete, release`,
    oneDash: true,
  },
  {
    programs: ['lsnrctl'],
    commands: `
      read    status, services, version, show, help
      change  start, stop, reload, set, save_config, change_password, trace, spawn
      open    admin`,
    bare: 'unknown',
  },
  {
    programs: ['pgcopydb'],
    commands: `
      read    ping, list, compare, stream cleanup --help, snapshot
      change  clone, fork, follow, copy, restore, stream, dump
      destroy stream cleanup`,
    unless: ({ operation }) => (operation === 'dump' ? { kind: 'read' } : undefined),
  },
];

const sqlKind = (text: string): Verdict => ({
  kind: text.includes(hole) ? 'unknown' : heaviest(readSql(text)),
});

/** https://docs.geldata.com/reference/reference/edgeql */
function edgeQl(text: string | undefined): Verdict {
  if (text === undefined || text.includes(hole))
    return { kind: 'unknown', note: 'The query is known only when it runs.' };
  return {
    kind: /\b(?:delete|drop|reset)\s/i.test(text)
      ? 'destroy'
      : /\b(?:insert|update|create|alter|configure)\s/i.test(text)
        ? 'change'
        : 'read',
  };
}

/** https://surrealdb.com/docs/surrealql/statements */
function surrealQl(text: string): Verdict {
  if (/(?:^|[;{(\s])(?:REMOVE|DELETE)\s/i.test(text)) return { kind: 'destroy' };
  return {
    kind: /(?:^|[;{(\s])(?:CREATE|UPDATE|UPSERT|INSERT|RELATE|DEFINE|ALTER|REBUILD|KILL|ACCESS)\s/i.test(text)
      ? 'change'
      : 'read',
  };
}

/** https://neo4j.com/docs/cypher-manual/current/clauses/ */
function cypher(text: string): EffectKind {
  const plain = text.replaceAll(/(["'`])(?:\\[\s\S]|(?!\1)[^\\])*\1|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "''");
  if (/\b(?:DETACH\s+DELETE|DELETE|DROP|REMOVE)\b/i.test(plain)) return 'destroy';
  if (
    /\b(?:CREATE|MERGE|SET|FOREACH|LOAD\s+CSV|ALTER|GRANT|DENY|REVOKE|START|STOP|TERMINATE|RENAME|ENABLE|REALLOCATE|DEALLOCATE)\b/i.test(
      plain,
    )
  )
    return 'change';
  return /\bCALL\s+(?!\{|\(|db\.(?:labels|relationshipTypes|propertyKeys|schema\.|indexes|info|ping)|dbms\.(?:components|list|info|query|procedures|functions|show)|apoc\.(?:help|meta|version)|gds\.(?:list|version|graph\.list))/i.test(
    plain,
  )
    ? 'unknown'
    : 'read';
}

interface Judged {
  readonly kind: Kind;
  readonly operation?: string | undefined;
  readonly target?: string | undefined;
  readonly note?: string | undefined;
}

type Judge = (run: Invocation, text: string, call: Surroundings) => Judged;

/** The words of a line, holes in them, as one text. */
const lineOf = ({ args }: Invocation): string => args.map(shapeOf).join(' ');

/** What a client is given: a word that is no option, a file of its own, the standard input. */
function givenText(
  run: Invocation,
  call: Surroundings,
  file: RegExp,
  words: (line: readonly string[]) => string,
): string | undefined {
  const at = run.args.findIndex(({ value }) => file.test(value));
  const path = at < 0 ? undefined : run.args[at + 1];
  if (path !== undefined) {
    const found = call.input(path, run);
    return found.kind === 'text' ? found.text : undefined;
  }
  const typed = words(run.args.map(shapeOf)).trim();
  return typed === '' ? (run.stdin === undefined ? undefined : shapeOf(run.stdin)) : typed;
}

const unread = 'What it runs is known only when it runs.';

const cypherShell: Judge = (run, _, call) => {
  const text = givenText(run, call, /^(?:-f|--file)$/, (words) =>
    words
      .filter(
        (word, index) =>
          !word.startsWith('-') &&
          !/^-(?:u|p|a|d|P)$|^--(?:username|password|address|uri|database|format|param|encryption|access-mode|impersonate)$/.test(
            words[index - 1] ?? '',
          ),
      )
      .join(' '),
  );
  return text === undefined || text.includes(hole)
    ? { kind: 'unknown', note: unread }
    : { kind: cypher(text), operation: text.slice(0, 60) };
};

/** https://www.ibm.com/docs/en/db2/12.1.0?topic=commands-db2-command-line-processor-invocation */
const db2: Judge = (run, line, call) => {
  const text = givenText(run, call, /^-\w*f$/, (words) => words.filter((word) => !/^[-+]\w+$/.test(word)).join(' '));
  if (text === undefined) return { kind: 'unknown', note: 'It opens a session, in which anything can be done.' };
  if (
    /^\s*(?:connect|terminate|list|get|describe|quit|\?|ping|attach|export|db2look|values|set\s+schema)\b/i.test(text)
  )
    return { kind: 'read', operation: text.slice(0, 40) };
  const [first] = readSql(text);
  return { ...sqlKind(text), operation: first?.operation ?? line.slice(0, 40), target: first?.target };
};

/** https://docs.oracle.com/en/database/oracle/oracle-database/23/rcmrf/ */
const rman: Judge = (run, line, call) => {
  const text = givenText(run, call, /^(?:cmdfile|@)$/i, () => '');
  if (text === undefined || text.includes(hole))
    return { kind: 'unknown', note: 'It opens a session, in which anything can be done.' };
  if (
    /\b(?:delete|drop|restore|recover|flashback|duplicate|purge)\b/i.test(text) &&
    !/\brestore\b[^;]*\b(?:preview|validate)\b/i.test(text)
  )
    return { kind: 'destroy', operation: text.trim().slice(0, 60) };
  return {
    kind: /^\s*(?:(?:list|report|show|validate|connect|exit|quit|print|set echo|restore\b[^;]*\b(?:preview|validate))\b[^;]*;?\s*)+$/i.test(
      text,
    )
      ? 'read'
      : 'change',
    operation: line.slice(0, 40),
  };
};

const dgmgrl: Judge = (run, line) => {
  const text = `${line} ${run.stdin === undefined ? '' : shapeOf(run.stdin)}`;
  if (/\b(?:remove|failover|disable)\b/i.test(text)) return { kind: 'destroy' };
  if (
    /\b(?:switchover|edit|enable|convert|reinstate|add|create|start|stop|shutdown|startup|migrate|import|set)\b/i.test(
      text,
    )
  )
    return { kind: 'change' };
  return { kind: /\b(?:show|validate|help)\b/i.test(text) ? 'read' : 'unknown' };
};

const asmcmd: Judge = (_, line) => {
  const verb = /(?:^|\s)([a-z]\w+)/.exec(line)?.[1] ?? '';
  if (/^(?:ls\w*|du|find|pwd|help|spget|lsdg)$/.test(verb)) return { kind: 'read', operation: verb };
  return {
    kind: /^(?:rm\w*|dropdg|drop\w*)$/.test(verb) ? 'destroy' : verb === '' ? 'unknown' : 'change',
    operation: verb,
  };
};

/** `sqlpackage /Action:Publish`, or `/a:Publish`. */
const sqlpackage: Judge = (_, line) => {
  const action = /[/-]a(?:ction)?:(\w+)/i.exec(line)?.[1]?.toLowerCase() ?? '';
  if (/^(?:script|deployreport|driftreport|extract|export)$/.test(action)) return { kind: 'read', operation: action };
  return action === 'publish' || action === 'import'
    ? { kind: 'destroy', operation: action, note: 'What the package does not have may be dropped.' }
    : { kind: /\/version/i.test(line) ? 'read' : 'unknown', operation: action };
};

/** `bcp db.schema.table in|out|queryout|format FILE`. */
const bcp: Judge = (run, line) => {
  const direction = run.args.find(({ value }) => /^(?:in|out|queryout|format)$/i.test(value))?.value.toLowerCase();
  return {
    kind: direction === 'in' ? 'change' : direction === undefined ? (/-v/.test(line) ? 'read' : 'unknown') : 'read',
    operation: direction,
    target: run.args[0]?.value,
  };
};

/** `ogr2ogr` writes to its first word. */
const ogr: Judge = (run, line) => {
  const first =
    run.args.find(
      ({ value }, index) =>
        !value.startsWith('-') &&
        !/^-(?:f|of|nln|nlt|t_srs|s_srs|a_srs|sql|where|lco|co|oo|doo|dialect|spat|select|gt|limit)$/.test(
          run.args[index - 1]?.value ?? '',
        ),
    )?.value ?? '';
  const server =
    /^(?:PG|MYSQL|MSSQL|OCI|MongoDBv3|ES|CARTO|SDE|postgresql):/i.test(first) || /^postgres(?:ql)?:\/\//.test(first);
  return { kind: server ? (/(?:^|\s)-overwrite\b/.test(line) ? 'destroy' : 'change') : 'local', operation: 'write' };
};

/** Verbs of `vtctldclient` and `vtctlclient` begin with what they do. */
const vitess: Judge = (run) => {
  const verb = run.args.find(({ value }) => /^[A-Z]\w+$/.test(value))?.value ?? '';
  const target = run.args[run.args.findIndex(({ value }) => value === verb) + 1]?.value;
  if (verb === '') return { kind: run.args.length === 0 ? 'read' : 'unknown' };
  if (/^(?:Get|List|Find|Validate|Show|Help)|^VDiff$/.test(verb)) return { kind: 'read', operation: verb };
  return { kind: /^(?:Delete|Remove|Emergency)/.test(verb) ? 'destroy' : 'change', operation: verb, target };
};

/** Protocols so plain that people speak them themselves. https://docs.memcached.org/protocols/basic/ */
const plainTalk: Judge = (run, line) => {
  const said = run.stdin?.known === true ? run.stdin.value : '';
  if (
    /\b(?:6379|6380|11211|26379)\b/.test(line) &&
    /(?:^|[\r\n])\s*(?:\*\d+[\r\n]|(?:flush_?all|flush_?db|delete|del|unlink|shutdown|set|add|replace|config\s+set|debug|eval|slaveof|replicaof)\b)/i.test(
      said,
    )
  )
    return {
      kind: /flush|del|unlink|shutdown/i.test(said) ? 'destroy' : 'change',
      operation: said.trim().slice(0, 40),
    };
  // ZooKeeper's four letters: https://zookeeper.apache.org/doc/current/zookeeperAdmin.html
  return {
    kind: /\b2181\b/.test(line) && /^\s*(?:kill|crst|srst)\s*$/.test(said) ? 'change' : 'local',
    operation: said.trim(),
  };
};

const always =
  (kind: Kind, ...looks: readonly RegExp[]): Judge =>
  (_, line) => ({ kind: looks.some((look) => look.test(line)) ? 'read' : kind });

const judges: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['cypher-shell', cypherShell],
  ['rman', rman],
  ['dgmgrl', dgmgrl],
  ['asmcmd', asmcmd],
  ['sqlpackage', sqlpackage],
  ['vtctldclient', vitess],
  ['vtctlclient', vitess],
  ['impdp', always('change', /\bsqlfile=/i, /\bhelp=y/i)],
  ['expdp', always('read')],
  ['sqlldr', always('change')],
  ['pgloader', always('change', /--dry-run\b/, /--version\b/, /--help\b/)],
  ['pg_repack', always('change', /(?:^|\s)(?:-N|--dry-run)\b/)],
  ['osm2pgsql', always('change')],
  ['memflush', always('destroy')],
  ['memrm', always('destroy')],
  ['proxysql-admin', always('change', /--(?:status|version|help|is-enabled)\b/)],
  ['mongosync', always('change')],
]);

const aliased: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['db2', db2],
  ['bcp', bcp],
  ['ogr2ogr', ogr],
  ['nc', plainTalk],
  ['ncat', plainTalk],
  ['netcat', plainTalk],
  ['telnet', plainTalk],
]);

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const judge = judges.get(run.program) ?? aliased.get(run.program);
  if (judge === undefined) return [];
  const line = lineOf(run);
  if (/^(?:--help|-h|--version|-V|help=y)$/.test(line)) return [];
  const { kind, operation, target, note } = judge(run, line, call);
  if (kind === 'local') return [];
  const certain = kind === 'open' ? 'unknown' : kind;
  return [
    make[certain]({
      tool: run.program,
      operation: operation === undefined || operation === '' ? 'run' : operation.replaceAll(hole, '…'),
      ...targetOf(target),
      ...placeOf(run),
      ...noteOf(note ?? (certain === 'unknown' ? 'What it does is not known.' : undefined)),
      spans: spansOf(run.name, ...run.args.slice(0, 3)),
    }),
  ];
}

export const databaseServers: readonly Analyzer[] = [
  ...tables.map((table) => tabled(table)),
  { id: 'databaseServers', programs: [...judges.keys()], analyze },
  { id: 'plainClients', programs: [], aliases: [...aliased.keys()], partial: true, analyze },
];
