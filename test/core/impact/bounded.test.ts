/** What is written out and sent has an end. */
import { expect, test } from 'vitest';
import { bounded } from '../../../src/core/impact/bounded.ts';
import { readTerraformPlan } from '../../../src/core/impact/terraformPlan.ts';

/** So many instances of one resource, on which so many of another hang. */
const plan = (count: number, attributes = 1) => {
  const state = (value: number) => Object.fromEntries(Array.from({ length: attributes }, (_, n) => [`a${n}`, value]));
  return readTerraformPlan(
    JSON.stringify({
      format_version: '1.2',
      configuration: {
        root_module: {
          resources: [
            { address: 'aws_vpc.a' },
            { address: 'aws_subnet.b', expressions: { vpc: { references: ['aws_vpc.a'] } } },
          ],
        },
      },
      resource_changes: ['aws_vpc.a', 'aws_subnet.b'].flatMap((address) =>
        Array.from({ length: count }, (_, n) => ({
          address: `${address}[${n}]`,
          type: address.split('.')[0],
          name: address.split('.')[1],
          change: {
            actions: ['delete', 'create'],
            before: state(1),
            after: state(2),
            replace_paths: [[`a${attributes - 1}`]],
          },
        })),
      ),
    }),
  );
};

test('what is small stays as it is', () => {
  const impact = plan(50);
  expect(bounded(impact)).toBe(impact);
});
test('thousands that hang on thousands are counted', () => {
  const impact = bounded(plan(5_000));
  expect(JSON.stringify(impact).length).toBeLessThan(12_000_000);
  const [first] = impact.resources;
  expect([first?.dependents.length, first?.moreDependents]).toEqual([8, 4_992]);
  expect(impact.resources).toHaveLength(10_000);
});
test('of many values those that force the replacement stay', () => {
  const [first] = bounded(plan(600, 300)).resources;
  expect([
    first?.attributes[0]?.path,
    first?.attributes[0]?.forces,
    first?.attributes.length,
    first?.moreAttributes,
  ]).toEqual(['a299', true, 83, 217]);
});
