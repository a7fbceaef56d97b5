/** Plans as people would meet them in the panel. */
import { saferWaysOf } from '../../src/core/impact/saferWays.ts';
import { readTerraformPlan } from '../../src/core/impact/terraformPlan.ts';
import { warningsOf } from '../../src/core/impact/warnings.ts';
import { longValues } from '../../src/extension/attributeDiff.ts';
import type { ProbeView } from '../../src/protocol/panel.ts';
import { sampleHold } from './sampleHold.ts';

type Values = Readonly<Record<string, unknown>>;

interface Entry {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: Values;
  readonly after?: Values;
  readonly reason?: string;
  readonly forcing?: readonly (readonly string[])[];
  /** Addresses it refers to. */
  readonly uses?: readonly string[];
}

/** A plan in the format of `terraform show -json`. */
function plan(entries: readonly Entry[]): string {
  return JSON.stringify({
    format_version: '1.2',
    resource_changes: entries.map(({ address, actions, before, after, reason, forcing }) => ({
      address,
      type: address.split('.').at(-2),
      name: address.split('.').at(-1),
      provider_name: 'registry.terraform.io/hashicorp/aws',
      change: { actions, before: before ?? null, after: after ?? null, replace_paths: forcing ?? [] },
      ...(reason === undefined ? {} : { action_reason: reason }),
    })),
    configuration: {
      root_module: {
        resources: entries.map(({ address, uses = [] }) => ({
          address,
          expressions: { uses: { references: uses } },
        })),
      },
    },
  });
}

const planned: ProbeView = {
  id: '0',
  title: 'Plan the changes, without applying them',
  does: 'Runs code of this project, as a plan does; it applies nothing.',
  commands: [
    'terraform plan -input=false -no-color -lock-timeout=10s -detailed-exitcode -replace=aws_db_instance.orders -out=/home/dev/.holdpoint/probes/gate-1/hold-1/plan',
    'terraform show -no-color -json /home/dev/.holdpoint/probes/gate-1/hold-1/plan',
  ],
  output: 'Plan: 2 to add, 2 to change, 3 to destroy.\n',
  state: 'done',
};

const line = 'terraform apply -replace=aws_db_instance.orders -auto-approve';

const replacement = sampleHold({
  id: 'hold-replace',
  directory: 'shop/infra',
  places: ['workspace prod', 'profile prod-admin, region eu-central-1'],
  headline: 'Replaces `aws_db_instance.orders`',
  severity: 'destroy',
  asked: {
    prompt: 'The March report shows differences of 0.01. Please fix the rounding.',
    at: sampleHold().askedAt - 300_000,
  },
  command: { line, marks: [{ start: 16, end: 24, severity: 'destroy' }] },
  effects: [
    {
      kind: 'destroy',
      label: 'Destroys',
      sentence: 'Replaces `aws_db_instance.orders` with Terraform',
      target: 'aws_db_instance.orders',
      place: 'infra, workspace prod',
    },
  ],
});

/** With a plan that says this. */
function withPlan(text: string, probes: readonly ProbeView[] = [planned]) {
  const impact = readTerraformPlan(text);
  return {
    ...replacement,
    summary: impact.headline,
    impact,
    longValues: longValues(impact),
    warnings: warningsOf(impact),
    saferWays: saferWaysOf(impact),
    probes,
  };
}

