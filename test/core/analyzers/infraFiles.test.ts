import { describe, expect, test } from 'vitest';
import { understand } from '../../../src/core/understand.ts';
import { understandAction } from '../../support/understanding.ts';

const path = (name: string) => `/projects/app/${name}`;
const said = (effects: readonly { kind: string; tool: string; operation: string; target?: string }[]) =>
  effects.map(({ kind, tool, operation, target }) => `${kind} ${tool} ${operation} ${target}`);

/** An edit that writes the whole file. */
const writes = (name: string, before: string | undefined, content: string) =>
  said(
    understandAction(
      { kind: 'edit', edits: [{ path: path(name), change: { kind: 'write', content } }] },
      before === undefined ? {} : { files: { [path(name)]: before } },
    ).effects,
  );

/** An edit that replaces one text by another. */
const replaces = (name: string, before: string, from: string, to: string) =>
  said(
    understandAction(
      { kind: 'edit', edits: [{ path: path(name), change: { kind: 'replace', from, to, all: false } }] },
      { files: { [path(name)]: before } },
    ).effects,
  );

const database = `resource "aws_db_instance" "main" {
  instance_class      = "db.t3.small"
  deletion_protection = true
  skip_final_snapshot = false
  lifecycle {
    prevent_destroy = true
  }
}
`;
const group = `resource "aws_security_group" "web" {
  ingress {
    cidr_blocks = ["10.0.0.0/8"]
  }
  egress {
    cidr_blocks = ["10.0.0.0/8"]
  }
}
`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
  finalizers:
    - example.com/keep
spec:
  replicas: 3
  image: api:1
---
apiVersion: v1
kind: Service
metadata:
  name: api
`;
const workflow = `name: deploy
on:
  push:
    branches: [main]
jobs:
  ship:
    environment: production
    steps:
      - uses: actions/setup-node@v4
        with:
          node-version: 18
      - run: npm test
      - run: terraform apply -auto-approve
`;
const ci = `on: [push]
jobs:
  test:
    steps:
      - run: npm test
`;
const template = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
  Queue:
    Type: AWS::SQS::Queue
`;

describe('Terraform', () => {
  const is = (name: string, from: string, to: string, ...expected: string[]) =>
    test(name, () => expect(replaces('main.tf', database + group, from, to)).toEqual(expected));
  is('a resource goes', database, '', 'change file remove resources main.tf');
  is('a resource is renamed', '"main"', '"primary"', 'change file remove resources main.tf');
  is('a resource gets another type', '"aws_db_instance"', '"aws_rds_cluster"', 'change file remove resources main.tf');
  is('prevent_destroy goes', '    prevent_destroy = true\n', '', 'change file drop protection main.tf');
  is(
    'prevent_destroy is false',
    'prevent_destroy = true',
    'prevent_destroy = false',
    'change file drop protection main.tf',
  );
  is(
    'deletion_protection is false',
    'deletion_protection = true',
    'deletion_protection = false',
    'change file drop protection main.tf',
  );
  is(
    'skip_final_snapshot',
    'skip_final_snapshot = false',
    'skip_final_snapshot = true',
    'change file drop protection main.tf',
  );
  is(
    'prevent_destroy in a comment',
    '    prevent_destroy = true',
    '    # prevent_destroy = true',
    'change file drop protection main.tf',
  );
  is(
    'open ingress',
    'ingress {\n    cidr_blocks = ["10.0.0.0/8"]',
    'ingress {\n    cidr_blocks = ["0.0.0.0/0"]',
    'change file widen access main.tf',
  );
  is('open egress', 'egress {\n    cidr_blocks = ["10.0.0.0/8"]', 'egress {\n    cidr_blocks = ["0.0.0.0/0"]');
  is('another size', 'db.t3.small', 'db.t3.large');
  is('a comment', database, `# The database.\n${database}`);
  is('a new resource', database, `${database}resource "aws_sqs_queue" "q" {}\n`);
  is('an output', group, `${group}output "x" {\n  value = 1\n}\n`);
  is(
    'a secret',
    'instance_class',
    'password = "hunter2hunter2"\n  instance_class',
    'change file write a secret main.tf',
  );
  is('a secret from a variable', 'instance_class', 'password = var.password\n  instance_class');
  is(
    'a public bucket',
    'instance_class',
    'publicly_accessible = true\n  instance_class',
    'change file widen access main.tf',
  );
  is('protection is added', 'db.t3.small"', 'db.t3.small"\n  deletion_protection_enabled = true');
  is(
    'moved',
    'resource "aws_db_instance" "main"',
    'moved {\n  from = aws_db_instance.main\n  to = aws_db_instance.db\n}\nresource "aws_db_instance" "db"',
  );
  test('a new file', () => expect(writes('new.tf', undefined, database)).toEqual([]));
  test('a whole rewrite', () =>
    expect(writes('main.tf', database, group)).toEqual(['change file remove resources main.tf']));
  test('the file goes', () =>
    expect(
      said(
        understandAction(
          { kind: 'edit', edits: [{ path: path('main.tf'), change: { kind: 'delete' } }] },
          { files: { [path('main.tf')]: database } },
        ).effects,
      ),
    ).toEqual(['change file remove resources main.tf']));
  test('a resource moves to another file of the same call', () =>
    expect(
      said(
        understandAction(
          {
            kind: 'edit',
            edits: [
              { path: path('main.tf'), change: { kind: 'replace', from: database, to: '', all: false } },
              { path: path('db.tf'), change: { kind: 'write', content: database } },
            ],
          },
          { files: { [path('main.tf')]: database + group } },
        ).effects,
      ),
    ).toEqual([]));
  test('a patch of its own kind', () =>
    expect(
      said(
        understandAction({
          kind: 'edit',
          edits: [
            {
              path: path('main.tf'),
              change: { kind: 'patch', text: '@@\n-resource "aws_db_instance" "main" {\n-}\n+# gone\n' },
            },
          ],
        }).effects,
      ),
    ).toEqual(['change file remove resources main.tf']));
  test('not to be read', () =>
    expect(
      said(
        understandAction(
          {
            kind: 'edit',
            edits: [
              {
                path: path('main.tf'),
                change: { kind: 'replace', from: 'prevent_destroy = true', to: '', all: false },
              },
            ],
          },
          { files: { [path('main.tf')]: null } },
        ).effects,
      ),
    ).toEqual(['change file drop protection main.tf']));
  test('tfvars', () => expect(writes('prod.tfvars', 'replicas = 3\n', 'replicas = 4\n')).toEqual([]));
});

