/**
 * Files of Terraform and OpenTofu, before and after an edit → what the next apply would do, as far as their text tells.
 * https://developer.hashicorp.com/terraform/language
 *
 * Resources are told by address. How many of one there are is known where `count` and `for_each` are literal. Which
 * arguments force a replacement is the provider's to know: those its documentation names are told as a guess.
 */
import { type HclBlock, type HclBody, type HclFile, readHcl } from '../analyzers/hcl.ts';
import { replaces } from '../analyzers/infraReplacing.ts';
import type { Dependent, Resource, Uninspectable } from '../impact/impact.ts';
import { unmarked } from '../impact/masking.ts';
import { renamesIn } from '../impact/renames.ts';
import { factsOf } from '../impact/terraformFacts.ts';
import { dependentsOf } from '../kubernetes/ties.ts';
import { argument, blocksOf, bodyValue } from './hclValue.ts';
import { compared, type Described, type Found, pairs, type SourceFile, type Values } from './sourceFile.ts';
import { instancesOf, otherInstances } from './terraformInstances.ts';
import { readJsonConfiguration } from './terraformJson.ts';

interface Config {
  readonly described: readonly Described[];
  /** The blocks behind them, by address. */
  readonly blocks: ReadonlyMap<string, HclBlock>;
  readonly bodies: readonly HclBody[];
  readonly broken: readonly Uninspectable[];
}

export function terraformEdit(files: readonly SourceFile[]): Found {
  const sides = [configOf(files, 'before'), configOf(files, 'after')] as const;
  const [before, after] = sides;
  const moves = movesIn(after.bodies);
  const forgotten = forgottenIn(after.bodies);
  const imported = new Set(
    after.bodies.flatMap((body) => blocksOf(body, 'import').map((block) => plainAddress(argument(block, 'to')))),
  );
  const movedFrom = new Map<string, string>();
  const old = before.described.map((each) => {
    const to = moves.get(each.address);
    // Blocks of moves long past stay in the configuration.
    if (to === undefined || to === each.address || !after.blocks.has(to) || before.blocks.has(to)) return each;
    movedFrom.set(to, each.address);
    return { ...each, address: to };
  });
  const resources = pairs(old, after.described).flatMap(([was, is]): readonly Resource[] => {
    const from = movedFrom.get(is?.address ?? '');
    const block = after.blocks.get(is?.address ?? '') ?? before.blocks.get(from ?? was?.address ?? '');
    if (is !== undefined && was === undefined && instancesOf(is.value)?.length === 0) return [];
    const found = resourceOf(was, is, block);
    if (found === undefined)
      return from !== undefined && was !== undefined && is !== undefined ? [renamed(is, from)] : [];
    if (found.action === 'delete' && forgotten.has(found.address)) return [forgetting(found)];
    if (found.action === 'create' && imported.has(found.address)) return [importing(found)];
    const whole = from === undefined ? found : { ...found, movedFrom: from };
    const instances = was === undefined || is === undefined ? undefined : otherInstances(was, is);
    if (instances === undefined) return [whole];
    return onlyCounts(found) || instancesOf(is?.value ?? {})?.length === 0 ? instances : [whole, ...instances];
  });
  const dependents = dependentsIn([before, after]);
  return {
    resources: resources.map((each) =>
      each.action === 'create' || each.action === 'read' ? each : { ...each, dependents: dependents(each.address) },
    ),
    uninspectable: [
      ...after.broken,
      ...unseenModules(resources),
      ...scripted(resources, before, after),
      ...unseenEffects(before, after),
    ],
    remarks: remarksOn(resources),
  };
}

/** What a whole directory describes, for a command whose plan nobody has made. */
export function terraformResources(files: readonly { readonly path: string; readonly text: string }[]): {
  readonly described: readonly Described[];
  readonly broken: readonly Uninspectable[];
  readonly dependents: (address: string) => readonly Dependent[];
  /** Addresses of which there may be more than one, or none. */
  readonly repeated: ReadonlySet<string>;
} {
  const config = configOf(
    files.map(({ path, text }) => ({ path, before: text, after: undefined })),
    'before',
  );
  const { described, blocks, broken } = config;
  return {
    described,
    broken,
    dependents: dependentsIn([config]),
    repeated: new Set([...blocks].flatMap(([address, block]) => (repetition(block) === undefined ? [] : [address]))),
  };
}

