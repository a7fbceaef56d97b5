/** Files that describe infrastructure, with edits, what is said of each, and look-alikes of which nothing is said. */

/** What is done to it, the text that is replaced and what by; then every line with what is said of it. */
type Edit = readonly [title: string, from: string, to: string, ...said: string[]];

export interface Sample {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly edits: readonly Edit[];
  /** What is offered to put it back. */
  readonly restored: readonly (readonly [title: string, from: string, to: string, action: string])[];
}

const database = `resource "aws_db_instance" "orders" {
  identifier              = "orders"
  instance_class          = "db.t3.small"
  deletion_protection     = true
  skip_final_snapshot     = false
  backup_retention_period = 7
  lifecycle {
    prevent_destroy = true
  }
}
`;
const lifecycle = '  lifecycle {\n    prevent_destroy = true\n  }\n';

const terraform: Sample = {
  path: '/project/main.tf',
  text: `${database}
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

resource "aws_s3_bucket_versioning" "logs" {
  bucket = aws_s3_bucket.logs.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_iam_policy" "deploy" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::a/*"] }] })
}

resource "aws_security_group" "web" {
  ingress {
    from_port   = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  threshold = "5"
}
`,
  edits: [
    ['prevent_destroy goes', lifecycle, '', '1: may be destroyed by a plan again'],
    [
      'prevent_destroy is off',
      'prevent_destroy = true',
      'prevent_destroy = false',
      '1: may be destroyed by a plan again',
    ],
    [
      'deletion_protection is off',
      'protection     = true',
      'protection     = false',
      '1: loses its protection against deletion',
    ],
    ['deletion_protection goes', '  deletion_protection     = true\n', '', '1: loses its protection against deletion'],
    ['no final snapshot', 'snapshot     = false', 'snapshot     = true', '1: leaves no final snapshot behind'],
    ['what was off is left out', '  skip_final_snapshot     = false\n', ''],
    ['backups for a shorter time', 'period = 7', 'period = 1', '1: keeps backups for 1 instead of 7 days'],
    ['backups for a longer time', 'period = 7', 'period = 30'],
    ['versioning is off', '"Enabled"', '"Suspended"', '16: keeps no earlier state'],
    ['force_destroy', 'bucket = "logs"\n', 'bucket = "logs"\n  force_destroy = true\n', '12: loses a guard'],
    ['another identifier', '= "orders"', '= "orders2"', '1: would be replaced: holds data'],
    ['another size', 'db.t3.small', 'db.t3.large'],
    ['a database goes', database, '', '2: would be destroyed: holds data'],
    [
      'an alarm goes',
      'resource "aws_cloudwatch_metric_alarm" "slow" {\n  threshold = "5"\n}\n',
      '',
      '32: would be destroyed',
    ],
    [
      'a name is another, and moved',
      'resource "aws_s3_bucket" "logs" {',
      'moved {\n  from = aws_s3_bucket.logs\n  to   = aws_s3_bucket.old\n}\nresource "aws_s3_bucket" "old" {',
    ],
    ['every action', '"s3:GetObject"', '"*"', '21: gives access to more'],
    ['one action more', '"s3:GetObject"', '"s3:GetObject", "s3:DeleteObject"', '21: gives access to more'],
    ['a smaller resource', 'arn:aws:s3:::a/*', 'arn:aws:s3:::a/b'],
    ['the whole internet', '10.0.0.0/8', '0.0.0.0/0', '25: is opened to the whole internet'],
    ['another network', '10.0.0.0/8', '10.1.0.0/16'],
    ['a number', '"5"', '"9"'],
    [
      'a comment',
      'resource "aws_s3_bucket" "logs"',
      '# lifecycle { prevent_destroy = true }\nresource "aws_s3_bucket" "logs"',
    ],
  ],
  restored: [
    ['with its block', lifecycle, '', 'Restore prevent_destroy'],
    ['switched off', 'protection     = true', 'protection     = false', 'Restore deletion protection'],
    ['a shorter time', 'period = 7', 'period = 1', 'Restore backup_retention_period'],
    ['added', 'bucket = "logs"\n', 'bucket = "logs"\n  force_destroy = true\n', 'Undo force_destroy'],
    ['gone', database, '', 'Restore aws_db_instance.orders'],
    ['wider', '10.0.0.0/8', '0.0.0.0/0', 'Undo the whole internet'],
    ['replaced', '= "orders"', '= "orders2"', 'Undo this change'],
  ],
};

const orders = `  Orders:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      DBInstanceIdentifier: orders
      DeletionProtection: true
      AllocatedStorage: 20
`;

