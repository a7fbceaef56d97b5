/**
 * Plans of other projects and what is said of them, read against each plan's own actions. A change here is a change of
 * what people are told: read it before it is accepted (`vitest -u`).
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTerraformPlan } from '../../../src/core/impact/terraformPlan.ts';
import { needs, sharedFiles } from '../../support/sharedFixtures.ts';

const found = sharedFiles('terraform-plans', '.json');

describe('golden summaries', () => {
  needs(found.length > 0, 'plans of other projects are not the project’s to ship, and do not lie beside it');
  test('of all plans', async () => {
    const golden = found.map((path) => `${basename(path, '.json')}\n${told(readFileSync(path, 'utf8')).join('\n')}\n`);
    await expect(golden.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, '../../golden/terraform-plans.txt'));
  });
});

describe('plans of other projects', () => {
  needs(found.length > 0, 'plans of other projects are not the project’s to ship, and do not lie beside it');
  /** Counted again from the plan itself, in another way. */
  function counted(text: string): Readonly<Record<string, number>> {
    const plan = JSON.parse(text) as {
      resource_changes?: { previous_address?: string; change: { actions: string[]; importing?: object } }[];
    };
    const counts: Record<string, number> = {
      create: 0,
      update: 0,
      replace: 0,
      delete: 0,
      forget: 0,
      import: 0,
      read: 0,
    };
    for (const { change } of plan.resource_changes ?? []) {
      const words = change.actions.join();
      const name = /delete,create|create,delete/.test(words) ? 'replace' : words;
      if (name in counts) counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  // One line that says it was skipped, where there are none.
  test.each(found.length === 0 ? [['none', '']] : found.map((path) => [basename(path), path]))('%s', (_, path = '') => {
    const text = readFileSync(path, 'utf8');
    const impact = readTerraformPlan(text);
    expect(impact.summary).toEqual(counted(text));
    expect(impact.uninspectable).toEqual([]);
    expect(JSON.stringify(impact)).not.toMatch(/hunter2|another-not-real/);
  });
});

/** What a person reads of a plan first. */
function told(text: string): readonly string[] {
  const { headline, summary, irreversible, resources, uninspectable, remarks } = readTerraformPlan(text);
  const counts = Object.entries(summary).flatMap(([name, count]) => (count > 0 ? [`${name} ${count}`] : []));
  const listed = (title: string, lines: readonly string[]) => lines.map((line) => `  ${title} ${line}`);
  return [
    headline,
    `  counts ${counts.join(', ') || 'nothing'}; ${irreversible ? 'cannot be undone' : 'can be undone'}`,
    ...listed(
      'lost',
      resources.flatMap(({ address, wayBack: { kind, why } }) =>
        kind === 'irreversible' ? [`${address}: ${why}`] : [],
      ),
    ),
    ...listed(
      'refused',
      resources.flatMap(({ address, refusedBecause: why }) => (why === undefined ? [] : [`${address}: ${why}`])),
    ),
    ...listed(
      'why',
      resources.flatMap(({ address, reason }) => (reason === undefined ? [] : [`${address}: ${reason}`])),
    ),
    ...listed(
      'unseen',
      uninspectable.map(({ what, why }) => `${what}: ${why}`),
    ),
    ...listed('remark', remarks),
  ];
}
