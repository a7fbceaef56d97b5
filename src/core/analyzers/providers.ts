/**
 * Clouds whose commands are nouns with a verb behind them: DigitalOcean, Hetzner, Linode, Oracle, IBM, Scaleway, Alibaba,
 * Tencent, and Cloud Foundry beside them. https://docs.digitalocean.com/reference/doctl/reference/ https://github.com/hetznercloud/cli
 * https://techdocs.akamai.com/cloud-computing/docs/cli https://docs.oracle.com/iaas/tools/oci-cli/latest/
 * https://cloud.ibm.com/docs/cli https://cli.scaleway.com https://cli.cloudfoundry.org/en-US/v8/
 *
 * Handles `doctl compute droplet delete web -f`, `doctl kubernetes cluster kubeconfig save`, `hcloud server delete web`,
 * `linode-cli linodes delete 1`, `oci compute instance terminate --instance-id i`, `ibmcloud ks cluster rm`, `scw instance
 * server terminate 1`, `cf delete web -f`, `cf push`.
 */
import type { Analyzer } from './analyzer.ts';
import { has, tabled } from './table.ts';

const doctl = tabled({
  programs: ['doctl'],
  commands: `
    read version, help, completion, account get|ratelimit, balance get, auth list|ls, invoice list|get|summary|csv|pdf, billing-history list, projects resources list|get, kubernetes|k8s|k cluster|c get-upgrades, kubernetes|k8s|k cluster|c kubeconfig|kubecfg show, kubernetes|k8s|k options, registry|reg options|docker-config|get, databases|db connection, apps logs, apps list-regions, apps tier, apps spec get|validate, serverless|sls list|status|functions list|get, compute ssh-key list|get, monitoring alert list|get
    change auth init|switch|remove, kubernetes|k8s|k cluster|c kubeconfig|kubecfg save|remove, registry|reg login|logout|create, apps create-deployment, serverless|sls deploy|connect|install|invoke, serverless|sls functions invoke, compute droplet-action|da, registry|reg garbage-collection|gc start
    local apps dev build, serverless|sls init, apps propose
    read compute droplet-action|da get
    destroy registry|reg delete, compute cdn flush
    open compute ssh, apps console, compute droplet console`,
  nouns:
    'account apps app a balance compute databases database db d kubernetes kube k8s k monitoring projects project registry registries reg r serverless sbx 1-click vpcs vpc uptime genai gradient spaces network security nfs dedicated-inference vector-databases byoip-prefix',
  verbs: `
    read list|ls|get|g|show|neighbors|snapshots|backups|kernels|actions|logs|validate|validate-name|metrics|wait|list-*|get-*|status
    change create|c|update|u|add|add-*|attach|detach|assign|unassign|set|set-*|resize|restore|rebuild|reboot|power-*|shutdown|snapshot|enable|disable|enable-*|disable-*|migrate|rename|replace|replicate|upgrade|import|run|start|cancel|approve|promote|reset|rotate|fork|save|append|restart|transfer|recycle|tag|untag|apply|install|change-*|cancel-*|rollback
    destroy delete|d|rm|del|remove|remove-*|delete-*|untag|flush|recycle|destroy`,
  values:
    '-t --access-token -u --api-url -c --config --context -o --output --http-retry-max --format --region --size --image --ssh-keys --tag-name --tag-names --spec --name --count --project-id --droplet-id --droplet-ids',
  switches: '--trace --interactive -f --force --wait',
  place: [['context', '--context', 'DIGITALOCEAN_CONTEXT']],
});

