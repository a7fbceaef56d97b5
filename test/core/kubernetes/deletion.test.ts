/** What goes with what, what comes back, and what is left without it. */
import { describe, expect, test } from 'vitest';
import { changedResources } from '../../../src/core/kubernetes/changes.ts';
import { type Deletion, deletionImpact } from '../../../src/core/kubernetes/deletion.ts';
import { addressOf, type KubeObject, objectFrom, objectsIn } from '../../../src/core/kubernetes/objects.ts';
import { bytesIn } from '../../../src/core/kubernetes/quantity.ts';

interface Parts {
  readonly ns?: string;
  readonly api?: string;
  readonly owner?: KubeObject | readonly KubeObject[];
  readonly meta?: object;
  readonly spec?: object;
  readonly more?: object;
}

const object = (kind: string, name: string, { ns = 'shop', api = 'v1', owner, meta, spec, more }: Parts = {}) =>
  objectFrom({
    apiVersion: api,
    kind,
    metadata: {
      name,
      ...(ns === '' ? {} : { namespace: ns }),
      uid: `${kind} ${ns} ${name}`,
      ownerReferences: [owner ?? []].flat().map((each) => ({ uid: each.uid, kind: each.kind, name: each.name })),
      ...meta,
    },
    spec,
    ...more,
  });

const impact = (targets: readonly KubeObject[], objects: readonly KubeObject[], more: Partial<Deletion> = {}) =>
  deletionImpact({
    targets,
    objects,
    uninspectable: [],
    remarks: [],
    orphan: false,
    abrupt: false,
    again: false,
    ...more,
  });
const going = (...[targets, objects, more]: Parameters<typeof impact>) =>
  impact(targets, objects, more).resources.map(({ address }) => address.replace(/ -n shop$/, ''));

const pod = (name: string, more: Parts = {}) => object('Pod', name, { spec: { containers: [] }, ...more });
const claim = (name: string, volumeName = `pv-${name}`) =>
  object('PersistentVolumeClaim', name, { spec: { volumeName, resources: { requests: { storage: '10Gi' } } } });
const volume = (name: string, policy = 'Delete') =>
  object('PersistentVolume', `pv-${name}`, {
    ns: '',
    spec: {
      capacity: { storage: '10Gi' },
      persistentVolumeReclaimPolicy: policy,
      claimRef: { namespace: 'shop', name },
    },
  });
const snapshot = (name: string, of: string, ready = true) =>
  object('VolumeSnapshot', name, {
    api: 'snapshot.storage.k8s.io/v1',
    spec: { source: { persistentVolumeClaimName: of } },
    more: { status: { readyToUse: ready, creationTime: '2026-11-01T00:00:00Z' } },
  });
const content = (of: string, deletionPolicy: string) =>
  object('VolumeSnapshotContent', `content-${of}`, {
    ns: '',
    api: 'snapshot.storage.k8s.io/v1',
    spec: { deletionPolicy, volumeSnapshotRef: { name: of, namespace: 'shop' } },
  });
const namespace = object('Namespace', 'shop', { ns: '' });

describe('owners', () => {
  const web = object('Deployment', 'web', { api: 'apps/v1' });
  const set = object('ReplicaSet', 'web-1', { api: 'apps/v1', owner: web });
  const one = pod('web-1-a', { owner: set });
  const both = object('ConfigMap', 'shared', { owner: [web, object('Deployment', 'api', { api: 'apps/v1' })] });
  test('take along what they own', () =>
    expect(going([web], [set, one])).toEqual(['deployment/web', 'replicaset/web-1', 'pod/web-1-a']));
  test('leave it where they are told to', () =>
    expect(going([web], [set, one], { orphan: true })).toEqual(['deployment/web']));
  test('leave what another one owns as well', () => expect(going([web], [both])).toEqual(['deployment/web']));
  test('leave their events to themselves', () =>
    expect(going([namespace], [object('Event', 'web.1'), web])).toEqual(['namespace/shop', 'deployment/web']));
  test('go with their namespace, whatever the cascade', () =>
    expect(going([namespace], [web, set], { orphan: true })).toEqual([
      'namespace/shop',
      'deployment/web',
      'replicaset/web-1',
    ]));
  test('make a new one of what only goes alone', () =>
    expect(impact([one], [web, set]).resources[0]?.wayBack).toEqual({
      kind: 'reversible',
      why: 'replicaset/web-1 makes a new one',
    }));
  test('are believed where nobody looked at them', () =>
    expect(impact([one], []).resources[0]?.wayBack.kind).toBe('reversible'));
});