function configOf(files: readonly SourceFile[], side: 'before' | 'after'): Config {
  const described: Described[] = [];
  const blocks = new Map<string, HclBlock>();
  const bodies: HclBody[] = [];
  const broken: Uninspectable[] = [];
  const folders = new Set(files.map(({ path }) => folderOf(path)));
  for (const file of files) {
    const text = file[side];
    if (text === undefined) continue;
    const body: HclFile = file.path.endsWith('.json') ? readJsonConfiguration(text) : readHcl(text);
    bodies.push(body);
    if (body.broken !== undefined)
      broken.push({ what: file.path, why: `Line ${body.broken.line} cannot be read: ${body.broken.why}.` });
    const prefix = folders.size > 1 ? `${folderOf(file.path)}: ` : '';
    for (const block of body.blocks) {
      const one = describe(block, prefix);
      if (one === undefined) continue;
      described.push(one);
      blocks.set(one.address, block);
    }
  }
  return { described, blocks, bodies, broken };
}

const folderOf = (path: string): string => path.replace(/\/?[^/]*$/, '') || '.';

function describe(block: HclBlock, prefix: string): Described | undefined {
  const [first = '?', second = '?'] = block.labels;
  switch (block.type) {
    case 'resource':
      return { address: `${prefix}${first}.${second}`, type: first, name: second, value: bodyValue(block) };
    case 'module':
      return { address: `${prefix}module.${first}`, type: 'module', name: first, value: bodyValue(block) };
    default:
      return undefined;
  }
}

function resourceOf(
  was: Described | undefined,
  is: Described | undefined,
  block: HclBlock | undefined,
): Resource | undefined {
  const type = (is ?? was)?.type ?? '';
  const found = compared(was, is, {
    family: 'terraform',
    provider: type === 'module' ? '' : (type.split('_')[0] ?? ''),
    forces: (name) => type !== 'module' && replaces(type, name),
  });
  if (found === undefined) return undefined;
  const repeated = block === undefined ? undefined : repetition(block);
  const facts = [
    ...(was !== undefined && found.action !== 'update' ? factsOf(was.value, undefined, unmarked) : []),
    ...(repeated === undefined ? [] : [repeated]),
    ...(was !== undefined && is === undefined && isProtected(was.value) ? ['its prevent_destroy goes with it'] : []),
  ];
  return {
    ...found,
    ...(found.action === 'replace'
      ? { reason: 'By the provider’s documentation it cannot be changed in place; a plan tells for sure.' }
      : {}),
    ...(type === 'module' && found.action === 'delete'
      ? {
          holds: 'container',
          wayBack: { kind: 'unknown', why: 'what the module holds was not read, and all of it goes' },
        }
      : {}),
    ...(repeated === undefined ? {} : { size: { count: 1, unit: 'instances', atLeast: true } }),
    ...(facts.length === 0 ? {} : { facts }),
  };
}

/** Nothing here is marked as sensitive; what looks like a secret is hidden all the same. */

const isProtected = (value: Values): boolean => {
  const lifecycle = value.lifecycle;
  return (
    typeof lifecycle === 'object' &&
    lifecycle !== null &&
    'prevent_destroy' in lifecycle &&
    lifecycle.prevent_destroy === true
  );
};

/** `count = 3`, `for_each over local.buckets`: there is more than one, or none. */
function repetition(block: HclBlock): string | undefined {
  const found = block.attributes.find(({ name }) => name === 'count' || name === 'for_each');
  return found === undefined ? undefined : `${found.name} = ${found.text.replace(/\s+/g, ' ').slice(0, 80)}`;
}

const plainAddress = (value: unknown): string =>
  String(value ?? '')
    .replace(/^\$\{([\s\S]*)\}$/, '$1')
    .replace(/\[[^\]]*\]$/, '');

/** `moved { from = a, to = b }`, old address → new one. */
const movesIn = (bodies: readonly HclBody[]): ReadonlyMap<string, string> =>
  new Map(
    bodies.flatMap((body) =>
      blocksOf(body, 'moved').map(
        (block) => [plainAddress(argument(block, 'from')), plainAddress(argument(block, 'to'))] as const,
      ),
    ),
  );

/** What leaves Terraform's care and lives on: `removed { from = a  lifecycle { destroy = false } }`. */
const forgottenIn = (bodies: readonly HclBody[]): ReadonlySet<string> =>
  new Set(
    bodies.flatMap((body) =>
      blocksOf(body, 'removed').flatMap((block) =>
        blocksOf(block, 'lifecycle').some((each) => argument(each, 'destroy') === false)
          ? [plainAddress(argument(block, 'from'))]
          : [],
      ),
    ),
  );

const forgetting = ({ refusedBecause: _, ...resource }: Resource): Resource => ({
  ...resource,
  action: 'forget',
  actions: ['forget'],
  attributes: [],
  wayBack: { kind: 'effort', why: 'it keeps running and has to be imported again' },
  reason: 'A removed block takes it out of the state and keeps it alive.',
});

const importing = (resource: Resource): Resource => ({
  ...resource,
  action: 'import',
  actions: ['import'],
  wayBack: { kind: 'reversible', why: 'it can be taken out of the state again' },
  reason: 'It is taken into the state.',
});

