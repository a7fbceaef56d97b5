/** Whom a call acts as and with what rights, from answers as the tools give them; what nobody could tell is said. */
import { describe, expect, test } from 'vitest';
import { readAwsCommand } from '../../../src/core/aws/command.ts';
import { readIdentity } from '../../../src/core/aws/identity.ts';
import type { Answer, Probe } from '../../../src/core/impact/probe.ts';
import { probesFor } from '../../../src/core/impact/probes.ts';
import type { CommandSubject } from '../../../src/core/impact/subject.ts';
import { actionsOf } from '../../../src/core/rights/iamActions.ts';
import { understandLine } from '../../support/understanding.ts';

type Said = Readonly<Record<string, string | Error>>;

function rightsProbe(line: string): Probe | undefined {
  return probesFor(understandLine(line).effects).find(({ title }) => /acts as, and with what/.test(title));
}

/** Answers each question by the beginning of its words, as the tool would; an Error is a question that failed. */
function asked(line: string, said: Said) {
  const probe = rightsProbe(line);
  if (probe === undefined) throw new Error('there is no such probe');
  const answers: Answer[] = [];
  for (let next = probe.steps('/scratch'); next.length > 0; next = probe.more?.(answers, '/scratch') ?? []) {
    for (const step of next) {
      const words = step.args.join(' ');
      const found = Object.entries(said).find(([start]) => words.startsWith(start))?.[1] ?? new Error('it was refused');
      answers.push(
        found instanceof Error
          ? { step, code: 1, stdout: '', stderr: '', failed: `${step.program} ended with 1: ${found.message}` }
          : { step, code: 0, stdout: found, stderr: '' },
      );
    }
  }
  const rights = probe.read(answers).rights?.[0];
  if (rights === undefined) throw new Error('there are no rights');
  return { rights, answers };
}

const identity = (arn: string) => JSON.stringify({ UserId: 'A', Account: '123456789012', Arn: arn });
const policies = (...names: readonly string[]) =>
  JSON.stringify({
    AttachedPolicies: names.map((PolicyName) => ({ PolicyName, PolicyArn: `arn:aws:iam::aws:policy/${PolicyName}` })),
  });

