/**
 * A resource as Pulumi writes it down, in previews and in exported stacks.
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/ @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go
 */
import { looseRecord, type Node, optionalList, textIn } from '../../base/looseJson.ts';
import { holdingOf } from '../impact/holdings.ts';
import type { Dependent, Holding } from '../impact/impact.ts';
import type { Marks } from '../impact/masking.ts';

export interface PulumiState {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  /** False for what only groups others. */
  readonly custom: boolean;
  readonly protect: boolean;
  readonly retains: boolean;
  /** It exists outside and is only read. */
  readonly external: boolean;
  /** A leftover of a replacement that was interrupted. */
  readonly leftover: boolean;
  readonly inputs: Node;
  readonly outputs: Node;
  /** Names of outputs that are secrets. */
  readonly secret: ReadonlySet<string>;
  /** URNs. */
  readonly dependencies: readonly string[];
}

export function readState(node: Node): PulumiState {
  const urn = textIn(node, 'urn');
  const perProperty = Object.values(looseRecord(node.propertyDependencies)).flatMap((each) => optionalList(each));
  return {
    urn,
    type: textIn(node, 'type') || typeIn(urn),
    name: urn.split('::').slice(3).join('::'),
    id: textIn(node, 'id'),
    custom: node.custom === true,
    protect: node.protect === true,
    retains: node.retainOnDelete === true,
    external: node.external === true,
    leftover: node.delete === true,
    inputs: looseRecord(node.inputs),
    outputs: looseRecord(node.outputs),
    secret: new Set(optionalList(node.additionalSecretOutputs).map(String)),
    dependencies: [...new Set([...optionalList(node.dependencies), ...perProperty].map(String))],
  };
}

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. */
const typeIn = (urn: string): string => (urn.split('::')[2] ?? '').split('$').at(-1) ?? '';

/** `aws:s3/bucket:Bucket docs`. */
export const addressOf = ({ type, name }: Pick<PulumiState, 'type' | 'name'>): string => `${type} ${name}`;

/** The key that tells a special value, and what it tells. */
const signature = '4dabf18193072939515e22adb298388d';
const openKinds = new Set(['c44067f5952c0a294b673a41bacd8c17', '0def7320c3a5731c473e5ecbe6d01bc7']);
const unknownValue = /^(?:04da6b54-80e4-46f7-96ec-b56ff0331ba9|\[unknown\]|output<.*>)$/;

/** What is secret in a value, in its shape. Files and archives say so by the same key, and are none. */
export function secretsIn(value: unknown, depth = 0): Marks {
  if (value === '[secret]') return true;
  if (typeof value !== 'object' || value === null || depth > 50) return undefined;
  const kind = looseRecord(value)[signature];
  if (kind !== undefined) return !openKinds.has(String(kind));
  return marksBelow(value, (each) => secretsIn(each, depth + 1));
}

/** What is known only after the update, in the shape of the value. */
export function unknownsIn(value: unknown, depth = 0): Marks {
  if (typeof value === 'string') return unknownValue.test(value) ? true : undefined;
  if (typeof value !== 'object' || value === null || depth > 50) return undefined;
  return marksBelow(value, (each) => unknownsIn(each, depth + 1));
}

/** Only what is marked: most values are not. */
function marksBelow(value: object, marksOf: (each: unknown) => Marks): Marks {
  const found = Object.entries(value).flatMap(([key, each]): readonly (readonly [string, Marks])[] => {
    const marks = marksOf(each);
    return marks === undefined || marks === false ? [] : [[key, marks]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** Without what providers keep for themselves. */
export function ownValues(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return value.map((each) => ownValues(each, depth + 1));
  if (typeof value !== 'object' || value === null || depth > 50) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) =>
      /^__|^4dabf181/.test(key) ? [] : [[key, ownValues(each, depth + 1)]],
    ),
  );
}

const snake = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();

/** The same under Terraform's names, by which protections are known. */
export const snakeKeys = (node: Node): Node =>
  Object.fromEntries(Object.entries(node).map(([key, value]) => [snake(key), value]));

const prefixes: Readonly<Record<string, string>> = {
  gcp: 'google',
  azure: 'azurerm',
  'azure-native': 'azurerm',
  'google-native': 'google',
};

/** Names that the rule does not give. */
const special: ReadonlyMap<string, string> = new Map([
  ['aws:rds/instance:Instance', 'aws_db_instance'],
  ['aws:docdb/cluster:Cluster', 'aws_docdb_cluster'],
  ['azure-native:keyvault:Vault', 'azurerm_key_vault'],
  ['azure-native:dbforpostgresql:Server', 'azurerm_postgresql_server'],
  ['azure-native:documentdb:DatabaseAccount', 'azurerm_cosmosdb_account'],
  ['azure-native:cache:Redis', 'azurerm_redis_cache'],
  ['gcp:kms/cryptoKey:CryptoKey', 'google_kms_crypto_key'],
]);

/** What a type is called in Terraform, and what it holds. */
export function holdingOfType(type: string): {
  readonly terraform: string;
  readonly holds?: Holding;
  readonly guessed: boolean;
} {
  const [provider = '', module = '', last = ''] = type.split(':');
  if (provider === 'kubernetes') {
    const found = holdingOf('kubernetes', last);
    return { terraform: '', guessed: found?.guessed ?? false, ...(found === undefined ? {} : { holds: found.holds }) };
  }
  const prefix = prefixes[provider] ?? provider;
  const name = snake(last.replace(/V\d+$/, ''));
  const part = (module.split('/')[0] ?? '').replaceAll('-', '_');
  const candidates = [special.get(type), `${prefix}_${part}_${name}`, `${prefix}_${name}`, name].filter(
    (each) => each !== undefined,
  );
  for (const terraform of candidates) {
    const found = holdingOf('terraform', terraform);
    if (found !== undefined && !found.guessed) return { terraform, holds: found.holds, guessed: false };
  }
  const guess = holdingOf('terraform', `${prefix}_${name}`);
  return {
    terraform: candidates[0] ?? type,
    guessed: guess !== undefined,
    ...(guess === undefined ? {} : { holds: guess.holds }),
  };
}

/** Who depends on whom, two steps far. */
export function dependentsAmong(states: readonly PulumiState[]): (urn: string) => readonly Dependent[] {
  const byUrn = new Map(states.map((state) => [state.urn, state]));
  const direct = new Map<string, Set<string>>();
  for (const { urn, dependencies } of byUrn.values())
    for (const of of dependencies) direct.set(of, (direct.get(of) ?? new Set()).add(urn));
  const named = (urn: string): string => {
    const state = byUrn.get(urn);
    return state === undefined ? urn : addressOf(state);
  };
  return (own) => {
    const seen = new Set([own]);
    const found: Dependent[] = [];
    let edge: readonly string[] = [own];
    for (const distance of [1, 2]) {
      const next: string[] = [];
      for (const of of edge)
        for (const urn of direct.get(of) ?? []) {
          if (seen.has(urn)) continue;
          seen.add(urn);
          next.push(urn);
          found.push({ address: named(urn), distance, ...(distance === 1 ? {} : { via: named(of) }) });
        }
      edge = next;
    }
    return found;
  };
}