const cloudformation: Sample = {
  path: '/project/template.yaml',
  text: `AWSTemplateFormatVersion: '2010-09-09'
Resources:
${orders}  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement: [{ Effect: Allow, Action: [s3:GetObject], Resource: ['arn:aws:s3:::a/*'] }]
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Threshold: 5
`,
  edits: [
    [
      'DeletionPolicy goes',
      '    DeletionPolicy: Retain\n',
      '',
      '3: from now on a snapshot is kept when its stack goes',
    ],
    [
      'DeletionPolicy: Delete',
      'DeletionPolicy: Retain',
      'DeletionPolicy: Delete',
      '3: from now on it is deleted with its stack',
    ],
    ['UpdateReplacePolicy goes', '    UpdateReplacePolicy: Retain\n', '', '3: loses a guard'],
    ['DeletionProtection is off', 'DeletionProtection: true', 'DeletionProtection: false', '3: loses a guard'],
    ['another identifier', 'Identifier: orders', 'Identifier: orders2', '3: would be replaced: holds data'],
    ['a database goes', orders, '', '3: would be left behind: holds data'],
    [
      'an alarm goes',
      '  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Threshold: 5\n',
      '',
      '17: would be destroyed',
    ],
    ['one action more', 's3:GetObject', 's3:GetObject, s3:PutObject', '11: gives access to more'],
    ['every action', 's3:GetObject', '"*"', '11: gives access to more'],
    ['another size', 'Storage: 20', 'Storage: 40'],
    ['a number', 'Threshold: 5', 'Threshold: 9'],
  ],
  restored: [
    ['gone', '    DeletionPolicy: Retain\n', '', 'Restore the deletion policy'],
    ['off', 'DeletionProtection: true', 'DeletionProtection: false', 'Restore deletion protection'],
    ['with everything', orders, '', 'Restore Orders'],
  ],
};

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
  annotations:
    helm.sh/resource-policy: keep
spec:
  storageClassName: fast
