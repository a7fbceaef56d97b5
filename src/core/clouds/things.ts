/** What clouds say of a thing that would go: what protects it, what it takes along, how it could come back. */
import { looseRecord, type Node, optionalList, textIn } from '../../base/looseJson.ts';
import type { Size, WayBack } from '../impact/impact.ts';
import { counted } from '../impact/nouns.ts';

/** What its own description says, and what was asked beside it. */
export interface Described {
  /** Clauses, the most telling first. */
  readonly facts: readonly string[];
  readonly wayBack?: WayBack;
  readonly refusedBecause?: string;
  readonly size?: Size;
}

/** `more`: answers to what was asked beside the description, by their names in the table. */
export type Describe = (thing: Node, more: Readonly<Record<string, unknown>>, flags: ReadonlySet<string>) => Described;

const effort = (why: string): WayBack => ({ kind: 'effort', why });
const gone = (why: string): WayBack => ({ kind: 'irreversible', why });
const at = (thing: Node, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => looseRecord(value)[key], thing);
const isOn = (value: unknown): boolean => value === true || /^(?:true|enabled|enforced)$/i.test(String(value));
const present = (...facts: readonly (string | undefined | false)[]): readonly string[] =>
  facts.filter((fact) => typeof fact === 'string' && fact !== '') as readonly string[];
const newest = (list: unknown, ...names: readonly string[]): string | undefined =>
  optionalList(list)
    .map((each) => names.map((name) => textIn(looseRecord(each), name)).find(Boolean) ?? '')
    .filter(Boolean)
    .sort()
    .at(-1)
    ?.slice(0, 10);
/** Days that a number of seconds comes to; undefined for none. */
const days = (seconds: unknown): number | undefined => {
  const number = Number(String(seconds ?? '').replace(/s$/, ''));
  return number > 0 ? Math.round(number / 86_400) : undefined;
};

const protectedBy = (on: boolean, why = 'deletion protection is on'): Pick<Described, 'refusedBecause'> =>
  on ? { refusedBecause: why } : {};
const protection = (on: boolean): string => `deletion protection ${on ? 'on' : 'off'}`;

