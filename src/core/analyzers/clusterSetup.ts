/**
 * What sets Kubernetes clusters up, and what lives inside them.
 * https://kubernetes.io/docs/reference/setup-tools/kubeadm/ https://www.talos.dev/latest/reference/cli/
 * https://cluster-api.sigs.k8s.io/clusterctl/commands/commands https://docs.k3s.io/cli https://docs.k0sproject.io/stable/cli/
 * https://microk8s.io/docs/command-reference https://rke.docs.rancher.com https://www.vcluster.com/docs/cli
 * https://docs.cilium.io/en/stable/cheatsheet/ https://docs.tigera.io/calico/latest/reference/calicoctl/
 * https://knative.dev/docs/client/kn-cli/ https://kubevirt.io/user-guide/user_workloads/virtctl_client_tool/
 * https://carvel.dev/kapp/docs/latest/ https://docs.dapr.io/reference/cli/ https://kubevela.io/docs/cli/vela
 *
 * Handles `kubeadm reset -f`, `talosctl -n 10.0.0.2 upgrade`, `clusterctl init`, `k3s kubectl get pods`,
 * `microk8s.kubectl delete ns x`, `cilium install`, `vcluster connect c -- kubectl get ns`, `kapp deploy -a x -f .`.
 */
import type { Analyzer } from './analyzer.ts';
import { type Found, has, type Table, tabled, type Verdict } from './table.ts';

const values =
  '-n --namespace --kubeconfig --context --kube-context --as --token --server -o --output --timeout -c --cluster -l --selector -f --filename';

const place: Table['place'] = [
  ['namespace', '-n --namespace'],
  ['context', '--context --kube-context'],
  ['kubeconfig', '--kubeconfig', 'KUBECONFIG'],
];

const dryRun = /^--dry-run$/;

const kubeadm = tabled({
  programs: ['kubeadm'],
  commands: `
    read version, help, completion, token list, token generate, certs check-expiration, certs certificate-key, config print|view|validate|migrate, config images list, upgrade plan|diff, kubeconfig user
    local config images pull
    change init~, join~, token create~, certs renew|generate-csr, upgrade apply~|node~, init phase~, join phase~, alpha
    destroy reset~, reset phase, token delete`,
  values:
    '--config --kubeconfig --pod-network-cidr --service-cidr --apiserver-advertise-address --control-plane-endpoint --token --discovery-token-ca-cert-hash --cri-socket --kubernetes-version --node-name --image-repository --ttl --certificate-key --rootfs -v --v',
  dry: dryRun,
  pflag: true,
});

const talosctl = tabled({
  programs: ['talosctl'],
  commands: `
    read version, help, completion, containers|c, dashboard, disks, dmesg, events, get, health, inspect, list|ls|l, logs, memory|m|free, mounts|mount, netstat|ss, processes|p|ps, read, service|svc, stats, support, time, usage|du, validate, config info|contexts|get-contexts, config info, etcd members|status, etcd alarm list, image list|default|k8s-bundle|talos-bundle, image cache-create, inspect dependencies, machineconfig, conformance, cluster show, copy|cp, pcap, notes
    local gen, config new, image k8s, machineconfig gen|patch, debug
    change apply-config|apply|ac~, bootstrap, config add|context|endpoint|endpoints|merge|node|nodes, config remove, edit~, kubeconfig, patch~, restart, rotate-ca~, upgrade, upgrade-k8s~, cluster create, etcd defrag|snapshot|forfeit-leadership|downgrade, etcd alarm disarm, image pull, meta write, rollback, inject
    destroy reset, reboot, shutdown, cluster destroy, etcd leave, etcd remove-member, meta delete, wipe`,
  values: `-n --nodes -e --endpoints --talosconfig --context --cluster -f --file -p --patch --mode -m -i --image --to --name --provisioner`,
  dry: dryRun,
  pflag: true,
  place: [
    ['node', '-n --nodes'],
    ['endpoint', '-e --endpoints'],
    ['context', '--context'],
    ['talosconfig', '--talosconfig', 'TALOSCONFIG'],
  ],
  unless: ({ operation, words }) =>
    operation === 'service' && /^(?:start|stop|restart)$/.test(words.at(-1)?.value ?? '')
      ? { kind: 'change' }
      : undefined,
});

