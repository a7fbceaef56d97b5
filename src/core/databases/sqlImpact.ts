/** A script, the database's catalog and what was counted → the impact. */
import { capitalized } from '../../base/sentence.ts';
import type { Dialect } from '../analyzers/sqlText.ts';
import { sizeOf } from '../impact/amounts.ts';
import type { Impact, Resource, Size, Uninspectable, WayBack } from '../impact/impact.ts';
import { counted } from '../impact/nouns.ts';
import { wholeImpact } from '../impact/whole.ts';
import { type Catalog, type Relation, shownRelation } from './catalog.ts';
import { named } from './countSql.ts';
import { shownName } from './sqlNames.ts';
import { planStep } from './sqlPlan.ts';
import type { Script, ScriptStep } from './sqlScript.ts';
import { type Affected, type Blocker, isTable, type StepPlan } from './stepPlan.ts';

export interface PlannedStep {
  readonly step: ScriptStep;
  readonly plan: StepPlan;
}

/** Each statement against what the ones before it leave. What a transaction takes back is not planned. */
export function planScript(script: Script, catalog: Catalog, dialect: Dialect): readonly PlannedStep[] {
  const gone = new Set<Relation>();
  const created = new Set<string>();
  return script.steps.flatMap((step, index): PlannedStep[] => {
    if (step.undone) return [];
    const { action } = step;
    if (action.kind === 'create' && action.name !== undefined) created.add(shownName(action.name));
    const plan = planStep({ catalog: without(catalog, gone), dialect, step, id: String(index) });
    for (const { relation, how } of plan.affected) if (how === 'dropped') gone.add(relation);
    // What the script itself made is not there yet.
    return [{ step, plan: { ...plan, open: plan.open.filter(({ what }) => !created.has(what)) } }];
  });
}

function without(catalog: Catalog, gone: ReadonlySet<Relation>): Catalog {
  if (gone.size === 0) return catalog;
  return {
    ...catalog,
    relations: catalog.relations.filter((each) => !gone.has(each)),
    keys: catalog.keys.filter(({ child, parent }) => !gone.has(child) && !gone.has(parent)),
    uses: catalog.uses.filter(({ view, on }) => !gone.has(view) && !gone.has(on)),
  };
}

export interface Found {
  readonly script: Script;
  readonly catalog: Catalog;
  readonly dialect: Dialect;
  /** `postgresql`, `mysql`, `sqlite`. */
  readonly provider: string;
  /** Answers by question; one that is missing was not answered. */
  readonly counts: ReadonlyMap<string, number>;
  /** By `schema.name`. */
  readonly bytes: ReadonlyMap<string, number>;
  readonly remarks: readonly string[];
  readonly open: readonly Uninspectable[];
}

export function impactOfSql(found: Found): Impact {
  const { script, catalog, dialect } = found;
  const planned = planScript(script, catalog, dialect);
  const resources = planned.flatMap(({ step, plan }) => [
    ...plan.affected.map((each) => affectedResource(each, step, plan.blockers, found)),
    ...plan.others.map((each) => otherResource(each, found)),
    ...plainResource(step, found),
  ]);
  const open: readonly Uninspectable[] = [
    ...found.open,
    ...planned.flatMap(({ step: { action }, plan }) => [
      ...plan.open,
      ...(action.kind === 'opaque' ? [{ what: action.what, why: action.why }] : []),
    ]),
    ...(script.more > 0 ? [{ what: `${script.more} more statements`, why: 'The script is too long to be read.' }] : []),
    ...(catalog.complete ? [] : [{ what: 'the database', why: 'It did not tell everything that is in it.' }]),
    ...eventTriggers(planned, catalog),
  ];
  const lossy = resources.some(({ wayBack }) => wayBack.kind === 'irreversible');
  return wholeImpact(resources, open, [...remarksOf(found, lossy), ...found.remarks]);
}

function eventTriggers(planned: readonly PlannedStep[], { own }: Catalog): readonly Uninspectable[] {
  const defines = planned.some(({ step: { action } }) => /^(?:drop|alter|create)$/.test(action.kind));
  return defines && own.has('event trigger')
    ? [{ what: 'event triggers', why: 'They run code of the database when its definitions change.' }]
    : [];
}

