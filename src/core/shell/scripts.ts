/** Texts that a command runs: scripts, code in other languages, lines for the shells of Windows. */
import { isWithin, normalize, resolvePath } from '../paths.ts';
import { type Frame, innerFrame } from './frame.ts';
import { hole, type Invocation, shapeOf, type Word } from './invocation.ts';
import { builders, installed, temporary } from './programFiles.ts';
import { isOptional, readiesShell, startsShells } from './startup.ts';
import { fork, newShell, type Shell } from './state.ts';
import { deepest, problemAt, type Trace } from './trace.ts';
import { fileText } from './written.ts';

/** A shell of its own that begins with what this one knows. */
export function child(shell: Shell, parameters: readonly Word[], stdin: Word | undefined, remote?: string): Shell {
  const inner = remote === undefined ? fork(shell) : newShell(undefined);
  inner.stdin = stdin;
  inner.functions = new Map();
  inner.aliases = new Map();
  inner.parameters = parameters;
  return inner;
}

export interface Text {
  readonly shell: Shell;
  readonly frame: Frame;
  readonly trace: Trace;
  readonly remote?: string | undefined;
}

/** A text for a shell of Windows, in which what is not known stands as a variable that nobody sets. */
export function followWindows(
  language: 'powershell' | 'batch',
  text: Word,
  as: string,
  { shell, frame, trace, remote }: Text,
): void {
  const shape = shapeOf(text);
  if (shape.replaceAll(hole, '').trim() === '' && shape !== '') {
    trace.problem(problemAt(text, 'It runs a text that is known only when it runs.'));
    return;
  }
  if (frame.depth >= deepest) {
    trace.problem(problemAt(text, 'It is nested deeper than Holdpoint reads.'));
    return;
  }
  const details = { wrappers: [...frame.wrappers, as], ...(remote === undefined ? {} : { remote }) };
  const source = shape.replaceAll(hole, language === 'batch' ? '%?%' : '$?');
  trace[language](innerFrame(frame, source, text, details), shell);
}

export const describe = (run: Invocation): string =>
  [run.name, ...run.args]
    .map(({ value }) => value)
    .join(' ')
    .slice(0, 200);

/** Code in another language: the lines it runs are read, whatever else it may do is told. */
export function judgeCode(code: Word, run: Invocation, shell: Shell, frame: Frame, trace: Trace): void {
  const unread = 'It runs code that another program gives it.';
  const { lines, why } =
    shapeOf(code) === hole ? { lines: [], why: unread } : trace.suspects(shapeOf(code), run.program);
  const source = { ...code, value: describe(run).split(' ', 2).join(' '), known: false };
  for (const line of lines) runText(line, source, [], false, { what: describe(run), shell, frame, trace });
  if (why !== undefined) trace.problem({ ...problemAt(run.name, why), operation: describe(run) });
}

interface Script {
  /** What runs it, for people. */
  readonly what: string;
  readonly language?: 'powershell' | 'batch';
  readonly stdin?: Word | undefined;
  readonly shell: Shell;
  readonly frame: Frame;
  readonly trace: Trace;
  readonly remote?: string | undefined;
}

/** A file run by a shell: it is read, or the line cannot be understood. */
export function followScript(path: Word, parameters: readonly Word[], here: boolean, script: Script): void {
  const { what, shell, trace, remote } = script;
  if (here && startsShells(path) && !shell.written.files.has(path.value)) return;
  const text: ReturnType<typeof fileText> =
    remote !== undefined ? { kind: 'refused', why: `It lies ${remote}.` } : fileText(path, shell, trace);
  if (text.kind !== 'text') {
    // Where there is no virtual environment or `.env` file, there is nothing to run.
    if (here && (text.kind === 'missing' ? isOptional(path) : readiesShell(path))) return;
    const why =
      text.kind === 'missing'
        ? 'There is no such script yet, so it cannot be read.'
        : `The script cannot be read: ${text.why}`;
    trace.problem({ ...problemAt(path, why), operation: what });
    return;
  }
  runText(text.text, path, parameters, here, script);
}

