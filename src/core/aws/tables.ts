/**
 * DynamoDB tables and what is written to them, ElastiCache.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 */
import { looseRecord, type Node, textIn } from '../../base/looseJson.ts';
import type { Size } from '../impact/impact.ts';
import type { AwsCommand } from './command.ts';
import {
  ask,
  capped,
  dateOf,
  effort,
  gone,
  type Heard,
  lastPart,
  named,
  newest,
  numberIn,
  objects,
  type Recipe,
  reversible,
  several,
  texts,
} from './recipe.ts';

/** A table may be named by its ARN. */
const tables = (command: AwsCommand): readonly string[] => command.values('table-name').map(lastPart);

/** DynamoDB counts about every six hours. */
const sizeOf = (table: Node) => {
  const count = numberIn(table, 'ItemCount');
  const bytes = numberIn(table, 'TableSizeBytes');
  return {
    ...(count === undefined ? {} : { count, unit: 'items' }),
    ...(bytes === undefined ? {} : { bytes }),
    atLeast: false,
  };
};

/** What a first look into the table counted. */
const seen = (heard: Heard): Size | undefined => {
  const scan = heard.get('items');
  const count = scan === undefined ? undefined : numberIn(scan, 'Count');
  return count === undefined ? undefined : { count, unit: 'items', atLeast: scan?.LastEvaluatedKey !== undefined };
};

const counted = 'items and bytes are counted only about every six hours';

const recoveryOf = (heard: Heard): Node =>
  looseRecord(
    looseRecord(heard.get('point-in-time recovery')?.ContinuousBackupsDescription).PointInTimeRecoveryDescription,
  );

const deleteTable: Recipe = {
  on: 'dynamodb delete-table',
  type: 'aws_dynamodb_table',
  targets: tables,
  ask: (target) => ({
    table: ask('dynamodb', 'describe-table', '--table-name', target),
    'point-in-time recovery': ask('dynamodb', 'describe-continuous-backups', '--table-name', target),
    backups: ask('dynamodb', 'list-backups', '--table-name', target, capped),
    'stream readers': ask('lambda', 'list-event-source-mappings', capped),
  }),
  // A count of none may be hours old.
  askOn: (heard, target) =>
    looseRecord(heard.get('table')?.Table).ItemCount === 0
      ? {
          items: ask(
            'dynamodb',
            'scan',
            '--table-name',
            target,
            '--select',
            'COUNT',
            '--limit',
            '1000',
            '--no-paginate',
          ),
        }
      : {},
  tell: (heard, target) => {
    const table = looseRecord(heard.get('table')?.Table);
    if (textIn(table, 'TableName') === '') return undefined;
    const recovers = textIn(recoveryOf(heard), 'PointInTimeRecoveryStatus') === 'ENABLED';
    const unasked = heard.get('point-in-time recovery') === undefined;
    const last = newest(heard.list('backups', 'BackupSummaries'), 'BackupCreationDateTime');
    const readers = heard
      .list('stream readers', 'EventSourceMappings')
      .filter((each) => textIn(each, 'EventSourceArn').includes(`:table/${target}/stream/`));
    const replicas = named(objects(table.Replicas), 'RegionName');
    return {
      size: seen(heard) ?? sizeOf(table),
      facts: [
        `deletion protection ${table.DeletionProtectionEnabled === true ? 'on' : 'off'}`,
        unasked ? undefined : `point-in-time recovery ${recovers ? 'on' : 'off'}`,
        heard.get('backups') === undefined
          ? undefined
          : last === undefined
            ? 'no backup'
            : `newest backup of ${dateOf(last.BackupCreationDateTime)}`,
        several(replicas.length, 'replicas in other regions', 'replica in another region'),
        several(objects(table.GlobalSecondaryIndexes).length, 'indexes', 'index'),
        looseRecord(table.StreamSpecification).StreamEnabled === true && 'a stream is read from it',
      ],
      wayBack: recovers
        ? effort('the backup that is made when it is deleted can be restored for 35 days')
        : last !== undefined
          ? effort(
              `the backup ${textIn(last, 'BackupName')} of ${dateOf(last.BackupCreationDateTime)} stays; what came after it is lost`,
            )
          : unasked || heard.get('backups') === undefined
            ? gone('no backup could be looked up')
            : gone('there is no backup, and point-in-time recovery is off'),
      refused: table.DeletionProtectionEnabled === true ? 'deletion protection is on' : undefined,
      dependents: readers.map((each) => `aws_lambda_function ${lastPart(textIn(each, 'FunctionArn'))}`),
      remarks: [`DynamoDB: ${counted}.`],
    };
  },
};

