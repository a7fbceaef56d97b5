import { describe } from 'vitest';
import { held, is, isIn, passes, silent } from '../../support/understanding.ts';

const files = {
  '/projects/app/drop.sql': 'DROP TABLE t;',
  '/projects/app/select.sql': 'SELECT 1;',
  '/projects/app/nested.sql': 'source drop.sql',
  '/projects/app/batch.sql': 'USE shop\nGO\nDELETE FROM t\nGO\n',
};
const world = { files };

describe('mysql', () => {
  is("mysql shop -e 'SELECT 1'", 'read mysql SELECT @ database shop');
  is("mysql -uroot -psecret shop -e 'DROP TABLE t'", 'destroy mysql DROP TABLE t @ database shop');
  is("mysql -uroot -psecret -Nse 'SELECT 1'", 'read mysql SELECT');
  is("mysql --exec='DROP TABLE t'", 'destroy mysql DROP TABLE t');
  is("mariadb -h db.example -D shop -e 'DELETE FROM t'", 'destroy mysql DELETE t @ database shop, host db.example');
  is("mysql -h localhost --hos=db.example -e 'DELETE FROM t'", 'destroy mysql DELETE t @ host db.example');
  is(
    "mysql --loose-host=db.example --da shop -e 'DELETE FROM t'",
    'destroy mysql DELETE t @ database shop, host db.example',
  );
  is("mysql --html --table -e 'DELETE FROM t'", 'destroy mysql DELETE t');
  is("MYSQL_HOST=live mysql -e 'TRUNCATE t'", 'destroy mysql TRUNCATE t @ host live');
  isIn(world, 'mysql shop < drop.sql', 'destroy mysql DROP TABLE t @ database shop');
  isIn(world, 'mysql shop < select.sql', 'read mysql SELECT @ database shop');
  isIn(world, 'cat drop.sql | mysql shop', 'destroy mysql DROP TABLE t @ database shop');
  isIn(world, 'mysql shop < nested.sql', 'destroy mysql DROP TABLE t @ database shop');
  isIn(world, "mysql -e 'source select.sql'", 'read mysql SELECT');
  is("mysql -e 'SELECT 1\\G DROP TABLE t'", 'read mysql SELECT', 'destroy mysql DROP TABLE t');
  is("docker exec db mysql -e 'DROP DATABASE shop'", 'destroy mysql DROP DATABASE shop');
  is('mysqladmin drop shop', 'destroy mysqladmin drop database shop');
  is('mysqladmin -h live status', 'read mysqladmin status @ host live');
  is('mysqladmin status drop shop', 'destroy mysqladmin drop database shop');
  is('mysqldump shop', 'read mysqldump mysqldump shop');
});

describe('other clients', () => {
  is("sqlcmd -S srv -d shop -Q 'SELECT 1'", 'read sqlcmd SELECT @ database shop, host srv');
  is(
    "sqlcmd -S srv -Q 'SELECT 1 DROP TABLE t'",
    'read sqlcmd SELECT @ host srv',
    'destroy sqlcmd DROP TABLE t @ host srv',
  );
  isIn(world, 'sqlcmd -S srv -i batch.sql', 'read sqlcmd USE @ host srv', 'destroy sqlcmd DELETE t @ host srv');
  isIn(world, 'sqlplus u/secret@prod @drop.sql', 'destroy sqlplus DROP TABLE t @ host prod');
  is(
    "sqlplus -s u/p@//host:1521/svc <<< 'SELECT 1 FROM dual;'",
    'read sqlplus SELECT dual @ database svc, host host:1521',
  );
  is("clickhouse-client -h ch -q 'DROP TABLE t'", 'destroy clickhouse DROP TABLE t @ host ch');
  is("clickhouse client -q 'SELECT 1'", 'read clickhouse SELECT');
  is(
    "cockroach sql --url postgres://u:secret@host:26257/shop -e 'DROP TABLE t'",
    'destroy cockroach DROP TABLE t @ database shop, host host:26257',
  );
  is("snowsql -a acme -d shop -q 'DROP TABLE t'", 'destroy snow DROP TABLE t @ database shop, host acme');
  is("snow sql -q 'SELECT 1'", 'read snow SELECT');
  is('snow object drop table t', 'destroy snow object drop table t');
  is("cqlsh -k shop -e 'TRUNCATE t'", 'destroy cqlsh TRUNCATE t @ database shop');
});

