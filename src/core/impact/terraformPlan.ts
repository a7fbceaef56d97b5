/**
 * `terraform show -json PLANFILE` → what the plan would do. Terraform and OpenTofu, all of format 1 and its forerunners.
 *
 * Counts come from every change's own actions; the summary line of the tools leaves out what is forgotten.
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
import { list, record, ShapeError } from '../../base/json.ts';
import { differences } from './attributes.ts';
import { headlineOf } from './headline.ts';
import { holdingOf } from './holdings.ts';
import type { Action, Dependent, Impact, Resource, Uninspectable } from './impact.ts';
import { collectSecrets, type Masker, markAt, masker } from './masking.ts';
import { looseRecord, type Node, optionalList, optionalRecord, textIn } from './planShape.ts';
import { type Dependents, dependentsIn, withoutIndexes } from './references.ts';
import { summarize } from './summary.ts';
import { remarksOn } from './terraformRemarks.ts';
import { wayBackOf } from './wayBack.ts';

/** What a plan in JSON would do. What is no plan, or of a format nobody knows, is one thing that cannot be inspected. */
export function readTerraformPlan(text: string): Impact {
  try {
    return impactOf(planIn(text));
  } catch (error) {
    const why =
      error instanceof ShapeError
        ? `It is not shaped like a plan: ${error.message}.`
        : error instanceof SyntaxError
          ? 'It is not complete JSON.'
          : 'Holdpoint failed while reading it.';
    return finish([], [{ what: 'the plan', why }], []);
  }
}

function planIn(text: string): Node {
  const plan = record(JSON.parse(text), 'plan');
  const version = plan.format_version;
  if (typeof version !== 'string') throw new ShapeError('format_version: expected a string');
  // 0.x came before 1.0 and differs in nothing that is read here.
  if (!/^[01]\.\d+$/.test(version))
    throw new ShapeError(`format_version ${JSON.stringify(version).slice(0, 20)} is not known`);
  return plan;
}

function impactOf(plan: Node): Impact {
  const uninspectable: Uninspectable[] = [];
  const dependents = guarded(
    () => dependentsIn(plan.configuration ?? {}),
    new Map(),
    uninspectable,
    'the configuration',
  );
  const scripted = guarded(() => provisioned(plan), new Set<string>(), uninspectable, 'the configuration');
  const dependentsOf = dependentsFinder(dependents, instancesIn(plan));
  const mask = masker(secretsIn(plan));
  const resources: Resource[] = [];
  for (const [index, each] of optionalList(plan.resource_changes).entries()) {
    try {
      const found = resourceFrom(record(each), { dependentsOf, mask });
      if (found !== undefined) resources.push(found);
    } catch {
      uninspectable.push({ what: nameOf(each, index), why: 'Its entry in the plan cannot be read.' });
    }
  }
  for (const { address, action, actions } of resources)
    if (runs(action) && scripted.has(withoutIndexes(address)))
      uninspectable.push({
        what: address,
        why: `Its provisioner runs commands when it is ${actions.includes('delete') ? 'deleted' : 'created'}.`,
      });
  for (const invocation of [
    ...optionalList(plan.action_invocations),
    ...optionalList(plan.deferred_action_invocations),
  ])
    uninspectable.push({ what: nameOf(invocation, 0), why: 'It is an action of a provider, which may do anything.' });
  for (const deferred of optionalList(plan.deferred_changes))
    uninspectable.push({
      what: deferredName(deferred),
      why: 'It is deferred: what happens to it is planned only later.',
    });
  if (plan.errored === true)
    uninspectable.push({ what: 'the rest of the plan', why: 'Planning ended with an error: the plan is only a part.' });
  return finish(resources, uninspectable, remarksOn(plan, resources, mask));
}

function finish(
  resources: readonly Resource[],
  uninspectable: readonly Uninspectable[],
  remarks: readonly string[],
): Impact {
  const irreversible =
    uninspectable.length > 0 ||
    resources.some(({ wayBack }) => wayBack.kind === 'irreversible' || wayBack.kind === 'unknown');
  return {
    summary: summarize(resources),
    headline: headlineOf(resources, uninspectable),
    irreversible,
    resources,
    uninspectable,
    remarks,
  };
}

function guarded<Value>(read: () => Value, instead: Value, uninspectable: Uninspectable[], what: string): Value {
  try {
    return read();
  } catch {
    if (!uninspectable.some((each) => each.what === what))
      uninspectable.push({ what, why: 'It cannot be read, so what depends on what is not known.' });
    return instead;
  }
}

