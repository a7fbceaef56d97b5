/**
 * Plugins of kubectl, by the names of https://krew.sigs.k8s.io/plugins/: `kubectl NAME …` runs `kubectl-NAME`.
 *
 * Handles `kubectl ctx prod`, `kubectl tree deploy web`, `kubectl argo rollouts promote web`, `kubectl cnpg promote db`,
 * `kubectl virt stop vm`. One that is not here may be any program.
 */
import type { Analyzer } from './analyzer.ts';
import { type Table, tabled } from './table.ts';

const values =
  '-n --namespace --context --cluster --user --kubeconfig -s --server --token --as -o --output -l --selector -c --container --timeout -f --filename';

const place: Table['place'] = [
  ['namespace', '-n --namespace'],
  ['context', '--context'],
  ['kubeconfig', '--kubeconfig', 'KUBECONFIG'],
];

/** Verbs that kubectl itself does not have. */
export const kubectlPlugins: Analyzer = tabled({
  programs: ['kubectl'],
  commands: `
    read access-matrix, advise-policy, blame, capacity, cert-manager|cm check|inspect|status|version, cilium status|version, cnpg status|logs|report|version, convert, cost, ctx, cyclonus, datree, deprecations, df-pv, doctor, explore, fields, foreach, fuzzy, gadget version, get-all, graph, hns describe|tree|version, history, ice, images, ingress-nginx backends|certs|conf|general|info|ingresses|lint|logs, karbon version, konfig export, krr, ktop, kubescape, kubesec-scan, kurt, kyverno test|validate|version, lineage, lint, minio version, mtail, neat, node-resource, np-viewer, ns, oidc-login, operator list|describe, outdated, permissions, pod-dive, pod-inspect, pod-lens, popeye, preflight, rakkess, rbac-lookup, rbac-tool, rbac-view, resource-capacity, resource-versions, rolesum, score, secretdata, service-tree, show-all, sick-pods, slice, sort-manifests, split-yaml, status, stern, tail, topology, tree, unused-volumes, usage, view-allocations, view-cert, view-quotas, view-secret, view-utilization, view-webhook, viewnode, virt version, who-can, argo rollouts get|list|status|lint|version|dashboard|completion, volsync version
    change cert-manager|cm renew|approve|deny|create|upgrade|experimental, change-ns, cnpg promote|restart|reload|maintenance|fencing|hibernate|backup|publication|subscription|snapshot|certificate|install|pgadmin4|pgbench|fio, directpv, edit-secret, edit-status, gadget deploy|run, hns create|set|config, karmada, kots, konfig import|merge, ktunnel, kuttl test, linkerd, minio init|proxy|tenant, modify-secret, operator install|upgrade|catalog, pv-migrate, rename-pvc, restart, rook-ceph, schemahero, vela, virt start|restart|pause|unpause|migrate|addvolume|image-upload|expose|create, argo rollouts abort|create|pause|promote|restart|retry|set|undo|terminate, volsync
    destroy cnpg destroy, evict, evict-pod, gadget undeploy, hns delete, kill, minio delete, nuke, operator uninstall, prune-unused, reap, argo rollouts delete, virt stop|removevolume|soft-reboot
    open capture, cnpg psql, debug-shell, dtrace, exec-as, exec-cronjob, iexec, ingress-nginx exec|ssh, ksniff, node-shell, node-ssh, nsenter, pexec, plogin, pod-shell, shell, sniff, spawn, ssh-jump, trace, virt ssh|console|vnc|scp|port-forward|guestfs`,
  values,
  place,
  otherwise: 'unknown',
  pflag: true,
  unless: ({ operation, kind, words }) => {
    if (kind === 'unknown')
      return { kind, note: 'Holdpoint does not know this verb: it may be a plugin, which is any program.' };
    return /^(?:ctx|ns)$/.test(operation) && words.length > 0
      ? { kind: 'change', note: 'Changes where kubectl acts.' }
      : undefined;
  },
});
