/** JSON of a known shape → its value, or problems, each with its place. Nothing makes it throw. */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import * as v from 'valibot';
import {
  mostProblems,
  type Path,
  type Problem,
  problemsIn,
  type Read,
  type Span,
  shapeProblems,
} from '../policy/problems.ts';

/** What people read where the text is no JSON. */
const mistakes: Readonly<Record<string, string>> = {
  InvalidSymbol: 'JSON has no such word.',
  InvalidNumberFormat: 'This is no number of JSON.',
  PropertyNameExpected: 'A key in double quotes is missing here.',
  ValueExpected: 'A value is missing here.',
  ColonExpected: 'A colon is missing here.',
  CommaExpected: 'A comma is missing here.',
  CloseBraceExpected: 'A } is missing here.',
  CloseBracketExpected: 'A ] is missing here.',
  EndOfFileExpected: 'It ends before this.',
  InvalidCommentToken: 'JSON has no comments.',
  UnexpectedEndOfString: 'The text does not end.',
  InvalidEscapeCharacter: 'JSON has no such escape.',
  InvalidUnicode: 'JSON has no such escape.',
  InvalidCharacter: 'A text has no such character in JSON.',
};

/** Strict: no comments, no comma too many, no key twice, no half characters. `most`: characters it may have. */
export function readStrictJson<T>(text: string, shape: v.GenericSchema<unknown, T>, most: number): Read<T> {
  const problem = problemsIn(text);
  const problems: Problem[] = [];
  const add = (message: string, span: Span) => {
    if (problems.length < mostProblems) problems.push(problem('error', message, span));
  };
  const top: Span = { start: 0, end: 0 };
  if (text.length > most) {
    add(`It has at most ${most / 1024} kB.`, top);
    return { problems, problem, place: () => top };
  }
  let tree: Node | undefined;
  let value: unknown;
  try {
    const errors: ParseError[] = [];
    tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
    for (const { error, offset, length } of errors)
      add(mistakes[printParseErrorCode(error)] ?? 'This is no JSON.', { start: offset, end: offset + length });
    if (tree !== undefined) for (const each of hidden(tree)) add(each.message, each.span);
    // The language's own reader has the last word, and gives the value.
    if (problems.length === 0) value = JSON.parse(text);
  } catch (error) {
    add(error instanceof RangeError ? 'It is nested too deep.' : 'It is no JSON.', top);
  }
  const place = (path: Path, key = false): Span => (tree === undefined ? top : placeIn(tree, path, key));
  if (problems.length > 0) return { problems, problem, place };
  const read = v.safeParse(shape, value, { abortPipeEarly: true });
  if (read.success) return { value: read.output, problems, problem, place };
  for (const { path, message, key } of shapeProblems(read.issues)) add(message, place(path, key));
  return { problems, problem, place };
}

const spanOf = ({ offset, length }: Node): Span => ({ start: offset, end: offset + length });

/** What readers of JSON disagree about: which of two equal keys counts, and what half a character is. */
function hidden(node: Node): readonly { readonly message: string; readonly span: Span }[] {
  const children = node.children ?? [];
  const found = children.flatMap(hidden);
  if (node.type === 'string' && !String(node.value).isWellFormed())
    return [{ message: 'Half a character stands in this text.', span: spanOf(node) }];
  if (node.type !== 'object') return found;
  const seen = new Set<unknown>();
  for (const { children: [key] = [] } of children) {
    if (key === undefined) continue;
    if (seen.has(key.value)) found.push({ message: `The key "${key.value}" is there already.`, span: spanOf(key) });
    seen.add(key.value);
  }
  return found;
}

/** The nearest part of the text that belongs to a path. */
function placeIn(tree: Node, path: Path, key: boolean): Span {
  let node = tree;
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    const [name, value] =
      typeof step === 'number'
        ? [undefined, node.children?.[step]]
        : (node.children?.find(({ children }) => children?.[0]?.value === step)?.children ?? []);
    if (last && key && name !== undefined) return spanOf(name);
    if (value === undefined) return spanOf(name ?? node);
    node = value;
  }
  return spanOf(node);
}
