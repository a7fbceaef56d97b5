/**
 * What could be typed instead of a command, or before it: restart instead of recreate, keep a copy first, look first, a
 * smaller reach. By the tool and its own words.
 */
import type { Effect } from '../effect.ts';

export interface SaferWay {
  /** To be copied. */
  readonly command: string;
  /** What it does instead, a clause. */
  readonly why: string;
}

/** One effect, with what a command made from it needs. */
interface Held {
  /** Only of characters that every shell takes as they are. */
  readonly target: string;
  readonly args: readonly string[];
  /** The option that chooses a target, with its value, as it was typed: ` --context prod -n shop`. */
  readonly carry: (...options: readonly string[]) => string;
  readonly place: (label: string) => string | undefined;
}

type Ways = (held: Held) => readonly SaferWay[];

const way = (command: string, why: string): SaferWay => ({ command, why });

const kubernetes = ['--context', '--kube-context', '--kubeconfig', '-n', '--namespace', '--cluster'] as const;
const aws = ['--profile', '--region', '--endpoint-url'] as const;
const postgres = ['-h', '--host', '-p', '--port', '-U', '--username', '-d', '--dbname'] as const;

const workload = /^(?:deploy(?:ment)?s?|statefulsets?|sts|daemonsets?|ds)(?:\.apps)?$/;

