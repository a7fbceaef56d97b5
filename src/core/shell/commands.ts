/** Runs one command in the mind: tells what it is, follows what it wraps, and keeps what it changes for the next. */
import { resolvePath } from '../paths.ts';
import { applyBuiltin, assign, carriedBy } from './builtins.ts';
import { guessed } from './customary.ts';
import { type Frame, innerFrame } from './frame.ts';
import { hole, type Invocation, partOf, programOf, type Redirect, shapeOf, type Word } from './invocation.ts';
import { takenFor } from './lookAlike.ts';
import { isAssignment, type Peeled } from './peeled.ts';
import { filesBehind } from './programFiles.ts';
import {
  child,
  describe,
  followCodeFile,
  followFile,
  followScript,
  followWindows,
  judgeCode,
  runText,
  type Text,
} from './scripts.ts';
import { fork, leaveFunction, newShell, type Shell } from './state.ts';
import type { Task } from './task.ts';
import { tasksBehind } from './tasks.ts';
import { deepest, problemAt, type Trace } from './trace.ts';
import { peel } from './wrappers.ts';
import { fileText, rememberWrites } from './written.ts';

export interface Simple {
  readonly words: readonly Word[];
  /** Assignments in front of the program. */
  readonly assignments: ReadonlyMap<string, Word>;
  readonly redirects: readonly Redirect[];
  readonly stdin: Word | undefined;
}

/** Reads one command with its words resolved. */
export function runCommand(command: Simple, shell: Shell, frame: Frame, trace: Trace): void {
  if (!spend(trace, command.words[0])) return;
  const [name = { value: '', known: true }, ...args] = command.words;
  const copy = name.known ? programCopy(name, shell, trace) : undefined;
  const program = copy ?? programOf(name) ?? guessed(name, shell) ?? '';
  if (/^!(?:[!\w?-]|$)/.test(name.value) && name.value !== '!')
    trace.problem({ ...problemAt(name, 'It runs an earlier line again.'), operation: name.value.slice(0, 200) });
  const looks = takenFor(shapeOf(name).replaceAll(hole, ''));
  if (looks !== undefined)
    trace.problem({ ...problemAt(name, `Its name only looks like \`${looks}\`.`), operation: looks.slice(0, 200) });
  const run: Invocation = {
    program,
    name,
    args,
    assignments: assignmentsFor(command, shell),
    redirects: command.redirects,
    cwd: shell.cwd,
    wrappers: frame.wrappers,
    ...(command.stdin === undefined ? {} : { stdin: command.stdin }),
    ...(frame.remote === undefined ? {} : { remote: frame.remote }),
    ...(isDefined(name, shell) ? { defined: true } : {}),
  };
  trace.found(run);
  for (const [variable, value] of command.assignments) followVariable(variable, value, shell, frame, trace);

  if (callFunction(run, shell, frame, trace)) return;
  // As a function's body it is read before anybody calls it: terminals keep it for later lines.
  for (const word of program === 'alias' ? args : []) {
    const value = partOf(word, shapeOf(word).indexOf('=') + 1);
    if (/\s/.test(shapeOf(value))) followText(value, 'alias', { shell: fork(shell), frame, trace });
  }
  if (/^(?:export|declare|typeset|readonly)$/.test(program))
    for (const word of args.filter(isAssignment)) {
      const [variable = ''] = shapeOf(word).split(/\+?=/, 1);
      followVariable(variable, partOf(word, shapeOf(word).indexOf('=') + 1), shell, frame, trace);
    }
  for (const text of carriedBy(program, args))
    followText(text, program, { shell: child(shell, [], undefined), frame, trace });
  if (!applyBuiltin(program, args, shell, trace.home)) {
    const peeled = peel(run);
    for (const inner of peeled ?? []) follow(inner, run, shell, frame, trace);
    for (const task of tasksBehind(run, shell, frame, trace)) followTask(task, run, shell, frame, trace);
    const known = peeled !== undefined || trace.knows(program);
    // A copy of a program is that program; a copy of a script is read like the script.
    const readable = copy === undefined || fileText(name, shell, trace).kind === 'text';
    for (const file of readable ? filesBehind(run, shell, trace) : [])
      followFile({ ...run, name: file }, shell, frame, trace, known || file !== name);
  }
  rememberWrites(run, shell, trace);
}

const isDefined = ({ value }: Word, { functions, aliases }: Shell): boolean =>
  functions.has(value) || aliases.has(value);

function spend(trace: Trace, word: Word | undefined): boolean {
  trace.left -= 1;
  if (trace.left === 0)
    trace.problem({ operation: word?.value ?? '', why: 'It runs more commands than Holdpoint reads.' });
  return trace.left > 0;
}

