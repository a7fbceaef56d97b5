/** The objects of a cluster that stands in for a real one: kinds, patches, and what goes with what. */
import { randomUUID } from 'node:crypto';
import { looseRecord, optionalList, textIn } from '../../src/base/looseJson.ts';

export type Values = Record<string, unknown>;

export interface Kind {
  /** `apps/v1`, `v1`. */
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly short?: readonly string[];
}

const core = (plural: string, kind: string, namespaced: boolean, ...short: string[]): Kind => ({
  version: 'v1',
  plural,
  kind,
  namespaced,
  short,
});
const of = (version: string, plural: string, kind: string, namespaced = true, ...short: string[]): Kind => ({
  version,
  plural,
  kind,
  namespaced,
  short,
});

const kinds: readonly Kind[] = [
  core('namespaces', 'Namespace', false, 'ns'),
  core('nodes', 'Node', false, 'no'),
  core('persistentvolumes', 'PersistentVolume', false, 'pv'),
  core('configmaps', 'ConfigMap', true, 'cm'),
  core('endpoints', 'Endpoints', true, 'ep'),
  core('events', 'Event', true, 'ev'),
  core('persistentvolumeclaims', 'PersistentVolumeClaim', true, 'pvc'),
  core('pods', 'Pod', true, 'po'),
  core('replicationcontrollers', 'ReplicationController', true, 'rc'),
  core('secrets', 'Secret', true),
  core('serviceaccounts', 'ServiceAccount', true, 'sa'),
  core('services', 'Service', true, 'svc'),
  of('apps/v1', 'controllerrevisions', 'ControllerRevision'),
  of('apps/v1', 'daemonsets', 'DaemonSet', true, 'ds'),
  of('apps/v1', 'deployments', 'Deployment', true, 'deploy'),
  of('apps/v1', 'replicasets', 'ReplicaSet', true, 'rs'),
  of('apps/v1', 'statefulsets', 'StatefulSet', true, 'sts'),
  of('batch/v1', 'cronjobs', 'CronJob', true, 'cj'),
  of('batch/v1', 'jobs', 'Job'),
  of('autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', true, 'hpa'),
  of('networking.k8s.io/v1', 'ingresses', 'Ingress', true, 'ing'),
  of('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', true, 'netpol'),
  of('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', true, 'pdb'),
  of('rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', false),
  of('rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', false),
  of('rbac.authorization.k8s.io/v1', 'roles', 'Role'),
  of('rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding'),
  of('storage.k8s.io/v1', 'storageclasses', 'StorageClass', false, 'sc'),
  of('apiextensions.k8s.io/v1', 'customresourcedefinitions', 'CustomResourceDefinition', false, 'crd', 'crds'),
  of('admissionregistration.k8s.io/v1', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', false),
  of('admissionregistration.k8s.io/v1', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', false),
  of('apiregistration.k8s.io/v1', 'apiservices', 'APIService', false),
  of('snapshot.storage.k8s.io/v1', 'volumesnapshots', 'VolumeSnapshot', true, 'vs'),
  of('snapshot.storage.k8s.io/v1', 'volumesnapshotcontents', 'VolumeSnapshotContent', false, 'vsc'),
];

export interface Stored extends Values {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; uid: string; resourceVersion: string } & Values;
}

export interface KubeStore {
  /** Every kind there is, those that definitions brought among them. */
  kinds(): readonly Kind[];
  all(): Stored[];
  get(kind: Kind, namespace: string, name: string): Stored | undefined;
  list(kind: Kind, namespace: string): Stored[];
  /** `dry`: the answer is made, and nothing is kept. */
  put(kind: Kind, namespace: string, object: Values, dry?: boolean): Stored;
  remove(kind: Kind, namespace: string, name: string, propagation?: string): void;
  /** Everything there is, for comparing. */
  snapshot(): string;
}

const key = (kind: Kind, namespace: string, name: string) => `${kind.version}|${kind.plural}|${namespace}|${name}`;
const placeOf = ({ metadata }: Stored) => `${metadata.namespace ?? ''}/${metadata.name}`;
const owners = (object: Stored) => optionalList(object.metadata.ownerReferences).map(looseRecord);

export function createStore(settle: (store: KubeStore) => void): KubeStore {
  const objects = new Map<string, Stored>();
  let version = 100;
  let settling = false;

  const settled = () => {
    if (settling) return;
    settling = true;
    settle(store);
    settling = false;
  };

  function kindOf(object: Stored): Kind {
    const found = store.kinds().find(({ version, kind }) => version === object.apiVersion && kind === object.kind);
    if (found === undefined) throw new Error(`no kind ${object.kind}`);
    return found;
  }

  function drop(object: Stored): void {
    const { name, namespace = '' } = object.metadata;
    const kind = kindOf(object);
    // Its kind has to be known until the instances are gone.
    if (object.kind === 'CustomResourceDefinition')
      for (const each of [...objects.values()])
        if (each.kind === textIn(looseRecord(looseRecord(object.spec).names), 'kind')) drop(each);
    if (!objects.delete(key(kind, namespace, name))) return;
    if (object.kind === 'Namespace')
      for (const each of [...objects.values()]) if (each.metadata.namespace === name) drop(each);
    if (object.kind === 'PersistentVolumeClaim') release(textIn(looseRecord(object.spec), 'volumeName'));
    if (object.kind === 'Service') {
      const endpoints = objects.get(`v1|endpoints|${namespace}|${name}`);
      if (endpoints !== undefined) drop(endpoints);
    }
    if (object.kind === 'VolumeSnapshot')
      for (const each of [...objects.values()]) {
        const spec = looseRecord(each.spec);
        const ref = looseRecord(spec.volumeSnapshotRef);
        if (each.kind === 'VolumeSnapshotContent' && ref.name === name && spec.deletionPolicy === 'Delete') drop(each);
      }
    if (object.kind === 'Node')
      for (const each of [...objects.values()]) if (looseRecord(each.spec).nodeName === name) drop(each);
  }

  /** What the volume controller does once the claim is gone. */
  function release(volume: string): void {
    const found = objects.get(`v1|persistentvolumes||${volume}`);
    if (found === undefined) return;
    if (looseRecord(found.spec).persistentVolumeReclaimPolicy === 'Delete') drop(found);
    else found.status = { phase: 'Released' };
  }

  /** What the garbage collector does: an object goes when none of its owners is left. */
  function collect(): void {
    for (let removed = true; removed; ) {
      removed = false;
      const uids = new Set([...objects.values()].map(({ metadata }) => metadata.uid));
      for (const object of [...objects.values()]) {
        const own = owners(object);
        if (own.length === 0 || own.some(({ uid }) => uids.has(String(uid)))) continue;
        drop(object);
        removed = true;
      }
    }
  }

  const store: KubeStore = {
    kinds: () => [
      ...kinds,
      ...[...objects.values()].flatMap(({ kind, spec }) => {
        if (kind !== 'CustomResourceDefinition') return [];
        const { group, names, scope, versions } = looseRecord(spec);
        const named = looseRecord(names);
        const [first] = optionalList(versions).map(looseRecord);
        return [of(`${group}/${first?.name}`, String(named.plural), String(named.kind), scope === 'Namespaced')];
      }),
    ],
    all: () => [...objects.values()],
    get: (kind, namespace, name) => objects.get(key(kind, namespace, name)),
    list: (kind, namespace) =>
      [...objects.values()]
        .filter(
          (object) =>
            object.apiVersion === kind.version &&
            object.kind === kind.kind &&
            (namespace === '' || object.metadata.namespace === namespace),
        )
        .sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1)),
    put(kind, namespace, given, dry = false) {
      const metadata = looseRecord(given.metadata);
      const name = textIn(metadata, 'name');
      const before = objects.get(key(kind, namespace, name));
      const object: Stored = {
        ...given,
        apiVersion: kind.version,
        kind: kind.kind,
        metadata: {
          creationTimestamp: before?.metadata.creationTimestamp ?? '2026-01-01T00:00:00Z',
          ...metadata,
          name,
          ...(kind.namespaced ? { namespace } : {}),
          uid: before?.metadata.uid ?? randomUUID(),
          resourceVersion: dry ? String(version + 1) : String(++version),
        },
      };
      if (kind.kind === 'Secret') encode(object);
      if (!dry) {
        objects.set(key(kind, namespace, name), object);
        settled();
      }
      return object;
    },
    remove(kind, namespace, name, propagation = 'Background') {
      const object = objects.get(key(kind, namespace, name));
      if (object === undefined) return;
      if (propagation === 'Orphan')
        for (const each of objects.values()) {
          const left = owners(each).filter(({ uid }) => uid !== object.metadata.uid);
          if (left.length > 0) each.metadata.ownerReferences = left;
          else delete each.metadata.ownerReferences;
        }
      drop(object);
      collect();
      settled();
    },
    snapshot: () => JSON.stringify([...objects].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
  return store;
}

/** What the server does with `stringData`. */
function encode(object: Stored): void {
  const { stringData, ...rest } = object;
  if (stringData === undefined) return;
  const data = { ...looseRecord(rest.data) };
  for (const [name, value] of Object.entries(looseRecord(stringData)))
    data[name] = Buffer.from(String(value)).toString('base64');
  object.data = data;
  delete object.stringData;
}

/** A strategic merge: lists whose parts have names are merged part by part. */
export function merged(before: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object') return patch;
  if (Array.isArray(patch)) {
    const named = (list: readonly unknown[]) => list.length > 0 && list.every((each) => 'name' in looseRecord(each));
    if (!Array.isArray(before) || !named(patch) || !named(before)) return patch;
    const parts = new Map(before.map((each: unknown) => [looseRecord(each).name, each]));
    for (const each of patch) {
      const { $patch, ...rest } = looseRecord(each);
      if ($patch === 'delete') parts.delete(rest.name);
      else parts.set(rest.name, merged(parts.get(rest.name) ?? {}, rest));
    }
    return [...parts.values()];
  }
  const result: Values = { ...looseRecord(before) };
  for (const [name, each] of Object.entries(patch)) {
    if (name.startsWith('$')) continue;
    if (each === null) delete result[name];
    else result[name] = merged(result[name], each);
  }
  return result;
}

/** RFC 6902, as far as kubectl uses it. */
export function patched(before: Values, operations: readonly unknown[]): Values {
  const result = structuredClone(before);
  for (const each of operations) {
    const { op, path, value } = looseRecord(each);
    const parts = String(path)
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = parts.pop() ?? '';
    const inner = parts.reduce<Values>((node, part) => node[part] as Values, result);
    if (op === 'remove') delete inner[last];
    else if (op === 'add' || op === 'replace') inner[last] = value;
  }
  return result;
}
