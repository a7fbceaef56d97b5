/** Where in a YAML text the cursor stands: on a key or on a value, of which path, in which word. Works on half-written text. */
import { isMap, isPair, isScalar, isSeq, type Node, visit } from 'yaml';
import type { Path } from '../core/policy/problems.ts';
import { documentOf } from './policyText.ts';

export interface Cursor {
  /** Of the mapping for a key, of the value itself for a value. */
  readonly path: Path;
  readonly at: 'key' | 'value';
  /** The word under the cursor, without quotes. */
  readonly word: string;
  /** Half-open range of the word, quotes included. */
  readonly start: number;
  readonly end: number;
  /** Keys that the mapping has already. */
  readonly siblings: readonly string[];
}

/** Stands where the cursor is while the text is read, so that an empty place is something. */
const mark = 'holdpointcursor';

/** The word that is there already, for hovers and names. */
export const cursorOn = (text: string, offset: number): Cursor | undefined =>
  find(text, ({ range }) => range !== null && range !== undefined && range[0] <= offset && offset <= range[1]);

/** Where something could be written, for completion. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const marked = `${text.slice(0, offset)}${mark}${text.slice(offset)}`;
  const found = find(marked, (node) => isScalar(node) && String(node.value).includes(mark));
  if (found === undefined) return undefined;
  const { word, end, ...rest } = found;
  return { ...rest, word: word.replace(mark, ''), end: end - mark.length };
}

function find(text: string, wanted: (node: Node) => boolean): Cursor | undefined {
  let found: Cursor | undefined;
  visit(documentOf(text), {
    Scalar(key, node, ancestors) {
      if (!wanted(node)) return;
      const [start, end] = node.range ?? [0, 0];
      const isKey = key === 'key';
      const path = pathOf(ancestors, node);
      const map = ancestors.findLast((ancestor) => isMap(ancestor));
      found = {
        path: isKey ? path.slice(0, -1) : path,
        at: isKey ? 'key' : 'value',
        word: String(node.value ?? ''),
        start,
        end,
        siblings: isMap(map)
          ? map.items.flatMap(({ key: name }) => (isScalar(name) && name !== node ? [String(name.value)] : []))
          : [],
      };
      return visit.BREAK;
    },
  });
  return found;
}

/** The keys and places from the top down to a node. */
function pathOf(ancestors: readonly unknown[], node: unknown): Path {
  const path: (string | number)[] = [];
  for (const [index, ancestor] of ancestors.entries()) {
    const below = ancestors[index + 1] ?? node;
    if (isPair(ancestor)) path.push(isScalar(ancestor.key) ? String(ancestor.key.value) : '');
    else if (isSeq(ancestor)) path.push(ancestor.items.indexOf(below));
  }
  return path;
}
