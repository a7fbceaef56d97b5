/** YAML of a known shape → its value, or problems, each with its place. Nothing makes it throw. */
import * as v from 'valibot';
import { type Document, isMap, isScalar, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import { mostPolicyBytes } from './shape.ts';

/** Half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Problem extends Span {
  /** `error`: the policy does not count. `warning`: it counts, and probably says something else than was meant. */
  readonly severity: 'error' | 'warning';
  /** A sentence. */
  readonly message: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** More nobody reads. */
const mostProblems = 100;

export type Path = readonly (string | number)[];

export interface Read<T> {
  /** Missing when there is an error. */
  readonly value?: T;
  readonly problems: readonly Problem[];
  /** The part of the text that a path of the value stands in; its key where `key` is asked for. */
  readonly place: (path: Path, key?: boolean) => Span;
  /** A problem of the reader's own. */
  readonly problem: (severity: Problem['severity'], message: string, span: Span) => Problem;
}

export function readYaml<T>(text: string, shape: v.GenericSchema<unknown, T>): Read<T> {
  const lines = new LineCounter();
  const problem = (severity: Problem['severity'], message: string, { start, end }: Span): Problem => {
    const { line, col } = lines.linePos(start);
    return { severity, message, start, end: Math.max(start, end), line: Math.max(1, line), column: Math.max(1, col) };
  };
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
    doc = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
      strict: true,
      logLevel: 'error',
    });
  } catch (error) {
    add(`It cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return nowhere;
  }
  for (const { code, message, pos } of [...doc.errors, ...doc.warnings])
    add(code === 'MULTIPLE_DOCS' ? 'Only one document is read.' : sentence(message), pos[0], pos[1]);
  // By the rules of YAML 1.1 `no` would be a truth value.
  if (doc.directives?.yaml.explicit === true) add('It is plain YAML 1.2, without directives.', 0, 1);
  visit(doc, {
    Alias: (_, { range }) => add('Aliases are not read here: say it where it counts.', ...spanOf(range)),
    Node: (_, { range, ...node }) => {
      if ('anchor' in node && node.anchor !== undefined)
        add('Anchors are not read here: say it where it counts.', ...spanOf(range));
    },
  });
  const place = (path: Path, key = false) => placeOf(doc, path, key);
  if (problems.length > 0) return { problems, problem, place };
  const read = v.safeParse(shape, doc.toJS() ?? {}, { abortPipeEarly: true });
  if (read.success) return { value: read.output, problems, problem, place };
  for (const issue of read.issues)
    for (const { path, message } of deepest(issue, [])) {
      const { start, end } = place(path, message.startsWith('there is no'));
      add(`${nameOf(path)}: ${message}.`, start, end);
    }
  return { problems, problem, place };
}

const spanOf = (range: Node['range'] | undefined): readonly [number, number] => [range?.[0] ?? 0, range?.[1] ?? 0];

const sentence = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`);

interface Found {
  readonly path: Path;
  readonly message: string;
}

/** Where one value may stand for a list, the branch that got furthest says what is wrong. */
function deepest(issue: v.BaseIssue<unknown>, above: Path): readonly Found[] {
  const path = [...above, ...(issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))];
  if (issue.type === 'union' && issue.issues !== undefined) {
    const found = issue.issues.map((inner) => deepest(inner, path)[0]).filter((each) => each !== undefined);
    const best = found.reduce<Found | undefined>(
      (far, each) => (far === undefined || each.path.length > far.path.length ? each : far),
      undefined,
    );
    if (best !== undefined) return [best];
  }
  return [{ path, message: messageOf(issue) }];
}

function messageOf(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object') {
    if (issue.expected === 'never') return 'there is no such key';
    if (issue.received === 'undefined') return 'is missing';
    return 'expected keys and values';
  }
  if (issue.type === 'array') return 'expected a list';
  if (issue.type === 'record') return 'expected names and values';
  return issue.message;
}

const nameOf = (path: Path): string =>
  path.length === 0
    ? 'The policy'
    : path.reduce<string>(
        (name, key) => (typeof key === 'number' ? `${name}[${key + 1}]` : name === '' ? key : `${name}.${key}`),
        '',
      );

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
