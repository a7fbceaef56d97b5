/**
 * Whom an AWS command acts as, and which policies that one holds. Only `sts` and `iam` reads; what may not be read is
 * said.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
import { canonical } from '../../base/json.ts';
import { looseRecord, textIn } from '../../base/looseJson.ts';
import { type AwsCommand, readAwsCommand } from '../aws/command.ts';
import { type AwsIdentity, identityQuestion, readIdentity } from '../aws/identity.ts';
import { keepsToAws, stepOf } from '../aws/inquiry.ts';
import { ask, objects, type Question } from '../aws/recipe.ts';
import { recordOf } from '../impact/answers.ts';
import type { AskTool } from '../impact/askTool.ts';
import type { Answer, Probe } from '../impact/probe.ts';
import { isPlain } from '../impact/subject.ts';
import { actionsOf } from './iamActions.ts';
import { type Rights, rightsOf } from './rights.ts';
import { rightsImpact } from './rightsImpact.ts';

/** Milliseconds for all questions together. */
const limit = 45_000;
/** Groups of a user whose policies are read. */
const mostGroups = 3;

export const askAwsRights: AskTool = (subject, _effect, read) => {
  const command = readAwsCommand(subject, read);
  // Without a variable on the line that could bring a configuration of its own, and no other host.
  if (command === undefined || !isPlain(subject) || !keepsToAws(command)) return [];
  return [probeOf(command)];
};

function probeOf(command: AwsCommand): Probe {
  const step = (question: Question) => stepOf(command, question);
  const asked = (answers: readonly Answer[]) => {
    const known = new Set(answers.map((each) => canonical(each.step.args)));
    return furtherQuestions(command, answers)
      .map(step)
      .filter(({ args }) => !known.has(canonical(args)));
  };
  return {
    id: canonical(['aws rights', command.subject.program, command.carried, command.subject.env, actionsOf(command)]),
    kind: 'network',
    title: 'Ask AWS whom it acts as, and with what rights',
    limit,
    steps: () => [step({ args: identityQuestion })],
    more: asked,
    read: (answers) => rightsImpact(readAwsRights(command, answers)),
  };
}

/** By whom it turned out to be. */
function furtherQuestions(command: AwsCommand, answers: readonly Answer[]): readonly Question[] {
  const identity = readIdentity(answerTo(answers, identityQuestion)?.stdout ?? '');
  if (identity === undefined || identity.kind === 'root' || identity.name === '') return [];
  const principal = principalOf(identity, answers);
  const simulated = actionsOf(command);
  const simulate =
    principal === undefined || simulated.length === 0
      ? []
      : [ask('iam', 'simulate-principal-policy', '--policy-source-arn', principal, '--action-names', simulated)];
  if (identity.kind === 'user')
    return [
      ask('iam', 'list-attached-user-policies', '--user-name', identity.name),
      ask('iam', 'list-user-policies', '--user-name', identity.name),
      ask('iam', 'list-groups-for-user', '--user-name', identity.name),
      ...groupsIn(answers).map((name) => ask('iam', 'list-attached-group-policies', '--group-name', name)),
      ...simulate,
    ];
  if (identity.kind === 'role')
    return [
      ask('iam', 'get-role', '--role-name', identity.name),
      ask('iam', 'list-attached-role-policies', '--role-name', identity.name),
      ask('iam', 'list-role-policies', '--role-name', identity.name),
      ...simulate,
    ];
  return [];
}

/** A session's role has another ARN than the role itself; its path stands only in the role. */
function principalOf(identity: AwsIdentity, answers: readonly Answer[]): string | undefined {
  if (identity.kind === 'user') return identity.arn;
  const role = recordOf(answerStarting(answers, 'iam', 'get-role')).Role;
  return textIn(looseRecord(role), 'Arn') || undefined;
}

const groupsIn = (answers: readonly Answer[]): readonly string[] =>
  objects(recordOf(answerStarting(answers, 'iam', 'list-groups-for-user')).Groups)
    .map((group) => textIn(group, 'GroupName'))
    .filter(Boolean)
    .slice(0, mostGroups);

/** What the answers say. */
function readAwsRights(command: AwsCommand, answers: readonly Answer[]): Rights {
  const who = answerTo(answers, identityQuestion);
  const identity = readIdentity(who?.stdout ?? '');
  const needs = actionsOf(command);
  if (identity === undefined)
    return rightsOf({
      tool: 'aws',
      holds: [],
      everything: false,
      needs,
      missing: [],
      open: [who?.failed ?? 'The answer cannot be read.'],
    });
  const attached = answers
    .filter(({ step }) => /^list-attached-/.test(step.args[1] ?? ''))
    .flatMap((answer) => objects(recordOf(answer).AttachedPolicies).map((policy) => textIn(policy, 'PolicyName')));
  const inline = answers
    .filter(({ step }) => /^list-(?:user|role)-policies$/.test(step.args[1] ?? ''))
    .flatMap((answer) => {
      const names = recordOf(answer).PolicyNames;
      return Array.isArray(names) ? names.map(String) : [];
    });
  const holds = [...new Set([...attached, ...inline])].filter(Boolean).sort(byPower);
  const refused = objects(recordOf(answerStarting(answers, 'iam', 'simulate-principal-policy')).EvaluationResults)
    .filter((result) => textIn(result, 'EvalDecision') !== 'allowed')
    .map((result) => textIn(result, 'EvalActionName'));
  const failed = answers.filter(({ failed }) => failed !== undefined);
  return rightsOf({
    tool: 'aws',
    who: whoIs(identity),
    account: identity.account,
    partition: identity.partition,
    holds: identity.kind === 'root' ? ['everything: it is the root of the account'] : holds,
    everything: identity.kind === 'root' || holds.some((policy) => almighty.test(policy)),
    needs,
    missing: needs.filter((action) => refused.some((each) => each.toLowerCase() === action.toLowerCase())),
    open: [...new Set(failed.map(({ step, failed = '' }) => `${step.args.slice(0, 2).join(' ')}: ${failed}`))].slice(
      0,
      3,
    ),
  });
}

const whoIs = ({ kind, name, arn, account }: AwsIdentity): string =>
  kind === 'root'
    ? `the root of account ${account}`
    : kind === 'unknown'
      ? arn
      : `the ${kind} \`${name}\` of account ${account}${arn.startsWith('arn:aws-cn:') ? ' in the China partition' : ''}`;

const almighty = /^(?:AdministratorAccess|PowerUserAccess)$/;

const byPower = (one: string, other: string): number => Number(almighty.test(other)) - Number(almighty.test(one));

const answerTo = (answers: readonly Answer[], question: readonly string[]): Answer | undefined =>
  answerStarting(answers, ...question);

const answerStarting = (answers: readonly Answer[], ...words: readonly string[]): Answer | undefined =>
  answers.find(({ step }) => words.every((word, index) => step.args[index] === word));
