/** The holds that `docs/gallery.md` shows. What each would do comes from the readers themselves. */
import { readCatalog } from '../../src/core/databases/catalog.ts';
import { impactOfSql } from '../../src/core/databases/sqlImpact.ts';
import { readScript } from '../../src/core/databases/sqlScript.ts';
import type { Past } from '../../src/core/drift/signals.ts';
import { timelineOf } from '../../src/core/drift/timeline.ts';
import type { Impact } from '../../src/core/impact/impact.ts';
import { saferWaysOf } from '../../src/core/impact/saferWays.ts';
import { severityOf } from '../../src/core/impact/severity.ts';
import { readTerraformPlan } from '../../src/core/impact/terraformPlan.ts';
import { warningsOf } from '../../src/core/impact/warnings.ts';
import { deletionImpact } from '../../src/core/kubernetes/deletion.ts';
import { objectFrom } from '../../src/core/kubernetes/objects.ts';
import { environmentOf } from '../../src/core/policy/environment.ts';
import { impactOfEdit } from '../../src/core/sourceFiles/editImpact.ts';
import type { Action, ToolCall } from '../../src/core/toolCall.ts';
import { understand } from '../../src/core/understand.ts';
import { longValues } from '../../src/extension/attributeDiff.ts';
import { fileView } from '../../src/extension/fileView.ts';
import type { HoldView, ProbeView } from '../../src/protocol/panel.ts';
import { minutes, rule, sampleHold, start } from './sampleHold.ts';

const mainBefore = `terraform {
  required_version = ">= 1.6"
}

resource "aws_db_instance" "orders" {
  identifier              = "orders"
  engine                  = "postgres"
  engine_version          = "15.4"
  instance_class          = "db.m6g.large"
  allocated_storage       = 412
  backup_retention_period = 14
  deletion_protection     = true
  skip_final_snapshot     = false

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_iam_role" "report" {
  name = "cost-report"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_ecs_service" "billing" {
  name          = "billing"
  desired_count = 3
  task_definition = "billing:\${aws_db_instance.orders.address}"
}

resource "aws_s3_bucket" "exports" {
  bucket = "shop-exports"
}
`;

const mainAfter = mainBefore
  .replace('deletion_protection     = true', 'deletion_protection     = false')
  .replace('skip_final_snapshot     = false', 'skip_final_snapshot     = true')
  .replace('\n  lifecycle {\n    prevent_destroy = true\n  }\n', '')
  .replace('"10.0.0.0/8"', '"0.0.0.0/0"')
  .replace('\nresource "aws_s3_bucket" "exports" {\n  bucket = "shop-exports"\n}\n', '')
  .replace('desired_count = 3', 'desired_count = 1');

type Known = Pick<HoldView, 'summary' | 'impact' | 'longValues' | 'warnings' | 'saferWays' | 'judged'>;

const calling = (action: Action, env: Readonly<Record<string, string>> = {}): ToolCall => ({
  agent: 'claude-code',
  session: 'gallery',
  tool: 'Bash',
  cwd: '/shop',
  env,
  action,
});

/** What of a view follows from the call and from what was found out about it. */
function found(impact: Impact, call: ToolCall): Known {
  const { effects } = understand(call, () => ({ kind: 'missing' }), { realPath: (path) => path });
  const environment = environmentOf({ call, effects, impact });
  const { kind, asProduction, disagree, sentence } = environment;
  return {
    summary: impact.headline,
    impact,
    longValues: longValues(impact),
    warnings: warningsOf(impact, { environment, effects }),
    saferWays: saferWaysOf(impact, effects),
    judged: {
      severity: severityOf({ impact, effects, environment }),
      environment: { kind, asProduction, disagree, sentence },
      rights: [],
      timeline: timelineOf(before),
    },
  };
}

const line = (text: string, env?: Readonly<Record<string, string>>): ToolCall =>
  calling({ kind: 'command', line: text, shell: 'bash' }, env);

