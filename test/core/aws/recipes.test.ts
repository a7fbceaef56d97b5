/**
 * What is said of AWS commands, by answers that the CLI gave of a local AWS API (version 1.45 of the CLI), and by some of
 * the shapes that this API does not have. A question that was not recorded is one that nobody looked at.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { askAws } from '../../../src/core/aws/ask.ts';
import { change, destroy } from '../../../src/core/effect.ts';
import type { Impact } from '../../../src/core/impact/impact.ts';
import type { Answer, Probe, ProbeStep } from '../../../src/core/impact/probe.ts';
import { subjectOf } from '../../support/awsCommand.ts';

const folder = join(import.meta.dirname, '../../fixtures/aws');
const secret = 'hunter2';

interface Recorded {
  readonly line: string;
  readonly answers: readonly {
    readonly args: string;
    readonly code?: number;
    readonly stdout?: unknown;
    readonly failed?: string;
  }[];
}

const textOf = (stdout: unknown): string =>
  stdout === undefined ? '' : typeof stdout === 'string' ? stdout : JSON.stringify(stdout);

function probesOf(line: string, kind = destroy, env = {}): readonly Probe[] {
  const effect = kind({ tool: 'aws', operation: line.split(' ').slice(1, 3).join(' '), target: 'it' });
  return askAws(subjectOf(line, env), effect, () => undefined);
}

/** Goes through a probe with somebody who knows the answers. */
function follow(
  probe: Probe,
  answer: (step: ProbeStep) => Omit<Answer, 'step'>,
): { impact: Impact; asked: readonly string[] } {
  const answers: Answer[] = [];
  for (let next = probe.steps('/scratch'), round = 0; next.length > 0 && round < 20; round += 1) {
    for (const step of next) answers.push({ step, ...answer(step) });
    next = probe.more?.(answers, '/scratch') ?? [];
  }
  return { impact: probe.read(answers), asked: answers.map(({ step }) => step.args.join(' ')) };
}

const refused = (failed: string): Omit<Answer, 'step'> => ({ code: 255, stdout: '', stderr: '', failed });
const gives = (value: unknown): Omit<Answer, 'step'> => ({ code: 0, stdout: textOf(value), stderr: '' });

function replay(name: string): Impact {
  const { line, answers } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Recorded;
  const words = line.replace(/'([^']*)'/g, (_, quoted: string) => quoted.replaceAll(' ', ''));
  const [probe] = probesOf(words);
  if (probe === undefined) throw new Error('nothing is asked');
  const { impact } = follow(probe, (step) => {
    const found = answers.find(({ args }) => args === step.args.join(' '));
    if (found === undefined) throw new Error(`not recorded: ${step.args.join(' ')}`);
    return found.failed === undefined ? gives(found.stdout) : refused(found.failed);
  });
  expect(JSON.stringify(impact)).not.toContain(secret);
  expect(impact.remarks[0]).toContain('Acts as the user moto');
  return impact;
}

