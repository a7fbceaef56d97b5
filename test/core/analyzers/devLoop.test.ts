import { describe } from 'vitest';
import { held, is, passes, silent } from '../../support/understanding.ts';

describe('from source to cluster', () => {
  is('kustomize build overlays/prod', 'read kustomize build overlays/prod');
  is(
    'kustomize build overlays/prod | kubectl apply -f -',
    'read kustomize build overlays/prod',
    'change kubectl apply -',
  );
  is('skaffold run -p prod -n shop', 'change skaffold run @ namespace shop, profile prod');
  is('tilt down --delete-namespaces', 'destroy tilt down');
  is('werf dismiss --env prod', 'destroy werf dismiss @ environment prod');
});

held('from source to cluster', [
  'kustomize edit set image app=app:2',
  'kustomize build --enable-exec --enable-alpha-plugins .',
  'kustomize fn run .',
  'skaffold dev',
  'skaffold deploy',
  'skaffold delete',
  'skaffold build',
  'skaffold apply out.yaml',
  'skaffold config set default-repo r',
  'tilt up',
  'tilt ci',
  'tilt trigger web',
  'werf converge --repo r',
  'werf cleanup --repo r',
  'werf build --repo r',
  'werf frobnicate',
]);

passes('from source to cluster', [
  'kustomize version',
  'kustomize cfg tree .',
  'skaffold render',
  'skaffold diagnose',
  'skaffold config list',
  'tilt get uiresources',
  'tilt logs',
  'tilt version',
  'werf render',
  'werf plan',
]);

silent('from source to cluster', [
  'kustomize create --autodetect',
  'skaffold build --push=false',
  'skaffold init',
  'werf build',
  'echo tilt down',
]);
