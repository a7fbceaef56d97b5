/** Whether an object that is deleted can be had again, and what is worth knowing of its end. */
import { optionalList, textIn } from '../../base/looseJson.ts';
import { binarySize } from '../impact/amounts.ts';
import { holdingOf } from '../impact/holdings.ts';
import type { Holding, Size, WayBack } from '../impact/impact.ts';
import { claimsOf, reclaims } from './closure.ts';
import { addressOf, isCustom, type KubeObject, within } from './objects.ts';
import { bytesIn } from './quantity.ts';
import { keepsScratch, podsOf } from './workloads.ts';

/** What is known beside the object. */
export interface Around {
  readonly going: ReadonlyMap<string, unknown>;
  readonly objects: readonly KubeObject[];
}

const indexes = new WeakMap<readonly KubeObject[], ReadonlyMap<string, KubeObject>>();

/** Made once for all that are looked at together. */
function byUid(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  const known = indexes.get(objects) ?? new Map(objects.map((object) => [object.uid, object]));
  indexes.set(objects, known);
  return known;
}

const effort = (why: string): WayBack => ({ kind: 'effort', why });
const gone = (why: string): WayBack => ({ kind: 'irreversible', why });
const unknown = (why: string): WayBack => ({ kind: 'unknown', why });

/** A volume's or claim's size; what a claim got counts, not what it asked for. */
export function sizeOfVolume({ kind, body }: KubeObject): Size | undefined {
  const quantity =
    kind === 'PersistentVolume'
      ? within(body, 'spec', 'capacity').storage
      : kind === 'PersistentVolumeClaim'
        ? (within(body, 'status', 'capacity').storage ?? within(body, 'spec', 'resources', 'requests').storage)
        : undefined;
  const bytes = bytesIn(quantity);
  return bytes === undefined ? undefined : { bytes, atLeast: false };
}

/** What would be lost with it. */
export function holdsOf(object: KubeObject): Holding | undefined {
  if (object.kind === 'Job' || object.kind === 'CronJob') return undefined;
  return holdingOf('kubernetes', object.kind)?.holds;
}

/** The way back from its deletion. A namespace's and a definition's follow from what lies in them, and are not told here. */
export function deletedWay(object: KubeObject, around: Around): WayBack {
  const { kind } = object;
  const maker = remaker(object, around);
  if (maker !== undefined) return { kind: 'reversible', why: `${maker} makes a new one` };
  if (made.test(kind) && (object.owners.length > 0 || kind === 'Endpoints'))
    return effort('it comes again with what it belongs to');
  switch (kind) {
    case 'PersistentVolumeClaim':
      return claimWay(object, around);
    case 'PersistentVolume':
      return volumeWay(object, around);
    case 'VolumeSnapshot':
    case 'VolumeSnapshotContent':
      return snapshotWay(object, around);
    case 'StatefulSet':
      return effort('it can be built again from its manifest');
    case 'Secret':
      return effort('its values have to be known from elsewhere');
    case 'Service':
      return textIn(within(object.body, 'spec'), 'type') === 'LoadBalancer'
        ? effort('it can be built again; its outside address may not be had again')
        : effort('it can be built again from its manifest');
    case 'Pod':
      return effort('nothing makes it again by itself');
    case 'Node':
      return effort('its kubelet has to register it again');
    default:
      if (!isCustom(object)) return effort('it can be built again from its manifest');
      return holdingOf('kubernetes', kind)?.holds === 'backup' || holdingOf('kubernetes', kind)?.guessed === true
        ? gone(`by its kind, ${kind}, it stands for something that is kept`)
        : unknown(`what its controller does when a ${kind} goes is not known`);
  }
}

/** Controllers make these out of what people write. */
const made = /^(?:Pod|ReplicaSet|ControllerRevision|Endpoints|EndpointSlice|Job)$/;

/** What stays and makes a new one at once. */
function remaker({ kind, owners }: KubeObject, { going, objects }: Around): string | undefined {
  if (kind !== 'Pod' && kind !== 'ReplicaSet' && kind !== 'ControllerRevision') return undefined;
  const known = byUid(objects);
  const owner = owners.map(({ uid }) => known.get(uid)).find((each) => each !== undefined);
  if (owner === undefined) {
    const [named] = owners;
    // Nobody looked at it, and the command does not name it: it stays.
    return named === undefined || named.kind === 'Node' ? undefined : `${named.kind.toLowerCase()}/${named.name}`;
  }
  return going.has(addressOf(owner)) ? undefined : `${owner.kind.toLowerCase()}/${owner.name}`;
}

function claimWay(claim: KubeObject, around: Around): WayBack {
  const name = textIn(within(claim.body, 'spec'), 'volumeName');
  if (name === '') return effort('it has no volume yet');
  const volume = around.objects.find((object) => object.kind === 'PersistentVolume' && object.name === name);
  if (volume === undefined) return unknown(`what becomes of its volume ${name} could not be looked up`);
  if (reclaims(volume) === 'Retain')
    return effort(`its volume ${name} is kept (reclaim policy Retain) and can be bound again by hand`);
  return lostVolume(`its volume ${name} is deleted with it (reclaim policy ${reclaims(volume)})`, claim, around);
}

