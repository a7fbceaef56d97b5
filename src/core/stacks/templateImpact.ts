/**
 * Two templates of one stack → what an update from one to the other would do, by their texts alone.
 *
 * Whether a changed property replaces its resource is known only to CloudFormation: names and a list of properties are
 * taken to do so, of the others it is said that nobody knows.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */
import type { Node } from '../../base/looseJson.ts';
import { differences } from '../impact/attributes.ts';
import { holdingOf } from '../impact/holdings.ts';
import type { AttributeChange, Impact, Resource, Uninspectable } from '../impact/impact.ts';
import { type Masker, masker } from '../impact/masking.ts';
import { wayBackOf } from '../impact/wayBack.ts';
import { wholeImpact } from '../impact/whole.ts';
import { fateOf, hangingOn, type Policy, policyOf } from './fates.ts';
import type { Template, TemplateResource } from './template.ts';

const none: Template = {
  resources: new Map(),
  hidden: new Set(),
  secrets: new Set(),
  parameters: new Set(),
  transforms: [],
};

/** `before` undefined: there is no stack yet. `after` undefined: the whole stack goes. */
export function templateImpact(before: Template | undefined, after: Template | undefined): Impact {
  const old = before ?? none;
  const next = after ?? none;
  const mask = masker(new Set([...old.secrets, ...next.secrets]));
  const references = new Map(
    [...next.resources, ...old.resources].map(([id, { refersTo }]) => [id, refersTo] as const),
  );
  const ids = [...new Set([...old.resources.keys(), ...next.resources.keys()])];
  const open: Uninspectable[] = [];
  const resources = ids.flatMap((id): readonly Resource[] => {
    const [was, is] = [old.resources.get(id), next.resources.get(id)];
    const told = changeOf(id, was, is, mask);
    if (told === undefined) return [];
    open.push(...openIn(id, is ?? was));
    const hanging = told.action === 'create' ? [] : hangingOn(id, references);
    return [{ ...told, dependents: hanging.filter(({ address }) => old.resources.has(address)) }];
  });
  for (const transform of new Set(after === undefined ? [] : next.transforms))
    if (!old.transforms.includes(transform) || resources.length > 0)
      open.push({
        what: `the transform ${transform}`,
        why: 'It rewrites the template before it is used: what comes of that is not here.',
      });
  return wholeImpact(resources, open, remarksOn(before, after));
}

type Told = Omit<Resource, 'dependents'>;

function changeOf(
  id: string,
  was: TemplateResource | undefined,
  is: TemplateResource | undefined,
  mask: Masker,
): Told | undefined {
  const type = is?.type ?? was?.type ?? '';
  // What CDK writes about itself is no resource of anybody.
  if (type === 'AWS::CDK::Metadata') return undefined;
  const base = {
    address: id,
    provider: type.startsWith('AWS::') ? 'aws' : (type.split('::')[0] ?? '').toLowerCase(),
    type,
    name: nameIn(was ?? is) ?? id,
    ...(was === undefined ? {} : existingIn(was)),
    provenance: 'text',
  } as const;
  if (was === undefined && is !== undefined) return { ...base, ...created(is, mask) };
  if (was !== undefined && is === undefined)
    return { ...base, ...ended('delete', was, policyOf(was), [], conditionOf(was)) };
  if (was === undefined || is === undefined) return undefined;
  if (was.type !== is.type)
    return {
      ...base,
      ...ended('replace', was, replacePolicyOf(was), [], `It becomes ${is.type} instead of ${was.type}.`),
    };
  const attributes = changed(was.properties, is.properties, mask, type);
  const policies = policyChange(was, is);
  if (attributes.length === 0)
    return policies === undefined ? undefined : { ...base, ...updated(is, [], [policies], undefined) };
  const forcing = attributes.filter(({ forces }) => forces);
  return forcing.length > 0
    ? {
        ...base,
        ...ended('replace', was, replacePolicyOf(is), attributes, `${firstNames(forcing)} cannot be changed in place.`),
      }
    : { ...base, ...updated(is, attributes, policies === undefined ? [] : [policies], unknownReplacement(attributes)) };
}