describe('recorded answers', () => {
  const golden: Readonly<Record<string, readonly [headline: string, irreversible: boolean]>> = {
    'attach-admin': [
      'Changes the role `app` (gains AdministratorAccess, from then on it may do almost everything in the account).',
      false,
    ],
    'delete-cluster': [
      'Deletes the cluster `prod` (deletion protection off, Kubernetes 1.19, 1 node group), on which 1 node group depends; this cannot be undone.',
      true,
    ],
    'delete-database': [
      'Deletes the database `orders` (412 GiB, deletion protection off, no final snapshot, the newest is of 2026-11-24, tagged Environment=production), on which 1 database depends.',
      false,
    ],
    'delete-function': [
      'Deletes the function `report` (1 trigger fails, python3.11, deployed on 2026-11-24), on which 1 other depends; its address of report cannot be inspected.',
      true,
    ],
    'delete-key': ['Deletes the key `alias/orders` (orders data).', false],
    'delete-role': ['Deletes the role `app` (1 policy stands on it), on which 1 service depends.', false],
    'delete-secret': ['Deletes the secret `prod/db` (no recovery window); this cannot be undone.', true],
    'delete-stack': [
      'Deletes 3 resources and gives up the queue `Queue` (kept by its deletion policy); Table (1 item, 0 B) cannot be brought back.',
      true,
    ],
    'delete-table': [
      'Deletes the table `orders` (1 item, 0 B, deletion protection on, point-in-time recovery off, no backup); this cannot be undone.',
      true,
    ],
    'delete-volume': ['Deletes the disk `vol-fb01a16e88c904ad3` (80 GiB, newest snapshot of 2026-11-24).', false],
    'delete-zone': ['Deletes the zone `example.org` (3 records, a public zone, among them www.example.org).', false],
    'empty-bucket': [
      'Deletes the bucket `assets` (4 objects, 37 B, versioning off, every object is deleted first); this cannot be undone.',
      true,
    ],
    'missing-database': ['Deletes the database `nosuch`; nosuch cannot be inspected.', true],
    'open-group': [
      'Changes the security group `web` (opens tcp 22 for 0.0.0.0/0, open to the whole internet, nothing uses it).',
      false,
    ],
    'public-bucket': [
      'Changes the bucket `assets` (lets everybody on the internet in, there is no policy so far).',
      false,
    ],
    'scale-to-zero': ['Changes the service `site` (2 → 0 tasks, no task runs, of the cluster web).', false],
    'terminate-environment': [
      'Deletes the environment `shop-prod` (tagged env=prod, of the application shop, health Grey); resources of shop-prod and 1 more cannot be inspected.',
      true,
    ],
    'terminate-instance': ['Deletes 2 resources; vol-f4fb2be4555f7383b (8 GiB) cannot be brought back.', true],
    'versioned-bucket': [
      'Deletes the bucket `kept` (1 object, 2 B, versioning on, every object is deleted first).',
      false,
    ],
  };
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.json'))
    .map((each) => basename(each, '.json')))
    test(name, () => {
      const { headline, irreversible } = replay(name);
      expect([headline, irreversible]).toEqual(golden[name]);
    });

  const refusal = (name: string, because: RegExp) =>
    test(`${name} is refused`, () =>
      expect(
        replay(name)
          .resources.map((each) => each.refusedBecause ?? '')
          .join(),
      ).toMatch(because));
  refusal('delete-table', /^deletion protection is on$/);
  refusal('delete-role', /^it still has orders-read$/);
  refusal('delete-cluster', /^it still has node groups/);
  refusal('versioned-bucket', /old versions are left in it/);
  refusal('delete-stack', /it is not empty: the deletion of the stack stops there, half way/);
});

/** Answers by the operation; what is not named is denied. */
const told = (line: string, answers: Readonly<Record<string, unknown>>, kind = destroy) => {
  const [probe] = probesOf(line, kind);
  if (probe === undefined) throw new Error('nothing is asked');
  return follow(probe, ({ args }) => {
    const name = args.slice(0, 2).join(' ');
    if (name === 'sts get-caller-identity')
      return gives({ Account: '123456789012', Arn: 'arn:aws-cn:iam::123456789012:user/agent' });
    return Object.hasOwn(answers, name)
      ? gives(answers[name])
      : refused(`aws ended with 255: An error occurred (AccessDenied) when calling ${name}`);
  });
};

describe('an Elastic Beanstalk environment', () => {
  const running = {
    'elasticbeanstalk describe-environments': {
      Environments: [
        {
          EnvironmentName: 'costs-prod',
          EnvironmentId: 'e-abcdefghij',
          ApplicationName: 'costs',
          Status: 'Ready',
          Health: 'Green',
          CNAME: 'costs.cn-north-1.eb.amazonaws.com.cn',
        },
      ],
    },
    'elasticbeanstalk describe-environment-resources': {
      EnvironmentResources: { Instances: [{ Id: 'i-1' }, { Id: 'i-2' }] },
    },
    'elasticbeanstalk list-tags-for-resource': { ResourceTags: [{ Key: 'env', Value: 'prod' }] },
  };
  const withDatabase = {
    ...running,
    'cloudformation list-stack-resources': {
      StackResourceSummaries: [
        { ResourceType: 'AWS::RDS::DBInstance', LogicalResourceId: 'AWSEBRDSDatabase', PhysicalResourceId: 'aa1b2c' },
      ],
    },
  };
  const line = 'aws elasticbeanstalk terminate-environment --environment-name costs-prod --region cn-north-1';
  test('with a database loses it', () => {
    const { impact, asked } = told(line, withDatabase);
    expect(impact.resources.map(({ type, existing, action }) => `${action} ${type} ${existing}`)).toEqual([
      'delete aws_elastic_beanstalk_environment costs-prod',
      'delete aws_db_instance aa1b2c',
      'delete aws_instance i-1',
      'delete aws_instance i-2',
    ]);
    expect(impact.headline).toContain('cannot be brought back');
    expect(impact.remarks[0]).toContain('region cn-north-1, the China partition');
    expect(asked.every((words) => words.includes('--region cn-north-1'))).toBe(true);
    expect(asked).toContainEqual(expect.stringContaining('--stack-name awseb-e-abcdefghij-stack'));
  });
  test('rebuilt is all of it deleted and made again', () =>
    expect(told(line.replace('terminate', 'rebuild'), withDatabase).impact.summary).toMatchObject({
      replace: 4,
      delete: 0,
    }));
  test('without a database can be built again', () =>
    expect(
      told(line, { ...running, 'cloudformation list-stack-resources': { StackResourceSummaries: [] } }).impact
        .irreversible,
    ).toBe(false));
  test('whose stack may not be listed may have one', () => {
    const { impact } = told(line, running);
    expect(impact.irreversible).toBe(true);
    expect(impact.resources[0]?.wayBack.kind).toBe('unknown');
  });
  test('whose servers restart loses nothing', () =>
    expect(told(line.replace('terminate-environment', 'restart-app-server'), running, change).impact).toMatchObject({
      irreversible: false,
      summary: { update: 1 },
    }));
});

