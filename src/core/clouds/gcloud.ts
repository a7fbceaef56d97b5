/**
 * What `gcloud` and `gsutil` would delete, by the descriptions the same tools give.
 * @see https://cloud.google.com/sdk/gcloud/reference
 */
import { canonical } from '../../base/json.ts';
import { looseRecord, optionalList, textIn } from '../../base/looseJson.ts';
import { jsonOf, recordOf } from '../impact/answers.ts';
import type { Impact } from '../impact/impact.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { wholeImpact } from '../impact/whole.ts';
import { redact } from '../journal/redact.ts';
import { literals } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { deleted, nodeOf, type Thing, untold } from './gone.ts';

/** Milliseconds. One call takes three to five seconds. */
const limit = 90_000;
/** Things of one command that are described. */
export const mostNames = 10;
export const mostListed = 1_000;

export const gcloudEnv = {
  CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
  CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: '1',
  CLOUDSDK_CORE_DISABLE_FILE_LOGGING: '1',
  CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: '1',
  CLOUDSDK_CORE_LOG_HTTP: 'false',
};

const values = names(
  '--account --billing-project --configuration --flags-file --flatten --format --impersonate-service-account --project --verbosity --access-token-file --zone --region --location --filter --limit --cluster --instance --keyring --key --keep-disks --delete-disks --service --network --project_id --dataset_id --api --bigqueryrc --credential_file -i -u',
);
const context = names('--account --billing-project --configuration --impersonate-service-account --project');
const place = names('--zone --region --location --global --instance --keyring --key');
/** They bring settings, programs or rights with them. */
const bringing = names('--flags-file --access-token-file --bigqueryrc --credential_file --api -i');

interface Row {
  readonly type: string;
  /** What is asked beside the description, by name. `flags`: those of the line that choose the place. */
  readonly more?: (name: string, flags: Options) => Readonly<Record<string, readonly string[]>>;
}

const simple = (type: string): Row => ({ type });
const plainName = /^[\w.-]+$/;

/** Groups whose `delete` is described by their `describe`. */
const rows: ReadonlyMap<string, Row> = new Map<string, Row>([
  [
    'sql instances',
    {
      type: 'google_sql_database_instance',
      more: (name) => ({ backups: ['sql', 'backups', 'list', `--instance=${name}`] }),
    },
  ],
  ['sql databases', simple('google_sql_database')],
  ['compute instances', simple('google_compute_instance')],
  [
    'compute disks',
    {
      type: 'google_compute_disk',
      more: (name) =>
        plainName.test(name)
          ? { snapshots: ['compute', 'snapshots', 'list', `--filter=sourceDisk~/disks/${name}$`] }
          : {},
    },
  ],
  ['compute snapshots', simple('google_compute_snapshot')],
  ['compute images', simple('google_compute_image')],
  ['compute addresses', simple('google_compute_address')],
  ['compute networks', simple('google_compute_network')],
  ['compute firewall-rules', simple('google_compute_firewall')],
  ['storage buckets', simple('google_storage_bucket')],
  ['container clusters', simple('google_container_cluster')],
  ['spanner instances', simple('google_spanner_instance')],
  [
    'spanner databases',
    {
      type: 'google_spanner_database',
      more: (name, flags) => {
        const instance = lastOption(flags, '--instance')?.value?.value ?? '';
        return plainName.test(name)
          ? {
              backups: [
                'spanner',
                'backups',
                'list',
                `--instance=${instance}`,
                `--filter=database~/databases/${name}$`,
              ],
            }
          : {};
      },
    },
  ],
  ['kms keys versions', simple('google_kms_crypto_key_version')],
  ['secrets', simple('google_secret_manager_secret')],
  ['pubsub topics', simple('google_pubsub_topic')],
  ['pubsub subscriptions', simple('google_pubsub_subscription')],
  ['functions', simple('google_cloudfunctions_function')],
  ['run services', simple('google_cloud_run_service')],
  ['redis instances', simple('google_redis_instance')],
  ['filestore instances', simple('google_filestore_instance')],
  ['bigtable instances', simple('google_bigtable_instance')],
  ['alloydb clusters', simple('google_alloydb_cluster')],
  ['dns managed-zones', simple('google_dns_managed_zone')],
  ['artifacts repositories', simple('google_artifact_registry_repository')],
  ['iam service-accounts', simple('google_service_account')],
]);

export interface Line {
  readonly command: CommandSubject;
  readonly options: Options;
  readonly words: readonly string[];
}

export const lineOf = (command: CommandSubject): Line => {
  const options = readOptions(literals(command.args), { values, clusters: true });
  return { command, options, words: options.words.map(({ value }) => value) };
};