const updateTable: Recipe = {
  on: 'dynamodb update-table, dynamodb update-continuous-backups, dynamodb update-time-to-live',
  type: 'aws_dynamodb_table',
  action: 'update',
  targets: tables,
  ask: (target) => ({
    table: ask('dynamodb', 'describe-table', '--table-name', target),
    'point-in-time recovery': ask('dynamodb', 'describe-continuous-backups', '--table-name', target),
  }),
  tell: (heard, _target, command) => {
    const table = looseRecord(heard.get('table')?.Table);
    if (textIn(table, 'TableName') === '') return undefined;
    const unprotected =
      command.flag('deletion-protection-enabled') === false && table.DeletionProtectionEnabled === true;
    const recovered = /PointInTimeRecoveryEnabled"?\s*[=:]\s*false/i.test(
      command.values('point-in-time-recovery-specification').join(' '),
    );
    const expires = /Enabled"?\s*[=:]\s*true/i.test(command.values('time-to-live-specification').join(' '));
    const drops = /"?Delete"?\s*[=:]/.test(command.values('global-secondary-index-updates').join(' '));
    return {
      size: sizeOf(table),
      facts: [
        unprotected && 'deletion protection is taken off',
        recovered && 'point-in-time recovery ends, and the recovery points with it',
        expires && 'items whose time is over are deleted from now on',
        drops && 'an index is deleted',
      ],
      wayBack: recovered
        ? gone('the recovery points so far cannot be had again')
        : expires
          ? effort('it can be turned off again, items that expired are lost')
          : drops
            ? effort('the index can be built again')
            : reversible('the old values can be set again'),
      remarks: [`DynamoDB: ${counted}.`],
    };
  },
};

/** How many deletions a request names, by table. */
function deletionsIn(request: string): ReadonlyMap<string, number> {
  try {
    const parsed = looseRecord(JSON.parse(request));
    const tables = looseRecord(parsed.RequestItems ?? parsed);
    return new Map(
      Object.entries(tables).map(([table, requests]) => [
        lastPart(table),
        objects(requests).filter((each) => each.DeleteRequest !== undefined).length,
      ]),
    );
  } catch {
    return new Map();
  }
}

const items: Recipe = {
  on: 'dynamodb delete-item, dynamodb batch-write-item',
  type: 'aws_dynamodb_table_item',
  targets: (command) =>
    command.operation === 'delete-item'
      ? tables(command)
      : [...deletionsIn(command.value('request-items') ?? '').keys()],
  ask: (target) => ({
    table: ask('dynamodb', 'describe-table', '--table-name', target),
    'point-in-time recovery': ask('dynamodb', 'describe-continuous-backups', '--table-name', target),
  }),
  tell: (heard, target, command) => {
    const table = looseRecord(heard.get('table')?.Table);
    if (textIn(table, 'TableName') === '') return undefined;
    const single = command.operation === 'delete-item';
    const count = single ? 1 : (deletionsIn(command.value('request-items') ?? '').get(target) ?? 0);
    const recovers = textIn(recoveryOf(heard), 'PointInTimeRecoveryStatus') === 'ENABLED';
    const total = numberIn(table, 'ItemCount');
    return {
      action: count > 0 ? 'delete' : 'update',
      holds: 'data',
      size: count > 0 ? { count, unit: 'items', atLeast: false } : undefined,
      facts: [
        count > 0 && total !== undefined && `of about ${total.toLocaleString('en')} in the table`,
        count === 0 && 'items are written; what stood there is replaced',
        `point-in-time recovery ${recovers ? 'on' : 'off'}`,
      ],
      wayBack: recovers
        ? effort('the table can be restored beside this one to a moment before')
        : gone('point-in-time recovery is off'),
    };
  },
};