const hcloud = tabled({
  programs: ['hcloud'],
  commands: `
    read version, help, completion, context list|active, all list, config get|list, server ip, server request-console, server metrics
    change context create|use|rename|unset, config set|unset|add|remove, firewall replace-rules|add-rule|apply-to-resource
    destroy context delete, server disable-backup, firewall delete-rule, firewall remove-from-resource
    open server ssh`,
  nouns:
    'server server-type image iso location datacenter network firewall floating-ip primary-ip load-balancer load-balancer-type volume certificate placement-group ssh-key storage-box storage-box-type zone all',
  verbs: `
    read list|describe|export-zonefile|folders
    change create|update|add-*|attach|attach-*|detach|detach-*|assign|unassign|enable-*|disable-*|change-*|set-*|poweron|poweroff|reboot|shutdown|reset|reset-*|rebuild|create-image|expose-routes|resize|import-zonefile|retry|rollback-snapshot|update-*|label|add-label
    destroy delete|remove-*|delete-*`,
  values:
    '--context --config --endpoint --poll-interval --log-file -o --output -l --selector --name --type --image --location --datacenter --ssh-key --server --network',
  switches: '--no-experimental-warnings --no-header',
  place: [['context', '--context', 'HCLOUD_CONTEXT']],
});

const linode = tabled({
  programs: ['linode-cli'],
  commands: `
    read regions, regions list, account view, profile view, show-users, completion, help, commands, env-vars, plugins, obj ls|la|du|info|signurl, version
    change configure, set-user, get-kubeconfig, obj cp|put|mb|mv|setacl|ws-create|accelerate, image-upload, metadata, register-plugin
    read obj get
    destroy remove-user, obj rb|del|rm|rmbucket|ws-delete, remove-plugin
    open ssh`,
  nouns:
    'account betas child-account databases domains events firewalls images linodes lke lke-cluster locks longview maintenance managed monitor networking nodebalancers object-storage payment-methods phone placement profile security-questions service-transfers sshkeys stackscripts tickets tags users volumes vlans vpcs ips ipv6-ranges',
  verbs: `
    read list|ls|view|types|*-list|*-view|get|list-*|view-*|stats|kernels|transfer-view|rules-list|configs-list|disks-list|pools-list|clusters-list|api-endpoints-list|kubeconfig-view|keys-list|backups-list|ips-list|cluster-view|pool-view|disk-view|config-view|records-list|records-view|nodes-list|cluster-nodes|engines|versions-list|mysql-list|postgresql-list
    change create|update|boot|reboot|shutdown|rebuild|resize|clone|migrate|rescue|attach|detach|add|assign|upgrade|mutate|snapshot|enable|disable|cancel|accept|share|import|ip-*|backups-*|set-*|linode-*|cluster-create|cluster-update|pool-create|pool-update|pool-recycle|cluster-*|config-create|config-update|disk-create|disk-update|disk-resize|disk-*|records-create|records-update|rules-update|devices-*|keys-create|keys-update|mysql-*|postgresql-*|transfer-*|pool-*|node-*|records-*|subnet-*
    destroy delete|rm|remove|*-delete|cluster-delete|pool-delete|node-delete|kubeconfig-delete|config-delete|disk-delete|records-delete|record-delete|device-delete|devices-delete|keys-delete|key-delete|delete-*|mysql-delete|postgresql-delete|tag-delete|ip-delete|nodes-delete|service-token-delete|backups-cancel|rule-delete|subnet-delete`,
  values: '--as-user --format --page --page-size --region --type --image --label --root_pass --cluster --target',
  switches:
    '--text --delimiter --pretty --markdown --no-headers --all --all-columns --all-rows --suppress-warnings --no-defaults --no-truncation',
});

