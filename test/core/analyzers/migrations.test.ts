import { describe } from 'vitest';
import { held, is, isIn, passes, silent } from '../../support/understanding.ts';

const local = 'postgres://u:p@localhost:5432/dev';
const far = 'postgres://u:p@db.example/shop';

describe('what is said', () => {
  is('npx prisma migrate reset --force', 'destroy prisma migrate reset');
  is('knex migrate:latest', 'change knex migrate:latest');
  is('flyway -url=jdbc:postgresql://prod/x clean', 'destroy flyway clean @ address jdbc:postgresql://prod/x');
  is('RAILS_ENV=production bin/rails db:drop', 'destroy rails db:drop @ environment production');
  is('rake db:drop RAILS_ENV=production', 'destroy rake db:drop @ environment production');
  is('mix do ecto.drop, ecto.create', 'destroy mix ecto.drop', 'change mix ecto.create');
  is('python manage.py flush --noinput', 'destroy manage.py flush');
  is('python manage.py migrate --settings=x.production', 'change manage.py migrate @ environment x.production');
  is("rails runner 'User.delete_all'", 'destroy rails runner User.delete_all');
  isIn(
    { files: { '/projects/app/drop.sql': 'DROP TABLE t' } },
    'npx prisma db execute --file drop.sql',
    'destroy prisma db execute',
  );
});

held('migrations', [
  'prisma migrate deploy',
  'npx prisma migrate dev',
  'npx prisma db push',
  'npx prisma db push --accept-data-loss',
  'pnpm prisma migrate deploy',
  'pnpm exec prisma migrate reset',
  `DATABASE_URL=${far} npx prisma migrate dev`,
  `DATABASE_URL=${local} npx prisma migrate reset`,
  `DATABASE_URL=${local} npx prisma db push --force-reset`,
  'DATABASE_URL="$PROD" npx prisma migrate deploy',
  'DATABASE_URL=file:/var/lib/app/prod.db npx prisma migrate reset',
  'npx prisma db execute --file missing.sql',
  'knex migrate:rollback --all',
  'npx knex migrate:latest --env production',
  'npx sequelize-cli db:migrate',
  'npx sequelize-cli db:migrate:undo:all',
  'npx sequelize db:drop',
  `npx sequelize-cli db:migrate --url ${far}`,
  'npx typeorm migration:run -d ds.ts',
  'npx typeorm schema:sync',
  'npx typeorm schema:drop',
  'npx typeorm query "DROP TABLE x"',
  'npx drizzle-kit push',
  'npx drizzle-kit migrate',
  `npx drizzle-kit push --force --url=${local}`,
  'drizzle-kit drop',
  'flyway migrate',
  'flyway info clean',
  'flyway -url=jdbc:postgresql://localhost:5432/x clean',
  'liquibase update',
  'liquibase rollback-count 1',
  'liquibase drop-all',
  'liquibase execute-sql --sql="DROP TABLE x"',
  'alembic upgrade head',
  'alembic downgrade -1',
  'python -m alembic upgrade head',
  'poetry run alembic downgrade base',
  'flask db upgrade',
  'goose postgres "host=prod dbname=x" up',
  'goose postgres "$DSN" down',
  'dbmate up',
  `dbmate --url ${local} drop`,
  `migrate -path m -database ${far} up`,
  `migrate -path m -database ${local} drop -f`,
  `atlas schema apply -u ${far} --auto-approve`,
  `atlas schema clean -u ${local}`,
  'atlas clusters delete c0',
  'dotnet ef database drop --force',
  'dotnet ef database update',
  'kubectl exec deploy/web -- npx prisma migrate reset',
]);

