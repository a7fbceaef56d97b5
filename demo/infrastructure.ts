/**
 * The demo's environment: real, local, and gone for good when it is destroyed. Terraform or OpenTofu with its
 * built-in provider where the machine has one; an embedded PostgreSQL with a small `psql` otherwise.
 */
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { problem } from '../src/base/problem.ts';
import { which } from '../test/support/debianPackages.ts';
import { root } from '../test/support/editor/built.ts';
import { run } from '../test/support/editor/processes.ts';

export type Kind = 'terraform' | 'database';

export interface Infrastructure {
  readonly kind: Kind;
  /** What the agent will run to delete it, for people. */
  readonly danger: string;
  /** For the editor, so that its terminals reach this environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What is standing now, one line per part; empty when all is gone. */
  standing(): Promise<readonly string[]>;
  /** How often it was destroyed and created since it was set up. */
  history(): Promise<{ readonly destroyed: number; readonly created: number }>;
}

/** Sets the environment up. `place` is outside the workspace folder, `workspace` is what the editor opens. */
export function prepare(kind: Kind | undefined, place: string, workspace: string): Promise<Infrastructure> {
  const program = which('terraform', 'tofu');
  const chosen = kind ?? (program === undefined ? 'database' : 'terraform');
  rmSync(join(workspace, chosen === 'terraform' ? 'database' : 'infra'), { recursive: true });
  if (chosen === 'database') return prepareDatabase(place, workspace);
  if (program !== undefined) return prepareTerraform(program, place, workspace);
  throw problem(
    'no-terraform',
    'Neither terraform nor tofu is on the PATH.',
    'Nothing was started.',
    'Install one of them, or run: npm start -- --infrastructure database',
  );
}

async function prepareTerraform(program: string, place: string, workspace: string): Promise<Infrastructure> {
  const name = program.endsWith('tofu') ? 'tofu' : 'terraform';
  const configuration = join(place, 'terraform.rc');
  writeFileSync(configuration, '');
  // No look at the person's own configuration, and no call home for a newer version.
  const env = { TF_CLI_CONFIG_FILE: configuration, CHECKPOINT_DISABLE: '1', HOLDPOINT_DEMO_INFRASTRUCTURE: name };
  const environment = join(workspace, 'environment');
  const history = join(environment, 'history.log');
  mkdirSync(environment);
  for (const args of [
    ['init', '-input=false'],
    ['apply', '-input=false', '-auto-approve'],
  ]) {
    await run(program, ['-chdir=infra', ...args], { cwd: workspace, env: { ...process.env, ...env } });
  }
  const orders = Array.from(
    { length: 240 },
    (_, n) => `${n + 1},customer ${(n * 7) % 90},${((n * 37) % 900) + 20}.95\n`,
  );
  appendFileSync(join(environment, 'orders-database/orders.csv'), orders.join(''));
  for (const month of ['2025-01', '2025-02', '2025-03']) {
    writeFileSync(join(environment, `invoices-archive/${month}.txt`), `80 invoices of ${month}\n`);
  }
  const ordersFile = join(environment, 'orders-database/orders.csv');
  return {
    kind: 'terraform',
    danger: `${name} -chdir=infra destroy -auto-approve`,
    env,
    standing: async () => [
      ...(existsSync(ordersFile) ? [`orders-database, ${lines(ordersFile).length - 1} orders`] : []),
      ...(existsSync(join(environment, 'invoices-archive')) ? ['invoices-archive'] : []),
    ],
    history: async () => {
      const count = (entry: string) => lines(history).filter((line) => line === entry).length;
      return { destroyed: count('destroyed orders-database'), created: count('created orders-database') - 1 };
    },
  };
}

async function prepareDatabase(place: string, workspace: string): Promise<Infrastructure> {
  const folder = join(place, 'postgres');
  const bin = join(place, 'bin');
  for (const path of [folder, bin]) mkdirSync(path);
  const program = join(root, 'demo/database/psql.mjs');
  const psql = join(bin, 'psql');
  writeFileSync(psql, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(psql, 0o755);
  const env = {
    HOLDPOINT_DEMO_DATABASE: folder,
    HOLDPOINT_DEMO_INFRASTRUCTURE: 'database',
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  };
  const schema = join(workspace, 'database/schema.sql');
  const sql = (...args: string[]) => run(psql, args, { env: { ...process.env, ...env } });
  await sql('-f', schema, '-f', join(root, 'demo/database/seed.sql'));
  return {
    kind: 'database',
    danger: 'psql -c "DROP TABLE orders CASCADE; …"',
    env,
    standing: async () => {
      const tables = await sql('-c', "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
      return tables.split('\n').flatMap((line) => /^ (orders|invoices)$/.exec(line)?.[1] ?? []);
    },
    history: async () => {
      const ran = lines(join(folder, 'history.log'));
      const count = (what: RegExp) => ran.filter((line) => what.test(line)).length;
      return { destroyed: count(/DROP TABLE orders/), created: count(/CREATE TABLE orders/) - 1 };
    },
  };
}

const lines = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);
