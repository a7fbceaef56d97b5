/**
 * More tools that bring a schema, or the data of a warehouse or queue, to another state.
 *
 * Handles `sqlx migrate run`, `diesel database reset`, `sea-orm-cli migrate fresh`, `mikro-orm schema:drop`,
 * `node-pg-migrate up`, `db-migrate down`, `hasura migrate apply`, `sqitch revert`, `skeema push`, `dbt run`,
 * `wp db reset`, `drush sql:drop`, `nodetool decommission`, `celery -A app purge`, `pulsar-admin topics delete`.
 *
 * https://docs.rs/sqlx-cli https://diesel.rs/guides/getting-started https://www.sea-ql.org/SeaORM/docs/migration/running-migration/
 * https://mikro-orm.io/docs/migrations https://salsita.github.io/node-pg-migrate/ https://hasura.io/docs/latest/hasura-cli/commands/
 * https://sqitch.org/docs/manual/ https://www.skeema.io/docs/commands/ https://docs.getdbt.com/reference/dbt-commands
 * https://developer.wordpress.org/cli/commands/ https://www.drush.org/latest/commands/all/
 * https://cassandra.apache.org/doc/latest/cassandra/tools/nodetool/nodetool.html https://docs.celeryq.dev/en/stable/reference/cli.html
 */
import type { Analyzer } from './analyzer.ts';
import { databaseNearness, eased } from './databaseAddress.ts';
import { type Found, tabled, type Verdict } from './table.ts';

const near =
  (given: readonly string[], variables: readonly string[] = ['DATABASE_URL'], inWords = false) =>
  ({ run, call, options, kind }: Found): Verdict | undefined =>
    kind === 'read' || kind === 'local'
      ? undefined
      : {
          kind: eased(
            kind,
            databaseNearness({ run, call, options, given, variables, words: inWords ? options.words : [] }),
          ),
        };

