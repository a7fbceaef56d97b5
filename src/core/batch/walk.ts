/**
 * Lines of cmd.exe and batch files, walked as cmd would run them: both ways of an `if`, the body of a `for`, both sides
 * of `&&` and `||`, and what stands behind every label.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 */
import { slashed } from '../powershell/windowsWords.ts';
import { runCommand } from '../shell/commands.ts';
import { type Frame, innerFrame } from '../shell/frame.ts';
import { hole, literal, type Redirect, shapeOf, unknowable, type Word } from '../shell/invocation.ts';
import { fork, own, type Shell, setValues } from '../shell/state.ts';
import { deepest, type Trace } from '../shell/trace.ts';
import { textWord } from '../shell/written.ts';
import { internal } from './internal.ts';
import { type Token, tokens } from './tokens.ts';
import { expand, wordOf } from './words.ts';

interface Reader {
  readonly frame: Frame;
  readonly shell: Shell;
  readonly trace: Trace;
  readonly list: readonly Token[];
  at: number;
  /** Inside an `if` or a `for`: what is set there may not be set afterwards. */
  maybe: boolean;
  depth: number;
}

/** Reads a text as cmd.exe does. */
export function walkBatch(frame: Frame, shell: Shell, trace: Trace): void {
  commands({ frame, shell, trace, list: tokens(frame.source), at: 0, maybe: false, depth: 0 }, false);
}

const separator = /^(?:&&?|\|\||\n)$/;
const peek = ({ list, at }: Reader): Token | undefined => list[at];
const isWord = (token: Token | undefined, pattern: RegExp): boolean =>
  token !== undefined && !token.operator && pattern.test(token.text);

/** Commands up to the end, or up to the parenthesis that closes them. */
function commands(reader: Reader, nested: boolean): void {
  for (;;) {
    const token = peek(reader);
    if (token === undefined) return;
    if (token.operator && token.text === ')') {
      reader.at += 1;
      if (nested) return;
    } else if (token.operator && separator.test(token.text)) reader.at += 1;
    else if (!pipeline(reader)) reader.at += 1;
  }
}

/** Commands between pipes. False where nothing was read. */
function pipeline(reader: Reader): boolean {
  const start = reader.at;
  let stdin: Word | undefined;
  for (;;) {
    const from = peek(reader);
    stdin = command(reader, stdin);
    const token = peek(reader);
    if (token?.operator !== true || token.text !== '|') break;
    reader.at += 1;
    stdin ??= from === undefined ? undefined : unknowable('…', reader.frame.locate(from.pos, token.pos));
  }
  return reader.at > start;
}

const mostNested = 40;

/** One command; its output, where it can be told. */
function command(reader: Reader, stdin: Word | undefined): Word | undefined {
  const token = peek(reader);
  if (token === undefined || reader.trace.left <= 0) {
    reader.at = reader.list.length;
    return undefined;
  }
  if (reader.depth >= mostNested) {
    reader.trace.problem({ operation: token.text, why: 'It is nested deeper than Holdpoint reads.' });
    reader.at = reader.list.length;
    return undefined;
  }
  reader.depth += 1;
  const output = nestedCommand(reader, token, stdin);
  reader.depth -= 1;
  return output;
}

function nestedCommand(reader: Reader, token: Token, stdin: Word | undefined): Word | undefined {
  if (token.operator) {
    if (token.text !== '(') return undefined;
    reader.at += 1;
    commands(reader, true);
    return undefined;
  }
  if (/^@?if$/i.test(token.text)) {
    condition(reader);
    return undefined;
  }
  if (/^@?for$/i.test(token.text)) {
    loop(reader);
    return undefined;
  }
  return bound(reader, stdin);
}

