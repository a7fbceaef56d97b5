/** What one invocation does to the world. The worst kind in a call decides what happens to it. */
import type { Subject } from './impact/subject.ts';

export const effectKinds = ['read', 'change', 'destroy', 'unknown'] as const;
export type EffectKind = (typeof effectKinds)[number];

/** Half-open `[start, end)` range of UTF-16 offsets into the command line, for underlining. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Effect {
  readonly kind: EffectKind;
  /** The analyzer's id: `terraform`, `kubectl`, `aws`, `guard`, `mcp`, `shell`. */
  readonly tool: string;
  /** What the tool would do, in the tool's own words: `destroy`, `delete deployment`, `s3 rb`. */
  readonly operation: string;
  /** What it is done to, as far as it is known: a directory, `namespace/name`, an ARN, a path. */
  readonly target?: string;
  /** Where the target lies: a workspace, kube context, profile or region, as given on the line or in the environment. */
  readonly place?: string;
  /** The absolute folder it works in, where that is another than the call's own. A subject says so as well. */
  readonly directory?: string;
  /** One sentence why an `unknown` is unknown, or what is worth saying of the others. */
  readonly note?: string;
  /** The words of the call's own line that matter; for what stands in a script, the word that names the script. */
  readonly spans: readonly Span[];
  /** Enough to ask the tool itself what it would do; missing where too little is known, or asking would be of no use. */
  readonly subject?: Subject;
}

type Details = Omit<Effect, 'kind' | 'spans'> & { readonly spans?: readonly Span[] };

const make =
  (kind: EffectKind) =>
  (details: Details): Effect => ({ spans: [], ...details, kind });

export const read = make('read');
export const change = make('change');
export const destroy = make('destroy');
export const unknown = make('unknown');

/** The same without places: what stands in a text that is not the call's own line. */
export const withoutSpans = (effects: readonly Effect[]): readonly Effect[] =>
  effects.map((effect) => ({ ...effect, spans: [] }));

/** Where they work, where that is another folder than the call's own or a subject says it. */
export const foldersOf = (effects: readonly Effect[]): readonly string[] =>
  effects.flatMap(({ subject, directory }) => [subject?.directory ?? [], directory ?? []].flat());

const weight: Record<EffectKind, number> = { read: 0, change: 1, unknown: 2, destroy: 3 };

/** The heaviest kind: destroy, then unknown, change, read. `undefined` when there are no effects. */
export function worst(effects: readonly Effect[]): EffectKind | undefined {
  return effects.reduce<EffectKind | undefined>(
    (heaviest, { kind }) => (heaviest === undefined || weight[kind] > weight[heaviest] ? kind : heaviest),
    undefined,
  );
}