export const plannedReplacement = withPlan(
  plan([
    {
      address: 'aws_db_instance.orders',
      actions: ['delete', 'create'],
      reason: 'replace_because_cannot_update',
      forcing: [['engine_version']],
      before: {
        identifier: 'orders',
        engine_version: '14.9',
        allocated_storage: 412,
        skip_final_snapshot: true,
        deletion_protection: false,
        password: 'x',
      },
      after: {
        engine_version: '15.4',
        allocated_storage: 412,
        skip_final_snapshot: true,
        deletion_protection: false,
        password: 'y',
      },
    },
    {
      address: 'aws_elasticache_cluster.rates',
      actions: ['delete', 'create'],
      reason: 'replace_by_triggers',
      before: { node_type: 'cache.t3.small' },
      after: { node_type: 'cache.t3.medium' },
      uses: ['aws_db_instance.orders.address', 'aws_db_instance.orders'],
    },
    {
      address: 'aws_s3_bucket.exports',
      actions: ['delete'],
      reason: 'delete_because_no_resource_config',
      before: { bucket: 'shop-exports', force_destroy: true },
    },
    {
      address: 'aws_ecs_service.billing',
      actions: ['update'],
      before: { desired_count: 3, tags: { release: '41' } },
      after: { desired_count: 1, tags: { release: '42' } },
      uses: ['aws_db_instance.orders.address', 'aws_db_instance.orders'],
    },
    {
      address: 'aws_security_group.web',
      actions: ['update'],
      before: { ingress: [{ cidr_blocks: ['10.0.0.0/8'], from_port: 443 }] },
      after: { ingress: [{ cidr_blocks: ['0.0.0.0/0'], from_port: 443 }] },
    },
  ]),
);

/** Nobody has asked yet. */
export const unplanned = {
  ...replacement,
  summary: 'What is destroyed may not come back.',
  probes: [{ ...planned, state: 'asks' as const, output: '' }],
};

/** The tool could not answer. */
export const failedPlan = {
  ...replacement,
  summary: 'What is destroyed may not come back.',
  probes: [
    {
      ...planned,
      state: 'failed' as const,
      output: 'Error: No valid credential sources found\n',
      why: 'terraform plan ended with 1: Error: No valid credential sources found',
    },
  ],
};

export const largePlan = withPlan(
  plan(
    Array.from({ length: 500 }, (_, index): Entry => {
      const kind = index % 5;
      const type = [
        'aws_cloudwatch_metric_alarm',
        'aws_iam_role',
        'aws_s3_bucket',
        'aws_lambda_function',
        'aws_route53_record',
      ][kind];
      return {
        address: `${type}.service_${index}`,
        actions: [['delete'], ['update'], ['delete', 'create'], ['create'], ['delete']][kind] ?? ['create'],
        before: { name: `service-${index}`, timeout: 3 },
        after: { name: `service-${index}`, timeout: 30 },
        uses: index > 0 ? [`aws_s3_bucket.service_${index - (index % 5) + 2}`] : [],
      };
    }),
  ),
);

/** Something runs that no plan shows. */
export const opaquePlan = withPlan(
  JSON.stringify({
    format_version: '1.2',
    complete: false,
    resource_changes: [
      {
        address: 'terraform_data.migrate',
        type: 'terraform_data',
        change: { actions: ['delete', 'create'], before: { input: 'v41' }, after: { input: 'v42' } },
      },
    ],
    configuration: {
      root_module: { resources: [{ address: 'terraform_data.migrate', provisioners: [{ type: 'local-exec' }] }] },
    },
  }),
);

const policy = (actions: readonly string[], resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }] });

/** Long values and long addresses. */
export const policyPlan = withPlan(
  plan([
    {
      address:
        'module.platform.module.reporting.aws_iam_policy.cost_report_reader_with_a_very_long_name_for_every_region',
      actions: ['update'],
      before: {
        policy: policy(['s3:GetObject', 's3:ListBucket'], 'arn:aws:s3:::shop-exports/*'),
        description: 'Lets the report of the month read the exports of the shop, and nothing else.',
      },
      after: {
        policy: policy(['s3:*'], '*'),
        description: 'Lets the report of the month read and write the exports of the shop.',
      },
    },
    {
      address:
        'module.platform.module.reporting.aws_lambda_function.cost_report_of_the_month_in_every_region["eu-central-1"]',
      actions: ['update'],
      before: { timeout: 3 },
      after: { timeout: 30 },
      uses: [
        'module.platform.module.reporting.aws_iam_policy.cost_report_reader_with_a_very_long_name_for_every_region',
      ],
    },
  ]),
);