/** What the session did before it asked. */
const before = [
  ['kubectl get pods -n shop', 'let', 5],
  ['terraform plan', 'let', 3],
  ['terraform destroy -target=aws_db_instance.orders', 'denied', 2],
].map(([text, outcome, minutesAgo]): Past => {
  const { effects } = understand(line(String(text)), () => ({ kind: 'missing' }), { realPath: (path) => path });
  return {
    at: start - Number(minutesAgo) * minutes,
    effects,
    outcome: outcome === 'denied' ? 'denied' : 'let',
    text: String(text),
  };
});

const checked = (title: string, does: string, commands: readonly string[], output: string): readonly ProbeView[] => [
  { id: '0', title, does, commands, output, state: 'done' },
];

const reads = 'Reads over the network with your rights; it changes nothing.';

function edit(path: string, before: string, after: string): Partial<HoldView> {
  const impact = impactOfEdit([{ path: `/shop/${path}`, before, after }], '/shop');
  if (impact === undefined) throw new Error(`${path} says nothing of resources`);
  return {
    ...found(
      impact,
      calling({ kind: 'edit', edits: [{ path: `/shop/${path}`, change: { kind: 'write', content: after } }] }),
    ),
    files: [fileView(path, [{ kind: 'write', content: after }], { kind: 'text', text: before })],
    probes: checked(
      'Compare the files before and after the edit',
      'Reads what is known already. It starts nothing.',
      [],
      '',
    ),
  };
}

const rounding = {
  prompt: 'The March report shows differences of 0.01. Please fix the rounding.',
  at: start - 6 * minutes,
};

export const editedMain = sampleHold({
  id: 'hold-edit-main',
  directory: 'shop/infra',
  headline: 'Changes `infra/main.tf`: it drops protection',
  severity: 'change',
  asked: rounding,
  effects: [
    {
      kind: 'change',
      label: 'Changes',
      sentence: 'Edits `infra/main.tf`: it no longer describes aws_s3_bucket.exports.',
      target: 'infra/main.tf',
    },
  ],
  rules: [rule('changes-hold')],
  ...edit('infra/main.tf', mainBefore, mainAfter),
});

const hundreds: readonly (readonly [type: string, count: number, uses: string])[] = [
  ['aws_vpc', 2, ''],
  ['aws_subnet', 12, 'aws_vpc'],
  ['aws_db_instance', 6, 'aws_subnet'],
  ['aws_elasticache_replication_group', 4, 'aws_subnet'],
  ['aws_s3_bucket', 18, ''],
  ['aws_kms_key', 4, ''],
  ['aws_sqs_queue', 22, 'aws_kms_key'],
  ['aws_iam_role', 30, ''],
  ['aws_ecs_service', 24, 'aws_iam_role'],
  ['aws_lb_target_group', 24, 'aws_ecs_service'],
  ['aws_cloudwatch_metric_alarm', 40, 'aws_ecs_service'],
  ['aws_route53_record', 14, 'aws_lb_target_group'],
];

/** What `terraform show -json` prints of a plan with two hundred resources: what stores goes, what runs changes. */
const destroyed = JSON.stringify({
  format_version: '1.2',
  resource_changes: hundreds.flatMap(([type, count]) =>
    Array.from({ length: count }, (_, index) => {
      const goes = !/_(?:service|group|alarm|record)$/.test(type) || type.endsWith('replication_group');
      const before = {
        name: `shop-${index}`,
        ...(type === 'aws_db_instance'
          ? { allocated_storage: 100 + 52 * index, deletion_protection: false, skip_final_snapshot: true }
          : {}),
      };
      return {
        address: `${type}.shop_${index}`,
        type,
        name: `shop_${index}`,
        provider_name: 'registry.terraform.io/hashicorp/aws',
        change: {
          actions: goes ? ['delete'] : ['update'],
          before,
          after: goes ? null : { ...before, tags: { release: '42' } },
        },
      };
    }),
  ),
  configuration: {
    root_module: {
      resources: hundreds.flatMap(([type, count, uses]) =>
        Array.from({ length: count }, (_, index) => {
          const used = hundreds.find(([name]) => name === uses)?.[1] ?? 1;
          return {
            address: `${type}.shop_${index}`,
            expressions: uses === '' ? {} : { uses: { references: [`${uses}.shop_${index % used}`] } },
          };
        }),
      ),
    },
  },
});

