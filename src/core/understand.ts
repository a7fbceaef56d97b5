/**
 * ToolCall → effects: the pure question everything else rests on.
 *
 * Invariants:
 * - Nothing of ours gives no effects; whatever else cannot be understood is `unknown`.
 * - It never throws: an error inside is an `unknown` that says so.
 */
import { assertNever } from '../base/assertNever.ts';
import type { Analyzer, Surroundings } from './analyzers/analyzer.ts';
import { cmdletEffects, looksOnly } from './analyzers/cmdlets.ts';
import { installs, isEveryday, lookers, printers } from './analyzers/everyday.ts';
import { fileEffects } from './analyzers/files.ts';
import { analyzerOf } from './analyzers/index.ts';
import { editEffects } from './analyzers/infraFiles.ts';
import { mcpEffects } from './analyzers/mcp.ts';
import { outsideEffects } from './analyzers/outside.ts';
import { rewriteEffects } from './analyzers/rewrites.ts';
import { smells, smellsBroken, suspicions } from './analyzers/signs.ts';
import { unfamiliarEffects } from './analyzers/unfamiliar.ts';
import { workstationEffects } from './analyzers/workstation.ts';
import { type Effect, read as reads, type Span, unknown } from './effect.ts';
import { guardWatch } from './guardFiles.ts';
import { resolvePath } from './paths.ts';
import { type Invocation, programOf, shapeOf, type Word } from './shell/invocation.ts';
import { gap, leftBehind, type Remembered } from './shell/memory.ts';
import { readLine } from './shell/readLine.ts';
import type { Shell } from './shell/state.ts';
import type { FileText, Problem } from './shell/trace.ts';
import { peel } from './shell/wrappers.ts';
import type { Action, ShellKind, ToolCall } from './toolCall.ts';

/** A file that took part in the reading, or should have; hashed into the digest, so that what was read is what runs. */
export interface Input {
  /** Absolute path as the call names it. */
  readonly path: string;
  /** `text` was analysed. `binary` is only compared. `absent`: there was nothing to read, which may change as well. */
  readonly kind: 'text' | 'binary' | 'absent';
  /** What was read: characters of a `text`, bytes of a `binary`, nothing of what was `absent`. */
  readonly text: string;
}

export type { FileText };

/** Reads one file by absolute path. Limits (64 files, 1 MB each, 4 MB and 200 ms in all) are the reader's. */
export type ReadFile = (path: string) => FileText;

export interface Understanding {
  /** Empty when nothing of the call is ours. */
  readonly effects: readonly Effect[];
  readonly inputs: readonly Input[];
  /** What a command leaves in its shell for later calls of the session. */
  readonly left: readonly Remembered[];
}

/** What is known beside the call. */
export interface Context {
  readonly home?: string;
  /** A path without its symbolic links; the path itself where nothing can be told. */
  readonly realPath: (path: string) => string;
  /** The call's `prior` has run in this very shell. Otherwise that is likely, and can only raise what the call comes to. */
  readonly certain?: boolean;
  /** Tells of the group `workstation` as well: what changes this machine's own scratch. */
  readonly workstation?: boolean;
}

/** What a call does, by what stands in it and in the files it names. */
export function understand(call: ToolCall, read: ReadFile, context: Context): Understanding {
  const library = openLibrary(read);
  try {
    const left: Remembered[] = [];
    const effects = effectsOf(call, library.file, context, left);
    return { effects: distinct(effects), inputs: library.inputs(), left };
  } catch {
    const failed = unknown({ tool: 'shell', operation: call.tool, note: 'Holdpoint failed while reading it.' });
    return { effects: [failed], inputs: library.inputs(), left: [] };
  }
}

/** Each file is read once, and what was read is remembered. */
function openLibrary(read: ReadFile): { readonly file: ReadFile; readonly inputs: () => readonly Input[] } {
  const known = new Map<string, FileText>();
  return {
    file: (path) => {
      const found = known.get(path) ?? read(path);
      known.set(path, found);
      return found;
    },
    inputs: () => [...known].map(([path, found]) => inputOf(path, found)),
  };
}

