/** What the words and redirects of one command come to, with what the shell knows when it gets there. */
import type { AndOr, Assignment, Command, Word as Node, ParsedScript, Redirection } from 'unbash';
import { resolvePath } from '../paths.ts';
import type { Frame } from './frame.ts';
import { hole, literal, programOf, type Redirect, shapeOf, type Word } from './invocation.ts';
import { printed } from './output.ts';
import { fork, type Shell } from './state.ts';
import type { Trace } from './trace.ts';
import { type Expander, expandTarget, expandWhole, expandWord } from './words.ts';
import { textWord } from './written.ts';

/** A text being read, and the shell that reads it. */
export interface Walk {
  readonly frame: Frame;
  readonly shell: Shell;
  readonly trace: Trace;
}

/** How the words of this place are expanded. */
export const expander = ({ frame, shell, trace }: Walk): Expander => ({
  frame,
  shell,
  home: trace.home,
  output: (script) => substituted(script, { frame, shell, trace }),
});

/** What `$(…)` prints, without the line ends at its end. */
function substituted(script: ParsedScript, walk: Walk): Word | undefined {
  const [statement, ...others] = script.commands;
  if (statement === undefined || others.length > 0 || (script.errors?.length ?? 0) > 0 || script.source !== undefined)
    return undefined;
  const { command } = statement;
  let printing: Word | undefined;
  if (command.type === 'Command') printing = outputOf(command, walk);
  else if (command.type === 'AndOr') printing = directoryOf(command, walk);
  else if (command.type === 'Pipeline') {
    const part = { ...walk, shell: fork(walk.shell) };
    for (const piece of command.commands) {
      if (piece.type !== 'Command') return undefined;
      printing = outputOf(piece, part);
      if (printing === undefined) return undefined;
      part.shell.stdin = printing;
    }
  }
  if (printing === undefined) return undefined;
  const shape = shapeOf(printing).replace(/\n+$/, '');
  return { ...printing, value: printing.known ? shape : printing.value, ...(printing.known ? {} : { shape }) };
}

/** `$(cd DIR && pwd)`, the way scripts find out where they lie. */
function directoryOf({ commands, operators }: AndOr, walk: Walk): Word | undefined {
  const [first, second] = commands;
  if (commands.length !== 2 || operators[0] !== '&&' || first?.type !== 'Command' || second?.type !== 'Command')
    return undefined;
  const [cd, target, ...more] = wordsOf(first, walk);
  if (cd?.value !== 'cd' || target === undefined || !target.known || more.length > 0 || second.name?.value !== 'pwd')
    return undefined;
  const path = resolvePath(walk.shell.cwd, target.value, walk.trace.home);
  return path === undefined ? undefined : literal(path, target.span);
}

/** What a command prints, where that can be told without running it. */
export function outputOf(command: Command, walk: Walk): Word | undefined {
  const [name, ...args] = wordsOf(command, walk);
  if (name === undefined || !name.known || walk.shell.functions.has(name.value)) return undefined;
  if (command.redirects.some(({ operator }) => operator.includes('>'))) return undefined;
  const stdin =
    command.redirects.map((redirect) => readRedirect(redirect, walk).stdin).find((word) => word !== undefined) ??
    walk.shell.stdin;
  return printed({
    program: programOf(name) ?? '',
    args,
    stdin,
    cwd: walk.shell.cwd,
    file: (path) => textWord(path, walk.shell, walk.trace),
  });
}

