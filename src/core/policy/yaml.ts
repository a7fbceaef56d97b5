/** YAML of a known shape → its value, or problems, each with its place. Nothing makes it throw. */
import * as v from 'valibot';
import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { mostProblems, type Path, type Problem, problemsIn, type Read, type Span, shapeProblems } from './problems.ts';
import { mostPolicyBytes } from './shape.ts';

/** Text → tree, with every mistake in it. May throw. */
export type ParseYaml = (text: string) => Document.Parsed;

/** YAML 1.2 as it is read everywhere: no key twice, mistakes as a list. */
export const parseStrictly: ParseYaml = (text) =>
  parseDocument(text, { prettyErrors: false, uniqueKeys: true, strict: true, logLevel: 'error' });

/** `parse`: another way to the same tree. */
export function readYaml<T>(
  text: string,
  shape: v.GenericSchema<unknown, T>,
  parse: ParseYaml = parseStrictly,
): Read<T> {
  const problem = problemsIn(text);
  const problems: Problem[] = [];
  const add = (message: string, start = 0, end = start) => {
    if (problems.length < mostProblems) problems.push(problem('error', message, { start, end }));
  };
  const nowhere = { problems, problem, place: () => ({ start: 0, end: 0 }) };
  if (text.length > mostPolicyBytes) {
    add(`It has at most ${mostPolicyBytes / 1024} kB.`);
    return nowhere;
  }
  let doc: Document.Parsed;
  try {
    doc = parse(text);
  } catch (error) {
    add(`It cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return nowhere;
  }
  for (const { code, message, pos } of [...doc.errors, ...doc.warnings])
    add(code === 'MULTIPLE_DOCS' ? 'Only one document is read.' : sentence(message), pos[0], pos[1]);
  // By the rules of YAML 1.1 `no` would be a truth value.
  if (doc.directives?.yaml.explicit === true) add('It is plain YAML 1.2, without directives.', 0, 1);
  eachNode(doc.contents, (node) => {
    if (isAlias(node)) add('Aliases are not read here: say it where it counts.', ...spanOf(node.range));
    else if (node.anchor !== undefined)
      add('Anchors are not read here: say it where it counts.', ...spanOf(node.range));
  });
  const place = (path: Path, key = false) => placeOf(doc, path, key);
  if (problems.length > 0) return { problems, problem, place };
  const read = v.safeParse(shape, doc.toJS() ?? {}, { abortPipeEarly: true });
  if (read.success) return { value: read.output, problems, problem, place };
  for (const { path, message, key } of shapeProblems(read.issues)) {
    const { start, end } = place(path, key);
    add(message, start, end);
  }
  return { problems, problem, place };
}

function eachNode(node: unknown, see: (node: Alias | Scalar | YAMLMap | YAMLSeq) => void): void {
  if (isPair(node)) {
    eachNode(node.key, see);
    eachNode(node.value, see);
  } else if (isNode(node)) {
    see(node as Alias | Scalar | YAMLMap | YAMLSeq);
    if (isCollection(node)) for (const item of node.items) eachNode(item, see);
  }
}

const spanOf = (range: Node['range'] | undefined): readonly [number, number] => [range?.[0] ?? 0, range?.[1] ?? 0];

const sentence = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`);

/** The nearest part of the text that belongs to a path. */
function placeOf(doc: Document.Parsed, path: Path, key: boolean): Span {
  for (let length = path.length; length >= 0; length--) {
    const pair = length > 0 ? pairAt(doc, path.slice(0, length)) : undefined;
    const node: unknown =
      key && length === path.length && pair !== undefined
        ? pair.key
        : length === 0
          ? doc.contents
          : doc.getIn(path.slice(0, length), true);
    const range = isRanged(node) ? node.range : isRanged(pair?.key) ? pair.key.range : undefined;
    if (range !== undefined && range !== null) return { start: range[0], end: range[1] };
  }
  return { start: 0, end: 0 };
}

function pairAt(doc: Document.Parsed, path: Path): Pair | undefined {
  const above = path.slice(0, -1);
  const parent: unknown = above.length === 0 ? doc.contents : doc.getIn(above, true);
  const last = path.at(-1);
  return isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
    : undefined;
}

const isRanged = (node: unknown): node is Pick<Node, 'range'> =>
  typeof node === 'object' && node !== null && 'range' in node;