test('a role is missed by its services, whether its trust policy lists one statement or has it alone', () => {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  for (const Statement of [trust, [trust]])
    expect(
      told('aws iam delete-role --role-name jobs', {
        'iam get-role': {
          Role: { Arn: 'arn:aws:iam::123456789012:role/jobs', AssumeRolePolicyDocument: { Statement } },
        },
      }).impact.resources[0]?.dependents.map(({ address }) => address),
    ).toEqual(['service lambda']);
});

describe('a stack', () => {
  const line = 'aws cloudformation delete-stack --stack-name shop';
  const template = {
    Parameters: { Password: { Type: 'String', NoEcho: true, Default: 'hunter2-planted' } },
    Resources: {
      Db: { Type: 'AWS::RDS::DBInstance', Properties: { MasterUserPassword: { Ref: 'Password' } } },
      Kept: { Type: 'AWS::RDS::DBInstance', DeletionPolicy: 'Retain' },
      Gone: { Type: 'AWS::RDS::DBInstance', DeletionPolicy: 'Delete' },
      Member: { Type: 'AWS::RDS::DBInstance', Properties: { DBClusterIdentifier: 'c' } },
      Inner: { Type: 'AWS::CloudFormation::Stack' },
    },
  };
  const members = Object.entries(template.Resources).map(([LogicalResourceId, { Type }]) => ({
    LogicalResourceId,
    ResourceType: Type,
    PhysicalResourceId: '',
  }));
  const answers = {
    'cloudformation describe-stacks': { Stacks: [{ StackName: 'shop', EnableTerminationProtection: false }] },
    'cloudformation list-stack-resources': { StackResourceSummaries: members },
    'cloudformation get-template': { TemplateBody: template },
  };
  test('leaves snapshots of databases that stand alone, unless it says otherwise', () => {
    const { impact } = told(line, answers);
    expect(impact.resources.map(({ address, action, wayBack }) => `${action} ${address} ${wayBack.kind}`)).toEqual([
      'delete Db effort',
      'forget Kept effort',
      'delete Gone irreversible',
      'delete Member irreversible',
      'delete Inner irreversible',
    ]);
    expect(JSON.stringify(impact)).not.toContain(secret);
  });
  test('may be told to keep something', () =>
    expect(told(`${line} --retain-resources Gone Inner`, answers).impact.summary).toMatchObject({
      forget: 3,
      delete: 2,
    }));
  test('that is protected is not deleted', () => {
    const protectedOne = {
      ...answers,
      'cloudformation describe-stacks': { Stacks: [{ StackName: 'shop', EnableTerminationProtection: true }] },
    };
    expect(told(line, protectedOne).impact.resources[0]?.refusedBecause).toBe(
      'termination protection of the stack is on',
    );
  });
  test('that others import from is not deleted', () => {
    const exporting = {
      ...answers,
      'cloudformation describe-stacks': {
        Stacks: [{ StackName: 'shop', Outputs: [{ OutputKey: 'A', ExportName: 'shop-a' }] }],
      },
      'cloudformation list-imports': { Imports: ['billing', 'mail'] },
    };
    expect(told(line, exporting).impact.resources[0]?.refusedBecause).toBe(
      'the stacks billing, mail use what it exports',
    );
  });
  test('is walked into the stacks within', () => {
    const nested = members.map((each) =>
      each.LogicalResourceId === 'Inner'
        ? { ...each, PhysicalResourceId: 'arn:aws:cloudformation:eu-west-1:1:stack/inner/1' }
        : each,
    );
    const { asked } = told(line, {
      ...answers,
      'cloudformation list-stack-resources': { StackResourceSummaries: nested },
    });
    expect(asked).toContainEqual(
      expect.stringContaining('list-stack-resources --stack-name arn:aws:cloudformation:eu-west-1:1:stack/inner/1'),
    );
  });
  test('that may not be read is not nothing', () => {
    const { impact } = told(line, {});
    expect(impact.irreversible).toBe(true);
    expect(impact.headline).toMatch(/^Cannot be inspected: stack of shop and 3 more\.$/);
  });
});

