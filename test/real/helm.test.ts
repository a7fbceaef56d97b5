/**
 * What Helm's probes say against what then really happens: recorded manifests behind a stub of Helm, the real kubectl,
 * and an API server that stands in for a cluster.
 */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addressOf, isPassing, objectFrom } from '../../src/core/kubernetes/objects.ts';
import { type KubeApi, startKubeApi } from '../support/kubeApi.ts';
import { describeReal } from '../support/real/describeReal.ts';
import { tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';
import { sharedFiles } from '../support/sharedFixtures.ts';

/** Prints what lies beside it, and notes how it was called. */
const stub = `#!/bin/sh
echo "$*" >> "$(dirname "$0")/calls"
case "$1 $2" in
  "get manifest") cat "$(dirname "$0")/manifest" ;;
  "get hooks") ;;
  "status "*) echo '{"namespace": "default"}' ;;
  *) echo "no such call: $*" >&2; exit 9 ;;
esac
`;

describeReal('helm uninstall', ['kubectl'], ({ path, searchPath }) => {
  let api: KubeApi;
  let folder: string;
  let env: Record<string, string>;
  beforeEach(async () => {
    api = await startKubeApi();
    folder = tempFolder();
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'helm'), stub);
    chmodSync(join(bin, 'helm'), 0o755);
    env = { ...tempHome(), PATH: `${bin}:${searchPath}`, KUBECONFIG: api.kubeconfig(folder) };
    writeFileSync(
      join(folder, 'around.yaml'),
      `
apiVersion: v1
kind: Namespace
metadata: {name: default}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard}
provisioner: disks.example.com
reclaimPolicy: Delete
`,
    );
    await kubectl('apply', '-f', 'around.yaml');
  });
  afterEach(() => api?.close());
  const kubectl = async (...args: string[]) =>
    (await promisify(execFile)(path('kubectl'), args, { cwd: folder, env })).stdout;
  const there = () =>
    api.store
      .all()
      .map(objectFrom)
      .filter((each) => !isPassing(each))
      .map(addressOf)
      .sort();

  const files = sharedFiles('helm', '.manifest.yaml');
  if (files.length === 0) test('the recorded manifests', ({ skip }) => skip('the recorded manifests are not found'));
  test.each(files.map((file) => [basename(file), file]))('%s', async (_, file) => {
    writeFileSync(join(folder, 'bin/manifest'), readFileSync(file));
    await kubectl('apply', '-n', 'default', '-f', 'bin/manifest');
    const before = there();
    const state = api.store.snapshot();
    const found = await askThroughGate('helm uninstall otel -n default', { cwd: folder, env });
    expect(api.store.snapshot()).toBe(state);
    const impact = found.impact();
    expect(impact.uninspectable).toEqual([]);
    // What Helm does, one object after another.
    await kubectl('delete', '-n', 'default', '-f', 'bin/manifest');
    const after = there();
    const gone = before.filter((address) => !after.includes(address));
    expect(impact.resources.map(({ address }) => address).sort()).toEqual(gone);
    expect(readFileSync(join(folder, 'bin/calls'), 'utf8').trim().split('\n')).toEqual([
      'status otel -o json --namespace=default',
      'get manifest otel --namespace=default',
      'get hooks otel --namespace=default',
    ]);
    const sets = impact.resources.filter(({ type }) => type === 'StatefulSet');
    const claims = after.filter((address) => address.startsWith('persistentvolumeclaim/'));
    expect(sets.flatMap(({ facts = [] }) => facts.filter((each) => /stays? \(/.test(each)))).toHaveLength(
      claims.length > 0 ? 1 : 0,
    );
  });
});
