/** Instances of a resource, where `count` and `for_each` are literal. https://developer.hashicorp.com/terraform/language/meta-arguments/count */
import type { Resource } from '../impact/impact.ts';
import { compared, type Described, type Values } from './sourceFile.ts';

const most = 1_000;

/** `0`, `1`, `"mail"`; undefined where they are known only when the expression is evaluated. */
export function instancesOf({ count, for_each: each }: Values): readonly string[] | undefined {
  if (typeof count === 'number')
    return Array.from({ length: Math.min(Math.max(0, count), most) }, (_, index) => String(index));
  if (typeof each === 'string') {
    const listed = /^\$\{toset\(\[(.*)\]\)\}$/s.exec(each)?.[1];
    return listed === undefined || !/^(?:\s*"[^"$]*"\s*,?)*\s*$/.test(listed)
      ? undefined
      : (listed.match(/"[^"]*"/g) ?? []);
  }
  if (typeof each === 'object' && each !== null && !Array.isArray(each))
    return Object.keys(each).map((key) => JSON.stringify(key));
  return undefined;
}

/** Instances that go and come; undefined where one side does not say how many there are. */
export function otherInstances(was: Described, is: Described): readonly Resource[] | undefined {
  const [before, after] = [instancesOf(was.value), instancesOf(is.value)];
  if (before === undefined || after === undefined) return undefined;
  const comparison = { family: 'terraform', provider: was.type.split('_')[0] ?? '' } as const;
  const [old, now] = [new Set(before), new Set(after)];
  const gone = before.flatMap((key) => {
    const found = now.has(key)
      ? undefined
      : compared({ ...was, address: `${is.address}[${key}]` }, undefined, comparison);
    return found === undefined
      ? []
      : [
          {
            ...found,
            attributes: [],
            reason: key.startsWith('"')
              ? 'Its key is no longer among those of for_each.'
              : 'Its index is beyond the new count.',
          },
        ];
  });
  const come = after.flatMap((key) => {
    const found = old.has(key)
      ? undefined
      : compared(undefined, { ...is, address: `${is.address}[${key}]` }, comparison);
    return found === undefined ? [] : [{ ...found, attributes: [] }];
  });
  return [...gone, ...come];
}
