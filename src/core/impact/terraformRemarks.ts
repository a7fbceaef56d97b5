/** What is worth saying of a plan as a whole: that it is a part, that somebody else changed something, that a rename was forgotten. */
import { differences } from './attributes.ts';
import type { Resource } from './impact.ts';
import type { Masker } from './masking.ts';
import { type Node, optionalList, optionalRecord, textIn } from './planShape.ts';
import { renamesIn } from './renames.ts';

/** Sentences. @throws {ShapeError} when a part of the plan is none */
export function remarksOn(plan: Node, resources: readonly Resource[], mask: Masker): readonly string[] {
  const remarks: string[] = [];
  if (plan.complete === false)
    remarks.push('The plan is not complete: a target was given or changes were put off, so more will follow.');
  if (plan.applyable === false && resources.length > 0)
    remarks.push('Terraform says that this plan cannot be applied.');
  const changing = new Set(resources.map(({ address }) => address));
  for (const entry of optionalList(plan.resource_drift)) {
    const drift = optionalRecord(entry);
    const address = driftAddress(drift);
    const change = optionalRecord(drift.change);
    if (optionalList(change.actions).includes('delete'))
      remarks.push(`${address} has been deleted outside of Terraform.`);
    else if (changing.has(address) && drifted(change, mask))
      remarks.push(`${address} has been changed outside of Terraform.`);
  }
  for (const { from, to } of renamesIn(resources))
    remarks.push(`${from} is deleted and ${to} created: if it was only renamed, a moved block keeps what it holds.`);
  for (const check of optionalList(plan.checks)) {
    const { status, address } = optionalRecord(check);
    if (status === 'fail' || status === 'error')
      remarks.push(
        `The check ${textIn(optionalRecord(address), 'to_display') || 'of the plan'} ${status === 'fail' ? 'fails' : 'cannot be evaluated'}.`,
      );
  }
  return remarks;
}

/** Before format 1.0 a drift had no address of its own. */
function driftAddress(drift: Node): string {
  const address = textIn(drift, 'address');
  if (address !== '') return address;
  const module = textIn(drift, 'module_address');
  const index =
    typeof drift.index === 'number' || typeof drift.index === 'string' ? `[${JSON.stringify(drift.index)}]` : '';
  return `${module === '' ? '' : `${module}.`}${textIn(drift, 'type')}.${textIn(drift, 'name')}${index}`;
}

/** Many entries only say the same in another way. */
const drifted = (change: Node, mask: Masker): boolean =>
  differences(
    {
      before: change.before,
      after: change.after,
      beforeSensitive: change.before_sensitive,
      afterSensitive: change.after_sensitive,
      afterUnknown: undefined,
      forcing: [],
    },
    mask,
  ).total > 0;
