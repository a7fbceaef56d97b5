/**
 * What an address says about a request that goes there: is it this machine, an interface that steers infrastructure, a
 * conversation on a forge. Public references: https://docs.github.com/rest, https://kubernetes.io/docs/reference/using-api/,
 * https://www.elastic.co/docs/api/doc/elasticsearch/, https://developer.hashicorp.com/vault/api-docs, https://www.jenkins.io/doc/book/using/remote-access-api/
 */

export interface Address {
  readonly scheme: string;
  /** In lower case, with `hole` for what is not known. */
  readonly host: string;
  readonly port: number | undefined;
  /** With its query. */
  readonly path: string;
}

const here =
  /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\]|host\.docker\.internal|.*\.localhost|.*\.test|(?:.*\.)?(?:lvh\.me|localtest\.me|ddev\.site|nip\.io))$/;

/** Whether it is this machine, as far as its name says. */
export const isLocal = ({ host }: Address): boolean => here.test(host);

/** Hosts whose interfaces steer infrastructure: clouds, platforms, forges, DNS, registries, watchers. */
const hosts = new RegExp(
  `(?:^|\\.)(?:${[
    'amazonaws\\.com(?:\\.cn)?',
    'googleapis\\.com',
    '(?:management|dev)\\.azure\\.com',
    'graph\\.microsoft\\.com',
    '(?:vault|scm)\\.(?:azure\\.net|azurewebsites\\.net)',
    '(?:blob|queue|table|file)\\.core\\.windows\\.net',
    'api\\.github\\.com',
    'uploads\\.github\\.com',
    'api\\.(?:bitbucket\\.org|cloudflare\\.com|vercel\\.com|netlify\\.com|heroku\\.com|digitalocean\\.com|hetzner\\.cloud|linode\\.com|vultr\\.com|scaleway\\.com|fly\\.io|machines\\.dev|render\\.com|supabase\\.com|equinix\\.com|upcloud\\.com|ovh\\.com|cloudamqp\\.com|platform\\.sh|gridscale\\.io|koyeb\\.com)',
    'dns\\.hetzner\\.com',
    'backboard\\.railway\\.(?:app|com)',
    'api\\.(?:stripe\\.com|datadoghq\\.(?:com|eu)|pagerduty\\.com|opsgenie\\.com|newrelic\\.com|buildkite\\.com|travis-ci\\.(?:com|org)|ngrok\\.com|godaddy\\.com|namecheap\\.com|name\\.com|dnsimple\\.com|dnsmadeeasy\\.com|fastly\\.com|bunny\\.net|planetscale\\.com|turso\\.tech|confluent\\.cloud|doppler\\.com|tailscale\\.com|pulumi\\.com|gandi\\.net|porkbun\\.com|statuspage\\.io)',
    'circleci\\.com',
    'app\\.(?:terraform\\.io|launchdarkly\\.com)',
    'cloud\\.mongodb\\.com',
    'console\\.neon\\.tech',
    '(?:api\\.twilio|api\\.sendgrid|api\\.mailgun|api\\.postmarkapp|api\\.resend|events\\.pagerduty)\\.com',
    '(?:auth0|okta|oktapreview|algolia|contentful|codemagic|bitrise|northflank|scalingo|gigalixir|clever-cloud|kinsta|spacelift|env0|infisical|upstash|exoscale|ionos|civo|runpod|crunchybridge|elastic-cloud|redislabs)\\.(?:com|net|io)',
    'api\\.(?:aiven\\.io|clickhouse\\.cloud|timescale\\.com|cloud\\.hashicorp\\.com|expo\\.dev|appcenter\\.ms|sanity\\.io|honeycomb\\.io|statuscake\\.com|betterstack\\.com|checklyhq\\.com)',
    'cockroachlabs\\.cloud',
    'grafana\\.net',
    'app\\.(?:koyeb\\.com|harness\\.io|octopus\\.app)',
    '(?:snowflakecomputing|databricks)\\.com',
    'azuredatabricks\\.net',
    'hub\\.docker\\.com',
    'registry-1\\.docker\\.io',
    'ghcr\\.io',
    'quay\\.io',
    'registry\\.npmjs\\.org',
    'upload\\.pypi\\.org',
    'crates\\.io',
    'rubygems\\.org',
    'kubernetes\\.default(?:\\.svc[\\w.]*)?',
  ].join('|')})$`,
);

