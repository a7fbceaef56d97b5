/** One entry of a plan's `resource_changes` → what happens to that resource. */
import { list, record, ShapeError } from '../../base/json.ts';
import { looseRecord, type Node, optionalList, textIn } from '../../base/looseJson.ts';
import { differences } from './attributes.ts';
import { holdingOf } from './holdings.ts';
import type { Action, Dependent, Resource } from './impact.ts';
import { type Masker, markAt } from './masking.ts';
import { factsOf, restarts } from './terraformFacts.ts';
import { wayBackOf } from './wayBack.ts';

/** What is known of the plan as a whole. */
interface Whole {
  readonly dependentsOf: (address: string) => readonly Dependent[];
  readonly mask: Masker;
}

/** More words than Terraform has for one change. */
const mostWords = 8;

/** A change's own words, in its order. @throws {ShapeError} where there are none */
export const wordsIn = (change: Node): readonly string[] =>
  list(change.actions, 'actions').slice(0, mostWords).map(String);

/** What an entry does; undefined for what changes nothing. An entry that is none is `unknown`. */
export function actionIn(entry: unknown): Action | undefined {
  try {
    const change = record(looseRecord(entry).change);
    return actionOf(wordsIn(change), importIn(change) !== undefined);
  } catch {
    return 'unknown';
  }
}

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
    // Ephemeral resources: looked at while the plan is applied, and kept nowhere.
    case 'open':
    case 'renew':
    case 'close':
      return 'read';
    case 'delete create':
    case 'create delete':
      return 'replace';
    // The old one leaves Terraform's care and lives on beside the new one.
    case 'create forget':
    case 'forget create':
      return 'forget';
    default:
      return 'unknown';
  }
}

const importIn = (change: Node): Node | undefined =>
  change.importing === undefined || change.importing === null ? undefined : looseRecord(change.importing);

/** Undefined for what changes nothing. @throws {ShapeError} on an entry that is none */
export function resourceFrom(entry: Node, { dependentsOf, mask }: Whole): Resource | undefined {
  const address = textIn(entry, 'address');
  const type = textIn(entry, 'type');
  if (address === '' || type === '') throw new ShapeError('a change without an address or a type');
  const change = record(entry.change, 'change');
  const words = wordsIn(change);
  const importing = importIn(change);
  const movedFrom = textIn(entry, 'previous_address');
  const action = actionOf(words, importing !== undefined);
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
  const managed = textIn(entry, 'mode') !== 'data' && action !== 'read';
  const holding = managed ? holdingOf('terraform', type) : undefined;
  const before = looseRecord(change.before);
  const named = action ?? 'update';
  const deposed = textIn(entry, 'deposed');
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
  const reason = reasonOf({
    word: textIn(entry, 'action_reason'),
    words,
    imported: importing === undefined ? undefined : importedAs(importing, mask),
    generated: textIn(change, 'generated_config') !== '',
    deposed,
    unseen: total - attributes.length,
    restarts:
      named === 'update' &&
      restarts(
        type,
        attributes.map(({ path }) => path),
      ),
  });
  const facts = named === 'delete' || named === 'replace' ? factsOf(before, change.before_sensitive, mask) : [];
  return {
    address,
    provider: providerOf(entry, type),
    type,
    name: textIn(entry, 'name'),
    ...existingIn(before, change.before_sensitive, mask),
    action: named,
    actions: words,
    ...(reason === undefined ? {} : { reason }),
    attributes,
    ...(holding === undefined ? {} : { holds: holding.holds }),
    ...(facts.length === 0 ? {} : { facts }),
    wayBack,
    ...(refusedBecause === undefined ? {} : { refusedBecause }),
    ...(movedFrom === '' ? {} : { movedFrom }),
    // What depends on a resource hangs on the one in use, not on what a replacement left behind.
    dependents: named === 'read' || named === 'create' || deposed !== '' ? [] : dependentsOf(address),
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

function existingIn(before: Node, marks: unknown, mask: Masker): { readonly existing?: string } {
  for (const name of naming) {
    const value = before[name];
    if (typeof value !== 'string' || value === '' || value.length > 300) continue;
    // A name that is hidden somewhere else is none to be shown.
    if (mask.show(value, markAt(marks, name), name).kind === 'value' && mask.text(value) === value)
      return { existing: value };
  }
  return {};
}

/** By which name an import knows the existing resource; empty where the plan does not say. */
function importedAs({ id, identity, unknown }: Node, mask: Masker): string {
  if (typeof id === 'string' && id !== '') return mask.text(id.slice(0, 300));
  if (typeof identity === 'object' && identity !== null) {
    const shown = mask.show(identity, undefined, 'identity');
    return shown.kind === 'value' ? shown.text.slice(0, 300) : '';
  }
  return unknown === true ? 'what is known only later' : '';
}

/** The reasons of Terraform and OpenTofu, as sentences. */
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
  ['delete_because_enabled_false', 'The configuration switches it off.'],
  ['forgot_because_lifecycle_destroy_in_state', 'It was set to be kept when it is no longer managed.'],
  ['forgot_because_lifecycle_destroy_in_config', 'The configuration says to keep it.'],
  ['read_because_config_unknown', 'What it asks for is known only while the plan is applied.'],
  ['read_because_dependency_pending', 'Something it depends on changes.'],
  ['read_because_check_nested', 'A check needs it.'],
]);

interface Reasoned {
  readonly word: string;
  readonly words: readonly string[];
  /** Its name, when it is taken into the state. */
  readonly imported: string | undefined;
  readonly generated: boolean;
  readonly deposed: string;
  /** Differences beyond those that are shown. */
  readonly unseen: number;
  readonly restarts: boolean;
}

function reasonOf({ word, words, imported, generated, deposed, unseen, restarts }: Reasoned): string | undefined {
  const said = [
    word === '' ? undefined : (reasons.get(word) ?? `Terraform says: ${word.slice(0, 100).replaceAll('_', ' ')}.`),
    words.join(' ') === 'create delete' ? 'The new one is made before the old one goes.' : undefined,
    words.length === 2 && words.includes('forget') && words.includes('create')
      ? 'A new one is made; the old one keeps running outside of Terraform.'
      : undefined,
    imported === undefined
      ? undefined
      : imported === ''
        ? 'It is taken into the state.'
        : `What exists as ${imported} is taken into the state.`,
    generated ? 'Its configuration was generated.' : undefined,
    restarts ? 'The change restarts it: an outage meanwhile.' : undefined,
    deposed === '' ? undefined : 'It is a leftover of a replacement that was interrupted.',
    unseen > 0 ? `${unseen} more attributes differ.` : undefined,
  ].filter((each) => each !== undefined);
  return said.length === 0 ? undefined : said.join(' ');
}
