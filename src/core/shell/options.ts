/** Options of a command line, told apart from its words, the way `getopt_long`, Go's `flag` and pflag read them. */
import { hole, partOf, shapeOf, type Word } from './invocation.ts';

export interface Option {
  /** As written, without its value: `-n`, `--namespace`, `-chdir`. */
  readonly name: string;
  readonly word: Word;
  readonly value?: Word;
}

export interface Options {
  readonly options: readonly Option[];
  /** What is no option: subcommands, targets, and everything after `--`. */
  readonly words: readonly Word[];
  /** How many of `words` came before a `--`; all of them when there is none. */
  readonly before: number;
}

export interface OptionStyle {
  /** Options that take the next word as their value, when it is not given with `=`. */
  readonly values: ReadonlySet<string>;
  /** `-abc` is `-a -b -c`, and `-nvalue` is `-n value`. False for tools whose long options have one dash. */
  readonly clusters: boolean;
  /** Everything from the first word on belongs to another program. */
  readonly stops?: boolean;
}

const known = new Map<string, ReadonlySet<string>>();

/** The names in a line of text, as a set. The text is one of the code's own: it is taken apart once. */
export function names(text: string): ReadonlySet<string> {
  const before = known.get(text);
  if (before !== undefined) return before;
  const found = new Set(text.split(/\s+/).filter(Boolean));
  known.set(text, found);
  return found;
}

export function readOptions(args: readonly Word[], style: OptionStyle): Options {
  const options: Option[] = [];
  const words: Word[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index];
    if (word === undefined) break;
    const shape = shapeOf(word);
    if (shape === '--') {
      const before = words.length;
      words.push(...args.slice(index + 1));
      return { options, words, before };
    }
    if (!shape.startsWith('-') || shape === '-') {
      words.push(word);
      if (!style.stops) continue;
      words.push(...args.slice(index + 1));
      break;
    }
    const next = args[index + 1];
    const { found, takesNext } = readOption(word, shape, next, style);
    options.push(...found);
    if (takesNext) index += 1;
  }
  return { options, words, before: words.length };
}

function readOption(
  word: Word,
  shape: string,
  next: Word | undefined,
  { values, clusters }: OptionStyle,
): { readonly found: readonly Option[]; readonly takesNext: boolean } {
  const equals = shape.indexOf('=');
  const long = shape.startsWith('--') || !clusters;
  const name = long && equals > 0 ? shape.slice(0, equals) : shape;
  if (long) {
    if (equals > 0) return { found: [{ name, word, value: partOf(word, equals + 1) }], takesNext: false };
    if (values.has(name) && next !== undefined) return { found: [{ name, word, value: next }], takesNext: true };
    return { found: [{ name, word }], takesNext: false };
  }
  const found: Option[] = [];
  for (let at = 1; at < shape.length; at += 1) {
    const letter = shape[at];
    if (letter === hole) {
      found.push({ name: `-${hole}`, word });
      break;
    }
    const short = `-${letter}`;
    if (!values.has(short)) {
      found.push({ name: short, word });
      continue;
    }
    const rest = shape.slice(at + 1).replace(/^=/, '');
    if (rest !== '') found.push({ name: short, word, value: partOf(word, shape.length - rest.length) });
    else found.push({ name: short, word, ...(next === undefined ? {} : { value: next }) });
    return { found, takesNext: rest === '' && next !== undefined };
  }
  return { found, takesNext: false };
}

/** The last option with one of these names: later ones win. */
export function lastOption({ options }: Options, ...wanted: readonly string[]): Option | undefined {
  return options.findLast(({ name }) => wanted.includes(name));
}
