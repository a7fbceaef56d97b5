/**
 * Elastic Beanstalk and Lambda: whole applications, and functions with what calls them.
 * @see https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.terminating.html
 */
import { looseRecord, type Node, parsedJson, textIn } from '../../base/looseJson.ts';
import type { Resource } from '../impact/impact.ts';
import type { AwsCommand } from './command.ts';
import { servicesIn, statementsIn } from './policyText.ts';
import {
  ask,
  askSecretly,
  capped,
  effort,
  environmentTag,
  type Finding,
  gone,
  type Heard,
  lastPart,
  named,
  objects,
  type Questions,
  type Recipe,
  resourceOf,
  reversible,
  several,
} from './recipe.ts';

const environments = (command: AwsCommand): readonly string[] => {
  const names = command.values('environment-name');
  return names.length > 0 ? names : command.values('environment-id');
};

const askEnvironment = (target: string): Questions => ({
  environment: ask(
    'elasticbeanstalk',
    'describe-environments',
    /^e-[a-z0-9]{10}$/.test(target) ? '--environment-ids' : '--environment-names',
    target,
    '--no-include-deleted',
  ),
});

const environmentIn = (heard: Heard): Node | undefined =>
  heard.list('environment', 'Environments').find((each) => !/^Terminat/.test(textIn(each, 'Status')));

/** What stands in an environment. Each is built as a CloudFormation stack of its own, a database along with it. */
const askContents = (found: Node): Questions => ({
  resources: ask(
    'elasticbeanstalk',
    'describe-environment-resources',
    '--environment-name',
    textIn(found, 'EnvironmentName'),
  ),
  'what its stack holds': ask(
    'cloudformation',
    'list-stack-resources',
    '--stack-name',
    `awseb-${textIn(found, 'EnvironmentId')}-stack`,
    capped,
  ),
  tags: ask('elasticbeanstalk', 'list-tags-for-resource', '--resource-arn', textIn(found, 'EnvironmentArn')),
});

const environment: Recipe = {
  on: 'elasticbeanstalk terminate-environment, elasticbeanstalk rebuild-environment, elasticbeanstalk swap-environment-cnames, elasticbeanstalk restart-app-server, elasticbeanstalk update-environment',
  type: 'aws_elastic_beanstalk_environment',
  targets: (command) =>
    command.operation === 'swap-environment-cnames'
      ? [...command.values('source-environment-name'), ...command.values('destination-environment-name')]
      : environments(command),
  ask: askEnvironment,
  askOn: (heard, _target, command) => {
    const found = environmentIn(heard);
    return found === undefined || !ends(command) ? {} : askContents(found);
  },
  tell: (heard, _target, command) => {
    const found = environmentIn(heard);
    if (found === undefined) return undefined;
    const { operation } = command;
    const rebuilds = operation === 'rebuild-environment';
    const about: Finding = { address: textIn(found, 'EnvironmentName') };
    const facts = [
      environmentTag(heard.get('tags')?.ResourceTags),
      `of the application ${textIn(found, 'ApplicationName')}`,
      textIn(found, 'Health') !== '' && `health ${textIn(found, 'Health')}`,
      textIn(found, 'CNAME') !== '' && `reached at ${textIn(found, 'CNAME')}`,
      textIn(found, 'VersionLabel') !== '' && `runs ${textIn(found, 'VersionLabel')}`,
    ];
    if (!ends(command)) return { ...about, ...kept(operation), facts: [kept(operation).facts?.[0], ...facts] };
    const own = looseRecord(heard.get('resources')?.EnvironmentResources);
    const keepsResources = command.flag('terminate-resources') === false;
    const database = heard
      .list('what its stack holds', 'StackResourceSummaries')
      .filter((each) => /^AWS::RDS::DB/.test(textIn(each, 'ResourceType')));
    const servers = named(objects(own.Instances), 'Id');
    const lost = keepsResources ? [] : database;
    return {
      ...about,
      action: rebuilds ? 'replace' : 'delete',
      holds: lost.length > 0 ? 'data' : 'container',
      reason: rebuilds ? 'Everything in it is deleted and made again.' : undefined,
      facts: [
        several(lost.length, 'databases go with it', 'database goes with it'),
        keepsResources && 'its resources stay',
        several(servers.length, 'servers', 'server'),
        ...facts,
      ],
      wayBack:
        heard.get('what its stack holds') === undefined && !keepsResources
          ? { kind: 'unknown', why: 'whether a database goes with it could not be looked up' }
          : backOfEnvironment(lost, rebuilds),
      refused:
        textIn(found, 'Status') === 'Ready' || textIn(found, 'Status') === ''
          ? undefined
          : `it is ${textIn(found, 'Status').toLowerCase()} just now`,
      also: keepsResources ? [] : [...lost.map((each) => databaseOf(each, rebuilds)), ...serversOf(servers, rebuilds)],
      fine: ['ValidationError'],
      open:
        heard.get('what its stack holds') === undefined && !keepsResources
          ? [
              {
                what: `what ${about.address ?? ''} was built with`,
                why: 'Its stack could not be listed: whether a database goes with it is not known.',
              },
            ]
          : [],
    };
  },
};

