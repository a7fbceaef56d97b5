/**
 * What makes and tends Kubernetes clusters: eksctl, kops, kind, k3d, minikube, istioctl, linkerd, velero, argocd, flux; and Nomad.
 * https://eksctl.io/usage/ https://kops.sigs.k8s.io/cli/kops/ https://kind.sigs.k8s.io https://k3d.io/stable/usage/commands/
 * https://minikube.sigs.k8s.io/docs/commands/ https://istio.io/latest/docs/reference/commands/istioctl/
 * https://linkerd.io/2/reference/cli/ https://velero.io/docs/main/ https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd/
 * https://fluxcd.io/flux/cmd/
 *
 * Handles `eksctl delete cluster --name c` (`--approve`), `kops update cluster --yes`, `kind create cluster`,
 * `minikube kubectl -- delete pod x`, `velero restore create`, `argocd app sync web --dry-run`, `flux reconcile …`,
 * `flux create … --export`. A local cluster is a change on this machine, and of the context kubectl uses.
 */
import { read, unknown } from '../effect.ts';
import { type Analyzer, spansOf } from './analyzer.ts';
import { type Found, has, type Table, tabled, type Verdict } from './table.ts';

const kubeValues =
  '-n --namespace --kubeconfig --context --kube-context --as --as-group --token --server -o --output --timeout -c --kubeConfigContext --cluster -l --selector -i --istioNamespace';

const kubePlace: Table['place'] = [
  ['namespace', '-n --namespace'],
  ['context', '--context --kube-context --kubecontext'],
  ['kubeconfig', '--kubeconfig', 'KUBECONFIG'],
];

/** Only with `--approve` or `--yes` do these do what they say; without, they print a plan. */
const unlessApproved =
  (commands: RegExp, ...approvals: readonly string[]) =>
  ({ operation, options }: Found): Verdict | undefined =>
    commands.test(operation) && !has(options, ...approvals)
      ? { kind: 'read', note: `A preview: nothing is changed without ${approvals[0]}.` }
      : undefined;

/** https://eksctl.io/usage/cluster-upgrade/ */
const plansOnly = /^(?:update-|associate-iam-oidc-provider|migrate-to-pod-identity|install-coredns$)/;

const eksctl = tabled({
  programs: ['eksctl'],
  commands: `
    read get, info, version, help, completion, utils describe-stacks, utils describe-addon-versions, utils describe-addon-configuration, utils nodegroup-health
    change create, upgrade, scale, set, unset, enable, associate, disassociate, register, deregister, drain, utils, utils write-kubeconfig, update, migrate
    destroy delete, drain nodegroup`,
  values:
    '-n --name -c --cluster -f --config-file -r --region -p --profile --nodes -N --nodes-min --nodes-max --nodegroup-name --version --namespace --timeout --cfn-role-arn --include --exclude -o --output -v --node-type --addon',
  switches: '--dry-run --approve --wait -w',
  dry: /^--dry-run$/,
  pflag: true,
  place: [
    ['cluster', '-c --cluster -n --name'],
    ['profile', '-p --profile', 'AWS_PROFILE'],
    ['region', '-r --region', 'AWS_REGION AWS_DEFAULT_REGION'],
  ],
  unless: (found) => {
    if (/^create/.test(found.operation) && has(found.options, '--dry-run'))
      return { kind: 'read', note: 'A dry run: nothing is changed.' };
    const [what] = found.words;
    const plans =
      (found.operation === 'upgrade' && what?.value === 'cluster') ||
      (/^(?:create|delete)$/.test(found.operation) && what?.value === 'iamserviceaccount') ||
      (found.operation === 'utils' && plansOnly.test(what?.value ?? ''));
    return plans && !has(found.options, '--approve')
      ? { kind: 'read', note: 'A preview: nothing is changed without --approve.' }
      : undefined;
  },
});

const kops = tabled({
  programs: ['kops'],
  commands: `
    read get, version, validate, completion, help, toolbox dump, toolbox template, toolbox instance-selector, toolbox addons
    change create, replace, edit, update, upgrade, rolling-update, reconcile, export, import, promote, trust, distrust, toolbox enroll, unset, set
    destroy delete`,
  values:
    '--name --state -o --output -f --filename --config --cloud --zones --instance-group --instance-group-roles --node-count --node-size --master-size --dns-zone --out --target --kubeconfig',
  switches: '--yes -y --force',
  place: [
    ['cluster', '--name', 'KOPS_CLUSTER_NAME'],
    ['state', '--state', 'KOPS_STATE_STORE'],
  ],
  unless: unlessApproved(/^(?:update|upgrade|rolling-update|delete)$/, '--yes', '-y'),
});

