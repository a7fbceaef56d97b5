/**
 * Servers, their disks and what was copied from those.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html
 */
import { looseRecord, type Node, textIn } from '../../base/looseJson.ts';
import type { Resource, WayBack } from '../impact/impact.ts';
import type { AwsCommand } from './command.ts';
import {
  ask,
  capped,
  dateOf,
  effort,
  environmentTag,
  type Finding,
  gib,
  gone,
  type Heard,
  named,
  newest,
  numberIn,
  objects,
  type Questions,
  type Recipe,
  resourceOf,
  reversible,
  several,
} from './recipe.ts';

const instances = (command: AwsCommand): readonly string[] => command.values('instance-ids');

/** Of all that are named at once: one call answers for them. */
const askInstances = (target: string, command: AwsCommand): Questions => {
  const ids = instances(command);
  return {
    instance: ask('ec2', 'describe-instances', '--instance-ids', ids),
    protection: ask(
      'ec2',
      'describe-instance-attribute',
      '--attribute',
      'disableApiTermination',
      '--instance-id',
      target,
    ),
    volumes: ask('ec2', 'describe-volumes', '--filters', `Name=attachment.instance-id,Values=${ids.join(',')}`),
    addresses: ask('ec2', 'describe-addresses', '--filters', `Name=instance-id,Values=${ids.join(',')}`),
  };
};

const instanceIn = (heard: Heard, id: string): Node | undefined =>
  heard
    .list('instance', 'Reservations')
    .flatMap((reservation) => objects(reservation.Instances))
    .find((each) => textIn(each, 'InstanceId') === id);

const tagOf = (node: Node, key: string): string =>
  textIn(objects(node.Tags).find((tag) => textIn(tag, 'Key') === key) ?? {}, 'Value');

/** Volumes of an instance that go with it, and those that stay. */
function disksOf(instance: Node): { readonly going: readonly string[]; readonly staying: readonly string[] } {
  const disks = objects(instance.BlockDeviceMappings).map((mapping) => looseRecord(mapping.Ebs));
  const ids = (goes: boolean) =>
    named(
      disks.filter((ebs) => (ebs.DeleteOnTermination === true) === goes),
      'VolumeId',
    );
  return { going: ids(true), staying: ids(false) };
}

const isInstanceStore = (instance: Node): boolean => textIn(instance, 'RootDeviceType') === 'instance-store';

function aboutInstance(instance: Node, heard: Heard): readonly (string | false | undefined)[] {
  const name = tagOf(instance, 'Name');
  const group = tagOf(instance, 'aws:autoscaling:groupName');
  const addresses = named(
    heard
      .list('addresses', 'Addresses')
      .filter((each) => textIn(each, 'InstanceId') === textIn(instance, 'InstanceId')),
    'PublicIp',
  );
  return [
    name !== '' && `named ${name}`,
    environmentTag(instance.Tags),
    textIn(instance, 'InstanceType'),
    textIn(looseRecord(instance.State), 'Name'),
    group !== '' && `its Auto Scaling group ${group} starts another one`,
    addresses.length > 0 && `Elastic IP ${addresses.join(', ')} loses its server`,
  ];
}

const terminate: Recipe = {
  on: 'ec2 terminate-instances',
  type: 'aws_instance',
  targets: instances,
  ask: askInstances,
  askOn: (heard, target) => {
    const { going } = disksOf(instanceIn(heard, target) ?? {});
    return going.length === 0 ? {} : { snapshots: snapshotsOf(going) };
  },
  tell: (heard, target) => {
    const instance = instanceIn(heard, target);
    if (instance === undefined) return undefined;
    const { going, staying } = disksOf(instance);
    const locked = looseRecord(heard.get('protection')?.DisableApiTermination).Value;
    return {
      facts: [
        locked === false && 'termination protection off',
        ...aboutInstance(instance, heard),
        several(going.length, 'disks are deleted with it', 'disk is deleted with it'),
        several(staying.length, 'disks stay', 'disk stays'),
        isInstanceStore(instance) && 'its disks are in the machine itself',
      ],
      wayBack: isInstanceStore(instance)
        ? gone('what is on its own disks goes with it')
        : effort('it can be started again from its image, with a new id'),
      refused: locked === true ? 'termination protection is on' : undefined,
      dependents: namesOfUsers(instance),
      also: going.map((id) => disk(id, heard)),
    };
  },
};

const namesOfUsers = (instance: Node): readonly string[] => {
  const group = tagOf(instance, 'aws:autoscaling:groupName');
  return group === '' ? [] : [`aws_autoscaling_group ${group}`];
};

