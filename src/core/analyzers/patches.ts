/**
 * Files that a patch writes: `git apply`, `git am`, `patch`, and the `apply_patch` that some agents put on the PATH.
 *
 * A patch that cannot be read here is no more than what a checkout brings, but for `apply_patch`, which is an edit.
 */
import { type Effect, unknown } from '../effect.ts';
import { resolvePath } from '../paths.ts';
import { type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, readOptions } from '../shell/options.ts';
import { stopping } from '../shell/peeled.ts';
import type { FileChange, FileEdit } from '../toolCall.ts';
import { type Surroundings, spansOf } from './analyzer.ts';
import { editEffects } from './infraFiles.ts';

/** Where patches come from, where they go, and how many folders of their paths do not count. */
interface Applied {
  readonly files: readonly Word[];
  readonly directory: string | undefined;
  readonly strip: number;
}

export function patchEffects(run: Invocation, call: Surroundings): readonly Effect[] {
  if (run.remote !== undefined || run.cwd === undefined) return [];
  if (/^apply_?patch$/.test(run.program)) return agentPatch(run, run.cwd, call);
  const applied =
    run.program === 'patch' ? patchOf(run.args) : run.program === 'git' ? gitPatchOf(run.args) : undefined;
  if (applied === undefined) return [];
  const base = resolvePath(run.cwd, applied.directory ?? '.', call.home) ?? run.cwd;
  const texts =
    applied.files.length > 0 ? applied.files.flatMap((file) => textOf(file, run, call)) : stdinOf(run, call);
  return editEffects(
    texts.flatMap(sectionsOf).flatMap((section) => editsOf(section, base, applied.strip, call)),
    call,
  );
}

function agentPatch(run: Invocation, cwd: string, call: Surroundings): readonly Effect[] {
  const [text] =
    run.args.length > 0 ? run.args.filter(({ known }) => known).map(({ value }) => value) : stdinOf(run, call);
  const edits = (text ?? '')
    .split(/^(?=\*\*\* (?:(?:Add|Update|Delete) File|Move to):)/m)
    .flatMap((section): readonly FileEdit[] => {
      const [, verb, name = ''] = /^\*\*\* (Add File|Update File|Delete File|Move to): *(.+)/.exec(section) ?? [];
      const path = resolvePath(cwd, name.trim(), call.home);
      if (verb === undefined || path === undefined) return [];
      return [{ path, change: verb === 'Delete File' ? { kind: 'delete' } : { kind: 'patch', text: section } }];
    });
  if (edits.length > 0) return editEffects(edits, call);
  const note = 'Which files it touches is known only when it runs.';
  return [unknown({ tool: 'file', operation: run.program, note, spans: spansOf(run.name) })];
}

function patchOf(args: readonly Word[]): Applied | undefined {
  const read = readOptions(args, { values: names(patchValues), clusters: true });
  if (lastOption(read, '--dry-run') !== undefined) return undefined;
  const given = lastOption(read, '-i', '--input')?.value ?? read.words[1];
  return {
    files: given === undefined ? [] : [given],
    directory: lastOption(read, '-d', '--directory')?.value?.value,
    strip: Number(lastOption(read, '-p', '--strip')?.value?.value ?? 0),
  };
}

// https://www.gnu.org/software/diffutils/manual/html_node/patch-Options.html
const patchValues =
  '-B -D -F -V -Y -d -g -i -o -p -r -x -z --directory --input --strip --output --prefix --suffix --fuzz --reject-file';

// https://git-scm.com/docs/git-apply
function gitPatchOf(args: readonly Word[]): Applied | undefined {
  const outer = stopping(args, '-c -C --git-dir --work-tree --namespace --exec-path --config-env');
  const [verb, ...words] = outer.words;
  if (verb === undefined || !/^(?:apply|am)$/.test(verb.value)) return undefined;
  const read = readOptions(words, { values: names('-p -C --directory --exclude --include'), clusters: true });
  const looks = lastOption(read, '--check', '--stat', '--numstat', '--summary') !== undefined;
  if (looks && lastOption(read, '--apply') === undefined) return undefined;
  const above = lastOption(outer, '-C')?.value?.value ?? '.';
  const below = lastOption(read, '--directory')?.value?.value;
  return {
    files: read.words,
    directory: below === undefined ? above : `${above}/${below}`,
    strip: Number(lastOption(read, '-p')?.value?.value ?? 1),
  };
}

function textOf(file: Word, run: Invocation, call: Surroundings): readonly string[] {
  if (file.value === '-') return stdinOf(run, call);
  const found = call.input(file, run);
  return found.kind === 'text' ? [found.text] : [];
}

function stdinOf(run: Invocation, call: Surroundings): readonly string[] {
  const { stdin, redirects } = run;
  const from = redirects.find(({ operator }) => operator === '<')?.target;
  if (from !== undefined) return from.value === '-' ? [] : textOf(from, run, call);
  return stdin === undefined ? [] : [shapeOf(stdin)];
}

interface Section {
  readonly names: readonly string[];
  readonly change: FileChange;
}

/** What a patch says of each file. */
const sectionsOf = (patch: string): readonly Section[] =>
  patch
    .replace(/\r\n/g, '\n')
    .split(/^(?=diff --git )|^(?=--- .*\n\+\+\+ )/m)
    .flatMap((text): readonly Section[] => {
      const named = [...text.matchAll(/^(?:---|\+\+\+|(?:rename|copy) (?:from|to)) (.+)$/gm)];
      const names = named.map(([, name = '']) => name.replace(/\t.*$/, '').replace(/^"(.*)"$/, '$1'));
      const gone = /^\+\+\+ \/dev\/null/m.test(text) || /^deleted file mode/m.test(text);
      const [, from = '', to = ''] = /^diff --git (\S+) (\S+)$/m.exec(text) ?? [];
      const all = new Set([...names, from, to].filter((name) => name !== '' && name !== '/dev/null'));
      return all.size === 0 ? [] : [{ names: [...all], change: gone ? { kind: 'delete' } : { kind: 'patch', text } }];
    });

/** The guard files that the paths could mean, since `patch` guesses; without any, the paths as far as they count. */
function editsOf({ names, change }: Section, base: string, strip: number, call: Surroundings): readonly FileEdit[] {
  const at = (name: string, folders: number): string | undefined => {
    const kept = name.split('/').slice(folders).join('/');
    return kept === '' ? undefined : resolvePath(base, kept, call.home);
  };
  const guards = (paths: readonly string[]) => [...new Set(paths)].filter((path) => call.guards(path) !== undefined);
  const meant = names.flatMap((name) => at(name, strip) ?? []);
  const otherwise = names.flatMap((name) => [0, 1, 2].flatMap((folders) => at(name, folders) ?? []));
  const [guarded, guessed] = [guards(meant), guards(otherwise)];
  const paths = guarded.length > 0 ? guarded : guessed.length > 0 ? guessed : [...new Set(meant)];
  return paths.map((path) => ({ path, change }));
}
