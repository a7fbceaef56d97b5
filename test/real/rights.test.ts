/** Whom a call would act as, asked of real tools: the answer is the role that then acts, and asking changes nothing. */
import { beforeAll as before, expect, test } from 'vitest';
import type { Rights } from '../../src/core/rights/rights.ts';
import { rightsFound } from '../../src/gate/probeStates.ts';
import { run } from '../support/editor/processes.ts';
import { type KubeApi, startKubeApi } from '../support/kubeApi.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { type RealPostgres, startPostgres } from '../support/real/postgres.ts';
import { freePort, startServer, tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';

type Environment = Readonly<Record<string, string | undefined>>;

async function rights(line: string, env: Environment): Promise<Rights | undefined> {
  const { probes } = await askThroughGate(line, { cwd: tempFolder(), env });
  return rightsFound(probes)[0];
}

describeReal('rights in PostgreSQL', ['postgres', 'initdb', 'psql'], ({ path, beforeAll }) => {
  let server: RealPostgres;
  beforeAll(async () => {
    server = await startPostgres(path);
    await server.sql('CREATE TABLE items (id int)');
    await server.sql('CREATE ROLE readers');
    await server.sql('CREATE ROLE app LOGIN CREATEDB IN ROLE readers');
  });
  const line = 'psql -c "DROP TABLE items"';

  test('the owner of the server', async () =>
    expect(await rights(line, server.env)).toMatchObject({
      sentence: 'It would act as `owner`, which holds `superuser`; the action needs only `ownership of items`.',
      everything: true,
      open: [],
    }));
  test('a role with few rights, which then may not', async () => {
    const env = { ...server.env, PGUSER: 'app' };
    expect(await rights(line, env)).toMatchObject({
      who: '`app`',
      holds: ['CREATEDB', 'readers'],
      everything: false,
    });
    await expect(run(path('psql'), ['-v', 'ON_ERROR_STOP=1', '-c', 'DROP TABLE items'], { env })).rejects.toThrow(
      /must be owner/,
    );
    expect(await server.sql("SELECT to_regclass('items') IS NOT NULL")).toBe('t');
  });
  test('a role that is not there', async () =>
    expect((await rights(line, { ...server.env, PGUSER: 'nobody' }))?.sentence).toMatch(
      /^Who it would act as is not known: .*nobody/,
    ));
});

describeReal('rights in AWS', ['aws', 'moto_server'], ({ path, searchPath, beforeAll }) => {
  let env: Record<string, string>;
  beforeAll(async () => {
    const port = await freePort();
    const folder = tempFolder();
    await startServer({
      program: path('moto_server'),
      args: ['-H', '127.0.0.1', '-p', String(port)],
      cwd: folder,
      env: { ...tempHome(), PATH: searchPath },
      listens: { port },
    });
    env = {
      ...tempHome(),
      PATH: searchPath,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    };
    const aws = (...args: readonly string[]) =>
      run(path('aws'), ['--endpoint-url', `http://127.0.0.1:${port}`, ...args], { env });
    // The user that this emulator takes everybody for.
    await aws('iam', 'create-user', '--user-name', 'moto');
    await aws('iam', 'create-policy', '--policy-name', 'PowerUserAccess', '--policy-document', policy);
    await aws(
      'iam',
      'attach-user-policy',
      '--user-name',
      'moto',
      '--policy-arn',
      'arn:aws:iam::123456789012:policy/PowerUserAccess',
    );
  });
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });

  test('a user and its policies', async () => {
    const found = await rights('aws dynamodb delete-table --table-name orders', env);
    expect(found).toMatchObject({
      who: 'the user `moto` of account 123456789012',
      holds: ['PowerUserAccess'],
      everything: true,
      needs: ['dynamodb:DeleteTable'],
    });
  });
});

describeReal('rights in Kubernetes', ['kubectl'], ({ searchPath }) => {
  let api: KubeApi;
  before(async () => {
    api = await startKubeApi();
    return () => api.close();
  });
  test('a user who may do everything, asked without leaving anything', async () => {
    const env = { ...tempHome(), PATH: searchPath, KUBECONFIG: api.kubeconfig(tempFolder()) };
    const state = api.store.snapshot();
    const found = await rights('kubectl -n shop delete deployment web', env);
    expect(api.store.snapshot()).toBe(state);
    expect(found).toMatchObject({ who: '`dev`', everything: true, missing: [], needs: ['delete deployment'] });
  });
});
