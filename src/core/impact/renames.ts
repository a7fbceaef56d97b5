/** What probably only got another name: one of a type goes, one of the same type comes, and they say nearly the same. */
import type { AttributeChange, Resource } from './impact.ts';

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
    return old?.holds === undefined || twin === undefined || !alone || !alike(old, twin)
      ? []
      : [{ from: old.address, to: twin.address }];
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

/** Attributes that say which one it is, not what it is like. */
const identifying = /^(?:id|arn|name|bucket|identifier|cluster_identifier|self_link|tags(?:_all)?\..*)$/;

/** Of what the new one says of itself, at least three quarters were true of the old one. */
function alike(old: Resource, twin: Resource): boolean {
  const before = new Map(old.attributes.map(({ path, before }) => [path, before]));
  const said = twin.attributes.filter(({ path, after }) => after.kind === 'value' && !identifying.test(path));
  const same = said.filter(({ path, after }) => equal(before.get(path), after));
  return same.length * 4 >= said.length * 3;
}

const equal = (one: AttributeChange['before'] | undefined, other: AttributeChange['after']): boolean =>
  one?.kind === 'value' && other.kind === 'value' && one.text === other.text;
