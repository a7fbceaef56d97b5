/**
 * Schema migrations.
 *
 * Handles `prisma migrate reset`, `prisma db push --accept-data-loss`, `knex migrate:latest`, `sequelize db:drop`,
 * `typeorm schema:drop`, `drizzle-kit push`, `flyway -url=… clean`, `liquibase update`, `alembic upgrade head`,
 * `flask db downgrade`, `goose postgres "$DSN" up`, `dbmate drop`, `migrate -database … down`, `atlas schema apply`,
 * `dotnet ef database drop`; through `npx`, `pnpm exec` and their like.
 *
 * https://www.prisma.io/docs/orm/reference/prisma-cli-reference https://knexjs.org/guide/migrations.html
 * https://sequelize.org/docs/v6/other-topics/migrations/ https://typeorm.io/docs/advanced-topics/using-cli
 * https://orm.drizzle.team/docs/kit-overview https://documentation.red-gate.com/fd/commands-184127446.html
 * https://docs.liquibase.com/commands/home.html https://alembic.sqlalchemy.org/en/latest/api/commands.html
 * https://pressly.github.io/goose/ https://github.com/amacneil/dbmate https://atlasgo.io/cli-reference
 */
import { hole, literal, shapeOf } from '../shell/invocation.ts';
import { lastOption } from '../shell/options.ts';
import type { Analyzer } from './analyzer.ts';
import { addressIn, databaseNearness, eased, easedFor, type Settings, type Where } from './databaseAddress.ts';
import {
  alembicSettings,
  dotenv,
  dotnetSettings,
  drizzleSettings,
  flaskSettings,
  knexSettings,
  sequelizeSettings,
  typeormSettings,
} from './projectDatabases.ts';
import { heaviest, readSql } from './sql.ts';
import { type Found, has, type Kind, tabled, type Verdict } from './table.ts';

/** The table's kind, unless options make it worse or the database is near. */
const judged =
  (
    where: Where,
    worse: (found: Found) => Verdict | undefined = () => undefined,
    settings?: (found: Found) => Settings,
  ) =>
  (found: Found): Verdict | undefined => {
    if (found.kind === 'read' || found.kind === 'local') return worse(found);
    const verdict = worse(found) ?? { kind: found.kind };
    return {
      ...verdict,
      kind: easedFor(verdict.kind, found, { ...where, settings: settings?.(found) ?? where.settings }),
    };
  };

/** What SQL on the line or in a file does, as one verdict. */
function sqlVerdict({ run, call, options, words }: Found, files: readonly string[]): Verdict {
  const file = lastOption(options, ...files)?.value;
  const read = file === undefined ? undefined : call.input(file, run);
  const text =
    file === undefined
      ? words[0] === undefined
        ? undefined
        : shapeOf(words[0])
      : read?.kind === 'text'
        ? read.text
        : undefined;
  const sql = text ?? (run.stdin?.known ? run.stdin.value : undefined);
  if (sql === undefined || sql.includes(hole)) return { kind: 'unknown', note: 'The SQL is known only when it runs.' };
  return { kind: heaviest(readSql(sql)) };
}

/** Addresses may hold a password. */
const discreet = (analyzer: Analyzer): Analyzer => ({
  ...analyzer,
  analyze: (run, call) =>
    analyzer
      .analyze(run, call)
      .map((effect) =>
        effect.place === undefined
          ? effect
          : { ...effect, place: effect.place.replace(/\/\/[^@/\s]*@/g, '//').replace(/[?;]\S*/g, '') },
      ),
});

const lossy: Verdict = { kind: 'destroy', note: 'Data that does not fit the new schema is lost.' };

const prisma = tabled({
  programs: [],
  aliases: ['prisma', 'prisma2'],
  commands: `
    read    migrate status, migrate diff, db pull, introspect
    local   generate, format, validate, init, studio, version, debug, telemetry, dev, mcp, complete, bootstrap, platform status
    change  migrate dev, migrate deploy, migrate resolve, migrate up, migrate save, db push, db seed, deploy, platform
    destroy migrate reset, migrate down
    open    db execute`,
  values: '--schema --config --name -n --applied --rolled-back --url --file --from-url --to-url --datasource',
  bare: 'local',
  unless: judged(
    { given: ['--url'], variables: ['DATABASE_URL', 'DIRECT_URL', 'POSTGRES_PRISMA_URL'] },
    (found) => {
      if (found.operation === 'db execute') return sqlVerdict({ ...found, words: [] }, ['--file']);
      return found.operation === 'db push' && has(found.options, '--accept-data-loss', '--force-reset')
        ? lossy
        : undefined;
    },
    () =>
      ({ file, run, call }) => {
        const schema = file('prisma/schema.prisma') ?? file('schema.prisma');
        if (schema !== undefined && /datasource[^}]*\bprovider\s*=\s*"sqlite"/.test(schema)) return 'scratch';
        const name = /datasource[^}]*\burl\s*=\s*env\("(\w+)"\)/.exec(schema ?? '')?.[1] ?? 'DATABASE_URL';
        return addressIn(file('.env'), name, run, call);
      },
  ),
});

