/**
 * Web frameworks' own commands, as far as they touch a database.
 *
 * Handles `rails db:drop`, `bin/rake db:migrate RAILS_ENV=production`, `mix ecto.reset`, `php artisan migrate:fresh`,
 * `python manage.py flush`, `django-admin migrate`, `php bin/console doctrine:schema:drop`, `node ace migration:fresh`,
 * and code given to them: `rails runner 'User.delete_all'`, `manage.py shell -c`, `artisan tinker --execute`.
 *
 * What is no task of the database is a developer's day and passes. So does what only adds to a database of this machine,
 * or changes a file of the project; `databaseAddress.ts` says when that is known.
 *
 * https://guides.rubyonrails.org/active_record_migrations.html https://hexdocs.pm/ecto_sql/Mix.Tasks.Ecto.Migrate.html
 * https://laravel.com/docs/migrations https://docs.djangoproject.com/en/stable/ref/django-admin/
 * https://symfony.com/bundles/DoctrineMigrationsBundle/current/index.html https://docs.adonisjs.com/guides/database/lucid
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { hole, type Invocation, partOf, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { isAssignment } from '../shell/peeled.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';
import { databaseNearness, eased, type Nearness, type Settings } from './databaseAddress.ts';
import { djangoSettings, dotenv, ectoSettings, hostInEnv, laravelSettings, railsSettings } from './projectDatabases.ts';
import { heaviest, readSql } from './sql.ts';
import type { Kind } from './table.ts';

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

interface Framework {
  readonly tool: string;
  /** Kinds of tasks; `*` at the end of one stands for whatever follows. */
  readonly tasks: Readonly<Partial<Record<Kind, string>>>;
  /** What a task of the database is called, where it is in no list. */
  readonly own?: RegExp;
  /** Every word may be a task, not the first alone. */
  readonly several?: true | 'do';
  readonly values: string;
  /** Options that only print. */
  readonly dry?: RegExp;
  /** Tasks that run code: from this option, from the words, from the standard input. */
  readonly code?: RegExp;
  readonly codeOptions?: readonly string[];
  /** Variables and options that name the environment. */
  readonly environments: readonly string[];
  /** The one environment it has. */
  readonly environment?: string;
  readonly variables?: readonly string[];
  readonly given?: readonly string[];
  readonly settings?: Settings;
  /** Options that make a task worse, or only a look. */
  readonly unless?: (task: string, options: Options) => Kind | undefined;
}

const rails: Framework = {
  tool: 'rails',
  tasks: {
    read: 'db:version db:migrate:status* db:abort_if_pending_migrations* db:charset db:collation data:version data:migrate:status',
    local:
      'db:schema:dump* db:structure:dump* db:schema:cache:* db:test:* destroy d generate g db:encryption:init db:system:change db:generate* db:config db:help db:lint* db:doctor db:annotate*',
    change:
      'db:migrate* db:seed db:prepare* db:create* db:forward* db:environment:set data:migrate* db:migrate:with_data db:structure:load* db:data:load* db:import* db:restore*',
    destroy:
      'db:drop* db:reset* db:setup* db:purge* db:truncate_all* db:wipe* db:schema:load* db:rollback* db:migrate:down* db:migrate:redo* db:migrate:reset* db:seed:replant db:fixtures:load* db:sessions:clear db:sessions:trim data:rollback* data:migrate:down data:migrate:redo tmp:db:clear',
    open: 'dbconsole db',
  },
  own: /^(?:db|data):/,
  several: true,
  values: '-e --environment -p --port -b --binding -f --rakefile -C --directory -I -r --database --db -c --config',
  dry: /^(?:-n|--dry-run|-T|--tasks|-P|--prereqs|-W|--where|-D|--describe)$/,
  code: /^(?:runner|r|console|c)$/,
  environments: ['-e', '--environment', 'RAILS_ENV', 'RACK_ENV'],
  settings: railsSettings,
};