const here: Table['place'] = [['cluster', '-n --name -p --profile --cluster -c', 'KIND_CLUSTER_NAME MINIKUBE_PROFILE']];

const kind = tabled({
  programs: [],
  aliases: ['kind'],
  commands: `
    read get, version, help, completion
    local build, export logs
    change create, load, export, export kubeconfig
    destroy delete`,
  values: '-n --name --config --image --kubeconfig --wait -v --verbosity --nodes',
  place: here,
  notes: { create: 'kubectl talks to the new cluster from then on.' },
});

const k3d = tabled({
  programs: ['k3d'],
  commands: `
    read cluster|registry|node list|ls|get, version, help, completion, kubeconfig get|print, runtime-info, config view, image list
    local config init|migrate
    change cluster create|start|stop|edit|update, node create|start|stop|edit, registry create|start|stop, kubeconfig merge|write, image|images import, create
    destroy cluster|node|registry delete|rm|del, delete`,
  values:
    '-c --cluster -a --agents -s --servers -p --port -v --volume -i --image --config --api-port -o --output --name',
  switches: '-a --all',
  place: [['cluster', '-c --cluster']],
  notes: { 'cluster create': 'kubectl talks to the new cluster from then on.' },
});

const minikube = tabled({
  programs: ['minikube'],
  commands: `
    read status, ip, logs, version, help, completion, options, profile list, node list, addons list, addons images, service list, config get|view|defaults, image ls, update-check, ssh-key, ssh-host, license, docker-env, podman-env, cache list
    local kubectl, image build, image save, cache add|delete|reload
    change start, stop, pause, unpause, profile, addons enable|disable|configure|open, config set|unset, node add|start|stop, image load|pull|tag|push|rm, cp, update-context, cache, mount, tunnel, dashboard, service, addons
    destroy delete, node delete
    open ssh`,
  values:
    '-p --profile -n --namespace --driver --cpus --memory --kubernetes-version -b --bootstrapper --nodes -o --output',
  place: here,
});

const istioctl = tabled({
  programs: ['istioctl'],
  commands: `
    read analyze, version, help, completion, proxy-status|ps, proxy-config|pc, verify-install, validate, manifest generate|diff|translate, profile list|dump|diff, bug-report, describe, precheck, ztunnel-config|zc, x|experimental describe|precheck|check-inject|version|metrics|wait|authz|internal-debug|config|injector, metrics, check-inject, waypoint list|status|generate, operator dump, admin log, remote-clusters, experimental envoy-stats|es|proxy-status, options, tag list
    local kube-inject, x|experimental kube-inject
    change install~, upgrade~, manifest install~|apply~, operator init, operator remove, tag set|generate, waypoint apply, create-remote-secret, x|experimental create-remote-secret|wait, admin, authz
    destroy uninstall~, x|experimental uninstall, tag remove, operator remove, waypoint delete
    read dashboard|dash|d`,
  values: `${kubeValues} -f --filename --set -s --revision -r --vklog --charts -d --manifests --for --name`,
  dry: /^--dry-run$/,
  pflag: true,
  place: kubePlace,
  unless: ({ operation, options }) =>
    operation === 'admin log' && has(options, '--level', '--reset') ? { kind: 'change' } : undefined,
});

const linkerd = tabled({
  programs: ['linkerd'],
  commands: `
    read check, version, help, completion, install, install-cni, install-sp, upgrade, uninstall, inject, uninject, profile, diagnostics, identity, authz, prune, viz check|stat|top|tap|edges|routes|list|install|uninstall|profile|authz|prune, multicluster|mc check|gateways|link|link-gen|allow|install|uninstall|unlink|prune, jaeger check|install|list|uninstall, viz stat-inbound|stat-outbound, viz|jaeger dashboard`,
  values: kubeValues,
  place: kubePlace,
  notes: {
    install: 'It prints manifests, and applies nothing.',
    uninstall: 'It prints manifests, and deletes nothing.',
  },
});

