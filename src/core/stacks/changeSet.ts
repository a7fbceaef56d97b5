/**
 * `aws cloudformation describe-change-set` → what executing it would do.
 *
 * Values of properties stand in it only when asked for with `--include-property-values`, as JSON in a text.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
 */
import { looseRecord, type Node, parsedJson, textIn } from '../../base/looseJson.ts';
import { differences } from '../impact/attributes.ts';
import { holdingOf } from '../impact/holdings.ts';
import type { AttributeChange, Impact, Resource, Uninspectable, WayBack } from '../impact/impact.ts';
import { type Masker, unmarked } from '../impact/masking.ts';
import { wayBackOf } from '../impact/wayBack.ts';
import { wholeImpact } from '../impact/whole.ts';
import { fateOf, hangingOn, type Policy } from './fates.ts';

/** Pages of one answer, in their order. */
export function readChangeSet(pages: readonly string[]): Impact {
  const parsed = pages.map(pageIn);
  const broken = parsed.some((page) => page === undefined) || parsed.length === 0;
  const known = parsed.filter((page) => page !== undefined);
  const changes = known.flatMap((page) => (Array.isArray(page.Changes) ? page.Changes : [])).map(looseRecord);
  const resources: Resource[] = [];
  const open: Uninspectable[] = broken ? [{ what: 'the change set', why: 'Its description cannot be read.' }] : [];
  const references = referencesIn(changes);
  const mask = unmarked;
  for (const change of changes) {
    const entry = looseRecord(change.ResourceChange);
    const id = textIn(entry, 'LogicalResourceId');
    if (id === '') {
      if (change.Type !== 'Hook') open.push({ what: 'an entry of the change set', why: 'It names no resource.' });
      continue;
    }
    resources.push(resourceFrom(entry, mask, references));
    open.push(...openIn(entry));
  }
  if (/^CREATE_(?:PENDING|IN_PROGRESS)$/.test(textIn(known[0] ?? {}, 'Status')))
    open.push({ what: 'the change set', why: 'It is not ready: CloudFormation still computes it.' });
  const last = known.at(-1);
  if (last?.NextToken !== undefined && last.NextToken !== null)
    open.push({ what: 'the rest of the change set', why: 'It has more pages than were read.' });
  return wholeImpact(resources, open, known[0] === undefined ? [] : remarksOn(known[0]));
}

function pageIn(text: string): Node | undefined {
  const page = looseRecord(parsedJson(text));
  return Array.isArray(page.Changes) ? page : undefined;
}

type Known = Pick<Resource, 'action' | 'actions' | 'wayBack' | 'holds' | 'facts' | 'refusedBecause' | 'reason'>;

function resourceFrom(entry: Node, mask: Masker, references: References): Resource {
  const id = textIn(entry, 'LogicalResourceId');
  const type = textIn(entry, 'ResourceType');
  const existing = textIn(entry, 'PhysicalResourceId');
  const attributes = attributesOf(entry, mask);
  const told = actionOf(entry, type, attributes);
  const name = existing === '' ? id : (existing.split(/[/:]/).at(-1) ?? existing);
  return {
    address: id,
    provider: type.startsWith('AWS::') ? 'aws' : (type.split('::')[0] ?? '').toLowerCase(),
    type,
    name,
    ...(existing === '' ? {} : { existing }),
    attributes,
    ...told,
    dependents: told.action === 'create' || told.action === 'read' ? [] : hangingOn(id, references),
    provenance: 'probe',
  };
}

const propertiesIn = (entry: Node, member: 'BeforeContext' | 'AfterContext'): unknown => {
  const context = entry[member];
  return looseRecord(typeof context === 'string' ? parsedJson(context) : context).Properties;
};

