/** A PostgreSQL server, which several relays may share. Reconnects by itself, and listens again when it does. */
import { Client, Pool } from 'pg';
import type { Database } from './database.ts';

/** Connections for queries; the one that listens is its own. */
const connections = 8;
/** Milliseconds between attempts to listen again. */
const retryEvery = 500;

/** `lost`: called when the connection that listens is gone and when it is back, since something may have been missed. */
export function postgresDatabase(url: string, lost: (back: boolean) => void): Database {
  const pool = new Pool({ connectionString: url, max: connections, connectionTimeoutMillis: 10_000 });
  // An idle connection that breaks is replaced with the next query.
  pool.on('error', () => undefined);
  let listener: Client | undefined;
  let closed = false;
  const wanted: { channel: string; heard: (payload: string) => void }[] = [];

  async function connect(): Promise<void> {
    const client = new Client({ connectionString: url, keepAlive: true });
    client.on('notification', ({ channel, payload }) => {
      for (const each of wanted) if (each.channel === channel) each.heard(payload ?? '');
    });
    client.on('error', () => undefined);
    client.on('end', () => {
      if (closed || listener !== client) return;
      lost(false);
      void again();
    });
    try {
      await client.connect();
      for (const { channel } of wanted) await client.query(`listen ${channel}`);
      if (closed) throw new Error('it was closed meanwhile');
    } catch (error) {
      // Else it would stay open beside the one of the next attempt.
      await client.end().catch(() => undefined);
      throw error;
    }
    listener = client;
  }

  async function again(): Promise<void> {
    while (!closed) {
      await new Promise((resolve) => setTimeout(resolve, retryEvery));
      try {
        await connect();
        return lost(true);
      } catch {
        // Not there yet.
      }
    }
  }

  return {
    name: 'PostgreSQL',
    query: async (sql, values = []) => (await pool.query(sql, [...values])).rows,
    script: async (sql) => {
      await pool.query(sql);
    },
    async listen(channel, heard) {
      wanted.push({ channel, heard });
      if (listener === undefined) await connect();
      else await listener.query(`listen ${channel}`);
    },
    async close() {
      closed = true;
      await listener?.end();
      await pool.end();
    },
  };
}
