/** Which commands a database is asked with: the same place as the held one, no password on a line, nothing that writes. */
import { describe, expect, test } from 'vitest';
import { askMysql } from '../../../src/core/databases/mysql.ts';
import { askPsql } from '../../../src/core/databases/postgres.ts';
import { askRedis } from '../../../src/core/databases/redis.ts';
import { askSqlite } from '../../../src/core/databases/sqlite.ts';
import { change } from '../../../src/core/effect.ts';
import type { AskTool } from '../../../src/core/impact/askTool.ts';
import type { Probe, ProbeStep } from '../../../src/core/impact/probe.ts';

const effect = change({ tool: 'psql', operation: 'x' });

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly input?: string;
}

function asked(
  ask: AskTool,
  program: string,
  args: readonly string[],
  { env = {}, files = {}, input }: Given = {},
): Probe {
  const command = {
    kind: 'command',
    program,
    args,
    directory: '/repo',
    env,
    ...(input === undefined ? {} : { input }),
  } as const;
  const [probe] = ask(command, effect, (path) => files[path]);
  if (probe === undefined) throw new Error('nothing is asked');
  return probe;
}

const first = (probe: Probe): ProbeStep => {
  const [step] = probe.steps('/scratch');
  if (step === undefined) throw new Error('no step');
  return step;
};

/** Its arguments up to the first statement. */
const place = (probe: Probe): string => {
  const { args } = first(probe);
  return args
    .slice(
      0,
      args.findIndex((each) => each === '-c' || each === '--execute'),
    )
    .join(' ');
};

test('mysql is asked at the server that a shortened option names', () => {
  const probe = asked(askMysql, 'mysql', ['--hos=db', '--passw=hunter2', '--plugin-d=./lib', '-e', 'DROP TABLE a']);
  expect([probe.kind, first(probe).env.MYSQL_PWD]).toEqual(['project code', 'hunter2']);
  expect(place(probe)).toContain('--host=db');
  expect(place(probe)).not.toContain('hunter2');
});

