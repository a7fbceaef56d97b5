/** Objects of a cluster, out of what `kubectl … -o json` prints or a manifest says. */
import { record, ShapeError } from '../../base/json.ts';
import { looseRecord, type Node, optionalList, textIn } from '../../base/looseJson.ts';

export interface Owner {
  readonly uid: string;
  readonly kind: string;
  readonly name: string;
}

export interface KubeObject {
  readonly kind: string;
  /** `apps`; empty for the core group. */
  readonly group: string;
  /** Empty where it lies in none, or the text leaves it open. */
  readonly namespace: string;
  readonly name: string;
  /** Empty for what only a manifest says. */
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owners: readonly Owner[];
  readonly finalizers: readonly string[];
  /** All of it. */
  readonly body: Node;
}

/** Groups that every cluster has; whatever else there is came with a CustomResourceDefinition or another API server. */
const builtIn: ReadonlySet<string> = new Set(
  `apps batch autoscaling policy extensions networking.k8s.io rbac.authorization.k8s.io storage.k8s.io apiextensions.k8s.io
  apiregistration.k8s.io admissionregistration.k8s.io certificates.k8s.io coordination.k8s.io discovery.k8s.io events.k8s.io
  flowcontrol.apiserver.k8s.io node.k8s.io scheduling.k8s.io authentication.k8s.io authorization.k8s.io resource.k8s.io
  metrics.k8s.io`.split(/\s+/),
);

export const isCustom = ({ group }: Pick<KubeObject, 'group'>): boolean => group !== '' && !builtIn.has(group);

/** `deployment/web -n shop`: unique in a cluster, and to be copied behind `kubectl get`. */
export function addressOf(object: Pick<KubeObject, 'kind' | 'group' | 'namespace' | 'name'>): string {
  const { kind, group, namespace, name } = object;
  const type = isCustom(object) ? `${kind.toLowerCase()}.${group}` : kind.toLowerCase();
  return `${type}/${name}${namespace === '' ? '' : ` -n ${namespace}`}`;
}

/** One object. @throws {ShapeError} on what has no kind or no name. */
export function objectFrom(value: unknown): KubeObject {
  const body = record(value, 'object');
  const kind = textIn(body, 'kind');
  const metadata = looseRecord(body.metadata);
  const name = textIn(metadata, 'name');
  if (kind === '' || name === '') throw new ShapeError('an object without a kind or a name');
  const version = textIn(body, 'apiVersion');
  return {
    kind,
    group: version.includes('/') ? version.slice(0, version.indexOf('/')) : '',
    namespace: textIn(metadata, 'namespace'),
    name,
    uid: textIn(metadata, 'uid'),
    labels: textsIn(metadata.labels),
    annotations: textsIn(metadata.annotations),
    owners: optionalList(metadata.ownerReferences).map((each) => {
      const owner = looseRecord(each);
      return { uid: textIn(owner, 'uid'), kind: textIn(owner, 'kind'), name: textIn(owner, 'name') };
    }),
    finalizers: optionalList(metadata.finalizers).map(String),
    body,
  };
}

/**
 * What a command printed: one object, a list, or several documents one after another; nothing for an empty answer.
 * @throws {ShapeError | SyntaxError} on anything else
 */
export const objectsIn = (printed: string): readonly KubeObject[] => documentsIn(printed).flat();

/** The same, document by document. @throws {ShapeError | SyntaxError} */
export const documentsIn = (printed: string): readonly (readonly KubeObject[])[] =>
  printed.trim() === '' ? [] : printed.split(/(?<=^\})\n(?=\{)/m).map((document) => flattened(JSON.parse(document)));

function flattened(value: unknown): readonly KubeObject[] {
  const node = record(value, 'answer');
  if (!Array.isArray(node.items)) return [objectFrom(node)];
  // Items of a list that one API answered with have no kind of their own.
  const kind = textIn(node, 'kind').replace(/List$/, '');
  const version = textIn(node, 'apiVersion');
  return node.items.map((item) => objectFrom({ apiVersion: version, kind, ...record(item, 'item') }));
}

/** Records of what happened, and figures of the moment: they come and go by themselves, and nobody counts them. */
export const isPassing = ({ kind, group }: KubeObject): boolean => kind === 'Event' || group === 'metrics.k8s.io';

/** Each object once: the same one is listed under every group that serves it. */
export function unique(objects: readonly KubeObject[]): readonly KubeObject[] {
  const seen = new Map<string, KubeObject>();
  for (const object of objects) {
    const key = object.uid === '' ? addressOf(object) : object.uid;
    if (!seen.has(key)) seen.set(key, object);
  }
  return [...seen.values()];
}

/** `spec.template.spec`: empty where there is none. */
export const within = (node: Node, ...path: readonly string[]): Node =>
  path.reduce<Node>((inner, name) => looseRecord(inner[name]), node);

/** The members of an object that are texts. */
export function textsIn(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(looseRecord(value)).flatMap(([name, each]) => (typeof each === 'string' ? [[name, each]] : [])),
  );
}
