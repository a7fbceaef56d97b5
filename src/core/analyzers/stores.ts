/**
 * Key-value stores, secrets and message brokers.
 *
 * Handles `vault kv put secret/app k=v`, `vault -namespace=admin secrets disable kv/`, `bao`, `consul kv delete`,
 * `etcdctl del / --prefix`, `rabbitmqctl delete_vhost`, `rabbitmqadmin delete queue name=jobs`, `nats stream purge`,
 * `rpk topic delete`.
 *
 * https://developer.hashicorp.com/vault/docs/commands https://developer.hashicorp.com/consul/commands
 * https://etcd.io/docs/latest/dev-guide/interacting_v3/ https://www.rabbitmq.com/docs/man/rabbitmqctl.8
 * https://docs.nats.io/using-nats/nats-tools/nats_cli https://docs.redpanda.com/current/reference/rpk/
 */
import type { Analyzer } from './analyzer.ts';
import { tabled } from './table.ts';

/** What is written is nobody's to repeat: of several words only the first says where. */
const discreet = (analyzer: Analyzer): Analyzer => ({
  ...analyzer,
  analyze: (run, call) =>
    analyzer
      .analyze(run, call)
      .map((effect) =>
        effect.kind !== 'change' || effect.target === undefined
          ? effect
          : { ...effect, target: effect.target.split(' ', 1)[0] ?? '' },
      ),
});

const vaultTable = {
  commands: `
    read    read, list, status, version, version-history, path-help, monitor, debug, events subscribe, print token, print
    read    kv get, kv list, kv metadata get, kv metadata, secrets list, policy list, policy read, policy fmt, policies
    read    token lookup, token capabilities, auth list, auth help, audit list, lease lookup, namespace list, namespace lookup
    read    operator members, operator key-status, operator usage, operator diagnose, operator utilization, operator raft list-peers
    read    operator raft snapshot save, operator raft snapshot inspect, operator raft autopilot get-config, operator raft autopilot state
    read    plugin list, plugin info, pki health-check, pki list-intermediates, pki verify-sign, plugin runtime list, plugin runtime info
    local   server, agent, proxy, agent generate-config
    change  write, patch, unwrap, login, kv put, kv patch, kv undelete, kv rollback, kv enable-versioning, kv metadata put, kv metadata patch
    change  secrets enable, secrets tune, secrets move, policy write, token create, token renew, auth enable, auth tune, auth move, audit enable
    change  lease renew, namespace create, namespace patch, namespace unlock, plugin register, plugin reload, plugin runtime register, plugin init
    change  operator init, operator unseal, operator seal, operator step-down, operator rekey, operator rotate, operator rotate-keys, operator migrate, operator generate-root
    change  operator raft join, operator raft autopilot set-config, operator import, transit import, transit import-version, transform import
    change  transform import-version, pki issue, pki reissue, hcp connect, hcp disconnect
    destroy delete, kv delete, kv destroy, kv metadata delete, secrets disable, policy delete, token revoke, auth disable, audit disable
    destroy lease revoke, namespace delete, namespace lock, plugin deregister, plugin runtime deregister, operator raft remove-peer, operator raft snapshot restore
    open    ssh`,
  values:
    '-address --address -agent-address -namespace --namespace -ns -ca-cert -ca-path -client-cert -client-key -tls-server-name -header -mfa -wrap-ttl -format --format -field --field -mount --mount -version -versions --versions -path -method -policy -ttl -type -id -accessor -max-versions -cas -description -options -default-lease-ttl -max-lease-ttl -period -role -display-name -explicit-max-ttl -use-limit -metadata -custom-metadata -key-shares -key-threshold -log-level -config',
  oneDash: true,
  place: [
    ['address', '-address --address', 'VAULT_ADDR BAO_ADDR'],
    ['namespace', '-namespace --namespace -ns', 'VAULT_NAMESPACE BAO_NAMESPACE'],
  ],
  notes: {
    'secrets disable': 'Every secret under this path goes.',
    'operator raft snapshot restore': 'It replaces everything the cluster holds.',
  },
} as const;

