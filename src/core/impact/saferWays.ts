/** What could be done instead of an action, or before it: commands to be copied. */
import { posixQuote } from '../../base/posixQuote.ts';
import type { Impact, Resource } from './impact.ts';
import { renamesIn } from './renames.ts';

export interface SaferWay {
  /** To be copied. */
  readonly command: string;
  /** What it does instead, a clause. */
  readonly why: string;
}

/** More than this nobody reads. */
const mostWays = 4;
const mostTargets = 3;

/** How to keep a copy, by what the provider calls the resource. */
type Keep = (existing: string) => string;

/** How to keep a copy first. */
const copies: ReadonlyMap<string, Keep> = new Map<string, Keep>([
  [
    'aws_db_instance',
    (id) => `aws rds create-db-snapshot --db-instance-identifier ${id} --db-snapshot-identifier ${id}-before`,
  ],
  [
    'aws_rds_cluster',
    (id) =>
      `aws rds create-db-cluster-snapshot --db-cluster-identifier ${id} --db-cluster-snapshot-identifier ${id}-before`,
  ],
  ['aws_dynamodb_table', (id) => `aws dynamodb create-backup --table-name ${id} --backup-name ${id}-before`],
  ['aws_ebs_volume', (id) => `aws ec2 create-snapshot --volume-id ${id}`],
  ['aws_s3_bucket', (id) => `aws s3 sync s3://${id} ./${id}-before`],
  ['google_sql_database_instance', (id) => `gcloud sql backups create --instance=${id}`],
  ['google_compute_disk', (id) => `gcloud compute disks snapshot ${id}`],
]);

/** What could be done instead, or first; at most a few. */
export function saferWaysOf(impact: Impact): readonly SaferWay[] {
  const { resources } = impact;
  const lost = resources.filter(({ wayBack }) => wayBack.kind === 'irreversible');
  const ways = lost.flatMap((resource: Resource): SaferWay[] => {
    const copy = copies.get(resource.type);
    // Only a name that a shell takes as it is may stand in a command to be copied.
    if (copy === undefined || resource.existing === undefined || !/^[\w][\w.:/-]*$/.test(resource.existing)) return [];
    return [{ command: copy(resource.existing), why: `keep a copy of ${resource.address} first` }];
  });
  const changed = resources.filter(({ action }) => action === 'update' || action === 'create');
  const [only] = changed;
  if (lost.length > 0 && only !== undefined && changed.length <= mostTargets)
    ways.push({
      command: `terraform plan ${changed.map(({ address }) => posixQuote(`-target=${address}`)).join(' ')}`,
      why: 'plan only what is changed or created',
    });
  for (const { from, to } of renamesIn(resources))
    ways.push({
      command: `moved { from = ${from}, to = ${to} }`,
      why: 'if it was only renamed: it keeps what it holds',
    });
  return ways.slice(0, mostWays);
}
