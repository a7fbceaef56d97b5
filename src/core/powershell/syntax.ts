/** The syntax tree of PowerShell, as far as it matters for what runs. Positions are offsets into the text. */

interface Node {
  readonly pos: number;
  readonly end: number;
}

export interface Block extends Node {
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

/** A parameter of a function or script, without its `$`, in lower case. */
export interface Parameter {
  readonly name: string;
  readonly value?: Value;
}

export type Statement = Node &
  (
    | { readonly kind: 'chain'; readonly pipelines: readonly Pipeline[] }
    | { readonly kind: 'assign'; readonly target: Value; readonly operator: string; readonly value: Statement }
    /** Some of the bodies run, or none; `first` in any case. A loop may run more than once. */
    | {
        readonly kind: 'ways';
        readonly first: readonly Statement[];
        readonly ways: readonly (readonly Statement[])[];
        readonly loop: boolean;
        /** One of the ways is taken. */
        readonly whole: boolean;
        readonly variable?: string;
        readonly list?: Statement;
      }
    | { readonly kind: 'group'; readonly body: readonly Statement[] }
    | { readonly kind: 'function'; readonly name: string; readonly block: Block }
    /** What is not taken apart: a class. */
    | { readonly kind: 'opaque' }
  );

export interface Pipeline extends Node {
  readonly elements: readonly Element[];
}

export type Element = Node & { readonly redirects: readonly RedirectNode[] } & (
    | { readonly kind: 'expression'; readonly value: Value }
    | {
        readonly kind: 'command';
        readonly call: '' | '&' | '.';
        readonly name: Value;
        readonly args: readonly Argument[];
      }
  );

export interface RedirectNode {
  readonly operator: string;
  readonly target: Value;
}

export type Argument = Node &
  (
    | { readonly kind: 'parameter'; readonly name: string; readonly value?: Value }
    | { readonly kind: 'value'; readonly value: Value }
    | { readonly kind: 'splat'; readonly name: string }
    /** What stands behind `--%`. */
    | { readonly kind: 'verbatim'; readonly text: string }
  );

export type Value = Node &
  (
    | { readonly kind: 'text'; readonly parts: readonly (string | Value)[]; readonly quoted: boolean }
    | { readonly kind: 'variable'; readonly name: string }
    | { readonly kind: 'group'; readonly body: readonly Statement[] }
    | { readonly kind: 'list'; readonly items: readonly Value[] }
    | { readonly kind: 'table'; readonly entries: readonly (readonly [key: Value, value: Statement])[] }
    | { readonly kind: 'block'; readonly block: Block }
    | {
        readonly kind: 'member';
        readonly target: Value;
        readonly name: Value;
        readonly args?: readonly Value[];
      }
    | { readonly kind: 'index'; readonly target: Value; readonly index: Value }
    | { readonly kind: 'type'; readonly name: string }
    | { readonly kind: 'cast'; readonly type: string; readonly value: Value }
    | { readonly kind: 'operation'; readonly operator: string; readonly left?: Value; readonly right: Value }
  );

export interface Parsed {
  readonly block: Block;
  /** The first thing that could not be read, and where. */
  readonly error?: { readonly message: string; readonly at: number };
}
