/**
 * From source to cluster: Kustomize, Skaffold, Tilt, werf, Okteto, DevSpace, Telepresence, Garden, mirrord, Draft, Acorn.
 * https://kubectl.docs.kubernetes.io/references/kustomize/
 * https://skaffold.dev/docs/references/cli/ https://docs.tilt.dev/cli/tilt.html https://werf.io/docs/v2/reference/cli/overview.html
 * https://www.okteto.com/docs/reference/okteto-cli/ https://www.devspace.sh/docs/cli https://telepresence.io/docs/reference/client
 * https://docs.garden.io/reference/commands https://metalbear.co/mirrord/docs/reference
 *
 * Handles `kustomize build overlays/prod`, `kustomize edit set image app=x`, `skaffold run -p prod`, `skaffold render`,
 * `tilt up`, `tilt down`, `werf converge --repo r`, `okteto deploy`, `devspace purge`,
 * `telepresence intercept web`, `mirrord exec -t pod/web -- npm start`. An edit of a kustomization through the tool is a change: nobody sees a diff.
 */
import type { Analyzer } from './analyzer.ts';
import { type Found, has, type Table, tabled, type Verdict } from './table.ts';

const place: Table['place'] = [
  ['namespace', '-n --namespace', 'SKAFFOLD_NAMESPACE WERF_NAMESPACE'],
  ['context', '--kube-context --context', 'SKAFFOLD_KUBE_CONTEXT WERF_KUBE_CONTEXT'],
  ['profile', '-p --profile', 'SKAFFOLD_PROFILE'],
  ['kubeconfig', '--kubeconfig --kube-config', 'KUBECONFIG'],
];

const kustomize = tabled({
  programs: ['kustomize'],
  commands: `
    read build, cfg, version, help, completion, openapi
    local create, localize, docs-fn
    change edit
    open fn, functions`,
  values: '-o --output --load-restrictor -e --env --mount --network-name --helm-kube-version',
  unless: ({ operation, options }) => {
    const runs = options.options.find(({ name }) =>
      /^--(?:helm-command|enable-exec|enable-alpha-plugins|enable-star)$/.test(name),
    );
    return operation === 'build' && runs !== undefined
      ? { kind: 'unknown', note: 'Runs programs of its own on what it builds.' }
      : undefined;
  },
});

/** Without a push, a build stays on this machine. */
function skaffoldUnless({ operation, options }: Found): Verdict | undefined {
  if (operation !== 'build') return undefined;
  const push = options.options.findLast(({ name }) => name === '--push')?.value?.value;
  return push === 'false' || has(options, '--dry-run') ? { kind: 'local' } : undefined;
}

const skaffold = tabled({
  programs: ['skaffold'],
  commands: `
    read render, diagnose, version, help, completion, schema, config list, inspect, lint, options, filter, survey, status, find-configs
    local init, fix, test
    change dev, run, deploy, debug, apply, build, verify, exec, config set|unset, credits, cloud-run
    destroy delete`,
  values:
    '-f --filename -p --profile -n --namespace --kube-context --kubeconfig -m --module -t --tag -d --default-repo -a --build-artifacts -b --build-image --cache-file -c --config -l --label -o --output -v --verbosity --push --platform -i --images',
  place,
  unless: skaffoldUnless,
});

const tilt = tabled({
  programs: [],
  aliases: ['tilt'],
  commands: `
    read doctor, get, describe, logs, version, api-resources, explain, dump, help, completion, alpha tiltfile-result, verify-install, wait, snapshot, analytics
    local docker-prune, lsp, demo, dismiss
    change up, ci, args, trigger, enable, disable, apply, edit, patch, create, docker
    destroy down, delete`,
  values: '-f --file --context --namespace --host --port --output-snapshot-on-exit --timeout',
  place,
});

const werf = tabled({
  programs: ['werf'],
  commands: `
    read render, plan, version, help, completion, lint, config, helm list|status|get|history|template|lint|show|search|env|version, managed-images ls, slugify, ci-env, bundle render, sbom, includes
    local compose config, host cleanup, run, build-env, helm dependency|package|create
    change converge, build, export, bundle publish|apply|copy, kube-run, managed-images add, cr login|logout, stages copy, synchronization, helm install|upgrade|rollback|push|repo, rollback, compose, includes update, stage
    destroy dismiss, cleanup, purge, host purge, helm uninstall|delete, managed-images rm, compose down
    open kubectl`,
  values:
    '--repo --env --namespace --release --dir --config --kube-context --kube-config --tmp-dir --home-dir --values --set',
  place: [['repo', '--repo', 'WERF_REPO'], ['environment', '--env', 'WERF_ENV'], ...place],
  unless: ({ operation, options }) =>
    operation === 'build' && !has(options, '--repo') ? { kind: 'local' } : undefined,
});

