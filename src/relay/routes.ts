/**
 * The relay's answers: Request in, Response out. It never looks into what it keeps, and nothing of a request is logged,
 * its id included: whoever has the link has that.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Clock } from '../platform/clock.ts';
import { isRequestId, isToken, type RelayError, relayHeaders, relayLimits } from '../protocol/relay.ts';
import { clientAddress, type Rate, rateLimit } from './limits.ts';
import type { Mailbox } from './mailbox.ts';
import type { Metrics } from './metrics.ts';
import type { Watchers } from './watchers.ts';

export interface Rates {
  /** New requests of one address. */
  readonly put: Rate;
  /** Everything else. */
  readonly other: Rate;
  /** Who may wait at once, in all. */
  readonly watchers: number;
}

export interface RoutesParts {
  readonly mailbox: Mailbox;
  readonly watchers: Watchers;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly rates: Rates;
  /** Needed to leave a request; undefined: anybody may. */
  readonly teamToken: string | undefined;
  /** Proxies of our own in front of us, which say whose address it is. */
  readonly proxies: number;
  /** Whether this relay can keep its promises: its database answers. */
  readonly ready: () => Promise<boolean>;
  /** Aborted when the relay ends: whoever waits is let go. */
  readonly ending: AbortSignal;
  readonly address: (context: Context) => string;
  readonly log: (entry: Readonly<Record<string, string | number>>) => void;
}

/** Milliseconds between signs of life to those who wait: proxies cut silent connections. */
const heartbeat = 25_000;

const sentences: Readonly<
  Record<RelayError, readonly [status: 400 | 401 | 404 | 409 | 413 | 429 | 503, text: string]>
> = {
  malformed: [400, 'This is not a request the relay understands.'],
  unauthorized: [401, 'The token does not fit.'],
  missing: [404, 'There is no such request: it is over, was taken back, or never came here.'],
  taken: [409, 'Another request lies here already.'],
  used: [409, 'What this request asked for has been used already.'],
  full: [409, 'No more answers fit here.'],
  'too-large': [413, 'This is larger than the relay keeps.'],
  'too-many': [429, 'Too much at once from this address. Try again in a moment.'],
  unavailable: [503, 'The relay cannot keep anything right now. Try again in a moment.'],
};

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

