import { describe } from 'vitest';
import { held, is, passes, silent } from '../../support/understanding.ts';

describe('clouds', () => {
  is('doctl compute droplet delete web -f', 'destroy doctl compute droplet delete web');
  is('doctl --context live databases list', 'read doctl databases list @ context live');
  is('hcloud server delete web', 'destroy hcloud server delete web');
  is('linode-cli linodes delete 1', 'destroy linode-cli linodes delete 1');
  is(
    'oci --profile LIVE compute instance terminate --instance-id i',
    'destroy oci compute instance terminate @ profile LIVE',
  );
  is('ibmcloud ks cluster rm --cluster c', 'destroy ibmcloud ks cluster rm @ cluster c');
  is('scw -p live instance server terminate 1', 'destroy scw instance server terminate 1 @ profile live');
  is('cf delete web -f', 'destroy cf delete web');
  is('aliyun ecs DeleteInstance --InstanceId i', 'destroy aliyun ecs DeleteInstance i');
});

held('clouds', [
  'doctl compute droplet create web --size s',
  'doctl compute droplet-action power-off 1',
  'doctl kubernetes cluster delete c',
  'doctl kubernetes cluster kubeconfig save c',
  'doctl registry delete',
  'doctl apps create-deployment a',
  'doctl compute ssh web',
  'doctl auth switch --context live',
  'doctl compute domain records delete example.com 1',
  'doctl serverless deploy .',
  'doctl databases frobnicate x',
  'hcloud server reboot web',
  'hcloud server rebuild web --image x',
  'hcloud volume detach v',
  'hcloud firewall delete-rule f',
  'hcloud context use live',
  'hcloud load-balancer add-target lb',
  'linode-cli linodes reboot 1',
  'linode-cli lke cluster-delete 1',
  'linode-cli obj rb b',
  'linode-cli domains records-delete 1 2',
  'oci os object delete -bn b --object-name o',
  'oci os object bulk-upload -bn b --src-dir d',
  'oci iam policy create --name p',
  'oci db autonomous-database stop --autonomous-database-id a',
  'oci raw-request --http-method DELETE --target-uri https://x',
  'ibmcloud resource service-instance-delete x',
  'ibmcloud login',
  'ibmcloud target -r eu-de',
  'ibmcloud is instance-delete i',
  'scw instance server stop 1',
  'scw k8s cluster delete 1',
  'scw config set region=x',
  'cf push',
  'cf target -s prod',
  'cf set-env web A 1',
  'cf ssh web',
  'cf curl -X DELETE /v3/apps/1',
  'tccli cvm TerminateInstances --InstanceIds i',
  'aliyun oss rm oss://b/x',
  'aliyun ecs $ACTION',
]);

passes('clouds', [
  'doctl compute droplet list',
  'doctl account get',
  'doctl compute droplet get delete',
  'doctl kubernetes cluster kubeconfig show c',
  'doctl apps logs a',
  'doctl compute domain records list example.com',
  'hcloud server list',
  'hcloud server describe web',
  'hcloud context list',
  'linode-cli linodes list',
  'linode-cli --text regions list',
  'linode-cli lke clusters-list',
  'linode-cli lke kubeconfig-view 1',
  'oci compute instance list -c x',
  'oci os ns get',
  'oci os object get -bn b --name o --file f',
  'oci raw-request --http-method GET --target-uri https://x',
  'ibmcloud target',
  'ibmcloud ks cluster ls',
  'ibmcloud is instances',
  'ibmcloud resource service-instances',
  'scw instance server list',
  'scw k8s kubeconfig get 1',
  'scw info',
  'cf apps',
  'cf logs web --recent',
  'cf target',
  'cf curl /v3/apps',
  'tccli cvm DescribeInstances',
  'aliyun ecs DescribeInstances',
  'doctl compute droplet delete --help',
]);

silent('clouds', [
  'echo doctl compute droplet delete web',
  'doctl apps dev build',
  'grep "hcloud server delete" notes.md',
]);

passes('a verb that is a thing', ['doctl compute snapshot list', 'scw rdb backup list']);
held('a verb that is a thing', [
  'doctl compute snapshot delete 1',
  'scw rdb backup restore 1',
  'doctl compute droplet-action snapshot 1',
]);
