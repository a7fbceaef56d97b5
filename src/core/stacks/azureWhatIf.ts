/**
 * `az deployment … what-if --no-pretty-print` → what a deployment would do.
 *
 * It tells nothing of replacements, and reports some defaults as changes; what it leaves out it may not have looked at.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if
 */
import { list, record, ShapeError } from '../../base/json.ts';
import { looseRecord, type Node, optionalList, textIn } from '../../base/looseJson.ts';
import { armType } from '../clouds/armTypes.ts';
import { holdingOf } from '../impact/holdings.ts';
import type { Action, AttributeChange, Impact, Resource, Shown, Uninspectable } from '../impact/impact.ts';
import { type Masker, unmarked } from '../impact/masking.ts';
import { wayBackOf } from '../impact/wayBack.ts';
import { wholeImpact } from '../impact/whole.ts';

/** `complete`: the deployment deletes whatever its template does not name. */
export function readWhatIf(json: string, complete: boolean): Impact {
  try {
    return impactOf(record(JSON.parse(json), 'what-if'), complete);
  } catch (error) {
    const why =
      error instanceof ShapeError
        ? `It is not shaped like a what-if: ${error.message}.`
        : error instanceof SyntaxError
          ? 'It is not complete JSON.'
          : 'Holdpoint failed while reading it.';
    return wholeImpact([], [{ what: 'the deployment', why }]);
  }
}

const actions: ReadonlyMap<string, Action | undefined> = new Map<string, Action | undefined>([
  ['create', 'create'],
  ['modify', 'update'],
  ['delete', 'delete'],
  ['nochange', undefined],
  ['ignore', undefined],
  ['deploy', 'unknown'],
  ['unsupported', 'unknown'],
]);

function impactOf(whole: Node, complete: boolean): Impact {
  const status = textIn(whole, 'status');
  const failure = looseRecord(whole.error);
  if (!/^succeeded$/i.test(status)) {
    const said = textIn(failure, 'message') || textIn(failure, 'code') || `it ended as ${status || 'nothing known'}`;
    return wholeImpact([], [{ what: 'the deployment', why: `Azure says “${unmarked.text(said).slice(0, 300)}”.` }]);
  }
  const changes = list(whole.changes ?? looseRecord(whole.properties).changes, 'changes').map((each) => record(each));
  const mask = unmarked;
  const kinds = changes.map((change) => textIn(change, 'changeType').toLowerCase());
  const resources = changes.flatMap((change) => resourceFrom(change, mask));
  const ignored = kinds.filter((kind) => kind === 'ignore').length;
  const limits = [...optionalList(whole.diagnostics), ...optionalList(looseRecord(whole.properties).diagnostics)].map(
    looseRecord,
  );
  return wholeImpact(
    resources,
    [
      ...changes.flatMap((change, index): readonly Uninspectable[] =>
        /^(?:unsupported|deploy)$/.test(kinds[index] ?? '') ? [uninspected(change)] : [],
      ),
      ...limits
        .filter((each) => !/^info/i.test(textIn(each, 'level')))
        .map((each) => ({
          what: textIn(each, 'target') || 'a part of the deployment',
          why: mask.text(textIn(each, 'message')).slice(0, 300),
        })),
      ...(complete && ignored > 0
        ? [
            {
              what: `${ignored} resources`,
              why: 'They were not looked at, and a complete deployment deletes what its template does not name.',
            },
          ]
        : []),
    ],
    [
      ...(ignored > 0 ? [`${ignored} resources of the place are not in the template, or were not looked at.`] : []),
      ...(resources.some(({ action }) => action === 'update')
        ? ['Whether a change replaces a resource, Azure does not say.']
        : []),
    ],
  );
}

const uninspected = (change: Node): Uninspectable => ({
  what: addressOf(textIn(change, 'resourceId')),
  why: textIn(change, 'unsupportedReason') || 'It is deployed, and Azure cannot say what changes.',
});

/** `…/providers/Microsoft.Sql/servers/a/databases/b` → its type and name. */
function identityOf(id: string): { readonly type: string; readonly name: string } {
  const [, tail] = /.*\/providers\/(.*)$/i.exec(id) ?? [];
  if (tail === undefined) {
    const [, group = id] = /\/resourceGroups\/([^/]+)$/i.exec(id) ?? [];
    return { type: 'Microsoft.Resources/resourceGroups', name: group };
  }
  const [space = '', ...parts] = tail.split('/');
  return {
    type: [space, ...parts.filter((_, index) => index % 2 === 0)].join('/'),
    name: parts.filter((_, index) => index % 2 === 1).join('/'),
  };
}

/** `storageAccounts/web`. */
function addressOf(id: string): string {
  const { type, name } = identityOf(id);
  return `${type.split('/').at(-1)}/${name}`;
}

function resourceFrom(change: Node, mask: Masker): readonly Resource[] {
  const kind = textIn(change, 'changeType');
  const action = actions.has(kind.toLowerCase()) ? actions.get(kind.toLowerCase()) : 'unknown';
  // What cannot be told stands among what could not be inspected.
  if (action === undefined || /^(?:unsupported|deploy)$/i.test(kind)) return [];
  const id = textIn(change, 'resourceId');
  if (id === '') throw new ShapeError('resourceId: expected a string');
  const { type: arm, name } = identityOf(id);
  const type = armType(arm);
  const holding = holdingOf('terraform', type);
  const attributes = optionalList(change.delta).flatMap((each) => deltaOf(looseRecord(each), '', mask));
  const { wayBack } = wayBackOf({
    action,
    type,
    holds: holding?.holds,
    guessed: holding?.guessed ?? false,
    before: looseRecord(looseRecord(change.before).properties),
    lostSecret: attributes.some(({ before }) => before.kind === 'masked'),
    touched: attributes.map(({ path }) => path),
  });
  return [
    {
      address: addressOf(id),
      provider: 'azure',
      type,
      name,
      ...(action === 'create' ? {} : { existing: name }),
      action,
      actions: [action === 'unknown' ? kind.toLowerCase() : action],
      ...(action === 'delete' ? { reason: 'The template does not name it.' } : {}),
      attributes,
      ...(holding === undefined ? {} : { holds: holding.holds }),
      wayBack,
      dependents: [],
      provenance: 'probe',
    },
  ];
}

/** Deeper than any property. */
const deepest = 40;

function deltaOf(delta: Node, prefix: string, mask: Masker, depth = 0): readonly AttributeChange[] {
  const path = textIn(delta, 'path');
  const whole = prefix === '' ? path : /^\d+$/.test(path) ? `${prefix}[${path}]` : `${prefix}.${path}`;
  const kind = textIn(delta, 'propertyChangeType');
  const inner = optionalList(delta.children);
  if (inner.length > 0 && depth < deepest)
    return inner.flatMap((each) => deltaOf(looseRecord(each), whole, mask, depth + 1));
  if (/^noeffect$/i.test(kind)) return [];
  const name = whole.split(/[.[]/).findLast((part) => !/^\d+\]?$/.test(part)) ?? whole;
  const shown = (value: unknown): Shown => mask.show(value, undefined, name);
  return [{ path: whole, before: shown(delta.before), after: shown(delta.after), forces: false }];
}
