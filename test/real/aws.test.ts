/**
 * The AWS CLI against a local AWS API: what is said of a destructive command is compared with what happens when it then
 * runs, and what the questions leave behind with what was there before. What the commands act on is made without the
 * CLI, which takes half a second for each call.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Impact } from '../../src/core/impact/impact.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { freePort, startServer, tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';

const long = 120_000;
const secret = 'hunter2-planted';

const template = `
Parameters:
  Password: { Type: String, NoEcho: true, Default: ${secret} }
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: stack-orders
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Queue:
    Type: AWS::SQS::Queue
    DeletionPolicy: Retain
    Properties: { QueueName: stack-work }
  Name:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Name: /stack/table, Value: !Ref Table }
`;

describeReal('the AWS CLI', ['aws', 'moto_server'], ({ path, searchPath, beforeAll }) => {
  const folder = tempFolder();
  let env: Record<string, string> = {};
  let port = 0;

  /** The API itself. Whom a request is for stands in its signature, which nobody checks here. */
  async function call(
    service: string,
    init: RequestInit & { readonly headers?: Record<string, string> },
    at = '/',
  ): Promise<string> {
    const scope = `Credential=testing/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    const response = await fetch(`http://127.0.0.1:${port}${at}`, {
      method: 'POST',
      ...init,
      headers: { ...init.headers, authorization: `AWS4-HMAC-SHA256 ${scope}` },
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(answer);
    // Both are the time of the question.
    return answer.replaceAll(/<(LatestRestorableTime|RequestId)>[^<]*<\/\1>/g, '');
  }
  const json = (service: string, target: string, body: unknown): Promise<string> =>
    call(service, {
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(body),
    });
  const query = (
    service: string,
    version: string,
    action: string,
    parameters: Record<string, string> = {},
  ): Promise<string> =>
    call(service, { body: new URLSearchParams({ Action: action, Version: version, ...parameters }) });
  const dynamo = (action: string, body: unknown) => json('dynamodb', `DynamoDB_20120810.${action}`, body);
  const rds = (action: string, parameters = {}) => query('rds', '2014-10-31', action, parameters);
  const ec2 = (action: string, parameters = {}) => query('ec2', '2016-11-15', action, parameters);
  const s3 = (method: string, at: string, body?: string) =>
    call('s3', { method, ...(body === undefined ? {} : { body }) }, at);

  const works = (line: string): Promise<boolean> =>
    promisify(execFile)(path('aws'), line.split(' ').slice(1), { cwd: folder, env }).then(
      () => true,
      () => false,
    );
  const is = (question: Promise<unknown>): Promise<boolean> =>
    question.then(
      () => true,
      () => false,
    );

  /** Held and asked about; that changes nothing. */
  async function held(line: string, state: () => Promise<string>): Promise<Impact> {
    const before = await state();
    const found = await askThroughGate(line, { cwd: folder, env });
    expect(await state()).toBe(before);
    expect(found.seen).not.toContain(secret);
    const impact = found.impact();
    expect(impact.remarks[0]).toMatch(/^Acts as the user moto \(.*\) in account 123456789012/);
    return impact;
  }

  beforeAll(async () => {
    port = await freePort();
    const home = tempHome({
      PATH: searchPath,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_DEFAULT_REGION: 'eu-central-1',
      // In the environment of the gate alone: a call that brought it would go to an emulator, and not be held.
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    });
    const python = ['PYENV_ROOT', 'PYENV_VERSION'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    });
    env = { ...home, ...Object.fromEntries(python) };
    await startServer({
      program: path('moto_server'),
      args: ['-H', '127.0.0.1', '-p', String(port)],
      env,
      listens: { port },
      patience: 60_000,
    });
  });

  const table = (TableName: string, more = {}) =>
    dynamo('CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ...more,
    });
  const put = (TableName: string, id: string) =>
    dynamo('PutItem', { TableName, Item: { id: { S: id }, note: { S: secret } } });

  test(
    'a table and what is in it',
    async () => {
      await table('orders');
      for (const id of ['1', '2', '3']) await put('orders', id);
      const line = 'aws dynamodb delete-table --table-name orders';
      const impact = await held(line, () => dynamo('Scan', { TableName: 'orders' }));
      expect(impact.headline).toMatch(/^Deletes the table `orders` \(3 items, .*; this cannot be undone\.$/);
      expect(impact.resources[0]).toMatchObject({ wayBack: { kind: 'irreversible' }, size: { count: 3 } });
      expect(await works(line)).toBe(true);
      expect(await is(dynamo('DescribeTable', { TableName: 'orders' }))).toBe(false);
    },
    long,
  );

  test(
    'a bucket with objects, and one that keeps versions',
    async () => {
      const place =
        '<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>';
      for (const bucket of ['/assets', '/kept']) await s3('PUT', bucket, place);
      await s3(
        'PUT',
        '/kept?versioning',
        '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
      );
      for (const key of ['/assets/a', '/assets/b', '/kept/a']) await s3('PUT', key, 'twelve bytes');
      const emptying = 'aws s3 rb s3://assets --force';
      const plain = await held(emptying, () => s3('GET', '/assets?versions'));
      expect(plain.resources[0]).toMatchObject({
        size: { count: 2, bytes: 24, unit: 'objects', atLeast: false },
        wayBack: { kind: 'irreversible' },
      });
      expect(plain.resources[0]?.refusedBecause).toBeUndefined();
      expect(await works(emptying)).toBe(true);
      expect(await is(s3('GET', '/assets'))).toBe(false);

      const marking = 'aws s3 rm s3://kept --recursive';
      const marked = await held(marking, () => s3('GET', '/kept?versions'));
      expect(marked.resources[0]).toMatchObject({ size: { count: 1, bytes: 12 }, wayBack: { kind: 'effort' } });
      expect(await works(marking)).toBe(true);
      expect(await s3('GET', '/kept?versions')).toMatch(
        /<DeleteMarker>[\s\S]*<Version>|<Version>[\s\S]*<DeleteMarker>/,
      );

      const stuck = await held('aws s3 rb s3://kept --force', () => s3('GET', '/kept?versions'));
      expect(stuck.resources[0]?.refusedBecause).toContain('old versions are left in it');
      expect(await works('aws s3 rb s3://kept --force')).toBe(false);
      expect(await is(s3('GET', '/kept'))).toBe(true);
    },
    long,
  );

  test(
    'a server and the disk that goes with it, and one that is protected',
    async () => {
      const image = /<imageId>(.*?)</.exec(await ec2('DescribeImages'))?.[1] ?? '';
      const made = await ec2('RunInstances', { ImageId: image, MinCount: '2', MaxCount: '2', UserData: btoa(secret) });
      const [one = '', other = ''] = [...made.matchAll(/<instanceId>(.*?)</g)].map(([, id]) => id ?? '');
      await ec2('ModifyInstanceAttribute', { InstanceId: other, 'DisableApiTermination.Value': 'true' });
      const state = async () => `${await ec2('DescribeInstances')}${await ec2('DescribeVolumes')}`;
      const impact = await held(`aws ec2 terminate-instances --instance-ids ${one}`, state);
      expect(impact.resources.map(({ type, wayBack }) => `${type} ${wayBack.kind}`)).toEqual([
        'aws_instance effort',
        'aws_ebs_volume irreversible',
      ]);
      const disk = impact.resources[1]?.address ?? '';
      expect(await ec2('DescribeVolumes')).toContain(disk);
      expect(await works(`aws ec2 terminate-instances --instance-ids ${one}`)).toBe(true);
      expect(await ec2('DescribeVolumes')).not.toContain(disk);

      const locked = await held(`aws ec2 terminate-instances --instance-ids ${other}`, state);
      expect(locked.resources[0]?.refusedBecause).toBe('termination protection is on');
      expect(await works(`aws ec2 terminate-instances --instance-ids ${other}`)).toBe(false);
    },
    long,
  );

  test(
    'a database with a replica, without a final snapshot',
    async () => {
      await rds('CreateDBInstance', {
        DBInstanceIdentifier: 'orders',
        DBInstanceClass: 'db.t3.micro',
        Engine: 'postgres',
        AllocatedStorage: '412',
        MasterUsername: 'u',
        MasterUserPassword: secret,
      });
      await rds('CreateDBInstanceReadReplica', { DBInstanceIdentifier: 'copy', SourceDBInstanceIdentifier: 'orders' });
      const line = 'aws rds delete-db-instance --db-instance-identifier orders --skip-final-snapshot';
      const impact = await held(
        line,
        async () => `${await rds('DescribeDBInstances')}${await rds('DescribeDBSnapshots')}`,
      );
      expect(impact.resources[0]).toMatchObject({
        size: { bytes: 412 * 2 ** 30 },
        wayBack: { kind: 'irreversible' },
        dependents: [{ address: 'aws_db_instance copy' }],
      });
      expect(await works(line)).toBe(true);
      expect(await is(rds('DescribeDBInstances', { DBInstanceIdentifier: 'orders' }))).toBe(false);
      expect(await rds('DescribeDBSnapshots')).not.toContain('<SnapshotType>manual');
    },
    long,
  );

  test(
    'a queue, where the line itself says where to',
    async () => {
      const url = `http://127.1:${port}/123456789012/work`;
      await json('sqs', 'AmazonSQS.CreateQueue', { QueueName: 'work' });
      await json('sqs', 'AmazonSQS.SendMessage', { QueueUrl: url, MessageBody: secret });
      const count = () => json('sqs', 'AmazonSQS.GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] });
      const line = `aws sqs purge-queue --queue-url ${url} --endpoint-url http://127.1:${port}`;
      const impact = await held(line, count);
      expect(impact.resources[0]).toMatchObject({
        address: 'work',
        size: { count: 1 },
        wayBack: { kind: 'irreversible' },
      });
      expect(impact.remarks[1]).toContain('which is not AWS itself');
      expect(await works(line)).toBe(true);
      expect(await count()).toMatch(/"ApproximateNumberOfMessages": ?"0"/);
    },
    long,
  );

  test(
    'a secret, at once and for ever, and a key, which can be had back',
    async () => {
      await json('secretsmanager', 'secretsmanager.CreateSecret', { Name: 'prod/db', SecretString: secret });
      const forget = 'aws secretsmanager delete-secret --secret-id prod/db --force-delete-without-recovery';
      const gone = await held(forget, () => json('secretsmanager', 'secretsmanager.ListSecrets', {}));
      expect(gone.resources[0]?.wayBack.kind).toBe('irreversible');
      expect(await works(forget)).toBe(true);
      expect(await is(json('secretsmanager', 'secretsmanager.RestoreSecret', { SecretId: 'prod/db' }))).toBe(false);

      const KeyId: string = JSON.parse(await json('kms', 'TrentService.CreateKey', {})).KeyMetadata.KeyId;
      const schedule = `aws kms schedule-key-deletion --key-id ${KeyId} --pending-window-in-days 7`;
      const scheduled = await held(schedule, () => json('kms', 'TrentService.DescribeKey', { KeyId }));
      expect(scheduled.resources[0]?.wayBack.why).toContain('cancelled for 7 days');
      expect(await works(schedule)).toBe(true);
      expect(await is(json('kms', 'TrentService.CancelKeyDeletion', { KeyId }))).toBe(true);
    },
    long,
  );

  test(
    'a service that is scaled to nothing',
    async () => {
      const ecs = (action: string, body: unknown) => json('ecs', `AmazonEC2ContainerServiceV20141113.${action}`, body);
      await ecs('CreateCluster', { clusterName: 'web' });
      await ecs('RegisterTaskDefinition', {
        family: 'web',
        containerDefinitions: [{ name: 'w', image: 'nginx', memory: 64 }],
      });
      await ecs('CreateService', { cluster: 'web', serviceName: 'site', taskDefinition: 'web', desiredCount: 2 });
      const line = 'aws ecs update-service --cluster web --service site --desired-count 0';
      const services = () => ecs('DescribeServices', { cluster: 'web', services: ['site'] });
      const impact = await held(line, services);
      expect([impact.resources[0]?.facts?.[0], impact.irreversible]).toEqual(['2 → 0 tasks', false]);
      expect(await works(line)).toBe(true);
      expect(await services()).toMatch(/"desiredCount": ?0/);
    },
    long,
  );

  test(
    'an environment, whose stack is not to be seen',
    async () => {
      const beanstalk = (action: string, parameters = {}) =>
        query('elasticbeanstalk', '2010-12-01', action, parameters);
      await beanstalk('CreateApplication', { ApplicationName: 'shop' });
      await beanstalk('CreateEnvironment', {
        ApplicationName: 'shop',
        EnvironmentName: 'shop-prod',
        'Tags.member.1.Key': 'env',
        'Tags.member.1.Value': 'prod',
      });
      const impact = await held('aws elasticbeanstalk terminate-environment --environment-name shop-prod', () =>
        beanstalk('DescribeEnvironments'),
      );
      expect(impact.headline).toContain(
        'Deletes the environment `shop-prod` (tagged env=prod, of the application shop',
      );
      expect(impact.irreversible).toBe(true);
    },
    long,
  );

  test(
    'a stack: what goes and what is kept',
    async () => {
      await query('cloudformation', '2010-05-15', 'CreateStack', { StackName: 'shop', TemplateBody: template });
      await put('stack-orders', '1');
      writeFileSync(join(folder, 'stack.yaml'), template.replaceAll('AttributeName: id', 'AttributeName: order'));
      const state = async () =>
        `${await query('cloudformation', '2010-05-15', 'ListStackResources', { StackName: 'shop' })}${await dynamo('Scan', { TableName: 'stack-orders' })}`;
      const line = 'aws cloudformation delete-stack --stack-name shop';
      const impact = await held(line, state);
      expect(impact.resources.map(({ address, action }) => `${action} ${address}`)).toEqual([
        'delete Table',
        'forget Queue',
        'delete Name',
      ]);
      expect(impact.resources[0]).toMatchObject({
        size: { count: 1 },
        wayBack: { kind: 'irreversible' },
        dependents: [{ address: 'Name', distance: 1 }],
      });
      expect(await works(line)).toBe(true);
      expect(await is(dynamo('DescribeTable', { TableName: 'stack-orders' }))).toBe(false);
      expect(await is(json('ssm', 'AmazonSSM.GetParameter', { Name: '/stack/table' }))).toBe(false);
    },
    long,
  );

  test(
    'what is not there is not nothing',
    async () => {
      const impact = await held('aws dynamodb delete-table --table-name nosuch', () => dynamo('ListTables', {}));
      expect(impact.irreversible).toBe(true);
      expect(impact.uninspectable[0]?.why).toContain('ResourceNotFoundException');
    },
    long,
  );
});