/** `if [not] exist X …`, `if "%a%"=="b" (…) else …`. */
function condition(reader: Reader): void {
  reader.at += 1;
  while (isWord(peek(reader), /^(?:\/i|not)$/i)) reader.at += 1;
  if (isWord(peek(reader), /^(?:exist|defined|errorlevel|cmdextversion)$/i)) reader.at += 2;
  else {
    const first = peek(reader)?.text ?? '';
    reader.at += 1;
    const next = peek(reader);
    if (/==./.test(first)) reader.at += 0;
    else if (first.endsWith('==') || isWord(next, /^==./)) reader.at += 1;
    else if (isWord(next, /^(?:==|equ|neq|lss|leq|gtr|geq)$/i)) reader.at += 2;
  }
  const before = reader.maybe;
  reader.maybe = true;
  command(reader, undefined);
  const token = peek(reader);
  if (isWord(token, /^else$/i)) {
    reader.at += 1;
    command(reader, undefined);
  }
  reader.maybe = before;
}

const mostRounds = 16;

/** `for %i in (a b) do …`, `for /f "tokens=*" %i in ('command') do …`. */
function loop(reader: Reader): void {
  reader.at += 1;
  let variable: string | undefined;
  let kind = '';
  for (;;) {
    const token = peek(reader);
    if (token === undefined) return;
    if (token.operator) break;
    reader.at += 1;
    if (/^in$/i.test(token.text)) break;
    const name = /^%{1,2}([a-z?])$/i.exec(token.text)?.[1];
    if (name !== undefined) variable = name;
    else if (/^\/[a-z]$/i.test(token.text)) kind = token.text.toLowerCase();
  }
  const open = peek(reader);
  if (open?.operator !== true || open.text !== '(') return;
  let depth = 0;
  const from = open.end;
  let until = from;
  do {
    const token = peek(reader);
    if (token === undefined) return;
    if (token.operator && token.text === '(') depth += 1;
    if (token.operator && token.text === ')') depth -= 1;
    until = token.pos;
    reader.at += 1;
  } while (depth > 0);
  const set = reader.frame.source.slice(from, until).trim();
  const inner = kind === '/f' ? /^(['`])([\s\S]*)\1$/.exec(set)?.[2] : undefined;
  if (inner !== undefined && reader.frame.depth < deepest)
    walkBatch(
      innerFrame(reader.frame, inner.replace(/\^(?=[|&<>])/g, ''), literal(inner, reader.frame.locate(from, until)), {
        wrappers: [...reader.frame.wrappers, 'for'],
      }),
      fork(reader.shell),
      reader.trace,
    );
  if (isWord(peek(reader), /^do$/i)) reader.at += 1;
  const items =
    kind === '/f' || kind === '/l'
      ? []
      : expand(set, reader)
          .split(/[\s,;]+/)
          .filter(Boolean);
  const before = reader.maybe;
  reader.maybe = true;
  const body = reader.at;
  const values = items.length > 0 && items.length <= mostRounds ? items.map(fileName) : [undefined];
  for (const value of values) {
    reader.at = body;
    if (variable !== undefined) {
      own(reader.shell);
      setValues(reader.shell, `%${variable}`, value === undefined ? [] : [value]);
    }
    command(reader, undefined);
  }
  reader.maybe = before;
}

/** `build\*` stands for files of which only the folder is known. */
function fileName(item: string): Word {
  const shape = item.replaceAll('"', '').replaceAll(/[*?]+/g, hole);
  return shape.includes(hole) ? { value: item, known: false, shape } : literal(shape);
}

const mostBindings = 8;

/** Runs a command once for each value that a variable in it may have. */
function bound(reader: Reader, stdin: Word | undefined, most = mostBindings): Word | undefined {
  const { shell, list, at } = reader;
  let until = at;
  while (list[until]?.operator === false) until += 1;
  const text = list
    .slice(at, until)
    .map((token) => token.text)
    .join(' ');
  const name = [...text.matchAll(/[%!]([\w.-]+)[%!]/g)]
    .map(([, found = '']) => found.toUpperCase())
    .find((found) => (shell.variables.get(found)?.length ?? 0) > 1);
  const values = name === undefined ? undefined : shell.variables.get(name);
  if (name === undefined || values === undefined || values.length > most) return simple(reader, stdin);
  let output: Word | undefined;
  for (const value of values) {
    reader.at = at;
    const only = [value];
    own(shell);
    setValues(shell, name, only);
    output = bound(reader, stdin, most / values.length);
    // What the command has set itself stays.
    if (shell.variables.get(name) === only) setValues(shell, name, values);
  }
  return output;
}

function simple(reader: Reader, stdin: Word | undefined): Word | undefined {
  const { frame, shell, trace } = reader;
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  let nested = 0;
  const first = peek(reader);
  for (;;) {
    const token = peek(reader);
    if (token === undefined) break;
    if (token.operator) {
      if (/[<>]/.test(token.text)) {
        reader.at += 1;
        const target = peek(reader);
        if (/&\d$/.test(token.text) || target === undefined || target.operator) continue;
        reader.at += 1;
        const word = wordOf(target, reader);
        redirects.push({
          operator: token.text.replace(/^\d/, ''),
          target: /^nul$/i.test(word.value) ? literal('/dev/null') : slashed(word),
        });
        continue;
      }
      if (token.text === '(') nested += 1;
      else if (token.text === ')' && nested > 0) nested -= 1;
      else break;
      words.push(literal(token.text, frame.locate(token.pos, token.end)));
      reader.at += 1;
      continue;
    }
    words.push(...split(token, words.length === 0).map((part) => wordOf(part, reader)));
    reader.at += 1;
  }
  const [name, ...args] = words;
  if (name === undefined || first === undefined) return undefined;
  const end = reader.list[reader.at - 1]?.end ?? first.end;
  const raw = frame.source.slice(first.end, end);
  const run = (all: readonly Word[], input = stdin, to: readonly Redirect[] = redirects) =>
    runCommand({ words: all, assignments: new Map(), redirects: to, stdin: input }, shell, frame, trace);
  const known = internal({
    name,
    args,
    stdin,
    run,
    set: (variable, value) => setVariable(variable, value, reader),
    move: (to) => {
      shell.cwd = to;
    },
    text: (path) => textWord(path, shell, trace),
    raw: expand(raw, reader),
    cwd: shell.cwd,
    home: trace.home,
    redirects,
  });
  if (known !== undefined) return known.output;
  run([programWord(name, reader), ...args]);
  return unknowable('…', frame.locate(first.pos, end));
}

/** Batch files that come with tools, and stand in no project. */
const installed =
  /^(?:gradle|flutter|dart|activate|deactivate|conda|vcvars\w*|vsdevcmd|pyenv|mvn|ant|sbt|scala|kotlinc?|catalina|nmake)$/i;

/** A program, or a batch file of the directory, which cmd finds without a path. */
function programWord(name: Word, { shell, trace }: Reader): Word {
  if (/[\\/]/.test(name.value)) return slashed(name);
  const [, base = '', ending = ''] = /^([\w.-]+)\.(bat|cmd)$/i.exec(name.value) ?? [];
  if (base === '' || installed.test(base) || trace.knows(base.toLowerCase())) return name;
  const here = { ...name, value: `./${name.value}` };
  return /^bat$/i.test(ending) || textWord(here, shell, trace) !== undefined ? here : name;
}

/** `@echo`, `del/q`, `echo.`: the name ends where a path or a switch begins. */
function split(token: Token, isName: boolean): readonly Token[] {
  if (!isName) return [token];
  const text = token.text.replace(/^@+/, '');
  const [, name = '', rest = ''] =
    /^(echo|del|erase|rd|rmdir|cd|chdir|md|mkdir|copy|move|type|dir|start|set|call|pushd|ren)([./\\:;,=+(].*)$/i.exec(
      text,
    ) ?? [];
  if (name === '') return text === '' ? [] : [{ ...token, text }];
  const argument = /^echo$/i.test(name) ? rest.slice(1) : rest;
  return [{ ...token, text: name }, ...(argument === '' ? [] : [{ ...token, text: argument }])];
}

/** cmd.exe takes no longer one. */
const longestLine = 8191;

function setVariable(name: string, value: Word | undefined, { shell, maybe }: Reader): void {
  const upper = name.toUpperCase();
  own(shell);
  const before = maybe ? (shell.variables.get(upper) ?? []) : [];
  // Which of its values it has later is not known.
  const known = value !== undefined && shapeOf(value).length <= longestLine;
  setValues(shell, upper, !known ? [] : [...before, value].slice(0, mostBindings + 1));
}
