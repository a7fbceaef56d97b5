/** Looks at what a step depends on, on this machine: for the gate while people look, and once more right before it runs. */
import { differenceOf, environmentOf, type Fact, type Question } from '../core/hold/facts.ts';
import { clusterTarget } from '../core/hold/kubeTarget.ts';
import { findProgram } from '../platform/findProgram.ts';
import { type Hash, hashOf } from '../platform/hashFile.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Look {
  readonly env: Environment;
  readonly hash: Hash;
}

const absent = 'nothing';

/** Terraform reads every file of these names in its directory. https://developer.hashicorp.com/terraform/language/files */
const configuration = /\.(?:tf|tofu)(?:\.json)?$|\.tfvars(?:\.json)?$|^\.terraform\.lock\.hcl$/;

/** @throws never: what is not there is an answer as well. */
export function answerTo(question: Question, { env, hash }: Look): string {
  switch (question.kind) {
    case 'program': {
      const path = findProgram(question.name, question.cwd, env);
      return path === undefined ? absent : `${realPath(path)}\n${hash(path) ?? absent}`;
    }
    case 'directory':
      return realPath(question.path);
    case 'file':
      return `${realPath(question.path)}\n${hashOf(question.path, hash) ?? absent}`;
    case 'configuration':
      return hashOf(question.path, hash, configuration, false) ?? absent;
    case 'workspace':
      return (textOf(question.path) ?? 'default').trim() || 'default';
    case 'cluster':
      return clusterOf(question, hash);
    case 'environment':
      return environmentOf(env);
  }
}

/** Files that a line or its agent has named: no pipe or device keeps the gate waiting, and nothing endless is read. */
function readNamed(path: string) {
  return boundedReader({ files: 1, each: 10_000_000, total: 10_000_000, time: 1_000 })(path);
}

function textOf(path: string): string | undefined {
  const found = readNamed(path);
  return found.kind === 'text' ? found.text : undefined;
}

function clusterOf(question: Extract<Question, { kind: 'cluster' }>, hash: Hash): string {
  const files = question.files.map((path) => ({ path, found: readNamed(path) }));
  const target = clusterTarget(
    files.flatMap(({ found }) => (found.kind === 'text' ? [found.text] : [])),
    question,
  );
  const unread = files.flatMap(({ path, found }) => (found.kind === 'refused' ? [`${path} ${hash(path) ?? '?'}`] : []));
  return [target, ...unread].join('\n');
}

/** The first fact that is no longer so, in a few words. */
export function whatDiffers(facts: readonly Fact[], look: Look): string | undefined {
  for (const fact of facts) {
    const now = answerTo(fact.about, look);
    if (now !== fact.is) return differenceOf(fact, now);
  }
  return undefined;
}
