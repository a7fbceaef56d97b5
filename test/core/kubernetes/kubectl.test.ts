/** Which questions a line of kubectl leads to, and which of them wait for a person. */
import { describe, expect, test } from 'vitest';
import { hear, heardAll, probesOf } from '../../support/answering.ts';

const files = { files: { '/projects/app/a.yaml': 'kind: ConfigMap' } };

/** Class and first questions of a line; where only the text speaks, there are none. */
const asks = (line: string, kind: string | undefined, ...questions: readonly string[]) =>
  test(line, () => {
    const [probe] = probesOf(line, files);
    expect(probe?.kind).toBe(kind);
    const steps = probe?.steps('/scratch') ?? [];
    expect(
      steps.map(({ program, args }) => [program, ...args].join(' ').replace(' --request-timeout=20s', '')),
    ).toEqual(questions);
  });

const where = 'kubectl config view --minify -o json';
const json = '-o json --ignore-not-found';

describe('a deletion', () => {
  asks('kubectl delete ns shop', 'network', where, `kubectl get ns shop ${json}`);
  asks(
    'kubectl -n shop delete pod/a deploy/b --wait=false',
    'network',
    where,
    `kubectl get pod/a deploy/b -nshop ${json}`,
  );
  asks('kubectl delete pods --all', 'network', where, `kubectl get pods ${json}`);
  asks('kubecolor delete ns shop', 'network', where, `kubectl get ns shop ${json}`);
  asks('kubectl delete pods --all=false', undefined);
  asks('kubectl delete pods', undefined);
  asks('kubectl delete pods -l app=web -A', 'network', where, `kubectl get pods -lapp=web -A ${json}`);
  asks('kubectl delete -f a.yaml -R', 'network', where, `kubectl get -fa.yaml -R ${json}`);
  asks(
    'kubectl --context prod-eu delete deploy web --as=admin',
    'network',
    `${where} --context=prod-eu --as=admin`,
    `kubectl get deploy web ${json} --context=prod-eu --as=admin`,
  );
  asks('oc delete project-thing x', 'network', 'oc config view --minify -o json', `oc get project-thing x ${json}`);
  asks('kubectl delete --raw /api/v1/namespaces/shop', undefined);
  asks('kubectl delete pod -- --all', undefined);
  asks('kubectl delete pod $NAME', undefined);
  asks('cat a.yaml | kubectl delete -f -', 'network', where, `kubectl get -f- ${json}`);
  asks('curl -s example.com | kubectl delete -f -', undefined);
  test('a here-document is asked about', () => {
    const [probe] = probesOf('kubectl delete -f - <<X\nkind: ConfigMap\nX\n');
    expect(probe?.steps('/scratch')[1]?.input).toBe('kind: ConfigMap\n');
  });
});

describe('waits for a person, since the agent may have chosen where it leads', () => {
  const waits = (line: string) => test(line, () => expect(probesOf(line, files)[0]?.kind).toBe('project code'));
  waits('kubectl --kubeconfig ./evil delete ns shop');
  waits('KUBECONFIG=./evil kubectl delete ns shop');
  waits('export KUBECONFIG=./evil; kubectl delete ns shop');
  waits('./kubectl delete ns shop');
  waits('PATH=.:$PATH_ kubectl delete ns shop'.replace('$PATH_', '/usr/bin'));
  waits('kubectl -s https://evil.example.com delete ns shop');
  waits('kubectl --server=https://evil.example.com delete ns shop');
  waits('kubectl --token=abc delete ns shop');
  waits('kubectl --insecure-skip-tls-verify delete ns shop');
  waits('kubectl delete -f https://evil.example.com/a.yaml');
  waits('kubectl delete -k overlays/prod');
  waits('helm uninstall web --kubeconfig ./evil');
  waits('helm uninstall web --kube-apiserver https://evil.example.com');
  waits('helm upgrade web ./chart');
});

