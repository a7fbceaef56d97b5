/** Files of 5,000 lines, each with an edit in its middle. */

export interface LongFile {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** Another text each time, as typing makes it. */
  readonly typed: (turn: number) => string;
}

const many = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join('');

/** `to`: `~` is where somebody types. */
function file(name: string, path: string, text: string, from: string, to: string): LongFile {
  if (!text.includes(from)) throw new Error(`there is no ${from}`);
  return { name, path, text, typed: (turn) => text.replace(from, () => to.replace('~', 'x'.repeat(turn % 7))) };
}

const outcomes = ['hold', 'deny', 'allow'];
const effects = ['destroy', 'change', 'read, change'];

export const longPolicy = file(
  'policy.yaml',
  '/project/.holdpoint/policy.yaml',
  `version: 1\nenvironments:\n  sandbox: { contexts: ["kind-*"] }\nrules:\n${many(
    833,
    (index) =>
      `  - name: rule ${index}\n    when:\n      effect: [${effects[index % 3]}]\n      environment: production\n      target: "db-${index}*"\n    then: ${outcomes[index % 3]}\n`,
  )}`,
  'rule 416\n',
  'rule in the ~middle\n',
);

export const longFiles: readonly LongFile[] = [
  file(
    'main.tf',
    '/project/main.tf',
    many(
      500,
      (index) =>
        `resource "aws_db_instance" "db${index}" {\n  identifier     = "db-${index}"\n  engine         = "postgres"\n  instance_class = "db.t3.small"\n  tags           = { Name = "db-${index}" }\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n\n`,
    ),
    'identifier     = "db-250"\n  engine         = "postgres"\n  instance_class = "db.t3.small"\n  tags           = { Name = "db-250" }\n  lifecycle {\n    prevent_destroy = true',
    'identifier     = "db-250"\n  engine         = "postgres"\n  instance_class = "db.t3.small"\n  tags           = { Name = "db-250" }\n  lifecycle {\n    prevent_destroy = false\n    # ~',
  ),
  file(
    'manifests.yaml',
    '/project/k8s/all.yaml',
    many(
      250,
      (index) =>
        `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-${index}\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web-${index}\n  template:\n    metadata:\n      labels:\n        app: web-${index}\n    spec:\n      containers:\n        - name: web\n          image: web:${index}\n          ports:\n            - containerPort: 80\n---\n`,
    ),
    'name: web-125\nspec:\n  replicas: 3',
    'name: web-125\nspec:\n  replicas: 0 # ~',
  ),
  file(
    'migration.sql',
    '/project/migrations/001_all.sql',
    many(
      1_667,
      (index) => `create table t${index} (id int primary key,\n  total int);\ncreate index on t${index}(total);\n`,
    ),
    'create table t800 ',
    'drop table t1;\ncreate table t800~ ',
  ),
  file(
    'template.yaml',
    '/project/template.yaml',
    `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n${many(
      714,
      (index) =>
        `  A${index}:\n    Type: AWS::RDS::DBInstance\n    DeletionPolicy: Retain\n    Properties:\n      DBInstanceClass: db.t3.small\n      AllocatedStorage: 20\n      DBInstanceIdentifier: db${index}\n`,
    )}`,
    'DBInstanceIdentifier: db357\n',
    'DBInstanceIdentifier: another~\n',
  ),
  file(
    'compose.yaml',
    '/project/compose.yaml',
    `services:\n${many(1_000, (index) => `  s${index}:\n    image: a:${index}\n    restart: always\n    environment:\n      A: b\n`)}`,
    'image: a:500\n',
    'image: a:500\n    privileged: true # ~\n',
  ),
  file(
    'workflow.yaml',
    '/project/.github/workflows/deploy.yml',
    `name: deploy\non: push\njobs:\n${many(
      625,
      (index) =>
        `  j${index}:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - uses: actions/checkout@v4\n      - run: terraform plan\n      - run: echo ${index}\n      - run: npm test\n`,
    )}`,
    '  j312:\n    runs-on: ubuntu-latest\n    environment: production\n',
    '  j312:\n    runs-on: ubuntu-latest\n    # ~\n',
  ),
];
