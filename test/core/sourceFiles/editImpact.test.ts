import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Impact, Shown } from '../../../src/core/impact/impact.ts';
import { warningsOf } from '../../../src/core/impact/warnings.ts';
import { type EditedFile, impactOfEdit } from '../../../src/core/sourceFiles/editImpact.ts';
import { needs, sharedFiles, sharedFixtures } from '../../support/sharedFixtures.ts';

const edited = (name: string, before: string | undefined, after: string | undefined): EditedFile => ({
  path: `/project/${name}`,
  before,
  after,
});

const spellShown = (shown: Shown): string => (shown.kind === 'value' ? shown.text : `(${shown.kind})`);

/** A line for each resource: what happens to it, what differs, where it was. */
const lines = (impact: Impact | undefined): readonly string[] =>
  impact === undefined
    ? ['nothing']
    : [
        ...impact.resources.map(({ action, address, attributes, movedFrom, facts = [] }) =>
          [
            `${action} ${address}`,
            ...(movedFrom === undefined ? [] : [`was ${movedFrom}`]),
            ...(action === 'delete' || action === 'create'
              ? []
              : attributes.map(
                  ({ path, before, after, forces }) =>
                    `${path}: ${spellShown(before)} → ${spellShown(after)}${forces ? ' forces' : ''}`,
                )),
            ...facts,
          ].join(' | '),
        ),
        ...impact.uninspectable.map(({ what, why }) => `? ${what}: ${why}`),
      ];

const is =
  (name: string) =>
  (title: string, before: string | undefined, after: string | undefined, ...wanted: readonly string[]) =>
    test(title, () => expect(lines(impactOfEdit([edited(name, before, after)], '/project'))).toEqual(wanted));

