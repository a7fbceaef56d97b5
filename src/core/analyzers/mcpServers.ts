/**
 * MCP servers by name: those that reach infrastructure, those that never do, and what of the former is nobody's business.
 *
 * https://github.com/modelcontextprotocol/servers · https://awslabs.github.io/mcp · https://github.com/github/github-mcp-server
 */

const infrastructure =
  /(?:^|[^a-z])(?:aws|awslabs|amazon|eks|ecs|ec2|rds|dynamodb|cloudwatch|cloudformation|cdk|k8s|kube\w*|helm|terraform|tofu|hashicorp|pulumi|github|gitlab|bitbucket|postgres\w*|pg|mysql|mariadb|mssql|sqlserver|mongo\w*|redis|supabase|neon|planetscale|turso|cloudflare|docker|podman|portainer|vercel|netlify|stripe|grafana|prometheus|loki|sentry|datadog|pagerduty|newrelic|azure\w*|gcp|gcloud|google-cloud|cloud-run|firebase|digitalocean|heroku|fly|flyio|railway|render|hetzner|linode|oci|argocd|argo|flux|vault|consul|nomad|kafka|confluent|rabbitmq|elastic\w*|opensearch|snowflake|bigquery|databricks|clickhouse|redshift|jenkins|circleci|buildkite|teamcity|ansible|nomad|infra\w*|prod|production|database|db|cluster|ops|devops|deploy\w*|ssh|proxmox|vmware|vsphere|prisma|flyway|liquibase|hasura|cockroach\w*|tidb|timescale\w*|cassandra|couchbase|neo4j|influxdb|qdrant|weaviate|pinecone|milvus|minio|valkey|memcached|nats|pulsar|temporal|airflow|dagster|keycloak|auth0|okta|launchdarkly|tailscale|spacelift|env0|harness|octopus|codefresh|rancher|openshift|istio|traefik|kong|opsgenie|splunk|dynatrace|zabbix|coolify|dokploy|dokku|koyeb|northflank|runpod|appwrite|convex|upstash|scaleway|ovh|vultr|hostinger|route53|dns\w*|fastly|akamai|paypal|razorpay|adyen|s3|lambda|unifi|opnsense|truenas)(?:$|[^a-z])/i;

const ordinary =
  /(?:^|[^a-z])(?:filesystem|file-?system|memory|context7|playwright|puppeteer|browser\w*|chrome\w*|fetch|sequential-?thinking|time|everything|figma|notion|linear|jira|atlassian|confluence|slack|ide|serena|deepwiki|tavily|exa|brave\w*|perplexity|firecrawl|obsidian|todoist|todo|calculator|weather|zapier|markitdown|pandoc|shadcn|magic|storybook|mermaid|excalidraw|sqlite)(?:$|[^a-z])/i;

export const isInfrastructureServer = (server: string | undefined): boolean =>
  server !== undefined && !ordinary.test(server) && infrastructure.test(server);

/** Commands, SQL and files that they are given are read all the same. */
export const isOrdinaryServer = (server: string | undefined): boolean =>
  server !== undefined && ordinary.test(server) && !/aws|kube|terraform|azure|gcp/i.test(server);

const programs = /^(?:kubectl|terraform|terragrunt|tofu|helm|gcloud|aws|az|docker|pulumi|flux|argocd|psql)$/;

/** The program whose words a tool is given: `kubectl {command: "get pods"}`, `execute_terraform_command {command: "apply"}`. */
export const programOfServer = (server: string | undefined, parts: readonly string[]): string | undefined =>
  parts.find((part) => programs.test(part)) ??
  (parts.length === 1
    ? undefined
    : server
        ?.toLowerCase()
        .split(/[^a-z]/)
        .find((part) => /^(?:kubectl|terraform|helm|gcloud|docker)$/.test(part)));

const tracker =
  /^(?:issues?|comments?|notes?|reviews?|reactions?|labels?|milestones?|discussions?|notifications?|gists?|star|unstar|wit|wiki|threads?)$/;
const request = /^(?:pull|merge|pr|mr|draft)$/;

/** What of such a server changes neither infrastructure nor what is deployed: words in trackers, containers of this machine. */
export function isHarmlessHere(server: string | undefined, parts: readonly string[]): boolean {
  const name = server ?? '';
  const [first] = parts;
  if (
    /git(?:hub|lab)|bitbucket|sentry|azure-?devops|\bado\b/i.test(name) ||
    (server === undefined && parts.some((part) => tracker.test(part)))
  ) {
    if (parts.some((part) => tracker.test(part))) return !looksOnly(first);
    if (/^(?:create|open|update|edit|request)$/.test(first ?? '') && parts.slice(1).some((part) => request.test(part)))
      return !parts.slice(1).some((part) => /^(?:branch|files?)$/.test(part));
    return /^(?:create|checkout)$/.test(first ?? '') && parts.includes('branch');
  }
  if (/docker|podman/i.test(name))
    return !parts.some((part) => /^(?:volumes?|prune|push|swarm|stack|services?|system|down)$/.test(part));
  return false;
}

const looksOnly = (word: string | undefined): boolean => /^(?:get|list|search|read|find)$/.test(word ?? '');

const prefixes =
  /^(?:aws\w*|azure|gcp|kubernetes|k8s|terraform|pulumi|github|gitlab|bitbucket|cloudflare|vercel|netlify|supabase|neon|planetscale|stripe|grafana|sentry|datadog|pagerduty|postgres\w*|mysql|mongo(?:db)?|redis|docker|portainer|proxmox|heroku|digitalocean|argocd|jenkins|circleci|buildkite|playwright|context7|figma|notion|linear|slack|jira|filesystem|puppeteer)$/;

/** Where the host does not say the server, its name begins the tool's: `github_create_issue`. */
export const serverInName = (parts: readonly string[]): string | undefined => {
  const first = parts[0] === 'mcp' ? parts[1] : parts[0];
  return first !== undefined && prefixes.test(first) ? first : undefined;
};
