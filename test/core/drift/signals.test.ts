/** Delete and create again, in six spellings, in one call and split over two; what was denied before; and what only looks like it. */
import { describe, expect, test } from 'vitest';
import { type Past, signalsOf } from '../../../src/core/drift/signals.ts';
import { understandLine } from '../../support/understanding.ts';

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
