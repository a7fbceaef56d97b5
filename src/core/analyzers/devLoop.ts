/**
 * From source to cluster: Kustomize, Skaffold, Tilt, werf. https://kubectl.docs.kubernetes.io/references/kustomize/
 * https://skaffold.dev/docs/references/cli/ https://docs.tilt.dev/cli/tilt.html https://werf.io/docs/v2/reference/cli/overview.html
 *
 * Handles `kustomize build overlays/prod`, `kustomize edit set image app=x`, `skaffold run -p prod`, `skaffold render`,
 * `tilt up`, `tilt down`, `werf converge --repo r`. An edit of a kustomization through the tool is a change: nobody sees a diff.
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

/** Tools that bring source into a cluster. */
export const devLoopTools: readonly Analyzer[] = [kustomize, skaffold, tilt, werf];
