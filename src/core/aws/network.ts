/** Security groups, load balancers and addresses. */
import { looseRecord, type Node, parsedJson, textIn } from '../../base/looseJson.ts';
import type { AwsCommand } from './command.ts';
import {
  ask,
  capped,
  changesOf,
  effort,
  environmentTag,
  type Heard,
  named,
  objects,
  type Questions,
  type Recipe,
  reversible,
  several,
  texts,
} from './recipe.ts';

const groups = (command: AwsCommand): readonly string[] => {
  const ids = command.values('group-id');
  return ids.length > 0 ? ids : command.values('group-name');
};

const askGroup = (target: string): Questions => ({
  group: target.startsWith('sg-')
    ? ask('ec2', 'describe-security-groups', '--group-ids', target)
    : ask('ec2', 'describe-security-groups', '--filters', `Name=group-name,Values=${target}`),
  'who uses it': ask(
    'ec2',
    'describe-network-interfaces',
    '--filters',
    `Name=${target.startsWith('sg-') ? 'group-id' : 'group-name'},Values=${target}`,
    capped,
  ),
});

/** Network interfaces, by what they belong to. */
const usersIn = (heard: Heard): readonly string[] =>
  heard.list('who uses it', 'NetworkInterfaces').map((each) => {
    const instance = textIn(looseRecord(each.Attachment), 'InstanceId');
    if (instance !== '') return `aws_instance ${instance}`;
    const description = textIn(each, 'Description');
    const balancer = /^ELB (?:app|net)\/([^/]+)/.exec(description)?.[1];
    return balancer === undefined ? `interface ${textIn(each, 'NetworkInterfaceId')}` : `aws_lb ${balancer}`;
  });

const aboutGroup = (group: Node, heard: Heard): readonly (string | undefined)[] => {
  const users = heard.list('who uses it', 'NetworkInterfaces').length;
  return [
    heard.get('who uses it') === undefined
      ? undefined
      : (several(users, 'network interfaces use it', 'network interface uses it', heard.capped('who uses it')) ??
        'nothing uses it'),
    environmentTag(group.Tags),
    textIn(group, 'VpcId') === '' ? undefined : `in ${textIn(group, 'VpcId')}`,
  ];
};

const removeGroup: Recipe = {
  on: 'ec2 delete-security-group',
  type: 'aws_security_group',
  targets: groups,
  ask: (target) => ({
    ...askGroup(target),
    'rules that name it': ask(
      'ec2',
      'describe-security-groups',
      '--filters',
      `Name=ip-permission.group-id,Values=${target}`,
      capped,
    ),
  }),
  tell: (heard, target) => {
    const [group] = heard.list('group', 'SecurityGroups');
    if (group === undefined) return undefined;
    const users = usersIn(heard);
    const others = named(
      heard
        .list('rules that name it', 'SecurityGroups')
        .filter((each) => textIn(each, 'GroupId') !== textIn(group, 'GroupId')),
      'GroupId',
    );
    const rules = objects(group.IpPermissions).length + objects(group.IpPermissionsEgress).length;
    return {
      address: textIn(group, 'GroupName') || target,
      facts: [several(rules, 'rules', 'rule'), ...aboutGroup(group, heard)],
      wayBack: effort('it can be made again from its rules, with a new id'),
      refused:
        users.length + others.length > 0
          ? 'it is in use'
          : textIn(group, 'GroupName') === 'default'
            ? 'it is the default group of its network'
            : undefined,
      dependents: [...users, ...others.map((id) => `aws_security_group ${id}`)],
    };
  },
};

