/**
 * What makes Claude Code drop a whole settings file without a word, as seen with 2.1: a hook of an unknown type, a
 * time-out that is not a positive number, a matcher that is not text, a permission rule that is not text.
 * Unknown event names and unknown keys are tolerated.
 */
const claudeRules: HandlerRules = {
  kinds: new Set(['command', 'http', 'mcp_tool', 'prompt', 'agent']),
  time: 'a number above 0',
  isTime: (timeout) => timeout > 0,
};

/** What an agent takes for a hook. */
export interface HandlerRules {
  readonly kinds: ReadonlySet<string>;
  /** Which time-outs it takes, in words. */
  readonly time: string;
  isTime(timeout: number): boolean;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Each mistake in one clause. */
export function claudeFaults(content: Readonly<Record<string, unknown>>): readonly string[] {
  return [...hookFaults(content.hooks, claudeRules), ...permissionFaults(content.permissions)];
}

/** The mistakes in an object of events and their groups, in a clause each. */
export function hookFaults(hooks: unknown, rules: HandlerRules): readonly string[] {
  if (hooks === undefined) return [];
  if (!isRecord(hooks)) return ['"hooks" must be an object'];
  return Object.entries(hooks).flatMap(([event, groups]) => {
    if (!Array.isArray(groups)) return [`hooks.${event} must be a list`];
    return groups.flatMap((group: unknown, index) => groupFaults(group, `hooks.${event}[${index}]`, rules));
  });
}

function groupFaults(group: unknown, path: string, rules: HandlerRules): readonly string[] {
  if (!isRecord(group)) return [`${path} must be an object`];
  const matcher =
    group.matcher === undefined || typeof group.matcher === 'string' ? [] : [`${path}.matcher must be text`];
  if (!Array.isArray(group.hooks)) return [...matcher, `${path}.hooks must be a list`];
  const handlers = group.hooks.flatMap((hook: unknown, index) => handlerFaults(hook, `${path}.hooks[${index}]`, rules));
  return [...matcher, ...handlers];
}

function handlerFaults(hook: unknown, path: string, { kinds, time, isTime }: HandlerRules): readonly string[] {
  if (!isRecord(hook)) return [`${path} must be an object`];
  const { type, timeout } = hook;
  const known = typeof type === 'string' && kinds.has(type);
  const timed = timeout === undefined || (typeof timeout === 'number' && isTime(timeout));
  return [
    ...(known ? [] : [`${path}.type is not a known kind of hook`]),
    ...(timed ? [] : [`${path}.timeout must be ${time}`]),
  ];
}

function permissionFaults(permissions: unknown): readonly string[] {
  if (permissions === undefined) return [];
  if (!isRecord(permissions)) return ['"permissions" must be an object'];
  return ['allow', 'ask', 'deny'].flatMap((kind) => {
    const rules = permissions[kind];
    const fine = rules === undefined || (Array.isArray(rules) && rules.every((rule) => typeof rule === 'string'));
    return fine ? [] : [`permissions.${kind} must be a list of texts`];
  });
}
