/**
 * `pulumi preview --json` and `pulumi stack export` → what an update, a destruction or a cut in the state would do.
 * @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_preview/ @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_stack_export/
 */
import { list, record, ShapeError, text } from '../../base/json.ts';
import { looseRecord, type Node, optionalList, textIn } from '../../base/looseJson.ts';
import { differences } from '../impact/attributes.ts';
import type { Action, AttributeChange, Dependent, Impact, Resource, Uninspectable } from '../impact/impact.ts';
import { type Masker, unmarked } from '../impact/masking.ts';
import { goesAway } from '../impact/summary.ts';
import { wayBackOf } from '../impact/wayBack.ts';
import { wholeImpact } from '../impact/whole.ts';
import { redact } from '../journal/redact.ts';
import {
  addressOf,
  dependentsAmong,
  holdingOfType,
  ownValues,
  type PulumiState,
  readState,
  secretsIn,
  snakeKeys,
  unknownsIn,
} from './pulumiState.ts';

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly before: PulumiState | undefined;
  readonly after: PulumiState | undefined;
  readonly forcing: readonly string[];
  /** Properties that differ, as the provider says. */
  readonly detailed: readonly string[];
}

/** What a preview in JSON would do. What is none is one thing that cannot be inspected. `said`: printed beside it. */
export function readPulumiPreview(json: string, said = ''): Impact {
  if (json.includes('{') || said.trim() === '') return guarded('the preview', () => previewed(json));
  const first = said.split('\n').find((line) => /^error:/.test(line)) ?? said;
  return wholeImpact([], [{ what: 'the preview', why: `Pulumi says “${oneLine(redact(first))}”.` }]);
}

function previewed(json: string): Impact {
  const preview = record(JSON.parse(json.slice(Math.max(0, json.indexOf('{')))), 'preview');
  const steps = list(preview.steps ?? [], 'steps').map((each) => stepFrom(record(each)));
  const failures = optionalList(preview.diagnostics)
    .map(looseRecord)
    .filter((each) => textIn(each, 'severity') === 'error');
  const mask = unmarked;
  const dependentsOf = dependentsAmong(
    steps.flatMap(({ before, after }) => [after ?? before].filter((each) => each !== undefined)),
  );
  const uninspectable: Uninspectable[] = failures.map((each) => ({
    what: textIn(each, 'urn') || 'the rest of the preview',
    why: `Pulumi says “${oneLine(mask.text(textIn(each, 'message')))}”.`,
  }));
  if (preview.steps === undefined && failures.length === 0) throw new ShapeError('steps: expected a list');
  const resources = folded(steps).flatMap((group) => resourceFrom(group, mask, dependentsOf));
  return wholeImpact(distinct(resources), uninspectable);
}

function stepFrom(node: Node): Step {
  const urn = text(node.urn, 'urn');
  const state = (name: string): PulumiState | undefined =>
    typeof node[name] === 'object' && node[name] !== null ? readState({ urn, ...looseRecord(node[name]) }) : undefined;
  return {
    op: text(node.op, 'op'),
    urn,
    before: state('oldState'),
    after: state('newState'),
    forcing: optionalList(node.replaceReasons).map(String),
    detailed: Object.keys(looseRecord(node.detailedDiff)),
  };
}

/** All steps about one resource; what is left of an earlier replacement stands for itself. */
function folded(steps: readonly Step[]): readonly (readonly Step[])[] {
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    const key =
      step.before?.leftover === true && step.op === 'delete' ? `${step.urn} leftover ${groups.size}` : step.urn;
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()];
}

const replacing =
  /^(?:replace|create-replacement|delete-replaced|read-replacement|import-replacement|discard-replaced)$/;

function actionIn(
  ops: readonly string[],
): { readonly action: Action; readonly actions: readonly string[] } | undefined {
  if (ops.some((op) => replacing.test(op))) {
    const first = ops.indexOf('delete-replaced');
    const second = ops.findIndex((op) => /^(?:create|import)-replacement$/.test(op));
    const actions = first >= 0 && (second < 0 || first < second) ? ['delete', 'create'] : ['create', 'delete'];
    return { action: 'replace', actions };
  }
  const [op = ''] = ops.filter((each) => each !== 'same' && each !== 'refresh');
  switch (op) {
    case '':
    case 'remove-pending-replace':
      return undefined;
    case 'create':
    case 'update':
    case 'delete':
    case 'import':
    case 'read':
      return { action: op, actions: [op] };
    case 'discard':
    case 'read-discard':
      return { action: 'read', actions: ['read'] };
    default:
      return { action: 'unknown', actions: [op] };
  }
}

