/**
 * Command lines of build servers, and tools that hand what was built to somebody.
 * https://circleci-public.github.io/circleci-cli/ · https://www.jenkins.io/doc/book/managing/cli/ · https://tekton.dev/docs/cli/ ·
 * https://argo-workflows.readthedocs.io/en/latest/cli/argo/ · https://buildkite.com/docs/platform/cli/reference · https://docs.drone.io/cli/ ·
 * https://docs.expo.dev/eas/cli/ · https://docs.fastlane.tools/actions/
 *
 * Handles `circleci context delete`, `circleci pipeline run`, `jenkins-cli build deploy`, `java -jar jenkins-cli.jar -s URL
 * delete-job x`, `tkn pipeline start`, `argo submit`, `bk build create`, `drone build promote`, `woodpecker-cli secret rm`,
 * `travis restart`, `eas submit`, `fastlane deliver`.
 *
 * The line: validating, running a job on this machine and looking pass; what the server starts, stops or forgets is held.
 */
import { change, destroy, type Effect, read, unknown } from '../effect.ts';
import type { Invocation, Word } from '../shell/invocation.ts';
import { names, readOptions } from '../shell/options.ts';
import { type Analyzer, placeOf, spansOf, targetOf } from './analyzer.ts';
import { tabled } from './table.ts';

const circleci = tabled({
  programs: ['circleci'],
  commands: `
    read config validate|process|generate, context list|show, diagnostic, follow, info, info org, namespace list, orb list|info|source|validate|process|list-categories, pipeline list|get, project list, project secret list, project environment-variable list, runner resource-class|rc list, runner token|t list, runner instance|i ls|list, policy fetch|logs|settings|test|eval|decide, job list|get, workflow list|get, version, help, completion, query
    local local execute, build, config pack, orb pack, orb init, setup, update, telemetry, open, tests, step, env subst, init, config, orb, context, pipeline, project, runner, policy, local
    change context create, context store-secret, context restrict, context create-restriction, namespace create, orb create|publish|unlist|add-to-category|remove-from-category, orb publish promote|increment, pipeline run|create|rerun|trigger, trigger create, project create, project secret create, project environment-variable create, runner resource-class|rc create, runner token|t create, policy push, workflow rerun|cancel, job cancel, dlc purge, admin, deploy, release
    destroy context delete, context remove-secret, context delete-restriction, namespace delete-alias, namespace delete, orb delete, pipeline delete, trigger delete, project secret delete, project delete, project environment-variable delete, runner resource-class|rc delete, runner token|t delete, schedule delete`,
  values: '--token --host --endpoint --org --org-id --branch --context-id -c --config --integration-testing',
});

const tkn = tabled({
  programs: ['tkn'],
  commands: `
    read pipeline|p list|ls|describe|desc|logs, pipelinerun|pr list|ls|describe|desc|logs, task|t list|ls|describe|desc|logs, taskrun|tr list|ls|describe|desc|logs, clustertask list|ls|describe|logs, eventlistener|el list|ls|describe|logs, trigger list|ls|describe, triggerbinding list|ls|describe, triggertemplate list|ls|describe, hub search|info|get, chain|chains payload|signature, bundle list, customrun list|describe, version, help, completion
    change pipeline|p start, task|t start, clustertask start, pipelinerun|pr cancel, taskrun|tr cancel, bundle push, hub install|upgrade|reinstall|downgrade, pipeline|p export, pipelinerun|pr export
    destroy pipeline|p delete|rm, pipelinerun|pr delete|rm, task|t delete|rm, taskrun|tr delete|rm, clustertask delete|rm, eventlistener|el delete|rm, trigger delete|rm, triggerbinding delete|rm, triggertemplate delete|rm, customrun delete|rm`,
  values:
    '-n --namespace -c --context -k --kubeconfig -p --param -w --workspace -s --serviceaccount -l --labels -f --filename -o --output',
  place: [
    ['namespace', '-n --namespace'],
    ['context', '-c --context'],
    ['kubeconfig', '-k --kubeconfig', 'KUBECONFIG'],
  ],
});

