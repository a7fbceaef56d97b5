/** What people reach something by: DNS zones and records, and CloudFront in front of it. */
import { looseRecord, type Node, parsedJson, textIn } from '../../base/looseJson.ts';
import type { AwsCommand } from './command.ts';
import {
  ask,
  capped,
  changesOf,
  effort,
  gone,
  named,
  numberIn,
  objects,
  type Recipe,
  resourceOf,
  reversible,
  several,
  texts,
} from './recipe.ts';

const zone: Recipe = {
  on: 'route53 delete-hosted-zone',
  type: 'aws_route53_zone',
  targets: (command) => command.values('id'),
  ask: (target) => ({
    zone: ask('route53', 'get-hosted-zone', '--id', target),
    records: ask('route53', 'list-resource-record-sets', '--hosted-zone-id', target, capped),
  }),
  tell: (heard) => {
    const found = looseRecord(heard.get('zone')?.HostedZone);
    const name = textIn(found, 'Name');
    if (name === '') return undefined;
    const own = heard
      .list('records', 'ResourceRecordSets')
      .filter((each) => !/^(?:SOA|NS)$/.test(textIn(each, 'Type')));
    const closed = looseRecord(found.Config).PrivateZone === true;
    return {
      address: name.replace(/\.$/, ''),
      size: {
        count: numberIn(found, 'ResourceRecordSetCount') ?? own.length,
        unit: 'records',
        atLeast: heard.capped('records'),
      },
      facts: [
        closed ? 'a private zone' : 'a public zone',
        own.length > 0 &&
          `among them ${named(own, 'Name')
            .slice(0, 3)
            .map((each) => each.replace(/\.$/, ''))
            .join(', ')}`,
      ],
      wayBack: effort('a new zone has other name servers: the domain has to be pointed at them'),
      refused: own.length > 0 ? 'it still has records' : undefined,
    };
  },
};

const nameOf = (record: Node): string => textIn(record, 'Name').replace(/\.$/, '');

const changesIn = (command: AwsCommand): readonly Node[] | undefined => {
  const batch = parsedJson(command.value('change-batch') ?? '');
  return batch === undefined ? undefined : objects(looseRecord(batch).Changes);
};

const records: Recipe = {
  on: 'route53 change-resource-record-sets',
  type: 'aws_route53_record',
  action: 'update',
  targets: (command) => command.values('hosted-zone-id'),
  ask: (target) => ({
    zone: ask('route53', 'get-hosted-zone', '--id', target),
    records: ask('route53', 'list-resource-record-sets', '--hosted-zone-id', target, capped),
  }),
  tell: (heard, target, command) => {
    const name = nameOf(looseRecord(heard.get('zone')?.HostedZone));
    const changes = changesIn(command);
    if (changes === undefined)
      return {
        type: 'aws_route53_zone',
        action: 'unknown',
        address: name === '' ? target : name,
        open: [{ what: `the changes of ${name}`, why: 'They stand in a file, which was not read.' }],
      };
    const now = heard.list('records', 'ResourceRecordSets');
    const [first, ...others] = changes.map((change) => recordOf(change, now));
    if (first === undefined) return { type: 'aws_route53_zone', action: 'read', address: name };
    return {
      ...first.finding,
      address: first.name,
      also: others.map(({ name: other, finding }) => resourceOf(other, 'aws_route53_record', finding)),
    };
  },
};

function recordOf(change: Node, now: readonly Node[]) {
  const wanted = looseRecord(change.ResourceRecordSet);
  const verb = textIn(change, 'Action').toUpperCase();
  const before = now.find(
    (each) =>
      nameOf(each).toLowerCase() === nameOf(wanted).toLowerCase() &&
      textIn(each, 'Type') === textIn(wanted, 'Type') &&
      textIn(each, 'SetIdentifier') === textIn(wanted, 'SetIdentifier'),
  );
  const action = verb === 'DELETE' ? 'delete' : before === undefined ? 'create' : 'update';
  const ttl = numberIn(before ?? wanted, 'TTL');
  return {
    name: nameOf(wanted),
    finding: {
      action,
      holds: action === 'delete' ? ('address' as const) : ('nothing' as const),
      facts: [
        textIn(wanted, 'Type'),
        ttl !== undefined && `others remember it for ${ttl} s`,
        /^(?:MX|NS|SOA)$/.test(textIn(wanted, 'Type')) && 'mail or delegation depends on it',
      ],
      attributes: changesOf(targetsOf(before), verb === 'DELETE' ? {} : targetsOf(wanted)),
      wayBack: reversible('the old record can be set again; resolvers remember the new one for its TTL'),
      refused:
        verb === 'DELETE' && before === undefined
          ? 'there is no such record'
          : verb === 'CREATE' && before !== undefined
            ? 'the record exists already'
            : undefined,
    },
  } as const;
}

