/** Objects that run pods: their specification, their labels, and which selectors mean them. */
import { looseRecord, type Node, optionalList, textIn } from '../../base/looseJson.ts';
import { type KubeObject, textsIn, within } from './objects.ts';

/** Where a kind keeps the template of its pods. */
const templates: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', []],
  ['Deployment', ['spec', 'template']],
  ['ReplicaSet', ['spec', 'template']],
  ['StatefulSet', ['spec', 'template']],
  ['DaemonSet', ['spec', 'template']],
  ['ReplicationController', ['spec', 'template']],
  ['DeploymentConfig', ['spec', 'template']],
  ['Job', ['spec', 'template']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/** The pods an object stands for; undefined for what runs none. */
export function podsOf({ kind, body }: KubeObject): Node | undefined {
  const path = templates.get(kind);
  return path === undefined ? undefined : within(body, ...path);
}

/** Names of what its pods need, by kind. */
export interface Needs {
  readonly claims: readonly string[];
  readonly configMaps: readonly string[];
  readonly secrets: readonly string[];
  readonly serviceAccount: string;
}

export function needsOf(pods: Node): Needs {
  const spec = within(pods, 'spec');
  const volumes = optionalList(spec.volumes).flatMap((each) => {
    const volume = looseRecord(each);
    return [volume, ...optionalList(within(volume, 'projected').sources).map(looseRecord)];
  });
  const containers = [...optionalList(spec.containers), ...optionalList(spec.initContainers)].map(looseRecord);
  const env = containers.flatMap(({ env }) => optionalList(env).map((each) => within(looseRecord(each), 'valueFrom')));
  const from = containers.flatMap(({ envFrom }) => optionalList(envFrom).map(looseRecord));
  const named = (nodes: readonly Node[], inner: string, name: string): readonly string[] =>
    nodes.map((node) => textIn(within(node, inner), name));
  return {
    claims: told(named(volumes, 'persistentVolumeClaim', 'claimName')),
    configMaps: told([
      ...named(volumes, 'configMap', 'name'),
      ...named(env, 'configMapKeyRef', 'name'),
      ...named(from, 'configMapRef', 'name'),
    ]),
    secrets: told([
      ...named(volumes, 'secret', 'secretName'),
      ...named(volumes, 'secret', 'name'),
      ...named(env, 'secretKeyRef', 'name'),
      ...named(from, 'secretRef', 'name'),
      ...optionalList(spec.imagePullSecrets).map((each) => textIn(looseRecord(each), 'name')),
    ]),
    serviceAccount: textIn(spec, 'serviceAccountName'),
  };
}

const told = (names: readonly string[]): readonly string[] => [...new Set(names.filter(Boolean))];

/** Whether its pods keep something only as long as they are there. */
export const keepsScratch = (pods: Node): boolean =>
  optionalList(within(pods, 'spec').volumes).some((each) => looseRecord(each).emptyDir !== undefined);

export const labelsOf = (pods: Node): Readonly<Record<string, string>> => textsIn(within(pods, 'metadata').labels);

/** A label selector means these labels. An empty one means everything, a missing one nothing. */
export function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  if (typeof selector !== 'object' || selector === null) return false;
  const { matchLabels, matchExpressions } = looseRecord(selector);
  return (
    Object.entries(textsIn(matchLabels)).every(([name, value]) => labels[name] === value) &&
    optionalList(matchExpressions).every((each) => meets(looseRecord(each), labels))
  );
}

function meets({ key, operator, values }: Node, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[String(key)];
  const listed = value !== undefined && optionalList(values).includes(value);
  switch (operator) {
    case 'In':
      return listed;
    case 'NotIn':
      return !listed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/** A Service's selector: every label, and no selector means nothing. */
export function routesTo(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(textsIn(selector));
  return wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value);
}