const okteto = tabled({
  programs: ['okteto'],
  commands: `
    read version, help, completion, status, logs, validate, context list|ls|show, namespace list|ls, preview list|ls, preview endpoints, endpoints, doctor, pipeline list, catalog list
    local init
    change up, deploy, build, push, restart, context use|delete, context, login, logout, namespace create|use|wake|sleep, namespace, preview deploy|wake|sleep, pipeline deploy, kubeconfig, test, remote-run, registrytoken, create namespace
    destroy down, destroy, namespace delete, preview destroy, pipeline destroy, delete namespace
    open exec`,
  values: '-n --namespace -c --context -f --file -s --sha -b --branch -r --repository --var --timeout -k --kubecontext',
  place,
});

const devspace = tabled({
  programs: ['devspace'],
  commands: `
    read version, help, completion, list, logs, analyze, print, render, list namespaces|contexts|vars|profiles|ports|sync|commands|plugins|pipelines|deployments, status, ui, open
    local init, build, cleanup images|local-registry, add plugin, update plugin, remove plugin, upgrade, set var, reset vars|dependencies
    change dev, deploy, run-pipeline, use namespace|context, use, sync, attach, reset pods, import, convert, add, update
    destroy purge, remove, remove context, cleanup
    open enter, run, restart`,
  values:
    '-n --namespace --kube-context -p --profile --var --config -c --container --image-selector -l --label-selector',
  place,
});

const telepresence = tabled({
  programs: ['telepresence'],
  commands: `
    read version, help, completion, status, list, list-contexts, list-namespaces, config view, gather-logs, loglevel, genyaml
    local quit
    change connect, intercept, ingest, wiretap, replace, helm install|upgrade, leave, login, logout, serve, docker-run, curl, revoke
    destroy uninstall, helm uninstall`,
  values:
    '-n --namespace --context --kubeconfig -w --workload -p --port -s --service -e --env-file --mount --manager-namespace',
  place,
  notes: { intercept: 'Traffic in the cluster comes to this machine.' },
});

const garden = tabled({
  programs: [],
  aliases: ['garden'],
  commands: `
    read version, help, options, get, validate, logs, tools, plan, community, util hide-warning, diff
    local dev, create, config analytics-enabled, self-update, mutagen, util, fetch, link, unlink, update-remote
    change deploy, build, test, run, publish, workflow, sync, login, logout, plugins, restart, set, up, cloud, users, secrets, sync start|stop
    destroy cleanup, delete
    open exec, serve`,
  values: '--env -e --root --var --log-level -l --output -o',
  place: [['environment', '-e --env', 'GARDEN_ENVIRONMENT']],
});

/** It runs what stands behind it here, with the traffic, files and variables of a pod. */
const mirrord = tabled({
  programs: ['mirrord'],
  commands: `
    read ls, verify-config, version, help, completions, diagnose, operator status, operator session
    change exec, container, container-ext, operator setup, port-forward, vpn, teams, up, ext
    destroy operator session kill|kill-all`,
  values: '-t --target -n --target-namespace -f --config-file -a --agent-namespace --context',
  notes: { exec: 'The program acts with the traffic, the files and the variables of a pod.' },
});

const draft = tabled({
  programs: [],
  aliases: ['draft'],
  commands: `
    read version, help, info, completion, logs, validate
    local create, init, update, generate-workflow, distribute
    change up, connect, setup-gh, pack-repo
    destroy delete`,
});

const acorn = tabled({
  programs: [],
  aliases: ['acorn'],
  commands: `
    read version, help, all, app, ps, logs, events, info, check, image, images, project, projects, region, secret reveal, secret, volume, container, render, offering, job, credential, account
    change run, update, build, push, tag, pull, start, login, logout, install, dev, wait, copy, project create|use|update, secret create|edit|encrypt, job restart
    destroy rm, stop, kill, uninstall, image rm, secret rm, project rm, volume rm, container kill, image rmi
    open exec, port-forward`,
  values: '-A -j --project --kubeconfig -n --name',
});

/** Tools that bring source into a cluster. */
export const devLoopTools: readonly Analyzer[] = [
  kustomize,
  skaffold,
  tilt,
  werf,
  okteto,
  devspace,
  telepresence,
  garden,
  mirrord,
  draft,
  acorn,
];