/** By the names Terraform has for the types. Sources: the reference pages of `gcloud … describe` and `az … show`. */
export const descriptions: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  [
    'google_sql_database_instance',
    (thing, { backups }) => {
      const on = isOn(at(thing, 'settings', 'deletionProtectionEnabled'));
      const replicas = optionalList(thing.replicaNames).length;
      const kept = optionalList(backups).length;
      const last = newest(backups, 'endTime', 'windowStartTime');
      return {
        facts: present(
          protection(on),
          kept > 0 ? `${counted(kept, 'backup')} of it, the newest of ${last}` : 'no backup seen',
          textIn(thing, 'databaseVersion'),
          replicas > 0 && counted(replicas, 'replica'),
        ),
        wayBack: gone('its automatic backups are deleted with it'),
        ...protectedBy(on),
        ...(replicas > 0 && !on ? { refusedBecause: 'its replicas have to go first' } : {}),
      };
    },
  ],
  [
    'google_compute_instance',
    (thing, _, flags) => {
      const on = isOn(thing.deletionProtection);
      const disks = optionalList(thing.disks).map(looseRecord);
      const going = flags.has('--keep-disks') ? [] : disks.filter(({ autoDelete }) => autoDelete === true);
      return {
        facts: present(
          protection(on),
          going.length > 0 ? `${counted(going.length, 'disk')} deleted with it` : 'its disks stay',
          textIn(thing, 'status').toLowerCase(),
        ),
        wayBack:
          going.length > 0
            ? gone('disks that are deleted with it have no copy that was seen')
            : effort('it can be made again from its disks'),
        ...protectedBy(on),
      };
    },
  ],
  [
    'google_compute_disk',
    (thing, { snapshots }) => {
      const users = optionalList(thing.users).map((each) => String(each).split('/').at(-1));
      const last = newest(snapshots, 'creationTimestamp');
      return {
        facts: present(
          textIn(thing, 'sizeGb') !== '' && `${textIn(thing, 'sizeGb')} GB large`,
          last === undefined ? 'no snapshot seen' : `newest snapshot of ${last}`,
        ),
        wayBack:
          last === undefined
            ? gone('it holds data, and no snapshot was seen')
            : effort(`its snapshot of ${last} can be restored; what came after is lost`),
        ...protectedBy(users.length > 0, `it is in use by ${users.join(', ')}`),
      };
    },
  ],
  [
    'google_storage_bucket',
    (thing, { usage }) => {
      const window = days(at(thing, 'soft_delete_policy', 'retentionDurationSeconds'));
      const versioned = isOn(thing.versioning_enabled) || isOn(at(thing, 'versioning', 'enabled'));
      const locked = days(at(thing, 'retention_policy', 'retentionPeriod'));
      const bytes = Number(/^\s*(\d+)/.exec(String(usage ?? ''))?.[1] ?? Number.NaN);
      return {
        facts: present(
          window === undefined ? 'soft delete off' : `soft delete for ${counted(window, 'day')}`,
          `versioning ${versioned ? 'on' : 'off'}`,
        ),
        wayBack:
          window === undefined
            ? gone('soft delete is off')
            : effort(`it can be restored for ${counted(window, 'day')}, then never again`),
        ...protectedBy(locked !== undefined, `its retention policy keeps objects for ${locked} days`),
        ...(Number.isNaN(bytes) ? {} : { size: { bytes, atLeast: false } }),
      };
    },
  ],
  [
    'google_project',
    (thing) => ({
      facts: present(textIn(thing, 'lifecycleState').toLowerCase()),
      wayBack: effort('it can be restored for 30 days, then never again'),
    }),
  ],
  [
    'google_container_cluster',
    (thing) => {
      const on = isOn(thing.deletionProtection);
      const nodes = Number(thing.currentNodeCount);
      return { facts: present(protection(on), nodes > 0 && counted(nodes, 'node')), ...protectedBy(on) };
    },
  ],
  [
    'google_spanner_database',
    (thing, { backups }) => {
      const on = isOn(thing.enableDropProtection);
      const last = newest(backups, 'createTime');
      return {
        facts: present(
          `drop protection ${on ? 'on' : 'off'}`,
          last === undefined ? 'no backup seen' : `newest backup of ${last}`,
        ),
        wayBack:
          last === undefined
            ? gone('it holds data, and no backup was seen')
            : effort(`its backup of ${last} can be restored; what came after is lost`),
        ...protectedBy(on, 'drop protection is on'),
      };
    },
  ],
  [
    'google_kms_crypto_key_version',
    (thing) => ({
      facts: present(textIn(thing, 'state').toLowerCase(), textIn(thing, 'algorithm')),
      wayBack: effort('it can be restored until the time it is scheduled for, then never again'),
    }),
  ],
  [
    'google_bigquery_table',
    (thing) => {
      const [rows, bytes] = [Number(thing.numRows), Number(thing.numBytes)];
      return {
        facts: present(textIn(thing, 'type') === 'VIEW' && 'a view'),
        wayBack: effort('it can be had back by time travel within 7 days at most, then never again'),
        ...(Number.isNaN(rows) || Number.isNaN(bytes)
          ? {}
          : { size: { count: rows, unit: 'rows', bytes, atLeast: false } }),
      };
    },
  ],
  [
    'google_bigquery_dataset',
    () => ({ facts: [], wayBack: effort('it can be had back within 7 days at most, then never again') }),
  ],
  [
    'azurerm_virtual_machine',
    (thing) => {
      const disks = [
        at(thing, 'storageProfile', 'osDisk'),
        ...optionalList(at(thing, 'storageProfile', 'dataDisks')),
      ].map(looseRecord);
      const going = disks.filter((each) => textIn(each, 'deleteOption') === 'Delete').length;
      return {
        facts: present(going > 0 ? `${counted(going, 'disk')} deleted with it` : 'its disks stay'),
        wayBack:
          going > 0
            ? gone('disks that are deleted with it have no copy that was seen')
            : effort('it can be made again from its disks'),
      };
    },
  ],
  [
    'azurerm_key_vault',
    (thing) => {
      const window = Number(at(thing, 'properties', 'softDeleteRetentionInDays') ?? 90);
      const purge = isOn(at(thing, 'properties', 'enablePurgeProtection'));
      return {
        facts: present(`soft delete for ${counted(window, 'day')}`, `purge protection ${purge ? 'on' : 'off'}`),
        wayBack: effort(`it can be recovered for ${counted(window, 'day')}, then never again`),
      };
    },
  ],
  [
    'azurerm_mssql_database',
    (thing) => {
      const earliest = textIn(thing, 'earliestRestoreDate').slice(0, 10);
      return {
        facts: present(
          textIn(thing, 'currentServiceObjectiveName'),
          earliest !== '' && `can be restored back to ${earliest}`,
        ),
        wayBack:
          earliest === ''
            ? gone('it holds data, and no backup was seen')
            : effort('a deleted database can be restored from its server’s backups, as long as the server stays'),
      };
    },
  ],
  [
    'azurerm_postgresql_flexible_server',
    (thing) => {
      const kept = Number(at(thing, 'backup', 'backupRetentionDays'));
      return {
        facts: present(
          textIn(thing, 'version') !== '' && `PostgreSQL ${textIn(thing, 'version')}`,
          kept > 0 && `backups for ${counted(kept, 'day')}, deleted with it`,
        ),
        wayBack: gone('its backups are deleted with it'),
      };
    },
  ],
  [
    'azurerm_cosmosdb_account',
    (thing) => {
      const continuous = textIn(looseRecord(thing.backupPolicy), 'type') === 'Continuous';
      return {
        facts: present(`${continuous ? 'continuous' : 'periodic'} backup`),
        wayBack: continuous
          ? effort('it can be restored from its continuous backup')
          : effort('only Azure’s support can restore its periodic backups'),
      };
    },
  ],
  [
    'azurerm_storage_account',
    (thing, { service }) => {
      const kept = looseRecord(looseRecord(service).deleteRetentionPolicy);
      return {
        facts: present(
          textIn(looseRecord(thing.sku), 'name'),
          isOn(kept.enabled)
            ? `soft delete of blobs for ${kept.days} days, deleted with it`
            : 'soft delete of blobs off',
        ),
      };
    },
  ],
  [
    'azurerm_kubernetes_cluster',
    (thing) => {
      const nodes = optionalList(thing.agentPoolProfiles).reduce<number>(
        (sum, pool) => sum + (Number(looseRecord(pool).count) || 0),
        0,
      );
      return { facts: present(nodes > 0 && counted(nodes, 'node')) };
    },
  ],
]);
