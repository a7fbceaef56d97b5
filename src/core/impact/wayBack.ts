/** Whether a change can be taken back, and what would refuse it: by the kind of change, by what the resource holds, by its protections. */
import type { Action, Holding, WayBack } from './impact.ts';

export interface Changed {
  readonly action: Action;
  readonly type: string;
  readonly holds: Holding | undefined;
  /** `holds` is only guessed from the type's name. */
  readonly guessed: boolean;
  /** The resource as it is; what protects it stands there. */
  readonly before: Readonly<Record<string, unknown>>;
  /** Some changed attribute's old value is not readable, so nobody can set it again. */
  readonly lostSecret: boolean;
  /** The attributes that change, by their first name. */
  readonly touched: readonly string[];
}

/** What the resource itself says about its end. */
interface Protection {
  /** Why the tool or the provider will refuse. */
  readonly refused?: string;
  readonly wayBack?: WayBack;
}

type State = Readonly<Record<string, unknown>>;

const effort = (why: string): WayBack => ({ kind: 'effort', why });
const gone = (why: string): WayBack => ({ kind: 'irreversible', why });

const isOn = (state: State, ...names: readonly string[]): boolean =>
  names.some((name) => state[name] === true || /^(?:active|enabled)$/i.test(String(state[name])));

const locked = (state: State): Protection =>
  isOn(state, 'deletion_protection', 'deletion_protection_enabled', 'enable_drop_protection', 'disable_api_termination')
    ? { refused: 'deletion protection is on' }
    : {};

/** Databases that can leave a last snapshot behind. */
const snapshotting = (state: State): Protection =>
  state.skip_final_snapshot === false
    ? { ...locked(state), wayBack: effort('a final snapshot is taken before it is deleted') }
    : state.skip_final_snapshot === true
      ? { ...locked(state), wayBack: gone('no final snapshot is taken') }
      : locked(state);

const emptied = (state: State, flag: string, what: string): Protection =>
  state[flag] === true
    ? { wayBack: gone(`${flag} is set: ${what} are deleted with it`) }
    : { refused: `it is deleted only when it holds no ${what}` };

const window = (state: State, name: string, usual: number): Protection => {
  const days = typeof state[name] === 'number' ? state[name] : usual;
  return {
    wayBack:
      days > 0
        ? effort(`it can be restored for ${days} days, then never again`)
        : gone('it is deleted without a window to restore it'),
  };
};

/** Sources: the resources' pages of the AWS, Google and Azure providers. */
const protections: ReadonlyMap<string, (state: State) => Protection> = new Map<string, (state: State) => Protection>([
  ['aws_db_instance', snapshotting],
  ['aws_rds_cluster', snapshotting],
  ['aws_redshift_cluster', snapshotting],
  ['aws_docdb_cluster', snapshotting],
  ['aws_neptune_cluster', snapshotting],
  ['aws_s3_bucket', (state) => emptied(state, 'force_destroy', 'objects')],
  ['aws_ecr_repository', (state) => emptied(state, 'force_delete', 'images')],
  ['aws_route53_zone', (state) => emptied(state, 'force_destroy', 'records')],
  ['aws_backup_vault', (state) => emptied(state, 'force_destroy', 'recovery points')],
  ['google_storage_bucket', (state) => emptied(state, 'force_destroy', 'objects')],
  ['google_bigquery_dataset', (state) => emptied(state, 'delete_contents_on_destroy', 'tables')],
  ['aws_kms_key', (state) => window(state, 'deletion_window_in_days', 30)],
  ['aws_secretsmanager_secret', (state) => window(state, 'recovery_window_in_days', 30)],
  ['azurerm_key_vault', (state) => window(state, 'soft_delete_retention_days', 90)],
  ['google_kms_crypto_key', () => ({ wayBack: effort('its versions can be restored until the scheduled time') })],
  ['google_project', () => ({ wayBack: effort('it can be restored for 30 days') })],
  [
    'aws_cloudwatch_log_group',
    (state) => (state.skip_destroy === true ? { wayBack: effort('the log group itself is kept') } : {}),
  ],
]);

/** What is lost, in words. */
const losses: Readonly<Record<Holding, string>> = {
  data: 'it holds data, and no backup was seen',
  backup: 'it is a backup: what it could restore goes with it',
  key: 'everything encrypted with it becomes unreadable',
  identity: 'its users and their credentials go with it',
  'vm-disk': 'its local disks may go with it',
  queue: 'messages in flight are lost',
  secret: 'whoever uses the value loses it',
  address: 'the name or address may not be had again',
  log: 'its records go with it',
  container: 'everything in it goes with it',
  opaque: 'nobody can see what it stands for',
};

const irrecoverable: ReadonlySet<Holding> = new Set(['data', 'backup', 'key', 'identity', 'log', 'container']);

/** Attributes whose old value may have acted meanwhile, so that setting it again does not undo everything. */
const acts =
  /polic|permission|rule|ingress|egress|role|grant|acl|public|cidr|lifecycle|retention|ttl|expir|schema|engine_version|version$/i;

/** How a change of one resource could be undone, and what will refuse it. */
export function wayBackOf(changed: Changed): { readonly wayBack: WayBack; readonly refusedBecause?: string } {
  switch (changed.action) {
    case 'read':
      return { wayBack: { kind: 'none needed', why: 'it only reads' } };
    case 'create':
      return { wayBack: { kind: 'reversible', why: 'it can be deleted again' } };
    case 'import':
      return { wayBack: { kind: 'reversible', why: 'it can be taken out of the state again' } };
    case 'forget':
      return { wayBack: effort('it keeps running and has to be imported again') };
    case 'update':
      return { wayBack: updated(changed) };
    case 'delete':
    case 'replace':
      return deleted(changed);
    case 'unknown':
      return { wayBack: { kind: 'unknown', why: 'what happens to it is not known' } };
  }
}

function updated({ lostSecret, touched }: Changed): WayBack {
  if (lostSecret) return effort('an old value cannot be read, and so not be set again');
  const acted = touched.find((name) => acts.test(name));
  if (acted !== undefined) return effort(`the old ${acted} can be set again, what happened meanwhile stays`);
  return { kind: 'reversible', why: 'the old values can be set again' };
}

function deleted({ action, type, holds, guessed, before }: Changed): {
  readonly wayBack: WayBack;
  readonly refusedBecause?: string;
} {
  const { refused, wayBack } = protections.get(type)?.(before) ?? locked(before);
  const refusal = refused === undefined ? {} : { refusedBecause: refused };
  if (wayBack !== undefined) return { wayBack, ...refusal };
  if (holds === 'opaque') return { wayBack: { kind: 'unknown', why: losses.opaque }, ...refusal };
  if (holds !== undefined && irrecoverable.has(holds))
    return { wayBack: gone(guessed ? `by its name ${losses.data}` : losses[holds]), ...refusal };
  if (holds !== undefined) return { wayBack: effort(losses[holds]), ...refusal };
  return {
    wayBack: effort(
      action === 'replace' ? 'it is built again, with a new identity' : 'it can be built again, with a new identity',
    ),
    ...refusal,
  };
}
