/** File systems, backups, and whole accounts. */
import { looseRecord, textIn } from '../../base/looseJson.ts';
import {
  ask,
  capped,
  dateOf,
  effort,
  environmentTag,
  gone,
  lastPart,
  named,
  numberIn,
  type Recipe,
  several,
} from './recipe.ts';

const fileSystem: Recipe = {
  on: 'efs delete-file-system',
  type: 'aws_efs_file_system',
  targets: (command) => command.values('file-system-id'),
  ask: (target) => ({
    'file system': ask('efs', 'describe-file-systems', '--file-system-id', target),
    mounts: ask('efs', 'describe-mount-targets', '--file-system-id', target),
    'backup policy': ask('efs', 'describe-backup-policy', '--file-system-id', target),
  }),
  askOn: (heard) => {
    const arn = textIn(heard.list('file system', 'FileSystems')[0] ?? {}, 'FileSystemArn');
    return arn === ''
      ? {}
      : { backups: ask('backup', 'list-recovery-points-by-resource', '--resource-arn', arn, capped) };
  },
  tell: (heard) => {
    const [found] = heard.list('file system', 'FileSystems');
    if (found === undefined) return undefined;
    const bytes = numberIn(looseRecord(found.SizeInBytes), 'Value');
    const mounts = named(heard.list('mounts', 'MountTargets'), 'MountTargetId');
    const points = heard.list('backups', 'RecoveryPoints');
    const backed = textIn(looseRecord(heard.get('backup policy')?.BackupPolicy), 'Status') === 'ENABLED';
    return {
      size: bytes === undefined ? undefined : { bytes, atLeast: false },
      facts: [
        textIn(found, 'Name') !== '' && `named ${textIn(found, 'Name')}`,
        environmentTag(found.Tags),
        several(mounts.length, 'mount targets', 'mount target'),
        points.length > 0
          ? several(points.length, 'backups', 'backup')
          : backed
            ? 'backups are on, none was seen'
            : 'no backup seen',
      ],
      wayBack:
        points.length > 0
          ? effort('a backup can be restored; what came after it is lost')
          : gone('what it holds is lost, and no backup was seen'),
      refused: mounts.length > 0 ? 'it still has mount targets' : undefined,
      dependents: mounts.map((id) => `mount_target ${id}`),
      fine: ['PolicyNotFound', 'ResourceNotFoundException'],
    };
  },
};

const recoveryPoint: Recipe = {
  on: 'backup delete-recovery-point',
  type: 'aws_backup_recovery_point',
  targets: (command) => command.values('recovery-point-arn'),
  ask: (target, command) => ({
    point: ask(
      'backup',
      'describe-recovery-point',
      '--backup-vault-name',
      command.value('backup-vault-name') ?? '',
      '--recovery-point-arn',
      target,
    ),
  }),
  tell: (heard, target) => {
    const found = heard.get('point') ?? {};
    if (textIn(found, 'RecoveryPointArn') === '') return undefined;
    const bytes = numberIn(found, 'BackupSizeInBytes');
    return {
      address: lastPart(target),
      holds: 'backup',
      size: bytes === undefined ? undefined : { bytes, atLeast: false },
      facts: [
        `of ${dateOf(found.CreationDate)}`,
        `of ${textIn(found, 'ResourceType')} ${lastPart(textIn(found, 'ResourceArn'))}`,
      ],
      wayBack: gone('it is a backup: what it could restore goes with it'),
    };
  },
};

const vault: Recipe = {
  on: 'backup delete-backup-vault',
  type: 'aws_backup_vault',
  targets: (command) => command.values('backup-vault-name'),
  ask: (target) => ({ vault: ask('backup', 'describe-backup-vault', '--backup-vault-name', target) }),
  tell: (heard) => {
    const found = heard.get('vault') ?? {};
    if (textIn(found, 'BackupVaultName') === '') return undefined;
    const points = numberIn(found, 'NumberOfRecoveryPoints') ?? 0;
    return {
      size: { count: points, unit: 'recovery points', atLeast: false },
      facts: [found.Locked === true && 'locked'],
      wayBack: points === 0 ? effort('it is empty') : gone('it is made of backups'),
      refused: points > 0 ? 'it still holds recovery points' : undefined,
    };
  },
};

export const fileRecipes: readonly Recipe[] = [fileSystem, recoveryPoint, vault];
