/** Relays on a real PostgreSQL server: two that share it, one that is killed, a server that goes away and comes back. */
import assert from 'node:assert/strict';
import { afterAll, test } from 'vitest';
import { type Relay, startRelay } from '../../src/relay/serve.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { startPostgres } from '../support/real/postgres.ts';
import { client, newLetter, relayStories } from '../support/relayStories.ts';

describeReal('relays on PostgreSQL', ['initdb', 'postgres', 'psql'], ({ path, beforeAll }) => {
  const relays: Relay[] = [];
  let sql: (statement: string) => Promise<string>;
  beforeAll(async () => {
    const server = await startPostgres(path);
    sql = server.sql;
    const url = `postgres://owner@localhost/postgres?host=${encodeURIComponent(server.host)}`;
    const rates = { put: { burst: 1_000, perSecond: 100 }, other: { burst: 10_000, perSecond: 100 } };
    const start = () => startRelay({ host: '127.0.0.1', port: 0, database: { url }, rates, log: () => undefined });
    // At once: both bring the tables up to date.
    relays.push(...(await Promise.all([start(), start()])));
  });
  afterAll(() => Promise.all(relays.map((relay) => relay.close())));
  const relay = (index: number): Relay => relays[index] ?? assert.fail();

  relayStories(() => relay(0));

  test('what is posted at one is heard at the other', async () => {
    const letter = newLetter();
    const [here, there] = [client(() => relay(0)), client(() => relay(1))];
    await here.put(letter);
    const waiting = await there.watch(letter);
    await waiting.until(/^state/);
    await here.post(letter, 'yes');
    await waiting.until(/^reply .*"number":1/);
    await there.post(letter, 'no');
    await waiting.until(/^reply .*"number":2/);
    waiting.stop();
  });

  test('of two relays only one uses a request', async () => {
    const letter = newLetter();
    const at = [client(() => relay(0)), client(() => relay(1))];
    await at[0]?.put(letter);
    const all = await Promise.all(Array.from({ length: 10 }, (_, index) => at[index % 2]?.consume(letter)));
    assert.equal(all.filter((one) => one?.status === 200).length, 1);
  });

  test('connections that are cut are made again, and nothing is missed', async () => {
    const letter = newLetter();
    const [here, there] = [client(() => relay(0)), client(() => relay(1))];
    await here.put(letter);
    const waiting = await there.watch(letter);
    await waiting.until(/^state/);
    await sql('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()');
    // A relay that has just lost its database may say so; it does not end.
    for (let left = 40; left > 0; left--) {
      if ((await here.post(letter, 'yes')).ok) break;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await waiting.until(/^reply .*"number":1/);
    waiting.stop();
  });
});