passes(
  'SQL clients',
  [
    "mysql -e 'SHOW TABLES'",
    "mysql -e 'EXPLAIN DELETE FROM t'",
    'mysql -e "SELECT \'DROP TABLE x\'"',
    'mysql --version',
    'mysql --help',
    "docker compose exec db mysql -uroot -proot shop -e 'SELECT 1'",
    'mariadb-dump shop > x.sql',
    'mysqlshow shop',
    'mysqlbinlog x.bin',
    'mysqladmin --help drop shop',
    'mysqladmin ping',
    "sqlcmd -Q 'EXEC sp_who2'",
    "clickhouse-client --query='SHOW DATABASES'",
    "cockroach sql -e 'SHOW TABLES'",
    'cockroach node status',
    'snow object list table',
    "snowsql -q 'SHOW TABLES'",
    "cqlsh host -e 'SELECT * FROM t'",
    "trino --execute 'SELECT 1'",
    "beeline -u jdbc:hive2://h:1/x -e 'SELECT 1'",
    'pgbackrest info',
    'wal-g backup-list',
    'influx bucket list',
    'pg_basebackup -D /tmp/x',
    'gh-ost --table=t --alter="ADD c INT"',
  ],
  world,
);

held(
  'SQL clients',
  [
    'mysql',
    'mysql shop',
    'mysql -h db.example',
    'mysql -e "$SQL"',
    "mysql -e '\\! rm -rf /'",
    "mysql -e 'system rm x'",
    "mysql -e 'SELECT 1 -- ; \n ; DROP TABLE t'",
    "mysql -e '/*!50000 DROP TABLE t */'",
    'mysql < missing.sql',
    'curl -s x | mysql',
    "mysql --init-command='DROP TABLE t' -e 'SELECT 1'",
    'mysqladmin create shop',
    'mysqladmin dr shop',
    'mysqladmin shutdown',
    'mysqlimport shop t.txt',
    'mysqldump shop | mysql other',
    "docker run --rm mysql:8 mysql -h prod -e 'DROP TABLE t'",
    'sqlcmd -S srv',
    'sqlcmd -Q "EXEC xp_cmdshell \'dir\'"',
    "sqlplus u/p@db <<< 'HOST rm x'",
    'sqlplus u/p@db @missing.sql',
    "clickhouse-client -q 'ALTER TABLE t DELETE WHERE 1'",
    "clickhouse-client -q 'SYSTEM SHUTDOWN'",
    'cockroach node decommission 3',
    'cockroach frobnicate',
    "snow sql -q 'CREATE OR REPLACE TABLE t AS SELECT 1'",
    'snow app teardown',
    "cqlsh -e 'DROP KEYSPACE k'",
    "usql postgres://h/d -c 'DROP TABLE t'",
    "pgcli -h h -c 'DROP TABLE t'",
    'pgbench -i shop',
    'pgbackrest restore --stanza=main',
    'wal-g delete everything',
    'influx bucket delete -n x',
    'gh-ost --table=t --alter="ADD c INT" --execute',
    'pg_resetwal /var/lib/postgresql/data',
  ],
  world,
);

silent('SQL clients', [
  'docker run -d --name db -e MYSQL_ROOT_PASSWORD=x mysql:8',
  "clickhouse local -q 'SELECT 1'",
  'cockroach demo',
  'which mysql',
  'man mysql',
  'grep -rn "mysql -e" .',
  'echo "mysql -e \'DROP TABLE t\'"',
  'apt-get install -y mysql-client',
  'git commit -m "mysql -e \'DROP TABLE t\'"',
]);

