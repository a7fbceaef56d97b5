/** What is wrong with a file of ours, each with its place: the same for whatever it is written in. */
import type * as v from 'valibot';

/** Half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Problem extends Span {
  /** `error`: the file does not count. `warning`: it counts, and probably says something else than was meant. */
  readonly severity: 'error' | 'warning';
  /** A sentence. */
  readonly message: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** More nobody reads. */
export const mostProblems = 100;

export type Path = readonly (string | number)[];

/** A problem that a reader found in a value, before its place is known. */
export interface Contradiction {
  readonly severity: Problem['severity'];
  /** A sentence. */
  readonly message: string;
  readonly path: Path;
  /** The key is meant, not its value. */
  readonly key?: boolean;
}

/** A text, read. */
export interface Read<T> {
  /** Missing when there is an error. */
  readonly value?: T;
  readonly problems: readonly Problem[];
  /** The part of the text that a path of the value stands in; its key where `key` is asked for. */
  readonly place: (path: Path, key?: boolean) => Span;
  /** A problem of the reader's own. */
  readonly problem: MakeProblem;
}

type MakeProblem = (severity: Problem['severity'], message: string, span: Span) => Problem;

/** Says where in a text each problem stands. */
export function problemsIn(text: string): MakeProblem {
  let starts: readonly number[] | undefined;
  return (severity, message, { start, end }) => {
    starts ??= [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const line = Math.max(
      0,
      starts.findLastIndex((begin) => begin <= start),
    );
    const column = Math.max(1, start - (starts[line] ?? 0) + 1);
    return { severity, message, start, end: Math.max(start, end), line: line + 1, column };
  };
}

/** What a file is called in its own problems, where no key of it is meant. */
const whole = 'The file';

interface Found {
  readonly path: Path;
  readonly message: string;
  /** The key is meant, not its value. */
  readonly key: boolean;
}

/** What a value of the wrong shape says, as sentences. */
export const shapeProblems = (issues: readonly v.BaseIssue<unknown>[]): readonly Found[] =>
  issues
    .flatMap((issue) => deepest(issue, []))
    .map(({ path, message }) => ({
      path,
      message: `${nameOf(path)}: ${message}.`,
      key: message.startsWith('there is no'),
    }));

type Deep = Omit<Found, 'key'>;

/** Where one value may stand for a list, the branch that got furthest says what is wrong. */
function deepest(issue: v.BaseIssue<unknown>, above: Path): readonly Deep[] {
  const path = [...above, ...(issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))];
  if (issue.type === 'union' && issue.issues !== undefined) {
    const found = issue.issues.map((inner) => deepest(inner, path)[0]).filter((each) => each !== undefined);
    const best = found.reduce<Deep | undefined>(
      (far, each) => (far === undefined || each.path.length > far.path.length ? each : far),
      undefined,
    );
    if (best !== undefined) return [best];
  }
  return [{ path, message: messageOf(issue) }];
}

function messageOf(issue: v.BaseIssue<unknown>): string {
  if (issue.received === 'undefined' && issue.expected !== 'never') return 'is missing';
  if (issue.type === 'strict_object')
    return issue.expected === 'never' ? 'there is no such key' : 'expected keys and values';
  if (issue.type === 'array') return 'expected a list';
  if (issue.type === 'record') return 'expected names and values';
  return issue.message;
}

const nameOf = (path: Path): string =>
  path.length === 0
    ? whole
    : path.reduce<string>(
        (name, key) => (typeof key === 'number' ? `${name}[${key + 1}]` : name === '' ? key : `${name}.${key}`),
        '',
      );