describe('Kubernetes', () => {
  const is = (name: string, from: string, to: string, ...expected: string[]) =>
    test(name, () => expect(replaces('k8s/api.yaml', deployment, from, to)).toEqual(expected));
  is(
    'a manifest goes',
    '---\napiVersion: v1\nkind: Service\nmetadata:\n  name: api\n',
    '',
    'change file remove resources k8s/api.yaml',
  );
  is(
    'another name',
    '  name: api\n  namespace',
    '  name: web\n  namespace',
    'change file remove resources k8s/api.yaml',
  );
  is('another namespace', 'namespace: shop', 'namespace: prod', 'change file remove resources k8s/api.yaml');
  is('finalizers go', '  finalizers:\n    - example.com/keep\n', '', 'change file drop protection k8s/api.yaml');
  is('privileged', 'image: api:1', 'image: api:1\n  privileged: true', 'change file widen access k8s/api.yaml');
  is('replicas', 'replicas: 3', 'replicas: 5');
  is('an image', 'api:1', 'api:2');
  test('by content', () =>
    expect(writes('x.yaml', deployment, 'a: b\n')).toEqual(['change file remove resources x.yaml']));
  test('a secret', () =>
    expect(
      writes(
        'k8s/s.yaml',
        undefined,
        'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  password: aHVudGVyMg==\n',
      ),
    ).toEqual(['change file write a secret k8s/s.yaml']));
  test('a new manifest', () => expect(writes('k8s/new.yaml', undefined, deployment)).toEqual([]));
  test('other YAML', () => expect(writes('config.yaml', 'kind: x\nname: y\n', 'kind: z\n')).toEqual([]));
});

describe('templates', () => {
  const is = (name: string, from: string, to: string, ...expected: string[]) =>
    test(name, () => expect(replaces('stack.yaml', template, from, to)).toEqual(expected));
  is('a resource goes', '  Queue:\n    Type: AWS::SQS::Queue\n', '', 'change file remove resources stack.yaml');
  is('a resource gets another type', 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'change file remove resources stack.yaml');
  is('the deletion policy', '    DeletionPolicy: Retain\n', '', 'change file drop protection stack.yaml');
  is('a description', 'Resources:', 'Description: x\nResources:');
});

