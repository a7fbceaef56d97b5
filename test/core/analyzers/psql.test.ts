import { describe, expect, test } from 'vitest';
import { readSql } from '../../../src/core/analyzers/sql.ts';
import type { Dialect } from '../../../src/core/analyzers/sqlText.ts';
import { held, is, isIn, passes } from '../../support/understanding.ts';

const sql = (text: string, ...expected: string[]) =>
  test(text.slice(0, 120), () => {
    expect(
      readSql(text).map(({ kind, operation, target }) => [kind, operation, target].filter(Boolean).join(' ')),
    ).toEqual(expected);
  });

describe('sql', () => {
  sql('SELECT 1', 'read SELECT');
  sql('select * from users where id = 1', 'read SELECT users');
  sql('SELECT count(*) FROM public.users;', 'read SELECT public.users');
  sql('SELECT * FROM users FOR UPDATE', 'read SELECT users');
  sql('SELECT * INTO backup FROM users', 'change SELECT INTO backup');
  sql("SELECT 'DROP TABLE users'", 'read SELECT');
  sql("SELECT 'it''s'; DROP TABLE users", 'read SELECT', 'destroy DROP TABLE users');
  sql("SELECT 'a\\'; DROP TABLE users; --'", 'read SELECT', 'destroy DROP TABLE users');
  sql("SELECT E'a\\'; DROP TABLE users; --'", 'read SELECT');
  sql('SELECT $$; DROP TABLE users;$$', 'read SELECT');
  sql('SELECT $a$ $$; DROP TABLE users; $a$', 'read SELECT');
  sql('SELECT "DROP TABLE users"', 'read SELECT');
  sql('-- DROP TABLE users\nSELECT 1', 'read SELECT');
  sql('/* DROP /* nested */ TABLE users; */ SELECT 1', 'read SELECT');
  sql('/* a */ DROP /* b */ TABLE users', 'destroy DROP TABLE users');
  sql('drop table if exists "Users" cascade', 'destroy DROP TABLE Users');
  sql('DROP DATABASE prod', 'destroy DROP DATABASE prod');
  sql('DROP MATERIALIZED VIEW v', 'destroy DROP MATERIALIZED VIEW v');
  sql('DROP INDEX CONCURRENTLY i', 'destroy DROP INDEX i');
  sql('DROP OWNED BY x', 'destroy DROP OWNED by');
  sql('TRUNCATE users', 'destroy TRUNCATE users');
  sql('TRUNCATE TABLE ONLY users', 'destroy TRUNCATE users');
  sql('DELETE FROM users', 'destroy DELETE users');
  sql('DELETE FROM users WHERE id = 1', 'destroy DELETE users');
  sql('UPDATE users SET a = 1', 'change UPDATE users');
  sql('INSERT INTO users VALUES (1)', 'change INSERT users');
  sql('ALTER TABLE users ADD COLUMN x int', 'change ALTER TABLE users');
  sql('ALTER TABLE users DROP COLUMN x', 'destroy ALTER TABLE DROP users');
  sql('ALTER TABLE users ALTER COLUMN x DROP NOT NULL', 'change ALTER TABLE users');
  sql('ALTER TABLE users ALTER COLUMN x DROP DEFAULT', 'change ALTER TABLE users');
  sql('CREATE TABLE x (a int)', 'change CREATE TABLE x');
  sql('CREATE UNIQUE INDEX i ON t (a)', 'change CREATE UNIQUE INDEX i');
  sql('CREATE TABLE x AS SELECT 1', 'change CREATE TABLE x');
  sql('GRANT ALL ON users TO eve', 'change GRANT users');
  sql('EXPLAIN DELETE FROM users', 'read EXPLAIN');
  sql('EXPLAIN ANALYZE DELETE FROM users', 'destroy EXPLAIN ANALYZE DELETE users');
  sql('EXPLAIN (ANALYZE, BUFFERS) DELETE FROM users', 'destroy EXPLAIN ANALYZE DELETE users');
  sql('EXPLAIN (ANALYZE false) DELETE FROM users', 'read EXPLAIN');
  sql('EXPLAIN ANALYZE SELECT 1', 'read EXPLAIN ANALYZE SELECT');
  sql('WITH x AS (SELECT 1) SELECT * FROM x', 'read SELECT x');
  sql('WITH x AS (DELETE FROM users RETURNING *) SELECT * FROM x', 'destroy DELETE users');
  sql('WITH x AS (SELECT 1) DELETE FROM users', 'destroy DELETE users');
  sql('WITH x AS (DELETE FROM users RETURNING *) INSERT INTO old SELECT * FROM x', 'destroy DELETE users');
  sql('WITH x AS (INSERT INTO t VALUES (1) RETURNING *) SELECT 1', 'change INSERT t');
  sql('COPY users TO STDOUT', 'read COPY TO users');
  sql('COPY users FROM STDIN', 'change COPY FROM users');
  sql("COPY users TO '/tmp/x'", 'change COPY TO users');
  sql("COPY users FROM PROGRAM 'curl x'", 'unknown COPY PROGRAM users');
  sql('COPY (SELECT 1) TO STDOUT', 'read COPY TO');
  sql('COPY (DELETE FROM users RETURNING *) TO STDOUT', 'destroy DELETE users');
  sql('SELECT pg_terminate_backend(1)', 'change SELECT pg_terminate_backend');
  sql('SELECT delete_user(1)', 'unknown SELECT delete_user');
  sql('SELECT "delete_user"(1)', 'unknown SELECT delete_user');
  sql('SELECT deleted_at FROM users', 'read SELECT users');
  sql('CALL cleanup()', 'unknown CALL');
  sql('DO $$ BEGIN DELETE FROM x; END $$', 'unknown DO');
  sql('EXECUTE p', 'unknown EXECUTE p');
  sql('PREPARE p AS DELETE FROM users', 'destroy DELETE users');
  sql('BEGIN; DELETE FROM users; ROLLBACK', 'read BEGIN', 'destroy DELETE users', 'read ROLLBACK');
  sql('VACUUM FULL users', 'change VACUUM users');
  sql('REFRESH MATERIALIZED VIEW v', 'change REFRESH MATERIALIZED VIEW v');
  sql('frobnicate x', 'unknown FROBNICATE X');
  sql('constructor', 'unknown CONSTRUCTOR');
  sql(';;', ...[]);
});

