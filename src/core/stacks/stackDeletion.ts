/**
 * What goes with a CloudFormation stack: every resource by its deletion policy, nested stacks walked, and of what holds
 * something how much.
 *
 * A bucket that is not empty stops the deletion half way. An export that another stack uses stops it before it begins.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */
import { looseRecord, type Node, textIn } from '../../base/looseJson.ts';
import { type AwsCommand, readAwsCommand } from '../aws/command.ts';
import { hearing, questionsOn, tell } from '../aws/inquiry.ts';
import { ask, askSecretly, named, objects, type Question, type Questions } from '../aws/recipe.ts';
import { recipeFor } from '../aws/recipes.ts';
import type { Impact, Resource, Uninspectable } from '../impact/impact.ts';
import type { Answer } from '../impact/probe.ts';
import { wholeImpact } from '../impact/whole.ts';
import { fateOf, hangingOn, policyOf } from './fates.ts';
import { readTemplate, type Template, type TemplateResource, templateOf } from './template.ts';

/** Stacks within stacks, and things in them, that are looked into. */
const mostStacks = 10;
const mostThings = 12;
const mostExports = 10;

const askStackItself = (name: string): Questions => ({
  stack: askSecretly('cloudformation', 'describe-stacks', '--stack-name', name),
  resources: ask('cloudformation', 'list-stack-resources', '--stack-name', name, ['--max-items', '1000']),
  template: askSecretly('cloudformation', 'get-template', '--stack-name', name, '--template-stage', 'Processed'),
});

/** The template of an answer of `get-template`: YAML as a text, JSON as it is. */
export function templateIn(answer: Node | undefined): Template | undefined {
  const body = answer?.TemplateBody;
  return typeof body === 'string' ? readTemplate(body) : templateOf(body);
}

/** One resource of a stack that exists. */
interface Member {
  readonly id: string;
  readonly existing: string;
  readonly type: string;
  readonly definition: TemplateResource | undefined;
}

interface Stack {
  readonly name: string;
  /** `Outer/`, before the ids of a stack within a stack. */
  readonly prefix: string;
  /** What stands in front of it keeps it. */
  readonly kept: boolean;
}

interface Look {
  readonly command: AwsCommand;
  readonly answers: readonly Answer[];
  /** Logical ids that the command itself says to keep. */
  readonly retained: ReadonlySet<string>;
  /** By a stack's name, read once: a template may be large. */
  readonly members: Map<string, readonly Member[]>;
}

const undefinedResource: TemplateResource = {
  type: '',
  properties: {},
  deletionPolicy: '',
  updateReplacePolicy: '',
  condition: '',
  refersTo: new Set(),
};

function membersOf({ name }: Stack, look: Look): readonly Member[] {
  const known = look.members.get(name) ?? readMembers(name, look);
  look.members.set(name, known);
  return known;
}

function readMembers(name: string, { command, answers }: Look): readonly Member[] {
  const heard = hearing(command, askStackItself(name), answers);
  const template = templateIn(heard.get('template'));
  return heard
    .list('resources', 'StackResourceSummaries')
    .filter((each) => textIn(each, 'ResourceStatus') !== 'DELETE_COMPLETE')
    .map((each) => ({
      id: textIn(each, 'LogicalResourceId'),
      existing: textIn(each, 'PhysicalResourceId'),
      type: textIn(each, 'ResourceType'),
      definition: template?.resources.get(textIn(each, 'LogicalResourceId')),
    }));
}

/** The stack and all that stand in it, as far as the answers tell. */
function stacksIn(name: string, look: Look): readonly Stack[] {
  const found: Stack[] = [{ name, prefix: '', kept: false }];
  for (let at = 0; at < found.length && found.length < mostStacks; at += 1) {
    const outer = found[at];
    if (outer === undefined) break;
    for (const member of membersOf(outer, look)) {
      if (member.type !== 'AWS::CloudFormation::Stack' || member.existing === '') continue;
      const kept = outer.kept || isKept(member, outer, look);
      found.push({ name: member.existing, prefix: `${outer.prefix}${member.id}/`, kept });
    }
  }
  return found;
}

const isKept = ({ id, type, definition }: Member, { prefix }: Stack, { retained }: Look): boolean =>
  (prefix === '' && retained.has(id)) || policyOf({ ...(definition ?? undefinedResource), type }) === 'Retain';

/** What would end one thing by itself: its recipe says how much is in it. */
const endings: ReadonlyMap<string, string> = new Map([
  ['AWS::RDS::DBInstance', 'rds delete-db-instance --skip-final-snapshot --db-instance-identifier'],
  ['AWS::RDS::DBCluster', 'rds delete-db-cluster --skip-final-snapshot --db-cluster-identifier'],
  ['AWS::DynamoDB::Table', 'dynamodb delete-table --table-name'],
  ['AWS::S3::Bucket', 's3api delete-bucket --bucket'],
  ['AWS::EC2::Volume', 'ec2 delete-volume --volume-id'],
  ['AWS::EFS::FileSystem', 'efs delete-file-system --file-system-id'],
  ['AWS::SQS::Queue', 'sqs delete-queue --queue-url'],
  ['AWS::Logs::LogGroup', 'logs delete-log-group --log-group-name'],
  ['AWS::ECR::Repository', 'ecr delete-repository --repository-name'],
  ['AWS::ElastiCache::ReplicationGroup', 'elasticache delete-replication-group --replication-group-id'],
  ['AWS::SecretsManager::Secret', 'secretsmanager delete-secret --secret-id'],
  ['AWS::KMS::Key', 'kms schedule-key-deletion --key-id'],
]);

