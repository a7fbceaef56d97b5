import { describe } from 'vitest';
import { held, is, isIn, passes, silent } from '../../support/understanding.ts';

describe('helm', () => {
  is('helm uninstall web -n shop', 'destroy helm uninstall web @ namespace shop');
  is(
    'helm --kube-context prod -n shop upgrade --install web ./chart',
    'change helm upgrade web ./chart @ namespace shop, context prod',
  );
  is('helm -n list uninstall web', 'destroy helm uninstall web @ namespace list');
  is('helm get values web', 'read helm get values web');
  is('helm', 'read helm help');
  is('helm uninstall --help', 'read helm uninstall --help');
  is('helm frobnicate web', 'unknown helm frobnicate web');
  is('helm $VERB web', 'unknown helm $VERB web');
  isIn({ env: { HELM_NAMESPACE: 'live' } }, 'helm rollback web 3', 'change helm rollback web 3 @ namespace live');
  is('helmfile -e prod destroy', 'destroy helmfile destroy @ environment prod');
});

held('helm', [
  'helm install web ./chart',
  'helm upgrade web ./chart --dry-run=none',
  'helm upgrade web ./chart --dry-run=false',
  'helm upgrade web ./chart --dry-run=client --dry-run=none',
  'helm upgrade web ./chart --force',
  'helm upgrade web ./chart "$FLAGS"',
  'helm upgrade --dry-run web ./chart $FLAGS',
  'helm uninstall web --wait',
  'helm delete web',
  'helm un web',
  'helm rollback web',
  'helm test web',
  'helm push web-1.0.tgz oci://registry.example/charts',
  'helm template web ./chart --post-renderer ./run.sh',
  'helm template web ./chart | kubectl apply -f -',
  'helm uninstall web --description --help',
  'helm uninstall web --help=false',
  'helm --mystery list uninstall web',
  'helm3 uninstall web',
  'sudo helm uninstall web',
  'helmfile apply',
  'helmfile sync -l name=web',
  'helmfile -f helmfile.yaml delete --purge',
  'helmfile charts',
]);

passes('helm', [
  'helm plugin install https://example.org/x',
  'helm repo add bitnami https://charts.example.org',
  'helm registry login registry.example',
  'helm list -A',
  'helm ls',
  'helm status web',
  'helm history web',
  'helm get manifest web',
  'helm show values bitnami/nginx',
  'helm search repo nginx',
  'helm template web ./chart --set image.tag=delete',
  'helm template web ./chart > out.yaml',
  'helm lint ./chart',
  'helm diff upgrade web ./chart',
  'helm diff upgrade uninstall ./chart',
  'helm upgrade web ./chart --dry-run',
  'helm upgrade web ./chart --dry-run=server',
  'helm uninstall web --dry-run',
  'helm install web ./chart --dry-run=client --debug',
  'helm version --short',
  'helm env',
  'helm uninstall --help',
  'helm help uninstall',
  'helm repo list',
  'helm dependency list ./chart',
  'helm plugin list',
  'helm --debug list',
  'helmfile diff',
  'helmfile -e prod template',
  'helmfile lint',
  'helmfile list',
]);

silent('helm', [
  'helm package ./chart',
  'helm dependency update ./chart',
  'helm repo update',
  'helm create web',
  'helmfile deps',
  'echo helm uninstall web',
]);