const oci = tabled({
  programs: ['oci'],
  commands: `
    read iam region list, os ns get, os object get|head|list|bulk-download|sync-down, session validate, search resource structured-search, help, audit event list, raw-request
    change setup, setup config|keys|repair-file-permissions|autocomplete|oci-cli-rc, session authenticate|refresh|terminate|import|export, os object put|bulk-upload|sync|copy|rename|restore, ce cluster create-kubeconfig, iam user api-key upload
    destroy os object delete|bulk-delete, os object bulk-delete-versions, kms management vault schedule-deletion, kms management key schedule-deletion
    open cloud-shell, bastion session create, interactive`,
  nouns:
    'adm ai analytics announce anomaly-detection api-gateway apm-config apm-control-plane apm-synthetics apm-traces appmgmt-control artifacts audit autoscaling bastion bds blockchain budgets bv capacity-management ce certificates certs-mgmt cloud-guard compute compute-management container-instances dashboard-service data-catalog data-flow data-integration data-labeling-service data-safe data-science database-management database-migration db devops dns dts email em-warehouse events fs fn functions fusion-apps fusion-apps generative-ai goldengate governance-rules-control-plane health-checks iam identity-domains instance-agent integration jms kms lb limits log-analytics logging logging-search management-agent management-dashboard marketplace media-services monitoring mysql network network-firewall network-load-balancer nlb nosql oce oda onesubscription ons operations-insights opsi optimizer organizations os os-management osmh osub-subscription osp-gateway psql queue recovery redis resource-manager resource-search rover sch search secrets service-catalog service-manager-proxy service-mesh speech stack-monitoring streaming support sysman-discovery threat-intelligence usage-api vault visual-builder vision vault vn-monitoring vulnerability-scanning waa waas waf work-requests workrequests zpr',
  verbs: `
    read list|get|head|summarize|summarize-*|list-*|get-*|search|query|validate|validate-*|test|export-zone|download|bulk-download|generate-plan|wait|preview|is-*|check-*|analyze|detect|restore-status
    change create|create-*|update|update-*|put|launch|launch-*|add|add-*|attach|attach-*|change-*|change-compartment|action|enable|enable-*|disable|disable-*|start|stop|restart|reset|reset-*|restore|copy|move|import|import-*|export|export-*|upload|upload-*|bulk-upload|sync|activate|deactivate|rotate|rotate-*|scale|resize|clone|failover|switchover|reinstate|apply|publish|invoke|cancel|cancel-*|register|assign|connect|convert|renew|patch|upgrade|configure|run|execute|submit|approve|reject|set-*|migrate|rename|promote|backup|cancel-deletion|deploy
    destroy delete|delete-*|bulk-delete|terminate|terminate-*|remove|remove-*|detach|detach-*|purge|purge-*|schedule-deletion|schedule-*|deregister|destroy|unassign|abort|revoke|deactivate-*`,
  values:
    '--profile --region --config-file --auth --output --query --compartment-id -c --endpoint --cert-bundle --cli-rc-file --cli-auto-prompt --defaults-file --from-json --display-name --instance-id --bucket-name -bn --name --object-name --namespace --namespace-name -ns --file --http-method --target-uri --request-body --auth-purpose --opc-request-id --opc-client-request-id --proxy --realm-specific-endpoint --connection-timeout --read-timeout --max-retries --action --vcn-id --shape --cluster-id',
  switches: '--debug -d --raw-output --no-retry --force --all --latest-version -? --no-cli-auto-prompt',
  place: [
    ['profile', '--profile', 'OCI_CLI_PROFILE'],
    ['region', '--region', 'OCI_CLI_REGION'],
    ['compartment', '-c --compartment-id'],
  ],
  unless: ({ operation, options }) => {
    if (operation === 'raw-request') {
      const method = options.options.findLast(({ name }) => name === '--http-method')?.value;
      return method !== undefined && /^(?:GET|HEAD)$/i.test(method.value)
        ? { kind: 'read' }
        : { kind: /^DELETE$/i.test(method?.value ?? '') ? 'destroy' : 'unknown' };
    }
    return operation === 'os object sync' && has(options, '--dry-run')
      ? { kind: 'read', note: 'A dry run: nothing is changed.' }
      : operation === 'os object sync' && has(options, '--delete')
        ? { kind: 'destroy', note: 'Whatever the source does not have is deleted.' }
        : undefined;
  },
});