const snapshotsOf = (volumes: readonly string[]) =>
  ask(
    'ec2',
    'describe-snapshots',
    '--owner-ids',
    'self',
    '--filters',
    `Name=volume-id,Values=${volumes.join(',')}`,
    capped,
  );

/** A disk that goes, with what is known of it. */
function disk(id: string, heard: Heard): Resource {
  const volume = heard.list('volumes', 'Volumes').find((each) => textIn(each, 'VolumeId') === id);
  const size = gib(volume?.Size);
  return resourceOf(id, 'aws_ebs_volume', {
    ...(size === undefined ? {} : { size }),
    ...backOfDisk(id, heard),
  });
}

function backOfDisk(id: string, heard: Heard): { readonly facts: readonly string[]; readonly wayBack: WayBack } {
  if (heard.get('snapshots') === undefined)
    return { facts: [], wayBack: { kind: 'unknown', why: 'whether it has a snapshot could not be looked up' } };
  const own = heard.list('snapshots', 'Snapshots').filter((each) => textIn(each, 'VolumeId') === id);
  const last = newest(
    own.filter((each) => textIn(each, 'State') !== 'error'),
    'StartTime',
  );
  return last === undefined
    ? { facts: ['no snapshot'], wayBack: gone('it has no snapshot') }
    : {
        facts: [`newest snapshot of ${dateOf(last.StartTime)}`],
        wayBack: effort(
          `it can be made again from ${textIn(last, 'SnapshotId')}; what came after ${dateOf(last.StartTime)} is lost`,
        ),
      };
}

const stop: Recipe = {
  on: 'ec2 stop-instances, ec2 reboot-instances',
  type: 'aws_instance',
  action: 'update',
  targets: instances,
  ask: (target, command) => {
    const { instance, addresses } = askInstances(target, command);
    return { ...(instance && { instance }), ...(addresses && { addresses }) };
  },
  tell: (heard, target, command) => {
    const instance = instanceIn(heard, target);
    if (instance === undefined) return undefined;
    const stops = command.operation === 'stop-instances';
    return {
      reason: stops ? 'It stops: an outage until it is started again.' : 'It restarts: a short outage.',
      facts: [stops ? 'stops running' : 'restarts', ...aboutInstance(instance, heard).slice(0, 5)],
      wayBack:
        stops && isInstanceStore(instance)
          ? gone('what is on its own disks is lost when it stops')
          : reversible(stops ? 'it can be started again' : 'it comes up again'),
      dependents: namesOfUsers(instance),
    };
  },
};

const deleteVolume: Recipe = {
  on: 'ec2 delete-volume, ec2 detach-volume',
  type: 'aws_ebs_volume',
  targets: (command) => command.values('volume-id'),
  ask: (target) => ({
    volumes: ask('ec2', 'describe-volumes', '--volume-ids', target),
    snapshots: snapshotsOf([target]),
  }),
  tell: (heard, target, command) => {
    const volume = heard.list('volumes', 'Volumes').find((each) => textIn(each, 'VolumeId') === target);
    if (volume === undefined) return undefined;
    const users = named(objects(volume.Attachments), 'InstanceId');
    const about: Finding = {
      size: gib(volume.Size),
      dependents: users.map((id) => `aws_instance ${id}`),
    };
    if (command.operation === 'detach-volume')
      return {
        ...about,
        action: 'update',
        wayBack: reversible('it can be attached again'),
        facts: ['stays, and is no longer attached'],
      };
    const back = backOfDisk(target, heard);
    return {
      ...about,
      ...back,
      facts: [
        ...back.facts,
        environmentTag(volume.Tags),
        tagOf(volume, 'Name') !== '' && `named ${tagOf(volume, 'Name')}`,
      ],
      refused: users.length > 0 ? `it is attached to ${users.join(', ')}` : undefined,
    };
  },
};

const deleteSnapshot: Recipe = {
  on: 'ec2 delete-snapshot',
  type: 'aws_ebs_snapshot',
  targets: (command) => command.values('snapshot-id'),
  ask: (target) => ({
    snapshot: ask('ec2', 'describe-snapshots', '--snapshot-ids', target),
    images: ask(
      'ec2',
      'describe-images',
      '--owners',
      'self',
      '--filters',
      `Name=block-device-mapping.snapshot-id,Values=${target}`,
    ),
  }),
  tell: (heard) => {
    const [snapshot] = heard.list('snapshot', 'Snapshots');
    if (snapshot === undefined) return undefined;
    const images = named(heard.list('images', 'Images'), 'ImageId');
    return {
      size: gib(snapshot.VolumeSize),
      facts: [
        `of ${dateOf(snapshot.StartTime)}`,
        textIn(snapshot, 'VolumeId') !== '' && `a copy of ${textIn(snapshot, 'VolumeId')}`,
        textIn(snapshot, 'Description').slice(0, 80),
      ],
      wayBack: gone('it is a backup: what it could restore goes with it'),
      refused: images.length > 0 ? `the image ${images.join(', ')} is made of it` : undefined,
      dependents: images.map((id) => `aws_ami ${id}`),
    };
  },
};