function nameOf(value: unknown, index: number): string {
  const address = typeof value === 'object' && value !== null && 'address' in value ? value.address : undefined;
  return typeof address === 'string' ? address : `entry ${index + 1} of the plan`;
}

function deferredName(value: unknown): string {
  const inner =
    typeof value === 'object' && value !== null && 'resource_change' in value ? value.resource_change : value;
  return nameOf(inner, 0);
}

/** The one action that a plan's words come to. @throws {ShapeError} when they are no list */
function actionOf(words: readonly string[], importing: boolean): Action | undefined {
  switch (words.join(' ')) {
    case 'no-op':
      return importing ? 'import' : undefined;
    case 'create':
    case 'read':
    case 'update':
    case 'delete':
    case 'forget':
      return words[0] as Action;
    case 'delete create':
    case 'create delete':
      return 'replace';
    // The old one leaves Terraform's care and lives on beside the new one.
    case 'create forget':
      return 'forget';
    default:
      return 'unknown';
  }
}

/** Only these start a provisioner. */
const runs = (action: Action): boolean => action === 'create' || action === 'delete' || action === 'replace';

/** What is known of the plan as a whole. */
interface Whole {
  readonly dependentsOf: (address: string) => readonly Dependent[];
  readonly mask: Masker;
}

function resourceFrom(entry: Node, { dependentsOf, mask }: Whole): Resource | undefined {
  const address = textIn(entry, 'address');
  const type = textIn(entry, 'type');
  if (address === '' || type === '') throw new ShapeError('a change without an address or a type');
  const change = record(entry.change, 'change');
  const words = list(change.actions, 'actions').map(String);
  const importing = change.importing !== undefined && change.importing !== null;
  const movedFrom = textIn(entry, 'previous_address');
  const action = actionOf(words, importing);
  if (action === undefined && movedFrom === '') return undefined;
  const { shown: attributes, total } = differences(
    {
      before: change.before,
      after: change.after,
      beforeSensitive: change.before_sensitive,
      afterSensitive: change.after_sensitive,
      afterUnknown: change.after_unknown,
      forcing: optionalList(change.replace_paths).map((path) =>
        optionalList(path).map((part) => (typeof part === 'number' ? part : String(part))),
      ),
    },
    mask,
  );
  const holding = holdingOf('terraform', type);
  const before = typeof change.before === 'object' && change.before !== null ? record(change.before) : {};
  const named = action ?? 'update';
  const { wayBack, refusedBecause } =
    action === undefined
      ? {
          wayBack: { kind: 'reversible', why: 'only its address in the state changes' } as const,
          refusedBecause: undefined,
        }
      : wayBackOf({
          action: named,
          type,
          holds: holding?.holds,
          guessed: holding?.guessed ?? false,
          before,
          lostSecret: attributes.some((each) => each.before.kind === 'masked'),
          touched: attributes.map(({ path }) => path),
        });
  const reason = reasonOf(
    textIn(entry, 'action_reason'),
    words,
    importing,
    textIn(entry, 'deposed'),
    total - attributes.length,
  );
  return {
    address,
    provider: providerOf(entry, type),
    type,
    name: textIn(entry, 'name'),
    ...existingIn(before, change.before_sensitive),
    action: named,
    actions: words,
    ...(reason === undefined ? {} : { reason }),
    attributes,
    ...(holding === undefined ? {} : { holds: holding.holds }),
    wayBack,
    ...(refusedBecause === undefined ? {} : { refusedBecause }),
    ...(movedFrom === '' ? {} : { movedFrom }),
    dependents: named === 'read' || named === 'create' ? [] : dependentsOf(address),
    provenance: 'probe',
  };
}

/** `registry.terraform.io/hashicorp/aws` → `aws`. */
function providerOf(entry: Node, type: string): string {
  const source = textIn(entry, 'provider_name');
  return source === '' ? (type.split('_')[0] ?? '') : (source.split('/').at(-1) ?? source);
}

/** Attributes by which providers name a resource, the most telling first. */
const naming = ['identifier', 'cluster_identifier', 'bucket', 'name', 'id'] as const;

function existingIn(before: Node, marks: unknown): { readonly existing?: string } {
  for (const name of naming) {
    const value = before[name];
    if (typeof value === 'string' && value !== '' && markAt(marks, name) !== true) return { existing: value };
  }
  return {};
}

