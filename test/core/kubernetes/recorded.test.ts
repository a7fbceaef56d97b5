/** Golden summaries of a real control plane's answers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hear, type Reply } from '../../support/answering.ts';
import { needs, sharedFixtures } from '../../support/sharedFixtures.ts';

const folder = sharedFixtures('kubernetes');
const recorded = (name: string) => readFileSync(join(folder ?? '', name), 'utf8');
const types =
  'configmaps\nendpoints\nevents\npersistentvolumeclaims\npods\nsecrets\nservices\nbackups.acme.io\ndeployments.apps\nreplicasets.apps\nstatefulsets.apps\n';

/** A part of a recorded list. */
const only = (name: string, kinds: readonly string[], names: readonly string[] = []) => {
  const list = JSON.parse(recorded(name)) as { items: { kind: string; metadata: { name: string } }[] };
  const items = list.items.filter(
    ({ kind, metadata }) => kinds.includes(kind) && (names.length === 0 || names.includes(metadata.name)),
  );
  return JSON.stringify({ ...list, items });
};

/** The first reply whose words begin a question. */
const replies = (said: readonly (readonly [string, Reply])[]) => (words: string) =>
  said.find(([start]) => words.startsWith(start))?.[1];

const cluster = (target: string): readonly (readonly [string, Reply])[] => [
  ['kubectl config view', '{}'],
  ['kubectl get persistentvolumes', only('pvc-pv-delete-reclaim.json', ['PersistentVolume'])],
  ['kubectl get validatingwebhook', '{"items": []}'],
  ['kubectl get backups.acme.io -A', recorded('crd-instances-backups.json')],
  ['kubectl api-resources', types],
  ['kubectl get configmaps,', recorded('namespace-shop-contents.json')],
  ['kubectl get endpoints,', recorded('namespace-shop-contents.json')],
  ['kubectl get ', target],
];

describe('recorded answers', () => {
  needs(folder !== undefined, 'the recorded answers are not found');
  const heard = (line: string, target: () => string) => {
    const { impact } = hear(line, replies(cluster(target())));
    expect(JSON.stringify(impact)).not.toMatch(/hunter2|aHVudGVyMg/);
    return impact;
  };

  test('a namespace goes with everything in it, and the disk of its claim', () => {
    const impact = heard('kubectl delete namespace shop', () => recorded('namespace-shop.json'));
    expect(impact.headline).toBe(
      'Deletes namespace shop: 14 objects, among them 1 volume (20 GiB) and Backup nightly in shop that cannot be brought back.',
    );
    expect(impact.summary).toMatchObject({ delete: 15 });
    expect(impact.uninspectable).toEqual([]);
    expect(impact.irreversible).toBe(true);
    const ways = Object.fromEntries(impact.resources.map(({ address, wayBack }) => [address, wayBack.kind]));
    expect(ways).toMatchObject({
      'namespace/shop': 'irreversible',
      'persistentvolumeclaim/orders-data -n shop': 'irreversible',
      'persistentvolume/pv-orders': 'irreversible',
      'backup.acme.io/nightly -n shop': 'irreversible',
      'deployment/web -n shop': 'effort',
      'secret/creds -n shop': 'effort',
    });
  });
  test('a deployment takes its replica set and pods along, and its service is left', () => {
    const impact = heard('kubectl delete deployment web -n shop', () =>
      only('namespace-shop-contents.json', ['Deployment']),
    );
    expect(impact.headline).toBe('Deletes deployment web in shop and 4 objects with it; service web depends on it.');
    expect(impact.resources.map(({ type }) => type).sort()).toEqual(['Deployment', 'Pod', 'Pod', 'Pod', 'ReplicaSet']);
    const [target] = impact.resources;
    expect(target?.dependents.filter(({ distance }) => distance === 1).map(({ address }) => address)).toEqual([
      'service/web -n shop',
      'replicaset/web-75fddf6748 -n shop',
    ]);
  });
  test('pods come back while what made them stays', () => {
    const pods = () => only('workloads-with-ownerreferences.json', ['Pod']);
    const impact = heard('kubectl delete pods --all -n shop', pods);
    expect(new Set(impact.resources.map(({ wayBack }) => wayBack.kind))).toEqual(new Set(['reversible']));
    expect(impact.irreversible).toBe(false);
  });
  test('a stateful set leaves its claim, which is no template’s', () => {
    const impact = heard('kubectl delete sts db -n shop', () => only('namespace-shop-contents.json', ['StatefulSet']));
    expect(impact.resources.map(({ address }) => address)).toEqual([
      'statefulset/db -n shop',
      'pod/db-0 -n shop',
      'controllerrevision/db-696c5d59cb -n shop',
    ]);
  });
  test('a claim takes its disk along, and the database hangs on it', () => {
    const impact = heard('kubectl delete pvc orders-data -n shop', () =>
      only('pvc-pv-delete-reclaim.json', ['PersistentVolumeClaim']),
    );
    expect(impact.headline).toBe(
      'Deletes volume claim orders-data in shop and its volume (20 GiB), which cannot be brought back; stateful set db depends on it.',
    );
    expect(impact.resources[0]).toMatchObject({
      size: { bytes: 20 * 2 ** 30 },
      facts: ['stays until no pod uses it any more'],
      wayBack: {
        why: 'its volume pv-orders is deleted with it (reclaim policy Delete), and no snapshot that stays was seen',
      },
    });
  });
  test('a definition takes its instances along, in all namespaces', () => {
    const impact = heard('kubectl delete crd backups.acme.io', () => recorded('crd-backups.json'));
    expect(impact.headline).toBe(
      'Deletes resource kind backups.acme.io: 1 object, among them Backup nightly in shop that cannot be brought back.',
    );
  });
  test('an immutable field is a refusal', () => {
    const stderr = recorded('apply-dry-run-immutable-selector-error.txt');
    const { impact } = hear(
      'kubectl apply -f web.yaml',
      replies([
        ['kubectl apply', { code: 1, stderr }],
        ['kubectl config', '{}'],
      ]),
      { files: { '/projects/app/web.yaml': 'kind: Deployment' } },
    );
    expect(impact.uninspectable).toMatchObject([
      { what: 'deployment/web', why: expect.stringMatching(/field is immutable.*Only deleting it/s) },
    ]);
  });
  test('a change is told from before and after', () => {
    const before = JSON.parse(recorded('deployment-web.json'));
    const after = structuredClone(before);
    after.spec.replicas = 1;
    after.spec.template.spec.containers[0].image = 'web:2';
    const { impact, probe } = hear(
      'kubectl apply -f web.yaml',
      replies([
        ['kubectl apply --dry-run=server -o json', JSON.stringify(after)],
        ['kubectl get deployment.apps/web -n shop', JSON.stringify(before)],
        ['kubectl config', '{}'],
      ]),
      { files: { '/projects/app/web.yaml': 'kind: Deployment' } },
    );
    expect(probe.kind).toBe('leaves something');
    expect(impact.resources[0]?.attributes.map(({ path }) => path)).toEqual([
      'spec.replicas',
      'spec.template.spec.containers[0].image',
    ]);
    // What `kubectl diff` said of the same change.
    const lines = recorded('diff-deployment.txt')
      .split('\n')
      .filter((line) => /^[-+] +(?:replicas|- image)/.test(line));
    expect(lines).toHaveLength(4);
  });
});
