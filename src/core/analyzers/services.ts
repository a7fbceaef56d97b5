/**
 * Services behind an account: Neon, PlanetScale, Turso, Upstash, Confluent, Databricks, Stripe.
 * https://neon.com/docs/reference/neon-cli https://planetscale.com/docs/cli https://docs.turso.tech/cli
 * https://github.com/upstash/cli https://docs.confluent.io/confluent-cli/current/command-reference/
 * https://docs.databricks.com/dev-tools/cli/commands https://docs.stripe.com/cli
 *
 * Handles `neonctl branches delete main`, `pscale deploy-request deploy shop 1`, `turso db shell app "DROP TABLE t"`,
 * `confluent kafka topic delete orders`, `databricks bundle deploy -t prod`, `databricks fs rm -r dbfs:/x`,
 * `stripe customers delete cus_1 --live`, `stripe get /v1/charges`.
 */
import { type EffectKind, worst } from '../effect.ts';
import { shapeOf, type Word } from '../shell/invocation.ts';
import type { Analyzer } from './analyzer.ts';
import { readSql } from './sql.ts';
import { type Found, has, tabled, type Verdict } from './table.ts';

const neon = tabled({
  programs: ['neonctl'],
  aliases: ['neon'],
  commands: `
    read me, orgs list, projects|project list|get|recoverable, branches|branch list|get|schema-diff, databases|database|db list, roles|role list, operations|operation list, connection-string|cs, ip-allow list, vpc endpoint|project list|status, completion, help, version
    local init, bootstrap
    change auth, set-context, projects|project create|update|recover, branches|branch create|rename|add-compute|set-default|set-expiration|restore|reset|update, databases|database|db create, roles|role create, ip-allow add|reset, vpc endpoint|project assign|restrict, checkout, link, data-api create|update
    destroy projects|project delete, branches|branch delete, databases|database|db delete, roles|role delete, ip-allow remove, vpc endpoint|project remove, data-api delete
    open psql`,
  values:
    '-o --output --config-dir --api-key --api-host --context-file --project-id --org-id --branch --name --role-name --database-name --parent',
  switches: '--analytics --no-analytics --color',
  place: [
    ['project', '--project-id', 'NEON_PROJECT_ID'],
    ['branch', '--branch'],
  ],
  notes: {
    'branches restore': 'What the branch holds is overwritten.',
    'branches reset': 'What the branch holds is overwritten.',
  },
});

const pscale = tabled({
  programs: ['pscale'],
  commands: `
    read version, help, completion, auth check, org list|show, database|db list|show, database|db dump, branch list|show|schema|diff|vtctld, branch routing-rules show, branch keyspace list|show|vschema, branch lint, deploy-request|dr list|show|diff, password list|show, service-token list|show-access, backup list|show, region list, audit-log list, workflow list|show, keyspace list|show|settings, size cluster list, ping, role list|get, webhook list|show, branch infra, branch query-patterns, branch query-insights
    change auth login|logout, login, logout, signup, org switch, database|db create|restore-dump|update-settings, branch create|promote|demote|refresh-schema|switch|restore, branch safe-migrations, branch routing-rules update, branch vschema, deploy-request|dr create|deploy|apply|close|edit|review|revert|skip-revert|cancel, password create|renew, service-token create|add-access, backup create|restore, data-imports, workflow create|switch-traffic|reverse-traffic|reverse-cutover|cutover|cancel|complete|retry, keyspace create|resize|update-settings|vschema|rollout-status, role create|reset|reset-default|renew|update|reassign, webhook create|update|test, mcp install, switch
    destroy database|db delete, branch delete, password delete, service-token delete|delete-access, backup delete, role delete, webhook delete
    open shell, connect, sql, api, mcp`,
  values:
    '--org --api-token --api-url -f --format --config --service-token --service-token-id --from --region --role --keyspace --local-addr --remote-addr --port --branch',
  place: [['organization', '--org', 'PLANETSCALE_ORG']],
});