type DependentsOf = (urn: string) => readonly Dependent[];

function resourceFrom(group: readonly Step[], mask: Masker, dependentsOf: DependentsOf): readonly Resource[] {
  const found = actionIn(group.map(({ op }) => op));
  const before = group.map((step) => step.before).find((each) => each !== undefined);
  const after = group.map((step) => step.after).findLast((each) => each !== undefined);
  const state = before ?? after;
  if (found === undefined || state === undefined) return [];
  const forcing = [...new Set(group.flatMap((step) => step.forcing))];
  const detailed = [...new Set(group.flatMap((step) => step.detailed))];
  const creates = found.action === 'create' || found.action === 'import' || found.action === 'read';
  const attributes = changesOf(creates ? undefined : before, found.action === 'delete' ? undefined : after, {
    forcing,
    detailed,
    mask,
  });
  return [
    resourceOf(state, found, {
      attributes,
      dependents: creates ? [] : dependentsOf(state.urn),
      reason: reasonOf(found.action, state, forcing),
    }),
  ];
}

function reasonOf(action: Action, state: PulumiState, forcing: readonly string[]): string | undefined {
  if (action === 'replace' && forcing.length > 0)
    return `It cannot be changed in place: ${forcing.slice(0, 5).join(', ')} differs.`;
  return state.leftover ? 'It is a leftover of a replacement that was interrupted.' : undefined;
}

interface Differing {
  readonly forcing: readonly string[];
  readonly detailed: readonly string[];
  readonly mask: Masker;
}

function changesOf(
  before: PulumiState | undefined,
  after: PulumiState | undefined,
  { forcing, detailed, mask }: Differing,
): readonly AttributeChange[] {
  const [old, now] = [before?.inputs, after?.inputs];
  const marked = (state: PulumiState | undefined) => ({
    ...looseRecord(secretsIn(state?.inputs)),
    ...Object.fromEntries([...(state?.secret ?? [])].map((name) => [name, true])),
  });
  const { shown } = differences(
    {
      before: ownValues(old),
      after: ownValues(now),
      beforeSensitive: marked(before),
      afterSensitive: marked(after),
      afterUnknown: unknownsIn(now),
      forcing: forcing.map((path) => path.split(/[.[\]]+/).filter(Boolean)),
    },
    mask,
  );
  // Two secrets look the same; that they differ only the provider knows.
  const seen = new Set(shown.map(({ path }) => path));
  const hidden = detailed
    .filter((path) => !seen.has(path) && before !== undefined && after !== undefined)
    .map(
      (path): AttributeChange => ({
        path,
        before: { kind: 'masked' },
        after: { kind: 'masked' },
        forces: forcing.includes(path),
      }),
    );
  return [...shown, ...hidden];
}

interface More {
  readonly attributes: readonly AttributeChange[];
  readonly dependents: readonly Dependent[];
  readonly reason?: string | undefined;
}

function resourceOf(
  state: PulumiState,
  found: { readonly action: Action; readonly actions: readonly string[] },
  { attributes, dependents, reason }: More,
): Resource {
  const { terraform, holds, guessed } = holdingOfType(state.type);
  const going = goesAway(found);
  const stays = going && state.retains;
  const action: Action = stays ? 'forget' : found.action;
  const { wayBack, refusedBecause } = wayBackOf({
    action,
    type: terraform,
    holds: state.custom ? holds : undefined,
    guessed,
    before: snakeKeys({ ...state.inputs, ...state.outputs }),
    lostSecret: attributes.some((each) => each.before.kind === 'masked'),
    touched: attributes.map(({ path }) => path),
  });
  const refused = going && state.protect ? 'it is protected: Pulumi refuses to delete it' : refusedBecause;
  const facts = going && state.protect ? ['protected'] : [];
  return {
    address: addressOf(state),
    provider: state.type.split(':')[0] ?? '',
    type: state.type,
    name: state.name,
    ...(state.id === '' ? {} : { existing: state.id }),
    action,
    actions: stays ? (found.action === 'replace' ? ['create', 'forget'] : ['forget']) : found.actions,
    ...(reason === undefined ? {} : { reason }),
    attributes,
    ...(state.custom && holds !== undefined ? { holds } : {}),
    ...(facts.length === 0 ? {} : { facts }),
    wayBack: state.custom || !going ? wayBack : { kind: 'reversible', why: 'it only groups others' },
    ...(refused === undefined ? {} : { refusedBecause: refused }),
    dependents,
    provenance: 'probe',
  };
}