/** `gcloud … delete`, `gcloud storage rm`, `gcloud projects delete`; none for what has no description. */
export function askGcloud(command: CommandSubject): readonly Probe[] {
  const line = lineOf(command);
  const track = /^(?:alpha|beta|preview)$/.test(line.words[0] ?? '') ? line.words.slice(0, 1) : [];
  const words = line.words.slice(track.length);
  if (words[0] === 'storage' && words[1] === 'rm') return bucketProbe(line, words.slice(2));
  const at = words.findIndex((word) => word === 'delete' || word === 'destroy');
  if (at < 1) return [];
  const group = words.slice(0, at);
  const targets = words.slice(at + 1);
  if (targets.length === 0) return [];
  if (group.join(' ') === 'projects') return [projectProbe(line, targets)];
  const row = rows.get(group.join(' '));
  return row === undefined ? [] : [describeProbe(line, row, [...track, ...group], targets)];
}

/** `gsutil rm -r gs://b` and `gsutil rb gs://b`: asked of gcloud, which comes with it. */
export function askGsutil(command: CommandSubject): readonly Probe[] {
  const line = lineOf(command);
  const [verb, ...urls] = line.words;
  if (!/^(?:rm|rb)$/.test(verb ?? '') || urls.length === 0) return [];
  return bucketProbe(
    { ...line, command: { ...command, program: command.program.replace(/gsutil(?=\.cmd$|$)/, 'gcloud') } },
    urls,
  );
}

/** `name=value` again, so that a value is never taken for an option. */
export const written = ({ options }: Options, wanted: ReadonlySet<string>): readonly string[] =>
  options
    .filter(({ name }) => wanted.has(name))
    .map(({ name, value }) => (value === undefined ? name : `${name}=${value.value}`));

export function step({ command, options }: Line, args: readonly string[], places = false): ProbeStep {
  return {
    program: command.program,
    args: [...args, ...written(options, context), ...(places ? written(options, place) : [])],
    cwd: command.directory,
    env: { ...command.env, ...gcloudEnv },
    good: [0],
    confidential: true,
    optional: true,
  };
}

export const common = ({ command, options }: Line, title: string) => ({
  id: canonical(['gcloud', command.program, command.directory, command.args, command.env]),
  kind:
    isPlain(command) && !options.options.some(({ name }) => bringing.has(name))
      ? ('network' as const)
      : ('project code' as const),
  title,
  limit,
});

const who = (line: Line): ProbeStep => ({ ...step(line, ['config', 'list', '--format=json']), confidential: false });

/** As whom and where, by the tool's own settings. */
function whereabouts(answer: Answer | undefined): readonly string[] {
  const core = looseRecord(recordOf(answer).core);
  const [account, project] = [textIn(core, 'account'), textIn(core, 'project')];
  return account === '' && project === ''
    ? []
    : [
        `It acts as ${account === '' ? 'nobody known' : account} in the project \`${project}\`.`.replace(
          ' in the project ``',
          '',
        ),
      ];
}

function describeProbe(line: Line, row: Row, group: readonly string[], targets: readonly string[]): Probe {
  const wanted = targets
    .slice(0, mostNames)
    .map((name) => ({ name, more: Object.entries(row.more?.(name, line.options) ?? {}) }));
  const flags = new Set(line.options.options.map(({ name }) => name));
  return {
    ...common(line, 'Describe what would be deleted'),
    steps: () => [
      who(line),
      ...wanted.flatMap(({ name, more }) => [
        step(line, [...group, 'describe', name, '--format=json'], true),
        ...more.map(([, args]) => step(line, [...args, '--format=json', `--limit=${mostListed}`])),
      ]),
    ],
    read([first, ...answers]) {
      let at = 0;
      const found = wanted.map(({ name, more }) => {
        const [own, ...others] = answers.slice(at, at + 1 + more.length);
        at += 1 + more.length;
        return { name, own, more: Object.fromEntries(more.map(([key], index) => [key, jsonOf(others[index])])) };
      });
      return impactOf(
        found.map(({ name, own, more }) => ({
          thing: { provider: 'google', type: row.type, name, described: nodeOf(own), more, flags },
          own,
        })),
        [...whereabouts(first), ...quiet(line)],
        targets.slice(mostNames),
      );
    },
  };
}

/** It asks nobody before it begins. */
const quiet = ({ options }: Line): readonly string[] =>
  lastOption(options, '-q', '--quiet') === undefined ? [] : ['Its own question is switched off.'];

export function impactOf(
  found: readonly { readonly thing: Thing; readonly own: Answer | undefined }[],
  remarks: readonly string[],
  left: readonly string[],
): Impact {
  return wholeImpact(
    found.map(({ thing }) => deleted(thing)),
    [
      ...found.flatMap(({ thing, own }) => (thing.described === undefined ? [untold(thing.name, own)] : [])),
      ...left.map((name) => ({ what: redact(name), why: 'More things go than are described.' })),
    ],
    remarks,
  );
}