const applyLine = 'cd infra && terraform apply -auto-approve -var name=prod-2';

export const twoHundred = sampleHold({
  id: 'hold-200',
  directory: 'shop/infra',
  places: ['workspace prod', 'profile prod-admin, region eu-central-1'],
  headline: 'Applies the Terraform environment `infra`',
  severity: 'destroy',
  asked: rounding,
  claim: 'Recreate the environment so that the report starts from a clean state.',
  command: { line: applyLine, marks: [{ start: 12, end: 27, severity: 'destroy' }] },
  effects: [
    {
      kind: 'change',
      label: 'Changes',
      sentence: 'Applies what Terraform describes in `infra` (workspace prod)',
      target: 'infra',
      place: 'workspace prod',
    },
  ],
  rules: [rule('changes-hold')],
  confirmation: { kind: 'type', text: 'infra' },
  ...found(readTerraformPlan(destroyed), line(applyLine, { AWS_PROFILE: 'prod-admin', TF_WORKSPACE: 'prod' })),
  probes: checked(
    'Plan the changes of infra without applying them',
    'Runs code of this project, as a plan does; it applies nothing.',
    ['terraform plan -input=false -no-color -lock-timeout=10s -detailed-exitcode -var name=prod-2 -out=…/plan'],
    'Plan: 0 to add, 102 to change, 98 to destroy.\n',
  ),
});

const table = (name: string, rows: number, bytes: number, kind = 'table') => ({
  t: 'relation',
  schema: 'public',
  name,
  kind,
  rows,
  bytes,
});
const key = (name: string, child: string, onDelete: string) => ({
  t: 'key',
  name,
  child: ['public', child],
  columns: ['order_id'],
  parent: ['public', 'orders'],
  parentColumns: ['id'],
  onDelete,
});

/** What a database answers about itself. */
const catalogue = [
  { t: 'here', database: 'shop', user: 'shop_admin', server: '10.20.1.7:5432', version: '15.6', path: ['public'] },
  table('orders', 1_204_118, 412_000_000),
  table('order_items', 3_820_775, 731_000_000),
  table('invoices', 1_190_002, 288_000_000),
  table('open_orders', 812, 196_608, 'materialized view'),
  { t: 'relation', schema: 'public', name: 'monthly_revenue', kind: 'view' },
  key('order_items_order_fk', 'order_items', 'cascade'),
  key('invoices_order_fk', 'invoices', 'no action'),
  { t: 'use', view: ['public', 'open_orders'], on: ['public', 'orders'] },
  { t: 'use', view: ['public', 'monthly_revenue'], on: ['public', 'open_orders'] },
  { t: 'end' },
].map((line) => JSON.stringify(line));

const drop = 'DROP TABLE orders CASCADE';
const sqlLine = `psql -h db.shop.internal -d shop -c '${drop}'`;

export const droppedTable = sampleHold({
  id: 'hold-sql',
  directory: 'shop',
  places: ['host db.shop.internal, database shop'],
  headline: 'Drops table `orders`',
  severity: 'destroy',
  asked: rounding,
  command: {
    line: sqlLine,
    marks: [{ start: sqlLine.indexOf(drop), end: sqlLine.indexOf(drop) + drop.length, severity: 'destroy' }],
  },
  effects: [
    {
      kind: 'destroy',
      label: 'Destroys',
      sentence: 'Runs `DROP TABLE` on `orders` (host db.shop.internal, database shop)',
      target: 'orders',
      place: 'host db.shop.internal, database shop',
    },
  ],
  rules: [rule('destroys-hold')],
  confirmation: { kind: 'type', text: 'orders' },
  ...found(
    impactOfSql({
      script: readScript([drop], 'postgres'),
      catalog: readCatalog(catalogue.join('\n')),
      dialect: 'postgres',
      provider: 'postgresql',
      counts: new Map([
        ['0:public.orders', 1_204_118],
        ['0:public.open_orders', 812],
      ]),
      bytes: new Map(),
      remarks: [],
      open: [],
    }),
    line(sqlLine),
  ),
  probes: checked(
    'Ask the database what would go, in a session that cannot write',
    reads,
    [`psql -X -w -A -t -q -v ON_ERROR_STOP=1 -h db.shop.internal -d shop -c 'BEGIN TRANSACTION READ ONLY' …`],
    '',
  ),
});

