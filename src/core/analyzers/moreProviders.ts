/**
 * Clouds and machine rooms that put nouns before verbs: OpenStack, Yandex, IONOS, UpCloud, Vultr, Civo, Exoscale, OVH,
 * Equinix, STACKIT, vSphere; and what runs machines on a host: libvirt, LXD and Incus, Proxmox, Juju, MAAS, VirtualBox.
 * https://docs.openstack.org/python-openstackclient/latest/cli/ https://yandex.cloud/docs/cli/ https://docs.ionos.com/cli-ionosctl
 * https://upcloudltd.github.io/upcloud-cli/ https://github.com/vultr/vultr-cli https://www.civo.com/docs/overview/civo-cli
 * https://community.exoscale.com/tools/command-line-interface/ https://github.com/ovh/ovhcloud-cli https://github.com/vmware/govmomi/blob/main/govc/USAGE.md
 * https://libvirt.org/manpages/virsh.html https://documentation.ubuntu.com/lxd/latest/reference/manpages/ https://pve.proxmox.com/pve-docs/qm.1.html
 * https://documentation.ubuntu.com/juju/latest/reference/juju-cli/ https://www.virtualbox.org/manual/topics/vboxmanage.html
 *
 * Handles `openstack server delete web`, `yc compute instance delete web`, `ionosctl server delete`, `upctl server stop`,
 * `vultr-cli instance delete 1`, `civo kubernetes remove k`, `exo compute instance delete web`, `govc vm.destroy web`,
 * `virsh undefine db --remove-all-storage`, `lxc delete web -f`, `qm destroy 101`, `pct stop 102`, `juju destroy-model m`.
 */
import type { Analyzer } from './analyzer.ts';
import { type Found, tabled, type Verdict } from './table.ts';
import { lastPartDecides, usualVerbs } from './usualVerbs.ts';

const openstack = tabled({
  programs: ['openstack'],
  commands: `
    read help, complete, token issue, catalog list|show, configuration show, versions show, console log show, console url show, limits show, usage show, quota show, command list, extension list, module list, object save, image save, container save
    destroy token revoke, stack delete, server dump create
    open server ssh`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '--os-cloud --os-region-name --os-project-name --os-auth-url --os-username --os-password --os-token --os-interface -f --format -c --column --image --flavor --network --key-name --name --project --limit --sort --status --host --volume --size --property --user --domain',
  place: [
    ['cloud', '--os-cloud', 'OS_CLOUD'],
    ['region', '--os-region-name', 'OS_REGION_NAME'],
  ],
});

const yandex = tabled({
  programs: ['yc'],
  commands: `
    read help, version, config list|get, config profile list|get, iam create-token, iam whoami, components, operation list|get, logging read
    local init, components update|restart
    change config set|unset, config profile create|activate|update, managed-kubernetes|k8s cluster get-credentials
    destroy config profile delete
    open compute ssh, serverless function shell`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '--profile --cloud-id --folder-id --folder-name --token --impersonate-service-account-id --format --name --id --zone --endpoint --jq',
  place: [
    ['profile', '--profile'],
    ['folder', '--folder-id --folder-name'],
  ],
});

interface Cloud {
  readonly programs: readonly string[];
  readonly aliases?: readonly string[];
  readonly commands?: string;
  readonly values?: string;
}

/** Clouds of the same make. */
const clouds: readonly Cloud[] = [
  {
    programs: ['ionosctl'],
    commands: 'read k8s kubeconfig get',
    values: '--datacenter-id --server-id -i --k8s-cluster-id',
  },
  {
    programs: ['upctl'],
    commands: 'read account show|permissions|billing, zone list, kubernetes config',
    values: '--zone --client-timeout',
  },
  {
    programs: ['vultr-cli'],
    commands: 'read account, regions, plans, os list, apps list, kubernetes config',
    values: '--host --region --plan',
  },
  {
    programs: ['civo'],
    commands:
      'read kubernetes config, quota, region ls, apikey ls\n change apikey use|current, region use|current\n local apikey save, update',
    values: '--region --size --nodes',
  },
  {
    programs: [],
    aliases: ['exo'],
    commands: 'read status, limits, output\n change config set',
    values: '-z --zone -A --use-account -C',
  },
  { programs: ['ovhcloud', 'ovhai'], commands: 'read account get, me', values: '--cloud-project --region' },
  {
    programs: ['stackit'],
    commands: 'read project list\n change config set|unset, config profile set',
    values: '--project-id --region',
  },
  { programs: [], aliases: ['metal'], commands: 'read env, docs', values: '--project-id --metro --plan --facility' },
  {
    programs: ['gscloud'],
    commands: 'read kubernetes cluster exec-credential\n local make-config',
    values: '--account',
  },
  {
    programs: ['cherryctl'],
    aliases: ['latitude', 'phoenixnap', 'kamaterium', 'elastx', 'cloudscale'],
    values: '--region',
  },
  { programs: ['ecctl'], commands: 'read auth key list, platform info', values: '--region --host' },
];

