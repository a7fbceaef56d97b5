/** Where a command acts, by what its line, its environment, a few files and its impact say; and what only looks like a sign. */
import { describe, expect, test } from 'vitest';
import type { Impact, Resource } from '../../../src/core/impact/impact.ts';
import { type Environment, environmentOf } from '../../../src/core/policy/environment.ts';
import type { EnvironmentQuestion } from '../../../src/core/policy/environmentSign.ts';
import { saidBy } from '../../../src/core/policy/environmentWords.ts';
import { rightsOf } from '../../../src/core/rights/rights.ts';
import { callOf, projects, understandLine } from '../../support/understanding.ts';

type World = Omit<Partial<EnvironmentQuestion>, 'call' | 'effects' | 'read'> & {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

function placed(line: string, { env = {}, files, cwd = projects, ...more }: World = {}): Environment {
  const { effects } = understandLine(line, { env });
  return environmentOf({
    call: { ...callOf({ kind: 'command', line, shell: 'bash' }, env), cwd },
    effects,
    home: '/home/u',
    ...(files === undefined
      ? {}
      : { read: (path) => (files[path] === undefined ? { kind: 'missing' } : { kind: 'text', text: files[path] }) }),
    ...more,
  });
}

const says = (line: string, expected: string, world?: World) =>
  test(`${line} · ${expected}`, () => expect(placed(line, world).sentence).toBe(expected));
const unknown = 'Nothing says which environment this is, so it is treated as production.';

describe('the line', () => {
  says('kubectl --context prod-eu -n shop delete deployment web', 'Production, because kube context `prod-eu`.');
  says('kubectl --context kind-ci -n shop delete deployment web', 'Local, because kube context `kind-ci`.');
  says('kubectl --context minikube delete ns shop', 'Local, because kube context `minikube`.');
  says('kubectl --context shop-staging delete ns shop', 'Staging, because kube context `shop-staging`.');
  says('kubectl --context product-team delete ns shop', unknown);
  says('kubectl delete ns prod', 'Production, because namespace `prod`.');
  says('kubectl delete ns non-prod', 'Not production, because namespace `non-prod`.');
  says('terraform -chdir=envs/prod destroy', 'Production, because directory `envs/prod`.');
  says('terraform -chdir=live/dev destroy', 'Development, because directory `live/dev`.');
  says('terraform apply -var-file=prod.tfvars', 'Production, because file `prod.tfvars`.');
  says('TF_WORKSPACE=prod terraform apply', 'Production, because workspace `prod`.');
  says('aws --profile acme-prod s3 rb s3://logs --force', 'Production, because AWS profile `acme-prod`.');
  says('psql -h db.prod.internal -d orders -c "DROP TABLE x"', 'Production, because host `db.prod.internal`.');
  says('psql postgres://u:pw@localhost:5432/orders -c "drop table x"', 'Local, because host `localhost:5432`.');
  says(
    'psql "postgres://u@localhost/orders?host=db.prod.internal" -c "drop table x"',
    'Production, because host `db.prod.internal`.',
  );
  says('psql -h localhost -d "dbname=x hostaddr=10.0.0.7" -c "drop table x"', unknown);
  says('psql -h localhost -d "dbname=x hostaddr=127.0.0.1" -c "drop table x"', 'Local, because host `127.0.0.1`.');
  says('psql "service=orders dbname=x" -c "drop table x"', unknown);
  says('PGSERVICE=orders psql -h localhost -c "drop table x"', unknown);
  says('psql -h /cloudsql/acme:eu:orders -c "drop table x"', unknown);
  says('psql -h /var/run/postgresql -c "drop table x"', 'Local, because host `/var/run/postgresql`.');
  says('redis-cli -h 127.0.0.1 flushall', 'Local, because host `127.0.0.1`.');
  says('gcloud --project acme-prod sql instances delete x', 'Production, because project `acme-prod`.');
  says(
    'az group delete -n rg-prod --subscription Sandbox' /* both are shown */,
    'Signs disagree: subscription `Sandbox` says sandbox, name `rg-prod` says production. It is treated as production.',
  );
  says('pulumi up -s acme/prod', 'Production, because stack `acme/prod`.');
  says('docker -H ssh://ops@prod-1 volume rm data', 'Production, because host `ssh://ops@prod-1`.');
  says('helm upgrade web ./chart -f values-prod.yaml', 'Production, because file `values-prod.yaml`.');
  says('git push --force origin main', 'Production, because branch `main`.');
  says('git push --force origin fix-typo', unknown);
  says('psql -h db.internal -c "DROP TABLE test_results"', unknown);
  says('kubectl apply -f tests/web.yaml', unknown);
  says('kubectl delete ns shop', unknown);
});

describe('partitions', () => {
  says(
    'aws elasticbeanstalk terminate-environment --environment-name cost --region cn-north-1',
    `${unknown} It lies in the China partition of AWS (\`aws-cn\`).`,
  );
  says(
    'aws elasticbeanstalk terminate-environment --environment-name cost-prod --region cn-northwest-1',
    'Production, because name `cost-prod`. It lies in the China partition of AWS (`aws-cn`).',
  );
  test.each([
    ['aws sns delete-topic --topic-arn arn:aws-cn:sns:cn-north-1:123456789012:alarms', 'aws-cn'],
    ['aws sns delete-topic --topic-arn arn:aws-us-gov:sns:us-gov-west-1:123456789012:alarms', 'aws-us-gov'],
    ['aws sns delete-topic --topic-arn arn:aws:sns:eu-west-1:123456789012:alarms', undefined],
    ['aws sqs purge-queue --queue-url x --region us-gov-east-1', 'aws-us-gov'],
    ['aws sqs purge-queue --queue-url x --region ca-central-1', undefined],
  ])('%s', (line, partition) => expect(placed(line).partition).toBe(partition));
  test('by the environment', () =>
    expect(placed('terraform destroy', { env: { AWS_REGION: 'cn-north-1' } }).partition).toBe('aws-cn'));
});

describe('what the call inherits', () => {
  says('aws s3 rb s3://logs', 'Production, because AWS profile `prod` in its environment.', {
    env: { AWS_PROFILE: 'prod' },
  });
  says('kubectl delete ns shop', unknown, { env: { AWS_PROFILE: 'prod' } });
  says('aws --profile dev s3 rb s3://logs', 'Development, because AWS profile `dev`.', {
    env: { AWS_REGION: 'eu-west-1' },
  });
  says(
    'kubectl --context dev delete ns shop',
    'Signs disagree: kube context `dev` says development, kubeconfig `/etc/kube/prod.yaml` in its environment says production. It is treated as production.',
    { env: { KUBECONFIG: '/etc/kube/prod.yaml' } },
  );
});

describe('files', () => {
  says('kubectl delete ns shop', 'Production, because kube context `prod-eu` as it is set on this machine.', {
    files: { '/home/u/.kube/config': 'apiVersion: v1\ncurrent-context: prod-eu\nusers:\n- name: x\n' },
  });
  says('kubectl --context dev delete ns shop', 'Development, because kube context `dev`.', {
    files: { '/home/u/.kube/config': 'current-context: prod-eu\n' },
  });
  const kubeconfig = (...servers: readonly string[]) => ({
    '/home/u/.kube/config': JSON.stringify({
      'current-context': 'c0',
      contexts: servers.map((_, index) => ({ name: `c${index}`, context: { cluster: `k${index}` } })),
      clusters: servers.map((server, index) => ({ name: `k${index}`, cluster: { server } })),
    }),
  });
  const servers = { files: kubeconfig('https://k8s.staging.example:6443', 'https://k8s.prod.example:6443') };
  const server = (name: string) =>
    `Kubernetes server \`https://k8s.${name}.example:6443\` as it is set on this machine.`;
  says('kubectl delete ns shop', `Staging, because ${server('staging')}`, servers);
  says('kubectl --context c1 delete ns shop', `Production, because ${server('prod')}`, servers);
  says('kubectl --cluster k1 delete ns shop', `Production, because ${server('prod')}`, servers);
  says('helm --kube-context c1 uninstall shop', `Production, because ${server('prod')}`, servers);
  says('kubectl --context other delete ns shop', unknown, servers);
  says('kubectl --server https://10.0.0.1 delete ns shop', unknown, servers);
  says('kubectl delete ns shop', unknown, { files: { '/home/u/.kube/config': 'clusters: [' } });
  says('terraform apply', 'Staging, because workspace `staging` as it is set on this machine.', {
    files: { '/projects/app/.terraform/environment': 'staging' },
  });
  says('terraform apply', 'Production, because state `acme-tf/prod/shop.tfstate` as it is set on this machine.', {
    files: {
      '/projects/app/.terraform/terraform.tfstate': JSON.stringify({
        backend: { type: 's3', config: { bucket: 'acme-tf', key: 'prod/shop.tfstate', region: 'eu-west-1' } },
      }),
    },
  });
  says('docker volume rm data', 'Local, because Docker context `default` as it is set on this machine.', { files: {} });
  says('docker volume rm data', 'Production, because Docker context `prod-swarm` as it is set on this machine.', {
    files: { '/home/u/.docker/config.json': '{"currentContext":"prod-swarm"}' },
  });
  says('terraform apply', 'Production, because directory `app/envs/prod`.', {
    files: { '/repo/.git/HEAD': 'ref: refs/heads/main\n' },
    cwd: '/repo/app/envs/prod',
  });
  const here = {
    '/home/u/.kube/config': 'current-context: kind-me\n',
    '/projects/app/other.yaml': 'current-context: prod-eu\n',
    '/srv/home/.kube/config': 'current-context: shop-staging\n',
    '/projects/app/.terraform/environment': 'dev',
    '/projects/app/data/environment': 'prod',
    '/srv/docker/config.json': '{"currentContext":"prod-swarm"}',
    '/home/u/.config/gcloud/active_config': 'dev',
    '/home/u/.config/gcloud/configurations/config_dev': '[core]\nproject = shop-dev\n',
  };
  const onMachine = 'as it is set on this machine.';
  for (const [line, expected] of [
    ['kubectl delete ns shop', `Local, because kube context \`kind-me\` ${onMachine}`],
    ['KUBECONFIG=other.yaml kubectl delete ns shop', `Production, because kube context \`prod-eu\` ${onMachine}`],
    ['KUBECONFIG=none:other.yaml kubectl delete ns shop', `Production, because kube context \`prod-eu\` ${onMachine}`],
    ['helm uninstall shop --kubeconfig other.yaml', `Production, because kube context \`prod-eu\` ${onMachine}`],
    ['HOME=/srv/home kubectl delete ns shop', `Staging, because kube context \`shop-staging\` ${onMachine}`],
    ['kubectl --kubeconfig unknown.yaml delete ns shop', unknown],
    ['kubectl --server https://10.0.0.1 delete ns shop', unknown],
    ['kubectl --cluster shop delete ns shop', unknown],
    ['terraform apply', `Development, because workspace \`dev\` ${onMachine}`],
    ['TF_DATA_DIR=data terraform apply', `Production, because workspace \`prod\` ${onMachine}`],
    ['TF_WORKSPACE=shop terraform apply', unknown],
    ['docker --config /srv/docker volume rm data', `Production, because Docker context \`prod-swarm\` ${onMachine}`],
    [
      'DOCKER_CONFIG=/srv/docker docker volume rm data',
      `Production, because Docker context \`prod-swarm\` ${onMachine}`,
    ],
    ['gcloud sql instances delete x', `Development, because gcloud configuration \`dev\` ${onMachine}`],
    [
      'gcloud --configuration prd sql instances delete x',
      `Production, because gcloud configuration \`prd\` ${onMachine}`,
    ],
    ['CLOUDSDK_CONFIG=/srv/gcloud gcloud sql instances delete x', unknown],
  ] as const)
    says(line, expected, { files: here });
  test('the account and the region of a profile', () => {
    const { partition, signs } = placed('aws --profile cn s3 rb s3://x', {
      files: {
        '/home/u/.aws/config':
          '[default]\nregion = eu-west-1\n[profile cn]\nregion = cn-north-1\nrole_arn = arn:aws-cn:iam::123456789012:role/Admin\n',
      },
    });
    expect([partition, signs.filter(({ kind }) => kind === 'accounts').map(({ value }) => value)]).toEqual([
      'aws-cn',
      ['123456789012', 'aws-cn'],
    ]);
  });
});

describe('this machine', () => {
  says('psql -h localhost -p 5433 -c "DROP TABLE x"', unknown, {
    past: understandLine('kubectl --context prod port-forward svc/db 5433:5432').effects,
  });
  says('ssh -fNL 5433:db:5432 bastion && psql -h localhost -p 5433 -c "DROP TABLE x"', unknown);
  says('psql -c "DROP TABLE x"', 'Local, because the database server on `this machine`.');
  says('redis-cli flushall', 'Local, because the database server on `this machine`.');
  says('redis-cli -h cache.acme.io flushall', unknown);
  says('psql -c "DROP TABLE x"', 'Production, because host `db.prod` in its environment.', {
    env: { PGHOST: 'db.prod' },
  });
});

describe('several', () => {
  test('two contexts in one line', () => {
    const { several, disagree, asProduction } = placed(
      'kubectl --context dev delete ns shop && kubectl --context prod delete ns shop',
    );
    expect([several, disagree, asProduction]).toEqual([true, true, true]);
  });
});

describe('what it touches', () => {
  const resource: Resource = {
    address: 'aws_db_instance.orders',
    provider: 'aws',
    type: 'aws_db_instance',
    name: 'orders',
    action: 'delete',
    actions: ['delete'],
    attributes: [
      {
        path: 'tags.Environment',
        before: { kind: 'value', text: '"production"' },
        after: { kind: 'absent' },
        forces: false,
      },
    ],
    wayBack: { kind: 'irreversible', why: '' },
    dependents: [],
    provenance: 'probe',
  };
  const impact: Impact = {
    summary: { create: 0, update: 0, replace: 0, delete: 1, forget: 0, import: 0, read: 0 },
    headline: '',
    irreversible: true,
    resources: [resource],
    uninspectable: [],
    remarks: [],
  };
  says('terraform destroy', 'Production, because tag Environment `production` on what it touches.', { impact });
  test('the partition of whom it acts as', () => {
    const rights = rightsOf({
      tool: 'aws',
      who: 'the role `Admin`',
      account: '123456789012',
      partition: 'aws-cn',
      holds: [],
      everything: false,
      needs: [],
      missing: [],
      open: [],
    });
    const { partition, signs } = placed('aws s3 rb s3://x', { impact: { ...impact, resources: [], rights: [rights] } });
    expect([partition, signs.find(({ kind }) => kind === 'accounts')?.value]).toEqual(['aws-cn', '123456789012']);
  });
});

describe('a word', () => {
  test.each([
    ['prod', 'production'],
    ['eu-prod-01', 'production'],
    ['shopProd', 'production'],
    ['prod2', 'production'],
    ['products', undefined],
    ['reproduce', undefined],
    ['preprod', 'staging'],
    ['pre-prod', 'staging'],
    ['nonprod', 'not production'],
    ['livestream', undefined],
    ['live', 'production'],
    ['main', undefined],
    ['latest', undefined],
    ['contest', undefined],
    ['dev_orders', 'development'],
    ['device', undefined],
  ])('%s', (text, name) => expect(saidBy(text)?.name).toBe(name));
});