const knex = tabled({
  programs: [],
  aliases: ['knex'],
  commands: `
    read    migrate:status, migrate:list, migrate:currentVersion
    local   init, migrate:make, seed:make
    change  migrate:latest, migrate:up, migrate:unlock, seed:run
    destroy migrate:rollback, migrate:down`,
  values:
    '--knexfile --knexpath --cwd --client --connection --migrations-directory --migrations-table-name --env --esm --specific -x',
  unless: judged({ given: ['--connection'], environments: ['--env', 'NODE_ENV'], settings: knexSettings }),
});

const sequelize = tabled({
  programs: [],
  aliases: ['sequelize', 'sequelize-cli'],
  commands: `
    read    db:migrate:status
    local   init, init:config, init:migrations, init:models, init:seeders, migration:generate, migration:create, model:generate, model:create, seed:generate, seed:create
    change  db:migrate, db:create, db:seed, db:seed:all, db:migrate:schema:timestamps:add
    destroy db:drop, db:migrate:undo, db:migrate:undo:all, db:seed:undo, db:seed:undo:all`,
  values:
    '--url --env --config --options-path --migrations-path --seeders-path --models-path --name --to --from --seed',
  unless: judged({ given: ['--url'], environments: ['--env', 'NODE_ENV'], settings: sequelizeSettings }),
});

const typeorm = tabled({
  programs: [],
  aliases: ['typeorm', 'typeorm-ts-node-commonjs', 'typeorm-ts-node-esm'],
  commands: `
    read    schema:log, migration:show, version
    local   init, entity:create, subscriber:create, migration:create, migration:generate
    change  migration:run, cache:clear, schema:sync
    destroy schema:drop, migration:revert
    open    query`,
  values: '-d --dataSource -f --config -c --connection -t --transaction -n --name -o',
  unless: judged(
    {},
    (found) => {
      if (found.operation === 'query') return sqlVerdict(found, []);
      return found.operation === 'schema:sync'
        ? { kind: 'destroy', note: 'Columns and tables the code does not have are dropped.' }
        : undefined;
    },
    ({ options }) => typeormSettings(lastOption(options, '-d', '--dataSource', '-f', '--config')?.value?.value),
  ),
});

const drizzle = tabled({
  programs: [],
  aliases: ['drizzle-kit'],
  commands: `
    read    introspect, introspect:pg, introspect:mysql, pull
    local   generate, generate:pg, generate:mysql, generate:sqlite, check, check:pg, check:mysql, check:sqlite, up, up:pg, up:mysql, up:sqlite, export, studio
    change  migrate, push, push:pg, push:mysql, push:sqlite
    destroy drop`,
  values: '--config --dialect --schema --out --url --driver --host --port --user --password --database --name',
  unless: judged({ given: ['--url'], settings: drizzleSettings }, (found) => {
    if (found.operation === 'drop') return { kind: 'destroy', note: 'It deletes a migration.' };
    return /^push/.test(found.operation) && has(found.options, '--force') ? lossy : undefined;
  }),
});

export const flyway = discreet(
  tabled({
    programs: ['flyway'],
    commands: `
    read    info, validate, check, report, list-engines, version, help, diff, diffText, snapshot, model, testConnection
    local   init, generate, add, auth
    change  migrate, baseline, repair, prepare, deploy, license
    destroy clean, undo`,
    oneDash: true,
    place: [['address', '-url', 'FLYWAY_URL']],
    unless: judged({ given: ['-url'], variables: ['FLYWAY_URL'], environments: ['-environment'] }, ({ words }) =>
      words.some(({ value }) => /^(?:clean|undo)$/.test(value))
        ? { kind: 'destroy' }
        : words.some(({ value, known }) => !known || /^(?:migrate|repair|baseline|deploy)$/.test(value))
          ? { kind: 'change' }
          : undefined,
    ),
  }),
);

