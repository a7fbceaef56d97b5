/** A held line of Helm, as far as questions about it need it: its verb, its release, and which cluster it is in. */
import { helmStyle } from '../analyzers/helm.ts';
import type { Effect } from '../effect.ts';
import type { ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { literals } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';

export interface HelmLine {
  readonly command: CommandSubject;
  readonly operation: 'uninstall' | 'upgrade' | 'install' | 'rollback';
  /** Behind the verb: a release, a chart, a revision. */
  readonly words: readonly string[];
  readonly options: Options;
  /** Options of the line that choose the cluster and the namespace, for Helm. */
  readonly place: readonly string[];
  /** The same for kubectl, without the namespace. */
  readonly cluster: readonly string[];
  /** As the line or its environment names it. */
  readonly namespace: string | undefined;
  /** See `KubectlLine`. */
  readonly careful: boolean;
}

const operations: ReadonlyMap<string, HelmLine['operation']> = new Map([
  ['uninstall', 'uninstall'],
  ['delete', 'uninstall'],
  ['del', 'uninstall'],
  ['un', 'uninstall'],
  ['upgrade', 'upgrade'],
  ['install', 'install'],
  ['rollback', 'rollback'],
]);

/** Helm's options → kubectl's. */
const likeKubectl: ReadonlyMap<string, string> = new Map([
  ['--kube-context', '--context'],
  ['--kubeconfig', '--kubeconfig'],
  ['--kube-apiserver', '--server'],
  ['--kube-token', '--token'],
  ['--kube-as-user', '--as'],
  ['--kube-as-group', '--as-group'],
  ['--kube-ca-file', '--certificate-authority'],
  ['--kube-tls-server-name', '--tls-server-name'],
  ['--kube-insecure-skip-tls-verify', '--insecure-skip-tls-verify'],
]);
const choosing = names('--kube-context --kube-as-user --kube-as-group');
const spaces = names('-n --namespace');

/** Undefined for another verb, and where the words cannot be told apart. */
export function helmLine(command: CommandSubject, effect: Effect): HelmLine | undefined {
  if (command.args.includes('--')) return undefined;
  const options = readOptions(literals(command.args), helmStyle);
  const [verb = '', ...words] = options.words.map(({ value }) => value);
  const operation = operations.get(verb);
  if (operation === undefined) return undefined;
  const chosen = options.options.filter(({ name }) => likeKubectl.has(name));
  const context = placeIn(effect, 'context');
  const named = chosen.some(({ name }) => name === '--kube-context');
  const cluster = chosen.map(({ name, value }) => joined(likeKubectl.get(name) ?? name, value?.value));
  return {
    command,
    operation,
    words,
    options,
    place: options.options
      .filter(({ name }) => likeKubectl.has(name) || spaces.has(name))
      .map(({ name, value }) => joined(name === '-n' ? '--namespace' : name, value?.value)),
    // What HELM_KUBECONTEXT says, kubectl has to be told.
    cluster: [...cluster, ...(named || context === undefined ? [] : [`--context=${context}`])],
    namespace: lastOption(options, '-n', '--namespace')?.value?.value ?? placeIn(effect, 'namespace'),
    careful:
      !isPlain(command) ||
      chosen.some(({ name }) => !choosing.has(name)) ||
      /\b(?:kubeconfig|server) /.test(effect.place ?? ''),
  };
}

const joined = (name: string, value: string | undefined): string => (value === undefined ? name : `${name}=${value}`);

/** `namespace shop, context prod-eu`. */
const placeIn = ({ place = '' }: Effect, label: string): string | undefined =>
  place
    .split(', ')
    .find((part) => part.startsWith(`${label} `))
    ?.slice(label.length + 1);

interface More {
  readonly optional?: true;
  readonly input?: string;
}

/** Asks Helm about the same place; its answers hold Secrets. */
export const askHelm = (line: HelmLine, args: readonly string[], more: More = {}): ProbeStep => ({
  program: line.command.program,
  args: [...args, ...line.place],
  cwd: line.command.directory,
  env: { ...line.command.env, NO_COLOR: '1' },
  good: [0],
  confidential: true,
  ...more,
});

/** Asks kubectl about the same cluster; it may be missing. */
export const askCluster = (line: HelmLine, args: readonly string[], more: More = {}): ProbeStep => ({
  program: 'kubectl',
  args: [...args, ...line.cluster, '--request-timeout=20s'],
  cwd: line.command.directory,
  env: { ...line.command.env, NO_COLOR: '1' },
  good: [0],
  confidential: true,
  ...more,
  optional: true,
});
