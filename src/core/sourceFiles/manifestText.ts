/**
 * Manifests of Kubernetes, before and after an edit → the objects that would differ once they are applied.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/
 *
 * `kubectl apply` deletes nothing that is only no longer written, unless it prunes; tools that follow a repository do.
 */
import type { Resource } from '../impact/impact.ts';
import { deletedWay, factsOf, sizeOfVolume } from '../kubernetes/deletedWays.ts';
import { addressOf, type KubeObject, objectFrom } from '../kubernetes/objects.ts';
import { comparable, maskerFor, secretMarks } from '../kubernetes/secretMarks.ts';
import { dependentsOf, tiesIn } from '../kubernetes/ties.ts';
import { compared, type Described, type Found, pairs, type SourceFile, type Values } from './sourceFile.ts';
import { byName, documentsIn, isValues, listOf, valuesOf } from './yamlText.ts';

export function manifestEdit(files: readonly SourceFile[]): Found {
  const read = (side: 'before' | 'after') => files.map(({ path, ...file }) => documentsIn(file[side], path));
  const [before, after] = [read('before'), read('after')];
  const old = before.flatMap(({ values }) => values.flatMap(objectsIn));
  const now = after.flatMap(({ values }) => values.flatMap(objectsIn));
  const mask = maskerFor([...old, ...now].map(({ body }) => body));
  const byAddress = new Map(old.map((each) => [addressOf(each), each]));
  const kept = new Set(now.map(addressOf));
  const going = new Map([...byAddress].filter(([address]) => !kept.has(address)));
  const around = { going, objects: old };
  const ties = tiesIn(old);
  const resources = pairs(old.map(described), now.map(described)).flatMap(([was, is]): readonly Resource[] => {
    const found = compared(was, is, { family: 'kubernetes', provider: 'kubernetes', mask });
    if (found === undefined) return [];
    const gone = going.get(found.address);
    const dependents = found.action === 'create' ? [] : dependentsOf(found.address, ties);
    if (gone === undefined) return [{ ...changing(found, was?.value, is?.value), dependents }];
    const size = sizeOfVolume(gone);
    const facts = factsOf(gone, around);
    return [
      {
        ...found,
        ...(size === undefined ? {} : { size }),
        ...(facts.length === 0 ? {} : { facts }),
        // What lies in a namespace, or is of a kind that is defined here, stands in other files.
        wayBack: /^(?:Namespace|CustomResourceDefinition)$/.test(gone.kind) ? found.wayBack : deletedWay(gone, around),
        dependents,
      },
    ];
  });
  return {
    resources,
    uninspectable: [
      ...after.flatMap(({ broken }) => broken),
      ...files.flatMap(({ path }, index) =>
        [before[index], after[index]].some((side) => side?.values.some((each) => !describesObjects(each)) === true)
          ? [{ what: path, why: 'It only brings together what stands in other files, or is no manifest.' }]
          : [],
      ),
    ],
    remarks: going.size > 0 ? [pruned] : [],
  };
}

const pruned =
  'What a manifest no longer describes is deleted by tools that follow the repository or prune; a plain apply leaves it.';

/** What Kustomize and Helm are told says nothing of objects itself. */
const describesObjects = ({ kind, apiVersion }: Values): boolean =>
  typeof kind === 'string' && kind !== 'Kustomization' && kind !== 'Component' && typeof apiVersion === 'string';

/** The objects of one manifest, a list's members apart. */
function objectsIn(manifest: Values): readonly KubeObject[] {
  const { kind, items } = manifest;
  if (typeof kind !== 'string' || kind === 'Kustomization' || kind === 'Component') return [];
  if (kind.endsWith('List') && Array.isArray(items)) return listOf(items).filter(isValues).flatMap(objectsIn);
  try {
    return [objectFrom(manifest)];
  } catch {
    const { generateName = '?' } = valuesOf(manifest.metadata);
    return [objectFrom({ ...manifest, metadata: { ...valuesOf(manifest.metadata), name: generateName } })];
  }
}

const described = (object: KubeObject): Described => ({
  address: addressOf(object),
  type: object.kind,
  name: object.name,
  value: valuesOf(byName(comparable(object.body))),
  secret: secretMarks(object.body),
});

const replicasIn = (value: Values | undefined): number | undefined => {
  const { replicas } = valuesOf(value?.spec);
  return typeof replicas === 'number' ? replicas : undefined;
};

/** What the API server lets nobody change, by kind. https://kubernetes.io/docs/concepts/workloads/ */
const fixed: ReadonlyMap<string, RegExp> = new Map([
  ['Deployment', /^spec\.selector\b/],
  ['ReplicaSet', /^spec\.selector\b/],
  ['DaemonSet', /^spec\.selector\b/],
  ['StatefulSet', /^spec\.(?:selector|serviceName|volumeClaimTemplates|podManagementPolicy)\b/],
  ['Job', /^spec\.(?:selector|template|completionMode)\b/],
  ['PersistentVolumeClaim', /^spec\.(?:storageClassName|accessModes|volumeMode|selector|volumeName)\b/],
  ['PersistentVolume', /^spec\.(?:csi|hostPath|nfs|local|awsElasticBlockStore|gcePersistentDisk|volumeMode)\b/],
  ['StorageClass', /^(?:provisioner|parameters|reclaimPolicy|volumeBindingMode)\b/],
  ['RoleBinding', /^roleRef\b/],
  ['ClusterRoleBinding', /^roleRef\b/],
  ['Service', /^spec\.clusterIP\b/],
]);

/** What a change means beyond its attributes. */
function changing(found: Resource, was: Values | undefined, is: Values | undefined): Resource {
  const [before, after] = [replicasIn(was), replicasIn(is)];
  const pattern = found.action === 'update' ? fixed.get(found.type) : undefined;
  const held = pattern === undefined ? undefined : found.attributes.find(({ path }) => pattern.test(path))?.path;
  const facts = [
    ...(after === 0 && before !== undefined && before > 0 ? ['scaled to zero: it stops'] : []),
    ...(held === undefined
      ? []
      : [`its ${held} cannot be changed: an apply is refused, one that forces it deletes it and creates it again`]),
  ];
  return facts.length === 0 ? found : { ...found, facts };
}
