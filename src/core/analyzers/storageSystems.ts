/**
 * Storage that many machines share, and clients that write to it.
 *
 * Handles `ceph osd pool delete …`, `rbd rm pool/img`, `gluster volume stop gv0`, `hdfs dfs -rm -r /data`, `b2 delete-bucket logs`,
 * `s4cmd del s3://b/k`, `lftp -e "mirror -R dist /www" host`, `barman delete main oldest`, `mutagen sync create . web1:/srv`.
 *
 * https://docs.ceph.com/en/latest/man/8/ceph/ · https://docs.gluster.org/en/latest/CLI-Reference/cli-main/
 * https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-common/FileSystemShell.html
 * https://b2-command-line-tool.readthedocs.io · https://lftp.yar.ru/lftp-man.html · https://docs.pgbarman.org
 */
import { change, destroy, type Effect, read } from '../effect.ts';
import { type Invocation, shapeOf } from '../shell/invocation.ts';
import { type Analyzer, placeOf, spansOf } from './analyzer.ts';
import { tabled } from './table.ts';
import { plain, said } from './verbs.ts';

const ceph = tabled({
  programs: ['ceph'],
  commands: `
    read     status|-s, health, df, osd tree, osd df, osd stat, osd ls, osd dump, osd pool ls, osd pool get, osd pool stats, osd find, osd perf, osd crush tree, osd crush rule ls, mon stat, mon dump, quorum_status, mgr module ls, mgr services, mds stat, fs ls, fs status, fs dump, pg stat, pg dump, pg ls, auth ls, auth list, auth get, auth print-key, config get, config dump, config show, config log, versions, version, features, log last, orch ls, orch ps, orch status, orch host ls, orch device ls, crash ls, crash info, insights, report, time-sync-status, device ls, tell
    change   osd in, osd set, osd unset, osd reweight, osd pool create, osd pool set, osd pool rename, osd crush, osd scrub, osd deep-scrub, osd repair, auth add, auth caps, auth get-or-create, config set, mgr module enable, mgr module disable, mgr fail, fs new, fs set, orch apply, orch host add, orch daemon, orch restart, orch start, orch upgrade, mon add, pg scrub, pg repair, balancer, crash archive
    destroy  osd out, osd down, osd rm, osd purge, osd destroy, osd lost, osd pool delete, osd pool rm, auth del, auth rm, config rm, fs rm, fs fail, mon remove, mon rm, orch rm, orch host rm, orch stop, orch osd rm, mds fail, osd crush rm, osd crush remove`,
  values: '-c --conf --cluster -n --name --id -k --keyring -f --format --connect-timeout',
});

const rbd = tabled({
  programs: ['rbd', 'rados'],
  commands: `
    read     ls|list, info, status, du, diff, showmapped, device list, snap ls, snap list, children, lock ls, lock list, mirror pool status, mirror image status, trash ls, df, stat, get, lspools, listxattr, export, perf
    change   create, clone, resize, map, unmap, rename|mv, cp|copy, import, flatten, feature, snap create, snap protect, snap unprotect, mirror, lock add, put, append, mkpool, setxattr, device map, device unmap, trash restore
    destroy  rm|remove, snap rm, snap remove, snap purge, snap rollback, trash purge, trash rm, lock rm, lock remove, rmpool, purge, truncate, cleanup`,
  values: '-p --pool --image -c --conf --cluster --id -n -k --keyring --format --size -s',
});

const gluster = tabled({
  programs: ['gluster'],
  commands: `
    read     volume info, volume list, volume status, volume get, volume heal info, volume profile, volume top, peer status, pool list, snapshot list, snapshot info, snapshot status, global help
    change   volume create, volume start, volume add-brick, volume rebalance, volume heal, volume set, volume reset, volume replace-brick, volume quota, volume bitrot, volume geo-replication, peer probe, snapshot create, snapshot activate, snapshot config
    destroy  volume delete, volume stop, volume remove-brick, peer detach, snapshot delete, snapshot restore, snapshot deactivate`,
  switches: '--mode=script',
});

