/** The resources an action touches, by what happens to them, the worst first. */
import type { Action, Resource, WayBack } from '../../core/impact/impact.ts';
import type { HoldView } from '../../protocol/panel.ts';

export interface ImpactGroup {
  readonly key: string;
  readonly action: Action;
  readonly name: string;
  /** What this means, in a few words. */
  readonly aside: string;
  readonly resources: readonly Resource[];
}

const order: readonly (readonly [Action, string, string])[] = [
  ['delete', 'Delete', 'gone afterwards'],
  ['replace', 'Replace', 'the old one goes, a new one comes'],
  ['unknown', 'Cannot be told', 'counts as the worst it could be'],
  ['forget', 'Give up', 'keeps running, no longer managed'],
  ['update', 'Change', 'in place'],
  ['create', 'Create', ''],
  ['import', 'Take over', 'exists already, managed from now on'],
  ['read', 'Read', ''],
];

const weight: Readonly<Record<WayBack['kind'], number>> = {
  'none needed': 0,
  reversible: 1,
  effort: 2,
  unknown: 3,
  irreversible: 4,
};

/** Empty as long as nobody has looked. */
export function impactGroups({ impact }: HoldView): readonly ImpactGroup[] {
  return order.flatMap(([action, name, aside]) => {
    const resources = (impact?.resources.filter((resource) => resource.action === action) ?? []).toSorted(
      (a, b) => weight[b.wayBack.kind] - weight[a.wayBack.kind],
    );
    return resources.length === 0 ? [] : [{ key: `impact:${action}`, action, name, aside, resources }];
  });
}