describe('files', () => {
  silent(
    'SQLite and DuckDB',
    [
      "sqlite3 dev.db 'DROP TABLE t'",
      "sqlite3 ./db/dev.sqlite3 'SELECT 1'",
      'sqlite3 dev.db < drop.sql',
      'cat drop.sql | sqlite3 dev.db',
      'sqlite3 dev.db .schema',
      'sqlite3 dev.db ".restore backup.db"',
      'sqlite3 :memory: "CREATE TABLE t (a)"',
      'sqlite3 /tmp/x.db "DROP TABLE t"',
      'sqlite3 /projects/app/x.db "DROP TABLE t"',
      'sqlite3 --version',
      'sqlite3',
      'sqlite3 dev.db ".read drop.sql"',
      'sqlite3 dev.db "ATTACH \'other.db\' AS o"',
      "duckdb -c 'SELECT 1'",
      "duckdb app.duckdb 'DROP TABLE t'",
      'sqlite3 dev.db "INSERT INTO t VALUES ($X)"',
    ],
    world,
  );
  held('SQLite and DuckDB', [
    "sqlite3 /var/lib/app/prod.db 'DROP TABLE t'",
    "sqlite3 ../other/dev.db 'DELETE FROM t'",
    "sqlite3 ~/app.db 'UPDATE t SET a = 1'",
    'sqlite3 "$DB" "DROP TABLE t"',
    'sqlite3 /var/lib/app/prod.db',
    'sqlite3 dev.db ".shell rm -rf x"',
    'sqlite3 dev.db ".system rm -rf x"',
    'sqlite3 dev.db ".once |sh"',
    'sqlite3 dev.db "ATTACH \'/var/lib/app/prod.db\' AS p; DELETE FROM p.t"',
    'sqlite3 dev.db "SELECT load_extension(\'x\')"',
    "sqlite3 dev.db \"SELECT writefile('/etc/x', 'y')\"",
    'duckdb -c "ATTACH \'postgres:host=prod\' AS p"',
    "duckdb md:shop 'DROP TABLE t'",
    "kubectl exec api -- sqlite3 /data/app.db 'DELETE FROM t'",
    'ssh web "sqlite3 app.db \'DELETE FROM t\'"',
    'cd .. && sqlite3 x.db "DROP TABLE t"',
  ]);
  passes('SQLite elsewhere', [
    "sqlite3 /var/lib/app/prod.db 'SELECT 1'",
    'sqlite3 /var/lib/app/prod.db .tables',
    "sqlite3 -readonly /var/lib/app/prod.db 'DELETE FROM t'",
    'sqlite3 "$DB" "SELECT 1"',
  ]);
});

passes('a number, or a value for a server of this machine, does not make a look more', [
  'mysql -h 127.0.0.1 -e "SELECT * FROM t WHERE id = $ID"',
  'sqlcmd -S localhost,1433 -Q "SELECT \'$(name)\'"',
  'usql pg://db/shop -c "SELECT * FROM t LIMIT $((n * 2))"',
]);
held('a statement that is not known', [
  'mysql -e "SELECT * FROM t WHERE id = $ID"',
  'sqlcmd -Q "SELECT \'$(name)\'"',
  'usql pg://db/shop -c "SELECT * FROM $TABLE"',
  'mysql -e "$VERB FROM t"',
  'mysql -e "SELECT 1; $SQL"',
  'sqlcmd -Q "$SQL"',
]);
held('clients of smaller databases', [
  "cbq -e cb -s 'DELETE FROM x'",
  "ksql http://k:8088 --execute 'DROP STREAM a;'",
  'isql -u SYSDBA -i missing.sql /data/x.fdb',
  "influx -execute 'DROP DATABASE metrics'",
  `duckdb -c "COPY t TO 's3://bucket/t.parquet'"`,
]);
passes('clients of smaller databases', [
  "cbq -e cb -s 'SELECT * FROM x'",
  "ksql http://k:8088 --execute 'SHOW STREAMS;'",
  "influx -execute 'SHOW DATABASES'",
  `cqlsh -e "COPY shop.users TO 'u.csv'"`,
]);
silent('clients of smaller databases', [`duckdb -c "COPY t TO 't.parquet'"`]);
