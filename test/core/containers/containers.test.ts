/** What lists of an engine are read as, and what goes by them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readComposeFiles, readHashes } from '../../../src/core/containers/composeProject.ts';
import { containersImpact } from '../../../src/core/containers/containersImpact.ts';
import { bytesIn, readContainers, readUsage, readVolumes } from '../../../src/core/containers/engine.ts';
import { askDocker } from '../../../src/core/containers/engineProbe.ts';
import type { EngineState } from '../../../src/core/containers/going.ts';
import { readWish } from '../../../src/core/containers/wish.ts';
import { hear } from '../../support/answering.ts';
import { needs, sharedFiles, sharedFixtures } from '../../support/sharedFixtures.ts';

const command = (line: string, env: Readonly<Record<string, string>> = {}) => {
  const [program = '', ...args] = line.split(' ');
  return { kind: 'command' as const, program, args, directory: '/home/dev/shop', env };
};

const anonymous = 'c8804667d83ced2f47c3ce49e127c49868f15219013679c76c125e65b026eb8f';
const container = (name: string, more: object = {}) =>
  JSON.stringify({
    Names: name,
    ID: `${name}`.padEnd(64, '0'),
    Image: 'postgres:16',
    State: 'running',
    Mounts: '',
    Networks: 'bridge',
    Labels: '',
    ...more,
  });
const state = (more: Partial<EngineState> = {}): EngineState => ({
  containers: readContainers(
    [
      container('db', {
        Mounts: `pgdata,${anonymous},/srv/conf`,
        Labels: 'com.docker.compose.project=shop,com.docker.compose.service=db',
      }),
      container('old', { State: 'exited', Mounts: 'history', Image: 'bb:1' }),
    ].join('\n'),
  ),
  volumes: readVolumes(
    ['pgdata', 'history', 'free', anonymous]
      .map((Name) => JSON.stringify({ Name, Driver: 'local', Labels: '' }))
      .join('\n'),
  ),
  networks: [],
  bytes: new Map([
    ['pgdata', 412_000_000_000],
    ['free', 0],
  ]),
  images: [],
  devices: new Map(),
  version: '1.45',
  files: undefined,
  hashes: new Map(),
  variables: new Map(),
  folder: '/home/dev/shop',
  ...more,
});

const impactOf = (line: string, more: Partial<EngineState> = {}) => {
  const asked = readWish(command(line));
  if (asked === undefined) throw new Error('nothing is asked');
  return containersImpact(asked.wish, state(more));
};

describe('what goes', () => {
  const is = (line: string, expected: readonly string[], more: Partial<EngineState> = {}) =>
    test(`${line} ${Object.keys(more).join()}`, () =>
      expect(impactOf(line, more).resources.map(({ type, address }) => `${type} ${address}`)).toEqual(expected));

  is('docker volume rm pgdata', ['volume pgdata']);
  is('docker volume prune', []);
  is('docker volume prune -a', ['volume free']);
  is('docker volume prune', ['volume free'], { version: '1.41' });
  is('docker volume prune', ['volume free'], { version: '' });
  is('docker system prune --volumes', ['container container/old']);
  is('docker system prune -a --volumes', ['container container/old']);
  is('docker system prune --volumes', ['volume history', 'volume free', 'container container/old'], {
    version: '1.41',
  });
  is('docker system prune', ['container container/old'], { version: '1.41' });
  is('docker rm -fv db', [`volume ${anonymous.slice(0, 12)}`, 'container container/db']);
  is('docker rm -f db', ['container container/db']);
  is('docker container rm old', ['container container/old']);
  is('docker compose down', ['container container/db']);
  is('docker compose down -v', [`volume ${anonymous.slice(0, 12)}`, 'container container/db']);
  is('docker compose -p other down -v', []);
  const files = { name: 'shop', services: ['db'], volumes: new Map([['pgdata', 'pgdata']]), external: [] };
  is('docker compose down -v', ['volume pgdata', `volume ${anonymous.slice(0, 12)}`, 'container container/db'], {
    files,
  });
  is('docker compose down -v', [], { files: { ...files, name: 'other', volumes: new Map([['data', undefined]]) } });
  is('docker compose up -d -V', [`volume ${anonymous.slice(0, 12)}`, 'container container/db'], { files });

  const digest = 'a'.repeat(64);
  const labelled = readContainers(
    container('db', {
      Labels: `com.docker.compose.project=shop,com.docker.compose.service=db,com.docker.compose.config-hash=${digest}`,
    }),
  );
  const up = { files: { ...files, services: ['db', 'new'] }, containers: labelled };
  const made = (more: Partial<EngineState>) =>
    impactOf('docker --context prod compose up -d', more).resources.map(({ action, name }) => `${action} ${name}`);
  test('compose up makes anew what differs, and creates what is new', () => {
    expect(made({ ...up, hashes: readHashes(`db ${digest}\nnew ${digest}\n`) })).toEqual(['create new']);
    expect(made({ ...up, hashes: readHashes(`db ${'b'.repeat(64)}\n`) })).toEqual(['replace db', 'create new']);
    expect(made({ ...up, hashes: readHashes('unknown flag') })).toEqual(['replace db', 'create new']);
  });

  test('says what is in a volume, how much, and who keeps it from going', () => {
    const impact = impactOf('docker volume rm pgdata');
    expect(impact.headline).toBe(
      'Deletes the volume `pgdata` (412 GB, data of postgres), on which 1 container depends; this cannot be undone.',
    );
    expect(impact.resources).toMatchObject([{ refusedBecause: 'it is in use by `db`', holds: 'data' }]);
  });
  test('what stays is said once, however many have it', () => {
    const containers = readContainers(
      [container('web', { Mounts: 'pgdata' }), container('db', { Mounts: 'pgdata,history' })].join('\n'),
    );
    expect(impactOf('docker rm -f web', { containers }).remarks).toEqual(['It leaves `pgdata` as it is.']);
    expect(impactOf('docker rm -f web db', { containers }).remarks).toEqual([
      'It leaves `pgdata`, `history` as they are.',
    ]);
    const both = [container('a', { Mounts: 'pgdata' }), container('b', { Mounts: 'pgdata' })].join('\n');
    expect(impactOf('docker rm -f a b', { containers: readContainers(both) }).remarks).toEqual([
      'It leaves `pgdata` as it is.',
    ]);
  });
  test('an empty volume is no loss; one of another driver is nobody’s guess', () => {
    expect(impactOf('docker volume rm free').resources).toMatchObject([{ wayBack: { kind: 'reversible' } }]);
    const volumes = readVolumes('{"Name":"free","Driver":"rexray","Labels":""}');
    expect(impactOf('docker volume rm free', { volumes }).resources).toMatchObject([{ wayBack: { kind: 'unknown' } }]);
  });
  test('a running container is refused without force', () => {
    expect(impactOf('docker rm db').resources).toMatchObject([{ refusedBecause: 'it is running' }]);
    expect(impactOf('docker rm -f db').resources[0]).not.toHaveProperty('refusedBecause');
  });
});

test.each([
  ['5.243MB', 5_243_000],
  ['0B', 0],
  ['1.5kB', 1_500],
  ['412GB', 412_000_000_000],
  ['N/A', undefined],
])('%s', (text, bytes) => expect(bytesIn(text)).toBe(bytes));

describe('asking', () => {
  const is = (line: string, expected: string | undefined, env?: Readonly<Record<string, string>>) =>
    test(`${Object.keys(env ?? {})} ${line}`, () => expect(askDocker(command(line, env))[0]?.kind).toBe(expected));
  is('docker volume rm x', 'network');
  is('docker --context prod volume rm x', 'network');
  is('docker -H tcp://evil:2375 volume rm x', 'project code');
  is('docker --config ./evil volume rm x', 'project code');
  is('docker volume rm x', 'project code', { DOCKER_HOST: 'ssh://evil' });
  is('./docker volume rm x', 'project code');
  is('docker compose -f deploy/compose.yml down -v', 'network');
  is('docker volume ls', undefined);
  is('docker push web', undefined);
  is('podman volume rm x', undefined);

  const typed = (line: string) =>
    askDocker(command(line))[0]
      ?.steps('/scratch')
      .map(({ program, args }) => [program, ...args].join(' ')) ?? [];
  test('the same engine, the same files', () => {
    expect(typed('docker --context prod compose -f deploy/a.yml -p shop down -v').slice(-2)).toEqual([
      'docker --context prod compose -f deploy/a.yml -p shop config',
      'cat -- /home/dev/shop/deploy/.env',
    ]);
    expect(typed('docker compose --env-file prod.env down -v').at(-1)).toBe('cat -- /home/dev/shop/prod.env');
    expect(typed('docker-compose -f a.yml --context prod down -v')).toEqual(
      expect.arrayContaining([
        'docker --context prod volume ls --format {{json .}}',
        'docker-compose -f a.yml --context prod config',
      ]),
    );
  });
});

describe('a file of variables', () => {
  const down = (variables: string) =>
    hear('docker-compose down -v', (asked) =>
      asked.startsWith('cat')
        ? variables
        : asked.includes(' ps ')
          ? container('db', { Labels: 'com.docker.compose.project=other,com.docker.compose.service=db' })
          : asked.includes(' ls ')
            ? ''
            : asked.includes('version')
              ? '"1.41"'
              : undefined,
    ).impact;
  test('names the project', () =>
    expect(down('export COMPOSE_PROJECT_NAME="other"\nA=b\n').resources).toMatchObject([{ name: 'db' }]));
  test('that names another engine leaves it open', () =>
    expect(down('DOCKER_HOST=tcp://prod:2375\n')).toMatchObject({
      irreversible: true,
      resources: [],
      uninspectable: [{ why: expect.stringMatching(/sets DOCKER_HOST/) }],
    }));
  test('that says neither: a project whose name is guessed is never nothing', () => {
    const impact = down('POSTGRES_PASSWORD=hunter2hunter2\nDOCKER_HOST_NAME_OF_APP=x');
    expect(impact).toMatchObject({ irreversible: true, resources: [], uninspectable: [{ what: 'the project' }] });
    expect(JSON.stringify(impact)).not.toMatch(/hunter2/);
  });
});

describe('recordings of an engine', () => {
  const folder = sharedFixtures('docker');
  needs(folder !== undefined, 'the recordings are not here');
  const read = (name: string) => readFileSync(join(folder ?? '', name), 'utf8');

  test('compose down -v takes what it really took', () => {
    const usage = readUsage(read('system-df-v.json'));
    const recorded = state({
      containers: readContainers(read('ps-a.ndjson')),
      volumes: readVolumes(read('volume-ls.ndjson')),
      bytes: usage.volumes,
      images: usage.images,
      files: readComposeFiles(read('compose-config.yaml')),
    });
    const asked = readWish(command('docker-compose down -v'));
    const impact = asked && containersImpact(asked.wish, recorded);
    expect(impact?.headline).toBe('Deletes 3 resources; shop_pgdata (5.24 MB) cannot be brought back.');
    const said = read('compose-down-v.txt');
    for (const { name } of impact?.resources ?? []) expect(said).toMatch(new RegExp(`Removing (?:volume )?${name}`));
  });
});

describe('files of compose', () => {
  const files = sharedFiles('compose', '.yaml');
  needs(files.length > 0, 'the recordings are not here');
  test('name their volumes', () =>
    expect(
      files.map((file) => [
        file.split('/').at(-1)?.replace('.compose.yaml', ''),
        [...(readComposeFiles(readFileSync(file, 'utf8'))?.volumes.keys() ?? [])].join(' '),
      ]),
    ).toMatchInlineSnapshot(`
      [
        [
          "elasticsearch-logstash-kibana",
          "",
        ],
        [
          "gitea-postgres",
          "db_data git_data",
        ],
        [
          "nextcloud-redis-mariadb",
          "db_data nc_data",
        ],
        [
          "nginx-flask-mongo",
          "",
        ],
        [
          "postgresql-pgadmin",
          "",
        ],
        [
          "prometheus-grafana",
          "prom_data",
        ],
        [
          "react-java-mysql",
          "db-data",
        ],
        [
          "wordpress-mysql",
          "db_data",
        ],
      ]
    `));
  test('that compose did not print', () => expect(readComposeFiles('no such file')).toBeUndefined());
});
