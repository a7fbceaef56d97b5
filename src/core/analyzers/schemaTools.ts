/**
 * Schema tools of smaller communities, of content systems, and the ones that build tools run.
 *
 * Handles `yoyo apply`, `tern migrate`, `pgroll start m.json`, `phinx rollback`, `aerich upgrade`, `bin/cake migrations migrate`,
 * `php spark migrate`, `php yii migrate/down`, `sequel -m DIR URL`, `schemachange deploy`, `medusa db:migrate`, `payload migrate:fresh`,
 * `strapi import`, `bench --site S migrate`, `./gradlew flywayClean`, `mvn liquibase:update`, `java -jar liquibase.jar update`.
 *
 * https://ollycope.com/software/yoyo/latest/ https://github.com/jackc/tern https://pgroll.com/docs/latest/cli https://book.cakephp.org/phinx/
 * https://tortoise.github.io/aerich/ https://codeigniter.com/user_guide/cli/ https://www.yiiframework.com/doc/guide/2.0/en/db-migrations
 * https://sequel.jeremyevans.net/rdoc/files/doc/bin_sequel_rdoc.html https://docs.medusajs.com/resources/medusa-cli/commands/db
 * https://payloadcms.com/docs/database/migrations https://docs.strapi.io/cms/cli https://frappeframework.com/docs/user/en/bench/bench-commands
 * https://documentation.red-gate.com/fd/maven-goal-and-gradle-task https://docs.liquibase.com/tools-integrations/maven/commands/home.html
 */
import { change, destroy, type Effect, type EffectKind, read } from '../effect.ts';
import { type Invocation, literal } from '../shell/invocation.ts';
import { lastOption, readOptions } from '../shell/options.ts';
import { type Analyzer, placeOf, type Surroundings, spansOf } from './analyzer.ts';
import { databaseNearness, eased, migrationWhere } from './databaseAddress.ts';
import { flyway, liquibase } from './migrations.ts';
import { dotenv, firstOf, hostInEnv } from './projectDatabases.ts';
import { type Table, tabled } from './table.ts';

