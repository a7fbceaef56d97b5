/**
 * The steps of a held line that can be run under a grant: one invocation each, which stands in the line letter by letter,
 * so that the words which run it through Holdpoint can be put in front of it.
 */
import { isOwn } from '../analyzers/subjects.ts';
import type { Effect, Span } from '../effect.ts';
import type { Invocation, Word } from '../shell/invocation.ts';

export interface Step {
  /** Where the program's name begins in the line. */
  readonly at: number;
  /** The program and its words, as it will see them. */
  readonly argv: readonly string[];
  /** Absolute directory it starts in. */
  readonly cwd: string;
  /** Variables that the line sets for it. */
  readonly env: Readonly<Record<string, string>>;
  /** It is run by something else of the line: `time`, `bash -c`. */
  readonly wrapped: boolean;
  /** What it does that a person was asked about. */
  readonly effects: readonly Effect[];
}

/** Programs whose steps are run under a grant in the agents' own calls. */
const guided = /^(?:terraform|tofu|opentofu|kubectl|oc|helm|(?:ba|da|k|z)?sh)$/;

/** `everything`: every program is a step, not only those whose target and inputs are known well. */
export function stepsOf(
  line: string,
  runs: readonly Invocation[],
  effects: readonly Effect[],
  everything = false,
): readonly Step[] {
  const asked = effects.filter(({ kind }) => kind !== 'read');
  const found = new Map<number, Step | undefined>();
  for (const run of runs) {
    const { span } = run.name;
    if (span === undefined || run.defined === true || !stands(run.name, line)) continue;
    const step = stepOf(run, span, asked, everything);
    // The same words for several rounds of a loop are one step only where they come to the same.
    const same = !found.has(span.start) || JSON.stringify(found.get(span.start)) === JSON.stringify(step);
    found.set(span.start, same ? step : undefined);
  }
  return [...found.values()].flatMap((step) => (step === undefined || step.effects.length === 0 ? [] : [step]));
}

/** The word is written in the line as the shell will understand it. */
export const stands = ({ value, known, span }: Word, line: string): boolean =>
  known && span !== undefined && line.slice(span.start, span.end) === value;

function stepOf(run: Invocation, span: Span, asked: readonly Effect[], everything: boolean): Step | undefined {
  if (run.cwd === undefined || !isOwn(run) || !(everything || isGuided(run))) return undefined;
  const end = Math.max(span.end, ...run.args.map((word) => word.span?.end ?? 0));
  const within = ({ spans }: Effect) =>
    spans.length > 0 && spans.every((one) => one.start >= span.start && one.end <= end);
  return {
    at: span.start,
    argv: [run.name, ...run.args].map(({ value }) => value),
    cwd: run.cwd,
    env: Object.fromEntries(Object.entries(run.assignments).map(([name, { value }]) => [name, value])),
    wrapped: run.wrappers.length > 0,
    effects: asked.filter(within),
  };
}

/** Shells are, where they run a script: what stands behind `-c` is in the line itself, and its steps are steps of their own. */
const isGuided = ({ program, args, name }: Invocation): boolean =>
  /\.(?:sh|bash)$/.test(name.value) ||
  (guided.test(program) && !(/sh$/.test(program) && args.some(({ value }) => /^-\w*[cs]/.test(value))));

/** The line with every step run by `prefix`, which stands in front of its program. */
export const throughGrant = (line: string, steps: readonly Step[], prefix: string): string =>
  [...steps]
    .sort((a, b) => b.at - a.at)
    .reduce((text, { at }) => `${text.slice(0, at)}${prefix} ${text.slice(at)}`, line);
