/** Delete and create again, in six spellings, in one call and split over two; what was denied before; and what only looks like it. */
import { describe, expect, test } from 'vitest';
import { type Past, signalsOf } from '../../../src/core/drift/signals.ts';
import type { Resource } from '../../../src/core/impact/impact.ts';
import { wholeImpact } from '../../../src/core/impact/whole.ts';
import { type Environment, environmentOf } from '../../../src/core/policy/environment.ts';
import { callOf, understandLine } from '../../support/understanding.ts';

const now = Date.UTC(2026, 0, 1);
const effectsOf = (line: string) => understandLine(line).effects;
const earlier = (line: string, outcome: Past['outcome'], seconds = 40): Past => ({
  at: now - seconds * 1_000,
  effects: effectsOf(line),
  outcome,
});
const signs = (line: string, ...past: Past[]) =>
  signalsOf({ effects: effectsOf(line), past, now }).map(({ what }) => what);

const spellings: readonly (readonly [gone: string, back: string])[] = [
  ['terraform -chdir=envs/prod destroy -auto-approve', 'terraform -chdir=envs/prod apply -auto-approve'],
  [
    'aws elasticbeanstalk terminate-environment --environment-name cost-prod --region cn-north-1',
    'aws elasticbeanstalk create-environment --environment-name cost-prod --region cn-north-1',
  ],
  [
    'aws cloudformation delete-stack --stack-name cost',
    'aws cloudformation create-stack --stack-name cost --template-body file://t.yaml',
  ],
  ['kubectl -n cost delete deployment report', 'kubectl -n cost apply -f k8s/report.yaml'],
  ['helm uninstall report -n cost', 'helm install report ./chart -n cost'],
  ['psql -h db.prod -c "DROP TABLE report"', 'psql -h db.prod -c "CREATE TABLE report (id int)"'],
];

describe.each(spellings)('%s', (gone, back) => {
  test('in one call with its return', () =>
    expect(signs(`${gone} && ${back}`).join()).toMatch(/creates it again, in one go/));
  test('in an earlier call', () =>
    expect(signs(back, earlier(gone, 'let')).join()).toMatch(/again, which this session deleted/));
  test('waiting still', () =>
    expect(signs(back, earlier(gone, 'open')).join()).toMatch(/again, which this session deleted/));
  test('denied: it was not deleted', () => expect(signs(back, earlier(gone, 'denied'))).toEqual([]));
  test('the same again after it was denied', () =>
    expect(signs(gone, earlier(gone, 'denied'))).toEqual(['The same was denied 40 s ago.']));
  test('alone', () => expect([signs(gone), signs(back)]).toEqual([[], []]));
});

describe('what only looks like it', () => {
  const silent = (title: string, line: string, ...past: Past[]) =>
    test(title, () => expect(signs(line, ...past)).toEqual([]));

  silent(
    'another environment',
    'terraform -chdir=envs/dev apply',
    earlier('terraform -chdir=envs/prod destroy', 'let'),
  );
  silent(
    'another stack',
    'aws cloudformation create-stack --stack-name b --template-body x',
    earlier('aws cloudformation delete-stack --stack-name a', 'let'),
  );
  silent('a read after a delete', 'helm list -n cost', earlier('helm uninstall report -n cost', 'let'));
  silent(
    'a read after something was denied',
    'terraform -chdir=envs/prod plan',
    earlier('terraform -chdir=envs/prod destroy', 'denied'),
  );
  silent('another release', 'helm uninstall other -n cost', earlier('helm uninstall report -n cost', 'denied'));
  silent(
    'created first, deleted later',
    'helm uninstall report -n cost',
    earlier('helm install report ./chart -n cost', 'let'),
  );
});

