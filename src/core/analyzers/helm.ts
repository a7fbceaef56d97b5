/**
 * Helm and Helmfile. https://helm.sh/docs/helm/ and https://helmfile.readthedocs.io/en/latest/#cli-reference
 *
 * Handles `helm upgrade --install web ./chart -n shop`, `helm uninstall web`, `helm rollback web 3`, `helm test web`
 * (runs pods), `helm push chart.tgz oci://…`, `--dry-run[=client|server]`, `--post-renderer`, `helm diff upgrade`;
 * `helmfile sync|apply|destroy`, `helmfile diff|template`. `template`, `lint`, `show` and `list` read.
 */
import { names } from '../shell/options.ts';
import type { Analyzer } from './analyzer.ts';
import { type Found, has, tabled, type Verdict } from './table.ts';

const globals =
  '-n --namespace --kube-context --kubeconfig --kube-apiserver --kube-as-group --kube-as-user --kube-ca-file --kube-token --kube-tls-server-name --registry-config --repository-cache --repository-config --burst-limit --qps --content-cache';

const locals =
  '-f --values --set --set-string --set-file --set-json --set-literal --version --repo --timeout --description -o --output --username --password --ca-file --cert-file --key-file --keyring --post-renderer --post-renderer-args --history-max --max -m --offset -l --selector --filter -d --destination --untardir --app-version --key --passphrase-file -a --api-versions --kube-version --output-dir -s --show-only --name-template -p --starter --labels --max-col-width --revision --cascade --context -C --wait-timeout';

/** How Helm's own options are told apart. */
export const helmStyle = { values: names(`${globals} ${locals}`), clusters: true };

/** A program that rewrites the manifests runs, whatever else the command does. */
function renders({ operation, options, kind }: Found): Verdict | undefined {
  const renderer = options.options.find(({ name }) => name === '--post-renderer');
  if (renderer !== undefined && kind === 'read')
    return { kind: 'unknown', note: 'Runs a program of its own on what it renders.' };
  if (operation.startsWith('diff') || kind !== 'change') return undefined;
  return has(options, '--force', '--force-replace')
    ? { kind: 'destroy', note: 'What cannot be changed in place is deleted and created anew.' }
    : undefined;
}

const helm = tabled({
  programs: ['helm', 'helm3'],
  commands: `
    read list|ls, status, history|hist, get, get all|hooks|manifest|metadata|notes|values, show|inspect, show|inspect all|chart|crds|readme|values, search hub|repo, repo list|ls, dependency|dep list|ls, template, lint, version, env, completion, verify, help, plugin list|ls, repo add|remove|rm, registry login|logout, plugin install|add|update|up|uninstall|remove|rm|package|verify, secrets view|template|lint|diff|version|patch, diff, diff upgrade|release|revision|rollback|version, schema-gen, schema, docs, unittest
    local package, create, pull|fetch, dependency|dep build|update|up, repo update|up, repo index, secrets decrypt|dec
    change install~, upgrade~, rollback~, push, cm-push, s3 push, gcs push, mapkubeapis, 2to3, secrets encrypt|enc|edit|install|upgrade
    destroy uninstall~|delete~|del~|un~
    change test, release test
    destroy s3 delete, gcs rm`,
  values: `${globals} ${locals}`,
  switches: '--kube-insecure-skip-tls-verify --no-hooks',
  dry: /^--dry-run$/,
  pflag: true,
  place: [
    ['namespace', '-n --namespace', 'HELM_NAMESPACE'],
    ['context', '--kube-context', 'HELM_KUBECONTEXT'],
    ['server', '--kube-apiserver', 'HELM_KUBEAPISERVER'],
    ['kubeconfig', '--kubeconfig', 'KUBECONFIG'],
  ],
  notes: {
    test: 'Runs the chart’s test pods in the cluster.',
    uninstall: 'Everything the release created is deleted.',
  },
  unless: renders,
});

const helmfile = tabled({
  programs: ['helmfile'],
  commands: `
    read diff, template, lint, list, status, show-dag, print-env, build, write-values, version, help, completion, cache info
    local fetch, deps, repos, cache cleanup, init
    change apply, sync, charts, test
    destroy destroy, delete`,
  values:
    '-f --file -e --environment -l --selector -n --namespace --kube-context --kubeconfig --state-values-set --state-values-file --state-values-set-string --set --values --args --diff-args --sync-args --helm-binary -b --helm-binary -k --kustomize-binary --log-level -c --chart --concurrency --context --output --output-dir --output-dir-template --color --cascade --post-renderer --post-renderer-args',
  switches: '-i --interactive --allow-no-matching-release --enable-live-output --skip-deps --disable-force-update',
  place: [
    ['environment', '-e --environment', 'HELMFILE_ENVIRONMENT'],
    ['namespace', '-n --namespace', 'HELMFILE_NAMESPACE'],
    ['context', '--kube-context', 'HELMFILE_KUBE_CONTEXT'],
    ['', '-l --selector'],
    ['kubeconfig', '--kubeconfig', 'KUBECONFIG'],
  ],
  notes: {
    apply: 'Releases that are no longer wanted are uninstalled.',
    destroy: 'Every release it names is uninstalled.',
  },
});

/** Helm and Helmfile. */
export const helmTools: readonly Analyzer[] = [helm, helmfile];
