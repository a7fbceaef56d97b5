/** What is worth saying of a plan as a whole: that it is a part, that somebody else changed something, that a rename was forgotten. */
import { type Node, optionalList, optionalRecord, textIn } from '../../base/looseJson.ts';
import { firstOf } from '../../base/sentence.ts';
import { differences } from './attributes.ts';
import type { Resource } from './impact.ts';
import type { Masker } from './masking.ts';
import { renamesIn } from './renames.ts';

/** Sentences of one kind; of more only the number is said. */
const mostOfAKind = 20;
const mostNamed = 3;

/** Sentences. @throws {ShapeError} when a part of the plan is none */
export function remarksOn(plan: Node, resources: readonly Resource[], mask: Masker): readonly string[] {
  return [
    ...wholeness(plan, resources),
    ...drift(plan, resources, mask),
    ...limited(
      renamesIn(resources).map(
        ({ from, to }) =>
          `${from} is deleted and ${to} created: if it was only renamed, a moved block keeps what it holds.`,
      ),
      'renames',
    ),
    ...moves(resources),
    ...outputs(plan),
    ...checks(plan, mask),
  ];
}

function wholeness(plan: Node, resources: readonly Resource[]): readonly string[] {
  const deferred = optionalList(plan.deferred_changes).length > 0;
  return [
    ...(plan.complete === false
      ? [
          deferred
            ? 'The plan is not complete: changes were put off, so more will follow.'
            : 'The plan is not complete: a target was given or changes were put off, so more will follow.',
        ]
      : []),
    ...(plan.applyable === false && resources.length > 0 ? ['Terraform says that this plan cannot be applied.'] : []),
  ];
}

/** What somebody changed outside. A plan without changes of its own only writes that down. */
function drift(plan: Node, resources: readonly Resource[], mask: Masker): readonly string[] {
  const changing = new Set(resources.map(({ address }) => address));
  const created = new Set(resources.filter(({ action }) => action === 'create').map(({ address }) => address));
  const refreshOnly = plan.resource_changes === undefined || plan.resource_changes === null;
  const found: string[] = [];
  for (const entry of optionalList(plan.resource_drift)) {
    const drift = optionalRecord(entry);
    const address = driftAddress(drift);
    const change = optionalRecord(drift.change);
    if (optionalList(change.actions).includes('delete'))
      found.push(
        `${address} has been deleted outside of Terraform${created.has(address) ? ', and would be created again' : ''}.`,
      );
    else if ((refreshOnly || changing.has(address)) && drifted(change, mask))
      found.push(`${address} has been changed outside of Terraform.`);
  }
  return refreshOnly && found.length > 0
    ? [
        'Only the state is brought up to date with what was changed outside; nothing else is touched.',
        ...limited(found, 'resources were changed outside of Terraform'),
      ]
    : limited(found, 'resources were changed outside of Terraform');
}

/** Before format 1.0 a drift had no address of its own. */
function driftAddress(drift: Node): string {
  const address = textIn(drift, 'address');
  if (address !== '') return address;
  const module = textIn(drift, 'module_address');
  const index =
    typeof drift.index === 'number' || typeof drift.index === 'string' ? `[${JSON.stringify(drift.index)}]` : '';
  return `${module === '' ? '' : `${module}.`}${textIn(drift, 'type')}.${textIn(drift, 'name')}${index}`;
}

/** Many entries only say the same in another way. */
const drifted = (change: Node, mask: Masker): boolean =>
  differences(
    {
      before: change.before,
      after: change.after,
      beforeSensitive: change.before_sensitive,
      afterSensitive: change.after_sensitive,
      afterUnknown: undefined,
      forcing: [],
    },
    mask,
  ).total > 0;

/** What only gets another address. */
function moves(resources: readonly Resource[]): readonly string[] {
  const moved = resources.filter(({ movedFrom, actions }) => movedFrom !== undefined && actions.join() === 'no-op');
  return moved.length === 0
    ? []
    : [
        `${named(moved.map(({ movedFrom, address }) => `${movedFrom} → ${address}`))}: only the address in the state changes.`,
      ];
}

/** Outputs have no resource; other configurations and pipelines read them. */
function outputs(plan: Node): readonly string[] {
  const changed: string[] = [];
  const gone: string[] = [];
  const bared: string[] = [];
  for (const [name, value] of Object.entries(optionalRecord(plan.output_changes))) {
    const change = optionalRecord(value);
    const actions = optionalList(change.actions);
    if (actions.includes('delete') && !actions.includes('create')) gone.push(name);
    else if (actions.includes('update') || (actions.includes('delete') && actions.includes('create')))
      changed.push(name);
    if (change.before_sensitive === true && change.after_sensitive === false && !gone.includes(name)) bared.push(name);
  }
  return [
    ...(bared.length === 0
      ? []
      : [`${outputWord(bared)} ${named(bared)} will no longer be marked as sensitive: anybody can read it.`]),
    ...(gone.length === 0 ? [] : [`${outputWord(gone)} ${named(gone)} will be gone for whoever reads it.`]),
    ...(changed.length === 0 ? [] : [`${outputWord(changed)} ${named(changed)} will change for whoever reads it.`]),
  ];
}

const outputWord = (names: readonly string[]): string => (names.length === 1 ? 'The output' : 'The outputs');

/** Checks, preconditions and postconditions that do not hold. */
function checks(plan: Node, mask: Masker): readonly string[] {
  const found: string[] = [];
  for (const check of optionalList(plan.checks)) {
    const { status, address, instances } = optionalRecord(check);
    if (status !== 'fail' && status !== 'error') continue;
    const name = textIn(optionalRecord(address), 'to_display') || 'of the plan';
    const [problem] = optionalList(instances).flatMap((each) => optionalList(optionalRecord(each).problems));
    const message = textIn(optionalRecord(problem), 'message').trim().slice(0, 300);
    found.push(
      `The check ${name} ${status === 'fail' ? 'fails' : 'cannot be evaluated'}${message === '' ? '.' : `: ${ended(mask.text(message))}`}`,
    );
  }
  return limited(found, 'checks do not hold');
}

const ended = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

const named = (names: readonly string[]): string => firstOf(names, mostNamed);

const limited = (sentences: readonly string[], what: string): readonly string[] =>
  sentences.length <= mostOfAKind
    ? sentences
    : [...sentences.slice(0, mostOfAKind), `${sentences.length - mostOfAKind} more ${what}.`];