const metadata = (name: string, uid: string, owner?: readonly [kind: string, name: string, uid: string]) => ({
  name,
  namespace: 'shop',
  uid,
  ...(owner === undefined ? {} : { ownerReferences: [{ kind: owner[0], name: owner[1], uid: owner[2] }] }),
});
const labelled = { labels: { app: 'web' } };
const database = { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db' }] } };
const web = { containers: [{ name: 'web', envFrom: [{ secretRef: { name: 'shop-db' } }] }] };

/** What `kubectl get … -o json` answers. */
const inCluster = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', uid: 'n1' } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata('web', 'd1'),
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: { metadata: labelled, spec: web } },
  },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: metadata('web-6f9c', 'r1', ['Deployment', 'web', 'd1']) },
  ...['a', 'b', 'c'].map((each) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata(`web-6f9c-${each}`, `p${each}`, ['ReplicaSet', 'web-6f9c', 'r1']), ...labelled },
    spec: { containers: [{ name: 'web' }] },
  })),
  { apiVersion: 'v1', kind: 'Service', metadata: metadata('web', 's1'), spec: { selector: { app: 'web' } } },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadata('shop', 'i1'),
    spec: { rules: [{ host: 'shop.example', http: { paths: [{ backend: { service: { name: 'web' } } }] } }] },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata('orders-db', 't1'),
    spec: {
      replicas: 1,
      serviceName: 'orders-db',
      template: database,
      volumeClaimTemplates: [{ metadata: { name: 'data' } }],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadata('data-orders-db-0', 'c1'),
    spec: { volumeName: 'pv-orders', resources: { requests: { storage: '412Gi' } } },
    status: { capacity: { storage: '412Gi' } },
  },
  { apiVersion: 'v1', kind: 'Secret', metadata: metadata('shop-db', 'x1'), data: { password: 'aHVudGVyMg==' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('rates', 'm1'), data: { currency: 'EUR' } },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pv-orders', uid: 'v1' },
    spec: {
      capacity: { storage: '412Gi' },
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data-orders-db-0', uid: 'c1' },
    },
  },
].map((each) => objectFrom(each));

const kubectlLine = 'kubectl --context prod-eu delete namespace shop';

export const deletedNamespace = sampleHold({
  id: 'hold-namespace',
  directory: 'shop',
  places: ['context prod-eu'],
  headline: 'Deletes namespace `shop`',
  severity: 'destroy',
  asked: rounding,
  claim: 'Recreating the namespace, the pods are stuck.',
  command: { line: kubectlLine, marks: [{ start: 26, end: 42, severity: 'destroy' }] },
  effects: [
    {
      kind: 'destroy',
      label: 'Destroys',
      sentence: 'Deletes namespace `shop` (context prod-eu)',
      target: 'shop',
      place: 'context prod-eu',
    },
  ],
  rules: [rule('destroys-hold')],
  confirmation: { kind: 'type', text: 'shop' },
  ...found(
    deletionImpact({
      targets: inCluster.slice(0, 1),
      objects: inCluster,
      uninspectable: [],
      remarks: ['Cluster https://10.20.0.1:6443, context prod-eu.'],
      orphan: false,
      abrupt: false,
      again: false,
    }),
    line(kubectlLine),
  ),
  probes: checked(
    'Look up what goes with it',
    reads,
    [
      'kubectl --context prod-eu config view --minify -o json',
      'kubectl --context prod-eu get namespace shop -o json --ignore-not-found',
      'kubectl --context prod-eu get pods,deployments.apps,… -n shop -o json --ignore-not-found',
    ],
    '',
  ),
});