/** Paths that steer something wherever they are. */
const paths =
  /\/(?:re)?deploy(?:s|ments?|-hooks?|_hooks?)?(?:[/?]|$)|\/(?:rollback|rollout|drain|failover|shutdown|restart|reboot|build_hooks|_shutdown)(?:[/?]|$)|\/api\/v1\/(?:namespaces|nodes|persistentvolumes|pods)\b|\/apis\/[a-z0-9.]+\/v\d|\/api\/v4\/(?:projects|groups|runners|admin|users)\b|\/api\/v3\/repos\/|\/job\/[^?]+\/(?:build|buildWithParameters|doDelete|disable|enable|stop|replay)(?:[/?]|$)|\/(?:createItem|scriptText|safeRestart|quietDown|doDelete)(?:[/?]|$)|\/admin\/|\/actuator\/(?:shutdown|restart|refresh|env|loggers)\b|\/api\/(?:dashboards|datasources|alert|provisioning)\b|\/api\/v\d\/admin\/|\/_(?:delete_by_query|update_by_query|reindex|close|cluster|bulk|aliases|snapshot|security|ilm|settings|rollover|forcemerge|data_stream)\b|\/v1\/(?:sys|kv|agent|catalog|acl|jobs?|auth|secret|pki)\/|\/apisix\/admin\b|\/rest\/v1\/|\/zones\/|\/v2\/[^?]+\/(?:manifests|blobs)\/|\/-\/(?:reload|quit)\b|\/quitquitquit\b|\/drain_listeners\b|\/api\/0\/(?:organizations|projects|teams)\/|\/applications\/[^?]+\/(?:sync|rollback|resource)\b|\/v1\/metadata(?:[/?]|$)|\/admin\/tsdb\/|\/indexes\/[^?]+\/delete-batch/i;

/** Why a POST to an address changes infrastructure, if it does. */
export function steers(address: Address, line: string): string | undefined {
  const { host, path } = address;
  if (/(?:^|\.)stripe\.com$/.test(host))
    return /\b[sr]k_test_/.test(line) ? undefined : 'It may be Stripe’s live mode.';
  if (hosts.test(host)) return `${host} steers infrastructure.`;
  if (portsThatSteer.has(address.port ?? 0) || stores.has(address.port ?? 0))
    return 'Its port is one that infrastructure listens on.';
  return paths.test(path) ? 'Its path is one that infrastructure listens on.' : undefined;
}

/** Addresses that act when they are merely fetched. */
export const triggers = ({ host, path }: Address): boolean =>
  (host === 'api.render.com' && path.startsWith('/deploy/')) ||
  /\/job\/[^?]+\/build(?:WithParameters)?\?(?:.*&)?token=/.test(path) ||
  /[?&]Action=(?:Delete|Terminate|Create|Put|Run|Stop|Start|Reboot|Modify|Update)/.test(path);

/** What a store listens on; here its data is dropped by `DELETE` and the paths that drop it. */
const stores = new Map<number, string>([
  [9200, 'Elasticsearch or OpenSearch'],
  [7700, 'Meilisearch'],
  [8108, 'Typesense'],
  [6333, 'Qdrant'],
  [8983, 'Solr'],
  [5984, 'CouchDB'],
  [8123, 'ClickHouse'],
  [8529, 'ArangoDB'],
  [7474, 'Neo4j'],
  [8086, 'InfluxDB'],
  [9090, 'Prometheus'],
  [15672, 'RabbitMQ'],
  [8083, 'Kafka Connect'],
]);
const portsThatSteer = new Map<number, string>([
  [2019, 'Caddy'],
  [2375, 'the container engine'],
  [2376, 'the container engine'],
  [2379, 'etcd'],
  [4646, 'Nomad'],
  [6443, 'Kubernetes'],
  [16443, 'Kubernetes'],
  [10250, 'a kubelet'],
  [8001, 'Kong, or a way into Kubernetes'],
  [8444, 'Kong'],
  [8200, 'Vault'],
  [8500, 'Consul'],
  [9180, 'APISIX'],
]);

const drops =
  /\/_(?:delete_by_query|update_by_query|close|cluster|security|ilm|reindex|all)\b|\/delete(?:-batch|_series)?(?:[/?]|$)|\/points\/delete|\/-\/quit|\/admin\/(?:tsdb|cores)/;