/** Tool, then the beginning of its operation; the first that fits. */
const table: readonly (readonly [tool: RegExp, operation: RegExp, ways: Ways])[] = [
  [
    /^kubectl$/,
    /^delete (?:deploy|statefulset|sts|daemonset|ds)/,
    ({ target, carry, args }) => {
      const name = target.includes('/')
        ? target
        : `${args.find((arg) => workload.test(arg)) ?? 'deployment'}/${target}`;
      return [
        way(`kubectl rollout restart ${name}${carry(...kubernetes)}`, 'restart it instead of deleting it'),
        way(`kubectl scale ${name} --replicas=0${carry(...kubernetes)}`, 'stop it, and keep everything'),
      ];
    },
  ],
  [
    /^kubectl$/,
    /^delete (?:ns|namespaces?)\b/,
    ({ target, carry }) => [
      way(
        `kubectl get all,pvc,secret,configmap -n ${target}${carry('--context', '--kubeconfig')}`,
        'see what is in it first',
      ),
      way(
        `kubectl scale deployment,statefulset --all --replicas=0 -n ${target}${carry('--context', '--kubeconfig')}`,
        'stop what runs in it, and keep its data',
      ),
    ],
  ],
  [
    /^kubectl$/,
    /^(?:delete|replace --force)/,
    ({ args }) => [way(`kubectl ${args.join(' ')} --dry-run=server -o name`, 'name what goes, without deleting it')],
  ],
  [
    /^kubectl$/,
    /^(?:apply|replace)/,
    ({ args }) => [way(`kubectl ${['diff', ...args.slice(1)].join(' ')}`, 'see what would change first')],
  ],
  [
    /^helm$/,
    /^(?:uninstall|delete|del|un)\b/,
    ({ target, carry }) => [
      way(`helm rollback ${target}${carry(...kubernetes)}`, 'go back to the revision before instead'),
      way(`helm get values ${target} -o yaml${carry(...kubernetes)}`, 'keep its values first'),
    ],
  ],
  [
    /^helm$/,
    /^(?:upgrade|install)/,
    ({ args }) => [way(`helm ${args.join(' ')} --dry-run`, 'see what it would make first')],
  ],
  [
    /^aws$/,
    /^elasticbeanstalk terminate-environment/,
    ({ target, carry }) => [
      way(
        `aws elasticbeanstalk restart-app-server --environment-name ${target}${carry(...aws)}`,
        'restart its servers instead of recreating them',
      ),
      way(
        `aws elasticbeanstalk rebuild-environment --environment-name ${target}${carry(...aws)}`,
        'build it again under its own name and address; a database inside it goes all the same',
      ),
    ],
  ],
  [
    /^aws$/,
    /^cloudformation delete-stack/,
    ({ target, carry }) => [
      way(
        `aws cloudformation create-change-set --stack-name ${target} --use-previous-template --change-set-name look${carry(...aws)}`,
        'change it in place, and see the changes first',
      ),
      way(`aws cloudformation list-stack-resources --stack-name ${target}${carry(...aws)}`, 'see what is in it first'),
    ],
  ],
  [
    /^aws$/,
    /^ec2 terminate-instances/,
    ({ target, carry }) => [
      way(`aws ec2 reboot-instances --instance-ids ${target}${carry(...aws)}`, 'restart it instead'),
      way(`aws ec2 stop-instances --instance-ids ${target}${carry(...aws)}`, 'stop it, and keep its disks'),
    ],
  ],
  [
    /^aws$/,
    /^rds delete-db-instance/,
    ({ target, carry }) => [
      way(
        `aws rds create-db-snapshot --db-instance-identifier ${target} --db-snapshot-identifier ${target}-before${carry(...aws)}`,
        'take a snapshot first',
      ),
      way(`aws rds reboot-db-instance --db-instance-identifier ${target}${carry(...aws)}`, 'restart it instead'),
    ],
  ],
  [
    /^aws$/,
    /^rds delete-db-cluster\b/,
    ({ target, carry }) => [
      way(
        `aws rds create-db-cluster-snapshot --db-cluster-identifier ${target} --db-cluster-snapshot-identifier ${target}-before${carry(...aws)}`,
        'take a snapshot first',
      ),
    ],
  ],
  [
    /^aws$/,
    /^dynamodb delete-table/,
    ({ target, carry }) => [
      way(
        `aws dynamodb create-backup --table-name ${target} --backup-name ${target}-before${carry(...aws)}`,
        'keep a copy first',
      ),
    ],
  ],
  [
    /^aws$/,
    /^ecs (?:delete-service|update-service)/,
    ({ target, carry }) => [
      way(
        `aws ecs update-service --service ${target} --force-new-deployment${carry('--cluster', ...aws)}`,
        'restart its tasks instead',
      ),
    ],
  ],
  [/^aws$/, /^s3 (?:rm|sync|mv)/, ({ args }) => [way(`aws ${args.join(' ')} --dryrun`, 'see which objects first')]],
  [
    /^aws$/,
    /^s3 rb/,
    ({ target, carry }) => [
      way(`aws s3 ls ${target} --recursive --summarize${carry(...aws)}`, 'see what is in it first'),
    ],
  ],
  [
    /^aws$/,
    /^kms schedule-key-deletion/,
    ({ target, carry }) => [
      way(`aws kms disable-key --key-id ${target}${carry(...aws)}`, 'disable it: that can be taken back'),
    ],
  ],
  [
    /^aws$/,
    /^secretsmanager delete-secret/,
    ({ target, carry }) => [
      way(
        `aws secretsmanager delete-secret --secret-id ${target} --recovery-window-in-days 30${carry(...aws)}`,
        'keep it restorable for 30 days',
      ),
    ],
  ],
  [
    /^gcloud$/,
    /^sql instances delete/,
    ({ target, carry }) => [
      way(`gcloud sql backups create --instance=${target}${carry('--project')}`, 'take a backup first'),
      way(`gcloud sql instances restart ${target}${carry('--project')}`, 'restart it instead'),
    ],
  ],
  [
    /^gcloud$/,
    /^compute instances delete/,
    ({ target, carry }) => [
      way(`gcloud compute instances stop ${target}${carry('--project', '--zone')}`, 'stop it, and keep its disks'),
    ],
  ],
  [
    /^az$/,
    /^vm delete/,
    ({ target, carry }) => [
      way(
        `az vm deallocate -n ${target}${carry('-g', '--resource-group', '--subscription')}`,
        'stop it, and keep its disks',
      ),
    ],
  ],
  [
    /^az$/,
    /^group delete/,
    ({ carry, place }) => {
      const group = place('name');
      return group === undefined || !safe.test(group)
        ? []
        : [way(`az resource list -g ${group} -o table${carry('--subscription')}`, 'see what is in it first')];
    },
  ],
  [
    /^psql$/,
    /^(?:DROP TABLE|TRUNCATE|DELETE|UPDATE|ALTER TABLE)/,
    ({ target, carry }) => [
      way(
        `pg_dump${carry(...postgres)} -t ${target} > ${fileName(target)}-before.sql`,
        'keep a copy of the table first',
      ),
    ],
  ],
  [
    /^psql$/,
    /^DROP (?:DATABASE|SCHEMA)/,
    ({ target, carry }) => [
      way(`pg_dump${carry(...postgres)} -Fc -f ${fileName(target)}-before.dump`, 'keep a copy first'),
    ],
  ],
  [
    /^(?:mysql|mariadb)$/,
    /^(?:DROP|TRUNCATE|DELETE)/,
    ({ target, carry, place }) => {
      const database = place('database');
      return database === undefined || !safe.test(database)
        ? []
        : [
            way(
              `mysqldump${carry('-h', '--host', '-P', '--port', '-u', '--user')} ${database} ${target} > ${fileName(target)}-before.sql`,
              'keep a copy first',
            ),
          ];
    },
  ],
  [
    /^redis$/,
    /^flush(?:all|db)/i,
    ({ carry }) => [way(`redis-cli${carry('-h', '-p', '-u')} --rdb before.rdb`, 'keep a copy first')],
  ],
  [
    /^docker$/,
    /^volume rm/,
    ({ target }) => [
      way(
        `docker run --rm -v ${target}:/from:ro -v "$PWD":/to busybox tar czf /to/${fileName(target)}-before.tar.gz -C /from .`,
        'keep a copy first',
      ),
    ],
  ],
  [
    /^docker$/,
    /^volume prune|^system prune/,
    () => [way('docker volume ls --filter dangling=true', 'see which volumes first')],
  ],
  [
    /^docker$/,
    /^compose down/,
    ({ carry }) => [
      way(`docker compose${carry('-p', '--project-name', '-f', '--file')} restart`, 'restart it instead'),
      way(`docker compose${carry('-p', '--project-name', '-f', '--file')} down`, 'take it down, and keep its volumes'),
    ],
  ],
  [
    /^git$/,
    /^push --force$/,
    ({ args }) => [
      way(
        `git ${args.map((arg) => (/^(?:-f|--force)$/.test(arg) ? '--force-with-lease' : arg)).join(' ')}`,
        'refused when somebody pushed meanwhile',
      ),
    ],
  ],
  [/^git$/, /^reset --hard/, () => [way('git stash --include-untracked', 'keep what is not committed first')]],
  [/^git$/, /^clean/, ({ args }) => [way(`git ${args.join(' ')} --dry-run`, 'see which files first')]],
  [
    /^pulumi$/,
    /^(?:destroy|up)/,
    ({ args, carry }) => [
      way(
        args[0] === 'destroy'
          ? `pulumi destroy --preview-only${carry('-s', '--stack')}`
          : `pulumi preview --diff${carry('-s', '--stack')}`,
        'see what would change first',
      ),
    ],
  ],
];