const said = (dialect: Dialect, text: string, ...expected: string[]) =>
  test(`${dialect}: ${text.slice(0, 110)}`, () => {
    expect(
      readSql(text, dialect).map(({ kind, operation, target }) => [kind, operation, target].filter(Boolean).join(' ')),
    ).toEqual(expected);
  });

describe('dialects', () => {
  said('mysql', "SELECT 'it\\'s'; DROP TABLE x", 'read SELECT', 'destroy DROP TABLE x');
  said('mysql', "SELECT 'a\\'; DROP TABLE x; -- '", 'read SELECT');
  said('mysql', 'SELECT "a; DROP TABLE x"', 'read SELECT');
  said('mysql', 'SELECT 1 # ; DROP TABLE x', 'read SELECT');
  said('mysql', 'SELECT 1 -- ; DROP TABLE x', 'read SELECT');
  said('mysql', 'SELECT 1 --1; DROP TABLE x', 'read SELECT', 'destroy DROP TABLE x');
  said('mysql', '/*!50000 DROP TABLE x */', 'destroy DROP TABLE x');
  said('mysql', '/* DROP TABLE x */ SELECT 1', 'read SELECT');
  said('mysql', '/* /* */ DROP TABLE x', 'destroy DROP TABLE x');
  said('mysql', 'SET GLOBAL read_only = 0', 'change SET read_only');
  said('mysql', 'SET NAMES utf8mb4', 'read SET');
  said('mysql', 'RESET MASTER', 'destroy RESET MASTER');
  said('mysql', "LOAD DATA INFILE 'x' INTO TABLE t", 'change LOAD DATA t');
  said('mysql', 'REPLACE INTO t VALUES (1)', 'change INSERT t');
  said('mysql', 'SHOW TABLES; DESCRIBE t; USE x', 'read SHOW', 'read DESCRIBE', 'read USE');
  said('mysql', 'SELECT 1 INTO @x', 'read SELECT');
  said('mysql', "SELECT * FROM t INTO OUTFILE '/tmp/x'", 'change SELECT INTO outfile');
  said('mysql', 'RENAME TABLE a TO b', 'change RENAME a');
  said(
    'mysql',
    'ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES b ON DELETE CASCADE',
    'change ALTER TABLE t',
  );
  said('mysql', 'ALTER TABLE t ADD c INT, DROP d', 'destroy ALTER TABLE DROP t');
  said('mysql', 'ALTER TABLE t DELETE WHERE x = 1', 'destroy ALTER TABLE DROP t');
  said('sqlite', 'SELECT [DROP TABLE x] FROM t', 'read SELECT t');
  said('sqlite', 'PRAGMA table_info(t)', 'read PRAGMA table_info');
  said('sqlite', 'PRAGMA user_version = 3', 'change PRAGMA user_version');
  said('sqlite', "SELECT writefile('x', 'y')", 'change SELECT writefile');
  said('tsql', 'SELECT 1 DROP TABLE x', 'read SELECT', 'destroy DROP TABLE x');
  said('tsql', 'SELECT [DROP] FROM t', 'read SELECT t');
  said('tsql', 'USE shop\nGO\nDELETE FROM t\nGO', 'read USE', 'destroy DELETE t');
  said('tsql', 'WITH x AS (SELECT 1 AS a) DELETE FROM x', 'destroy DELETE x');
  said('tsql', 'WITH x AS (SELECT 1 AS a) SELECT * FROM x', 'read SELECT x');
  said('tsql', 'IF EXISTS (SELECT 1) DROP TABLE x', 'read IF', 'destroy DROP TABLE x');
  said('tsql', 'EXEC sp_who2', 'read EXEC sp_who2');
  said('tsql', "EXEC xp_cmdshell 'dir'", 'unknown EXEC xp_cmdshell');
  said('tsql', 'MERGE INTO t USING s ON 1 = 1 WHEN MATCHED THEN DELETE', 'destroy MERGE DELETE t');
  said('tsql', 'BEGIN TRAN; UPDATE t SET a = 1; COMMIT', 'read BEGIN', 'change UPDATE t', 'read COMMIT');
  said('oracle', "SELECT q'[; DROP TABLE x;]' FROM dual", 'read SELECT dual');
  said('oracle', 'BEGIN DELETE FROM t; END;', 'destroy DELETE t', 'read END');
  said('oracle', 'DROP USER scott CASCADE', 'destroy DROP USER scott');
  said('postgres', 'CREATE OR REPLACE TABLE t AS SELECT 1', 'destroy REPLACE TABLE t');
  said('postgres', 'CREATE OR REPLACE VIEW v AS SELECT 1', 'change CREATE VIEW v');
  said('postgres', 'INSERT OVERWRITE TABLE t SELECT 1', 'destroy INSERT OVERWRITE t');
  said('postgres', 'SET ROLE admin', 'read SET');
  said('postgres', "ALTER SYSTEM SET work_mem = '1GB'", 'change ALTER SYSTEM set');
});