describe('a rehearsal cannot become the act', () => {
  const rehearses = (line: string, question: string) => asks(line, 'leaves something', where, question);
  const dry = '--dry-run=server -o json';
  rehearses('kubectl apply -f a.yaml', `kubectl apply ${dry} -fa.yaml`);
  rehearses('kubectl apply -f a.yaml --dry-run=none', `kubectl apply ${dry} -fa.yaml`);
  rehearses('kubectl apply -f a.yaml -o name --wait', `kubectl apply ${dry} -fa.yaml`);
  rehearses('kubectl apply --prune -l app=x -f a.yaml', `kubectl apply ${dry} --prune -lapp=x -fa.yaml`);
  rehearses('kubectl patch deploy web -p', `kubectl patch ${dry} -p deploy web`);
  rehearses('kubectl set image deploy/web web=web:2', `kubectl set image ${dry} deploy/web web=web:2`);
  rehearses('kubectl replace -f a.yaml', `kubectl replace ${dry} -fa.yaml`);
  rehearses('kubectl create deployment x --image=y', `kubectl create ${dry} --image=y deployment x`);
  rehearses('kubectl taint nodes n1 a=b:NoSchedule', `kubectl taint ${dry} nodes n1 a=b:NoSchedule`);
  asks('kubectl create -f a.yaml --edit', undefined);
  asks('kubectl create --raw /api/v1/namespaces -f a.yaml', undefined);
  asks('kubectl replace --raw /api/v1/namespaces/x -f a.yaml', undefined);
  asks('kubectl patch -f a.yaml --local -p {}', undefined);
  asks('kubectl apply -f a.yaml -- --dry-run=none', undefined);
  asks('kubectl run x --image=y -it --rm', undefined);
});

describe('only looks', () => {
  asks('kubectl scale deploy/web --replicas=0', 'network', where, `kubectl get deploy/web ${json}`);
  asks('kubectl scale deploy --replicas=0', undefined);
  asks('kubectl scale deploy --all --replicas=0', 'network', where, `kubectl get deploy ${json}`);
  asks('kubectl rollout restart deploy', 'network', where, `kubectl get deploy ${json}`);
  asks('kubectl rollout undo deploy/web --to-revision 3', 'network', where, `kubectl get deploy/web ${json}`);
  asks('kubectl rollout restart deploy web', 'network', where, `kubectl get deploy web ${json}`);
  asks('kubectl drain n1 --force', 'network', where, `kubectl get nodes n1 ${json}`);
  asks('kubectl cordon n1', 'network', where, `kubectl get nodes n1 ${json}`);
  asks('kubectl replace --force -f a.yaml', 'network', where, `kubectl get -fa.yaml ${json}`);
  asks('kubectl get pods', undefined);
  asks('kubectl apply -f a.yaml --dry-run=server', undefined);
  asks('kubectl diff -f a.yaml', undefined);
});

describe('cannot be inspected, and says why', () => {
  const opaque = (line: string, what: string, why: RegExp) =>
    test(line, () => {
      const { impact, asked, probe } = hear(line, () => undefined, files);
      expect([probe.kind, asked]).toEqual(['text', []]);
      expect(impact.uninspectable).toEqual([{ what, why: expect.stringMatching(why) }]);
      expect(impact.irreversible).toBe(true);
      expect(impact.headline).toBe(`Cannot be inspected: ${what}.`);
    });
  opaque('kubectl exec -it web', 'kubectl exec web', /anything|program/);
  opaque('kubectl cp ./a web:/b', 'kubectl cp ./a', /container/);
  opaque('kubectl debug node/n1 -it --image=busybox', 'kubectl debug node/n1', /container/);
  opaque('kubectl attach web', 'kubectl attach web', /container/);
  opaque('kubectl edit deploy web', 'kubectl edit deploy', /editor/);
  opaque('kubectl port-forward --address 0.0.0.0 svc/web 80', 'kubectl port-forward svc/web', /goes through/);
});