/** SQL on the line decides; a shell without any is open. */
function sqlIn(words: readonly Word[], dialect: 'sqlite' | 'postgres'): Verdict {
  if (words.length === 0) return { kind: 'open' };
  if (words.some(({ known }) => !known))
    return { kind: 'unknown', note: 'What it asks for is known only when it runs.' };
  const statements = readSql(words.map(shapeOf).join(' '), dialect).map((each) => ({ ...each, tool: '', spans: [] }));
  return { kind: worst(statements) ?? 'unknown' };
}

const turso = tabled({
  programs: ['turso'],
  commands: `
    read help, auth whoami|token, auth api-tokens list, db list|show|inspect, db locations, db export, group list|show, group locations list, org list, org members list, org invites list, org audit-logs, plan show, contact, quickstart, relax, version, completion, config path
    local dev, update
    change auth login|logout|signup, auth api-tokens mint, db create|import|replicate|update|wakeup, db config attach|delete-protection, db tokens create|invalidate, group create|transfer|unarchive|update, group locations add, group config, group tokens create|invalidate, org create|switch|billing, org members add|invite, plan enable|select|overages|upgrade, config set|cache, group aws-migration
    destroy db destroy, group destroy, group locations remove, org destroy, org members rm, org invites remove, auth api-tokens revoke, db unreplicate
    open db shell`,
  values:
    '-c --config-path --group --location --from-db --from-dump --from-file --instance --region --proxy --db-file -p --port',
  unless: ({ operation, words }) => (operation === 'db shell' ? sqlIn(words.slice(1), 'sqlite') : undefined),
});

const upstash = tabled({
  programs: [],
  aliases: ['upstash'],
  commands: `
    read redis list|get|stats, kafka list, team list, team list-members, auth whoami, vector list|get, search list, qstash get, help
    change auth login|logout, redis create|rename|reset-password|enable-multizone|move-to-team|enable-tls|enable-eviction|update-regions|change-plan, redis backup create|restore, team create|add-member, kafka create, vector create|rename, qstash rotate
    destroy redis delete, redis backup delete, team delete|remove-member, kafka delete, vector delete|reset
    open redis exec`,
  values: '--upstash-email --upstash-api-key -c --config --id --name -n --region',
});

const confluent = tabled({
  programs: [],
  aliases: ['confluent'],
  commands: `
    read version, help, completion, environment list|describe, kafka cluster list|describe, kafka topic list|describe, kafka topic configuration list, kafka topic consume, kafka acl list, kafka consumer group list|describe, kafka consumer group lag list|describe|summarize, kafka consumer list, kafka quota list|describe, kafka link list|describe, kafka mirror list|describe, kafka region list, kafka broker list|describe, kafka partition list|describe, kafka replica list, kafka client-config create, schema-registry cluster describe, schema-registry schema list|describe, schema-registry subject list|describe, schema-registry schema compatibility validate, connect cluster list|describe, connect plugin list|describe, connect event describe, connect offset describe, api-key list|describe, iam user list|describe, iam service-account list|describe, iam rbac role-binding list, iam rbac role list|describe, iam acl list, ksql cluster list|describe, flink compute-pool list|describe, flink statement list|describe, flink statement exception list, flink region list, context list|describe, billing, audit-log describe, network list|describe, network peering|gateway|private-link list|describe, organization list|describe, price list, service-quota list, stream-share consumer|provider share list|describe, plugin list|search, configuration list|describe, cloud-signup, prompt, feedback, asyncapi export
    local local, local services
    change login, logout, update, environment create|update|use, kafka cluster create|update|use, kafka cluster configuration update, kafka topic create|update|produce, kafka acl create, kafka quota create|update, kafka link create|update, kafka link configuration update, kafka mirror create|failover|pause|promote|resume|reverse-and-pause, schema-registry schema create, schema-registry cluster enable|update, schema-registry subject update, schema-registry exporter create|update|pause|resume|reset, connect cluster create|update|pause|resume, connect offset update, api-key create|update|store|use, iam user invite|update, iam service-account create|update|use, iam rbac role-binding create, iam acl create, ksql cluster create, flink compute-pool create|update|use, flink statement create|update|resume|rescale|stop, context create|use|update, network create|update, organization update, secret, asyncapi import, configuration update, plugin install, stream-share provider invite create
    destroy environment delete, kafka cluster delete, kafka topic delete, kafka acl delete, kafka quota delete, kafka link delete, kafka consumer group delete, schema-registry schema delete, schema-registry cluster delete, schema-registry exporter delete, schema-registry kek|dek delete, connect cluster delete, connect offset delete, api-key delete, iam user delete, iam service-account delete, iam rbac role-binding delete, iam acl delete, ksql cluster delete, flink compute-pool delete, flink statement delete, context delete, network delete, plugin uninstall, audit-log route delete, connect custom-plugin delete, iam pool|provider|certificate-pool delete
    open flink shell, shell`,
  values:
    '--environment --cluster --context --api-key --api-secret -o --output --cloud --region --partitions --config --service-account --user --url --topic --group',
  place: [
    ['environment', '--environment'],
    ['cluster', '--cluster'],
    ['context', '--context'],
  ],
});

