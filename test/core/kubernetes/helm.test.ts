/** What Helm would do, by recorded manifests of real charts. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hear, probesOf, type Reply } from '../../support/answering.ts';
import { needs, sharedFiles } from '../../support/sharedFixtures.ts';

const config = JSON.stringify({
  'current-context': 'prod-eu',
  clusters: [{ name: 'eu', cluster: { server: 'https://eu.example.com' } }],
  contexts: [{ name: 'prod-eu', context: { cluster: 'eu', namespace: 'shop' } }],
});
const status = JSON.stringify({ name: 'web', namespace: 'shop', info: { status: 'deployed' } });

/** Helm with these answers; kubectl is missing unless it has some. */
const answers = (said: Readonly<Record<string, Reply>>) => (words: string) => {
  const found = Object.entries(said).find(([start]) => words.startsWith(start));
  if (found !== undefined) return found[1];
  if (words.startsWith('kubectl config')) return config;
  if (words.startsWith('helm status')) return status;
  if (words.startsWith('helm get hooks')) return '';
  return undefined;
};

const document = (kind: string, name: string, more = '', annotations = '') => `
---
apiVersion: v1
kind: ${kind}
metadata: {name: ${name}, annotations: {${annotations}}}
${more}`;
const keep = 'helm.sh/resource-policy: keep';
const secret = document('Secret', 'creds', 'stringData: {password: planted-hunter2}');

describe('helm uninstall', () => {
  test('deletes what the manifest names, but what it says to keep', () => {
    const { impact, probe } = hear(
      'helm uninstall web -n shop',
      answers({ 'helm get manifest web': document('ConfigMap', 'a') + document('ConfigMap', 'b', '', keep) + secret }),
    );
    expect(probe.kind).toBe('network');
    expect(impact.headline).toBe('Uninstalls web: deletes 2 objects; what hangs on release web cannot be inspected.');
    expect(impact.resources.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'delete configmap/a -n shop',
      'delete secret/creds -n shop',
      'forget configmap/b -n shop',
    ]);
    expect(JSON.stringify(impact)).not.toMatch(/planted/);
    expect(impact.remarks).toContain('Its history goes with it: helm rollback has nothing to go back to.');
  });
  test('asks the cluster for no more than names', () => {
    const { steps } = hear('helm uninstall web', answers({ 'helm get manifest web': secret, 'kubectl get -f -': '' }));
    expect(JSON.stringify(steps)).not.toMatch(/planted/);
    expect(steps.find(({ args }) => args[1] === '-f')?.input).toBe(
      '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"creds","namespace":"shop"}}]}',
    );
  });
  test('hooks are said', () => {
    const job = document('Job', 'goodbye', '', 'helm.sh/hook: "pre-delete,post-upgrade"');
    const said = { 'helm get manifest web': document('ConfigMap', 'a'), 'helm get hooks web': job };
    const what = (line: string) => hear(line, answers(said)).impact.uninspectable.map((each) => each.what);
    expect(what('helm uninstall web')).toContain('hook job/goodbye -n shop');
    expect(what('helm uninstall web --no-hooks')).not.toContain('hook job/goodbye -n shop');
  });
  test('a release that somebody changed meanwhile is another', () => {
    const { probe, answers: heard } = hear(
      'helm uninstall web',
      answers({ 'helm get manifest web': secret, 'helm status': '{"version": 3}' }),
    );
    const [pin] = probe.pins?.(heard) ?? [];
    expect(pin).toMatchObject({ what: 'the release', saw: 'revision 3' });
    const [first] = heard;
    expect(pin && first && pin.sees({ ...first, stdout: '{"version": 4}' })).toBe('revision 4');
    expect(JSON.stringify(probe.pins?.(heard))).not.toMatch(/planted/);
  });
  test('each release is asked about by itself', () =>
    expect(probesOf('helm uninstall web api').map(({ title }) => title)).toEqual([
      'Look up what release web holds',
      'Look up what release api holds',
    ]));
  test('a release that is not there is a failure', () =>
    expect(() => hear('helm uninstall nowhere', answers({}))).toThrow(/helm get manifest nowhere failed/));
});