export const vault = discreet(tabled({ programs: ['vault'], ...vaultTable }));
export const bao = discreet(tabled({ programs: ['bao'], ...vaultTable }));

export const consul = discreet(
  tabled({
    programs: ['consul'],
    commands: `
    read    members, info, rtt, validate, version, monitor, debug, watch, catalog datacenters, catalog nodes, catalog services, kv get, kv export
    read    acl token|policy|role|auth-method|binding-rule list|read, config list, config read, connect ca get-config, connect redirect-traffic
    read    intention check, intention get, intention list, intention match, namespace list, namespace read, partition list, partition read
    read    peering list, peering read, peering exported-services, snapshot save, snapshot inspect, snapshot decode, operator raft list-peers
    read    operator autopilot get-config, operator autopilot state, operator usage instances, operator area list, operator area members
    read    troubleshoot proxy, troubleshoot upstreams, troubleshoot ports, resource list, resource read, services exported-services, services imported-services
    local   agent, tls, tls ca create, tls cert create, keygen
    change  join, kv put, kv import, acl bootstrap, acl set-agent-token, acl token|policy|role|auth-method|binding-rule create|update|clone
    change  config write, connect ca set-config, connect proxy, connect envoy, connect expose, intention create, lock, login, logout, maint, event, reload
    change  services register, services export, namespace create, namespace update, namespace write, partition create, partition update, partition write
    change  peering establish, peering generate-token, operator autopilot set-config, operator raft transfer-leader, operator area create, operator area join, operator area update
    change  keyring, resource apply
    destroy kv delete, acl token|policy|role|auth-method|binding-rule delete, config delete, intention delete, snapshot restore, leave, force-leave
    destroy services deregister, namespace delete, partition delete, peering delete, operator raft remove-peer, operator area delete, resource delete
    open    exec`,
    values:
      '-http-addr --http-addr -token --token -token-file -datacenter -dc -namespace -ns -partition -ca-file -ca-path -client-cert -client-key -tls-server-name -id -name -description -policy-name -rules -service -kind -passing -http-port -type -filter -format',
    oneDash: true,
    place: [
      ['address', '-http-addr --http-addr', 'CONSUL_HTTP_ADDR'],
      ['datacenter', '-datacenter -dc', ''],
    ],
  }),
);

export const etcd = discreet(
  tabled({
    programs: ['etcdctl'],
    commands: `
    read    get, watch, version, endpoint health, endpoint status, endpoint hashkv, member list, lease list, lease timetolive, role get, role list
    read    user get, user list, alarm list, snapshot status, snapshot save, auth status, ls, cluster-health, completion
    change  put, txn, compaction, defrag, lease grant, lease keep-alive, member add, member update, member promote, user add, user passwd
    change  user grant-role, user revoke-role, role add, role grant-permission, role revoke-permission, auth enable, auth disable, alarm disarm
    change  lock, elect, move-leader, make-mirror, check perf, check datascale, set, mk, mkdir, setdir, update, updatedir, downgrade enable, downgrade cancel, downgrade validate
    destroy del, rm, rmdir, lease revoke, member remove, user delete, role delete, snapshot restore`,
    values:
      '--endpoints --cacert --cert --key --user --password --command-timeout --dial-timeout --keepalive-time --keepalive-timeout --discovery-srv --discovery-srv-name -w --write-out --limit --sort-by --order --rev --lease --data-dir --peer-urls --name --initial-cluster',
    place: [['endpoints', '--endpoints', 'ETCDCTL_ENDPOINTS']],
  }),
);

