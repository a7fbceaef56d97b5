/**
 * Keys that say where things go: the account, region, application or database that a file of settings leads its tools to.
 *
 * Of `.env` files only what leads elsewhere than to this machine counts, and not in those that are made for it.
 */
import { type Finding, listed } from './infraFinding.ts';
import type { InfraKind } from './infraKinds.ts';

const keys: ReadonlyMap<InfraKind, RegExp> = new Map([
  ['platform', /^\s*"?(app|account_id|zone_id|service|project|site_?id|project_?id|org_?id)"?\s*[:=]\s*(\S.*)$/gm],
  [
    'template',
    /^\s*"?(stack_name|region|profile|s3_bucket|aws:region|aws:profile|gcp:project|gcp:region|azure-native:\w+|kubernetes:context|service)"?\s*[:=]\s*(\S.*)$/gm,
  ],
  ['playbook', /^\s*-?\s*(hosts|delegate_to|ansible_host|inventory)\s*[:=]\s*(\S.*)$/gm],
  [
    'variables',
    /^\s*(?:export\s+)?((?:\w*_)?(?:DATABASE|DB|POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB|MONGO|MONGODB|REDIS|AMQP|RABBITMQ|KAFKA|ELASTICSEARCH)_?(?:URL|URI|HOST|HOSTNAME|DSN|ADDR|ADDRESS|BROKERS)\w*|KUBECONFIG|KUBE_CONTEXT|AWS_(?:DEFAULT_)?PROFILE|AWS_ACCOUNT_ID|AWS_ENDPOINT_URL|DOCKER_(?:HOST|CONTEXT)|TF_WORKSPACE|TF_CLI_ARGS\w*|TF_VAR_\w+|GOOGLE_CLOUD_PROJECT|GCLOUD_PROJECT|CLOUDSDK_\w+|GOOGLE_APPLICATION_CREDENTIALS|ARM_SUBSCRIPTION_ID|AZURE_SUBSCRIPTION_ID|VAULT_ADDR|CONSUL_HTTP_ADDR|NOMAD_ADDR|FLY_APP|HEROKU_APP|PULUMI_STACK|HELM_KUBECONTEXT|ANSIBLE_INVENTORY|CLAUDE_CONFIG_DIR|HOLDPOINT_\w+)\s*=\s*(.*)$/gm,
  ],
]);

const valuesOf = (pattern: RegExp, text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const [, key = '', value = ''] of text.matchAll(pattern))
    found.set(
      key,
      [found.get(key), value.trim().replace(/^(["'])(.*)\1$/, '$2')].filter((each) => each !== undefined).join(),
    );
  return found;
};

export function targetFindings(kind: InfraKind, before: string, after: string): readonly Finding[] {
  const pattern = keys.get(kind);
  if (pattern === undefined) return [];
  const [was, is] = [valuesOf(pattern, before), valuesOf(pattern, after)];
  const moved = [...is].filter(([key, value]) =>
    kind === 'variables' ? was.get(key) !== value && !isNear(value) : was.has(key) && was.get(key) !== value,
  );
  return moved.length === 0
    ? []
    : [{ operation: 'change target', note: `It leads elsewhere: another ${listed(moved.map(([key]) => key))}.` }];
}

/** What somebody still has to fill in. */
const openPlace = /\byour[-_\w]|example|placeholder|changeme|xxx|<[^>]+>/i;

/** This machine, a container beside it, or nothing yet. */
function isNear(value: string): boolean {
  if (openPlace.test(value)) return true;
  if (
    /^$|^(?:\$\{?\w|<|\/var\/run\/|unix:|sqlite|file:)|(?:^|[-_./])(?:local|localhost|dev|development|test|testing|ci|sandbox|default|docker-desktop|minikube|kind|orbstack)(?:$|[-_./:])/i.test(
      value,
    )
  )
    return true;
  const host =
    /:\/\/(?:[^@/\s]*@)?([^:/\s?,]+)/.exec(value)?.[1] ??
    (/^[\w.-]+(?::\d+)?$/.test(value) ? value.replace(/:\d+$/, '') : undefined);
  if (host === undefined) return false;
  if (/^(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal)$/i.test(host)) return true;
  if (/\.(?:local|localhost|test|internal\.test|example|example\.(?:com|org))$/i.test(host)) return true;
  // A name without dots is a container's, where a URL has it.
  return (
    !host.includes('.') &&
    (/:\/\//.test(value) ||
      /^(?:db|database|postgres|mysql|mariadb|mongo|mongodb|redis|rabbitmq|kafka|elasticsearch|cache)$/i.test(host))
  );
}