describe('psql', () => {
  const drop = ['-c', 'DROP TABLE a'];
  test('is not asked where a shortened option may name another server', () => {
    expect(() => asked(askPsql, 'psql', ['--hos=db', ...drop])).toThrow('nothing is asked');
    expect(asked(askPsql, 'psql', ['--host=db', '--quiet', ...drop]).kind).toBe('network');
  });
  test('goes where the held one goes, without its settings', () => {
    const probe = asked(askPsql, 'psql', [
      '-h',
      'db',
      '--port=5433',
      '-Uapp',
      '-o',
      'out.txt',
      '-L',
      'log',
      'shop',
      ...drop,
    ]);
    expect(place(probe)).toBe('-X -w -A -t -q -v ON_ERROR_STOP=1 -h db --port 5433 -U app -d shop');
    expect([probe.kind, probe.id]).toEqual(['network', expect.any(String)]);
  });
  test('begins by giving up the right to write', () => {
    const { args } = first(asked(askPsql, 'psql', drop));
    expect(args[args.indexOf('-c') + 1]).toBe('BEGIN TRANSACTION READ ONLY');
    expect(args.join('\n')).not.toMatch(/\b(?:DROP|DELETE|INSERT|ALTER|TRUNCATE) /);
  });
  test.each([
    ['postgresql://app:hunter2@db/shop', 'postgresql://app@db/shop'],
    ['postgres://app:hunter%202@db:5433/shop?sslmode=require', 'postgres://app@db:5433/shop?sslmode=require'],
    ['postgresql://db/shop?user=app&password=hunter2&sslmode=require', 'postgresql://db/shop?user=app&sslmode=require'],
    ['postgresql://db/shop?password=hunter2', 'postgresql://db/shop'],
    ["host=db password='hunter2' dbname=shop", 'host=db  dbname=shop'],
    ['host=db password = hunter2 dbname=shop', 'host=db  dbname=shop'],
  ])('keeps the password of %s to itself', (address, without) => {
    const probe = asked(askPsql, 'psql', [address, ...drop]);
    expect(place(probe)).toBe(`-X -w -A -t -q -v ON_ERROR_STOP=1 -d ${without}`);
    expect(first(probe).env.PGPASSWORD).toMatch(/^hunter ?2$/);
    expect(first(probe).args.join()).not.toMatch(/hunter/);
  });
  test('gives the password of the environment to nobody whom the line alone names', () => {
    const password = (...args: readonly string[]) => first(asked(askPsql, 'psql', [...args, ...drop])).env.PGPASSWORD;
    expect(password('-h', 'elsewhere.example')).toBe('');
    expect(password('postgresql://elsewhere.example/x')).toBe('');
    expect(password('host=elsewhere.example')).toBe('');
    expect(first(asked(askPsql, 'psql', drop, { env: { PGHOST: 'elsewhere.example' } })).env.PGPASSWORD).toBe('');
    expect(password('postgresql://localhost/x?host=elsewhere.example')).toBe('');
    expect(password('postgresql://localhost:5432,elsewhere.example:5432/x')).toBe('');
    expect(password('-h', 'localhost', '-d', 'dbname=x host=elsewhere.example')).toBe('');
    expect(password('-h', '/tmp', '-d', 'host=elsewhere.example')).toBe('');
    expect(password('-h', 'localhost', '-d', 'dbname=x host=127.0.0.1')).toBeUndefined();
    expect(password()).toBeUndefined();
    expect(password('-h', 'localhost')).toBeUndefined();
    expect(password('-h', '/var/run/postgresql')).toBeUndefined();
  });
  test.each([
    ['a service', ['service=prod']],
    ['a service behind a space', [' service=prod']],
    ['a number in place of a host, which would be told the host’s password', ['host=db hostaddr=10.0.0.7']],
    ['a file of a key', ['postgresql://db/shop?sslkey=key.pem']],
    ['options', ['postgresql://db/shop?options=-crole=admin']],
  ])('asks first where the address brings %s', (_, args) =>
    expect(asked(askPsql, 'psql', [...args, ...drop]).kind).toBe('project code'),
  );
  test('asks first where the line sets what psql or its library reads', () => {
    expect(asked(askPsql, 'psql', drop, { env: { PGSERVICEFILE: './x' } }).kind).toBe('project code');
    expect(asked(askPsql, './psql', drop).kind).toBe('project code');
    expect(asked(askPsql, 'psql', drop, { env: { PGPASSWORD: 'hunter2', PGDATABASE: 'shop' } }).kind).toBe('network');
  });
  test('rows that follow a COPY are no statements, what other files bring is said', () => {
    const files = {
      '/repo/a.sql': "COPY t FROM stdin;\n1\t\\N\tDROP TABLE a;\n\\.\nDELETE FROM b;\n\\i '/etc/c.sql'\n",
    };
    const impact = asked(askPsql, 'psql', ['-f', 'a.sql', '-f', 'gone.sql'], { files }).read([]);
    expect(impact.uninspectable.map(({ what }) => what)).toEqual(["\\i '/etc/c.sql'", 'gone.sql', 'b', 'the database']);
  });
  test('dropdb is asked about where it connects itself', () => {
    expect(place(asked(askPsql, 'dropdb', ['-f', '-h', 'db', 'shop']))).toBe(
      '-X -w -A -t -q -v ON_ERROR_STOP=1 -h db -d postgres',
    );
    expect(first(asked(askPsql, 'dropdb', ['shop'])).program).toBe('psql');
    expect(
      askPsql({ kind: 'command', program: 'createdb', args: ['x'], directory: '/', env: {} }, effect, () => undefined),
    ).toEqual([]);
  });
});

