/**
 * Wrappers that give a program somebody's session: credentials of a cloud, secrets of a vault, a cluster of its own, the
 * place of a pod, the folders of a stack.
 *
 * Handles `aws-vault exec prod -- CMD`, `op run -- CMD`, `sops exec-env FILE 'LINE'`, `k3s kubectl get pods`,
 * `kubie exec CONTEXT NAMESPACE CMD`, `mirrord exec -t pod/web -- CMD`, `terramate run -- CMD`.
 */
import { names, readOptions } from './options.ts';
import { either, lineOption, type Peel, stopping, under } from './peeled.ts';
import { carried, tshSsh } from './remotes.ts';

const awsVault: Peel = ({ args }) => {
  const [verb, ...rest] = stopping(args, '--backend --keychain --prompt').words;
  if (verb?.value !== 'exec') return [];
  const { words } = stopping(rest, '-d -t --duration --region --mfa-token --server');
  const [profile, ...command] = words.filter(({ value }) => value !== '--');
  if (profile === undefined || command.length === 0) return [];
  return [
    {
      kind: 'argv',
      as: 'aws-vault exec',
      words: command,
      assignments: [
        {
          ...profile,
          value: `AWS_PROFILE=${profile.value}`,
          ...(profile.shape === undefined ? {} : { shape: `AWS_PROFILE=${profile.shape}` }),
        },
      ],
    },
  ];
};

/** `sops exec-env FILE LINE`. https://getsops.io/docs/#passing-secrets-to-other-processes */
const sopsExec: Peel = ({ args }) => {
  const [verb, file, line] = readOptions(args, { values: names('--user --filename'), clusters: true }).words;
  return line === undefined || file === undefined || !/^exec-(?:env|file)$/.test(verb?.value ?? '')
    ? []
    : [{ kind: 'text', as: 'sops', text: line }];
};

/** One line each. */
export const sessions: readonly (readonly [string, Peel])[] = [
  ['aws-vault', awsVault],
  ['op', under('op', 'run', { values: '--env-file --account' })],
  [
    'doppler',
    either(
      lineOption('doppler run', '--command -p -c --project --config -t --token', '--command'),
      under('doppler', 'run', { values: '-p -c -t --project --config --token' }),
    ),
  ],
  ['infisical', under('infisical', 'run', { values: '--env --path --projectId --token' })],
  [
    'chamber',
    ({ args }) => {
      const index = args.findIndex(({ value }) => value === '--');
      return args[0]?.value !== 'exec' || index < 0
        ? []
        : [{ kind: 'argv', as: 'chamber exec', words: args.slice(index + 1) }];
    },
  ],
  ['saml2aws', under('saml2aws', 'exec', { values: '-a --idp-account -p --profile --exec-profile --role --region' })],
  ['aws-sso', under('aws-sso', 'exec', { values: '-p --profile -A --account -R --role -a --arn -S --sso' })],
  ['teller', under('teller', 'run', {}, '-c --config')],
  ['sops', sopsExec],
  ['tsh', either(tshSsh, carried)],
  ['kubie', under('kubie', 'exec', { skip: 2 })],
  [
    'mirrord',
    under('mirrord', 'exec', { values: '-t --target -n --target-namespace -f --config-file -a --agent-namespace' }),
  ],
  [
    'dapr',
    under('dapr', 'run', {
      values:
        '-a --app-id -p --app-port -P --app-protocol -H --dapr-http-port -G --dapr-grpc-port -d --resources-path --log-level -c --config',
    }),
  ],
  ['terragrunt', under('terragrunt', 'exec', {}, '--working-dir --log-level --config')],
  [
    'terramate',
    under(
      'terramate',
      'run',
      { values: '-B --git-change-base --tags --no-tags -j --parallel' },
      '-C --chdir --log-level',
    ),
  ],
  ...'k3s k0s microk8s microk8s.kubectl microk8s.helm microk8s.helm3 minikube rancher vcluster'
    .split(' ')
    .map((name) => [name, carried] as const),
];