function endingOf({ type, existing }: Member, { subject, carried }: AwsCommand) {
  const line = endings.get(type);
  if (line === undefined || existing === '') return undefined;
  const command = readAwsCommand({ ...subject, args: [...line.split(' '), existing, ...carried] });
  const recipe = command === undefined ? undefined : recipeFor(command);
  return command === undefined || recipe === undefined ? undefined : { command, recipe, target: existing };
}

/** Those whose size is worth asking for. */
const worthAsking = (
  stacks: readonly Stack[],
  look: Look,
): readonly { readonly stack: Stack; readonly member: Member }[] =>
  stacks
    .flatMap((stack) => membersOf(stack, look).map((member) => ({ stack, member })))
    .filter(({ stack, member }) => endings.has(member.type) && !stack.kept && !isKept(member, stack, look));

export function deletionQuestions(command: AwsCommand, name: string, answers: readonly Answer[]): readonly Question[] {
  const look = lookOf(command, answers);
  const stacks = stacksIn(name, look);
  return [
    ...stacks.flatMap((stack) => Object.values(askStackItself(stack.name))),
    ...exportsIn(name, look).slice(0, mostExports).map(importersOf),
    ...worthAsking(stacks, look)
      .slice(0, mostThings)
      .flatMap(({ member }) => {
        const ending = endingOf(member, command);
        return ending === undefined
          ? []
          : Object.values(questionsOn(ending.recipe, ending.target, ending.command, answers));
      }),
  ];
}

const lookOf = (command: AwsCommand, answers: readonly Answer[]): Look => ({
  command,
  answers,
  retained: new Set(command.values('retain-resources')),
  members: new Map(),
});

const importersOf = (name: string): Question =>
  ask('cloudformation', 'list-imports', '--export-name', name, ['--max-items', '100']);

const stackIn = (name: string, { command, answers }: Look): Node | undefined =>
  hearing(command, askStackItself(name), answers).list('stack', 'Stacks')[0];

const exportsIn = (name: string, look: Look): readonly string[] =>
  named(objects(stackIn(name, look)?.Outputs), 'ExportName');

export function readDeletion(command: AwsCommand, name: string, answers: readonly Answer[]): Impact {
  const look = lookOf(command, answers);
  const open: Uninspectable[] = [];
  const stacks = stacksIn(name, look);
  const asked = new Set(
    worthAsking(stacks, look)
      .slice(0, mostThings)
      .map(({ stack, member }) => `${stack.prefix}${member.id}`),
  );
  const resources = stacks.flatMap((stack) => {
    open.push(...unansweredIn(stack, look));
    const members = membersOf(stack, look);
    const references = new Map(
      members.map(({ id, definition }) => [id, definition?.refersTo ?? new Set<string>()] as const),
    );
    return members.map((member) => {
      const told = asked.has(`${stack.prefix}${member.id}`) ? sizedBy(member, command, answers, open) : undefined;
      return resourceFrom(member, stack, look, references, told);
    });
  });
  if (stacks.length >= mostStacks)
    open.push({ what: 'further stacks', why: `Only ${mostStacks} stacks within this one were looked into.` });
  const unsized = worthAsking(stacks, look).length - asked.size;
  if (unsized > 0)
    open.push({
      what: `how much is in ${unsized} more resources`,
      why: `Only the first ${mostThings} were asked about.`,
    });
  const { refused, remarks } = wholeOf(name, look, resources);
  if (resources.length === 0) open.push({ what: `stack ${name}`, why: 'What stands in it could not be listed.' });
  return wholeImpact(
    resources.map((each) => (refused === undefined ? each : { ...each, refusedBecause: refused })),
    open,
    remarks,
  );
}

function unansweredIn({ name, prefix }: Stack, { command, answers }: Look): readonly Uninspectable[] {
  const heard = hearing(command, askStackItself(name), answers);
  const short = prefix === '' ? name : prefix.slice(0, -1);
  const open = Object.keys(askStackItself(name)).flatMap((question) => {
    const why = heard.failed(question);
    return why === undefined ? [] : [{ what: `${question} of ${short}`, why }];
  });
  if (heard.capped('resources'))
    open.push({ what: `the rest of ${short}`, why: 'It has more resources than were listed.' });
  if (heard.get('template') !== undefined && templateIn(heard.get('template')) === undefined)
    open.push({ what: `the template of ${short}`, why: 'It cannot be read, so what is kept is not known.' });
  return open;
}

