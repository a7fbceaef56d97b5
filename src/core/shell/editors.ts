/** What editors of text and schedulers run on the side: `sed`'s `e`, `ed`'s `!`, strings that `awk` pipes, a crontab's lines. */
import { awk as awkCode } from './interpreters.ts';
import { shapeOf, unknowable, type Word } from './invocation.ts';
import { type Peel, type Peeled, stopping } from './peeled.ts';

/** Characters of a program on the line that are read; a longer one hides what it runs. */
const longest = 5_000;
const tooLong = (word: Word, as: string): readonly Peeled[] => [
  { kind: 'text', as, text: unknowable(word.value.slice(0, 200), word.span) },
];

const textIn = (word: Word, as: string, found: RegExp): readonly Peeled[] =>
  shapeOf(word).length > longest
    ? tooLong(word, as)
    : [...shapeOf(word).matchAll(found)].flatMap((match): readonly Peeled[] => {
        const text = match.slice(1).find((group) => group !== undefined);
        if (text === undefined || text.trim() === '') return [];
        return [{ kind: 'text', as, text: { ...word, value: text, ...(word.known ? {} : { shape: text }) } }];
      });

/** `"cmd" | getline`, `print | "cmd"`. https://www.gnu.org/software/gawk/manual/html_node/Redirection.html */
const awkPipes = /"((?:[^"\\]|\\.)*)"\s*\|&?\s*getline|\|&?\s*"((?:[^"\\]|\\.)*)"/g;

export const awk: Peel = (run) => {
  const code = awkCode(run) ?? [];
  return [...code, ...code.flatMap((peeled) => (peeled.kind === 'code' ? textIn(peeled.text, 'awk', awkPipes) : []))];
};

/** The command `e`, and the flag `e` of `s`. https://www.gnu.org/software/sed/manual/html_node/Other-Commands.html */
const sedCommand = /(?:^|[\n;{}!]|\d|\$|\/I?)\s*e[ \t]+([^\n;}]+)/g;
const sedFlag = /s([^\w\s\\])(?:(?!\1)[^\\\n]|\\.)*\1((?:(?!\1)[^\\\n]|\\.)*)\1[gpiImM\d]*e/g;

export const sed: Peel = ({ args }) =>
  args.flatMap((word) => {
    if (word.value.startsWith('-') && !/^-{1,2}e/.test(word.value)) return [];
    if (shapeOf(word).length > longest) return tooLong(word, 'sed');
    const flags = [...shapeOf(word).matchAll(sedFlag)].map(([, , text = '']): Peeled => {
      return { kind: 'text', as: 'sed s///e', text: { ...word, value: text, ...(word.known ? {} : { shape: text }) } };
    });
    return [...textIn(word, 'sed e', sedCommand), ...flags];
  });

/** Lines that begin with `!`, or read from and write to a command. */
export const ed: Peel = ({ stdin }) => (stdin === undefined ? [] : textIn(stdin, 'ed !', /^[^!\n]{0,40}!(.+)$/gm));

/** Five fields, or a word like `@daily`, in front of a command. */
const cronLine = /^[ \t]*(?:@\w+|(?:[^\s=#]+[ \t]+){4}[^\s=#]+)[ \t]+(.+)$/gm;

export const crontab: Peel = ({ args, stdin }) => {
  const [file] = stopping(args, '-u').words;
  if (file !== undefined && file.value !== '-') return [{ kind: 'script', as: 'crontab', path: file, parameters: [] }];
  return stdin === undefined ? [] : textIn(stdin, 'crontab', cronLine);
};

/** What a debugger or pager is told to run: `gdb -ex 'shell X'`, `lldb -o 'platform shell X'`, `less +'!X'`, `vim -c '!X'`. */
export const told: Peel = ({ program, args }) =>
  args.flatMap((word): readonly Peeled[] => {
    const shape = shapeOf(word);
    const start =
      /^(?:\+|--?(?:eval-command|ex|cmd|one-line|command)=|-c(?=\S))?:?\s*(?:!|(?:platform\s+)?shell\s|(?:silent!?\s+)?!|call\s+system\(['"]|(?:lua\s+)?os\.execute\(['"]|make\s+shell\s)\s*/.exec(
        shape,
      )?.[0];
    if (start === undefined || start === '' || shape.length === start.length) return [];
    const text = shape.slice(start.length).replace(/['"]\)$/, '');
    return [{ kind: 'text', as: program, text: { ...word, value: text, ...(word.known ? {} : { shape: text }) } }];
  });

/** `fc` without `-l` runs an earlier line again. */
export const again: Peel = ({ name, args }) =>
  args.some(({ value }) => /^-[a-z]*l/.test(value))
    ? []
    : [{ kind: 'text', as: 'fc', text: unknowable('$(fc)', name.span) }];