const ends = ({ operation }: AwsCommand): boolean => /^(?:terminate|rebuild)-environment$/.test(operation);

const backOfEnvironment = (lost: readonly Node[], rebuilds: boolean) =>
  lost.length > 0
    ? gone('the database that was made with it is deleted with it, unless its own settings keep a snapshot')
    : effort(
        rebuilds
          ? 'it is built again from its configuration; what its servers kept is lost'
          : 'it can be built again from its configuration for 42 days; its name and address may be taken meanwhile',
      );

function kept(operation: string): Finding {
  switch (operation) {
    case 'swap-environment-cnames':
      return {
        action: 'update',
        facts: ['visitors of one environment get the other'],
        wayBack: reversible('swapping again sets it back'),
      };
    case 'restart-app-server':
      return {
        action: 'update',
        facts: ['its servers restart: a short outage'],
        wayBack: reversible('it comes up again'),
      };
    default:
      return {
        action: 'update',
        facts: ['its configuration or version changes'],
        wayBack: reversible('the old version and configuration can be set again'),
      };
  }
}

const databaseOf = (resource: Node, rebuilds: boolean): Resource =>
  resourceOf(textIn(resource, 'PhysicalResourceId') || textIn(resource, 'LogicalResourceId'), 'aws_db_instance', {
    action: rebuilds ? 'replace' : 'delete',
    facts: ['made with the environment'],
    wayBack: gone('it is deleted with its environment, unless its own settings keep a snapshot'),
  });

const serversOf = (ids: readonly string[], rebuilds: boolean): readonly Resource[] =>
  ids.map((id) =>
    resourceOf(id, 'aws_instance', {
      action: rebuilds ? 'replace' : 'delete',
      wayBack: effort(rebuilds ? 'another one takes its place' : 'it is started again only with a new environment'),
    }),
  );

const application: Recipe = {
  on: 'elasticbeanstalk delete-application, elasticbeanstalk delete-application-version',
  type: 'aws_elastic_beanstalk_application',
  targets: (command) => command.values('application-name'),
  ask: (target) => ({
    application: ask('elasticbeanstalk', 'describe-applications', '--application-names', target),
    environments: ask(
      'elasticbeanstalk',
      'describe-environments',
      '--application-name',
      target,
      '--no-include-deleted',
    ),
    versions: ask('elasticbeanstalk', 'describe-application-versions', '--application-name', target),
  }),
  tell: (heard, target, command) => {
    const [found] = heard.list('application', 'Applications');
    if (found === undefined) return undefined;
    const running = heard
      .list('environments', 'Environments')
      .filter((each) => !/^Terminat/.test(textIn(each, 'Status')));
    const versions = heard.list('versions', 'ApplicationVersions').length;
    const label = command.value('version-label');
    if (command.operation === 'delete-application-version')
      return {
        address: `${target} ${label ?? ''}`.trim(),
        type: 'aws_elastic_beanstalk_application_version',
        facts: [command.flag('delete-source-bundle') === true && 'its source bundle is deleted with it'],
        wayBack:
          command.flag('delete-source-bundle') === true
            ? gone('its source bundle goes')
            : effort('its source bundle stays in S3'),
        refused: running.some((each) => textIn(each, 'VersionLabel') === label) ? 'an environment runs it' : undefined,
      };
    const forced = command.flag('terminate-env-by-force') === true;
    return {
      holds: 'container',
      facts: [
        several(running.length, 'environments are terminated with it', 'environment is terminated with it'),
        several(versions, 'versions go with it', 'version goes with it'),
      ],
      wayBack: gone('its versions and saved configurations go with it'),
      refused: running.length > 0 && !forced ? 'it still has running environments' : undefined,
      dependents: forced
        ? []
        : named(running, 'EnvironmentName').map((name) => `aws_elastic_beanstalk_environment ${name}`),
      also: forced
        ? named(running, 'EnvironmentName').map((name) =>
            resourceOf(name, 'aws_elastic_beanstalk_environment', {
              holds: 'container',
              wayBack: effort('it can be built again from its configuration, without the application nowhere'),
            }),
          )
        : [],
      open:
        running.length > 0 && forced
          ? [{ what: `databases of ${target}`, why: 'What its environments were built with was not looked up.' }]
          : [],
    };
  },
};

