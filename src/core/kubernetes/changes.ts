/** Objects before and after a change → what would be created and changed, attribute by attribute. */
import { looseRecord, optionalList } from '../../base/looseJson.ts';
import { differences } from '../impact/attributes.ts';
import type { AttributeChange, Impact, Resource, Uninspectable, WayBack } from '../impact/impact.ts';
import { wayBackOf } from '../impact/wayBack.ts';
import { wholeImpact } from '../impact/whole.ts';
import { holdsOf, sizeOfVolume } from './deletedWays.ts';
import { addressOf, type KubeObject, within } from './objects.ts';
import { comparable, maskerFor, secretMarks } from './secretMarks.ts';
import { changeSentence, stops } from './sentence.ts';
import { dependentsOf, type Ties } from './ties.ts';
import { podsOf } from './workloads.ts';

export interface Change {
  /** Missing for what is not there yet. */
  readonly before: KubeObject | undefined;
  readonly after: KubeObject;
}

/** Objects that stay as they are are left out. */
export function changedResources(changes: readonly Change[], ties?: Ties): readonly Resource[] {
  const mask = maskerFor(
    changes.flatMap(({ before, after }) => [...(before === undefined ? [] : [before.body]), after.body]),
  );
  return changes.flatMap(({ before, after }): readonly Resource[] => {
    const { shown: attributes } = differences(
      {
        before: before === undefined ? undefined : comparable(before.body),
        after: comparable(after.body),
        beforeSensitive: before === undefined ? undefined : secretMarks(before.body),
        afterSensitive: secretMarks(after.body),
        afterUnknown: undefined,
        forcing: [],
      },
      mask,
    );
    if (before !== undefined && attributes.length === 0) return [];
    const address = addressOf(after);
    const action = before === undefined ? 'create' : 'update';
    const holds = holdsOf(after);
    const size = sizeOfVolume(after);
    const facts = before === undefined ? [] : changeFacts(before, after, attributes);
    return [
      {
        address,
        provider: 'kubernetes',
        type: after.kind,
        name: after.name,
        ...(before === undefined ? {} : { existing: before.name }),
        action,
        actions: [action],
        attributes,
        ...(holds === undefined ? {} : { holds }),
        ...(size === undefined ? {} : { size }),
        ...(facts.length === 0 ? {} : { facts }),
        wayBack: changedWay(action, after, attributes, holds),
        dependents: before === undefined || ties === undefined ? [] : dependentsOf(address, ties),
        provenance: 'probe',
      },
    ];
  });
}

/** The whole of a change, with a sentence of its own where it is one object. */
export function changeImpact(
  resources: readonly Resource[],
  uninspectable: readonly Uninspectable[],
  remarks: readonly string[],
): Impact {
  const whole = wholeImpact(resources, uninspectable, remarks);
  return { ...whole, headline: changeSentence(resources, uninspectable) ?? whole.headline };
}

/** Attributes whose old value has acted meanwhile. */
const acts = /^(?:rules|subjects|roleRef|webhooks|spec\.(?:ingress|egress|podSelector|rules|validation|versions))/;

function changedWay(
  action: 'create' | 'update',
  { kind }: KubeObject,
  attributes: readonly AttributeChange[],
  holds: Resource['holds'],
): WayBack {
  if (action === 'update' && kind !== 'Secret' && !attributes.some(({ path }) => acts.test(path)))
    return attributes.some(({ before }) => before.kind === 'masked')
      ? { kind: 'effort', why: 'an old value cannot be read, and so not be set again' }
      : { kind: 'reversible', why: 'the old values can be set again' };
  return wayBackOf({
    action,
    type: kind,
    holds,
    guessed: false,
    before: {},
    lostSecret: attributes.some(({ before }) => before.kind === 'masked'),
    touched: attributes.map(({ path }) => path),
  }).wayBack;
}

/** What a change of a workload does to its pods. */
function changeFacts(before: KubeObject, after: KubeObject, attributes: readonly AttributeChange[]): readonly string[] {
  const facts: string[] = [];
  const [old, next] = [within(before.body, 'spec').replicas, within(after.body, 'spec').replicas];
  if (typeof old === 'number' && typeof next === 'number' && next < old)
    facts.push(next === 0 ? stops : `${old - next} of ${old} pods end`);
  if (podsOf(after) !== undefined && attributes.some(({ path }) => /^spec\.template\b/.test(path)))
    facts.push(rollsOut(after));
  if (after.kind === 'Node' && evicts(after) && !evicts(before))
    facts.push('pods that do not tolerate it are ended at once');
  if (after.kind === 'Node' && within(after.body, 'spec').unschedulable === true) facts.push('takes no new pods');
  return facts;
}

const evicts = ({ body }: KubeObject): boolean =>
  optionalList(within(body, 'spec').taints).some((taint) => looseRecord(taint).effect === 'NoExecute');

/** How new pods take the place of the old ones. */
function rollsOut({ kind, body }: KubeObject): string {
  const strategy = within(body, 'spec', kind === 'Deployment' ? 'strategy' : 'updateStrategy').type;
  if (strategy === 'Recreate') return 'all its pods end before new ones start';
  if (strategy === 'OnDelete') return 'its pods are replaced only when somebody deletes them';
  return kind === 'CronJob' || kind === 'Job' ? 'only new pods have it' : 'its pods are replaced one after another';
}
