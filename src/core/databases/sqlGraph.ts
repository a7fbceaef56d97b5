/** What hangs on what, by a catalog: partitions, foreign keys, views. */
import type { Dependent } from '../impact/impact.ts';
import { type Catalog, type ForeignKey, type Relation, shownRelation } from './catalog.ts';

export const withParts = (relations: readonly Relation[], { parts }: Catalog): readonly Relation[] => {
  const all = new Set(relations);
  for (const relation of all) for (const { child, parent } of parts) if (parent === relation) all.add(child);
  return [...all];
};

/** Tables that refer to some others and are not among them, and theirs, nearest first. */
export function referring(
  roots: readonly Relation[],
  { keys }: Catalog,
): readonly (ForeignKey & { distance: number })[] {
  const seen = new Set(roots);
  const found: (ForeignKey & { distance: number })[] = [];
  let ring: readonly Relation[] = roots;
  for (let distance = 1; ring.length > 0; distance += 1) {
    const next = keys.filter(({ child, parent }) => ring.includes(parent) && !seen.has(child));
    found.push(...next.map((key) => ({ ...key, distance })));
    for (const { child } of next) seen.add(child);
    ring = [...new Set(next.map(({ child }) => child))];
  }
  return found;
}

/** Views that read some relations, and views that read those. */
export function viewsOn(
  roots: readonly Relation[],
  { uses }: Catalog,
  column?: string,
): readonly { readonly view: Relation; readonly via: Relation; readonly distance: number }[] {
  const seen = new Set(roots);
  const found: { view: Relation; via: Relation; distance: number }[] = [];
  let ring: readonly Relation[] = roots;
  for (let distance = 1; ring.length > 0; distance += 1) {
    const next = uses.filter(
      ({ view, on, columns }) =>
        ring.includes(on) &&
        !seen.has(view) &&
        (distance > 1 || column === undefined || columns === undefined || columns.includes(column)),
    );
    for (const { view, on } of next) {
      if (seen.has(view)) continue;
      seen.add(view);
      found.push({ view, via: on, distance });
    }
    ring = next.map(({ view }) => view);
  }
  return found;
}

/** `view open_orders`, `table invoices`: what stays, and hangs on what goes. */
export const dependent = (catalog: Catalog, relation: Relation, distance: number, via?: Relation): Dependent => ({
  address: `${relation.kind} ${shownRelation(relation, catalog)}`,
  distance,
  ...(via === undefined || distance === 1 ? {} : { via: `${via.kind} ${shownRelation(via, catalog)}` }),
});

export function hanging(catalog: Catalog, relation: Relation, going: readonly Relation[]): readonly Dependent[] {
  return [
    ...viewsOn([relation], catalog)
      .filter(({ view }) => !going.includes(view))
      .map(({ view, via, distance }) => dependent(catalog, view, distance, via)),
    ...catalog.keys
      .filter(({ child, parent }) => parent === relation && !going.includes(child))
      .map(({ child }) => dependent(catalog, child, 1)),
  ];
}