const tables: readonly Table[] = [
  {
    programs: ['yoyo'],
    commands: `
      read    list, show
      local   new, init
      change  apply, mark, unmark, break-lock, develop
      destroy rollback, reapply`,
    values: '-d --database -c --config -m --message -r --revision',
    unless: migrationWhere({ given: ['-d', '--database'] }),
  },
  {
    programs: ['pgroll'],
    commands: `
      read    status, latest, validate, analyze, pull
      local   create, convert
      change  init, start, complete, migrate, baseline, update
      destroy rollback`,
    values: '--postgres-url --schema --pgroll-schema --lock-timeout --role',
    unless: migrationWhere({ given: ['--postgres-url'], variables: ['PGROLL_PG_URL'] }),
  },
  {
    programs: ['phinx'],
    commands: `
      read    status, list, test
      local   init, create, seed:create
      change  migrate~, seed:run~, breakpoint
      destroy rollback~`,
    values: '-e --environment -c --configuration -t --target -d --date -s --seed -p --parser',
    dry: /^(?:-x|--dry-run)$/,
    place: [['environment', '-e --environment', '']],
    unless: migrationWhere({ variables: [], environments: ['-e', '--environment'] }),
  },
  {
    programs: ['aerich'],
    commands: `
      read    history, heads, inspectdb
      local   init, migrate
      change  upgrade, init-db
      destroy downgrade`,
    values: '-c --config --app -v --version',
    unless: migrationWhere({ settings: firstOf(dotenv(), hostInEnv) }),
  },
  {
    programs: [],
    aliases: ['tern'],
    commands: `
      read    status, print-migrations, version
      local   init, new, renumber, gengen, code
      change  migrate`,
    values: '-c --config -m --migrations -d --destination --conn-string --host --port --user --database --sslmode',
    unless: (found) =>
      found.kind === 'change' && /^(?:-|0$)/.test(lastOption(found.options, '-d', '--destination')?.value?.value ?? '')
        ? { kind: 'destroy' }
        : migrationWhere({ given: ['--conn-string'] })(found),
  },
  {
    programs: [],
    aliases: [
      'reshape',
      'ley',
      'refinery',
      'masonite-orm',
      'orator',
      'piccolo',
      'clickhouse-migrations',
      'migrator',
      'east',
      'rambler',
    ],
    commands: `
      read    status, check, list, migrate:status, migrations check, history
      local   new, setup, init, make:migration, migration, migrations new, project, app, asgi, playground, schema generate, tester
      change  up, migrate, migration start, migration complete, migration migrate, seed:run, db:seed, migrations forwards, apply, fixtures load, user
      destroy down, rollback, migration abort, migrate:reset, migrate:refresh, migrate:rollback, migrate:fresh, migrations backwards, migrations clean, sql_shell`,
    otherwise: 'local',
    bare: 'local',
    values: '-c -d --dir --driver --config -p --path --url --host --db -e --env',
    unless: migrationWhere({ given: ['--url'], settings: dotenv() }),
  },
  {
    programs: ['doctrine-migrations'],
    aliases: ['doctrine'],
    commands: `
      read    status, list, current, latest, up-to-date, migrations:status, migrations:list, migrations:current, migrations:latest, migrations:up-to-date, orm:validate-schema, orm:info, orm:mapping:describe, dbal:reserved-words
      local   generate, diff, dump-schema, migrations:generate, migrations:diff, migrations:dump-schema, orm:generate-proxies, orm:clear-cache:metadata, orm:clear-cache:query, orm:clear-cache:result
      change  migrate~, execute~, version, rollup, sync-metadata-storage, migrations:migrate~, migrations:execute~, migrations:version, migrations:rollup, migrations:sync-metadata-storage, orm:schema-tool:create~, orm:schema-tool:update~
      destroy orm:schema-tool:drop~
      open    dbal:run-sql, orm:run-dql`,
    values: '--configuration --db-configuration --em --conn',
    dry: /^(?:--dry-run|--dump-sql|--write-sql)$/,
    unless: migrationWhere({ settings: firstOf(dotenv(), hostInEnv) }),
  },
  {
    programs: [],
    aliases: ['cake'],
    commands: `
      read    migrations status, schema_cache
      local   bake, server, routes, cache, i18n
      change  migrations migrate~, migrations seed, migrations mark_migrated, seeds run
      destroy migrations rollback~, seeds reset`,
    otherwise: 'local',
    values: '-c --connection -p --plugin -s --source -t --target -d --date',
    dry: /^(?:-x|--dry-run)$/,
    unless: migrationWhere({ settings: firstOf(dotenv(), hostInEnv) }),
  },
  {
    programs: [],
    aliases: ['spark'],
    commands: `
      read    migrate:status, db:table
      change  migrate, db:seed, db:create
      destroy migrate:rollback, migrate:refresh`,
    otherwise: 'local',
    values: '-g -n --namespace -b --env',
    unless: migrationWhere({ variables: [], environments: ['--env', 'CI_ENVIRONMENT'] }),
  },
  {
    programs: [],
    aliases: ['yii', 'craft'],
    commands: `
      read    migrate/history, migrate/new, db/backup, project-config/diff, project-config/export
      change  migrate, migrate/up, migrate/to, migrate/mark, migrate/all, up, project-config/apply, project-config/rebuild, users/create, users/set-password, fixture/load, fixture
      destroy migrate/down, migrate/redo, migrate/fresh, db/restore, db/drop-all-tables, fixture/unload, users/delete, entrify`,
    otherwise: 'local',
    unless: migrationWhere({ variables: [], environments: ['CRAFT_ENVIRONMENT', 'YII_ENV'], settings: hostInEnv }),
  },
  {
    programs: ['schemachange'],
    commands: `
      read    render, verify
      change  deploy~`,
    otherwise: 'change',
    values:
      '--config-folder -f --root-folder -c --change-history-table --vars -m --modules-folder -a -u -r -w -d -s -C',
    dry: /^--dry-run$/,
  },
  {
    programs: [],
    aliases: ['grate', 'rh', 'evolve', 'dbup'],
    commands: 'read version, help, info, validate, status',
    otherwise: 'change',
    bare: 'change',
    values: '-c --connectionstring -f --files -a',
    unless: (found) =>
      found.options.options.some(({ name }) => /^--(?:dryrun|version|help)$/.test(name)) ||
      (found.kind === 'change' && found.options.options.length === 0)
        ? { kind: 'read' }
        : found.options.options.some(({ name }) => name === '--drop')
          ? { kind: 'destroy' }
          : migrationWhere({ given: ['-c', '--connectionstring'] })(found),
  },
  {
    programs: ['medusa'],
    commands: `
      local   develop, start, build, lint, db:generate, plugin:db:generate, plugin:develop, plugin:build, new, telemetry
      change  db:migrate, db:setup, db:create, db:sync-links, db:migrate:scripts, seed, user, migrations run
      destroy db:rollback, migrations revert
      open    exec`,
    otherwise: 'local',
    bare: 'local',
    values: '--db --directory --seed-file -f',
    unless: migrationWhere({ settings: firstOf(dotenv(), hostInEnv) }),
  },
  {
    programs: ['strapi'],
    commands: `
      read    export, report, content-types:list, routes:list, services:list, version
      change  admin:create-user, admin:create, configuration:restore, cloud:deploy, deploy, admin:reset-user-password
      destroy import, transfer`,
    otherwise: 'local',
    bare: 'local',
    values: '-f --file -k --key --to --from --to-token --from-token --only --exclude',
    unless: migrationWhere({ settings: firstOf(dotenv(), hostInEnv) }),
  },
  {
    programs: [],
    aliases: ['payload'],
    commands: `
      read    migrate:status, info
      change  migrate
      destroy migrate:down, migrate:refresh, migrate:reset, migrate:fresh`,
    otherwise: 'local',
    bare: 'local',
    unless: migrationWhere({
      variables: ['DATABASE_URI', 'DATABASE_URL', 'MONGODB_URI', 'POSTGRES_URL'],
      settings: dotenv('DATABASE_URI', 'DATABASE_URL', 'MONGODB_URI', 'POSTGRES_URL'),
    }),
  },
  {
    programs: [],
    aliases: ['bench'],
    commands: `
      read    doctor, list-apps, version
      change  migrate, install-app, backup, set-config, set-admin-password, enable-scheduler, disable-scheduler, clear-cache, run-patch, update, new-site, restart, set-maintenance-mode, add-system-manager, switch-to-branch
      destroy drop-site, restore, reinstall, uninstall-app, destroy-all-sessions, trim-database, trim-tables, remove-from-installed-apps
      open    mariadb, postgres, execute, console`,
    otherwise: 'local',
    bare: 'local',
    values: '--site --path',
    place: [['site', '--site', 'FRAPPE_SITE']],
  },
  {
    programs: [],
    aliases: ['directus'],
    commands: `
      read    database migrate:status, count, schema snapshot
      local   init, security, start, bootstrap
      change  database install, database migrate:latest, database migrate:up, schema apply~, users create, users passwd, roles create
      destroy database migrate:down`,
    otherwise: 'local',
    dry: /^--dry-run$/,
    unless: migrationWhere({ settings: firstOf(dotenv(), hostInEnv) }),
  },
  {
    programs: [],
    aliases: ['rw', 'redwood', 'blitz', 'wasp', 'keystone', 'adonis', 'encore'],
    commands: `
      read    db studio, prisma migrate status, db conn-uri, dataMigrate status, data-migrate status
      change  prisma migrate deploy, prisma migrate dev, prisma db push, prisma db seed, dataMigrate up, data-migrate up, db seed, db migrate-dev, db start, deploy, db proxy, secret set
      destroy prisma migrate reset, db reset`,
    otherwise: 'local',
    bare: 'local',
    unless: migrationWhere({ settings: firstOf(dotenv(), hostInEnv) }),
  },
];

