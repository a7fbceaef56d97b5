/**
 * What runs on a host and how the host is set up, beside services and disks: supervisors, boot, security modules, the
 * settings of macOS, interfaces, bridges, tables of the kernel.
 *
 * Handles `rc-service nginx restart`, `sv down api`, `pm2 deploy production`, `fail2ban-client unban --all`, `netplan apply`,
 * `ifdown eth0`, `ovs-vsctl del-br br0`, `conntrack -F`, `grub-install /dev/sda`, `setenforce 0`, `csrutil disable`,
 * `nvme format /dev/nvme0n1`. What only looks is not worth a word.
 *
 * https://wiki.gentoo.org/wiki/OpenRC · http://smarden.org/runit/sv.8.html · https://netplan.readthedocs.io/en/stable/cli/
 * https://man7.org/linux/man-pages/dir_section_8.html · https://ss64.com/mac/
 */
import type { Effect } from '../effect.ts';
import type { Invocation } from '../shell/invocation.ts';
import type { Analyzer } from './analyzer.ts';
import { acting, always, byVerb, effectsOf, has, isAmongWords, plain, type Reading, said } from './verbs.ts';

/** Processes of this machine's own projects come and go; those of another are somebody's service. */
const pm2Verbs = byVerb({
  quiet:
    'list ls l ps status logs log monit monitor describe show desc info report env id ping prettylist jlist sysmonit slist get conf config examples version completion flush reloadLogs save dump startOrRestart attach ecosystem init',
  change: 'start restart reload gracefulReload startup unstartup resurrect deploy scale reset set unset update install',
  destroy: 'stop delete del kill uninstall',
});
const pm2: Reading = (run) => {
  const found = pm2Verbs(run);
  const elsewhere = run.remote !== undefined || /^pm2 (?:deploy|startup|unstartup)$/.test(found.operation);
  return elsewhere ? found : { kind: 'quiet', operation: 'pm2' };
};

const sv = byVerb({
  quiet: 'status check s',
  change: 'up start once restart reload force-reload try-restart hup u o h alarm interrupt 1 2 pause cont',
  destroy: 'down stop exit term kill shutdown force-stop force-shutdown force-restart d x k t',
  values: '-w',
});

const rcService: Reading = (run) => {
  const [service, verb] = plain(run.args);
  const quiet =
    verb === undefined ||
    /^(?:status|describe|help|checkconfig)$/.test(verb.value) ||
    has(run, /^-[lerCN]$|^--(?:list|exists|resolve)/);
  if (quiet) return { kind: 'quiet', operation: run.program };
  const kind = /^(?:stop|zap)$/.test(verb.value) ? 'destroy' : 'change';
  return {
    kind,
    operation: `${run.program} ${verb.value}`,
    ...(service === undefined ? {} : { target: service.value }),
  };
};