export const rabbitmqctl = discreet(
  tabled({
    programs: ['rabbitmqctl'],
    commands: `
    read    help, version, status, cluster_status, ping, report, environment, schema_info, node_health_check, list_commands, await_startup, await_online_nodes
    read    list_users, list_vhosts, list_queues, list_exchanges, list_bindings, list_connections, list_channels, list_consumers, list_permissions
    read    list_topic_permissions, list_user_permissions, list_user_topic_permissions, list_user_limits, list_policies, list_operator_policies, list_parameters
    read    list_global_parameters, list_vhost_limits, list_hashes, list_ciphers, list_feature_flags, list_deprecated_features, list_unresponsive_queues, list_stream_consumers
    read    list_node_auth_attempt_stats, export_definitions, authenticate_user, hash_password, decode, encode, wait, trace_off
    change  add_user, add_vhost, change_password, set_permissions, set_topic_permissions, set_user_tags, set_policy, set_operator_policy, set_parameter, set_global_parameter
    change  set_vhost_limits, set_vhost_tags, set_user_limits, set_cluster_name, set_log_level, set_disk_free_limit, set_vm_memory_high_watermark, import_definitions
    change  enable_feature_flag, rename_cluster_node, join_cluster, update_cluster_nodes, force_boot, start_app, stop_app, restart_vhost, sync_queue, cancel_sync_queue
    change  close_connection, close_all_connections, close_all_user_connections, suspend_listener, resume_all_listeners, suspend_all_listeners, trace_on, force_gc, rotate_logs, add_member, reconcile_vhosts
    change  activate_free_disk_space_monitoring, deactivate_free_disk_space_monitoring, set_default_queue_type, update_vhost_metadata, transfer_leadership
    destroy delete_user~, delete_vhost~, delete_queue~, delete_member~, clear_password~, clear_permissions~, clear_topic_permissions~, clear_policy~, clear_operator_policy~
    destroy clear_parameter~, clear_global_parameter~, clear_vhost_limits~, clear_user_limits~, purge_queue~, reset~, force_reset~, forget_cluster_node~
    destroy stop~, shutdown~, force_standalone_khepri_boot, force_checkpoint
    open    eval, eval_file, exec, remote_shell`,
    values: '-n --node -t --timeout -p --vhost --formatter --printer --namespace --erlang-cookie',
    switches: '-l --longnames -q --quiet --silent -s',
    dry: /^--dry-run$/,
    place: [
      ['node', '-n --node', 'RABBITMQ_NODENAME'],
      ['vhost', '-p --vhost', ''],
    ],
  }),
);

export const rabbitmqDiagnostics = tabled({
  programs: ['rabbitmq-diagnostics'],
  commands: 'read ping',
  otherwise: 'read',
});

export const rabbitmqQueues = tabled({
  programs: ['rabbitmq-queues', 'rabbitmq-streams', 'rabbitmq-upgrade', 'rabbitmq-plugins'],
  commands: `
    read    list, is_enabled, directories, quorum_status, check_if_node_is_quorum_critical, check_if_node_is_mirror_sync_critical, stream_status, peek, help, version
    change  enable, disable, set, grow, rebalance, add_member, add_replica, drain, revive, post_upgrade, await_online_quorum_plus_one
    destroy shrink, delete_member, delete_replica, reclaim_quorum_memory`,
  values: '-n --node -t --timeout -p --vhost',
});

export const rabbitmqadmin = tabled({
  programs: ['rabbitmqadmin'],
  commands: `
    read    list, show, export, help, definitions export, definitions export_from_vhost, health_check, queues list, queues show, exchanges list, vhosts list
    read    users list, connections list, channels list, nodes list, bindings list, policies list, permissions list, overview
    change  declare, publish, import, close, get, get messages, definitions import, definitions import_into_vhost, rebalance, queues declare, exchanges declare, vhosts declare, users declare, feature_flags enable
    destroy delete, purge, queues delete, queues purge, exchanges delete, vhosts delete, users delete, policies delete`,
  values:
    '-H --host -P --port -V --vhost -u --username -p --password -c --config -N --node -U --base-uri --path-prefix -f --format -d --depth',
  place: [
    ['host', '-H --host', ''],
    ['vhost', '-V --vhost', ''],
  ],
});

