/** Which reads a policy may hold or refuse: they are asked about even when there is nobody to ask. */
import type { Condition, Policy } from './shape.ts';

/** Ids of tools; `*` for all. */
export function heldReads({ rules = [] }: Policy): readonly string[] {
  const tools = rules.flatMap(({ when, then }): readonly string[] =>
    then === 'allow' || !meetsReads(when) ? [] : (when.tool ?? ['*']),
  );
  // A pattern is as good as all: the hook compares names.
  return [...new Set(tools.map((tool) => (/^[\w-]+$/.test(tool) ? tool : '*')))];
}

/** Only what a condition says of effects can leave reads out for sure. */
const meetsReads = ({ effect, all = [] }: Condition): boolean =>
  effect?.includes('read') !== false && all.every(meetsReads);
