/**
 * Copies and backups that lie elsewhere.
 *
 * Handles `rclone sync ./a remote:a`, `s3cmd del s3://b/k`, `s5cmd rm …`, `mc rb --force prod/logs`, `restic forget --prune`,
 * `borg delete repo::old`, `kopia snapshot delete`. What fetches or lists is a read.
 *
 * https://rclone.org/commands/ · https://s3tools.org/usage · https://min.io/docs/minio/linux/reference/minio-mc.html
 * https://restic.readthedocs.io/en/stable/manual_rest.html · https://borgbackup.readthedocs.io/en/stable/usage/general.html
 */
import type { Effect } from '../effect.ts';
import { type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { names } from '../shell/options.ts';
import type { Analyzer } from './analyzer.ts';
import { byVerb, effectsOf, type Found, has, isAmongWords, plain, type Reading, said } from './verbs.ts';

const rcloneValues =
  '--config --transfers --checkers --bwlimit --drive-chunk-size --s3-chunk-size --retries --multi-thread-streams --s3-storage-class --s3-acl --max-delete --tpslimit --buffer-size --order-by --max-depth --filter-from --exclude-from --include-from --include --exclude --filter --filter-from --files-from --min-age --max-age --min-size --max-size --log-file --log-level --stats --backup-dir --compare-dest --copy-dest';

const rcloneTakes = names(rcloneValues);

const rcloneVerbs = byVerb({
  quiet: 'version listremotes completion genautocomplete help config selfupdate obscure gendocs',
  read: 'ls lsd lsl lsf lsjson cat check cryptcheck checksum hashsum md5sum sha1sum size tree about ncdu test mount nfsmount serve rcd rc authorize cmount',
  change: 'copy copyto copyurl move moveto bisync mkdir touch link settier rcat archive cachestats',
  destroy: 'sync delete deletefile purge rmdir rmdirs cleanup dedupe',
  values: rcloneValues,
  rehearsal: /^(?:-n|--dry-run(?:=(?:1|t|true))?)$/i,
});

const isElsewhere = (word: Word | undefined): boolean =>
  /^(?!\/|[a-z]:[\\/])[^/]+:/i.test(shapeOf(word ?? { value: '', known: true }));

/** Copies to this machine read what lies elsewhere; copies within it are nobody's business but the disk's. */
const rclone: Reading = (run) => {
  const found = rcloneVerbs(run);
  const words = plain(run.args.filter((_, index) => !rcloneTakes.has(run.args[index - 1]?.value ?? '')));
  const verb = words[0]?.value ?? '';
  const config = words[1]?.value ?? '';
  if (verb === 'config' && /^(?:create|delete|update|password|disconnect|reconnect|dump)$/.test(config))
    return { ...found, kind: config === 'dump' ? 'read' : 'change' };
  if (verb === 'backend')
    return { ...found, kind: /^(?:features|help|stats|decode|encode)$/.test(config) ? 'read' : 'change' };
  if (verb === 'serve' || verb === 'rcd' || verb === 'rc') return { ...found, kind: 'change' };
  const to = words.at(-1);
  if (!/^(?:copy|copyto|copyurl|sync|move|moveto)$/.test(verb) || to?.known !== true || isElsewhere(to)) return found;
  const moves = verb.startsWith('move');
  if (words.slice(1).some(isElsewhere))
    return moves ? { ...found, kind: found.kind === 'read' ? 'read' : 'destroy' } : { ...found, kind: 'read' };
  return { ...found, kind: verb === 'sync' && found.kind !== 'read' ? 'destroy' : 'quiet' };
};

const s3cmdVerbs = byVerb({
  read: 'ls la info du get cat signurl getpolicy getlifecycle getnotification accesslog ws-info cflist cfinfo cfinvalinfo multipart listmp payer gettagging getownership',
  change:
    'put cp mv mb modify setacl setpolicy setcors setlifecycle setnotification sync restore fixbucket ws-create expire settagging setversioning setownership setblockpublicaccess cfcreate cfmodify cfinval sign setobjectlegalhold setobjectretention',
  destroy:
    'del rm rb delpolicy delcors dellifecycle delnotification ws-delete cfdelete abortmp deltagging delownership delblockpublicaccess',
  values:
    '-c --config --access_key --secret_key --region --host --host-bucket -P --exclude --include --rexclude --rinclude',
  rehearsal: /^(?:-n|--dry-run)$/,
});

const s3cmd: Reading = (run) => {
  const found = s3cmdVerbs(run);
  if (has(run, /^--(?:dump-config|configure)$/)) return { kind: 'quiet', operation: 's3cmd' };
  const words = plain(run.args);
  if (words[0]?.value !== 'sync' || found.kind !== 'change') return found;
  if (words.at(-1)?.known === true && !words.at(-1)?.value.startsWith('s3:')) return { ...found, kind: 'read' };
  return has(run, /^--delete-removed$/) ? { ...found, kind: 'destroy' } : found;
};

const s5cmdVerbs = byVerb({
  read: 'ls cat du head select presign version',
  change: 'cp mv sync mb pipe bucket-version',
  destroy: 'rm rb',
  values: '--endpoint-url --profile --credentials-file --numworkers -r --retry-count --log',
  rehearsal: /^--dry-run$/,
});

const s5cmd: Reading = (run) => {
  const found = s5cmdVerbs(run);
  const words = plain(run.args);
  const fetches =
    /^(?:cp|sync)$/.test(words[0]?.value ?? '') &&
    words.at(-1)?.known === true &&
    !/^(?:s3|gs):/.test(words.at(-1)?.value ?? '');
  if (found.kind === 'change' && fetches) return { ...found, kind: 'read' };
  return found.kind === 'change' && has(run, /^--delete$/) ? { ...found, kind: 'destroy' } : found;
};

const minioVerbs = byVerb({
  quiet: 'version',
  read: 'ls cat head stat find du diff tree ping watch ready sql get share license',
  change:
    'cp mv put pipe mb mirror alias anonymous policy encrypt event ilm legalhold retention replicate tag version batch idp support update od cors quota',
  destroy: 'rm rb undo',
  values: '--config-dir -C',
  rehearsal: /^(?:--dry-run|--fake)$/,
});

const minioLooks =
  /^(?:ls|list|info|get|export|status|links|heal-status|top|trace|console|logs|prometheus|describe|usage|version)$/;

/** Midnight Commander has the same name: it is given no verb, or a folder. */
const mc: Reading = (run) => {
  const words = plain(run.args.filter((_, index) => !/^(?:--config-dir|-C)$/.test(run.args[index - 1]?.value ?? '')));
  const [verb, second, third] = words.map(({ value }) => value);
  if (verb === undefined || /^[./~]/.test(verb) || (verb === 'version' && second === undefined))
    return { kind: 'quiet', operation: 'mc' };
  const details = {
    operation: `mc ${said(words.slice(0, 2))}`,
    target: said(words.slice(2)),
    words: words.slice(0, 2),
  };
  if (verb === 'admin') {
    const last = third ?? '';
    if (minioLooks.test(second ?? '') || minioLooks.test(last)) return { ...details, kind: 'read' };
    return {
      ...details,
      kind:
        /^(?:remove|rm|delete|stop|unset|detach|disable)$/.test(last) || second === 'decommission'
          ? 'destroy'
          : 'change',
    };
  }
  const found = minioVerbs(run);
  if (/^(?:cp|mirror)$/.test(verb) && words.at(-1)?.known === true && /^[./~]/.test(words.at(-1)?.value ?? ''))
    return { ...found, kind: 'read' };
  if (found.kind === 'change' && minioLooks.test(second ?? '')) return { ...found, kind: 'read' };
  if (found.kind === 'change' && /^(?:rm|remove|delete|clear)$/.test(second ?? ''))
    return { ...found, kind: 'destroy' };
  return found.kind === 'change' && verb === 'mirror' && has(run, /^--remove$/) ? { ...found, kind: 'destroy' } : found;
};

const resticVerbs = byVerb({
  quiet: 'version generate self-update help features options',
  read: 'snapshots ls stats find diff check cat list dump cache restore mount',
  change: 'backup init copy migrate key tag unlock rebuild-index recover repair rewrite',
  destroy: 'forget prune',
  values:
    '-r --repo --repository-file -p --password-file --password-command -o --option --cache-dir --key-hint -H --host --tag --path --limit-upload --limit-download --keep-last --keep-hourly --keep-daily --keep-weekly --keep-monthly --keep-yearly --keep-within --keep-tag',
  rehearsal: /^(?:-n|--dry-run)$/,
});

const restic: Reading = (run) => {
  const found = resticVerbs(run);
  const target = run.args[run.args.findIndex(({ value }) => /^(?:-t|--target)$/.test(value)) + 1]?.value;
  if (
    found.operation === 'restic restore' &&
    /^\/(?:$|etc|var|usr|srv|home)/.test(target ?? '') &&
    has(run, /^(?:-t|--target)$/)
  )
    return { ...found, kind: has(run, /^--dry-run$/) ? 'read' : 'change', note: 'It writes over what lies there.' };
  const words = plain(run.args).map(({ value }) => value);
  const key = words.indexOf('key');
  if (key < 0 || found.operation !== 'restic key') return found;
  return { ...found, kind: words[key + 1] === 'list' ? 'read' : words[key + 1] === 'remove' ? 'destroy' : 'change' };
};

const borg = byVerb({
  quiet: 'version help benchmark',
  read: 'list info diff extract export-tar mount umount config',
  change:
    'create init rcreate rename recreate upgrade key with-lock break-lock import-tar serve check transfer repo-create tag',
  destroy: 'delete prune compact rdelete repo-delete',
  values:
    '--remote-path --rsh --lock-wait --repo -r -P --prefix -a --glob-archives --keep-daily --keep-weekly --keep-monthly --keep-yearly --keep-last',
  rehearsal: /^(?:-n|--dry-run)$/,
});

const borgChecked: Reading = (run): Found => {
  const found = borg(run);
  return found.operation === 'borg check' && !has(run, /^--repair$/) ? { ...found, kind: 'read' } : found;
};

const kopia: Reading = (run) => {
  const words = plain(run.args);
  const [group, verb] = words.map(({ value }) => value);
  const details = { operation: `kopia ${said(words.slice(0, 2))}`.trim(), target: said(words.slice(2)) };
  if (group === undefined) return { ...details, kind: 'quiet' };
  if (/^(?:list|ls|show|status|info|verify|stats|get|restore|download|diff|history|mount)$/.test(verb ?? group))
    return { ...details, kind: 'read' };
  if (/^(?:delete|remove|rm|expire|gc|drop|purge)$/.test(verb ?? group)) return { ...details, kind: 'destroy' };
  return { ...details, kind: 'change' };
};

const duplicity: Reading = (run) => {
  const verb = run.args.find(({ value }) =>
    /^(?:remove-\S+|cleanup|restore|verify|collection-status|list-current-files)$/.test(value),
  );
  if (verb === undefined)
    return { kind: has(run, /^--dry-run$/) ? 'read' : 'change', operation: 'duplicity', target: said(plain(run.args)) };
  const deletes = /^(?:remove|cleanup)/.test(verb.value) && has(run, /^--force$/);
  return { kind: deletes ? 'destroy' : 'read', operation: `duplicity ${verb.value}`, words: [verb] };
};

const telling = new Map<string, Reading>([
  ['rclone', rclone],
  ['s3cmd', s3cmd],
  ['s5cmd', s5cmd],
  ['restic', restic],
  ['borg', borgChecked],
  [
    'borgmatic',
    byVerb({
      read: 'list info rlist rinfo repo-list repo-info extract config generate',
      change: 'create check borg break-lock init',
      destroy: 'prune compact delete',
      rehearsal: /^(?:-n|--dry-run)$/,
      bare: 'destroy',
    }),
  ],
  ['kopia', kopia],
  ['duplicity', duplicity],
]);

const ordinary = new Map<string, Reading>([
  ['mc', mc],
  ['mcli', mc],
]);

function analyze(run: Invocation): readonly Effect[] {
  if (isAmongWords(run) && ordinary.has(run.program)) return [];
  const reading = telling.get(run.program) ?? ordinary.get(run.program);
  return reading === undefined ? [] : effectsOf(run.program, run, reading(run));
}

export const storage: Analyzer = {
  id: 'storage',
  programs: [...telling.keys()].filter((name) => name !== 'borg'),
  aliases: ['borg', ...ordinary.keys()],
  analyze,
};
