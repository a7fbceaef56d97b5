/** SQL for a real MariaDB: what is said beforehand is what then happens, and asking changes nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { saferWaysOf } from '../../src/core/impact/saferWays.ts';
import { run } from '../support/editor/processes.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { freePort, startServer, tempFolder, tempHome, unprivileged } from '../support/real/server.ts';
import { askThroughGate, type Found } from '../support/real/throughGate.ts';

const tables = ['customers', 'orders', 'items', 'invoices', 'notes'];
const schema = (name: string) => `
CREATE DATABASE ${name}; USE ${name};
CREATE TABLE customers (id int PRIMARY KEY, email varchar(99), secret varchar(99));
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, total int, FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE);
CREATE TABLE items (id int PRIMARY KEY, order_id int, CONSTRAINT of_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE);
CREATE TABLE invoices (id int PRIMARY KEY, order_id int, CONSTRAINT for_order FOREIGN KEY (order_id) REFERENCES orders (id));
CREATE TABLE notes (customer_id int, FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE SET NULL);
CREATE VIEW large AS SELECT id FROM orders WHERE total > 50;
CREATE FUNCTION evil (x int) RETURNS int RETURN x;
INSERT INTO customers SELECT seq, CONCAT('c', seq, '@example.com'), 'hunter2hunter2' FROM seq_1_to_100;
INSERT INTO orders SELECT seq, 1 + seq % 100, seq % 97 FROM seq_1_to_1000;
INSERT INTO items SELECT seq, 1 + seq % 1000 FROM seq_1_to_2500;
INSERT INTO invoices SELECT seq, seq FROM seq_1_to_10;
INSERT INTO notes SELECT 1 + seq % 100 FROM seq_1_to_300;
CREATE TRIGGER tell AFTER DELETE ON notes FOR EACH ROW INSERT INTO items VALUES (OLD.customer_id + 100000, NULL);`;

describeReal('MariaDB', ['mariadbd', 'mariadb-install-db', 'mariadb'], ({ path, beforeAll, searchPath }) => {
  const env: Record<string, string> = { ...tempHome(), PATH: searchPath };
  let port = 0;
  let count = 0;
  const sql = async (statements: string, database?: string): Promise<string> => {
    const where = ['-h', '127.0.0.1', '-P', String(port), '-u', 'root', '-phunter2hunter2'];
    const args = [...where, ...(database === undefined ? [] : [database]), '-N', '-B', '-e', statements];
    return (await run(path('mariadb'), args, { env })).trim();
  };

  beforeAll(async () => {
    const folder = tempFolder({ forServer: true });
    const data = `--datadir=${join(folder, 'data')}`;
    const install = ['--no-defaults', data, '--auth-root-authentication-method=normal', '--skip-test-db'];
    await run(path('mariadb-install-db'), install, { cwd: folder, env: { PATH: searchPath }, ...unprivileged() });
    const init = join(folder, 'init.sql');
    writeFileSync(
      init,
      "GRANT ALL ON *.* TO root@'127.0.0.1' IDENTIFIED BY 'hunter2hunter2' WITH GRANT OPTION;\nDROP USER IF EXISTS root@localhost;\n",
    );
    port = await freePort();
    await startServer({
      program: path('mariadbd'),
      args: [
        '--no-defaults',
        data,
        `--socket=${join(folder, 'socket')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        `--init-file=${init}`,
      ],
      cwd: folder,
      env: { PATH: searchPath },
      listens: { port },
      answers: async () => (await sql('SELECT 1')) === '1',
      unprivileged: true,
    });
  });

  /** A shop of its own, and what is asked and done in it. */
  async function shop() {
    count += 1;
    const name = `shop_${count}`;
    await sql(schema(name));
    const folder = tempFolder();
    const own = { ...env, MYSQL_PWD: 'hunter2hunter2' };
    const rows = async (): Promise<readonly number[]> =>
      Promise.all(tables.map(async (table) => Number(await sql(`SELECT COUNT(*) FROM ${table}`, name))));
    const state = async () =>
      sql(`CHECKSUM TABLE ${tables.join(', ')}; SHOW TABLES; SHOW CREATE TABLE orders; SHOW CREATE TABLE items`, name);
    const client = `mysql -h 127.0.0.1 -P ${port} -u root`;
    const ask = async (rest: string, command = `${client} ${name}`): Promise<Found> => {
      const before = await state();
      const found = await askThroughGate(`${command} ${rest}`, { cwd: folder, env: own });
      expect(await state()).toBe(before);
      expect(/.{0,80}hunter2/.exec(found.seen)?.[0]).toBeUndefined();
      return found;
    };
    const really = async (rest: string): Promise<string> => {
      try {
        return await run('/bin/bash', ['-c', `${client} ${name} ${rest}`], { cwd: folder, env: own });
      } catch (error) {
        return String(error);
      }
    };
    const told = (found: Found) =>
      found.impact().resources.map(({ address, action, size }) => [address, action, size?.count]);
    return { name, ask, really, rows, told, client };
  }

  test('DELETE with a condition counts its rows and all that foreign keys take along', async () => {
    const { ask, really, rows } = await shop();
    const line = `-e "DELETE FROM customers WHERE id > 50 AND email LIKE 'c%'"`;
    const found = await ask(line);
    const before = await rows();
    const said = ['customers', 'orders', 'items'].map(
      (table) => found.impact().resources.find(({ address }) => address === `rows of ${table}`)?.size?.count,
    );
    expect(await really(line)).toBe('');
    const after = await rows();
    expect(said).toEqual([0, 1, 2].map((index) => (before[index] ?? 0) - (after[index] ?? 0)));
    expect(found.impact().headline).toMatch(/^Deletes 3 resources.*cannot be brought back\.$/);
    expect(found.impact().remarks[0]).toMatch(
      /^Database shop_\d+ on .*:\d+ as root@127\.0\.0\.1 \(MariaDB [\d.]+\)\.$/,
    );
  });

  test('what a foreign key keeps is refused: rows, tables, TRUNCATE', async () => {
    const { ask, really } = await shop();
    const cases = [
      [
        'DELETE FROM orders WHERE id <= 10',
        /^10 rows of invoices refer to them by the foreign key for_order$/,
        /foreign key constraint fails/,
      ],
      ['DROP TABLE orders', /items refers to it by the foreign key of_order/, /foreign key constraint fails/],
      ['TRUNCATE orders', /items refers to it by the foreign key of_order/, /Cannot truncate a table referenced/],
    ] as const;
    for (const [statement, why, error] of cases) {
      expect((await ask(`-e '${statement}'`)).impact().resources[0]?.refusedBecause).toMatch(why);
      expect(await really(`-e '${statement}'`)).toMatch(error);
    }
    const off = `-e 'SET FOREIGN_KEY_CHECKS = 0; DROP TABLE orders'`;
    expect((await ask(off)).impact().resources[0]).toMatchObject({ address: 'orders', size: { count: 1000 } });
    expect((await ask(off)).impact().resources[0]?.refusedBecause).toBeUndefined();
    expect(await really(off)).toBe('');
  });

  test('a definition commits what came before it, a rollback takes back rows alone', async () => {
    const { ask, really, rows, told } = await shop();
    const line = `<<'SQL'
START TRANSACTION;
DELETE FROM items;
DROP TABLE invoices;
DELETE FROM notes WHERE customer_id < 0;
ROLLBACK;
START TRANSACTION;
UPDATE orders SET total = 0;
ROLLBACK;
SQL`;
    const found = await ask(line);
    expect(told(found)).toEqual([
      ['rows of items', 'delete', 2500],
      ['invoices', 'delete', 10],
      ['rows of notes', 'delete', 0],
    ]);
    await really(line);
    expect((await rows().catch(() => [])).length).toBe(0);
    expect(Number(await sql('SELECT COUNT(*) FROM items', `shop_${count}`))).toBe(0);
    expect(Number(await sql('SELECT COUNT(*) FROM orders WHERE total > 0', `shop_${count}`))).toBeGreaterThan(900);
  });

  test('DROP DATABASE names its tables; USE chooses where', async () => {
    const { ask, name, told, client, really } = await shop();
    const found = await ask(`-e 'DROP DATABASE ${name}'`, client);
    expect(told(found)).toEqual(
      expect.arrayContaining([
        [`${name}.items`, 'delete', 2500],
        [name, 'delete', undefined],
        [`${name}.large`, 'delete', undefined],
      ]),
    );
    expect(
      told(
        await ask(
          `-e 'USE ${name}; DELETE FROM notes WHERE customer_id IN (SELECT id FROM customers WHERE id < 11)'`,
          client,
        ),
      ),
    ).toEqual([[`rows of ${name}.notes`, 'delete', 30]]);
    expect(told(await ask(`-f drop ${name}`, client.replace('mysql', 'mysqladmin')))).toEqual(told(found));
    await really(`-e 'DROP DATABASE ${name}'`);
    expect(await sql(`SHOW DATABASES LIKE '${name}'`)).toBe('');
  });

  test('the same statement bound to the number of rows', async () => {
    const { ask, really, rows } = await shop();
    const found = await ask(`-e 'UPDATE orders SET total = 0 WHERE total > 90'`);
    const [bound] = saferWaysOf(found.impact(), found.effects);
    expect(bound?.command).toBe(
      'UPDATE orders SET total = 0 WHERE (total > 90) AND (SELECT count(*) FROM orders WHERE total > 90) = 60;',
    );
    expect(await really(`-vve '${bound?.command ?? ''}'`)).toMatch(/60 rows affected/);
    expect(await really(`-vve '${bound?.command ?? ''}'`)).toMatch(/0 rows affected/);
    const derived = `DELETE FROM items WHERE (id > 0) AND (SELECT n FROM (SELECT count(*) AS n FROM items WHERE id > 0) AS counted) = 2500`;
    expect(await really(`-vve '${derived}'`)).toMatch(/2500 rows affected/);
    expect((await rows())[2]).toBe(0);
  });

  test('what runs code, a program, or nobody knows, is said', async () => {
    const { ask } = await shop();
    const found = await ask(
      `-e 'DELETE FROM items WHERE evil(id) = 1; DELETE FROM notes; CALL anything(); SELECT 1; system ls'`,
    );
    expect(found.impact().uninspectable.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['rows of items', 'trigger tell on notes', 'CALL']),
    );
  });

  test('a password on the line is nowhere to be seen; a login that fails is said', async () => {
    const { ask, name } = await shop();
    const found = await ask(
      `-phunter2hunter2 ${name} -e "UPDATE customers SET secret = 'hunter2hunter2' WHERE id = 7"`,
      `mariadb -h 127.0.0.1 -P ${port} -u root`,
    );
    expect(found.impact().resources[0]?.size?.count).toBe(1);
    const denied = await ask(`-pwrong ${name} -e 'DROP TABLE items'`, `mariadb -h 127.0.0.1 -P ${port} -u root`);
    expect(denied.probes[0]?.phase).toMatchObject({ kind: 'failed', why: expect.stringMatching(/Access denied/) });
  });
});
