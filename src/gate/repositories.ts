/** The repositories a call meets: where it starts, works, edits and reads, and whatever these lie in. */
import { dirname, resolve } from 'node:path';
import { foldersOf } from '../core/effect.ts';
import type { ToolCall } from '../core/toolCall.ts';
import type { ReadFile, Understanding } from '../core/understand.ts';

/** Where a repository's policy lies, seen from its top. */
export const workspacePolicy = '.holdpoint/policy.yaml';

/** A repository, and where its files lie: elsewhere than itself in a worktree. */
export interface Repository {
  readonly path: string;
  readonly root: string;
}

/** What a call was understood as. */
export type Understood = Pick<Understanding, 'effects' | 'inputs'>;

const mostRepositories = 20;

/** Where it starts, where its parts work, what it edits and what it read; `folders` are met by every call. */
export function directoriesOf(
  { cwd, action }: Pick<ToolCall, 'cwd' | 'action'>,
  { effects, inputs }: Understood,
  folders: readonly string[],
): readonly string[] {
  const edited = action.kind === 'edit' ? action.edits.map(({ path }) => dirname(path)) : [];
  const readFrom = inputs.filter(({ kind }) => kind !== 'absent').map(({ path }) => dirname(path));
  return [...new Set([cwd, ...edited, ...foldersOf(effects), ...readFrom, ...folders])];
}

/** How files are looked at. */
export interface Look {
  readonly read: ReadFile;
  readonly realPath: (path: string) => string;
  /** A person accepted a policy of this folder, wherever that is now. */
  readonly hasAccepted: (path: string) => boolean;
}

/**
 * Every folder above that is a repository or has a policy: a submodule meets the policy of what it lies in. However many
 * repositories lie in between, one that has a policy counts. Never empty.
 */
export function repositoriesOf(
  directories: readonly string[],
  { read, realPath, hasAccepted }: Look,
): readonly Repository[] {
  const found = new Map<string, Repository>();
  const looked = new Set<string>();
  const add = (path: string, root: string, hasPolicy: boolean) => {
    if (hasPolicy || found.size < mostRepositories) found.set(`${path}\0${root}`, { path, root });
  };
  for (const directory of directories) {
    for (let folder = realPath(directory); !looked.has(folder); folder = dirname(folder)) {
      looked.add(folder);
      const git = read(`${folder}/.git`);
      const hasPolicy = read(`${folder}/${workspacePolicy}`).kind !== 'missing' || hasAccepted(folder);
      if (git.kind !== 'missing' || hasPolicy) add(folder, folder, hasPolicy);
      const main = git.kind === 'text' ? /^gitdir: (.+)\/\.git\/worktrees\//.exec(git.text)?.[1] : undefined;
      // Git writes it seen from the worktree, where it is told to.
      const path = main === undefined ? undefined : realPath(resolve(folder, main));
      if (path !== undefined) add(path, folder, hasAccepted(path));
    }
  }
  const [first = '/'] = directories;
  return found.size > 0 ? [...found.values()] : [{ path: realPath(first), root: realPath(first) }];
}

const firstLine = (found: ReturnType<ReadFile>, wanted: RegExp): string | undefined =>
  found.kind === 'text' ? wanted.exec(found.text)?.[1]?.trim() : undefined;

/** As git says it at home; a repository's own settings are the agent's to write. */
export const personOf = (read: ReadFile, home: string): string | undefined =>
  firstLine(read(`${home}/.gitconfig`), /^\s*email\s*=\s*(.+)$/m);

/** Git's folder of a worktree or a submodule lies elsewhere. */
export const gitFolder = (read: ReadFile, root: string): string =>
  resolve(root, firstLine(read(`${root}/.git`), /^gitdir: (.+)$/m) ?? '.git');

export const branchOf = (read: ReadFile, root: string): string | undefined =>
  firstLine(read(`${gitFolder(read, root)}/HEAD`), /^ref: refs\/heads\/(.+)$/m);