const ecto: Framework = {
  tool: 'mix',
  tasks: {
    read: 'ecto.migrations ecto.dump',
    local: 'ecto ecto.gen.* ash.codegen ash_postgres.generate_migrations',
    change:
      'ecto.migrate ecto.create ecto.setup ecto.load ash.migrate ash.setup ash_postgres.migrate ash_postgres.create',
    destroy:
      'ecto.rollback ecto.drop ecto.reset ash.reset ash.rollback ash.tear_down ash_postgres.drop ash_postgres.rollback',
  },
  own: /^ecto\./,
  several: 'do',
  values: '-r --repo -n --step --to -e --log-level --pool-size --prefix --migrations-path',
  environments: ['MIX_ENV'],
  settings: ectoSettings,
  code: /^run$/,
  codeOptions: ['-e', '--eval'],
};

const laravel: Framework = {
  tool: 'artisan',
  tasks: {
    read: 'migrate:status db:show db:table db:monitor queue:failed queue:monitor',
    local: 'schema:dump',
    change:
      'migrate migrate:install db:seed queue:retry queue:retry-batch scout:import scout:sync-index-settings tenants:migrate tenants:seed backup:run passport:install',
    destroy:
      'migrate:fresh migrate:refresh migrate:reset migrate:rollback db:wipe queue:flush queue:clear queue:forget queue:prune-batches queue:prune-failed model:prune scout:flush scout:delete-index scout:delete-all-indexes tenants:migrate-fresh tenants:rollback migrate:fresh* telescope:clear telescope:prune backup:clean passport:purge',
    open: 'db',
  },
  own: /^(?:migrate|db|tenants):/,
  values: '--database --path --class --env --schema-path --step --batch --seeder --connection --queue',
  dry: /^--pretend$/,
  code: /^tinker$/,
  codeOptions: ['--execute'],
  environments: ['--env', 'APP_ENV'],
  variables: ['DATABASE_URL', 'DB_URL'],
  settings: laravelSettings,
};

const symfony: Framework = {
  tool: 'console',
  tasks: {
    read: 'doctrine:schema:validate doctrine:migrations:status doctrine:migrations:list doctrine:migrations:up-to-date doctrine:migrations:current doctrine:migrations:latest doctrine:mapping:* doctrine:ensure-production-settings d:s:v d:m:s',
    local: 'doctrine:migrations:generate doctrine:migrations:diff doctrine:cache:* doctrine:generate:* d:m:diff d:m:g',
    change:
      'doctrine:database:create doctrine:schema:create doctrine:schema:update doctrine:migrations:migrate doctrine:migrations:execute doctrine:migrations:version doctrine:migrations:rollup doctrine:migrations:sync-metadata-storage doctrine:database:import d:m:m d:d:c d:s:u d:s:c doctrine:mongodb:schema:create doctrine:mongodb:schema:update',
    destroy:
      'doctrine:database:drop doctrine:schema:drop doctrine:fixtures:load d:d:d d:s:d d:f:l doctrine:mongodb:schema:drop doctrine:mongodb:fixtures:load',
    open: 'doctrine:query:sql dbal:run-sql doctrine:query:dql',
  },
  own: /^doctrine:/,
  values: '-e --env --em --connection --group --configuration --db',
  dry: /^(?:--dry-run|--dump-sql)$/,
  environments: ['-e', '--env', 'APP_ENV'],
  settings: dotenv(),
  unless: (task, options) => {
    const has = (...wanted: readonly string[]) => lastOption(options, ...wanted) !== undefined;
    if (/^d(?:octrine)?:f(?:ixtures)?:l(?:oad)?$/.test(task) && has('--append')) return 'change';
    if (/^d(?:octrine)?:s(?:chema)?:u(?:pdate)?$/.test(task))
      return has('--force', '-f') ? (has('--complete') ? 'destroy' : 'change') : 'read';
    if (/:drop$/.test(task) && !has('--force', '-f')) return 'read';
    if (
      /^d(?:octrine)?:m(?:igrations)?:(?:m|migrate|e|execute)$/.test(task) &&
      (has('--down') || options.words.some(({ value }) => /^(?:first|prev)$/.test(value)))
    )
      return 'destroy';
    return undefined;
  },
};

