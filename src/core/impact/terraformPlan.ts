/**
 * `terraform show -json PLANFILE` → what the plan would do. Terraform and OpenTofu, all of format 1 and its forerunners.
 *
 * Counts come from every change's own actions; the summary line of the tools leaves out what is forgotten.
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
import { record, ShapeError } from '../../base/json.ts';
import { looseRecord, type Node, optionalList } from '../../base/looseJson.ts';
import type { Impact, Resource, Summary, Uninspectable } from './impact.ts';
import { masker, withoutMarked } from './masking.ts';
import { nameOf } from './planEntry.ts';
import { dependentsFinder, dependentsIn, instancesIn } from './references.ts';
import { summarize } from './summary.ts';
import { actionIn, resourceFrom, wordsIn } from './terraformChange.ts';
import { unseenIn } from './terraformOpaque.ts';
import { remarksOn } from './terraformRemarks.ts';
import { secretsIn } from './terraformSecrets.ts';
import { wholeImpact } from './whole.ts';

/** Changes that are looked into one by one; of more, the worst. */
const mostChanges = 20_000;

/** What a plan in JSON would do. What is no plan, or of a format nobody knows, is one thing that cannot be inspected. */
export function readTerraformPlan(text: string): Impact {
  try {
    return impactOf(planIn(text));
  } catch (error) {
    const why =
      error instanceof ShapeError
        ? `It is not shaped like a plan: ${error.message}.`
        : error instanceof SyntaxError
          ? 'It is not complete JSON.'
          : 'Holdpoint failed while reading it.';
    return wholeImpact([], [{ what: 'the plan', why }]);
  }
}

/**
 * What a plan prints, as people may see it: a value that was sensitive where it came from stands there in clear where it
 * has been copied to. Nothing of it where the plan itself cannot be read.
 */
export function planOutput(printed: string, json: string): string {
  try {
    return withoutMarked(printed, secretsIn(planIn(json)));
  } catch {
    return '';
  }
}

function planIn(text: string): Node {
  const plan = record(JSON.parse(text), 'plan');
  const version = plan.format_version;
  if (typeof version !== 'string') throw new ShapeError('format_version: expected a string');
  // 0.x came before 1.0 and differs in nothing that is read here.
  if (!/^[01]\.\d+$/.test(version))
    throw new ShapeError(`format_version ${JSON.stringify(version).slice(0, 20)} is not known`);
  if (plan.values !== undefined && plan.planned_values === undefined && plan.resource_changes === undefined)
    throw new ShapeError('it is a state');
  return plan;
}

function impactOf(plan: Node): Impact {
  const uninspectable: Uninspectable[] = [];
  const entries = optionalList(plan.resource_changes);
  const looked = worst(entries);
  const dependents = guarded(() => dependentsIn(plan.configuration ?? {}), new Map(), uninspectable);
  const dependentsOf = dependentsFinder(dependents, instancesIn(looked));
  const mask = masker(secretsIn(plan));
  const resources: Resource[] = [];
  for (const [index, each] of looked.entries()) {
    try {
      const found = resourceFrom(record(each), { dependentsOf, mask });
      if (found !== undefined) resources.push(found);
    } catch {
      uninspectable.push({ what: nameOf(each, index), why: 'Its entry in the plan cannot be read.' });
    }
  }
  uninspectable.push(...guarded(() => unseenIn(plan, resources, mask), [], uninspectable));
  const remarks = guarded(() => remarksOn(plan, resources, mask), [], uninspectable);
  const left = entries.length - looked.length;
  if (left === 0) return wholeImpact(resources, uninspectable, remarks);
  uninspectable.push({ what: `${left} more changes`, why: 'The plan holds more changes than Holdpoint looks into.' });
  return { ...wholeImpact(resources, uninspectable, remarks), summary: countAll(entries) };
}

/** A part that cannot be read takes nothing else along. */
function guarded<Value>(read: () => Value, instead: Value, uninspectable: Uninspectable[]): Value {
  try {
    return read();
  } catch {
    const what = 'the configuration';
    if (!uninspectable.some((each) => each.what === what))
      uninspectable.push({ what, why: 'It cannot be read, so what depends on what is not known.' });
    return instead;
  }
}

/** The heavier, the earlier it is looked into where not all are. */
const weight = { unknown: 0, delete: 1, replace: 1, forget: 2, update: 3, import: 4, create: 4, read: 5 } as const;

const weightOf = (entry: unknown): number => {
  const action = actionIn(entry);
  return action === undefined ? 6 : weight[action];
};

/** All changes in their order, or the worst of too many. */
function worst(entries: readonly unknown[]): readonly unknown[] {
  if (entries.length <= mostChanges) return entries;
  return entries
    .map((entry, index) => ({ entry, index, weight: weightOf(entry) }))
    .sort((a, b) => a.weight - b.weight || a.index - b.index)
    .slice(0, mostChanges)
    .sort((a, b) => a.index - b.index)
    .map(({ entry }) => entry);
}

/** Counts of changes that are not looked into. */
const countAll = (entries: readonly unknown[]): Summary =>
  summarize(
    entries.flatMap((entry) => {
      const action = actionIn(entry);
      return action === undefined ? [] : [{ action, actions: wordsIn(looseRecord(looseRecord(entry).change)) }];
    }),
  );
