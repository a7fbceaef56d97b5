/** What PowerShell knows while a text is read: variables, functions, aliases, and what came out of commands. */
import type { Frame } from '../shell/frame.ts';
import { hole, literal, shapeOf, unknowable, type Word } from '../shell/invocation.ts';
import type { Shell } from '../shell/state.ts';
import type { Trace } from '../shell/trace.ts';
import type { Block, Statement } from './syntax.ts';

export type Val =
  /** A text, or a list of them. */
  | { readonly kind: 'words'; readonly words: readonly Word[]; readonly list: boolean }
  | { readonly kind: 'table'; readonly entries: ReadonlyMap<string, Val> }
  | { readonly kind: 'block'; readonly block: Block; readonly frame: Frame }
  /** A text that becomes a script block: `[scriptblock]::Create(…)`. */
  | { readonly kind: 'code'; readonly text: Word }
  /** A thing with methods. `of`: its type, or the command it comes out of. */
  | { readonly kind: 'object'; readonly of: string; readonly word: Word };

export interface Session {
  readonly frame: Frame;
  readonly trace: Trace;
  /** Its directory, its environment, and what was written to files. */
  readonly shell: Shell;
  variables: Map<string, readonly Val[]>;
  readonly functions: Map<string, { readonly block: Block; readonly frame: Frame }>;
  readonly aliases: Map<string, string>;
  /** Blocks that were run, so that they need not be read again. */
  readonly called: Set<Block>;
  readonly walker: Walker;
}

/** What values need of the reader of statements. */
export interface Walker {
  readonly statements: (body: readonly Statement[], session: Session) => Val;
  /** Runs a program or cmdlet by its words. */
  readonly words: (words: readonly Word[], as: string, session: Session, stdin?: Word) => void;
  /** Runs a block; `item` is what `$_` stands for. */
  readonly block: (
    block: Val,
    session: Session,
    details?: { readonly item?: Val; readonly args?: readonly Val[] },
  ) => Val;
  /** The text of a file, where it can be had. */
  readonly file: (path: Word, session: Session) => string | undefined;
  /** Reads a text as PowerShell. */
  readonly text: (text: Word, as: string, session: Session) => void;
}

export const words = (...all: readonly Word[]): Val => ({ kind: 'words', words: all, list: all.length !== 1 });

export const object = (of: string, word: Word): Val => ({ kind: 'object', of, word });

/** A value as words, each a text. */
export function wordsOf(val: Val): readonly Word[] {
  switch (val.kind) {
    case 'words':
      return val.words;
    case 'object':
      return [val.word];
    case 'code':
      return [val.text];
    case 'block': {
      const { block, frame } = val;
      const span = frame.locate(block.pos, block.end);
      return [literal(frame.source.slice(block.pos, block.end), span)];
    }
    case 'table':
      return [unknowable('@{…}')];
  }
}

/** A value as one text, the way a string holds it. */
export function textOf(val: Val): Word {
  const all = wordsOf(val);
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  return fromShape(all.map(shapeOf).join(' '), all[0]);
}

/** A word from its shape. */
export function fromShape(shape: string, from?: Word): Word {
  const span = from?.span === undefined ? {} : { span: from.span };
  if (!shape.includes(hole)) return { value: shape, known: true, ...span };
  return { value: shape.replaceAll(hole, '…'), known: false, shape, ...span };
}

const mostVariables = 200;

export function setVariable(session: Session, name: string, ...values: readonly Val[]): void {
  if (session.variables.size < mostVariables || session.variables.has(name)) session.variables.set(name, values);
}
