/**
 * What changes the machine itself: services, power, users, disks, timed jobs.
 *
 * Handles `systemctl restart nginx`, `service nginx stop`, `launchctl bootout …`, `shutdown -h now`, `userdel deploy`,
 * `mount /dev/sdb1 /mnt`, `mkfs.ext4 /dev/sdb1`, `dd of=/dev/sda`, `lvremove vg/data`, `zfs destroy tank/db`,
 * `crontab -r`, `at 5pm`. What only looks (`systemctl status`, `fdisk -l`, `crontab -l`) is not worth a word.
 *
 * https://www.freedesktop.org/software/systemd/man/latest/systemctl.html
 * https://man7.org/linux/man-pages/dir_section_8.html
 * https://openzfs.github.io/openzfs-docs/man/master/8/index.html
 */
import type { Effect } from '../effect.ts';
import { type Invocation, partOf, shapeOf } from '../shell/invocation.ts';
import type { Analyzer } from './analyzer.ts';
import { always, byVerb, effectsOf, type Found, has, isAmongWords, plain, type Reading, said } from './verbs.ts';

const systemctl = byVerb({
  quiet:
    'status show cat list-units list-unit-files list-timers list-sockets list-jobs list-dependencies list-machines list-paths list-automounts is-active is-enabled is-failed is-system-running get-default help show-environment whoami',
  change:
    'start restart reload reload-or-restart try-restart try-reload-or-restart enable reenable preset preset-all unmask link daemon-reload daemon-reexec set-property set-default set-environment unset-environment import-environment edit revert add-wants add-requires reset-failed freeze thaw bind mount-image log-level log-target service-watchdogs soft-reboot suspend hibernate sleep hybrid-sleep switch-root default isolate cancel',
  destroy: 'stop kill disable mask clean poweroff halt reboot kexec rescue emergency exit',
  values:
    '-t --type -p --property -H --host -M --machine -n --lines -o --output -s --signal --state --root --job-mode --kill-whom --what',
});

/** `service NAME VERB`, with anything behind a verb nobody knows. */
const service: Reading = (run) => {
  const words = plain(run.args);
  const [name, verb] = words;
  const operation = `service ${said(words.slice(1))}`.trim();
  const details = { operation, target: name?.value ?? '', words: [name, verb] };
  if (has(run, /^--(?:status-all|help|version)$/) || name === undefined) return { kind: 'quiet', operation };
  if (verb === undefined || /^(?:status|help)$/.test(verb.value)) return { ...details, kind: 'quiet' };
  if (/^(?:stop|disable)$/.test(verb.value)) return { ...details, kind: 'destroy' };
  if (/^(?:start|restart|reload|force-reload|condrestart|try-restart)$/.test(verb.value))
    return { ...details, kind: 'change' };
  return { ...details, kind: 'unknown', note: 'What this verb does is not known.' };
};

const power: Reading = (run) =>
  has(run, /^(?:-c|--help|--version|--show|-w|--wtmp-only)$/)
    ? { kind: 'quiet', operation: run.program }
    : { kind: 'destroy', operation: run.program, target: said(plain(run.args)) };

/** `init 0`; other words belong to somebody's own script of that name. */
const init: Reading = ({ program, args }) =>
  /^[06sS]$/.test(args[0]?.value ?? '')
    ? { kind: 'destroy', operation: `${program} ${args[0]?.value}` }
    : { kind: 'quiet', operation: program };

const mount: Reading = (run) => {
  const words = plain(run.args);
  return (words.length === 0 && !has(run, /^(?:-a|--all)$/)) || has(run, /^(?:-h|-V|--help|--version)$/)
    ? { kind: 'quiet', operation: run.program }
    : { kind: 'change', operation: run.program, target: said(words) };
};

const harmlessDevice = /^\/dev\/(?:null|zero|full|std(?:out|err)|tty|fd\/\d+|shm\/.*)$/;

const dd: Reading = ({ args }) => {
  const out = args.find((word) => shapeOf(word).startsWith('of='));
  const target = out === undefined ? undefined : partOf(out, 3);
  return target === undefined || !shapeOf(target).startsWith('/dev/') || harmlessDevice.test(target.value)
    ? { kind: 'quiet', operation: 'dd' }
    : { kind: 'destroy', operation: 'dd', target: target.value, note: 'It overwrites the device.', words: [out] };
};

/** Partition tables: they list, or they rewrite. */
const partitions: Reading = (run) => ({
  kind:
    plain(run.args).length === 0 ||
    has(
      run,
      /^(?:-[lxpdVhvn]|-lu|--list.*|--getsz|--show-size|--dump|--json|--verify|--no-act|--print.*|--help|--version|--info.*|-s)$/,
    )
      ? 'quiet'
      : 'destroy',
  operation: run.program,
  target: said(plain(run.args)),
});

const parted: Reading = (run) => {
  const [device, ...commands] = plain(run.args);
  const quiet =
    device === undefined ||
    has(run, /^(?:-l|--list|-v|-h|--help|--version)$/) ||
    (commands.length > 0 &&
      commands.every(({ value }) => /^(?:print|p|unit|free|all|help|[kmgt]?i?b|s|%|chs)$/i.test(value)));
  return { kind: quiet ? 'quiet' : 'destroy', operation: 'parted', target: said(plain(run.args)) };
};