const ibmcloud = tabled({
  programs: ['ibmcloud'],
  commands: `
    read version, help, regions, api, target, resource service-instances, resource groups|group|quotas|quota|service-instance|service-keys|service-key|service-bindings|search, resource tags, account show|list|users|orgs, plugin list|repos|repo-plugins|show, iam users|access-groups|service-ids|api-keys|user-policies|service-policies|roles|oauth-tokens|service-api-keys|authorization-policies, catalog search|service|entry, billing, cr info|images|namespaces|quota|image-list|region|image-inspect|image-digests|namespace-list, ks|oc cluster|worker|worker-pool ls|get, ks|oc clusters|workers|versions|flavors|locations, fn list|action list|get, dev list|view|status, cos buckets|objects|head-object|object-head|bucket-head|config list
    local dev build|run|test|create|get-credentials, cos download, cos object-get
    change login, logout, config, plugin install|update|uninstall|repo-add|repo-remove, update, resource group-create|group-update|service-instance-create|service-instance-update|service-key-create|service-binding-create|tag-attach|tag-detach|reclamation-restore|lock|unlock, iam api-key-create|service-id-create|user-policy-create|access-group-create|service-policy-create|authorization-policy-create|api-key-update|access-group-user-add|access-group-policy-create|service-api-key-create, cr login|namespace-add|build|region-set|image-tag|retention-policy-set|iam-policies-enable, ks|oc cluster create|config|update|addon, ks|oc cluster master update|refresh, ks|oc worker reboot|reload|update|replace, ks|oc worker-pool create|resize|rebalance, dev deploy|enable, cos upload|object-put|bucket-create|object-copy|config, account user-invite|org-create, target-set, cf push, code-engine application create, fn deploy
    destroy resource group-delete|service-instance-delete|service-key-delete|service-binding-delete|reclamation-delete, iam api-key-delete|service-id-delete|user-policy-delete|access-group-delete|service-policy-delete|authorization-policy-delete|access-group-user-remove|service-api-key-delete, cr namespace-rm|image-rm|image-prune-untagged|retention-run, ks|oc cluster rm, ks|oc worker rm, ks|oc worker-pool rm|zone, dev delete, cos bucket-delete|object-delete|objects-delete, account user-remove, fn action delete
    open dev shell|console|ssh, code-engine job exec`,
  nouns:
    'is ce code-engine cdb cdn cis dl dns tg pi power sm secrets-manager kp ks oc cos satellite sat sl schematics toolchain dev cf app service fn wsk event-streams es logging monitoring at hpvs hpcs catalog cd tke pdns enterprise',
  verbs: `
    read list|ls|get|show|view|describe|logs|events|status|info|*-list|*-get|plan|instances|instance|vpcs|vpc|subnets|volumes|images|keys|regions|zones|clusters|target|outputs|output|state
    change create|update|add|set|start|stop|reboot|resize|attach|detach|deploy|submit|resubmit|bind|apply|enable|disable|upgrade|rotate|restore|import|export|instance-create|instance-update|instance-start|instance-stop|*-create|*-update|instance-reboot|vpc-create|subnet-create|volume-create|invoke|run
    destroy delete|rm|remove|destroy|purge|unbind|*-delete|*-rm|*-remove|instance-delete|vpc-delete|subnet-delete|volume-delete|terminate`,
  values:
    '-r --region -g --resource-group -c --account -a --api -u -p --apikey --output -o --cluster --name -n --worker --worker-pool --flavor --bucket --key',
  place: [
    ['region', '-r', 'IBMCLOUD_REGION'],
    ['cluster', '-c --cluster'],
  ],
  unless: ({ operation, options, words }) =>
    operation === 'target' && (words.length > 0 || has(options, '-r', '-g', '-c', '-o', '-s', '--cf'))
      ? { kind: 'change', note: 'Changes where later commands act.' }
      : operation === 'api' && words.length > 0
        ? { kind: 'change' }
        : undefined,
});

