/** Queues, topics, logs and trails: what was said and has not been read, and what was written down. */
import { looseRecord, textIn } from '../../base/looseJson.ts';
import {
  ask,
  capped,
  dateOf,
  effort,
  gone,
  lastPart,
  named,
  numberIn,
  objects,
  type Recipe,
  reversible,
  several,
} from './recipe.ts';

const queue: Recipe = {
  on: 'sqs delete-queue, sqs purge-queue',
  type: 'aws_sqs_queue',
  targets: (command) => command.values('queue-url'),
  ask: (target) => ({
    queue: ask('sqs', 'get-queue-attributes', '--queue-url', target, '--attribute-names', 'All'),
    'dead letter sources': ask('sqs', 'list-dead-letter-source-queues', '--queue-url', target, capped),
    readers: ask('lambda', 'list-event-source-mappings', capped),
  }),
  tell: (heard, target, command) => {
    const found = looseRecord(heard.get('queue')?.Attributes);
    const arn = textIn(found, 'QueueArn');
    if (arn === '') return undefined;
    const sum = [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ]
      .map((name) => Number(found[name] ?? 0))
      .reduce((one, other) => one + other, 0);
    const purges = command.operation === 'purge-queue';
    const sources = heard.get('dead letter sources')?.queueUrls;
    const readers = heard
      .list('readers', 'EventSourceMappings')
      .filter((each) => textIn(each, 'EventSourceArn') === arn)
      .map((each) => `aws_lambda_function ${lastPart(textIn(each, 'FunctionArn'))}`);
    return {
      address: lastPart(target),
      action: 'delete',
      ...(purges ? { type: 'aws_sqs_messages', holds: 'queue' as const } : {}),
      size: { count: sum, unit: 'messages', atLeast: false },
      facts: [
        purges && 'the queue stays, empty',
        sum > 0 ? 'messages nobody has read are lost' : 'empty just now, by an estimate',
      ],
      wayBack:
        sum > 0
          ? gone('messages in it do not come back')
          : purges
            ? effort('whatever comes in until then is lost')
            : effort('it can be made again with the same name after a minute; what is sent meanwhile is lost'),
      dependents: [
        ...readers,
        ...(Array.isArray(sources) ? sources.map((url) => `aws_sqs_queue ${lastPart(String(url))}`) : []),
      ],
    };
  },
};

const topic: Recipe = {
  on: 'sns delete-topic',
  type: 'aws_sns_topic',
  targets: (command) => command.values('topic-arn'),
  ask: (target) => ({
    topic: ask('sns', 'get-topic-attributes', '--topic-arn', target),
    subscriptions: ask('sns', 'list-subscriptions-by-topic', '--topic-arn', target, capped),
  }),
  tell: (heard, target) => {
    if (textIn(looseRecord(heard.get('topic')?.Attributes), 'TopicArn') === '') return undefined;
    const subscriptions = heard.list('subscriptions', 'Subscriptions');
    return {
      address: lastPart(target),
      holds: 'nothing',
      facts: [
        several(
          subscriptions.length,
          'subscriptions go with it',
          'subscription goes with it',
          heard.capped('subscriptions'),
        ),
      ],
      wayBack: effort('it can be made again; everybody has to subscribe anew'),
      // Addresses of people are nobody's business here.
      dependents: subscriptions
        .filter((each) => /^(?:lambda|sqs|firehose)$/.test(textIn(each, 'Protocol')))
        .map((each) => `${textIn(each, 'Protocol')} ${lastPart(textIn(each, 'Endpoint'))}`),
    };
  },
};