const named = clouds.map(({ programs, aliases, commands = '', values = '' }) =>
  tabled({
    programs,
    ...(aliases === undefined ? {} : { aliases }),
    commands: `${commands}
      read help, version, completion, whoami
      local login, logout, init, setup, configure, config, auth`,
    nouns: '*',
    verbs: usualVerbs,
    values: `${values} -o --output -c --config --token --api-key -t --format --name --id -p --profile --query`,
    switches: '-y --yes -f --force --wait',
  }),
);

/** `vm.destroy`: noun and verb in one word. */
const dotted = ({ operation, words: [command] }: Found): Verdict | undefined => {
  if (operation !== 'run') return undefined;
  if (command?.known !== true) return { kind: 'unknown', note: 'Which command runs is known only when it runs.' };
  if (/\.(?:destroy|rm|remove|delete|unregister|disk\.remove|revert|evict|disconnect|unset)$/.test(command.value))
    return { kind: 'destroy' };
  return /\.(?:info|ls|list|find|get|events|tree|ip|usage|query|cat|tail|download|mem|version|cpuinfo|layout|history|summary|logs|validate|export|console|target)$|^(?:about|ls|find|events|tree|env|logs|version|help|metric\..*|tasks|object\.(?:collect|save)|import\.spec)$/.test(
    command.value,
  )
    ? { kind: 'read' }
    : { kind: /^[a-z]\w*\./.test(command.value) ? 'change' : 'unknown' };
};

const govc = tabled({
  programs: ['govc'],
  commands: 'read about, env, ls, find, events, tree, version, help',
  otherwise: 'unknown',
  values: '-u -k -dc -ds -vm -host -cluster -folder -pool -net -cert -key -persist-session -tls-ca-certs',
  oneDash: true,
  unless: dotted,
});

const gone = 'Its disk may go with it.';

const virsh = tabled({
  programs: ['virsh', 'virt-install', 'virt-clone'],
  commands: `
    read list, dominfo, domstate, dumpxml, domblklist, domifaddr, domiflist, domstats, net-list, net-info, net-dumpxml, net-dhcp-leases, pool-list, pool-info, pool-dumpxml, vol-list, vol-info, vol-dumpxml, vol-path, snapshot-list, snapshot-info, snapshot-dumpxml, snapshot-current, nodeinfo, capabilities, version, uri, hostname, help, sysinfo, vcpuinfo, vcpucount, domid, domuuid, domname, domtime, nodedev-list, iface-list, secret-list, checkpoint-list, domjobinfo, domblkinfo, domblkstat, screenshot, domdisplay, vncdisplay, domxml-to-native, cpu-stats, event
    change start, shutdown, reboot, reset, suspend, resume, save, restore, define, create, autostart, edit, migrate, setvcpus, setmem, setmaxmem, attach-disk, attach-interface, attach-device, detach-disk, detach-interface, detach-device, update-device, change-media, snapshot-create, snapshot-create-as, snapshot-edit, net-start, net-define, net-create, net-autostart, net-edit, net-update, pool-start, pool-define, pool-define-as, pool-create, pool-create-as, pool-build, pool-autostart, pool-refresh, vol-create, vol-create-as, vol-clone, vol-resize, vol-upload, blockcommit, blockpull, blockcopy, blockresize, managedsave, domrename, qemu-monitor-command, set-user-password, domfsfreeze, domfsthaw, desc, inject-nmi, send-key, domif-setlink, memtune, schedinfo
    destroy destroy, undefine, net-destroy, net-undefine, pool-destroy, pool-delete, pool-undefine, vol-delete, vol-wipe, snapshot-delete, snapshot-revert, managedsave-remove, checkpoint-delete, domblkerror
    open console, ttyconsole, qemu-agent-command`,
  bare: 'open',
  otherwise: 'change',
  values: '-c --connect -d --debug -l --log --domain --pool --file --size',
  place: [['connection', '-c --connect', 'LIBVIRT_DEFAULT_URI']],
});