const clusterctl = tabled({
  programs: ['clusterctl'],
  commands: `
    read version, help, completion, config, config repositories, describe, get kubeconfig, upgrade plan, init list-images, alpha topology plan, alpha rollout history
    local generate
    change init, move~, upgrade apply, alpha rollout, alpha
    destroy delete`,
  values: `${values} -b --bootstrap --infrastructure -i --core --control-plane --config --target-namespace --to-kubeconfig --flavor --kubernetes-version`,
  dry: dryRun,
  pflag: true,
  place,
});

const k3s = tabled({
  programs: ['k3s'],
  commands: `
      read check-config, version, help, etcd-snapshot list|ls|l, token list|generate, secrets-encrypt status, completion, crictl ps|images|logs|inspect|pods|info|version|stats, ctr version
      change server, agent, etcd-snapshot save, etcd-snapshot, secrets-encrypt enable|disable|prepare|rotate|reencrypt|rotate-keys, certificate rotate|rotate-ca, token create|rotate, crictl pull
      destroy etcd-snapshot delete|prune, token delete, crictl rm|rmi|rmp|stop|stopp
      local kubectl
      open ctr, crictl`,
  values: '--token -t --server -s --config -c --data-dir -d --node-name --name --kubeconfig',
});

const k3sUninstall: Analyzer = tabled({
  programs: ['k3s-uninstall.sh', 'k3s-agent-uninstall.sh', 'k3s-killall.sh'],
  commands: '',
  bare: 'destroy',
  otherwise: 'destroy',
});

const k0s = tabled({
  programs: ['k0s', 'k0sctl'],
  commands: `
      read status, version, help, completion, sysinfo, validate, config validate, token list, etcd member-list, kubeconfig, airgap list-images, api
      local config create, init, default-config, docs
      change install, start, stop, token create|pre-shared, kubeconfig create, controller, worker, apply~, backup, restore, lock, config edit
      destroy reset, etcd leave, token invalidate
      local kubectl, kc
      open ctr`,
  values: '-c --config --data-dir --token-file --role --expiry',
  dry: dryRun,
  pflag: true,
});

const microk8s = tabled({
  programs: ['microk8s'],
  commands: `
      read status, version, inspect, config, help, addons repo list, images list
      local images export-local
      change start, stop, enable, addons repo add|update, add-node, join, upgrade, refresh-certs, images import, dashboard-proxy, dbctl backup, cilium, istioctl, linkerd
      destroy disable, reset, leave, remove-node, uninstall, dbctl restore, addons repo remove
      local kubectl, helm, helm3
      open ctr, dbctl`,
  values: '-n --namespace --timeout --format',
});

const rke = tabled({
  programs: ['rke', 'k3sup'],
  commands: `
    read version, help, config, util get-state-file, get, plan, node-token, ready, get-config
    change up, etcd snapshot-save, cert rotate|generate-csr, encrypt, secrets-encryption, util get-kubeconfig, install, join, join-batch, update
    destroy remove, etcd snapshot-restore
    open ssh`,
  values:
    '--config --name --ip --server-ip --user --ssh-key --k3s-version --k3s-extra-args --context --local-path --host',
});

const vcluster = tabled({
  programs: ['vcluster', 'loft'],
  commands: `
    read list|ls, version, help, completion, info, debug, platform list|get, get, describe, convert, telemetry, certs check
    change create, disconnect, pause, resume, upgrade, use, login, logout, snapshot, platform, add, set, token, share, sleep, wakeup, node, certs rotate|rotate-ca, import
    destroy delete, restore, platform delete|destroy, platform reset
    open connect`,
  values,
  place,
  notes: { connect: 'kubectl talks to the virtual cluster from then on.' },
});