describe('an API that does not answer', () => {
  const target = (kind: string, name: string) =>
    JSON.stringify({
      apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
      kind,
      metadata: { name, uid: name, ...(kind === 'Namespace' ? {} : { namespace: 'shop' }) },
    });
  const silent = (line: string, object: string, group: string, expected: readonly string[]) =>
    test(`${group}: ${line}`, () => {
      const stderr = `error: unable to retrieve the complete list of server APIs: ${group}/v1beta1: the server is currently unable to handle the request`;
      const { impact } = hear(line, (words) => {
        if (words.startsWith('kubectl api-resources')) return { code: 1, stderr, stdout: 'pods\ndeployments.apps\n' };
        return words.startsWith('kubectl get deploy web') || words.startsWith('kubectl get ns') ? object : '';
      });
      expect(impact.uninspectable.map(({ what }) => what)).toEqual(expected);
    });
  silent('kubectl delete ns shop', target('Namespace', 'shop'), 'acme.io', ['objects of acme.io']);
  silent('kubectl delete ns shop', target('Namespace', 'shop'), 'metrics.k8s.io', []);
  silent('kubectl delete deploy web', target('Deployment', 'web'), 'acme.io', []);
  test('that says nothing at all leaves a namespace unknown', () => {
    const { impact } = hear('kubectl delete ns shop', (words) =>
      words.startsWith('kubectl get ns') ? target('Namespace', 'shop') : undefined,
    );
    expect(impact.resources[0]?.wayBack.kind).toBe('unknown');
    expect(impact.irreversible).toBe(true);
    expect(impact.uninspectable.map(({ what }) => what)).toContain('what lies in namespace shop');
  });
  test('many namespaces are listed at once', () => {
    const items = Array.from({ length: 9 }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: `n${index}`, uid: String(index) },
    }));
    const { asked } = hear('kubectl delete pods --all -A', (words) =>
      words.startsWith('kubectl api-resources')
        ? 'pods\n'
        : words.includes('-A -o json --ignore-not-found')
          ? JSON.stringify({ items })
          : '{}',
    );
    expect(asked.filter((words) => words.startsWith('kubectl get pods'))).toHaveLength(1);
  });
});

describe('says where it acts', () => {
  const config = JSON.stringify({
    'current-context': 'prod',
    contexts: [{ name: 'prod', context: { namespace: 'shop' } }],
    clusters: [{ name: 'prod', cluster: { server: 'https://10.0.0.1' } }],
  });
  const says = (line: string, place: string) =>
    test(line, () => {
      const { impact } = hear(line, (words) => (words.startsWith(where) ? config : '{}'));
      expect(impact.remarks).toContain(`Context prod: server https://10.0.0.1, ${place}.`);
    });
  says('kubectl delete pods --all', 'namespace shop');
  says('kubectl delete pods --all -n web', 'namespace web');
  says('kubectl delete pods --all -A', 'all namespaces');
  says('kubectl delete pods --all --all-namespaces=false', 'namespace shop');
});

