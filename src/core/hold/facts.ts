/**
 * What a step depends on beside its words: asked when people look at it, and again in the last instant before it runs.
 * A question says what to look at, and a fact what was there; nothing here looks at anything itself.
 */
import { chooseTarget } from '../environment.ts';
import { resolvePath } from '../paths.ts';
import type { Input } from '../understand.ts';
import type { ClusterChoice } from './kubeTarget.ts';
import type { Step } from './steps.ts';

/** The file that a program's name stands for, and its bytes. */
export interface ProgramQuestion {
  readonly kind: 'program';
  readonly name: string;
  readonly cwd: string;
}

export type Question =
  | ProgramQuestion
  /** Where a directory really is. */
  | { readonly kind: 'directory'; readonly path: string }
  /** What lies at a path, links followed: a file or a folder, and where it really is. */
  | { readonly kind: 'file'; readonly path: string }
  /** Terraform's own files in a directory. */
  | { readonly kind: 'configuration'; readonly path: string }
  /** The workspace that a file of Terraform's names. */
  | { readonly kind: 'workspace'; readonly path: string }
  /** The cluster that kubeconfig files choose. */
  | ({ readonly kind: 'cluster'; readonly files: readonly string[] } & ClusterChoice)
  /** The variables that choose a target. */
  | { readonly kind: 'environment' };

export interface Fact {
  readonly about: Question;
  /** Compared as it is. Where people are told of it, they are told its first line. */
  readonly is: string;
}

interface Scene {
  /** The variables that choose the call's target. */
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
  /** What was read to understand the call. */
  readonly inputs: readonly Input[];
}

/** Its program first. The environment is answered by what was told of the call. */
export function questionsOf(
  step: Step,
  { env, inputs, ...scene }: Scene,
): readonly [ProgramQuestion, ...(readonly Question[])] {
  const { argv, cwd } = step;
  const variables = { ...env, ...step.env };
  const home = variables.HOME ?? scene.home;
  const [name = ''] = argv;
  const tool = name.split('/').at(-1) ?? '';
  return [
    { kind: 'program', name, cwd },
    { kind: 'directory', path: cwd },
    ...inputs.map(({ path }): Question => ({ kind: 'file', path })),
    ...(/^(?:terraform|tofu|opentofu)$/.test(tool) ? terraformQuestions(argv, cwd, variables, home) : []),
    ...(/^(?:kubectl|oc|helm)$/.test(tool) ? [clusterQuestion(argv, cwd, variables, home)] : []),
    ...fileQuestions(argv, cwd, home),
    { kind: 'environment' },
  ];
}

/** The environment as a fact: what a person was shown of it. */
export const environmentFact = (step: Step, { env, home }: Pick<Scene, 'env' | 'home'>): Fact => ({
  about: { kind: 'environment' },
  is: spellEnvironment({ ...env, ...chooseTarget(step.env), HOME: step.env.HOME ?? home }),
});

/** What a process finds in its environment, spelled like the fact above. */
export const environmentOf = (env: Readonly<Record<string, string | undefined>>): string =>
  spellEnvironment({ ...chooseTarget(env), HOME: env.HOME ?? '' });

/** How a tool talks, and not whom it talks to: agents set these for the commands they run. */
const manners = /(?:PAGER|PROMPTS?(?:_DISABLED)?|COLOR|TELEMETRY|USAGE_REPORTING)$/;

/** One `NAME=value` a line, in the order of the names. */
const spellEnvironment = (env: Readonly<Record<string, string>>): string =>
  Object.keys(env)
    .filter((name) => !manners.test(name))
    .sort()
    .map((name) => `${name}=${JSON.stringify(env[name])}`)
    .join('\n');

type Variables = Readonly<Record<string, string>>;

/** The value of the last option of one of these names: `--name value`, `--name=value`. */
function optionOf(argv: readonly string[], ...names: readonly string[]): string | undefined {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).reduce<string | undefined>((found, word, index) => {
    if (names.includes(word)) return argv[index + 1] ?? found;
    const name = names.find((one) => word.startsWith(`${one}=`));
    return name === undefined ? found : word.slice(name.length + 1);
  }, undefined);
}

