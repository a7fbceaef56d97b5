/** Objects that are deleted, and everything around them → what would go, what of it comes back, what is left without it. */
import { firstOf } from '../../base/sentence.ts';
import type { Impact, Resource, Uninspectable, WayBack } from '../impact/impact.ts';
import { wholeImpact } from '../impact/whole.ts';
import { type Going, goingWith } from './closure.ts';
import { type Around, deletedWay, factsOf, holdsOf, sizeOfVolume } from './deletedWays.ts';
import { addressOf, type KubeObject, unique } from './objects.ts';
import { deletionSentence } from './sentence.ts';
import { dependentsOf, stoppedBy, type Ties, tiesIn } from './ties.ts';

export interface Deletion {
  readonly targets: readonly KubeObject[];
  /** Everything that was looked at, the targets among it. */
  readonly objects: readonly KubeObject[];
  readonly uninspectable: readonly Uninspectable[];
  readonly remarks: readonly string[];
  /** What the targets own stays. */
  readonly orphan: boolean;
  /** Without a goodbye: `--force`, `--grace-period=0`. */
  readonly abrupt: boolean;
  /** They are created again from the files at once. */
  readonly again: boolean;
}

export function deletionImpact(deletion: Deletion): Impact {
  const { uninspectable, remarks, orphan, abrupt, again } = deletion;
  const targets = unique(deletion.targets);
  const objects = unique([...targets, ...deletion.objects]);
  const going = goingWith(targets, objects, { orphan });
  const around: Around = { going, objects };
  const ties = tiesIn(objects);
  const named = new Set(targets.map(addressOf));
  const contents = [...going].map(([address, each]) =>
    resourceOf(address, each, around, ties, again && named.has(address) ? 'replace' : 'delete'),
  );
  const resources = contents.map((resource) => ({
    ...resource,
    wayBack: containerWay(resource, contents, uninspectable),
  }));
  return {
    ...wholeImpact(resources, uninspectable, [...remarks, ...remarksOn(objects, resources, orphan, abrupt)]),
    headline: deletionSentence(
      resources.filter(({ address }) => named.has(address)),
      resources,
      uninspectable,
    ),
  };
}

function resourceOf(
  address: string,
  { object, because }: Going,
  around: Around,
  ties: Ties,
  action: 'delete' | 'replace',
): Resource {
  const holds = holdsOf(object);
  const size = sizeOfVolume(object);
  const facts = factsOf(object, around);
  return {
    address,
    provider: 'kubernetes',
    type: object.kind,
    name: object.name,
    existing: object.name,
    action,
    actions: action === 'replace' ? ['delete', 'create'] : ['delete'],
    ...(because === undefined ? {} : { reason: because }),
    attributes: [],
    ...(holds === undefined ? {} : { holds }),
    ...(size === undefined ? {} : { size }),
    ...(facts.length === 0 ? {} : { facts }),
    wayBack: deletedWay(object, around),
    dependents: dependentsOf(address, ties),
    provenance: 'probe',
  };
}

const containers: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition']);

/** What holds others comes back no better than the worst of them. */
function containerWay(resource: Resource, all: readonly Resource[], uninspectable: readonly Uninspectable[]): WayBack {
  if (!containers.has(resource.type)) return resource.wayBack;
  const inside = all.filter((each) => !containers.has(each.type));
  const gone = inside.filter(({ wayBack }) => wayBack.kind === 'irreversible');
  // A claim and its volume are one loss.
  const claims = gone.some(({ type }) => type === 'PersistentVolumeClaim');
  const lost = gone.filter(({ type }) => !claims || type !== 'PersistentVolume');
  if (lost.length > 0)
    return {
      kind: 'irreversible',
      why: `${firstOf(
        lost.map(({ address }) => address),
        1,
      )} in it cannot be brought back`,
    };
  const open = inside.find(({ wayBack }) => wayBack.kind === 'unknown');
  if (open !== undefined) return { kind: 'unknown', why: `what becomes of ${open.address} in it is not known` };
  if (uninspectable.length > 0) return { kind: 'unknown', why: 'not everything in it could be looked at' };
  return { kind: 'effort', why: 'it and what lies in it can be built again from their manifests' };
}

function remarksOn(
  objects: readonly KubeObject[],
  resources: readonly Resource[],
  orphan: boolean,
  abrupt: boolean,
): readonly string[] {
  const going = new Set(resources.map(({ address }) => address));
  const remarks = stoppedBy(objects, going).map(
    ({ webhook, service }) =>
      `When ${service} goes, the cluster refuses whatever ${addressOf(webhook)} checks: its failure policy is Fail.`,
  );
  if (orphan) remarks.push('What the named objects own stays and keeps running without them (--cascade=orphan).');
  const stateful = resources.some(({ type }) => type === 'StatefulSet' || type === 'Pod');
  if (abrupt && stateful)
    remarks.push(
      'Pods are ended without a goodbye: one on a node that does not answer may go on writing beside its successor.',
    );
  return remarks;
}
