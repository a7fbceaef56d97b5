/**
 * Small edits to JSON text that leave every other byte alone: comments, indentation and line ends stay, and taking out
 * what was put in gives back the text there was. Built on the syntax tree of jsonc-parser.
 *
 * The parser's own `modify` is not used: it reformats the whole line it touches, which on a one-line file is everything.
 */
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { ShapeError } from '../base/json.ts';

export type Path = readonly (string | number)[];

const byteOrderMark = '\uFEFF';

/** The tree of a JSON text with or without comments. @throws {ShapeError} on a mistake, and on a key given twice. */
function tree(text: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: false, disallowComments: false });
  const [first] = errors;
  if (first !== undefined || root === undefined) {
    const line = text.slice(0, first?.offset ?? 0).split('\n').length;
    throw new ShapeError(`line ${line}: ${first === undefined ? 'nothing there' : printParseErrorCode(first.error)}`);
  }
  refuseDoubles(root, '');
  return root;
}

/** Readers disagree about which of two equal keys counts. */
function refuseDoubles(node: Node, path: string): void {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = node.type === 'object' ? child.children?.[0]?.value : undefined;
    const value = node.type === 'object' ? child.children?.[1] : child;
    if (key !== undefined && seen.has(key)) throw new ShapeError(`"${path}${String(key)}" is there twice`);
    seen.add(key ?? value);
    if (value !== undefined) refuseDoubles(value, key === undefined ? path : `${path}${String(key)}.`);
  }
}

/** The value of a JSON text. @throws {ShapeError} */
export function parseJson(text: string): unknown {
  return getNodeValue(tree(bare(text)));
}

/** Appends to the list at `path`, making it and the objects above it where they are missing. */
export function appendTo(text: string, path: Path, value: unknown): string {
  return onBare(text, (content) => {
    const root = tree(content);
    const there = findNodeAtLocation(root, [...path]);
    if (there !== undefined) return insert(content, there, undefined, value);
    const depth = path.findIndex((_, index) => findNodeAtLocation(root, path.slice(0, index + 1)) === undefined);
    const parent = findNodeAtLocation(root, path.slice(0, depth));
    if (parent?.type !== 'object') throw new ShapeError(`${path.slice(0, depth).join('.')}: expected an object`);
    const made = path.slice(depth + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), [value]);
    return insert(content, parent, String(path[depth]), made);
  });
}

/** Adds a member to the object that the text is. @throws {ShapeError} when it is something else */
export function addMember(text: string, key: string, value: unknown): string {
  return onBare(text, (content) => {
    const root = tree(content);
    if (root.type !== 'object') throw new ShapeError('expected an object');
    return insert(content, root, key, value);
  });
}

/** Puts another value in the place of the one at `path`. */
export function replaceAt(text: string, path: Path, value: unknown): string {
  return onBare(text, (content) => {
    const node = found(content, path);
    const spelled = content.slice(node.offset, node.offset + node.length).includes('\n')
      ? pretty(content, value, indentAt(content, node.offset))
      : compact(value);
    return splice(content, node.offset, node.offset + node.length, spelled);
  });
}

/** Takes out the member or element at `path`, and whatever around it is left empty. */
export function remove(text: string, path: Path): string {
  return onBare(text, (content) => {
    const value = found(content, path);
    const parent = value.parent;
    const node = parent?.type === 'property' ? parent : value;
    const container = node.parent;
    const siblings = container?.children ?? [];
    if (container === undefined) throw new ShapeError('nothing is above the root');
    if (siblings.length === 1 && path.length > 1) return remove(content, path.slice(0, -1));
    if (siblings.length === 1) return withoutOnly(content, container, node);
    const index = siblings.indexOf(node);
    const next = siblings[index + 1];
    const end = node.offset + node.length;
    if (index === 0 && next !== undefined) return splice(content, node.offset, next.offset, '');
    // The comma before it goes, and the white space; a comment between the two stays with what it comments on.
    const before = siblings[index - 1];
    const comma = commaAfter(content, before === undefined ? container.offset : before.offset + before.length);
    const start = content.slice(0, node.offset).trimEnd().length;
    return start <= comma + 1
      ? splice(content, comma, end, '')
      : splice(splice(content, start, end, ''), comma, comma + 1, '');
  });
}

function withoutOnly(content: string, container: Node, node: Node): string {
  const start = container.offset + 1;
  const end = container.offset + container.length - 1;
  const after = node.offset + node.length;
  if ((content.slice(start, node.offset) + content.slice(after, end)).trim() === '')
    return splice(content, start, end, '');
  return splice(content, content.slice(0, node.offset).trimEnd().length, after, '');
}

function insert(content: string, container: Node, key: string | undefined, value: unknown): string {
  const start = container.offset;
  const end = start + container.length - 1;
  const last = container.children?.at(-1);
  const label = key === undefined ? '' : `${JSON.stringify(key)}: `;
  const eol = content.includes('\r\n') ? '\r\n' : '\n';
  const spread = content.slice(start, end).includes('\n') || content.trim() === '{}';
  const outer = indentAt(content, end);
  if (last === undefined) {
    const rest = content.slice(start + 1, end);
    const place = start + 1 + rest.trimEnd().length;
    if (!spread) return splice(content, place, place, label + compact(value));
    const inner = outer + unit(content);
    const tail = rest.includes('\n') ? '' : eol + outer;
    return splice(content, place, place, `${eol}${inner}${label}${pretty(content, value, inner)}${tail}`);
  }
  const after = last.offset + last.length;
  const place = after + content.slice(after, end).trimEnd().length;
  const ownLine =
    content.slice(lineStart(content, last.offset), last.offset).trim() === '' ||
    content.slice(after, place).includes('//');
  const base = ownLine ? indentAt(content, last.offset) : outer;
  const gap = ownLine ? eol + base : ' ';
  const spelled = gap + label + (spread ? pretty(content, value, base) : compact(value));
  return splice(splice(content, place, place, spelled), after, after, ',');
}

function found(content: string, path: Path): Node {
  const node = findNodeAtLocation(tree(content), [...path]);
  if (node === undefined) throw new ShapeError(`${path.join('.')}: not there`);
  return node;
}

/** Where the comma stands that follows `offset`, over white space and comments. */
function commaAfter(content: string, offset: number): number {
  const gap = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(content.slice(offset))?.[0].length ?? 0;
  return offset + gap;
}

const splice = (content: string, start: number, end: number, put: string) =>
  content.slice(0, start) + put + content.slice(end);

const lineStart = (content: string, offset: number) => content.lastIndexOf('\n', offset - 1) + 1;

const indentAt = (content: string, offset: number) =>
  /^[ \t]*/.exec(content.slice(lineStart(content, offset), offset))?.[0] ?? '';

/** One step of this file's indentation. */
const unit = (content: string) => /\n([ \t]+)\S/.exec(content)?.[1] ?? '  ';

const pretty = (content: string, value: unknown, indent: string) =>
  JSON.stringify(value, null, unit(content)).replaceAll('\n', (content.includes('\r\n') ? '\r\n' : '\n') + indent);

const compact = (value: unknown) => JSON.stringify(value);

const bare = (text: string) => (text.startsWith(byteOrderMark) ? text.slice(1) : text);

const onBare = (text: string, change: (content: string) => string) =>
  (text.startsWith(byteOrderMark) ? byteOrderMark : '') + change(bare(text));
