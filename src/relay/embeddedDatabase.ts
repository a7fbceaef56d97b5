/**
 * PostgreSQL inside this process, for a relay of its own: PGlite, https://pglite.dev/docs/api
 *
 * Two processes on one folder would be let in and drift apart, so the folder is locked by a socket in it, which is gone
 * with its process however that ends.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problem } from '../base/problem.ts';
import type { Database } from './database.ts';

export interface EmbeddedOptions {
  /** Absolute; made when it is not there. */
  readonly folder: string;
  /** A fresh database as `dumpDataDir` packs it: making one takes several times as long. */
  readonly seed?: string;
}

/** @throws {Problem} when another relay uses the folder, or the package is not installed. */
export async function embeddedDatabase({ folder, seed }: EmbeddedOptions): Promise<Database> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const { PGlite } = await loadPackage();
    const data = join(folder, 'data');
    const fresh = !existsSync(data) || readdirSync(data).length === 0;
    const packed = fresh && seed !== undefined && existsSync(seed) ? new Blob([readFileSync(seed)]) : undefined;
    const engine = await PGlite.create(data, packed === undefined ? {} : { loadDataDir: packed });
    return {
      name: 'embedded PostgreSQL',
      query: async (sql, values = []) => (await engine.query<Record<string, unknown>>(sql, [...values])).rows,
      script: async (sql) => {
        await engine.exec(sql);
      },
      async listen(channel, heard) {
        await engine.listen(channel, heard);
      },
      async close() {
        try {
          await engine.close();
        } finally {
          await unlock(lock);
        }
      },
    };
  } catch (error) {
    await unlock(lock);
    throw error;
  }
}

async function loadPackage(): Promise<typeof import('@electric-sql/pglite')> {
  try {
    return await import('@electric-sql/pglite');
  } catch {
    throw problem(
      'relay-database',
      'The embedded database is not installed.',
      'The relay did not start.',
      'Install "@electric-sql/pglite" beside it, or set DATABASE_URL to a PostgreSQL server.',
    );
  }
}

/** Bytes of a socket's path that every system allows. */
const longestPath = 100;

/** Where a socket can stand for the folder, which exists: in it, elsewhere where that is too long, a pipe on Windows. */
export function lockPath(folder: string, platform: NodeJS.Platform = process.platform): string {
  const inside = join(folder, 'lock');
  if (platform !== 'win32' && Buffer.byteLength(inside) <= longestPath) return inside;
  const name = `holdpoint-relay-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 24)}`;
  return platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
}

async function lockFolder(folder: string): Promise<Server> {
  const path = lockPath(folder);
  for (const attempt of [1, 2]) {
    const server = await bind(path);
    if (server !== undefined) return server;
    if (attempt === 2 || (await answers(path))) break;
    // Left behind by a relay that was killed.
    rmSync(path, { force: true });
  }
  throw problem(
    'relay-locked',
    `Another relay uses ${folder}.`,
    'The relay did not start.',
    'End that one first, or use another folder; several relays can share a PostgreSQL server (DATABASE_URL).',
  );
}

const bind = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(path);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

const unlock = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
