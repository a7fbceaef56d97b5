/** How often each rule took part in holding something, by the journal's last calls. */

export interface RuleHistory {
  readonly calls: number;
  /** By the rule's name. */
  readonly held: Readonly<Record<string, number>>;
}

const mostCalls = 200;

/** Lines of the journal, oldest first; what is no call is passed over. */
export function ruleHistory(lines: Iterable<string>): RuleHistory {
  const calls: (readonly string[])[] = [];
  for (const line of lines) {
    const rules = rulesIn(line);
    if (rules === undefined) continue;
    calls.push(rules);
    if (calls.length > mostCalls) calls.shift();
  }
  const held = new Map<string, number>();
  for (const rules of calls) for (const rule of new Set(rules)) held.set(rule, (held.get(rule) ?? 0) + 1);
  return { calls: calls.length, held: Object.fromEntries(held) };
}

function rulesIn(line: string): readonly string[] | undefined {
  if (!/"kind":"(?:held|passed|refused)"/.test(line)) return undefined;
  const refusedBy = /"rule":("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
  const found = /"rules":(\[[^\]]*\])/.exec(line)?.[1] ?? (refusedBy === undefined ? undefined : `[${refusedBy}]`);
  if (found === undefined) return [];
  try {
    const rules: unknown = JSON.parse(found);
    return Array.isArray(rules) ? rules.map(String) : [];
  } catch {
    return [];
  }
}
