/**
 * What machine and storage tools have in common: a table of verbs for each program, and a way to say what was found.
 * A verb that stands in no list is `unknown`.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { names } from '../shell/options.ts';
import { noteOf, placeOf, spansOf, targetOf } from './analyzer.ts';

/** What an invocation does. `quiet`: it looks at this machine, or does nothing, and nobody has to hear of it. */
export interface Found {
  readonly kind: EffectKind | 'quiet';
  readonly operation: string;
  readonly target?: string;
  readonly note?: string;
  readonly words?: readonly (Word | undefined)[];
}

/** Reads one program's words. */
export type Reading = (run: Invocation) => Found;

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

/** The found as effects. On another machine a look is a read, because it is a look at something that is not ours. */
export function effectsOf(tool: string, run: Invocation, found: Found): readonly Effect[] {
  const kind = found.kind === 'quiet' && run.remote !== undefined ? 'read' : found.kind;
  if (kind === 'quiet') return [];
  return [
    make[kind]({
      tool,
      // The tool is named once.
      operation: tool === run.program ? found.operation.slice(tool.length + 1) || 'run' : found.operation,
      ...targetOf(found.target),
      ...placeOf(run),
      ...noteOf(found.note),
      spans: spansOf(run.name, ...(found.words ?? [])),
    }),
  ];
}

/** Words of an unlisted wrapper that only look like a program: `look at this`, `node service`. */
export const isAmongWords = ({ wrappers }: Invocation): boolean => wrappers.at(-1)?.startsWith('`') === true;

/** `./bridge start`: a project's program of the same name. */
export const isOfProject = ({ name }: Invocation): boolean =>
  /[\\/]/.test(name.value) && !/^\/(?:usr|s?bin|opt)\//.test(name.value);

export const plain = (args: readonly Word[]): readonly Word[] =>
  args.filter((word) => !/^[-+]/.test(shapeOf(word)) || shapeOf(word) === '-');

export const has = ({ args }: Invocation, pattern: RegExp): boolean => args.some(({ value }) => pattern.test(value));

export const said = (words: readonly Word[]): string =>
  words
    .map(({ value }) => value)
    .join(' ')
    .slice(0, 160);

/** The same answer whatever the words, but for those that only ask. */
export const always =
  (kind: EffectKind, asks: RegExp = /^--?(?:help|version)$|^-[hV]$/): Reading =>
  (run) =>
    has(run, asks)
      ? { kind: 'quiet', operation: run.program }
      : { kind, operation: run.program, target: said(plain(run.args)) };

/** Whether a word stands behind an option. */
const follows = ({ args }: Invocation, word: Word): boolean =>
  /^-[^=]*$/.test(shapeOf(args[args.indexOf(word) - 1] ?? { value: '', known: true }));

/** A rehearsal that nothing takes back, and that is no value of an option. */
const rehearses = (run: Invocation, verb: Word, option: RegExp, takes: ReadonlySet<string>): boolean =>
  !has(run, /^--no-dry-run|^--dry-run=(?:0|f|false|no|none)$/i) &&
  run.args.some(
    ({ value }, index) =>
      option.test(value) &&
      (index === 0 || index > run.args.indexOf(verb)) &&
      !takes.has(run.args[index - 1]?.value ?? ''),
  );

/** Only with an option that acts; anything else looks. */
export const acting =
  (destroys: RegExp, changes = /(?!)/): Reading =>
  (run) => {
    const kind = has(run, destroys) ? 'destroy' : has(run, changes) ? 'change' : 'quiet';
    return { kind, operation: run.program, target: said(run.args) };
  };

interface Verbs {
  /** They look at this machine only. */
  readonly quiet?: string;
  readonly read?: string;
  readonly change?: string;
  readonly destroy?: string;
  /** What stands in front of the verb: 1 for `nmcli connection up`. */
  readonly skip?: number;
  /** Options that take the next word. */
  readonly values?: string;
  /** An option that turns everything into a rehearsal. */
  readonly rehearsal?: RegExp;
  /** Without a verb. */
  readonly bare?: EffectKind | 'quiet';
}

/** A program whose verb says what it does. */
export function byVerb({
  quiet = '',
  read: reads = '',
  change: changes = '',
  destroy: destroys = '',
  skip = 0,
  values = '',
  rehearsal,
  bare = 'quiet',
}: Verbs): Reading {
  const kinds = new Map<string, Found['kind']>([
    ...[...names(quiet)].map((name) => [name, 'quiet'] as const),
    ...[...names(reads)].map((name) => [name, 'read'] as const),
    ...[...names(changes)].map((name) => [name, 'change'] as const),
    ...[...names(destroys)].map((name) => [name, 'destroy'] as const),
  ]);
  const takes = names(values);
  const look = reads === '' ? ('quiet' as const) : ('read' as const);
  return (run) => {
    if (has(run, /^--(?:help|version)$/)) return { kind: 'quiet', operation: run.program };
    const words = run.args.filter(
      (word, index) => !shapeOf(word).startsWith('-') && !takes.has(run.args[index - 1]?.value ?? ''),
    );
    const first = words[skip];
    // A value of an option that is not listed here stands where a verb would.
    const shift = first !== undefined && !kinds.has(first.value) && follows(run, first) ? 1 : 0;
    const at = kinds.has(words[skip + shift]?.value ?? '') ? skip + shift : skip;
    const verb = words[at];
    if (verb === undefined) return { kind: bare, operation: [run.program, said(words)].filter(Boolean).join(' ') };
    const kind = verb.known ? kinds.get(verb.value) : undefined;
    const operation = `${run.program} ${said(words.slice(at === skip ? 0 : at, at + 1))}`;
    const target = said(words.slice(at + 1));
    if (kind === undefined)
      return {
        kind: /^(?:help|version)$/.test(verb.value) ? 'quiet' : 'unknown',
        operation,
        target,
        note: 'What this verb does is not known.',
        words: [verb],
      };
    if ((kind === 'change' || kind === 'destroy') && rehearsal !== undefined && rehearses(run, verb, rehearsal, takes))
      return { kind: look, operation, target, note: 'A rehearsal: nothing is changed.', words: [verb] };
    return { kind, operation, target, words: [verb] };
  };
}
