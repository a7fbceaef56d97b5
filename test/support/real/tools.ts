/**
 * The real tools that the tests of `test/real` run: where they are found, which Debian package brings them, and how
 * they tell their version. A tool without a package is used where the machine has it.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunnable, type Need, which } from '../debianPackages.ts';
import { root } from '../editor/built.ts';

interface RealTool {
  readonly package?: string;
  /** Names of the program; the first found counts. */
  readonly programs: readonly string[];
  /** Where a package puts it beside the PATH; newest first. */
  readonly places?: () => readonly string[];
  /** Default: `--version`. None: it comes with another and has no version of its own to list. */
  readonly version?: readonly string[];
}

const postgresFolders = (): readonly string[] => {
  const folder = '/usr/lib/postgresql';
  if (!existsSync(folder)) return [];
  const newestFirst = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return newestFirst.map((release) => join(folder, release, 'bin'));
};
const systemFolders = (): readonly string[] => ['/usr/sbin', '/usr/local/sbin'];

const tools = {
  postgres: { package: 'postgresql', programs: ['postgres'], places: postgresFolders },
  initdb: { package: 'postgresql', programs: ['initdb'], places: postgresFolders, version: [] },
  psql: { package: 'postgresql-client', programs: ['psql'] },
  pg_dump: { package: 'postgresql-client', programs: ['pg_dump'], places: postgresFolders, version: [] },
  // The server without its service: a service is of no use here.
  mariadbd: { package: 'mariadb-server-core', programs: ['mariadbd', 'mysqld'], places: systemFolders },
  'mariadb-install-db': { package: 'mariadb-server-core', programs: ['mariadb-install-db'], version: [] },
  mariadb: { package: 'mariadb-client-core', programs: ['mariadb'] },
  sqlite3: { package: 'sqlite3', programs: ['sqlite3'] },
  'redis-server': { package: 'redis-server', programs: ['redis-server'] },
  'redis-cli': { package: 'redis-tools', programs: ['redis-cli'] },
  dockerd: { package: 'docker.io', programs: ['dockerd'], places: systemFolders },
  docker: { package: 'docker.io', programs: ['docker'] },
  'docker-compose': { package: 'docker-compose', programs: ['docker-compose'] },
  kubectl: { package: 'kubernetes-client', programs: ['kubectl'], version: ['version', '--client'] },
  git: { package: 'git', programs: ['git'] },
  'ansible-playbook': { package: 'ansible-core', programs: ['ansible-playbook'] },
  terraform: { programs: ['terraform'], version: ['version'] },
  gcloud: { programs: ['gcloud'] },
  aws: { programs: ['aws'] },
  moto_server: { programs: ['moto_server'] },
  cdk: { programs: ['cdk'] },
} as const satisfies Readonly<Record<string, RealTool>>;

export type RealToolName = keyof typeof tools;

/** What installs the tools that have a package; see `ensurePackages`. */
export const packageNeeds = (): readonly Need[] =>
  Object.values<RealTool>(tools).flatMap((tool) =>
    tool.package === undefined ? [] : [{ name: tool.package, met: () => pathOf(tool) !== undefined }],
  );

function pathOf(tool: RealTool): string | undefined {
  const beside = (tool.places?.() ?? []).flatMap((folder) => tool.programs.map((program) => join(folder, program)));
  return which(...tool.programs) ?? beside.find(isRunnable);
}

const results = join(root, 'test-results');

/** Lines of JSON, one per tool a test file asked for: `Asked`. Emptied when a run begins. */
export const askedFile = join(results, 'real-tools.jsonl');
/** Why packages could not be installed, when they could not. */
export const obstacleFile = join(results, 'real-tools-obstacle.txt');

interface Asked {
  readonly name: RealToolName;
  /** Undefined: it is missing. */
  readonly version?: string;
}

/** The absolute path of a tool, or why it is missing. What was asked for is listed at the end of the run. */
export function realTool(name: RealToolName): { readonly path: string } | { readonly missing: string } {
  const tool: RealTool = tools[name];
  const path = pathOf(tool);
  if (path === undefined || tool.version?.length !== 0) {
    const asked: Asked = path === undefined ? { name } : { name, version: versionOf(path, tool) };
    mkdirSync(results, { recursive: true });
    appendFileSync(askedFile, `${JSON.stringify(asked)}\n`);
  }
  return path === undefined ? { missing: whyMissing(name, tool) } : { path };
}

function whyMissing(name: string, tool: RealTool): string {
  if (tool.package === undefined) return `${name} is not on this machine`;
  const obstacle = existsSync(obstacleFile) ? `, ${readFileSync(obstacleFile, 'utf8')}` : '';
  return `${name} is not on this machine: Debian package ${tool.package}${obstacle}`;
}

function versionOf(path: string, tool: RealTool): string {
  const { stdout } = spawnSync(path, tool.version ?? ['--version'], {
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, CHECKPOINT_DISABLE: '1' },
  });
  return /\d+(?:\.\d+)+/.exec(/Distrib (\S+)/.exec(stdout ?? '')?.[1] ?? stdout ?? '')?.[0] ?? 'unknown version';
}

/** One line: "Real tools: git 2.39.5, …; missing: …". Undefined when no test asked for any. */
export function listAsked(): string | undefined {
  if (!existsSync(askedFile)) return undefined;
  const lines = readFileSync(askedFile, 'utf8').trim().split('\n');
  const asked: readonly Asked[] = lines.filter(Boolean).map((line) => JSON.parse(line));
  const said = (there: boolean) =>
    [...new Map(asked.filter(({ version }) => (version !== undefined) === there).map((it) => [it.name, it])).values()]
      .map(({ name, version }) => (version === undefined ? name : `${name} ${version}`))
      .sort();
  if (asked.length === 0) return undefined;
  const missing = said(false);
  return `Real tools: ${said(true).join(', ') || 'none'}${missing.length > 0 ? `; missing: ${missing.join(', ')}` : ''}`;
}
