/** The relay with its embedded database, in this process and as the program that `holdpoint relay` runs. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { bundles } from '../../scripts/lib/bundles.mjs';
import { root } from '../../scripts/lib/load.mjs';
import { migrate } from '../../src/relay/database.ts';
import { embeddedDatabase } from '../../src/relay/embeddedDatabase.ts';
import { changesChannel, mailbox } from '../../src/relay/mailbox.ts';
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

  test('one that could not start leaves the folder to the next', { timeout: 60_000 }, async () => {
    const database = { folder: join(folder, 'two') };
    await assert.rejects(start({ database, port: relay.port }), /EADDRINUSE/);
    await (await start({ database })).close();
  });

  test('what is over is removed, and told to whoever waits', { timeout: 60_000 }, async () => {
    const database = await embeddedDatabase({ folder: join(folder, 'two') });
    try {
      await migrate(database);
      const box = mailbox(database);
      const told: string[] = [];
      await database.listen(changesChannel, (rid) => told.push(rid));
      const { rid, post, owner } = newLetter();
      const letter = { rid, blob: Buffer.from('sealed'), postHash: post, ownerHash: owner };
      await box.put({ ...letter, life: 0 });
      await box.put({ ...letter, rid: newLetter().rid, life: 60 });
      assert.equal(await box.purge(), 1);
      assert.equal(await box.purge(), 0);
      assert.deepEqual(await box.count(), { requests: 1, replies: 0 });
      assert.deepEqual(told, [rid]);
    } finally {
      await database.close();
    }
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

describe('the program', () => {
  // Below the project, so that it finds the embedded database.
  const program = join(root, `node_modules/.cache/holdpoint/relay.${process.pid}.js`);
  const running = new Set<ChildProcess>();
  beforeAll(() => build({ ...bundles.relay, outfile: program }));
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
    rmSync(program, { force: true });
  });

  /** Runs it until it says that it has started. */
  async function run(data: string): Promise<{ port: number; child: ChildProcess; ended: Promise<number | null> }> {
    const code = `require(${JSON.stringify(program)}).main(process.argv.slice(1))`;
    const child = spawn(process.execPath, ['-e', code, '--', '--port', '0', '--data', data], {
      env: { ...process.env, DATABASE_URL: undefined, HOLDPOINT_HOME: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const port = await new Promise<number>((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (chunk) => {
        said += chunk;
        const started = /"event":"started".*"port":(\d+)/.exec(said);
        if (started !== null) resolve(Number(started[1]));
      });
      ended.then((code) => reject(new Error(`it ended with ${code}: ${said}`)));
    });
    return { port, child, ended };
  }

  test('killed in the middle of posting, it loses no answer that it has acknowledged', {
    timeout: 120_000,
  }, async () => {
    // A database that is there already: making one takes long.
    await relay.close();
    const data = join(folder, 'one');
    const first = await run(data);
    const letters = Array.from({ length: 10 }, newLetter);
    const before = client(() => first);
    for (const letter of letters) assert.equal((await before.put(letter)).status, 201);
    const acknowledged = new Map(letters.map(({ rid }) => [rid, [] as string[]]));
    const posting = letters.map(async (letter) => {
      for (let number = 0; number < 30; number++) {
        const text = `answer ${number}`;
        const posted = await before.post(letter, text).catch(() => undefined);
        if (posted === undefined) return;
        if (posted.ok) acknowledged.get(letter.rid)?.push(text);
        if (letter === letters[0] && number === 8) first.child.kill('SIGKILL');
      }
    });
    await Promise.all(posting);
    await first.ended;
    const count = [...acknowledged.values()].flat().length;
    assert(count > 20 && count < 300, `it was killed after ${count}`);
    const second = await run(data);
    const after = client(() => second);
    for (const letter of letters) {
      const kept = new Set(await after.replies(letter));
      for (const text of acknowledged.get(letter.rid) ?? []) assert(kept.has(text), text);
    }
    second.child.kill('SIGTERM');
    assert.equal(await second.ended, 0);
    relay = await start();
  });

  test('a mistake in its arguments', { timeout: 60_000 }, async () => {
    const code = `require(${JSON.stringify(program)}).main(['--port', '70000'])`;
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    assert.equal(await new Promise((resolve) => child.on('exit', resolve)), 2);
    assert.match(said, /70000.*did not start.*Usage/s);
  });
});
