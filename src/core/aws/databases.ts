/**
 * RDS, Aurora, Neptune and DocumentDB: instances, clusters, and their snapshots.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html
 */
import { type Node, textIn } from '../../base/looseJson.ts';
import type { WayBack } from '../impact/impact.ts';
import type { AwsCommand } from './command.ts';
import {
  ask,
  capped,
  dateOf,
  effort,
  environmentTag,
  type Finding,
  gib,
  gone,
  type Heard,
  named,
  newest,
  numberIn,
  objects,
  type Recipe,
  reversible,
  several,
  texts,
} from './recipe.ts';

/** The services that share one API. */
const spelledFor = (operation: string): string =>
  ['rds', 'neptune', 'docdb'].map((service) => `${service} ${operation}`).join(', ');

const instanceTypes: ReadonlyMap<string, string> = new Map([
  ['neptune', 'aws_neptune_cluster_instance'],
  ['docdb', 'aws_docdb_cluster_instance'],
]);
const clusterTypes: ReadonlyMap<string, string> = new Map([
  ['neptune', 'aws_neptune_cluster'],
  ['docdb', 'aws_docdb_cluster'],
]);

const engineOf = (db: Node): string => [textIn(db, 'Engine'), textIn(db, 'EngineVersion')].filter(Boolean).join(' ');

/** What the command leaves behind, by its own words. */
function finalSnapshot(command: AwsCommand): string | undefined {
  if (command.flag('skip-final-snapshot') === true) return undefined;
  return command.value('final-db-snapshot-identifier') ?? command.value('final-snapshot-identifier');
}

/** How a database could be had again: its last snapshot, an older one, or none. */
function backOf(command: AwsCommand, heard: Heard, list: string): { readonly wayBack: WayBack; readonly fact: string } {
  const last = finalSnapshot(command);
  if (last !== undefined)
    return {
      wayBack: effort(`a final snapshot ${last} is taken before it is deleted`),
      fact: `final snapshot ${last}`,
    };
  if (heard.get('snapshots') === undefined)
    return {
      wayBack: gone('no final snapshot is taken, and other snapshots could not be looked up'),
      fact: 'no final snapshot',
    };
  const snapshots = heard.list('snapshots', list);
  // Automated ones end with it, unless they are kept on purpose.
  const kept = command.flag('delete-automated-backups') === false;
  const left = newest(
    snapshots.filter((each) => kept || textIn(each, 'SnapshotType') !== 'automated'),
    'SnapshotCreateTime',
  );
  const automated = snapshots.some((each) => textIn(each, 'SnapshotType') === 'automated');
  if (left === undefined)
    return {
      wayBack: gone(
        automated
          ? 'no final snapshot is taken, and its automated backups are deleted with it'
          : 'no final snapshot is taken, and there is no other',
      ),
      fact: 'no final snapshot',
    };
  const date = dateOf(left.SnapshotCreateTime);
  const id = textIn(left, 'DBSnapshotIdentifier') || textIn(left, 'DBClusterSnapshotIdentifier');
  return {
    wayBack: effort(`the snapshot ${id} of ${date} stays; what came after it is lost`),
    fact: `no final snapshot, the newest is of ${date}`,
  };
}

const deleteInstance: Recipe = {
  on: spelledFor('delete-db-instance'),
  type: 'aws_db_instance',
  targets: (command) => command.values('db-instance-identifier'),
  ask: (target, { service }) => ({
    instance: ask(service, 'describe-db-instances', '--db-instance-identifier', target),
    ...(service === 'rds'
      ? { snapshots: ask('rds', 'describe-db-snapshots', '--db-instance-identifier', target, capped) }
      : {}),
  }),
  tell: (heard, _target, command) => {
    const [db] = heard.list('instance', 'DBInstances');
    if (db === undefined) return undefined;
    const replicas = texts(db.ReadReplicaDBInstanceIdentifiers);
    const source = textIn(db, 'ReadReplicaSourceDBInstanceIdentifier');
    const cluster = textIn(db, 'DBClusterIdentifier');
    const elsewhere = cluster === '' ? source : cluster;
    const back = backOf(command, heard, 'DBSnapshots');
    const type = instanceTypes.get(command.service);
    return {
      ...(type === undefined ? {} : { type }),
      size: cluster === '' ? gib(db.AllocatedStorage) : undefined,
      facts: [
        `deletion protection ${db.DeletionProtection === true ? 'on' : 'off'}`,
        elsewhere === '' ? back.fact : cluster === '' ? `a replica of ${source}` : `a member of the cluster ${cluster}`,
        environmentTag(db.TagList),
        engineOf(db),
        db.MultiAZ === true && 'in several zones',
        numberIn(db, 'BackupRetentionPeriod') === 0 && 'automated backups off',
        textIn(db, 'DBInstanceStatus') !== 'available' && textIn(db, 'DBInstanceStatus'),
      ],
      ...(elsewhere === ''
        ? { wayBack: back.wayBack }
        : { wayBack: effort(`its data stays in ${elsewhere}`), holds: 'nothing' }),
      refused: refusalOf(db, command, elsewhere === ''),
      dependents: replicas.map((id) => `aws_db_instance ${id}`),
    };
  },
};