function volumeWay(volume: KubeObject, around: Around): WayBack {
  const ref = within(volume.body, 'spec', 'claimRef');
  const [namespace, name] = [textIn(ref, 'namespace'), textIn(ref, 'name')];
  const claim = around.objects.find(
    (object) => object.kind === 'PersistentVolumeClaim' && object.namespace === namespace && object.name === name,
  );
  if (reclaims(volume) === 'Retain') return effort('the disk behind it is kept, and can be named again by hand');
  return lostVolume(`the disk behind it is deleted (reclaim policy ${reclaims(volume)})`, claim, around);
}

/** Snapshots that stay are the way back. */
function lostVolume(why: string, claim: KubeObject | undefined, { going, objects }: Around): WayBack {
  const snapshots = objects.filter((object) => {
    if (object.kind !== 'VolumeSnapshot' || claim === undefined || object.namespace !== claim.namespace) return false;
    const source = textIn(within(object.body, 'spec', 'source'), 'persistentVolumeClaimName');
    return source === claim.name && within(object.body, 'status').readyToUse === true;
  });
  const [newest] = snapshots
    .filter((snapshot) => !going.has(addressOf(snapshot)) || contentStays(snapshot, objects))
    .map((snapshot) => ({ snapshot, at: textIn(within(snapshot.body, 'status'), 'creationTime') }))
    .sort((one, other) => (one.at < other.at ? 1 : -1));
  return newest === undefined
    ? gone(`${why}, and no snapshot that stays was seen`)
    : effort(`${why}; snapshot ${newest.snapshot.name} of ${newest.at} stays, what came after it is lost`);
}

function snapshotWay(object: KubeObject, { objects }: Around): WayBack {
  const policy = textIn(within(object.body, 'spec'), 'deletionPolicy');
  const stays = object.kind === 'VolumeSnapshot' ? contentStays(object, objects) : policy === 'Retain';
  return stays
    ? effort('the copy behind it is kept, and can be named again by hand')
    : gone('it is a backup: what it could restore goes with it');
}

const contentStays = (snapshot: KubeObject, objects: readonly KubeObject[]): boolean =>
  objects.some(({ kind, body }) => {
    const ref = within(body, 'spec', 'volumeSnapshotRef');
    return (
      kind === 'VolumeSnapshotContent' &&
      textIn(ref, 'name') === snapshot.name &&
      textIn(ref, 'namespace') === snapshot.namespace &&
      textIn(within(body, 'spec'), 'deletionPolicy') === 'Retain'
    );
  });

/** Finalizers that every cluster has, and that hold nothing up for long. */
const usual =
  /^(?:kubernetes\.io\/(?:pvc|pv)-protection|kubernetes|foregroundDeletion|orphan|service\.kubernetes\.io\/load-balancer-cleanup)$/;

/** Clauses worth deciding on. */
export function factsOf(object: KubeObject, { going, objects }: Around): readonly string[] {
  const { kind, body, finalizers } = object;
  const pods = podsOf(object);
  const facts: string[] = [];
  const waits = finalizers.filter((name) => !usual.test(name));
  if (waits.length > 0) facts.push(`its deletion waits for ${waits.join(', ')}`);
  if (kind === 'PersistentVolumeClaim' && usedByStaying(object, going, objects))
    facts.push('stays until no pod uses it any more');
  if (kind === 'PersistentVolume' && within(body, 'status').phase === 'Bound' && !claimGoes(object, going))
    facts.push('stays until its claim goes');
  if (kind === 'Pod' && pods !== undefined && keepsScratch(pods)) facts.push('what it keeps in emptyDir is lost');
  if (kind === 'StatefulSet') facts.push(...claimFacts(object, going, objects));
  if (/^(?:Validating|Mutating)WebhookConfiguration$/.test(kind)) facts.push('its checks are no longer made');
  const replicas = within(body, 'spec').replicas;
  if (typeof replicas === 'number' && pods !== undefined && kind !== 'ReplicaSet')
    facts.push(replicas === 1 ? '1 replica' : `${replicas} replicas`);
  return facts;
}

function claimGoes({ body }: KubeObject, going: ReadonlyMap<string, unknown>): boolean {
  const ref = within(body, 'spec', 'claimRef');
  const claim = {
    kind: 'PersistentVolumeClaim',
    group: '',
    namespace: textIn(ref, 'namespace'),
    name: textIn(ref, 'name'),
  };
  return going.has(addressOf(claim));
}

function usedByStaying(
  claim: KubeObject,
  going: ReadonlyMap<string, unknown>,
  objects: readonly KubeObject[],
): boolean {
  return objects.some(
    (object) =>
      object.kind === 'Pod' &&
      object.namespace === claim.namespace &&
      !going.has(addressOf(object)) &&
      optionalList(within(object.body, 'spec').volumes).some(
        (volume) => textIn(within({ volume }, 'volume', 'persistentVolumeClaim'), 'claimName') === claim.name,
      ),
  );
}

function claimFacts(
  set: KubeObject,
  going: ReadonlyMap<string, unknown>,
  objects: readonly KubeObject[],
): readonly string[] {
  const claims = objects.filter((object) => object.kind === 'PersistentVolumeClaim' && claimsOf(set, object));
  const staying = claims.filter((claim) => !going.has(addressOf(claim)));
  if (staying.length === 0) return [];
  const bytes = staying.reduce((sum, claim) => sum + (sizeOfVolume(claim)?.bytes ?? 0), 0);
  return [`${staying.length === 1 ? 'its claim stays' : `its ${staying.length} claims stay`} (${binarySize(bytes)})`];
}
