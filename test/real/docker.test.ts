/** Volumes, containers and projects of a real engine: what is said to go, and what really goes. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Impact } from '../../src/core/impact/impact.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { startServer, tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';

const compose = `
version: "3.8"
services:
  db:
    image: bb:1
    network_mode: none
    command: ["/x"]
    environment: { DB_PASSWORD: hunter2hunter2 }
    volumes: ["pgdata:/var/lib/postgresql/data", "./conf:/conf:ro", "/anonymous", "shared:/shared"]
  cache:
    image: bb:1
    network_mode: none
    command: ["/x"]
volumes:
  pgdata: {}
  shared: { external: true }
`;

describeReal('docker', ['dockerd', 'docker', 'docker-compose'], ({ path, beforeAll, searchPath }) => {
  const root = tempFolder();
  const env = { ...tempHome(), PATH: searchPath, DOCKER_HOST: `unix://${join(root, 'socket')}` };
  const shop = join(root, 'shop');

  const run = (program: 'docker' | 'docker-compose', ...args: readonly string[]): string =>
    execFileSync(path(program), args, { cwd: shop, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const docker = (...args: readonly string[]) => run('docker', ...args);
  const listed = (...args: readonly string[]) =>
    docker(...args)
      .split('\n')
      .filter(Boolean)
      .sort();
  const volumes = () => listed('volume', 'ls', '-q');
  const containers = () => listed('ps', '-a', '--format', '{{.Names}}');
  /** All there is, and when it was last touched. */
  const state = () => [
    volumes(),
    listed('ps', '-a', '--no-trunc', '--format', '{{.ID}} {{.State}}'),
    listed('network', 'ls', '-q'),
    listed('image', 'ls', '-q'),
  ];

  beforeAll(async () => {
    mkdirSync(join(shop, 'conf'), { recursive: true });
    writeFileSync(join(shop, 'docker-compose.yml'), compose);
    writeFileSync(join(root, 'daemon.json'), '{}');
    await startServer({
      program: path('dockerd'),
      args: [
        ...['--iptables=false', '--ip6tables=false', '--bridge=none', '--storage-driver=vfs'],
        ...[`--data-root=${join(root, 'data')}`, `--exec-root=${join(root, 'exec')}`, `--pidfile=${join(root, 'pid')}`],
        ...[`--config-file=${join(root, 'daemon.json')}`, `--host=unix://${join(root, 'socket')}`],
      ],
      listens: { socket: join(root, 'socket') },
      answers: () => docker('version') !== '',
      env: { ...process.env, DOCKER_HOST: '' },
    });
    execFileSync('sh', ['-c', `echo hi > x; tar -c x | "${path('docker')}" import - bb:1`], {
      cwd: shop,
      env,
      stdio: 'ignore',
    });
  });

  afterEach(() => {
    for (const name of containers()) docker('rm', '-f', '-v', name);
    for (const name of volumes()) docker('volume', 'rm', name);
  });

  /** Puts bytes into a volume, where the engine keeps it. */
  const fill = (volume: string, megabytes: number) =>
    writeFileSync(join(root, 'data/volumes', volume, '_data/f'), Buffer.alloc(megabytes * 1_000_000));

  function start(): void {
    docker('volume', 'create', 'shared');
    run('docker-compose', 'up', '--no-start');
    fill('shop_pgdata', 5);
  }

  async function ask(line: string, cwd = shop): Promise<{ readonly impact: Impact; readonly seen: string }> {
    const before = state();
    const found = await askThroughGate(line, { cwd, env });
    expect(state()).toEqual(before);
    return { impact: found.impact(), seen: found.seen };
  }

  const named = ({ resources }: Impact, type: string) =>
    resources
      .filter((each) => each.type === type)
      .map(({ name }) => name)
      .sort();

  test('compose down -v takes the volumes it declares and those without a name, with what is in them', async () => {
    start();
    docker('volume', 'create', 'orphan');
    const { impact, seen } = await ask('docker-compose down -v');
    const anonymous = volumes().filter((each) => each.length === 64);
    expect(anonymous).toHaveLength(1);
    expect(named(impact, 'volume')).toEqual([...anonymous, 'shop_pgdata'].sort());
    expect(impact.resources.find(({ name }) => name === 'shop_pgdata')).toMatchObject({
      size: { bytes: 5_000_000 },
      wayBack: { kind: 'irreversible' },
      dependents: [{ address: 'container/shop_db_1' }],
    });
    expect(impact.headline).toMatch(/^Deletes 4 resources.*shop_pgdata \(5 MB\) cannot be brought back\.$/);
    expect(impact.remarks.join(' ')).toMatch(/keeps `shared`: declared as external.*It leaves/);
    expect(seen).not.toMatch(/hunter2/);
    const before = [volumes(), containers()];
    run('docker-compose', 'down', '-v');
    expect(before[0]?.filter((each) => !volumes().includes(each)).sort()).toEqual(named(impact, 'volume'));
    expect(before[1]).toEqual(named(impact, 'container'));
    expect(containers()).toEqual([]);
  });

  test('a volume that was taken out of the file stays', async () => {
    start();
    writeFileSync(
      join(shop, 'less.yml'),
      compose.replaceAll(/^.*pgdata: \{\}\n/gm, '').replace('"pgdata:/var/lib/postgresql/data", ', ''),
    );
    const { impact } = await ask('docker-compose -f less.yml down -v');
    expect(named(impact, 'volume')).not.toContain('shop_pgdata');
    run('docker-compose', '-f', 'less.yml', 'down', '-v');
    expect(volumes()).toContain('shop_pgdata');
  });

  test('volume rm: one that is in use is refused, one that is free is lost', async () => {
    start();
    docker('volume', 'create', 'orphan');
    fill('orphan', 1);
    const { impact } = await ask('docker volume rm orphan shop_pgdata nosuch');
    expect(impact.resources).toMatchObject([
      { name: 'orphan', facts: ['used by no container'], wayBack: { kind: 'irreversible' } },
      { name: 'shop_pgdata', refusedBecause: 'it is in use by `shop_db_1`' },
    ]);
    expect(impact.uninspectable).toMatchObject([{ what: 'nosuch' }]);
    expect(() => docker('volume', 'rm', 'orphan', 'shop_pgdata', 'nosuch')).toThrow();
    expect([volumes().includes('orphan'), volumes().includes('shop_pgdata')]).toEqual([false, true]);
  });

  test('a volume whose content lies elsewhere can be had again', async () => {
    docker('volume', 'create', '--opt', 'type=none', '--opt', 'o=bind', '--opt', `device=${shop}`, 'linked');
    const { impact } = await ask('docker volume rm linked');
    expect(impact.resources).toMatchObject([
      { wayBack: { kind: 'effort', why: `what is in it lies at ${shop} and stays there` } },
    ]);
  });

  describe.each(['docker volume prune -f', 'docker system prune -f --volumes'])('%s', (line) => {
    test('takes what it is said to take', async () => {
      start();
      docker('volume', 'create', 'orphan');
      const { impact } = await ask(line);
      const before = [volumes(), containers()];
      docker(...line.split(' ').slice(1));
      expect(named(impact, 'volume')).toEqual(before[0]?.filter((each) => !volumes().includes(each)));
      expect(named(impact, 'container')).toEqual(before[1]?.filter((each) => !containers().includes(each)));
    });
  });

  test('rm -v takes volumes without a name, and leaves the others', async () => {
    docker('create', '-v', 'data:/d', '-v', '/anonymous', '--network', 'none', '--name', 'solo', 'bb:1', '/x');
    const { impact } = await ask('docker rm -fv solo');
    const before = volumes();
    docker('rm', '-fv', 'solo');
    expect(named(impact, 'volume')).toEqual(before.filter((each) => !volumes().includes(each)));
    expect(volumes()).toEqual(['data']);
  });

  test('compose up says which containers are made anew, and those are', async () => {
    start();
    writeFileSync(
      join(shop, 'more.yml'),
      `${compose.replace('["/x"]\n    environment', '["/y"]\n    environment').replace('  cache:', '  new:\n    image: bb:1\n    network_mode: none\n    command: ["/x"]\n  cache:')}`,
    );
    const ids = () =>
      new Map(
        listed('ps', '-a', '--no-trunc', '--format', '{{.Names}} {{.ID}}').map(
          (line) => line.split(' ') as [string, string],
        ),
      );
    const { impact } = await ask('docker-compose -f more.yml up --no-start -V');
    const made = impact.resources.filter(({ type }) => type === 'container');
    expect(made.map(({ action, name }) => `${action} ${name}`).sort()).toEqual([
      'create new',
      'replace shop_cache_1',
      'replace shop_db_1',
    ]);
    const before = ids();
    run('docker-compose', '-f', 'more.yml', 'up', '--no-start', '-V');
    const after = ids();
    expect([...after].filter(([name, id]) => before.get(name) !== id).map(([name]) => name)).toEqual([
      'shop_cache_1',
      'shop_db_1',
      'shop_new_1',
    ]);
    const left = impact.resources.filter(({ type }) => type === 'volume');
    expect(left).toMatchObject([{ action: 'forget' }]);
    const used = docker('ps', '-a', '--no-trunc', '--format', '{{.Mounts}}');
    for (const { name } of left) expect([volumes().includes(name), used.includes(name)]).toEqual([true, false]);
  });

  test('an engine that does not answer is said', async () => {
    const { probes } = await askThroughGate('docker volume rm x', {
      cwd: shop,
      env: { ...env, DOCKER_HOST: `unix://${root}/nothing` },
    });
    expect(probes.map(({ phase }) => ('why' in phase ? phase.why : phase.kind)).join()).toMatch(
      /docker version ended with 1: .*(?:connect|daemon)/i,
    );
  });
});
