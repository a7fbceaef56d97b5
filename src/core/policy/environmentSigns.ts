/** Signs that stand in the call itself: what its effects name, the variables it inherits, and what was found out about it. */
import type { Effect } from '../effect.ts';
import type { Impact } from '../impact/impact.ts';
import type { ToolCall } from '../toolCall.ts';
import type { EnvironmentSign, EnvironmentSignKind, SignSource } from './environmentSign.ts';

/** Labels of an effect's place → what they are. */
const labels: ReadonlyMap<string, readonly [EnvironmentSignKind, string]> = new Map<
  string,
  readonly [EnvironmentSignKind, string]
>([
  ['context', ['contexts', 'kube context']],
  ['cluster', ['clusters', 'cluster']],
  ['namespace', ['namespaces', 'namespace']],
  ['profile', ['profiles', 'AWS profile']],
  ['region', ['regions', 'region']],
  ['account', ['accounts', 'account']],
  ['project', ['accounts', 'project']],
  ['subscription', ['accounts', 'subscription']],
  ['workspace', ['workspaces', 'workspace']],
  ['stack', ['workspaces', 'stack']],
  ['stage', ['workspaces', 'stage']],
  ['environment', ['workspaces', 'environment']],
  ['host', ['hosts', 'host']],
  ['server', ['hosts', 'server']],
  ['on', ['hosts', 'machine']],
  ['endpoint', ['hosts', 'endpoint']],
  ['url', ['hosts', 'address']],
  ['database', ['databases', 'database']],
  ['db', ['databases', 'database']],
  ['branch', ['branches', 'branch']],
  ['application', ['names', 'application']],
  ['app', ['names', 'application']],
  ['name', ['names', 'name']],
  ['repo', ['names', 'repository']],
]);

/** Options whose value is a file that stands for an environment. */
const fileOption =
  /^(?:-f|-e|-i|-p|--file|--values|--env-file|--var-file|-var-file|--vars-file|--inventory|--parameters|--config|-backend-config|--compose-file)(?:=(.+))?$/;
const nonFile = /^(?:-|https?:|file:\/\/$)/;
const arn = /\barn:(aws[\w-]*):[\w-]*:([\w-]*):(\d{12}|):/;

/** What one effect says by its place, its target and its arguments. */
export function namedSigns(
  effect: Effect,
  index: number,
  call: Pick<ToolCall, 'cwd' | 'env'>,
): readonly EnvironmentSign[] {
  const { tool, place = '', target, subject } = effect;
  const args = subject?.kind === 'command' ? subject.args : (subject?.flags ?? []);
  const own = { effect: index } as const;
  const signs: EnvironmentSign[] = [];
  for (const part of place.split(', ')) {
    const [label = '', ...rest] = part.split(' ');
    const [kind, words] = labels.get(label) ?? [];
    const value = rest.join(' ').trim();
    if (kind === undefined || words === undefined || value === '') continue;
    const spoken = tool === 'docker' && label === 'context' ? 'Docker context' : words;
    signs.push({ kind, label: spoken, value, source: sourceOf(value, args, subject?.env ?? {}, call), ...own });
  }
  if (target !== undefined && tool !== 'guard' && tool !== 'machine' && tool !== 'network')
    signs.push(targetSign(effect, target, own));
  for (const value of filesNamed(args))
    signs.push({ kind: 'paths', label: 'file', value, source: 'arguments', ...own });
  const directory = subject?.directory;
  if (directory !== undefined && directory !== call.cwd && directory.startsWith(`${call.cwd}/`))
    signs.push({
      kind: 'paths',
      label: 'directory',
      value: directory.slice(call.cwd.length + 1),
      source: 'arguments',
      ...own,
    });
  for (const text of [target ?? '', ...args]) signs.push(...arnSigns(text, 'arguments', own));
  return [...signs, ...onThisMachine(effect, call, own)];
}

