/**
 * What a held command of CloudFormation would do: by the two templates at once, exactly by a change set, which leaves
 * something behind and so asks first.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html
 */
import type { AwsCommand } from '../aws/command.ts';
import { awsProbe, hearing } from '../aws/inquiry.ts';
import { askSecretly, type Question, type Questions } from '../aws/recipe.ts';
import type { Effect } from '../effect.ts';
import type { ReadText } from '../impact/askTool.ts';
import type { Impact, Uninspectable } from '../impact/impact.ts';
import type { Answer, Probe } from '../impact/probe.ts';
import { wholeImpact } from '../impact/whole.ts';
import { resolvePath } from '../paths.ts';
import { readChangeSet } from './changeSet.ts';
import { changeSetProbe } from './changeSetProbe.ts';
import { deletionQuestions, isMissing, readDeletion, templateIn } from './stackDeletion.ts';
import { readTemplate } from './template.ts';
import { templateImpact } from './templateImpact.ts';

/** Undefined for operations that are no change of a stack. */
export function askStack(command: AwsCommand, effect: Effect, read: ReadText): readonly Probe[] | undefined {
  const name = command.value('stack-name');
  if (command.operation === 'execute-change-set') return [described(command, effect)];
  if (name === undefined) return undefined;
  switch (command.operation) {
    case 'delete-stack':
      return [deletion(command, effect, name)];
    case 'deploy':
    case 'update-stack':
    case 'create-stack':
    case 'create-change-set': {
      const template = templateOfCommand(command, read);
      const compared = comparison(command, effect, name, template);
      // What the held command itself prepares is no more exact than what this would.
      if (command.operation !== 'deploy' && command.operation !== 'update-stack') return [compared];
      const exact = changeSetProbe(command, effect, name, template.text);
      return [{ ...compared, until: exact.id }, exact];
    }
    default:
      return undefined;
  }
}

const deletion = (command: AwsCommand, effect: Effect, name: string): Probe =>
  awsProbe({
    command,
    effect,
    title: `Ask AWS what goes with the stack ${name}`,
    limit: 120_000,
    questions: (answers) => deletionQuestions(command, name, answers),
    read: (answers) => readDeletion(command, name, answers),
  });

/** Pages of a change set that are read. */
const mostPages = 15;

/** `execute-change-set`: it says itself what it would do. */
function described(command: AwsCommand, effect: Effect): Probe {
  const stack = command.value('stack-name');
  const page = (token?: string): Question =>
    askSecretly(
      'cloudformation',
      'describe-change-set',
      '--change-set-name',
      command.value('change-set-name') ?? '',
      stack === undefined ? [] : ['--stack-name', stack],
      '--include-property-values',
      token === undefined ? [] : ['--starting-token', token],
      '--max-items',
      '200',
    );
  const pages = (
    answers: readonly Answer[],
  ): readonly { readonly question: Question; readonly text: string | undefined }[] => {
    const found: { question: Question; text: string | undefined }[] = [];
    let token: string | undefined;
    do {
      const question = page(token);
      const heard = hearing(command, { page: question }, answers);
      found.push({ question, text: heard.text('page') });
      const next = heard.get('page')?.NextToken;
      token = typeof next === 'string' ? next : undefined;
    } while (token !== undefined && found.length < mostPages);
    return found;
  };
  return awsProbe({
    command,
    effect,
    title: 'Ask AWS what the change set would do',
    questions: (answers) => pages(answers).map(({ question }) => question),
    read: (answers) => {
      const failed = hearing(command, { page: page() }, answers).failed('page');
      if (failed !== undefined) return wholeImpact([], [{ what: 'the change set', why: failed }]);
      return readChangeSet(pages(answers).flatMap(({ text }) => (text === undefined ? [] : [text])));
    },
  });
}

/** The template that a command brings, and why there is none. */
export interface Brought {
  readonly text: string | undefined;
  readonly why: string;
}

function templateOfCommand(command: AwsCommand, read: ReadText): Brought {
  const file = command.value('template-file');
  if (file !== undefined) {
    const path = resolvePath(command.subject.directory, file);
    return { text: path === undefined ? undefined : read(path), why: `The template ${file} could not be read.` };
  }
  const body = command.value('template-body');
  if (body !== undefined)
    return body.startsWith('file://')
      ? { text: undefined, why: `The template ${body} could not be read.` }
      : { text: body, why: '' };
  const address = command.value('template-url');
  return {
    text: undefined,
    why:
      address === undefined
        ? 'The template stays as it is: which values its parameters get is not compared.'
        : 'The template lies at an address, and was not fetched.',
  };
}

/** The template that is deployed against the one that is brought. */
function comparison(command: AwsCommand, effect: Effect, name: string, brought: Brought): Probe {
  const asked: Questions = {
    stack: askSecretly('cloudformation', 'describe-stacks', '--stack-name', name),
    template: askSecretly('cloudformation', 'get-template', '--stack-name', name, '--template-stage', 'Original'),
  };
  return awsProbe({
    command,
    effect,
    title: `Compare the template with the one of the stack ${name}`,
    questions: () => Object.values(asked),
    read: (answers) => {
      const heard = hearing(command, asked, answers);
      const missing = isMissing(heard.failed('stack'));
      const open: Uninspectable[] = [];
      const after = brought.text === undefined ? undefined : readTemplate(brought.text);
      const before = templateIn(heard.get('template'));
      if (brought.text === undefined) open.push({ what: 'the new template', why: brought.why });
      else if (after === undefined) open.push({ what: 'the new template', why: 'It cannot be read as a template.' });
      if (before === undefined && !missing)
        open.push({
          what: `the template of ${name}`,
          why: heard.failed('template') ?? 'It cannot be read as a template.',
        });
      if (open.length > 0) return wholeImpact([], open, missing ? ['There is no such stack yet.'] : []);
      const impact = templateImpact(missing ? undefined : before, after);
      return withRemarks(impact, [
        missing
          ? 'There is no such stack yet: everything is made anew.'
          : 'By the templates alone: a change set would be exact.',
        ...(command.operation === 'create-change-set' ? ['The change set is only prepared, not executed.'] : []),
      ]);
    },
  });
}

const withRemarks = (impact: Impact, remarks: readonly string[]): Impact => ({
  ...impact,
  remarks: [...new Set([...impact.remarks, ...remarks])],
});