const targetsOf = (record: Node | undefined): Node => {
  if (record === undefined) return {};
  const alias = textIn(looseRecord(record.AliasTarget), 'DNSName');
  return {
    values: alias === '' ? named(objects(record.ResourceRecords), 'Value') : [alias],
    ...(record.TTL === undefined ? {} : { ttl: record.TTL }),
  };
};

const distribution: Recipe = {
  on: 'cloudfront delete-distribution, cloudfront update-distribution, cloudfront create-invalidation',
  type: 'aws_cloudfront_distribution',
  targets: (command) => command.values(command.operation === 'create-invalidation' ? 'distribution-id' : 'id'),
  ask: (target) => ({ distribution: ask('cloudfront', 'get-distribution-config', '--id', target) }),
  tell: (heard, target, command) => {
    const found = looseRecord(heard.get('distribution')?.DistributionConfig);
    if (found.Enabled === undefined) return undefined;
    const names = texts(looseRecord(found.Aliases).Items);
    const origins = named(objects(looseRecord(found.Origins).Items), 'DomainName');
    const about = [
      found.Enabled === true ? 'enabled' : 'disabled',
      names.length > 0 && `answers for ${names.slice(0, 3).join(', ')}`,
      origins.length > 0 && `in front of ${origins.slice(0, 3).join(', ')}`,
      textIn(found, 'Comment').slice(0, 80),
    ];
    const address = names[0] ?? target;
    const dependents = names.map((name) => `aws_route53_record ${name}`);
    if (command.operation === 'create-invalidation')
      return {
        action: 'update',
        address,
        facts: [`${command.values('paths').join(', ') || 'paths in a file'} are fetched anew`, ...about],
        wayBack: reversible('the caches fill again'),
      };
    if (command.operation === 'delete-distribution')
      return {
        address,
        facts: about,
        wayBack: effort('a new one has another address, and takes a while to spread'),
        refused: found.Enabled === true ? 'it is enabled' : undefined,
        dependents,
      };
    const after = parsedJson(command.value('distribution-config') ?? '');
    return {
      action: 'update',
      address,
      facts: [found.Enabled === true && looseRecord(after).Enabled === false && 'it is switched off', ...about],
      attributes: after === undefined ? [] : changesOf(found, after),
      wayBack: reversible('the old configuration can be set again, and takes a while to spread'),
      open:
        after === undefined
          ? [{ what: `the new configuration of ${address}`, why: 'It stands in a file, which was not read.' }]
          : [],
      dependents,
    };
  },
};

const domain: Recipe = {
  on: 'route53domains delete-domain, route53domains transfer-domain-to-another-aws-account',
  type: 'aws_route53domains_registered_domain',
  targets: (command) => command.values('domain-name'),
  ask: (target) => ({
    // The whole answer has its owner's address.
    domain: {
      ...ask(
        'route53domains',
        'get-domain-detail',
        '--domain-name',
        target,
        '--query',
        '{DomainName: DomainName, ExpirationDate: ExpirationDate, AutoRenew: AutoRenew, StatusList: StatusList}',
      ),
    },
  }),
  tell: (heard) => {
    const found = heard.get('domain') ?? {};
    if (textIn(found, 'DomainName') === '') return undefined;
    return {
      facts: [several(texts(found.StatusList).length, 'locks', 'lock')],
      wayBack: gone('somebody else may register the name'),
      refused: texts(found.StatusList).some((each) => /delete.*prohibited/i.test(each))
        ? 'the registrar locks it against deletion'
        : undefined,
    };
  },
};

export const nameRecipes: readonly Recipe[] = [zone, records, distribution, domain];