const django: Framework = {
  tool: 'manage.py',
  tasks: {
    read: 'showmigrations sqlflush sqlmigrate sqlsequencereset inspectdb dumpdata optimizemigration print_settings show_urls',
    local: 'check diffsettings makemigrations squashmigrations runserver test',
    change:
      'migrate loaddata createcachetable createsuperuser changepassword clearsessions migrate_schemas tenant_command syncdb remove_stale_contenttypes update_index',
    destroy:
      'flush reset_db reset_schema drop_test_database delete_squashed_migrations clear_index rebuild_index dbrestore',
    open: 'dbshell',
  },
  values: '--settings --pythonpath --database -v --verbosity --format -o --output --app --schema -s -c --command',
  dry: /^(?:--plan|--check|--check-unapplied|--dry-run)$/,
  code: /^(?:shell|shell_plus)$/,
  codeOptions: ['-c', '--command'],
  environments: ['--settings', 'DJANGO_SETTINGS_MODULE', 'DJANGO_ENV'],
  settings: djangoSettings,
  unless: (task, options) =>
    task === 'migrate' && options.words.some(({ value }) => value === 'zero') ? 'destroy' : undefined,
};

const adonis: Framework = {
  tool: 'ace',
  tasks: {
    read: 'migration:status',
    local: 'make:migration make:seeder',
    change: 'migration:run db:seed',
    destroy: 'migration:rollback migration:refresh migration:reset migration:fresh db:wipe db:truncate',
  },
  own: /^(?:migration|db):/,
  values: '-c --connection --batch --files -i',
  dry: /^--dry-run$/,
  environments: ['NODE_ENV'],
  settings: hostInEnv,
};

const frameworks: ReadonlyMap<string, Framework> = new Map<string, Framework>([
  ['rails', rails],
  ['rake', { ...rails, tool: 'rake' }],
  // https://docs.gitlab.com/administration/operations/rails_console/
  ['gitlab-rails', { ...rails, tool: 'gitlab-rails', environment: 'production', settings: () => 'unknown' }],
  [
    'gitlab-rake',
    {
      ...rails,
      tool: 'gitlab-rake',
      environment: 'production',
      settings: () => 'unknown',
      tasks: {
        ...rails.tasks,
        read: `${rails.tasks.read} gitlab:check gitlab:env:info gitlab:gitaly:check gitlab:doctor:* gitlab:git:fsck gitlab:list_repos gitlab:license:info`,
        change: `${rails.tasks.change} gitlab:backup:create cache:clear gitlab:seed:* gitlab:setup`,
        destroy: `${rails.tasks.destroy} gitlab:backup:restore gitlab:cleanup:*`,
      },
      own: /^(?:db|gitlab|cache|geo):/,
    },
  ],
  ['mix', ecto],
  ['artisan', laravel],
  ['console', symfony],
  ['manage.py', django],
  ['django-admin', django],
  ['django', django],
  ['django-admin.py', django],
  ['ace', adonis],
  ['ace.js', adonis],
]);

/** The kind of a task: the longest name or beginning that fits. */
function kindOf(task: string, { tasks, own }: Framework): Kind | undefined {
  let best: { readonly length: number; readonly kind: Kind } | undefined;
  for (const kind of ['read', 'local', 'change', 'destroy', 'open', 'unknown'] as const) {
    for (const name of names(tasks[kind] ?? '')) {
      const fits = name.endsWith('*') ? task.startsWith(name.slice(0, -1)) : task === name;
      if (fits && name.length > (best?.length ?? 0)) best = { length: name.length, kind };
    }
  }
  return best?.kind ?? (own?.test(task) ? 'unknown' : undefined);
}

/** Tasks a project made for itself, whose name says that something goes. */
const drastic =
  /(?:^|[:._-])(?:drop|truncate|wipe|purge|flush|nuke|destroy|delete|prune|erase|obliterate|reset_db|reset_database)(?:[:._-]|$)/;

