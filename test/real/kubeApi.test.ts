/** The API server that stands in for a cluster is held to what a real control plane answered to the same questions. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { isPassing, type KubeObject, objectsIn, within } from '../../src/core/kubernetes/objects.ts';
import { type KubeApi, startKubeApi } from '../support/kubeApi.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { tempFolder, tempHome } from '../support/real/server.ts';
import { needs, sharedFixtures } from '../support/sharedFixtures.ts';

const fixtures = sharedFixtures('kubernetes');

describeReal('the stand-in for a cluster', ['kubectl'], ({ path, searchPath, beforeAll }) => {
  describe('answers as a real control plane did', () => {
    needs(fixtures !== undefined, 'the recorded answers are not found');
    const recorded = (name: string) => readFileSync(join(fixtures ?? '', name), 'utf8');
    let api: KubeApi | undefined;
    let folder = '';
    let env: Record<string, string> = {};
    beforeAll(async () => {
      if (fixtures === undefined) return;
      api = await startKubeApi();
      folder = tempFolder();
      env = {
        ...tempHome(),
        PATH: searchPath,
        KUBECONFIG: api.kubeconfig(folder),
        KUBECTL_EXTERNAL_DIFF: 'diff -u -N',
      };
      await kubectl('apply', '-f', join(fixtures, 'shop-app.yaml'));
      writeFileSync(join(folder, 'backup.yaml'), backup);
      expect(await kubectl('apply', '-f', 'backup.yaml')).toMatch(/created/);
    });
    afterAll(() => api?.close());

    /** What it prints, also when it says that something differs or is refused. */
    async function kubectl(...args: string[]): Promise<string> {
      try {
        return (await promisify(execFile)(path('kubectl'), args, { cwd: folder, env })).stdout;
      } catch (error) {
        const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
        if (!/^(?:apply|diff)$/.test(args[0] ?? '')) throw error;
        return `${stdout}${stderr}`;
      }
    }

    /** Names that controllers make up differ from run to run. */
    const plain = (text: string): string =>
      text
        .replaceAll(
          /\b(web)-[0-9a-f]{8,10}(-\w{5})?\b/g,
          (_, name, pod) => `${name}-HASH${pod === undefined ? '' : '-POD'}`,
        )
        .replaceAll(/\bdb-[0-9a-f]{10}\b/g, 'db-HASH');
    const spoken = (object: KubeObject): string =>
      plain(
        `${object.kind}.${object.group}/${object.name} of ${object.owners.map(({ kind, name }) => `${kind}/${name}`).join()}`,
      );

    test('what lies in a namespace', async () => {
      const types = (await kubectl('api-resources', '--verbs=list', '--namespaced', '-o', 'name')).trim().split('\n');
      const here = objectsIn(await kubectl('get', types.join(','), '-n', 'shop', '-o', 'json', '--ignore-not-found'));
      const there = objectsIn(recorded('namespace-shop-contents.json')).filter((each) => !isPassing(each));
      expect(here.map(spoken).sort()).toEqual(there.map(spoken).sort());
    });
    test('a claim and its volume', async () => {
      const facts = (objects: readonly KubeObject[]) =>
        objects.map(({ kind, name, body }) => [
          kind,
          name,
          within(body, 'spec').volumeName,
          within(body, 'status').phase,
          within(body, 'spec').persistentVolumeReclaimPolicy,
          within(body, 'spec', 'claimRef').name,
          within(body, 'status', 'capacity').storage,
        ]);
      const here = objectsIn(await kubectl('get', 'pvc,pv', '-n', 'shop', '-o', 'json'));
      expect(facts(here)).toEqual(facts(objectsIn(recorded('pvc-pv-delete-reclaim.json'))));
    });
    test('an object as it was applied', async () => {
      const [here] = objectsIn(await kubectl('get', 'deployment', 'web', '-n', 'shop', '-o', 'json'));
      const [there] = objectsIn(recorded('deployment-web.json'));
      expect(here?.annotations).toEqual(expect.objectContaining({ ...lastApplied(there) }));
      expect(within(here?.body ?? {}, 'spec').selector).toEqual(within(there?.body ?? {}, 'spec').selector);
      expect(within(here?.body ?? {}, 'spec').replicas).toEqual(within(there?.body ?? {}, 'spec').replicas);
    });
    test('a definition and its instance', async () => {
      const instances = objectsIn(await kubectl('get', 'backups.acme.io', '-A', '-o', 'json'));
      expect(instances.map(spoken)).toEqual(objectsIn(recorded('crd-instances-backups.json')).map(spoken));
    });
    test('rehearsed deletions, which say nothing of what goes along', async () => {
      expect(await kubectl('delete', 'ns', 'shop', '--dry-run=server')).toBe(
        recorded('delete-namespace-dry-run-server.txt'),
      );
      expect(plain(await kubectl('delete', 'all', '--all', '-n', 'shop', '--dry-run=server'))).toBe(
        plain(recorded('delete-all-dry-run-server.txt')),
      );
    });
    test('a difference', async () => {
      const changed = (text: string) =>
        text.split('\n').filter((line) => /^[-+] {2}/.test(line) && !/generation|resourceVersion/.test(line));
      const said = await kubectl('diff', '-f', join(fixtures ?? '', 'shop-app-changed.yaml'));
      expect(changed(said)).toEqual(changed(recorded('diff-deployment.txt')));
    });
    test('a field that cannot be changed', async () => {
      const manifest = recorded('shop-app.yaml').replace(
        'selector: {matchLabels: {app: web}}',
        'selector: {matchLabels: {app: web2}}',
      );
      writeFileSync(join(folder, 'immutable.yaml'), manifest);
      const refusal = (text: string) =>
        text
          .split('\n')
          .map((line) => line.replace(/Invalid value: .*: field/, 'Invalid value: field'))
          .sort();
      const said = await kubectl('apply', '--dry-run=server', '-f', 'immutable.yaml');
      expect(refusal(said)).toEqual(refusal(recorded('apply-dry-run-immutable-selector-error.txt')));
    });
  });
});

const backup = `
apiVersion: acme.io/v1
kind: Backup
metadata: {name: nightly, namespace: shop}
spec: {keep: 7}
`;

const lastApplied = (object: KubeObject | undefined) =>
  Object.fromEntries(Object.entries(object?.annotations ?? {}).filter(([name]) => name.startsWith('kubectl.')));
