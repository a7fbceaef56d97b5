/**
 * Commands that change the shell which reads the line: `cd`, `export`, `alias`, `set`, `read` and their like.
 * What they do is followed as far as it matters for the commands after them.
 */
import { resolvePath } from '../paths.ts';
import { hole, literal, partOf, shapeOf, unknowable, type Word } from './invocation.ts';
import { isAssignment } from './peeled.ts';
import { own, type Shell, setValues } from './state.ts';

type Builtin = (args: readonly Word[], shell: Shell, home: string | undefined) => void;

const operands = (args: readonly Word[]): readonly Word[] =>
  args.filter(({ value }) => !/^-./.test(value) && value !== '--');

function moveTo(shell: Shell, cwd: string | undefined): void {
  shell.previous = shell.cwd;
  shell.cwd = cwd;
}

const cd: Builtin = (args, shell, home) => {
  const [target] = operands(args);
  if (target === undefined) moveTo(shell, home);
  else if (target.value === '-') moveTo(shell, shell.previous);
  else moveTo(shell, target.known ? resolvePath(shell.cwd, target.value, home) : undefined);
};

/** `NAME=value`, `NAME+=value`: sets a variable of the shell. */
export function assign(shell: Shell, word: Word): void {
  const match = /^([A-Za-z_]\w*)(\+?)=/.exec(shapeOf(word));
  const name = match?.[1];
  if (name === undefined) return;
  setVariable(shell, name, partOf(word, match?.[0].length ?? 0), match?.[2] === '+');
}

/** Sets a variable, or adds to it. */
export function setVariable(shell: Shell, name: string, value: Word, append = false): void {
  dropArray(shell, name);
  if (!append) {
    setValues(shell, name, [value]);
    return;
  }
  const [old, ...others] = shell.variables.get(name) ?? [];
  if (old === undefined || others.length > 0) {
    setValues(shell, name, []);
    return;
  }
  const known = old.known && value.known;
  const joined: Word = { ...value, value: old.value + value.value, known };
  setValues(shell, name, [known ? joined : { ...joined, shape: shapeOf(old) + shapeOf(value) }]);
}

function dropArray(shell: Shell, name: string): void {
  if (!shell.arrays.has(name)) return;
  own(shell);
  shell.arrays.delete(name);
}

/** A value that comes from outside: input, a file, a command. */
const forget = (shell: Shell, name: string): void => {
  setValues(shell, name, []);
  dropArray(shell, name);
};

const declare =
  (scoped: boolean): Builtin =>
  (args, shell) => {
    // A reference or a number: what it stands for is not what is written.
    const indirect = args.some(({ value }) => /^-[a-zA-Z]*[ni]/.test(value));
    const global = args.some(({ value }) => /^-[a-zA-Z]*g/.test(value));
    for (const word of operands(args)) {
      if (scoped && !global) shell.locals = new Set(shell.locals).add(shapeOf(word).split(/\+?=/, 1)[0] ?? '');
      if (!isAssignment(word)) continue;
      if (indirect) forget(shell, shapeOf(word).split(/\+?=/, 1)[0] ?? '');
      else assign(shell, word);
    }
  };

/** `hash -p PATH NAME` makes a name run another program. */
const hash: Builtin = (args, shell) => {
  const index = args.findIndex(({ value }) => value === '-p');
  const [path, name] = index < 0 ? [] : args.slice(index + 1);
  if (path === undefined || name === undefined) return;
  own(shell);
  shell.aliases.set(name.value, [path.value]);
};

const readInto: Builtin = (args, shell) => {
  // Where it comes from may say enough: `find . | while read -r path`.
  const from = shell.stdin?.known === false && shapeOf(shell.stdin) === hole ? [shell.stdin] : [];
  for (const word of operands(args)) {
    if (!word.known) continue;
    forget(shell, word.value);
    setValues(shell, word.value, from);
  }
  forget(shell, 'REPLY');
  forget(shell, 'MAPFILE');
};

const set: Builtin = (args, shell) => {
  const dashes = args.findIndex(({ value }) => value === '--');
  if (dashes >= 0) shell.parameters = args.slice(dashes + 1);
  else if (args.length > 0 && !/^[-+]/.test(args[0]?.value ?? '')) shell.parameters = args;
};

