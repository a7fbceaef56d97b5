import { expect, test } from 'vitest';
import { chooseTarget, isTargetVariable } from '../../src/core/environment.ts';

test('keeps what chooses a target, and no secret', () => {
  expect(
    chooseTarget({
      PATH: '/bin',
      HOME: '/home/u',
      AWS_PROFILE: 'prod',
      AWS_SECRET_ACCESS_KEY: 'abc',
      AWS_SESSION_TOKEN: 'abc',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      KUBECONFIG: '/k',
      TF_WORKSPACE: 'live',
      TF_VAR_region: 'eu',
      TF_VAR_db_password: 'abc',
      TF_CLI_ARGS_apply: '-destroy',
      TF_TOKEN_app_terraform_io: 'abc',
      PGHOST: 'db',
      PGPASSWORD: 'abc',
      PGPASSFILE: '/home/u/.pgpass',
      DATABASE_URL: 'postgres://u:abc@db/shop',
      ARM_CLIENT_SECRET: 'abc',
      GOOGLE_APPLICATION_CREDENTIALS: '/home/u/key.json',
      VAULT_TOKEN: 'abc',
      REDISCLI_AUTH: 'abc',
      GITHUB_TOKEN: 'abc',
      DOCKER_HOST: 'ssh://web1',
      EMPTY: '',
      AWS_REGION: undefined,
    }),
  ).toEqual({
    ARM_CLIENT_SECRET: 'set',
    AWS_ACCESS_KEY_ID: 'AKIAIO***',
    AWS_PROFILE: 'prod',
    AWS_SECRET_ACCESS_KEY: 'set',
    AWS_SESSION_TOKEN: 'set',
    DATABASE_URL: 'postgres://u:***@db/shop',
    DOCKER_HOST: 'ssh://web1',
    GITHUB_TOKEN: 'set',
    GOOGLE_APPLICATION_CREDENTIALS: '/home/u/key.json',
    KUBECONFIG: '/k',
    PGHOST: 'db',
    PGPASSFILE: '/home/u/.pgpass',
    PGPASSWORD: 'set',
    REDISCLI_AUTH: 'set',
    TF_CLI_ARGS_apply: '-destroy',
    TF_TOKEN_app_terraform_io: 'set',
    TF_VAR_db_password: 'set',
    TF_VAR_region: 'eu',
    TF_WORKSPACE: 'live',
    VAULT_TOKEN: 'set',
  });
});

test('names', () => {
  for (const name of ['AWS_PROFILE', 'KUBECONFIG', 'CLOUDSDK_CORE_PROJECT', 'ARM_SUBSCRIPTION_ID', 'HELM_NAMESPACE'])
    expect(isTargetVariable(name)).toBe(true);
  for (const name of ['PATH', 'AWSX', 'MYPGHOST', 'NODE_ENV', 'constructor'])
    expect(isTargetVariable(name)).toBe(false);
});
