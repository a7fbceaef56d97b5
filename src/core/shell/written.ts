/** What a command leaves on the disk for the commands after it on the same line: a script just written, a copied program. */
import { normalize, resolvePath } from '../paths.ts';
import { type Invocation, programOf, type Word } from './invocation.ts';
import { names, readOptions } from './options.ts';
import { printed } from './output.ts';
import type { Shell } from './state.ts';
import type { FileText, Trace } from './trace.ts';

/** Programs that may change any file of the directory before a later command reads it. */
const rewriters: ReadonlyMap<string, RegExp> = new Map([
  [
    'git',
    /^(?:pull|checkout|switch|merge|rebase|reset|restore|apply|am|stash|cherry-pick|clone|submodule|worktree|revert)$/,
  ],
  ['tar', /./],
  ['unzip', /./],
  ['patch', /.?/],
  ['rsync', /./],
]);

const stopless = (args: readonly Word[], values: string): readonly Word[] =>
  readOptions(args, { values: names(values), clusters: true }).words;

const pathOf = (word: Word, shell: Shell, home: string | undefined): string | undefined =>
  word.known ? resolvePath(shell.cwd, word.value, home) : undefined;

/** The text a file will have when a later command reads it. */
export function fileText(word: Word, shell: Shell, trace: Trace): FileText {
  const { files, rewriter } = shell.written;
  if (files.has(word.value)) return fromLine(files.get(word.value));
  const path = pathOf(word, shell, trace.home);
  if (path === undefined) return { kind: 'refused', why: 'Its path is known only when it runs.' };
  if (files.has(path)) return fromLine(files.get(path));
  if (rewriter !== undefined) return { kind: 'refused', why: `\`${rewriter}\` before it may change it.` };
  return trace.file(path);
}

const fromLine = (text: string | undefined): FileText =>
  text === undefined ? { kind: 'refused', why: 'An earlier part of the line writes it.' } : { kind: 'text', text };

/** A longer text is not kept: appending a file to itself would double it without end. */
const longest = 1_000_000;

/** Remembers what `run` writes. */
export function rememberWrites(run: Invocation, shell: Shell, trace: Trace): void {
  const { files, programs } = shell.written;
  const { program, args, redirects } = run;
  const home = trace.home;
  const write = (word: Word | undefined, text: string | undefined) => {
    const path = word === undefined ? undefined : pathOf(word, shell, home);
    if (path !== undefined) files.set(path, text !== undefined && text.length > longest ? undefined : text);
  };
  const output = (): string | undefined => {
    const text = printed({
      program,
      args,
      stdin: run.stdin,
      cwd: run.cwd,
      file: (path) => textWord(path, shell, trace),
    });
    return text?.known === true ? text.value : undefined;
  };

  for (const { operator, target } of redirects) {
    if (/^(?:>|>\||&>)$/.test(operator)) write(target, output());
    if (/^(?:>>|&>>)$/.test(operator)) {
      const before = fileText(target, shell, trace);
      const added = output();
      write(
        target,
        added !== undefined && before.kind === 'text'
          ? `${before.text}\n${added}`
          : before.kind === 'missing'
            ? added
            : undefined,
      );
    }
  }
  const words = args.filter(({ value }) => !value.startsWith('-'));
  switch (program) {
    case 'tee':
      for (const word of words) write(word, run.stdin?.known === true ? run.stdin.value : undefined);
      break;
    case 'cp':
    case 'mv':
    case 'ln':
    case 'install': {
      const [from, to, ...more] = stopless(args, '-m -o -g -S -t --mode --owner --group --suffix --target-directory');
      const named = to === undefined ? undefined : pathOf(to, shell, home);
      if (from === undefined || to === undefined || named === undefined || more.length > 0) break;
      const path = to.value.endsWith('/') ? normalize(`${named}/${from.value.split('/').at(-1)}`) : named;
      const name = programOf(from);
      if (name !== undefined) programs.set(path, name);
      const text = fileText(from, shell, trace);
      files.set(path, text.kind === 'text' ? text.text : undefined);
      break;
    }
    case 'curl':
    case 'wget':
    case 'sed':
    case 'perl':
    case 'truncate':
    case 'dd':
      // Whatever file they name may be another one afterwards.
      for (const word of args) write({ ...word, value: word.value.replace(/^of=/, '') }, undefined);
      break;
    case 'python':
    case 'python3':
    case 'node': {
      // The same, but for the program itself.
      const own = args.findIndex(({ value }) => !value.startsWith('-'));
      for (const word of args.slice(own + 1)) write(word, undefined);
      break;
    }
    default:
      break;
  }
  const verb = words[0]?.value ?? '';
  if (rewriters.get(program)?.test(verb) && !leavesFiles(run, words))
    shell.written.rewriter = `${program} ${program === 'git' ? verb : ''}`.trim();
}

/** `git checkout -b NAME` begins a branch where the tree stands; `git restore --staged` touches only the index. */
const leavesFiles = ({ program, args }: Invocation, words: readonly Word[]): boolean => {
  if (program !== 'git') return false;
  const has = (pattern: RegExp) => args.some(({ value }) => pattern.test(value));
  if (/^(?:checkout|switch)$/.test(words[0]?.value ?? ''))
    return words.length === 2 && words.every(({ known }) => known) && has(/^(?:-[bc]|--create)$/);
  return words[0]?.value === 'restore' && has(/^--staged$/) && !has(/^(?:-[a-zA-Z]*W|--worktree)/);
};

/** A file's text as a word, where it can be had. */
export function textWord(path: Word, shell: Shell, trace: Trace): Word | undefined {
  const text = fileText(path, shell, trace);
  if (text.kind !== 'text') return undefined;
  return { value: text.text, known: true, ...(path.span === undefined ? {} : { span: path.span }) };
}
