/** What hangs on what in a cluster: owners, mounts, selectors, routes, webhooks. */
import { looseRecord, type Node, optionalList, textIn } from '../../base/looseJson.ts';
import type { Dependent } from '../impact/impact.ts';
import { defines } from './closure.ts';
import { addressOf, isPassing, type KubeObject, textsIn, within } from './objects.ts';
import { labelsOf, needsOf, podsOf, routesTo, selects } from './workloads.ts';

/** Address → addresses of what hangs on it. */
export type Ties = ReadonlyMap<string, ReadonlySet<string>>;

export function tiesIn(objects: readonly KubeObject[]): Ties {
  const ties = new Map<string, Set<string>>();
  const byUid = new Map(objects.map((object) => [object.uid, object]));
  const there = new Set(objects.map(addressOf));
  const tie = (needed: string, dependent: KubeObject) => {
    const address = addressOf(dependent);
    if (needed === address) return;
    const known = ties.get(needed);
    if (known === undefined) ties.set(needed, new Set([address]));
    else known.add(address);
  };
  /** Only names what is known to be there. */
  const tieTo = (kind: string, namespace: string, name: string, dependent: KubeObject, group = '') => {
    const needed = addressOf({ kind, group, namespace, name });
    if (name !== '' && there.has(needed)) tie(needed, dependent);
  };
  const definitions = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const running = objects.flatMap((object) => {
    const pods = podsOf(object);
    // What another one of them made is spoken for by that.
    return pods === undefined || object.owners.some(({ uid }) => byUid.has(uid)) ? [] : [{ object, pods }];
  });

  for (const object of objects) {
    for (const { uid } of object.owners) {
      const owner = byUid.get(uid);
      if (owner !== undefined) tie(addressOf(owner), object);
    }
    // What others own hangs on these.
    if (object.owners.length === 0 && !isPassing(object)) {
      tieTo('Namespace', '', object.namespace, object);
      for (const definition of definitions) if (defines(definition, object)) tie(addressOf(definition), object);
    }
    for (const [kind, namespace, name, group] of namedBy(object)) tieTo(kind, namespace, name, object, group);
    const matches = matcherOf(object);
    if (matches === undefined) continue;
    for (const { object: workload, pods } of running)
      if (workload.namespace === object.namespace && matches(labelsOf(pods))) tie(addressOf(workload), object);
  }
  for (const { object, pods } of running) {
    const { claims, configMaps, secrets, serviceAccount } = needsOf(pods);
    for (const name of claims) tieTo('PersistentVolumeClaim', object.namespace, name, object);
    for (const name of configMaps) tieTo('ConfigMap', object.namespace, name, object);
    for (const name of secrets) tieTo('Secret', object.namespace, name, object);
    tieTo('ServiceAccount', object.namespace, serviceAccount, object);
  }
  return ties;
}

/** Whose pods it stands in front of, or guards. */
function matcherOf({
  kind,
  group,
  body,
}: KubeObject): ((labels: Readonly<Record<string, string>>) => boolean) | undefined {
  const spec = within(body, 'spec');
  if (kind === 'Service' && group === '') return (labels) => routesTo(spec.selector, labels);
  if (kind === 'PodDisruptionBudget') return (labels) => selects(spec.selector, labels);
  if (kind === 'NetworkPolicy') return (labels) => selects(spec.podSelector, labels);
  return undefined;
}

type Reference = readonly [kind: string, namespace: string, name: string, group?: string];

/** What an object names. */
function namedBy({ kind, namespace, body }: KubeObject): readonly Reference[] {
  const spec = within(body, 'spec');
  const service = (inner: Node): Reference => ['Service', textIn(inner, 'namespace'), textIn(inner, 'name')];
  switch (kind) {
    case 'HorizontalPodAutoscaler': {
      const target = within(spec, 'scaleTargetRef');
      return [[textIn(target, 'kind'), namespace, textIn(target, 'name')]];
    }
    case 'Ingress':
      return backendsIn(spec).map((name) => ['Service', namespace, name]);
    case 'PersistentVolumeClaim':
      return [['PersistentVolume', '', textIn(spec, 'volumeName')]];
    case 'StatefulSet':
      return [['Service', namespace, textIn(spec, 'serviceName')]];
    case 'RoleBinding':
    case 'ClusterRoleBinding': {
      const role = within(body, 'roleRef');
      return [[textIn(role, 'kind'), textIn(role, 'kind') === 'Role' ? namespace : '', textIn(role, 'name')]];
    }
    case 'ValidatingWebhookConfiguration':
    case 'MutatingWebhookConfiguration':
      return optionalList(body.webhooks).map((each) => service(within(looseRecord(each), 'clientConfig', 'service')));
    case 'CustomResourceDefinition':
      return [service(within(spec, 'conversion', 'webhook', 'clientConfig', 'service'))];
    case 'APIService':
      return [service(within(spec, 'service'))];
    default:
      return [];
  }
}

/** Names of the services an Ingress sends to; old ones say it in another place. */
function backendsIn(spec: Node): readonly string[] {
  const paths = optionalList(spec.rules).flatMap((rule) => optionalList(within(looseRecord(rule), 'http').paths));
  const backends = [
    within(spec, 'defaultBackend'),
    within(spec, 'backend'),
    ...paths.map((path) => within(looseRecord(path), 'backend')),
  ];
  return backends.map((backend) => textIn(within(backend, 'service'), 'name') || textIn(backend, 'serviceName'));
}

/** What hangs on an object, and what hangs on that. */
export function dependentsOf(address: string, ties: Ties): readonly Dependent[] {
  const seen = new Set([address]);
  const found: Dependent[] = [];
  let edge: readonly string[] = [address];
  for (const distance of [1, 2]) {
    const next: string[] = [];
    for (const each of edge)
      for (const dependent of ties.get(each) ?? []) {
        if (seen.has(dependent)) continue;
        seen.add(dependent);
        next.push(dependent);
        found.push({ address: dependent, distance, ...(distance === 1 ? {} : { via: each }) });
      }
    edge = next;
  }
  return found;
}

/** Configurations that stop what they check when the service behind them goes: what they check, and which service. */
export function stoppedBy(
  objects: readonly KubeObject[],
  going: ReadonlySet<string>,
): readonly { readonly webhook: KubeObject; readonly service: string }[] {
  return objects.flatMap((object) => {
    if (!/^(?:Validating|Mutating)WebhookConfiguration$/.test(object.kind) || going.has(addressOf(object))) return [];
    const strict = optionalList(object.body.webhooks)
      .map(looseRecord)
      // Fail is what it is when nothing is said.
      .filter(({ failurePolicy }) => failurePolicy !== 'Ignore')
      .map((webhook) => textsIn(within(webhook, 'clientConfig', 'service')))
      .map(({ namespace = '', name = '' }) => addressOf({ kind: 'Service', group: '', namespace, name }))
      .find((service) => going.has(service));
    return strict === undefined ? [] : [{ webhook: object, service: strict }];
  });
}
