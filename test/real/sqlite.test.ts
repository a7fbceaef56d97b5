/** SQL for real SQLite files: what is said beforehand is what then happens, and asking changes nothing. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saferWaysOf } from '../../src/core/impact/saferWays.ts';
import { root } from '../support/editor/built.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';

const schema = `
CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers ON DELETE CASCADE, total INT);
CREATE TABLE invoices (id INTEGER PRIMARY KEY, "order" INTEGER REFERENCES orders(id));
CREATE VIEW large AS SELECT * FROM orders WHERE total > 50;
CREATE INDEX by_customer ON orders(customer);
CREATE TRIGGER tell AFTER UPDATE ON invoices BEGIN DELETE FROM customers; END;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) INSERT INTO orders SELECT i, i % 40, i % 97 FROM n;
INSERT INTO customers SELECT DISTINCT customer, 'c@example.com' FROM orders;
INSERT INTO invoices SELECT id, id FROM orders WHERE id <= 5;`;

describeReal('SQLite', ['sqlite3'], ({ path, searchPath }) => {
  const env: Record<string, string> = { ...tempHome(), PATH: searchPath };
  // A database in a temporary folder is nobody's loss, and is not held.
  mkdirSync(join(root, 'test-results'), { recursive: true });
  const real = mkdtempSync(join(root, 'test-results', 'sqlite-'));
  const place = /^\/(?:tmp|var\/tmp|dev\/shm)\//.test(real) ? `/proc/self/root${real}` : real;
  afterAll(() => rmSync(real, { recursive: true, force: true }));
  let count = 0;

  function database(more = '') {
    count += 1;
    const folder = join(place, String(count));
    mkdirSync(folder);
    const file = join(folder, 'shop.db');
    const sqlite = (...sql: readonly string[]): string =>
      execFileSync(path('sqlite3'), [file, ...sql], { encoding: 'utf8', env, stdio: 'pipe' }).trim();
    sqlite(`${more}${schema}`);
    const cwd = tempFolder();
    const state = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]);
    const ask = async (sql: string) => {
      const before = state();
      const found = await askThroughGate(`sqlite3 ${file} ${JSON.stringify(sql)}`, { cwd, env });
      expect(state()).toEqual(before);
      return found;
    };
    const told = async (sql: string) =>
      (await ask(sql)).impact().resources.map(({ address, action, size }) => [address, action, size?.count]);
    return { sqlite, ask, told, file };
  }

  test('DROP TABLE: rows, bytes, what is left hanging', async () => {
    const { ask, sqlite } = database();
    const found = await ask('DROP TABLE orders');
    expect(found.impact().headline).toMatch(
      /^Deletes the table `orders` \(400 rows, [\d.]+ kB\), on which 1 view and 1 table depend; this cannot be undone\.$/,
    );
    expect(found.impact().resources[0]?.size?.bytes).toBe(
      Number(sqlite(`SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN ('orders', 'by_customer')`)),
    );
  });

  test('foreign keys act only where they are switched on', async () => {
    const { told, sqlite } = database();
    expect(await told('DELETE FROM customers WHERE id < 3')).toEqual([['rows of customers', 'delete', 3]]);
    const on = 'PRAGMA foreign_keys = ON; DELETE FROM customers WHERE id > 10;';
    const said = await told(on);
    const rows = () => ['customers', 'orders'].map((table) => Number(sqlite(`SELECT count(*) FROM ${table}`)));
    const before = rows();
    sqlite(on);
    expect(said.map(([, , number]) => number)).toEqual(before.map((number, index) => number - (rows()[index] ?? 0)));
  });

  test('what a foreign key keeps, is refused', async () => {
    const { ask, sqlite } = database();
    const on = 'PRAGMA foreign_keys = ON; DELETE FROM orders WHERE id < 8;';
    expect((await ask(on)).impact().resources[0]?.refusedBecause).toBe(
      '5 rows of invoices refer to them by the foreign key invoices(order)',
    );
    expect(() => sqlite(on)).toThrow(/FOREIGN KEY constraint failed/);
  });

  test('a transaction that is rolled back, a trigger, a column, another program', async () => {
    const { told, ask } = database();
    expect(await told('BEGIN; DROP TABLE orders; ROLLBACK;')).toEqual([]);
    expect((await ask('UPDATE invoices SET id = id + 100')).impact().uninspectable.map(({ what }) => what)).toEqual([
      'trigger tell on invoices',
    ]);
    expect(await told('ALTER TABLE customers DROP COLUMN email')).toEqual([['customers.email', 'delete', 40]]);
    expect((await ask('DELETE FROM orders WHERE load_extension(total)')).impact().uninspectable).toEqual([
      { what: 'rows of orders', why: 'Which ones is not counted. It calls the function load_extension.' },
    ]);
  });

  test('the same statement bound to the number of rows', async () => {
    const { ask, sqlite } = database();
    const found = await ask('DELETE FROM orders WHERE total > 90');
    const [bound] = saferWaysOf(found.impact(), found.effects);
    expect(bound?.why).toBe('touches no row unless it is still exactly 24');
    expect(sqlite(bound?.command ?? '', 'SELECT changes()', bound?.command ?? '', 'SELECT changes()')).toBe('24\n0');
  });

  test('a write-ahead log is read, and none is left behind', async () => {
    const { told } = database('PRAGMA journal_mode = WAL;');
    expect(await told('DELETE FROM orders')).toEqual([['rows of orders', 'delete', 400]]);
  });

  test('a file that is not there, and one that is no database', async () => {
    const { file } = database();
    const cwd = tempFolder();
    const none = await askThroughGate(`sqlite3 ${file}.other 'CREATE TABLE t (a)'`, { cwd, env });
    expect(none.impact().remarks).toEqual([`There is no file ${file}.other yet: it would be created.`]);
    expect(none.impact().uninspectable).toEqual([]);
    writeFileSync(`${file}.text`, 'no database, and longer than the header of one would be: '.repeat(20));
    const wrong = await askThroughGate(`sqlite3 ${file}.text 'DROP TABLE t'`, { cwd, env });
    expect(wrong.probes[0]?.phase).toMatchObject({ why: expect.stringMatching(/file is not a database/) });
  });
});