describe('the disk behind a claim', () => {
  const way = (
    title: string,
    around: readonly KubeObject[],
    kind: string,
    why: RegExp,
    targets: readonly KubeObject[] = [claim('db')],
  ) =>
    test(title, () => {
      const found = impact(targets, around).resources.find(({ type }) => type === 'PersistentVolumeClaim');
      expect(found?.wayBack).toEqual({ kind, why: expect.stringMatching(why) });
    });
  way('is deleted', [volume('db')], 'irreversible', /reclaim policy Delete.*no snapshot/);
  way('is kept', [volume('db', 'Retain')], 'effort', /kept.*by hand/);
  way('could not be looked up', [], 'unknown', /could not be looked up/);
  way('has a snapshot', [volume('db'), snapshot('nightly', 'db')], 'effort', /snapshot nightly of 2026-11-01.* stays/);
  way(
    'has a snapshot that is not ready',
    [volume('db'), snapshot('nightly', 'db', false)],
    'irreversible',
    /no snapshot/,
  );
  way('has a snapshot of another', [volume('db'), snapshot('nightly', 'web')], 'irreversible', /no snapshot/);
  way(
    'has a snapshot that goes as well',
    [claim('db'), volume('db'), snapshot('nightly', 'db')],
    'irreversible',
    /no snapshot/,
    [namespace],
  );
  way(
    'has a snapshot that goes, and its copy stays',
    [claim('db'), volume('db'), snapshot('nightly', 'db'), content('nightly', 'Retain')],
    'effort',
    /stays/,
    [namespace],
  );
  way('does not exist yet', [], 'effort', /no volume yet/, [claim('db', '')]);
  test('makes a namespace one that does not come back', () => {
    const found = impact([namespace], [claim('db'), volume('db'), claim('old'), volume('old', 'Retain')]);
    expect(found.resources[0]?.wayBack).toEqual({
      kind: 'irreversible',
      why: 'persistentvolumeclaim/db -n shop in it cannot be brought back',
    });
    expect(found.headline).toBe(
      'Deletes namespace shop: 3 objects, among them 1 volume (10 GiB) that cannot be brought back.',
    );
    expect(found.resources.map(({ address }) => address)).not.toContain('persistentvolume/pv-old');
  });
  test('goes with a snapshot whose policy says so', () =>
    expect(going([snapshot('nightly', 'db')], [content('nightly', 'Delete')])).toEqual([
      'volumesnapshot.snapshot.storage.k8s.io/nightly',
      'volumesnapshotcontent.snapshot.storage.k8s.io/content-nightly',
    ]));
});

describe('a stateful set', () => {
  const set = (whenDeleted?: string) =>
    object('StatefulSet', 'db', {
      api: 'apps/v1',
      spec: {
        volumeClaimTemplates: [{ metadata: { name: 'data' } }],
        ...(whenDeleted === undefined ? {} : { persistentVolumeClaimRetentionPolicy: { whenDeleted } }),
      },
    });
  const around = [claim('data-db-0'), volume('data-db-0'), claim('data-db-x'), claim('other')];
  test('leaves its claims', () => {
    const found = impact([set()], around);
    expect(found.resources).toMatchObject([{ facts: ['its claim stays (10 GiB)'], wayBack: { kind: 'effort' } }]);
  });
  test('takes them along where it says so', () =>
    expect(going([set('Delete')], around)).toEqual([
      'statefulset/db',
      'persistentvolumeclaim/data-db-0',
      'persistentvolume/pv-data-db-0',
    ]));
  test('a pod that is ended without a goodbye is a danger of its own', () =>
    expect(impact([pod('db-0', { owner: set() })], [set()], { abrupt: true }).remarks).toEqual([
      expect.stringMatching(/without a goodbye/),
    ]));
});