const rules: Recipe = {
  on: ['authorize', 'revoke']
    .flatMap((verb) => [`ec2 ${verb}-security-group-ingress`, `ec2 ${verb}-security-group-egress`])
    .join(', '),
  type: 'aws_security_group',
  action: 'update',
  targets: groups,
  ask: askGroup,
  tell: (heard, target, command) => {
    const [group] = heard.list('group', 'SecurityGroups');
    if (group === undefined) return undefined;
    const adds = command.operation.startsWith('authorize');
    const inward = command.operation.endsWith('ingress');
    const told = ruleIn(command);
    const path = inward ? 'ingress' : 'egress';
    const change = told.map(({ what, sources }) => ({ [what]: { cidr_blocks: sources } }));
    const all = told.flatMap(({ sources }) => sources).filter((source) => source === '0.0.0.0/0' || source === '::/0');
    const states = { [path]: Object.assign({}, ...change) as Node };
    return {
      address: textIn(group, 'GroupName') || target,
      facts: [
        ...told
          .slice(0, 3)
          .map(
            ({ what, sources }) =>
              `${adds ? 'opens' : 'closes'} ${what} ${inward ? 'for' : 'to'} ${sources.slice(0, 3).join(', ')}`,
          ),
        adds && inward && all.length > 0 && 'open to the whole internet',
        ...aboutGroup(group, heard),
      ],
      attributes: adds ? changesOf({}, states) : changesOf(states, {}),
      wayBack: adds
        ? effort('the rule can be taken out again, who came in meanwhile did')
        : reversible('the rule can be added again; what it let through stops until then'),
      dependents: adds ? [] : usersIn(heard),
      open:
        told.length === 0
          ? [{ what: `the rules of ${target}`, why: 'They are named by their ids, or stand in a file.' }]
          : [],
    };
  },
};

interface Rule {
  /** `tcp 22`. */
  readonly what: string;
  readonly sources: readonly string[];
}

function ruleIn(command: AwsCommand): readonly Rule[] {
  const listed = command.values('ip-permissions');
  const permissions = listed.flatMap((each) => {
    const parsed = parsedJson(each);
    return parsed === undefined ? shorthand(each) : objects([parsed].flat());
  });
  const own = command.value('protocol');
  const sources = [...command.values('cidr'), ...command.values('source-group')];
  return [
    ...permissions.map((each) => ({
      what: [textIn(each, 'IpProtocol').replace(/^-1$/, 'everything'), portsOf(each.FromPort, each.ToPort)]
        .filter(Boolean)
        .join(' '),
      sources: [
        ...named(objects(each.IpRanges), 'CidrIp'),
        ...named(objects(each.Ipv6Ranges), 'CidrIpv6'),
        ...named(objects(each.UserIdGroupPairs), 'GroupId'),
      ],
    })),
    ...(own === undefined && sources.length === 0
      ? []
      : [
          {
            what: `${(own ?? '').replace(/^(?:-1|all)$/, 'everything')} ${command.value('port') ?? ''}`.trim(),
            sources,
          },
        ]),
  ];
}

const portsOf = (from: unknown, to: unknown): string =>
  from === undefined || from === -1 ? '' : from === to ? String(from) : `${String(from)}-${String(to)}`;

/** `IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=0.0.0.0/0}]`: what is read of it. */
function shorthand(text: string): readonly Node[] {
  const of = (name: string) =>
    [...text.matchAll(new RegExp(`\\b${name}=["']?([^,}\\]"']+)`, 'g'))].map((match) => match[1] ?? '');
  const [protocol] = of('IpProtocol');
  if (protocol === undefined) return [];
  return [
    {
      IpProtocol: protocol,
      FromPort: of('FromPort')[0],
      ToPort: of('ToPort')[0],
      IpRanges: of('CidrIp').map((CidrIp) => ({ CidrIp })),
      Ipv6Ranges: of('CidrIpv6').map((CidrIpv6) => ({ CidrIpv6 })),
      UserIdGroupPairs: of('GroupId').map((GroupId) => ({ GroupId })),
    },
  ];
}

const balancerName = (arn: string): string => arn.split('/').at(-2) ?? arn;

