/** A relay that runs: database, routes, clean-up, and an end that loses nothing that was acknowledged. */
import type { Server } from 'node:http';
import { serve as listen } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Clock, systemClock } from '../platform/clock.ts';
import { type Database, migrate } from './database.ts';
import { embeddedDatabase } from './embeddedDatabase.ts';
import { changesChannel, mailbox } from './mailbox.ts';
import { createMetrics } from './metrics.ts';
import { postgresDatabase } from './postgresDatabase.ts';
import { type Rates, routes } from './routes.ts';
import { createWatchers, type Watchers } from './watchers.ts';

export interface RelayOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** A PostgreSQL server, or a folder for an embedded one. */
  readonly database: { readonly url: string } | { readonly folder: string; readonly seed?: string };
  readonly teamToken?: string;
  readonly proxies?: number;
  readonly rates?: Partial<Rates>;
  readonly log: (entry: Readonly<Record<string, string | number>>) => void;
}

export interface Relay {
  readonly port: number;
  /** Lets go of whoever waits, answers what has been asked, closes the database. */
  close(): Promise<void>;
}

/** Generous for people, tight for machines. */
const usual: Rates = {
  put: { burst: 60, perSecond: 1 },
  other: { burst: 600, perSecond: 20 },
  watchers: 20_000,
};

/** Milliseconds. */
const purgeEvery = 60_000;
/** Milliseconds that open requests get when the relay ends. */
const grace = 5_000;

/** Nothing stays open when it does not start. @throws {Problem}, or what the database or the port's listener throws */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { log } = options;
  let watchers: Watchers | undefined;
  let listening = true;
  const database = await openDatabase(options, (back) => {
    listening = back;
    log({ event: back ? 'database-back' : 'database-lost' });
    if (back) watchers?.refresh();
  });
  try {
    await migrate(database);
    const box = mailbox(database);
    watchers = createWatchers(box, () => log({ event: 'lookup-failed' }));
    const { changed } = watchers;
    await database.listen(changesChannel, changed);

    const ending = new AbortController();
    const app = routes({
      mailbox: box,
      watchers,
      metrics: createMetrics(),
      clock: systemClock,
      rates: { ...usual, ...options.rates },
      teamToken: options.teamToken,
      proxies: options.proxies ?? 0,
      ready: () => (listening ? answers(database) : Promise.resolve(false)),
      ending: ending.signal,
      address: (context) => getConnInfo(context).remote.address ?? '',
      log,
    });
    const { server, port } = await open(app.fetch, options);
    const stopPurging = repeat(systemClock, purgeEvery, async () => {
      const purged = await box.purge();
      if (purged > 0) log({ event: 'purged', requests: purged });
    });
    log({ event: 'started', database: database.name, port });
    return {
      port,
      async close() {
        stopPurging();
        ending.abort();
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        // A connection is idle only once its last answer is out.
        const tidy = setInterval(() => server.closeIdleConnections(), 50);
        const late = setTimeout(() => server.closeAllConnections(), grace);
        await closed;
        clearInterval(tidy);
        clearTimeout(late);
        await database.close();
        log({ event: 'ended' });
      },
    };
  } catch (error) {
    // A folder would stay locked, and its lock would keep the process alive.
    await database.close().catch(() => undefined);
    throw error;
  }
}

const openDatabase = ({ database }: RelayOptions, lost: (back: boolean) => void): Promise<Database> | Database =>
  'url' in database ? postgresDatabase(database.url, lost) : embeddedDatabase(database);

async function answers(database: Database): Promise<boolean> {
  try {
    await database.query('select 1');
    return true;
  } catch {
    return false;
  }
}

function open(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: RelayOptions,
): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = listen({ fetch, hostname: host, port }, (info) => resolve({ server, port: info.port })) as Server;
    server.on('error', reject);
  });
}

/** Does the work again and again, never twice at once; what fails is tried again next time. */
function repeat(clock: Clock, every: number, work: () => Promise<void>): () => void {
  let cancel = (): void => undefined;
  let ended = false;
  const next = () => {
    cancel = clock.after(every, () => {
      work()
        .catch(() => undefined)
        .finally(() => {
          if (!ended) next();
        });
    });
  };
  next();
  return () => {
    ended = true;
    cancel();
  };
}
