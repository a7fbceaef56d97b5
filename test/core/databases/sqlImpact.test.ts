/** What a database's own catalog makes of a script, without the database. Real ones: `test/real`. */
import { describe, expect, test } from 'vitest';
import { readCatalog } from '../../../src/core/databases/catalog.ts';
import { impactOfSql, planScript } from '../../../src/core/databases/sqlImpact.ts';
import { readScript } from '../../../src/core/databases/sqlScript.ts';

type Line = Readonly<Record<string, unknown>>;

const here = {
  t: 'here',
  database: 'shop',
  user: 'app',
  server: 'db:5432',
  version: 'PostgreSQL 15',
  path: ['public'],
};
const table = (name: string, more: Line = {}): Line => ({
  t: 'relation',
  schema: 'public',
  name,
  kind: 'table',
  rows: 10,
  ...more,
});
const key = (child: string, parent: string, onDelete = 'c'): Line => ({
  t: 'key',
  name: `${child}_${parent}`,
  child: ['public', child],
  columns: [`${parent}_id`],
  parent: ['public', parent],
  parentColumns: ['id'],
  onDelete,
});
const end = { t: 'end' };
const catalogOf = (...lines: readonly Line[]) => readCatalog(lines.map((line) => JSON.stringify(line)).join('\n'));

function impactOf(sql: string, catalog: ReturnType<typeof catalogOf>, counts: Readonly<Record<string, number>> = {}) {
  return impactOfSql({
    script: readScript([sql], 'postgres'),
    catalog,
    dialect: 'postgres',
    provider: 'postgresql',
    counts: new Map(Object.entries(counts)),
    bytes: new Map(),
    remarks: [],
    open: [],
  });
}

const questions = (sql: string, catalog: ReturnType<typeof catalogOf>) =>
  planScript(readScript([sql], 'postgres'), catalog, 'postgres').flatMap(({ plan }) =>
    plan.questions.map((each) => each.sql),
  );

describe('what is asked', () => {
  test('follows foreign keys, and keeps to quoted names', () => {
    const catalog = catalogOf(here, table('a"b'), table('c'), table('d'), key('c', 'a"b'), key('d', 'c'), end);
    expect(questions('DELETE FROM "a""b" AS x WHERE x.n > 1', catalog)).toEqual([
      'SELECT count(*) FROM "public"."a""b" AS x WHERE (x.n > 1)',
      'SELECT count(*) FROM "public"."a""b"',
      'SELECT count(*) FROM "public"."c" WHERE "a""b_id" IN (SELECT "id" FROM "public"."a""b" AS x WHERE (x.n > 1))',
      'SELECT count(*) FROM "public"."d" WHERE "c_id" IN (SELECT "id" FROM "public"."c" WHERE "a""b_id" IN (SELECT "id" FROM "public"."a""b" AS x WHERE (x.n > 1)))',
    ]);
  });
  test('is nothing of a table whose rows are too many, or that runs rules of its own', () => {
    const catalog = catalogOf(here, table('big', { rows: 9e9 }), table('own', { guarded: true }), end);
    expect(questions('DROP TABLE big; DROP TABLE own; DELETE FROM own', catalog)).toEqual([]);
    expect(questions('DELETE FROM big WHERE id = 1', catalog)).toEqual([
      'SELECT count(*) FROM "public"."big" WHERE (id = 1)',
    ]);
  });
  test('is nothing of a table with a part that runs rules of its own', () => {
    const part = (child: string, parent: string): Line => ({
      t: 'part',
      child: ['public', child],
      parent: ['public', parent],
    });
    const parts = [table('all', { kind: 'partitioned table' }), table('some'), table('far', { guarded: true })];
    const catalog = catalogOf(here, ...parts, part('far', 'some'), part('some', 'all'), end);
    expect(questions('DELETE FROM all_of; TRUNCATE "all"', catalog)).toEqual([]);
  });
  test('ends where foreign keys turn in circles', () => {
    const catalog = catalogOf(here, table('a'), table('b'), key('a', 'b'), key('b', 'a'), key('a', 'a'), end);
    expect(questions('DELETE FROM a WHERE id = 1', catalog)).toHaveLength(3);
    expect(impactOf('DELETE FROM a WHERE id = 1', catalog, { '0:public.a': 1 }).resources[0]?.facts).toContain(
      'rows that refer to them go as well',
    );
  });
});