const verbsOfWorkspace = `
  read list|ls|get|get-*|list-*|export|export-dir|cat|status|view|show|head|search|summary|validate|schema|describe|query-history|current-*|read-*|permission-levels|export-run|diff
  change create|create-*|update|update-*|set|set-*|put|put-*|run|run-now|submit|start|start-*|stop|stop-*|restart|resize|edit|edit-*|pin|unpin|import|import-dir|mkdirs|mkdir|cp|upload|add|add-*|change-owner|reset|repair-run|cancel|cancel-*|install|enable|disable|patch|patch-*|deploy|publish|unpublish|migrate|restore|refresh|rotate|rotate-*|sync|approve|reject|transition-*|generate|log-*|finalize|resolve|write-*|replace-*|rename|assign|move
  destroy delete|delete-*|permanent-delete|rm|remove|remove-*|destroy|uninstall|purge|trash|deny|unassign|disable-*`;

const databricks = tabled({
  programs: [],
  aliases: ['databricks'],
  commands: `
    read version, help, completion, auth describe|env|profiles|token, bundle validate|summary|schema|debug, fs ls|cat, fs cp, jobs list-runs|get-run|get-run-output|export-run, clusters events, current-user me, labs list|show, api get
    local bundle init|generate|open, labs clear-cache
    change auth login|switch, configure, bundle deploy|run|sync, bundle deployment bind|unbind|migrate, fs mkdir, sync, labs install|upgrade|uninstall, api post|put|patch, clusters start|restart, apps deploy
    destroy bundle destroy, fs rm, api delete, clusters delete|permanent-delete, workspace delete, secrets delete-scope|delete-secret
    open ssh, psql, experimental`,
  nouns:
    'account alerts apps artifact-allowlists budgets catalogs clean-rooms cluster-policies clusters connections consumer-installations credentials dashboards data-sources database experiments external-locations external-lineage feature-engineering forecasting functions genie git-credentials global-init-scripts grants groups instance-pools instance-profiles ip-access-lists jobs lakeview libraries metastores model-registry model-versions notification-destinations online-tables permission-migration permissions pipelines policy-families policies provider-listings providers quality-monitors queries query-history recipient-activation recipients registered-models repos resource-quotas schemas secrets service-principals serving-endpoints settings shares statement-execution storage-credentials system-schemas table-constraints tables tag-policies temporary-table-credentials token-management tokens unity-catalog users vector-search-endpoints vector-search-indexes volumes warehouses workspace workspace-bindings workspace-conf workspaces',
  verbs: verbsOfWorkspace,
  values:
    '-p --profile -t --target -o --output --log-file --log-format --log-level --progress-format --var --json --job-id --cluster-id',
  place: [
    ['profile', '-p --profile', 'DATABRICKS_CONFIG_PROFILE'],
    ['target', '-t --target', 'DATABRICKS_BUNDLE_ENV'],
    ['host', '', 'DATABRICKS_HOST'],
  ],
  unless: ({ operation, words }) =>
    operation === 'fs cp'
      ? {
          kind:
            /^(?:dbfs:)?\/Volumes|^dbfs:/.test(words.at(-1)?.value ?? 'dbfs:') || words.at(-1)?.known !== true
              ? 'change'
              : 'read',
        }
      : undefined,
});