/** The program behind a copy or link made earlier on the line. */
function programCopy(name: Word, shell: Shell, trace: Trace): string | undefined {
  if (shell.written.programs.size === 0 || !name.value.includes('/')) return undefined;
  return shell.written.programs.get(resolvePath(shell.cwd, name.value, trace.home) ?? '');
}

/** What the program finds in its environment: set in front of it, or earlier on the line. */
function assignmentsFor({ assignments }: Simple, shell: Shell): Readonly<Record<string, Word>> {
  const known: Record<string, Word> = {};
  for (const [name, values] of shell.variables) {
    const [value] = values;
    if (/^[A-Z]/.test(name) && value !== undefined && values.length === 1) known[name] = value;
  }
  for (const [name, value] of assignments) known[name] = value;
  return known;
}

/** Variables whose value is run by whatever comes along: pagers, editors, `GIT_SSH_COMMAND`, `BASH_ENV`. */
const running =
  /^(?:PROMPT_COMMAND|PS[04]|\w*(?:PAGER|EDITOR|ASKPASS)|VISUAL|BROWSER|LESS(?:OPEN|CLOSE)|KUBECTL_EXTERNAL_DIFF|GIT_EXTERNAL_DIFF|GIT_(?:SSH|PROXY)(?:_COMMAND)?|GIT_CONFIG_VALUE_\d+|(?:RSYNC|CVS)_RSH|FZF_DEFAULT_COMMAND|SHELL|CC|CXX|LD|RUSTC(?:_WORKSPACE)?(?:_WRAPPER)?|CARGO_TARGET_\w+_(?:RUNNER|LINKER)|(?:npm_config|NPM_CONFIG)_(?:script_shell|SCRIPT_SHELL))$/;

/** Variables with options of a program in them. */
const optionsOf: ReadonlyMap<string, string> = new Map([
  ['TAR_OPTIONS', 'tar'],
  ['NODE_OPTIONS', 'node'],
  ['RUBYOPT', 'ruby'],
  ['PERL5OPT', 'perl'],
  ['FZF_DEFAULT_OPTS', 'fzf'],
]);