export const liquibase = discreet(
  tabled({
    programs: ['liquibase'],
    commands: `
    read    status, history, validate, diff, snapshot, snapshot-reference, list-locks|listLocks, unexpected-changesets|unexpectedChangeSets, calculate-checksum|calculateCheckSum
    read    update-sql|updateSQL, update-count-sql|updateCountSQL, update-to-tag-sql|updateToTagSQL, rollback-sql|rollbackSQL, rollback-count-sql|rollbackCountSQL, rollback-to-date-sql, future-rollback-sql|futureRollbackSQL, changelog-sync-sql|changelogSyncSQL, mark-next-changeset-ran-sql, rollback-one-changeset-sql, rollback-one-update-sql
    local   init, generate-changelog|generateChangeLog, diff-changelog|diffChangeLog, db-doc|dbDoc, checks, lpm
    change  update, update-count|updateCount, update-to-tag|updateToTag, update-one-changeset, tag, tag-exists, release-locks|releaseLocks, clear-checksums|clearCheckSums, changelog-sync|changelogSync, changelog-sync-to-tag|changelogSyncToTag, mark-next-changeset-ran|markNextChangeSetRan, register-changelog, sync-hub, connect, flow, set-contexts, set-labels
    destroy drop-all|dropAll, rollback, rollback-count|rollbackCount, rollback-to-date|rollbackToDate, rollback-one-changeset, rollback-one-update, update-testing-rollback|updateTestingRollback
    open    execute-sql|executeSql`,
    values:
      '--url --username --password --changelog-file --changeLogFile --defaults-file --defaultsFile --classpath --driver --contexts --labels --tag --count --date --log-level --logLevel --default-schema-name --search-path --sql --sql-file',
    place: [['address', '--url', 'LIQUIBASE_COMMAND_URL']],
    unless: judged({ given: ['--url'], variables: ['LIQUIBASE_COMMAND_URL'] }, (found) => {
      if (!/^execute/.test(found.operation)) return undefined;
      const sql = lastOption(found.options, '--sql')?.value;
      return sqlVerdict({ ...found, words: sql === undefined ? [] : [sql] }, ['--sql-file']);
    }),
  }),
);

const alembic = tabled({
  programs: ['alembic'],
  commands: `
    read    current, history, heads, branches, show, check
    local   init, revision, merge, edit, list_templates
    change  upgrade, stamp, ensure_version
    destroy downgrade`,
  values: '-c --config -n --name -x -m --message --rev-id --head -r --rev-range --tag',
  unless: judged({ given: ['-x'], settings: alembicSettings }, ({ options }) =>
    has(options, '--sql') ? { kind: 'read', note: 'It only prints the SQL.' } : undefined,
  ),
});

const flask = tabled({
  programs: [],
  aliases: ['flask'],
  commands: `
    read    db current, db history, db heads, db branches, db show, db check
    local   run, routes, test, db init, db revision, db migrate, db merge, db edit, db list-templates
    change  db upgrade, db stamp
    destroy db downgrade
    open    db`,
  values: '-A --app -e --env-file',
  otherwise: 'local',
  bare: 'local',
  unless: judged(
    { variables: ['DATABASE_URL', 'SQLALCHEMY_DATABASE_URI'], environments: ['FLASK_ENV'], settings: flaskSettings },
    ({ options }) => (has(options, '--sql') ? { kind: 'read' } : undefined),
  ),
});

const gooseVerbs = /^(?:up|up-by-one|up-to|down|down-to|redo|reset|status|version|create|fix|validate)$/;

const goose = tabled({
  programs: [],
  aliases: ['goose'],
  commands: `
    read    status, version, validate
    local   create, fix, env
    change  up, up-by-one, up-to
    destroy down, down-to, redo, reset
    unknown postgres|mysql|sqlite3|sqlite|mssql|redshift|tidb|clickhouse|ydb|vertica|turso|spanner`,
  values: '-dir -table -timeout -certfile -ssl-cert -ssl-key -env',
  oneDash: true,
  bare: 'local',
  unless: (found) => {
    const verb = found.options.words.find(({ value }) => gooseVerbs.test(value))?.value ?? '';
    const kind: Kind = /^(?:up|up-by-one|up-to)$/.test(verb)
      ? 'change'
      : /^(?:down|down-to|redo|reset)$/.test(verb)
        ? 'destroy'
        : /^(?:create|fix)$/.test(verb)
          ? 'local'
          : verb === ''
            ? 'unknown'
            : 'read';
    const { run, call, options } = found;
    const [driver, source] = options.words;
    const file =
      /^sqlite/.test(driver?.value ?? '') && source !== undefined
        ? literal(`sqlite:${source.value}`, source.span)
        : undefined;
    const words = file === undefined ? options.words : source?.known ? [file] : [];
    const near = databaseNearness({ run, call, options, words, variables: ['GOOSE_DBSTRING', 'DATABASE_URL'] });
    return { kind: eased(kind, near) };
  },
});

