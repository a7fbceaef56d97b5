/** What a text of SQL does, statement by statement, and what of it a transaction takes back. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../../src/core/analyzers/sqlText.ts';
import type { SqlAction } from '../../../src/core/databases/sqlActions.ts';
import { shownName } from '../../../src/core/databases/sqlNames.ts';
import { readScript } from '../../../src/core/databases/sqlScript.ts';
import { needs, sharedFiles } from '../../support/sharedFixtures.ts';

/** `drop table a.b, c cascade`, `delete items where`: an action in a few words. */
function said(action: SqlAction): string {
  switch (action.kind) {
    case 'drop':
      return `drop ${action.type} ${action.names.map(shownName).join(', ')}${action.cascade ? ' cascade' : ''}`;
    case 'truncate':
      return `truncate ${action.names.map(shownName).join(', ')}${action.cascade ? ' cascade' : ''}`;
    case 'rows':
      return `${action.verb} ${shownName(action.name)} ${action.which.kind}`;
    case 'alter':
      return `alter ${shownName(action.name)}${action.drops.map((column) => ` -${column}`).join('')}${action.retypes.map((column) => ` ~${column}`).join('')}`;
    case 'create':
      return `create ${action.type} ${action.name === undefined ? '' : shownName(action.name)}`.trim();
    case 'insert':
      return `insert ${shownName(action.name)}`;
    case 'change':
      return `${action.operation} ${action.target ?? ''}`.trim();
    case 'use':
      return `use ${action.database}`;
    case 'transaction':
      return action.does;
    case 'opaque':
      return `? ${action.what}`;
    case 'nothing':
      return '';
  }
}

const read = (text: string, dialect: Dialect): readonly string[] =>
  readScript([text], dialect).steps.map(({ action, undone }) => `${undone ? '(undone) ' : ''}${said(action)}`);

describe('statements', () => {
  const rows: readonly (readonly [Dialect, string, ...(readonly string[])])[] = [
    ['postgres', 'DROP TABLE IF EXISTS a, "B c".d CASCADE', 'drop table a, B c.d cascade'],
    ['postgres', 'drop materialized view concurrently V', 'drop materialized view v'],
    ['postgres', 'DROP INDEX CONCURRENTLY i', 'drop index i'],
    ['postgres', 'DROP DATABASE shop WITH (FORCE)', 'drop database shop'],
    ['mysql', 'DROP SCHEMA Shop', 'drop database Shop'],
    ['postgres', 'DROP OWNED BY app', '? DROP OWNED by'],
    ['postgres', 'TRUNCATE ONLY a, b RESTART IDENTITY CASCADE', 'truncate a, b cascade'],
    ['postgres', 'DELETE FROM ONLY a', 'delete a all'],
    ['postgres', 'DELETE FROM a WHERE id = 1 RETURNING *', 'delete a where'],
    ['postgres', 'DELETE FROM a USING b WHERE a.id = b.id', 'delete a unclear'],
    ['postgres', 'DELETE FROM a WHERE CURRENT OF cursor', 'delete a unclear'],
    ['mysql', 'DELETE FROM a WHERE x = 1 ORDER BY y LIMIT 10', 'delete a unclear'],
    ['mysql', 'DELETE a FROM a JOIN b ON a.id = b.id', 'delete a unclear'],
    ['mysql', 'UPDATE a, b SET a.x = b.x', 'update a unclear'],
    ['postgres', 'UPDATE a SET x = 1 FROM b', 'update a unclear'],
    ['postgres', 'UPDATE a AS t SET x = (SELECT max(y) FROM b WHERE y > 1) WHERE t.id = 3', 'update a where'],
    ['postgres', 'UPDATE a SET x = 1', 'update a all'],
    ['sqlite', 'UPDATE OR IGNORE a SET x = 1', 'update a all'],
    ['postgres', 'ALTER TABLE a DROP COLUMN IF EXISTS b CASCADE, DROP CONSTRAINT c, ALTER d TYPE int', 'alter a -b ~d'],
    ['postgres', 'ALTER TABLE a ALTER COLUMN b DROP NOT NULL', 'alter a'],
    ['postgres', 'ALTER TABLE a DROP "b c"', 'alter a -b c'],
    ['mysql', 'ALTER TABLE a DROP b, DROP INDEX c, MODIFY d int', 'alter a -b ~d'],
    ['postgres', 'CREATE TABLE a (b int DEFAULT 0)', 'create table a'],
    ['mysql', 'CREATE OR REPLACE TABLE a (b int)', '? REPLACE TABLE a'],
    ['postgres', 'INSERT INTO a SELECT * FROM b', 'insert a'],
    ['mysql', 'REPLACE INTO a VALUES (1)', 'update a unclear'],
    ['mysql', 'REPLACE a VALUES (1)', 'update a unclear'],
    ['mysql', 'INSERT INTO a VALUES (1) ON DUPLICATE KEY UPDATE x = 1', 'update a unclear'],
    ['mysql', 'INSERT a VALUES (1)', 'insert a'],
    ['postgres', 'INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET x = 1', 'update a unclear'],
    ['postgres', 'INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING', 'insert a'],
    ['sqlite', 'INSERT OR REPLACE INTO a VALUES (1)', 'update a unclear'],
    ['postgres', 'MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET x = 1', 'update a unclear'],
    ['postgres', 'MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE', '? MERGE DELETE a'],
    ['mysql', 'ALTER TABLE a DROP PARTITION p0', '? ALTER TABLE DROP a'],
    ['mysql', 'ALTER TABLE a TRUNCATE PARTITION p0', '? ALTER TABLE DROP a'],
    ['postgres', 'WITH old AS (SELECT 1) DELETE FROM a', '? DELETE a'],
    ['postgres', 'GRANT ALL ON a TO PUBLIC', 'GRANT a'],
    ['postgres', 'DO $$ BEGIN DELETE FROM a; END $$', '? DO'],
    ['postgres', 'CALL purge()', '? CALL'],
    ['postgres', 'SELECT 1; EXPLAIN DELETE FROM a', '', ''],
    ['postgres', 'EXPLAIN ANALYZE DELETE FROM a', '? EXPLAIN ANALYZE DELETE a'],
    ['postgres', 'SET search_path TO x', '? SET search_path TO x'],
    ['postgres', "SET statement_timeout TO '1s'", ''],
    ['sqlite', 'PRAGMA foreign_keys = ON', ''],
    ['sqlite', 'PRAGMA writable_schema = ON', 'PRAGMA writable_schema'],
    ['postgres', 'DELETE FROM :t', '? DELETE FROM :'],
    ['postgres', "DELETE FROM a WHERE b::text = '1'", 'delete a where'],
    ['postgres', 'SELECT a[1:2] FROM b', ''],
  ];
  for (const [dialect, text, ...expected] of rows)
    test(`${dialect}: ${text}`, () => expect(read(text, dialect)).toEqual(expected));
});