/** Wipes with an option, lists without. */
/** A file of the workspace or of a temporary folder that stands for a disk. */
const isImage = ({ args }: Invocation): boolean => {
  const words = plain(args);
  return (
    words.some(({ known, value }) => known && /\.(?:img|iso|raw|qcow2|vmdk|dmg)$/.test(value)) &&
    !words.some((word) => /^\/(?!tmp\/|var\/tmp\/)/.test(shapeOf(word)))
  );
};

const onDisk =
  (reading: Reading): Reading =>
  (run) =>
    isImage(run) ? { kind: 'quiet', operation: run.program } : reading(run);

const format = onDisk((run) =>
  /^(?:mke2fs|mkfs\.ext[234])$/.test(run.program) && has(run, /^-n$/)
    ? { kind: 'quiet', operation: run.program }
    : removals(run),
);

const wipefs: Reading = (run) => ({
  kind: has(run, /^-[a-zA-Z]*[ao]|^--(?:all|offset)/) && !has(run, /^(?:-n|--no-act)$/) ? 'destroy' : 'quiet',
  operation: 'wipefs',
  target: said(plain(run.args)),
});

const lvmVerbs = {
  destroy: 'lvremove vgremove pvremove lvreduce',
  change:
    'lvcreate lvextend lvresize lvconvert lvchange lvrename vgcreate vgextend vgreduce vgchange vgrename vgmerge vgsplit vgimport vgexport vgcfgrestore pvcreate pvresize pvmove pvchange',
  quiet:
    'lvs vgs pvs lvdisplay vgdisplay pvdisplay lvscan vgscan pvscan pvck vgck lvmdiskscan dumpconfig lvmconfig fullreport vgcfgbackup',
};
const lvm = byVerb({ ...lvmVerbs, rehearsal: /^(?:-t|--test)$/ });
const lvmAsks = /^(?:-t|--test|-h|--help|--longhelp|--version)$/;

const zfs = byVerb({
  quiet: 'list get diff holds userspace groupspace projectspace send bookmark version jail',
  change:
    'create set inherit snapshot snap clone promote rename mount unmount umount share unshare receive recv hold release allow unallow upgrade load-key unload-key change-key redact wait',
  destroy: 'destroy rollback',
  values: '-o -O -t -s -S',
  rehearsal: /^-[a-zA-Z]*n/,
});

const zpool = byVerb({
  quiet: 'status list iostat get history events checkpoint wait version',
  change:
    'create add remove attach detach import export set scrub trim replace online offline clear upgrade reguid reopen resilver split initialize sync',
  destroy: 'destroy labelclear',
  values: '-o -O',
  rehearsal: /^-n$/,
});

const cryptsetup = byVerb({
  quiet: 'status luksDump isLuks luksUUID benchmark tcryptDump',
  change:
    'open close luksOpen luksClose resize luksAddKey luksChangeKey luksHeaderBackup luksHeaderRestore refresh convert config reencrypt suspend resume token luksSuspend luksResume plainOpen create',
  destroy: 'luksFormat luksErase erase luksKillSlot luksRemoveKey remove format',
  values: '-c -s -h -i --cipher --key-size --hash --type --key-file -d --key-slot -S',
});

const mdadm: Reading = (run) => ({
  kind: has(run, /^(?:-D|-E|-Q|-X|--detail|--examine|--query|--examine-bitmap|--help|--version)/)
    ? 'quiet'
    : has(run, /^(?:--zero-superblock|-S|--stop|-r|--remove|-f|--fail)$/)
      ? 'destroy'
      : 'change',
  operation: 'mdadm',
  target: said(run.args),
});

const diskutil = byVerb({
  quiet: 'list info activity verifyVolume verifyDisk listFilesystems listResizes cs',
  change:
    'mount unmount umount mountDisk unmountDisk eject rename repairVolume repairDisk resizeVolume enableJournal enableOwnership',
  destroy:
    'eraseDisk eraseVolume reformat eraseOptical zeroDisk randomDisk secureErase partitionDisk addPartition splitPartition mergePartitions apfs ar appleRAID',
});

const launchctl = byVerb({
  quiet:
    'list print print-cache print-disabled blame getenv managerpid manageruid managername hostinfo error version dumpstate procinfo limit',
  change: 'load start bootstrap enable kickstart setenv unsetenv submit config reboot asuser',
  destroy: 'unload stop bootout disable remove kill',
});

const loginctl = byVerb({
  quiet: 'list-sessions list-users list-seats session-status show-session user-status show-user seat-status show-seat',
  change:
    'activate lock-session unlock-session lock-sessions unlock-sessions enable-linger disable-linger attach flush-devices',
  destroy: 'terminate-session terminate-user terminate-seat kill-session kill-user',
});

/** `passwd -S`, `chage -l`: they ask. */
const accounts = always('change', /^(?:-S|-Sa|--status|-l|--list|-c|--check|--help|--version)$/);
const removals = always('destroy');

