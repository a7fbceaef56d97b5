/** The relay with its embedded database. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Relay, startRelay } from '../../src/relay/serve.ts';
import { client, newLetter, relayStories } from '../support/relayStories.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdpoint-relay-'));
const lines: string[] = [];
const start = (more: Partial<Parameters<typeof startRelay>[0]> = {}) =>
  startRelay({
    host: '127.0.0.1',
    port: 0,
    database: { folder: join(folder, 'one') },
    log: (entry) => lines.push(JSON.stringify(entry)),
    rates: { put: { burst: 1_000, perSecond: 100 }, other: { burst: 10_000, perSecond: 100 } },
    ...more,
  });

let relay: Relay;
beforeAll(async () => {
  relay = await start();
}, 60_000);
afterAll(async () => {
  await relay.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a relay with an embedded database', () => {
  relayStories(() => relay);

  test('a second one on the same folder does not start', async () => {
    await assert.rejects(start(), /Another relay uses/);
  });

  test('what was kept is there after it was ended and started again', { timeout: 60_000 }, async () => {
    const letter = newLetter();
    const at = client(() => relay);
    await at.put(letter);
    await at.post(letter, 'yes');
    const waiting = await at.watch(letter);
    await waiting.until(/^reply/);
    await relay.close();
    await waiting.ended;
    relay = await start();
    assert.deepEqual(await at.replies(letter), ['yes']);
  });

  test('its log says nothing of any request', () => {
    assert(lines.length > 50);
    for (const line of lines) assert.doesNotMatch(line, /[\w-]{22}|127\.0\.0\.1|sealed/);
  });
});

describe('limits', () => {
  const limited = (
    title: string,
    more: Partial<Parameters<typeof startRelay>[0]>,
    story: (at: ReturnType<typeof client>) => Promise<void>,
  ) =>
    test(title, { timeout: 60_000 }, async () => {
      await relay.close();
      const other = await start(more);
      try {
        await story(client(() => other));
      } finally {
        await other.close();
        relay = await start();
      }
    });

  limited(
    'a team token is needed to leave a request, and to nothing else',
    { teamToken: 'shared-word' },
    async (at) => {
      const letter = newLetter();
      const as = (word: string) => at.put(letter, 'sealed', { authorization: `Bearer ${word}` });
      assert.equal((await at.put(letter)).status, 401);
      for (const word of ['wrong', '', 'shared-word2', 'SHARED-WORD']) assert.equal((await as(word)).status, 401, word);
      assert.equal((await as('shared-word')).status, 201);
      assert.equal((await at.get(letter)).status, 200);
      assert.equal((await at.post(letter, 'yes')).status, 201);
    },
  );

  limited(
    'too much at once from one address; another is not held up',
    { proxies: 1, rates: { put: { burst: 3, perSecond: 0.001 } } },
    async (at) => {
      const from = (address: string) => at.put(newLetter(), 'sealed', { 'x-forwarded-for': address });
      for (let count = 0; count < 3; count++) assert.equal((await from('203.0.113.7')).status, 201);
      assert.equal((await from('203.0.113.7')).status, 429);
      assert.equal((await from('198.51.100.1, 203.0.113.7')).status, 429, 'what stands further left is invented');
      assert.equal((await from('203.0.113.8')).status, 201);
    },
  );

  limited('more than fit may not wait', { rates: { watchers: 1 } }, async (at) => {
    const letter = newLetter();
    await at.put(letter);
    const first = await at.watch(letter);
    assert.equal((await at.call(`/r/${letter.rid}/events`)).status, 429);
    first.stop();
    await first.ended;
  });
});
