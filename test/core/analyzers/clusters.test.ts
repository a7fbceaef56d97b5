import { describe } from 'vitest';
import { held, is, passes, silent } from '../../support/understanding.ts';

describe('clusters', () => {
  is(
    'eksctl delete cluster --name prod --region eu-west-1',
    'destroy eksctl delete cluster @ cluster prod, region eu-west-1',
  );
  is('kops delete cluster --name c --yes', 'destroy kops delete cluster @ cluster c');
  is('kind delete cluster --name dev', 'destroy kind delete cluster @ cluster dev');
  is('minikube kubectl -- get pods', 'read kubectl get pods');
  is('minikube kubectl -- delete pod x', 'destroy kubectl delete pod x');
  is('argocd app sync web --server cd.example', 'change argocd app sync web @ server cd.example');
  is('argocd app sync web --prune', 'destroy argocd app sync web');
  is('k9s', 'unknown k9s session');
});

held('clusters', [
  'eksctl create cluster -f c.yaml',
  'eksctl anywhere delete cluster c',
  'eksctl upgrade cluster --name c --approve',
  'eksctl scale nodegroup --cluster c --name n --nodes 0',
  'eksctl utils write-kubeconfig --cluster c',
  'kops update cluster --yes',
  'kops rolling-update cluster --yes',
  'kops create cluster --name c',
  'kops export kubeconfig',
  'kind create cluster',
  'kind load docker-image app:dev',
  'k3d cluster create dev',
  'k3d cluster delete dev',
  'minikube start',
  'minikube delete --all',
  'minikube ssh',
  'minikube addons enable ingress',
  'istioctl install -y',
  'istioctl uninstall --purge',
  'istioctl tag set prod',
  'velero backup delete nightly --confirm',
  'velero restore create --from-backup nightly',
  'velero schedule delete s',
  'velero install --provider aws',
  'argocd app delete web',
  'argocd app set web --revision x',
  'argocd app rollback web',
  'argocd cluster rm prod',
  'argocd repo add https://x',
  'argocd proj delete p',
  'argocd login cd.example',
  'argocd context prod',
  'flux reconcile kustomization apps',
  'flux suspend kustomization apps',
  'flux delete helmrelease web',
  'flux uninstall --silent',
  'flux bootstrap github --owner o',
  'flux create source git x --url https://x',
  'k9s -n shop --context prod',
  'argocd app frobnicate web',
  'nomad job run web.nomad',
  'nomad job stop web',
  'nomad node drain -enable x',
  'nomad alloc exec a sh',
  'nomad system gc',
  'velero $X delete y',
]);

passes('clusters', [
  'eksctl get cluster',
  'eksctl create cluster -f c.yaml --dry-run',
  'kops get clusters',
  'kops validate cluster',
  'kops update cluster',
  'kops delete cluster --name c',
  'kind get clusters',
  'kind get kubeconfig',
  'k3d cluster list',
  'minikube status',
  'minikube -p dev ip',
  'istioctl analyze',
  'istioctl proxy-status',
  'istioctl install --dry-run',
  'istioctl manifest generate',
  'velero backup get',
  'velero restore get',
  'velero backup describe nightly',
  'velero backup logs nightly',
  'argocd app list',
  'argocd app get web',
  'argocd app diff web',
  'argocd app sync web --dry-run',
  'argocd context',
  'flux get all -A',
  'flux logs',
  'flux diff kustomization apps --path ./x',
  'flux create source git x --url https://x --export',
  'flux export source git --all',
  'linkerd check',
  'linkerd install',
  'k9s version',
  'nomad job status web',
  'nomad job plan web.nomad',
  'nomad node status',
  'nomad alloc logs a',
]);

silent('clusters', [
  'kind build node-image',
  'minikube image build -t app .',
  'flux build kustomization apps --path ./x',
  'echo kind delete cluster',
  'find . -type f -name kind',
]);