describe('pipelines', () => {
  const name = '.github/workflows/deploy.yml';
  const is = (title: string, from: string, to: string, ...expected: string[]) =>
    test(title, () => expect(replaces(name, workflow, from, to)).toEqual(expected));
  const deploys = `change file change deployment ${name}`;
  is('what is applied', 'terraform apply -auto-approve', 'terraform destroy -auto-approve', deploys);
  is('when', 'branches: [main]', 'branches: ["**"]', deploys);
  is(
    'where to',
    'environment: production',
    'environment: staging',
    `change file drop protection ${name}`.replace('drop protection', 'change deployment'),
  );
  is('an environment goes', '    environment: production\n', '', `change file drop protection ${name}`, deploys);
  is('a version of Node', 'node-version: 18', 'node-version: 20');
  is('a test', 'npm test', 'npm run test:ci');
  is('a name', 'name: deploy', 'name: ship it');
  test('a new one that deploys', () => expect(writes(name, undefined, workflow)).toEqual([deploys]));
  test('a new one that tests', () => expect(writes('.github/workflows/ci.yml', undefined, ci)).toEqual([]));
  test('variables that go are no environment', () =>
    expect(
      writes(
        '.circleci/config.yml',
        'jobs:\n  t:\n    environment:\n      CI: 1\n    steps: [test]\n',
        'jobs:\n  t:\n    steps: [test]\n',
      ),
    ).toEqual([]));
  test('a test learns to deploy', () =>
    expect(writes('.gitlab-ci.yml', ci, `${ci}      - run: kubectl apply -f k8s\n`)).toEqual([
      'change file change deployment .gitlab-ci.yml',
    ]));
  test('a test runs on more', () =>
    expect(writes('.github/workflows/ci.yml', ci, ci.replace('[push]', '[push, pull_request]'))).toEqual([]));
});

describe('the machine', () => {
  const edits = (file: string) =>
    said(understandAction({ kind: 'edit', edits: [{ path: file, change: { kind: 'write', content: 'x' } }] }).effects);
  for (const file of ['/etc/hosts', '/home/u/.aws/credentials', '/home/u/.kube/config', '/home/u/.ssh/authorized_keys'])
    test(file, () => expect(edits(file)).toEqual([`change machine edit ${file}`]));
  for (const file of [
    '/home/u/notes.md',
    '/projects/app/etc/hosts',
    '/projects/app/Dockerfile',
    '/projects/app/.env',
    '/projects/app/docker-compose.yml',
    '/projects/app/migrations/0001_init.sql',
    '/projects/app/values.yaml',
    '/projects/app/src/main.ts',
  ])
    test(file, () => expect(edits(file)).toEqual([]));
});