const stripeActions: Readonly<Record<string, EffectKind>> = {
  list: 'read',
  retrieve: 'read',
  search: 'read',
  list_line_items: 'read',
  list_lines: 'read',
  preview: 'read',
  delete: 'destroy',
  cancel: 'destroy',
  void_invoice: 'destroy',
  delete_discount: 'destroy',
  expire: 'destroy',
};

/** `stripe customers delete cus_1`: resource, then what is done with it; live or test is said beside it. */
function stripeVerdict({ operation, words, options }: Found): Verdict | undefined {
  const note = has(options, '--live') ? 'In live mode: real customers and money.' : undefined;
  const more = note === undefined ? {} : { note };
  if (operation !== 'run')
    return note !== undefined && /^(?:post|delete)$/.test(operation)
      ? { kind: operation === 'delete' ? 'destroy' : 'change', ...more }
      : undefined;
  if (words.length < 2)
    return { kind: words.length === 1 && /^[a-z_]+s$/.test(words[0]?.value ?? '') ? 'read' : 'unknown' };
  const nested =
    /^(?:test_helpers|issuing|billing|billing_portal|checkout|climate|financial_connections|identity|radar|reporting|sigma|tax|terminal|treasury|apps|entitlements|forwarding|v2)$/.test(
      words[0]?.value ?? '',
    );
  const verbs = words.slice(1, nested ? 4 : 2);
  if (verbs.some(({ known }) => !known))
    return { kind: 'unknown', note: 'Which command runs is known only when it runs.' };
  const known = verbs.find(({ value }) => Object.hasOwn(stripeActions, value));
  if (known !== undefined) return { kind: stripeActions[known.value] ?? 'unknown', ...more };
  return verbs.some(({ value }) =>
    /^(?:create|update|confirm|capture|pay|finalize_invoice|send_invoice|attach|detach|close|approve|decline|reverse|roll|advance|resume|refund|submit|verify\w*|accept|finalize|mark_uncollectible|serialize|process_\w+|fund_cash_balance|increment_authorization|apply_customer_balance|reject|disconnect|subscribe|unsubscribe|refresh\w*|migrate|add_lines|update_lines|remove_lines)$/.test(
      value,
    ),
  )
    ? { kind: 'change', ...more }
    : { kind: 'unknown', ...more };
}

const stripe = tabled({
  programs: [],
  aliases: ['stripe'],
  commands: `
    read version, help, status, logs tail, listen, get, completion, open, resources, events list|retrieve, whoami
    local samples, serve, feedback, docs, plugin, postinstall, generate
    change login, logout, config, post, trigger, fixtures, events resend, apps upload|create, daemon, sandbox, projects
    destroy delete`,
  otherwise: 'unknown',
  values:
    '--api-key --color --config --device-name --log-level -p --project-name --stripe-account --stripe-version -d --data -e --expand -i --idempotency -l --limit -a --starting-after -b --ending-before -f --forward-to --events --add --override --remove',
  switches: '--live -c --confirm --latest -s --show-headers --dark-style',
  place: [
    ['account', '--stripe-account'],
    ['project', '-p --project-name'],
  ],
  unless: stripeVerdict,
});

/** Services behind an account. */
export const serviceTools: readonly Analyzer[] = [neon, pscale, turso, upstash, confluent, databricks, stripe];
