/**
 * IAM: who loses a right, and who gains one.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import { looseRecord, type Node, parsedJson, textIn } from '../../base/looseJson.ts';
import { capitalized } from '../../base/sentence.ts';
import type { AwsCommand } from './command.ts';
import { grantsAll, servicesIn, statementsIn } from './policyText.ts';
import {
  ask,
  capped,
  changesOf,
  dateOf,
  effort,
  type Finding,
  type Heard,
  lastPart,
  named,
  objects,
  type Questions,
  type Recipe,
  reversible,
  several,
  texts,
} from './recipe.ts';

/** `user`, `role` or `group`: operations and options are spelled alike for the three. */
const kindIn = ({ operation }: AwsCommand): 'user' | 'role' | 'group' =>
  operation.includes('user') ? 'user' : operation.includes('group') ? 'group' : 'role';

const holderOption = (command: AwsCommand): readonly string[] => command.values(`${kindIn(command)}-name`);

const lastUsed = (role: Node): string => dateOf(looseRecord(role.RoleLastUsed).LastUsedDate);

/** What stands on a principal. */
const askHolder = (kind: 'user' | 'role' | 'group', target: string): Questions => ({
  holder: ask('iam', `get-${kind}`, `--${kind}-name`, target),
  'attached policies': ask('iam', `list-attached-${kind}-policies`, `--${kind}-name`, target, capped),
  'inline policies': ask('iam', `list-${kind}-policies`, `--${kind}-name`, target, capped),
  ...(kind === 'role'
    ? { 'instance profiles': ask('iam', 'list-instance-profiles-for-role', '--role-name', target, capped) }
    : kind === 'user'
      ? {
          'access keys': ask('iam', 'list-access-keys', '--user-name', target, capped),
          groups: ask('iam', 'list-groups-for-user', '--user-name', target, capped),
        }
      : {}),
});

/** Rights that are the account itself. */
const isAll = (name: string): boolean => /^(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)$/.test(name);

const removeHolder: Recipe = {
  on: 'iam delete-user, iam delete-role, iam delete-group',
  type: 'aws_iam_role',
  targets: holderOption,
  ask: (target, command) => askHolder(kindIn(command), target),
  tell: (heard, _target, command) => {
    const kind = kindIn(command);
    const holder = looseRecord(heard.get('holder')?.[capitalized(kind)]);
    if (textIn(holder, 'Arn') === '') return undefined;
    const policies = named(heard.list('attached policies', 'AttachedPolicies'), 'PolicyName');
    const inline = texts(heard.get('inline policies')?.PolicyNames);
    const keys = heard.list('access keys', 'AccessKeyMetadata').filter((each) => textIn(each, 'Status') === 'Active');
    const profiles = named(heard.list('instance profiles', 'InstanceProfiles'), 'InstanceProfileName');
    const members = objects(heard.get('holder')?.Users);
    const used = lastUsed(holder) || dateOf(holder.PasswordLastUsed);
    const left = [...policies, ...inline, ...profiles];
    return {
      type: `aws_iam_${kind}`,
      facts: [
        used !== '' && `last used on ${used}`,
        several(keys.length, 'access keys are in use', 'access key is in use'),
        policies.some(isAll) && `it holds ${policies.filter(isAll).join(', ')}`,
        several(policies.length + inline.length, 'policies stand on it', 'policy stands on it'),
        several(members.length, 'members', 'member'),
      ],
      wayBack: effort(
        kind === 'group'
          ? 'it can be made again; its members have to join anew'
          : 'it can be made again with the same name, but what trusts the old one by its id does not trust the new one',
      ),
      refused:
        left.length + keys.length > 0
          ? `it still has ${[...left, ...(keys.length > 0 ? ['access keys'] : [])].join(', ')}`
          : undefined,
      dependents: [
        ...profiles.map((name) => `aws_iam_instance_profile ${name}`),
        ...named(members, 'UserName').map((name) => `aws_iam_user ${name}`),
        ...trusting(holder),
      ],
    };
  },
};