const cilium = tabled({
  programs: [],
  aliases: ['cilium', 'hubble'],
  commands: `
    read status, version, help, completion, config view, config get, sysdump, connectivity bgp peers|routes, clustermesh status|inspect-policy-default-local-cluster, encryption status|key-status, encrypt status, features status, multicast list, observe, list, watch, endpoint list|get|log|health, identity list|get, policy get|trace|validate, service list|get, bpf, node list, map list|get, metrics list, monitor, fqdn cache list, ip list, config show, debuginfo, cgroups list, loadinfo, build-config, lrp list, nodeid list, recorder list, troubleshoot, dbg, statedb, prefilter list, record
    change install~, upgrade~, hubble enable|disable|port-forward|ui, clustermesh enable|connect|external-workload|vm, config set, connectivity test|perf, encryption rotate-key|create-key, encrypt, context, endpoint config|regenerate, policy import, service update, multicast add|subscribe, port-forward
    destroy uninstall, config delete, clustermesh disable|disconnect, endpoint disconnect, policy delete, service delete, cleanup, fqdn cache clean, multicast delete|del, post-uninstall-cleanup, prefilter delete`,
  values,
  dry: dryRun,
  pflag: true,
  place,
  unless: ({ operation, words, options }) => {
    if (operation === 'config' && words.some(({ value }) => value.includes('='))) return { kind: 'change' };
    return /^(?:install|upgrade)$/.test(operation) && has(options, '--dry-run', '--dry-run-helm-values')
      ? { kind: 'read', note: 'It is printed, and nothing is changed.' }
      : undefined;
  },
});

const calicoctl = tabled({
  programs: ['calicoctl'],
  commands: `
    read get, version, help, ipam show|check, node status|checksystem, cluster diags, validate, datastore migrate export, convert, node diags
    change create, apply, replace, patch, label, ipam configure, node run, datastore migrate lock|unlock|import, bgp
    destroy delete, ipam release, ipam split`,
  values: '-f --filename -n --namespace -c --config -o --output --context -l --log-level -p --patch',
  place,
});

const kn = tabled({
  programs: [],
  aliases: ['kn'],
  commands: `
    read version, help, completion, plugin list, service|revision|route|domain|source|trigger|broker|channel|subscription|eventtype|container list|list-types|describe, source list-types, options, func list|describe|info|languages|version|templates, source apiserver|binding|container|kafka|ping list|describe
    local func create|build|init|config, service export
    change service create|update|apply|import, revision update, domain create|update, source create|update, source apiserver|binding|container|kafka|ping create|update, trigger|broker|channel|subscription|eventtype create|update, container add, func deploy|invoke|run|subscribe, secret create, admin
    destroy service|revision|route|domain|trigger|broker|channel|subscription|eventtype delete, source apiserver|binding|container|kafka|ping delete, func delete, secret delete`,
  values: `${values} --image --env --port --revision --traffic --tag --sink --broker --filter --data --schedule`,
  place,
});

const virtctl = tabled({
  programs: ['virtctl'],
  commands: `
    read version, help, guestosinfo, fslist, userlist, completion, adm log-verbosity, options, create, credentials list, objectgraph
    change start, restart, pause, unpause, migrate, migrate-cancel, addvolume, expose, image-upload, memory-dump, vmexport, permitted-devices, usbredir, unfreeze, freeze, portforward, port-forward, reset, credentials, evacuate-cancel
    destroy stop, soft-reboot, removevolume, vmexport delete
    open ssh, console, vnc, scp, guestfs`,
  values: `${values} --volume-name --image-path --size --storage-class --uploadproxy-url`,
  dry: dryRun,
  pflag: true,
  place,
});

/** https://carvel.dev/kapp/docs/latest/diff/ — `--diff-run` ends behind the diff. */
const kapp = tabled({
  programs: ['kapp', 'kctrl'],
  commands: `
    read list|ls, inspect, logs, version, help, completion, app-group list, app-change list, label|labels, package available list|get, package installed list|get|status, package repository list|get, app list|get|status, tools
    local package init, package repo init
    change deploy, app-group deploy, rename, package install, package installed create|update|pause|kick, package repository add|update|kick, package repository release, package release, app pause|kick, dev, service-account
    destroy delete, app-group delete, app-change gc|garbage-collect, package installed delete, package repository delete, app delete`,
  values: `${values} -a --app -g --group --into-ns -p --package -i --package-install --url -r --repository -v --version`,
  place,
  unless: ({ operation, options }: Found): Verdict | undefined =>
    /^(?:deploy|delete)$/.test(operation) && has(options, '--diff-run', '--dry-run')
      ? { kind: 'read', note: 'A dry run: nothing is changed.' }
      : undefined,
});

const dapr = tabled({
  programs: [],
  aliases: ['dapr'],
  commands: `
    read version, help, completion, list, status, components, configurations, logs, mtls, mtls expiry, dashboard, build-info, scheduler list|get|export
    local run, annotate
    change init, upgrade, mtls export, mtls renew-certificate, invoke, publish, scheduler import
    destroy uninstall, stop, scheduler delete|delete-all`,
  values: `${values} -a --app-id -p --app-port -d --resources-path -k`,
  place,
  unless: ({ operation, options }) =>
    /^(?:init|uninstall|stop)$/.test(operation) && !has(options, '-k', '--kubernetes') ? { kind: 'local' } : undefined,
});

