/** Manifests of a release, and what runs of them → what Helm would delete, change, create, and leave alone. */
import { uncapitalized } from '../../base/sentence.ts';
import type { Impact, Resource, Uninspectable } from '../impact/impact.ts';
import { wholeImpact } from '../impact/whole.ts';
import { changedResources } from './changes.ts';
import { holdsOf } from './deletedWays.ts';
import { deletionImpact } from './deletion.ts';
import { hookOf, isKept } from './manifest.ts';
import { addressOf, type KubeObject } from './objects.ts';

export interface ReleaseChange {
  /** The sentence's beginning: `Uninstalls web`. */
  readonly said: string;
  /** The release as it is. */
  readonly before: readonly KubeObject[];
  /** As it would be: nothing of it when it is uninstalled. */
  readonly after: readonly KubeObject[];
  /** What the cluster has of it, with everything around. Undefined where nobody could look. */
  readonly live: readonly KubeObject[] | undefined;
  /** Hooks that would run. */
  readonly hooks: readonly KubeObject[];
  readonly uninspectable: readonly Uninspectable[];
  readonly remarks: readonly string[];
  readonly orphan: boolean;
}

export function releaseImpact(change: ReleaseChange): Impact {
  const { before, after, live, hooks, remarks, orphan, said } = change;
  const next = new Map(after.map((object) => [addressOf(object), object]));
  const running = new Map((live ?? []).map((object) => [addressOf(object), object]));
  const leaving = before.filter((object) => !next.has(addressOf(object)));
  // What somebody already removed is not there to be deleted.
  const going = leaving.filter((object) => !isKept(object) && (live === undefined || running.has(addressOf(object))));
  const uninspectable = [...change.uninspectable, ...hooks.map(hookSaid)];
  const gone = deletionImpact({
    targets: going.map((object) => running.get(addressOf(object)) ?? object),
    objects: live ?? [],
    uninspectable,
    remarks: [],
    orphan,
    abrupt: false,
    again: false,
  });
  const old = new Map(before.map((object) => [addressOf(object), object]));
  const changed = changedResources(after.map((object) => ({ before: old.get(addressOf(object)), after: object })));
  const resources = [...gone.resources, ...changed, ...leaving.filter(isKept).map(left)];
  const whole = wholeImpact(resources, uninspectable, [...remarks, ...gone.remarks, ...claimsSaid(going, live)]);
  const sentence = after.length === 0 && before.length > 0 ? gone.headline : whole.headline;
  return { ...whole, headline: `${said}: ${uncapitalized(sentence)}` };
}

/** Stays, and belongs to no release any more. */
function left(object: KubeObject): Resource {
  const holds = holdsOf(object);
  return {
    address: addressOf(object),
    provider: 'kubernetes',
    type: object.kind,
    name: object.name,
    existing: object.name,
    action: 'forget',
    actions: ['forget'],
    reason: 'Its annotation helm.sh/resource-policy says keep.',
    attributes: [],
    ...(holds === undefined ? {} : { holds }),
    wayBack: { kind: 'effort', why: 'it stays as it is, and a new release has to take it over' },
    dependents: [],
    provenance: 'probe',
  };
}

const hookSaid = (hook: KubeObject): Uninspectable => ({
  what: `hook ${addressOf(hook)}`,
  why: `It runs as ${hookOf(hook).join(' and ')}: what its containers do is not known.`,
});

/** Where nobody could look, the claims a stateful set made are in no manifest. */
function claimsSaid(going: readonly KubeObject[], live: readonly KubeObject[] | undefined): readonly string[] {
  const sets = live !== undefined ? [] : going.filter(({ kind }) => kind === 'StatefulSet');
  return sets.map(({ name }) => `The claims that statefulset/${name} made stay: they are not part of the release.`);
}