function created(is: TemplateResource, mask: Masker) {
  const holds = holdingOf('cloudformation', is.type)?.holds;
  return {
    action: 'create',
    actions: ['create'],
    attributes: changed({}, is.properties, mask, '').map((each) => ({ ...each, forces: false })),
    ...(holds === undefined ? {} : { holds }),
    ...reasonOf(conditionOf(is)),
    wayBack: { kind: 'reversible', why: 'it can be deleted again' },
  } as const;
}

function ended(
  kind: 'delete' | 'replace',
  was: TemplateResource,
  policy: Policy,
  attributes: readonly AttributeChange[],
  reason: string | undefined,
): Omit<Told, 'address' | 'provider' | 'type' | 'name' | 'provenance' | 'existing'> {
  const { facts, action, ...fate } = fateOf(kind, was.type, policy, was.properties);
  return {
    ...fate,
    action,
    actions: action === 'replace' ? ['create', 'delete'] : [action],
    attributes,
    ...(facts.length === 0 ? {} : { facts }),
    ...reasonOf(reason),
  };
}

function updated(
  is: TemplateResource,
  attributes: readonly AttributeChange[],
  facts: readonly string[],
  reason: string | undefined,
) {
  const holding = holdingOf('cloudformation', is.type);
  const { wayBack } = wayBackOf({
    action: 'update',
    type: is.type,
    holds: holding?.holds,
    guessed: false,
    before: {},
    lostSecret: attributes.some(({ before }) => before.kind === 'masked'),
    touched: attributes.map(({ path }) => path),
  });
  return {
    action: 'update',
    actions: ['update'],
    attributes,
    ...(holding === undefined ? {} : { holds: holding.holds }),
    ...(facts.length === 0 ? {} : { facts }),
    ...reasonOf(reason),
    wayBack,
  } as const;
}

const reasonOf = (reason: string | undefined): { readonly reason?: string } => (reason === undefined ? {} : { reason });

const conditionOf = ({ condition }: TemplateResource): string | undefined =>
  condition === '' ? undefined : `Only where its condition ${condition} holds.`;

/** On a replacement the old one goes the way `UpdateReplacePolicy` says, and is deleted where it says nothing. */
function replacePolicyOf({ updateReplacePolicy }: TemplateResource): Policy {
  return updateReplacePolicy === 'Retain' || updateReplacePolicy === 'Snapshot' ? updateReplacePolicy : 'Delete';
}

function policyChange(was: TemplateResource, is: TemplateResource): string | undefined {
  const [before, after] = [policyOf(was), policyOf(is)];
  if (before === after) return undefined;
  return after === 'Delete'
    ? 'from now on it is deleted with its stack'
    : `from now on ${after === 'Retain' ? 'it is kept' : 'a snapshot is kept'} when its stack goes`;
}

/** A literal name, where the template gives one. */
function nameIn(resource: TemplateResource | undefined): string | undefined {
  const found = Object.entries(resource?.properties ?? {}).find(
    ([property, value]) => typeof value === 'string' && namesItself(property, resource?.type ?? ''),
  );
  return found === undefined ? undefined : String(found[1]);
}

const existingIn = (resource: TemplateResource): { readonly existing?: string } => {
  const name = nameIn(resource);
  return name === undefined ? {} : { existing: name };
};

/** `BucketName` of a bucket, `DBInstanceIdentifier` of a database; not `ClusterName` of what only stands in one. */
function namesItself(property: string, type: string): boolean {
  const last = type.split('::').at(-1) ?? '';
  return (
    property === 'Name' || property === `${last}Name` || property === `${last}Identifier` || property === `${last}Id`
  );
}