const balancer: Recipe = {
  on: 'elbv2 delete-load-balancer',
  type: 'aws_lb',
  targets: (command) => command.values('load-balancer-arn'),
  ask: (target) => ({
    'load balancer': ask('elbv2', 'describe-load-balancers', '--load-balancer-arns', target),
    protection: ask('elbv2', 'describe-load-balancer-attributes', '--load-balancer-arn', target),
    'target groups': ask('elbv2', 'describe-target-groups', '--load-balancer-arn', target),
    listeners: ask('elbv2', 'describe-listeners', '--load-balancer-arn', target, capped),
  }),
  tell: (heard, target) => {
    const [found] = heard.list('load balancer', 'LoadBalancers');
    if (found === undefined) return undefined;
    const locked = heard
      .list('protection', 'Attributes')
      .some((each) => textIn(each, 'Key') === 'deletion_protection.enabled' && textIn(each, 'Value') === 'true');
    const listeners = heard.list('listeners', 'Listeners');
    return {
      address: textIn(found, 'LoadBalancerName') || balancerName(target),
      facts: [
        `deletion protection ${heard.get('protection') === undefined ? 'unknown' : locked ? 'on' : 'off'}`,
        textIn(found, 'Scheme'),
        textIn(found, 'DNSName') !== '' && `reached at ${textIn(found, 'DNSName')}`,
        several(listeners.length, 'listeners', 'listener'),
      ],
      wayBack: effort('a new one has another address: names that point at this one have to be changed'),
      refused: locked ? 'deletion protection is on' : undefined,
      dependents: named(heard.list('target groups', 'TargetGroups'), 'TargetGroupName').map(
        (name) => `aws_lb_target_group ${name}`,
      ),
    };
  },
};

const targetGroup: Recipe = {
  on: 'elbv2 delete-target-group, elbv2 deregister-targets',
  type: 'aws_lb_target_group',
  targets: (command) => command.values('target-group-arn'),
  ask: (target) => ({
    group: ask('elbv2', 'describe-target-groups', '--target-group-arns', target),
    targets: ask('elbv2', 'describe-target-health', '--target-group-arn', target),
  }),
  tell: (heard, _target, command) => {
    const [group] = heard.list('group', 'TargetGroups');
    if (group === undefined) return undefined;
    const health = heard.list('targets', 'TargetHealthDescriptions');
    const healthy = health.filter((each) => textIn(looseRecord(each.TargetHealth), 'State') === 'healthy');
    const users = texts(group.LoadBalancerArns);
    const removes = command.operation === 'delete-target-group';
    return {
      action: removes ? 'delete' : 'update',
      address: textIn(group, 'TargetGroupName'),
      facts: [
        removes ? undefined : `${command.values('targets').join(' ')} no longer gets requests`,
        `${healthy.length} of ${health.length} targets healthy`,
      ],
      wayBack: removes
        ? effort('it can be made again, and its targets registered anew')
        : reversible('they can be registered again'),
      refused: removes && users.length > 0 ? 'a load balancer uses it' : undefined,
      dependents: users.map((arn) => `aws_lb ${balancerName(arn)}`),
    };
  },
};

const address: Recipe = {
  on: 'ec2 release-address, ec2 disassociate-address',
  type: 'aws_eip',
  targets: (command) => [
    ...command.values('allocation-id'),
    ...command.values('public-ip'),
    ...command.values('association-id'),
  ],
  ask: (target) => ({
    address: /^eip(?:alloc)/.test(target)
      ? ask('ec2', 'describe-addresses', '--allocation-ids', target)
      : ask(
          'ec2',
          'describe-addresses',
          '--filters',
          `Name=${target.startsWith('eipassoc') ? 'association-id' : 'public-ip'},Values=${target}`,
        ),
  }),
  tell: (heard, target, command) => {
    const [found] = heard.list('address', 'Addresses');
    if (found === undefined) return undefined;
    const user = textIn(found, 'InstanceId') || textIn(found, 'NetworkInterfaceId');
    const releases = command.operation === 'release-address';
    return {
      action: releases ? 'delete' : 'update',
      address: textIn(found, 'PublicIp') || target,
      facts: [user === '' ? 'nothing uses it' : `${user} uses it`, environmentTag(found.Tags)],
      wayBack: releases
        ? effort('the address goes to somebody else, and may not be had again')
        : reversible('it can be associated again'),
      refused: releases && user !== '' ? 'it is in use' : undefined,
      dependents: user === '' ? [] : [`aws_instance ${user}`],
    };
  },
};

export const networkRecipes: readonly Recipe[] = [removeGroup, rules, balancer, targetGroup, address];
