/** What has to be asked, round after round, until everything that goes with some objects is known. */
import { textIn } from '../../base/looseJson.ts';
import type { Answer, ProbeStep } from '../impact/probe.ts';
import { goingWith } from './closure.ts';
import { knowledgeFrom, stillOpen, webhookTypes } from './knowledge.ts';
import { isCustom, type KubeObject, unique, within } from './objects.ts';

/** Makes a step out of the arguments of kubectl. */
export type Asker = (
  args: readonly string[],
  more?: { readonly optional?: true; readonly input?: string },
) => ProbeStep;

const json = ['-o', 'json', '--ignore-not-found'] as const;

/** Kinds that belong to a workload, or stand in front of it. */
const around: ReadonlySet<string> = new Set(
  `pods services endpoints endpointslices.discovery.k8s.io persistentvolumeclaims replicationcontrollers replicasets.apps
  deployments.apps statefulsets.apps daemonsets.apps controllerrevisions.apps jobs.batch cronjobs.batch
  ingresses.networking.k8s.io networkpolicies.networking.k8s.io horizontalpodautoscalers.autoscaling
  poddisruptionbudgets.policy volumesnapshots.snapshot.storage.k8s.io`.split(/\s+/),
);
/** What is looked at in vain. */
const passing = /^events(?:\.|$)|\.metrics\.k8s\.io$/;
/** More names than this are not spelled out. */
const mostNames = 50;
/** Of more namespaces than this all are listed at once. */
const mostNamespaces = 5;

/** What is still to be asked. */
export function furtherQuestions(
  ask: Asker,
  targets: readonly KubeObject[],
  answers: readonly Answer[],
  orphan: boolean,
): readonly ProbeStep[] {
  const { objects, types } = knowledgeFrom(answers);
  const going = [...goingWith(targets, unique([...targets, ...objects]), { orphan }).values()].map(
    ({ object }) => object,
  );
  const steps: ProbeStep[] = [];
  const spaces = namespacesOf(targets);
  if (spaces.size > 0)
    steps.push(ask(['api-resources', '--verbs=list', '--namespaced', '-o', 'name'], { optional: true }));
  if (answers.some(({ step }) => step.args[0] === 'api-resources')) steps.push(...listings(ask, spaces, types));
  for (const target of targets) steps.push(...ownQuestions(ask, target));
  if (going.some(({ kind }) => kind === 'Namespace' || kind === 'Service'))
    steps.push(
      ask(['get', webhookTypes, ...json], {
        optional: true,
      }),
    );
  steps.push(...volumeQuestions(ask, going, objects));
  return stillOpen(steps, answers);
}

/** Namespaces to be listed, and whether all of what lies in them matters. */
function namespacesOf(targets: readonly KubeObject[]): ReadonlyMap<string, boolean> {
  const spaces = new Map<string, boolean>();
  for (const target of targets) {
    const whole = target.kind === 'Namespace';
    const claim = within(target.body, 'spec', 'claimRef');
    const name = whole
      ? target.name
      : target.kind === 'PersistentVolume'
        ? textIn(claim, 'namespace')
        : target.namespace;
    // What the controller of a custom resource made for it may be of any kind.
    if (name !== '') spaces.set(name, spaces.get(name) === true || whole || isCustom(target));
  }
  return spaces;
}

function listings(
  ask: Asker,
  spaces: ReadonlyMap<string, boolean>,
  types: readonly string[] | undefined,
): readonly ProbeStep[] {
  const listing = (whole: boolean, place: readonly string[]): readonly ProbeStep[] => {
    const wanted =
      types === undefined
        ? [...around].filter((type) => !type.startsWith('volumesnapshots'))
        : types.filter((type) => !passing.test(type) && (whole || around.has(type)));
    return wanted.length === 0 ? [] : [ask(['get', wanted.join(','), ...place, ...json], { optional: true })];
  };
  if (spaces.size > mostNamespaces) return listing([...spaces.values()].includes(true), ['-A']);
  return [...spaces].flatMap(([space, whole]) => listing(whole, ['-n', space]));
}

/** What only this kind of target raises. */
function ownQuestions(ask: Asker, { kind, name }: KubeObject): readonly ProbeStep[] {
  switch (kind) {
    case 'CustomResourceDefinition':
      // Named after its plural and its group.
      return [ask(['get', name, '-A', ...json], { optional: true })];
    case 'Node':
      return [ask(['get', 'pods', '-A', `--field-selector=spec.nodeName=${name}`, ...json], { optional: true })];
    default:
      return [];
  }
}

function volumeQuestions(
  ask: Asker,
  going: readonly KubeObject[],
  objects: readonly KubeObject[],
): readonly ProbeStep[] {
  const volumes = going
    .filter(({ kind }) => kind === 'PersistentVolumeClaim')
    .map(({ body }) => textIn(within(body, 'spec'), 'volumeName'))
    .filter(Boolean);
  const names = [...new Set(volumes)].sort();
  const named = names.length > mostNames ? [] : names;
  return [
    ...(names.length === 0 ? [] : [ask(['get', 'persistentvolumes', ...named, ...json], { optional: true })]),
    ...(objects.some(({ kind }) => kind === 'VolumeSnapshot')
      ? [ask(['get', 'volumesnapshotcontents.snapshot.storage.k8s.io', ...json], { optional: true })]
      : []),
  ];
}