const deregisterImage: Recipe = {
  on: 'ec2 deregister-image',
  type: 'aws_ami',
  targets: (command) => command.values('image-id'),
  ask: (target) => ({
    image: ask('ec2', 'describe-images', '--image-ids', target),
    instances: ask('ec2', 'describe-instances', '--filters', `Name=image-id,Values=${target}`, capped),
  }),
  tell: (heard) => {
    const [image] = heard.list('image', 'Images');
    if (image === undefined) return undefined;
    const users = named(
      heard.list('instances', 'Reservations').flatMap((each) => objects(each.Instances)),
      'InstanceId',
    );
    return {
      facts: [
        textIn(image, 'Name') !== '' && `named ${textIn(image, 'Name')}`,
        `of ${dateOf(image.CreationDate)}`,
        several(users.length, 'servers were started from it', 'server was started from it', heard.capped('instances')),
        'its snapshots stay',
      ],
      wayBack: effort('it can be registered again from its snapshots'),
      dependents: users.map((id) => `aws_instance ${id}`),
    };
  },
};

const scale: Recipe = {
  on: 'autoscaling delete-auto-scaling-group, autoscaling set-desired-capacity, autoscaling update-auto-scaling-group',
  type: 'aws_autoscaling_group',
  targets: (command) => command.values('auto-scaling-group-name'),
  ask: (target) => ({
    group: ask('autoscaling', 'describe-auto-scaling-groups', '--auto-scaling-group-names', target),
  }),
  tell: (heard, _target, command) => {
    const [group] = heard.list('group', 'AutoScalingGroups');
    if (group === undefined) return undefined;
    const ids = named(objects(group.Instances), 'InstanceId');
    const facts = [
      several(ids.length, 'servers', 'server') ?? 'no servers',
      `at least ${numberIn(group, 'MinSize') ?? 0}, at most ${numberIn(group, 'MaxSize') ?? 0}`,
      environmentTag(group.Tags),
    ];
    const balanced = [
      ...(Array.isArray(group.TargetGroupARNs) ? group.TargetGroupARNs : []),
      ...(Array.isArray(group.LoadBalancerNames) ? group.LoadBalancerNames : []),
    ].map((arn) => `aws_lb_target_group ${String(arn).split('/').at(-2) ?? String(arn)}`);
    if (command.operation !== 'delete-auto-scaling-group') return scaled(group, ids, command, facts, balanced);
    const forced = command.flag('force-delete') === true;
    return {
      facts,
      wayBack: effort('it can be built again, and starts new servers'),
      refused: !forced && ids.length > 0 ? 'it still has servers, and --force-delete is not given' : undefined,
      dependents: balanced,
      also: forced
        ? ids.map((id) =>
            resourceOf(id, 'aws_instance', { wayBack: effort('a new one is started only by a new group') }),
          )
        : [],
    };
  },
};

function scaled(
  group: Node,
  ids: readonly string[],
  command: AwsCommand,
  facts: readonly (string | undefined)[],
  dependents: readonly string[],
): Finding {
  const before = numberIn(group, 'DesiredCapacity');
  const wanted = command.value('desired-capacity') ?? (command.value('max-size') === '0' ? '0' : undefined);
  const fewer = wanted !== undefined && before !== undefined ? Math.max(0, before - Number(wanted)) : 0;
  return {
    action: 'update',
    facts: [
      wanted !== undefined && before !== undefined && `${before} → ${wanted} servers`,
      fewer > 0 && `${fewer === ids.length ? 'all' : fewer} of its servers are terminated`,
      ...facts,
    ],
    wayBack:
      fewer > 0
        ? effort('new servers can be started; what was on the old ones is lost')
        : reversible('the old values can be set again'),
    dependents: fewer > 0 ? dependents : [],
  };
}

export const instanceRecipes: readonly Recipe[] = [
  terminate,
  stop,
  deleteVolume,
  deleteSnapshot,
  deregisterImage,
  scale,
];