/** Reads the value of a variable that something will run. */
export function followVariable(name: string, value: Word, shell: Shell, frame: Frame, trace: Trace): void {
  // Often the name of an environment, and then no path.
  if (value.value === '') return;
  const starts = name === 'BASH_ENV' || (name === 'ENV' && /\/|\.\w*sh$/.test(value.value));
  if (starts) followScript(value, [], false, { what: `${name}=${value.value}`, shell, frame, trace });
  // `CC=$CC`: what it was before, whatever that is.
  else if (running.test(name) && shapeOf(value).trimStart().startsWith(hole)) return;
  else if (running.test(name)) followText(value, name, { shell: fork(shell), frame, trace });
  else if (optionsOf.has(name))
    followText(prefixed(`${optionsOf.get(name)} `, value), name, { shell: fork(shell), frame, trace });
  else if (name === 'GIT_CONFIG_PARAMETERS')
    followText({ ...value, value: shapeOf(value).replace(/^[^=]*='?|'$/g, ''), known: true }, name, {
      shell: fork(shell),
      frame,
      trace,
    });
  // Between the ornaments of a prompt only what it substitutes runs.
  else if (/^PS[12]$/.test(name) && /\$\(|`/.test(shapeOf(value)))
    for (const [text] of shapeOf(value).matchAll(/\$\([^()]*(?:\([^()]*\)[^()]*)*\)|`[^`]*`/g))
      followText({ ...value, value: `: ${text}`, known: false, shape: `: ${text}` }, name, {
        shell: fork(shell),
        frame,
        trace,
      });
}

const prefixed = (before: string, word: Word): Word => ({
  ...word,
  value: before + word.value,
  ...(word.shape === undefined ? {} : { shape: before + word.shape }),
});

function callFunction({ name, args, stdin }: Invocation, shell: Shell, frame: Frame, trace: Trace): boolean {
  const definitions = name.known ? shell.functions.get(name.value) : undefined;
  if (definitions === undefined) return false;
  for (const { body, frame: outer } of definitions) {
    shell.written.called.add(body);
    if (frame.active.has(body)) continue;
    const { parameters, stdin: before } = shell;
    const outside = fork(shell);
    shell.locals = new Set();
    shell.parameters = args;
    shell.stdin = stdin;
    const inner: Frame = {
      ...outer,
      wrappers: [...frame.wrappers, `${name.value}()`],
      active: new Set(frame.active).add(body),
      ...(frame.remote === undefined ? {} : { remote: frame.remote }),
    };
    trace.body(body, inner, shell);
    leaveFunction(shell, outside);
    shell.parameters = parameters;
    shell.stdin = before;
  }
  return true;
}

const mostWrappers = 24;

/** Questions to a framework's own console, whose code is not at hand on another machine. */
const asksConsole =
  /^(?:-\S+ )*(?:\S*\/)?(?:manage\.py (?:check|showmigrations|diffsettings|sqlmigrate|inspectdb|version|help)|artisan (?:migrate:status|route:list|about|list|env|db:show|queue:failed|schedule:list|config:show|model:show)|console (?:debug:\S+|about|list|doctrine:migrations:(?:status|list)|doctrine:schema:validate))(?: [\w.:=-]+)*$/;

function follow(peeled: Peeled, run: Invocation, shell: Shell, frame: Frame, trace: Trace): void {
  if (frame.wrappers.length >= mostWrappers) {
    trace.problem({ ...problemAt(run.name, 'It is nested deeper than Holdpoint reads.'), operation: describe(run) });
    return;
  }
  const remote = peeled.remote ?? frame.remote;
  const inner: Frame = {
    ...frame,
    wrappers: [...frame.wrappers, peeled.as],
    ...(remote === undefined ? {} : { remote }),
  };
  if (remote !== undefined && peeled.kind === 'codeFile' && asksConsole.test(run.args.map(shapeOf).join(' '))) return;
  if (
    remote !== undefined &&
    (peeled.kind === 'code' || peeled.kind === 'codeFile' || (peeled.kind === 'stdin' && peeled.code))
  ) {
    trace.problem({ ...problemAt(run.name, `It runs code ${remote}.`), operation: describe(run) });
    return;
  }
  switch (peeled.kind) {
    case 'argv': {
      const within = peeled.remote === undefined ? fork(shell) : newShell(undefined);
      if (peeled.directory !== undefined) {
        within.cwd = peeled.directory.known ? resolvePath(shell.cwd, peeled.directory.value, trace.home) : undefined;
      }
      const assignments = new Map(Object.entries(run.assignments));
      for (const word of peeled.assignments ?? []) {
        const [name = ''] = shapeOf(word).split('=', 1);
        assign(within, word);
        const [value] = within.variables.get(name) ?? [];
        if (value !== undefined) assignments.set(name, value);
      }
      runCommand(
        { words: peeled.words, assignments, redirects: run.redirects, stdin: run.stdin },
        within,
        inner,
        trace,
      );
      return;
    }
    case 'text':
      followText(peeled.text, peeled.as, {
        shell: peeled.here ? shell : child(shell, peeled.parameters ?? [], run.stdin, peeled.remote),
        frame,
        trace,
        remote,
      });
      return;
    case 'stdin': {
      const text = run.stdin;
      if (text === undefined) return;
      if (peeled.code) judgeCode(text, run, shell, frame, trace);
      else if (!text.known && shapeOf(text) === hole) {
        trace.problem({
          ...problemAt(run.name, 'It runs what another program gives it, which nobody can read before.'),
          operation: describe(run),
        });
      } else
        followText(text, peeled.as, {
          shell: child(shell, peeled.parameters, undefined, peeled.remote),
          frame,
          trace,
          remote,
        });
      return;
    }
    case 'script':
      followScript(peeled.path, peeled.parameters, peeled.here ?? false, {
        what: describe(run),
        stdin: run.stdin,
        shell,
        frame,
        trace,
        remote,
      });
      return;
    case 'code':
      judgeCode(peeled.text, run, shell, frame, trace);
      return;
    case 'powershell':
    case 'batch':
      followWindows(peeled.kind, peeled.text, peeled.as, { shell: child(shell, [], run.stdin), frame, trace, remote });
      return;
    case 'powershellFile':
      followScript(peeled.path, peeled.parameters, false, {
        what: describe(run),
        language: 'powershell',
        shell,
        frame,
        trace,
        remote,
      });
      return;
    case 'codeFile':
      followCodeFile(peeled.path, run, shell, frame, trace);
      return;
  }
}

function followTask(task: Task, run: Invocation, shell: Shell, frame: Frame, trace: Trace): void {
  const { word } = task;
  if (task.kind === 'unreadable') {
    trace.problem({ ...problemAt(word, task.why), operation: describe(run) });
    return;
  }
  const text: Word = { ...word, value: task.as, known: false };
  if (task.kind === 'code') {
    judgeCode({ ...word, value: task.text, known: true }, run, shell, frame, trace);
    return;
  }
  const within = fork(shell);
  if (task.directory !== undefined)
    within.cwd = task.directory.includes(hole) ? undefined : resolvePath(shell.cwd, task.directory, trace.home);
  runText(task.text, text, task.parameters ?? [], false, {
    what: task.as,
    stdin: run.stdin,
    shell: within,
    frame,
    trace,
  });
}

function followText(text: Word, as: string, { shell, frame, trace, remote }: Text): void {
  if (frame.depth >= deepest) {
    trace.problem(problemAt(text, 'It is nested deeper than Holdpoint reads.'));
    return;
  }
  const details = { wrappers: [...frame.wrappers, as], ...(remote === undefined ? {} : { remote }) };
  trace.text(innerFrame(frame, shapeOf(text), text, details), shell);
}
