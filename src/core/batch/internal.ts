/**
 * Commands that cmd.exe has inside, read as the programs of the same meaning: `del` is `rm`, `copy` is `cp`, `type` is
 * `cat`. https://learn.microsoft.com/windows-server/administration/windows-commands/windows-commands
 */
import { resolvePath } from '../paths.ts';
import { slashed } from '../powershell/windowsWords.ts';
import { hole, literal, type Redirect, shapeOf, unknowable, type Word } from '../shell/invocation.ts';

export interface Asked {
  readonly name: Word;
  readonly args: readonly Word[];
  readonly stdin: Word | undefined;
  readonly redirects: readonly Redirect[];
  /** What stands behind the name, as one text with its variables resolved. */
  readonly raw: string;
  readonly cwd: string | undefined;
  readonly home: string | undefined;
  readonly run: (words: readonly Word[], stdin?: Word) => void;
  readonly set: (name: string, value: Word | undefined) => void;
  readonly move: (to: string | undefined) => void;
  /** The text of a file, where it can be had. */
  readonly text: (path: Word) => Word | undefined;
}

interface Done {
  readonly output: Word | undefined;
}

const done: Done = { output: undefined };

const isSwitch = (word: Word): boolean => /^\/[a-z?-][^\\/]*$/i.test(shapeOf(word));
const operands = (args: readonly Word[]): readonly Word[] =>
  args.filter((word) => !isSwitch(word)).map((word) => slashed(word));

/** What stays in this shell and says nothing. */
const quiet =
  /^(?:rem|title|color|cls|pause|exit|ver|vol|prompt|setlocal|endlocal|goto|shift|path|verify|break|date|time|dir|more|find|findstr|where|sort|fc|comp|tree|help|timeout|choice|chcp|hostname|whoami|systeminfo|tasklist|driverquery|getmac|doskey|mode|assoc|ftype)$/;

/** What an internal command comes to; undefined for a program. */
export function internal(asked: Asked): Done | undefined {
  const { name, args, run } = asked;
  const program = name.value.toLowerCase();
  const as = (text: string) => literal(text, name.span);
  if (program.startsWith(':')) return done;
  if (/^[a-z]:$/.test(program)) {
    asked.move(undefined);
    return done;
  }
  if (quiet.test(program)) {
    if (asked.redirects.length > 0) run([as(program)]);
    return { output: unknowable('…', name.span) };
  }
  switch (program) {
    case 'echo': {
      const text = {
        ...literal(asked.raw.trim(), name.span),
        ...(asked.raw.includes(hole) ? { known: false, shape: asked.raw.trim() } : {}),
      };
      if (asked.redirects.length > 0) run([as('echo'), ...args]);
      return { output: text };
    }
    case 'set':
      setting(asked);
      return done;
    case 'cd':
    case 'chdir':
    case 'pushd': {
      const [to] = operands(args);
      if (to !== undefined) asked.move(to.known ? resolvePath(asked.cwd, to.value, asked.home) : undefined);
      return done;
    }
    case 'popd':
      asked.move(undefined);
      return done;
    case 'del':
    case 'erase':
      run([as('rm'), ...operands(args)]);
      return done;
    case 'rd':
    case 'rmdir':
      run([as('rm'), literal('-r'), ...operands(args)]);
      return done;
    case 'copy':
      run([as('cp'), ...operands(args)]);
      return done;
    case 'move':
      run([as('mv'), ...operands(args)]);
      return done;
    case 'ren':
    case 'rename':
      renaming(asked, as('mv'));
      return done;
    case 'md':
    case 'mkdir':
      run([as('mkdir'), ...operands(args)]);
      return done;
    case 'mklink': {
      const [link, target] = operands(args);
      if (link !== undefined && target !== undefined) run([as('ln'), literal('-s'), target, link]);
      return done;
    }
    case 'type': {
      const [path, ...more] = operands(args);
      run([as('cat'), ...operands(args)]);
      return {
        output: path !== undefined && more.length === 0 ? (asked.text(path) ?? unknowable('…', path.span)) : undefined,
      };
    }
    case 'start':
      starting(asked);
      return done;
    case 'call': {
      const [called, ...rest] = args;
      if (called !== undefined && !called.value.startsWith(':')) {
        const path = /[\\/]/.test(called.value)
          ? slashed(called)
          : /\.(?:bat|cmd)$/i.test(called.value)
            ? { ...called, value: `./${called.value}` }
            : called;
        if (internal({ ...asked, name: path, args: rest, raw: rest.map(shapeOf).join(' ') }) === undefined)
          run([path, ...rest]);
      }
      return done;
    }
    default:
      return undefined;
  }
}

/** `set X=value`, `set "X=value"`, `set /a`, `set /p`. */
function setting({ raw, name, set }: Asked): void {
  const [, ask = '', quoted = '', key = '', text = ''] = /^\s*(?:\/([ap])\s*)?("?)([^=]+)=(.*)$/is.exec(raw) ?? [];
  if (key === '') return;
  const value = quoted === '' ? text : text.replace(/"\s*$/, '');
  const known = !value.includes(hole);
  const word: Word = known
    ? literal(value, name.span)
    : { ...unknowable(value.replaceAll(hole, '…'), name.span), shape: value };
  set(key.trim(), ask === '' ? word : undefined);
}

function renaming({ args, run }: Asked, program: Word): void {
  const [from, to] = operands(args);
  if (from === undefined || to === undefined) return;
  const folder = shapeOf(from).replace(/[^/]*$/, '');
  run([program, from, folder === '' ? to : { ...to, value: `${folder}${to.value}` }]);
}

/** `start "title" /wait /d DIR PROGRAM …`. */
function starting(asked: Asked): void {
  const { args, run, raw } = asked;
  let index = /^\s*"/.test(raw) && args.length > 1 ? 1 : 0;
  while (isSwitch(args[index] ?? literal('')))
    index += /^\/(?:d|affinity|node)$/i.test(args[index]?.value ?? '') ? 2 : 1;
  const [program, ...rest] = args.slice(index);
  if (program === undefined) return;
  if (internal({ ...asked, name: program, args: rest, raw: rest.map(shapeOf).join(' ') }) === undefined)
    run([/[\\/]/.test(program.value) ? slashed(program) : program, ...rest]);
}