silent('migrations', [
  'npx prisma generate',
  'npx prisma format',
  'npx prisma studio',
  `DATABASE_URL=${local} npx prisma migrate dev`,
  `DATABASE_URL=${local} npx prisma db push`,
  'DATABASE_URL=file:./dev.db npx prisma migrate reset --force',
  'export DATABASE_URL=postgres://localhost/dev && npx prisma migrate dev',
  'NODE_ENV=test npx knex migrate:latest',
  'npx knex migrate:make users',
  'npx sequelize-cli migration:generate --name x',
  'npx sequelize-cli db:migrate --url postgres://localhost/x',
  'npx typeorm migration:generate x',
  `npx drizzle-kit push --url=${local}`,
  'npx drizzle-kit generate',
  'flyway -url=jdbc:postgresql://localhost:5432/x migrate',
  'liquibase --url=jdbc:mysql://127.0.0.1/x update',
  'alembic revision --autogenerate -m "x"',
  'flask run',
  'flask db migrate -m x',
  'goose postgres "host=localhost dbname=x" up',
  'goose sqlite3 ./foo.db reset',
  'goose create x sql',
  `dbmate --url ${local} up`,
  'DATABASE_URL=sqlite:dev.db dbmate drop',
  'dbmate new x',
  `migrate -path m -database ${local} up`,
  'migrate create -ext sql x',
  'foo migrate up',
  `atlas schema apply -u ${local}`,
  'atlas migrate diff x',
  'dotnet ef migrations add X',
  'dotnet build',
  'npm install prisma knex',
  'pip install alembic',
  'code prisma/schema.prisma',
  'echo "prisma migrate reset"',
  'git commit -m "knex migrate:rollback"',
]);

held('an address whose host is not the one in front', [
  'DATABASE_URL=postgresql://u:p@localhost/x?host=/cloudsql/acme:eu:orders npx prisma migrate deploy',
  'DATABASE_URL="postgresql://localhost/x?sslmode=require&host=db.example" alembic upgrade head',
  'DATABASE_URL=postgresql://localhost:pw@db.example/x npx prisma migrate deploy',
  'dbmate --url postgres://localhost:5432,db.example:5432/x up',
  'goose postgres "host=localhost hostaddr=10.0.0.7 dbname=x" up',
  'goose mysql "u:p@tcp(localhost:3306)@tcp(db.example:3306)/x" up',
  'PGHOSTADDR=10.0.0.7 DATABASE_URL=postgresql://localhost/x alembic upgrade head',
  'flyway "-url=jdbc:postgresql://localhost/x?cloudSqlInstance=acme:eu:orders" migrate',
]);
silent('and its look-alikes', [
  'DATABASE_URL=postgresql://u:p@localhost/x?host=/var/run/postgresql npx prisma migrate deploy',
  'DATABASE_URL="postgresql://localhost/x?sslmode=require&host=127.0.0.1" alembic upgrade head',
  'DATABASE_URL=postgresql://db.example:pw@localhost/x npx prisma migrate deploy',
  'dbmate --url postgres://localhost:5432,127.0.0.1:5433/x up',
  'goose postgres "host=localhost hostaddr=127.0.0.1 dbname=x" up',
  'goose mysql "u:p@tcp(localhost:3306)/x" up',
  'PGHOSTADDR=127.0.0.1 DATABASE_URL=postgresql://localhost/x alembic upgrade head',
  'flyway "-url=jdbc:postgresql://localhost/x?sslmode=require" migrate',
]);

silent('a database of the project', ['npx prisma migrate reset', 'npx prisma db push --accept-data-loss'], {
  files: { '/projects/app/prisma/schema.prisma': 'datasource db {\n provider = "sqlite"\n url = "file:./dev.db"\n}' },
});
silent('a database its .env names on this machine', ['npx prisma migrate dev'], {
  files: { '/projects/app/.env': 'DATABASE_URL="postgres://u:p@localhost:5432/dev"\n' },
});
held('a database its .env names elsewhere', ['npx prisma migrate dev'], {
  files: { '/projects/app/.env': 'DATABASE_URL="postgres://u:p@db.example/dev"\n' },
});
held('production in the environment', ['bin/rails console', "bin/rails runner 'Order.fix'", 'bin/rails db:migrate'], {
  env: { RAILS_ENV: 'production', DATABASE_URL: far },
});

