/** Environments of a policy: where they are defined and where they are used. */
import { isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import type { Span } from '../core/policy/problems.ts';
import { documentOf } from './policyText.ts';

export interface NamePlace extends Span {
  readonly name: string;
  readonly defines: boolean;
}

/** Every place where an environment's name stands, in the order of the text. */
function environmentPlaces(text: string): readonly NamePlace[] {
  const places: NamePlace[] = [];
  const add = (node: unknown, defines: boolean) => {
    if (!isScalar(node) || typeof node.value !== 'string' || node.range === null || node.range === undefined) return;
    places.push({ name: node.value, defines, start: node.range[0], end: node.range[1] });
  };
  visit(documentOf(text), {
    Pair(_, { key, value }, ancestors) {
      const name = isScalar(key) ? key.value : undefined;
      const depth = ancestors.filter(isPair).length;
      if (name === 'environments' && depth === 0 && isMap(value)) for (const item of value.items) add(item.key, true);
      else if (name === 'environment' || (name === 'environments' && depth > 0))
        for (const node of isSeq(value) ? value.items : [value]) add(node, false);
    },
  });
  return places.toSorted((a, b) => a.start - b.start);
}

export const environmentsIn = (text: string): readonly string[] =>
  environmentPlaces(text).flatMap(({ name, defines }) => (defines ? [name] : []));

/** The place under the cursor. */
export const environmentAt = (text: string, offset: number): NamePlace | undefined =>
  environmentPlaces(text).find(({ start, end }) => start <= offset && offset <= end);

/** Undefined where no environment stands. */
export function definitionAt(text: string, offset: number): NamePlace | undefined {
  const here = environmentAt(text, offset);
  return here && environmentPlaces(text).find(({ name, defines }) => defines && name === here.name);
}

/** Every place that has to be written anew for another name; none where the new one cannot be a name. */
export function renames(text: string, offset: number, to: string): readonly NamePlace[] {
  const here = environmentAt(text, offset);
  if (here === undefined || !/^[a-z][\w-]{0,40}$/i.test(to)) return [];
  return environmentPlaces(text).filter(({ name }) => name === here.name);
}