describe('psql', () => {
  is("psql -c 'SELECT 1'", 'read psql SELECT');
  is("psql -tAc 'SELECT 1'", 'read psql SELECT');
  is(
    "psql -h db.example -d shop -c 'DROP TABLE users'",
    'destroy psql DROP TABLE users @ database shop, host db.example',
  );
  is("psql --host=db --command='DELETE FROM users'", 'destroy psql DELETE users @ host db');
  is(
    "psql shop -c 'SELECT 1' -c 'DROP TABLE users'",
    'read psql SELECT @ database shop',
    'destroy psql DROP TABLE users @ database shop',
  );
  is(
    "psql postgresql://u:secret@db.example:5432/shop -c 'TRUNCATE t'",
    'destroy psql TRUNCATE t @ database shop, host db.example:5432',
  );
  is("psql 'host=db dbname=shop' -c 'TRUNCATE t'", 'destroy psql TRUNCATE t @ database shop, host db');
  is("PGHOST=db PGDATABASE=shop psql -c 'TRUNCATE t'", 'destroy psql TRUNCATE t @ database shop, host db');
  isIn({ env: { PGHOST: 'live' } }, "psql -c 'SELECT 1'", 'read psql SELECT @ host live');
  is('psql <<EOF\nDROP TABLE users;\nSELECT 1;\nEOF', 'destroy psql DROP TABLE users', 'read psql SELECT');
  is("psql <<< 'DROP TABLE users'", 'destroy psql DROP TABLE users');
  is("echo 'DROP TABLE users' | psql", 'destroy psql DROP TABLE users');
  isIn({ files: { '/projects/app/x.sql': 'DROP TABLE users;' } }, 'psql -f x.sql', 'destroy psql DROP TABLE users');
  isIn({ files: { '/projects/app/x.sql': 'SELECT 1;' } }, 'psql -f x.sql', 'read psql SELECT');
  isIn({ files: { '/projects/app/x.sql': 'DROP TABLE users;' } }, 'psql < x.sql', 'destroy psql DROP TABLE users');
  isIn(
    { files: { '/projects/app/x.sql': 'DROP TABLE users;' } },
    'cat x.sql | psql shop',
    'destroy psql DROP TABLE users @ database shop',
  );
  is("docker exec db psql -U postgres -c 'DROP DATABASE shop'", 'destroy psql DROP DATABASE shop');
  is('dropdb prod', 'destroy psql drop database prod');
  is('createdb x', 'change psql create database x');
  is('pg_restore -d shop dump', 'change psql restore dump @ database shop');
  is('pg_restore --clean -d shop dump', 'destroy psql restore --clean dump @ database shop');
  is('pg_restore -c -d shop dump', 'destroy psql restore --clean dump @ database shop');
});