const telling = new Map<string, Reading>([
  ['rc-service', rcService],
  ['rc-update', byVerb({ quiet: 'show -v', change: 'add', destroy: 'del delete' })],
  ['initctl', byVerb({ quiet: 'list status version', change: 'start restart reload emit', destroy: 'stop' })],
  ['update-rc.d', always('change')],
  [
    'chkconfig',
    (run) => ({
      kind: plain(run.args).length > 1 || has(run, /^--(?:add|del)$/) ? 'change' : 'quiet',
      operation: 'chkconfig',
      target: said(plain(run.args)),
    }),
  ],
  [
    'fail2ban-client',
    byVerb({
      quiet: 'status get ping version banned -V',
      change: 'start reload set add restart flushlogs',
      destroy: 'stop unban',
    }),
  ],
  ['pm2', pm2],
  ['grub-install', always('change')],
  ['grub2-install', always('change')],
  ['update-grub', always('change')],
  ['grub-mkconfig', acting(/(?!)/, /^(?:-o|--output)/)],
  ['update-initramfs', always('change')],
  ['efibootmgr', acting(/^-[a-zA-Z]*[BDO]/, /^-[a-zA-Z]*[cnoaAtTN]/)],
  ['setenforce', always('change')],
  ['semanage', acting(/^(?:-D|--deleteall|-d|--delete)$/, /^(?:-a|--add|-m|--modify)$/)],
  [
    'csrutil',
    byVerb({ quiet: 'status report', change: 'enable clear netboot authenticated-root', destroy: 'disable' }),
  ],
  [
    'pmset',
    (run) => ({
      kind: has(run, /^-g$/) || run.args.length === 0 ? 'quiet' : 'change',
      operation: 'pmset',
      target: said(run.args),
    }),
  ],
  ['scutil', acting(/^--nc$/, /^--(?:set|proxy|prefs)$/)],
  ['dscl', acting(/^-?delete$/, /^-?(?:create|append|change|merge|passwd|changei)$/)],
  ['systemsetup', acting(/(?!)/, /^-set/)],
  ['spctl', acting(/^--(?:master-disable|global-disable|disable|remove)$/, /^--(?:master-enable|add|enable)$/)],
  [
    'tmutil',
    byVerb({
      quiet:
        'status destinationinfo listbackups listlocalsnapshots latestbackup machinedirectory isexcluded uniquesize compare',
      change:
        'enable disable startbackup stopbackup addexclusion removeexclusion setdestination snapshot localsnapshot restore inheritbackup associatedisk',
      destroy: 'delete deletelocalsnapshots removedestination thinlocalsnapshots deleteinprogress',
    }),
  ],
  ['update-alternatives', acting(/^--(?:remove|remove-all)$/, /^--(?:install|set|auto|config|all)$/)],
  ['losetup', acting(/^(?:-d|-D|--detach|--detach-all)$/, /^(?:-f|--find|-P|-c|-r)$/)],
  ['badblocks', acting(/^-[a-zA-Z]*[wn]/)],
  [
    'hdparm',
    acting(
      /^--(?:security-erase|security-erase-enhanced|security-set-pass|trim-sector-ranges|write-sector|make-bad-sector|fwdownload|dco-restore)/,
      /^-[a-zA-Z]*[SMBWYyZ]\d*$/,
    ),
  ],
  [
    'nvme',
    byVerb({
      quiet:
        'list list-subsys id-ctrl id-ns smart-log error-log fw-log get-log show-regs get-feature list-ns list-ctrl version help',
      change: 'attach-ns set-feature fw-download fw-commit connect connect-all reset subsystem-reset resv-acquire',
      destroy:
        'format sanitize delete-ns detach-ns create-ns disconnect disconnect-all write write-zeroes write-uncor dsm security-send',
    }),
  ],
  ['debugfs', acting(/^-[a-zA-Z]*w/)],
  [
    'btrfs',
    (run) => {
      const words = plain(run.args)
        .slice(0, 2)
        .map(({ value }) => value);
      const verb = words[1] ?? '';
      return {
        kind: /^(?:delete|remove|rescue)$/.test(verb)
          ? 'destroy'
          : /^(?:list|show|df|usage|status|stats|get-default|find-new|du|dump-\w+|get)$/.test(verb) || words.length < 2
            ? 'quiet'
            : 'change',
        operation: ['btrfs', ...words].join(' '),
        target: said(plain(run.args).slice(2)),
      };
    },
  ],
  [
    'snapper',
    byVerb({
      quiet: 'list ls list-configs get-config status diff xadiff',
      change: 'create create-config set-config modify mount umount',
      destroy: 'delete rm rollback undochange delete-config cleanup',
      values: '-c --config',
    }),
  ],
  ['exportfs', acting(/^-[a-zA-Z]*u/, /^-[a-zA-Z]*[arioF]/)],
  [
    'targetcli',
    byVerb({
      quiet: 'ls status version help',
      change: 'saveconfig restoreconfig set create enable disable',
      destroy: 'clearconfig delete',
    }),
  ],
  ['iscsiadm', acting(/^(?:-u|--logout|-o=?delete|--op=delete)$/, /^(?:-l|--login|-o|--op)/)],
  ['multipath', acting(/^-[fFwW]/, /^-[ra]/)],
  ['netplan', byVerb({ quiet: 'get status info generate help', change: 'apply try set rebind migrate' })],
  ['ifup', always('change')],
  ['ifdown', always('destroy')],
  [
    'brctl',
    byVerb({
      quiet: 'show showmacs showstp',
      change: 'addbr addif stp setageing setfd sethello setmaxage setpathcost setportprio hairpin',
      destroy: 'delbr delif',
    }),
  ],
  [
    'ovs-vsctl',
    byVerb({
      quiet:
        'show list list-br list-ports list-ifaces get find br-exists iface-to-br port-to-br get-manager get-controller get-fail-mode',
      change: 'init add-br add-port add-bond set set-controller set-manager set-fail-mode add create',
      destroy: 'del-br del-port destroy clear remove del-controller del-manager emer-reset',
    }),
  ],
  [
    'ovs-ofctl',
    byVerb({
      quiet: 'show dump-flows dump-ports dump-tables dump-desc snoop',
      change: 'add-flow add-flows mod-flows mod-port',
      destroy: 'del-flows del-groups del-meters replace-flows',
    }),
  ],
  [
    'ethtool',
    acting(/(?!)/, /^(?:-[sACGKLEXprtN]|--(?:change|pause|coalesce|set-\w+|offload|features|reset|rxfh|config-\w+))$/),
  ],
  [
    'ebtables',
    acting(
      /^-(?:[A-Z]*[DFXZ])$|^--(?:delete|flush|zero|delete-chain)$/,
      /^-(?:[AIPNE])$|^--(?:append|insert|policy|new-chain)$/,
    ),
  ],
  ['arptables', acting(/^-[DFXZ]$/, /^-[AIPNE]$/)],
  ['ipvsadm', acting(/^-[CDd]$|^--(?:clear|delete-service|delete-server)$/, /^-[AEaeR]$|^--(?:add|edit|restore)/)],
  ['conntrack', acting(/^(?:-D|-F|--delete|--flush)$/, /^(?:-I|-U|-A|--create|--update|--add)$/)],
  ['snmpset', always('change')],
  [
    'zerotier-cli',
    byVerb({
      quiet: 'info status listpeers peers listnetworks listmoons get dump',
      change: 'join set orbit',
      destroy: 'leave deorbit',
    }),
  ],
  [
    'wpa_cli',
    byVerb({
      quiet: 'status scan scan_results list_networks ping help signal_poll',
      change: 'reconfigure reconnect reassociate select_network enable_network add_network set_network save_config set',
      destroy: 'disconnect remove_network disable_network terminate',
      values: '-i -p',
    }),
  ],
  ['dhclient', acting(/^-[rx]$/, /^[^-]/)],
  ['update-ca-certificates', always('change')],
  ['update-ca-trust', always('change')],
  ['dpkg-reconfigure', always('change')],
  [
    'crictl',
    byVerb({
      quiet:
        'ps pods images image img imagefsinfo logs inspect inspecti inspectp info version stats statsp metricsp config completion events runtime-config port-forward attach exec help',
      change: 'pull create run runp start update checkpoint',
      destroy: 'rm rmi rmp stop stopp',
      values: '-r --runtime-endpoint -i --image-endpoint -c --config -t --timeout',
    }),
  ],
  [
    'ctr',
    byVerb({
      skip: 1,
      quiet: 'ls list info check metrics ps usage tree logs events help version mounts export attach',
      change: 'pull import tag label mount unmount create start resume prepare commit convert run checkpoint',
      destroy: 'rm remove del delete kill pause prune push',
      values: '-n --namespace -a --address --timeout --connect-timeout',
    }),
  ],
  ['nixos-install', always('destroy')],
]);

