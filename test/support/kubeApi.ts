/**
 * An API server that stands in for a real one, for the real kubectl: discovery, reads with selectors, patches, dry runs,
 * scale, evictions, and deletes that take along what a cluster's controllers would.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { looseRecord, optionalList, textIn } from '../../src/base/looseJson.ts';
import { settle } from './kubeControllers.ts';
import { createStore, type Kind, type KubeStore, merged, patched, type Stored, type Values } from './kubeStore.ts';

export interface KubeApi {
  readonly url: string;
  readonly store: KubeStore;
  /** Method and path of every request, in order; whether it was only a rehearsal. */
  readonly requests: string[];
  /** Plurals that nobody may list. */
  readonly forbidden: Set<string>;
  /** Writes a kubeconfig for it. */
  kubeconfig(folder: string): string;
  close(): Promise<void>;
}

interface Question {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly patchType: string;
}

type Reply = readonly [code: number, body: unknown];

export async function startKubeApi(): Promise<KubeApi> {
  const store = createStore(settle);
  const requests: string[] = [];
  const forbidden = new Set<string>();
  const server = createServer((request, response) => {
    read(request).then((body) => {
      const { method = 'GET', url: path = '/' } = request;
      const question = {
        method,
        url: new URL(path, 'http://cluster'),
        body,
        patchType: request.headers['content-type'] ?? '',
      };
      requests.push(`${method} ${path}${isDry(question) ? ' (dry run)' : ''}`);
      let reply: Reply;
      try {
        reply = answer(question, store, forbidden);
      } catch (error) {
        reply = failure(500, 'InternalError', String(error));
      }
      send(response, reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    store,
    requests,
    forbidden,
    kubeconfig(folder) {
      mkdirSync(folder, { recursive: true });
      const path = join(folder, 'kubeconfig');
      writeFileSync(
        path,
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'Config',
          'current-context': 'prod-eu',
          clusters: [{ name: 'eu', cluster: { server: url } }],
          users: [{ name: 'dev', user: { token: 'planted-token-of-dev' } }],
          contexts: [
            { name: 'prod-eu', context: { cluster: 'eu', user: 'dev', namespace: 'shop' } },
            { name: 'staging', context: { cluster: 'eu', user: 'dev', namespace: 'staging' } },
          ],
        }),
      );
      return path;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, [code, body]: Reply): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const failure = (code: number, reason: string, message: string, details?: Values): Reply => [
  code,
  { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details },
];

function answer(question: Question, store: KubeStore, forbidden: ReadonlySet<string>): Reply {
  const { url } = question;
  const parts = url.pathname.split('/').filter(Boolean);
  const found = discovery(parts, store.kinds()) ?? review(parts.at(-1) ?? '');
  if (found !== undefined) return found;
  const [root, ...rest] = parts;
  const version = root === 'api' ? (rest[0] ?? '') : `${rest[0]}/${rest[1]}`;
  let path = rest.slice(root === 'api' ? 1 : 2);
  let namespace = '';
  if (path[0] === 'namespaces' && path.length > 2) {
    namespace = path[1] ?? '';
    path = path.slice(2);
  }
  const [plural = '', name, sub] = path;
  const kind = store.kinds().find((each) => each.version === version && each.plural === plural);
  if (kind === undefined) return failure(404, 'NotFound', 'the server could not find the requested resource');
  if (forbidden.has(plural) && question.method === 'GET')
    return failure(403, 'Forbidden', forbiddenText(kind, namespace));
  if (name === undefined)
    return question.method === 'GET'
      ? list(question, store, kind, namespace)
      : create(question, store, kind, namespace);
  const object = store.get(kind, namespace, name);
  if (object === undefined && !question.patchType.includes('apply-patch'))
    return failure(404, 'NotFound', `${resourceName(kind)} "${name}" not found`);
  if (sub === 'scale' && object !== undefined) return scale(question, store, kind, object);
  if (sub === 'eviction') return evict(store, kind, namespace, name);
  return change(question, store, kind, namespace, name, object);
}

const groupOf = ({ version }: Kind): string => (version.includes('/') ? (version.split('/')[0] ?? '') : '');
const resourceName = (kind: Kind): string => [kind.plural, groupOf(kind)].filter(Boolean).join('.');

function forbiddenText(kind: Kind, namespace: string): string {
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return `${resourceName(kind)} is forbidden: User "dev" cannot list resource "${kind.plural}" in API group "${groupOf(kind)}" ${where}`;
}

const isDry = ({ url, body }: Question): boolean =>
  url.searchParams.get('dryRun') === 'All' || /"dryRun":\["All"\]/.test(body);

function list({ url }: Question, store: KubeStore, kind: Kind, namespace: string): Reply {
  const labels = url.searchParams.get('labelSelector') ?? '';
  const fields = url.searchParams.get('fieldSelector') ?? '';
  const items = store
    .list(kind, namespace)
    .filter(({ metadata }) => matches(labels, (name) => looseRecord(metadata.labels)[name]))
    .filter((object) =>
      matches(fields, (path) => path.split('.').reduce<unknown>((node, part) => looseRecord(node)[part], object)),
    );
  return [200, { kind: `${kind.kind}List`, apiVersion: kind.version, metadata: { resourceVersion: '1' }, items }];
}

/** `a=b,c!=d,e`. */
function matches(selector: string, member: (name: string) => unknown): boolean {
  return selector
    .split(',')
    .filter(Boolean)
    .every((term) => {
      const [, name = '', sign, wanted = ''] = /^([^=!]+)(==?|!=)?(.*)$/.exec(term) ?? [];
      const value = member(name);
      if (sign === undefined) return value !== undefined;
      return sign === '!=' ? String(value ?? '') !== wanted : String(value ?? '') === wanted;
    });
}

function create(question: Question, store: KubeStore, kind: Kind, namespace: string): Reply {
  if (question.method === 'DELETE') {
    const [, { items }] = list(question, store, kind, namespace) as readonly [number, { items: Stored[] }];
    if (!isDry(question)) for (const { metadata } of items) store.remove(kind, metadata.namespace ?? '', metadata.name);
    return [200, { kind: 'Status', apiVersion: 'v1', status: 'Success' }];
  }
  const object = looseRecord(JSON.parse(question.body));
  const name = textIn(looseRecord(object.metadata), 'name');
  if (store.get(kind, namespace, name) !== undefined)
    return failure(409, 'AlreadyExists', `${resourceName(kind)} "${name}" already exists`);
  return [201, store.put(kind, namespace, object, isDry(question))];
}

function change(
  question: Question,
  store: KubeStore,
  kind: Kind,
  namespace: string,
  name: string,
  object: Stored | undefined,
): Reply {
  const dry = isDry(question);
  switch (question.method) {
    case 'GET':
      return [200, object];
    case 'PATCH': {
      const patch: unknown = JSON.parse(question.body);
      const next = question.patchType.includes('json-patch')
        ? patched(object ?? {}, optionalList(patch))
        : looseRecord(merged(object ?? { metadata: { name } }, patch));
      const refused = immutable(kind, object, next);
      // A patch that changes nothing leaves the version as it is.
      if (JSON.stringify(next) === JSON.stringify(object)) return [200, object];
      return refused ?? [200, store.put(kind, namespace, next, dry)];
    }
    case 'PUT':
      return [200, store.put(kind, namespace, looseRecord(JSON.parse(question.body)), dry)];
    case 'DELETE': {
      const options = question.body === '' ? {} : looseRecord(JSON.parse(question.body));
      if (!dry) store.remove(kind, namespace, name, textIn(options, 'propagationPolicy') || 'Background');
      return [
        200,
        {
          kind: 'Status',
          apiVersion: 'v1',
          status: 'Success',
          details: { name, kind: kind.plural, uid: object?.metadata.uid },
        },
      ];
    }
    default:
      return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
  }
}

/** What a real server says of a workload whose selector changes. */
function immutable(kind: Kind, before: Stored | undefined, after: Values): Reply | undefined {
  if (before === undefined || !/^(?:Deployment|StatefulSet|DaemonSet)$/.test(kind.kind)) return undefined;
  const [old, next] = [looseRecord(before.spec).selector, looseRecord(after.spec).selector];
  if (JSON.stringify(old) === JSON.stringify(next)) return undefined;
  const { name } = before.metadata;
  const cause = { reason: 'FieldValueInvalid', field: 'spec.selector', message: 'Invalid value: field is immutable' };
  return failure(422, 'Invalid', `${kind.kind} "${name}" is invalid: spec.selector: ${cause.message}`, {
    name,
    group: groupOf(kind),
    kind: kind.kind,
    causes: [cause],
  });
}

function scale(question: Question, store: KubeStore, kind: Kind, object: Stored): Reply {
  const { name, namespace = '', uid, resourceVersion } = object.metadata;
  const shown = (replicas: unknown): Reply => [
    200,
    {
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name, namespace, uid, resourceVersion },
      spec: { replicas },
      status: { replicas },
    },
  ];
  if (question.method === 'GET') return shown(looseRecord(object.spec).replicas);
  const { replicas } = looseRecord(looseRecord(JSON.parse(question.body)).spec);
  store.put(kind, namespace, { ...object, spec: { ...looseRecord(object.spec), replicas } }, isDry(question));
  return shown(replicas);
}

/** Refused while a disruption budget allows none. */
function evict(store: KubeStore, kind: Kind, namespace: string, name: string): Reply {
  const budgets = store
    .all()
    .filter((each) => each.kind === 'PodDisruptionBudget' && each.metadata.namespace === namespace);
  if (budgets.some(({ status }) => looseRecord(status).disruptionsAllowed === 0))
    return failure(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.");
  store.remove(kind, namespace, name);
  return [201, { kind: 'Status', apiVersion: 'v1', status: 'Success' }];
}

/** Whoever asks is `dev`, who may do everything. */
function review(name: string): Reply | undefined {
  const rules = {
    resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    nonResourceRules: [],
    incomplete: false,
  };
  const reviews = new Map<string, readonly [kind: string, version: string, status: unknown]>([
    [
      'selfsubjectreviews',
      ['SelfSubjectReview', 'authentication.k8s.io/v1', { userInfo: { username: 'dev', groups: ['team'] } }],
    ],
    ['selfsubjectrulesreviews', ['SelfSubjectRulesReview', 'authorization.k8s.io/v1', rules]],
    ['selfsubjectaccessreviews', ['SelfSubjectAccessReview', 'authorization.k8s.io/v1', { allowed: true }]],
  ]);
  const [kind, apiVersion, status] = reviews.get(name) ?? [];
  return kind === undefined ? undefined : [201, { kind, apiVersion, metadata: {}, status }];
}

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const scaled: ReadonlySet<string> = new Set(['deployments', 'replicasets', 'statefulsets']);

function discovery(parts: readonly string[], kinds: readonly Kind[]): Reply | undefined {
  const [root, ...rest] = parts;
  const versions = [...new Set(kinds.map(({ version }) => version))];
  const groups = versions.filter((version) => version.includes('/'));
  if (root === 'version') return [200, { major: '1', minor: '32', gitVersion: 'v1.32.4' }];
  if (root === 'openapi') return openApi(rest, versions, kinds);
  if (root === 'api' && rest.length === 0) return [200, { kind: 'APIVersions', versions: ['v1'] }];
  if (root === 'apis' && rest.length === 0) {
    const named = groups.map((groupVersion) => {
      const version = { groupVersion, version: groupVersion.split('/')[1] };
      return { name: groupVersion.split('/')[0], versions: [version], preferredVersion: version };
    });
    return [200, { kind: 'APIGroupList', apiVersion: 'v1', groups: named }];
  }
  const groupVersion = root === 'api' ? rest[0] : `${rest[0]}/${rest[1]}`;
  if (rest.length !== (root === 'api' ? 1 : 2) || groupVersion === undefined || !versions.includes(groupVersion))
    return undefined;
  const resources = kinds
    .filter(({ version }) => version === groupVersion)
    .flatMap(({ plural, kind, namespaced, short }) => [
      {
        name: plural,
        singularName: kind.toLowerCase(),
        namespaced,
        kind,
        shortNames: short,
        verbs,
        ...(kind === 'Pod' || plural in all ? { categories: ['all'] } : {}),
      },
      ...(scaled.has(plural)
        ? [
            {
              name: `${plural}/scale`,
              singularName: '',
              namespaced,
              group: 'autoscaling',
              version: 'v1',
              kind: 'Scale',
              verbs: ['get', 'patch', 'update'],
            },
          ]
        : []),
      ...(plural === 'pods'
        ? [
            {
              name: 'pods/eviction',
              singularName: '',
              namespaced,
              group: 'policy',
              version: 'v1',
              kind: 'Eviction',
              verbs: ['create'],
            },
          ]
        : []),
    ]);
  return [200, { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources }];
}

/** Kinds that `kubectl get all` means. */
const all = {
  services: true,
  deployments: true,
  replicasets: true,
  statefulsets: true,
  daemonsets: true,
  jobs: true,
  cronjobs: true,
};

/** Only what kubectl looks for before it lets the server validate. */
function openApi(path: readonly string[], versions: readonly string[], kinds: readonly Kind[]): Reply {
  const [, ...rest] = path;
  const place = (version: string) => (version.includes('/') ? `apis/${version}` : `api/${version}`);
  if (path[0] !== 'v3') return failure(404, 'NotFound', 'the server could not find the requested resource');
  if (rest.length === 0) {
    const paths = versions.map((version) => [
      place(version),
      { serverRelativeURL: `/openapi/v3/${place(version)}?hash=1` },
    ]);
    return [200, { paths: Object.fromEntries(paths) }];
  }
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string' },
  }));
  const paths = kinds
    .filter(({ version }) => place(version) === rest.join('/'))
    .map((kind) => {
      const type = { group: groupOf(kind), version: kind.version.split('/').at(-1), kind: kind.kind };
      const operation = { parameters, 'x-kubernetes-group-version-kind': type, responses: {} };
      const at = `/${place(kind.version)}/${kind.namespaced ? 'namespaces/{namespace}/' : ''}${kind.plural}/{name}`;
      return [at, { patch: operation }];
    });
  return [
    200,
    { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.32.4' }, paths: Object.fromEntries(paths) },
  ];
}
