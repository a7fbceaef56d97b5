/**
 * CI workflows: which of them deploy, and which of their lines say what is deployed, where to, when, and by whom.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax https://docs.gitlab.com/ci/yaml/
 */
import { type Finding, linesMissing, quoted } from './infraFinding.ts';

/** Commands, actions and words that deploy. A pipeline without them only tests, and is ordinary source. */
const deploying =
  /\b(?:deploy(?:s|ment|ments|ing|er)?|terraform|terragrunt|tofu|kubectl|helm|helmfile|kustomize|pulumi|serverless|ansible(?:-playbook)?|flyctl|wrangler|netlify|vercel|heroku|railway|publish|release|goreleaser|semantic-release|twine|docker\s+(?:compose\s+up|push|stack)|docker\/build-push-action|aws-actions|google-github-actions|azure\/[\w-]+@|role-to-assume|argocd|skaffold|cdk\s+\w+|sam\s+\w+|eb\s+\w+|rsync|scp|ssh|lftp|doctl|hcloud|gcloud|gsutil|aws\s+[a-z][\w-]*\s|az\s+[a-z][\w-]*\s|migrate|alembic|flyway|liquibase|prisma\s+migrate|rails\s+db:)|Azure\w*@\d|\b(?:Kubernetes\w*|Helm\w*|Terraform\w*|Docker|IISWebAppDeployment\w*|Npm|NuGetCommand|FtpUpload|CopyFilesOverSSH|SSH)@\d|push:\s*true/i;

const says =
  /deploy|terraform|tofu|terragrunt|kubectl|helm|kustomize|\baws\b|gcloud|gsutil|\baz\b|docker\s+(?:push|compose|stack)|build-push|push:\s*true|\bpublish\b|release|serverless|pulumi|\bcdk\b|\bsam\b|ansible|flyctl|vercel|wrangler|netlify|heroku|railway|doctl|argocd|skaffold|rsync|\bscp\b|\bssh\b|lftp|twine|migrat|alembic|flyway|liquibase|environment|secrets\.|permissions|role-to-assume|id-token|credentials|\bprod/i;
const when =
  /^\s*-?\s*['"]?(?:on|branches|tags|if|when|rules|only|except|needs|workflow_run|workflow_dispatch|schedule|cron|trigger|condition|branch|filters|input)\b['"]?\s*:/;
const label = /^\s*-?\s*(?:name|run-name|description|id|displayName|label)\s*:/;

export function pipelineFindings(before: string, after: string): readonly Finding[] {
  if (!deploying.test(withoutLabels(before)) && !deploying.test(withoutLabels(after))) return [];
  const line = [...linesMissing(after, before), ...linesMissing(before, after)].find(
    (each) => !label.test(each) && (says.test(each) || when.test(each)),
  );
  return line === undefined
    ? []
    : [{ operation: 'change deployment', note: `It changes what a pipeline deploys, or when: ${quoted(line)}.` }];
}

const withoutLabels = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !label.test(line))
    .join('\n');