describe('a change set', () => {
  const [compared, exact] = probesOf(
    'aws cloudformation update-stack --stack-name shop --template-body {"Resources":{}}',
    change,
  );
  test('is made only when a person lets it, and deleted afterwards', () => {
    expect([compared?.kind, exact?.kind, compared?.until]).toEqual(['network', 'leaves something', exact?.id]);
    if (exact === undefined) throw new Error('there is none');
    const answers: Answer[] = [];
    const seen: string[] = [];
    for (let next = exact.steps('/probes/hold-7'), round = 0; next.length > 0 && round < 20; round += 1) {
      for (const step of next) {
        seen.push(step.args[1] ?? '');
        const status = seen.length < 5 ? 'CREATE_IN_PROGRESS' : 'CREATE_COMPLETE';
        answers.push({
          step,
          ...gives(
            step.args[1] === 'describe-stacks' ? { Stacks: [{ StackName: 'shop' }] } : { Status: status, Changes: [] },
          ),
        });
      }
      next = exact.more?.(answers, '/probes/hold-7') ?? [];
    }
    expect(seen).toEqual([
      'describe-stacks',
      'create-change-set',
      'describe-change-set',
      'describe-change-set',
      'describe-change-set',
    ]);
    expect(answers[1]?.step.args.join(' ')).toContain('--change-set-name holdpoint-hold-7 --change-set-type UPDATE');
    expect(exact.cleanup?.(answers, '/probes/hold-7').map(({ args }) => args.slice(0, 6).join(' '))).toEqual([
      'cloudformation delete-change-set --stack-name shop --change-set-name holdpoint-hold-7',
    ]);
    expect(exact.read(answers).headline).toBe('Changes nothing.');
    expect(exact.cleanup?.(answers.slice(0, 1), '/probes/hold-7')).toEqual([]);
  });
});

describe('a question', () => {
  test('goes where the command goes, without a prompt and with an end', () => {
    const [probe] = probesOf(
      'aws --profile prod --region eu-west-1 sqs purge-queue --queue-url https://q/1/work --output text',
    );
    const steps = probe?.steps('/scratch') ?? [];
    expect(steps.length).toBeGreaterThan(2);
    for (const { args, env, program, optional } of steps) {
      expect(args.join(' ')).toContain(
        '--profile prod --region eu-west-1 --output json --cli-read-timeout 10 --cli-connect-timeout 5',
      );
      expect(env).toMatchObject({ AWS_PAGER: '', AWS_CLI_AUTO_PROMPT: 'off' });
      expect([program, optional]).toEqual(['aws', true]);
    }
    expect(probe?.kind).toBe('network');
  });
  test.each([
    ['AWS_CONFIG_FILE', './config'],
    ['PYTHONPATH', '.'],
    ['PATH', '.'],
  ])('of a line that sets %s asks first', (name, value) =>
    expect(probesOf('aws sqs purge-queue --queue-url u', destroy, { [name]: value })[0]?.kind).toBe('project code'),
  );
  test('of a program by its path asks first', () =>
    expect(probesOf('./aws sqs purge-queue --queue-url u')[0]?.kind).toBe('project code'));
  test('only reads', () => {
    const reading = /^(?:(?:describe|list|get|head)-[\w-]+|scan|get)$/;
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
      const { answers } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recorded;
      for (const { args } of answers) expect(args.split(' ')[1]).toMatch(reading);
    }
  });
  test('of `s3 rm` with filters is its own rehearsal', () => {
    const { asked } = told('aws s3 rm s3://b --recursive --exclude *.log --quiet', {});
    expect(asked.filter((words) => words.startsWith('s3 '))).toEqual([
      's3 rm s3://b --recursive --exclude *.log --dryrun --cli-read-timeout 10 --cli-connect-timeout 5',
    ]);
  });
  test.each([
    ['at an endpoint of AWS itself', '--endpoint-url https://dynamodb.eu-west-1.amazonaws.com', 'network'],
    ['at a stand-in on this machine', '--endpoint-url http://localhost:5000', 'network'],
    ['at somebody else’s endpoint', '--endpoint-url https://localhost.example', 'project code'],
    ['with somebody else vouching for AWS', '--ca-bundle ca.pem', 'project code'],
  ])('%s: %s is %s', (_, option, kind) => {
    const [probe] = probesOf(`aws dynamodb delete-table --table-name t ${option}`);
    expect(probe?.kind).toBe(kind);
  });
  test('at an endpoint of AWS itself is not about who acts', () => {
    const [probe] = probesOf(
      'aws dynamodb delete-table --table-name t --endpoint-url https://dynamodb.eu-west-1.amazonaws.com',
    );
    const [who, , table] = probe?.steps('/scratch') ?? [];
    expect(who?.args).not.toContain('--endpoint-url');
    expect(table?.args).toContain('--endpoint-url');
  });
});