/** Terraform's reasons, as sentences. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['replace_because_cannot_update', 'It cannot be changed in place.'],
  ['replace_because_tainted', 'It is marked as tainted.'],
  ['replace_by_request', 'Its replacement was asked for on the command line.'],
  ['replace_by_triggers', 'Something it is told to follow changes.'],
  ['delete_because_no_resource_config', 'It no longer stands in the configuration.'],
  ['delete_because_no_module', 'Its module no longer stands in the configuration.'],
  ['delete_because_no_move_target', 'It was moved to an address that does not exist.'],
  ['delete_because_wrong_repetition', 'It changed between one and many.'],
  ['delete_because_count_index', 'Its index is beyond the new count.'],
  ['delete_because_each_key', 'Its key is no longer among those of for_each.'],
  ['read_because_config_unknown', 'What it asks for is known only while the plan is applied.'],
  ['read_because_dependency_pending', 'Something it depends on changes.'],
  ['read_because_check_nested', 'A check needs it.'],
]);

function reasonOf(
  word: string,
  words: readonly string[],
  importing: boolean,
  deposed: string,
  unseen: number,
): string | undefined {
  const said = [
    word === '' ? undefined : (reasons.get(word) ?? `Terraform says: ${word.replaceAll('_', ' ')}.`),
    words.join(' ') === 'create delete' ? 'The new one is made before the old one goes.' : undefined,
    importing ? 'It is taken into the state.' : undefined,
    deposed === '' ? undefined : 'It is a leftover of a replacement that was interrupted.',
    unseen > 0 ? `${unseen} more attributes differ.` : undefined,
  ].filter((each) => each !== undefined);
  return said.length === 0 ? undefined : said.join(' ');
}

/**
 * What refers to a resource, and what refers to that: instances where the plan knows them. By address in the
 * configuration, found once for all instances, which share it: thousands that hang on thousands are not copied.
 */
function dependentsFinder(
  dependents: Dependents,
  instances: ReadonlyMap<string, readonly string[]>,
): (address: string) => readonly Dependent[] {
  const known = new Map<string, readonly Dependent[]>();
  return (address) => {
    const own = withoutIndexes(address);
    const before = known.get(own);
    if (before !== undefined) return before;
    const found = dependentsNear(own, dependents, instances);
    known.set(own, found);
    return found;
  };
}

function dependentsNear(
  own: string,
  dependents: Dependents,
  instances: ReadonlyMap<string, readonly string[]>,
): readonly Dependent[] {
  const seen = new Set([own]);
  const found: Dependent[] = [];
  let edge: readonly string[] = [own];
  for (const distance of [1, 2]) {
    const next: string[] = [];
    for (const each of edge)
      for (const dependent of dependents.get(each) ?? []) {
        if (seen.has(dependent)) continue;
        seen.add(dependent);
        next.push(dependent);
        const via = distance === 1 ? {} : { via: instances.get(each)?.[0] ?? each };
        for (const instance of instances.get(dependent) ?? [dependent])
          found.push({ address: instance, distance, ...via });
      }
    edge = next;
  }
  return found;
}

/** Every text that the plan marks as sensitive; its variables carry no mark where their values stand. */
function secretsIn(plan: Node): ReadonlySet<string> {
  const found = new Set<string>();
  const collect = (value: unknown) => {
    const change = looseRecord(value);
    collectSecrets(change.before, change.before_sensitive, found);
    collectSecrets(change.after, change.after_sensitive, found);
  };
  for (const each of [...optionalList(plan.resource_changes), ...optionalList(plan.resource_drift)])
    collect(looseRecord(each).change);
  for (const each of Object.values(looseRecord(plan.output_changes))) collect(each);
  const declared = looseRecord(looseRecord(looseRecord(plan.configuration).root_module).variables);
  for (const [name, variable] of Object.entries(looseRecord(plan.variables)))
    collectSecrets(looseRecord(variable).value, looseRecord(declared[name]).sensitive, found);
  return found;
}

/** Address in the configuration → addresses of the instances that exist or will. */
function instancesIn(plan: Node): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const entry of optionalList(plan.resource_changes)) {
    const address = nameOf(entry, -1);
    const plain = withoutIndexes(address);
    const known = found.get(plain);
    if (known === undefined) found.set(plain, [address]);
    else known.push(address);
  }
  return found;
}

/** Resources whose configuration runs commands. */
function provisioned(plan: Node): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (prefix: string, module: Node, depth: number) => {
    if (depth > 64) return;
    for (const each of optionalList(module.resources)) {
      const resource = record(each);
      if (optionalList(resource.provisioners).length > 0) found.add(`${prefix}${textIn(resource, 'address')}`);
    }
    for (const [name, call] of Object.entries(optionalRecord(module.module_calls)))
      visit(`${prefix}module.${name}.`, optionalRecord(record(call).module), depth + 1);
  };
  visit('', optionalRecord(optionalRecord(plan.configuration).root_module), 0);
  return found;
}
