import { describe } from 'vitest';
import { held, is, passes, silent } from '../../support/understanding.ts';

describe('what is said of storage', () => {
  is('rclone sync ./site remote:site', 'destroy rclone sync ./site remote:site');
  is('rclone ls remote:site', 'read rclone ls remote:site');
  is('restic forget --keep-last 3 --prune', 'destroy restic forget');
  is('mc rb --force prod/logs', 'destroy mc rb prod/logs');
  is('rsync -a --delete dist/ web1:/srv/www', 'destroy remote copy with rsync to, deleting the rest web1:/srv/www');
  is('rsync -a dist/ web1:/srv/www', 'change remote copy with rsync to web1:/srv/www');
  is('rsync -an --delete dist/ web1:/srv/www', 'read remote rehearse rsync to web1:/srv/www');
});

held('storage', [
  'rclone copy ./a remote:a',
  'rclone delete remote:a',
  'rclone purge remote:a',
  'rclone deletefile remote:a/x',
  'rclone move ./a remote:b',
  'rclone move remote:a ./b',
  'rclone rmdirs remote:a',
  'rclone cleanup remote:',
  'rclone bisync ./a remote:a',
  'rclone config delete remote',
  'rclone serve http remote:a',
  'rclone frob remote:',
  'rclone sync ./a ../b',
  's3cmd del s3://b/k',
  's3cmd rb s3://b',
  's3cmd put x s3://b/',
  's3cmd sync --delete-removed ./a s3://b/',
  's3cmd setacl --acl-public s3://b/k',
  's5cmd rm "s3://b/*"',
  's5cmd cp x s3://b/',
  's5cmd sync --delete a s3://b/',
  'mc rm --recursive --force prod/logs',
  'mc mirror --remove ./a prod/a',
  'mc cp x prod/logs/',
  'mc mb prod/new',
  'mc admin user remove prod bob',
  'mc admin service stop prod',
  'mc anonymous set public prod/logs',
  'restic prune',
  'restic backup ~/work',
  'restic key remove abc',
  'restic unlock',
  'borg delete repo::old',
  'borg prune --keep-daily 7 repo',
  'borg compact repo',
  'borg create repo::now src',
  'borg check --repair repo',
  'borgmatic prune',
  'kopia snapshot delete abc --delete',
  'kopia snapshot create .',
  'duplicity remove-older-than 1M --force s3://b',
  'duplicity src s3://b',
  'rsync -az --delete-after ./ deploy@web1:/srv',
  'rsync --del x rsync://web1/mod',
]);

passes('storage', [
  'rclone lsd remote:',
  'rclone copy remote:a ./a',
  'rclone sync remote:a ./a',
  'rclone sync ./a remote:a --dry-run',
  'rclone check ./a remote:a',
  'rclone delete -n remote:a',
  's3cmd ls',
  's3cmd get s3://b/k',
  's3cmd sync s3://b/ ./b',
  's3cmd del --dry-run s3://b/k',
  's5cmd ls s3://b',
  's5cmd cp s3://b/k .',
  'mc ls prod',
  'mc cat prod/logs/x',
  'mc admin info prod',
  'mc admin user list prod',
  'restic snapshots',
  'restic forget --dry-run --keep-last 3',
  'restic key list',
  'restic restore latest --target /tmp/x',
  'borg list repo',
  'borg prune -n --keep-daily 7 repo',
  'borg check repo',
  'borgmatic list',
  'kopia snapshot list',
  'duplicity collection-status s3://b',
  'rsync -av web1:/srv/x .',
]);

silent('storage', [
  'rclone version',
  'rclone copy ./a /tmp/b',
  'rclone config',
  'mc',
  'mc /tmp',
  'mc ~/src',
  'restic version',
  'rsync -a src/ dist/',
  'rsync -a --delete src/ dist/',
  'echo "rclone purge remote:"',
  'grep "restic forget" notes.md',
  'npm run mc rm x',
  'git commit -m "mc rb --force x"',
]);
