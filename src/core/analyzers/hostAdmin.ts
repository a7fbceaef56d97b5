/**
 * What an administrator's own programs do to a host: security modules, directories of users, clusters of hosts, file
 * systems, firmware, mail, boot.
 *
 * Handles `aa-disable nginx`, `auditctl -D`, `setsebool -P x 1`, `chattr -i f`, `realm leave`, `ldapdelete DN`, `smbpasswd -x bob`,
 * `pcs resource disable web`, `drbdadm primary --force r0`, `xfs_repair -L /dev/sda1`, `ipmitool chassis power off`,
 * `grubby --update-kernel=ALL`, `dracut -f`, `bridge vlan add`, `vtysh -c 'conf t'`, `birdc configure`, `postsuper -d ALL`.
 * What only looks is not worth a word.
 *
 * https://man7.org/linux/man-pages/dir_section_8.html · https://clusterlabs.org/projects/pacemaker/doc/
 * https://www.openldap.org/software/man.cgi · https://docs.frrouting.org/en/latest/vtysh.html
 */
import type { Effect } from '../effect.ts';
import type { Invocation } from '../shell/invocation.ts';
import type { Analyzer } from './analyzer.ts';
import {
  acting,
  always,
  byVerb,
  effectsOf,
  has,
  isAmongWords,
  isOfProject,
  plain,
  type Reading,
  said,
} from './verbs.ts';

const never = /(?!)/;

/** Whatever stands behind the name looks only where it says so. */
const but =
  (looks: RegExp, destroys: RegExp = never): Reading =>
  (run) => ({
    kind: has(run, destroys) ? 'destroy' : run.args.length === 0 || has(run, looks) ? 'quiet' : 'change',
    operation: run.program,
    target: said(plain(run.args)),
  });

/** A rehearsal by one of its options. */
const unlessDry = (dry: RegExp, kind: 'change' | 'destroy' = 'change'): Reading => always(kind, dry);

const help = /^--?(?:help|version)$|^-[hV]$/;

/** A console of a daemon: what its commands begin with says whether they look. */
const console =
  (takes: RegExp): Reading =>
  (run) => {
    const commands = run.args.flatMap(({ value }, index) =>
      takes.test(run.args[index - 1]?.value ?? '') ? [value] : [],
    );
    const text = commands.length > 0 ? commands : [said(plain(run.args))];
    const looks = text.every((line) =>
      /^\s*(?:show|sh|ping|traceroute|exit|end|help|version|list|status|$)/i.test(line),
    );
    return {
      kind: text.join('') === '' ? (has(run, help) ? 'quiet' : 'unknown') : looks ? 'quiet' : 'change',
      operation: run.program,
      target: text.join('; ').slice(0, 160),
      ...(text.join('') === '' ? { note: 'It opens a session, in which anything can be done.' } : {}),
    };
  };

const bridge: Reading = (run) => {
  const words = plain(run.args);
  const verb = words[1]?.value ?? 'show';
  return {
    kind: /^(?:del|delete|flush)$/.test(verb)
      ? 'destroy'
      : /^(?:show|list|ls|help|get)$/.test(verb)
        ? 'quiet'
        : 'change',
    operation: `bridge ${said(words.slice(0, 2))}`.trim(),
    target: said(words.slice(2)),
  };
};

/** `pcs RESOURCE VERB`: two words decide. */
const nouns =
  (looks: RegExp, destroys: RegExp): Reading =>
  (run) => {
    const words = plain(run.args).map(({ value }) => value);
    const kind = words.some((word) => destroys.test(word))
      ? 'destroy'
      : words.length === 0 ||
          has(run, help) ||
          [...words.slice(0, 3), ...words.slice(-3)].some((word) => looks.test(word))
        ? 'quiet'
        : 'change';
    return { kind, operation: [run.program, ...words.slice(0, 2)].join(' '), target: words.slice(2).join(' ') };
  };

const asks =
  /^(?:status|show|config|list|ls|help|describe|version|sensor|sel|fru|sdr|print|info|report|history|getsysinfo|get)$/;
const ends =
  /^(?:destroy|delete|del|remove|rm|stop|standby|disable|kill|clear|off|powerdown|powercycle|cycle|reset|hardreset|graceshutdown|racreset|erase|secureerase|unregister|purge|clean)$/;

const names = (text: string, reading: Reading): readonly (readonly [string, Reading])[] =>
  text.split(' ').map((name) => [name, reading] as const);

