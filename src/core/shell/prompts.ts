/** Programs that wait for commands at a terminal: whoever can type into them runs what they like. */
import type { Invocation } from './invocation.ts';
import { names } from './options.ts';
import { peel } from './wrappers.ts';

const shells = names('sh bash rbash zsh dash ash ksh mksh yash fish csh tcsh nu xonsh elvish osh');

/** Interpreters that open a prompt, or read their program from the terminal, where they get none. */
const languages = names(
  `python python2 python3 pypy pypy3 ipython bpython ptpython node nodejs tsx ts-node ruby perl php lua luajit raku
   julia groovy elixir pwsh pwsh-preview powershell cmd osascript`,
);

/** Of them, what only tells something, or does something else than to read a program. */
const apart = /^(?:-V+|-[hmis]|--(?:test|run|ini|check|v8-options|prof-process|completion-bash|build-\w+)(?:=.*)?)$/;

/** Without any word that is no option they open a prompt. */
const bareLanguages = names(
  'jshell ghci r octave iex erl clj clojure scala racket guile sbcl ocaml utop tclsh swipl deno mc',
);

/** Without a program of their own to run they start a shell, or end in a prompt. */
const openers = names('su login newgrp script nix-shell chroot unshare nsenter zellij byobu parallel at batch');

/** With a way to a shell, whatever stands behind them. */
const escapes = names('vi vim nvim view vimdiff emacs ex ed less more most gdb lldb irb pry pdb ipdb ranger');

/** The first word of those that do other things as well. */
const verbs: ReadonlyMap<string, RegExp> = new Map([
  ['tmux', /^(?:|a|at|attach|attach-session|new|new-session)$/],
  ['nix', /^(?:shell|develop|repl)$/],
  ['guix', /^(?:shell|repl|environment)$/],
  ...['poetry', 'pipenv', 'pdm', 'hatch', 'devbox', 'devenv'].map((name) => [name, /^shell$/] as const),
  ...['flox', 'pixi'].map((name) => [name, /^(?:activate|shell)$/] as const),
  ...['distrobox', 'toolbox'].map((name) => [name, /^enter$/] as const),
  ...['rails', 'sbt', 'artisan', 'cake'].map((name) => [name, /^(?:c|console|tinker)$/] as const),
  ...['manage.py', 'django-admin', 'flask'].map((name) => [name, /^(?:shell|shell_plus)$/] as const),
  ...['lein', 'bun', 'deno'].map((name) => [name, /^repl$/] as const),
]);

/** Options that only tell something of the program, or leave nothing open. */
const closing = /^--?(?:version|help|batch)$/;

/** Set for later, or for a program that may never show it. */
const merelySet = /^(?:[A-Z][A-Z0-9_]*|npm script|git (?:-c|grep -O))$/;

/** What leaves an editor without a screen, and the command that ends one. */
const silent = /^(?:-[eE]s|-[sSb])$/;
const quit = /(?:^\+?|\|\s*)(?:wqa?|xa?|qa?)!?$/;

const ends = (options: readonly string[]): boolean =>
  options.some(
    (word, at) => silent.test(word) || (quit.test(word) && (word.startsWith('+') || options[at - 1] === '-c')),
  );

/** Whether it reads commands from its standard input, and that is the terminal. */
export function takesCommands(run: Invocation): boolean {
  const { program, args, stdin, redirects, wrappers } = run;
  if (stdin !== undefined || redirects.some(({ operator }) => operator.includes('<'))) return false;
  if (merelySet.test(wrappers.at(-1) ?? '')) return false;
  const options = args.map(({ value }) => value);
  if (options.some((word) => closing.test(word))) return false;
  const words = options.filter((word) => !word.startsWith('-'));
  if (escapes.has(program)) return !ends(options);
  const inner = (peel(run) ?? []).filter(({ kind, as }) => !(kind === 'script' && shells.has(as) && started(options)));
  if (shells.has(program)) return waits(options, inner);
  if (!program.startsWith('py') && options.includes('-v') && !shells.has(program)) return false;
  if (languages.has(program))
    return inner.length === 0
      ? !options.some((word) => apart.test(word) && !again(program, word))
      : options.some((word) => again(program, word));
  if (bareLanguages.has(program) && words.length === 0)
    return inner.length === 0 && !options.some((word) => brings.test(word));
  if (inner.length > 0 || options.some((word) => told.test(word))) return false;
  if (program === 'sqlite3') return words.length < 2;
  if (program === 'sudo' || program === 'doas')
    return options.some((word) => /^(?:-[a-zA-Z]*[is]|--login|--shell)$/.test(word));
  if (program === 'screen') return !options.some((word) => /^-(?:ls|list|wipe|X|Q|d?m)/.test(word));
  return openers.has(program) || verbs.get(program)?.test(words[0] ?? '') === true;
}

/** An interpreter that stays at its prompt when its program is over. */
const again = (program: string, word: string): boolean =>
  word === '--interactive' ||
  (word === '-i' && /^(?:python|pypy|ipython|node|ts-node)/.test(program)) ||
  (word === '-a' && program === 'php');

/** What a console is given to run. */
const told = /^(?:-c|--command|--execute)(?:=|$)/;

/** Options with code in them, or a file of it. */
const brings = /^-(?:e|-eval|-noshell|M|X|-script)/;

function waits(options: readonly string[], inner: readonly { readonly kind: string }[]): boolean {
  const asked = options.some((word) => /^-[a-z]*i[a-z]*$/.test(word));
  if (options.includes('-n') && !asked) return false;
  return inner.length === 0 || (asked && inner.every(({ kind }) => kind !== 'text'));
}

/** A shell with a file to start from, which is no program for it. */
const started = (options: readonly string[]): boolean => options.some((word) => /^--(?:rcfile|init-file)/.test(word));
