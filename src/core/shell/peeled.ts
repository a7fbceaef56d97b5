/** What is inside a wrapper, and the few shapes most wrappers have. */
import { type Invocation, shapeOf, type Word } from './invocation.ts';
import { lastOption, names, type Options, readOptions } from './options.ts';

/** What a wrapper runs. `as` is the wrapper in a word or two, for people. */
export type Peeled = { readonly as: string; readonly remote?: string } & (
  | {
      readonly kind: 'argv';
      readonly words: readonly Word[];
      /** `NAME=value` words in front. */
      readonly assignments?: readonly Word[];
      readonly directory?: Word;
    }
  /** A line for a shell. `here`: it changes the shell that reads it. */
  | { readonly kind: 'text'; readonly text: Word; readonly parameters?: readonly Word[]; readonly here?: boolean }
  | { readonly kind: 'script'; readonly path: Word; readonly parameters: readonly Word[]; readonly here?: boolean }
  /** A shell or interpreter that takes its program from its standard input. */
  | { readonly kind: 'stdin'; readonly code: boolean; readonly parameters: readonly Word[] }
  /** A program in another language. */
  | { readonly kind: 'code'; readonly text: Word }
  | { readonly kind: 'codeFile'; readonly path: Word }
  /** A text for a shell of Windows. */
  | { readonly kind: 'powershell' | 'batch'; readonly text: Word }
  | { readonly kind: 'powershellFile'; readonly path: Word; readonly parameters: readonly Word[] }
);

export type Peel = (run: Invocation) => readonly Peeled[];

/** Whether a word is `NAME=value`. */
export const isAssignment = (word: Word): boolean => /^[A-Za-z_]\w*\+?=/.test(shapeOf(word));

export const stopping = (args: readonly Word[], values: string): Options =>
  readOptions(args, { values: names(values), clusters: true, stops: true });

interface Shape {
  /** Options that take a value. */
  readonly values?: string;
  /** Words between the options and the program. */
  readonly skip?: number;
  readonly assignments?: boolean;
  /** An option that names the directory. */
  readonly directory?: readonly string[];
}

/** A wrapper with options in front and the program behind. */
export const front = (as: string, { values = '', skip = 0, assignments = false, directory = [] }: Shape = {}): Peel => {
  return ({ args }) => inside(as, stopping(args, values), { skip, assignments, directory });
};

export function inside(
  as: string,
  options: Options,
  { skip = 0, assignments = false, directory = [] }: Shape,
): readonly Peeled[] {
  const words = options.words.slice(skip);
  const first = assignments ? words.findIndex((word) => !isAssignment(word)) : 0;
  const program = first < 0 ? [] : words.slice(first);
  if (program.length === 0) return [];
  const place = lastOption(options, ...directory)?.value;
  return [
    {
      kind: 'argv',
      as,
      words: program,
      ...(first > 0 ? { assignments: words.slice(0, first) } : {}),
      ...(place === undefined ? {} : { directory: place }),
    },
  ];
}

/** A tool one of whose subcommands runs a program: `poetry run`, `op run --`. `global`: options before the subcommand. */
export const under = (tool: string, subcommands: string, shape: Shape = {}, global = ''): Peel => {
  const wanted = names(subcommands);
  return ({ args }) => {
    const [subcommand, ...rest] = stopping(args, global).words;
    if (subcommand === undefined || !wanted.has(subcommand.value)) return [];
    return inside(`${tool} ${subcommand.value}`, stopping(rest, shape.values ?? ''), shape);
  };
};

/** Programs that take a whole line in an option: `su -c`, `script -c`, `nix-shell --run`. */
export const lineOption = (as: string, values: string, ...flags: readonly string[]): Peel => {
  return ({ args }) => {
    const text = lastOption(readOptions(args, { values: names(values), clusters: true }), ...flags)?.value;
    return text === undefined ? [] : [{ kind: 'text', as, text }];
  };
};

export const either =
  (...peels: readonly Peel[]): Peel =>
  (run) =>
    peels.map((peel) => peel(run)).find((found) => found.length > 0) ?? [];
