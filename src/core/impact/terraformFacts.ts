/** What the attributes of an existing resource say that is worth knowing before it goes. */
import { looseRecord, type Node } from '../../base/looseJson.ts';
import { type Masker, markAt } from './masking.ts';

interface Fact {
  readonly name: string;
  /** A clause, where the value says something. */
  readonly says: (value: unknown) => string | undefined;
}

const onOff =
  (what: string) =>
  (value: unknown): string | undefined =>
    value === true ? `${what} on` : value === false ? `${what} off` : undefined;

const amount =
  (unit: string, what = '') =>
  (value: unknown): string | undefined =>
    typeof value === 'number' && value > 0 ? `${value} ${unit}${what}` : undefined;

const days =
  (kept: string, none: string) =>
  (value: unknown): string | undefined =>
    value === 0 ? none : typeof value === 'number' ? `${kept} ${value} ${value === 1 ? 'day' : 'days'}` : undefined;

/** Blocks come as lists of one. */
const inBlock =
  (name: string, says: Fact['says']) =>
  (value: unknown): string | undefined =>
    Array.isArray(value) && value.length === 1 ? says(looseRecord(value[0])[name]) : undefined;

/** Names that mean the same in the resources of all providers; the size first. */
const facts: readonly Fact[] = [
  { name: 'allocated_storage', says: amount('GB', ' allocated') },
  { name: 'size', says: amount('GB') },
  { name: 'disk_size', says: amount('GB') },
  { name: 'disk_size_gb', says: amount('GB') },
  { name: 'storage_mb', says: amount('MB') },
  { name: 'storage_size_in_gb', says: amount('GB') },
  { name: 'deletion_protection', says: onOff('deletion protection') },
  { name: 'deletion_protection_enabled', says: onOff('deletion protection') },
  { name: 'enable_deletion_protection', says: onOff('deletion protection') },
  { name: 'purge_protection_enabled', says: onOff('purge protection') },
  {
    name: 'skip_final_snapshot',
    says: (value) => (value === true ? 'no final snapshot' : value === false ? 'a final snapshot is taken' : undefined),
  },
  { name: 'backup_retention_period', says: days('backups kept', 'no automatic backups') },
  { name: 'backup_retention_days', says: days('backups kept', 'no automatic backups') },
  { name: 'point_in_time_recovery', says: inBlock('enabled', onOff('point-in-time recovery')) },
  { name: 'versioning', says: inBlock('enabled', onOff('versioning')) },
  { name: 'force_destroy', says: (value) => (value === true ? 'its content goes with it' : undefined) },
  { name: 'force_delete', says: (value) => (value === true ? 'its content goes with it' : undefined) },
  { name: 'multi_az', says: (value) => (value === true ? 'in several zones' : undefined) },
];

const environmentTags = /^(?:environment|env|stage|tier)$/i;

/** Clauses: "412 GB allocated", "deletion protection off", "tagged Environment = production". */
export function factsOf(before: Node, marks: unknown, mask: Masker): readonly string[] {
  const engine = [before.engine, before.engine_version ?? before.database_version].filter(isPlainWord).join(' ');
  return [
    ...new Set([
      ...(engine === '' || markAt(marks, 'engine') === true ? [] : [mask.text(engine)]),
      ...facts.flatMap(({ name, says }) => {
        const said = markAt(marks, name) === true ? undefined : says(before[name]);
        return said === undefined ? [] : [said];
      }),
      ...tagged(before, marks, mask),
    ]),
  ];
}

function tagged(before: Node, marks: unknown, mask: Masker): readonly string[] {
  for (const name of ['tags', 'tags_all', 'labels', 'effective_labels']) {
    if (markAt(marks, name) === true) continue;
    for (const [tag, value] of Object.entries(looseRecord(before[name])))
      if (environmentTags.test(tag) && isPlainWord(value)) return [`tagged ${tag} = ${mask.text(value)}`];
  }
  return [];
}

/** Attributes whose change in place stops what runs, by type: as the resources' pages of the providers say. */
const restarting: ReadonlyMap<string, RegExp> = new Map([
  ['aws_instance', /^(?:instance_type|ebs_optimized|user_data(?:_base64)?|cpu_options|hibernation)\b/],
  ['aws_db_instance', /^(?:instance_class|engine_version|parameter_group_name|multi_az|storage_type)$/],
  ['aws_rds_cluster_instance', /^(?:instance_class|engine_version)$/],
  ['aws_rds_cluster', /^(?:engine_version|db_cluster_parameter_group_name)$/],
  ['aws_elasticache_cluster', /^(?:node_type|engine_version)$/],
  ['aws_elasticache_replication_group', /^(?:node_type|engine_version)$/],
  ['google_compute_instance', /^(?:machine_type|min_cpu_platform|service_account|enable_display)\b/],
  ['google_sql_database_instance', /^settings\[0\]\.(?:tier|availability_type|disk_type|database_flags)\b/],
  ['azurerm_linux_virtual_machine', /^size$/],
  ['azurerm_windows_virtual_machine', /^size$/],
]);

/** Whether a change in place restarts it. */
export const restarts = (type: string, touched: readonly string[]): boolean =>
  touched.some((path) => restarting.get(type)?.test(path) === true);

const isPlainWord = (value: unknown): value is string => typeof value === 'string' && /^[\w .:/-]{1,60}$/.test(value);