function actionOf(entry: Node, type: string, attributes: readonly AttributeChange[]): Known {
  const action = textIn(entry, 'Action');
  const policy = textIn(entry, 'PolicyAction');
  const before = looseRecord(propertiesIn(entry, 'BeforeContext'));
  const holds = holdingOf('cloudformation', type)?.holds;
  const held = holds === undefined ? {} : { holds };
  const plain = (named: 'create' | 'import' | 'update', touched: readonly string[]): Known => ({
    action: named,
    actions: [named],
    ...held,
    ...wayBackOf({
      action: named,
      type,
      holds,
      guessed: false,
      before: {},
      lostSecret: named === 'update' && attributes.some((each) => each.before.kind === 'masked' && valued(entry)),
      touched,
    }),
  });
  switch (action) {
    case 'Add':
      return plain('create', []);
    case 'Import':
      return { ...plain('import', []), wayBack: reversible('it can be taken out of the stack again') };
    case 'Remove':
      return ended(fateOf('delete', type, policyIn(policy), before), policy, undefined);
    case 'Modify':
      return /^(?:True|Conditional)$/.test(textIn(entry, 'Replacement'))
        ? ended(fateOf('replace', type, policyIn(policy), before), policy, replacementReason(entry))
        : plain(
            'update',
            attributes.map(({ path }) => path),
          );
    case 'SyncWithActual':
      return {
        action: 'update',
        actions: ['sync'],
        ...held,
        reason: 'Only what CloudFormation knows of it is set to what it is.',
        wayBack: reversible('only what CloudFormation knows of it changes'),
      };
    default:
      return {
        action: 'unknown',
        actions: [action],
        ...held,
        reason: 'What happens to it is known only while the change set is executed.',
        wayBack: { kind: 'unknown', why: 'what happens to it is not known' },
      };
  }
}

const reversible = (why: string): WayBack => ({ kind: 'reversible', why });

/** Values were asked for, so that one that is masked really is a secret. */
const valued = (entry: Node): boolean => entry.BeforeContext !== undefined;

const policyIn = (action: string): Policy =>
  action.endsWith('Retain') ? 'Retain' : action.endsWith('Snapshot') ? 'Snapshot' : 'Delete';

function ended(
  { action, facts, holds, wayBack, refusedBecause }: ReturnType<typeof fateOf>,
  policy: string,
  reason: string | undefined,
): Known {
  return {
    action,
    // A new one is there before the old one goes.
    actions: action === 'replace' ? ['create', policy.endsWith('Retain') ? 'retain' : 'delete'] : [action],
    ...(holds === undefined ? {} : { holds }),
    ...(facts.length === 0 ? {} : { facts }),
    wayBack,
    ...(refusedBecause === undefined ? {} : { refusedBecause }),
    ...(reason === undefined ? {} : { reason }),
  };
}

const targetsIn = (entry: Node): readonly { readonly detail: Node; readonly target: Node }[] =>
  (Array.isArray(entry.Details) ? entry.Details : [])
    .map(looseRecord)
    .map((detail) => ({ detail, target: looseRecord(detail.Target) }));

