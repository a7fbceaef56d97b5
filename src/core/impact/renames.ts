/** What probably only got another name: one of a type goes, one of the same type comes. */
import type { Resource } from './impact.ts';

export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** Only of what holds something, and only where there is no second candidate. */
export function renamesIn(resources: readonly Resource[]): readonly Rename[] {
  const by = (wanted: Resource['action']) => resources.filter(({ action }) => action === wanted);
  const gone = by('delete');
  const come = by('create');
  return gone.flatMap((old) => {
    const twins = come.filter(({ type }) => type === old.type);
    const [twin] = twins;
    const alone = twins.length === 1 && gone.filter(({ type }) => type === old.type).length === 1;
    return old.holds === undefined || twin === undefined || !alone ? [] : [{ from: old.address, to: twin.address }];
  });
}
