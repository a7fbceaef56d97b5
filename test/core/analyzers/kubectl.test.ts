import { describe, expect, test } from 'vitest';
import { held, is, isIn, passes, understandLine } from '../../support/understanding.ts';

describe('kubectl', () => {
  is('kubectl get pods', 'read kubectl get pods');
  is('kubectl get pods -A -w', 'read kubectl get pods @ namespace (all)');
  is('kubectl -n shop get deploy web -o yaml', 'read kubectl get deploy web @ namespace shop');
  is('kubectl delete deployment web', 'destroy kubectl delete deployment web');
  is('kubectl delete deployment/web svc/web', 'destroy kubectl delete deployment/web, svc/web');
  is('kubectl -n shop delete deployment web', 'destroy kubectl delete deployment web @ namespace shop');
  is(
    'kubectl delete -n shop --context=prod deployment web',
    'destroy kubectl delete deployment web @ namespace shop, context prod',
  );
  is(
    'kubectl --namespace=shop --context prod delete pod a b',
    'destroy kubectl delete pod a, b @ namespace shop, context prod',
  );
  is('kubectl delete pods --all', 'destroy kubectl delete pods (all)');
  is('kubectl delete pods -l app=web', 'destroy kubectl delete pods (app=web)');
  is('kubectl delete -f app.yaml', 'destroy kubectl delete app.yaml');
  is('kubectl delete ns "$NS"', 'destroy kubectl delete ns $NS');
  is('kubectl apply -f app.yaml', 'change kubectl apply app.yaml');
  is('kubectl apply -k overlays/prod', 'change kubectl apply overlays/prod');
  is('kubectl apply -f - < app.yaml', 'change kubectl apply -');
  is('kubectl apply --prune -f app.yaml -l app=web', 'destroy kubectl apply --prune app.yaml (app=web)');
  is('kubectl apply view-last-applied deploy/web', 'read kubectl apply view-last-applied deploy/web');
  is('kubectl create ns x', 'change kubectl create ns x');
  is('kubectl replace -f app.yaml', 'change kubectl replace app.yaml');
  is('kubectl replace --force -f app.yaml', 'destroy kubectl replace app.yaml');
  is('kubectl scale deploy web --replicas=0', 'change kubectl scale deploy web');
  is('kubectl drain node1 --ignore-daemonsets', 'destroy kubectl drain node1');
  is('kubectl cordon node1', 'change kubectl cordon node1');
  is('kubectl rollout status deploy/web', 'read kubectl rollout status deploy/web');
  is('kubectl rollout undo deploy/web', 'change kubectl rollout undo deploy/web');
  is('kubectl rollout restart deploy web', 'change kubectl rollout restart deploy web');
  is('kubectl rollout frobnicate x', 'unknown kubectl rollout frobnicate x');
  is('kubectl config current-context', 'read kubectl config current-context');
  is('kubectl config use-context prod', 'change kubectl config use-context prod');
  is('kubectl config set-context --current --namespace=x', 'change kubectl config set-context @ namespace x');
  is('kubectl auth can-i delete pods', 'read kubectl auth can-i delete, pods');
  is('kubectl exec api -- ls /', 'read kubectl exec api', 'read remote ls / @ in pod api');
  is('kubectl exec api -c side -- cat /etc/hosts', 'read kubectl exec api', 'read remote cat /etc/hosts @ in pod api');
  is(
    'kubectl exec -it api -- sh -c "rm -rf /data"',
    'read kubectl exec api',
    'unknown remote rm -rf /data @ in pod api',
  );
  is(
    'kubectl exec -n shop api -- psql -c "DROP TABLE t"',
    'read kubectl exec api @ namespace shop',
    'destroy psql DROP TABLE t @ in pod api',
  );
  is('kubectl cp api:/var/log/x ./x', 'read kubectl cp api:/var/log/x, ./x');
  is('kubectl cp ./x api:/var/www/x', 'change kubectl cp ./x, api:/var/www/x');
  is('kubectl port-forward svc/db 5432', 'read kubectl port-forward svc/db, 5432');
  is('kubectl port-forward --address 0.0.0.0 svc/db 5432', 'unknown kubectl port-forward svc/db, 5432');
  is('kubectl neat x', 'read kubectl neat x');
  is('kubectl neater x', 'unknown kubectl neater x');
  is('kubectl constructor', 'unknown kubectl constructor');
  is('kubectl', 'read kubectl help');
  is('kubectl delete pod x --help', 'read kubectl delete --help pod x');
  is('kubectl delete pod x --help=false', 'destroy kubectl delete pod x');
  is('kubectl --unknown-flag delete pods', 'unknown kubectl delete');
  is('oc delete project x', 'destroy kubectl delete project x');
  is('/usr/local/bin/kubectl-1.29 delete ns x', 'destroy kubectl delete ns x');
  isIn(
    { env: { KUBECONFIG: '/etc/prod.yaml' } },
    'kubectl delete ns x',
    'destroy kubectl delete ns x @ kubeconfig /etc/prod.yaml',
  );
  is('KUBECONFIG=~/prod.yaml kubectl delete ns x', 'destroy kubectl delete ns x @ kubeconfig /home/u/prod.yaml');
});

