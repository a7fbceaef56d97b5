/** The one sentence about a deletion: what is named, how much goes with it, what of it does not come back, what is left behind. */
import { firstOf } from '../../base/sentence.ts';
import { binarySize } from '../impact/amounts.ts';
import type { Resource, Uninspectable } from '../impact/impact.ts';
import { counted, nounOf } from '../impact/nouns.ts';
import { goesAway } from '../impact/summary.ts';

/** `Deletes namespace shop: 14 objects, among them 2 volumes (30 GiB) that cannot be brought back.` */
export function deletionSentence(
  named: readonly Resource[],
  resources: readonly Resource[],
  uninspectable: readonly Uninspectable[],
): string {
  if (named.length === 0) {
    const [first] = uninspectable;
    return first === undefined ? 'Deletes nothing: nothing of it is there.' : `Cannot be inspected: ${first.what}.`;
  }
  const verb = named.every(({ action }) => action === 'replace') ? 'Deletes and creates again' : 'Deletes';
  const [only] = named;
  const along = resources.filter((each) => each.action === 'delete' && !named.includes(each));
  const what =
    withVolume(named, along) ??
    `${subject(named)}${withIt(along.length, only, named.length)}${losses(named, resources)}`;
  return `${verb} ${what}${left(resources)}${unclear(uninspectable)}.`;
}

/** `namespace shop`, `deployment web`, `3 services`, `5 objects`. */
function subject(named: readonly Resource[]): string {
  const [only] = named;
  if (named.length === 1 && only !== undefined) return spoken(only);
  const [type, ...others] = new Set(named.map((each) => each.type));
  const noun = others.length === 0 && type !== undefined ? (nounOf(type) ?? type) : 'object';
  return counted(named.length, noun);
}

/** `deployment web in shop`. */
function spoken({ type, name, address }: Resource): string {
  const [, namespace] = / -n (\S+)$/.exec(address) ?? [];
  return `${nounOf(type) ?? type} ${name}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

/** A claim and nothing but its volume. */
function withVolume(named: readonly Resource[], along: readonly Resource[]): string | undefined {
  const [claim, volume] = [named[0], along[0]];
  if (named.length !== 1 || along.length !== 1 || claim === undefined || volume === undefined) return undefined;
  if (claim.type !== 'PersistentVolumeClaim' || volume.type !== 'PersistentVolume') return undefined;
  const end = volume.wayBack.kind === 'irreversible' ? ', which cannot be brought back' : '';
  return `${spoken(claim)} and its volume${sized([volume])}${end}`;
}

function sized(volumes: readonly Resource[]): string {
  const bytes = volumes.reduce((sum, { size }) => sum + (size?.bytes ?? 0), 0);
  return bytes === 0 ? '' : ` (${binarySize(bytes)})`;
}

function withIt(along: number, only: Resource | undefined, named: number): string {
  if (along === 0) return '';
  const container = named === 1 && /^(?:Namespace|CustomResourceDefinition|Node)$/.test(only?.type ?? '');
  return container
    ? `: ${counted(along, 'object')}`
    : ` and ${counted(along, 'object')} with ${named === 1 ? 'it' : 'them'}`;
}

/** Volumes first: they are what nobody can build again. A claim and its volume are one. */
function losses(named: readonly Resource[], resources: readonly Resource[]): string {
  const lost = resources.filter(({ wayBack }) => wayBack.kind === 'irreversible');
  const volumes = lost.filter(({ type }) => type === 'PersistentVolume');
  const disks = volumes.length > 0 ? volumes : lost.filter(({ type }) => type === 'PersistentVolumeClaim');
  const others = lost.filter(
    ({ type }) => !/^(?:PersistentVolume|PersistentVolumeClaim|Namespace|CustomResourceDefinition)$/.test(type),
  );
  const parts: string[] = [];
  if (disks.length > 0) parts.push(`${counted(disks.length, 'volume')}${sized(disks)}`);
  const [first] = others;
  if (others.length === 1 && first !== undefined) parts.push(spoken(first));
  else if (others.length > 1) parts.push(counted(others.length, 'other object'));
  if (parts.length === 0) return '';
  return resources.length === named.length && named.length === 1
    ? '; this cannot be undone'
    : `, among them ${parts.join(' and ')} that cannot be brought back`;
}

/** What controllers made keeps running where it stays. */
const made = /^(?:replicaset|pod|controllerrevision|endpoints|endpointslice|job)\//;

/** `Changes deployment web in shop: nothing of it runs afterwards; service web depends on it.` Undefined for more than one. */
export function changeSentence(
  resources: readonly Resource[],
  uninspectable: readonly Uninspectable[],
): string | undefined {
  const [only] = resources;
  if (only === undefined || resources.length !== 1 || (only.action !== 'update' && only.action !== 'create'))
    return undefined;
  const facts = only.facts === undefined ? '' : `: ${only.facts.join(', ')}`;
  const hanging = only.facts?.includes(stops) === true ? left(resources, () => true) : '';
  return `${only.action === 'create' ? 'Creates' : 'Changes'} ${spoken(only)}${facts}${hanging}${unclear(uninspectable)}.`;
}

/** Said of a workload that is scaled to zero. */
export const stops = 'nothing of it runs afterwards';

/** What stays, and has lost what it stood on. */
function left(resources: readonly Resource[], loses: (resource: Resource) => boolean = goesAway): string {
  const going = new Set(resources.map(({ address }) => address));
  const hanging = new Set(
    resources
      .filter(loses)
      .flatMap(({ dependents }) => dependents.map(({ address }) => address))
      .filter((address) => !going.has(address) && !made.test(address)),
  );
  const [first] = hanging;
  if (first === undefined) return '';
  const [type = '', name = ''] = first.replace(/ -n \S+$/, '').split('/');
  const said = `${nounOf(type) ?? type} ${name}`;
  return hanging.size === 1 ? `; ${said} depends on it` : `; ${said} and ${hanging.size - 1} more depend on it`;
}

function unclear(uninspectable: readonly Uninspectable[]): string {
  const parts = uninspectable.map(({ what }) => what);
  return parts.length === 0 ? '' : `; ${firstOf(parts, 1)} cannot be inspected`;
}
