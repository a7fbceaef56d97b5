/** What kubectl's probes say against what then really happens: the real kubectl, before an API server that stands in for a cluster. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Resource, Shown } from '../../src/core/impact/impact.ts';
import type { Answer, ProbeStep } from '../../src/core/impact/probe.ts';
import { probesFor } from '../../src/core/impact/probes.ts';
import { addressOf, isPassing, objectFrom } from '../../src/core/kubernetes/objects.ts';
import { understand } from '../../src/core/understand.ts';
import { boundedReader } from '../../src/platform/readFile.ts';
import { command } from '../support/gateFixture.ts';
import { type KubeApi, startKubeApi } from '../support/kubeApi.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';
import { shop, shopSecret } from '../support/shopManifest.ts';

/** Parts of the shop, by kind. */
const documents = (...kinds: readonly string[]) =>
  shop.split('---').filter((document) => kinds.some((kind) => document.includes(`kind: ${kind}\n`)));

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backups.acme.io}
spec:
  group: acme.io
  scope: Namespaced
  names: {plural: backups, singular: backup, kind: Backup}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;
const instance = `
apiVersion: acme.io/v1
kind: Backup
metadata: {name: nightly, namespace: shop}
spec: {keep: 7}
`;

const nodeWithPods = `
apiVersion: v1
kind: Node
metadata: {name: node-1}
---
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: shop}
spec: {nodeName: node-1, containers: [{name: c, image: c}]}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: worker, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: worker}}
  template: {metadata: {labels: {app: worker}}, spec: {nodeName: node-1, containers: [{name: c, image: c}], volumes: [{name: t, emptyDir: {}}]}}
`;

const labelled = (name: string) =>
  `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "${name}", "namespace": "shop", "labels": {"app": "x"}}}`;