function remarksOf({ catalog: { here }, script }: Found, loses: boolean): readonly string[] {
  const undone = script.steps.filter(
    ({ undone, action }) => undone && !/^(?:transaction|nothing|use)$/.test(action.kind),
  );
  const where = [
    here.database === '' ? '' : `Database ${here.database}`,
    here.server === '' ? '' : `on ${here.server}`,
    here.user === '' ? '' : `as ${here.user}`,
  ].filter(Boolean);
  return [
    ...(where.length === 0 ? [] : [`${where.join(' ')}${here.version === '' ? '' : ` (${here.version})`}.`]),
    ...(here.readOnly ? ['The server takes no writes now: it is a replica, or read-only.'] : []),
    ...(here.sessions > 0
      ? [`${here.sessions} other ${here.sessions === 1 ? 'session is' : 'sessions are'} connected to it.`]
      : []),
    ...(here.note === '' || !loses ? [] : [here.note]),
    ...(undone.length > 0
      ? [
          `${undone.length} ${undone.length === 1 ? 'statement is' : 'statements are'} taken back: the transaction ends without a commit.`,
        ]
      : []),
  ];
}

const effort = (why: string): WayBack => ({ kind: 'effort', why });
const lost = (why: string): WayBack => ({ kind: 'irreversible', why });

function sizeOfRelation({ relation, count }: Pick<Affected, 'relation' | 'count'>, { counts, bytes }: Found): Size {
  const counted = count === undefined ? undefined : counts.get(count);
  const rows = counted ?? relation.rows;
  const heavy = bytes.get(named(relation)) ?? relation.bytes;
  return {
    ...(rows === undefined ? {} : { count: rows, unit: 'rows' }),
    ...(heavy === undefined ? {} : { bytes: heavy }),
    atLeast: counted === undefined,
  };
}

/** The rows a condition holds for: nothing is estimated. */
function sizeOfRows({ count, more }: Affected, { counts }: Found): Size | undefined {
  const counted = count === undefined ? undefined : counts.get(count);
  return counted === undefined ? undefined : { count: counted, unit: 'rows', atLeast: more !== undefined };
}

function affectedResource(each: Affected, step: ScriptStep, blockers: readonly Blocker[], found: Found): Resource {
  const { relation, how, because, dependents, column } = each;
  const { catalog, provider, counts } = found;
  const shown = shownRelation(relation, catalog);
  const { refused, doubts } = refusal(relation, how, blockers, counts);
  const told = tell(each, shown, found);
  const of = each.of === undefined ? undefined : counts.get(each.of);
  const facts = [
    ...(of === undefined ? [] : [`the table holds ${of.toLocaleString('en')}`]),
    ...(each.more === undefined ? [] : [each.more]),
    ...partsOf(relation, how, catalog),
    ...doubts,
  ];
  return {
    provider,
    name: column ?? relation.name,
    existing: column === undefined ? named(relation) : `${named(relation)}.${column}`,
    actions: [told.action],
    reason: because === undefined ? reasonOf(step) : `${capitalized(because)}.`,
    attributes: [],
    ...(facts.length > 0 ? { facts } : {}),
    ...(refused === undefined ? {} : { refusedBecause: refused }),
    dependents,
    provenance: 'probe',
    ...told,
  };
}

type Told = Pick<Resource, 'address' | 'type' | 'action' | 'holds' | 'size' | 'wayBack'>;

function tell(each: Affected, shown: string, found: Found): Told {
  const { relation, how } = each;
  switch (how) {
    case 'dropped': {
      if (!isTable(relation)) {
        const why =
          relation.kind === 'index' ? 'it can be built again from its table' : 'its definition has to be written again';
        return { address: shown, type: relation.kind, action: 'delete', wayBack: effort(why) };
      }
      const size = sizeOfRelation(each, found);
      if (relation.kind === 'materialized view')
        return {
          address: shown,
          type: relation.kind,
          action: 'delete',
          size,
          wayBack: effort('it can be computed again from its definition'),
        };
      return { address: shown, type: 'table', action: 'delete', size, ...kept(size, 'its definition') };
    }
    case 'emptied': {
      const size = sizeOfRelation(each, found);
      return { address: `all rows of ${shown}`, type: 'rows', action: 'delete', size, ...kept(size, '') };
    }
    case 'rows deleted': {
      const size = sizeOfRows(each, found);
      const address = `rows of ${shown}`;
      return { address, type: 'rows', action: 'delete', ...(size === undefined ? {} : { size }), ...kept(size, '') };
    }
    case 'rows changed': {
      const size = sizeOfRows(each, found);
      const none = size?.count === 0 && !size.atLeast;
      return {
        address: `rows of ${shown}`,
        type: 'rows',
        action: 'update',
        ...(size === undefined ? {} : { size }),
        wayBack: none
          ? { kind: 'none needed', why: 'no row is touched' }
          : lost('the old values are overwritten, and no backup was seen'),
      };
    }
    case 'column dropped': {
      const values = each.count === undefined ? undefined : found.counts.get(each.count);
      const size = values === undefined ? undefined : { count: values, unit: 'values', atLeast: false };
      const address = `${shown}.${each.column ?? ''}`;
      return {
        address,
        type: 'column',
        action: 'delete',
        ...(size === undefined ? {} : { size }),
        ...kept(size, 'the column'),
      };
    }
    case 'altered':
      return {
        address: shown,
        type: relation.kind,
        action: 'update',
        wayBack:
          each.more === undefined
            ? effort('the old definition has to be set again')
            : { kind: 'unknown', why: 'values that do not fit a new type are refused or cut' },
      };
  }
}

