/** Programs that wait for commands at a terminal: whoever can type into them runs what they like. */
import { interpreters } from './interpreters.ts';
import type { Invocation } from './invocation.ts';
import { names } from './options.ts';
import { peel } from './wrappers.ts';

const shells = names('sh bash rbash zsh dash ash ksh mksh yash fish csh tcsh nu xonsh elvish osh');

/** Interpreters that open a prompt where they get no program. */
const languages = new Set([
  ...interpreters.map(([program]) => program),
  ...names('bpython ptpython jshell ghci r octave iex erl clj clojure scala racket guile sbcl ocaml utop tclsh swipl'),
]);

/** Without a program of their own to run they start a shell, or end in a prompt. */
const openers = names('su login newgrp script nix-shell chroot unshare nsenter zellij byobu parallel at batch');

/** With a way to a shell, whatever stands behind them. */
const escapes = names('vi vim nvim view vimdiff emacs ex ed less more most gdb lldb irb pry pdb ipdb mc ranger');

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
  ...['lein', 'bun', 'deno'].map((name) => [name, /^(?:|repl)$/] as const),
  ['sqlite3', /^/],
]);

/** Options that only tell something of the program, or leave nothing open. To shells and Python `-v` means more words. */
const closing = /^(?:--?(?:version|help|batch)|-V)$/;
const brief = /^-[vh]$/;

/** Whether it reads commands from its standard input, and that is the terminal. */
export function takesCommands(run: Invocation): boolean {
  const { program, args, stdin, redirects } = run;
  if (stdin !== undefined || redirects.some(({ operator }) => operator.includes('<'))) return false;
  const words = args.map(({ value }) => value);
  const chatty = shells.has(program) || program.startsWith('py');
  if (words.some((word) => closing.test(word) || (!chatty && brief.test(word)))) return false;
  if (escapes.has(program)) return true;
  const inner = (peel(run) ?? []).filter(({ kind, as }) => !(kind === 'script' && shells.has(as) && started(words)));
  const again = words.some((word) => /^(?:-[a-z]*i|--interactive)$/.test(word));
  if (shells.has(program) && words.includes('-n') && !again) return false;
  if (shells.has(program)) return inner.length === 0 || (again && inner.every(({ kind }) => kind !== 'text'));
  if (languages.has(program)) return inner.length === 0 || again;
  if (inner.length > 0) return false;
  if (program === 'sudo' || program === 'doas')
    return words.some((word) => /^(?:-[a-zA-Z]*[is]|--login|--shell)$/.test(word));
  if (program === 'screen') return !words.some((word) => /^-(?:ls|list|wipe|X|Q|d?m)/.test(word));
  const first = words.find((word) => !word.startsWith('-')) ?? '';
  return openers.has(program) || verbs.get(program)?.test(first) === true;
}

/** A shell with a file to start from, which is no program for it. */
const started = (words: readonly string[]): boolean => words.some((word) => /^--(?:rcfile|init-file)/.test(word));