describe('with another tool', () => {
  const again = (title: string, line: string, gone: string) =>
    test(title, () => expect(signs(line, earlier(gone, 'let')).join()).toMatch(/again, which this session deleted/));

  again(
    'a deployment that a chart brings back',
    'helm install report ./chart -n cost',
    'kubectl delete deployment report -n cost',
  );
  again('a release that manifests bring back', 'kubectl create deployment report --image=x', 'helm uninstall report');
  test('in one line', () =>
    expect(
      signs('kubectl delete deployment report -n cost && helm upgrade --install report ./chart -n cost').join(),
    ).toMatch(/creates it again, in one go/));
  test('another namespace', () =>
    expect(
      signs('helm install report ./chart -n sales', earlier('kubectl delete deployment report -n cost', 'let')),
    ).toEqual([]));
  test('another kind under the same name in another cloud', () =>
    expect(
      signs('gcloud pubsub topics create report', earlier('aws s3api delete-bucket --bucket report', 'let')),
    ).toEqual([]));
  test('denied, then in another spelling', () =>
    expect(
      signs('helm uninstall report -n cost', earlier('kubectl delete deployment report -n cost', 'denied')),
    ).toEqual(['The same was denied 40 s ago, in another spelling.']));
});

describe('by its plan', () => {
  const resource = (address: string, more: Partial<Resource>): Resource => ({
    address,
    provider: 'aws',
    type: 'aws_elastic_beanstalk_environment',
    name: 'this',
    action: 'create',
    actions: ['create'],
    attributes: [],
    wayBack: { kind: 'effort', why: '' },
    dependents: [],
    provenance: 'probe',
    ...more,
  });
  const found = (resources: readonly Resource[], ...past: Past[]) =>
    signalsOf({
      effects: effectsOf('terraform apply'),
      past,
      now,
      impact: wholeImpact(resources, []),
    }).map(({ what }) => what);
  const named = (name: string, more: Partial<Resource> = {}) =>
    resource('aws_elastic_beanstalk_environment.this', {
      attributes: [
        {
          path: 'name',
          before: { kind: 'absent' },
          after: { kind: 'value', text: JSON.stringify(name) },
          forces: false,
        },
      ],
      ...more,
    });

  test('replaced', () =>
    expect(found([resource('aws_elastic_beanstalk_environment.cost', { action: 'replace' })])).toEqual([
      'It deletes `aws_elastic_beanstalk_environment.cost` and creates it again.',
    ]));
  test('deleted under one address and created under another', () =>
    expect(
      found([
        resource('aws_elastic_beanstalk_environment.old', { action: 'delete', existing: 'cost-prod' }),
        named('cost-prod'),
      ]),
    ).toEqual(['It deletes `cost-prod` and creates it again.']));
  test('created after another tool deleted it', () =>
    expect(
      found(
        [named('cost-prod')],
        earlier('aws elasticbeanstalk terminate-environment --environment-name cost-prod', 'let'),
      ),
    ).toEqual(['It creates `cost-prod` again, which this session deleted.']));
  test('something else created', () =>
    expect(
      found(
        [named('other')],
        earlier('aws elasticbeanstalk terminate-environment --environment-name cost-prod', 'let'),
      ),
    ).toEqual([]));
});

describe('the place', () => {
  const place = (kind: Environment['kind'], name: string) => ({ kind, name });
  const { effects } = understandLine('kubectl --context prod delete pod x');
  const environment = environmentOf({
    call: callOf({ kind: 'command', line: '', shell: 'bash' }),
    effects,
  });
  const ids = (was: Pick<Environment, 'kind' | 'name'>) =>
    signalsOf({
      effects,
      past: [{ ...earlier('kubectl apply -f x.yaml', 'let'), environment: was }],
      now,
      environment,
    }).map(({ id }) => id);
  test('was staging before', () => expect(ids(place('not production', 'staging'))).toEqual(['environment-changed']));
  test('was production before', () => expect(ids(place('production', 'production'))).toEqual([]));
  test('was not known before', () => expect(ids(place('unknown', 'unknown'))).toEqual([]));
});
