/** What runs in containers: services, clusters, images. */
import { looseRecord, type Node, textIn } from '../../base/looseJson.ts';
import type { AwsCommand } from './command.ts';
import {
  ask,
  capped,
  dateOf,
  effort,
  environmentTag,
  type Finding,
  gone,
  lastPart,
  named,
  newest,
  numberIn,
  objects,
  type Recipe,
  reversible,
  several,
  texts,
} from './recipe.ts';

const clusterOf = (command: AwsCommand): readonly string[] => {
  const cluster = command.value('cluster');
  return cluster === undefined ? [] : ['--cluster', cluster];
};

const service: Recipe = {
  on: 'ecs update-service, ecs delete-service',
  type: 'aws_ecs_service',
  targets: (command) => command.values('service'),
  ask: (target, command) => ({
    service: ask('ecs', 'describe-services', clusterOf(command), '--services', target, '--include', 'TAGS'),
  }),
  tell: (heard, target, command) => {
    const [found] = heard.list('service', 'services');
    if (found === undefined || textIn(found, 'status') === 'INACTIVE') return undefined;
    const running = numberIn(found, 'runningCount') ?? 0;
    const about: Finding = {
      address: textIn(found, 'serviceName') || lastPart(target),
      dependents: named(objects(found.loadBalancers), 'targetGroupArn').map(
        (arn) => `aws_lb_target_group ${arn.split('/').at(-2) ?? arn}`,
      ),
    };
    const facts = [
      several(running, 'tasks run', 'task runs') ?? 'no task runs',
      `of the cluster ${lastPart(textIn(found, 'clusterArn'))}`,
      environmentTag(found.tags),
    ];
    if (command.operation === 'delete-service')
      return {
        ...about,
        facts,
        wayBack: effort('it can be made again from its task definition'),
        refused:
          command.flag('force') !== true && (numberIn(found, 'desiredCount') ?? 0) > 0
            ? 'it is not scaled to zero, and --force is not given'
            : undefined,
      };
    const wanted = command.value('desired-count');
    const definition = command.value('task-definition');
    return {
      ...about,
      action: 'update',
      facts: [
        wanted !== undefined && `${numberIn(found, 'desiredCount') ?? 0} → ${wanted} tasks`,
        wanted === '0' && running > 0 && 'an outage until it is scaled up again',
        command.flag('force-new-deployment') === true && 'its tasks are started anew',
        definition !== undefined &&
          `runs ${lastPart(definition)} instead of ${lastPart(textIn(found, 'taskDefinition'))}`,
        ...facts,
      ],
      wayBack: reversible('the old count and task definition can be set again'),
      dependents: wanted === '0' ? (about.dependents ?? []) : [],
    };
  },
};

const ecsCluster: Recipe = {
  on: 'ecs delete-cluster',
  type: 'aws_ecs_cluster',
  targets: (command) => command.values('cluster'),
  ask: (target) => ({
    cluster: ask('ecs', 'describe-clusters', '--clusters', target),
    services: ask('ecs', 'list-services', '--cluster', target, capped),
  }),
  tell: (heard, target) => {
    const [found] = heard.list('cluster', 'clusters');
    if (found === undefined || textIn(found, 'status') === 'INACTIVE') return undefined;
    const services = texts(heard.get('services')?.serviceArns).map(lastPart);
    const instances = numberIn(found, 'registeredContainerInstancesCount') ?? 0;
    const tasks = numberIn(found, 'runningTasksCount') ?? 0;
    return {
      address: textIn(found, 'clusterName') || lastPart(target),
      facts: [
        several(services.length, 'services', 'service'),
        several(tasks, 'tasks run', 'task runs'),
        several(instances, 'container instances', 'container instance'),
      ],
      wayBack: effort('it can be made again; services have to be made anew'),
      refused:
        services.length > 0
          ? 'it still has services'
          : tasks > 0
            ? 'tasks still run in it'
            : instances > 0
              ? 'it still has container instances'
              : undefined,
      dependents: services.map((name) => `aws_ecs_service ${name}`),
    };
  },
};

const nameOf = (command: AwsCommand): readonly string[] => {
  const name = command.values('name');
  return name.length > 0 ? name : command.values('cluster-name');
};

