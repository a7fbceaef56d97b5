/** What a held action would do, resource by resource, and where every statement comes from. */
import type { Rights } from '../rights/rights.ts';

/** What happens to one resource. `read` is a data source that is read while the plan is applied. */
export const actions = ['create', 'update', 'replace', 'delete', 'forget', 'import', 'read', 'unknown'] as const;
export type Action = (typeof actions)[number];

/** One value as a person may see it. */
export type Shown =
  | { readonly kind: 'absent' }
  /** JSON text of the value. */
  | { readonly kind: 'value'; readonly text: string }
  /** There is a value, and nobody is shown it. */
  | { readonly kind: 'masked' }
  /** It is known only after the action. */
  | { readonly kind: 'later' };

export interface AttributeChange {
  /** `tags.Name`, `ingress[0].cidr_blocks[1]`. */
  readonly path: string;
  readonly before: Shown;
  readonly after: Shown;
  /** It is the reason why the resource is replaced. */
  readonly forces: boolean;
}

/** What would be lost with a resource that configuration alone cannot bring back. */
export const holdings = [
  'data',
  'backup',
  'key',
  'identity',
  'vm-disk',
  'queue',
  'secret',
  'address',
  'log',
  'container',
  'opaque',
] as const;
export type Holding = (typeof holdings)[number];

/**
 * The way back from a change: `none needed` of a read, `reversible` by setting the old values again, `effort` by hand,
 * from a backup or within a window, `irreversible`, and `unknown`, which weighs as much as the worst.
 */
export const waysBack = ['none needed', 'reversible', 'effort', 'irreversible', 'unknown'] as const;
export interface WayBack {
  readonly kind: (typeof waysBack)[number];
  /** A clause: "it holds data, and no backup was seen". */
  readonly why: string;
}

/** Where a statement comes from: what a tool answered, a text that was read, or a name that was guessed from. */
export type Provenance = 'probe' | 'text' | 'guess';

/** How much is in it. */
export interface Size {
  readonly bytes?: number;
  /** Rows, items, keys, objects, messages: what `unit` says, in the plural. */
  readonly count?: number;
  readonly unit?: string;
  /** Counting stopped, or the source only estimates: there may be more. */
  readonly atLeast: boolean;
  /** When it was counted, where that is not now: ISO 8601. */
  readonly asOf?: string;
}

export interface Dependent {
  readonly address: string;
  /** 1 for what names the resource itself, 2 for what hangs on that. */
  readonly distance: number;
  /** What it hangs on, for the ones further away. */
  readonly via?: string;
}

export interface Resource {
  /** As the tool names it: `module.jobs.aws_sqs_queue.work["mail"]`. */
  readonly address: string;
  /** `aws`, `google`, `kubernetes`; empty where nothing says it. */
  readonly provider: string;
  readonly type: string;
  readonly name: string;
  /** What the provider itself calls the existing one: a bucket's name, an instance's id. */
  readonly existing?: string;
  readonly action: Action;
  /** The tool's own words, in its order: `["delete", "create"]`. */
  readonly actions: readonly string[];
  /** A sentence: why the tool does this. */
  readonly reason?: string;
  readonly attributes: readonly AttributeChange[];
  /** How many more there are, where the list had to end. */
  readonly moreAttributes?: number;
  readonly holds?: Holding;
  readonly size?: Size;
  /** Clauses worth deciding on: "deletion protection off", "no final snapshot", "point-in-time recovery on". */
  readonly facts?: readonly string[];
  readonly wayBack: WayBack;
  /** What will make the action fail: "deletion protection is on". */
  readonly refusedBecause?: string;
  /** Where it was before, when it only moves. */
  readonly movedFrom?: string;
  readonly dependents: readonly Dependent[];
  /** How many more there are, where the list had to end. */
  readonly moreDependents?: number;
  readonly provenance: Provenance;
}

/** What could not be looked into. It is never counted as nothing. */
export interface Uninspectable {
  /** An address, a program, a file. */
  readonly what: string;
  /** A sentence. */
  readonly why: string;
}

export type Summary = Readonly<Record<Exclude<Action, 'unknown'>, number>>;

export interface Impact {
  readonly summary: Summary;
  /** One sentence a person can judge. */
  readonly headline: string;
  /** Something in it cannot be brought back, or nobody can tell. */
  readonly irreversible: boolean;
  readonly resources: readonly Resource[];
  readonly uninspectable: readonly Uninspectable[];
  /** Sentences about the whole: more will follow, somebody changed it outside. */
  readonly remarks: readonly string[];
  /** Who it would act as; where only this was asked, the rest is empty. */
  readonly rights?: readonly Rights[];
}
