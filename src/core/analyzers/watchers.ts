/**
 * What watches, pages and switches features: PagerDuty, Datadog, New Relic, Splunk, Grafana and its kin, Alertmanager, Sentry,
 * LaunchDarkly, Flipt, Unleash, Split.
 * https://github.com/martindstone/pagerduty-cli https://docs.datadoghq.com/continuous_integration/ https://github.com/newrelic/newrelic-cli
 * https://help.splunk.com/en/splunk-enterprise/administer/admin-manual https://grafana.com/docs/grafana/latest/cli/ https://grafana.github.io/grafanactl/
 * https://grafana.github.io/grizzly/ https://grafana.com/docs/mimir/latest/manage/tools/mimirtool/ https://github.com/prometheus/alertmanager#amtool
 * https://docs.sentry.io/cli/ https://launchdarkly.com/docs/home/getting-started/ldcli https://docs.flipt.io/cli/overview
 *
 * Handles `pd incident ack --me`, `datadog-ci lambda instrument`, `newrelic entity tags delete`, `splunk remove index main`,
 * `grafana-cli plugins uninstall x`, `grafanactl resources push`, `grr apply`, `amtool silence add`, `mimirtool rules sync`,
 * `sentry-cli releases finalize`, `ldcli flags toggle-on`, `flipt import`, `unleash features archive`, `split splits kill`.
 */
import { hole, shapeOf } from '../shell/invocation.ts';
import type { Analyzer } from './analyzer.ts';
import { mutates } from './endpoints.ts';
import { tabled } from './table.ts';
import { usualVerbs } from './usualVerbs.ts';

const pagerduty = tabled({
  programs: [],
  aliases: ['pd'],
  commands: `
    read help, version, util, rest get|fetch, incident log|notes|analytics|related, analytics, commands, autocomplete
    local auth, auth add|list|set|get|web|remove|subdomain|token, login, update
    change rest post|put
    destroy rest delete`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '-b --useauth --token -i --ids -n --name -e --endpoint -F --from -k --keys -v --values -S --service -p --page_size --limit',
});

const datadog = tabled({
  programs: ['datadog-ci'],
  commands: `
    read version, help, plugin list|check, lambda flare, cloud-run flare, aas flare, git-metadata, deployment gate
    local plugin install, synthetics import-tests
    change lambda|stepfunctions|cloud-run|aas|container-app instrument~, lambda|stepfunctions|cloud-run|aas|container-app uninstrument~, sourcemaps|junit|sarif|sbom|coverage|dsyms|flutter-symbols|elf-symbols|pe-symbols|unity-symbols|react-native|gate|git-metadata|terraform upload~, react-native xcode|codepush, synthetics run-tests|deploy-tests|upload-application|build-and-test, tag, measure, trace, dora deployment, deployment mark|correlate|correlate-image, gate evaluate`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '-f --function -r --region -v --layerVersion -e --extensionVersion --service --env --version --config --tags --site --level',
  dry: /^(?:-d|--dry-run)$/,
});

const newrelic = tabled({
  programs: [],
  aliases: ['newrelic'],
  commands: `
    read help, version, query, nrql query, entity search, apm application search|get, workload list|get, decode, diagnose run|validate|lint, utils, completion, agent config
    local profile, profile add|configure|list|default|delete, diagnose update
    change events post|postFile, reporting junit, changeTracking create, install, update, migrate
    open nerdgraph query`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '--accountId -a --profile --format --guid -g --name -n --tag -t --tags --key --value --query -q --limit --revision --recipe --user',
  unless: ({ operation, words }) => {
    if (operation !== 'nerdgraph query') return undefined;
    const text = words[0] === undefined ? hole : shapeOf(words[0]);
    if (text.includes(hole)) return { kind: 'unknown', note: 'What it asks of GraphQL is known only when it runs.' };
    return mutates(text) ? { kind: 'change', note: 'A mutation.' } : { kind: 'read' };
  },
});

const splunk = tabled({
  programs: [],
  aliases: ['splunk'],
  commands: `
    read status, list, search, rtsearch, show, display, btool, help, version, diag, validate, find, check-integrity, fsck scan, test, export, envvars, logout
    local login, cmd, createssl
    change start, stop, restart, add, edit, set, enable, disable, reload, apply, rolling-restart, bootstrap, init, package, import, resync, rebalance, transfer, upgrade-init, upgrade-finalize, create, refresh, rotate, redistribute, deploy-server, dispatch, spool, oneshot, join, ftr, migrate, generate-hash-files, fsck repair
    destroy remove, delete, clean, offline, decommission`,
  values: '-auth -uri -app -owner -index -name -role',
  oneDash: true,
});

const grafana = tabled({
  programs: ['grafana-cli'],
  aliases: ['grafana'],
  commands: `
    read cli plugins ls|list-remote|list-versions, plugins ls|list-remote|list-versions, version, help
    local server
    change cli plugins|plugin install|update|update-all|upgrade-all, plugins|plugin install|update|update-all|upgrade-all, admin, admin reset-admin-password, cli admin
    destroy cli plugins|plugin uninstall|remove, plugins|plugin uninstall|remove`,
  values: '--homepath --config --pluginsDir --repo --pluginUrl --configOverrides',
});