export function runText(
  text: string,
  path: Word,
  parameters: readonly Word[],
  here: boolean,
  { language, stdin, shell, frame, trace }: Script,
): void {
  if (frame.depth >= deepest) {
    trace.problem(problemAt(path, 'It is nested deeper than Holdpoint reads.'));
    return;
  }
  const inner: Frame = {
    source: text.replaceAll('\r\n', '\n'),
    locate: () => path.span,
    depth: frame.depth + 1,
    wrappers: [...frame.wrappers, path.value],
    active: frame.active,
    ...(path.known ? { script: path.value } : {}),
  };
  if (language !== undefined) {
    trace[language](inner, child(shell, parameters, stdin));
    return;
  }
  if (!here) {
    trace.text(inner, child(shell, parameters, stdin));
    return;
  }
  const before = shell.parameters;
  if (parameters.length > 0) shell.parameters = parameters;
  trace.text(inner, shell);
  shell.parameters = before;
}

export function followCodeFile(path: Word, run: Invocation, shell: Shell, frame: Frame, trace: Trace): void {
  const named = fileText(path, shell, trace);
  // A folder stands for the program in it: `node .`, `python build`.
  const folder = named.kind === 'refused' && /not a regular file/.test(named.why) && !/\.\w+$/.test(path.value);
  const inside = run.program.startsWith('py') ? '__main__.py' : 'index.js';
  const text = folder ? fileText({ ...path, value: `${path.value}/${inside}` }, shell, trace) : named;
  if (text.kind === 'text') judgeCode({ ...path, value: text.text, known: true }, run, shell, frame, trace);
  else if (text.kind === 'refused' && (path.known || trace.smells(path.value))) {
    trace.problem({ ...problemAt(path, `The script cannot be read: ${text.why}`), operation: describe(run) });
  }
}

/** `./script.sh`, `/opt/deploy`: a path that is run by itself. `known`: by its name it is read elsewhere already. */
export function followFile(run: Invocation, shell: Shell, frame: Frame, trace: Trace, known: boolean): void {
  const { name, args } = run;
  if (!name.value.includes('/') || run.remote !== undefined || builders.test(run.program)) return;
  const path = name.known ? resolvePath(shell.cwd, name.value, trace.home) : undefined;
  const listed = shell.written.files.has(name.value) || (path !== undefined && shell.written.files.has(path));
  if (path !== undefined && !listed && (installed.test(path) || path === `${trace.home}/.holdpoint/bin/holdpoint`))
    return;
  const own =
    path === undefined || temporary.test(path) || (shell.cwd !== undefined && isWithin(path, normalize(shell.cwd)));
  if (known && !own && !listed) return;
  const scripted = /\.(?:sh|bash|zsh|ksh|command|ps1|bat|cmd)$/i.test(name.value);
  const text = fileText(name, shell, trace);
  const ending = /\.(bat|cmd|ps1)$/i.exec(name.value)?.[1]?.toLowerCase();
  if (text.kind === 'text' && ending !== undefined) {
    const language = ending === 'ps1' ? 'powershell' : 'batch';
    runText(text.text, name, args, false, { what: describe(run), language, stdin: run.stdin, shell, frame, trace });
    return;
  }
  if (text.kind === 'text') {
    const shebang = /^#!\s*(\S+)(?:\s+(?:-\S+\s+)*(\S+))?/.exec(text.text);
    const interpreter =
      shebang === null ? 'sh' : /\/env$/.test(shebang[1] ?? '') ? (shebang[2] ?? '') : (shebang[1] ?? '');
    if (/(?:^|\/)(?:ba|z|da|k|a|mk)?sh$/.test(interpreter))
      runText(text.text, name, args, false, { what: describe(run), stdin: run.stdin, shell, frame, trace });
    else judgeCode({ ...name, value: text.text, known: true }, run, shell, frame, trace);
    return;
  }
  if (known) return;
  // A program somebody built is no script: it is held only where something about it says infrastructure.
  if (scripted || listed || trace.smells(describe(run))) {
    const why =
      text.kind === 'missing' ? 'There is no such file yet, so it cannot be read.' : `It cannot be read: ${text.why}`;
    trace.problem({ ...problemAt(name, why), operation: describe(run) });
  }
}
