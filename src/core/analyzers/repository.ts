/**
 * What a repository says of itself, in files at places everybody knows: the branch that is checked out, and whether one
 * of its pipelines deploys what is pushed to a branch.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
 */
import { type Invocation, literal } from '../shell/invocation.ts';
import type { Surroundings } from './analyzer.ts';

export interface Repository {
  readonly root: string;
  /** Undefined when no branch is checked out. */
  readonly branch: string | undefined;
}

const highest = 6;

/** The repository a directory lies in. */
export function repositoryOf(cwd: string | undefined, run: Invocation, call: Surroundings): Repository | undefined {
  let directory = cwd;
  for (let step = 0; step < highest && directory !== undefined && directory !== '/'; step += 1) {
    const link = textOf(`${directory}/.git`, run, call);
    const folder = link === undefined ? `${directory}/.git` : /^gitdir:\s*(\/\S+)/.exec(link)?.[1];
    const head = folder === undefined ? undefined : textOf(`${folder}/HEAD`, run, call);
    if (head !== undefined) return { root: directory, branch: /^ref: refs\/heads\/(\S+)/.exec(head)?.[1] };
    directory = directory.slice(0, directory.lastIndexOf('/')) || '/';
  }
  return undefined;
}

const workflows = [
  ...['deploy', 'release', 'cd', 'ci', 'main', 'ci-cd', 'publish'].flatMap((name) => [`${name}.yml`, `${name}.yaml`]),
  ...['deployment', 'production', 'prod', 'build', 'terraform', 'infra', 'pipeline', 'cicd', 'pages'].map(
    (name) => `${name}.yml`,
  ),
];

const others = [
  '.gitlab-ci.yml',
  '.circleci/config.yml',
  'azure-pipelines.yml',
  'bitbucket-pipelines.yml',
  'Jenkinsfile',
];

/** Words that a pipeline has only when something leaves it. */
const deploys =
  /\b(?:deploy\w*|(?:terraform|tofu|terragrunt)\s+apply|kubectl\s+(?:apply|set|rollout)|helm\s+(?:upgrade|install)|pulumi\s+up|cdk\s+deploy|sam\s+deploy|serverless\s+deploy|(?:docker|podman)\s+push|push:\s*true|aws-actions\/\S+|google-github-actions\/\S+|azure\/\S+|appleboy\/\S+|ansible-playbook|wrangler|flyctl|vercel|netlify|(?:npm|pnpm|yarn|cargo|twine|uv|gem)\s+(?:publish|upload|push)|semantic-release|goreleaser|aws\s+s3\s+(?:sync|cp)|rsync|scp)\b/i;

/** The pipeline that deploys what is pushed to a branch, by its file's name. */
export function deploysFrom(
  { root }: Repository,
  branch: string,
  run: Invocation,
  call: Surroundings,
): string | undefined {
  for (const name of workflows) {
    const text = textOf(`${root}/.github/workflows/${name}`, run, call);
    if (text !== undefined && deploys.test(text) && startsOn(text, branch)) return name;
  }
  return others.find((name) => {
    const text = textOf(`${root}/${name}`, run, call);
    return text !== undefined && deploys.test(text);
  });
}

/** Whether a workflow starts when a branch is pushed; where its `on:` cannot be read, it does. */
function startsOn(text: string, branch: string): boolean {
  const on = /^['"]?on['"]?:(.*(?:\n(?:[ \t#-].*|\s*))*)/m.exec(text)?.[1];
  if (on === undefined) return true;
  if (!/\bpush\b/.test(on)) return false;
  const push = /^([ \t]*)['"]?push['"]?:(.*(?:\n(?:\1[ \t]+.*|\s*))*)/m.exec(on)?.[2] ?? '';
  const branches = /branches:(.*(?:\n[ \t]*-.*)*)/.exec(push)?.[1];
  if (branches === undefined) return !/^[ \t]*tags:/m.test(push);
  return branches.includes(branch) || /[*$]/.test(branches);
}

function textOf(path: string, run: Invocation, call: Surroundings): string | undefined {
  const found = call.input(literal(path), run);
  return found.kind === 'text' ? found.text : undefined;
}
