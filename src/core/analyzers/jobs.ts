/**
 * What runs work for others: agents of pipelines, schedulers of data and workflows, front ends of Nomad, runbooks.
 * https://docs.gitlab.com/runner/commands/ https://buildkite.com/docs/agent/v3/cli-reference https://airflow.apache.org/docs/apache-airflow/stable/cli-and-env-variables-ref.html
 * https://docs.prefect.io/v3/api-ref/cli https://docs.temporal.io/cli https://github.com/hashicorp/nomad-pack https://github.com/hashicorp/levant
 * https://docs.rundeck.com/docs/rd-cli/ https://octopus.com/docs/octopus-rest-api/cli https://developer.hashicorp.com/boundary/docs/commands
 * https://docs.env0.com/docs/cli
 *
 * Handles `gitlab-runner unregister --all-runners`, `buildkite-agent pipeline upload`, `airflow dags trigger etl`, `prefect
 * deployment run`, `temporal workflow terminate -w id`, `nomad-pack destroy web`, `rd run -j deploy`, `octopus release deploy`,
 * `boundary hosts delete`, `env0 destroy`.
 */
import { names } from '../shell/options.ts';
import type { Analyzer } from './analyzer.ts';
import { has, tabled } from './table.ts';
import { usualVerbs } from './usualVerbs.ts';

const gitlabRunner = tabled({
  programs: ['gitlab-runner'],
  commands: `
    read list, status, verify, help, health-check, cache-extractor, cache-init
    local exec, exec docker|shell
    change register, run, run-single, install, start, stop, restart, reset-token, fleeting install, wrapper, artifacts-uploader, cache-archiver
    destroy unregister, uninstall
    local artifacts-downloader`,
  values:
    '-n --name -t --token -u --url -c --config -r --registration-token --executor --description --tag-list --docker-image -d --working-directory -s --service --user',
  switches: '--all-runners --delete --non-interactive --locked',
  place: [['server', '-u --url', 'CI_SERVER_URL']],
  unless: ({ operation, options }) =>
    operation === 'verify' && has(options, '--delete') ? { kind: 'destroy' } : undefined,
});

const buildkiteAgent = tabled({
  programs: ['buildkite-agent'],
  commands: `
    read artifact download|search|shasum, meta-data get|exists|keys, step get, oidc request-token, secret get, lock get, env dump|get, version, help, status
    local env set|unset, tool, tool keygen|sign, redactor add, git-credentials-helper
    change start, pipeline upload~, annotate, artifact upload, meta-data set, step update, lock acquire|release|do|done, job update, bootstrap, pause, resume, cache save|restore, acknowledgements
    destroy annotation remove, step cancel, build cancel, stop`,
  values:
    '--token --agent-access-token --endpoint --job --build --queue --tags --name --context --style --log-level --build-path --plugin',
  dry: /^--dry-run$/,
});

/** https://airflow.apache.org/docs/apache-airflow/stable/cli-and-env-variables-ref.html */
const airflow = tabled({
  programs: [],
  aliases: ['airflow'],
  commands: `
    read dags list|list-jobs|list-runs|list-import-errors|next-execution|report|show|show-dependencies|state|details, tasks list|render|state|states-for-dag-run|failed-deps, connections list|get, variables list|get, pools list|get, users list|export, roles list|export, providers, config list|get-value|lint, info, version, db check|check-migrations, jobs check, cheat-sheet, plugins, help, assets list, backfill list, connections export, variables export, pools export
    local dags test, tasks test, standalone, webserver, scheduler, triggerer, api-server, dag-processor, db init, celery worker|flower|stop, kerberos, connections test, config update
    change dags trigger|pause|unpause|reserialize, dags backfill~, tasks run|clear, connections add|import|create-default-connections, variables set|import, pools set|import, users create|add-role|remove-role|import|reset-password, roles create|add-perms|import, db migrate|upgrade|export-archived, sync-perm, rotate-fernet-key, backfill create|pause|unpause, assets materialize, kubernetes generate-dag-yaml
    destroy dags delete, connections delete, variables delete, pools delete, users delete, roles delete|del-perms, db reset|clean|downgrade|drop-archived, kubernetes cleanup-pods, backfill cancel
    open db shell`,
  values:
    '-d --dag-id -t --task-id -s --start-date -e --end-date -c --conf -r --run-id -o --output -S --subdir --conn-id --conn-uri',
  dry: /^(?:-n|--dry-run)$/,
});