---
`;

const kubernetes: Sample = {
  path: '/project/k8s/all.yaml',
  text: `${claim}apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    spec:
      containers:
        - name: web
          image: web:1
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reader
rules:
  - apiGroups: [""]
    resources: ["pods"]
    verbs: ["get"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: devs
roleRef:
  kind: Role
  name: reader
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: disk
spec:
  persistentVolumeReclaimPolicy: Retain
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec: { minAvailable: 2 }
`,
  edits: [
    ['the resource policy goes', '  annotations:\n    helm.sh/resource-policy: keep\n', '', '1: loses a guard'],
    ['the reclaim policy', 'Policy: Retain', 'Policy: Delete', '40: loses a guard'],
    ['fewer have to be there', 'minAvailable: 2', 'minAvailable: 1', '47: keeps fewer pods from being disrupted'],
    ['more have to be there', 'minAvailable: 2', 'minAvailable: 3'],
    ['a claim goes', claim, '', '1: would be destroyed: holds data'],
    [
      'another class of a claim',
      'storageClassName: fast',
      'storageClassName: slow',
      '1: its spec.storageClassName cannot be changed',
    ],
    ['another selector', 'app: web', 'app: web2', '10: its spec.selector.matchLabels.app cannot be changed'],
    ['nothing is left running', 'replicas: 3', 'replicas: 0', '10: scaled to zero'],
    ['one more runs', 'replicas: 3', 'replicas: 4'],
    ['one verb more', '["get"]', '["get", "delete"]', '23: gives access to more'],
    ['every verb', '["get"]', '["*"]', '23: gives access to more'],
    [
      'everything in the cluster',
      'name: reader\n---',
      'name: cluster-admin\n---',
      '32: its roleRef.name cannot be changed',
      '32: lets somebody do everything in the cluster',
    ],
    ['another image', 'web:1', 'web:2'],
    ['a label', 'name: web\nspec:\n  replicas', 'name: web\n  labels: { a: b }\nspec:\n  replicas'],
  ],
  restored: [
    ['gone', '  annotations:\n    helm.sh/resource-policy: keep\n', '', 'Restore the resource policy'],
    ['another', 'Policy: Retain', 'Policy: Delete', 'Restore the reclaim policy'],
    ['fewer', 'minAvailable: 2', 'minAvailable: 1', 'Restore minAvailable'],
    ['whole', claim, '', 'Restore PersistentVolumeClaim/data'],
  ],
};

const compose: Sample = {
  path: '/project/docker-compose.yml',
  text: `services:
  db:
    image: postgres:16
    ports: ["127.0.0.1:5432:5432"]
    volumes: ["pg:/var/lib/postgresql/data"]
  web:
    image: nginx
volumes:
  pg: {}
`,
  edits: [
    ['a service goes', '  web:\n    image: nginx\n', '', '6: would be left behind'],
    ['a volume goes', 'volumes:\n  pg: {}\n', '', '8: would be left behind: holds data'],
    ['a volume is no longer mounted', '    volumes: ["pg:/var/lib/postgresql/data"]\n', '', '2: no longer mounts pg'],
    ['a port is opened', '127.0.0.1:5432:5432', '5432:5432', '2: opens port 5432 on every address of the machine'],
    ['the host', 'image: nginx', 'image: nginx\n    privileged: true', '6: gives access to more'],
    ['another image', 'image: nginx', 'image: nginx:1.27'],
    ['another port of this machine', '127.0.0.1:5432', '127.0.0.1:5433'],
  ],
  restored: [
    ['gone', '    volumes: ["pg:/var/lib/postgresql/data"]\n', '', 'Undo this change'],
    ['added', 'image: nginx', 'image: nginx\n    privileged: true', 'Undo the host'],
  ],
};

const sql: Sample = {
  path: '/project/db/migrations/001_orders.sql',
  text: `create table orders (id int primary key, total int);
alter table orders enable row level security;
create index on orders(total);
`,
  edits: [
    ['a table goes', '(total);\n', '(total);\ndrop table orders;\n', '4: would be destroyed: holds data'],
    [
      'a column goes',
      '(total);\n',
      '(total);\nalter table orders drop column total;\n',
      '4: would be destroyed: holds data',
    ],
    ['all rows go', '(total);\n', '(total);\ndelete from orders;\n', '4: would be destroyed: holds data'],
    ['rights for everybody', '(total);\n', '(total);\ngrant all on orders to public;\n', '4: gives rights'],
    ['somebody may do everything', '(total);\n', '(total);\nalter role app superuser;\n', '4: gives rights'],
    [
      'rows are no longer kept apart',
      '(total);\n',
      '(total);\nalter table orders disable row level security;\n',
      '4: loses a guard',
    ],
    ['a new column', '(total);\n', '(total);\nalter table orders add column note text;\n'],
    ['a comment', '(total);\n', '(total);\n-- drop table orders;\n'],
    ['a text', '(total);\n', "(total);\ninsert into notes values ('drop table orders;');\n"],
  ],
  restored: [
    ['gone', 'alter table orders enable row level security;\n', '', 'Restore enable row level security'],
    ['added', '(total);\n', '(total);\nalter table orders disable row level security;\n', 'Undo no row level security'],
  ],
};

const actions: Sample = {
  path: '/project/.github/workflows/deploy.yml',
  text: `name: deploy
on:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  deploy:
    environment: production
    runs-on: ubuntu-latest
    steps:
      - run: terraform plan
      - name: hello
        run: echo hello
`,
  edits: [
    ['the environment goes', '    environment: production\n', '', '8: loses a guard'],
    ['an apply', 'terraform plan', 'terraform apply -auto-approve', '8: changes what is deployed'],
    ['rights to write', 'contents: read', 'contents: write', '5: gives access to more'],
    ['on the word of a stranger', 'push:\n    branches: [main]', 'pull_request_target:', '2: gives access to more'],
    ['on every branch', '[main]', '["**"]', '2: changes what is deployed'],
    ['another greeting', 'echo hello', 'echo hi'],
    ['another name', 'name: hello', 'name: deploy hello'],
  ],
  restored: [
    ['gone', '    environment: production\n', '', 'Restore an environment'],
    ['wider', 'contents: read', 'contents: write', 'Undo write permissions'],
  ],
};

const gitlab: Sample = {
  path: '/project/.gitlab-ci.yml',
  text: `deploy:
  stage: deploy
  environment: production
  when: manual
  script:
    - helm upgrade web ./chart
test:
  stage: test
  script: [make test]
`,
  edits: [
    ['nobody starts it any more', '  when: manual\n', '', '1: loses a guard'],
    ['the environment goes', '  environment: production\n', '', '1: loses a guard'],
    ['another command', 'helm upgrade web ./chart', 'helm uninstall web', '1: changes what is deployed'],
    ['another test', 'make test', 'make check'],
  ],
  restored: [['gone', '  when: manual\n', '', 'Restore a manual step']],
};

export const files = { terraform, cloudformation, kubernetes, compose, sql, actions, gitlab } as const;