const logGroup: Recipe = {
  on: 'logs delete-log-group, logs delete-log-stream, logs put-retention-policy',
  type: 'aws_cloudwatch_log_group',
  targets: (command) => command.values('log-group-name'),
  ask: (target) => ({
    group: ask('logs', 'describe-log-groups', '--log-group-name-prefix', target, capped),
    subscriptions: ask('logs', 'describe-subscription-filters', '--log-group-name', target, capped),
    metrics: ask('logs', 'describe-metric-filters', '--log-group-name', target, capped),
  }),
  tell: (heard, target, command) => {
    const found = heard.list('group', 'logGroups').find((each) => textIn(each, 'logGroupName') === target);
    if (found === undefined) return undefined;
    const bytes = numberIn(found, 'storedBytes');
    const days = numberIn(found, 'retentionInDays');
    const metrics = named(heard.list('metrics', 'metricFilters'), 'filterName');
    const about = [
      days === undefined ? 'kept for ever' : `kept for ${days} days`,
      several(metrics.length, 'metrics are counted from it', 'metric is counted from it'),
    ];
    // It is counted with a delay: nothing yet is not nothing.
    const size = bytes === undefined || bytes === 0 ? undefined : { bytes, atLeast: false };
    const dependents = [
      ...heard
        .list('subscriptions', 'subscriptionFilters')
        .map((each) => `subscription ${lastPart(textIn(each, 'destinationArn'))}`),
      ...metrics.map((name) => `metric_filter ${name}`),
    ];
    if (command.operation === 'put-retention-policy') {
      const wanted = Number(command.value('retention-in-days'));
      const shorter = days === undefined || wanted < days;
      return {
        action: 'update',
        size,
        facts: [`kept for ${wanted} days from now on`, shorter && 'older records are deleted', ...about.slice(0, 1)],
        wayBack: shorter ? gone('records that are older go, and do not come back') : reversible('it can be set again'),
      };
    }
    const stream = command.value('log-stream-name');
    return {
      ...(stream === undefined
        ? { size }
        : { address: `${target}/${stream}`, type: 'aws_cloudwatch_log_stream', holds: 'log' as const }),
      facts: about,
      wayBack: gone('its records go with it, and nothing keeps a copy'),
      dependents: stream === undefined ? dependents : [],
      refused: found.deletionProtectionEnabled === true ? 'deletion protection is on' : undefined,
    };
  },
};

const trail: Recipe = {
  on: 'cloudtrail delete-trail, cloudtrail stop-logging',
  type: 'aws_cloudtrail',
  targets: (command) => command.values('name'),
  ask: (target) => ({
    trail: ask('cloudtrail', 'describe-trails', '--trail-name-list', target),
    status: ask('cloudtrail', 'get-trail-status', '--name', target),
  }),
  tell: (heard, _target, command) => {
    const [found] = heard.list('trail', 'trailList');
    if (found === undefined) return undefined;
    const stops = command.operation === 'stop-logging';
    const status = heard.get('status') ?? {};
    return {
      action: stops ? 'update' : 'delete',
      address: textIn(found, 'Name'),
      facts: [
        'from now on nobody writes down what is done in the account',
        status.IsLogging === true ? 'it is logging now' : status.IsLogging === false && 'it is not logging now',
        found.IsMultiRegionTrail === true && 'for all regions',
        found.IsOrganizationTrail === true && 'for the whole organization',
        `what it wrote so far stays in ${textIn(found, 'S3BucketName')}`,
        dateOf(status.LatestDeliveryTime) !== '' && `last written on ${dateOf(status.LatestDeliveryTime)}`,
      ],
      wayBack: stops
        ? effort('it can be started again; what happens meanwhile is not written down')
        : effort('it can be made again; what happens meanwhile is not written down'),
    };
  },
};

const schedule: Recipe = {
  on: 'events delete-rule, events disable-rule, events remove-targets',
  type: 'aws_cloudwatch_event_rule',
  targets: (command) => command.values(command.operation === 'remove-targets' ? 'rule' : 'name'),
  ask: (target) => ({
    rule: ask('events', 'describe-rule', '--name', target),
    targets: ask('events', 'list-targets-by-rule', '--rule', target),
  }),
  tell: (heard, _target, command) => {
    const found = heard.get('rule') ?? {};
    if (textIn(found, 'Name') === '') return undefined;
    const targets = objects(heard.get('targets')?.Targets).map((each) => lastPart(textIn(each, 'Arn')));
    return {
      action: command.operation === 'delete-rule' ? 'delete' : 'update',
      facts: [
        textIn(found, 'ScheduleExpression'),
        several(targets.length, 'targets', 'target'),
        textIn(found, 'State').toLowerCase(),
      ],
      wayBack: effort('it can be set again; what should have run meanwhile did not'),
      refused: command.operation === 'delete-rule' && targets.length > 0 ? 'it still has targets' : undefined,
      dependents: targets.map((name) => `target ${name}`),
    };
  },
};

export const messageRecipes: readonly Recipe[] = [queue, topic, logGroup, trail, schedule];
