/**
 * What `$(…)` in a makefile stands for: every text it may become, few enough to be read.
 * https://www.gnu.org/software/make/manual/html_node/Functions.html
 */
import { hole } from './invocation.ts';

export interface MakeScope {
  /** Every value a variable may have, unexpanded. */
  readonly values: Map<string, readonly string[]>;
  /** Set on make's own command line, which wins over the file. */
  readonly fixed: Set<string>;
  readonly outside: (name: string) => string | undefined;
  /** What `$(shell …)` runs. */
  readonly shells: string[];
  /** Values that are expanded when the file is read, whatever is made. */
  readonly immediate: string[];
  /** What variables were found to stand for, wherever they are used. */
  readonly known: Map<string, readonly string[]>;
  /** How often something was used that differs from target to target. */
  used: number;
  goal?: string;
}

/** Variables make has by itself. */
const builtIn: ReadonlyMap<string, string> = new Map([
  ['MAKE', 'make'],
  ['CC', 'cc'],
  ['CXX', 'g++'],
  ['CPP', 'cc -E'],
  ['AR', 'ar'],
  ['AS', 'as'],
  ['LD', 'ld'],
  ['FC', 'f77'],
  ['RM', 'rm -f'],
  ['SHELL', '/bin/sh'],
  ['INSTALL', 'install'],
  ['CURDIR', '.'],
  ['TEX', 'tex'],
]);

const mostTexts = 8;
const longest = 100_000;
const deepest = 12;

/** Every text that may come of `text`. */
export function expandMake(
  text: string,
  scope: MakeScope,
  own: Readonly<Record<string, string>>,
  depth = 0,
): readonly string[] {
  if (!text.includes('$')) return [text];
  if (depth > deepest || text.length > longest) return [hole];
  let texts: readonly string[] = [''];
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    const plain = text.slice(at, dollar < 0 ? text.length : dollar);
    if (plain !== '') texts = texts.map((each) => each + plain);
    if (dollar < 0) break;
    const opening = text[dollar + 1] ?? '';
    if (opening !== '(' && opening !== '{') {
      const values = opening === '$' ? ['$'] : variable(opening, scope, own, depth);
      texts = combine(texts, values);
      at = dollar + 2;
      continue;
    }
    const end = closing(text, dollar + 1);
    if (end < 0) {
      texts = texts.map((each) => each + hole);
      break;
    }
    texts = combine(texts, reference(text.slice(dollar + 2, end), scope, own, depth));
    at = end + 1;
  }
  return texts;
}

const combine = (texts: readonly string[], values: readonly string[]): readonly string[] => {
  const [text = '', ...others] = texts;
  const [value = ''] = values;
  if (others.length === 0 && values.length === 1) return [bounded(text + value)];
  const all =
    texts.length * values.length <= mostTexts
      ? texts.flatMap((each) => values.map((one) => bounded(each + one)))
      : texts.map((each) => bounded(each + hole));
  return [...new Set(all)];
};

const bounded = (text: string): string => (text.length > longest ? hole : text);

/** The bracket that belongs to the one at `start`. */
function closing(text: string, start: number): number {
  const open = text[start];
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === open) depth += 1;
    else if (text[at] === close) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function variable(
  name: string,
  scope: MakeScope,
  own: Readonly<Record<string, string>>,
  depth: number,
): readonly string[] {
  if (Object.hasOwn(own, name)) {
    scope.used += 1;
    return [own[name] ?? ''];
  }
  const before = scope.known.get(name);
  if (before !== undefined) return before;
  const { used } = scope;
  const values = scope.values.get(name);
  const outer = scope.fixed.has(name) ? undefined : scope.outside(name);
  const expanded = values?.flatMap((value) => expandMake(value, scope, own, depth + 1));
  const found =
    expanded === undefined ? [outer ?? builtIn.get(name) ?? ''] : outer === undefined ? expanded : [...expanded, outer];
  const texts = [...new Set(found)].slice(0, mostTexts);
  if (scope.used === used && depth < deepest / 2) scope.known.set(name, texts);
  return texts;
}

/** The arguments of a function, split at commas outside of brackets. */
function argumentsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if ('({'.includes(letter)) depth += 1;
    else if (')}'.includes(letter)) depth -= 1;
    else if (letter === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** What stands between the brackets: a variable, one with a substitution, or a function. */
function reference(
  inside: string,
  scope: MakeScope,
  own: Readonly<Record<string, string>>,
  depth: number,
): readonly string[] {
  const expand = (text: string, more: Readonly<Record<string, string>> = own) =>
    expandMake(text, scope, more, depth + 1);
  const match = /^([a-z-]+)\s+([\s\S]*)$/.exec(inside);
  if (match?.[1] === undefined || scope.values.has(inside)) {
    const [name = ''] = inside.split(/:[^=]*=/);
    if (name !== inside) return [hole];
    return expand(name).flatMap((each) => (each.includes(hole) ? [hole] : variable(each, scope, own, depth)));
  }
  const parts = argumentsOf(match[2] ?? '');
  const [first = '', second = '', third = ''] = parts;
  switch (match[1]) {
    case 'shell':
      scope.shells.push(...expand(match[2] ?? ''));
      return [hole];
    case 'info':
    case 'warning':
    case 'error':
      return [''];
    case 'eval':
      return [''];
    case 'strip':
    case 'firstword':
    case 'lastword':
    case 'sort':
    case 'value':
    case 'realpath':
    case 'abspath':
      return expand(first).map((text) => text.trim());
    case 'if':
      expand(first);
      return [...expand(second), ...expand(third)];
    case 'or':
      return parts.flatMap((part) => expand(part));
    case 'and':
      return expand(parts.at(-1) ?? '');
    case 'foreach': {
      const rounds = expand(second).join(' ').split(/\s+/).filter(Boolean);
      if (rounds.length > mostTexts) return expand(third, { ...own, [first.trim()]: hole });
      return [rounds.map((each) => expand(third, { ...own, [first.trim()]: each }).join(' ')).join(' ')];
    }
    case 'call': {
      const called = parts.slice(1).map((part) => expand(part)[0] ?? '');
      const parameters = Object.fromEntries(called.map((value, index) => [String(index + 1), value.trim()]));
      return variable(first.trim(), scope, { ...own, ...parameters, '0': first.trim() }, depth + 1);
    }
    default:
      for (const part of parts) if (part.includes('$(shell')) expand(part);
      return [hole];
  }
}
