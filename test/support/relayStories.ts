/** What every relay does, whatever its database: a table of stories, told against a running one. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'vitest';
import { readReplies, relayHeaders, relayLimits } from '../../src/protocol/relay.ts';
import type { Relay } from '../../src/relay/serve.ts';

export interface Letter {
  readonly rid: string;
  readonly post: string;
  readonly owner: string;
}

const token = (bytes = 32) => randomBytes(bytes).toString('base64url');
const hash = (text: string) => createHash('sha256').update(Buffer.from(text, 'base64url')).digest('base64url');
export const newLetter = (): Letter => ({ rid: token(16), post: token(), owner: token() });
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

/** Speaks to one relay. */
export function client(relay: () => Pick<Relay, 'port'>) {
  const call = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${relay().port}${path}`, init);
  return {
    call,
    put: ({ rid, post, owner }: Letter, blob: Uint8Array | string = 'sealed', more: Record<string, string> = {}) =>
      call(`/r/${rid}`, {
        method: 'PUT',
        body: typeof blob === 'string' ? blob : Buffer.from(blob),
        headers: {
          [relayHeaders.post]: hash(post),
          [relayHeaders.owner]: hash(owner),
          [relayHeaders.life]: '600',
          ...more,
        },
      }),
    get: ({ rid }: Letter) => call(`/r/${rid}`),
    post: ({ rid, post }: Letter, blob: Uint8Array | string) =>
      call(`/r/${rid}/replies`, {
        method: 'POST',
        body: typeof blob === 'string' ? blob : Buffer.from(blob),
        headers: bearer(post),
      }),
    replies: async ({ rid }: Letter, after = 0) =>
      readReplies(await (await call(`/r/${rid}/replies?after=${after}`)).json()).map(({ blob }) =>
        Buffer.from(blob, 'base64url').toString(),
      ),
    consume: ({ rid, owner }: Letter) => call(`/r/${rid}/consume`, { method: 'POST', headers: bearer(owner) }),
    remove: ({ rid, owner }: Letter) => call(`/r/${rid}`, { method: 'DELETE', headers: bearer(owner) }),
    watch: ({ rid }: Letter, after?: number) => watch(`http://127.0.0.1:${relay().port}/r/${rid}/events`, after),
  };
}

export interface Watch {
  /** `event data`, as they came. */
  readonly events: string[];
  until(wanted: RegExp): Promise<void>;
  ended: Promise<void>;
  stop(): void;
}

async function watch(url: string, after: number | undefined): Promise<Watch> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    signal: leaving.signal,
    headers: after === undefined ? {} : { 'last-event-id': String(after) },
  });
  assert.equal(response.status, 200);
  const events: string[] = [];
  let heard = (): void => undefined;
  const ended = (async () => {
    let rest = '';
    try {
      for await (const chunk of response.body ?? []) {
        rest += Buffer.from(chunk).toString();
        const blocks = rest.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const [, event] = /^event: (.*)$/m.exec(block) ?? [];
          const [, data] = /^data: (.*)$/m.exec(block) ?? [];
          if (event !== undefined) events.push(`${event} ${data}`);
        }
        heard();
      }
    } catch {
      // Left.
    }
  })();
  return {
    events,
    ended,
    stop: () => leaving.abort(),
    async until(wanted) {
      while (!events.some((event) => wanted.test(event))) {
        const over = await Promise.race([
          new Promise<false>((resolve) => {
            heard = () => resolve(false);
          }),
          ended.then(() => true),
        ]);
        if (over && !events.some((event) => wanted.test(event))) throw new Error(`ended with ${events.join(' · ')}`);
      }
    },
  };
}