/** `sequel -m migrations URL`, `sequel -M 0`: without them a session. */
function sequel(run: Invocation, call: Surroundings): readonly Effect[] {
  const options = readOptions(run.args, { values: new Set('-m -M -e -f -r -I -L -c'.split(' ')), clusters: true });
  const has = (...wanted: readonly string[]) => lastOption(options, ...wanted);
  if (has('-m') === undefined && !options.options.some(({ name }) => /^--(?:migrate|copy)/.test(name))) return [];
  const version = has('-M')?.value?.value;
  const kind = eased(
    version === '0' ? 'destroy' : 'change',
    databaseNearness({ run, call, options, words: options.words, environments: ['-e'] }),
  );
  const said = { tool: 'sequel', operation: 'migrate', ...placeOf(run), spans: spansOf(run.name, ...options.words) };
  return kind === 'local' ? [] : [kind === 'destroy' ? destroy(said) : change(said)];
}

/** Goals of Flyway and Liquibase in Maven and Gradle: `flyway:migrate`, `liquibaseUpdate`. */
const goal = /^(?:[\w.:-]*:)?(?:org\.\w+[\w.:-]*:)?(flyway|liquibase|sqitch|jooq-codegen):?([A-Za-z]+)$/;
const goals: readonly (readonly [kind: EffectKind, names: RegExp])[] = [
  [
    'read',
    /^(?:info|validate|check|status|history|diff|help|snapshot|.*SQL|listLocks|dbDoc|generate\w*|diffChangelog|testConnection)$/i,
  ],
  ['destroy', /^(?:clean|undo|drop\w*|rollback\w*)$/i],
  ['change', /^(?:migrate|baseline|repair|update\w*|changelogSync\w*|tag\w*|release\w*|clear\w*|mark\w*|execute\w*)$/i],
];
const make = { read, change, destroy } as const;