describe('AWS', () => {
  const line = 'aws rds delete-db-instance --db-instance-identifier orders --profile prod --region eu-west-1';

  test('a role that may do everything', () => {
    const { rights, answers } = asked(line, {
      'sts get-caller-identity': identity('arn:aws:sts::123456789012:assumed-role/Admin/dev@example.com'),
      'iam get-role': '{"Role":{"Arn":"arn:aws:iam::123456789012:role/team/Admin"}}',
      'iam list-attached-role-policies': policies('ReadOnlyAccess', 'AdministratorAccess'),
      'iam list-role-policies': '{"PolicyNames":[]}',
      'iam simulate-principal-policy': '{"EvaluationResults":[]}',
    });
    expect(rights.sentence).toBe(
      'It would act as the role `Admin` of account 123456789012, which holds `AdministratorAccess`, `ReadOnlyAccess`; the action needs two permissions.',
    );
    expect([rights.everything, rights.missing, rights.open]).toEqual([true, [], []]);
    expect(answers.map(({ step }) => step.args.slice(0, 2).join(' '))).toEqual([
      'sts get-caller-identity',
      'iam get-role',
      'iam list-attached-role-policies',
      'iam list-role-policies',
      'iam simulate-principal-policy',
    ]);
    expect(answers.every(({ step }) => step.args.includes('--profile') && step.args.includes('prod'))).toBe(true);
    expect(answers.at(-1)?.step.args).toContain('arn:aws:iam::123456789012:role/team/Admin');
  });

  test('a user who lacks a permission, in China', () => {
    const { rights } = asked(line, {
      'sts get-caller-identity': identity('arn:aws-cn:iam::123456789012:user/agent'),
      'iam list-attached-user-policies': policies('RdsOperator'),
      'iam list-user-policies': '{"PolicyNames":["own"]}',
      'iam list-groups-for-user': '{"Groups":[{"GroupName":"ops"}]}',
      'iam list-attached-group-policies --group-name ops': policies('Readers'),
      'iam simulate-principal-policy':
        '{"EvaluationResults":[{"EvalActionName":"rds:DeleteDBInstance","EvalDecision":"implicitDeny"},{"EvalActionName":"rds:CreateDBSnapshot","EvalDecision":"allowed"}]}',
    });
    expect(rights.sentence).toBe(
      'It would act as the user `agent` of account 123456789012 in the China partition, which holds `RdsOperator`, `Readers`, `own`; the action needs two permissions, of which `rds:DeleteDBInstance` is missing.',
    );
    expect(rights.everything).toBe(false);
  });

  test('a user who lacks both', () => {
    const denied = ['rds:DeleteDBInstance', 'rds:CreateDBSnapshot'].map((EvalActionName) => ({
      EvalActionName,
      EvalDecision: 'implicitDeny',
    }));
    const { rights } = asked(line, {
      'sts get-caller-identity': identity('arn:aws:iam::123456789012:user/agent'),
      'iam list-attached-user-policies': policies('Readers'),
      'iam list-user-policies': '{"PolicyNames":[]}',
      'iam list-groups-for-user': '{"Groups":[]}',
      'iam simulate-principal-policy': JSON.stringify({ EvaluationResults: denied }),
    });
    expect(rights.sentence).toMatch(/, of which `rds:DeleteDBInstance`, `rds:CreateDBSnapshot` are missing\.$/);
  });

  test('the root of the account', () =>
    expect(asked(line, { 'sts get-caller-identity': identity('arn:aws:iam::123456789012:root') }).rights).toMatchObject(
      {
        who: 'the root of account 123456789012',
        everything: true,
      },
    ));
  test('policies that may not be read', () => {
    const { rights } = asked(line, { 'sts get-caller-identity': identity('arn:aws:iam::123456789012:user/agent') });
    expect(rights.sentence).toMatch(/`agent` of account 123456789012, whose rights could not be found out/);
    expect(rights.open[0]).toMatch(/^iam list-attached-user-policies: .*refused/);
  });
  test('expired credentials', () =>
    expect(asked(line, { 'sts get-caller-identity': new Error('ExpiredToken') }).rights.sentence).toBe(
      'Who it would act as is not known: aws ended with 1: ExpiredToken',
    ));
  test('an environment of its own on the line is not asked about', () =>
    expect(rightsProbe(`AWS_CONFIG_FILE=./evil ${line}`)).toBeUndefined());
});

describe('the permissions that are needed', () => {
  const needs = (line: string, ...expected: readonly string[]) =>
    test(line, () => {
      const [, ...args] = line.split(' ');
      const subject: CommandSubject = { kind: 'command', program: 'aws', args, directory: '/', env: {} };
      const command = readAwsCommand(subject);
      expect(command === undefined ? undefined : actionsOf(command)).toEqual(expected);
    });
  needs('aws dynamodb delete-table --table-name x', 'dynamodb:DeleteTable');
  needs('aws elbv2 delete-load-balancer --load-balancer-arn x', 'elasticloadbalancing:DeleteLoadBalancer');
  needs('aws stepfunctions delete-state-machine --state-machine-arn x', 'states:DeleteStateMachine');
  needs('aws rds delete-db-instance --db-instance-identifier x --skip-final-snapshot', 'rds:DeleteDBInstance');
  needs('aws s3 rb s3://b --force', 's3:DeleteBucket', 's3:ListBucket', 's3:DeleteObject');
  needs('aws s3 rm s3://b/k', 's3:DeleteObject');
});

