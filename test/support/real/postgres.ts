/** A PostgreSQL server of the tests: its data in a temporary folder, its only door a socket there. */
import { join } from 'node:path';
import { run } from '../editor/processes.ts';
import { startServer, tempFolder, tempHome, unprivileged } from './server.ts';
import type { RealToolName } from './tools.ts';

export interface RealPostgres {
  /** The folder of the socket. */
  readonly host: string;
  /** Reaches the server and nothing else. */
  readonly env: Record<string, string>;
  /** What `psql` prints for a statement, run as the owner. */
  sql(statement: string, database?: string): Promise<string>;
}

export async function startPostgres(path: (name: RealToolName) => string): Promise<RealPostgres> {
  const folder = tempFolder({ forServer: true });
  const data = join(folder, 'data');
  const env: Record<string, string> = { ...tempHome(), ...unaffected };
  await asServer(path('initdb'), ['-D', data, '-U', 'owner', '-A', 'trust', '--no-sync', '-E', 'UTF8'], folder);
  await startServer({
    program: path('postgres'),
    args: ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'],
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    listens: { socket: join(folder, '.s.PGSQL.5432') },
    unprivileged: true,
    stopSignal: 'SIGINT',
  });
  const host = folder;
  return {
    host,
    env: { ...env, PGHOST: host, PGUSER: 'owner', PGDATABASE: 'postgres' },
    sql: async (statement, database = 'postgres') => {
      const args = ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-h', host, '-U', 'owner', '-d', database];
      return (await run(path('psql'), [...args, '-c', statement], { env })).trim();
    },
  };
}

const unaffected = { PGPASSFILE: '/nonexistent', PGSERVICEFILE: '/nonexistent' };

const asServer = (program: string, args: readonly string[], cwd: string): Promise<string> =>
  run(program, args, { cwd, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' }, ...unprivileged() });