const lxd = tabled({
  programs: [],
  aliases: ['lxc', 'incus'],
  commands: `
    read list|ls, info, config show|get, config trust list, config metadata show, config device list|show|get, image list|info|show|get-property, network list|show|info|get|list-leases, profile list|show|get, storage list|show|info|get, storage volume|bucket list|show|info|get, project list|show|info, cluster list|show|info, remote list|get-default, operation list|show, snapshot list|show, warning list|show, monitor, query, version, help, alias list, top, webui
    local remote add|set-url|rename, alias, file pull, export, image export, wait
    change launch, init|create, start, stop, restart, pause, resume, freeze, unfreeze, copy|cp, move|mv, rename, publish, restore, snapshot, snapshot create|rename|restore, rebuild, import, config set|edit|unset, config device add|set|override|unset, config trust add|edit, file push|edit|create|mount, image copy|import|alias|refresh|edit|set-property, network create|set|edit|attach|detach|attach-profile|rename|acl|forward|zone|peer|load-balancer, profile create|add|assign|apply|set|edit|copy|rename|device, storage create|set|edit, storage volume create|attach|detach|copy|move|set|snapshot|restore|import|edit, storage bucket create|edit|set|key, project create|set|edit|rename, project switch, remote switch, cluster enable|join|add|evacuate|restore|rename|edit|group|role|set, admin, auth, manpage
    destroy delete|rm, image delete|rm, network delete|rm, profile delete|rm|remove, storage delete|rm, storage volume|bucket delete|rm, project delete|rm, cluster remove|rm|revoke-token, config trust remove|rm, config device remove|rm, snapshot delete|rm, operation delete|rm, remote remove|rm, file delete|rm, warning delete
    open exec, console, shell`,
  values: '--project -n --network -p --profile -s --storage -t --type -c --config -d --device --target -f --format',
  notes: { delete: gone },
});

const proxmox = tabled({
  programs: [],
  aliases: ['qm', 'pct'],
  commands: `
    read list, status, config, pending, listsnapshot, showcmd, help, guest cmd, cpusets, df, agent, vncproxy, cloudinit dump|pending
    change start, stop, shutdown, reboot, reset, suspend, resume, create, clone, set, migrate, remote-migrate, snapshot, resize, move-disk, move_disk, move-volume, template, importdisk, importovf, restore, unlock, sendkey, nbdstop, rescan, disk import|move|resize|rescan, cloudinit update, guest passwd, cleanup, fstrim, mount, unmount, push, mtunnel, wait
    destroy destroy, delsnapshot, rollback, disk unlink, unlink
    open monitor, terminal, enter, console, exec, guest exec
    local pull`,
  notes: { destroy: gone },
});

const pvesh = tabled({
  programs: ['pvesh'],
  commands: 'read get, ls, usage, help\n change create, set\n destroy delete',
});

const juju = tabled({
  programs: [],
  aliases: ['juju'],
  commands: `
    read status, models, controllers, clouds, machines, find, info, debug-log, help, version, whoami, users, secrets, storage, spaces, subnets, regions, credentials, actions, operations, constraints, config, model-config, diff-bundle, export-bundle, offers, resources
    local download, login, logout, register, switch
    change deploy, bootstrap, add-unit, add-machine, add-model, add-user, add-cloud, add-credential, add-relation, integrate, relate, refresh, upgrade-charm, upgrade-model, upgrade-controller, expose, scale-application, resolve, resolved, grant, enable-ha, run, migrate, offer, consume, set-constraints, attach-storage, attach-resource, update-cloud, update-credential, trust, bind, resume-relation, suspend-relation, retry-provisioning, sync-agent-binaries, add-secret, update-secret, grant-secret, create-backup, enable-command, disable-command, enable-user, add-ssh-key, add-space, add-storage, create-storage-pool, import-filesystem, model-default, cancel-task
    destroy destroy-model, destroy-controller, kill-controller, remove-application, remove-unit, remove-machine, remove-relation, remove-cloud, remove-credential, remove-user, remove-offer, remove-storage, remove-saas, remove-secret, remove-ssh-key, remove-space, unexpose, revoke, detach-storage, unregister, disable-user, revoke-secret, remove-storage-pool
    open ssh, exec, scp, debug-hooks, debug-code, dashboard`,
  otherwise: 'unknown',
  values: '-m --model -c --controller -n --num-units --to --channel --config --constraints --format',
  unless: lastPartDecides,
  place: [['model', '-m --model', 'JUJU_MODEL']],
});

const vbox = tabled({
  programs: ['vboxmanage'],
  commands: `
    local list, showvminfo, showmediuminfo, startvm, controlvm, createvm, modifyvm, registervm, clonevm, import, export, snapshot, hostonlyif, natnetwork, dhcpserver, sharedfolder, guestproperty, guestcontrol, setproperty, getextradata, setextradata, storagectl, storageattach, createmedium, modifymedium, clonemedium, metrics, extpack, debugvm, movevm, usbfilter, bandwidthctl, adoptstate, encryptvm, cloud, mediumproperty, convertfromraw, updatecheck, hostinfo, mediumio, unattended
    destroy unregistervm, closemedium, discardstate`,
  otherwise: 'local',
  unless: ({ operation, words }) =>
    operation === 'snapshot' && /^(?:delete|restore|restorecurrent)$/.test(words[1]?.value ?? '')
      ? { kind: 'destroy' }
      : undefined,
  notes: { unregistervm: gone },
});

export const moreProviderTools: readonly Analyzer[] = [
  openstack,
  yandex,
  ...named,
  govc,
  virsh,
  lxd,
  proxmox,
  pvesh,
  juju,
  vbox,
];
