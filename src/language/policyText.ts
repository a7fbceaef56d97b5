/**
 * The tree of a policy's text. Of a long list of rules only those are parsed that were not there a moment ago; the others
 * keep their trees, and move with what stands above them. That changes nothing: what is not closed within the lines of a
 * rule is a mistake to the whole as well, and a text with anchors is parsed as a whole.
 */
import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLParseError,
  YAMLSeq,
  type YAMLWarning,
} from 'yaml';
import { parseStrictly } from '../core/policy/yaml.ts';

/** A list of one rule's lines, its mistakes, and where the lines begin by now. */
interface Piece {
  readonly list: YAMLSeq<Node>;
  readonly errors: readonly YAMLParseError[];
  readonly warnings: readonly YAMLWarning[];
  at: number;
}

/** Of the text before this one. A tree is good until the next text is asked for. */
let before: { readonly text: string; readonly doc: Document.Parsed } | undefined;
let pieces: ReadonlyMap<string, readonly Piece[]> = new Map();

/** @throws what the parser throws, for texts that are no YAML at all */
export function documentOf(text: string): Document.Parsed {
  if (before?.text === text) return before.doc;
  const doc = parsedByParts(text) ?? parseStrictly(text);
  before = { text, doc };
  return doc;
}

/** Rules worth the trouble. */
const least = 20;

function parsedByParts(text: string): Document.Parsed | undefined {
  const lines = ruleLines(text);
  if (lines === undefined || lines.starts.length < least) return undefined;
  const { starts, end } = lines;
  const [first = end] = starts;
  const doc = parseStrictly(text.slice(0, first) + text.slice(end));
  const pair = isMap(doc.contents)
    ? doc.contents.items.find(({ key }) => isScalar(key) && key.value === 'rules')
    : undefined;
  if (pair === undefined || !isScalar(pair.value) || pair.value.value !== null) return undefined;
  const left = new Map([...pieces].map(([key, all]) => [key, [...all]]));
  const found = new Map<string, Piece[]>();
  const items: Node[] = [];
  const ends: (readonly number[])[] = [];
  for (const [index, at] of starts.entries()) {
    const own = text.slice(at, starts[index + 1] ?? end);
    const piece = left.get(own)?.pop() ?? pieceOf(own);
    if (piece === undefined) return undefined;
    move(piece.list, at - piece.at);
    for (const { pos } of [...piece.errors, ...piece.warnings])
      for (const [end, place] of pos.entries()) pos[end] = place + at - piece.at;
    piece.at = at;
    doc.errors.push(...piece.errors);
    doc.warnings.push(...piece.warnings);
    const known = found.get(own);
    if (known === undefined) found.set(own, [piece]);
    else known.push(piece);
    items.push(...piece.list.items);
    ends.push(piece.list.range ?? []);
  }
  pieces = found;
  const list = new YAMLSeq<Node>();
  list.items = items;
  list.range = [ends[0]?.[0] ?? first, ends.at(-1)?.[1] ?? end, ends.at(-1)?.[2] ?? end];
  move(doc.contents, end - first, first);
  // Of a parsed document every node has its range, and so have these.
  (pair as Pair<unknown, unknown>).value = list;
  return doc;
}

function pieceOf(text: string): Piece | undefined {
  const doc = parseStrictly(text);
  const list: unknown = doc.contents;
  return isSeq<Node>(list) ? { list, errors: doc.errors, warnings: doc.warnings, at: 0 } : undefined;
}

/** Where the rules' lines begin and the list ends; undefined where there is no list in lines. */
function ruleLines(text: string): { readonly starts: readonly number[]; readonly end: number } | undefined {
  const head = /^rules:[ \t]*(?:#.*)?\r?\n/m.exec(text);
  if (head === null || /[&*!][\w]|^%|\t/m.test(text)) return undefined;
  const from = head.index + head[0].length;
  const after = /^[^\s#-]/m.exec(text.slice(from));
  const end = after === null ? text.length : from + after.index;
  const indent = /^( *)- /m.exec(text.slice(from, end))?.[1];
  if (indent === undefined) return undefined;
  const starts = [...text.slice(from, end).matchAll(new RegExp(`^${indent}-(?= )`, 'gm'))].map(
    ({ index }) => from + index,
  );
  return { starts, end };
}

const shifted = (place: number, by: number, from: number): number => (place >= from ? place + by : place);

/** Shifts what begins behind `from`. */
function move(node: unknown, by: number, from = 0): void {
  if (by === 0) return;
  if (isPair(node)) {
    move(node.key, by, from);
    move(node.value, by, from);
  } else if (isCollection(node) || isScalar(node)) {
    const { range } = node;
    if (range !== null && range !== undefined)
      node.range = [shifted(range[0], by, from), shifted(range[1], by, from), shifted(range[2], by, from)];
    if (isCollection(node)) for (const item of node.items) move(item, by, from);
  }
}
