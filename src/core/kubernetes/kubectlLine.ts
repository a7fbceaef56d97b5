/** A held line of kubectl, as far as questions about it need it: its verb, what it names, and where it acts. */
import { spokenIn } from '../analyzers/kubectl.ts';
import type { Effect } from '../effect.ts';
import type { ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { literals } from '../shell/invocation.ts';
import { names, type Option } from '../shell/options.ts';

export interface KubectlLine {
  readonly command: CommandSubject;
  /** `delete`, `rollout undo`. */
  readonly operation: string;
  /** Its verb, word by word. */
  readonly verb: readonly string[];
  readonly words: readonly string[];
  readonly options: readonly Option[];
  /** Options that choose the cluster, to be carried over: `--context=prod`. */
  readonly cluster: readonly string[];
  /** The namespace it names: `-n shop`, `--all-namespaces`, or nothing. */
  readonly namespace: readonly string[];
  /** Files it reads: `-f app.yaml -R`. */
  readonly files: readonly string[];
  /** Their names alone; of a folder, the folder's. */
  readonly fileNames: readonly string[];
  /** Selectors: `-l app=web`. */
  readonly selectors: readonly string[];
  /**
   * Something on it lets the agent say which program runs, which server is told the person's credentials, or what is
   * fetched from where: it is asked about only when a person lets it.
   */
  readonly careful: boolean;
}

/** Which of the person's own clusters it is. */
const choosing = names('--context --cluster --user --as --as-group --as-uid --as-user-extra');
/** Where else, with which credentials: a server named here is told the person's own. */
const risky = names(
  '--kubeconfig -s --server --token --username --password --certificate-authority --client-certificate --client-key --insecure-skip-tls-verify --tls-server-name --kuberc',
);
const reading = names('-f --filename -k --kustomize -R --recursive');
const selecting = names('-l --selector --field-selector');

/** Undefined where its words cannot be told apart, or what it reads on its standard input is not known. */
export function kubectlLine(command: CommandSubject, effect: Effect): KubectlLine | undefined {
  const spoken = spokenIn(literals(command.args));
  // Behind `--` words look like options, and a raw request is whatever it says.
  if (spoken === undefined || command.args.includes('--')) return undefined;
  const { operation, options } = spoken;
  const all = options.options;
  const files = all.filter(({ name }) => reading.has(name));
  if (all.some(({ name }) => name === '--raw')) return undefined;
  if (files.some(({ value }) => value?.value === '-') && command.input === undefined) return undefined;
  return {
    command,
    operation,
    verb: spoken.spoken.map(({ value }) => value),
    words: spoken.words.map(({ value }) => value),
    options: all,
    cluster: all.filter(({ name }) => choosing.has(name) || risky.has(name)).map(written),
    namespace: all.filter(({ name }) => /^(?:-n|--namespace|-A|--all-namespaces)$/.test(name)).map(written),
    files: files.map(written),
    fileNames: files.flatMap(({ name, value }) =>
      /^(?:-f|--filename)$/.test(name) ? (value?.value.split(',') ?? []) : [],
    ),
    selectors: all.filter(({ name }) => selecting.has(name)).map(written),
    careful:
      !isPlain(command) ||
      all.some(({ name }) => risky.has(name) || /^(?:-k|--kustomize)$/.test(name)) ||
      files.some(({ value }) => /^\w+:\/\//.test(value?.value ?? '')) ||
      /\b(?:kubeconfig|server) /.test(effect.place ?? ''),
  };
}

/** One word, so that nothing behind it can become its value. */
function written({ name, value }: Option): string {
  if (value === undefined) return name;
  return name.startsWith('--') ? `${name}=${value.value}` : `${name}${value.value}`;
}

/** Everything on the line but some options, each in one word. */
export const writtenBut = ({ options }: KubectlLine, without: ReadonlySet<string>): readonly string[] =>
  options.filter(({ name }) => !without.has(name)).map(written);

/** The value of the last option with one of these names. */
export const given = ({ options }: KubectlLine, ...wanted: readonly string[]): string | undefined =>
  options.findLast(({ name }) => wanted.includes(name))?.value?.value;

/** A switch is on: pflag takes `--force=false` for what it says. */
export function isOn({ options }: KubectlLine, ...wanted: readonly string[]): boolean {
  const last = options.findLast(({ name }) => wanted.includes(name));
  return last !== undefined && (last.value === undefined || /^(?:1|t|true)$/i.test(last.value.value));
}

/** Longer than a healthy API server takes. */
const patience = '--request-timeout=20s';

/** Asks the same cluster something; its answer may hold Secrets. */
export function ask(
  line: KubectlLine,
  args: readonly string[],
  more: { readonly optional?: true; readonly input?: string } = {},
): ProbeStep {
  const [verb = '', ...rest] = args;
  return {
    // Which only paints what kubectl answers.
    program: line.command.program === 'kubecolor' ? 'kubectl' : line.command.program,
    args: [verb, ...rest, ...line.cluster, patience],
    cwd: line.command.directory,
    env: { ...line.command.env, NO_COLOR: '1', KUBECTL_EXTERNAL_DIFF: '' },
    good: [0],
    confidential: true,
    ...more,
  };
}
