/** What a step depends on: what is asked, and how a difference is told. */
import { describe, expect, test } from 'vitest';
import { differenceOf, environmentFact, environmentOf, questionsOf } from '../../../src/core/hold/facts.ts';
import { clusterTarget } from '../../../src/core/hold/kubeTarget.ts';
import type { Step } from '../../../src/core/hold/steps.ts';

const home = '/home/dev';
const step = (line: string, env: Record<string, string> = {}): Step => ({
  at: 0,
  argv: line.split(' '),
  cwd: '/p',
  env,
  wrapped: false,
  effects: [],
});
const asked = (line: string, env: Record<string, string> = {}) =>
  questionsOf(step(line), { env, home, inputs: [] })
    .slice(2)
    .flatMap((question) => ('path' in question ? [`${question.kind} ${question.path}`] : []));

describe('what is looked at', () => {
  test('Terraform: its folder, workspace, backend, modules and settings', () =>
    expect(asked('terraform -chdir=infra apply -var-file=a.tfvars')).toEqual([
      'configuration /p/infra',
      'workspace /p/infra/.terraform/environment',
      'file /p/infra/.terraform/terraform.tfstate',
      'file /p/infra/.terraform/modules/modules.json',
      'file /home/dev/.terraformrc',
      'file /p/a.tfvars',
    ]));
  test('Terraform: where its variables move them', () =>
    expect(asked('tofu apply saved', { TF_WORKSPACE: 'prod', TF_DATA_DIR: '/d', TF_CLI_CONFIG_FILE: 'rc' })).toEqual([
      'configuration /p',
      'file /d/terraform.tfstate',
      'file /d/modules/modules.json',
      'file /p/rc',
      'file /p/saved',
    ]));
  test.each([
    ['kubectl delete pod web', {}, { files: ['/home/dev/.kube/config'] }],
    ['kubectl --context=prod -n shop delete pod web', {}, { context: 'prod', namespace: 'shop' }],
    ['kubectl --kubeconfig k delete pod web', { KUBECONFIG: '/a:/b' }, { files: ['/p/k'] }],
    ['kubectl delete pod web', { KUBECONFIG: '/a::b' }, { files: ['/a', '/p/b'] }],
    ['kubectl exec web -- sh --context=x', {}, { files: ['/home/dev/.kube/config'] }],
    ['helm --kube-context prod uninstall web', { HELM_NAMESPACE: 'shop' }, { context: 'prod', namespace: 'shop' }],
  ])('%s', (line, env, expected) => {
    const cluster = questionsOf(step(line), { env, home, inputs: [] }).find(({ kind }) => kind === 'cluster');
    expect(cluster).toMatchObject(expected);
    if (!('context' in expected)) expect(cluster).not.toHaveProperty('context');
  });
});

describe('the cluster that kubeconfig files choose', () => {
  const a = `
current-context: dev
contexts:
- {name: dev, context: {cluster: a, user: me}}
- {name: prod, context: {cluster: b, user: me, namespace: shop}}
clusters:
- {name: a, cluster: {server: "https://a"}}
`;
  const b = `
current-context: prod
clusters:
- {name: a, cluster: {server: "https://never"}}
- {name: b, cluster: {server: "https://b"}}
users:
- {name: me, user: {token: s3cret, exec: {command: login}}}
`;
  const first = (texts: readonly string[], choice = {}) => clusterTarget(texts, choice).split('\n')[0];
  test('the first file that says something wins', () =>
    expect(first([a, b])).toBe('dev at https://a, namespace default'));
  test('in their order', () => expect(first([b, a])).toBe('prod at https://b, namespace shop'));
  test('the line has the last word', () =>
    expect(first([a, b], { context: 'prod', namespace: 'x' })).toBe('prod at https://b, namespace x'));
  test('none at all', () => expect(first([])).toBe('no context at no server, namespace default'));
  test('who asks is part of it, and no secret is', () => {
    const whole = clusterTarget([a, b], {});
    expect(whole).toContain('login');
    expect(whole).not.toContain('s3cret');
    expect(clusterTarget([a, b.replace('login', 'other')], {})).not.toBe(whole);
    expect(clusterTarget([a, b.replace('s3cret', 'renewed')], {})).toBe(whole);
  });
  test('what cannot be read is compared as it is', () =>
    expect(clusterTarget(['a: [', b], {})).not.toBe(clusterTarget(['a: {', b], {})));
});

describe('the environment', () => {
  const fact = environmentFact(step('x', { AWS_REGION: 'eu', OTHER: '1' }), { env: { AWS_PROFILE: 'dev' }, home });
  test('is what was told of the call, and what the line sets', () =>
    expect(environmentOf({ AWS_PROFILE: 'dev', AWS_REGION: 'eu', PATH: '/bin', HOME: home })).toBe(fact.is));
  test('is not about how a tool talks', () =>
    expect(
      environmentOf({ AWS_PROFILE: 'dev', AWS_REGION: 'eu', HOME: home, GH_PROMPT_DISABLED: '1', AWS_PAGER: 'cat' }),
    ).toBe(fact.is));
  test('differs by names, and no value is told', () =>
    expect(differenceOf(fact, environmentOf({ AWS_PROFILE: 'prod', HOME: home }))).toBe(
      'the environment (AWS_PROFILE, AWS_REGION)',
    ));
});