describe('what is said', () => {
  const catalog = catalogOf(here, table('a'), table('b'), key('b', 'a', 'r'), end);
  test('an estimate is a least, and a table that was not counted is never empty', () => {
    const impact = impactOf('DROP TABLE b', catalogOf(here, table('b', { rows: 0 }), end));
    expect(impact.resources[0]).toMatchObject({ size: { count: 0, atLeast: true }, wayBack: { kind: 'irreversible' } });
    const counted = impactOf('DROP TABLE b', catalogOf(here, table('b'), end), { '0:public.b': 0 });
    expect(counted.resources[0]).toMatchObject({ size: { count: 0, atLeast: false }, wayBack: { kind: 'effort' } });
  });
  test('rows that nobody counted have no number', () => {
    const impact = impactOf('DELETE FROM a WHERE id = 1', catalog);
    expect(impact.resources[0]?.size).toBeUndefined();
    expect(impact.resources[0]?.facts).toEqual(['refused if rows of b refer to them by the foreign key b_a']);
    expect(impact.irreversible).toBe(true);
  });
  test('each statement meets what the ones before it left', () => {
    expect(impactOf('DROP TABLE a', catalog).resources[0]?.refusedBecause).toBe(
      'b refers to it by the foreign key b_a',
    );
    expect(
      impactOf('DROP TABLE b; DROP TABLE a', catalog).resources.map(({ refusedBecause }) => refusedBecause),
    ).toEqual([undefined, undefined]);
    expect(impactOf('CREATE TABLE c (id int); INSERT INTO c SELECT 1; DROP TABLE c', catalog).uninspectable).toEqual(
      [],
    );
    expect(impactOf('DROP TABLE c', catalog).uninspectable).toEqual([
      { what: 'c', why: 'The database shop has nothing of this name now, or does not show it to app.' },
    ]);
    expect(impactOf('DROP TABLE IF EXISTS c', catalog)).toMatchObject({
      headline: 'Changes nothing.',
      uninspectable: [],
    });
  });
  test('what CASCADE takes along with a type is not known', () => {
    expect(impactOf('DROP TYPE mood CASCADE', catalog).uninspectable.map(({ what }) => what)).toEqual([
      'what CASCADE takes along with mood',
    ]);
    expect(impactOf('DROP TYPE mood', catalog).uninspectable).toEqual([]);
  });
  test('a column of another type may lose values; one without NOT NULL does not', () => {
    const [changed] = impactOf('ALTER TABLE a ALTER COLUMN x TYPE int', catalog).resources;
    expect(changed).toMatchObject({ action: 'update', wayBack: { kind: 'unknown' } });
    const [plain] = impactOf('ALTER TABLE a ALTER COLUMN x DROP NOT NULL', catalog).resources;
    expect(plain).toMatchObject({ action: 'update', wayBack: { kind: 'effort' } });
  });
  test('an answer that ends early is not everything', () => {
    const impact = impactOf('DROP TABLE a', catalogOf(here, table('a')));
    expect(impact.uninspectable).toEqual([{ what: 'the database', why: 'It did not tell everything that is in it.' }]);
  });
  test('noise between the lines is no answer', () => {
    const noisy = readCatalog(
      `NOTICE: x\n{"t":"relation"\n${JSON.stringify(table('a'))}\n{"t":"key","child":7}\n{"t":"end"}`,
    );
    expect([noisy.relations.length, noisy.keys.length, noisy.complete]).toEqual([1, 0, true]);
  });
});

test('a schema of ten thousand tables that hang on each other takes seconds, not minutes', () => {
  const count = 10_000;
  const names = Array.from({ length: count }, (_, index) => `t${index}`);
  const lines = [
    here,
    ...names.map((name) => table(name, { schema: 'old' })),
    ...names.map((name) => ({ t: 'relation', schema: 'old', name: `v_${name}`, kind: 'view' })),
    ...names.map((name) => ({ t: 'use', view: ['old', `v_${name}`], on: ['old', name] })),
    ...names
      .slice(1)
      .map((name, index) => ({ ...key(name, `t${index}`), child: ['old', name], parent: ['old', `t${index}`] })),
    end,
  ];
  const catalog = catalogOf(...lines);
  const start = performance.now();
  const impact = impactOf('DROP SCHEMA old CASCADE', catalog);
  expect(performance.now() - start).toBeLessThan(8_000);
  expect(impact.summary.delete).toBe(2 * count + 1);
  expect(questions('DELETE FROM old.t0', catalog).length).toBeLessThan(60);
});