const argo = tabled({
  programs: ['argo'],
  commands: `
    read list, get, logs, lint, wait, watch, template list|get|lint, cluster-template list|get|lint, cron list|get|lint, archive list|get|list-label-keys|list-label-values, auth token, version, help, completion, node
    change submit, resubmit, retry, resume, suspend, stop, template create|update, cluster-template create|update, cron create|update|suspend|resume|backfill, archive resubmit|retry, node set, cp
    destroy delete, terminate, template delete, cluster-template delete, cron delete, archive delete, server`,
  values:
    '-n --namespace --context --kubeconfig -s --argo-server --token -f --filename -p --parameter -o --output -l --selector --from --entrypoint --serviceaccount',
  place: [
    ['namespace', '-n --namespace', 'ARGO_NAMESPACE'],
    ['context', '--context'],
    ['server', '-s --argo-server', 'ARGO_SERVER'],
  ],
});

const buildkite = tabled({
  programs: [],
  aliases: ['bk'],
  commands: `
    read build list|view|show|watch|download, job list|log|show, pipeline list|view|show|validate, agent list|view, cluster list|view, artifacts list|download, user, whoami, organization list, queue list, version, help, completion
    local configure, use, init, prompt, auth, config, local run
    change build create|new|rebuild|cancel, job retry|unblock|cancel, pipeline create|copy|migrate, agent stop|pause|resume, queue pause|resume|create|update, secret create|update, user invite, package push, api
    destroy secret delete, cluster delete, queue delete, pipeline delete`,
  values: '-p --pipeline -b --branch -c --commit -m --message -e --env -X --method -d --data',
  unless: ({ operation, options }) =>
    operation === 'api' && !options.options.some(({ name }) => /^(?:-X|--method|-d|--data)$/.test(name))
      ? { kind: 'read' }
      : undefined,
});

const droneCommands = `
    read build|pipeline ls|list|last|info|show|queue|ps, log view, repo ls|list|info|show, secret ls|list|info|show, orgsecret ls|list|info, cron ls|list|info, user ls|list|info, server ls|list|info, info, queue ls, registry ls|list|info|show, lint, template ls|list|info, org, version, help
    local exec, fmt, jsonnet, starlark, convert, plugins, setup
    change build|pipeline start|create|restart|stop|cancel|kill|promote|rollback|approve|decline, deploy, repo add|enable|update|sync|repair|chown|move, secret add|create|update, orgsecret add|update, cron add|create|update|exec|enable|disable, user add|update|block, server create, registry add|create|update, template add|update, sign, encrypt, autoscale, agent
    destroy log purge, build|pipeline purge, repo rm|disable|remove, secret rm|remove, orgsecret rm, cron rm|remove, user rm|remove, server destroy, registry rm|remove, template rm`;
const drone = tabled({
  programs: [],
  aliases: ['drone'],
  commands: droneCommands,
  values: '-t --token -s --server --autoscaler --name --data --repository',
});
const woodpecker = tabled({
  programs: ['woodpecker-cli'],
  commands: droneCommands,
  values: '-t --token -s --server --name --value --repository',
});

const travis = tabled({
  programs: [],
  aliases: ['travis'],
  commands: `
    read status, show, history, logs, branches, lint, whoami, accounts, repos, requests, monitor, whatsup, report, version, help, endpoint, env list, settings list, cron list, pubkey, raw
    local login, logout, init, encrypt, encrypt-file, open, console, setup, token
    change restart, cancel, enable, disable, sync, env set|copy|import, settings set, sshkey, cache, cron create, trigger
    destroy env unset|clear, cron delete`,
  values: '-r --repo -t --token -e --api-endpoint',
});

const eas = tabled({
  programs: [],
  aliases: ['eas', 'eas-cli'],
  commands: `
    read whoami, account:view, build:list, build:view, build:inspect, update:list, update:view, channel:list, channel:view, branch:list, branch:view, env:list, env:get, env:pull, secret:list, submit:list, project:info, device:list, webhook:list, webhook:view, config, diagnostics, analytics, fingerprint:compare, fingerprint:generate, workflow:runs, workflow:view, workflow:validate, workflow:logs, worker:list, version, help
    local login, logout, init, build:configure, update:configure, build:run, build:download, open, autocomplete, env:exec, project:init, new, metadata:lint, metadata:pull, onboarding, credentials
    change build, build:submit, build:resign, build:cancel, build:version:set, build:version:sync, submit, update, update:edit, update:republish, update:roll-back-to-embedded, update:rollback, update:revert-update-rollout, deploy, channel:create, channel:edit, channel:pause, channel:resume, channel:rollout, branch:create, branch:rename, env:create, env:update, env:push, secret:create, secret:push, device:create, device:rename, webhook:create, webhook:update, metadata:push, workflow:run, workflow:cancel, worker:deploy, deploy:promote, worker:alias, deploy:alias, hosting:deploy
    destroy build:delete, update:delete, channel:delete, branch:delete, env:delete, secret:delete, device:delete, webhook:delete, deploy:delete, worker:delete, credentials:delete`,
  values: '-p --platform -e --profile --branch --channel -m --message --environment --name --value',
  unless: ({ options, operation }) =>
    operation === 'build' && options.options.some(({ name }) => name === '--local') ? { kind: 'local' } : undefined,
});

