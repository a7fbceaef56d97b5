/**
 * CDK's own tool synthesizes an app, and what is deployed is asked of a local AWS API. The app is a program that writes
 * its assembly itself, as any app may: the tool needs no library for that.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeReal } from '../support/real/describeReal.ts';
import { freePort, startServer, tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';

const template = (key: string): string =>
  JSON.stringify({
    Resources: {
      Orders: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
          KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
        },
      },
      Work: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain' },
    },
  });

const app = (key: string): string => `
const { writeFileSync } = require('node:fs');
const folder = process.env.CDK_OUTDIR;
writeFileSync(folder + '/Shop.template.json', ${JSON.stringify(template(key))});
writeFileSync(folder + '/manifest.json', JSON.stringify({ version: '36.0.0', artifacts: { Shop: {
  type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region',
  properties: { templateFile: 'Shop.template.json', stackName: 'shop' }, displayName: 'Shop' } } }));
`;

describeReal('cdk', ['cdk', 'aws', 'moto_server'], ({ path, searchPath, beforeAll }) => {
  const folder = tempFolder();
  let port = 0;
  let env: Record<string, string> = {};

  const cloudFormation = (action: string, parameters: Readonly<Record<string, string>>): Promise<string> =>
    fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=testing/20260101/eu-central-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: new URLSearchParams({ Action: action, Version: '2010-05-15', ...parameters }),
    }).then((response) => response.text());
  const state = async (): Promise<string> =>
    (await cloudFormation('ListStackResources', { StackName: 'shop' })).replaceAll(/<RequestId>.*?<\/RequestId>/g, '');

  beforeAll(async () => {
    port = await freePort();
    env = tempHome({
      PATH: searchPath,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      ...Object.fromEntries(
        ['PYENV_ROOT', 'PYENV_VERSION'].flatMap((name) => {
          const value = process.env[name];
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    });
    await startServer({
      program: path('moto_server'),
      args: ['-H', '127.0.0.1', '-p', String(port)],
      env,
      listens: { port },
      patience: 60_000,
    });
    writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app: 'node app.js' }));
    await cloudFormation('CreateStack', { StackName: 'shop', TemplateBody: template('id') });
  });

  const asked = async (line: string, key: string) => {
    writeFileSync(join(folder, 'app.js'), app(key));
    const before = await state();
    const found = await askThroughGate(line, { cwd: folder, env, patience: 170_000 });
    expect(await state()).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(['app.js', 'cdk.json']);
    expect(found.probes[0]?.does).toBe('project code');
    return found.impact();
  };

  test('deploy: what a new key of a table means', async () => {
    expect((await asked('cdk deploy Shop --require-approval never', 'order')).headline).toBe(
      'Replaces the table `Orders`; this cannot be undone.',
    );
    expect((await asked('cdk deploy Shop --require-approval never', 'id')).headline).toBe('Changes nothing.');
  }, 200_000);

  test('destroy: what goes and what is kept', async () => {
    const impact = await asked('cdk destroy --all --force', 'id');
    expect(impact.resources.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'delete Orders',
      'forget Work',
    ]);
    expect(impact.irreversible).toBe(true);
  }, 200_000);
});