const ordinary = new Map<string, Reading>([
  ['sv', sv],
  [
    'monit',
    byVerb({
      quiet: 'status summary report procmatch validate',
      change: 'start restart monitor reload',
      destroy: 'stop unmonitor quit',
    }),
  ],
  ['arp', acting(/^(?:-d|--delete)$/, /^(?:-s|--set|-f)$/)],
  [
    'iw',
    (run) => ({
      kind: has(run, /^(?:del|delete|disconnect)$/)
        ? 'destroy'
        : has(run, /^(?:set|add|connect|join|leave|interface)$/)
          ? 'change'
          : 'quiet',
      operation: 'iw',
      target: said(run.args),
    }),
  ],
  [
    'lego',
    byVerb({
      quiet: 'list dnshelp help',
      change: 'run renew',
      destroy: 'revoke',
      values:
        '--domains -d --email -m --dns --server -s --path --http.port --tls.port -a --filename --eab --kid --hmac',
    }),
  ],
  [
    'security',
    byVerb({
      quiet:
        'find-certificate find-identity find-generic-password find-internet-password list-keychains default-keychain show-keychain-info dump-keychain verify-cert cms export error help login-keychain',
      change:
        'add-trusted-cert add-certificates import create-keychain set-keychain-settings unlock-keychain lock-keychain add-generic-password add-internet-password set-key-partition-list authorizationdb trust-settings-import',
      destroy:
        'delete-certificate delete-identity delete-keychain delete-generic-password delete-internet-password remove-trusted-cert',
    }),
  ],
]);

/** A keychain of this user's own is opened and filled by every signing build. */
const own =
  /^security (?:unlock-keychain|lock-keychain|set-keychain-settings|create-keychain|import|set-key-partition-list|add-generic-password)$/;

function analyze(run: Invocation): readonly Effect[] {
  if (run.wrappers.some((wrapper) => /^(?:docker|podman|nerdctl)\b/.test(wrapper))) return [];
  const packaged = /^(?:npx|pnpx|bunx|pnpm|yarn|npm)\b/.test(run.wrappers.at(-1) ?? '');
  if ((isAmongWords(run) || packaged) && ordinary.has(run.program)) return [];
  const found = (telling.get(run.program) ?? ordinary.get(run.program))?.(run);
  return found === undefined || own.test(found.operation) ? [] : effectsOf('machine', run, found);
}

export const hostTools: Analyzer = {
  id: 'machine',
  programs: [...telling.keys()].filter((name) => name !== 'pm2'),
  aliases: ['pm2', ...ordinary.keys()],
  analyze,
};
