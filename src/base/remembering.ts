/**
 * The function, with its last answers remembered: at most so many, then it begins anew. `keyOf`: the same for arguments
 * that have the same answer. What throws is asked again.
 */
export function remembering<In extends readonly unknown[], Out extends NonNullable<unknown>>(
  most: number,
  ask: (...given: In) => Out,
  keyOf: (...given: In) => string,
): (...given: In) => Out {
  const known = new Map<string, Out>();
  return (...given) => {
    const key = keyOf(...given);
    const before = known.get(key);
    if (before !== undefined) return before;
    const fresh = ask(...given);
    if (known.size >= most) known.clear();
    known.set(key, fresh);
    return fresh;
  };
}