const deleteBackup: Recipe = {
  on: 'dynamodb delete-backup',
  type: 'aws_dynamodb_backup',
  targets: (command) => command.values('backup-arn'),
  ask: (target) => ({ backup: ask('dynamodb', 'describe-backup', '--backup-arn', target) }),
  tell: (heard) => {
    const backup = looseRecord(heard.get('backup')?.BackupDescription);
    const details = looseRecord(backup.BackupDetails);
    if (textIn(details, 'BackupName') === '') return undefined;
    const bytes = numberIn(details, 'BackupSizeBytes');
    return {
      address: textIn(details, 'BackupName'),
      holds: 'backup',
      size: bytes === undefined ? undefined : { bytes, atLeast: false },
      facts: [
        `of ${dateOf(details.BackupCreationDateTime)}`,
        `of the table ${textIn(looseRecord(backup.SourceTableDetails), 'TableName')}`,
      ],
      wayBack: gone('it is a backup: what it could restore goes with it'),
    };
  },
};

const caches: Recipe = {
  on: 'elasticache delete-replication-group, elasticache delete-cache-cluster, elasticache delete-serverless-cache',
  type: 'aws_elasticache_replication_group',
  targets: (command) => command.values(cacheIn(command).option),
  ask: (target, command) => {
    const { describe, option, filter } = cacheIn(command);
    return {
      cache: ask('elasticache', describe, `--${option}`, target),
      snapshots: ask(
        'elasticache',
        filter === 'serverless' ? 'describe-serverless-cache-snapshots' : 'describe-snapshots',
        `--${option}`,
        target,
        capped,
      ),
    };
  },
  tell: (heard, _target, command) => {
    const { list, type } = cacheIn(command);
    const [cache] = heard.list('cache', list);
    if (cache === undefined) return undefined;
    const final = command.value('final-snapshot-identifier') ?? command.value('final-snapshot-name');
    const snapshots = [...heard.list('snapshots', 'Snapshots'), ...heard.list('snapshots', 'ServerlessCacheSnapshots')];
    const members = texts(cache.MemberClusters);
    const group = textIn(cache, 'ReplicationGroupId');
    return {
      type,
      facts: [
        final === undefined ? 'no final snapshot' : `final snapshot ${final}`,
        snapshots.length === 0 ? 'no snapshot seen' : several(snapshots.length, 'snapshots', 'snapshot'),
        [textIn(cache, 'Engine'), textIn(cache, 'CacheNodeType')].filter(Boolean).join(' '),
        several(members.length, 'nodes', 'node'),
        list === 'CacheClusters' && group !== '' && `a member of ${group}`,
      ],
      wayBack:
        final !== undefined
          ? effort(`a final snapshot ${final} is taken before it is deleted`)
          : snapshots.length > 0
            ? effort('an older snapshot can be restored; what came after it is lost')
            : gone('what it holds is lost: no final snapshot is taken, and no other was seen'),
      dependents: members.map((id) => `aws_elasticache_cluster ${id}`),
    };
  },
};

function cacheIn({ operation }: AwsCommand) {
  if (operation === 'delete-replication-group')
    return {
      option: 'replication-group-id',
      describe: 'describe-replication-groups',
      list: 'ReplicationGroups',
      type: 'aws_elasticache_replication_group',
      filter: 'own',
    } as const;
  if (operation === 'delete-serverless-cache')
    return {
      option: 'serverless-cache-name',
      describe: 'describe-serverless-caches',
      list: 'ServerlessCaches',
      type: 'aws_elasticache_serverless_cache',
      filter: 'serverless',
    } as const;
  return {
    option: 'cache-cluster-id',
    describe: 'describe-cache-clusters',
    list: 'CacheClusters',
    type: 'aws_elasticache_cluster',
    filter: 'own',
  } as const;
}

export const tableRecipes: readonly Recipe[] = [deleteTable, updateTable, items, deleteBackup, caches];
