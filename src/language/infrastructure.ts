/**
 * Files that describe infrastructure, while they are edited: what an edit would replace, destroy or lay bare, against the
 * version that is committed or saved.
 */
import { capitalized } from '../base/sentence.ts';
import { findings as diffFindings } from '../core/analyzers/infraDiff.ts';
import type { Finding as DiffFinding } from '../core/analyzers/infraFinding.ts';
import { type InfraKind, infraKind } from '../core/analyzers/infraKinds.ts';
import type { Holding, Impact, Resource } from '../core/impact/impact.ts';
import { weakeningsOf } from '../core/impact/weakenings.ts';
import type { Span } from '../core/policy/problems.ts';
import { comesTrue, impactOfEdit } from '../core/sourceFiles/editImpact.ts';
import { type Difference, differenceOf, type Unit } from './units.ts';

export interface Edited {
  /** Absolute. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

export interface Finding extends Span {
  readonly severity: 'warning' | 'information';
  /** A sentence. */
  readonly message: string;
  /** The same in a few words, for the line above the resource: "would be destroyed: holds data". */
  readonly brief: string;
}

/** What an edit comes to. */
export interface EditLook {
  readonly kind: InfraKind;
  /** Undefined for files that describe no resources. */
  readonly impact: Impact | undefined;
  readonly findings: readonly Finding[];
}

/** Characters of both sides that are still looked at while somebody types. */
export const mostText = 1_000_000;

type Topic = 'end' | 'guard' | 'access' | 'other';
type Told = Finding & { readonly topic: Topic };

/** `cwd`: the folder the file belongs to, absolute. Undefined where nothing changed that anybody has to know. */
export function lookAt({ path, before, after }: Edited, cwd: string): EditLook | undefined {
  if (before === undefined || before === after || before.length + after.length > mostText) return undefined;
  const kind = infraKind(path, cwd, before) ?? infraKind(path, cwd, after);
  if (kind === undefined) return undefined;
  const difference = differenceOf(kind, before, after);
  const impact = impactOfEdit([{ path, kind, before: difference.before, after: difference.after }], cwd);
  const places = placesIn(after, before, difference);
  const told = (impact?.resources ?? []).flatMap((resource) => toldOf(resource, kind, places(resource)));
  const findings = [...told, ...furtherFindings(kind, before, after, difference, told, /\.sql$/i.test(path))];
  // A file that cannot be read is applied by nobody: what seems to be gone from it is only not finished.
  const unread = impact?.uninspectable.some(({ why }) => /^Line \d+ /.test(why)) === true;
  const kept = findings.filter(({ topic }) => !unread || topic !== 'end');
  return kept.length === 0 ? undefined : { kind, impact, findings: kept.map(({ topic: _, ...finding }) => finding) };
}

/** What people call a thing's content, in a clause. */
const contents: Readonly<Record<Holding, string>> = {
  data: 'holds data',
  backup: 'is a backup',
  key: 'is a key',
  identity: 'holds identities',
  'vm-disk': 'has local disks',
  queue: 'holds messages',
  secret: 'holds a secret',
  address: 'has an address of its own',
  log: 'holds records',
  container: 'holds everything in it',
  opaque: 'nobody can see what it holds',
};

function toldOf(resource: Resource, kind: InfraKind, place: Span): readonly Told[] {
  const { action, address, holds, wayBack, facts = [] } = resource;
  const holding = holds === undefined ? '' : `: ${contents[holds]}`;
  const when = comesTrue(kind);
  const severity = holds === undefined ? 'information' : 'warning';
  const end = (verb: string, brief: string): readonly Told[] => [
    {
      ...place,
      topic: 'end',
      severity,
      message: `${when} this ${verb} ${address}: ${wayBack.why}.`,
      brief: `would be ${brief}${holding}`,
    },
  ];
  switch (action) {
    case 'delete':
      return end('deletes', 'destroyed');
    case 'replace':
      return end('replaces', 'replaced');
    case 'forget':
      return end('leaves behind', 'left behind');
    case 'update':
      return [
        ...(wayBack.kind === 'irreversible' ? end('overwrites', 'overwritten') : []),
        ...(kind === 'terraform' ? [] : facts).map((fact) => ({
          ...place,
          topic: factTopic(fact),
          severity: 'warning' as const,
          message: `${address}: ${fact}.`,
          brief: fact.replace(/:.*/, ''),
        })),
        ...weakenings(resource, place),
        ...rights(resource, place),
      ];
    case 'create':
      return [...weakenings(resource, place), ...rights(resource, place)];
    default:
      return [];
  }
}

const factTopic = (fact: string): Topic =>
  /^opens/.test(fact) ? 'access' : /^(?:from now on|its disruption)/.test(fact) ? 'guard' : 'end';

const weakenings = (resource: Resource, place: Span): readonly Told[] =>
  weakeningsOf(resource).map(({ says, evidence, letsIn }) => ({
    ...place,
    topic: letsIn ? 'access' : 'guard',
    severity: 'warning',
    message: `${resource.address} ${says} (${evidence}).`,
    brief: says,
  }));

/** Statements of SQL that give rights. */
const rights = ({ provider, type, address, reason = '' }: Resource, place: Span): readonly Told[] =>
  provider === 'sql' && /^(?:grant|(?:alter|create) (?:role|user))/.test(type)
    ? [
        {
          ...place,
          topic: 'access',
          severity: 'information',
          message: `It gives rights on ${address}. ${reason}`.trim(),
          brief: 'gives rights',
        },
      ]
    : [];

/** Whatever else is told of a pipeline says it better. */
const deploys = 'changes what is deployed';