const b2 = tabled({
  programs: [],
  aliases: ['b2'],
  commands: `
    read     list-buckets, ls, get-bucket, get-file-info, list-keys, list-parts, list-unfinished-large-files, get-account-info, account get, bucket list, bucket get, file info, key list, version, download-file, download-file-by-id, file download, file cat, cat, file url, authorize-account, account authorize
    change   create-bucket, update-bucket, upload-file, copy-file-by-id, create-key, hide-file, update-file-legal-hold, update-file-retention, sync, replication-setup, bucket create, bucket update, file upload, file copy-by-id, file hide, key create, replication, upload-unbound-stream
    destroy  delete-bucket, delete-file-version, delete-key, rm, cancel-large-file, cancel-all-unfinished-large-files, bucket delete, file delete, key delete
    local    clear-account, account clear`,
});

const s4cmd = tabled({
  programs: ['s4cmd'],
  commands: `
    read     ls, du, get, _totalsize, cat
    change   put, cp, mv, sync, dsync
    destroy  del, rm`,
  dry: /^(?:-n|--dry-run)$/,
});

const barman = tabled({
  programs: ['barman'],
  commands: `
    read     list-backup|list-backups, list-server|list-servers, show-backup|show-backups, show-server|show-servers, status, check, check-backup, list-files, diagnose, replication-status, verify-backup, get-wal, list-processes
    change   backup, cron, archive-wal, receive-wal, switch-wal|switch-xlog, sync-backup, sync-wals, keep, lock-directory-cleanup, generate-manifest, recover|restore
    destroy  delete, rebuild-xlogdb, terminate-process`,
  values: '-c --config -f --format',
});

const mutagen = tabled({
  programs: ['mutagen'],
  commands: `
    read     sync list, sync monitor, forward list, forward monitor, project list, version
    change   sync create, sync resume, sync flush, sync reset, forward create, forward resume, project start, project run, project resume, project flush
    destroy  sync terminate, sync pause, forward terminate, forward pause, project terminate
    local    daemon`,
});

const looks =
  /^-(?:ls|lsr|cat|text|tail|head|du|df|count|stat|test|find|getfacl|getfattr|checksum|get|copyToLocal|help|usage|report|listSnapshots)$/;
const removes =
  /^-(?:rm|rmr|rmdir|expunge|truncate|deleteSnapshot|format|setSpaceQuota|clrQuota|safemode|decommission)$/;

/** `hdfs dfs -rm -r /data`: its commands are options. */
function files(run: Invocation): readonly Effect[] {
  const verb = run.args.find((word) => /^-[a-zA-Z]/.test(shapeOf(word)) && !/^-D/.test(word.value));
  const group = run.args[0]?.value ?? '';
  if (verb === undefined || !/^(?:dfs|fs|dfsadmin|namenode|haadmin|lsSnapshottableDir)$/.test(group)) return [];
  const details = {
    tool: 'hdfs',
    operation: `${group} ${verb.value}`,
    target: said(plain(run.args).slice(1)),
    spans: spansOf(run.name, verb),
    ...placeOf(run),
  };
  return [looks.test(verb.value) ? read(details) : removes.test(verb.value) ? destroy(details) : change(details)];
}

/** What `lftp` is told in `-e` or `-c`, or in a file. */
function transfer(run: Invocation): readonly Effect[] {
  const at = run.args.findIndex(({ value }) => /^-[ec]$/.test(value));
  const script = at < 0 ? undefined : run.args[at + 1];
  const text = script?.value ?? run.stdin?.value ?? '';
  const details = {
    tool: 'lftp',
    operation: 'run',
    target: said(plain(run.args)),
    spans: spansOf(run.name, script),
    ...placeOf(run),
  };
  if (/\b(?:rm|mrm|rmdir|glob rm)\b|--delete\b/.test(text)) return [destroy(details)];
  return [
    /\bmirror\b[^;\n]*(?:-R\b|--reverse\b)|\b(?:put|mput|mkdir|mv|chmod)\b/.test(text)
      ? change(details)
      : read(details),
  ];
}

export const storageSystems: readonly Analyzer[] = [
  ceph,
  rbd,
  gluster,
  b2,
  s4cmd,
  barman,
  mutagen,
  { id: 'hdfs', programs: ['hdfs', 'hadoop'], analyze: files },
  { id: 'lftp', programs: ['lftp'], analyze: transfer },
];