function refusalOf(db: Node, command: AwsCommand, own: boolean): string | undefined {
  if (db.DeletionProtection === true) return 'deletion protection is on';
  return own && command.flag('skip-final-snapshot') !== true && finalSnapshot(command) === undefined
    ? 'neither a final snapshot is named nor --skip-final-snapshot given'
    : undefined;
}

const deleteCluster: Recipe = {
  on: spelledFor('delete-db-cluster'),
  type: 'aws_rds_cluster',
  targets: (command) => command.values('db-cluster-identifier'),
  ask: (target, { service }) => ({
    cluster: ask(service, 'describe-db-clusters', '--db-cluster-identifier', target),
    snapshots: ask(service, 'describe-db-cluster-snapshots', '--db-cluster-identifier', target, capped),
  }),
  tell: (heard, _target, command) => {
    const [db] = heard.list('cluster', 'DBClusters');
    if (db === undefined) return undefined;
    const members = named(objects(db.DBClusterMembers), 'DBInstanceIdentifier');
    const back = backOf(command, heard, 'DBClusterSnapshots');
    const type = clusterTypes.get(command.service);
    const allocated = numberIn(db, 'AllocatedStorage') ?? 0;
    return {
      ...(type === undefined ? {} : { type }),
      // Aurora grows by itself and says 1.
      size: allocated > 1 ? gib(allocated) : undefined,
      facts: [
        `deletion protection ${db.DeletionProtection === true ? 'on' : 'off'}`,
        back.fact,
        environmentTag(db.TagList),
        engineOf(db),
        several(members.length, 'instances', 'instance'),
        textIn(db, 'GlobalWriteForwardingStatus') !== '' && 'a part of a global cluster',
      ],
      wayBack: back.wayBack,
      refused:
        refusalOf(db, command, true) ??
        (members.length > 0 ? `it still has the instances ${members.join(', ')}` : undefined),
      dependents: members.map((id) => `aws_rds_cluster_instance ${id}`),
    };
  },
};

const deleteSnapshot: Recipe = {
  on: `${spelledFor('delete-db-cluster-snapshot')}, rds delete-db-snapshot`,
  type: 'aws_db_snapshot',
  targets: (command) =>
    command.values(
      command.operation === 'delete-db-snapshot' ? 'db-snapshot-identifier' : 'db-cluster-snapshot-identifier',
    ),
  ask: (target, { service, operation }) => ({
    snapshot:
      operation === 'delete-db-snapshot'
        ? ask(service, 'describe-db-snapshots', '--db-snapshot-identifier', target)
        : ask(service, 'describe-db-cluster-snapshots', '--db-cluster-snapshot-identifier', target),
  }),
  askOn: (heard, _target, { service, operation }) => {
    const of = sourceIn(heard);
    if (of === '') return {};
    return operation === 'delete-db-snapshot'
      ? { database: ask(service, 'describe-db-instances', '--db-instance-identifier', of) }
      : { database: ask(service, 'describe-db-clusters', '--db-cluster-identifier', of) };
  },
  tell: (heard, _target, { operation }) => {
    const [snapshot] = [...heard.list('snapshot', 'DBSnapshots'), ...heard.list('snapshot', 'DBClusterSnapshots')];
    if (snapshot === undefined) return undefined;
    const of = sourceIn(heard);
    const alive = heard.get('database') !== undefined;
    const missing = /\(DB(?:Instance|Cluster)NotFound(?:Fault)?\)/.test(heard.failed('database') ?? '');
    return {
      type: operation === 'delete-db-snapshot' ? 'aws_db_snapshot' : 'aws_db_cluster_snapshot',
      size: gib(snapshot.AllocatedStorage),
      facts: [
        `of ${dateOf(snapshot.SnapshotCreateTime)}`,
        of !== '' && `a copy of ${of}${missing ? ', which no longer exists' : alive ? ', which still exists' : ''}`,
        textIn(snapshot, 'SnapshotType'),
      ],
      fine: ['DBInstanceNotFound', 'DBClusterNotFoundFault', 'DBInstanceNotFoundFault'],
      wayBack: gone(
        missing
          ? 'it is a backup of something that no longer exists'
          : 'it is a backup: what it could restore goes with it',
      ),
    };
  },
};

const sourceIn = (heard: Heard): string => {
  const [snapshot] = [...heard.list('snapshot', 'DBSnapshots'), ...heard.list('snapshot', 'DBClusterSnapshots')];
  return textIn(snapshot ?? {}, 'DBInstanceIdentifier') || textIn(snapshot ?? {}, 'DBClusterIdentifier');
};

