/** What `npm run bench` measures of plans: how long one takes to be read, as it grows. */
import { bounded } from '../../src/core/impact/bounded.ts';
import { readTerraformPlan } from '../../src/core/impact/terraformPlan.ts';

export interface PlanFigures {
  readonly changes: number;
  /** Characters of the plan. */
  readonly size: number;
  /** Milliseconds from its text to the impact, the median of a few. */
  readonly took: number;
  /** Characters of the impact as it is sent and written out. */
  readonly written: number;
}

/** A plan with so many changes in fifty modules, each resource referring to another. */
export function planOf(changes: number): string {
  const types = [
    'aws_cloudwatch_metric_alarm',
    'aws_iam_role',
    'aws_s3_bucket',
    'aws_lambda_function',
    'aws_route53_record',
  ];
  const actions = [['delete'], ['update'], ['delete', 'create'], ['create'], ['update']];
  const typeOf = (index: number) => types[index % types.length];
  const modules = Object.fromEntries(
    Array.from({ length: 50 }, (_, module) => {
      const resources = [];
      for (let index = module; index < changes; index += 50)
        resources.push({
          address: `${typeOf(index)}.r${index}`,
          expressions: { of: { references: index < 50 ? [] : [`${typeOf(index - 50)}.r${index - 50}.id`] } },
        });
      return [`m${module}`, { module: { resources } }];
    }),
  );
  const states = (index: number, release: string) => ({
    name: `service-${index}`,
    tags: { release, owner: 'shop' },
    policy: JSON.stringify({
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::x${index}` }],
    }),
    password: `${release}-secret-${index}`,
  });
  return JSON.stringify({
    format_version: '1.2',
    resource_changes: Array.from({ length: changes }, (_, index) => ({
      address: `module.m${index % 50}.${typeOf(index)}.r${index}`,
      type: typeOf(index),
      name: `r${index}`,
      provider_name: 'registry.terraform.io/hashicorp/aws',
      change: {
        actions: actions[index % actions.length],
        before: states(index, '41'),
        after: states(index, '42'),
        after_unknown: { arn: true },
        before_sensitive: { password: true },
        after_sensitive: { password: true },
      },
    })),
    configuration: { root_module: { module_calls: modules } },
  });
}

export function measurePlans(sizes: readonly number[] = [10, 100, 1_000, 10_000]): readonly PlanFigures[] {
  for (let round = 0; round < 20; round++) readTerraformPlan(planOf(10));
  return sizes.map((changes) => {
    const text = planOf(changes);
    const written = JSON.stringify(bounded(readTerraformPlan(text))).length;
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      readTerraformPlan(text);
      return performance.now() - start;
    }).sort((a, b) => a - b);
    return { changes, size: text.length, took: times[2] ?? 0, written };
  });
}

/** A plan in which every instance of one resource hangs on every instance of another. */
export const entangledPlan = (instances: number): string =>
  JSON.stringify({
    format_version: '1.2',
    configuration: {
      root_module: {
        resources: [
          { address: 'aws_subnet.all' },
          { address: 'aws_instance.all', expressions: { subnets: { references: ['aws_subnet.all'] } } },
        ],
      },
    },
    resource_changes: ['aws_subnet', 'aws_instance'].flatMap((type) =>
      Array.from({ length: instances }, (_, index) => ({
        address: `${type}.all[${index}]`,
        type,
        name: 'all',
        change: { actions: ['delete'], before: { id: `x-${index}` }, after: null },
      })),
    ),
  });