describe('transactions', () => {
  const rows: readonly (readonly [Dialect, string, ...(readonly string[])])[] = [
    [
      'postgres',
      'BEGIN; DROP TABLE a; ROLLBACK; DELETE FROM b',
      '(undone) begin',
      '(undone) drop table a',
      'rollback',
      'delete b all',
    ],
    ['postgres', 'BEGIN; DROP TABLE a; COMMIT', 'begin', 'drop table a', 'commit'],
    // Without a commit the session's end takes it back.
    ['postgres', 'START TRANSACTION; DROP TABLE a', '(undone) begin', '(undone) drop table a'],
    ['postgres', 'BEGIN; DROP DATABASE a; ROLLBACK', '(undone) begin', 'drop database a', 'rollback'],
    ['postgres', 'BEGIN; DELETE FROM a; ROLLBACK AND CHAIN; COMMIT', 'begin', 'delete a all', 'unclear', 'commit'],
    ['postgres', 'BEGIN; SAVEPOINT s; DELETE FROM a; ROLLBACK TO s; COMMIT', 'begin', '', 'delete a all', '', 'commit'],
    ['mysql', 'START TRANSACTION; DELETE FROM a; ROLLBACK', '(undone) begin', '(undone) delete a all', 'rollback'],
    // A definition commits what came before it, and ends the transaction.
    [
      'mysql',
      'START TRANSACTION; DELETE FROM a; DROP TABLE b; DELETE FROM c; ROLLBACK',
      'begin',
      'delete a all',
      'drop table b',
      'delete c all',
      'rollback',
    ],
    ['sqlite', 'BEGIN IMMEDIATE; DROP TABLE a; ROLLBACK', '(undone) begin', '(undone) drop table a', 'rollback'],
    ['sqlite', 'BEGIN; DROP TABLE a; END', 'begin', 'drop table a', 'commit'],
  ];
  for (const [dialect, text, ...expected] of rows)
    test(`${dialect}: ${text}`, () => expect(read(text, dialect)).toEqual(expected));

  test('over several texts of one session', () => {
    const steps = readScript(['BEGIN', 'DROP TABLE a', 'ROLLBACK'], 'postgres').steps;
    expect(steps.map(({ undone }) => undone)).toEqual([true, true, false]);
  });
});