/** What came of reading a file, as the digest covers it. */
export function inputOf(path: string, found: FileText): Input {
  if (found.kind === 'text') return { path, kind: 'text', text: found.text };
  if (found.kind === 'refused' && found.bytes !== undefined) return { path, kind: 'binary', text: found.bytes };
  return { path, kind: 'absent', text: '' };
}

function distinct(effects: readonly Effect[]): readonly Effect[] {
  if (effects.length < 2) return effects;
  const seen = new Map<string, Effect>();
  for (const effect of effects) {
    const { kind, tool, operation, target, place, note, spans } = effect;
    const key = [kind, tool, operation, target, place, note, spans[0]?.start].join('\0');
    if (!seen.has(key)) seen.set(key, effect);
  }
  return [...seen.values()];
}

function effectsOf(
  call: ToolCall,
  file: ReadFile,
  { home, realPath, certain = false, workstation = false }: Context,
  left: Remembered[],
): readonly Effect[] {
  const { action, prior } = call;
  const surroundings: Surroundings = {
    cwd: call.cwd,
    env: call.env,
    home,
    guards: guardWatch({ home, cwd: call.cwd }, realPath),
    input: (word, run) => {
      if (run.remote !== undefined) return { kind: 'refused', why: `It lies ${run.remote}.` };
      const path = word.known ? resolvePath(run.cwd, word.value, home) : undefined;
      return path === undefined ? { kind: 'refused', why: 'Its path is known only when it runs.' } : file(path);
    },
  };
  const reader: Reader = { call: surroundings, file, workstation };
  switch (action.kind) {
    case 'command': {
      const later: Reader = { ...reader, prior };
      if (prior !== undefined && certain) return commandEffects(action, later);
      const ended = (shell: Shell) => left.push(...leftBehind(shell, call.cwd));
      const alone = commandEffects(action, { ...reader, ended });
      return prior === undefined ? alone : [...alone, ...beyond(alone, commandEffects(action, later))];
    }
    case 'edit':
      return editEffects(action.edits, surroundings);
    case 'mcp':
      return mcpEffects(action, {
        line: (line) => withoutSpans(bashEffects(line, reader)),
        file: (named, change) => {
          const path = resolvePath(call.cwd, named, home);
          return path === undefined ? [] : editEffects([{ path, change }], surroundings);
        },
      });
    case 'look':
      return [];
    case 'opaque':
      return [unknown({ tool: 'shell', operation: action.tool, note: action.why })];
    default:
      return assertNever(action);
  }
}

const withoutSpans = (effects: readonly Effect[]): readonly Effect[] =>
  effects.map((effect) => ({ ...effect, spans: [] }));

interface Reader {
  readonly call: Surroundings;
  readonly file: ReadFile;
  readonly workstation?: boolean;
  /** What the same shell has run before. */
  readonly prior?: readonly string[] | undefined;
  /** Hears what the shell knows after a line. */
  readonly ended?: (shell: Shell) => void;
}

/** What earlier calls add to what a line says by itself. */
function beyond(alone: readonly Effect[], later: readonly Effect[]): readonly Effect[] {
  const key = ({ kind, tool, operation, target, place }: Effect) =>
    JSON.stringify([kind, tool, operation, target, place]);
  const known = new Set(alone.map(key));
  return later
    .filter((effect) => !known.has(key(effect)))
    .map((effect) => ({ ...effect, note: effect.note ?? 'By what an earlier call of this session has defined.' }));
}

/** Whether something before may still be waiting for an answer. */
const waits = ({ prior = [], ...reader }: Reader): boolean =>
  prior.some(
    (line) =>
      !/^\s*(?:alias\s|\w+=|[\w-]+\s*\(\))/.test(line) && bashEffects(line, reader).some(({ kind }) => kind !== 'read'),
  );

