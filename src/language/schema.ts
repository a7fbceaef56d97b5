/** The published schema of a policy, walked by path: which keys and values may stand at a place, and what they are for. */
import published from '../../media/policy.schema.json' with { type: 'json' };
import type { Path } from '../core/policy/problems.ts';

type Schema = Readonly<Record<string, unknown>>;

export interface KeyInfo {
  readonly name: string;
  readonly description: string;
  /** It has values of its own: a list, or keys. */
  readonly holds: 'value' | 'list' | 'keys';
}

const root: Schema = published;

const record = (value: unknown): Schema | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : undefined;

/** A schema and, where it only stands for others, those. */
function resolved(schema: Schema): readonly Schema[] {
  const { $ref, anyOf, allOf } = schema;
  if (typeof $ref === 'string') {
    const target = $ref
      .replace(/^#\/?/, '')
      .split('/')
      .filter(Boolean)
      .reduce<Schema | undefined>((at, key) => record(at?.[key]), root);
    return target === undefined ? [] : [schema, ...resolved(target)];
  }
  const parts = [anyOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [schema, ...parts.flatMap((each) => resolved(record(each) ?? {}))];
}

/** All schemas that a value at the path must meet, or may. */
function schemasAt(path: Path): readonly Schema[] {
  return path.reduce<readonly Schema[]>(
    (schemas, key) =>
      schemas.flatMap((schema) => {
        const next =
          typeof key === 'number'
            ? record(schema.items)
            : (record(record(schema.properties)?.[key]) ?? record(schema.additionalProperties));
        return next === undefined ? [] : resolved(next);
      }),
    resolved(root),
  );
}

/** The keys a mapping at the path may have. */
export function keysAt(path: Path): readonly KeyInfo[] {
  const found = new Map<string, KeyInfo>();
  for (const schema of schemasAt(path))
    for (const [name, value] of Object.entries(record(schema.properties) ?? {}))
      if (!found.has(name))
        found.set(name, { name, description: descriptionOf(record(value) ?? {}), holds: holdsOf(record(value) ?? {}) });
  return [...found.values()];
}

/** Texts a value at the path may be; empty where any text may stand. */
export function valuesAt(path: Path): readonly string[] {
  const values = schemasAt(path).flatMap((schema): readonly unknown[] =>
    Array.isArray(schema.enum)
      ? schema.enum
      : schema.const !== undefined
        ? [schema.const]
        : schema.type === 'boolean'
          ? [true, false]
          : [],
  );
  return [...new Set(values.map(String))];
}

/** What a key is for; empty where nothing is said. */
export const descriptionAt = (path: Path): string =>
  schemasAt(path)
    .map((schema) => schema.description)
    .find((each): each is string => typeof each === 'string') ?? '';

const descriptionOf = (schema: Schema): string => {
  const own = resolved(schema).map(({ description }) => description);
  return own.find((each): each is string => typeof each === 'string') ?? '';
};

function holdsOf(schema: Schema): KeyInfo['holds'] {
  const all = resolved(schema);
  if (all.some(({ type }) => type === 'object')) return 'keys';
  return all.every(({ type }) => type === undefined || type === 'array') && all.some(({ type }) => type === 'array')
    ? 'list'
    : 'value';
}