const fastlane = tabled({
  programs: [],
  aliases: ['fastlane'],
  commands: `
    read lanes, list, actions, action, docs, env, help, --version
    local init, new_action, new_plugin, add_plugin, install_plugins, update_plugins, update_fastlane, snapshot, screengrab, frameit, scan, gym, test, tests, lint, build, ios test|tests|lint|build|screenshots, android test|tests|lint|build|screenshots, run
    change run upload_to_testflight|upload_to_app_store|upload_to_play_store|deliver|supply|pilot|testflight|appstore|firebase_app_distribution|appcenter_upload|produce|create_app_online|match|sync_code_signing|register_devices|set_github_release|pem|sigh|cert, deliver, supply, pilot, upload_to_testflight, upload_to_app_store, upload_to_play_store, produce, match, cert, sigh, pem, beta, release, deploy, ios beta|release|deploy|production|alpha|internal, android beta|release|deploy|production|alpha|internal, spaceship
    destroy match nuke`,
});

/** https://www.jenkins.io/doc/book/managing/cli/#working-with-the-jenkins-controllers-cli */
const jenkinsKinds: ReadonlyMap<string, 'read' | 'change' | 'destroy'> = new Map([
  ...'list-jobs list-plugins list-changes list-credentials list-credentials-as-xml get-job get-node get-view get-credentials-as-xml get-credentials-domain-as-xml console who-am-i version help declarative-linter replay-pipeline-dry session-id'
    .split(' ')
    .map((name) => [name, 'read'] as const),
  ...'build cancel-quiet-down clear-queue connect-node copy-job create-credentials-by-xml create-credentials-domain-by-xml create-job create-node create-view disable-job disable-plugin disconnect-node enable-job enable-plugin groovy groovysh import-credentials-as-xml install-plugin keep-build mail offline-node online-node quiet-down reload-configuration reload-job remove-job-from-view add-job-to-view replay-pipeline restart safe-restart set-build-description set-build-display-name set-external-build-result stop-builds update-credentials-by-xml update-credentials-domain-by-xml update-job update-node update-view wait-node-offline wait-node-online apply-configuration reload-jcasc-configuration restart-from-stage'
    .split(' ')
    .map((name) => [name, 'change'] as const),
  ...'delete-builds delete-credentials delete-credentials-domain delete-job delete-node delete-view safe-shutdown shutdown'
    .split(' ')
    .map((name) => [name, 'destroy'] as const),
]);

const make = { read, change, destroy };

function jenkinsEffects(run: Invocation): readonly Effect[] {
  const jar =
    run.program === 'java' ? run.args.findIndex(({ value }) => /(?:^|\/)jenkins-cli[\w.-]*\.jar$/.test(value)) : -1;
  if (run.program === 'java' && jar < 0) return [];
  const options = readOptions(run.args.slice(jar + 1), {
    values: names('-s -i -auth -user -logger -proxyHost -p'),
    clusters: false,
    stops: true,
  });
  const [verb, ...rest] = options.words;
  if (verb === undefined) return [];
  const server = options.options.find(({ name }) => name === '-s')?.value?.value;
  const said = {
    tool: 'jenkins-cli',
    operation: verb.value,
    ...targetOf(
      rest
        .map(({ value }: Word) => value)
        .join(' ')
        .slice(0, 120),
    ),
    ...placeOf(run, ['server', server]),
    spans: spansOf(run.name, verb, ...rest.slice(0, 4)),
  };
  const kind = verb.known
    ? (jenkinsKinds.get(verb.value) ?? (/^(?:list|get)-/.test(verb.value) ? 'read' : undefined))
    : undefined;
  if (kind === undefined) return [unknown({ ...said, note: 'Holdpoint does not know this command of Jenkins.' })];
  return [make[kind](said)];
}

const jenkins: Analyzer = {
  id: 'jenkins-cli',
  programs: ['jenkins-cli'],
  aliases: ['java'],
  partial: true,
  analyze: jenkinsEffects,
};

export const pipelines: readonly Analyzer[] = [
  circleci,
  tkn,
  argo,
  buildkite,
  drone,
  woodpecker,
  travis,
  eas,
  fastlane,
  jenkins,
];