passes('migrations', [
  'npx prisma migrate status',
  'npx prisma db pull',
  'knex migrate:status',
  'npx sequelize-cli db:migrate:status',
  'npx typeorm migration:show',
  'npx typeorm query "SELECT 1"',
  'npx drizzle-kit pull',
  'flyway info',
  'liquibase status',
  'liquibase update-sql',
  'alembic current',
  'alembic upgrade head --sql',
  'goose status',
  'dbmate status',
  `atlas schema inspect -u ${far}`,
  `atlas schema apply -u ${far} --dry-run`,
  'atlas clusters list',
  'dotnet ef migrations list',
]);

held('frameworks', [
  'rails db:migrate',
  'bin/rails db:reset',
  'bundle exec rake db:rollback',
  'rake db:drop',
  'rails db:setup',
  'rails db:schema:load',
  'rails db:seed:replant',
  'rails db:frobnicate',
  'rails dbconsole',
  'RAILS_ENV=production rails console',
  "RAILS_ENV=production rails runner 'Order.fix'",
  'ruby bin/rails db:drop',
  'kubectl exec deploy/web -- bin/rails db:drop',
  'docker compose exec web bin/rails db:reset',
  'gitlab-rails runner "Project.destroy_all"',
  'gitlab-rake gitlab:backup:restore',
  'mix ecto.reset',
  'mix ecto.migrate',
  'MIX_ENV=prod mix ecto.migrate',
  'php artisan migrate',
  'php artisan migrate:fresh --seed',
  'php artisan db:wipe',
  './vendor/bin/sail artisan migrate:fresh',
  'php artisan tinker --execute="User::truncate()"',
  'python manage.py migrate',
  'python3 manage.py migrate app zero',
  './manage.py flush',
  'uv run python manage.py migrate',
  'python manage.py dbshell',
  'python manage.py loaddata x.json',
  'python manage.py shell -c "User.objects.all().delete()"',
  'echo "User.objects.all().delete()" | python manage.py shell',
  'python manage.py purge_everything_flush',
  'docker compose run --rm web python manage.py flush --noinput',
  'php bin/console doctrine:schema:drop --force',
  'php bin/console doctrine:migrations:migrate',
  'php bin/console doctrine:fixtures:load',
  'bin/console d:d:d --force',
  'node ace migration:fresh',
]);

silent('frameworks', [
  'rails test',
  'rails s',
  'rails c',
  'rails g model User',
  'bin/rails db:test:prepare',
  "rails runner 'puts User.count'",
  'DATABASE_URL=postgres://localhost/x bin/rails db:migrate',
  'RAILS_ENV=test bin/rails db:migrate',
  'rails assets:precompile',
  'mix test',
  'mix phx.server',
  'mix ecto.gen.migration x',
  'MIX_ENV=test mix ecto.migrate',
  'php artisan serve',
  'php artisan make:model User',
  'php artisan cache:clear',
  'php artisan test',
  'php artisan tinker --execute="echo User::count();"',
  'python manage.py runserver',
  'python manage.py makemigrations',
  'python manage.py test',
  'python manage.py collectstatic',
  'python manage.py shell -c "print(1)"',
  'django-admin startproject x',
  'php bin/console cache:clear',
  'php bin/console make:entity',
  'node ace serve',
  'grep -rn "db:drop" .',
  'git commit -m "rails db:drop"',
  'rspec spec/db_drop_spec.rb',
]);

silent('a SQLite database of Rails', ['bin/rails db:migrate', 'bin/rails db:reset'], {
  files: { '/projects/app/config/database.yml': 'default:\n  adapter: sqlite3\n' },
});
silent('a SQLite database of Laravel', ['php artisan migrate', 'php artisan migrate:fresh'], {
  files: { '/projects/app/.env': 'DB_CONNECTION=sqlite\n' },
});

