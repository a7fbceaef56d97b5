/** What a cluster's controllers make out of what people write: replica sets, pods, claims, volumes, endpoints. */
import { createHash } from 'node:crypto';
import { looseRecord, optionalList, textIn } from '../../src/base/looseJson.ts';
import type { KubeStore, Stored, Values } from './kubeStore.ts';

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);

const ownedBy = (owner: Stored): Values => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  controller: true,
  blockOwnerDeletion: true,
});

const revision = 'deployment.kubernetes.io/revision';

/** Runs until nothing is left to do. */
export function settle(store: KubeStore): void {
  const kind = (name: string) => {
    const found = store.kinds().find((each) => each.kind === name);
    if (found === undefined) throw new Error(`no kind ${name}`);
    return found;
  };
  const every = (name: string) => store.list(kind(name), '');
  const spaceOf = ({ metadata }: Stored) => metadata.namespace ?? '';
  const owned = (name: string, owner: Stored) =>
    every(name).filter(({ metadata }) =>
      optionalList(metadata.ownerReferences).some((each) => looseRecord(each).uid === owner.metadata.uid),
    );

  function pod(owner: Stored, name: string): void {
    const template = looseRecord(looseRecord(owner.spec).template);
    store.put(kind('Pod'), spaceOf(owner), {
      metadata: { ...looseRecord(template.metadata), name, ownerReferences: [ownedBy(owner)] },
      spec: template.spec,
      status: { phase: 'Pending' },
    });
  }

  for (const deployment of every('Deployment')) {
    const spec = looseRecord(deployment.spec);
    const suffix = hash(spec.template);
    const name = `${deployment.metadata.name}-${suffix}`;
    const template = looseRecord(spec.template);
    const labels = { ...looseRecord(looseRecord(template.metadata).labels), 'pod-template-hash': suffix };
    const sets = owned('ReplicaSet', deployment);
    const revisions = sets.map(({ metadata }) => Number(looseRecord(metadata.annotations)[revision] ?? 0));
    const replicas = spec.replicas ?? 1;
    const current = sets.find((set) => set.metadata.name === name);
    if (current !== undefined && looseRecord(current.spec).replicas === replicas) continue;
    for (const set of sets)
      if (set !== current && looseRecord(set.spec).replicas !== 0)
        store.put(kind('ReplicaSet'), spaceOf(set), { ...set, spec: { ...looseRecord(set.spec), replicas: 0 } });
    store.put(kind('ReplicaSet'), spaceOf(deployment), {
      ...current,
      metadata: {
        ...looseRecord(current?.metadata),
        name,
        labels,
        annotations: { [revision]: String(Math.max(0, ...revisions) + 1) },
        ownerReferences: [ownedBy(deployment)],
      },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { ...template, metadata: { ...looseRecord(template.metadata), labels } },
      },
    });
  }
  for (const set of every('ReplicaSet')) {
    const wanted = Number(looseRecord(set.spec).replicas ?? 1);
    const pods = owned('Pod', set);
    for (const extra of pods.slice(wanted)) store.remove(kind('Pod'), spaceOf(extra), extra.metadata.name);
    for (let index = pods.length; index < wanted; index++)
      pod(set, `${set.metadata.name}-${hash([set.metadata.uid, Math.random()]).slice(0, 5)}`);
  }
  for (const set of every('StatefulSet')) {
    const spec = looseRecord(set.spec);
    const retention = looseRecord(spec.persistentVolumeClaimRetentionPolicy);
    for (let index = 0; index < Number(spec.replicas ?? 1); index++) {
      const name = `${set.metadata.name}-${index}`;
      for (const template of optionalList(spec.volumeClaimTemplates).map(looseRecord)) {
        const claim = `${textIn(looseRecord(template.metadata), 'name')}-${name}`;
        if (store.get(kind('PersistentVolumeClaim'), spaceOf(set), claim) !== undefined) continue;
        store.put(kind('PersistentVolumeClaim'), spaceOf(set), {
          metadata: {
            name: claim,
            ...(retention.whenDeleted === 'Delete' ? { ownerReferences: [ownedBy(set)] } : {}),
          },
          spec: template.spec,
        });
      }
      if (store.get(kind('Pod'), spaceOf(set), name) === undefined) pod(set, name);
    }
    for (const extra of owned('Pod', set))
      if (Number(extra.metadata.name.split('-').at(-1)) >= Number(spec.replicas ?? 1))
        store.remove(kind('Pod'), spaceOf(extra), extra.metadata.name);
    if (owned('ControllerRevision', set).length === 0)
      store.put(kind('ControllerRevision'), spaceOf(set), {
        metadata: { name: `${set.metadata.name}-${hash(spec.template)}`, ownerReferences: [ownedBy(set)] },
      });
  }
  for (const service of every('Service'))
    if (looseRecord(service.spec).selector !== undefined) {
      const { name } = service.metadata;
      if (store.get(kind('Endpoints'), spaceOf(service), name) === undefined)
        store.put(kind('Endpoints'), spaceOf(service), { metadata: { name } });
    }
  for (const claim of every('PersistentVolumeClaim')) bind(claim);

  /** A claim gets the volume it names, or a new one of its class. */
  function bind(claim: Stored): void {
    const spec = looseRecord(claim.spec);
    const { name, uid } = claim.metadata;
    const claimRef = { kind: 'PersistentVolumeClaim', namespace: spaceOf(claim), name, uid };
    const wanted = textIn(spec, 'volumeName');
    const storage = looseRecord(looseRecord(spec.resources).requests).storage;
    if (wanted === '') {
      const made = every('StorageClass').find(({ metadata }) => metadata.name === spec.storageClassName);
      if (made === undefined) return;
      const volume = `pvc-${uid}`;
      store.put(kind('PersistentVolume'), '', {
        metadata: { name: volume },
        spec: { capacity: { storage }, persistentVolumeReclaimPolicy: made.reclaimPolicy ?? 'Delete', claimRef },
        status: { phase: 'Bound' },
      });
      claim.spec = { ...spec, volumeName: volume };
    } else {
      const volume = store.get(kind('PersistentVolume'), '', wanted);
      if (volume === undefined || looseRecord(volume.spec).claimRef !== undefined) return;
      volume.spec = { ...looseRecord(volume.spec), claimRef };
      volume.status = { phase: 'Bound' };
    }
    claim.status = { phase: 'Bound', capacity: { storage } };
  }
}