const deletes =
  /\b(?:delete_all|destroy_all|delete_by|destroy_by|destroy!?|truncate\w*|drop_\w+|forceDelete|purge\w*|flush(?:all|db)\b)|\.delete\(|->delete\(|::truncate|\bDROP\s|\bTRUNCATE\s|\bDELETE\s+FROM|Repo\.delete/i;
const changes =
  /\b(?:update_all|update!?|save!?|create!?|insert\w*|upsert\w*|update_columns?|increment!|decrement!|toggle!|execute|find_or_create_by!?|bulk_create|bulk_update|get_or_create|update_or_create|set_password|Repo\.(?:insert|update)\w*)\s*[({ ]|->(?:save|update|create)\(|\bINSERT\s+INTO|\bUPDATE\s+\w+\s+SET/i;

interface Session {
  readonly framework: Framework;
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly options: Options;
  readonly near: Nearness;
  readonly environment: string | undefined;
}

function open(run: Invocation, call: Surroundings, framework: Framework): Session {
  // `rake db:drop RAILS_ENV=production` sets a variable as one in front would.
  const assigned = Object.fromEntries(
    run.args
      .filter(isAssignment)
      .map((word) => [shapeOf(word).split('=', 1)[0] ?? '', partOf(word, shapeOf(word).indexOf('=') + 1)]),
  );
  const own: Invocation = {
    ...run,
    assignments: { ...run.assignments, ...assigned },
    args: run.args.filter((word) => !isAssignment(word)),
  };
  const options = readOptions(own.args, { values: names(framework.values), clusters: true });
  const { environments, variables, settings, given } = framework;
  const environment =
    environments
      .map((name) => (name.startsWith('-') ? lastOption(options, name)?.value?.value : variable(own, call, name)))
      .find((value) => value !== undefined) ?? framework.environment;
  const near = databaseNearness({
    run: own,
    call,
    options,
    environments,
    ...(given === undefined ? {} : { given }),
    ...(variables === undefined ? {} : { variables }),
    settings,
  });
  return { framework, run: own, call, options, near, environment };
}

const shared = /(?:^|[^a-z])(?:prod|production|live|staging|stage|preprod|uat)(?:[^a-z]|$)/i;

function effectOf(
  session: Session,
  kind: Kind,
  operation: string,
  shown: readonly (Word | undefined)[],
  target?: string,
  note?: string,
): readonly Effect[] {
  const { framework, run, near, environment } = session;
  const what = eased(kind, near);
  if (what === 'local' || (what === 'open' && near === 'scratch')) return [];
  const certain = what === 'open' ? 'unknown' : what;
  return [
    make[certain]({
      tool: framework.tool,
      operation,
      ...targetOf(target),
      ...placeOf(run, ['environment', environment]),
      ...noteOf(
        note ??
          (what === 'open'
            ? 'It opens a session of the database.'
            : certain === 'unknown'
              ? 'What this task does is not known.'
              : undefined),
      ),
      spans: spansOf(run.name, ...shown),
    }),
  ];
}

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const framework = frameworks.get(run.program);
  if (framework === undefined) return [];
  const { words: plain } = readOptions(run.args, { values: names(framework.values), clusters: true });
  const tasks = plain.filter((word) => !isAssignment(word));
  const [first] = tasks;
  if (first === undefined || first.value === 'help' || run.args.some(({ value }) => /^--help$|^--version$/.test(value)))
    return [];
  const concerns = (word: Word) =>
    !word.known ||
    kindOf(taskName(word), framework) !== undefined ||
    framework.code?.test(word.value) ||
    drastic.test(word.value);
  const several = framework.several === 'do' ? first.value === 'do' : framework.several === true;
  const asked = several && !framework.code?.test(first.value) ? tasks : [first];
  if (run.remote === undefined && !asked.some(concerns)) return [];
  const session = open(run, call, framework);
  if (framework.code?.test(first.value)) return byCode(session, first);
  return asked.flatMap((word) => byTask(session, word));
}

const taskName = ({ value }: Word): string => value.replace(/[,+]$/, '').replace(/\[.*$/, '');

function byTask(session: Session, word: Word): readonly Effect[] {
  const { framework, options } = session;
  if (!word.known) {
    const begins = shapeOf(word).split(hole)[0] ?? '';
    const named =
      /^[A-Za-z]/.test(begins) &&
      !(framework.own?.test(begins) ?? false) &&
      kindOf(begins.replace(/[:.]$/, ''), framework) === undefined;
    return named
      ? []
      : effectOf(session, 'unknown', word.value, [word], undefined, 'Which task runs is known only when it runs.');
  }
  const task = taskName(word);
  const kind = kindOf(task, framework) ?? (drastic.test(task) ? 'unknown' : undefined);
  if (kind === undefined) return session.run.remote === undefined ? [] : elsewhere(session, task, word);
  if (kind === 'local' || kind === 'read') return effectOf(session, kind, task, [word]);
  if (kind === 'open') {
    const sql = sqlOf(session, word);
    if (sql !== undefined) return effectOf(session, sql, task, [word]);
  }
  if (
    framework.dry !== undefined &&
    options.options.some(({ name, value }) => framework.dry?.test(name) && value?.value !== 'false')
  )
    return effectOf(session, 'read', task, [word], undefined, 'A dry run: nothing is changed.');
  const decided = framework.unless?.(task, options) ?? kind;
  const behind = framework.several ? undefined : options.words[options.words.indexOf(word) + 1]?.value;
  return effectOf(session, decided, task, [word], behind);
}

/** What a task of the project's own does on another machine is not known, unless its name says that it looks. */
const elsewhere = (session: Session, task: string, word: Word): readonly Effect[] =>
  effectOf(session, looking.test(task) ? 'read' : 'unknown', task, [word]);

const looking =
  /^(?:check|test|routes?|about|notes|stats|version|help|list|show\w*|find\w*|print\w*|inspect\w*|dump\w*|diff\w*|env|spec|middleware|initializers|time|secrets:show|credentials:show|debug|lint|config|router|container)(?:[:.]|$)|:(?:list|show|status|check|version|debug)$/;

/** SQL behind a task that opens the database: its next word, or the standard input. */
function sqlOf({ options, run }: Session, word: Word): EffectKind | undefined {
  const at = options.words.indexOf(word);
  const next = options.words[at + 1]?.value === '-c' ? options.words[at + 2] : options.words[at + 1];
  const text = next !== undefined && /\s/.test(next.value) ? next : run.stdin;
  return text?.known === true ? heaviest(readSql(text.value)) : undefined;
}

/** Code that calls nothing but what looks. */
function onlyLooks(text: string): boolean {
  const plain = text.replaceAll(/(["'])(?:\\.|(?!\1)[^\\])*\1/g, "''");
  if (
    /[^=!<>]=[^=>~]|`|<<|\b(?:system|exec|eval|send|load|require|spawn|open|File|IO|Kernel|subprocess|shutil)\b(?!ed)/.test(
      plain,
    )
  )
    return false;
  return [...plain.matchAll(/\.\s*([a-z_]\w*[?!]?)|(?:^|[\s;(])([a-z_]\w*[?!]?)\s*[( ]/g)].every(([, method, called]) =>
    harmless.has(method ?? called ?? ''),
  );
}

const harmless =
  names(`puts p pp print inspect to_s to_json to_a to_h as_json count size length first last all where not pluck ids find find_by exists? any? none? empty?
  limit offset order group having select includes joins left_joins distinct sum average maximum minimum map each sort_by sort uniq keys values attributes id name email
  created_at updated_at present? blank? nil? class version current now today ago days hours minutes from import as for in and or if do end tables columns connection columns_hash table_name column_names model_name
  objects filter exclude values_list get len list str int dict aggregate annotate latest earliest order_by only defer using query explain configuration config env database adapter_name current_database
  len sorted enabled_flags username is_active is_superuser pk`);

/** Code on the line, on the standard input, or typed into a console that is open to everybody's data. */
function byCode(session: Session, word: Word): readonly Effect[] {
  const { framework, run, options, environment } = session;
  const given = framework.codeOptions === undefined ? undefined : lastOption(options, ...framework.codeOptions)?.value;
  const code =
    given ??
    (framework.codeOptions === undefined ? options.words[options.words.indexOf(word) + 1] : undefined) ??
    run.stdin;
  const far = (environment !== undefined && shared.test(environment)) || run.remote !== undefined;
  if (code === undefined)
    return far && word.value !== 'run'
      ? effectOf(
          session,
          'unknown',
          word.value,
          [word],
          undefined,
          'It opens a session, in which anything can be done.',
        )
      : [];
  const text = shapeOf(code);
  const kind: Kind | undefined = deletes.test(text)
    ? 'destroy'
    : changes.test(text)
      ? 'change'
      : far || text.startsWith(hole)
        ? onlyLooks(text)
          ? 'read'
          : 'unknown'
        : undefined;
  if (kind === undefined) return [];
  return effectOf(
    session,
    kind,
    word.value,
    [word, code],
    code.value.replace(/\s+/g, ' ').slice(0, 120),
    kind === 'unknown' ? 'What the code does is not known.' : undefined,
  );
}

export const frameworkTasks: Analyzer = { id: 'frameworks', programs: [], aliases: [...frameworks.keys()], analyze };