/** Words that a shell takes as they are. */
const safe = /^[\w@%+=:,./-]+$/;
const safeTarget = /^[\w][\w.:/@-]*$/;
const fileName = (name: string): string => name.replaceAll(/[^\w.-]/g, '-');

/** What could be typed instead of one effect's command; nothing where a word would not survive the copying. */
export function saferCommandsFor({
  tool,
  operation,
  subject,
  place = '',
  target: named = '',
}: Effect): readonly SaferWay[] {
  if (subject?.kind !== 'command') return [];
  const ways = table.find(([program, words]) => program.test(tool) && words.test(operation))?.[2];
  if (ways === undefined) return [];
  const target = named.split(/[\s,]/, 1)[0] ?? '';
  const { args } = subject;
  let whole = true;
  const found = ways({
    get target() {
      whole &&= safeTarget.test(target);
      return target;
    },
    get args() {
      whole &&= args.every((arg) => safe.test(arg));
      return args;
    },
    carry: (...options) => carried(args, options),
    place: (label) =>
      place
        .split(', ')
        .find((part) => part.startsWith(`${label} `))
        ?.slice(label.length + 1),
  });
  return whole ? found : [];
}

/** The options that choose where, as they were typed. */
function carried(args: readonly string[], options: readonly string[]): string {
  const found: string[] = [];
  for (const [index, arg] of args.entries()) {
    const [name = '', value] = arg.split(/=(.*)/s);
    if (!options.includes(name)) continue;
    if (value !== undefined) found.push(arg);
    else if (args[index + 1] !== undefined) found.push(arg, args[index + 1] ?? '');
  }
  return found.every((word) => safe.test(word)) ? found.map((word) => ` ${word}`).join('') : '';
}