function targetSign(effect: Effect, target: string, own: { readonly effect: number }): EnvironmentSign {
  const { tool, operation } = effect;
  if (tool === 'git') {
    // `origin main`, `origin +HEAD:main`
    const branch = target.split(/[\s:]+/).at(-1) ?? target;
    return {
      kind: 'branches',
      label: 'branch',
      value: branch.replace(/^refs\/heads\//, ''),
      source: 'arguments',
      ...own,
    };
  }
  if (tool === 'terraform' && operation !== 'import')
    return { kind: 'paths', label: 'directory', value: target, source: 'arguments', ...own };
  if (tool === 'kubectl' && /\b(?:ns|namespaces?)\b/.test(operation))
    return { kind: 'namespaces', label: 'namespace', value: target, source: 'arguments', ...own };
  if (/[/\\]|\.(?:ya?ml|json|tf|sql)$/.test(target) && !target.includes('://'))
    return { kind: 'paths', label: 'path', value: target, source: 'arguments', ...own };
  return { kind: 'names', label: 'name', value: target, source: 'arguments', ...own };
}

function* filesNamed(args: readonly string[]): Generator<string> {
  for (const [index, arg] of args.entries()) {
    const found = fileOption.exec(arg);
    const value = found === null ? undefined : (found[1] ?? args[index + 1]);
    if (value !== undefined && /[./]/.test(value) && !nonFile.test(value)) yield value;
  }
}

function arnSigns(text: string, source: SignSource, own: { readonly effect?: number }): readonly EnvironmentSign[] {
  const found = arn.exec(text);
  if (found === null) return [];
  const [, partition = '', region = '', account = ''] = found;
  return [
    { kind: 'accounts' as const, label: 'partition', value: partition, source, ...own },
    ...(region === '' ? [] : [{ kind: 'regions' as const, label: 'region', value: region, source, ...own }]),
    ...(account === '' ? [] : [{ kind: 'accounts' as const, label: 'account', value: account, source, ...own }]),
  ];
}

/** From the line, where the line has it; otherwise from the environment, or from what the reader knows. */
function sourceOf(
  value: string,
  args: readonly string[],
  assigned: Readonly<Record<string, string>>,
  { env }: Pick<ToolCall, 'env'>,
): SignSource {
  const bare = value.split(':')[0] ?? value;
  if (args.some((arg) => arg.includes(bare)) || Object.values(assigned).some((each) => each.includes(bare)))
    return 'arguments';
  return Object.values(env).some((each) => each.includes(bare)) ? 'environment' : 'arguments';
}

/** Servers that a client takes on this machine as long as nothing says otherwise, and the variables that would. */
const nearby: ReadonlyMap<string, readonly string[]> = new Map([
  ['psql', ['PGHOST', 'PGHOSTADDR', 'PGSERVICE']],
  ['redis', ['REDISCLI_URL', 'REDIS_URL']],
]);

function onThisMachine(
  { tool, place = '', subject }: Effect,
  { env }: Pick<ToolCall, 'env'>,
  own: { readonly effect: number },
): readonly EnvironmentSign[] {
  const elsewhere = nearby.get(tool);
  if (elsewhere === undefined || /\bhost /.test(place) || subject?.kind !== 'command') return [];
  if (elsewhere.some((name) => env[name] !== undefined || subject.env[name] !== undefined)) return [];
  const said = { says: 'local', name: 'local' } as const;
  return [{ kind: 'hosts', label: 'the database server on', value: 'this machine', source: 'directory', ...own, said }];
}

interface Variable {
  readonly name: RegExp;
  /** Tools that follow it. */
  readonly tools: RegExp;
  readonly kind: EnvironmentSignKind;
  readonly label: string;
}

const awsTools = /^(?:aws|terraform|terragrunt|pulumi|cdk|eksctl|sam|serverless|sst|copilot|eb|amplify|packer|boto)/;
const clusterTools = /^(?:kubectl|helm|helmfile|kustomize|oc|k9s|argocd|flux|istioctl|velero|skaffold|tilt)/;

const variables: readonly Variable[] = [
  { name: /^AWS_(?:PROFILE|DEFAULT_PROFILE|VAULT)$/, tools: awsTools, kind: 'profiles', label: 'AWS profile' },
  { name: /^AWS_(?:REGION|DEFAULT_REGION)$/, tools: awsTools, kind: 'regions', label: 'region' },
  { name: /^AWS_ENDPOINT_URL/, tools: awsTools, kind: 'hosts', label: 'AWS endpoint' },
  { name: /^KUBECONFIG$/, tools: clusterTools, kind: 'paths', label: 'kubeconfig' },
  { name: /^(?:HELM_KUBECONTEXT|KUBE_CONTEXT)$/, tools: clusterTools, kind: 'contexts', label: 'kube context' },
  { name: /^TF_WORKSPACE$/, tools: /^(?:terraform|terragrunt)/, kind: 'workspaces', label: 'workspace' },
  {
    name: /^TF_VAR_(?:env|environment|stage|workspace)$/i,
    tools: /^(?:terraform|terragrunt)/,
    kind: 'workspaces',
    label: 'variable',
  },
  { name: /^PULUMI_STACK$/, tools: /^pulumi/, kind: 'workspaces', label: 'stack' },
  {
    name: /^(?:CLOUDSDK_CORE_PROJECT|GOOGLE_CLOUD_PROJECT|GOOGLE_PROJECT|GCLOUD_PROJECT|GCP_PROJECT)$/,
    tools: /^(?:gcloud|gsutil|bq|terraform|pulumi|firebase)/,
    kind: 'accounts',
    label: 'project',
  },
  {
    name: /^CLOUDSDK_ACTIVE_CONFIG_NAME$/,
    tools: /^(?:gcloud|gsutil|bq)/,
    kind: 'profiles',
    label: 'gcloud configuration',
  },
  {
    name: /^(?:AZURE|ARM)_SUBSCRIPTION_ID$/,
    tools: /^(?:az|terraform|pulumi)/,
    kind: 'accounts',
    label: 'subscription',
  },
  { name: /^DOCKER_HOST$/, tools: /^(?:docker|podman|nerdctl)/, kind: 'hosts', label: 'Docker host' },
  { name: /^DOCKER_CONTEXT$/, tools: /^docker/, kind: 'contexts', label: 'Docker context' },
  {
    name: /^(?:RAILS|RACK|MIX|APP|FLASK)_ENV$/,
    tools: /^(?:rails|rake|mix|flask|artisan|knex|prisma)/,
    kind: 'workspaces',
    label: 'environment',
  },
];

/** What the variables that the call inherits say, as far as one of its tools follows them. */
export function variableSigns(effects: readonly Effect[], { env }: Pick<ToolCall, 'env'>): readonly EnvironmentSign[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const known = variables.find((each) => each.name.test(name));
    if (known === undefined || !effects.some(({ tool }) => known.tools.test(tool))) return [];
    return [{ kind: known.kind, label: known.label, value, source: 'environment' as const }];
  });
}

