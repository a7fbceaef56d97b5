/** What kubectl's probes say against what then really happens: the real kubectl, before an API server that stands in for a cluster. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Resource } from '../../src/core/impact/impact.ts';
import { addressOf, isPassing, objectFrom } from '../../src/core/kubernetes/objects.ts';
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
  const writes = () => api.requests.filter((request) => !request.startsWith('GET ') && !/dryRun=All/.test(request));
  const going = (resources: readonly Resource[]) =>
    resources
      .filter(({ action }) => action === 'delete')
      .map(({ address }) => address)
      .sort();

  /** Asks, checks that nothing was changed, runs it for real, and says what disappeared. */
  async function compared(line: string) {
    const before = there();
    const state = api.store.snapshot();
    const found = await ask(line);
    const impact = found.impact();
    expect(api.store.snapshot()).toBe(state);
    expect(writes()).toEqual([]);
    expect(found.seen).not.toContain(shopSecret);
    expect(found.seen).not.toContain(Buffer.from(shopSecret).toString('base64'));
    await kubectl(...line.split(' ').slice(1));
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
    'Deletes resource kind backups.acme.io: 1 object, among them backup nightly in shop that cannot be brought back.',
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
});
