/** A line of shell → effects of everything it runs. */
import type { Surroundings } from './analyzers/analyzer.ts';
import { isEveryday } from './analyzers/everyday.ts';
import { analyzerOf } from './analyzers/index.ts';
import { smellsBroken, suspicions } from './analyzers/signs.ts';
import { type Effect, unknown } from './effect.ts';
import { type InvocationReader, invocationEffects, textOf } from './invocationEffects.ts';
import type { Invocation } from './shell/invocation.ts';
import { gap } from './shell/memory.ts';
import { takesCommands } from './shell/prompts.ts';
import { readLine } from './shell/readLine.ts';
import type { Shell } from './shell/state.ts';
import type { FileText, Problem } from './shell/trace.ts';
import { peel } from './shell/wrappers.ts';
import type { Action, ShellKind } from './toolCall.ts';

/** What lines are read with. */
export interface LineReader {
  readonly call: Surroundings;
  readonly file: (path: string) => FileText;
  readonly workstation?: boolean;
  /** What the same shell has run before. */
  readonly prior?: readonly string[] | undefined;
  /** Hears what the shell knows after a line. */
  readonly ended?: (shell: Shell) => void;
}

/** What earlier calls add to what a line says by itself. */
export function beyond(alone: readonly Effect[], later: readonly Effect[]): readonly Effect[] {
  const key = ({ kind, tool, operation, target, place }: Effect) =>
    JSON.stringify([kind, tool, operation, target, place]);
  const known = new Set(alone.map(key));
  return later
    .filter((effect) => !known.has(key(effect)))
    .map((effect) => ({ ...effect, note: effect.note ?? 'By what an earlier call of this session has defined.' }));
}

/** Whether something before may still be waiting for an answer. */
const waits = ({ prior = [], ...reader }: LineReader): boolean =>
  prior.some(
    (line) =>
      !/^\s*(?:alias\s|\w+=|[\w-]+\s*\(\))/.test(line) && bashEffects(line, reader).some(({ kind }) => kind !== 'read'),
  );

/** The effects of a command as an agent gives it. */
export function commandEffects(
  { line, shell, detached, typedInto }: Extract<Action, { kind: 'command' }>,
  reader: LineReader,
): readonly Effect[] {
  const waiting: Effect[] = [];
  const watch = (run: Invocation) => {
    if (typedInto === true && takesCommands(run)) waiting.push(typedLater(run));
  };
  const answers = detached === true && line.split('\n').some(couldAnswer);
  if (shell === 'powershell') {
    const effects = [...lineEffects(line, shell, { call: reader.call, file: reader.file }, watch), ...waiting];
    return effects.length === 0 && answers ? [answer(line)] : effects;
  }
  const programs: string[] = [];
  if (
    reader.prior !== undefined &&
    couldAnswer(line) &&
    !isEveryday(line.trim()) &&
    waits({ call: reader.call, file: reader.file, prior: reader.prior })
  )
    return [answer(line)];
  const found = bashEffects(line, reader, (run) => {
    if (run.wrappers.length === 0) programs.push(run.program);
    watch(run);
  });
  const effects = [...found, ...waiting];
  if (detached !== true || effects.length > 0) return effects;
  return programs.length > 0 && programs.every(isEveryday) && !answers ? [] : [answer(line)];
}

/** What may answer a prompt, or go to a program that is no shell. */
const answer = (line: string): Effect =>
  unknown({
    tool: 'shell',
    operation: line.slice(0, 200),
    note: 'It is typed into a terminal where something else may be waiting for it.',
    ...(line === '' ? {} : { spans: [{ start: 0, end: line.length }] }),
  });

const typedLater = (run: Invocation): Effect =>
  unknown({
    tool: 'shell',
    operation: textOf(run),
    note: 'It waits for commands at a terminal, where they are typed without anybody being asked.',
    ...(run.name.span === undefined ? {} : { spans: [run.name.span] }),
  });

/** A word alone may be what a prompt waits for: `yes`, `continue`, `prod`. */
const couldAnswer = (line: string): boolean =>
  /^\s*[^\s;&|]+\s*$/.test(line) &&
  !/^\s*(?:ls|ll|pwd|clear|reset|whoami|jobs|top|htop|ps|df|make|pytest)\s*$/.test(line);

/** The effects of a line of bash. */
export const bashEffects = (line: string, reader: LineReader, also?: (run: Invocation) => void): readonly Effect[] =>
  lineEffects(line, 'bash', reader, also);

function lineEffects(
  line: string,
  kind: ShellKind,
  reader: LineReader,
  also: (run: Invocation) => void = () => {},
): readonly Effect[] {
  const effects: Effect[] = [];
  const judge: InvocationReader = { ...reader, line: (text) => bashEffects(text, reader) };
  const shell = readLine(line, {
    shell: kind,
    cwd: reader.call.cwd,
    home: reader.call.home,
    prior: reader.prior,
    smells: smellsBroken,
    suspects: suspicions,
    knows: (program) => analyzerOf(program) !== undefined,
    file: reader.file,
    found: (run) => {
      also(run);
      effects.push(...invocationEffects(run, line, judge));
      if (reader.prior?.includes(gap) === true && mayBeDefined(run)) effects.push(forgotten(run));
    },
    problem: (problem) => effects.push(fromProblem(problem)),
  });
  if (shell !== undefined) reader.ended?.(shell);
  return effects;
}

/** A name that no program is known by. */
const mayBeDefined = (run: Invocation): boolean =>
  run.program !== '' &&
  run.wrappers.length === 0 &&
  !run.name.value.includes('/') &&
  analyzerOf(run.program) === undefined &&
  !isEveryday(run.program) &&
  peel(run) === undefined;

const forgotten = (run: Invocation): Effect =>
  unknown({
    tool: 'shell',
    operation: textOf(run),
    note: 'An earlier call may have defined it, and the record of those calls is not whole.',
    ...(run.name.span === undefined ? {} : { spans: [run.name.span] }),
  });

const fromProblem = ({ operation, why, span }: Problem): Effect =>
  unknown({ tool: 'shell', operation, note: why, ...(span === undefined ? {} : { spans: [span] }) });
