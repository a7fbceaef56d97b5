/**
 * OpenShift's oc, openshift-install, rosa, ocm, odo and oc-mirror, and small tools beside kubectl: kubectx, kubens, stern, kubeseal.
 * https://docs.redhat.com/en/documentation/red_hat_openshift_service_on_aws/4/html/rosa_cli/index https://odo.dev/docs/command-reference/
 * https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/cli_tools/openshift-cli-oc
 * https://github.com/ahmetb/kubectx https://github.com/stern/stern https://github.com/bitnami-labs/sealed-secrets
 *
 * Handles `oc login`, `oc project prod`, `oc new-app`, `oc adm upgrade`, `oc rsh web`, `kubectx prod` (changes where
 * kubectl acts), `kubens`. Whatever else oc is told is read as kubectl's.
 */
import type { Word } from '../shell/invocation.ts';
import { names, type Option, readOptions } from '../shell/options.ts';
import { peel } from '../shell/wrappers.ts';
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
  read extract, get-token, projects, status, whoami, process, project, image info, registry info, policy can-i|scc-review|scc-subject-review|who-can, adm top|must-gather|inspect|node-logs|node-image, adm policy who-can|scc-review|scc-subject-review, adm release info, adm release extract, adm upgrade, adm upgrade status, adm verify-image-signature, adm create-bootstrap-project-template|create-login-template|create-provider-selection-template|create-error-template
  local image extract
  change login, logout, new-app, new-project, new-build, start-build, cancel-build, import-image, tag, rollback, idle, secrets link, secret link, set triggers|volume|volumes|probe|build-hook|build-secret|data|deployment-hook|image-lookup|route-backends, policy add-role-to-user|add-role-to-group|remove-role-from-user|remove-role-from-group, image append|mirror, registry login, adm policy, adm groups new|add-users|remove-users|sync, adm cordon|uncordon|taint, adm certificate, adm new-project, adm pod-network, adm release mirror|new, adm catalog mirror, adm reboot-machine-config-pool|restart-kubelet|copy-to-node|wait-for-stable-cluster, adm migrate, adm ocp-certificates, adm build-chain, rsync
  destroy secrets unlink, secret unlink, adm drain, adm prune
  open rsh, observe`;

/** `oc rsync POD:PATH HERE` only reads the pod. */
const copiesHere = ([from, to]: readonly Word[]): boolean =>
  from?.known === true && to?.known === true && from.value.includes(':') && !to.value.includes(':');

const lists = names('--list -n --namespace --context --all -o --output --selector -l --kubeconfig -c --containers');

const sets = (options: readonly Option[]): boolean => options.some(({ name }) => !lists.has(name));

const own = tabled({
  programs: ['oc'],
  commands,
  values,
  place,
  notes: { login: 'Changes which cluster later commands act on.' },
  unless: ({ operation, options, words }: Found): Verdict | undefined => {
    if (operation === 'rsync') return copiesHere(words) ? { kind: 'read' } : undefined;
    if (/^set (?:volumes?|triggers|data|route-backends|probe|build-secret)$/.test(operation) && !sets(options.options))
      return { kind: 'read', note: 'Without more it only lists.' };
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
  'extract get-token login logout new-app new-project new-build start-build cancel-build import-image tag rollback idle secrets secret project projects status whoami process image registry policy adm rsh rsync observe',
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
function switching({ run, words, options }: Found): Verdict {
  // What it runs is an invocation of its own.
  if (run.program === 'kubie' && words[0]?.value === 'exec' && (peel(run)?.length ?? 0) > 0) return { kind: 'local' };
  if (has(options, '-d', '--delete', '-u', '--unset')) return { kind: 'change', note: 'Changes what kubectl knows.' };
  return words.length > 0 ? { kind: 'change', note: 'Changes where kubectl acts.' } : { kind: 'read' };
}

const contexts = tabled({
  programs: ['kubectx', 'kubens', 'kubie', 'kubeswitch'],
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

const installer = tabled({
  programs: ['openshift-install', 'openshift-baremetal-install'],
  commands: `
    read version, help, completion, explain, graph, coreos, gather, analyze, wait-for, agent wait-for, agent graph
    local create install-config|manifests|ignition-configs|single-node-ignition-config, agent create
    change create, create cluster, create permissions-policy
    destroy destroy, destroy bootstrap|cluster`,
  values: '--dir --log-level',
  place: [['', '--dir']],
  notes: { 'destroy cluster': 'The whole cluster, with its machines and disks, is deleted.' },
});

const rosa = tabled({
  programs: ['rosa'],
  commands: `
    read list|ls, describe, version, help, completion, whoami, verify, logs, download, token, config get
    change create, edit, init, install, link, login, logout, grant, register, upgrade, hibernate, resume, config set, attach, detach
    destroy delete, uninstall, unlink, revoke, deregister`,
  values: '-c --cluster --profile --region -o --output -r --role --name',
  place: [
    ['cluster', '-c --cluster'],
    ['profile', '--profile', 'AWS_PROFILE'],
    ['region', '--region', 'AWS_REGION'],
  ],
});

const ocm = tabled({
  programs: [],
  aliases: ['ocm'],
  commands: `
    read list, get, describe, whoami, account, version, help, completion, token, config get, cluster status, gcp list|get|describe
    change post, patch, create, edit, login, logout, config set, upgrade, resume, hibernate, gcp create|update, cluster login
    destroy delete, gcp delete
    open tunnel`,
  values: '--parameter --header --body --url --token --client-id --client-secret',
});

const odo = tabled({
  programs: ['odo'],
  commands: `
    read list, describe, logs, version, help, completion, preference view, registry, analyze
    local init, preference set|unset|add|remove, add, remove, build-images
    change dev, deploy, create namespace|project, set namespace|project, login, logout, run
    destroy delete`,
  values: '-n --namespace --context --platform --name --component',
  place,
});

const ocMirror = tabled({
  programs: ['oc-mirror'],
  commands: 'read list, version, help, describe\n destroy delete',
  otherwise: 'change',
  values: '-c --config --from --workspace -p --port',
  dry: /^--dry-run$/,
});

/** oc, OpenShift's other tools, and tools beside kubectl. */
export const openshiftTools: readonly Analyzer[] = [oc, installer, rosa, ocm, odo, ocMirror, contexts, stern, kubeseal];