/** How much is in it and what hangs on it, by the recipe that ends such a thing. */
function sizedBy(
  member: Member,
  command: AwsCommand,
  answers: readonly Answer[],
  open: Uninspectable[],
): Resource | undefined {
  const ending = endingOf(member, command);
  if (ending === undefined) return undefined;
  const told = tell(ending.recipe, ending.target, ending.command, answers);
  open.push(...told.open);
  return told.resources[0]?.provenance === 'probe' ? told.resources[0] : undefined;
}

/** Facts that a final snapshot or its absence would be, which the stack decides and not the command. */
const ofTheCommand = /^no final snapshot|^final snapshot|^recovery window/;

function resourceFrom(
  member: Member,
  stack: Stack,
  look: Look,
  references: ReadonlyMap<string, ReadonlySet<string>>,
  told: Resource | undefined,
): Resource {
  const { id, existing, type } = member;
  const definition = { ...(member.definition ?? undefinedResource), type };
  const kept = stack.kept || isKept(member, stack, look);
  const policy = kept ? 'Retain' : policyOf(definition);
  const fate = fateOf('delete', type, policy, definition.properties);
  // Its own backups tell more than its type does.
  const wayBack = policy === 'Delete' && told !== undefined ? told.wayBack : fate.wayBack;
  const filled =
    type === 'AWS::S3::Bucket' && told?.refusedBecause !== undefined && !kept ? told.refusedBecause : undefined;
  const refused =
    fate.refusedBecause ??
    (filled === undefined ? undefined : `${filled}: the deletion of the stack stops there, half way`);
  const stopped = refused ?? (told?.refusedBecause === 'deletion protection is on' ? told.refusedBecause : undefined);
  const facts = [...fate.facts, ...(told?.facts ?? []).filter((fact) => !ofTheCommand.test(fact))];
  return {
    address: `${stack.prefix}${id}`,
    provider: 'aws',
    type,
    name: existing === '' ? id : (existing.split(/[/:]/).at(-1) ?? existing),
    ...(existing === '' ? {} : { existing }),
    action: fate.action,
    actions: [fate.action],
    attributes: [],
    ...(fate.holds === undefined ? {} : { holds: fate.holds }),
    ...(told?.size === undefined ? {} : { size: told.size }),
    ...(facts.length === 0 ? {} : { facts: [...new Set(facts)] }),
    wayBack,
    ...(stopped === undefined ? {} : { refusedBecause: stopped }),
    dependents: [
      ...hangingOn(id, references).map((each) => ({
        ...each,
        address: `${stack.prefix}${each.address}`,
        ...(each.via === undefined ? {} : { via: `${stack.prefix}${each.via}` }),
      })),
      ...(told?.dependents ?? []),
    ],
    provenance: 'probe',
  };
}

/** What stops the whole deletion, and what else is to be known of the stack. */
function wholeOf(
  name: string,
  look: Look,
  resources: readonly Resource[],
): { readonly refused: string | undefined; readonly remarks: readonly string[] } {
  const stack = stackIn(name, look) ?? {};
  const { command, answers } = look;
  const importers = exportsIn(name, look).flatMap((each) => {
    const imports = hearing(command, { imports: importersOf(each) }, answers).get('imports')?.Imports;
    return Array.isArray(imports) ? imports.map(String) : [];
  });
  const parent = textIn(stack, 'ParentId').split('/')[1];
  const forced = command.value('deletion-mode') === 'FORCE_DELETE_STACK';
  const stuck = resources.filter(({ refusedBecause }) => refusedBecause !== undefined);
  const refused =
    stack.EnableTerminationProtection === true
      ? 'termination protection of the stack is on'
      : importers.length > 0
        ? `the stacks ${[...new Set(importers)].join(', ')} use what it exports`
        : undefined;
  return {
    refused,
    remarks: [
      ...(Object.keys(stack).length === 0
        ? []
        : [`The stack's termination protection is ${stack.EnableTerminationProtection === true ? 'on' : 'off'}.`]),
      ...(parent === undefined || parent === '' ? [] : [`It is a part of the stack ${parent}.`]),
      ...(textIn(stack, 'RoleARN') === ''
        ? []
        : [`CloudFormation acts as ${textIn(stack, 'RoleARN').split('/').at(-1)}, not as the caller.`]),
      ...(forced && stuck.length > 0 ? ['What cannot be deleted is left behind, outside any stack.'] : []),
      ...tagsOf(stack),
    ],
  };
}

const tagsOf = (stack: Node): readonly string[] =>
  objects(stack.Tags).flatMap((tag) =>
    /^(?:env|environment|stage)$/i.test(textIn(tag, 'Key'))
      ? [`It is tagged ${textIn(tag, 'Key')}=${textIn(tag, 'Value')}.`]
      : [],
  );

/** Whether an answer says that there is no such stack. */
export const isMissing = (why: string | undefined): boolean => /does not exist/.test(why ?? '');

export const describedStack = (answer: Node | undefined): Node => objects(looseRecord(answer).Stacks)[0] ?? {};