describe('texts as they come', () => {
  const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
  test('a mark before the first line and other line ends change nothing', () =>
    expect(writes('main.tf', windows(database), database)).toEqual([]));
  test('a resource goes from such a text', () =>
    expect(writes('main.tf', windows(database + group), windows(group))).toEqual([
      'change file remove resources main.tf',
    ]));
  test('a manifest goes from such a text', () =>
    expect(writes('x.yaml', windows(deployment), windows(deployment.slice(0, deployment.indexOf('---'))))).toEqual([
      'change file remove resources x.yaml',
    ]));
  test('a broken text is compared all the same', () =>
    expect(
      writes('main.tf', `resource "aws_sqs_queue" "q" {\n${database}`, `resource "aws_sqs_queue" "q" {\n`),
    ).toEqual(['change file remove resources main.tf']));
  test('what cannot be read is not replaced unseen', () => {
    expect(
      understandAction(
        { kind: 'edit', edits: [{ path: path('main.tf'), change: { kind: 'write', content: database } }] },
        { files: { [path('main.tf')]: null } },
      ).effects,
    ).toMatchObject([
      { kind: 'change', operation: 'rewrite', note: 'What is in it cannot be read: It is not a text.' },
    ]);
  });
  test('what cannot be read is not removed unseen', () =>
    expect(
      understandAction(
        { kind: 'edit', edits: [{ path: path('main.tf'), change: { kind: 'delete' } }] },
        { files: { [path('main.tf')]: null } },
      ).effects,
    ).toMatchObject([{ kind: 'change', operation: 'delete' }]));
  test('an endless text takes no endless time', () => {
    const began = performance.now();
    for (const seed of ['\n', ' ', '#\n', '{', 'metadata:\n', 'kind: Secret\n', 'a = [', 'drop table x; rename to x; '])
      for (const name of ['a.tf', 'k8s/a.yaml', '.gitlab-ci.yml', 'migrations/a.sql', 'playbook.yml'])
        writes(name, 'x', seed.repeat(50_000 / seed.length));
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('what a person is told', () => {
  const note = (name: string, before: string, content: string) =>
    understandAction(
      { kind: 'edit', edits: [{ path: path(name), change: { kind: 'write', content } }] },
      { files: { [path(name)]: before } },
    ).effects.map((effect) => effect.note);
  test('which resource goes', () =>
    expect(note('main.tf', database, '')).toEqual(['It no longer describes aws_db_instance.main.']));
  test('which argument replaces', () =>
    expect(
      note(
        'main.tf',
        'resource "aws_s3_bucket" "b" {\n  bucket = "a"\n}\n',
        'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n',
      ),
    ).toEqual(['aws_s3_bucket.b is replaced, because of another bucket.']));
  test('how many are fewer', () =>
    expect(note('main.tf', 'resource "a_b" "c" {\n  count = 3\n}\n', 'resource "a_b" "c" {\n  count = 1\n}\n')).toEqual(
      ['It describes 2 fewer of a_b.c.'],
    ));
  test('which line of a pipeline', () =>
    expect(note('.gitlab-ci.yml', ci, `${ci}      - run: kubectl apply -f k8s\n`)).toEqual([
      'It changes what a pipeline deploys, or when: `- run: kubectl apply -f k8s`.',
    ]));
  test('a line that hides its direction is spelled out', () =>
    expect(note('.gitlab-ci.yml', ci, `${ci}      - run: kubectl apply \u202e\n`)[0]).toContain('\\u{202e}'));
  test('all that guarded it', () =>
    expect(
      note(
        'main.tf',
        database,
        database.replace('prevent_destroy = true', '').replace('deletion_protection = true', ''),
      ),
    ).toEqual(['It no longer has `prevent_destroy`, deletion protection.']));
  test('what it lets be lost', () =>
    expect(
      note('main.tf', database, database.replace('skip_final_snapshot = false', 'skip_final_snapshot = true')),
    ).toEqual(['It now has `skip_final_snapshot`.']));
  test('names between braces', () =>
    expect(
      note(
        'x.yaml',
        'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: {a: b} }\n---\napiVersion: v1\nkind: Service\nmetadata: { namespace: shop, name: web }\n',
        'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
      ),
    ).toEqual(['It no longer describes Service/web in shop.']));
  test('what is new had nothing to lose', () => {
    const made = 'resource "aws_db_instance" "new" {\n  deletion_protection = false\n  skip_final_snapshot = true\n}\n';
    expect(note('main.tf', database, database + made)).toEqual([]);
    expect(writes('new.tf', undefined, made)).toEqual([]);
  });
  test('a password of a test database is no secret', () =>
    expect(note('.github/workflows/ci.yml', ci, `${ci}        env:\n          POSTGRES_PASSWORD: postgres\n`)).toEqual(
      [],
    ));
  test('no secret is repeated', () =>
    expect(note('main.tf', 'x = 1\n', 'password = "hunter2hunter2"\n').join()).not.toContain('hunter2'));
});

describe('variables', () => {
  const leads = (line: string, expected: boolean) =>
    test(line, () => expect(writes('.env', 'LOG=info\n', `LOG=info\n${line}\n`).length > 0).toBe(expected));
  leads('DATABASE_URL=postgres://app:x@db.prod.acme.io:5432/app', true);
  leads('KUBECONFIG=/home/u/.kube/prod', true);
  leads('export AWS_PROFILE=prod-admin', true);
  leads('REDIS_HOST=cache.acme.io', true);
  leads('DATABASE_URL=postgres://postgres:postgres@localhost:5432/app', false);
  leads('DATABASE_URL=postgresql://user:password@your-host.example.com/db', false);
  leads('DATABASE_URL=postgres://db:5432/app', false);
  leads('DATABASE_URL=file:./dev.db', false);
  leads('AWS_PROFILE=dev', false);
  leads('DB_HOST=db', false);
  leads('API_URL=https://api.acme.io', false);
  leads('NEXT_PUBLIC_SUPABASE_URL=https://x.supabase.co', false);
});

describe('temporary folders', () => {
  const from = (cwd: string, file: string) =>
    understand(
      {
        agent: 'test',
        session: 's',
        tool: 'Write',
        cwd,
        env: {},
        action: { kind: 'edit', edits: [{ path: file, change: { kind: 'write', content: group } }] },
      },
      () => ({ kind: 'text', text: database }),
      { home: '/home/u', realPath: (each) => each },
    ).effects.length;
  const rewritten = (cwd: string, line: string) =>
    understand(
      { agent: 'test', session: 's', tool: 'Bash', cwd, env: {}, action: { kind: 'command', line, shell: 'bash' } },
      () => ({ kind: 'text', text: database }),
      { home: '/home/u', realPath: (each) => each },
    ).effects.length;
  test('a workspace in one is a workspace', () => {
    expect(from('/tmp/clone', '/tmp/clone/main.tf')).toBe(1);
    expect(rewritten('/tmp/clone', 'sed -i s/a/b/ main.tf')).toBe(1);
  });
  test("beside the workspace they are nobody's", () => {
    expect(from('/projects/app', '/tmp/clone/main.tf')).toBe(0);
    expect(from('/tmp/clone', '/tmp/other/main.tf')).toBe(0);
    expect(from('/tmp', '/tmp/main.tf')).toBe(0);
    expect(rewritten('/tmp/clone', 'sed -i s/a/b/ /tmp/main.tf')).toBe(0);
  });
});