const tagPath =
  /^(?:tags|tags_all|labels|metadata\.labels|metadata\[\d\]\.labels)\.(?:environment|env|stage|app\.kubernetes\.io\/environment)$/i;
/** Resources looked through. */
const mostResources = 2_000;

/** Tags and identifiers of what it touches. */
export function impactSigns({ resources, rights = [] }: Impact): readonly EnvironmentSign[] {
  const signs = new Map<string, EnvironmentSign>();
  const source = 'impact';
  for (const { account, partition } of rights) {
    if (account !== undefined)
      signs.set(`account ${account}`, { kind: 'accounts', label: 'account', value: account, source });
    if (partition !== undefined)
      signs.set(`partition ${partition}`, { kind: 'accounts', label: 'partition', value: partition, source });
  }
  for (const { attributes, existing = '', address } of resources.slice(0, mostResources)) {
    for (const { path, before, after } of attributes) {
      if (!tagPath.test(path)) continue;
      for (const shown of [before, after])
        if (shown.kind === 'value')
          signs.set(`tag ${shown.text}`, {
            kind: 'tags',
            label: `tag ${path.split('.').at(-1) ?? path}`,
            value: shown.text.replace(/^"(.*)"$/, '$1'),
            source: 'impact',
          });
    }
    for (const text of [existing, address])
      for (const sign of arnSigns(text, 'impact', {})) signs.set(`${sign.label} ${sign.value}`, sign);
  }
  return [...signs.values()];
}