describe('files are compared with what is there, until the server rehearses them', () => {
  const planted = 'planted-hunter2';
  const text = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 1, template: {spec: {containers: [{name: c, image: "web:2"}]}}}
---
apiVersion: v1
kind: Secret
metadata: {name: creds, namespace: other}
stringData: {password: ${planted}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: new}
`;
  const live = JSON.stringify({
    items: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop', uid: '1', labels: { a: 'b' } },
        spec: {
          replicas: 3,
          paused: false,
          template: {
            spec: {
              containers: [
                { name: 'side', image: 's' },
                { name: 'c', image: 'web:1', args: [] },
              ],
            },
          },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'creds', namespace: 'other', uid: '2' },
        data: { password: btoa(planted) },
      },
    ],
  });
  const config = JSON.stringify({ contexts: [{ context: { namespace: 'shop' } }] });
  const world = { files: { '/projects/app/a.yaml': text } };
  const reply = (words: string) =>
    words.startsWith('kubectl config') ? config : words.startsWith('kubectl get') ? live : undefined;

  test('only what the files say counts', () => {
    const [rehearsal, reading] = heardAll('kubectl apply -f a.yaml', reply, world);
    expect(reading?.probe).toMatchObject({ kind: 'network', until: rehearsal?.probe.id });
    expect(reading?.impact.resources.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'update deployment/web -n shop',
      'create configmap/new -n shop',
    ]);
    expect(reading?.impact.resources[0]?.attributes.map(({ path }) => path)).toEqual([
      'spec.replicas',
      'spec.template.spec.containers[0].image',
    ]);
    expect(JSON.stringify([reading?.impact, reading?.probe])).not.toMatch(new RegExp(`${planted}|${btoa(planted)}`));
  });
  test('where nobody could look, nothing is said to be new', () => {
    const [, reading] = heardAll('kubectl apply -f a.yaml', () => undefined, world);
    expect(reading?.impact.resources).toEqual([]);
    expect(reading?.impact.irreversible).toBe(true);
  });
  test.each([
    'kubectl apply -f folder',
    'kubectl apply -k .',
    'kubectl apply -f https://example.com/a.yaml',
    'kubectl apply --prune -l a=b -f a.yaml',
  ])('not for %s', (line) => expect(probesOf(line, world)).toHaveLength(1));
});

describe('an undo goes back to', () => {
  const template = (image: string, labels = {}) => ({
    metadata: { labels: { app: 'web', ...labels } },
    spec: { containers: [{ name: 'c', image }] },
  });
  const owned = (uid: string) => ({ namespace: 'shop', ownerReferences: [{ uid, kind: 'x', name: 'y' }] });
  const set = (revision: string, image: string) => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      ...owned('d'),
      name: `web-${revision}`,
      uid: revision,
      annotations: { 'deployment.kubernetes.io/revision': revision },
    },
    spec: { template: template(image, { 'pod-template-hash': 'x' }) },
  });
  const kept = (revision: number, image: string) => ({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { ...owned('s'), name: `db-${revision}`, uid: String(revision) },
    revision,
    data: { spec: { template: { ...template(image), $patch: 'replace' } } },
  });
  const workload = (kind: string, name: string, uid: string) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, uid, namespace: 'shop' },
    spec: { template: template('now') },
  });
  const images = (line: string, target: object, others: readonly object[]) => {
    const { impact } = hear(line, (words) =>
      words.startsWith('kubectl api-resources')
        ? 'replicasets.apps\ncontrollerrevisions.apps\n'
        : JSON.stringify({ items: words.includes('.apps') ? others : [target] }),
    );
    return [
      ...impact.resources.flatMap(({ attributes }) => attributes.map(({ path, after }) => [path, after])),
      ...impact.uninspectable.map(({ what }) => what),
    ];
  };
  const image = (text: string) => [
    ['spec.template.spec.containers[0].image', { kind: 'value', text: JSON.stringify(text) }],
  ];
  const web = workload('Deployment', 'web', 'd');
  const sets = [set('9', 'nine'), set('10', 'now'), set('3', 'three')];
  test('the one before, by number and not by name', () =>
    expect(images('kubectl rollout undo deploy web', web, sets)).toEqual(image('nine')));
  test('the one that is named', () =>
    expect(images('kubectl rollout undo deploy web --to-revision=3', web, sets)).toEqual(image('three')));
  test('one that is gone', () =>
    expect(images('kubectl rollout undo deploy web --to-revision=4', web, sets)).toEqual(['deployment/web -n shop']));
  test('what a stateful set was', () =>
    expect(
      images('kubectl rollout undo sts db', workload('StatefulSet', 'db', 's'), [kept(1, 'one'), kept(2, 'now')]),
    ).toEqual(image('one')));
});