passes('frameworks', [
  'rails db:migrate:status',
  'rails db:version',
  'rake db:migrate:status',
  'kubectl exec deploy/web -- bin/rails db:migrate:status',
  'mix ecto.migrations',
  'php artisan migrate:status',
  'php artisan migrate --pretend',
  'python manage.py showmigrations',
  'python manage.py migrate --plan',
  'python manage.py sqlmigrate app 0001',
  'php bin/console doctrine:migrations:status',
  'php bin/console doctrine:schema:update --dump-sql',
]);

held('other schema tools', [
  'sqlx migrate run',
  'cargo sqlx database reset',
  `sqlx database drop --database-url ${local}`,
  'diesel migration run',
  'diesel database reset',
  'sea-orm-cli migrate fresh',
  'npx mikro-orm schema:drop',
  'npx node-pg-migrate up',
  'npx db-migrate down',
  'hasura migrate apply --endpoint https://h.example',
  'sqitch revert',
  'skeema push',
  'skeema push --allow-unsafe',
  'dbt run',
  'dbt run --full-refresh',
  'dbt run-operation x',
  'wp db reset --yes',
  'wp search-replace a b',
  'drush sql:drop',
  'nodetool decommission',
  'nodetool repair',
  'celery -A app purge',
  'pulsar-admin topics delete t',
]);

silent('other schema tools', [
  `sqlx migrate run --database-url ${local}`,
  'sqlx migrate add x',
  `diesel migration run --database-url ${local}`,
  'diesel migration generate x',
  'sea-orm-cli generate entity',
  'npx mikro-orm migration:create',
  'hasura console',
  'hasura migrate apply --endpoint http://localhost:8080',
  'sqitch add x',
  'dbt deps',
  'wp plugin install x',
  'drush cr',
  'celery -A app worker',
]);

passes('other schema tools', [
  'sqlx migrate info',
  'diesel migration list',
  'sea-orm-cli migrate status',
  'npx mikro-orm migration:list',
  'hasura metadata diff',
  'sqitch status',
  'skeema diff',
  'skeema push --dry-run',
  'dbt compile',
  'dbt test',
  'wp db tables',
  'wp search-replace a b --dry-run',
  'nodetool status',
  'celery -A app inspect active',
  'pulsar-admin topics list x',
]);

const project = (files: Readonly<Record<string, string>>) => ({
  files: Object.fromEntries(Object.entries(files).map(([path, text]) => [`/projects/app/${path}`, text])),
});