function commandEffects(
  { line, shell, detached }: Extract<Action, { kind: 'command' }>,
  reader: Reader,
): readonly Effect[] {
  const answers = detached === true && line.split('\n').some(couldAnswer);
  if (shell === 'powershell') {
    const effects = lineEffects(line, shell, { call: reader.call, file: reader.file });
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
  const effects = bashEffects(line, reader, ({ program, wrappers }) => {
    if (wrappers.length === 0) programs.push(program);
  });
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

/** A word alone may be what a prompt waits for: `yes`, `continue`, `prod`. */
const couldAnswer = (line: string): boolean =>
  /^\s*[^\s;&|]+\s*$/.test(line) &&
  !/^\s*(?:ls|ll|pwd|clear|reset|whoami|jobs|top|htop|ps|df|make|pytest)\s*$/.test(line);

const bashEffects = (line: string, reader: Reader, also?: (run: Invocation) => void): readonly Effect[] =>
  lineEffects(line, 'bash', reader, also);

function lineEffects(
  line: string,
  kind: ShellKind,
  reader: Reader,
  also: (run: Invocation) => void = () => {},
): readonly Effect[] {
  const effects: Effect[] = [];
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
      effects.push(...invocationEffects(run, line, reader));
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

function invocationEffects(run: Invocation, line: string, reader: Reader): readonly Effect[] {
  const { call } = reader;
  if (run.cmdlet === true)
    return [...(looksOnly(run) ? [] : fileEffects(run, call, { line, knownTool: false })), ...cmdletEffects(run)];
  const analyzer = analyzerOf(run.program);
  const files = [
    ...fileEffects(run, call, { line, knownTool: analyzer !== undefined && analyzer.partial !== true }),
    ...outsideEffects(run, call),
    ...rewriteEffects(run, call),
    ...(reader.workstation ? workstationEffects(run) : []),
  ];
  if (analyzer !== undefined) {
    const effects = analyzer.analyze(run, call);
    if (effects.length > 0 || analyzer.partial !== true) return [...files, ...effects];
  }
  if (run.program === '') {
    if (run.name.known) return files;
    const carried = scan(run, reader);
    if (carried.length > 0) return [...files, ...carried];
    return [...files, unresolved(run)];
  }
  if (run.remote !== undefined) return [...files, ...remoteEffects(run)];
  // A script's words are its own; whatever else is inside a wrapper has been read by now.
  const peeled = peel(run) ?? [];
  if (printers.has(run.program) || installs(run) || peeled.some(({ kind }) => kind !== 'codeFile')) return files;
  const carried = scan(run, reader);
  const judged = carried.length > 0 || analyzer !== undefined || peeled.length > 0;
  return [...files, ...(judged ? carried : unfamiliarEffects(run, call))];
}

const textOf = (run: Invocation): string =>
  [run.name, ...run.args]
    .map(({ value }) => value)
    .join(' ')
    .slice(0, 200);

const unresolved = (run: Invocation): Effect =>
  unknown({
    tool: 'shell',
    operation: textOf(run),
    note: 'Which program runs is known only when it runs.',
    ...(run.name.span === undefined ? {} : { spans: [run.name.span] }),
  });

/** What makes more than a look of programs that mostly look. */
const acting: ReadonlyMap<string, RegExp> = new Map([
  ['find', /^-(?:delete|fprint\w*|fls)$/],
  ['sort', /^(?:-o|--output)/],
  ['journalctl', /^--(?:vacuum|rotate|flush)/],
  ['dmesg', /^(?:-[a-zA-Z]*[cC]|--clear|--read-clear)$/],
  ['date', /^(?:-s|--set)/],
  ['hostname', /^[^-]/],
  ['dpkg', /^-[irP]|^--(?:install|remove|purge|configure|unpack|set-selections)/],
  ['rpm', /^-[iUFe]|^--(?:install|upgrade|erase|import|rebuilddb)/],
  ['crontab', /^[^-]|^-[a-zA-Z]*[rei]/],
]);

/** On another machine everything counts that is not known to only look. */
function remoteEffects(run: Invocation): readonly Effect[] {
  if (/^(?:|cd|pushd|popd|export|set)$/.test(run.program) || (peel(run)?.length ?? 0) > 0) return [];
  const details = {
    tool: 'remote',
    operation: textOf(run),
    ...(run.remote === undefined ? {} : { place: run.remote }),
    ...(run.name.span === undefined ? {} : { spans: [run.name.span] }),
  };
  const writes = run.redirects.some(({ operator, target }) => operator.includes('>') && target.value !== '/dev/null');
  const acts = acting.get(run.program);
  if (lookers.has(run.program) && !writes && !run.args.some(({ value }) => acts?.test(value))) return [reads(details)];
  return [unknown({ ...details, note: 'What it does on the other machine is not known.' })];
}

/** Options whose value is text for people. */
const prose =
  /^(?:-[mkt]|--(?:message|testNamePattern|test-name-pattern|grep|title|body|description|desc|notes|subject|comment|reason|text|prompt|label|summary|name|msg|query|search))(?:=|$)/;

/** Infrastructure programs among the words of a program that nobody knows: it may run them. */
function scan(run: Invocation, reader: Reader): readonly Effect[] {
  const effects: Effect[] = [];
  for (const [index, word] of run.args.entries()) {
    if (prose.test(word.value) || prose.test(run.args[index - 1]?.value ?? '')) continue;
    const program = word.value.startsWith('-') ? undefined : programOf(word);
    const analyzer = program === undefined ? undefined : analyzerOf(program);
    if (program !== undefined && analyzer !== undefined && analyzer.id !== 'guard') {
      const inner: Invocation = {
        ...run,
        program,
        name: word,
        args: run.args.slice(index + 1),
        wrappers: [...run.wrappers, textOfName(run)],
      };
      effects.push(...analyzer.analyze(inner, reader.call).filter(({ kind }) => isSure(kind, inner, analyzer)));
      if (effects.length > 0) break;
    }
    // What a container's image runs has been read as what the container runs.
    const contained = run.wrappers.some((wrapper) => /^(?:docker|podman|nerdctl)\b/.test(wrapper));
    if (program !== undefined && !contained && /^(?:ba|z|da|k|a)?sh$/.test(program)) {
      const shell: Invocation = { ...run, program, name: word, args: run.args.slice(index + 1) };
      for (const inner of peel(shell) ?? [])
        if (inner.kind === 'text' && shapeOf(inner.text).length <= 10_000)
          effects.push(...withoutSpans(bashEffects(shapeOf(inner.text), reader)).filter(({ kind }) => kind !== 'read'));
      if (effects.length > 0) break;
    }
    effects.push(...scanText(word, reader));
  }
  return effects.map((effect) => ({
    ...effect,
    note: effect.note ?? `As words of ${textOfName(run)}, which may run them.`,
  }));
}

const textOfName = ({ name }: Invocation): string => `\`${name.value}\``;

/** A known verb, or one that cannot be known behind a name that is no word: anything else is probably no command. */
const isSure = (kind: Effect['kind'], { program, args }: Invocation, { programs }: Analyzer): boolean =>
  kind === 'change' ||
  kind === 'destroy' ||
  (kind === 'unknown' && args[0]?.known === false && programs.includes(program));

/** A whole command in one word: `--command="terraform destroy"`. */
function scanText(word: Word, reader: Reader): readonly Effect[] {
  const shape = shapeOf(word);
  const text = shape.replace(/^-{1,2}(?:[\w-]+=)+/, '').replace(/^\+?:?!/, '');
  if (!/\s/.test(text) || text.length > 10_000 || !smells(text)) return [];
  const spans: readonly Span[] = word.span === undefined ? [] : [word.span];
  const effects: Effect[] = [];
  readLine(text, {
    shell: 'bash',
    cwd: reader.call.cwd,
    home: reader.call.home,
    smells: () => false,
    suspects: () => ({ lines: [] }),
    knows: (program) => analyzerOf(program) !== undefined,
    file: reader.file,
    found: (run) => effects.push(...(analyzerOf(run.program)?.analyze(run, reader.call) ?? [])),
    problem: () => {},
  });
  return effects.filter(({ kind }) => kind === 'change' || kind === 'destroy').map((effect) => ({ ...effect, spans }));
}