const grafanactl = tabled({
  programs: ['grafanactl'],
  aliases: ['gcx'],
  commands: `
    read resources list|get|validate|schemas, config view|check|current-context|list-contexts, help, version, completion
    local resources pull|serve, config set|unset
    change resources push~, resources edit, config use-context
    destroy resources delete~`,
  values: '--config --context -o --output -p --path -v --on-error --max-concurrent',
  dry: /^--dry-run$/,
  place: [['context', '--context']],
});

const grizzly = tabled({
  programs: [],
  aliases: ['grr'],
  commands: `
    read get, list, show, diff, providers, config get|get-contexts|current-context|check|path, help, export
    local pull, serve, config create-context|set|unset|import
    change apply, watch, preview, snapshot, config use-context
    destroy delete`,
  values:
    '-t --target -J --jpath -l --log-level -d --directory -o --output -f --folder -r --resource-path --context -e',
});

const amtool = tabled({
  programs: ['amtool'],
  commands: `
    read alert, alert query, silence, silence query|q, config, config show|routes, config routes show|test, check-config, cluster, cluster show, template render, help
    change alert add, silence add|import|update
    destroy silence expire`,
  values: '--alertmanager.url --config.file --timeout -o --output --comment -c --duration -d --author -a',
  place: [['Alertmanager', '--alertmanager.url']],
});

const mimirtool = tabled({
  programs: ['mimirtool', 'cortextool', 'lokitool'],
  commands: `
    read rules list|print|get|lint|check|diff, alertmanager get|verify|render, analyze, analyze grafana|ruler|prometheus|rule-file|dashboard, config, promql, remote-read stats|dump, bucket-validation, version, help, acl generate-header, push-gateway
    local rules prepare, remote-read export
    change rules load|sync, alertmanager load|migrate-utf8, backfill, loadgen
    destroy rules delete|delete-namespace, alertmanager delete`,
  values: '--address --id --user --key --namespaces --output-dir --backend --log.level --tls-ca-path',
  place: [
    ['address', '--address', 'MIMIR_ADDRESS'],
    ['tenant', '--id', 'MIMIR_TENANT_ID'],
  ],
});

const sentry = tabled({
  programs: ['sentry-cli'],
  commands: `
    read info, releases list|info|propose-version, deploys list, releases deploys list, debug-files check|find|print-sources, sourcemaps explain|resolve, issues list, monitors list, projects list, organizations list, repos list, events list, logs list|tail, releases files, help, version, bash-hook
    local login, debug-files bundle-sources|bundle-jvm, sourcemaps inject, update, uninstall, dart-symbol-map
    change releases new|finalize|set-commits|archive|restore, releases files upload, deploys new, releases deploys new, sourcemaps upload, files upload, debug-files upload, upload-dif, upload-dsym, upload-proguard, upload-sourcemaps, react-native, send-event, send-envelope, send-metric, monitors run, issues mute|resolve|unresolve, build upload, dart-symbol-map upload, proguard upload, mobile-app upload
    destroy releases delete, releases files delete`,
  values:
    '-o --org -p --project --auth-token --url --header --log-level -r --release -d --dist -e --env --url-prefix -x --ext -i --ignore',
  place: [
    ['organization', '-o --org', 'SENTRY_ORG'],
    ['project', '-p --project', 'SENTRY_PROJECT'],
  ],
});

const launchdarkly = tabled({
  programs: ['ldcli'],
  commands: `
    read help, version, completion, config
    local login, setup, quickstart, dev-server, dev-server start|ui|list-projects|get-project|add-project|sync-project|update-project|remove-project|add-override|remove-override|get-overrides
    local config
    change sourcemaps upload`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '--access-token --base-uri -o --output --project --project-key --flag --flag-key --feature-flag-key --environment --environment-key -d --data --key --name --email -e -r --role',
  place: [
    ['project', '--project --project-key'],
    ['environment', '--environment --environment-key'],
  ],
});

const flipt = tabled({
  programs: [],
  aliases: ['flipt'],
  commands: `
    read export, validate, evaluate, bundle list, config, help, version, completion
    local server, serve, bundle build|init|pull, config init|edit, cloud login|logout, init, quickstart
    change import, migrate, bundle push, cloud serve`,
  nouns: '*',
  verbs: usualVerbs,
  bare: 'local',
  values: '--config --address --token --namespace --namespaces -o --output --flag --key --id --name --value',
  notes: { import: 'With --drop everything that was there is dropped first.' },
});

const unleash = tabled({
  programs: [],
  aliases: ['unleash'],
  commands: 'read help, version\n local start',
  nouns: '*',
  verbs: usualVerbs,
  bare: 'local',
  values: '--url --token --project --environment --name --type',
});

const things = new Set(
  'environments environment segments segment splits split traffic-types traffic-type workspaces workspace users groups flags metrics'.split(
    ' ',
  ),
);

const splitService = tabled({
  programs: [],
  aliases: ['split'],
  commands: 'read help',
  nouns: '*',
  verbs: usualVerbs,
  values: '--workspace --environment --name --api-key --traffic-type',
});

/** It shares its name with the program of every Unix that cuts files in pieces. */
const split: Analyzer = {
  ...splitService,
  partial: true,
  analyze: (run, call) => (things.has(run.args[0]?.value ?? '') ? splitService.analyze(run, call) : []),
};

export const watchers: readonly Analyzer[] = [
  pagerduty,
  datadog,
  newrelic,
  splunk,
  grafana,
  grafanactl,
  grizzly,
  amtool,
  mimirtool,
  sentry,
  launchdarkly,
  flipt,
  unleash,
  split,
];