describeReal('kubectl', ['kubectl'], ({ path, searchPath }) => {
  let api: KubeApi;
  let folder: string;
  let env: Record<string, string>;
  beforeEach(async () => {
    api = await startKubeApi();
    folder = tempFolder();
    env = { ...tempHome(), PATH: searchPath, KUBECONFIG: api.kubeconfig(folder) };
    writeFileSync(join(folder, 'shop.yaml'), shop);
    await kubectl('apply', '-f', 'shop.yaml');
    api.requests.length = 0;
  });
  afterEach(() => api?.close());

  // Not synchronous: the server answers from this very process.
  const kubectl = async (...args: string[]) =>
    (await promisify(execFile)(path('kubectl'), args, { cwd: folder, env })).stdout;

  const ask = (line: string) => askThroughGate(line, { cwd: folder, env });
  const there = () =>
    new Set(
      api.store
        .all()
        .map(objectFrom)
        .filter((each) => !isPassing(each))
        .map(addressOf),
    );
  /** Asking what one may do is a POST, and no change. */
  const writes = () => api.requests.filter((request) => !/^GET |\/selfsubject\w*reviews\b| \(dry run\)$/.test(request));
  const going = (resources: readonly Resource[]) =>
    resources
      .filter(({ action }) => action === 'delete')
      .map(({ address }) => address)
      .sort();

  /** Asks, checks that nothing was changed, runs it for real, and says what disappeared. */
  async function compared(line: string) {
    api.requests.length = 0;
    const before = there();
    const state = api.store.snapshot();
    const found = await ask(line);
    const impact = found.impact();
    expect(api.store.snapshot()).toBe(state);
    expect(writes()).toEqual([]);
    expect(found.seen).not.toContain(shopSecret);
    expect(found.seen).not.toContain(Buffer.from(shopSecret).toString('base64'));
    await kubectl(...line.replaceAll("'", '').split(' ').slice(1));
    const after = there();
    return { impact, found, gone: [...before].filter((address) => !after.has(address)).sort() };
  }

  /** What disappears is what was said, neither more nor less; pods that come again have new names. */
  const deletes = (title: string, line: string, headline: string, set?: () => Promise<unknown> | undefined) =>
    test(title, async () => {
      await set?.();
      const { impact, gone } = await compared(line);
      expect(impact.headline).toBe(headline);
      expect(going(impact.resources)).toEqual(gone);
      expect(impact.uninspectable).toEqual([]);
      expect(impact.remarks[0]).toBe(`Context prod-eu: server ${api.url}, namespace shop.`);
    });

  deletes(
    'delete namespace',
    'kubectl delete namespace shop',
    'Deletes namespace shop: 23 objects, among them 2 volumes (30 GiB) that cannot be brought back.',
  );
  deletes(
    'delete deployment',
    'kubectl delete deployment web',
    'Deletes deployment web in shop and 4 objects with it; service web and 3 more depend on it.',
  );
  deletes(
    'delete deployment, what it owns stays',
    'kubectl delete deployment/web --cascade=orphan',
    'Deletes deployment web in shop; service web and 3 more depend on it.',
  );
  deletes(
    'delete by label',
    'kubectl delete all -l app=web',
    'Deletes 5 objects; service web and 3 more depend on it.',
  );
  deletes(
    'delete claim',
    'kubectl delete pvc uploads',
    'Deletes volume claim uploads in shop and its volume (10 GiB), which cannot be brought back; deployment web and 3 more depend on it.',
  );
  deletes('delete claim whose volume stays', 'kubectl delete pvc archive', 'Deletes volume claim archive in shop.');
  deletes(
    'delete stateful set',
    'kubectl delete -n shop sts db',
    'Deletes stateful set db in shop and 2 objects with it; service db depends on it.',
  );
  deletes('delete bare pod', 'kubectl delete pod debug --force --grace-period=0', 'Deletes pod debug in shop.');
  deletes(
    'delete everything of two kinds',
    'kubectl delete deploy,sts --all',
    'Deletes 2 objects and 6 objects with them; service web and 4 more depend on it.',
  );
  deletes(
    'delete what a file names',
    'kubectl delete -f app.yaml',
    'Deletes 3 objects and 2 objects with them; deployment web and 4 more depend on it.',
    async () => writeFileSync(join(folder, 'app.yaml'), documents('Service', 'ConfigMap').join('---')),
  );
  deletes(
    'delete definition',
    'kubectl delete crd backups.acme.io',
    'Deletes resource kind backups.acme.io: 1 object, among them Backup nightly in shop that cannot be brought back.',
    async () => {
      writeFileSync(join(folder, 'crd.yaml'), definition);
      await kubectl('apply', '-f', 'crd.yaml');
      writeFileSync(join(folder, 'backup.yaml'), instance);
      await kubectl('apply', '-f', 'backup.yaml');
    },
  );
  test('nothing is there', async () => {
    const impact = (await ask('kubectl delete deployment nowhere')).impact();
    expect(impact).toMatchObject({
      headline: 'Deletes nothing: nothing of it is there.',
      resources: [],
      uninspectable: [],
    });
  });

  /** What changes is what was said; `shown`: address, attributes and facts. */
  const changes = (
    title: string,
    line: string,
    headline: string,
    shown: readonly unknown[],
    set?: () => Promise<unknown>,
  ) =>
    test(title, async () => {
      await set?.();
      const { impact } = await compared(line);
      expect.soft(impact.headline).toBe(headline);
      expect(
        impact.resources.map(({ address, action, attributes, facts = [] }) => [
          action,
          address,
          attributes.map(({ path, before, after }) => `${path}: ${spoken(before)} → ${spoken(after)}`),
          facts,
        ]),
      ).toEqual(shown);
      expect(impact.uninspectable).toEqual([]);
      const stored = api.store.all().map(objectFrom);
      for (const { address } of impact.resources) expect(stored.map(addressOf)).toContain(address);
    });

  const spoken = (shown: Shown): string => ('text' in shown ? shown.text : shown.kind);

  const web = 'deployment/web -n shop';
  const rolls = 'its pods are replaced one after another';
  changes(
    'scale to zero',
    'kubectl scale deployment web --replicas=0',
    'Changes deployment web in shop: nothing of it runs afterwards; service web and 3 more depend on it.',
    [['update', web, ['spec.replicas: 3 → 0'], ['nothing of it runs afterwards']]],
  );
  changes('rollout restart', 'kubectl rollout restart deployment/web', `Changes deployment web in shop: ${rolls}.`, [
    [
      'update',
      web,
      ['spec.template.metadata.annotations["kubectl.kubernetes.io/restartedAt"]: absent → "now"'],
      [rolls],
    ],
  ]);
  changes('set image', 'kubectl set image deployment/web web=web:2', `Changes deployment web in shop: ${rolls}.`, [
    ['update', web, ['spec.template.spec.containers[0].image: "web:1" → "web:2"'], [rolls]],
  ]);
  changes(
    'rollout undo',
    'kubectl rollout undo deployment/web',
    `Changes deployment web in shop: ${rolls}.`,
    [['update', web, ['spec.template.spec.containers[0].image: "web:2" → "web:1"'], [rolls]]],
    () => kubectl('set', 'image', 'deployment/web', 'web=web:2'),
  );
  changes(
    'label',
    'kubectl label deployment/web statefulset/db tier=front --overwrite',
    'Changes 2 resources, among them statefulset/db -n shop.',
    [
      ['update', web, ['metadata.labels.tier: absent → "front"'], []],
      ['update', 'statefulset/db -n shop', ['metadata.labels.tier: absent → "front"'], []],
    ],
  );
  changes(
    'patch',
    `kubectl patch deployment web --type=merge -p '{"spec":{"replicas":1}}'`,
    'Changes deployment web in shop: 2 of 3 pods end.',
    [['update', web, ['spec.replicas: 3 → 1'], ['2 of 3 pods end']]],
  );
  changes(
    'apply',
    'kubectl apply -f shop.yaml',
    'Changes 2 resources, among them secret/creds -n shop.',
    [
      ['update', 'secret/creds -n shop', ['data: masked → masked'], []],
      ['update', web, ['spec.template.spec.containers[0].image: "web:1" → "web:2"'], [rolls]],
    ],
    async () =>
      writeFileSync(
        join(folder, 'shop.yaml'),
        shop.replace('web:1', 'web:2').replace(shopSecret, 'another-planted-hunter2'),
      ),
  );
  changes(
    'cordon',
    'kubectl cordon node-1',
    'Changes node node-1: takes no new pods.',
    [['update', 'node/node-1', ['spec.unschedulable: absent → true'], ['takes no new pods']]],
    node,
  );

  async function node(): Promise<void> {
    writeFileSync(join(folder, 'node.yaml'), nodeWithPods);
    await kubectl('apply', '-f', 'node.yaml');
  }

  test('drain', async () => {
    await node();
    const { impact, gone } = await compared('kubectl drain node-1 --force --delete-emptydir-data');
    expect(impact.headline).toBe('Drains node node-1: ends 3 pods, of which 1 does not come back.');
    expect(going(impact.resources)).toEqual(gone);
  });
  test('a drain that is refused', async () => {
    await node();
    const impact = (await ask('kubectl drain node-1')).impact();
    expect(impact.headline).toBe(
      'Drains node node-1: ends 3 pods, of which 1 does not come back; it will be refused: pod/bare -n shop has no controller, and --force is not given.',
    );
    await expect(kubectl('drain', 'node-1')).rejects.toThrow(/cannot delete/);
  });
  test('apply --prune deletes what the files no longer name', async () => {
    writeFileSync(join(folder, 'a.yaml'), labelled('a'));
    writeFileSync(join(folder, 'b.yaml'), labelled('b'));
    await kubectl('apply', '-f', 'a.yaml', '-f', 'b.yaml');
    const { impact, gone } = await compared('kubectl apply --prune -l app=x -f a.yaml');
    expect(going(impact.resources)).toEqual(['configmap/b -n shop']);
    expect(gone).toEqual(['configmap/b -n shop']);
  });
  test('replace --force deletes and creates again', async () => {
    writeFileSync(join(folder, 'web.yaml'), documents('Deployment').join('---').replace('web:1', 'web:2'));
    const found = await ask('kubectl replace --force -f web.yaml');
    const impact = found.impact();
    expect(impact.headline).toBe(
      'Deletes and creates again deployment web in shop and 4 objects with it; service web and 3 more depend on it.',
    );
    const pods = () => [...there()].filter((address) => /^(?:pod|replicaset)\/web/.test(address)).sort();
    expect(going(impact.resources)).toEqual(pods());
    await kubectl('replace', '--force', '-f', 'web.yaml');
    expect(pods().filter((address) => going(impact.resources).includes(address))).toEqual([]);
  });
  test('what may not be looked at is said, and never counted as nothing', async () => {
    api.forbidden.add('secrets');
    const impact = (await ask('kubectl delete ns shop')).impact();
    expect(impact.uninspectable).toEqual([
      { what: 'secrets in namespace shop', why: 'It may not be looked at with these rights.' },
    ]);
    expect(impact.resources).toHaveLength(23);
    expect(impact.headline).toMatch(/; secrets in namespace shop cannot be inspected\.$/);
  });
  test('a change that the server refuses', async () => {
    writeFileSync(join(folder, 'shop.yaml'), shop.replace('matchLabels: {app: web}', 'matchLabels: {app: web2}'));
    const impact = (await ask('kubectl apply -f shop.yaml')).impact();
    expect(impact.uninspectable).toMatchObject([
      { what: 'deployment/web', why: expect.stringMatching(/refuses it: .*immutable.*Only deleting it/) },
    ]);
  });
  test('another context and namespace are asked, as the line says', async () => {
    const { impact, probes } = await (async () => {
      const found = await ask('kubectl --context=staging -n shop delete deploy web');
      return { impact: found.impact(), probes: found.probes };
    })();
    expect(impact.remarks[0]).toBe(`Context staging: server ${api.url}, namespace shop.`);
    for (const line of probes.flatMap(({ commands }) => commands)) expect(line).toMatch(/ --context=staging/);
  });
  test('a cluster that does not answer is a failure, not an empty impact', async () => {
    await api.close();
    const { probes } = await ask('kubectl delete ns shop');
    expect(probes[0]).toMatchObject({ phase: { kind: 'failed', why: expect.stringMatching(/refused/) } });
  });

  describe('what was seen is seen again right before it runs', () => {
    const differs = (title: string, line: string, between: () => Promise<unknown>, expected: readonly string[]) =>
      test(title, async () => {
        const answers: Answer[] = [];
        const run = promisify(execFile);
        const step = async (asked: ProbeStep): Promise<Answer> => {
          const { stdout, stderr } = await run(path('kubectl'), asked.args, { cwd: folder, env });
          return { step: asked, code: 0, stdout, stderr };
        };
        const [probe] = understand(command(line, { cwd: folder }), boundedReader(), {
          home: folder,
          realPath: (path) => path,
        }).effects.flatMap((effect) => probesFor([effect]));
        if (probe === undefined) throw new Error('nothing is asked');
        for (let next = probe.steps(folder); next.length > 0; next = probe.more?.(answers, folder) ?? [])
          for (const each of next) answers.push(await step(each));
        const pins = probe.pins?.(answers) ?? [];
        expect(JSON.stringify(pins)).not.toContain(shopSecret);
        await between();
        const seen = await Promise.all(pins.map(async (pin) => ({ pin, now: pin.sees(await step(pin.step)) })));
        expect(seen.filter(({ pin, now }) => now !== pin.saw).map(({ pin }) => pin.what)).toEqual(expected);
      });
    differs('nothing happened', 'kubectl delete ns shop', async () => {}, []);
    differs('pods came and went', 'kubectl delete ns shop', () => kubectl('delete', 'pod', '-l', 'app=web'), []);
    differs(
      'a claim is new',
      'kubectl delete ns shop',
      async () => {
        writeFileSync(
          join(folder, 'more.yaml'),
          documents('PersistentVolumeClaim')[1]?.replace('uploads', 'more') ?? '',
        );
        await kubectl('apply', '-f', 'more.yaml');
      },
      ['what hangs on it'],
    );
    differs(
      'a pod reports',
      'kubectl delete pod debug',
      async () => {
        const pod = api.store.all().find(({ metadata }) => metadata.name === 'debug');
        const kind = api.store.kinds().find((each) => each.kind === 'Pod');
        if (pod !== undefined && kind !== undefined)
          api.store.put(kind, 'shop', { ...pod, status: { phase: 'Running' } });
      },
      [],
    );
    differs('its labels changed', 'kubectl delete deploy web', () => kubectl('label', 'deploy', 'web', 'a=b'), [
      'what is named',
    ]);
    differs(
      'the configuration leads elsewhere',
      'kubectl delete deploy web',
      () => kubectl('config', 'set-cluster', 'eu', `--server=${api.url}/`),
      ['the cluster'],
    );
  });
});
