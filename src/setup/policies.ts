/** The policies that count in a directory, as they lie on disk. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Layer, LayerName } from '../core/policy/evaluate.ts';
import { parsePolicy } from '../core/policy/parse.ts';
import type { Policy } from '../core/policy/shape.ts';
import type { Problem } from '../core/policy/yaml.ts';
import { readTextFile } from '../platform/atomicFile.ts';
import { realPath } from '../platform/realPath.ts';
import { systemReason } from './problems.ts';

/** Where a whole machine's policy lies. */
const organisationPolicy = '/etc/holdpoint/policy.yaml';
/** Where a repository's lies, seen from its top. */
export const workspacePolicy = '.holdpoint/policy.yaml';

/** Stands for a policy that cannot be read: it may have said anything, so everything but a look is held. */
const unreadable: Policy = {
  version: 1,
  // biome-ignore lint/suspicious/noThenProperty: it is the policy's own word.
  rules: [{ name: 'this policy cannot be read', when: { effect: ['change', 'destroy', 'unknown'] }, then: 'hold' }],
};

export interface PolicyFile {
  readonly layer: LayerName;
  readonly path: string;
  readonly problems: readonly Problem[];
}

export interface Policies {
  readonly layers: readonly Layer[];
  /** Every file that is there, the highest first; broken ones too. */
  readonly files: readonly PolicyFile[];
  /** The top of the repository, without symbolic links; the directory itself where there is none. */
  readonly repository: string;
}

/** `root`: Holdpoint's folder. `workspace`: another file than the repository's own. */
export function policiesFor(cwd: string, root: string, workspace?: string): Policies {
  const repository = repositoryOf(cwd);
  const places: readonly (readonly [LayerName, string])[] = [
    ['organisation', organisationPolicy],
    ['person', join(root, 'policy.yaml')],
    ['workspace', workspace ?? join(repository, workspacePolicy)],
  ];
  const layers: Layer[] = [];
  const files: PolicyFile[] = [];
  for (const [layer, path] of places) {
    const known = layers.flatMap(({ policy }) => Object.keys(policy.environments ?? {}));
    const { policy, problems } = readPolicy(path, known) ?? {};
    if (problems === undefined) continue;
    files.push({ layer, path, problems });
    layers.push({ layer, policy: policy ?? unreadable });
  }
  return { layers, files, repository };
}

/** Undefined where there is no such file; one that cannot be read is broken. */
function readPolicy(
  path: string,
  known: readonly string[],
): Pick<ReturnType<typeof parsePolicy>, 'policy' | 'problems'> | undefined {
  try {
    const text = readTextFile(path);
    return text === undefined ? undefined : parsePolicy(text, known);
  } catch (error) {
    const message = `It cannot be read: ${systemReason(error)}.`;
    return { problems: [{ severity: 'error', message, start: 0, end: 0, line: 1, column: 1 }] };
  }
}

/** The nearest folder above that is a repository or has a policy. */
function repositoryOf(cwd: string): string {
  const start = realPath(cwd);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git')) || existsSync(join(folder, workspacePolicy))) return folder;
    if (dirname(folder) === folder) return start;
  }
}