/** https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_data_dir */
function terraformQuestions(argv: readonly string[], cwd: string, env: Variables, home: string): readonly Question[] {
  const moved = optionOf(argv, '-chdir', '--chdir');
  const directory = (moved === undefined ? cwd : resolvePath(cwd, moved)) ?? cwd;
  const data = resolvePath(directory, env.TF_DATA_DIR ?? '.terraform') ?? directory;
  const [, plan] = argv.slice(1).filter((word) => !word.startsWith('-'));
  const named = plan === undefined ? undefined : resolvePath(directory, plan);
  return [
    { kind: 'configuration', path: directory },
    ...(env.TF_WORKSPACE === undefined ? [{ kind: 'workspace', path: `${data}/environment` } as const] : []),
    { kind: 'file', path: `${data}/terraform.tfstate` },
    { kind: 'file', path: `${data}/modules/modules.json` },
    { kind: 'file', path: resolvePath(cwd, env.TF_CLI_CONFIG_FILE ?? `${home}/.terraformrc`) ?? home },
    ...(named === undefined ? [] : [{ kind: 'file', path: named } as const]),
  ];
}

function clusterQuestion(argv: readonly string[], cwd: string, env: Variables, home: string): Question {
  const given = optionOf(argv, '--kubeconfig');
  const listed = given ?? env.KUBECONFIG;
  const files = (listed === undefined ? [`${home}/.kube/config`] : given === undefined ? listed.split(':') : [given])
    .filter((file) => file !== '')
    .flatMap((file) => resolvePath(cwd, file) ?? []);
  const helm = /(?:^|\/)helm$/.test(argv[0] ?? '');
  const context = helm ? (optionOf(argv, '--kube-context') ?? env.HELM_KUBECONTEXT) : optionOf(argv, '--context');
  const namespace = optionOf(argv, '-n', '--namespace') ?? (helm ? env.HELM_NAMESPACE : undefined);
  const cluster = helm ? undefined : optionOf(argv, '--cluster');
  const user = helm ? undefined : optionOf(argv, '--user');
  return {
    kind: 'cluster',
    files,
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(user === undefined ? {} : { user }),
  };
}

/** Files that the words name by an option for files. */
function fileQuestions(argv: readonly string[], cwd: string, home: string): readonly Question[] {
  const options =
    /^(?:-f|-k|--?(?:filename|kustomize|values|var-file|patch-file|cli-input-json|cli-input-yaml|template-file|template-body|set-file|post-renderer))(?:=|$)/;
  return argv.flatMap((word, index) => {
    if (!options.test(word)) return [];
    const text = word.includes('=') ? word.slice(word.indexOf('=') + 1) : (argv[index + 1] ?? '');
    const plain = text.replace(/^fileb?:\/\//, '');
    const path = plain === '' || plain === '-' || /^\w+:\/\//.test(plain) ? undefined : resolvePath(cwd, plain, home);
    return path === undefined ? [] : [{ kind: 'file', path } as const];
  });
}

/** What a question is about, for people: "the kubectl context". */
export function subjectOf(question: Question): string {
  switch (question.kind) {
    case 'program':
      return `the program ${question.name}`;
    case 'directory':
    case 'file':
      return question.path;
    case 'configuration':
      return `the configuration in ${question.path}`;
    case 'workspace':
      return 'the Terraform workspace';
    case 'cluster':
      return 'the kubectl context';
    case 'environment':
      return 'the environment';
  }
}

const tells: ReadonlySet<Question['kind']> = new Set(['program', 'workspace', 'cluster', 'directory']);

/** What differs, in a few words: "the Terraform workspace (prod, and dev when it was shown)". */
export function differenceOf({ about, is }: Fact, now: string): string {
  if (about.kind === 'environment') return variablesThatDiffer(is, now);
  const [before, after] = [is, now].map((text) => text.split('\n', 1)[0] ?? '');
  const said = tells.has(about.kind) && before !== after ? ` (${after}, and ${before} when it was shown)` : '';
  return `${subjectOf(about)}${said}`;
}

/** What the call itself has to say so that it is reviewed as it would run: where it is not the world that has changed. */
export function remedyFor({ about, is }: Fact, now: string): string | undefined {
  const [shown, found] = [is, now].map((text) => text.split('\n', 1)[0] ?? '');
  switch (about.kind) {
    case 'program':
      return shown === found || !found?.startsWith('/') ? undefined : `Call it by its whole path, ${found}.`;
    case 'environment':
      return 'Set these variables in the call itself, in front of the command.';
    default:
      return undefined;
  }
}

/** Only names: a value may be nobody's business. */
function variablesThatDiffer(before: string, now: string): string {
  const linesOf = (text: string) => new Map(text.split('\n').map((line) => [line.split('=', 1)[0] ?? '', line]));
  const [shown, found] = [linesOf(before), linesOf(now)];
  const names = [...new Set([...shown.keys(), ...found.keys()])].filter(
    (name) => name !== '' && shown.get(name) !== found.get(name),
  );
  return `the environment (${names.join(', ')})`;
}