export function relayStories(relay: () => Relay): void {
  const at = client(relay);
  const refuses = async (response: Response, status: number, error: string) => {
    assert.equal(response.status, status);
    const said = (await response.json()) as { error: string; message: string };
    assert.equal(said.error, error);
    assert.match(said.message, /\.$/);
  };

  test('a request is kept as it is, to the byte', async () => {
    const letter = newLetter();
    const blob = randomBytes(relayLimits.request);
    assert.equal((await at.put(letter, blob)).status, 201);
    const got = await at.get(letter);
    assert.equal(got.headers.get(relayHeaders.state), 'open');
    assert.deepEqual(Buffer.from(await got.arrayBuffer()), blob);
  });
  test('the same again is the same; another one under its id is refused', async () => {
    const letter = newLetter();
    await at.put(letter);
    assert.equal((await at.put(letter)).status, 200);
    await refuses(await at.put(letter, 'other'), 409, 'taken');
    await refuses(await at.put({ ...letter, owner: newLetter().owner }), 409, 'taken');
  });
  test('one byte too large is refused, and nothing is kept of it', async () => {
    const letter = newLetter();
    await refuses(await at.put(letter, Buffer.alloc(relayLimits.request + 1)), 413, 'too-large');
    await refuses(await at.get(letter), 404, 'missing');
  });
  test('what is no id, no hash, no life and no content is refused', async () => {
    const letter = newLetter();
    for (const rid of ['x', `${letter.rid}A`, letter.rid.slice(1), '..%2f..'])
      await refuses(await at.put({ ...letter, rid }), 400, 'malformed');
    for (const more of [
      { [relayHeaders.post]: '' },
      { [relayHeaders.owner]: 'short' },
      { [relayHeaders.life]: '0' },
      { [relayHeaders.life]: '1.5' },
      { [relayHeaders.life]: String(relayLimits.life + 1) },
      { [relayHeaders.life]: 'Infinity' },
    ])
      await refuses(await at.put(letter, 'sealed', more), 400, 'malformed');
    await refuses(await at.put(letter, ''), 400, 'malformed');
  });
  test('an answer needs the token, is kept once, and has a number', async () => {
    const letter = newLetter();
    await at.put(letter);
    await refuses(await at.post({ ...letter, post: newLetter().post }, 'yes'), 401, 'unauthorized');
    assert.deepEqual(await (await at.post(letter, 'yes')).json(), { number: 1 });
    assert.deepEqual(await (await at.post(letter, 'no')).json(), { number: 2 });
    const again = await at.post(letter, 'yes');
    assert.equal(again.status, 200);
    assert.deepEqual(await again.json(), { number: 1 });
    assert.deepEqual(await at.replies(letter), ['yes', 'no']);
    assert.deepEqual(await at.replies(letter, 1), ['no']);
  });
  test('the owner’s token posts no answer, and the other way round', async () => {
    const letter = newLetter();
    await at.put(letter);
    await refuses(await at.post({ ...letter, post: letter.owner }, 'yes'), 401, 'unauthorized');
    await refuses(await at.consume({ ...letter, owner: letter.post }), 401, 'unauthorized');
    await refuses(await at.remove({ ...letter, owner: letter.post }), 401, 'unauthorized');
  });
  test('an answer to nothing', async () => refuses(await at.post(newLetter(), 'yes'), 404, 'missing'));
  test('too large an answer, and one too many', async () => {
    const letter = newLetter();
    await at.put(letter);
    await refuses(await at.post(letter, Buffer.alloc(relayLimits.reply + 1)), 413, 'too-large');
    for (let number = 1; number <= relayLimits.replies; number++)
      assert.equal((await at.post(letter, `answer ${number}`)).status, 201);
    await refuses(await at.post(letter, 'one more'), 409, 'full');
    assert.equal((await at.post(letter, 'answer 7')).status, 200);
  });
  test('answers that come at once each get a number of their own', async () => {
    const letter = newLetter();
    await at.put(letter);
    const answers = Array.from({ length: 20 }, (_, index) => `answer ${index % 10}`);
    const posted = await Promise.all(answers.map((text) => at.post(letter, text)));
    const numbers = await Promise.all(posted.map(async (one) => ((await one.json()) as { number: number }).number));
    assert.deepEqual(
      [...new Set(numbers)].sort((a, b) => a - b),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    assert.deepEqual((await at.replies(letter)).length, 10);
  });
  test('it is used once, by one of many at once; then no answer fits', async () => {
    const letter = newLetter();
    await at.put(letter);
    const all = await Promise.all(Array.from({ length: 8 }, () => at.consume(letter)));
    assert.deepEqual(all.map(({ status }) => status).sort(), [200, 409, 409, 409, 409, 409, 409, 409]);
    await refuses(await at.post(letter, 'late'), 409, 'used');
    assert.equal((await at.get(letter)).headers.get(relayHeaders.state), 'used');
  });
  test('taken back, it is gone with its answers', async () => {
    const letter = newLetter();
    await at.put(letter);
    await at.post(letter, 'yes');
    assert.equal((await at.remove(letter)).status, 204);
    await refuses(await at.get(letter), 404, 'missing');
    await refuses(await at.remove(letter), 404, 'missing');
    await refuses(await at.call(`/r/${letter.rid}/replies`), 404, 'missing');
  });
  test('its time over, it is gone, and its place is not another’s', async () => {
    const letter = newLetter();
    await at.put(letter, 'sealed', { [relayHeaders.life]: '1' });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await refuses(await at.get(letter), 404, 'missing');
    await refuses(await at.post(letter, 'yes'), 404, 'missing');
    await refuses(await at.put(letter), 409, 'taken');
  });
  test('who waits hears what was there, what comes, and that it is over', async () => {
    const letter = newLetter();
    await at.put(letter);
    await at.post(letter, 'first');
    const waiting = await at.watch(letter);
    await waiting.until(/^reply .*"number":1/);
    await at.post(letter, 'second');
    await waiting.until(/^reply .*"number":2/);
    await at.consume(letter);
    await waiting.until(/^state .*used/);
    await at.remove(letter);
    await waiting.until(/^gone/);
    await waiting.ended;
  });
  test('who comes back hears only what was missed', async () => {
    const letter = newLetter();
    await at.put(letter);
    for (const text of ['a', 'b', 'c']) await at.post(letter, text);
    const waiting = await at.watch(letter, 2);
    await waiting.until(/^reply/);
    waiting.stop();
    assert.deepEqual(waiting.events.filter((event) => event.startsWith('reply')).length, 1);
    assert.match(waiting.events.join(' '), /"number":3/);
  });
  test('waiting for nothing', async () => refuses(await at.call(`/r/${newLetter().rid}/events`), 404, 'missing'));
  test('it says that it is well, and counts without naming anybody', async () => {
    const letter = newLetter();
    await at.put(letter);
    assert.equal((await at.call('/healthz')).status, 200);
    assert.equal((await at.call('/readyz')).status, 200);
    const metrics = await (await at.call('/metrics')).text();
    assert.match(metrics, /holdpoint_relay_requests_total\{route="\/r\/:rid",status="201"\} \d+/);
    assert.match(metrics, /holdpoint_relay_resident_bytes \d+/);
    assert(!metrics.includes(letter.rid));
  });
  test('pages of any origin may ask, and nothing is kept by caches', async () => {
    const response = await at.call(`/r/${newLetter().rid}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://x.example' },
    });
    assert.equal(response.status, 204);
    assert.match(response.headers.get('access-control-allow-headers') ?? '', /holdpoint-post/);
    const got = await at.call(`/r/${newLetter().rid}`);
    assert.equal(got.headers.get('access-control-allow-origin'), '*');
    assert.equal(got.headers.get('cache-control'), 'no-store');
  });
  test('other paths and methods are answered, and do nothing', async () => {
    const { rid } = newLetter();
    for (const [path, method] of [
      ['/', 'GET'],
      ['/r', 'GET'],
      [`/r/${rid}`, 'PATCH'],
      [`/r/${rid}/else`, 'GET'],
      ['/r/%00/replies', 'GET'],
    ] as const) {
      const { status } = await at.call(path, { method });
      assert(status === 404 || status === 400, `${method} ${path}: ${status}`);
    }
  });
}
