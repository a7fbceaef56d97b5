/**
 * Which files describe infrastructure or say what is deployed, by name and, where a name says too little, by content.
 *
 * Terraform and its relatives, Kubernetes manifests and Helm values, CloudFormation, ARM, Pulumi and CDK, playbooks, CI
 * workflows, hosting platforms, Compose, images, proxies, migrations, DNS zones, and what a machine or its user's clouds
 * are configured with. A `values.yaml` is told by its keys, JSON by `AWSTemplateFormatVersion`, SQL by its folder.
 */
import { isWithin, normalize } from '../paths.ts';
import { plain } from './plainText.ts';

export type InfraKind =
  | 'terraform'
  | 'kubernetes'
  | 'template'
  | 'playbook'
  | 'pipeline'
  | 'platform'
  | 'zone'
  | 'credentials'
  | 'machine'
  // A project's own source as well: of these, only what an edit does counts.
  | 'values'
  | 'construct'
  | 'compose'
  | 'image'
  | 'variables'
  | 'server'
  | 'rules'
  | 'migration';

const ownSource: ReadonlySet<InfraKind> = new Set<InfraKind>([
  'values',
  'construct',
  'compose',
  'image',
  'variables',
  'server',
  'rules',
  'migration',
]);

/** Whether such a file is written all day, by whatever means, and describes infrastructure only by the way. */
export const isOwnSource = (kind: InfraKind): boolean => ownSource.has(kind);