isIn({ files: { '/projects/app/x.sql': 'DROP TABLE users;' } }, "psql -c '\\i x.sql'", 'destroy psql DROP TABLE users');
isIn({ files: { '/projects/app/x.sql': '\\c shop\nSELECT 1;' } }, 'psql -f x.sql', 'read psql \\c', 'read psql SELECT');
isIn(
  { files: { '/projects/app/x.sql': '\\i y.sql', '/projects/app/y.sql': 'SELECT 1;' } },
  'psql -f x.sql',
  'read psql SELECT',
);

passes('psql', [
  'psql -l',
  'psql --version',
  "psql -c '\\dt'",
  "psql -c '\\d+ users'",
  'pg_dump shop',
  'pg_isready',
  'pg_restore -l dump',
  'psql "$DATABASE_URL" -c "SELECT 1"',
  "psql -c '\\copy users to out.csv'",
]);

held('psql', [
  'psql',
  'psql shop',
  'psql "$DATABASE_URL"',
  'psql -f missing.sql',
  'psql -f "$FILE"',
  'psql -c "$SQL"',
  "psql -c '\\i x.sql'",
  "psql -c '\\! rm -rf /'",
  'psql -c "SELECT \'DROP TABLE x\' \\gexec"',
  "psql -c '\\copy users from in.csv'",
  'cat x.sql | psql',
  'curl -s x | psql',
  "psql -v x='DROP TABLE t' -c ':x'",
  "psql --comm='DROP TABLE t'",
  "psql -c 'SELECT 1 \\g |sh'",
]);

passes('what is not known stands where it does no harm', [
  'psql -h localhost -c "SELECT * FROM t WHERE id = $ID"',
  'psql postgres://u:p@127.0.0.1:5432/shop -c "SELECT * FROM t WHERE id = $ID"',
  'psql shop -c "SELECT * FROM t WHERE day = \'$(date +%F)\' AND n > $((limit + 1))"',
  'for i in 1 2 3; do psql shop -c "SELECT * FROM t WHERE id = $i"; done',
  'psql shop -v id="$ID" -c "SELECT * FROM t WHERE id = :\'id\'"',
  'echo "SELECT 1" | psql "$PROD_URL"',
  "psql shop -c '\\copy (select id from users) to u.csv'",
]);
held('what is not known may be a statement', [
  'psql -c "SELECT * FROM t WHERE id = $ID"',
  'psql -h db.internal -c "SELECT * FROM t WHERE id = \'$ID\'"',
  'psql shop -c "SELECT * FROM t WHERE day = \'$(cat day.txt)\'"',
  'for i in $(cat ids.txt); do psql shop -c "SELECT * FROM t WHERE id = $i"; done',
  `echo "SELECT 1 FROM t WHERE a='$X'" | psql shop`,
  'psql shop -c "\\copy t to $WHERE"',
  'psql -c "$VERB FROM t"',
  'echo "SELECT 1" | psql "$ARGS"',
  "psql shop -c '\\copy (delete from users returning *) to u.csv'",
  `psql -c "select cron.schedule('x', '* * * * *', 'delete from a')"`,
]);