passes('kubectl', [
  'kubectl logs -f web',
  'kubectl logs -p web -c app',
  'kubectl describe node x',
  'kubectl top pods',
  'kubectl explain pod.spec',
  'kubectl diff -f app.yaml',
  'kubectl version --client',
  'kubectl cluster-info dump',
  'kubectl api-resources',
  'kubectl wait --for=condition=ready pod/x',
  'kubectl kustomize overlays/prod',
  'kubectl get pods $X',
  'kubectl --context "$CTX" get pods',
  'kubectl delete pod x --dry-run=client',
  'kubectl delete pod x --dry-run=server -o yaml',
  'kubectl apply -f x.yaml --dry-run=client',
  'kubectl create deploy x --image=y --dry-run=client -o yaml',
  'kubectl apply --dry-run -f x.yaml',
  'kubectl delete pod x --dry-run=none --dry-run=client',
  'kubectl proxy --port=8001',
  'kubectl label ns prod --list',
  'kubectl set env deploy/web --list',
  'kubectl exec db-0 psql -c "SELECT 1"',
  'kubectl view-secret db',
]);

held('kubectl', [
  'kubectl delete pod x --dry-run=none',
  'kubectl delete pod x --dry-run=client --dry-run=none',
  'kubectl delete pod x --dry-run=$MODE',
  'kubectl delete pod x --dry-run=client $MORE',
  'kubectl delete pod x --dry-run=false',
  'kubectl exec x --dry-run=client -- rm -rf /data',
  'kubectl edit deploy web',
  'kubectl patch deploy web -p "{}"',
  'kubectl set image deploy/web web=x',
  'kubectl label node x a=b',
  'kubectl annotate pod x a=b',
  'kubectl expose deploy web',
  'kubectl autoscale deploy web --max=3',
  'kubectl run x --image=y',
  'kubectl debug node/x',
  'kubectl attach x',
  'kubectl proxy --address=0.0.0.0',
  'kubectl label ns prod team=a --list',
  'kubectl set env deploy/web A- --list',
  'kubectl exec db-0 psql -c "DROP TABLE t"',
  'kubectl modify-secret db',
  'kubectl certificate approve x',
  'kubectl auth reconcile -f x',
  'kubectl create -f x.yaml',
  'cat x.yaml | kubectl apply -f -',
  'kubectl get pods -o name | xargs kubectl delete',
  'k3s kubectl delete pod x',
  'minikube kubectl -- delete pod x',
]);

const kubeconfigs = {
  files: {
    '/projects/app/sly.yaml': 'users:\n- user:\n    exec:\n      command: ./grab.sh\n',
    '/projects/app/eks.yaml': 'users:\n- user:\n    exec:\n      command: aws\n      args: [eks, get-token]\n',
  },
};
held(
  'a kubeconfig that runs a program',
  ['kubectl --kubeconfig sly.yaml get pods', 'KUBECONFIG=sly.yaml kubectl get pods'],
  kubeconfigs,
);
passes(
  'a kubeconfig that asks a credential helper',
  ['kubectl --kubeconfig eks.yaml get pods', 'KUBECONFIG=eks.yaml kubectl get pods'],
  kubeconfigs,
);

describe('inputs', () => {
  test('manifests', () => {
    const { inputs } = understandLine('kubectl apply -f a.yaml -f b.yaml', {
      files: { '/projects/app/a.yaml': 'a', '/projects/app/b.yaml': 'b' },
    });
    expect(inputs.map(({ path }) => path)).toEqual(['/projects/app/a.yaml', '/projects/app/b.yaml']);
  });
});
