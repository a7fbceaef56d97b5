/** Whether the command that is about to run is one that a request asks for, made from what lies here now. */
import { existsSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { CosignAction } from '../core/cosign/action.ts';
import type { Asked } from '../core/cosign/verify.ts';
import { visible } from '../core/wording.ts';
import { hashFile } from '../platform/hashFile.ts';

export interface Here {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** What a request's paths are seen from. */
  readonly root: string;
  /** The commit that is checked out, where there is one. */
  readonly commit: string | undefined;
}

type Run = Extract<CosignAction, { kind: 'run' }>;

/** The digest of the action it is; else why it is none, in whole sentences. */
export function digestOfRun({ request, actions }: Asked, here: Here): { digest: string } | { why: string } {
  const runs = request.actions.flatMap((action, index) => (action.kind === 'run' ? [{ action, index }] : []));
  const same = runs.filter(({ action }) => isSame(action.argv, here.argv));
  if (same.length === 0) {
    const asked = runs.map(({ action }) => visible(action.argv.join(' '))).join('; ');
    return { why: asked === '' ? 'The request asks for no command of a job.' : `The request asks for: ${asked}.` };
  }
  let why = '';
  for (const { action, index } of same) {
    const found = differs(action, here);
    const digest = actions[index];
    if (found === undefined && digest !== undefined) return { digest };
    why = found ?? why;
  }
  return { why };
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((word, at) => word === b[at]);

/** A sentence; undefined where everything is as it was asked for. */
function differs({ inputs, repo, argv }: Run, here: Here): string | undefined {
  if (repo !== undefined && repo.commit !== here.commit) return `It was asked for at commit ${repo.commit}.`;
  if (inputs.length === 0) return 'The request names no file, so that what would run could be another by now.';
  for (const { path, sha256 } of inputs) {
    if (sha256 === undefined || hashFile(resolve(here.root, path)) !== sha256)
      return `${visible(path)} is not the one that was asked for.`;
  }
  const bound = new Set(inputs.map(({ path }) => resolve(here.root, path)));
  const loose = filesIn(argv, here).find((path) => !bound.has(path));
  return loose === undefined ? undefined : `The request does not say what is in ${visible(relative(here.cwd, loose))}.`;
}

/** Whatever lies where a word of the command says: bare, behind an `=`, or behind an `@`. */
function filesIn(argv: readonly string[], { cwd, root }: Here): readonly string[] {
  const named = argv.flatMap((word, index) => {
    const path = resolve(cwd, word);
    // The program itself, where it comes with the repository.
    if (index === 0) return /[/\\]/.test(word) && path.startsWith(`${root}${sep}`) ? [path] : [];
    return [word, word.slice(word.indexOf('=') + 1), word.replace(/^@/, '')]
      .filter((part) => part !== '')
      .map((part) => resolve(cwd, part));
  });
  return [...new Set(named)].filter((path) => existsSync(path));
}