const prefect = tabled({
  programs: [],
  aliases: ['prefect'],
  commands: `
    read version, config view, profile ls|inspect, flow ls, flow-run ls|inspect|logs, deployment ls|inspect, deployment schedule ls, work-pool ls|inspect|preview, work-queue ls|inspect|preview|read-runs, block ls|inspect, block type ls|inspect, variable ls|get|inspect, cloud workspace ls, artifact ls|inspect, concurrency-limit ls|inspect, global-concurrency-limit ls|inspect, automation ls|inspect, task-run ls|inspect|logs, event stream, cloud ip-allowlist ls, dashboard, help
    local server start|stop|status|services, config set|unset|validate, profile create|use|rename|delete|populate-defaults, init, dev, shell, flow serve, task serve, cloud login|logout, worker start, agent start
    change deploy, deployment run|apply|build|pause|resume, deployment schedule create|pause|resume, flow-run retry|execute|watch, work-pool create|update|pause|resume|set-concurrency-limit|provision-infra, work-queue create|pause|resume|set-concurrency-limit, block register|create, variable set, cloud workspace set|create, concurrency-limit create|reset, global-concurrency-limit create|update|enable|disable, automation create|pause|resume|update, cloud webhook create|rotate|toggle|update, event emit, server database upgrade|stamp|revision, cloud ip-allowlist add|enable|disable
    destroy deployment delete, deployment schedule delete|clear, flow-run delete|cancel, work-pool delete, work-queue delete|clear-concurrency-limit, block delete, block type delete, variable unset|delete, cloud workspace delete, concurrency-limit delete, global-concurrency-limit delete, automation delete, artifact delete, server database reset|downgrade, cloud webhook delete, cloud ip-allowlist remove, flow delete`,
  values: '-p --pool --name -n --param --params -q --work-queue -t --tag',
  place: [['profile', '', 'PREFECT_PROFILE']],
});

const temporal = tabled({
  programs: [],
  aliases: ['temporal'],
  commands: `
    read workflow list|show|describe|count|trace|query|stack|result|metadata, activity list|describe|count, schedule list|describe, task-queue describe|list-partition|get-build-ids|get-build-id-reachability, task-queue config get, task-queue versioning get-rules, operator cluster health|describe|system|list, operator namespace list|describe, operator search-attribute list, operator nexus endpoint list|get, batch list|describe, env list|get, config list|get, worker list|describe, worker deployment list|describe, worker deployment describe-version, help
    local server start-dev, env set|delete, config set|delete|delete-profile, completion
    change workflow start|execute|signal|signal-with-start|update|update-options|start-update-with-start|pause|unpause, workflow update start|execute|result|describe, activity complete|fail|pause|unpause|reset|update-options|start|execute, schedule create|update|trigger|toggle|backfill, task-queue update-build-ids, task-queue config set, operator cluster upsert, operator namespace create|update, operator search-attribute create, operator nexus endpoint create|update, worker deployment set-current-version|set-ramping-version|update-metadata-version|manager-identity
    destroy workflow terminate|cancel|delete|reset, activity cancel|terminate, schedule delete, operator cluster remove, operator namespace delete, operator search-attribute remove, operator nexus endpoint delete, batch terminate, worker deployment delete|delete-version`,
  values:
    '--address -n --namespace -w --workflow-id -r --run-id -t --task-queue --type -i --input --query --reason -s --schedule-id --name -o --output --env',
  place: [
    ['address', '--address', 'TEMPORAL_ADDRESS'],
    ['namespace', '-n --namespace', 'TEMPORAL_NAMESPACE'],
  ],
  notes: { 'workflow reset': 'What ran after the point of reset runs again.' },
});

const nomadPack = tabled({
  programs: ['nomad-pack'],
  commands: `
    read plan, info, list, status, version, help, registry list, deps
    local render, registry add, registry delete, generate, deps vendor, fmt
    change run
    destroy stop, destroy`,
  values: '--ref --registry --name --var --var-file -f --address --namespace --region --token',
});

const levant = tabled({
  programs: ['levant'],
  commands: 'read plan, version, help\n local render\n change deploy, dispatch, scale-out, scale-in',
  values: '-address -var-file -vault-token -canary-auto-promote -log-level -count -percent -task-group',
  oneDash: true,
});

const rundeckTable = tabled({
  programs: [],
  aliases: ['rd'],
  commands: `
    read jobs list|info|forecast, executions list|info|follow|state|query|metrics, projects list|info, nodes list, system info, system mode info, tokens list|info, users info|list|roles, keys list|info|get, version, help, projects configure get, projects acls list|get, system acls list|get, scheduler jobs, jobs files info|list
    change run, adhoc, retry, jobs load|enable|disable|reschedule|unschedule|enablebulk|disablebulk|reschedulebulk|unschedulebulk, executions enable|disable, projects create, projects configure update|set, projects scm perform|setup|enable|disable, projects archives import, projects acls upload|create, system acls upload|create, system mode active|passive, tokens create|reveal, keys create|update, scheduler takeover, projects readme put, users edit
    destroy jobs purge, executions kill|delete|deletebulk|killbulk, projects delete, tokens delete|revoke, keys delete, projects acls delete, system acls delete, projects configure delete
    local projects archives export`,
  values: '-p --project -j --job -i --id -f --file -F --filter --loglevel -u',
});