const sysctl: Reading = (run) => {
  const sets = run.args.filter((word) => shapeOf(word).includes('=') && !shapeOf(word).startsWith('-'));
  const loads = has(run, /^(?:-w|--write|-p|--load|--system)/);
  return {
    kind: sets.length > 0 || loads ? 'change' : 'quiet',
    operation: 'sysctl',
    target: said(sets.length > 0 ? sets : plain(run.args)),
  };
};

/** `hostnamectl set-hostname`, `timedatectl set-ntp`. */
const controls: Reading = (run) => {
  const [verb, ...rest] = plain(run.args);
  const sets = verb !== undefined && (/^set-/.test(verb.value) || (verb.value === 'hostname' && rest.length > 0));
  return {
    kind: sets ? 'change' : 'quiet',
    operation: [run.program, verb?.value].filter(Boolean).join(' '),
    target: said(rest),
  };
};

const crontab: Reading = (run): Found => {
  if (has(run, /^-[a-zA-Z]*l$/)) return { kind: 'quiet', operation: 'crontab -l' };
  if (has(run, /^-[a-zA-Z]*r/))
    return { kind: 'destroy', operation: 'crontab -r', note: 'Every timed job of the user goes.' };
  if (has(run, /^-[a-zA-Z]*[VTh]$|^--help$/)) return { kind: 'quiet', operation: 'crontab' };
  return {
    kind: 'change',
    operation: has(run, /^-[a-zA-Z]*e/) ? 'crontab -e' : 'crontab',
    target: said(plain(run.args)),
    note: 'It replaces the timed jobs of the user.',
  };
};

const at: Reading = (run) => {
  if (has(run, /^-(?:l|c|V)$/)) return { kind: 'quiet', operation: run.program };
  if (run.program === 'at' && run.args.length === 0) return { kind: 'quiet', operation: 'at' };
  return {
    kind: 'change',
    operation: run.program,
    target: said(run.args),
    note: 'It runs later, when nobody is asked.',
  };
};

const withWords = (names: string, reading: Reading): readonly (readonly [string, Reading])[] =>
  names.split(' ').map((name) => [name, reading] as const);

/** Names that say what they are wherever they stand. */
const telling = new Map<string, Reading>([
  ['systemctl', systemctl],
  ['launchctl', launchctl],
  ['loginctl', loginctl],
  ...withWords('poweroff telinit', power),
  ...withWords('useradd adduser usermod groupadd addgroup groupmod gpasswd chpasswd chsh visudo vipw chage', accounts),
  ...withWords('userdel deluser groupdel delgroup', removals),
  ...withWords(
    'mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkfs.msdos mkfs.ntfs mkfs.exfat mkfs.f2fs mke2fs mkswap blkdiscard newfs_apfs newfs_hfs',
    format,
  ),
  ...withWords('fdisk sfdisk gdisk sgdisk cfdisk', onDisk(partitions)),
  ['parted', onDisk(parted)],
  ['wipefs', wipefs],
  ...withWords('lvremove vgremove pvremove lvreduce', always('destroy', lvmAsks)),
  ...withWords(
    'lvcreate lvextend lvresize lvconvert lvchange lvrename vgcreate vgextend vgreduce vgchange vgrename pvcreate pvresize pvmove',
    always('change', lvmAsks),
  ),
  ['lvm', lvm],
  ['zfs', zfs],
  ['zpool', zpool],
  ['cryptsetup', cryptsetup],
  ['mdadm', mdadm],
  ['diskutil', diskutil],
  ...withWords('resize2fs xfs_growfs growpart tune2fs', always('change')),
  ...withWords('swapon swapoff', always('change', /^(?:-s|--show|--summary|--help|--version|-h|-V)/)),
  ...withWords(
    'modprobe insmod rmmod',
    always('change', /^(?:-n|--dry-run|--show|-c|--showconfig|--help|--version|-V|-D|--show-depends)$/),
  ),
  ['sysctl', sysctl],
  ...withWords('hostnamectl timedatectl localectl', controls),
  ['crontab', crontab],
  ['atrm', always('destroy')],
]);

/** Names that are words of every text. */
const ordinary = new Map<string, Reading>([
  ['service', service],
  ...withWords('shutdown reboot halt', power),
  ['init', init],
  ['passwd', accounts],
  ...withWords('mount umount', mount),
  ['dd', dd],
  ...withWords('at batch', at),
]);

function analyze(run: Invocation): readonly Effect[] {
  // `docker run IMAGE mount …` is a matter of the container.
  if (run.wrappers.some((wrapper) => /^(?:docker|podman|nerdctl)\b/.test(wrapper))) return [];
  if (isAmongWords(run) && ordinary.has(run.program) && run.program !== 'dd') return [];
  const reading = telling.get(run.program) ?? ordinary.get(run.program);
  return reading === undefined ? [] : effectsOf('machine', run, reading(run));
}

export const machine: Analyzer = {
  id: 'machine',
  programs: [...telling.keys()],
  aliases: [...ordinary.keys()],
  analyze,
};