const dbmate = tabled({
  programs: ['dbmate'],
  commands: `
    read    status, dump, wait
    local   new|n
    change  up, migrate, create, load
    destroy drop, down, rollback`,
  values:
    '-u --url -d --migrations-dir -s --schema-file -e --env --env-file --wait-timeout --migrations-table --driver',
  unless: judged({ given: ['-u', '--url'], environments: ['-e'], settings: dotenv() }),
});

/** golang-migrate. A common word: without a database on its line it is something else. */
const migrate = tabled({
  programs: [],
  aliases: ['migrate', 'golang-migrate'],
  commands: `
    read    version
    local   create
    change  up, goto, force
    destroy down, drop`,
  values: '-database --database -source --source -path --path -prefetch -lock-timeout',
  oneDash: true,
  otherwise: 'local',
  bare: 'local',
  unless: (found) =>
    lastOption(found.options, '-database', '--database') === undefined
      ? { kind: 'local' }
      : judged({ given: ['-database', '--database'] })(found),
});

const atlas = tabled({
  programs: [],
  aliases: ['atlas', 'mongocli', 'atlascli'],
  commands: `
    read    schema inspect, schema diff, schema plan list, schema plan lint, schema plan validate, migrate status, migrate lint, migrate validate, migrate test, schema test, version, auth whoami, config list, config describe
    local   schema fmt, migrate diff, migrate hash, migrate new, migrate import, migrate edit, migrate checkpoint, migrate rebase, schema plan, completion, dev
    change  schema apply~, schema push~, schema plan approve, schema plan push, migrate apply~, migrate set~, migrate push~, login, logout, auth login, auth logout, config set, setup, quickstart
    destroy schema clean, migrate down~, migrate rm`,
  nouns:
    'clusters cluster projects project organizations organization orgs dbusers dbuser accesslists accessLists backups networking privateEndpoints security alerts events logs metrics processes deployments serverless teams users streams dataFederation dataLakePipelines customDbRoles customDbRoles liveMigrations federatedAuthentication maintenanceWindows performanceAdvisor cloudProvider accessLogs integrations atlas',
  verbs: `
    read    list|ls, describe|get, watch, download, logs, status, inspect, connectionStrings
    change  create, update, start, pause, restore, restart, enable, disable, add, invite, accept, acknowledge, unacknowledge, upgrade, load, setup, apply, assign, authorize, test, failover, loadSampleData, connect, generate
    destroy delete|rm, remove, terminate, deauthorize, reject`,
  values:
    '-u --url --to --from -f --file --dev-url --dir -s --schema --env -c --config --var --revisions-schema --tx-mode --projectId --orgId --profile -P -o --output --tag --amount',
  dry: /^--dry-run$/,
  place: [['project', '--projectId', 'MONGODB_ATLAS_PROJECT_ID']],
  unless: ({ run, call, operation, kind, options }) =>
    /^(?:schema|migrate) /.test(operation)
      ? { kind: eased(kind, databaseNearness({ run, call, options, given: ['-u', '--url'] })) }
      : undefined,
});

const dotnetEf = {
  commands: `
    read    migrations list, migrations has-pending-model-changes, dbcontext info, dbcontext list
    local   migrations add, migrations remove, migrations script, migrations bundle, dbcontext scaffold, dbcontext script, dbcontext optimize
    change  database update~
    destroy database drop~`,
  values:
    '-p --project -s --startup-project -c --context --connection -o --output-dir -n --namespace --framework --configuration --runtime',
  dry: /^--dry-run$/,
} as const;

const ef = tabled({
  programs: [],
  aliases: ['dotnet-ef'],
  ...dotnetEf,
  unless: judged({
    given: ['--connection'],
    environments: ['ASPNETCORE_ENVIRONMENT', 'DOTNET_ENVIRONMENT'],
    settings: dotnetSettings,
  }),
});

/** Every tool of this family. */
export const migrations: readonly Analyzer[] = [
  prisma,
  knex,
  sequelize,
  typeorm,
  drizzle,
  flyway,
  liquibase,
  alembic,
  flask,
  goose,
  dbmate,
  migrate,
  atlas,
  ef,
];
