/**
 * OpenShift's oc, and small tools beside kubectl: kubectx, kubens, stern, kubeseal.
 * https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/cli_tools/openshift-cli-oc
 * https://github.com/ahmetb/kubectx https://github.com/stern/stern https://github.com/bitnami-labs/sealed-secrets
 *
 * Handles `oc login`, `oc project prod`, `oc new-app`, `oc adm upgrade`, `oc rsh web`, `kubectx prod` (changes where
 * kubectl acts), `kubens`. Whatever else oc is told is read as kubectl's.
 */
import { names, readOptions } from '../shell/options.ts';
import type { Analyzer } from './analyzer.ts';
import { kubectl } from './kubectl.ts';
import { type Found, has, type Table, tabled, type Verdict } from './table.ts';

const values =
  '-n --namespace --context --cluster --user --kubeconfig -s --server --token --as --as-group -o --output -l --selector -f --filename -p --param --param-file -c --container --template --to --from --name --image --certificate-authority -u --username --password -i --image-stream -e --env --to-image --request-timeout --dest-dir --node-selector';

const place: Table['place'] = [
  ['namespace', '-n --namespace'],
  ['context', '--context'],
  ['server', '-s --server'],
  ['kubeconfig', '--kubeconfig', 'KUBECONFIG'],
];

const commands = `
  read projects, status, whoami, process, project, image info, registry info, policy can-i|scc-review|scc-subject-review|who-can, adm top|must-gather|inspect|node-logs|node-image, adm policy who-can|scc-review|scc-subject-review, adm release info, adm release extract, adm upgrade, adm upgrade status, adm verify-image-signature, adm create-bootstrap-project-template|create-login-template|create-provider-selection-template|create-error-template
  local image extract
  change login, logout, new-app, new-project, new-build, start-build, cancel-build, import-image, tag, rollback, idle, secrets link, secret link, set triggers|volume|volumes|probe|build-hook|build-secret|data|deployment-hook|image-lookup|route-backends, policy add-role-to-user|add-role-to-group|remove-role-from-user|remove-role-from-group, image append|mirror, registry login, adm policy, adm groups new|add-users|remove-users|sync, adm cordon|uncordon|taint, adm certificate, adm new-project, adm pod-network, adm release mirror|new, adm catalog mirror, adm reboot-machine-config-pool|restart-kubelet|copy-to-node|wait-for-stable-cluster, adm migrate, adm ocp-certificates, adm build-chain, rsync
  destroy secrets unlink, secret unlink, adm drain, adm prune
  open rsh, observe`;

const own = tabled({
  programs: ['oc'],
  commands,
  values,
  place,
  notes: { login: 'Changes which cluster later commands act on.' },
  unless: ({ operation, options, words }: Found): Verdict | undefined => {
    if (operation === 'project' && words.length > 0)
      return { kind: 'change', note: 'Changes where later commands act.' };
    if (
      operation === 'adm upgrade' &&
      has(options, '--to', '--to-latest', '--to-image', '--clear', '--force', '--allow-upgrade-with-warnings')
    )
      return { kind: 'change' };
    if (operation === 'adm prune' && !has(options, '--confirm'))
      return { kind: 'read', note: 'Without --confirm it only lists.' };
    return undefined;
  },
});

const ocOwn = names(
  'login logout new-app new-project new-build start-build cancel-build import-image tag rollback idle secrets secret project projects status whoami process image registry policy adm rsh rsync observe',
);

const ocSets = names(
  'triggers volume volumes probe build-hook build-secret data deployment-hook image-lookup route-backends',
);

const oc: Analyzer = {
  ...own,
  analyze: (run, call) => {
    const [verb, second] = readOptions(run.args, { values: names(values), clusters: true }).words;
    const mine =
      verb !== undefined && (ocOwn.has(verb.value) || (verb.value === 'set' && ocSets.has(second?.value ?? '')));
    return mine ? own.analyze(run, call) : kubectl.analyze(run, call);
  },
};

/** `kubectx prod` and `kubens shop`: a name switches, none lists. */
function switching({ words, options }: Found): Verdict {
  if (has(options, '-d', '--delete', '-u', '--unset')) return { kind: 'change', note: 'Changes what kubectl knows.' };
  return words.length > 0 ? { kind: 'change', note: 'Changes where kubectl acts.' } : { kind: 'read' };
}

const contexts = tabled({
  programs: ['kubectx', 'kubens'],
  commands: '',
  bare: 'read',
  otherwise: 'change',
  unless: switching,
});

const stern = tabled({
  programs: ['stern', 'kubetail'],
  commands: '',
  bare: 'read',
  otherwise: 'read',
  values: `${values} --since --tail --exclude --include`,
  place,
});

const kubeseal = tabled({ programs: ['kubeseal'], commands: '', bare: 'read', otherwise: 'read', values, place });

/** oc, and tools beside kubectl. */
export const openshiftTools: readonly Analyzer[] = [oc, contexts, stern, kubeseal];