describe('helm rollback and upgrade', () => {
  const old = document('ConfigMap', 'a', 'data: {mode: slow}') + document('PersistentVolumeClaim', 'data');
  const now = document('ConfigMap', 'a', 'data: {mode: fast}') + document('ConfigMap', 'b') + secret;
  const history = JSON.stringify([{ revision: 3 }, { revision: 4 }, { revision: 2 }]);
  const said = {
    'helm history web': history,
    'helm get manifest web --revision=3': old,
    'helm get manifest web --revision=2': now,
    'helm get manifest web': now,
  };
  const shown = (line: string, more: Readonly<Record<string, Reply>> = {}) => {
    const { impact } = hear(line, answers({ ...more, ...said }));
    expect(JSON.stringify(impact)).not.toMatch(/planted/);
    return [impact.headline, ...impact.resources.map(({ action, address }) => `${action} ${address}`)];
  };

  test('the revision before', () =>
    expect(shown('helm rollback web')).toEqual([
      expect.stringMatching(/^Rolls web back to revision 3: deletes 2 resources/),
      'delete configmap/b -n shop',
      'delete secret/creds -n shop',
      'update configmap/a -n shop',
      'create persistentvolumeclaim/data -n shop',
    ]));
  test('a revision that is named', () =>
    expect(shown('helm rollback web 2')[0]).toMatch(
      /^Rolls web back to revision 2: cannot be inspected|changes nothing/,
    ));
  test('no history', () => {
    const { impact } = hear('helm rollback web', answers({ 'helm get manifest web': now, 'helm history web': '[]' }));
    expect(impact.uninspectable.map(({ what }) => what)).toContain('the revision that web goes back to');
    expect(impact.resources).toEqual([]);
    expect(impact.irreversible).toBe(true);
  });
  test('an upgrade is rendered only when somebody lets it', () => {
    const release = JSON.stringify({ name: 'web', manifest: old, hooks: [] });
    const { probe, impact, asked } = hear(
      'helm upgrade web ./chart --set a=b -n shop --atomic --timeout 5m',
      answers({ ...said, 'helm upgrade --dry-run=server': release }),
    );
    expect(probe.kind).toBe('project code');
    expect(asked).toContain('helm upgrade --dry-run=server -o json --set=a=b web ./chart --namespace=shop');
    expect(impact.resources.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'delete configmap/b -n shop',
      'delete secret/creds -n shop',
      'update configmap/a -n shop',
      'create persistentvolumeclaim/data -n shop',
    ]);
  });
  test('a first install is all new', () => {
    const { impact } = hear(
      'helm upgrade --install web ./chart',
      answers({
        'helm get manifest web': { code: 1, stderr: 'Error: release: not found' },
        'helm get hooks web': { code: 1, stderr: 'Error: release: not found' },
        'helm upgrade --dry-run=server': JSON.stringify({ release: { manifest: now } }),
      }),
    );
    expect(impact.resources.map(({ action }) => action)).toEqual(['create', 'create', 'create']);
    expect(impact.uninspectable).toEqual([]);
  });
});

describe('real charts', () => {
  const files = sharedFiles('helm', '.manifest.yaml');
  needs(files.length > 0, 'the recorded manifests are not found');
  const uninstalled = (path: string) =>
    hear('helm uninstall otel', answers({ 'helm get manifest otel': readFileSync(path, 'utf8') })).impact;
  const golden: Readonly<Record<string, readonly [deleted: number, stateful: number, remark: boolean]>> = {
    'otel-collector-daemonset-and-deployment.manifest.yaml': [6, 0, false],
    'otel-collector-statefulset-with-pvc.manifest.yaml': [4, 1, true],
    'otel-demo-data-services.manifest.yaml': [7, 1, true],
  };
  test.each(files.map((path) => [basename(path), path]))('%s', (name, path) => {
    const impact = uninstalled(path);
    const [deleted, stateful, remark] = golden[name] ?? [];
    expect(impact.summary.delete).toBe(deleted);
    expect(impact.resources.filter(({ type }) => type === 'StatefulSet')).toHaveLength(stateful ?? -1);
    expect(impact.remarks.some((each) => /^The claims that statefulset\/\S+ made stay/.test(each))).toBe(remark);
    expect(impact.headline).toMatch(new RegExp(`^Uninstalls otel: deletes ${deleted} objects`));
  });
});
