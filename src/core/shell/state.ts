/** What a shell knows while a line runs: variables, functions, aliases, its directory, and the files written on the way. */
import type { Function as FunctionNode } from 'unbash';
import type { Frame } from './frame.ts';
import { shapeOf, type Word } from './invocation.ts';

/** Every value a variable may have at this point; more than one after an `if` that sets it both ways. */
export type Values = readonly Word[];

export interface Defined {
  readonly body: FunctionNode['body'];
  /** The text the body stands in. */
  readonly frame: Frame;
}

export interface Shell {
  /** Whether the maps below are this shell's alone; a fork shares them until somebody writes. */
  owned: boolean;
  cwd: string | undefined;
  /** Where `cd -` goes. */
  previous: string | undefined;
  /** Missing: whatever the environment says. */
  variables: Map<string, Values>;
  arrays: Map<string, readonly Word[]>;
  /** Every text an alias may stand for, and every body a function may have. */
  aliases: Map<string, readonly string[]>;
  functions: Map<string, readonly Defined[]>;
  /** Variables that end with the function being called. */
  locals: ReadonlySet<string>;
  /** `$1`…; undefined when nobody knows. */
  parameters: readonly Word[] | undefined;
  /** What commands without a redirect of their own read. */
  stdin: Word | undefined;
  /** Shared by every shell of one line. */
  readonly written: Written;
}

/** What earlier parts of the line leave on the disk. */
interface Written {
  /** Path → text, or undefined for a text nobody knows. */
  readonly files: Map<string, string | undefined>;
  /** Copies and links of programs: path → the program's name. */
  readonly programs: Map<string, string>;
  /** A program that may rewrite any file here: `git pull`. */
  rewriter?: string;
  /** Bodies of functions that were called, so that they need not be read again. */
  readonly called: Set<Defined['body']>;
}

/** What every shell begins with; they are copied before anything is written. */
const noVariables: Shell['variables'] = new Map();
const noArrays: Shell['arrays'] = new Map();
const noAliases: Shell['aliases'] = new Map();
const noFunctions: Shell['functions'] = new Map();
const noLocals: Shell['locals'] = new Set();

export function newShell(cwd: string | undefined, parameters?: readonly Word[]): Shell {
  return {
    owned: false,
    cwd,
    previous: undefined,
    variables: noVariables,
    arrays: noArrays,
    aliases: noAliases,
    functions: noFunctions,
    locals: noLocals,
    parameters,
    stdin: undefined,
    written: { files: new Map(), programs: new Map(), called: new Set() },
  };
}

/** A copy whose changes are its own, as a subshell's are. */
export function fork(shell: Shell): Shell {
  shell.owned = false;
  return { ...shell };
}

/** To be called before a map of a shell is written. */
export function own(shell: Shell): void {
  if (shell.owned) return;
  shell.variables = new Map(shell.variables);
  shell.arrays = new Map(shell.arrays);
  shell.aliases = new Map(shell.aliases);
  shell.functions = new Map(shell.functions);
  shell.owned = true;
}

/** Takes back the local variables of a function that was called. */
export function leaveFunction(shell: Shell, before: Pick<Shell, 'variables' | 'arrays' | 'locals'>): void {
  if (shell.locals.size > 0) own(shell);
  for (const name of shell.locals) {
    const values = before.variables.get(name);
    const array = before.arrays.get(name);
    if (values === undefined) shell.variables.delete(name);
    else shell.variables.set(name, values);
    if (array === undefined) shell.arrays.delete(name);
    else shell.arrays.set(name, array);
  }
  shell.locals = before.locals;
}

/** How many variables are followed. Copies of more would take longer than reading; one left out is unknown. */
const mostVariables = 500;

/** Whether some variables are not followed, so that a missing one may have been set. */
export const isFull = ({ variables }: Shell): boolean => variables.size >= mostVariables;

/** Sets every value a variable may have. */
export function setValues(shell: Shell, name: string, values: Values): void {
  if (isFull(shell) && !shell.variables.has(name)) return;
  own(shell);
  shell.variables.set(name, values);
}

const most = 8;

/** What is known after one of several ways was taken: `shell` becomes what they have in common, variables keep every value. */
export function join(shell: Shell, ways: readonly Shell[]): void {
  const [first] = ways;
  if (first === undefined) return;
  const same = <Value>(pick: (way: Shell) => Value): Value | undefined => {
    const value = pick(first);
    return ways.every((way) => pick(way) === value) ? value : undefined;
  };
  shell.cwd = same(({ cwd }) => cwd);
  shell.previous = same(({ previous }) => previous);
  shell.parameters = same(({ parameters }) => parameters);
  if (ways.every(({ variables, functions }) => variables === shell.variables && functions === shell.functions)) return;
  joinVariables(shell, ways);
  own(shell);
  for (const name of new Set(ways.flatMap((way) => [...way.arrays.keys()]))) {
    const array = same((way) => way.arrays.get(name));
    if (array === undefined) shell.arrays.delete(name);
    else shell.arrays.set(name, array);
  }
  // Whichever way was taken, its definitions may hold.
  shell.aliases = union(ways.map(({ aliases }) => aliases));
  shell.functions = union(ways.map(({ functions }) => functions));
}

function union<Value>(maps: readonly ReadonlyMap<string, readonly Value[]>[]): Map<string, readonly Value[]> {
  const all = new Map<string, readonly Value[]>();
  for (const map of new Set(maps)) {
    for (const [name, values] of map) all.set(name, [...new Set([...(all.get(name) ?? []), ...values])]);
  }
  return all;
}

function joinVariables(shell: Shell, ways: readonly Shell[]): void {
  for (const name of new Set(ways.flatMap((way) => [...way.variables.keys()]))) {
    const values = new Map<string, Word>();
    let everywhere = true;
    for (const way of ways) {
      const known = way.variables.get(name);
      if (known === undefined) everywhere = false;
      for (const value of known ?? []) values.set(shapeOf(value), value);
    }
    if (!everywhere || values.size > most) {
      // On one way it keeps what the environment says: nobody knows.
      setValues(shell, name, []);
    } else {
      setValues(shell, name, [...values.values()]);
    }
  }
}
