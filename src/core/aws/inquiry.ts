/**
 * Asking AWS: how a question becomes a command, how an answer is found again, and what is told of each thing.
 *
 * Every question goes where the command would go, with its profile, region and endpoint. Prompts and pagers are off by
 * variables: version 1 of the CLI does not know the options for that.
 */
import { canonical } from '../../base/json.ts';
import { looseRecord, type Node, parsedJson } from '../../base/looseJson.ts';
import type { Effect } from '../effect.ts';
import type { Impact, Resource, Uninspectable } from '../impact/impact.ts';
import type { Answer, Probe, ProbeKind, ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import type { AwsCommand } from './command.ts';
import { identityQuestion, identityRemark, readIdentity } from './identity.ts';
import { ask, type Heard, keyOf, objects, type Question, type Questions, type Recipe, resourceOf } from './recipe.ts';

/** What is asked in one probe beside who and where, and what the answers come to. */
export interface Inquiry {
  readonly command: AwsCommand;
  readonly effect: Effect;
  readonly title: string;
  /** What it does, where nothing on the line brings a program of its own. */
  readonly kind?: ProbeKind;
  /** Milliseconds for all questions together: each starts a program and goes over the network. */
  readonly limit?: number;
  /** Everything to be asked, as far as the answers so far tell. */
  readonly questions: (answers: readonly Answer[]) => readonly Question[];
  /** Its remarks come behind who and where. */
  readonly read: (answers: readonly Answer[]) => Impact;
}

const usualLimit = 90_000;

/** Whose account and which region: what stands there is known by its name only within. */
export const whereOf = ({ carried, subject: { env } }: AwsCommand): string =>
  canonical(['aws', carried, env.AWS_PROFILE ?? '', env.AWS_REGION ?? '', env.AWS_DEFAULT_REGION ?? '']);

export function awsProbe({
  command,
  effect,
  title,
  kind = 'network',
  limit = usualLimit,
  questions,
  read,
}: Inquiry): Probe {
  const { subject } = command;
  const first = [identityStep(command), ...regionSteps(command, effect)];
  const rest = (answers: readonly Answer[]): readonly ProbeStep[] => {
    const asked = new Set(answers.map(({ step }) => canonical(step.args)));
    const open = new Map(questions(answers).map((question) => [keyOf(question), stepOf(command, question)]));
    return [...open.values()].filter(({ args }) => !asked.has(canonical(args)));
  };
  return {
    id: canonical(['aws', kind, subject.program, subject.args, subject.directory, subject.env]),
    where: whereOf(command),
    // A variable on the line may bring a configuration of its own, which may name programs.
    kind: isPlain(subject) && keepsToAws(command) ? kind : 'project code',
    title,
    limit,
    steps: () => [...first, ...rest([])],
    more: rest,
    read: (answers) => {
      const impact = read(answers);
      return { ...impact, remarks: [...remarksOn(command, effect, answers), ...impact.remarks] };
    },
  };
}

/** What has to be asked about one thing, as far as the answers so far tell. */
export function questionsOn(
  recipe: Recipe,
  target: string,
  command: AwsCommand,
  answers: readonly Answer[],
): Questions {
  const first = recipe.ask(target, command);
  return { ...first, ...recipe.askOn?.(hearing(command, first, answers), target, command) };
}

export interface Told {
  readonly resources: readonly Resource[];
  readonly open: readonly Uninspectable[];
  readonly remarks: readonly string[];
}

export function tell(recipe: Recipe, target: string, command: AwsCommand, answers: readonly Answer[]): Told {
  const asked = questionsOn(recipe, target, command, answers);
  const heard = hearing(command, asked, answers);
  const [main = ''] = Object.keys(asked);
  const why = heard.failed(main);
  const found = why === undefined ? attempt(() => recipe.tell(heard, target, command)) : undefined;
  if (found === undefined)
    return {
      resources: [unseen(recipe, target)],
      open: [{ what: target, why: why ?? 'AWS names nothing of that name here.' }],
      remarks: [],
    };
  const { also = [], open = [], remarks = [], fine = [] } = found;
  const unanswered = Object.keys(asked).flatMap((name) => {
    const reason = heard.failed(name);
    return reason === undefined || fine.some((code) => reason.includes(`(${code})`))
      ? []
      : [{ what: `${name} of ${target}`, why: reason }];
  });
  const type = found.type ?? recipe.type;
  return {
    resources: [resourceOf(target, type, { action: recipe.action ?? 'delete', ...found }), ...also],
    open: [...unanswered, ...open],
    remarks,
  };
}

/** Somebody else's answer: a shape nobody expected tells nothing. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const unseen = (recipe: Recipe, target: string): Resource => ({
  ...resourceOf(target, recipe.type, {
    action: recipe.action ?? 'delete',
    wayBack: { kind: 'unknown', why: 'what it is could not be looked up' },
  }),
  provenance: 'text',
});

/** The answers to some questions, found again by their words. */
export function hearing(command: AwsCommand, asked: Questions, answers: readonly Answer[]): Heard {
  const answerTo = (name: string): Answer | undefined => {
    const question = asked[name];
    if (question === undefined || !Object.hasOwn(asked, name)) return undefined;
    const wanted = canonical(stepOf(command, question).args);
    return answers.find(({ step }) => canonical(step.args) === wanted);
  };
  const get = (name: string): Node | undefined => {
    const answer = answerTo(name);
    if (answer === undefined || answer.failed !== undefined) return undefined;
    // Some reads answer with nothing where nothing is set.
    if (answer.stdout.trim() === '') return {};
    const found = parsedJson(answer.stdout);
    return found === undefined ? undefined : looseRecord(found);
  };
  return {
    get,
    list: (name, member) => objects(get(name)?.[member]),
    capped: (name) => typeof get(name)?.NextToken === 'string' || typeof get(name)?.nextToken === 'string',
    text: (name) => {
      const answer = answerTo(name);
      return answer?.failed === undefined ? answer?.stdout : undefined;
    },
    failed: (name) => {
      const answer = answerTo(name);
      if (answer === undefined) return Object.hasOwn(asked, name) ? 'It was not asked.' : undefined;
      return (
        answer.failed ?? (get(name) === undefined && !isPlainText(answer) ? 'The answer cannot be read.' : undefined)
      );
    },
  };
}

/** `s3 rm --dryrun` prints lines. */
const isPlainText = ({ step }: Answer): boolean => step.args[0] === 's3';

/** Seconds. */
const patience = ['--cli-read-timeout', '10', '--cli-connect-timeout', '5'];

/** One call that only reads, to where the command goes. */
export function stepOf(command: AwsCommand, { args, secret }: Question): ProbeStep {
  const plain = args[0] === 's3' ? [] : ['--output', 'json'];
  return {
    ...baseOf(command.subject),
    args: [...args, ...command.carried, ...plain, ...patience],
    good: [0],
    confidential: secret === true,
    optional: true,
  };
}

function baseOf({ program, directory, env }: CommandSubject): Pick<ProbeStep, 'program' | 'cwd' | 'env'> {
  const off = { AWS_PAGER: '', AWS_CLI_AUTO_PROMPT: 'off', AWS_MAX_ATTEMPTS: '2', AWS_RETRY_MODE: 'standard' };
  return { program, cwd: directory, env: { ...env, ...off } };
}

const identityStep = (command: AwsCommand): ProbeStep =>
  // An endpoint of one of AWS's own services knows nobody.
  stepOf(isOfAws(command.endpoint) ? { ...command, carried: withoutEndpoint(command.carried) } : command, {
    args: identityQuestion,
  });

const isOfAws = (endpoint: string | undefined): boolean =>
  endpoint !== undefined && /^https:\/\/[^/@]+\.amazonaws\.com(?:\.cn)?(?::443)?(?:\/|$)/.test(endpoint);

const isNear = (endpoint: string): boolean =>
  /^https?:\/\/(?:localhost|127(?:\.\d+){1,3}|\[::1\])(?::\d+)?(?:\/|$)/i.test(endpoint);

/** No other host is told the person's signature and session, and nobody the line vouches for stands in for AWS. */
export const keepsToAws = ({ endpoint, carried }: Pick<AwsCommand, 'endpoint' | 'carried'>): boolean =>
  (endpoint !== undefined && isNear(endpoint)) ||
  ((endpoint === undefined || isOfAws(endpoint)) &&
    !carried.some((word) => word === '--ca-bundle' || word === '--no-verify-ssl'));

function withoutEndpoint(carried: readonly string[]): readonly string[] {
  const at = carried.indexOf('--endpoint-url');
  return at < 0 ? carried : [...carried.slice(0, at), ...carried.slice(at + 2)];
}

/** The region that a profile's settings choose, where neither the line nor the environment does. */
const regionSteps = (command: AwsCommand, effect: Effect): readonly ProbeStep[] =>
  regionOf(command, effect) === undefined ? [stepOf(command, regionQuestion)] : [];

const regionQuestion = ask('configure', 'get', 'region');

const regionOf = ({ region }: AwsCommand, { place }: Effect): string | undefined =>
  region ?? /\bregion ([\w-]+)/.exec(place ?? '')?.[1];

/** Who and where. */
function remarksOn(command: AwsCommand, effect: Effect, answers: readonly Answer[]): readonly string[] {
  const [who, where] = answers;
  const configured = regionOf(command, effect) === undefined && where?.failed === undefined ? where?.stdout.trim() : '';
  const region = regionOf(command, effect) ?? (configured === '' ? undefined : configured);
  const identity = readIdentity(who?.stdout ?? '');
  const told =
    identity === undefined
      ? `Whom it acts as is not known: ${who?.failed ?? 'the answer cannot be read.'}`
      : identityRemark(identity, region);
  return command.endpoint === undefined || isOfAws(command.endpoint)
    ? [told]
    : [told, `It goes to ${command.endpoint}, which is not AWS itself: the answers are what that host says.`];
}