const vela = tabled({
  programs: [],
  aliases: ['vela'],
  commands: `
    read ls|list, status, logs, version, help, completion, show, live-diff, dry-run, revision list|get, env list, addon list|status, cluster list, config list|get, config-template list|show, component list, trait list, workflow list|logs|debug, provider list, registry list, def list|get|vet|render|show-doc, system info, auth list-privileges, top, project list|get, uischema
    local init, def init, addon init, addon package, def gen-api|gen-doc
    change up, install, upgrade, env init|set, addon enable|upgrade|push|registry, cluster join|rename|labels|config create|distribute|workflow suspend|resume|restart|rollback|terminate, provider add, def apply, kube apply, adopt, auth gen-kubeconfig|grant-privileges, rollout, restart
    destroy delete, uninstall, env delete, addon disable, cluster detach, config delete, def del, kube delete, provider delete, revision gc
    open exec, port-forward`,
  values: `${values} -e --env --name --app`,
  place,
});

/** Reports on a cluster; Sonobuoy starts pods for it. */
const checkers = [
  tabled({
    programs: ['sonobuoy'],
    commands: `
      read status, logs, results, retrieve, version, help, images list, gen, modes, query, e2e, app
      local images pull|push|download, split, pack
      change run, images
      destroy delete`,
    values,
    place,
  }),
  tabled({
    programs: ['kubescape', 'popeye', 'kubent', 'kube-bench', 'kube-hunter', 'pluto'],
    commands: 'change operator, patch, submit',
    bare: 'read',
    otherwise: 'read',
  }),
];

const argoRollouts = tabled({
  programs: ['kubectl-argo-rollouts'],
  commands: `
    read get, list, status, lint, version, help, dashboard, completion
    change abort, create, pause, promote, restart, retry, set, undo, terminate
    destroy delete`,
  values: `${values} --args-namespace`,
  place,
});

const certManager = tabled({
  programs: ['cmctl'],
  commands: `
    read check, inspect, status, version, help, completion, convert
    change renew, approve, deny, create, upgrade, x install, experimental install
    destroy x uninstall, experimental uninstall`,
  values,
  dry: dryRun,
  place,
});

const rancher = tabled({
  programs: [],
  aliases: ['rancher'],
  commands: `
    read clusters ls|list, cluster ls|list, context current, nodes ls|list, node ls|list, ps, projects ls|list, project ls|list, namespaces ls|list, namespace ls|list, apps ls, settings ls|get, setting ls|get, inspect, version, help, server ls|current, catalog ls, multiclusterapps ls, globaldns ls
    change login, context switch, server switch|add, clusters|cluster create|import|add-node|add-member-role|export, clusters|cluster kubeconfig|kf, projects|project create|add-member-role, namespaces|namespace create|move, apps install|upgrade|rollback, settings|setting set, token, up, catalog add|refresh, machines
    destroy clusters|cluster delete|rm|delete-member-role, nodes|node delete|rm, projects|project delete|rm, namespaces|namespace delete|rm, apps delete, server delete, catalog delete, multiclusterapps delete
    local kubectl
    open ssh`,
  values: '--config -c --url --token -t --context --format --ids',
});

const helmsman = tabled({
  programs: ['helmsman'],
  commands: '',
  bare: 'read',
  otherwise: 'unknown',
  values: '-f --spec -e --kubeconfig -ns-override -target -group -p -keep',
  oneDash: true,
  unless: ({ options }) => {
    if (has(options, '-destroy', '--destroy')) return { kind: 'destroy' };
    if (has(options, '-apply', '--apply') && !has(options, '-dry-run', '--dry-run')) return { kind: 'change' };
    return { kind: 'read' };
  },
});

/** Tools that set clusters up, and tools of what lives in them. */
export const clusterSetupTools: readonly Analyzer[] = [
  kubeadm,
  talosctl,
  clusterctl,
  k3s,
  k3sUninstall,
  k0s,
  microk8s,
  rke,
  vcluster,
  cilium,
  calicoctl,
  kn,
  virtctl,
  kapp,
  dapr,
  vela,
  ...checkers,
  argoRollouts,
  certManager,
  rancher,
  helmsman,
];
