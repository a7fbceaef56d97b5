/**
 * What becomes of a resource that leaves its stack, or is replaced in it.
 *
 * A database that is no part of a cluster, and a cluster itself, leave a snapshot behind unless the template says otherwise.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
import type { Node } from '../../base/looseJson.ts';
import { holdingOf } from '../impact/holdings.ts';
import type { Action, Dependent, Holding, WayBack } from '../impact/impact.ts';
import { wayBackOf } from '../impact/wayBack.ts';
import type { TemplateResource } from './template.ts';

export interface Fate {
  readonly action: Action;
  readonly holds?: Holding;
  readonly facts: readonly string[];
  readonly wayBack: WayBack;
  readonly refusedBecause?: string;
}

/** What a stack's deletion or an update does with the old one. */
export type Policy = 'Delete' | 'Retain' | 'Snapshot';

/** Types that can leave a snapshot behind. */
const snapshotting =
  /^AWS::(?:EC2::Volume|ElastiCache::(?:CacheCluster|ReplicationGroup)|(?:RDS|Neptune|DocDB)::DBCluster|RDS::DBInstance|Redshift::Cluster)$/;

export function policyOf({ type, properties, deletionPolicy }: TemplateResource): Policy {
  switch (deletionPolicy) {
    case 'Retain':
    case 'RetainExceptOnCreate':
      return 'Retain';
    case 'Snapshot':
      return 'Snapshot';
    case 'Delete':
      return 'Delete';
    default: {
      const alone = type === 'AWS::RDS::DBInstance' && properties.DBClusterIdentifier === undefined;
      return alone || type === 'AWS::RDS::DBCluster' ? 'Snapshot' : 'Delete';
    }
  }
}

/** Properties that make AWS refuse a deletion. */
const locks = ['DeletionProtection', 'DeletionProtectionEnabled', 'DisableApiTermination'] as const;

const isLocked = (properties: Node): boolean =>
  locks.some((name) => properties[name] === true || properties[name] === 'true');

/** Of the resource as it is now. */
export function fateOf(kind: 'delete' | 'replace', type: string, policy: Policy, properties: Node): Fate {
  const holding = holdingOf('cloudformation', type);
  const held = holding === undefined ? {} : { holds: holding.holds };
  if (policy === 'Retain')
    return {
      ...held,
      action: kind === 'delete' ? 'forget' : 'replace',
      facts: [kind === 'delete' ? 'kept by its deletion policy' : 'the old one is kept'],
      wayBack: { kind: 'effort', why: 'it lives on outside the stack, and can be imported again' },
    };
  const usual = wayBackOf({
    action: kind,
    type,
    holds: holding?.holds,
    guessed: holding?.guessed ?? false,
    before: {},
    lostSecret: false,
    touched: [],
  });
  const locked = isLocked(properties);
  return {
    ...held,
    action: kind,
    facts: [
      ...(policy === 'Snapshot' ? ['a snapshot is kept'] : snapshotting.test(type) ? ['no snapshot is kept'] : []),
      ...(locks.some((name) => properties[name] !== undefined) ? [`deletion protection ${locked ? 'on' : 'off'}`] : []),
    ],
    wayBack:
      policy === 'Snapshot' ? { kind: 'effort', why: 'a snapshot is taken before it is deleted' } : usual.wayBack,
    ...(locked ? { refusedBecause: 'deletion protection is on' } : {}),
  };
}

/** Who refers to whom → what hangs on one of them, up to two steps away. */
export function hangingOn(id: string, references: ReadonlyMap<string, ReadonlySet<string>>): readonly Dependent[] {
  const found = new Map<string, Dependent>();
  let edge = [id];
  for (const distance of [1, 2]) {
    const next: string[] = [];
    for (const each of edge)
      for (const [other, names] of references) {
        if (other === id || found.has(other) || !names.has(each)) continue;
        found.set(other, { address: other, distance, ...(distance === 1 ? {} : { via: each }) });
        next.push(other);
      }
    edge = next;
  }
  return [...found.values()];
}