describe('without an answer', () => {
  const lines = [
    'aws ec2 terminate-instances --instance-ids i-1 i-2',
    'aws rds delete-db-cluster --db-cluster-identifier c --skip-final-snapshot',
    'aws dynamodb delete-table --table-name t',
    'aws s3 rb s3://b --force',
    'aws s3 sync . s3://b --delete',
    'aws kms schedule-key-deletion --key-id k',
    'aws secretsmanager delete-secret --secret-id s',
    'aws iam delete-policy --policy-arn arn:aws:iam::1:policy/p',
    'aws route53 delete-hosted-zone --id Z',
    'aws logs delete-log-group --log-group-name g',
    'aws ecr delete-repository --repository-name r --force',
    'aws lambda delete-function --function-name f',
    'aws ecs delete-service --service s --cluster c',
    'aws efs delete-file-system --file-system-id fs-1',
    'aws cloudfront delete-distribution --id E',
    'aws autoscaling delete-auto-scaling-group --auto-scaling-group-name g',
    'aws elbv2 delete-load-balancer --load-balancer-arn arn:l/app/x/1',
    'aws cloudtrail delete-trail --name t',
    'aws backup delete-recovery-point --backup-vault-name v --recovery-point-arn a',
    'aws elasticache delete-replication-group --replication-group-id r',
    'aws ec2 create-tags --resources i-1 --tags Key=a,Value=b',
  ];
  const broken: readonly unknown[] = [
    '',
    'null',
    '[]',
    '{"Table": 7}',
    { Instances: null, DBClusters: [null], imageDetails: 'x' },
  ];
  test.each(lines)('%s is said to be open', (line) => {
    const { impact } = told(line, {});
    expect(impact.uninspectable.length).toBeGreaterThan(0);
    expect(impact.irreversible).toBe(true);
    for (const { wayBack } of impact.resources) expect(['unknown', 'irreversible']).toContain(wayBack.kind);
    const [probe] = probesOf(line);
    for (const answer of broken)
      if (probe !== undefined) expect(follow(probe, () => gives(answer)).impact.headline).not.toBe('');
  });
});

test('what a function keeps in its variables is not even asked for', () => {
  const [probe] = probesOf('aws lambda delete-function --function-name report');
  const step = probe?.steps('/scratch').find(({ args }) => args[1] === 'get-function-configuration');
  expect(step?.args).toContain('--query');
  expect(step?.args.join(' ')).not.toContain('Environment');
});

test('a password that changes is shown as changing and nothing more', () => {
  const { impact } = told(
    `aws rds modify-db-instance --db-instance-identifier orders --master-user-password ${secret}-new`,
    {
      'rds describe-db-instances': { DBInstances: [{ DBInstanceIdentifier: 'orders', DBInstanceStatus: 'available' }] },
    },
    change,
  );
  expect(JSON.stringify(impact)).not.toContain(secret);
  expect(impact.resources[0]?.attributes).toMatchObject([{ path: 'password', before: { kind: 'masked' } }]);
});