export const moreMigrations: readonly Analyzer[] = [
  tabled({
    programs: [],
    aliases: ['sqlx'],
    commands: `
      read    migrate info, mig info
      local   prepare, prep, migrate add, mig add, migrate build-script, mig build-script, completions
      change  migrate run~, mig run~, database create, db create, database setup, db setup
      destroy database drop, db drop, database reset, db reset, migrate revert~, mig revert~`,
    values: '-D --database-url --source --target-version --connect-timeout',
    dry: /^--dry-run$/,
    unless: near(['-D', '--database-url']),
  }),
  tabled({
    programs: [],
    aliases: ['diesel'],
    commands: `
      read    migration list, migration pending, print-schema
      local   migration generate, completions
      change  setup, migration run, database setup
      destroy migration revert, migration redo, database reset, database drop`,
    values: '--database-url --config-file --migration-dir -n --number',
    unless: near(['--database-url']),
  }),
  tabled({
    programs: [],
    aliases: ['sea-orm-cli'],
    commands: `
      read    migrate status
      local   generate, migrate init, migrate generate
      change  migrate up, migrate
      destroy migrate down, migrate fresh, migrate refresh, migrate reset`,
    values: '-u --database-url -d --migration-dir -n --num -s --database-schema',
    unless: near(['-u', '--database-url']),
  }),
  tabled({
    programs: [],
    aliases: ['mikro-orm', 'mikro-orm-esm'],
    commands: `
      read    migration:list, migration:pending, migration:check, debug
      local   migration:create, generate-entities, cache:clear, cache:generate, seeder:create
      change  migration:up, schema:create, schema:update, seeder:run, database:create
      destroy migration:down, migration:fresh, schema:drop, schema:fresh`,
    values: '--config --to --from --only',
    unless: near([]),
  }),
  tabled({
    programs: [],
    aliases: ['node-pg-migrate', 'db-migrate', 'migrate-mongo', 'graphile-migrate', 'umzug', 'kysely'],
    commands: `
      read    status, check, list, migrate:list, pending, executed
      local   create, init, make, migrate:make, seed:make, compile, uncommit, commit
      change  up~, run, migrate, migrate:latest, migrate:up, seed:run, watch, db:create
      destroy down~, redo, reset, db:drop, migrate:down, migrate:rollback`,
    values: '-m --migrations-dir -d --database-url-var -e --env --config -f --file --database-url -t -c',
    dry: /^--dry-run$/,
    unless: near(['--database-url']),
  }),
  tabled({
    programs: [],
    aliases: ['hasura'],
    commands: `
      read    migrate status, metadata diff, metadata export, metadata inconsistency list, metadata inconsistency status, version, actions codegen
      local   init, console, migrate create, migrate squash, scripts, completion
      change  migrate apply~, migrate delete, metadata apply~, metadata reload, seed apply, deploy, metadata inconsistency drop
      destroy metadata clear, migrate delete`,
    values: '--endpoint --admin-secret --database-name --project --envfile --up --down --version --goto -f --file',
    dry: /^(?:--dry-run|-o)$/,
    place: [['endpoint', '--endpoint', 'HASURA_GRAPHQL_ENDPOINT']],
    unless: ({ kind, operation, options, run }) => {
      const down = options.options.some(({ name }) => name === '--down');
      const endpoint = options.options.findLast(({ name }) => name === '--endpoint')?.value;
      const local =
        run.remote === undefined && endpoint?.known === true && /^https?:\/\/(?:localhost|127\.)/.test(endpoint.value);
      if (operation === 'migrate apply' && down) return { kind: 'destroy' };
      return kind === 'change' && local ? { kind: 'local' } : undefined;
    },
  }),
  tabled({
    programs: [],
    aliases: ['sqitch'],
    commands: `
      read    status, log, show, plan, check, verify, help
      local   init, add, tag, rework, bundle, config, engine, target
      change  deploy, upgrade, checkout
      destroy revert, rebase`,
    values: '-t --target -h --db-host -d --db-name -u --db-user -p --db-port --to --to-change --set -f --plan-file',
    unless: near(['-t', '--target'], ['SQITCH_TARGET'], true),
  }),
  tabled({
    programs: [],
    aliases: ['skeema'],
    commands: `
      read    diff, lint, pull, version, help
      local   init, add-environment, format
      change  push~`,
    values: '-h --host -u --user -P --port -S --socket',
    dry: /^--dry-run$/,
    unless: ({ options, kind }) =>
      kind === 'change' && options.options.some(({ name }) => name === '--allow-unsafe')
        ? { kind: 'destroy' }
        : undefined,
  }),
  tabled({
    programs: [],
    aliases: ['dbt'],
    commands: `
      read    compile, debug, docs generate, docs, list|ls, parse, show, source freshness, source, test
      local   init, deps, clean, docs serve
      change  run, build, seed, snapshot, clone, retry
      open    run-operation`,
    values:
      '--select -s --exclude --target -t --profile --profiles-dir --project-dir --vars --threads --selector -m --models --args --state',
    place: [['target', '--target -t', 'DBT_TARGET']],
    notes: { 'run-operation': 'What the macro does is not in the line.' },
    unless: ({ kind, options }) =>
      kind === 'change' && options.options.some(({ name }) => /^(?:--full-refresh|-f)$/.test(name))
        ? { kind: 'destroy', note: 'Tables are dropped and built anew.' }
        : kind === 'change' && options.options.some(({ name }) => name === '--empty')
          ? { kind: 'change' }
          : undefined,
  }),
  tabled({
    programs: [],
    aliases: ['wp'],
    commands: `
      read    db tables, db size, db prefix, db search, db columns, db check, db export
      change  db create, db import, db optimize, db repair, search-replace~, core update-db
      destroy db drop, db reset, db clean, site empty, site delete
      open    db query, db cli`,
    otherwise: 'local',
    values: '--path --url --ssh --http --user',
    dry: /^--dry-run$/,
    place: [['host', '--ssh --http', '']],
  }),
  tabled({
    programs: [],
    aliases: ['drush'],
    commands: `
      read    status, sql:connect, sql:conf, sql:dump, sql-dump, updatedb:status, config:status, config:get, watchdog:show
      change  updatedb, updb, config:import, cim, sql:create, deploy
      destroy sql:drop, sql-drop, site:install, si, sql:sanitize, sql:sync, sql-sync, entity:delete
      open    sql:query, sqlq, sql:cli, sqlc, php:eval, ev, php:cli`,
    otherwise: 'local',
    values: '-l --uri -r --root --alias-path',
  }),
  tabled({
    programs: ['nodetool'],
    commands: `
      read    status, info, ring, describecluster, tpstats, tablestats, cfstats, compactionstats, netstats, gossipinfo, version, getlogginglevels, proxyhistograms, tablehistograms, listsnapshots, describering, getendpoints, gettimeout, statusgossip, statusbinary, statusbackup, help, viewbuildstatus
      change  repair, flush, compact, cleanup, scrub, upgradesstables, snapshot, drain, move, rebuild, refresh, join, enableautocompaction, disableautocompaction, enablegossip, disablegossip, enablebinary, disablebinary, enablebackup, disablebackup, setlogginglevel, settimeout, setcompactionthroughput, setstreamthroughput, stop, stopdaemon, garbagecollect, invalidatekeycache, invalidaterowcache, reloadschema, resetlocalschema
      destroy decommission, removenode, assassinate, clearsnapshot, truncatehints, import`,
    values: '-h --host -p --port -u --username -pw --password -pwf',
    place: [['host', '-h --host', '']],
  }),
  tabled({
    programs: [],
    aliases: ['celery'],
    commands: `
      read    inspect, status, list, report, events, result
      local   worker, beat, flower, shell, multi, graph, logtool, upgrade
      change  call, control, migrate
      destroy purge, amqp`,
    values:
      '-A --app -b --broker --result-backend --loader --config --workdir -Q -P --pool -c --concurrency -l --loglevel -n --hostname',
  }),
  tabled({
    programs: ['pulsar-admin'],
    commands: 'read version',
    nouns:
      'topics namespaces tenants clusters brokers functions sinks sources schemas subscriptions bookies packages transactions resourcegroups persistent non-persistent proxy-stats broker-stats ns-isolation-policy',
    verbs: `
      read    list, get, stats, list-*, get-*, info, info-internal, stats-internal, partitioned-stats, permissions, policies, status, peek-messages, examine-messages, healthcheck, subscriptions, extract, querystate, bundle-range, namespaces
      change  create, create-*, update, update-*, set-*, grant-*, upload, start, stop, restart, enable-*, trigger, unload, offload, compact, terminate, localrun, putstate, split-*, reset-cursor, create-subscription
      destroy delete, delete-*, remove-*, revoke-*, unsubscribe, skip, skip-*, clear-*, expire-*, unsubscribe-*, truncate`,
    values: '--admin-url --auth-plugin --auth-params',
    place: [['address', '--admin-url', '']],
  }),
];