function replacementReason(entry: Node): string {
  const forcing = targetsIn(entry).filter(({ target }) =>
    /^(?:Always|Conditionally)$/.test(textIn(target, 'RequiresRecreation')),
  );
  const names = [...new Set(forcing.map(({ target }) => textIn(target, 'Name')).filter(Boolean))];
  const causes = [...new Set(forcing.map(({ detail }) => causeOf(detail)).filter(Boolean))];
  return [
    textIn(entry, 'Replacement') === 'Conditional'
      ? 'It may be replaced: CloudFormation knows only while it does it.'
      : '',
    names.length === 0 ? '' : `${names.join(', ')} cannot be changed in place.`,
    causes.length === 0 ? '' : `It follows ${causes.join(', ')}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** `Foo.TopicName` → `Foo`; a parameter by its name. */
const causeOf = (detail: Node): string => textIn(detail, 'CausingEntity').split('.')[0] ?? '';

type References = ReadonlyMap<string, ReadonlySet<string>>;

function referencesIn(changes: readonly Node[]): References {
  return new Map(
    changes.map((change) => {
      const entry = looseRecord(change.ResourceChange);
      const causes = targetsIn(entry).map(({ detail }) =>
        /^(?:ResourceReference|ResourceAttribute)$/.test(textIn(detail, 'ChangeSource')) ? causeOf(detail) : '',
      );
      return [textIn(entry, 'LogicalResourceId'), new Set(causes.filter(Boolean))];
    }),
  );
}

/** What CloudFormation writes for a value that is known only after. */
const later = '{{changeSet:KNOWN_AFTER_APPLY}}';

function attributesOf(entry: Node, mask: Masker): readonly AttributeChange[] {
  const before = propertiesIn(entry, 'BeforeContext');
  const after = propertiesIn(entry, 'AfterContext');
  const forcing = targetsIn(entry).flatMap(({ target }) =>
    /^(?:Always|Conditionally)$/.test(textIn(target, 'RequiresRecreation')) ? [pathOf(target)] : [],
  );
  if (before !== undefined || after !== undefined)
    return differences(
      { before, after, beforeSensitive: false, afterSensitive: false, afterUnknown: unknownIn(after), forcing },
      mask,
    ).shown;
  const seen = new Map<string, AttributeChange>();
  for (const { target } of targetsIn(entry)) {
    const path = pathOf(target).join('.');
    if (path === '') continue;
    const forces = /^(?:Always|Conditionally)$/.test(textIn(target, 'RequiresRecreation'));
    // Nobody asked for the values: that there is one is all that is known.
    seen.set(path, {
      path,
      before: shown(target.BeforeValue, path, mask),
      after: shown(target.AfterValue, path, mask),
      forces,
    });
  }
  return [...seen.values()].sort((one, other) => Number(other.forces) - Number(one.forces));
}

const shown = (value: unknown, path: string, mask: Masker): AttributeChange['before'] =>
  value === undefined ? { kind: 'masked' } : value === later ? { kind: 'later' } : mask.show(value, false, path);

/** `/Properties/Tags/0/Value` → its parts behind `Properties`; else the property's name. */
function pathOf(target: Node): readonly string[] {
  const path = textIn(target, 'Path').split('/').filter(Boolean);
  if (path.length > 0) return path[0] === 'Properties' ? path.slice(1) : path;
  return [textIn(target, 'Name') || textIn(target, 'Attribute')].filter(Boolean);
}

/** The shape of a value, with `true` for what is known only after. */
function unknownIn(value: unknown): unknown {
  if (value === later) return true;
  if (typeof value !== 'object' || value === null) return undefined;
  const parts = Object.entries(value).flatMap(([key, each]) => {
    const unknown = unknownIn(each);
    return unknown === undefined ? [] : [[key, unknown] as const];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

function openIn(entry: Node): readonly Uninspectable[] {
  const id = textIn(entry, 'LogicalResourceId');
  const type = textIn(entry, 'ResourceType');
  const acts = /^(?:Add|Modify|Remove|Dynamic)$/.test(textIn(entry, 'Action'));
  if (/^Custom::|^AWS::CloudFormation::(?:CustomResource|Macro)$/.test(type) && acts)
    return [{ what: id, why: 'It is a custom resource: a program of the stack decides what happens.' }];
  if (type === 'AWS::CloudFormation::Stack' && textIn(entry, 'ChangeSetId') === '' && acts)
    return [{ what: id, why: 'It is a stack of its own, and what changes in it does not stand in this change set.' }];
  return [];
}

function remarksOn(page: Node): readonly string[] {
  const status = textIn(page, 'Status');
  const why = textIn(page, 'StatusReason');
  const execution = textIn(page, 'ExecutionStatus');
  return [
    ...(status === '' || status === 'CREATE_COMPLETE'
      ? []
      : [`The change set is ${status}${why === '' ? '' : `: ${why}`}`]),
    ...(execution === '' || execution === 'AVAILABLE' ? [] : [`It can not be executed as it is: ${execution}.`]),
    ...(textIn(page, 'OnStackFailure') === 'DELETE' ? ['If it fails, the whole stack is deleted.'] : []),
  ];
}