const eksCluster: Recipe = {
  on: 'eks delete-cluster',
  type: 'aws_eks_cluster',
  targets: nameOf,
  ask: (target) => ({
    cluster: ask('eks', 'describe-cluster', '--name', target),
    'node groups': ask('eks', 'list-nodegroups', '--cluster-name', target, capped),
    'Fargate profiles': ask('eks', 'list-fargate-profiles', '--cluster-name', target, capped),
  }),
  tell: (heard, target) => {
    const found = looseRecord(heard.get('cluster')?.cluster);
    if (textIn(found, 'name') === '') return undefined;
    const groups = texts(heard.get('node groups')?.nodegroups);
    const profiles = texts(heard.get('Fargate profiles')?.fargateProfileNames);
    const tag = Object.entries(looseRecord(found.tags)).find(([name]) => /^(?:env|environment|stage)$/i.test(name));
    return {
      facts: [
        `deletion protection ${found.deletionProtection === true ? 'on' : 'off'}`,
        textIn(found, 'version') !== '' && `Kubernetes ${textIn(found, 'version')}`,
        tag !== undefined && `tagged ${tag[0]}=${String(tag[1])}`,
        several(groups.length, 'node groups', 'node group'),
        several(profiles.length, 'Fargate profiles', 'Fargate profile'),
      ],
      wayBack: gone('everything that runs in it and its whole state go with it'),
      refused:
        found.deletionProtection === true
          ? 'deletion protection is on'
          : groups.length + profiles.length > 0
            ? 'it still has node groups or Fargate profiles'
            : undefined,
      dependents: [
        ...groups.map((name) => `aws_eks_node_group ${name}`),
        ...profiles.map((name) => `aws_eks_fargate_profile ${name}`),
      ],
      open: [
        {
          what: `workloads of ${target}`,
          why: 'What runs in the cluster is known to Kubernetes alone, which was not asked.',
        },
      ],
    };
  },
};

const nodeGroup: Recipe = {
  on: 'eks delete-nodegroup, eks update-nodegroup-config',
  type: 'aws_eks_node_group',
  targets: (command) => command.values('nodegroup-name'),
  ask: (target, command) => ({
    group: ask(
      'eks',
      'describe-nodegroup',
      '--cluster-name',
      command.value('cluster-name') ?? '',
      '--nodegroup-name',
      target,
    ),
    others: ask('eks', 'list-nodegroups', '--cluster-name', command.value('cluster-name') ?? '', capped),
  }),
  tell: (heard, target, command) => {
    const found = looseRecord(heard.get('group')?.nodegroup);
    if (textIn(found, 'nodegroupName') === '') return undefined;
    const scaling = looseRecord(found.scalingConfig);
    const others = texts(heard.get('others')?.nodegroups).filter((name) => name !== target);
    const removes = command.operation === 'delete-nodegroup';
    return {
      action: removes ? 'delete' : 'update',
      facts: [
        several(numberIn(scaling, 'desiredSize') ?? 0, 'nodes', 'node'),
        others.length === 0 && removes && 'the last node group of its cluster',
        `of the cluster ${textIn(found, 'clusterName')}`,
      ],
      wayBack: removes
        ? effort('it can be made again; what its pods kept on the nodes is lost')
        : reversible('the old values can be set again'),
      dependents: removes ? [`aws_eks_cluster ${textIn(found, 'clusterName')}`] : [],
      open: removes
        ? [
            {
              what: `pods on ${target}`,
              why: 'What runs on its nodes is known to Kubernetes alone, which was not asked.',
            },
          ]
        : [],
    };
  },
};

const repository: Recipe = {
  on: 'ecr delete-repository, ecr batch-delete-image',
  type: 'aws_ecr_repository',
  targets: (command) => command.values('repository-name'),
  ask: (target) => ({
    repository: ask('ecr', 'describe-repositories', '--repository-names', target),
    images: ask('ecr', 'describe-images', '--repository-name', target, capped),
  }),
  tell: (heard, target, command) => {
    const [found] = heard.list('repository', 'repositories');
    if (found === undefined) return undefined;
    const all = heard.list('images', 'imageDetails');
    const removes = command.operation === 'delete-repository';
    const images = removes ? all : all.filter((image) => isNamed(command, image));
    const last = newest(images, 'imagePushedAt');
    const forced = command.flag('force') === true;
    const tags = images.flatMap((image) => texts(image.imageTags));
    return {
      address: removes ? target : `images of ${target}`,
      ...(removes ? {} : { type: 'aws_ecr_image', holds: 'data' as const }),
      size: {
        count: images.length,
        unit: 'images',
        bytes: images.reduce((sum, image) => sum + (numberIn(image, 'imageSizeInBytes') ?? 0), 0),
        atLeast: heard.capped('images'),
      },
      facts: [
        last !== undefined && dateOf(last.imagePushedAt) !== '' && `newest of ${dateOf(last.imagePushedAt)}`,
        tags.length > 0 && `tagged ${tags.slice(0, 4).join(', ')}`,
        textIn(found, 'imageTagMutability') === 'IMMUTABLE' && 'tags cannot be overwritten',
      ],
      wayBack:
        images.length === 0 ? effort('it is empty') : gone('images do not come back; they have to be built again'),
      refused: removes && !forced && all.length > 0 ? 'it is not empty, and --force is not given' : undefined,
      open:
        images.length === 0
          ? []
          : [{ what: `who runs images of ${target}`, why: 'Nobody writes down what is started from them.' }],
    };
  },
};

/** Whether the command names an image, by its tag or its digest. */
const isNamed = (command: AwsCommand, image: Node): boolean => {
  const ids = command.values('image-ids').join(' ');
  const has = (word: string): boolean =>
    word !== '' && new RegExp(`[=:"\\s]${escaped(word)}(?:["',}\\s]|$)`).test(` ${ids}`);
  return has(textIn(image, 'imageDigest')) || texts(image.imageTags).some(has);
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const containerRecipes: readonly Recipe[] = [service, ecsCluster, eksCluster, nodeGroup, repository];