/** Services that act as a role. */
const trusting = (role: Node): readonly string[] =>
  statementsIn(role.AssumeRolePolicyDocument)
    .flatMap(servicesIn)
    .map((name) => `service ${name}`);

const removePolicy: Recipe = {
  on: 'iam delete-policy',
  type: 'aws_iam_policy',
  targets: (command) => command.values('policy-arn'),
  ask: (target) => ({
    policy: ask('iam', 'get-policy', '--policy-arn', target),
    'who has it': ask('iam', 'list-entities-for-policy', '--policy-arn', target, capped),
  }),
  tell: (heard, target) => {
    const found = looseRecord(heard.get('policy')?.Policy);
    if (textIn(found, 'PolicyName') === '') return undefined;
    const holders = holdersIn(heard);
    return {
      address: lastPart(target),
      facts: [
        several(holders.length, 'users, roles and groups have it', 'user, role or group has it') ?? 'nobody has it',
      ],
      wayBack: effort('it can be made again from its document'),
      refused:
        holders.length > 0 ? `it is attached to ${holders.map((each) => each.split(' ')[1]).join(', ')}` : undefined,
      dependents: holders,
    };
  },
};

const holdersIn = (heard: Heard): readonly string[] =>
  (['Role', 'User', 'Group'] as const).flatMap((kind) =>
    named(heard.list('who has it', `Policy${kind}s`), `${kind}Name`).map(
      (name) => `aws_iam_${kind.toLowerCase()} ${name}`,
    ),
  );

const verbs = ['user', 'role', 'group'];

const attach: Recipe = {
  on: verbs.flatMap((kind) => [`iam attach-${kind}-policy`, `iam detach-${kind}-policy`]).join(', '),
  type: 'aws_iam_role',
  action: 'update',
  targets: holderOption,
  ask: (target, command) => askHolder(kindIn(command), target),
  tell: (heard, _target, command) => {
    const kind = kindIn(command);
    const holder = looseRecord(heard.get('holder')?.[capitalized(kind)]);
    const policies = named(heard.list('attached policies', 'AttachedPolicies'), 'PolicyName');
    const policy = lastPart(command.value('policy-arn') ?? '');
    const attaches = command.operation.startsWith('attach');
    const after = attaches ? [...new Set([...policies, policy])] : policies.filter((name) => name !== policy);
    return {
      type: `aws_iam_${kind}`,
      facts: [
        attaches ? `gains ${policy}` : `loses ${policy}`,
        attaches && isAll(policy) && 'from then on it may do almost everything in the account',
        !attaches && !policies.includes(policy) && 'it does not have it',
        lastUsed(holder) !== '' && `last used on ${lastUsed(holder)}`,
      ],
      attributes: changesOf({ policies }, { policies: after }),
      wayBack: attaches
        ? effort('it can be detached again, what was done with it stays')
        : reversible('it can be attached again; what needs it fails until then'),
      dependents: attaches
        ? []
        : [
            ...named(objects(heard.get('holder')?.Users), 'UserName').map((name) => `aws_iam_user ${name}`),
            ...trusting(holder),
          ],
    };
  },
};