/** Every instance that stays stays as it is. */
const onlyCounts = ({ attributes }: Resource): boolean =>
  attributes.every(({ path }) => /^(?:count|for_each)(?![\w-])/.test(path));

const renamed = ({ address, type, name }: Described, movedFrom: string): Resource => ({
  address,
  provider: type.split('_')[0] ?? '',
  type,
  name,
  action: 'update',
  actions: ['no-op'],
  attributes: [],
  wayBack: { kind: 'reversible', why: 'only its address in the state changes' },
  movedFrom,
  dependents: [],
  provenance: 'text',
});

/** What a module holds stands in other files. */
const unseenModules = (resources: readonly Resource[]): readonly Uninspectable[] =>
  resources.flatMap(({ address, type, action }) =>
    type !== 'module' || action === 'create'
      ? []
      : [{ what: address, why: 'The resources in it stand in other files, which were not read.' }],
  );

function scripted(resources: readonly Resource[], before: Config, after: Config): readonly Uninspectable[] {
  const runs = (block: HclBlock | undefined, atEnd: boolean): boolean =>
    block !== undefined &&
    blocksOf(block, 'provisioner').some((each) => (plainAddress(argument(each, 'when')) === 'destroy') === atEnd);
  return resources.flatMap(({ address, action }) => {
    const deleted = (action === 'delete' || action === 'replace') && runs(before.blocks.get(address), true);
    const created = (action === 'create' || action === 'replace') && runs(after.blocks.get(address), false);
    return deleted || created
      ? [{ what: address, why: `Its provisioner runs commands when it is ${deleted ? 'deleted' : 'created'}.` }]
      : [];
  });
}

/** What names what, by references in the texts. */
function dependentsIn(configs: readonly Config[]): (address: string) => readonly Dependent[] {
  const users = new Map<string, Set<string>>();
  for (const { described, blocks } of configs) {
    const known = new Set(described.map(({ address }) => address));
    for (const [address, block] of blocks) {
      for (const used of referencesIn(block)) {
        if (used === address || !known.has(used)) continue;
        const of = users.get(used) ?? new Set();
        users.set(used, of.add(address));
      }
    }
  }
  return (address) => dependentsOf(plainAddress(address), users);
}

function* referencesIn(body: HclBody): Iterable<string> {
  for (const { text } of body.attributes)
    for (const [found] of text.matchAll(/(?<![\w.-])(?:module\.[\w-]+|[a-z][a-z0-9]*_\w+\.[\w-]+)/g)) yield found;
  for (const block of body.blocks) yield* referencesIn(block);
}

const targetOf = ({ bodies }: Config): string =>
  bodies
    .flatMap((body) => blocksOf(body, 'terraform'))
    .flatMap((block) => block.blocks.filter(({ type }) => type === 'backend' || type === 'cloud'))
    .map((block) => `${block.type} ${block.labels.join(' ')} ${JSON.stringify(bodyValue(block))}`)
    .join();

const said = ({ bodies }: Config, ...types: readonly string[]): string =>
  JSON.stringify(
    types
      .flatMap((type) => bodies.flatMap((body) => blocksOf(body, type)))
      .map((block) => [block.type, block.labels, bodyValue(block)]),
  );

const values = ['variable', 'locals', 'data'] as const;

const versions = ({ bodies }: Config): string =>
  JSON.stringify(
    bodies
      .flatMap((body) => blocksOf(body, 'terraform'))
      .flatMap((block) => [
        argument(block, 'required_version'),
        ...blocksOf(block, 'required_providers').map(bodyValue),
      ])
      .filter((each) => each !== undefined),
  );

/** What changes something in other files, or everything. */
function unseenEffects(before: Config, after: Config): readonly Uninspectable[] {
  const found: Uninspectable[] = [];
  if (targetOf(before) !== targetOf(after))
    found.push({ what: 'the state', why: 'It is kept elsewhere: what Terraform manages there is not known.' });
  // What is new is used by nothing that is there already.
  if (before.bodies.length > 0 && said(before, ...values) !== said(after, ...values))
    found.push({ what: 'variables, locals and data', why: 'What follows from their new values only a plan tells.' });
  if (versions(before) !== versions(after))
    found.push({ what: 'versions of providers', why: 'Another version may see the same resources otherwise.' });
  if (said(before, 'provider') !== said(after, 'provider'))
    found.push({ what: 'a provider', why: 'It is configured otherwise: the same resources may lie elsewhere.' });
  return found;
}

function remarksOn(resources: readonly Resource[]): readonly string[] {
  const remarks = renamesIn(resources).map(
    ({ from, to }) =>
      `${from} is deleted and ${to} created: if it was only renamed, a moved block keeps what it holds.`,
  );
  if (resources.some(({ action }) => action === 'update' || action === 'replace'))
    remarks.push('Which changes force a replacement only the provider knows: a plan tells.');
  return remarks;
}