const byName: readonly (readonly [RegExp, InfraKind])[] = [
  [
    /\.(?:tf|tofu|bicep|bicepparam)$|\.(?:tf|tfvars|tofu)\.json$|\.tfvars$|\/terragrunt\.hcl$|\.(?:pkr|nomad|tftest|tfdeploy|tfstack)\.hcl$|\.nomad$/i,
    'terraform',
  ],
  [
    /\/\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|\/\.github\/actions\/.*action\.ya?ml$|\/\.gitlab-ci(?:\.[\w-]+)?\.ya?ml$|\/\.gitlab\/(?:ci\/)?.*\.ya?ml$|\/\.circleci\/.*\.ya?ml$|\/Jenkinsfile[\w.-]*$|\.jenkinsfile$|\/\.?azure-?pipelines?[\w.-]*\.ya?ml$|\/\.(?:azure-?pipelines|azuredevops|ado|pipelines)\/.*\.ya?ml$|\/bitbucket-pipelines\.ya?ml$|\/\.buildkite\/.*\.(?:ya?ml|sh)$|\/\.(?:drone|travis|woodpecker|cirrus|appveyor)\.(?:ya?ml|star|jsonnet)$|\/appveyor\.ya?ml$|\/\.(?:woodpecker|semaphore|tekton|harness)\/.*\.ya?ml$|\/cloudbuild[\w.-]*\.(?:ya?ml|json)$|\/(?:buildspec|appspec|codefresh|screwdriver|codemagic|bitrise|amplify)[\w.-]*\.ya?ml$|\/bamboo-specs\/.*\.ya?ml$|\/\.teamcity\/.*\.kts?$/i,
    'pipeline',
  ],
  [/\/(?:kustomization|Chart|helmfile|skaffold)\.ya?ml(?:\.gotmpl)?$|\/helmfile\.d\/.*\.ya?ml$/, 'kubernetes'],
  [/\/(?:charts?|helm)\/(?:.*\/)?values[\w.-]*\.ya?ml$/i, 'values'],
  [
    /\/(?:k8s|kubernetes|manifests|kustomize|overlays|charts|helm|argocd|gitops)\/.*\.(?:ya?ml|json|tpl)$/i,
    'kubernetes',
  ],
  [
    /\/(?:Pulumi(?:\.[\w-]+)?|serverless(?:\.[\w-]+)?|samconfig|sst\.config)\.(?:ya?ml|toml)$|\/(?:cloudformation|cfn)\/.*\.(?:ya?ml|json)$|\.cfn\.(?:ya?ml|json)$|\/azuredeploy[\w.-]*\.json$/i,
    'template',
  ],
  [
    /\/(?:playbooks?|ansible|roles)\/.*\.ya?ml$|\/(?:playbook|site)\.ya?ml$|\/(?:group|host)_vars\/|\/ansible\.cfg$/,
    'playbook',
  ],
  [
    /\/(?:fly(?:\.[\w-]+)?|wrangler|netlify|railway|vercel)\.toml$|\/(?:vercel|firebase|railway|app)\.json$|\/wrangler\.jsonc?$|\/render\.ya?ml$|\/Procfile[\w.-]*$|\/\.do\/[^/]+\.ya?ml$|\/\.platform(?:\.app\.ya?ml$|\/)|\/app\.ya?ml$/,
    'platform',
  ],
  [
    /\/\.aws\/(?:credentials|config)$|\/\.kube\/config$|\/(?:[\w.-]*[._-])?kubeconfig(?:[._-][\w.-]*)?$|\/\.docker\/config\.json$|\/\.config\/gcloud\/|\/\.azure\/|\/\.oci\/config$|\/\.ssh\/(?:authorized_keys|config)$|\/\.(?:netrc|pgpass|terraformrc|vault-token|s3cfg|boto)$|\/\.terraform\.d\/credentials|\/\.fly\/config\.ya?ml$|\/\.config\/(?:doctl|hcloud|rclone)\//,
    'credentials',
  ],
  [
    /^\/etc\/|^\/boot\/|^(?:\/usr)?\/lib\/systemd\/|^\/var\/spool\/(?:cron|at)\/|^\/proc\/sys|^\/sys\/|^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|mapper|md|loop)|^\/Library\/Launch|\/\.config\/systemd\/|^[a-z]:\/Windows\/System32\//i,
    'machine',
  ],
  [/\.zone$|\/zones?\/db\.[\w.-]+$|\/dnsconfig\.js$/i, 'zone'],
  [
    /\/(?:(?:docker-)?compose|podman-compose|docker-stack)(?:[._-][\w.-]+)?\.ya?ml$|\/[\w.-]+\.(?:docker-)?compose\.ya?ml$/i,
    'compose',
  ],
  [/\/(?:Dockerfile|Containerfile)[\w.-]*$|\.(?:dockerfile|containerfile)$|\/docker-bake\.hcl$/i, 'image'],
  [/\/\.env(?!\S*(?:example|sample|template|dist|test|schema|defaults|\.ci))[\w.-]*$|\/[\w-]+\.env$/i, 'variables'],
  [
    /\/Caddyfile[\w.-]*$|\/(?:nginx|haproxy|traefik|apache2?|httpd|envoy)[\w.-]*\.(?:conf|cfg|ya?ml|toml)$|\/(?:nginx|haproxy|traefik|caddy|sites-(?:available|enabled))\/(?:.*\/)?[^/]+$|\.(?:service|socket|timer)$/i,
    'server',
  ],
  [/\/[\w.-]*(?:firestore|storage|database)[\w.-]*\.rules(?:\.json)?$/i, 'rules'],
];

/** Where tools look for migrations. What takes one back is there to be run by a person. */
const migrations =
  /\/(?:migrations?|migrate|alembic\/versions|changelogs?|db\/(?:schema|structure|changelog))\/.*\.(?:sql|py|rb|php|[cm]?[jt]s|exs?|xml|ya?ml|go|cql)$|\/V[\d._]+__[^/]+\.sql$|\.up\.sql$/i;
const reversals =
  /(?:^|[/._-])down\.(?:sql|[jt]s)$|\/down\/|\/U[\d._]+__[^/]+\.sql$|\/(?:tests?|__tests__|node_modules)\//i;

const temporary = /^(?:\/private)?\/(?:(?:var\/)?tmp|var\/folders|dev\/shm)\//;

/** Whether nobody's work lies there: a temporary folder, but for a workspace in it. */
function isScratch(path: string, cwd: string): boolean {
  const root = normalize(cwd);
  return temporary.test(path) && !(temporary.test(root) && isWithin(path, root));
}