/** A cluster's and an instance's operations are spelled alike. */
const kindIn = ({ operation }: AwsCommand): 'cluster' | 'instance' =>
  operation.endsWith('cluster') ? 'cluster' : 'instance';

const change: Recipe = {
  on: ['stop', 'start', 'reboot', 'modify', 'failover']
    .flatMap((verb) => [spelledFor(`${verb}-db-instance`), spelledFor(`${verb}-db-cluster`)])
    .join(', '),
  type: 'aws_db_instance',
  action: 'update',
  targets: (command) => command.values(`db-${kindIn(command)}-identifier`),
  ask: (target, command) => {
    const kind = kindIn(command);
    return { database: ask(command.service, `describe-db-${kind}s`, `--db-${kind}-identifier`, target) };
  },
  tell: (heard, _target, command) => {
    const kind = kindIn(command);
    const [db] = heard.list('database', kind === 'cluster' ? 'DBClusters' : 'DBInstances');
    if (db === undefined) return undefined;
    return {
      type: kind === 'cluster' ? 'aws_rds_cluster' : 'aws_db_instance',
      ...changedBy(db, command),
      dependents: texts(db.ReadReplicaDBInstanceIdentifiers).map((id) => `aws_db_instance ${id}`),
    };
  },
};

/** Options of `modify-…`, by the attribute they set and the member that holds it now. */
const settings: readonly (readonly [option: string, attribute: string, member: string])[] = [
  ['backup-retention-period', 'backup_retention_period', 'BackupRetentionPeriod'],
  ['allocated-storage', 'allocated_storage', 'AllocatedStorage'],
  ['engine-version', 'engine_version', 'EngineVersion'],
  ['db-instance-class', 'instance_class', 'DBInstanceClass'],
];
const switches: readonly (readonly [flag: string, attribute: string, member: string])[] = [
  ['deletion-protection', 'deletion_protection', 'DeletionProtection'],
  ['publicly-accessible', 'publicly_accessible', 'PubliclyAccessible'],
  ['multi-az', 'multi_az', 'MultiAZ'],
];

function changedBy(db: Node, command: AwsCommand): Finding {
  const verb = command.operation.split('-')[0] ?? '';
  const size = gib(db.AllocatedStorage);
  const about = [engineOf(db), environmentTag(db.TagList)];
  const done: Readonly<Record<string, string>> = {
    stop: 'stops: an outage until it is started again',
    reboot: 'restarts: a short outage',
    failover: 'another instance takes over: a short outage',
    start: 'starts',
  };
  if (verb !== 'modify')
    return {
      size,
      facts: [done[verb], ...about],
      wayBack: reversible(verb === 'stop' ? 'it can be started again' : 'it comes up again'),
    };
  const valued = settings.flatMap(([option, path, member]) => {
    const after = command.value(option);
    return after === undefined
      ? []
      : [{ path, before: db[member], after: /^\d+$/.test(after) ? Number(after) : after }];
  });
  const switched = switches.flatMap(([flag, path, member]) => {
    const after = command.flag(flag);
    return after === undefined ? [] : [{ path, before: db[member], after }];
  });
  const renamed = command.value('new-db-instance-identifier') ?? command.value('new-db-cluster-identifier');
  const secret = command.value('master-user-password') !== undefined;
  const forgets = command.value('backup-retention-period') === '0' && db.BackupRetentionPeriod !== 0;
  return {
    size,
    attributes: [
      ...[...valued, ...switched]
        .filter(({ before, after }) => before !== after)
        .map(({ path, before, after }) => ({
          path,
          before: { kind: 'value', text: JSON.stringify(before ?? null) } as const,
          after: { kind: 'value', text: JSON.stringify(after) } as const,
          forces: false,
        })),
      ...(secret
        ? [{ path: 'password', before: { kind: 'masked' } as const, after: { kind: 'masked' } as const, forces: false }]
        : []),
    ],
    facts: [
      command.flag('deletion-protection') === false &&
        db.DeletionProtection === true &&
        'deletion protection is taken off',
      forgets && 'automated backups end, and those there are go',
      renamed !== undefined && `renamed to ${renamed}: whoever connects by its name no longer finds it`,
      secret && 'its password changes: whoever uses the old one is locked out',
      command.flag('apply-immediately') === true ? 'at once' : 'some of it in the maintenance window',
      ...about,
    ],
    wayBack: forgets
      ? gone('the automated backups so far are deleted')
      : secret
        ? effort('the old password cannot be read, and so not be set again')
        : command.value('engine-version') === undefined
          ? reversible('the old values can be set again')
          : effort('an engine does not go back to an older version; only a snapshot does'),
  };
}

export const databaseRecipes: readonly Recipe[] = [deleteInstance, deleteCluster, deleteSnapshot, change];
