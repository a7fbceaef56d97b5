/** SQL for a real PostgreSQL: what is said beforehand is what then happens, and asking changes nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Resource } from '../../src/core/impact/impact.ts';
import { saferWaysOf } from '../../src/core/impact/saferWays.ts';
import { run } from '../support/editor/processes.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { type RealPostgres, startPostgres } from '../support/real/postgres.ts';
import { tempFolder } from '../support/real/server.ts';
import { askThroughGate, type Found } from '../support/real/throughGate.ts';

const schema = `
CREATE TABLE customers (id int PRIMARY KEY, email text, secret text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers ON DELETE CASCADE, total int, created_at date);
CREATE TABLE items (order_id int REFERENCES orders ON DELETE CASCADE, at int);
CREATE TABLE invoices (id int PRIMARY KEY, order_id int REFERENCES orders);
CREATE TABLE notes (customer_id int REFERENCES customers ON DELETE SET NULL, says text);
CREATE TABLE empty (id int);
CREATE VIEW large_orders AS SELECT id, total FROM orders WHERE total > 50;
CREATE VIEW largest AS SELECT max(total) FROM large_orders;
CREATE SCHEMA audit;
CREATE TABLE audit.log (id int, customer_id int);
CREATE TABLE days (day date) PARTITION BY RANGE (day);
CREATE TABLE days_2025 PARTITION OF days FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE FUNCTION evil(int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'it ran'; RETURN true; END $$;
INSERT INTO customers SELECT n, 'c' || n || '@example.com', 'hunter2hunter2' FROM generate_series(1, 100) n;
INSERT INTO orders SELECT n, 1 + n % 100, n % 97, date '2025-01-01' + n % 300 FROM generate_series(1, 2000) n;
INSERT INTO items SELECT 1 + n % 2000, n FROM generate_series(1, 5000) n;
INSERT INTO invoices SELECT n, n FROM generate_series(1, 10) n;
INSERT INTO notes SELECT 1 + n % 100, 'x' FROM generate_series(1, 300) n;
INSERT INTO audit.log SELECT n, n FROM generate_series(1, 40) n;
INSERT INTO days SELECT date '2025-01-01' + n FROM generate_series(1, 30) n;
ANALYZE;`;

describeReal('PostgreSQL', ['postgres', 'initdb', 'psql', 'pg_dump'], ({ path, beforeAll }) => {
  let server: RealPostgres;
  let count = 0;
  beforeAll(async () => {
    server = await startPostgres(path);
    await server.sql(schema);
    await server.sql('CREATE DATABASE shop TEMPLATE postgres');
  });

  /** A copy of the shop, and what is asked and done in it. */
  async function shop() {
    count += 1;
    const name = `shop_${count}`;
    await server.sql(`CREATE DATABASE ${name} TEMPLATE shop`, 'template1');
    const env = { ...server.env, PGDATABASE: name };
    const folder = tempFolder();
    const dump = () => run(path('pg_dump'), [], { env });
    const state = async () => (await dump()).replace(/^\\(?:un)?restrict .*$/gm, '');
    const ask = async (line: string): Promise<Found> => {
      const before = await state();
      const found = await askThroughGate(line, { cwd: folder, env });
      expect(await state()).toBe(before);
      expect(/.{0,80}hunter2/.exec(found.seen)?.[0]).toBeUndefined();
      return found;
    };
    const rows = async (table: string, where = 'true') =>
      Number(await server.sql(`SELECT count(*) FROM ${table} WHERE ${where}`, name));
    /** Runs it for real. */
    const really = async (line: string): Promise<string> => {
      try {
        return await run('/bin/bash', ['-c', line], { cwd: folder, env });
      } catch (error) {
        return String(error);
      }
    };
    return { name, env, folder, ask, rows, really };
  }

  const of = (found: Found, address: string): Resource => {
    const resource = found.impact().resources.find((each) => each.address === address);
    if (resource === undefined)
      throw new Error(`${address}: ${JSON.stringify(found.impact().resources.map((each) => each.address))}`);
    return resource;
  };

  test('DROP TABLE that something hangs on is refused', async () => {
    const { ask, really, rows } = await shop();
    const line = `psql -c 'DROP TABLE orders'`;
    const found = await ask(line);
    expect(found.impact().headline).toMatch(
      /^Deletes the table `orders` \(2,000 rows, \d+ kB\), on which 2 views and 2 tables depend; this cannot be undone\.$/,
    );
    expect(of(found, 'orders').refusedBecause).toBe(
      'the view large_orders reads it; items refers to it by the foreign key items_order_id_fkey; invoices refers to it by the foreign key invoices_order_id_fkey',
    );
    expect(await really(line)).toMatch(/cannot drop table orders because other objects depend on it/);
    expect(await rows('orders')).toBe(2000);
  });

  test('DROP TABLE … CASCADE takes views and foreign keys along', async () => {
    const { ask, really, rows, name } = await shop();
    const line = `psql -qc 'DROP TABLE IF EXISTS orders CASCADE'`;
    const found = await ask(line);
    const impact = found.impact();
    expect(impact.summary).toMatchObject({ delete: 3, update: 2 });
    expect(impact.resources.map(({ address, action }) => [address, action])).toEqual([
      ['orders', 'delete'],
      ['large_orders', 'delete'],
      ['largest', 'delete'],
      ['items', 'update'],
      ['invoices', 'update'],
    ]);
    const size = Number(await server.sql(`SELECT pg_total_relation_size('orders')`, name));
    expect(of(found, 'orders').size).toEqual({ count: 2000, unit: 'rows', bytes: size, atLeast: false });
    await really(line);
    expect(
      await server.sql(`SELECT count(*) FROM pg_class WHERE relname IN ('orders','large_orders','largest')`, name),
    ).toBe('0');
    expect(
      await server.sql(
        `SELECT count(*) FROM pg_constraint WHERE conname IN ('items_order_id_fkey','invoices_order_id_fkey')`,
        name,
      ),
    ).toBe('0');
    expect(await rows('items')).toBe(5000);
  });

  test('DELETE with a condition counts its rows and all that foreign keys take along', async () => {
    const { ask, really, rows } = await shop();
    const line = `psql -c "DELETE FROM customers WHERE id > 50 AND email LIKE '%@example.com'"`;
    const found = await ask(line);
    const said = ['rows of customers', 'rows of orders', 'rows of items', 'rows of notes'].map(
      (address) => of(found, address).size?.count,
    );
    const before = [await rows('customers'), await rows('orders'), await rows('items')];
    expect(of(found, 'rows of customers').facts).toEqual(['the table holds 100']);
    expect(of(found, 'rows of notes')).toMatchObject({
      action: 'update',
      reason: 'ON DELETE SET NULL of its foreign key notes_customer_id_fkey.',
    });
    await really(line);
    const after = [await rows('customers'), await rows('orders'), await rows('items')];
    expect(said).toEqual([
      ...before.map((number, index) => number - (after[index] ?? 0)),
      await rows('notes', 'customer_id IS NULL'),
    ]);
    expect(found.impact().irreversible).toBe(true);
    expect(found.impact().remarks).toContain(
      'Its log is not archived: what goes comes back only from a dump or a copy.',
    );
  });

  test('DELETE that a foreign key keeps is refused', async () => {
    const { ask, really, rows } = await shop();
    const line = `psql -c 'DELETE FROM orders WHERE id <= 10'`;
    const found = await ask(line);
    expect(of(found, 'rows of orders')).toMatchObject({
      size: { count: 10 },
      refusedBecause: '10 rows of invoices refer to them by the foreign key invoices_order_id_fkey',
    });
    expect(await really(line)).toMatch(/violates foreign key constraint "invoices_order_id_fkey"/);
    expect(await rows('orders')).toBe(2000);
    expect(
      of(await ask(`psql -c 'DELETE FROM orders WHERE id > 10'`), 'rows of orders').refusedBecause,
    ).toBeUndefined();
  });

  test('DELETE and UPDATE without a condition', async () => {
    const { ask, really, rows } = await shop();
    const line = `psql <<'SQL'
DELETE FROM items;
UPDATE orders AS o SET total = 0 WHERE o.created_at < '2025-02-01' AND id IN (SELECT order_id FROM invoices);
SQL`;
    const found = await ask(line);
    expect(found.impact().resources.map(({ address, size }) => [address, size?.count])).toEqual([
      ['rows of items', 5000],
      ['rows of orders', 10],
    ]);
    expect(await really(line)).toMatch(/DELETE 5000\nUPDATE 10/);
    expect(await rows('items')).toBe(0);
  });

  test('the same statement bound to the number of rows runs only while it is that number', async () => {
    const { ask, really, rows, name } = await shop();
    const line = `psql -c "DELETE FROM items AS i WHERE i.at > 4000 OR at = 1"`;
    const found = await ask(line);
    const [bound] = saferWaysOf(found.impact(), found.effects);
    expect(bound).toEqual({
      command:
        'DELETE FROM items AS i WHERE (i.at > 4000 OR at = 1) AND (SELECT count(*) FROM items AS i WHERE i.at > 4000 OR at = 1) = 1001;',
      why: 'touches no row unless it is still exactly 1,001',
    });
    // It is understood as well as the first.
    expect(of(await ask(`psql -c '${bound?.command ?? ''}'`), 'rows of items').size?.count).toBe(1001);
    await server.sql('INSERT INTO items VALUES (1, 9000)', name);
    expect(await really(`psql -c '${bound?.command ?? ''}'`)).toBe('DELETE 0\n');
    await server.sql('DELETE FROM items WHERE at = 9000', name);
    expect(await really(`psql -c '${bound?.command ?? ''}'`)).toBe('DELETE 1001\n');
    expect(await rows('items')).toBe(3999);
  });

  test('TRUNCATE … CASCADE empties what refers to it, at any distance', async () => {
    const { ask, really, rows } = await shop();
    const line = `psql -c 'TRUNCATE customers CASCADE'`;
    const found = await ask(line);
    expect(found.impact().resources.map(({ address, size }) => [address, size?.count])).toEqual([
      ['all rows of customers', 100],
      ['all rows of orders', 2000],
      ['all rows of notes', 300],
      ['all rows of items', 5000],
      ['all rows of invoices', 10],
    ]);
    await really(line);
    expect(
      await Promise.all(['customers', 'orders', 'notes', 'items', 'invoices'].map((table) => rows(table))),
    ).toEqual([0, 0, 0, 0, 0]);
    const refused = await ask(`psql -c 'TRUNCATE customers'`);
    expect(of(refused, 'all rows of customers').refusedBecause).toMatch(/orders refers to it/);
  });

  test('DROP SCHEMA and ALTER TABLE … DROP COLUMN', async () => {
    const { ask, really, name } = await shop();
    const line = `psql -c 'DROP SCHEMA audit CASCADE' -c 'ALTER TABLE notes DROP COLUMN says'`;
    const found = await ask(line);
    expect(of(found, 'audit.log').size?.count).toBe(40);
    expect(of(found, 'audit')).toMatchObject({ type: 'schema', action: 'delete' });
    expect(of(found, 'notes.says')).toMatchObject({ type: 'column', size: { count: 300, unit: 'values' } });
    await really(line);
    expect(await server.sql(`SELECT to_regnamespace('audit')`, name)).toBe('');
    expect(of(await ask(`psql -c 'ALTER TABLE orders DROP COLUMN total'`), 'orders.total').refusedBecause).toBe(
      'the view large_orders reads it',
    );
  });

  test('a partitioned table goes with its partitions', async () => {
    const { ask } = await shop();
    const found = await ask(`psql -c 'DROP TABLE days'`);
    expect(of(found, 'days')).toMatchObject({ size: { count: 30 }, facts: ['with 1 partition'] });
    expect(of(found, 'days').size?.bytes).toBeGreaterThan(8000);
  });

  test('a file of SQL in a transaction that ends with ROLLBACK changes nothing', async () => {
    const { ask, really, rows, folder } = await shop();
    writeFileSync(join(folder, 'try.sql'), 'BEGIN;\nDROP TABLE items;\nDELETE FROM invoices;\nROLLBACK;\n');
    const found = await ask('psql -f try.sql');
    expect(found.impact()).toMatchObject({ headline: 'Changes nothing.', irreversible: false });
    expect(found.impact().remarks).toContain('2 statements are taken back: the transaction ends without a commit.');
    await really('psql -f try.sql');
    expect([await rows('items'), await rows('invoices')]).toEqual([5000, 10]);
    writeFileSync(join(folder, 'keep.sql'), 'BEGIN;\nDROP TABLE items;\nCOMMIT;\n');
    expect(of(await ask('psql -f keep.sql'), 'items').size?.count).toBe(5000);
  });

  describe('what a database of its own could run is never run:', () => {
    test('a function in the condition', async () => {
      const { ask } = await shop();
      const found = await ask(`psql -c 'DELETE FROM items WHERE evil(at)'`);
      expect(of(found, 'rows of items').size).toBeUndefined();
      expect(found.impact().uninspectable).toEqual([
        { what: 'rows of items', why: 'Which ones is not counted. It calls the function evil.' },
      ]);
      expect(/.{0,80}it ran/.exec(found.seen)?.[0]).toBeUndefined();
    });
    test('a function with the name of one of the system’s', async () => {
      const { ask, name } = await shop();
      await server.sql(
        `CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'it ran'; RETURN $1; END $$`,
        name,
      );
      const found = await ask(`psql -c "DELETE FROM customers WHERE lower(email::varchar) = 'x'"`);
      expect(found.impact().uninspectable).not.toEqual([]);
      expect(/.{0,80}it ran/.exec(found.seen)?.[0]).toBeUndefined();
    });
    test('one in a condition of an index', async () => {
      const { ask, name } = await shop();
      await server.sql(
        `CREATE FUNCTION fixed(int) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'it ran'; RETURN true; END $$; CREATE INDEX ON items (at) WHERE fixed(1)`,
        name,
      );
      const found = await ask(`psql -c 'DELETE FROM items WHERE at = 1'`);
      expect(found.impact().uninspectable.map(({ what }) => what)).toEqual(['rows of items']);
      expect(/.{0,80}it ran/.exec(found.seen)?.[0]).toBeUndefined();
    });
    test('a policy, a trigger', async () => {
      const { ask, name } = await shop();
      await server.sql(
        `ALTER TABLE items ENABLE ROW LEVEL SECURITY; CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$; CREATE TRIGGER tell BEFORE DELETE ON notes FOR EACH ROW EXECUTE FUNCTION log()`,
        name,
      );
      const found = await ask(`psql -c 'DELETE FROM items' -c 'DELETE FROM notes'`);
      expect(found.impact().uninspectable.map(({ what }) => what)).toEqual(['rows of items', 'trigger tell on notes']);
    });
  });

  test('what cannot be read is said: blocks, other files, variables, missing tables', async () => {
    const { ask } = await shop();
    const found = await ask(`psql -v t=items <<'SQL'
DO $$ BEGIN PERFORM 1; END $$;
\\i other.sql
DELETE FROM :t;
DROP TABLE no_such_table;
SQL`);
    expect(found.impact().uninspectable.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['DO', '\\i other.sql', 'DELETE FROM :', 'no_such_table']),
    );
    expect(found.impact().headline).toMatch(/^Cannot be inspected/);
  });

  test('DROP DATABASE and dropdb: bytes, and whose sessions keep it', async () => {
    const { name, folder, really } = await shop();
    const env = { ...server.env, PGDATABASE: 'template1' };
    for (const line of [`psql -c 'DROP DATABASE ${name}'`, `dropdb ${name}`]) {
      const found = await askThroughGate(line, { cwd: folder, env });
      const bytes = Number(await server.sql(`SELECT pg_database_size('${name}')`));
      expect(of(found, name)).toMatchObject({ type: 'database', action: 'delete', size: { bytes } });
      expect(found.impact().headline).toMatch(/^Deletes the database `shop_\d+` \([\d.]+ MB\).*cannot be undone/);
    }
    expect(
      of(await askThroughGate(`psql -d ${name} -c 'DROP DATABASE ${name}'`, { cwd: folder, env }), name).refusedBecause,
    ).toBe('the session itself is in this database');
    await really(`dropdb --maintenance-db=template1 ${name}`);
    expect(await server.sql(`SELECT count(*) FROM pg_database WHERE datname = '${name}'`, 'template1')).toBe('0');
  });

  test('a password in the address is nowhere to be seen, and the address is the held one’s', async () => {
    const { ask, name } = await shop();
    const address = `postgresql://owner:hunter2hunter2@/${name}?host=${server.host}`;
    const found = await ask(`psql '${address}' -c 'DROP TABLE empty'`);
    expect(found.impact().remarks[0]).toMatch(new RegExp(`^Database ${name} on this machine as owner`));
    expect(of(found, 'empty').wayBack.kind).toBe('effort');
    const set = await ask(`PGPASSWORD=hunter2hunter2 psql -c "UPDATE customers SET secret = 'hunter2hunter2'"`);
    expect(of(set, 'rows of customers').size?.count).toBe(100);
  });

  test('a server that is not there, and a login that fails, are said', async () => {
    const { folder, env } = await shop();
    const gone = await askThroughGate(`psql -h 127.0.0.1 -p 1 -c 'DROP TABLE orders'`, { cwd: folder, env });
    expect(gone.probes[0]?.phase).toMatchObject({ kind: 'failed', why: expect.stringMatching(/Connection refused/) });
    const denied = await askThroughGate(`psql -U nobody_known -c 'DROP TABLE orders'`, { cwd: folder, env });
    expect(denied.probes[0]?.phase).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/role "nobody_known" does not exist/),
    });
  });
});