describe('Terraform', () => {
  const tf = is('main.tf');
  const bucket = 'resource "aws_s3_bucket" "logs" {\n  bucket = "logs"\n  tags = { a = "1" }\n}\n';

  tf('a new file', undefined, bucket, 'create aws_s3_bucket.logs');
  tf('a file that goes', bucket, undefined, 'delete aws_s3_bucket.logs');
  tf('blanks and comments', bucket, `# logs\n${bucket.replaceAll('  ', '      ')}`);
  tf('a value', bucket, bucket.replace('"1"', '"2"'), 'update aws_s3_bucket.logs | tags.a: "1" → "2"');
  tf(
    'one that its provider cannot change in place',
    bucket,
    bucket.replace('"logs"\n', '"other"\n'),
    'replace aws_s3_bucket.logs | bucket: "logs" → "other" forces',
  );
  tf(
    'a rename without a moved block',
    bucket,
    bucket.replace('"aws_s3_bucket" "logs"', '"aws_s3_bucket" "all"'),
    'delete aws_s3_bucket.logs',
    'create aws_s3_bucket.all',
  );
  tf(
    'a rename with one',
    bucket,
    `${bucket.replace('"aws_s3_bucket" "logs"', '"aws_s3_bucket" "all"')}moved {\n  from = aws_s3_bucket.logs\n  to   = aws_s3_bucket.all\n}\n`,
    'update aws_s3_bucket.all | was aws_s3_bucket.logs',
  );
  tf(
    'removed, and kept alive',
    bucket,
    'removed {\n  from = aws_s3_bucket.logs\n  lifecycle { destroy = false }\n}\n',
    'forget aws_s3_bucket.logs',
  );
  tf(
    'removed, and destroyed',
    bucket,
    'removed {\n  from = aws_s3_bucket.logs\n  lifecycle { destroy = true }\n}\n',
    'delete aws_s3_bucket.logs',
  );
  tf(
    'imported',
    undefined,
    `${bucket}import {\n  to = aws_s3_bucket.logs\n  id = "logs"\n}\n`,
    'import aws_s3_bucket.logs | bucket: (absent) → "logs" | tags.a: (absent) → "1"',
  );
  tf(
    'fewer of a literal count',
    'resource "aws_instance" "web" {\n  count = 3\n}\n',
    'resource "aws_instance" "web" {\n  count = 1\n}\n',
    'delete aws_instance.web[1]',
    'delete aws_instance.web[2]',
  );
  tf(
    'a key of a literal set',
    'resource "aws_sqs_queue" "q" {\n  for_each = toset(["mail", "jobs"])\n}\n',
    'resource "aws_sqs_queue" "q" {\n  for_each = toset(["jobs"])\n}\n',
    'delete aws_sqs_queue.q["mail"]',
  );
  tf(
    'more of them',
    'resource "aws_instance" "web" {\n  count = 1\n}\n',
    'resource "aws_instance" "web" {\n  count = 2\n}\n',
    'create aws_instance.web[1]',
  );
  tf(
    'none at all any more, and otherwise than before',
    'resource "aws_instance" "web" {\n  count = 1\n  ami = "a"\n}\n',
    'resource "aws_instance" "web" {\n  count = 0\n  ami = "b"\n}\n',
    'delete aws_instance.web[0]',
  );
  tf('a new one of which there are none', undefined, 'resource "aws_instance" "web" {\n  count = 0\n}\n');
  tf(
    'a move long past',
    `${bucket}moved {\n  from = aws_s3_bucket.old\n  to   = aws_s3_bucket.logs\n}\n`,
    `${bucket.replace('"1"', '"2"')}moved {\n  from = aws_s3_bucket.old\n  to   = aws_s3_bucket.logs\n}\n`,
    'update aws_s3_bucket.logs | tags.a: "1" → "2"',
  );
  tf(
    'a policy, part by part',
    'resource "aws_iam_role" "a" {\n  assume_role_policy = jsonencode({ Statement = [{ Action = "sts:AssumeRole" }] })\n}\n',
    'resource "aws_iam_role" "a" {\n  assume_role_policy = jsonencode({ Statement = [{ Action = "*" }] })\n}\n',
    'update aws_iam_role.a | assume_role_policy.Statement[0].Action: "sts:AssumeRole" → "*"',
  );
  tf(
    'what a module is told',
    'module "a" {\n  source = "./a"\n  size = 1\n}\n',
    'module "a" {\n  source = "./a"\n  size = 2\n}\n',
    'update module.a | size: 1 → 2',
    '? module.a: The resources in it stand in other files, which were not read.',
  );
  tf(
    'a block that is not closed hides nothing after it',
    `${bucket}resource "aws_sqs_queue" "q" {}\n`,
    `${bucket.replace('}\n', '')}\nresource "aws_sqs_queue" "q" {}\n`,
    '? main.tf: Line 5 cannot be read: a block is not closed.',
  );
  tf(
    'a provisioner that runs when it goes',
    'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    when = destroy\n    command = "rm -rf /srv"\n  }\n}\n',
    '',
    'delete terraform_data.a',
    '? terraform_data.a: Its provisioner runs commands when it is deleted.',
  );
  is('main.tf.json')(
    'configuration in JSON',
    '{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs"}, "b": {"bucket": "b"}}}}',
    '{"resource": {"aws_s3_bucket": {"logs": {"bucket": "new"}}}}',
    'replace aws_s3_bucket.logs | bucket: "logs" → "new" forces',
    'delete aws_s3_bucket.b',
  );
  is('prod.tfvars')('variables alone say nothing of resources', 'count = 3', 'count = 0', 'nothing');

  test('what protects and what opens is warned of', () => {
    const impact = impactOfEdit(
      [
        edited(
          'main.tf',
          'resource "aws_db_instance" "a" {\n  deletion_protection = true\n  lifecycle { prevent_destroy = true }\n}\n',
          'resource "aws_db_instance" "a" {\n  deletion_protection = false\n}\n',
        ),
      ],
      '/project',
    );
    expect(impact && warningsOf(impact).map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        '`aws_db_instance.a` loses its protection against deletion.',
        '`aws_db_instance.a` may be destroyed by a plan again.',
      ]),
    );
  });

  test('a resource that moves to another file of the edit stays', () => {
    const impact = impactOfEdit([edited('a.tf', bucket, ''), edited('b.tf', '', bucket)], '/project');
    expect(impact?.resources).toEqual([]);
  });

  test('what names it hangs on it', () => {
    const vpc = 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n';
    const subnet =
      'resource "aws_subnet" "s" {\n  vpc_id = aws_vpc.v.id\n}\nresource "aws_instance" "i" {\n  subnet_id = aws_subnet.s.id\n}\n';
    const impact = impactOfEdit([edited('main.tf', vpc + subnet, subnet)], '/project');
    expect(impact?.resources[0]?.dependents).toEqual([
      { address: 'aws_subnet.s', distance: 1 },
      { address: 'aws_instance.i', distance: 2, via: 'aws_subnet.s' },
    ]);
  });

  test('secrets are in nothing of it', () => {
    const secret = 'hunter2hunter2';
    const text = `resource "aws_db_instance" "a" {\n  password = "${secret}"\n  url = "postgres://u:${secret}@h/db"\n}\n`;
    const impact = impactOfEdit(
      [edited('main.tf', text, text.replace('"postgres', '"mysql').replace('"a"', '"b"'))],
      '/project',
    );
    expect(impact?.resources).toHaveLength(2);
    expect(JSON.stringify(impact)).not.toContain(secret);
  });
});