const scw = tabled({
  programs: ['scw'],
  commands: `
    read version, help, info, config get|dump|info|profile-list, feedback, k8s kubeconfig get, iam api-key list|get, account project list|get, autocomplete, config profile list
    change init, login, config set|unset|reset|import|migrate, config profile activate|delete|use, k8s kubeconfig install|uninstall, registry login|logout, container deploy, function deploy, object config install, alias
    destroy config destroy, instance server terminate, registry image delete
    open instance server ssh|console, shell`,
  nouns:
    'account apple-silicon audit-trail baremetal billing block cockpit container dedibox dns domain edge-services environmental-footprint fedramp file flexible-ip function iam inference instance interlink iot ipam ipfs jobs k8s key keymanager lb marketplace mnq mongodb nats object product-catalog rdb redis registry s2s-vpn sdb-sql searchdb secret serverless-jobs tem test vpc vpc-gw vpn webhosting datalab datawarehouse kafka partner',
  verbs: `
    read list|get|wait|list-*|get-*|show|access|dump|logs|metrics|check|validate|describe|export|estimate|search
    change create|create-*|update|update-*|add|add-*|attach|attach-*|detach|detach-*|start|stop|reboot|standby|enable|enable-*|disable|disable-*|set|set-*|apply|upgrade|deploy|migrate|restore|clone|import|rename|resize|reset|reset-*|action|backup|generate-*|rotate|sync|reinstall|start-*|stop-*|run|promote|replace|lock|unlock|transfer|protect|unprotect|install
    destroy delete|delete-*|terminate|remove|remove-*|clear|clear-*|purge|destroy|uninstall|prune|revoke`,
  values: '-c --config -o --output -p --profile',
  switches: '-D',
  place: [['profile', '-p --profile', 'SCW_PROFILE']],
});

/** `aliyun ecs DeleteInstance`, `tccli cvm TerminateInstances`: the API's own names. */
const apiVerbs = {
  commands: `
    read help, version, configure list|get, auto-completion, oss ls|stat|cat|du|hash, oss sign
    change configure, configure set|switch|import, configure delete, oss cp|mb|sync|set-acl|mkdir|restore|appendfromfile, auth, oss
    destroy oss rm`,
} as const;

const apiCall: NonNullable<Parameters<typeof tabled>[0]['unless']> = ({ operation, words }) => {
  if (operation !== 'run') return undefined;
  const action = words[1];
  if (action === undefined) return { kind: 'read' };
  if (!action.known) return { kind: 'unknown', note: 'Which operation runs is known only when it runs.' };
  if (/^(?:Describe|List|Get|Query|Check|Search|Inquiry|Inquire|Preview|Validate|Count)[A-Z]/.test(action.value))
    return { kind: 'read' };
  if (
    /^(?:Delete|Terminate|Release|Remove|Destroy|Drop|Purge|Batch(?:Delete|Remove)|Isolate|Clear|Unregister|Uninstall)[A-Z]?/.test(
      action.value,
    )
  )
    return { kind: 'destroy' };
  return /^[A-Z][a-z]+[A-Z]/.test(action.value) ? { kind: 'change' } : { kind: 'unknown' };
};

const aliyun = tabled({
  programs: ['aliyun'],
  ...apiVerbs,
  otherwise: 'unknown',
  values: '-p --profile --region --endpoint --version -m --mode --access-key-id --access-key-secret --language -r',
  place: [
    ['profile', '-p --profile'],
    ['region', '--region --RegionId'],
  ],
  unless: apiCall,
});

const tccli = tabled({
  programs: ['tccli'],
  ...apiVerbs,
  otherwise: 'unknown',
  values: '--profile --region --endpoint --version --output --filter --timeout --secretId --secretKey',
  place: [
    ['profile', '--profile'],
    ['region', '--region'],
  ],
  unless: apiCall,
});