const inline: Recipe = {
  on: [
    ...verbs.flatMap((kind) => [`iam put-${kind}-policy`, `iam delete-${kind}-policy`]),
    'iam update-assume-role-policy',
  ].join(', '),
  type: 'aws_iam_role_policy',
  action: 'update',
  targets: (command) => (isTrust(command) ? command.values('role-name') : command.values('policy-name')),
  ask: (target, command) => {
    const kind = kindIn(command);
    const holder = command.value(`${kind}-name`) ?? '';
    return isTrust(command)
      ? { role: ask('iam', 'get-role', '--role-name', target) }
      : {
          holder: ask('iam', `get-${kind}`, `--${kind}-name`, holder),
          'policy so far': ask('iam', `get-${kind}-policy`, `--${kind}-name`, holder, '--policy-name', target),
        };
  },
  tell: (heard, target, command) => {
    const before = isTrust(command)
      ? looseRecord(heard.get('role')?.Role).AssumeRolePolicyDocument
      : heard.get('policy so far')?.PolicyDocument;
    const removes = command.operation.startsWith('delete');
    const given = parsedJson(command.value('policy-document') ?? '');
    const holder = command.value(`${kindIn(command)}-name`) ?? '';
    return {
      type: isTrust(command) ? 'aws_iam_role' : `aws_iam_${kindIn(command)}_policy`,
      address: isTrust(command) ? holder : `${holder}/${target}`,
      action: removes ? 'delete' : before === undefined ? 'create' : 'update',
      ...described(before, given, removes, isTrust(command)),
      dependents: removes ? [`aws_iam_${kindIn(command)} ${holder}`] : [],
      open:
        removes || given !== undefined
          ? []
          : [{ what: `the new policy of ${holder}`, why: 'It stands in a file, which was not read.' }],
      fine: ['NoSuchEntity'],
    };
  },
};

const isTrust = ({ operation }: AwsCommand): boolean => operation === 'update-assume-role-policy';

function described(before: unknown, after: unknown, removes: boolean, trust: boolean): Finding {
  const grants = grantsAll(after) && !grantsAll(before);
  return {
    facts: [
      grants && 'lets it do everything',
      trust && 'who may act as this role changes',
      removes && 'it loses what this policy allows',
      before !== undefined && !removes && 'the policy so far is replaced',
    ],
    attributes:
      removes || after !== undefined ? changesOf({ policy: before }, { policy: removes ? undefined : after }) : [],
    wayBack: effort(
      before === undefined
        ? 'it can be deleted again, what was done with it stays'
        : 'the old policy can be set again, what happened meanwhile stays',
    ),
  };
}

const credentials: Recipe = {
  on: 'iam delete-access-key, iam update-access-key, iam delete-login-profile, iam create-access-key',
  type: 'aws_iam_access_key',
  targets: (command) =>
    command.values(
      command.operation.endsWith('access-key') && command.operation !== 'create-access-key'
        ? 'access-key-id'
        : 'user-name',
    ),
  ask: (target, command) =>
    command.value('access-key-id') === undefined
      ? { user: ask('iam', 'get-user', '--user-name', target) }
      : { 'last use': ask('iam', 'get-access-key-last-used', '--access-key-id', target) },
  tell: (heard, target, command) => {
    const use = heard.get('last use') ?? {};
    const used = looseRecord(use.AccessKeyLastUsed);
    const user = command.value('user-name') ?? textIn(use, 'UserName');
    const creates = command.operation === 'create-access-key';
    return {
      action: creates ? 'create' : command.operation === 'update-access-key' ? 'update' : 'delete',
      ...(command.value('access-key-id') === undefined
        ? { type: creates ? 'aws_iam_access_key' : 'aws_iam_user_login_profile' }
        : {}),
      // The id of a key is a secret's name; its last letters tell it apart.
      address: command.value('access-key-id') === undefined ? target : `a key of ${user} (…${target.slice(-4)})`,
      holds: 'nothing',
      facts: [
        dateOf(used.LastUsedDate) !== '' &&
          `last used on ${dateOf(used.LastUsedDate)} for ${textIn(used, 'ServiceName')}`,
        creates && 'new credentials that do not expire are handed out',
      ],
      wayBack: creates
        ? effort('it can be deleted again, what was done with it stays')
        : command.operation === 'update-access-key'
          ? reversible('it can be made active again')
          : effort('a new one can be made; whatever uses the old one is locked out'),
      dependents: creates ? [] : [`aws_iam_user ${user}`],
    };
  },
};

export const accessRecipes: readonly Recipe[] = [removeHolder, removePolicy, attach, inline, credentials];
