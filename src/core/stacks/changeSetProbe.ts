/**
 * A change set of our own for a held update: made, read, and deleted again after the decision.
 *
 * Only for a stack that exists: for one that does not, an empty one would be left behind. Making it runs the macros and
 * transforms of the template.
 */
import { canonical } from '../../base/json.ts';
import { looseRecord, parsedJson, textIn } from '../../base/looseJson.ts';
import type { AwsCommand } from '../aws/command.ts';
import { hearing, stepOf, whereOf } from '../aws/inquiry.ts';
import { ask, askSecretly, type Question } from '../aws/recipe.ts';
import type { Effect } from '../effect.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import { isPlain } from '../impact/subject.ts';
import { wholeImpact } from '../impact/whole.ts';
import { readChangeSet } from './changeSet.ts';
import { describedStack } from './stackDeletion.ts';
import { readTemplate } from './template.ts';

/** Bytes that a template may have on a command line. */
const mostInline = 51_200;
/** Times it is asked whether the change set is ready, before it is waited for. */
const mostLooks = 6;

export function changeSetProbe(
  command: AwsCommand,
  effect: Effect,
  stack: string,
  template: string | undefined,
): Probe {
  const existing = askSecretly('cloudformation', 'describe-stacks', '--stack-name', stack);
  const named = (scratch: string): string =>
    `holdpoint-${(scratch.split(/[/\\]/).at(-1) ?? '').replace(/[^A-Za-z0-9-]/g, '-')}`;
  const look = (name: string): Question =>
    askSecretly(
      'cloudformation',
      'describe-change-set',
      '--stack-name',
      stack,
      '--change-set-name',
      name,
      '--include-property-values',
    );
  // Without an answer the comparison of the templates has to stand.
  const needed = (question: Question): ProbeStep => ({ ...stepOf(command, question), optional: false });
  const madeIn = (answers: readonly Answer[]): Answer | undefined =>
    answers.find(({ step }) => step.args[1] === 'create-change-set');
  const looksIn = (answers: readonly Answer[]): readonly Answer[] =>
    answers.filter(({ step }) => step.args[1] === 'describe-change-set');

  const more = (answers: readonly Answer[], scratch: string): readonly ProbeStep[] => {
    const name = named(scratch);
    const made = madeIn(answers);
    if (made === undefined) {
      const found = describedStack(hearing(command, { stack: existing }, answers).get('stack'));
      const creation =
        textIn(found, 'StackName') === '' ? undefined : creationOf(command, stack, name, template, found);
      return creation === undefined ? [] : [needed(creation)];
    }
    const looks = looksIn(answers);
    const last = looks.at(-1);
    if (last !== undefined && !isPending(last)) return [];
    if (looks.length > mostLooks) return [];
    const wait = ask(
      'cloudformation',
      'wait',
      'change-set-create-complete',
      '--stack-name',
      stack,
      '--change-set-name',
      name,
    );
    return looks.length === mostLooks ? [stepOf(command, wait), needed(look(name))] : [needed(look(name))];
  };

  return {
    id: canonical([
      'aws change set',
      command.subject.program,
      command.subject.args,
      command.subject.directory,
      command.subject.env,
    ]),
    where: whereOf(command),
    kind: isPlain(command.subject) ? 'leaves something' : 'project code',
    title: `Prepare a change set of the stack ${stack}, without executing it, and delete it afterwards (${effect.operation})`,
    limit: 180_000,
    steps: () => [needed(existing)],
    more,
    cleanup: (answers, scratch) =>
      madeIn(answers) !== undefined
        ? [
            stepOf(
              command,
              ask('cloudformation', 'delete-change-set', '--stack-name', stack, '--change-set-name', named(scratch)),
            ),
          ]
        : [],
    read: (answers) => {
      const last = looksIn(answers).at(-1);
      if (last === undefined)
        return wholeImpact(
          [],
          [{ what: 'the change set', why: 'The template is not known, or too large for a command line.' }],
          [],
        );
      return isEmpty(last) ? wholeImpact([], [], ['The change set has no changes.']) : readChangeSet([last.stdout]);
    },
  };
}

const statusOf = ({ stdout }: Answer) => {
  const found = looseRecord(parsedJson(stdout));
  return { status: textIn(found, 'Status'), why: textIn(found, 'StatusReason') };
};

const isPending = (answer: Answer): boolean => /^CREATE_(?:PENDING|IN_PROGRESS)$/.test(statusOf(answer).status);

/** CloudFormation calls it a failure. */
function isEmpty(answer: Answer): boolean {
  const { status, why } = statusOf(answer);
  return status === 'FAILED' && /didn't contain changes|No updates are to be performed/i.test(why);
}

function creationOf(
  command: AwsCommand,
  stack: string,
  name: string,
  template: string | undefined,
  found: Readonly<Record<string, unknown>>,
): Question | undefined {
  const source = sourceOf(command, template);
  if (source === undefined) return undefined;
  return askSecretly(
    'cloudformation',
    'create-change-set',
    '--stack-name',
    stack,
    '--change-set-name',
    name,
    ['--change-set-type', 'UPDATE', '--description', 'Made by Holdpoint to look; not to be executed'],
    source,
    parametersOf(command, template, found),
    ['capabilities', 'role-arn', 'tags'].flatMap((option) => {
      const values = command.values(option);
      // `deploy` takes tags as `Key=Value`, which this does not.
      return values.length === 0 || (option === 'tags' && command.operation === 'deploy')
        ? []
        : [`--${option}`, ...values];
    }),
  );
}

function sourceOf(command: AwsCommand, template: string | undefined): readonly string[] | undefined {
  const address = command.value('template-url');
  if (address !== undefined) return ['--template-url', address];
  if (template === undefined)
    return command.flag('use-previous-template') === true ? ['--use-previous-template'] : undefined;
  return template.length <= mostInline ? ['--template-body', template] : undefined;
}

/** `deploy` names what differs and keeps the rest. */
function parametersOf(
  command: AwsCommand,
  template: string | undefined,
  found: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (command.operation !== 'deploy') {
    const given = command.values('parameters');
    return given.length === 0 ? [] : ['--parameters', ...given];
  }
  const overrides = command.values('parameter-overrides').filter((each) => each.includes('='));
  const names = new Set(overrides.map((each) => each.slice(0, each.indexOf('='))));
  const wanted = template === undefined ? undefined : readTemplate(template)?.parameters;
  const kept = (Array.isArray(found.Parameters) ? found.Parameters : [])
    .map((each) => textIn(looseRecord(each), 'ParameterKey'))
    .filter((each) => each !== '' && !names.has(each) && wanted?.has(each) !== false);
  const all = [
    ...overrides.map((each) => ({
      ParameterKey: each.slice(0, each.indexOf('=')),
      ParameterValue: each.slice(each.indexOf('=') + 1),
    })),
    ...kept.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
  ];
  return all.length === 0 ? [] : ['--parameters', JSON.stringify(all)];
}