export function routes(parts: RoutesParts): Hono {
  const { mailbox, watchers, metrics, clock, rates } = parts;
  const mayPut = rateLimit(rates.put, clock);
  const mayAsk = rateLimit(rates.other, clock);
  const app = new Hono();

  const fail = (context: Context, error: RelayError) => {
    const [status, message] = sentences[error];
    // What was not read of the body still lies in the connection.
    if (error === 'too-large') context.header('connection', 'close');
    return context.json({ error, message }, status);
  };
  const addressOf = (context: Context) =>
    clientAddress(parts.address(context), context.req.header('x-forwarded-for'), parts.proxies);
  const tokenOf = (context: Context): string | undefined => {
    const token = /^Bearer ([\w-]+)$/.exec(context.req.header('authorization') ?? '')?.[1];
    return token !== undefined && isToken(token) ? token : undefined;
  };
  const isMember = (context: Context): boolean => {
    if (parts.teamToken === undefined) return true;
    const given = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
    return timingSafeEqual(hash(given), hash(parts.teamToken));
  };
  const limited = (bytes: number) => bodyLimit({ maxSize: bytes, onError: (context) => fail(context, 'too-large') });

  app.use(async (context, next) => {
    const start = clock.now();
    await next();
    // Pages of any origin may ask: what they get is sealed.
    context.header('access-control-allow-origin', '*');
    context.header('access-control-expose-headers', relayHeaders.state);
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
    const { status } = context.res;
    const ms = clock.now() - start;
    const route = routeOf(context);
    metrics.request(route, status, ms / 1_000);
    parts.log({ event: 'request', method: context.req.method, route, status, ms });
  });
  app.onError((error, context) => {
    parts.log({ event: 'error', route: routeOf(context), message: error.name });
    return fail(context, 'unavailable');
  });
  app.notFound((context) => fail(context, 'missing'));
  app.options('*', (context) =>
    context.body(null, 204, {
      'access-control-allow-methods': 'GET, PUT, POST, DELETE',
      'access-control-allow-headers': ['authorization', 'last-event-id', ...Object.values(relayHeaders)].join(', '),
      'access-control-max-age': '86400',
    }),
  );

  app.get('/healthz', (context) => context.text('ok\n'));
  app.get('/readyz', async (context) =>
    (await parts.ready()) ? context.text('ready\n') : fail(context, 'unavailable'),
  );
  app.get('/metrics', async (context) => {
    const { requests, replies } = await mailbox.count();
    const memory = process.memoryUsage();
    return context.text(
      metrics.text({
        requests,
        replies,
        watchers: watchers.count(),
        resident_bytes: memory.rss,
        heap_bytes: memory.heapUsed,
      }),
    );
  });

  app.use('/r/:rid/*', async (context, next) => {
    if (!isRequestId(context.req.param('rid') ?? '')) return fail(context, 'malformed');
    const may = context.req.method === 'PUT' ? mayPut : mayAsk;
    return may(addressOf(context)) ? next() : fail(context, 'too-many');
  });

  app.put('/r/:rid', limited(relayLimits.request), async (context) => {
    if (!isMember(context)) return fail(context, 'unauthorized');
    const postHash = context.req.header(relayHeaders.post) ?? '';
    const ownerHash = context.req.header(relayHeaders.owner) ?? '';
    const life = Number(context.req.header(relayHeaders.life));
    const blob = new Uint8Array(await context.req.arrayBuffer());
    if (!isToken(postHash) || !isToken(ownerHash) || blob.length === 0) return fail(context, 'malformed');
    if (!Number.isSafeInteger(life) || life < 1 || life > relayLimits.life) return fail(context, 'malformed');
    const put = await mailbox.put({ rid: context.req.param('rid'), blob, postHash, ownerHash, life });
    return put === 'taken' ? fail(context, 'taken') : context.body(null, put === 'created' ? 201 : 200);
  });

  app.get('/r/:rid', async (context) => {
    const kept = await mailbox.get(context.req.param('rid'));
    if (kept === undefined) return fail(context, 'missing');
    return context.body(Uint8Array.from(kept.blob), 200, {
      'content-type': 'application/octet-stream',
      [relayHeaders.state]: kept.state,
    });
  });

  app.post('/r/:rid/replies', limited(relayLimits.reply), async (context) => {
    const token = tokenOf(context);
    if (token === undefined) return fail(context, 'unauthorized');
    const blob = new Uint8Array(await context.req.arrayBuffer());
    if (blob.length === 0) return fail(context, 'malformed');
    const posted = await mailbox.post(context.req.param('rid'), token, blob);
    if (posted.kind === 'refused') return fail(context, posted.why);
    return context.json({ number: posted.number }, posted.kind === 'added' ? 201 : 200);
  });

  app.get('/r/:rid/replies', async (context) => {
    const found = await mailbox.after(context.req.param('rid'), numberOf(context.req.query('after')));
    return found === undefined ? fail(context, 'missing') : context.json(found);
  });

  app.get('/r/:rid/events', async (context) => {
    const rid = context.req.param('rid');
    if (watchers.count() >= rates.watchers) return fail(context, 'too-many');
    if ((await mailbox.get(rid)) === undefined) return fail(context, 'missing');
    const after = numberOf(context.req.header('last-event-id') ?? context.req.query('after'));
    return streamSSE(context, (stream) => follow(stream, rid, after));
  });

  /** Until the other side leaves, the request is over, or the relay ends. */
  async function follow(stream: SSEStreamingApi, rid: string, after: number): Promise<void> {
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    let written: Promise<unknown> = Promise.resolve();
    const say = (event: string, data: unknown, id?: number) => {
      const message = { event, data: JSON.stringify(data), ...(id === undefined ? {} : { id: String(id) }) };
      written = written.then(() => stream.writeSSE(message));
    };
    const stop = watchers.watch(rid, after, {
      reply: (reply) => say('reply', reply, reply.number),
      state: (state) => say('state', { state }),
      gone: () => {
        say('gone', {});
        end();
      },
    });
    let cancel = (): void => undefined;
    const beat = () => {
      void stream.write(': here\n\n');
      cancel = clock.after(heartbeat, beat);
    };
    beat();
    stream.onAbort(end);
    parts.ending.addEventListener('abort', end);
    if (parts.ending.aborted) end();
    await over;
    cancel();
    stop();
    parts.ending.removeEventListener('abort', end);
    await written;
  }

  app.post('/r/:rid/consume', async (context) => {
    const token = tokenOf(context);
    if (token === undefined) return fail(context, 'unauthorized');
    const used = await mailbox.use(context.req.param('rid'), token);
    if (used === 'now') return context.json({ used: true });
    return fail(context, used === 'already' ? 'used' : used);
  });

  app.delete('/r/:rid', async (context) => {
    const token = tokenOf(context);
    if (token === undefined) return fail(context, 'unauthorized');
    const removed = await mailbox.remove(context.req.param('rid'), token);
    return removed === 'removed' ? context.body(null, 204) : fail(context, removed);
  });

  return app;
}

/** Without anything that names one request. */
const routeOf = ({ req }: Context): string =>
  /^\/(?:healthz|readyz|metrics)$/.exec(req.path)?.[0] ??
  (/^\/r\/[^/]+(\/(?:replies|events|consume))?$/.exec(req.path) ?? [])
    .slice(0, 1)
    .map((path) => path.replace(/^\/r\/[^/]+/, '/r/:rid'))[0] ??
  'other';

const numberOf = (text: string | undefined): number => (/^\d{1,3}$/.test(text ?? '') ? Number(text) : 0);
