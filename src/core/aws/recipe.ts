/** How one operation is looked into: what is asked about each thing it names, and what the answers come to. */
import { canonical } from '../../base/json.ts';
import { looseRecord, type Node, textIn } from '../../base/looseJson.ts';
import { differences } from '../impact/attributes.ts';
import { holdingOf } from '../impact/holdings.ts';
import type {
  Action,
  AttributeChange,
  Dependent,
  Holding,
  Resource,
  Size,
  Uninspectable,
  WayBack,
} from '../impact/impact.ts';
import { unmarked } from '../impact/masking.ts';
import type { AwsCommand } from './command.ts';

/** One read-only call, without what chooses profile and region. */
export interface Question {
  readonly args: readonly string[];
  /** Its answer holds secrets in clear. */
  readonly secret?: true;
}

/** By what they ask for, in words: "snapshots", "automated backups". */
export type Questions = Readonly<Record<string, Question>>;

/** What was answered, by what was asked for. */
export interface Heard {
  /** Undefined where it was not asked for, or not answered. */
  get(name: string): Node | undefined;
  /** The objects in a list of the answer; none where there is no answer. */
  list(name: string, member: string): readonly Node[];
  /** The list goes on. */
  capped(name: string): boolean;
  /** What a plain answer printed; undefined where there is none. */
  text(name: string): string | undefined;
  /** A sentence: why there is no answer. Undefined where there is one, or nobody asked. */
  failed(name: string): string | undefined;
}

export interface Finding {
  readonly type?: string;
  readonly action?: Action;
  /** What is shown of it, when its own name tells too little. */
  readonly address?: string;
  readonly holds?: Holding | 'nothing';
  readonly size?: Size | undefined;
  /** Clauses, the most telling first; what is not one is left out. */
  readonly facts?: readonly (string | false | undefined)[];
  readonly wayBack?: WayBack;
  readonly refused?: string | undefined;
  readonly reason?: string | undefined;
  readonly attributes?: readonly AttributeChange[];
  /** What hangs on it: `aws_lb_target_group web`. */
  readonly dependents?: readonly string[];
  /** What meets its end with it, or is touched besides. */
  readonly also?: readonly Resource[];
  /** What nobody could look into, besides the questions that were not answered. */
  readonly open?: readonly Uninspectable[];
  /** Questions whose failure means that there is none of what they ask for, by the code AWS gives. */
  readonly fine?: readonly string[];
  readonly remarks?: readonly string[];
}

export interface Recipe {
  /** `rds delete-db-instance`; several, set apart by commas. */
  readonly on: string;
  /** As Terraform calls it: tables of what it holds, of nouns and of copies go by that. */
  readonly type: string;
  /** What happens to it; `delete` where nothing is said. */
  readonly action?: Action;
  /** Names or ids of what it acts on. */
  readonly targets: (command: AwsCommand) => readonly string[];
  /** The first is about the thing itself: without its answer nothing can be told. */
  readonly ask: (target: string, command: AwsCommand) => Questions;
  /** What has to be asked once these answers are there. */
  readonly askOn?: (heard: Heard, target: string, command: AwsCommand) => Questions;
  /** Undefined where the answer does not have it. */
  readonly tell: (heard: Heard, target: string, command: AwsCommand) => Finding | undefined;
}

export const ask = (...args: readonly (string | readonly string[])[]): Question => ({ args: args.flat() });
export const askSecretly = (...args: readonly (string | readonly string[])[]): Question => ({
  args: args.flat(),
  secret: true,
});

export const keyOf = ({ args }: Question): string => canonical(args);

/** More entries of a list than this are not asked for. */
const mostItems = 1_000;
export const capped = ['--max-items', String(mostItems)];

export const effort = (why: string): WayBack => ({ kind: 'effort', why });
export const gone = (why: string): WayBack => ({ kind: 'irreversible', why });
export const reversible = (why: string): WayBack => ({ kind: 'reversible', why });

/** @param gibibytes as AWS counts storage */
export const gib = (gibibytes: unknown): Size | undefined =>
  typeof gibibytes === 'number' ? { bytes: gibibytes * 2 ** 30, atLeast: false } : undefined;

