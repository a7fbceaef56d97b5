/**
 * Virtual machines on this one, and the container engines that live in them. https://github.com/abiosoft/colima ·
 * https://lima-vm.io/docs/reference/ · https://developer.hashicorp.com/vagrant/docs/cli · https://documentation.ubuntu.com/multipass/latest/ ·
 * https://docs.orbstack.dev/
 *
 * Handles `colima delete`, `limactl delete vm`, `vagrant destroy -f`, `vagrant cloud publish`, `multipass delete vm --purge`,
 * `orb delete vm`.
 *
 * The line: starting, stopping and looking pass, as containers do. Deleting one takes its disk along, and every volume of
 * the engine inside: that is held.
 */
import { tabled } from './table.ts';

const gone = 'Its disk goes with it, and what containers keep in it.';

const colima = tabled({
  programs: [],
  aliases: ['colima'],
  commands: `
    local list|ls, status, version, start, stop, restart, ssh, ssh-config, kubernetes, template, nerdctl, update, completion, help, model, clone
    destroy delete|rm, prune, kubernetes delete, kubernetes reset`,
  values: '-p --profile -c --cpu -m --memory -d --disk -r --runtime -t --vm-type',
  notes: { delete: gone },
});

const lima = tabled({
  programs: ['limactl'],
  commands: `
    local list|ls, info, start, stop, create, shell, copy|cp, edit, validate, show-ssh, snapshot list|create, disk list|ls|create|import|resize|unlock, protect, unprotect, start-at-login, template, tunnel, completion, help, clone, rename, restart, sudoers, usernet, hostagent, network
    destroy delete|remove|rm, factory-reset, prune, snapshot delete|apply, disk delete|remove|rm`,
  values: '--log-level --name --cpus --memory --disk --vm-type',
  notes: { delete: gone },
});

const vagrant = tabled({
  programs: ['vagrant'],
  commands: `
    local status, global-status, up, halt, suspend, resume, reload, provision, ssh, ssh-config, init, validate, version, port, box, box list|add|update|outdated|prune|remove|repackage, plugin, plugin list|install|update|uninstall, snapshot, snapshot list|save|push, package, powershell, rdp, winrm, winrm-config, upload, help, list-commands, autocomplete, rsync, rsync-auto, login, cloud, cloud auth, cloud search, cloud box show, cloud version, cloud provider
    change push, share, connect, cloud publish, cloud box create|update, cloud version create|release|revoke|update, cloud provider create|upload|update
    destroy destroy, snapshot delete|restore|pop, cloud box delete, cloud version delete, cloud provider delete`,
  notes: { destroy: gone },
});

const multipass = tabled({
  programs: ['multipass'],
  commands: `
    local list|ls, info, find, get, set, start, stop, restart, suspend, launch, shell, exec, mount|umount, transfer|copy-files, version, help, networks, recover, alias, aliases, unalias, prefer, clone, snapshot, authenticate|auth, wait-ready
    destroy delete, purge, restore`,
  values: '-n --name -c --cpus -m --memory -d --disk',
  notes: { delete: gone, purge: gone },
});

const orb = tabled({
  programs: ['orbctl'],
  aliases: ['orb'],
  commands: `
    local list|ls, info, start, stop, restart, run, shell, create, clone, export, import, push, pull, config, status, version, help, logs, login, logout, update, default, rename, docker, debug, report, doctor, completion, user
    destroy delete|rm, reset`,
  otherwise: 'local',
  notes: { delete: gone, reset: gone },
});

export const virtualMachines = [colima, lima, vagrant, multipass, orb].map((tool) => ({ ...tool, partial: true }));