describe('Kubernetes', () => {
  const line = 'kubectl --context prod -n shop delete deployment web';
  const all = `Resources   Non-Resource URLs   Resource Names   Verbs
*.*         []                  []               [*]
            [*]                 []               [*]
`;
  test('a user who may do everything', () => {
    const { rights, answers } = asked(line, {
      'auth whoami':
        '{"status":{"userInfo":{"username":"dev@example.com","groups":["system:masters","system:authenticated"]}}}',
      'auth can-i --list': all,
      'auth can-i delete': 'yes\n',
    });
    expect(rights.sentence).toBe(
      'It would act as `dev@example.com` (context prod), which holds `every verb on every resource`; the action needs only `delete deployment`.',
    );
    expect(answers.map(({ step }) => step.args)).toEqual([
      expect.arrayContaining(['auth', 'whoami', '--context=prod']),
      expect.arrayContaining(['auth', 'can-i', '--list', '--context=prod']),
      expect.arrayContaining(['auth', 'can-i', 'delete', 'deployment', '--context=prod']),
    ]);
  });
  test('a service account that may not', () => {
    const { rights } = asked(line, {
      'auth whoami': '{"status":{"userInfo":{"username":"system:serviceaccount:ci:agent"}}}',
      'auth can-i --list': 'Resources  Non-Resource URLs  Resource Names  Verbs\npods  []  []  [get list]\n',
      'auth can-i delete': 'no\n',
    });
    expect([rights.everything, rights.missing]).toEqual([false, ['delete deployment']]);
  });
  test('a cluster that does not answer', () =>
    expect(asked(line, {}).rights.sentence).toMatch(/^Who it would act as is not known: kubectl auth whoami/));
  test('another configuration on the line is not asked about', () =>
    expect(rightsProbe('kubectl --kubeconfig ./evil delete pod x')).toBeUndefined());
});

describe('PostgreSQL', () => {
  const line = 'psql -h db.prod -d orders -c "DROP TABLE items"';
  test('a superuser', () => {
    const { rights, answers } = asked(line, {
      '-X': '{"t":"rights","user":"postgres","superuser":true,"createRole":true,"createDatabase":true,"bypass":true,"member":null}',
    });
    expect(rights.sentence).toBe(
      'It would act as `postgres`, which holds `superuser`; the action needs only `ownership of items`.',
    );
    const [first] = answers;
    expect(first?.step.args).toEqual(
      expect.arrayContaining(['-h', 'db.prod', '-d', 'orders', 'BEGIN TRANSACTION READ ONLY']),
    );
    expect(first?.step.args.join(' ')).not.toMatch(/DROP/);
  });
  test('a role with few rights', () =>
    expect(
      asked(line, { '-X': '{"t":"rights","user":"app","superuser":false,"createDatabase":true,"member":["readers"]}' })
        .rights,
    ).toMatchObject({ holds: ['CREATEDB', 'readers'], everything: false }));
});

describe('the clouds', () => {
  test('an owner of a project', () =>
    expect(
      asked('gcloud --project acme-prod sql instances delete x', {
        'config list': '{"core":{"account":"dev@example.com","project":"other"}}',
        'projects get-iam-policy acme-prod':
          '[{"bindings":{"role":"roles/viewer","members":"user:dev@example.com"}},{"bindings":{"role":"roles/owner"}}]',
      }).rights,
    ).toMatchObject({ who: '`dev@example.com`', holds: ['roles/owner', 'roles/viewer'], everything: true }));
  test('no extension of the workspace is loaded for a question about Azure', () => {
    for (const step of rightsProbe('az group delete -n rg')?.steps('/scratch') ?? [])
      expect(step.env).toMatchObject({ AZURE_EXTENSION_DEV_SOURCES: '', AZURE_EXTENSION_USE_DYNAMIC_INSTALL: 'no' });
  });
  test('a contributor of a subscription', () =>
    expect(
      asked('az group delete -n rg --subscription prod', {
        'account show': '{"user":{"name":"dev@example.com"}}',
        'role assignment list': '[{"roleDefinitionName":"Contributor"}]',
      }).rights,
    ).toMatchObject({ who: '`dev@example.com`', holds: ['Contributor'], everything: true }));
  test('nobody is signed in', () =>
    expect(asked('az group delete -n rg', { 'account show': '{}' }).rights.sentence).toMatch(
      /not known: nobody is signed in/,
    ));
});

test('no answer that is no JSON is believed', () => expect(readIdentity('<html>')).toBeUndefined());