const stream = 'stream|str|st|s';
const consumer = 'consumer|con|obs|c';
const object = 'object|obj|objects';

export const nats = tabled({
  programs: [],
  aliases: ['nats'],
  commands: `
    read    ${stream} ls|list|info|nfo|i|state|report|find|query|view|get|graph|subjects|backup|gaps|events, ${consumer} ls|list|info|nfo|report|graph|find|query
    read    kv ls|list|get|history|info|status|view|watch, ${object} ls|list|info|show|get|watch, bucket list|ls|info, server|srv|sys list|ls|info|i|ping|report|check|watch|graph|gaps|mapping|account
    read    account|a info|nfo|report|statistics|backup|tls, context|ctx ls|list|info|show|validate|previous, sub|subscribe, rtt, errors|error, events|event, top, schema, cheat, traffic, graph, trace, service|micro ls|list|info|stats|ping
    local   server|srv|sys passwd, server|srv|sys generate, server|srv|sys run, auth
    change  pub|publish|put, req|request, reply, bench, latency, ${stream} add|create|new|edit|update|copy|cp|restore|cluster, ${consumer} add|create|new|edit|next|sub|pause|resume|copy|cp|unpin|cluster|reset
    change  kv add|new|put|create|update|revert|upgrade|restore|edit, ${object} add|put|create|new|edit, server|srv|sys request|req|raft|cluster|config|stream-check, account|a restore, context|ctx add|create|save|select|switch|set|use|edit|copy|cp, service|micro serve
    destroy ${stream} rm|delete|del|purge|rmm|seal, ${consumer} rm|delete|del, kv del|rm|delete|purge|compact|nuke, ${object} del|rm|delete|purge|nuke|seal, bucket delete|rm|del|purge, account|a delete|rm|purge, context|ctx rm|delete|del, server|srv|sys raft peer-remove`,
  values:
    '-s --server --context --user --password --creds --nkey --tlscert --tlskey --tlsca --timeout --js-domain --js-api-prefix --inbox-prefix --connection-name --token',
  switches: '--trace --force -f',
  place: [
    ['server', '-s --server', 'NATS_URL'],
    ['context', '--context', 'NATS_CONTEXT'],
  ],
});

export const rpk = tabled({
  programs: ['rpk'],
  commands: `
    read    topic list|ls, topic describe, topic consume, topic describe-storage, topic analyze, group list|ls, group describe, cluster info, cluster health, cluster metadata, cluster logdirs, cluster config get, cluster config export, cluster config status, cluster config lint
    read    acl list, acl user list, security acl list, security user list, profile list, profile current, profile print, version, registry schema list, registry schema get, cloud cluster list, cluster maintenance status, cluster partitions list, redpanda admin brokers list, transform list, transform logs
    local   container start, container status, container stop, container list, profile create, profile use, plugin list, debug bundle, generate
    change  topic create, topic produce, topic alter-config, topic add-partitions, group seek, cluster config set, cluster config import, cluster config edit, cluster maintenance enable, cluster maintenance disable, cluster partitions move, cluster partitions balance, acl create, acl user create, security acl create, security user create, security user update, registry schema create, transform deploy, connect run, cloud login
    destroy topic delete, topic trim-prefix, group delete, group offset-delete, cluster storage restore, acl delete, acl user delete, security acl delete, security user delete, registry schema delete, registry subject delete, cloud cluster delete, container purge, transform delete, redpanda admin brokers decommission`,
  values:
    '-X --brokers --config --profile --user --password --sasl-mechanism -n --num -o --offset -f --format -p --partitions -r --replicas -c --topic-config',
  place: [['brokers', '--brokers', 'RPK_BROKERS REDPANDA_BROKERS']],
});
