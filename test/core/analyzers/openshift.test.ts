import { describe } from 'vitest';
import { held, is, passes, silent } from '../../support/understanding.ts';

describe('oc', () => {
  is('oc delete project x', 'destroy kubectl delete project x');
  is('oc project prod', 'change oc project prod');
  is('oc project', 'read oc project');
  is('oc login https://api.example:6443 -u x', 'change oc login https://api.example:6443');
  is('kubectx prod', 'change kubectx run prod');
});

held('oc', [
  'oc new-app nginx',
  'oc start-build web',
  'oc adm drain node1',
  'oc adm upgrade --to-latest',
  'oc adm policy add-cluster-role-to-user cluster-admin x',
  'oc adm prune images --confirm',
  'oc rsh web',
  'oc apply -f x.yaml',
  'oc -n shop scale deploy web --replicas=0',
  'oc set triggers dc/web --auto',
  'oc set image dc/web web=x',
  'oc rollback web',
  'oc frobnicate x',
  'kubens shop',
  'kubectx -d prod',
  'kubectl foo install x',
  'kubectl krew frobnicate',
  'kubectl neater',
]);

passes('oc', [
  'oc get pods',
  'oc whoami',
  'oc status',
  'oc projects',
  'oc adm top nodes',
  'oc adm upgrade',
  'oc adm prune images',
  'oc process -f t.yaml',
  'oc logs -f web',
  'oc delete pod x --dry-run=client',
  'kubectx',
  'kubens',
  'stern web -n shop',
  'kubectl krew list',
  'kubectl krew search',
  'kubectl plugin list',
]);

silent('oc', ['echo oc delete project x', 'oc image extract r/x --path /:.', 'git commit -m "kubectx prod"']);
