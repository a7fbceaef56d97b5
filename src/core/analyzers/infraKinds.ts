/**
 * Which files describe infrastructure or say what is deployed, by name and, where a name says too little, by content.
 *
 * `*.tf`, Kubernetes manifests, CloudFormation and Pulumi, CI workflows, settings of hosting platforms, and what a machine
 * or its user's clouds are configured with.
 */
import { normalize } from '../paths.ts';

export type InfraKind = 'terraform' | 'kubernetes' | 'template' | 'pipeline' | 'platform' | 'credentials' | 'machine';

const byName: readonly (readonly [RegExp, InfraKind])[] = [
  [
    /\.(?:tf|tofu|bicep)$|\.(?:tf|tfvars|tofu)\.json$|\.tfvars$|\/terragrunt\.hcl$|\.(?:pkr|nomad|tftest)\.hcl$|\.nomad$/i,
    'terraform',
  ],
  [
    /\/\.github\/workflows\/[^/]+\.ya?ml$|\/\.gitlab-ci(?:\.[\w-]+)?\.ya?ml$|\/\.gitlab\/ci\/.*\.ya?ml$|\/\.circleci\/.*\.ya?ml$|\/Jenkinsfile[\w.-]*$|\/azure-pipelines[\w.-]*\.ya?ml$|\/bitbucket-pipelines\.ya?ml$|\/\.buildkite\/.*\.ya?ml$|\/\.(?:drone|travis|woodpecker|cirrus)\.ya?ml$|\/\.woodpecker\/.*\.ya?ml$|\/cloudbuild[\w.-]*\.ya?ml$|\/buildspec[\w.-]*\.ya?ml$|\/appspec\.ya?ml$/,
    'pipeline',
  ],
  [/\/(?:kustomization|Chart|helmfile|skaffold)\.ya?ml$/, 'kubernetes'],
  [
    /\/(?:k8s|kubernetes|manifests|kustomize|overlays|charts|helm|argocd|gitops)\/.*\.(?:ya?ml|json|tpl)$/i,
    'kubernetes',
  ],
  [
    /\/(?:Pulumi(?:\.[\w-]+)?|serverless|samconfig|sst\.config)\.(?:ya?ml|toml)$|\/(?:cloudformation|cfn)\/.*\.(?:ya?ml|json)$|\.cfn\.(?:ya?ml|json)$/i,
    'template',
  ],
  [/\/(?:playbooks?|ansible|roles)\/.*\.ya?ml$|\/(?:playbook|site)\.ya?ml$/, 'template'],
  [
    /\/(?:fly|wrangler|netlify|railway)\.toml$|\/(?:vercel|firebase|railway)\.json$|\/wrangler\.jsonc?$|\/render\.ya?ml$/,
    'platform',
  ],
  [
    /\/\.aws\/(?:credentials|config)$|\/\.kube\/config$|\/\.docker\/config\.json$|\/\.config\/gcloud\/|\/\.azure\/|\/\.ssh\/(?:authorized_keys|config)$|\/\.(?:netrc|pgpass|terraformrc)$|\/\.terraform\.d\/credentials/,
    'credentials',
  ],
  [
    /^\/etc\/|^\/boot\/|^(?:\/usr)?\/lib\/systemd\/|^\/var\/spool\/(?:cron|at)\/|^\/proc\/sys|^\/sys\/|^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|mapper|md|loop)|^\/Library\/Launch|\/\.config\/systemd\//,
    'machine',
  ],
];

const temporary = /^(?:\/private)?\/(?:(?:var\/)?tmp|var\/folders|dev\/shm)\//;

/** What a file of this absolute path is; `text` is what is, or will be, in it. */
export function infraKind(path: string, text?: string): InfraKind | undefined {
  const clean = normalize(path);
  if (temporary.test(clean)) return undefined;
  for (const [pattern, kind] of byName) if (pattern.test(clean)) return kind;
  if (text === undefined || !/\.(?:ya?ml|json|template)$/i.test(clean)) return undefined;
  const head = text.slice(0, 200_000);
  if (/^apiVersion:\s*\S/m.test(head) && /^kind:\s*\S/m.test(head)) return 'kubernetes';
  if (/^\s*"?AWSTemplateFormatVersion"?\s*:|^Transform:\s*AWS::|"?Type"?:\s*"?AWS::\w+::/m.test(head))
    return 'template';
  return undefined;
}
