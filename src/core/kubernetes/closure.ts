/**
 * What goes along when objects are deleted; a server's dry run says none of it.
 * @see https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming
 */
import { textIn } from '../../base/looseJson.ts';
import { addressOf, isPassing, type KubeObject, within } from './objects.ts';

export interface Going {
  readonly object: KubeObject;
  /** A sentence why it goes; missing for what the command itself names. */
  readonly because?: string;
}

/**
 * By address, the named ones first. `orphan`: what they own stays.
 */
export function goingWith(
  targets: readonly KubeObject[],
  objects: readonly KubeObject[],
  { orphan = false }: { readonly orphan?: boolean } = {},
): ReadonlyMap<string, Going> {
  const going = new Map<string, Going>();
  const all = objects.filter((object) => !isPassing(object));
  for (const object of targets) going.set(addressOf(object), { object });
  const named = new Set(going.keys());
  for (let grew = true; grew; ) {
    grew = false;
    const index = indexed(going);
    for (const object of all) {
      const address = addressOf(object);
      if (going.has(address)) continue;
      const because =
        belonging(object, index) ??
        // It stays as long as one of its owners does.
        (object.owners.length > 0 && object.owners.every(({ uid }) => index.byUid.has(uid))
          ? ownedBecause(object, index, orphan ? named : undefined)
          : undefined);
      if (because === undefined) continue;
      going.set(address, { object, because });
      grew = true;
    }
  }
  return going;
}

/** What goes so far, by what it is looked for. */
interface Index {
  readonly byAddress: ReadonlyMap<string, Going>;
  readonly byUid: ReadonlyMap<string, KubeObject>;
  readonly definitions: readonly KubeObject[];
  /** Stateful sets that take their claims along. */
  readonly sets: readonly KubeObject[];
}

function indexed(going: ReadonlyMap<string, Going>): Index {
  const objects = [...going.values()].map(({ object }) => object);
  return {
    byAddress: going,
    byUid: new Map(objects.filter(({ uid }) => uid !== '').map((object) => [object.uid, object])),
    definitions: objects.filter(({ kind }) => kind === 'CustomResourceDefinition'),
    sets: objects.filter((object) => object.kind === 'StatefulSet' && keepsNoClaims(object)),
  };
}

function ownedBecause(
  { owners, namespace }: KubeObject,
  index: Index,
  spared?: ReadonlySet<string>,
): string | undefined {
  const owner = owners.map(({ uid }) => index.byUid.get(uid)).find((each) => each !== undefined);
  const address = owner === undefined ? '' : addressOf(owner);
  if (owner === undefined || spared?.has(address) === true) return undefined;
  return `It belongs to ${owner.namespace === namespace ? `${owner.kind.toLowerCase()}/${owner.name}` : address}.`;
}

/** Goes for another reason than an owner. */
function belonging(object: KubeObject, index: Index): string | undefined {
  const { kind, group, namespace, name, body } = object;
  const goes = (kindOf: string, nameOf: string, space = namespace, groupOf = ''): KubeObject | undefined =>
    nameOf === ''
      ? undefined
      : index.byAddress.get(addressOf({ kind: kindOf, group: groupOf, namespace: space, name: nameOf }))?.object;

  if (namespace !== '' && goes('Namespace', namespace, '') !== undefined) return `It lies in namespace ${namespace}.`;
  const definition = index.definitions.find((each) => defines(each, object));
  if (definition !== undefined) return `Its kind, ${definition.name}, is removed.`;
  switch (kind) {
    case 'PersistentVolume': {
      const claim = within(body, 'spec', 'claimRef');
      const gone = goes('PersistentVolumeClaim', textIn(claim, 'name'), textIn(claim, 'namespace'));
      // `Recycle` scrubs it.
      return gone !== undefined && reclaims(object) !== 'Retain'
        ? `Its claim goes, and its reclaim policy is ${reclaims(object)}.`
        : undefined;
    }
    case 'VolumeSnapshotContent': {
      const snapshot = within(body, 'spec', 'volumeSnapshotRef');
      return textIn(within(body, 'spec'), 'deletionPolicy') === 'Delete' &&
        goes('VolumeSnapshot', textIn(snapshot, 'name'), textIn(snapshot, 'namespace'), group) !== undefined
        ? 'Its snapshot goes, and its deletion policy is Delete.'
        : undefined;
    }
    case 'PersistentVolumeClaim': {
      const set = index.sets.find((each) => claimsOf(each, object));
      return set === undefined ? undefined : `statefulset/${set.name} takes its claims along.`;
    }
    case 'Endpoints':
      return goes('Service', name) === undefined ? undefined : `It belongs to service/${name}.`;
    case 'Secret': {
      const account = object.annotations['kubernetes.io/service-account.name'] ?? '';
      return textIn(body, 'type') === 'kubernetes.io/service-account-token' &&
        goes('ServiceAccount', account) !== undefined
        ? `It is the token of serviceaccount/${account}.`
        : undefined;
    }
    case 'Pod': {
      const node = textIn(within(body, 'spec'), 'nodeName');
      return goes('Node', node, '') === undefined ? undefined : `It runs on node ${node}.`;
    }
    default:
      return undefined;
  }
}

/** An object is one of the kind that a CustomResourceDefinition defines. */
export function defines(definition: KubeObject, { kind, group }: KubeObject): boolean {
  const spec = within(definition.body, 'spec');
  return textIn(spec, 'group') === group && textIn(within(spec, 'names'), 'kind') === kind;
}

/** `Delete`, `Retain` or `Recycle`; a volume made by hand keeps what it holds unless it says otherwise. */
export const reclaims = ({ body }: KubeObject): string =>
  textIn(within(body, 'spec'), 'persistentVolumeReclaimPolicy') || 'Retain';

/** A claim was made from a StatefulSet's templates: `data-db-0` of `data` in `db`. */
export function claimsOf(set: KubeObject, claim: KubeObject): boolean {
  if (set.kind !== 'StatefulSet' || set.namespace !== claim.namespace) return false;
  const { volumeClaimTemplates } = within(set.body, 'spec');
  if (!Array.isArray(volumeClaimTemplates)) return false;
  return volumeClaimTemplates.some((template: unknown) => {
    const name = textIn(within({ template }, 'template', 'metadata'), 'name');
    const start = `${name}-${set.name}-`;
    return name !== '' && claim.name.startsWith(start) && /^\d+$/.test(claim.name.slice(start.length));
  });
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention */
const keepsNoClaims = ({ body }: KubeObject): boolean =>
  textIn(within(body, 'spec', 'persistentVolumeClaimRetentionPolicy'), 'whenDeleted') === 'Delete';