/** Properties that cannot be changed in place, by type. */
const forcing: ReadonlyMap<string, string> = new Map([
  [
    'AWS::RDS::DBInstance',
    'AvailabilityZone CharacterSetName DBClusterIdentifier DBName DBSubnetGroupName KmsKeyId MasterUsername SourceDBInstanceIdentifier StorageEncrypted Timezone',
  ],
  [
    'AWS::RDS::DBCluster',
    'AvailabilityZones DatabaseName DBSubnetGroupName Engine EngineMode KmsKeyId MasterUsername SnapshotIdentifier StorageEncrypted',
  ],
  ['AWS::DynamoDB::Table', 'KeySchema LocalSecondaryIndexes ImportSourceSpecification'],
  ['AWS::EC2::Instance', 'AvailabilityZone CpuOptions ImageId KeyName NetworkInterfaces SecurityGroups SubnetId'],
  ['AWS::EC2::Volume', 'AvailabilityZone Encrypted KmsKeyId SnapshotId'],
  ['AWS::EC2::Subnet', 'AvailabilityZone CidrBlock VpcId'],
  ['AWS::EC2::VPC', 'CidrBlock'],
  ['AWS::EC2::SecurityGroup', 'GroupDescription GroupName VpcId'],
  ['AWS::EFS::FileSystem', 'Encrypted KmsKeyId PerformanceMode AvailabilityZoneName'],
  [
    'AWS::ElastiCache::ReplicationGroup',
    'AtRestEncryptionEnabled CacheSubnetGroupName KmsKeyId Port ReplicationGroupId',
  ],
  ['AWS::ElastiCache::CacheCluster', 'ClusterName Engine CacheSubnetGroupName Port'],
  ['AWS::Cognito::UserPool', 'AliasAttributes UsernameAttributes'],
  ['AWS::EKS::Cluster', 'RoleArn EncryptionConfig'],
  ['AWS::ECS::Service', 'Cluster LaunchType SchedulingStrategy'],
  [
    'AWS::ECS::TaskDefinition',
    'ContainerDefinitions Cpu ExecutionRoleArn Family Memory NetworkMode TaskRoleArn Volumes',
  ],
  ['AWS::SQS::Queue', 'FifoQueue'],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'Scheme Type'],
  ['AWS::OpenSearchService::Domain', 'DomainName'],
  ['AWS::ElasticBeanstalk::Environment', 'ApplicationName CNAMEPrefix Tier'],
  ['AWS::Kinesis::Stream', 'Name'],
  ['AWS::ECR::Repository', 'EncryptionConfiguration'],
]);

function forces(property: string, type: string): boolean {
  return namesItself(property, type) || (forcing.get(type) ?? '').split(' ').includes(property);
}

const firstNames = (attributes: readonly AttributeChange[]): string =>
  [...new Set(attributes.map(({ path }) => path.split(/[.[]/, 1)[0] ?? path))].join(', ');

/** Types of which the list above has every property that matters. */
const unknownReplacement = (attributes: readonly AttributeChange[]): string =>
  `Whether ${firstNames(attributes)} can be changed in place is known only to CloudFormation.`;

function changed(before: Node, after: Node, mask: Masker, type: string): readonly AttributeChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => forces(name, type));
  return differences(
    {
      before,
      after,
      beforeSensitive: false,
      afterSensitive: false,
      afterUnknown: undefined,
      forcing: names.map((name) => [name]),
    },
    mask,
  ).shown;
}

function openIn(id: string, resource: TemplateResource | undefined): readonly Uninspectable[] {
  const type = resource?.type ?? '';
  if (/^Custom::|^AWS::CloudFormation::CustomResource$/.test(type))
    return [{ what: id, why: 'It is a custom resource: a program of the stack decides what happens.' }];
  return type === 'AWS::CloudFormation::Stack'
    ? [{ what: id, why: 'It is a stack of its own, and its template was not read.' }]
    : [];
}

const remarksOn = (before: Template | undefined, after: Template | undefined): readonly string[] =>
  before !== undefined && after !== undefined && after.parameters.size > 0
    ? ['By the templates alone: values given to their parameters are not compared.']
    : [];
