/**
 * Hooks that git runs by itself: `git commit` runs `.git/hooks/pre-commit` or `.husky/pre-commit`, and
 * `git config core.hooksPath DIR` or `git -c core.hooksPath=DIR commit` makes it run the ones in another folder.
 *
 * Only a hook that names infrastructure is read: the others lead to formatters and linters.
 * https://git-scm.com/docs/githooks
 */
import { hole, shapeOf, type Word } from './invocation.ts';
import { stopping } from './peeled.ts';
import type { Look, Runner, Task } from './task.ts';

const commits = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'];
const hooksOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['commit', commits],
  ['push', ['pre-push']],
  ['checkout', ['post-checkout']],
  ['switch', ['post-checkout']],
  ['merge', ['pre-merge-commit', 'post-merge']],
  ['pull', ['post-merge']],
  ['rebase', ['pre-rebase', 'post-rewrite']],
  ['am', ['applypatch-msg', 'pre-applypatch', 'post-applypatch']],
]);
const all = [...new Set([...hooksOf.values()].flat())];

/** husky's own first line, which loads a file that is made when it is installed. */
const loading = /^\s*(?:\.|source)\s.*husky\.sh.*$/m;

export const gitHooks: Runner = (run, look) => {
  const outer = stopping(run.args, '-c -C --git-dir --work-tree --namespace --exec-path --config-env');
  const [verb, key, folder] = outer.words;
  if (verb === undefined) return [];
  if (verb.value === 'config') {
    const at = outer.words.findIndex(({ value }) => /^core\.hookspath$/i.test(value));
    const given = at < 0 ? undefined : outer.words[at + 1];
    return given === undefined ? [] : hooksIn([shapeOf(given)], all, given, look);
  }
  const set = outer.options.find(({ name, value }) => name === '-c' && /^core\.hookspath=/i.test(value?.value ?? ''));
  const names = hooksOf.get(verb.value);
  if (names === undefined || (verb.value === 'commit' && run.args.some(({ value }) => value === '--dry-run')))
    return [];
  const folders = set?.value === undefined ? ['.git/hooks', '.husky'] : [shapeOf(set.value).replace(/^[^=]*=/, '')];
  return hooksIn(folders, names, key ?? folder ?? verb, look);
};

function hooksIn(folders: readonly string[], names: readonly string[], word: Word, look: Look): readonly Task[] {
  if (folders.some((folder) => folder.includes(hole)))
    return [{ kind: 'unreadable', word, why: 'Which hooks git would run is known only when it runs.' }];
  return folders.flatMap((folder) =>
    names.flatMap((name): readonly Task[] => {
      const found = look.file(`${folder}/${name}`);
      if (found.kind !== 'text' || !look.smells(found.text)) return [];
      const text = found.text.replace(loading, '');
      return /^#!.*\b(?:python|node|ruby|perl|php|deno|bun)/.test(text)
        ? [{ kind: 'code', as: `git hook ${name}`, text, word }]
        : [{ kind: 'text', as: `git hook ${name}`, text, word }];
    }),
  );
}
