/** What people call a resource, by its type in any tool's words: `aws_db_instance` and `AWS::RDS::DBInstance` are databases. */

/** Types whose own words say something else. */
const special: ReadonlyMap<string, string> = new Map(
  Object.entries({
    aws_db_instance: 'database',
    aws_rds_cluster: 'database cluster',
    aws_instance: 'server',
    aws_ebs_volume: 'disk',
    aws_eip: 'address',
    aws_lb: 'load balancer',
    aws_alb: 'load balancer',
    aws_elb: 'load balancer',
    aws_autoscaling_group: 'autoscaling group',
    aws_elastic_beanstalk_environment: 'environment',
    aws_elastic_beanstalk_application: 'application',
    aws_cloudwatch_metric_alarm: 'alarm',
    aws_cloudwatch_log_group: 'log group',
    aws_efs_file_system: 'file system',
    aws_cloudtrail: 'audit trail',
    aws_ssm_parameter: 'parameter',
    aws_secretsmanager_secret_version: 'secret version',
    google_secret_manager_secret_version: 'secret version',
    google_sql_database_instance: 'database',
    google_compute_instance: 'server',
    azurerm_resource_group: 'resource group',
    azurerm_storage_account: 'storage account',
    dbinstance: 'database',
    dbcluster: 'database cluster',
    persistentvolumeclaim: 'volume claim',
    persistentvolume: 'volume',
    customresourcedefinition: 'resource kind',
    horizontalpodautoscaler: 'autoscaler',
    configmap: 'configuration',
    poddisruptionbudget: 'disruption budget',
    networkpolicy: 'network policy',
    replicaset: 'replica set',
    statefulset: 'stateful set',
    daemonset: 'daemon set',
    cronjob: 'scheduled job',
    loadbalancer: 'load balancer',
  }),
);

/** Names at the end of a type that are nouns already; whatever stands before them is the product's. */
const nouns: ReadonlySet<string> = new Set(
  `account address alarm alias application autoscaler branch bucket certificate client cluster commit configuration
  container database dashboard deployment disk distribution document domain environment file function gateway group
  image index ingress instance job key keyspace lock machine membership message namespace network node object parameter pipeline
  pod policy pool project queue record registry release repository role rule schema secret server service snapshot stack
  stream subnet subscription switch table tablespace task topic trigger user vault vault version view volume vpc
  webhook workflow workspace zone row partition sequence constraint column extension tag stash worktree`
    .split(/\s+/)
    .filter(Boolean),
);

/** Two words that belong together. */
const pairs: ReadonlySet<string> = new Set([
  'security group',
  'log group',
  'resource group',
  'target group',
  'user pool',
  'node pool',
  'node group',
  'file system',
  'load balancer',
  'service account',
  'hosted zone',
  'route table',
  'virtual machine',
  'replication group',
  'materialized view',
  'storage account',
  'metric alarm',
  'state lock',
]);

/** A plan of ten thousand resources has a few types. */
const remembered = new Map<string, string | undefined>();
const mostRemembered = 2_000;

/** One word or two in the singular; undefined for what has no everyday name. */
export function nounOf(type: string): string | undefined {
  if (remembered.has(type)) return remembered.get(type);
  const noun = spelledNoun(type);
  if (remembered.size < mostRemembered) remembered.set(type, noun);
  return noun;
}

function spelledNoun(type: string): string | undefined {
  const known = special.get(type.toLowerCase().replace(/_v\d+$/, '')) ?? special.get(last(type).toLowerCase());
  if (known !== undefined) return known;
  const words = wordsOf(type);
  const [before = '', end = ''] = words.slice(-2).length === 2 ? words.slice(-2) : ['', words[0] ?? ''];
  const pair = `${before} ${end}`;
  if (pairs.has(pair)) return pair;
  return nouns.has(end) ? end : undefined;
}

/** The type in an address: `module.a.aws_lb.web["x"]`, `deployment/web`, `Deployment web`, `AWS::EC2::Instance i-1`. */
export function typeInAddress(address: string): string {
  const plain = address.replaceAll(/\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]/g, '');
  const slashed = /^([A-Za-z][\w.-]*)\/[^/]+$/.exec(plain)?.[1];
  if (slashed !== undefined) return slashed.split('.')[0] ?? slashed;
  if (/\s/.test(plain)) return plain.split(/\s+/, 1)[0] ?? '';
  const parts = plain.split('.').filter(Boolean);
  return parts.length < 2 ? '' : (parts.at(-2) ?? '');
}

/** `3 services`, `1 alarm`. */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : plural(noun)}`;

function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  if (noun.endsWith('index')) return `${noun}es`;
  return /(?:s|sh|ch|x|z)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `AWS::RDS::DBInstance` → `DBInstance`, `aws:s3/bucket:Bucket` → `Bucket`. */
const last = (type: string): string => type.split(/[:/]/).at(-1) ?? type;

const wordsOf = (type: string): readonly string[] =>
  last(type)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[_ ]v\d+$/, '')
    .split(/[_\s.-]+/)
    .filter(Boolean);