/** Variables, which may be secrets, are not even asked for. */
const functionFields =
  '{FunctionName: FunctionName, FunctionArn: FunctionArn, Runtime: Runtime, CodeSize: CodeSize, LastModified: LastModified, Version: Version}';

const lambda: Recipe = {
  on: 'lambda delete-function, lambda delete-alias, lambda delete-function-url-config, lambda put-function-concurrency',
  type: 'aws_lambda_function',
  targets: (command) => command.values('function-name'),
  ask: (target) => ({
    function: askSecretly('lambda', 'get-function-configuration', '--function-name', target, '--query', functionFields),
    triggers: ask('lambda', 'list-event-source-mappings', '--function-name', target, capped),
    'who may call it': ask('lambda', 'get-policy', '--function-name', target),
    aliases: ask('lambda', 'list-aliases', '--function-name', target, capped),
    'its address': ask('lambda', 'list-function-url-configs', '--function-name', target, capped),
  }),
  tell: (heard, _target, command) => {
    const found = heard.get('function') ?? {};
    if (textIn(found, 'FunctionName') === '') return undefined;
    const triggers = heard
      .list('triggers', 'EventSourceMappings')
      .map((each) => lastPart(textIn(each, 'EventSourceArn').replace(/\/stream\/.*$/, '')));
    const callers = callersIn(heard);
    const aliases = named(heard.list('aliases', 'Aliases'), 'Name');
    const urls = heard.list('its address', 'FunctionUrlConfigs');
    const stops = command.operation === 'put-function-concurrency';
    const only = command.operation.startsWith('delete-') && command.operation !== 'delete-function';
    return {
      action: stops ? 'update' : 'delete',
      ...(only ? { type: command.operation === 'delete-alias' ? 'aws_lambda_alias' : 'aws_lambda_function_url' } : {}),
      ...(command.operation === 'delete-alias'
        ? { address: `${textIn(found, 'FunctionName')}:${command.value('name') ?? ''}` }
        : {}),
      facts: [
        stops && command.value('reserved-concurrent-executions') === '0' && 'it stops answering',
        several(triggers.length, 'triggers fail', 'trigger fails'),
        several(aliases.length, 'aliases', 'alias'),
        urls.length > 0 && 'it has an address of its own',
        textIn(found, 'Runtime'),
        textIn(found, 'LastModified') !== '' && `deployed on ${textIn(found, 'LastModified').slice(0, 10)}`,
      ],
      wayBack: stops
        ? reversible('the old limit can be set again')
        : effort('it can be deployed again; its versions and its variables go with it'),
      dependents: [...triggers.map((name) => `source ${name}`), ...callers],
      fine: ['ResourceNotFoundException'],
    };
  },
};

/** Services that the function's own policy lets call it. */
function callersIn(heard: Heard): readonly string[] {
  const text = textIn(heard.get('who may call it') ?? {}, 'Policy');
  return statementsIn(parsedJson(text)).flatMap((each) => {
    const source = Object.values(looseRecord(looseRecord(each.Condition).ArnLike))[0];
    return servicesIn(each).map((service) => (typeof source === 'string' ? `${service} ${lastPart(source)}` : service));
  });
}

export const applicationRecipes: readonly Recipe[] = [environment, application, lambda];