const velero = tabled({
  programs: ['velero'],
  commands: `
    read version, help, completion, get, describe, debug, backup get|describe|logs|download, restore get|describe|logs, schedule get|describe, backup-location get, snapshot-location get, snapshot get|describe, plugin get, repo get, client config get, backup-location describe
    change create, install, backup create, restore create, schedule create|pause|unpause, backup-location create|set, snapshot-location create|set, plugin add|remove, client config set, create backup|restore|schedule
    destroy delete, uninstall, backup delete, restore delete, schedule delete, backup-location delete, repo delete`,
  values: `${kubeValues} --from-backup --from-schedule --include-namespaces --exclude-namespaces --include-resources --exclude-resources --storage-location --ttl --provider --bucket --plugins --secret-file --backup-location-config --snapshot-location-config --schedule --features --kubecontext --namespace-mappings`,
  dry: /^--dry-run$/,
  pflag: true,
  place: kubePlace,
  unless: ({ operation, options }) =>
    operation === 'install' && has(options, '--dry-run')
      ? { kind: 'read', note: 'A dry run: nothing is changed.' }
      : undefined,
});

const argocd = tabled({
  programs: ['argocd'],
  commands: `
    read version, help, completion, app list|get|diff|history|logs|manifests|resources|wait|get-resource, app actions list, appset list|get|generate, cluster list|get, repo list|get, repocreds list, proj list|get, proj windows list, proj role list|get, proj role list-tokens, account list|get|can-i|get-user-info|bcrypt, cert list, gpg list|get, admin settings validate|rbac, admin app diff-reconcile-results|get-reconcile-results, admin export, admin initial-password, admin cluster stats|kubeconfig|namespaces|shards, admin notifications template|trigger get
    change app create|set|unset|sync~|rollback|patch|edit|terminate-op|add-source|remove-source|patch-resource|confirm-deletion, app actions run, appset create~, cluster add|set|rotate-auth, repo add, repocreds add, proj create|set|edit|add-source|remove-source|add-destination|remove-destination|allow-cluster-resource|deny-cluster-resource|allow-namespace-resource|deny-namespace-resource|add-orphaned-ignore|remove-orphaned-ignore|add-signature-key|remove-signature-key|add-destination-service-account|add-source-namespace|remove-source-namespace, proj windows add|update|enable-manual-sync|disable-manual-sync, proj role create|add-policy|remove-policy|create-token|add-group|remove-group, account update-password|generate-token, cert add-ssh|add-tls, gpg add, login, logout, relogin, context, configure, admin import, admin redis-initial-password, admin cluster generate-spec, admin proj generate-spec|update-role-policy|generate-allow-list, admin settings
    destroy app delete|delete-resource, appset delete, cluster rm|remove, repo rm|remove, repocreds rm|remove, proj delete, proj windows delete, proj role delete|delete-token, account delete-token, cert rm|remove, gpg rm|remove
    open admin dashboard`,
  values:
    '--server --auth-token --grpc-web-root-path -H --header --config --argocd-context --kube-context --controller-name --repo --path --dest-server --dest-namespace --project -p --revision -l --selector -o --output --resource --sync-policy -N --app-namespace --port-forward-namespace --timeout --parameter --values --name --strategy --core',
  switches: '--grpc-web --insecure --plaintext --core --port-forward --async --client-crt --logformat',
  dry: /^--dry-run$/,
  pflag: true,
  place: [
    ['server', '--server', 'ARGOCD_SERVER'],
    ['context', '--argocd-context --kube-context'],
  ],
  notes: { context: 'Changes where later commands act.' },
  unless: ({ operation, options, words }) => {
    if (operation === 'app sync' && has(options, '--prune'))
      return { kind: 'destroy', note: 'Whatever the repository no longer names is deleted.' };
    if (operation === 'admin settings') return { kind: 'unknown' };
    return operation === 'context' && words.length === 0
      ? { kind: has(options, '--delete') ? 'change' : 'read' }
      : undefined;
  },
});

const flux = tabled({
  programs: ['flux'],
  commands: `
    read get, check, version, help, completion, logs, events, trace, tree, diff, export, stats, debug, envsubst, list
    local build, pull
    change bootstrap, install~, create, reconcile, suspend, resume, push, tag, migrate
    destroy uninstall~, delete`,
  values: `${kubeValues} --url --branch --path --source --interval --owner --repository --hostname --version --components --components-extra --chart --values --tag --with-source --kind --name --file -f`,
  dry: /^--dry-run$/,
  pflag: true,
  place: kubePlace,
  unless: ({ operation, options }) =>
    /^(?:create|install)\b/.test(operation) && has(options, '--export')
      ? { kind: 'read', note: 'It is printed, and nothing is changed.' }
      : undefined,
});