/** What a file of this absolute path is to a call from `cwd`; `text` is what is, or will be, in it. */
export function infraKind(path: string, cwd: string, text?: string): InfraKind | undefined {
  const clean = normalize(path);
  if (isScratch(clean, cwd)) return undefined;
  const head = text === undefined ? undefined : plain(text.slice(0, 200_000));
  for (const [pattern, kind] of byName) {
    if (!pattern.test(clean)) continue;
    // A manifest in a folder of manifests may be a chart's values, and the names of some platforms are everybody's.
    if (kind === 'platform' && /\/app\.(?:ya?ml|json)$/.test(clean) && !isPlatform(head ?? '')) break;
    if (kind === 'server' && /\.(?:[cm]?[jt]sx?|py|go|md|html|sh|vue)$/.test(clean)) break;
    return kind;
  }
  if (migrations.test(clean) && !reversals.test(clean)) return 'migration';
  if (head === undefined) return undefined;
  if (/\.(?:[cm]?[jt]s|py|go|java|cs|kt)$/i.test(clean)) return usesConstructs(head) ? 'construct' : undefined;
  if (/\.hcl$/i.test(clean)) return policies.test(head) ? 'terraform' : undefined;
  return /\.(?:ya?ml|json|template|tpl)$/i.test(clean) ? byContent(clean, head) : undefined;
}

const isPlatform = (text: string): boolean =>
  /^(?:runtime|env|service|instance_class|automatic_scaling|handlers|services|databases)\s*:|"(?:buildpacks|addons|formation)"\s*:/m.test(
    text,
  );

/** Policies of Vault, ACLs of Consul, jobs of Nomad. */
const policies = /^\s*(?:path|key_prefix|service_prefix|node_prefix|namespace|job)\s+"[^"]*"\s*\{/m;

const usesConstructs = (text: string): boolean =>
  /['"](?:aws-cdk-lib|@aws-cdk\/|@pulumi\/|cdktf|@cdktf\/)|\b(?:from|import)\s+(?:aws_cdk|pulumi|cdktf)|"github\.com\/(?:aws\/aws-cdk-go|pulumi\/)|software\.amazon\.awscdk|\bPulumi\.\w+;/.test(
    text,
  );

function byContent(path: string, text: string): InfraKind | undefined {
  if (/^apiVersion:\s*\S/m.test(text) && /^kind:\s*\S/m.test(text))
    return /^kind:\s*['"]?Config['"]?\s*$/m.test(text) && /^(?:clusters|contexts|users):/m.test(text)
      ? 'credentials'
      : 'kubernetes';
  if (
    /^\s*\{/.test(text) &&
    /"apiVersion"\s*:\s*"/.test(text) &&
    /"kind"\s*:\s*"/.test(text) &&
    /"metadata"/.test(text)
  )
    return 'kubernetes';
  if (
    /^\s*"?AWSTemplateFormatVersion"?\s*:|^Transform:\s*['"]?AWS::|"?Type"?:\s*['"]?AWS::\w+::|schemas?\/[\d-]+\/\w*[dD]eploymentTemplate\.json/m.test(
      text,
    )
  )
    return 'template';
  if (/"type"\s*:\s*"service_account"/.test(text)) return 'credentials';
  if (!/\.ya?ml$/i.test(path)) return undefined;
  if (/^-?\s*hosts:\s*\S/m.test(text) && /^\s+(?:tasks|roles):/m.test(text)) return 'playbook';
  if (/^\s+stage:\s/m.test(text) && /^\s+script:/m.test(text)) return 'pipeline';
  if (
    /^(?:trigger|pool|stages|jobs|steps|parameters):/m.test(text) &&
    /^\s*-\s+(?:task|deployment|stage|job):/m.test(text)
  )
    return 'pipeline';
  if (/^services:\s*$/m.test(text) && /^\s+(?:image|build):/m.test(text)) return 'compose';
  if (/\/values[\w.-]*\.ya?ml$/i.test(path) && chartKeys.filter((key) => key.test(text)).length > 1) return 'values';
  return undefined;
}

/** What nearly every chart can be told. */
const chartKeys: readonly RegExp[] = [
  /^\s*replicaCount:/m,
  /^\s*image:\s*$/m,
  /^\s*(?:ingress|service|serviceAccount|persistence|autoscaling):\s*$/m,
  /^\s*(?:nodeSelector|tolerations|affinity|podAnnotations|resources|securityContext):/m,
];