function bucketProbe(line: Line, urls: readonly string[]): readonly Probe[] {
  const wanted = urls.filter((url) => /^gs:\/\/[^/]/.test(url)).slice(0, mostNames);
  if (wanted.length === 0) return [];
  return [
    {
      ...common(line, 'Describe the bucket, and add up what is in it'),
      steps: () => [
        who(line),
        ...wanted.flatMap((url) => [
          step(line, ['storage', 'buckets', 'describe', bucketIn(url), '--format=json']),
          step(line, ['storage', 'du', '--summarize', url]),
        ]),
      ],
      read: ([first, ...answers]) =>
        impactOf(
          wanted.map((url, index) => {
            const [own, usage] = answers.slice(index * 2, index * 2 + 2);
            return {
              thing: {
                provider: 'google',
                type: 'google_storage_bucket',
                name: url,
                described: nodeOf(own),
                more: { usage: usage?.failed === undefined ? usage?.stdout : undefined },
              },
              own,
            };
          }),
          whereabouts(first),
          urls.slice(mostNames),
        ),
    },
  ];
}

const bucketIn = (url: string): string => url.split('/').slice(0, 3).join('/');

function projectProbe(line: Line, targets: readonly string[]): Probe {
  const wanted = targets.slice(0, mostNames);
  return {
    ...common(line, 'Look up what is in the project'),
    steps: () => [
      who(line),
      ...wanted.flatMap((name) => [
        step(line, ['projects', 'describe', name, '--format=json']),
        step(line, [
          'asset',
          'search-all-resources',
          `--scope=projects/${name}`,
          '--format=json',
          `--limit=${mostListed}`,
        ]),
      ]),
    ],
    read([first, ...answers]) {
      const parts = wanted.map((name, index) => {
        const [own, assets] = answers.slice(index * 2, index * 2 + 2);
        const list = jsonOf(assets);
        return {
          project: { thing: { provider: 'google', type: 'google_project', name, described: nodeOf(own) }, own },
          things: optionalList(Array.isArray(list) ? list : []).map((each) => assetIn(looseRecord(each))),
          unknown: Array.isArray(list) ? undefined : untold(`what is in ${name}`, assets),
        };
      });
      const whole = impactOf(
        parts.map(({ project }) => project),
        whereabouts(first),
        targets.slice(mostNames),
      );
      return wholeImpact(
        [...whole.resources, ...parts.flatMap(({ things }) => things)],
        [
          ...whole.uninspectable,
          ...parts.flatMap(({ unknown }) => unknown ?? []),
          ...parts.flatMap(({ things, project }) =>
            things.length >= mostListed
              ? [{ what: `the rest of ${project.thing.name}`, why: `Only the first ${mostListed} are listed.` }]
              : [],
          ),
        ],
        whole.remarks,
      );
    },
  };
}

/** What the types of the asset inventory are called elsewhere. */
const assetTypes: ReadonlyMap<string, string> = new Map([
  ['sqladmin.googleapis.com/Instance', 'google_sql_database_instance'],
  ['storage.googleapis.com/Bucket', 'google_storage_bucket'],
  ['compute.googleapis.com/Instance', 'google_compute_instance'],
  ['compute.googleapis.com/Disk', 'google_compute_disk'],
  ['container.googleapis.com/Cluster', 'google_container_cluster'],
  ['spanner.googleapis.com/Database', 'google_spanner_database'],
  ['bigquery.googleapis.com/Dataset', 'google_bigquery_dataset'],
  ['bigquery.googleapis.com/Table', 'google_bigquery_table'],
  ['pubsub.googleapis.com/Topic', 'google_pubsub_topic'],
  ['secretmanager.googleapis.com/Secret', 'google_secret_manager_secret'],
  ['cloudkms.googleapis.com/CryptoKey', 'google_kms_crypto_key'],
  ['run.googleapis.com/Service', 'google_cloud_run_service'],
  ['dns.googleapis.com/ManagedZone', 'google_dns_managed_zone'],
]);

function assetIn(asset: Readonly<Record<string, unknown>>) {
  const kind = textIn(asset, 'assetType');
  const name = textIn(asset, 'displayName') || (textIn(asset, 'name').split('/').at(-1) ?? '');
  const type = assetTypes.get(kind) ?? kind;
  return {
    ...deleted({ provider: 'google', type, name, described: {} }),
    wayBack: { kind: 'effort', why: 'it comes back with its project, within 30 days' } as const,
  };
}