describe('what hangs on it', () => {
  const web = object('Deployment', 'web', {
    api: 'apps/v1',
    spec: {
      template: {
        metadata: { labels: { app: 'web', tier: 'front' } },
        spec: {
          serviceAccountName: 'web',
          containers: [
            {
              envFrom: [{ configMapRef: { name: 'settings' } }],
              env: [{ valueFrom: { secretKeyRef: { name: 'creds' } } }],
            },
          ],
          volumes: [
            { persistentVolumeClaim: { claimName: 'uploads' } },
            { projected: { sources: [{ secret: { name: 'tls' } }] } },
          ],
        },
      },
    },
  });
  const service = (selector: object) => object('Service', 'web', { spec: { selector } });
  const ingress = object('Ingress', 'front', {
    api: 'networking.k8s.io/v1',
    spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'web' } } }] } }] },
  });
  const dependents = (target: KubeObject, around: readonly KubeObject[]) =>
    impact([target], around).resources[0]?.dependents.map(
      ({ address, distance }) => `${distance} ${address.replace(' -n shop', '')}`,
    );
  const ties = (title: string, target: KubeObject, around: readonly KubeObject[], expected: readonly string[]) =>
    test(title, () => expect(dependents(target, around)).toEqual(expected));

  ties(
    'a service, and what stands in front of it',
    web,
    [service({ app: 'web' }), ingress],
    ['1 service/web', '2 ingress/front'],
  );
  ties('a service of others', web, [service({ app: 'api' }), ingress], []);
  ties('a service that selects nothing', web, [service({})], []);
  const budget = (selector: object) => object('PodDisruptionBudget', 'b', { api: 'policy/v1', spec: { selector } });
  ties(
    'a budget by expressions',
    web,
    [budget({ matchExpressions: [{ key: 'tier', operator: 'In', values: ['front'] }] })],
    ['1 poddisruptionbudget/b'],
  );
  ties(
    'a budget of others',
    web,
    [budget({ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['front'] }] })],
    [],
  );
  ties(
    'a policy for all pods',
    web,
    [object('NetworkPolicy', 'n', { api: 'networking.k8s.io/v1', spec: { podSelector: {} } })],
    ['1 networkpolicy/n'],
  );
  for (const [kind, name] of [
    ['ConfigMap', 'settings'],
    ['Secret', 'creds'],
    ['Secret', 'tls'],
    ['ServiceAccount', 'web'],
  ] as const)
    ties(
      `what mounts ${kind} ${name}`,
      object(kind, name),
      [web, service({ app: 'web' })],
      ['1 deployment/web', '2 service/web'],
    );
  ties(
    'what lies in a namespace',
    namespace,
    [web, pod('web-1', { owner: web }), object('ConfigMap', 'x', { ns: 'other' })],
    ['1 deployment/web', '2 pod/web-1'],
  );
  ties('one of the same name elsewhere', object('ConfigMap', 'settings', { ns: 'other' }), [web], []);

  const webhook = (failurePolicy?: string) =>
    object('ValidatingWebhookConfiguration', 'guard', {
      ns: '',
      api: 'admissionregistration.k8s.io/v1',
      more: { webhooks: [{ failurePolicy, clientConfig: { service: { namespace: 'shop', name: 'web' } } }] },
    });
  const stops = (target: KubeObject, around: readonly KubeObject[]) => impact([target], around).remarks.length;
  test('a webhook that stops the cluster', () => {
    expect(stops(service({}), [webhook('Fail')])).toBe(1);
    expect(stops(service({}), [webhook()])).toBe(1);
    expect(stops(service({}), [webhook('Ignore')])).toBe(0);
    expect(stops(namespace, [service({}), webhook('Fail')])).toBe(1);
    expect(stops(web, [service({}), webhook('Fail')])).toBe(0);
  });
});

describe('a custom resource', () => {
  test('nobody knows what its controller does', () =>
    expect(impact([object('Widget', 'w', { api: 'acme.io/v1' })], []).resources[0]).toMatchObject({
      address: 'widget.acme.io/w -n shop',
      wayBack: { kind: 'unknown' },
    }));
  test('named after something that is kept', () =>
    expect(impact([object('PostgresDatabase', 'orders', { api: 'acme.io/v1' })], []).resources[0]?.wayBack.kind).toBe(
      'irreversible',
    ));
  test('a finalizer is said, those of every cluster are not', () => {
    const meta = { finalizers: ['kubernetes.io/pvc-protection', 'acme.io/cleanup'] };
    expect(impact([object('ConfigMap', 'a', { meta })], []).resources[0]?.facts).toEqual([
      'its deletion waits for acme.io/cleanup',
    ]);
  });
});

