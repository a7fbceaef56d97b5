/** What hangs on what, by a catalog: partitions, foreign keys, views. */
import type { Dependent } from '../impact/impact.ts';
import { type Catalog, type ForeignKey, type Relation, shownRelation } from './catalog.ts';

interface Index {
  readonly uses: ReadonlyMap<Relation, Catalog['uses']>;
  readonly keys: ReadonlyMap<Relation, Catalog['keys']>;
  readonly parts: ReadonlyMap<Relation, Catalog['parts']>;
}

/** Made once for each catalog: a schema of thousands of tables is walked from each of them. */
const indexes = new WeakMap<Catalog, Index>();

function indexOf(catalog: Catalog): Index {
  const known = indexes.get(catalog);
  if (known !== undefined) return known;
  const index: Index = {
    uses: grouped(catalog.uses, ({ on }) => on),
    keys: grouped(catalog.keys, ({ parent }) => parent),
    parts: grouped(catalog.parts, ({ parent }) => parent),
  };
  indexes.set(catalog, index);
  return index;
}

function grouped<Item>(items: readonly Item[], by: (item: Item) => Relation): ReadonlyMap<Relation, readonly Item[]> {
  const groups = new Map<Relation, Item[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group === undefined) groups.set(by(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Foreign keys that refer to a table. */
export const keysTo = (catalog: Catalog, parent: Relation): Catalog['keys'] => indexOf(catalog).keys.get(parent) ?? [];

export const withParts = (relations: readonly Relation[], catalog: Catalog): readonly Relation[] => {
  const all = new Set(relations);
  for (const relation of all) for (const { child } of indexOf(catalog).parts.get(relation) ?? []) all.add(child);
  return [...all];
};

/** Tables that refer to some others and are not among them, and theirs, nearest first. */
export function referring(
  roots: readonly Relation[],
  catalog: Catalog,
): readonly (ForeignKey & { distance: number })[] {
  const seen = new Set(roots);
  const found: (ForeignKey & { distance: number })[] = [];
  let ring: readonly Relation[] = roots;
  for (let distance = 1; ring.length > 0; distance += 1) {
    const next = ring.flatMap((parent) => keysTo(catalog, parent)).filter(({ child }) => !seen.has(child));
    found.push(...next.map((key) => ({ ...key, distance })));
    for (const { child } of next) seen.add(child);
    ring = [...new Set(next.map(({ child }) => child))];
  }
  return found;
}

/** Views that read some relations, and views that read those. */
export function viewsOn(
  roots: readonly Relation[],
  catalog: Catalog,
  column?: string,
): readonly { readonly view: Relation; readonly via: Relation; readonly distance: number }[] {
  const seen = new Set(roots);
  const found: { view: Relation; via: Relation; distance: number }[] = [];
  let ring: readonly Relation[] = roots;
  for (let distance = 1; ring.length > 0; distance += 1) {
    const next = ring
      .flatMap((on) => indexOf(catalog).uses.get(on) ?? [])
      .filter(
        ({ view, columns }) =>
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

export function hanging(catalog: Catalog, relation: Relation, going: ReadonlySet<Relation>): readonly Dependent[] {
  return [
    ...viewsOn([relation], catalog)
      .filter(({ view }) => !going.has(view))
      .map(({ view, via, distance }) => dependent(catalog, view, distance, via)),
    ...keysTo(catalog, relation)
      .filter(({ child }) => !going.has(child))
      .map(({ child }) => dependent(catalog, child, 1)),
  ];
}
