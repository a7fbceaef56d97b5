/**
 * Roster and policy that count: of the default branch as this checkout knows it, or of files that are named. What lies in
 * the working tree is whoever's who wrote there last.
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { problem } from '../base/problem.ts';
import { parseRoster, type Roster } from '../core/cosign/roster.ts';
import { workspacePolicy } from '../gate/repositories.ts';
import { askGit } from '../platform/askGit.ts';
import { fileText } from './fileText.ts';
import type { Io } from './io.ts';
import { spelled } from './policyCheck.ts';
import { workspaceRoster } from './rosterAdd.ts';

export interface Named {
  /** A branch or a commit, as git names it. */
  readonly ref?: string | undefined;
  readonly roster?: string | undefined;
  readonly policy?: string | undefined;
}

export interface BranchFiles {
  readonly roster: Roster;
  /** SHA-256, hex. */
  readonly rosterSha256: string;
  /** Of no bytes at all where there is no policy. */
  readonly policySha256: string;
  /** Empty where there is none. */
  readonly policyText: string;
  /** For people. */
  readonly from: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** @throws {Problem} where they cannot be told, or the roster does not count */
export async function branchFiles(named: Named, io: Io): Promise<BranchFiles> {
  const ref = named.roster === undefined || named.policy === undefined ? await refOf(named.ref, io.cwd) : undefined;
  const read = async (file: string | undefined, path: string): Promise<string | undefined> =>
    file === undefined ? askGit(io.cwd, ['cat-file', 'blob', `${ref}:${path}`]) : fileText(resolve(io.cwd, file));
  const rosterText = await read(named.roster, workspaceRoster);
  const policyText = (await read(named.policy, workspacePolicy)) ?? '';
  if (rosterText === undefined)
    throw cannotTell(`${ref} has no ${workspaceRoster}.`, 'Add yourself: holdpoint roster add.');
  const { roster, problems } = parseRoster(rosterText, io.now().getTime());
  const from = ref ?? named.roster ?? '';
  if (roster === undefined) {
    for (const each of problems.filter(({ severity }) => severity === 'error'))
      io.error(spelled(named.roster ?? `${ref}:${workspaceRoster}`, each));
    throw cannotTell(`The roster of ${from} does not count.`, 'Mend what is said above.');
  }
  return { roster, rosterSha256: sha256(rosterText), policySha256: sha256(policyText), policyText, from };
}

const cannotTell = (what: string, next: string) => problem('no-roster', what, 'Nothing was signed or approved.', next);

async function refOf(named: string | undefined, cwd: string): Promise<string> {
  const head = await askGit(cwd, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']);
  const names = named === undefined ? [head?.trim() ?? '', 'origin/main', 'origin/master'] : [named];
  for (const name of names) {
    if (name === '' || name.startsWith('-')) continue;
    if ((await askGit(cwd, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`])) !== undefined) return name;
  }
  throw cannotTell(
    named === undefined ? 'This folder knows no default branch of a remote.' : `Git knows no ${named} here.`,
    'Go to a checkout that has it, or name both files: --roster FILE --policy FILE.',
  );
}
