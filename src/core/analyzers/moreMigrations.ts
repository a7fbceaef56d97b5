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
import { type Invocation, joinWords, literal, type Word } from '../shell/invocation.ts';
import type { Analyzer } from './analyzer.ts';
import { migrationWhere } from './databaseAddress.ts';
import { dotenv } from './projectDatabases.ts';
import { heaviest, readSql } from './sql.ts';
import { tabled, type Verdict } from './table.ts';

/** SQL among the words, or on the standard input. */
function sqlIn(words: readonly Word[], run: Invocation): Verdict {
  const text = words[0] === undefined ? run.stdin : joinWords(words);
  if (text === undefined) return { kind: 'open' };
  return text.known ? { kind: heaviest(readSql(text.value, 'mysql')) } : { kind: 'unknown' };
}

/** `drush @prod updb`: the site comes first, and lies elsewhere. */
const aliasFirst = (analyzer: Analyzer): Analyzer => ({
  ...analyzer,
  analyze: (run, call) => {
    const [first, ...rest] = run.args;
    return first?.value.startsWith('@')
      ? analyzer.analyze(
          { ...run, args: rest, wrappers: [...run.wrappers, 'drush'], remote: `on ${first.value}` },
          call,
        )
      : analyzer.analyze(run, call);
  },
});

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
    unless: migrationWhere({ given: ['-D', '--database-url'], settings: dotenv() }),
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
    unless: migrationWhere({ given: ['--database-url'], settings: dotenv() }),
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
    unless: migrationWhere({ given: ['-u', '--database-url'], settings: dotenv() }),
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
    unless: migrationWhere({ settings: dotenv() }),
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
    unless: migrationWhere({ given: ['--database-url'], settings: dotenv() }),
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
    unless: migrationWhere({ given: ['-t', '--target'], variables: ['SQITCH_TARGET'], inWords: true }),
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
      read    db tables, db size, db prefix, db search, db columns, db check, db export, eval-file --help, core version, core is-installed, core check-update, core verify-checksums, config list, config get, config path, cli, help, export, profile, doctor
      local   server, scaffold, package, i18n, config create, config set, config shuffle-salts, core download, find, completion
      change  db create, db import, db optimize, db repair, search-replace~, core update-db, core install, core multisite-install, core update, core convert, import, cache flush, rewrite flush, rewrite structure, cron event run, media regenerate, media import, maintenance-mode activate, maintenance-mode deactivate
      destroy db drop, db reset, db clean, site empty, site delete
      open    db query, db cli, eval, eval-file, shell`,
    nouns:
      'plugin theme user post term option comment site media menu role cap cron transient widget sidebar language network super-admin taxonomy post-type embed elementor wc redis w3-total-cache acf',
    verbs: `
      read    list, get, exists, is-installed, is-active, status, search, path, verify-checksums, check-update, count, check-password, list-caps, url, event, schedule, meta list, meta get, provider
      change  install, activate, deactivate, update, create, set, add, import, generate, enable, disable, assign, add-role, set-role, add-cap, duplicate, toggle, auto-updates, switch-language, reset-password, approve, edit, move, pluck, patch, regenerate
      destroy delete, remove, uninstall, spam, trash, empty, reset, remove-role, remove-cap, archive, deactivate-all, flush`,
    values: '--path --url --ssh --http --user --require --exec --context',
    dry: /^--dry-run$/,
    place: [['host', '--ssh --http', '']],
    unless: (found) => {
      const { run, call, kind, operation, words, options } = found;
      const far = run.remote !== undefined || options.options.some(({ name }) => /^--(?:ssh|http)$/.test(name));
      if (operation === 'db query') return sqlIn(words, run);
      if (kind === 'read' || kind === 'local' || far) return undefined;
      if (/^(?:plugin|theme|language|core)\b/.test(`${operation} ${run.args[0]?.value ?? ''}`))
        return { kind: 'local' };
      const config = call.input(literal('wp-config.php'), run);
      const host = config.kind === 'text' ? /DB_HOST['"]\s*,\s*['"]([^'"]*)/.exec(config.text)?.[1] : undefined;
      return kind === 'change' && /^(?:localhost|127\.0\.0\.1)(?::|$)/.test(host ?? '') ? { kind: 'local' } : undefined;
    },
  }),
  aliasFirst(
    tabled({
      programs: [],
      aliases: ['drush'],
      commands: `
      read    status, sql:connect, sql:conf, sql:dump, sql-dump, updatedb:status, config:status, config:get, watchdog:show, core:status, st, pm:list, pml, user:information, uinf, state:get, site:alias, sa, role:list, cron:status, queue:list, entity:info
      change  updatedb, updb, config:import, cim, sql:create, deploy, locale:update, state:set, config:set, user:create, user:login, uli, user:password, user:role:add, pm:enable, pm:install, en, cron, core:cron, queue:run, migrate:import, mim, entity:updates, search-api:index
      destroy sql:drop, sql-drop, site:install, si, sql:sanitize, sql:sync, sql-sync, entity:delete, user:cancel, pm:uninstall, pmu, migrate:rollback, mr, core:rsync, rsync, watchdog:delete, wd-del, queue:delete, config:delete
      open    sql:query, sqlq, sql:cli, sqlc, php:eval, ev, php:cli, php:script, ssh`,
      otherwise: 'local',
      values: '-l --uri -r --root --alias-path',
      unless: ({ operation, words, run, kind }) => {
        if (/^sql(?::query|q)$/.test(operation)) return sqlIn(words, run);
        return kind === 'local' && run.wrappers.at(-1) === 'drush' ? { kind: 'unknown' } : undefined;
      },
    }),
  ),
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