const shift: Builtin = ([count], shell) => {
  const by = count === undefined ? 1 : Number(count.value);
  shell.parameters = Number.isInteger(by) ? shell.parameters?.slice(by) : undefined;
};

const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['cd', cd],
  ['pushd', cd],
  ['popd', (_, shell) => moveTo(shell, shell.previous)],
  ['export', declare(false)],
  ['declare', declare(true)],
  ['typeset', declare(true)],
  ['local', declare(true)],
  ['readonly', declare(false)],
  ['hash', hash],
  ['read', readInto],
  ['mapfile', readInto],
  ['readarray', readInto],
  ['getopts', readInto],
  [
    'printf',
    (args, shell) => {
      if (args[0]?.value === '-v' && args[1]?.known === true) forget(shell, args[1].value);
    },
  ],
  [
    'let',
    (args, shell) => {
      for (const { value } of args) forget(shell, value.split(/\W/)[0] ?? '');
    },
  ],
  [
    'unset',
    (args, shell) => {
      own(shell);
      for (const { value } of operands(args)) {
        shell.variables.delete(value);
        shell.arrays.delete(value);
        shell.functions.delete(value);
      }
    },
  ],
  [
    'alias',
    (args, shell) => {
      own(shell);
      for (const word of args) {
        const match = /^([^=]+)=([\s\S]*)$/.exec(word.value);
        if (match?.[1] !== undefined && match[2] !== undefined) shell.aliases.set(match[1], [match[2]]);
      }
    },
  ],
  ['set', set],
  ['shift', shift],
]);

/** Options of the shell's own programs whose value it runs. https://www.gnu.org/software/bash/manual/html_node/Bash-Builtins.html */
const runningOptions: ReadonlyMap<string, RegExp> = new Map([
  ['mapfile', /^-C$/],
  ['readarray', /^-C$/],
  ['complete', /^-C$/],
  ['compgen', /^-[CW]$/],
  ['bind', /^-x$/],
]);

/** They take the subscript of an array, and what is substituted in it runs: `let 'a[$(X)]'`. */
const subscripted = new Set([
  'let',
  'declare',
  'typeset',
  'local',
  'export',
  'readonly',
  'read',
  'unset',
  'printf',
  'test',
  '[',
]);

/** Lines that one of the shell's own programs runs. */
export function carriedBy(program: string, args: readonly Word[]): readonly Word[] {
  const option = runningOptions.get(program);
  if (option !== undefined)
    return args.flatMap((word, index) => {
      if (!option.test(args[index - 1]?.value ?? '')) return [];
      const key = program === 'bind' ? /^"(?:[^"\\]|\\.)*"\s*:\s*/.exec(shapeOf(word))?.[0].length : 0;
      const text = shapeOf(word).slice(key);
      // Completion of a tool by itself: `complete -C /usr/bin/terraform terraform`.
      // It is given the line that was read.
      if (/^(?:mapfile|readarray)$/.test(program))
        return [{ ...unknowable(text, word.span), shape: `${text} ${hole}` }];
      return /\s|\$/.test(text) ? [literal(text, word.span)] : [];
    });
  if (!subscripted.has(program)) return [];
  const found = program === 'let' ? /\$\(|`/ : /^[A-Za-z_]\w*\[.*(?:\$\(|`)/;
  return args.flatMap((word) => (found.test(shapeOf(word)) ? substitutionsIn(word) : []));
}

const substitutionsIn = (word: Word): readonly Word[] =>
  [
    ...shapeOf(word)
      .slice(0, 5_000)
      .matchAll(/\$\(([^()]*(?:\([^()]*\)[^()]*)*)\)|`([^`]*)`/g),
  ].map(([, one, other]) => literal(one ?? other ?? '', word.span));

/** Whether a program is one of the shell's own that only change the shell, and if so applies it. */
export function applyBuiltin(program: string, args: readonly Word[], shell: Shell, home: string | undefined): boolean {
  const builtin = builtins.get(program);
  builtin?.(args, shell, home);
  return builtin !== undefined;
}