describe('Kubernetes', () => {
  const k8s = is('k8s/app.yaml');
  const deployment = (replicas: number, image: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n      containers:\n        - name: log\n          image: log\n        - name: web\n          image: ${image}\n          env:\n            - name: DB_PASSWORD\n              value: hunter2hunter2\n            - {name: MODE, value: a}\n`;

  k8s(
    'an image, by its container',
    deployment(3, 'web:1'),
    deployment(3, 'web:2'),
    'update deployment/web -n shop | spec.template.spec.containers.web.image: "web:1" → "web:2"',
  );
  k8s(
    'scaled to nothing',
    deployment(3, 'web:1'),
    deployment(0, 'web:1'),
    'update deployment/web -n shop | spec.replicas: 3 → 0 | scaled to zero: it stops',
  );
  k8s(
    'one document of several',
    `${deployment(3, 'web:1')}---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n`,
    deployment(3, 'web:1'),
    'delete namespace/shop',
  );
  k8s(
    'documents in another order',
    `${deployment(3, 'web:1')}---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n`,
    `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\n${deployment(3, 'web:1')}`,
  );
  k8s(
    'a list',
    undefined,
    'apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n',
    'create configmap/a',
    'create configmap/b',
  );
  k8s(
    'a template is not guessed at',
    'kind: Service\napiVersion: v1\nmetadata:\n  name: {{ .Release.Name }}\n',
    'kind: Service\napiVersion: v1\nmetadata:\n  name: {{ .Values.name }}\n',
    '? k8s/app.yaml: It is a template: what it comes to is known only when it is rendered.',
  );
  test('broken YAML is said to be so', () => {
    const impact = impactOfEdit(
      [edited('k8s/app.yaml', '', 'apiVersion: v1\nkind: Job\nmetadata:\n  name: [web\nspec: {}\n')],
      '/project',
    );
    expect(impact?.uninspectable).toEqual([
      { what: 'k8s/app.yaml', why: expect.stringMatching(/^Line \d is no YAML: .+\.$/) },
    ]);
  });

  test('values of secrets and of variables named so are in nothing of it', () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: hunter2hunter2}\ndata: {b: aHVudGVyMg==}\n';
    const impact = impactOfEdit(
      [
        edited(
          'k8s/a.yaml',
          `${secret}---\n${deployment(1, 'a')}`,
          `${secret.replace('{a: hunter2hunter2}', '{a: hunter3hunter3}')}`,
        ),
      ],
      '/project',
    );
    expect(impact?.resources).toHaveLength(2);
    expect(JSON.stringify(impact)).not.toMatch(/hunter|aHVudGVyMg/);
  });
});

describe('what has no resources of its own is not called harmless', () => {
  is('k8s/kustomization.yaml')(
    'a kustomization',
    'resources: [a.yaml, b.yaml]\n',
    'resources: [a.yaml]\n',
    '? k8s/kustomization.yaml: It only brings together what stands in other files, or is no manifest.',
  );
  is('main.tf')(
    'locals and where state lies',
    'locals {\n  zones = 3\n}\nterraform {\n  backend "s3" {\n    key = "a"\n  }\n}\n',
    'locals {\n  zones = 1\n}\nterraform {\n  backend "s3" {\n    key = "b"\n  }\n}\n',
    '? the state: It is kept elsewhere: what Terraform manages there is not known.',
    '? variables, locals and data: What follows from their new values only a plan tells.',
  );
  is('provider.tf')(
    'a provider and its version',
    'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = "~> 5.0" }\n  }\n}\nprovider "aws" {\n  region = "eu-central-1"\n}\n',
    undefined,
    '? versions of providers: Another version may see the same resources otherwise.',
    '? a provider: It is configured otherwise: the same resources may lie elsewhere.',
  );
  is('azuredeploy.json')(
    'a template of another tool',
    '{"resources": [{"type": "Microsoft.Storage/storageAccounts", "name": "a"}]}',
    '{"resources": []}',
    '? azuredeploy.json: It is no template of CloudFormation, or is broken: what it describes was not read.',
  );
});

describe('CloudFormation', () => {
  const cfn = is('template.yaml');
  const template = (more: string) =>
    `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Queue:\n    Type: AWS::SQS::Queue\n${more}`;
  cfn(
    'a table that goes, and one that is kept',
    template(
      '  Orders:\n    Type: AWS::DynamoDB::Table\n  Kept:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n    Properties:\n      BucketName: !Sub "${Orders}-b"\n',
    ),
    template(''),
    'delete Orders',
    'forget Kept | kept by its deletion policy',
  );
  cfn(
    'a property with a short tag',
    template('    Properties:\n      KmsMasterKeyId: !Ref Key\n'),
    template('    Properties:\n      KmsMasterKeyId: !GetAtt Other.Arn\n'),
    'update Queue | KmsMasterKeyId["Fn::GetAtt"][0]: (absent) → "Other" | KmsMasterKeyId["Fn::GetAtt"][1]: (absent) → "Arn" | KmsMasterKeyId.Ref: "Key" → (absent)',
  );
  cfn(
    'in another order',
    template('  A:\n    Type: AWS::SNS::Topic\n  B:\n    Type: AWS::SNS::Topic\n'),
    template('  B:\n    Type: AWS::SNS::Topic\n  A:\n    Type: AWS::SNS::Topic\n'),
  );
  cfn(
    'one that is broken afterwards',
    template(''),
    `${template('')}   - x: [`,
    '? template.yaml: As it would be it is no template that can be read.',
  );
  test('what refers to it hangs on it', () => {
    const before = template(
      '  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Dimensions: [{Name: q, Value: !GetAtt Queue.QueueName}]\n',
    );
    const impact = impactOfEdit(
      [edited('template.yaml', before, before.replace('  Queue:\n    Type: AWS::SQS::Queue\n', ''))],
      '/project',
    );
    expect(
      impact?.resources.map(({ address, dependents }) => [address, dependents.map((each) => each.address)]),
    ).toEqual([['Queue', ['Alarm']]]);
  });
});

describe('Compose', () => {
  const compose = is('compose.yaml');
  const file =
    'services:\n  db:\n    image: postgres:15\n    ports: ["127.0.0.1:5432:5432"]\n    volumes: ["data:/var/lib/postgresql"]\nvolumes:\n  data:\n';
  compose(
    'a volume that is no longer written',
    file,
    file.replace('    volumes: ["data:/var/lib/postgresql"]\nvolumes:\n  data:\n', ''),
    'update service db | volumes[0]: "data:/var/lib/postgresql" → (absent) | no longer mounts data',
    'forget volume data',
  );
  compose(
    'a port opened to everybody',
    file,
    file.replace('127.0.0.1:5432:5432', '5432:5432'),
    'update service db | ports[0]: "127.0.0.1:5432:5432" → "5432:5432" | opens port 5432 on every address of the machine',
  );
  compose(
    'another image',
    file,
    file.replace('postgres:15', 'postgres:16'),
    'update service db | image: "postgres:15" → "postgres:16"',
  );
});

describe('SQL migrations', () => {
  const sql = is('migrations/0002.sql');
  sql('a new one', undefined, 'DROP TABLE orders;\nCREATE TABLE x (id int);', 'delete orders', 'create x');
  sql('only what is new to the file', 'DROP TABLE a;', 'DROP TABLE a;\nTRUNCATE b;', 'delete all rows of b');
  sql(
    'columns that go, by name',
    undefined,
    'ALTER TABLE orders DROP COLUMN note, ALTER COLUMN total TYPE int;\nALTER TABLE orders DROP CONSTRAINT c;',
    'delete orders.note',
    'update orders | the type of total changes',
  );
  sql(
    'more goes than is named',
    undefined,
    'DROP TABLE a CASCADE;',
    'delete a | what depends on it goes as well (CASCADE)',
    '? what CASCADE takes along: Only the database knows what depends on it.',
  );
  sql(
    'a foreign key that will take rows along some day takes nothing now',
    undefined,
    'ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES b (id) ON DELETE CASCADE;',
    'update a',
  );
  sql('a transaction that takes it back', undefined, 'BEGIN; DROP TABLE a; ROLLBACK;');
  sql(
    'what takes it back is not told',
    undefined,
    '-- +goose Up\nCREATE TABLE x (id int);\n-- +goose Down\nDROP TABLE x;',
    'create x',
  );
  sql('code in the database', undefined, 'DO $$ BEGIN DROP TABLE a; END $$;', '? DO: It runs a block of code.');
  is('db/migrate/1_drop.rb')(
    'code of another language',
    undefined,
    'class Drop < ActiveRecord::Migration[7.0]\n  def change\n    drop_table :orders\n  end\nend\n',
    '? db/migrate/1_drop.rb: It is code: the statements it comes to are known only when it runs.',
  );
});

describe('Helm values', () => {
  is('charts/shop/values.yaml')(
    'by path, and not rendered',
    'replicaCount: 3\nimage:\n  tag: a\n',
    'replicaCount: 1\nimage:\n  tag: a\n',
    'update charts/shop/values.yaml | replicaCount: 3 → 1',
    '? charts/shop/values.yaml: The chart’s templates decide what these values come to: a rendered comparison tells.',
  );
});

describe('files of others', () => {
  const folder = sharedFixtures('terraform-config');
  needs(folder !== undefined, 'the recordings are not beside the project');

  test('every manifest, compose file and migration is read whole or says what is not', () => {
    const files = ['kubernetes', 'compose', 'helm'].flatMap((kind) => sharedFiles(kind, '.yaml'));
    for (const path of files) {
      const name = path.includes('compose') ? 'compose.yaml' : 'k8s/a.yaml';
      const impact = impactOfEdit([edited(name, readFileSync(path, 'utf8'), undefined)], '/project');
      expect(impact?.uninspectable, path).toEqual([]);
      expect(impact?.resources.length, path).toBeGreaterThan(0);
    }
  });

  test('every one comes to what a person has read in it', () => {
    const golden: Readonly<Record<string, string>> = {
      'authelia-mysql-V0013-down.sql': 'deletes the table `one_time_code`; this cannot be undone.',
      'authelia-mysql-V0019-down.sql':
        'deletes 2 resources; webauthn_credentials.attestation and cached_data cannot be brought back.',
      'authelia-pg-V0005-up.sql':
        'deletes 2 resources and changes the table `oauth2_consent_session`; rows of oauth2_consent_session and rows of user_opaque_identifier cannot be brought back.',
      'langfuse-pg-cleanup-script.sql': 'cannot be inspected: DO.',
      'langfuse-pg-delete-duplicates.sql':
        'creates the index `membership_invitations_email_org_id_key`; DELETE membership_invitations cannot be inspected.',
      'langfuse-pg-delete-insert-pricing.sql':
        'deletes rows of models and creates new rows of models; this cannot be undone.',
      'langfuse-pg-drop-columns.sql':
        'deletes 4 resources and changes the table `slack_integrations`; rows of slack_integrations, slack_integrations.expires_at and slack_integrations.claim_token_hash cannot be brought back.',
      'langfuse-pg-drop-legacy-tracing-tables.sql':
        'deletes 7 resources; traces, observations, scores and 1 more cannot be brought back.',
      'temporal-pg-v1.16-fix-data-encoding.sql':
        'deletes the column `current_executions.data_encoding` and changes the table `current_executions`; this cannot be undone.',
      'temporal-pg-v1.8-drop-table.sql': 'deletes the table `tiered_storage_tasks`; this cannot be undone.',
    };
    const read = sharedFiles('sql-migrations', '.sql').flatMap((path) => {
      const name = path.split('/').at(-1) ?? '';
      const impact = impactOfEdit(
        [edited(`migrations/${name.replace('-down', '')}`, undefined, readFileSync(path, 'utf8'))],
        '/project',
      );
      return name in golden ? [[name, impact?.headline.replace('Once the migration runs: ', '')] as const] : [];
    });
    expect(Object.fromEntries(read)).toEqual(golden);
  });

  test('a configuration with everything in it', () => {
    const main = readFileSync(join(folder ?? '', 'main.tf'), 'utf8');
    const impact = impactOfEdit([edited('main.tf', main, undefined)], '/project');
    expect(impact?.headline).toMatch(/^Once applied: deletes 16 resources; /);
    expect(impact?.resources.find(({ address }) => address === 'aws_vpc.main')?.dependents).toEqual([
      { address: 'aws_subnet.a', distance: 1 },
      { address: 'aws_security_group.web', distance: 1 },
      { address: 'aws_instance.web', distance: 2, via: 'aws_subnet.a' },
    ]);
  });
});