/** `X=<(ls) make`: the parser takes the substitution for the program. */
export function mended(command: Command): Command {
  const last = command.prefix.at(-1);
  const { name } = command;
  if (name === undefined || last?.type !== 'Assignment' || !/^[<>]\(/.test(name.text)) return command;
  if (last.end !== name.pos || last.value.type !== 'Word' || last.value.text !== '') return command;
  const assignment: Assignment = {
    type: 'Assignment',
    pos: last.pos,
    end: name.end,
    text: last.text + name.text,
    name: last.name,
    value: name,
    append: last.append,
    index: last.index,
  };
  const [next, ...rest] = command.args;
  const others = command.suffix.filter((part) => part !== next);
  return {
    type: 'Command',
    pos: command.pos,
    end: command.end,
    name: next?.type === 'Word' ? next : undefined,
    prefix: [...command.prefix.slice(0, -1), assignment, ...(next?.type === 'Assignment' ? [next] : [])],
    suffix: others,
    args: rest,
    redirects: command.redirects,
  };
}

/** The program and its arguments, expanded. */
export function wordsOf({ name, args }: Command, walk: Walk): readonly Word[] {
  const how = expander(walk);
  return [
    ...(name === undefined ? [] : expandWord(name, how)),
    ...args.flatMap((arg) => (arg.type === 'Word' ? expandWord(arg, how) : assignmentWord(arg, how))),
  ];
}

/** `export X=value` takes its value whole. */
function assignmentWord({ value, text, pos, end }: Assignment, how: Expander): readonly Word[] {
  const span = how.frame.locate(pos, end);
  if (value.type === 'ArrayValue')
    return [{ ...literal(text, span), known: false, shape: text.slice(0, text.indexOf('(')) + hole }];
  const right = expandWhole(value, how);
  const left = text.slice(0, text.length - value.text.length);
  const shape = left + shapeOf(right);
  return [
    {
      value: left + right.value,
      known: right.known,
      ...(right.known ? {} : { shape }),
      ...(span === undefined ? {} : { span }),
    },
  ];
}

/** Where a redirect leads, or what it gives to read. */
export function readRedirect(
  redirection: Redirection,
  walk: Walk,
): { readonly redirect?: Redirect; readonly stdin?: Word } {
  const how = expander(walk);
  switch (redirection.type) {
    case 'HereDoc':
      return { stdin: hereText(redirection.body, redirection.operator === '<<-', how) };
    case 'HereString':
      return { stdin: redirection.target === undefined ? literal('') : expandWhole(redirection.target, how) };
    case 'Redirect': {
      if (redirection.target === undefined) return {};
      const target = expandTarget(redirection.target, how);
      // `>&1` copies a descriptor, `>&name` writes a file.
      if (redirection.operator === '<&')
        return { stdin: { ...target, value: `$(<&${target.value})`, known: false, shape: hole } };
      if (redirection.operator === '>&' && /^(?:\d+|-|\d+-)$/.test(target.value)) return {};
      if (redirection.operator !== '<') return { redirect: { operator: redirection.operator, target } };
      const text = feeds(walk.frame) ? textWord(target, walk.shell, walk.trace) : undefined;
      const unknown: Word = { ...target, value: fedBy(target), known: false, shape: hole };
      return { redirect: { operator: '<', target }, stdin: text ?? unknown };
    }
  }
}

/** The text shown for what comes out of a file, or out of `<(…)`. */
const fedBy = ({ value }: Word): string => (value.startsWith('<(') ? `$${value.slice(1)}` : `$(<${value})`);

/** Programs that run or send what they read: only for them is a file on the left of a pipe worth opening. */
const reads =
  /\b(?:\w*sh|psql|mysql|mariadb|mycli|sqlite3?|duckdb|sqlcmd|sqlplus|clickhouse(?:-client)?|cockroach|snowsql|beeline|redis-cli|valkey-cli|mongo|prisma|xargs|parallel|at|batch|python\d?|node|ruby|perl|php)\b/;

const fed = new WeakMap<Frame, boolean>();

function feeds(frame: Frame): boolean {
  const known = fed.get(frame) ?? reads.test(frame.source);
  fed.set(frame, known);
  return known;
}

function hereText(
  body: { readonly text: string; readonly parts: Node['parts']; readonly pos: number; readonly end: number },
  strip: boolean,
  how: Expander,
): Word {
  const text: Word =
    body.parts === undefined
      ? literal(body.text, how.frame.locate(body.pos, body.end))
      : // Expanded as between double quotes: nothing is split.
        expandWhole(
          { type: 'Word', text: `"${body.text}"`, value: body.text, pos: body.pos, end: body.end, parts: body.parts },
          how,
        );
  return strip
    ? {
        ...text,
        value: text.value.replace(/^\t+/gm, ''),
        ...(text.shape === undefined ? {} : { shape: text.shape.replace(/^\t+/gm, '') }),
      }
    : text;
}