describe('mysql', () => {
  const drop = ['-e', 'DROP TABLE a'];
  test('goes where the held one goes, with its password in the environment', () => {
    const probe = asked(askMysql, 'mysql', ['-hdb', '-P', '3307', '-uroot', '-phunter2', '--tee=x', 'shop', ...drop]);
    expect(place(probe)).toBe(
      '--batch --raw --skip-column-names --no-auto-rehash --connect-timeout=5 --local-infile=0 -h db -P 3307 -u root --database=shop',
    );
    expect([first(probe).env.MYSQL_PWD, probe.kind]).toEqual(['hunter2', 'network']);
    expect(first(probe).args.at(-1)).toMatch(/^\/\*M!100100 .*\nSTART TRANSACTION READ ONLY;\n/s);
  });
  test('asks first where the line brings files', () => {
    const probe = asked(askMysql, 'mariadb', ['--defaults-file=./my.cnf', '--plugin-dir=./p', ...drop]);
    expect([probe.kind, first(probe).args[0]]).toEqual(['project code', '--defaults-file=./my.cnf']);
  });
  test('reads what it sources, says what it cannot', () => {
    const files = { '/repo/a.sql': 'DELETE FROM b\\G\nsystem rm -rf x\ndelimiter //\nsource c.sql\n' };
    const impact = asked(askMysql, 'mysql', [], { files, input: 'source a.sql' }).read([]);
    expect(impact.uninspectable.map(({ what }) => what)).toEqual([
      'system rm -rf x',
      'delimiter //',
      'c.sql',
      'b',
      'the database',
    ]);
  });
});

describe('sqlite3', () => {
  test('looks what stands beside the file, then opens it for reading', () => {
    const probe = asked(askSqlite, 'sqlite3', ['-cmd', 'PRAGMA x', 'data/a?b.db', 'DROP TABLE t']);
    expect(first(probe)).toMatchObject({
      program: 'ls',
      args: [
        '-d',
        '--',
        '/repo/data/a?b.db',
        '/repo/data/a?b.db-wal',
        '/repo/data/a?b.db-shm',
        '/repo/data/a?b.db-journal',
      ],
    });
    const answer = (stdout: string) => ({ step: first(probe), code: 2, stdout, stderr: '' });
    const uri = (stdout: string) => probe.more?.([answer(stdout)], '/scratch')[0]?.args[5];
    expect(uri('/repo/data/a?b.db\n')).toBe('file:/repo/data/a%3Fb.db?mode=ro&immutable=1');
    expect(uri('/repo/data/a?b.db\n/repo/data/a?b.db-wal\n')).toBe('file:/repo/data/a%3Fb.db?mode=ro');
    expect(probe.more?.([answer('')], '/scratch')).toEqual([]);
  });
  test('asks nothing of what is no file', () => {
    for (const file of [':memory:', 'file:x?vfs=evil'])
      expect(
        askSqlite(
          { kind: 'command', program: 'sqlite3', args: [file, 'DROP TABLE t'], directory: '/', env: {} },
          effect,
          () => undefined,
        ),
      ).toEqual([]);
  });
});

describe('redis-cli', () => {
  test('asks the server and the keys that are named, with no password on a line', () => {
    const probe = asked(askRedis, 'redis-cli', [
      '-u',
      'rediss://app:hunter2@cache:6380/4',
      '--cacert',
      'ca.pem',
      'DEL',
      'a',
      'b "c"',
    ]);
    expect(probe.steps('/s').map(({ args, input }) => [args.join(' '), input])).toEqual([
      ['--user app -u rediss://cache:6380 --cacert ca.pem INFO', undefined],
      [
        '--user app -u rediss://cache:6380 --cacert ca.pem',
        'ECHO "holdpoint 0"\nSELECT 4\nTYPE "a"\nPTTL "a"\nMEMORY USAGE "a"\nECHO "holdpoint 1"\nSELECT 4\nTYPE "b \\"c\\""\nPTTL "b \\"c\\""\nMEMORY USAGE "b \\"c\\""\n',
      ],
    ]);
    expect([first(probe).env.REDISCLI_AUTH, probe.kind]).toEqual(['hunter2', 'project code']);
  });
  test('asks nothing for what only looks, or runs what it does not know', () => {
    for (const args of [['GET', 'a'], ['--pipe'], ['--eval', 'x.lua']])
      expect(
        askRedis({ kind: 'command', program: 'redis-cli', args, directory: '/', env: {} }, effect, () => undefined),
      ).toEqual([]);
  });
  test('a key with a line end in it stays one word', () => {
    const input = asked(askRedis, 'redis-cli', ['DEL', 'a"\nFLUSHALL']).steps('/s')[1]?.input ?? '';
    expect(input.split('\n').filter((line) => /^FLUSHALL/.test(line))).toEqual([]);
    expect(input).toContain('TYPE "a\\"\\x0aFLUSHALL"');
  });
});