describe('a change shows no secret', () => {
  const planted = 'planted-hunter2';
  const shown = (before: KubeObject, after: KubeObject) => {
    const found = JSON.stringify(changedResources([{ before, after }]));
    expect(found).not.toContain(planted);
    expect(found).not.toContain(Buffer.from(planted).toString('base64'));
    return found;
  };
  const data = (text: string) => ({ data: { note: Buffer.from(text).toString('base64') } });
  test('of a Secret', () =>
    expect(
      shown(object('Secret', 's', { more: data(planted) }), object('Secret', 's', { more: data('other-value') })),
    ).toMatch(/masked/));
  test('of an environment', () => {
    const env = (value: string) => ({
      containers: [{ name: 'c', image: value === planted ? 'a' : 'b', env: [{ name: 'DB_PASSWORD', value }] }],
    });
    expect(shown(pod('p', { spec: env(planted) }), pod('p', { spec: env('other-value') }))).toMatch(/image/);
  });
  test('of the copy that apply leaves behind', () => {
    const meta = (text: string) => ({ annotations: { 'kubectl.kubernetes.io/last-applied-configuration': text } });
    expect(
      shown(
        object('ConfigMap', 'a', { meta: meta(`{"password":"${planted}"}`) }),
        object('ConfigMap', 'a', { meta: meta('{}') }),
      ),
    ).toBe('[]');
  });
  test('of a configuration and of arguments', () => {
    shown(
      object('ConfigMap', 'a', { more: { data: { 'app.ini': `password = ${planted}\nx = 1` } } }),
      object('ConfigMap', 'a', { more: { data: { 'app.ini': 'x = 2' } } }),
    );
    shown(
      pod('p', { spec: { containers: [{ args: [`--db-password=${planted}`] }] } }),
      pod('p', { spec: { containers: [{ args: ['--x'] }] } }),
    );
  });
});

describe('what a change does to pods', () => {
  const facts = (before: KubeObject, after: KubeObject) => changedResources([{ before, after }])[0]?.facts;
  const node = (effect?: string) =>
    object('Node', 'n', {
      ns: '',
      spec: { x: effect ?? '', taints: effect === undefined ? [] : [{ key: 'k', effect }] },
    });
  test('a taint that ends them', () =>
    expect(facts(node(), node('NoExecute'))).toEqual(['pods that do not tolerate it are ended at once']));
  test('a taint that only keeps new ones away', () => expect(facts(node(), node('NoSchedule'))).toBeUndefined());
  const web = (image: string, type?: string, kind = 'Deployment') =>
    object(kind, 'web', {
      api: 'apps/v1',
      spec: { strategy: { type }, updateStrategy: { type }, template: { spec: { containers: [{ image }] } } },
    });
  test.each([
    ['Deployment', undefined, 'its pods are replaced one after another'],
    ['Deployment', 'Recreate', 'all its pods end before new ones start'],
    ['DaemonSet', 'OnDelete', 'its pods are replaced only when somebody deletes them'],
  ])('%s %s', (kind, type, expected) => expect(facts(web('a', type, kind), web('b', type, kind))).toEqual([expected]));
});

test('sizes', () => {
  expect(['20Gi', '1.5Gi', '500M', '100', '1e3', '1Ki', 'lots', undefined].map(bytesIn)).toEqual([
    20 * 2 ** 30,
    1.5 * 2 ** 30,
    5e8,
    100,
    1000,
    1024,
    undefined,
    undefined,
  ]);
});

test('documents one after another', () => {
  const text = JSON.stringify(pod('a').body, null, 4);
  expect(objectsIn(`${text}\n${text}\n`).map(addressOf)).toEqual(['pod/a -n shop', 'pod/a -n shop']);
  expect(objectsIn('')).toEqual([]);
  expect(() => objectsIn('{"kind": "List", "items": [')).toThrow();
});

test('a namespace with 10,000 objects is told in time', () => {
  const sets = Array.from({ length: 1_000 }, (_, index) => object('ReplicaSet', `s${index}`, { api: 'apps/v1' }));
  const pods = sets.flatMap((owner) =>
    Array.from({ length: 9 }, (_, index) => pod(`${owner.name}-${index}`, { owner })),
  );
  const started = performance.now();
  expect(impact([namespace], [...sets, ...pods]).summary.delete).toBe(10_001);
  expect(performance.now() - started).toBeLessThan(5_000);
});