const rundeckGroups = names(
  'run adhoc retry jobs executions projects nodes system tokens users keys scheduler version help',
);

/** It shares its name with what removes folders on Windows. */
const rundeck: Analyzer = {
  ...rundeckTable,
  partial: true,
  analyze: (run, call) => (rundeckGroups.has(run.args[0]?.value ?? '') ? rundeckTable.analyze(run, call) : []),
};

const octopus = tabled({
  programs: [],
  aliases: ['octopus', 'octo'],
  commands: `
    read version, help, list-deployments, list-environments, list-latestdeployments, list-machines, list-projects, list-releases, list-tenants, list-workerpools, config list|get, dump-deployments, export, completion
    local login, logout, pack, package zip|nuget, package zip create, package nuget create, config set
    change create-release, deploy-release, promote-release, run-runbook, push, build-information, create-channel, create-project, create-environment, update-releasevariables, allow-releaseprogression, prevent-releaseprogression, create-autodeployoverride, import, space switch
    destroy delete-releases, delete-autodeployoverrides, clean-environment, clean-workerpool`,
  nouns: '*',
  verbs: usualVerbs,
  values: '-s --space -p --project -e --environment --version --server --apiKey --tenant -f --output-format --channel',
  place: [
    ['space', '-s --space', 'OCTOPUS_SPACE'],
    ['environment', '-e --environment --deployTo'],
  ],
});

const boundary = tabled({
  programs: [],
  aliases: ['boundary'],
  commands: `
    read help, version, config get-token, search, scopes list-keys, scopes list-key-version-destruction-jobs, cache status
    local authenticate, authenticate password|oidc|ldap, dev, logout, config encrypt|decrypt|autocomplete, daemon, cache, client-agent
    change database init|migrate|repair, server
    destroy scopes destroy-key-version
    open connect, connect ssh|http|kube|postgres|rdp|mysql|cassandra|mongo|redis`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '-addr -token -keyring-type -scope-id -id -name -description -format -tls-insecure -auth-method-id -login-name -target-id -target-name -config',
  oneDash: true,
  place: [['address', '-addr', 'BOUNDARY_ADDR']],
});

const env0 = tabled({
  programs: ['env0'],
  commands: 'read help, version\n local configure\n change deploy, approve, cancel\n destroy destroy',
  nouns: '*',
  verbs: usualVerbs,
  values: '-p --projectId -b --blueprintId -e --environmentName -o --organizationId -v --environmentVariables',
  place: [['environment', '-e --environmentName']],
});

/** Astronomer's; the web framework of the same name has none of these. */
const astro: Analyzer = {
  ...tabled({
    programs: [],
    aliases: ['astro'],
    commands: `
      read deployment list|inspect|logs, deployment variable list, workspace list, organization list, cluster list
      change deploy, deployment create|update|hibernate|wake-up, deployment variable create|update, deployment airflow-variable|connection|pool create|update|copy, workspace create|update|switch, organization switch, context switch
      destroy deployment delete, deployment variable delete, deployment airflow-variable|connection|pool delete, workspace delete, context delete`,
    otherwise: 'local',
    bare: 'local',
  }),
  partial: true,
};

/** https://docs.dagster.io/api/clis/cli */
const dagster = tabled({
  programs: [],
  aliases: ['dagster'],
  commands: `
    read job list|print, schedule list|preview|logs, sensor list|cursor|preview, run list, asset list, instance info, definitions validate, debug export, project list-examples, help
    local dev, project from-example|scaffold, job scaffold_config, api, code-server
    change job launch|execute|backfill, schedule start|stop|up|restart, sensor start|stop, asset materialize, run migrate-repository, instance migrate|reindex, debug import
    destroy run delete|wipe, asset wipe, schedule wipe`,
  values: '-j --job -f --python-file -m --module-name -w --workspace -r --repository -c --config --select',
});

/** https://mlflow.org/docs/latest/cli.html */
const mlflow = tabled({
  programs: [],
  aliases: ['mlflow'],
  commands: `
    read experiments search|csv, runs list|describe, artifacts list|download, doctor, models predict, help
    local ui, server, run, models serve|build-docker|generate-dockerfile|prepare-env
    change experiments create|rename|restore, runs restore, artifacts log-artifact|log-artifacts, db upgrade, deployments create|update|run-local, sagemaker build-and-push-container
    destroy experiments delete, runs delete, gc, deployments delete`,
  values: '-x --experiment-id -n --experiment-name -r --run-id -t --target -m --model-uri --name',
  place: [['server', '', 'MLFLOW_TRACKING_URI']],
});

export const jobTools: readonly Analyzer[] = [
  dagster,
  mlflow,
  gitlabRunner,
  buildkiteAgent,
  airflow,
  prefect,
  temporal,
  nomadPack,
  levant,
  rundeck,
  octopus,
  boundary,
  env0,
  astro,
];
