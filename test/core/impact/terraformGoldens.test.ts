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
