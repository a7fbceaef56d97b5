/** What editors of text and schedulers run on the side: `sed`'s `e`, `ed`'s `!`, strings that `awk` pipes, a crontab's lines. */
import { awk as awkCode } from './interpreters.ts';
import { partOf, shapeOf, unknowable, type Word } from './invocation.ts';
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

/** Lines of a file that become commands: `system($0)`, `print | "sh"`. */
const awkFed = /\bsystem\s*\(\s*\$|\|&?\s*"(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh"/;

export const awk: Peel = (run) => {
  const code = [...(awkCode(run) ?? []), ...awkMore(run)];
  const fed = code.some((peeled) => peeled.kind === 'code' && awkFed.test(shapeOf(peeled.text)));
  return [
    ...(fed ? [{ kind: 'text' as const, as: 'awk', text: unknowable('$(awk)', run.name.span) }] : []),
    ...code,
    ...code.flatMap((peeled) => (peeled.kind === 'code' ? textIn(peeled.text, 'awk', awkPipes) : [])),
  ];
};

/** `gawk -f LIB -e PROGRAM`: each of them is run. */
const awkMore: Peel = ({ args }) => {
  const runsVariables = args.some((word) => /\bsystem\s*\(\s*[A-Za-z_]/.test(shapeOf(word)));
  return args.flatMap((word, index): Peeled[] => {
    const option = args[index - 1]?.value ?? '';
    if (/^(?:-e|--source)$/.test(option)) return [{ kind: 'code', as: 'awk -e', text: word }];
    return runsVariables && option === '-v'
      ? [{ kind: 'text', as: 'awk -v', text: partOf(word, shapeOf(word).indexOf('=') + 1) }]
      : [];
  });
};

/** The command `e`, and the flag `e` of `s`. https://www.gnu.org/software/sed/manual/html_node/Other-Commands.html */
const sedCommand = /(?:^|[\n;{}!]|\d|\$|\/I?)\s*e[ \t]+([^\n;}]+)/g;
const sedFlag = /s([^\w\s\\])((?:(?!\1)[^\\\n]|\\.)*)\1((?:(?!\1)[^\\\n]|\\.)*)\1[gpiImM\d]*e(?![\w/])/g;

/** `e` alone, and an `s///e` that leaves some of the line: what is run comes out of the file. */
const sedLines = /^(?:-e)?(?:\d+|\$)?\s*!?e\s*$/;
const sedWhole = /^\^?\.[*+]\$?$/;

export const sed: Peel = ({ args }) => {
  // Behind a script of their own, words are files.
  const given = args.findIndex(({ value }) => /^(?:-\w*e|--expression)/.test(value));
  const first = args.findIndex(({ value }) => !value.startsWith('-'));
  return args.flatMap((word, index) => {
    const script =
      given < 0
        ? index === first
        : /^-\w*e/.test(word.value) || /^(?:-\w*e|--expression)$/.test(args[index - 1]?.value ?? '');
    if (script && sedLines.test(word.value))
      return [{ kind: 'text', as: 'sed e', text: unknowable('$(sed)', word.span) }];
    if (word.value.startsWith('-') && !/^-{1,2}e/.test(word.value)) return [];
    if (shapeOf(word).length > longest) return tooLong(word, 'sed');
    const flags = [...shapeOf(word).matchAll(sedFlag)].flatMap(([, , pattern = '', text = '']): Peeled[] => [
      { kind: 'text', as: 'sed s///e', text: { ...word, value: text, ...(word.known ? {} : { shape: text }) } },
      ...(sedWhole.test(pattern)
        ? []
        : [{ kind: 'text' as const, as: 'sed s///e', text: unknowable('$(sed)', word.span) }]),
    ]);
    return [...textIn(word, 'sed e', sedCommand), ...flags];
  });
};

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
    if (scripted.test(shape)) return [{ kind: 'code', as: program, text: word }];
    const start =
      /^(?:\+|--?(?:eval-command|ex|cmd|one-line|command)=|-c(?=\S))?:?\s*(?:!|(?:platform\s+)?shell\s|(?:silent!?\s+)?!|(?:w|r|read|write)\s+!|term(?:inal)?\s|call\s+system\(['"]|(?:pipe|with)\s[^|\n]{0,200}\|\s|(?:lua\s+)?os\.execute\(['"]|make\s+shell\s)\s*/.exec(
        shape,
      )?.[0];
    if (start === undefined || start === '' || shape.length === start.length) return [];
    const text = shape.slice(start.length).replace(/['"]\)$/, '');
    return [{ kind: 'text', as: program, text: { ...word, value: text, ...(word.known ? {} : { shape: text }) } }];
  });

/** Code of another language in a word for a debugger or editor: `gdb -ex 'python …'`, `vim -c 'py3 …'`. */
const scripted = /^(?:\+|-c)?:?\s*(?:python\d?|py[3x]?|script|lua|ruby|perl)\s+\S.*\W/s;

/** Editors that read what to do from their standard input: `ex -s FILE <<< '!X'`. */
export const editor: Peel = (run) => [...told(run), ...ed(run)];

/**
 * What interpreters of other languages are told to run, in an option or on their standard input:
 *
 *     expect -c 'spawn X'     guile -c '(system "X")'     erl -eval 'os:cmd("X").'     m4 <<< 'syscmd(X)'     dc -e '!X'
 */
export const speaks: Peel = ({ program, args, stdin }) =>
  [...args, ...(stdin === undefined ? [] : [stdin])].flatMap((word) => {
    const shape = shapeOf(word);
    if (shape.length > longest) return [];
    return [...shape.matchAll(calls)].flatMap((match): readonly Peeled[] => {
      const text = (match[1] ?? match[2] ?? match[3] ?? '')
        .replace(/["'`(){}[\],;]|\b(?:nil|list|BEGIN)\b/g, ' ')
        .trim();
      return text === ''
        ? []
        : [{ kind: 'text', as: program, text: { ...word, value: text, ...(word.known ? {} : { shape: text }) } }];
    });
  });

const calls =
  /(?:\b(?:spawn|exec|system2?|shell|sh|syscmd|esyscmd|do script|doShellScript|os:cmd|run-program|(?:async-)?shell-command(?:-to-string)?|call-process|start-process|System\.cmd|callCommand|command|qx|Process\.run)\b[\s("'`{[*]+(?:-f\s+)?(?:%w|qw)?[([]?|%x[([{])([a-z./~][^\n|]{0,400})|(?:^|\n)\s*!\s*([^\n]{1,400})|"([^"\n]{1,400})"\s*\.\s*!/gi;

/** `fc` without `-l` runs an earlier line again. */
export const again: Peel = ({ name, args }) =>
  args.some(({ value }) => /^-[a-z]*l/.test(value))
    ? []
    : [{ kind: 'text', as: 'fc', text: unknowable('$(fc)', name.span) }];
