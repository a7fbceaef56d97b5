/**
 * `holdpoint relay`: runs a relay until it is told to end.
 *
 *     holdpoint relay [--host ADDRESS] [--port NUMBER] [--data FOLDER] [--proxies NUMBER]
 *
 * DATABASE_URL names a PostgreSQL server to use in place of the folder. HOLDPOINT_RELAY_TOKEN is the word a team needs to
 * leave requests. Its log goes to stdout, one JSON object a line.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem, problem } from '../base/problem.ts';
import { folderAtHome } from '../platform/homes.ts';
import { homeVariable, productFolder } from '../protocol/places.ts';
import { startRelay } from './serve.ts';

const usage = 'holdpoint relay [--host ADDRESS] [--port NUMBER] [--data FOLDER] [--proxies NUMBER]';

interface Options {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly proxies: number;
}

/** @throws {Problem} */
function options(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '4781' },
        data: { type: 'string' },
        proxies: { type: 'string', default: '0' },
      },
    });
    const number = (text: string, most: number): number => {
      if (!/^\d{1,5}$/.test(text) || Number(text) > most) throw new Error(`"${text}" is not a number up to ${most}.`);
      return Number(text);
    };
    return {
      host: values.host,
      port: number(values.port, 65_535),
      proxies: number(values.proxies, 8),
      data: values.data ?? join(folderAtHome(process.env, homeVariable, productFolder), 'relay'),
    };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw problem('relay-usage', what, 'The relay did not start.', `Usage: ${usage}`);
  }
}

const log = (entry: Readonly<Record<string, string | number>>): void => {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
};

/** Ends the process: 0 after an end in order, 2 for a mistake in the arguments, 1 for a failure. */
export async function main(args: readonly string[]): Promise<void> {
  // Nobody reads the log any more: that ends no relay.
  process.stdout.on('error', () => undefined);
  try {
    const { host, port, data, proxies } = options(args);
    const { DATABASE_URL: url, HOLDPOINT_RELAY_TOKEN: teamToken } = process.env;
    log({ event: 'starting', database: url === undefined ? 'embedded' : 'PostgreSQL' });
    const relay = await startRelay({
      host,
      port,
      proxies,
      log,
      database: url === undefined ? { folder: data, seed: join(__dirname, 'relay-seed.tgz') } : { url },
      ...(teamToken === undefined || teamToken === '' ? {} : { teamToken }),
    });
    const end = () => {
      relay.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof Problem && error.code === 'relay-usage' ? 2 : 1);
  }
}