/** What goes with so many rows, and whether it comes back. */
function kept(size: Size | undefined, definition: string): Pick<Resource, 'holds' | 'wayBack'> {
  if (size?.count === 0 && !size.atLeast)
    return {
      wayBack:
        definition === ''
          ? { kind: 'none needed', why: 'no row goes' }
          : effort(`it is empty; ${definition} has to be written again`),
    };
  return { holds: 'data', wayBack: lost('it holds data, and no backup was seen') };
}

function partsOf(relation: Relation, how: Affected['how'], { parts }: Catalog): readonly string[] {
  const count = parts.filter(({ parent }) => parent === relation).length;
  return count > 0 && /^(?:dropped|emptied)$/.test(how) ? [`with ${counted(count, 'partition')}`] : [];
}

/** What certainly refuses it, and what may. */
function refusal(
  relation: Relation,
  how: Affected['how'],
  blockers: readonly Blocker[],
  counts: ReadonlyMap<string, number>,
): { readonly refused: string | undefined; readonly doubts: readonly string[] } {
  if (how === 'altered' || how === 'rows changed') return { refused: undefined, doubts: [] };
  const certain: string[] = [];
  const doubts: string[] = [];
  for (const { on, count, why } of blockers) {
    if (on !== relation) continue;
    if (count === undefined && how !== 'rows deleted') certain.push(why(''));
    else {
      const rows = count === undefined ? undefined : counts.get(count);
      if (rows === undefined) doubts.push(`refused if ${why('rows')}`);
      else if (rows > 0) certain.push(why(sizeOf({ count: rows, unit: 'rows', atLeast: false })));
    }
  }
  return { refused: certain.length > 0 ? [...new Set(certain)].join('; ') : undefined, doubts: [...new Set(doubts)] };
}

function otherResource({ type, name, refused }: StepPlan['others'][number], { catalog, provider }: Found): Resource {
  const database = type === 'database' ? catalog.databases.find((each) => each.name === name) : undefined;
  const holder = /^(?:database|schema)$/.test(type);
  return {
    address: name,
    provider,
    type,
    name,
    action: 'delete',
    actions: ['delete'],
    attributes: [],
    ...(holder ? { holds: 'container' as const } : {}),
    ...(database?.bytes === undefined ? {} : { size: { bytes: database.bytes, atLeast: false } }),
    ...(refused === undefined ? {} : { refusedBecause: refused }),
    wayBack:
      type === 'database'
        ? lost('everything in it goes, and no backup was seen')
        : effort('its definition has to be written again'),
    dependents: [],
    provenance: database === undefined ? 'text' : 'probe',
  };
}

/** Statements that only add, or change no rows. */
function plainResource(step: ScriptStep, { provider }: Found): readonly Resource[] {
  const { action } = step;
  const base = { provider, attributes: [], dependents: [], provenance: 'text' as const };
  const reason = reasonOf(step);
  if (action.kind === 'create') {
    const name = action.name === undefined ? action.type : shownName(action.name);
    const wayBack: WayBack = { kind: 'reversible', why: 'it can be dropped again' };
    return [
      { ...base, address: name, type: action.type, name, action: 'create', actions: ['create'], reason, wayBack },
    ];
  }
  const loads = action.kind === 'change' && /^(?:COPY FROM|LOAD DATA|SELECT INTO)$/.test(action.operation);
  if (action.kind === 'insert' || loads) {
    const name = action.kind === 'insert' ? shownName(action.name) : (action.target ?? 'a table');
    const wayBack = effort('the new rows have to be told from the old ones');
    return [
      {
        ...base,
        address: `new rows of ${name}`,
        type: 'rows',
        name,
        action: 'create',
        actions: ['create'],
        reason,
        wayBack,
      },
    ];
  }
  if (action.kind === 'change') {
    const name = action.target ?? action.operation;
    const wayBack = effort('what was set before has to be known to set it again');
    const rights = /^(?:GRANT|REVOKE)\b/.test(action.operation);
    const address = rights ? `rights on ${name}` : name;
    return [
      {
        ...base,
        address,
        type: rights ? 'rights' : 'setting',
        name,
        action: 'update',
        actions: ['update'],
        reason,
        wayBack,
      },
    ];
  }
  return [];
}

/** By which statement something happens. */
export const reasonOf = ({ text }: Pick<ScriptStep, 'text'>): string => `By \`${oneLine(text)}\`.`;

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
};