/** Of what a change is made: its facts and its way back are told by the recipe, what it holds by its type. */
export function resourceOf(name: string, type: string, finding: Finding): Resource {
  const { action = 'delete', size, refused, reason } = finding;
  const held = finding.holds ?? holdingOf('terraform', type)?.holds;
  const facts = (finding.facts ?? []).filter((fact): fact is string => typeof fact === 'string' && fact !== '');
  return {
    address: finding.address ?? name,
    provider: 'aws',
    type,
    name,
    existing: name,
    action,
    actions: action === 'replace' ? ['delete', 'create'] : [action],
    ...(reason === undefined ? {} : { reason }),
    attributes: finding.attributes ?? [],
    ...(held === undefined || held === 'nothing' ? {} : { holds: held }),
    ...(size === undefined ? {} : { size }),
    ...(facts.length === 0 ? {} : { facts }),
    wayBack: finding.wayBack ?? usual(action),
    ...(refused === undefined ? {} : { refusedBecause: refused }),
    dependents: hanging(finding.dependents ?? []),
    provenance: 'probe',
  };
}

function usual(action: Action): WayBack {
  switch (action) {
    case 'read':
      return { kind: 'none needed', why: 'it only reads' };
    case 'create':
      return reversible('it can be deleted again');
    case 'update':
      return reversible('the old values can be set again');
    case 'delete':
    case 'replace':
      return effort('it can be built again, with a new identity');
    default:
      return { kind: 'unknown', why: 'what happens to it is not known' };
  }
}

const hanging = (addresses: readonly string[]): readonly Dependent[] =>
  [...new Set(addresses)].map((address) => ({ address, distance: 1 }));

/** The objects in a list; nothing for what is none. */
export const objects = (value: unknown): readonly Node[] =>
  Array.isArray(value) ? value.map(looseRecord).filter((each) => Object.keys(each).length > 0) : [];

/** The texts in a list. */
export const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

/** Texts of one member, where it has one. */
export const named = (nodes: readonly Node[], member: string): readonly string[] =>
  nodes.map((node) => textIn(node, member)).filter((each) => each !== '');

export const numberIn = (node: Node, member: string): number | undefined =>
  typeof node[member] === 'number' ? node[member] : undefined;

/** `3 aliases`, `at least 1,000 aliases`, `1 alias`; nothing of none. */
export function several(count: number, plural: string, one: string, more = false): string | undefined {
  if (count === 0 && !more) return undefined;
  return `${more ? 'at least ' : ''}${count.toLocaleString('en')} ${count === 1 && !more ? one : plural}`;
}

/** The date of a time in ISO 8601 or in seconds since 1970: versions of the CLI differ. */
export function dateOf(time: unknown): string {
  if (typeof time === 'number' && Number.isFinite(time) && Math.abs(time) < 8.64e12)
    return new Date(time * 1_000).toISOString().slice(0, 10);
  return typeof time === 'string' ? time.slice(0, 10) : '';
}

/** The one with the latest time. */
export function newest(nodes: readonly Node[], member: string): Node | undefined {
  const at = (node: Node): string => {
    const time = node[member];
    return typeof time === 'number' ? new Date(time * 1_000).toISOString() : String(time ?? '');
  };
  return nodes.reduce<Node | undefined>(
    (best, each) => (best === undefined || at(each) > at(best) ? each : best),
    undefined,
  );
}

/** What differs between two states, secrets out of sight. */
export function changesOf(before: unknown, after: unknown): readonly AttributeChange[] {
  const states = { before, after, beforeSensitive: false, afterSensitive: false, afterUnknown: false, forcing: [] };
  return differences(states, unmarked).shown;
}

/** The last part of an ARN or a path. */
export const lastPart = (text: string): string => text.split(/[/:]/).at(-1) ?? text;

/** `Environment`, `env` or `stage` among tags, as a clause. */
export function environmentTag(tags: unknown): string | undefined {
  for (const tag of objects(tags)) {
    const key = textIn(tag, 'Key') || textIn(tag, 'key') || textIn(tag, 'TagKey');
    if (/^(?:env|environment|stage)$/i.test(key))
      return `tagged ${key}=${textIn(tag, 'Value') || textIn(tag, 'value') || textIn(tag, 'TagValue')}`;
  }
  return undefined;
}