function byBuild(run: Invocation): readonly Effect[] {
  return run.args.flatMap((word): readonly Effect[] => {
    const [, tool = '', verb = ''] = goal.exec(word.value) ?? [];
    const kind = goals.find(([, names]) => names.test(verb))?.[0];
    if (kind === undefined || (kind !== 'read' && kind !== 'change' && kind !== 'destroy')) return [];
    return [make[kind]({ tool, operation: verb, ...placeOf(run), spans: spansOf(run.name, word) })];
  });
}

/** `java -jar liquibase.jar update`: the tool itself. */
function byJar(run: Invocation, call: Surroundings): readonly Effect[] {
  const at = run.args.findIndex(({ value }) => /(?:^|\/)(?:liquibase|flyway)[\w.-]*\.jar$/.test(value));
  const jar = run.args[at];
  if (jar === undefined) return [];
  const tool = /flyway[\w.-]*\.jar$/.test(jar.value) ? flyway : liquibase;
  return tool.analyze(
    { ...run, program: tool.id, name: literal(tool.id, jar.span), args: run.args.slice(at + 1) },
    call,
  );
}

export const schemaTools: readonly Analyzer[] = [
  ...tables.map((table) => tabled(table)),
  { id: 'sequel', programs: [], aliases: ['sequel'], analyze: sequel },
  {
    id: 'buildMigrations',
    programs: [],
    aliases: ['mvn', 'mvnw', 'gradle', 'gradlew', 'sbt'],
    partial: true,
    analyze: byBuild,
  },
  { id: 'jarMigrations', programs: [], aliases: ['java'], partial: true, analyze: byJar },
];