const readings = new Map<string, Reading>([
  // Security modules and the record of what happened.
  ...names('aa-disable aa-teardown aa-remove-unknown', always('destroy')),
  ...names('aa-enforce aa-complain aa-genprof aa-logprof aa-audit aa-autodep aa-cleanprof', always('change')),
  ['apparmor_parser', acting(/^(?:-R|--remove)$/, /^(?:-[arC]+|--add|--replace|--Complain)$/)],
  ['auditctl', acting(/^-[DdW]$/, /^-(?:[aAwefrbc]|R)$|^--(?:loginuid-immutable|reset-lost)/)],
  ['augenrules', acting(never, /^--load$/)],
  ...names('setsebool fixfiles', but(/^(?:check|verify|-h|--help)$/)),
  ...names('restorecon chcon', unlessDry(/^(?:-[a-zA-Z]*n[a-zA-Z]*|--help)$/)),
  ['semodule', acting(/^(?:-r|--remove|-d|--disable)/, /^(?:-[ieBuR]|--install|--enable|--build|--upgrade|--reload)/)],
  [
    'authselect',
    byVerb({
      quiet: 'current list show check test',
      change: 'select apply-changes enable-feature create-profile backup-restore',
      destroy: 'disable-feature backup-remove uninstall opt-out',
    }),
  ],
  ['pam-auth-update', always('change')],
  // Users and directories.
  ...names(
    'newusers groupmems edquota setquota quotaon smbpasswd kadmin.local ldapmodify ldapadd ldappasswd ldapmodrdn dsconf dsctl',
    but(/^(?:-l|--list|-n|--help|status)$/),
  ),
  ...names('quotaoff ldapdelete', always('destroy')),
  [
    'kadmin',
    acting(
      /\b(?:delprinc|delete_principal|ktrem|ktremove|delpol)\b/,
      /\b(?:addprinc|add_principal|modprinc|cpw|change_password|ktadd|addpol|modpol)\b/,
    ),
  ],
  ['realm', byVerb({ quiet: 'list discover', change: 'join permit', destroy: 'leave deny' })],
  ['pdbedit', acting(/^(?:-x|--delete)$/, /^(?:-a|-r|-c|-I|-P|-C|--create|--modify|-i|-e)$/)],
  ...names('slapadd slapmodify', unlessDry(/^-[a-zA-Z]*u$|^--help$/)),
  // Clusters of hosts.
  ...names('pcs crm', nouns(asks, ends)),
  [
    'crm_resource',
    acting(
      /^(?:--delete|-D|--ban|-B|--cleanup|-C|--force-stop)/,
      /^(?:--move|-M|--clear|-U|--set-parameter|-p|--restart|--refresh|-R|--force-\w+)/,
    ),
  ],
  ['crm_attribute', acting(/^(?:-D|--delete)$/, /^(?:-v|--update)/)],
  [
    'stonith_admin',
    acting(/^(?:-[BF]|--reboot|--fence)/, /^(?:-[URD]|--unfence|--register|--deregister|--confirm|-C)/),
  ],
  ['corosync-cfgtool', acting(/^-[kH]/, /^-[Rr]/)],
  [
    'drbdadm',
    byVerb({
      quiet: 'status cstate dstate role dump dump-md show-gi get-gi sh-nop sh-resources sh-dev help --version',
      change:
        'up connect attach primary secondary adjust resume-sync pause-sync resume-io suspend-io resize syncer verify new-current-uuid create-md',
      destroy: 'down disconnect detach invalidate invalidate-remote wipe-md outdate del-peer forget-peer',
    }),
  ],
  ['gfs2_grow', always('change')],
  ['ipmitool', nouns(asks, ends)],
  ...names('racadm ssacli hpssacli hponcfg', nouns(asks, ends)),
  ...names('storcli storcli64 perccli', nouns(/^(?:show|help|-v)$/, ends)),
  ...names(
    'megacli megacli64',
    acting(
      /^-(?:CfgLdDel|CfgClr|CfgSpareDel|PDOffline|PDMarkMissing|PdPrpRmv|LDInit|SecureErase\w*)$/i,
      /^-(?:Cfg\w*Add\w*|PDOnline|PDRbld|PDHSP|LDSetProp|AdpSetProp|PdLocate|AdpFwFlash)$/i,
    ),
  ),
  // Disks and file systems.
  ...names('fsck fsck.ext4 fsck.ext3 fsck.xfs fsck.vfat e2fsck', unlessDry(/^-[a-zA-Z]*[nNVT][a-zA-Z]*$|^--help$/)),
  ['xfs_repair', unlessDry(/^-[a-zA-Z]*n[a-zA-Z]*$|^-V$/, 'destroy')],
  ...names(
    'fstrim zerofree sg_format mkfs.zfs xfs_admin e2label fatlabel btrfstune',
    unlessDry(/^(?:-[a-zA-Z]*n[a-zA-Z]*|--dry-run|--help)$/),
  ),
  [
    'dmsetup',
    byVerb({
      quiet: 'ls info deps status table targets version udevcookies',
      change: 'create suspend resume load reload rename mknodes message',
      destroy: 'remove remove_all wipe_table clear',
    }),
  ],
  ['kpartx', acting(/^-[a-zA-Z]*d/, /^-[a-zA-Z]*[au]/)],
  ['vgcfgrestore', unlessDry(/^(?:-l|--list|-t|--test|--help)$/, 'destroy')],
  ['fsfreeze', acting(never, /^(?:-[fu]|--freeze|--unfreeze)$/)],
  ['chattr', acting(/^-[a-zA-Z]*[ia]$/, /^[+=]/)],
  ['multipathd', nouns(asks, ends)],
  ['timeshift', acting(/^--(?:restore|delete|delete-all)/, /^--create/)],
  [
    'snapraid',
    byVerb({ quiet: 'status diff list dup smart check devices', change: 'sync scrub touch up', destroy: 'fix down' }),
  ],
  ['nvmetcli', byVerb({ quiet: 'ls', change: 'restore save', destroy: 'clear' })],
  ['tgtadm', acting(/^(?:delete|--op=delete|unbind)$/, /^(?:new|bind|update|--op=(?:new|bind|update))$/)],
  [
    'beegfs-ctl',
    acting(
      /^--(?:remove\w*|delete\w*|disposeunused)/,
      /^--(?:set\w*|migrate|create\w*|resync\w*|startresync|mirrormd|addmirrorgroup)/,
    ),
  ],
  ['mmdelfs', always('destroy')],
  ...names('sanoid', acting(/^--(?:prune-snapshots|cron|force-prune)$/, /^--take-snapshots$/)),
  ['syncoid', unlessDry(/^--(?:help|version)$/)],
  [
    'rsnapshot',
    (run) => ({
      kind: has(run, /^(?:-t|configtest|diff|du|help|version)$/) || run.args.length === 0 ? 'quiet' : 'change',
      operation: 'rsnapshot',
      target: said(plain(run.args)),
    }),
  ],
  // Boot and firmware.
  [
    'grubby',
    acting(
      /^--remove-(?:kernel|multiboot)/,
      /^--(?:update-kernel|args|set-default|set-default-index|add-kernel|copy-default|make-default)/,
    ),
  ],
  ...names('grub2-mkconfig', acting(never, /^(?:-o|--output)/)),
  ...names(
    'grub-set-default grub2-set-default grub-reboot grub2-reboot grub2-editenv grub-editenv',
    but(/^(?:list|--help)$/, /^unset$/),
  ),
  ['dracut', unlessDry(/^--(?:help|version|list-modules|print-cmdline)$/)],
  ['mkinitcpio', acting(never, /^(?:-[pPgU]|-g.*|--preset|--allpresets|--generate|--uki)$/)],
  [
    'bootctl',
    byVerb({
      quiet:
        'status list is-installed systemd-efi-options kernel-identify kernel-inspect reboot-to-firmware --print-esp-path',
      change: 'install update set-default set-oneshot set-timeout random-seed',
      destroy: 'remove unlink cleanup',
    }),
  ],
  ['kernel-install', byVerb({ quiet: 'list inspect', change: 'add add-all', destroy: 'remove' })],
  ['kexec', acting(/^(?:-e|-u|-f|--exec|--unload|--force)$/, /^(?:-l|-p|--load)/)],
  ['depmod', unlessDry(/^(?:-n|--dry-run|--show|-h|--help|-V|--version)$/)],
  [
    'udevadm',
    byVerb({ quiet: 'info monitor settle test test-builtin verify wait lock', change: 'control trigger', destroy: '' }),
  ],
  ['flashrom', acting(/^(?:-[wE]|--write|--erase)$/, never)],
  ['systemd-cryptenroll', acting(/^--wipe-slot/, /^--(?:tpm2|fido2|pkcs11|password|recovery-key|unlock)/)],
  ['systemd-sysext', byVerb({ quiet: 'status list', change: 'merge refresh', destroy: 'unmerge' })],
  ['hwclock', acting(never, /^(?:-[wsau]|--systohc|--hctosys|--set|--adjust|--systz)$/)],
  [
    'chronyc',
    acting(
      never,
      /^(?:makestep|burst|settime|add|delete|online|offline|shutdown|reload|allow|deny|cyclelogs|trimrtc)\b/,
    ),
  ],
  ['ntpdate', unlessDry(/^-[a-zA-Z]*q[a-zA-Z]*$/)],
  // How the host is reached.
  ['bridge', bridge],
  ['vtysh', console(/^(?:-c|--command)$/)],
  ...names('birdc birdcl', console(never)),
  ['gobgp', acting(/^(?:del|reset|disable|softreset\w*|shutdown)$/, /^(?:add|enable|set)$/)],
  ['frr-reload.py', acting(never, /^--reload$/)],
  ['teamdctl', nouns(/^(?:state|dump|view|item|get)$/, /^remove$/)],
  ['vconfig', acting(/^rem$/, /^(?:add|set_\w+)$/)],
  ['dhcpcd', acting(/^(?:-[kx]|--release|--exit)$/, /^(?:-[nN]|--rebind|--renew)$|^[a-z]+\d/)],
  [
    'swanctl',
    acting(/^(?:-t|--terminate|-U|--uninstall)$/, /^(?:-[qirR]|--load-\w+|--initiate|--rekey|--reload\w*|--install)$/),
  ],
  [
    'ipsec',
    byVerb({
      quiet: 'status statusall listall version --version listcerts listconns leases trafficstatus',
      change: 'start restart reload update up route rereadsecrets rereadall auto',
      destroy: 'stop down unroute purgecerts',
    }),
  ],
  ...names(
    'easyrsa',
    byVerb({
      quiet: 'show-req show-cert show-ca show-crl show-expire help version verify-cert',
      change:
        'init-pki build-ca build-server-full build-client-full gen-req sign-req import-req renew gen-crl gen-dh set-pass upgrade expire',
      destroy: 'revoke revoke-issued revoke-expired revoke-renewed',
    }),
  ),
  // Mail, printers, web and telephone servers.
  ['postsuper', acting(/^-[dr]$/, /^-[hHps]/)],
  [
    'postfix',
    byVerb({
      quiet: 'status check set-permissions',
      change: 'start reload flush upgrade-configuration tls',
      destroy: 'stop abort drain',
    }),
  ],
  ['postconf', acting(/^-[a-zA-Z]*[X#]/, /^-[a-zA-Z]*e|^[\w.-]+\s*=/)],
  ['postqueue', acting(never, /^-[fis]/)],
  ...names('exim exim4', acting(/^-M(?:rm|g)$/, /^-(?:M|Mf|Mt|qff?|qf|R|S)$/)),
  [
    'doveadm',
    nouns(
      /^(?:who|log|search|fetch|list|status|get|help|instance|dump|config|pw)$/,
      /^(?:expunge|delete|kick|purge|stop|remove|penalty)$/,
    ),
  ],
  ['lpadmin', acting(/^-x/, /^-[pdvEomuR]/)],
  ...names('a2dissite a2dismod a2disconf', always('destroy')),
  ...names('a2ensite a2enmod a2enconf', always('change')),
  ['squid', acting(/^(?:shutdown|kill|interrupt)$/, /^(?:reconfigure|rotate|restart)$|^-z$/)],
  ['logrotate', unlessDry(/^-[a-zA-Z]*d[a-zA-Z]*$|^--(?:debug|help|version)$/)],
  ...names('asterisk fs_cli', (run) => ({
    kind: has(run, /(?:^|\s)(?:stop|shutdown|unload|kill|hangup|uuid_kill|delete)\b/)
      ? 'destroy'
      : has(run, /(?:^|\s)(?:restart|reload|load|originate|set|database put|fsctl)\b/)
        ? 'change'
        : 'quiet',
    operation: run.program,
    target: said(plain(run.args)),
  })),
  // Packages that run as services with their data.
  [
    'snap',
    (run) => ({
      kind: has(run, /^--purge$/)
        ? 'destroy'
        : has(run, /^(?:stop|disable|restart|start|enable|set|revert|restore)$/)
          ? 'change'
          : 'quiet',
      operation: 'snap',
      target: said(plain(run.args)),
    }),
  ],
]);

function analyze(run: Invocation): readonly Effect[] {
  if (
    run.wrappers.some((wrapper) => /^(?:docker|podman|nerdctl)\b/.test(wrapper)) ||
    isAmongWords(run) ||
    (isOfProject(run) && run.program !== 'easyrsa')
  )
    return [];
  const found = readings.get(run.program)?.(run);
  return found === undefined ? [] : effectsOf('machine', run, found);
}

/** Their names are too many and too short to be looked for in texts. */
export const hostAdmin: Analyzer = {
  id: 'machine',
  programs: [],
  aliases: [...readings.keys()],
  partial: true,
  analyze,
};