/** Why a request to this machine is more than a call of a development server. */
export function steersHere({ port, path }: Address, method: string, body: string | undefined): string | undefined {
  const steered = portsThatSteer.get(port ?? 0);
  if (steered !== undefined) return `Port ${port} is usually ${steered}.`;
  const store = stores.get(port ?? 0);
  if (/\/_delete_by_query\b/.test(path)) return 'It deletes what a search finds.';
  if (store === undefined) return undefined;
  if (method === 'DELETE' || drops.test(path)) return `It drops data of ${store}.`;
  const said = `${decoded(path)} ${body ?? ''}`;
  return /\b(?:drop\s+(?:table|database|measurement|series)|truncate\s+table|delete\s+from|alter\s+table|detach\s+delete)\b/i.test(
    said,
  )
    ? `It drops data of ${store}.`
    : undefined;
}

/** A POST or PUT that only asks: searches, sign-ins, models that answer. */
export function asks({ host, path }: Address, method: string, body: string | undefined): boolean {
  if (method !== 'POST') return false;
  if (
    /\/_?(?:search|msearch|count|query|queries|validate|explain|analyze|multi-search|mget|sql)(?:[/?]|$)/.test(path) &&
    !/\b(?:drop|delete|insert|update|truncate|alter|create|grant)\b/i.test(body ?? '')
  )
    return true;
  if (
    /(?:^|\/)(?:oauth2?|token|login|authenticate|authn|sessions?|users\/login|access_tokens)(?:\/?[?]|\/?$)/.test(path)
  )
    return true;
  return (
    /googleapis\.com$/.test(host) &&
    /:(?:generateContent|streamGenerateContent|predict|countTokens|embedContent|batchEmbedContents|search|translate|annotate|synthesize|recognize|runQuery)\b|translate|\/queries(?:\?|$)/.test(
      path,
    )
  );
}

/** Talk on a forge: issues, comments, reviews. No merges. */
export function discusses({ host, path }: Address, method: string): boolean {
  const forge =
    host === 'api.github.com' ||
    path.startsWith('/api/v3/') ||
    path.startsWith('/api/v4/') ||
    /(?:^|\.)(?:gitlab|github)\.com$/.test(host);
  return forge && isTalk(path, method);
}

const talk =
  /^\/?(?:api\/v[34]\/)?(?:repos\/[^/?]+\/[^/?]+|projects\/[^/?]+)\/(?:issues|pulls|merge_requests|discussions|commits\/[^/?]+\/comments)(?:[/?]|$)/;
const parts =
  /\/(?:comments|notes|reactions|labels|assignees|requested_reviewers|reviews|award_emoji|discussions|replies)(?:[/?]|$)/;

/** A path of a forge's interface that only talks to people, as `gh api` and curl spell it. */
export const isTalk = (path: string, method: string): boolean =>
  (talk.test(path) &&
    !/\.\.|%2e/i.test(path) &&
    !/\/merge(?:[/?]|$)|\/rebase(?:[/?]|$)/.test(path) &&
    (method !== 'DELETE' || parts.test(path))) ||
  /^\/?(?:markdown|search)(?:[/?]|$)/.test(path);

/** A GraphQL document that changes something; talk on a forge does not count. */
export function mutates(text: string): boolean {
  if (!/(?:^|[\s"'{}\\n])(?:mutation|subscription)\b/.test(text)) return false;
  const called = [...text.matchAll(/\b([a-z]\w*)\s*\(\s*input\s*:/g)].map(([, name = '']) => name);
  return called.length === 0 || !called.every((name) => spokenOnly.test(name));
}

const spokenOnly =
  /^(?:add(?:Comment|Reaction|LabelsToLabelable|AssigneesToAssignable|PullRequestReview\w*|DiscussionComment)|resolveReviewThread|unresolveReviewThread|submitPullRequestReview|updateIssue\w*|updatePullRequest(?:ReviewComment|Review)?|closeIssue|reopenIssue|createIssue|createPullRequest|requestReviews|minimizeComment|removeReaction|removeLabelsFromLabelable|addProjectV2ItemById|updateProjectV2ItemFieldValue|markPullRequestReadyForReview|convertPullRequestToDraft)$/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
