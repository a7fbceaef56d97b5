/** What probably only got another name: one of a type goes, one of the same type comes. */
import type { Resource } from './impact.ts';

export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** Only of what holds something, and only where there is no second candidate. */
export function renamesIn(resources: readonly Resource[]): readonly Rename[] {
  const come = byType(resources, 'create');
  return [...byType(resources, 'delete')].flatMap(([type, [old, ...more]]) => {
    const [twin, ...others] = come.get(type) ?? [];
    const alone = more.length === 0 && others.length === 0;
    return old?.holds === undefined || twin === undefined || !alone ? [] : [{ from: old.address, to: twin.address }];
  });
}

function byType(resources: readonly Resource[], wanted: Resource['action']): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const resource of resources) {
    if (resource.action !== wanted) continue;
    const known = found.get(resource.type);
    if (known === undefined) found.set(resource.type, [resource]);
    else known.push(resource);
  }
  return found;
}