/** A database that the project's settings put on this machine: what adds to it passes, what drops it does not. */
for (const [title, files, adds, drops] of [
  [
    'Rails',
    {
      'config/database.yml':
        'default: &default\n  adapter: postgresql\n  host: localhost\ndevelopment:\n  <<: *default\n  database: dev\nproduction:\n  <<: *default\n  host: db.prod\n',
    },
    'bin/rails db:migrate',
    'bin/rails db:drop',
  ],
  [
    'Rails with an environment variable',
    { 'config/database.yml': 'development:\n  adapter: mysql2\n  host: <%= ENV.fetch("DB_HOST", "127.0.0.1") %>\n' },
    'bin/rails db:seed',
    'RAILS_ENV=production bin/rails db:seed',
  ],
  [
    'Django',
    {
      'manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
      'shop/settings.py':
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'x', 'HOST': 'localhost'}}\n",
    },
    'python manage.py migrate',
    'python manage.py flush',
  ],
  [
    'Django with several settings',
    {
      'manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings.dev')\n",
      'shop/settings/base.py': "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}\n",
      'shop/settings/dev.py': 'from .base import *\n',
      'shop/settings/prod.py': "DATABASES = {'default': dj_database_url.config()}\n",
    },
    'python manage.py migrate',
    'python manage.py migrate --settings shop.settings.prod',
  ],
  [
    'Knex',
    {
      'knexfile.js':
        "module.exports = { development: { client: 'pg', connection: { host: 'localhost' } }, staging: { client: 'pg', connection: process.env.DB } };\n",
    },
    'npx knex migrate:latest',
    'npx knex migrate:latest --env staging',
  ],
  [
    'Sequelize',
    {
      'config/config.json':
        '{"development":{"host":"127.0.0.1","dialect":"mysql"},"production":{"host":"db","dialect":"mysql"}}',
    },
    'npx sequelize db:migrate',
    'npx sequelize db:migrate --env production',
  ],
  [
    'TypeORM',
    { 'src/ds.ts': "export default new DataSource({ type: 'better-sqlite3', database: 'dev.db' });\n" },
    'npx typeorm schema:drop -d src/ds.ts',
    'npx typeorm schema:drop -d src/other.ts',
  ],
  [
    'Drizzle',
    {
      'drizzle.config.ts':
        "export default { dialect: 'postgresql', dbCredentials: { url: process.env.DATABASE_URL } };\n",
      '.env': 'DATABASE_URL=postgres://localhost/dev\n',
    },
    'npx drizzle-kit push',
    'DATABASE_URL=postgres://db.prod/x npx drizzle-kit push',
  ],
  [
    'Alembic',
    { 'alembic.ini': 'sqlalchemy.url = sqlite:///dev.db\n' },
    'alembic downgrade base',
    'DATABASE_URL=postgres://db/x alembic downgrade base',
  ],
  [
    'Flask',
    { 'config.py': "SQLALCHEMY_DATABASE_URI = os.environ.get('DATABASE_URL') or 'sqlite:///' + path\n" },
    'flask db upgrade',
    'DATABASE_URL=postgres://db/x flask db upgrade',
  ],
  [
    'Ecto',
    { 'config/dev.exs': 'config :app, App.Repo,\n  hostname: "localhost"\n' },
    'mix ecto.migrate',
    'MIX_ENV=prod mix ecto.migrate',
  ],
  [
    'Entity Framework',
    { 'appsettings.Development.json': '{"ConnectionStrings":{"Default":"Data Source=app.db"}}' },
    'dotnet ef database update',
    'ASPNETCORE_ENVIRONMENT=Production dotnet ef database update',
  ],
  ['dbmate', { '.env': 'DATABASE_URL="postgres://u@127.0.0.1:5432/x?sslmode=disable"\n' }, 'dbmate up', 'dbmate drop'],
] as const) {
  silent(title, [adds], project(files));
  held(title, [drops], project(files));
}

held('tools of schemas', [
  'yoyo apply --database postgresql://db/x',
  'phinx rollback -e production',
  'bin/cake migrations rollback',
  'php spark migrate:refresh',
  'php yii migrate/down all --interactive=0',
  'aerich downgrade',
  'npx payload migrate:fresh',
  'bench --site shop.local migrate',
  './gradlew flywayClean',
  'mvn -q flyway:migrate',
  'java -jar liquibase.jar --url=jdbc:postgresql://db/x update',
  'sequel -m db/migrations postgres://db/shop',
  'wp post delete 5 --force',
  'wp plugin update --all --ssh=prod',
  'drush @prod updb -y',
  'drush @prod cr',
  'node node_modules/typeorm/cli.js migration:run',
  'python manage.py delete_old_users',
  "./manage.py dbshell <<< 'DROP TABLE a'",
  "bin/console dbal:run-sql 'DELETE FROM a'",
  'kubectl exec deploy/web -- python manage.py import_users',
]);
passes('tools of schemas', [
  'yoyo list --database postgresql://db/x',
  'phinx status',
  'npx payload migrate:status',
  './gradlew flywayInfo',
  'mvn -q flyway:validate',
  'wp post list',
  'wp plugin list --ssh=prod',
  'drush @prod status',
  "./manage.py dbshell <<< 'SELECT 1'",
  "bin/console dbal:run-sql 'SELECT * FROM a'",
  'kubectl exec deploy/web -- python manage.py check',
  "RAILS_ENV=production rails runner 'puts User.where(admin: true).count'",
]);
silent('tools of schemas', [
  'bin/cake bake model Users',
  'php spark routes',
  'php yii migrate/create drop_users',
  'java -jar app.jar update',
  'rails destroy model User',
]);