/** https://developer.hashicorp.com/nomad/commands */
const nomad = tabled({
  programs: ['nomad'],
  commands: `
    read status, job status|inspect|history|plan|validate|allocs|deployments, plan, validate, inspect, alloc status|logs|fs|checks, logs, fs, node status, node-status, node pool list|info|nodes|jobs, server members, server-members, agent-info, monitor, operator raft list-peers, operator autopilot get-config|health, operator metrics|debug, operator scheduler get-config, operator snapshot inspect|save, namespace list|inspect|status, acl policy|token|role|auth-method|binding-rule list|info, acl token self, var get|list, quota list|inspect|status, volume status, plugin status, deployment list|status, eval list|status, service list|info, scaling policy list|info, recommendation list|info, sentinel list|read, version, config validate, ui, help, license get|inspect
    local fmt, job init, init, tls, var init, quota init, volume init
    change run, job run|dispatch|eval|promote|revert|restart|start|scale|periodic|action, job tag apply, alloc restart|signal|pause, node eligibility|config|meta, node pool apply, server join|force-leave, operator autopilot set-config, operator scheduler set-config, operator gossip keyring, operator root keyring, operator raft transfer-leadership|remove-peer, operator utilization, namespace apply, acl bootstrap, acl policy|role apply|create|update, acl token|auth-method|binding-rule create|update, var put|lock, quota apply, volume create|register|attach|snapshot, deployment pause|resume|promote|unblock, recommendation apply|dismiss, sentinel apply, login, license put, setup
    destroy stop, job stop, job tag unset, alloc stop, node drain, node pool delete, namespace delete, acl policy|token|role|auth-method|binding-rule delete, var purge, quota delete, volume delete|deregister|detach, deployment fail, eval delete, service delete, sentinel delete, system gc, operator snapshot restore
    open alloc exec, exec, operator api, agent`,
  values:
    '-address -region -namespace -token -ca-cert -client-cert -client-key -tls-server-name -t -var -var-file -type -group -task -job',
  oneDash: true,
  place: [
    ['address', '-address', 'NOMAD_ADDR'],
    ['namespace', '-namespace', 'NOMAD_NAMESPACE'],
    ['region', '-region', 'NOMAD_REGION'],
  ],
});

/** k9s is driven by hand. https://k9scli.io/topics/commands/ */
const k9s: Analyzer = {
  id: 'k9s',
  programs: ['k9s'],
  analyze: (run) => {
    const looks = run.args.every(({ value }) =>
      /^(?:help|info|version|completion|--help|-h|--short|-s|bash|zsh|fish)$/.test(value),
    );
    const details = { tool: 'k9s', operation: 'session', spans: spansOf(run.name) };
    return run.args.length > 0 && looks
      ? [read(details)]
      : [unknown({ ...details, note: 'Opens a cluster, where anything can be done.' })];
  },
};

/** Cluster tools. */
/** https://docs.zarf.dev/commands/zarf/ */
const zarf = tabled({
  programs: ['zarf'],
  commands: `
    read    version, completion, help, package list|ls, package inspect|i, connect list, dev lint, dev inspect, tools registry ls|catalog|digest
    local   package create|c, package pull, dev generate, dev find-images, dev sha256sum, tools
    change  init, package deploy|d, package mirror-resources, package publish, dev deploy, connect, tools registry push, tools update-creds
    destroy package remove|r, destroy, tools registry delete|prune`,
  values: '--components --set -n --namespace -l --log-level -a --architecture',
});

/** https://timoni.sh/cmd/timoni/ */
const timoni = tabled({
  programs: ['timoni'],
  commands: `
    read    list|ls, status, inspect, version, mod vet, mod list, bundle status, bundle vet, bundle build, build, artifact list, runtime build, registry
    local   mod init, mod pull, mod vendor, artifact pull, completion
    change  apply~, bundle apply~, mod push, artifact push, artifact tag
    destroy delete~, bundle delete~`,
  dry: /^--(?:dry-run|diff)$/,
  values: '-n --namespace -f --file --values --version --kube-context --kubeconfig',
});

export const clusterTools: readonly Analyzer[] = [
  eksctl,
  kops,
  kind,
  k3d,
  minikube,
  istioctl,
  linkerd,
  velero,
  argocd,
  flux,
  nomad,
  k9s,
  zarf,
  timoni,
];
