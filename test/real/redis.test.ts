/** Commands for a real Redis: what is said beforehand is what then happens, and asking changes nothing. */
import { expect, test } from 'vitest';
import { run } from '../support/editor/processes.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { freePort, startServer, tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate, type Found } from '../support/real/throughGate.ts';

const password = 'hunter2hunter2';

describeReal('Redis', ['redis-server', 'redis-cli'], ({ path, beforeAll, searchPath }) => {
  const env: Record<string, string> = { ...tempHome(), PATH: searchPath, REDISCLI_AUTH: password };
  const folder = tempFolder();
  let port = 0;
  const redis = async (...words: readonly string[]): Promise<string> =>
    (await run(path('redis-cli'), ['-p', String(port), '--no-auth-warning', ...words], { env })).trim();

  beforeAll(async () => {
    port = await freePort();
    const options = ['--bind', '127.0.0.1', '--dir', folder, '--requirepass', password, '--save', '3600 1000000'];
    await startServer({
      program: path('redis-server'),
      args: ['--port', String(port), ...options],
      cwd: folder,
      env: { PATH: searchPath },
      listens: { port },
      answers: async () => (await redis('PING')) === 'PONG' && (await redis('CONFIG', 'GET', 'dir')).endsWith(folder),
    });
  });

  /** Two databases with keys of several kinds. */
  async function fill() {
    await redis('FLUSHALL');
    const lines = Array.from({ length: 50 }, (_, index) => `SET session:${index} ${'x'.repeat(100)}`);
    lines.push(
      'EXPIRE session:1 3600',
      'RPUSH queue a b c',
      'HSET cart:1 apple 3',
      'SELECT 3',
      'SET other 1',
      'SET "a \\"b\\" c" 1',
    );
    await run('/bin/bash', ['-c', `printf '%s\\n' "$LINES_OF" | ${path('redis-cli')} -p ${port} --no-auth-warning`], {
      env: { ...env, LINES_OF: lines.join('\n') },
    });
  }

  const state = async () =>
    [
      await redis('DBSIZE'),
      await redis('-n', '3', 'DBSIZE'),
      await redis('DEBUG', 'DIGEST'),
      await redis('LASTSAVE'),
    ].join();
  const ask = async (line: string, more = env): Promise<Found> => {
    const before = await state();
    const found = await askThroughGate(line, { cwd: folder, env: more });
    expect(await state()).toBe(before);
    expect(/.{0,80}hunter2/.exec(found.seen)?.[0]).toBeUndefined();
    return found;
  };
  const told = (found: Found) =>
    found
      .impact()
      .resources.map(({ address, action, size }) => [address, action, size?.count ?? (size?.bytes ?? 0) > 0]);

  test('FLUSHALL: every database with its keys; FLUSHDB: one', async () => {
    await fill();
    const all = await ask(`redis-cli -p ${port} FLUSHALL`);
    expect(told(all)).toEqual([
      ['db0', 'delete', 52],
      ['db3', 'delete', 2],
    ]);
    expect(all.impact().headline).toMatch(
      /^Deletes 2 databases; db0 \(52 keys\) and db3 \(2 keys\) cannot be brought back\.$/,
    );
    expect(all.impact().remarks[0]).toMatch(/^Redis [\d.]+, port \d+; last saved .*append-only file off\.$/);
    expect(told(await ask(`redis-cli -p ${port} -n 3 flushdb`))).toEqual([['db3', 'delete', 2]]);
    await redis('-n', '3', 'FLUSHDB');
    expect([await redis('DBSIZE'), await redis('-n', '3', 'DBSIZE')]).toEqual(['52', '0']);
    await redis('FLUSHALL');
    expect(await redis('DBSIZE')).toBe('0');
    expect(told(await ask(`redis-cli -p ${port} -n 3 FLUSHDB`))).toEqual([['db3', 'delete', 0]]);
  });

  test('DEL: only what is there, each with its kind, size and end', async () => {
    await fill();
    const found = await ask(`redis-cli -p ${port} DEL session:1 session:nowhere queue`);
    expect(told(found)).toEqual([
      ['session:1', 'delete', true],
      ['queue', 'delete', true],
    ]);
    expect(found.impact().resources.map(({ facts }) => facts)).toEqual([
      ['string', expect.stringMatching(/^expires in 3,\d{3} s$/)],
      ['list'],
    ]);
    expect(await redis('DEL', 'session:1', 'session:nowhere', 'queue')).toBe('2');
    expect((await ask(`redis-cli -p ${port} UNLINK session:nowhere`)).impact().headline).toBe('Changes nothing.');
    expect(told(await ask(`redis-cli -p ${port} -n 3 DEL 'a "b" c'`))).toEqual([['a "b" c', 'delete', true]]);
    expect(await redis('-n', '3', 'DEL', 'a "b" c')).toBe('1');
  });

  test('commands on the standard input, in the database they choose', async () => {
    await fill();
    const found = await ask(`redis-cli -p ${port} <<'END'
SET new 1
SET session:2 overwritten
HDEL cart:1 apple
MULTI
DEL session:3
DISCARD
SELECT 3
DEL other
END`);
    expect(told(found)).toEqual([
      ['new', 'create', false],
      ['session:2', 'update', true],
      ['cart:1', 'update', true],
      ['other', 'delete', true],
    ]);
    expect(found.impact().resources[1]?.wayBack.kind).toBe('irreversible');
  });

  test('keys that a scan finds, deleted by another program', async () => {
    await fill();
    const line = `redis-cli -p ${port} --scan --pattern 'session:1*' | xargs redis-cli -p ${port} del`;
    const found = await ask(line);
    expect(told(found)).toEqual([['keys session:1*', 'delete', 11]]);
    expect(/session:1\d/.test(found.seen)).toBe(false);
    await run('/bin/bash', ['-c', line], { env, cwd: folder });
    expect(await redis('DBSIZE')).toBe(String(52 - 11));
    expect((await ask(line)).impact().headline).toBe('Changes nothing.');
  });

  test('what stops or sets the server, and scripts', async () => {
    await fill();
    const stop = await ask(`redis-cli -p ${port} SHUTDOWN NOSAVE`);
    expect(stop.impact().resources[0]).toMatchObject({
      wayBack: { kind: 'irreversible', why: 'what changed since its last save is gone' },
      facts: ['it stops', expect.stringMatching(/^\d+ changes are not saved$/)],
    });
    const set = await ask(`redis-cli -p ${port} CONFIG SET requirepass hunter2hunter2`);
    expect(set.impact().resources[0]?.reason).toBe('By `CONFIG SET REQUIREPASS`.');
    const script = await ask(`redis-cli -p ${port} EVAL "return redis.call('flushall')" 0`);
    expect(script.impact().uninspectable.map(({ what }) => what)).toEqual(['eval']);
  });

  test('a password on the line or in the address is nowhere to be seen; one that is wrong is said', async () => {
    await fill();
    const bare: Record<string, string> = { ...env, REDISCLI_AUTH: '' };
    expect(told(await ask(`redis-cli -p ${port} -a ${password} -n 3 FLUSHDB`, bare))).toEqual([['db3', 'delete', 2]]);
    expect(told(await ask(`redis-cli -u redis://default:${password}@127.0.0.1:${port}/3 FLUSHDB`, bare))).toEqual([
      ['db3', 'delete', 2],
    ]);
    expect(told(await ask(`redis-cli -u redis://${password}@127.0.0.1:${port}/3 FLUSHDB`, bare))).toEqual([
      ['db3', 'delete', 2],
    ]);
    const denied = await ask(`redis-cli -p ${port} -n 3 FLUSHDB`, bare);
    expect(denied.impact()).toMatchObject({
      irreversible: true,
      uninspectable: [{ what: 'the server', why: expect.stringMatching(/NOAUTH/) }],
    });
    expect(told(denied)).toEqual([['db3', 'delete', false]]);
    const gone = await ask(`redis-cli -p 1 FLUSHALL`);
    expect(gone.probes[0]?.phase).toMatchObject({ kind: 'failed', why: expect.stringMatching(/Could not connect/) });
  });
});
