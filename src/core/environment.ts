/**
 * The environment variables that choose what a command acts on. They are shown with a hold and are part of its digest,
 * so that an approval for one account is none for another.
 *
 * Values of secrets are never kept; that one is there is, as `set`.
 */
import { namesSecret, redact } from './journal/redact.ts';

/** Names, or with a `*` at the end everything that starts so. */
const targetVariables: readonly string[] = [
  // AWS, https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
  'AWS_*',
  // Kubernetes and Helm
  'KUBECONFIG',
  'KUBE_*',
  'KUBERNETES_*',
  'HELM_*',
  // Terraform and OpenTofu, https://developer.hashicorp.com/terraform/cli/config/environment-variables
  'TF_WORKSPACE',
  'TF_VAR_*',
  'TF_CLI_*',
  'TF_DATA_DIR',
  'TF_CLOUD_*',
  'TF_TOKEN_*',
  'TF_HTTP_*',
  'TF_REATTACH_PROVIDERS',
  'TERRAGRUNT_*',
  'TG_*',
  'PULUMI_*',
  'CDK_*',
  // Google Cloud
  'CLOUDSDK_*',
  'GOOGLE_*',
  'GCLOUD_*',
  'GCP_*',
  // Azure
  'AZURE_*',
  'ARM_*',
  // Other platforms
  'CLOUDFLARE_*',
  'CF_*',
  'DIGITALOCEAN_*',
  'HCLOUD_*',
  'HEROKU_*',
  'FLY_*',
  'VERCEL_*',
  'NETLIFY_*',
  'SUPABASE_*',
  'OCI_*',
  // Databases, https://www.postgresql.org/docs/current/libpq-envars.html
  'PGHOST',
  'PGHOSTADDR',
  'PGPORT',
  'PGDATABASE',
  'PGUSER',
  'PGPASSWORD',
  'PGPASSFILE',
  'PGSERVICE',
  'PGSERVICEFILE',
  'PGOPTIONS',
  'DATABASE_URL',
  'MYSQL_*',
  'MONGODB_*',
  'REDIS_URL',
  'REDISCLI_AUTH',
  'MONGOSH_*',
  'SQLCMDSERVER',
  'CLICKHOUSE_*',
  'COCKROACH_*',
  'SNOWSQL_*',
  'SNOWFLAKE_*',
  'INFLUX_*',
  // Migrations and frameworks
  'DB_URL',
  'DIRECT_URL',
  'POSTGRES_PRISMA_URL',
  'SQLALCHEMY_DATABASE_URI',
  'FLYWAY_*',
  'LIQUIBASE_*',
  'GOOSE_*',
  'RAILS_ENV',
  'RACK_ENV',
  'MIX_ENV',
  'APP_ENV',
  'FLASK_ENV',
  'DJANGO_*',
  // Containers
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'COMPOSE_FILE',
  'COMPOSE_PROJECT_NAME',
  'CONTAINER_HOST',
  // Services
  'VAULT_*',
  'CONSUL_*',
  'NOMAD_*',
  'ETCDCTL_*',
  'BAO_*',
  'NATS_*',
  'RABBITMQ_NODENAME',
  'RPK_*',
  'ANSIBLE_*',
  'GH_*',
  'GITHUB_TOKEN',
  'GITLAB_*',
];

const exact = new Set(targetVariables.filter((name) => !name.endsWith('*')));
const prefixes = targetVariables.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));

/** Whether a variable of this name chooses a target. */
export const isTargetVariable = (name: string): boolean =>
  exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix));

/** A path by its very meaning, and a secret that no pattern knows. */
const isSecret = (name: string): boolean =>
  name !== 'GOOGLE_APPLICATION_CREDENTIALS' &&
  (/^(?:REDISCLI_AUTH|CONSUL_HTTP_AUTH|ETCDCTL_USER)$/.test(name) || namesSecret(name));

/** What is trusted on the way, and says nothing of where it leads. */
const trustStore = /_CA_BUNDLE$|_CA_CERTS_FILE$|_CACERT$/;

/** The variables that choose a target, by name; what would be a secret is masked. */
export function chooseTarget(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const name of Object.keys(env).sort()) {
    const value = env[name];
    if (value === undefined || value === '' || !isTargetVariable(name) || trustStore.test(name)) continue;
    chosen[name] = isSecret(name) ? 'set' : redact(value).toWellFormed();
  }
  return chosen;
}
