/** What could be done instead of an action, or before it: commands to be copied. */
import { posixQuote, posixWord } from '../../base/posixQuote.ts';
import { boundStatements } from '../databases/rowBinding.ts';
import type { Effect } from '../effect.ts';
import type { Impact, Resource } from './impact.ts';
import { renamesIn } from './renames.ts';
import { type SaferWay, saferCommandsFor } from './saferCommands.ts';
import type { TerraformSubject } from './subject.ts';

export type { SaferWay };

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

/** What could be done instead, or first; at most a few. `impact`: undefined as long as nobody has looked. */
export function saferWaysOf(impact: Impact | undefined, effects: readonly Effect[] = []): readonly SaferWay[] {
  const found = impact === undefined ? [] : [...boundStatements(impact, effects), ...waysInImpact(impact, effects)];
  const ways = [...found, ...effects.flatMap(waysForEffect)];
  const seen = new Map(ways.map((way) => [way.command, way]));
  return [...seen.values()].slice(0, mostWays);
}

const waysForEffect = (effect: Effect): readonly SaferWay[] =>
  effect.kind === 'read'
    ? []
    : effect.subject?.kind === 'terraform'
      ? terraformWays(effect.subject)
      : saferCommandsFor(effect);

function waysInImpact({ resources }: Impact, effects: readonly Effect[]): readonly SaferWay[] {
  const lost = resources.filter(({ wayBack }) => wayBack.kind === 'irreversible');
  const ways = lost.flatMap((resource: Resource): SaferWay[] => {
    const copy = copies.get(resource.type);
    // Only a name that a shell takes as it is may stand in a command to be copied.
    if (copy === undefined || resource.existing === undefined || !/^[\w][\w.:/-]*$/.test(resource.existing)) return [];
    return [{ command: copy(resource.existing), why: `keep a copy of ${resource.address} first` }];
  });
  if (effects.some(({ tool }) => !planning.has(tool))) return ways;
  const changed = resources.filter(({ action }) => action === 'update' || action === 'create');
  const [only] = changed;
  const terraform = programOf(effects);
  if (lost.length > 0 && only !== undefined && changed.length <= mostTargets)
    ways.push({
      command: `${terraform} plan ${changed.map(({ address }) => posixQuote(`-target=${address}`)).join(' ')}`,
      why: 'plan only what is changed or created',
    });
  ways.push(...gaps(resources));
  for (const { from, to } of renamesIn(resources))
    ways.push({
      command: `moved { from = ${from}, to = ${to} }`,
      why: 'if it was only renamed: it keeps what it holds',
    });
  return ways;
}

/** Tools whose resources stand in a configuration that can be planned in part. */
const planning: ReadonlySet<string> = new Set(['terraform', 'terragrunt']);

/** `terraform -chdir=envs/prod`, or plainly the program. */
function programOf(effects: readonly Effect[]): string {
  const subject = effects.find(({ subject }) => subject?.kind === 'terraform')?.subject;
  return subject === undefined || !/^[\w./-]+$/.test(subject.program) ? 'terraform' : subject.program;
}

/** The old one goes before the new one is there, though it holds nothing that would stand in the way. */
function gaps(resources: readonly Resource[]): readonly SaferWay[] {
  const [first] = resources.filter(
    ({ action, actions, holds }) => action === 'replace' && actions[0] === 'delete' && holds === undefined,
  );
  return first === undefined
    ? []
    : [
        {
          command: 'lifecycle { create_before_destroy = true }',
          why: `in ${first.address}: the new one is there before the old one goes`,
        },
      ];
}

/** Before anything has been planned: look first; and one resource instead of all. */
function terraformWays({ program, directory, destroy, flags, plan }: TerraformSubject): readonly SaferWay[] {
  if (plan !== undefined || !/^[\w./-]+$/.test(program)) return [];
  const there = `${program} -chdir=${posixWord(directory)}`;
  return [
    {
      command: [there, 'plan', ...(destroy ? ['-destroy'] : []), ...flags.map(posixWord)].join(' '),
      why: 'see what would happen first',
    },
    ...(destroy ? [{ command: `${there} apply -replace=ADDRESS`, why: 'make one resource anew instead of all' }] : []),
  ];
}