const cloudFoundry = tabled({
  programs: ['cf'],
  commands: `
    read version, help, apps|a, app, logs, events, env|e, services|s, service, marketplace|m, orgs|o, org, spaces, space, domains, routes|r, route, buildpacks, buildpack, stacks, stack, quotas, quota, org-users, space-users, security-groups, security-group, feature-flags, feature-flag, service-keys|sk, service-key, tasks, task, droplets, packages, revisions, revision, app-manifest, oauth-token, isolation-segments, service-brokers, service-access, network-policies, labels, plugins, repo-plugins, list-plugin-repos, running-security-groups, staging-security-groups, running-environment-variable-group|revg, staging-environment-variable-group|sevg, health-check, get-health-check, ssh-enabled, space-ssh-allowed, check-route, router-groups, dashboard
    local create-app-manifest
    change push|p, login|l, logout|lo, auth, passwd|pw, api, target|t, start|st, stop|sp, restart|rs, restage|rg, scale, rename, run-task|rt, terminate-task, create-service|cs, update-service, rename-service, bind-service|bs, unbind-service|us, create-service-key|csk, create-user-provided-service|cups, update-user-provided-service|uups, set-env|se, unset-env, create-org|co, create-space|csp, create-route, map-route, unmap-route, create-domain, create-private-domain, create-shared-domain, share-private-domain, unshare-private-domain, create-user, set-org-role, unset-org-role, set-space-role, unset-space-role, create-quota, update-quota, set-quota, enable-feature-flag, disable-feature-flag, create-security-group, update-security-group, bind-security-group, unbind-security-group, add-network-policy, remove-network-policy, enable-ssh, disable-ssh, allow-space-ssh, disallow-space-ssh, create-buildpack, update-buildpack, install-plugin, uninstall-plugin, add-plugin-repo, remove-plugin-repo, set-label, unset-label, create-app, create-package, stage-package|stage, set-droplet, upload-droplet, rollback, cancel-deployment, continue-deployment, copy-source, restart-app-instance, config, set-health-check, enable-service-access, disable-service-access, create-service-broker, update-service-broker, share-service, unshare-service, bind-route-service|brs, unbind-route-service|urs, apply-manifest, curl, upgrade-service, rename-org, rename-space, move-route, set-running-environment-variable-group|srevg, set-staging-environment-variable-group|ssevg, share-route, unshare-route, update-destination
    destroy delete|d, delete-service|ds, delete-service-key|dsk, delete-org, delete-space, delete-route, delete-orphaned-routes, delete-domain, delete-private-domain, delete-shared-domain, delete-user, delete-quota, delete-org-quota, delete-space-quota, delete-security-group, delete-buildpack, delete-service-broker, delete-isolation-segment, purge-service-instance, purge-service-offering
    open ssh, v3-ssh`,
  values:
    '-o -s -f -b -c -d -i -k -m -n -t -u -p --var --vars-file --strategy --hostname --path --docker-image -a -l -X -H',
  unless: ({ operation, options, words }) => {
    if (/^(?:target|t)$/.test(operation))
      return has(options, '-o', '-s')
        ? { kind: 'change', note: 'Changes where later commands act.' }
        : { kind: 'read' };
    if (operation === 'api') return words.length > 0 || has(options, '--unset') ? { kind: 'change' } : { kind: 'read' };
    if (operation !== 'curl') return undefined;
    const method = options.options.findLast(({ name }) => name === '-X')?.value?.value;
    if (method !== undefined && /^DELETE$/i.test(method)) return { kind: 'destroy' };
    return (method === undefined || /^(?:GET|HEAD)$/i.test(method)) && !has(options, '-d')
      ? { kind: 'read' }
      : { kind: 'change' };
  },
});

/** Clouds beside the three big ones. */
export const providerTools: readonly Analyzer[] = [
  doctl,
  hcloud,
  linode,
  oci,
  ibmcloud,
  scw,
  aliyun,
  tccli,
  cloudFoundry,
];