const topics: Readonly<Record<DiffFinding['operation'], readonly [Topic, brief: string]>> = {
  'remove resources': ['end', 'would describe less'],
  'replace resources': ['end', 'would be replaced'],
  'drop data': ['end', 'would lose data'],
  'drop protection': ['guard', 'loses a guard'],
  'widen access': ['access', 'gives access to more'],
  'write a secret': ['other', 'a secret stands in it'],
  'move state': ['other', 'the state is kept elsewhere'],
  'change target': ['other', 'goes elsewhere'],
  'change deployment': ['other', deploys],
  'run a program': ['other', 'a plan runs a program'],
};

/** More parts than these are told together. */
const mostParts = 20;

/** What the words of the file tell beyond its resources: part by part, then of the whole what no part has told. */
function furtherFindings(
  kind: InfraKind,
  before: string,
  after: string,
  { changed, units, ...sides }: Difference,
  known: readonly Told[],
  isRead: boolean,
): readonly Told[] {
  // Of a pipeline every word says whether it deploys.
  const whole = kind === 'pipeline' ? { before, after } : sides;
  const isTold = (all: readonly Told[], topic: Topic, { start, end }: Span) =>
    topic !== 'other' && all.some((each) => each.topic === topic && each.start >= start && each.start < end);
  const own = (changed.length > mostParts ? [] : changed).flatMap(({ before: was, after: is, unit }) => {
    const found = diffFindings(
      kind,
      whole.before,
      whole.before.replace(was, () => is),
    );
    const told = joined(found, unit.title);
    return told
      .filter(({ topic, brief }) => !isTold(known, topic, unit) && (brief !== deploys || told.length === 1))
      .map((each): Told => ({ ...each, ...lineAt(after, unit.start) }));
  });
  const said = [...known, ...own];
  const all = diffFindings(kind, whole.before, whole.after);
  // Its statements were read, and words in texts and comments are none.
  const rest = joined(
    kind === 'migration' && isRead ? all.filter(({ operation }) => operation !== 'drop data') : all,
    undefined,
  )
    .filter(
      ({ topic, brief }) =>
        !(brief === deploys && own.length > 0) &&
        !said.some((each) => (topic === 'other' ? each.brief === brief : each.topic === topic)),
    )
    .map((each): Told => ({ ...each, ...unitAt(units, after, changedAt(before, after)) }));
  return [...own, ...rest];
}

/** One sentence a topic, with the part's name in it. */
function joined(found: readonly DiffFinding[], title: string | undefined): readonly Omit<Told, keyof Span>[] {
  return [...new Set(found.map(({ operation }) => operation))].map((operation) => {
    const notes = found.filter((each) => each.operation === operation).map(({ note }) => note);
    const [topic, brief] = topics[operation];
    const last = (notes.at(-1) ?? '').replace(/(no longer has .*\.) It now has no deletion protection\.$/, '$1');
    // The last is about the part itself, where there is one.
    return {
      topic,
      severity: 'warning',
      brief,
      message: title === undefined ? last : last.replace(/^It /, `${title} `),
    };
  });
}

/** Where a resource stands in the text after the edit; where it is gone, the place it stood at. */
function placesIn(after: string, before: string, { units }: Difference): (resource: Resource) => Span {
  const changed = changedAt(before, after);
  const byTitle = new Map(units.map((unit) => [unit.title.toLowerCase(), unit]));
  return ({ action, address, type, name, provider }) => {
    if (action === 'delete' || action === 'forget') return changed;
    const plain = address.replace(/\[[^\]]*\]$/, '');
    const unit = [plain, `${type}/${name}`, plain.replace(/^\w+ /, '')]
      .map((title) => byTitle.get(title.toLowerCase()))
      .find((found) => found !== undefined);
    if (unit !== undefined) return lineAt(after, unit.start);
    const last = plain.split(/[ .]/).at(-1) ?? plain;
    // A statement that is new stands behind everything that was there.
    const at = after.indexOf(last, provider === 'sql' ? changed.start : 0);
    return at < 0 || last === '' ? changed : lineAt(after, at);
  };
}

/** The part a place stands in; the place itself between parts. */
const unitAt = (units: readonly Unit[], text: string, place: Span): Span => {
  const unit = units.findLast(({ start, end }) => start <= place.start && place.start < end);
  return unit === undefined ? place : lineAt(text, unit.start);
};

const lineAt = (text: string, offset: number): Span => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? text.length : end).trimEnd();
  return { start: start + (line.length - line.trimStart().length), end: start + line.length };
};

/** The first line that is not as it was. */
function changedAt(before: string, after: string): Span {
  let same = 0;
  while (same < after.length && before[same] === after[same]) same++;
  return lineAt(after, Math.min(same, after.length));
}

/** One line above every place where something is found: what happens there, and what applying it would need. */
export function editLenses(
  { findings }: EditLook,
  need: string | undefined,
): readonly (Span & { readonly title: string })[] {
  const places = new Map<number, Span & { readonly briefs: Set<string> }>();
  for (const { start, end, brief } of findings) {
    const known = places.get(start) ?? { start, end, briefs: new Set() };
    known.briefs.add(brief);
    places.set(start, known);
  }
  return [...places.values()].map(({ start, end, briefs }) => {
    const all = [...briefs];
    const more = all.length > mostBriefs ? [`${all.length - mostBriefs} more`] : [];
    const said = [...all.slice(0, mostBriefs), ...more, ...(need === undefined ? [] : [need])];
    return { start, end, title: capitalized(said.join(' · ')) };
  });
}

/** More nobody reads in one line. */
const mostBriefs = 3;
