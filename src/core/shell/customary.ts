/** Programs named by a variable that nobody has set here, and what they are by custom or by default. */
import { hole, literal, programOf, type Word } from './invocation.ts';
import { isFull, type Shell } from './state.ts';

/** Variables that by custom hold an everyday program. */
const customary: ReadonlyMap<string, string> = new Map(
  `CC=cc CXX=c++ LD=ld AR=ar MAKE=make CMAKE=cmake PYTHON=python PYTHON3=python3 PY=python PIP=pip PYTEST=pytest NODE=node
   NPM=npm NPX=npx PNPM=pnpm YARN=yarn BUN=bun DENO=deno GO=go JAVA=java JAVAC=javac RUBY=ruby PERL=perl PHP=php
   CARGO=cargo RUSTC=rustc EDITOR=vi VISUAL=vi PAGER=less SHELL=bash BASH=bash SED=sed AWK=awk GREP=grep TAR=tar CURL=curl GIT=git SUDO=sudo`
    .split(/\s+/)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const),
);

/** `$PYTHON x.py`, `${TF:-terraform} plan`: what it is unless the environment says otherwise. */
export function guessed({ value, known, shape }: Word, shell: Shell): string | undefined {
  if (known || shape !== hole) return undefined;
  const name = /^\$\{?([A-Z]\w*)\}?$/.exec(value)?.[1];
  if (name !== undefined) return shell.variables.has(name) || isFull(shell) ? undefined : customary.get(name);
  return /^[\w./-]+$/.test(value) && value !== '…' ? programOf(literal(value)) : undefined;
}