/** Two of one type and name differ only in what they belong to. */
function distinct(resources: readonly Resource[]): readonly Resource[] {
  const seen = new Map<string, number>();
  return resources.map((each) => {
    const count = (seen.get(each.address) ?? 0) + 1;
    seen.set(each.address, count);
    return count === 1 ? each : { ...each, address: `${each.address} (${count})` };
  });
}

/** What a command takes out of a stack's state. `pattern`: URNs, with `*` and `**`. */
export interface Cut {
  readonly kind: 'stack' | 'resources';
  readonly patterns: readonly string[];
  readonly force: boolean;
}

/** An exported stack → what is forgotten. */
export const readPulumiCut = (json: string, cut: Cut): Impact =>
  guarded('the state of the stack', () => cutOut(json, cut));

function cutOut(json: string, { kind, patterns, force }: Cut): Impact {
  const whole = record(JSON.parse(json), 'stack');
  if (whole.version !== 3 && whole.version !== 4) throw new ShapeError('its version is not known');
  const deployment = record(whole.deployment, 'deployment');
  const states = optionalList(deployment.resources)
    .map((each) => readState(record(each)))
    .filter(({ type }) => !type.startsWith('pulumi:providers:'));
  const stack = states.find(({ type }) => type === 'pulumi:pulumi:Stack');
  const chosen = states.filter(
    ({ urn, type, external }) =>
      !external && (kind === 'stack' ? type !== 'pulumi:pulumi:Stack' : patterns.some((each) => matches(each, urn))),
  );
  const dependentsOf = dependentsAmong(states);
  const refusal = (state: PulumiState): string | undefined => {
    if (force) return undefined;
    if (kind === 'stack') return 'the stack still has resources';
    return state.protect ? 'it is protected' : undefined;
  };
  const forgotten = chosen.map((state): Resource => {
    const resource = resourceOf(
      state,
      { action: 'forget', actions: ['forget'] },
      { attributes: [], dependents: dependentsOf(state.urn) },
    );
    const refused = refusal(state);
    return refused === undefined ? resource : { ...resource, refusedBecause: refused };
  });
  const gone = kind === 'stack' ? [stackOf(stack, chosen.length > 0 && !force)] : [];
  const missing = kind === 'stack' ? [] : patterns.filter((each) => !states.some(({ urn }) => matches(each, urn)));
  const pending = optionalList(deployment.pending_operations).length;
  return wholeImpact(
    [...gone, ...distinct(forgotten)],
    missing.map((each) => ({ what: each, why: 'The stack has nothing of this name.' })),
    [
      ...(chosen.length > 0 ? ['What is forgotten keeps running, and nobody takes care of it any more.'] : []),
      ...(pending > 0 ? [`${pending} of its operations were interrupted: what became of them is not known.`] : []),
    ],
  );
}

const stackOf = (state: PulumiState | undefined, refused: boolean): Resource => ({
  address: state?.name ?? 'the stack',
  provider: 'pulumi',
  type: 'pulumi:pulumi:Stack',
  name: state?.name ?? 'the stack',
  action: 'delete',
  actions: ['delete'],
  attributes: [],
  holds: 'container',
  facts: ['with its history and its configuration'],
  wayBack: { kind: 'irreversible', why: 'its history and its configuration go with it' },
  ...(refused ? { refusedBecause: 'the stack still has resources' } : {}),
  dependents: [],
  provenance: 'probe',
});

/** More wildcards than anybody writes take long to try: everything is meant then. */
const mostWildcards = 4;

function matches(pattern: string, urn: string): boolean {
  const parts = pattern.split(/(\*+)/);
  if (parts.length === 1) return pattern === urn;
  if (parts.length > 2 * mostWildcards + 1) return true;
  const source = parts.map((part) =>
    /^\*\*/.test(part) ? '.*' : part === '*' ? '[^:]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`).test(urn);
}

const oneLine = (said: string): string => said.replaceAll(/\s+/g, ' ').trim().slice(0, 300);

function guarded(what: string, read: () => Impact): Impact {
  try {
    return read();
  } catch (error) {
    const why =
      error instanceof ShapeError
        ? `It is not shaped as expected: ${error.message}.`
        : error instanceof SyntaxError
          ? 'It is not complete JSON.'
          : 'Holdpoint failed while reading it.';
    return wholeImpact([], [{ what, why }]);
  }
}