describe('a condition is counted only when nothing but the database’s own code runs:', () => {
  const which = (condition: string, dialect: Dialect = 'postgres') => {
    const [step] = readScript([`DELETE FROM a WHERE ${condition}`], dialect).steps;
    return step?.action.kind === 'rows' ? step.action.which : undefined;
  };
  test.each([
    "created < now() - interval '90 days' AND state IN ('a', 'b')",
    'id = ANY (ARRAY[1, 2]) OR NOT (x IS DISTINCT FROM y)',
    'EXISTS (SELECT 1 FROM b JOIN c ON b.id = c.id WHERE b.a = a.id)',
    "lower(name) LIKE 'x%' -- because\n AND n BETWEEN 1 AND 2",
    'extract(epoch FROM created) > 5',
    'CASE WHEN x THEN 1 ELSE 0 END = 1',
  ])('yes: %s', (condition) => expect(which(condition)?.kind).toBe('where'));
  test.each([
    ['a function', 'purge(id)'],
    ['one of a schema', 'public.lower(name)'],
    ['a quoted one', '"lower"(name) = 1'],
    ['one of the system that acts', 'pg_terminate_backend(1)'],
    ['one that sleeps', 'pg_sleep(1000) IS NULL'],
    ['a statement inside', 'id IN (WITH x AS (DELETE FROM b RETURNING id) SELECT id FROM x)'],
    ['a function as a table', 'id IN (SELECT x FROM purge())'],
    ['a function behind a comma', 'id IN (SELECT x FROM b, purge())'],
    ['a query as a table', 'id IN (SELECT x FROM (SELECT 1) q)'],
    ['a lock', 'id IN (SELECT id FROM b FOR UPDATE)'],
    ['a type of its own', "x = '1'::evil"],
    ['a cast to one', "x = CAST('1' AS evil)"],
    ['a backslash', String.raw`x = E'\''`],
    ['brackets that do not match', '1 = 1) OR (1 = 1'],
    ['an operator of a schema', 'x OPERATOR(public.=) 1'],
    ['a parameter', 'id = $1'],
    ['nothing', ''],
  ])('no: %s', (_, condition) => expect(which(condition)?.kind).not.toBe('where'));
  test('what MySQL would run in a comment is read', () =>
    expect(which('1 = 1 /*! OR purge() */', 'mysql')?.kind).toBe('unclear'));
});

test('literals are nowhere in what is shown of a statement', () => {
  const secrets = `UPDATE a SET p = 'hunter2' WHERE q = $x$hunter2$x$ /* hunter2 */;
ALTER USER x PASSWORD 'hunter2'; CREATE TABLE t (a text DEFAULT 'hunter2'); ALTER TABLE t ALTER a SET DEFAULT 'hunter2'; FOO 'hunter2'`;
  const steps = readScript([secrets], 'postgres').steps;
  expect(steps.map(({ text }) => text).join('\n')).not.toMatch(/hunter2/);
  expect(JSON.stringify(steps.slice(1).map(({ action }) => action))).not.toMatch(/hunter2/);
  expect(readScript(['UPDATE a SET p = "hunter2"'], 'mysql').steps[0]?.text).toBe("UPDATE a SET p = '…'");
});

describe('migrations of others', () => {
  const files = sharedFiles('sql-migrations', '.sql');
  needs(files.length > 0, 'the recorded migrations are not beside the project');
  const dialectOf = (name: string): Dialect =>
    name.includes('-mysql-') ? 'mysql' : name.includes('-sqlite-') ? 'sqlite' : 'postgres';
  /** What each destroys; what it creates, by number. Read by a person against the files. */
  const golden: Readonly<Record<string, readonly string[]>> = {
    'authelia-mysql-V0013-down.sql': ['drop table one_time_code'],
    'authelia-mysql-V0019-down.sql': ['alter webauthn_credentials -attestation', 'drop table cached_data'],
    'authelia-pg-V0005-up.sql': [
      'delete oauth2_consent_session where',
      'delete user_opaque_identifier where',
      'alter oauth2_consent_session',
      'alter oauth2_consent_session',
    ],
    'authelia-pg-V0013-down.sql': ['drop table one_time_code'],
    'langfuse-pg-cleanup-script.sql': ['? DO'],
    'langfuse-pg-delete-duplicates.sql': [
      '? DELETE membership_invitations',
      'create index membership_invitations_email_org_id_key',
    ],
    'langfuse-pg-delete-insert-pricing.sql': ['delete models where', 'insert models', 'insert models'],
    'langfuse-pg-drop-columns.sql': [
      'delete slack_integrations where',
      'drop index slack_integrations_expires_at_idx',
      'alter slack_integrations -expires_at',
      'alter slack_integrations -claim_token_hash',
      'alter slack_integrations',
    ],
    'langfuse-pg-drop-legacy-tracing-tables.sql': [
      'drop table traces',
      'drop table observations',
      'drop table scores',
      'drop type ObservationType',
      'drop type ObservationLevel',
      'drop type ScoreSource',
      'delete background_migrations where',
    ],
    'temporal-pg-v1.16-fix-data-encoding.sql': ['alter current_executions -data_encoding', 'alter current_executions'],
    'temporal-pg-v1.8-drop-table.sql': ['drop table tiered_storage_tasks'],
  };
  test.each(files.map((file) => [basename(file), file]))('%s', (name, file) => {
    const found = read(readFileSync(file, 'utf8'), dialectOf(name));
    expect(found.filter((each) => each.startsWith('?')).length).toBeLessThanOrEqual(1);
    if (golden[name] !== undefined) expect(found).toEqual(golden[name]);
  });
});
