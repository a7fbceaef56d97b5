/**
 * Keys and secrets: both are deleted after a window in which they can be had again.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
 */
import { looseRecord, textIn } from '../../base/looseJson.ts';
import {
  ask,
  capped,
  dateOf,
  effort,
  environmentTag,
  gone,
  lastPart,
  named,
  objects,
  type Recipe,
  reversible,
  several,
} from './recipe.ts';

const key: Recipe = {
  on: 'kms schedule-key-deletion, kms disable-key, kms delete-imported-key-material',
  type: 'aws_kms_key',
  targets: (command) => command.values('key-id'),
  ask: (target) => ({ key: ask('kms', 'describe-key', '--key-id', target) }),
  // An alias names a key for some calls only.
  askOn: (heard) => {
    const id = textIn(looseRecord(heard.get('key')?.KeyMetadata), 'KeyId');
    return id === ''
      ? {}
      : {
          aliases: ask('kms', 'list-aliases', '--key-id', id, capped),
          grants: ask('kms', 'list-grants', '--key-id', id, capped),
          tags: ask('kms', 'list-resource-tags', '--key-id', id),
        };
  },
  tell: (heard, target, command) => {
    const found = looseRecord(heard.get('key')?.KeyMetadata);
    if (textIn(found, 'KeyId') === '') return undefined;
    const aliases = named(heard.list('aliases', 'Aliases'), 'AliasName');
    const grants = heard.list('grants', 'Grants');
    const days = Number(command.value('pending-window-in-days') ?? 30);
    const disables = command.operation === 'disable-key';
    const manager = textIn(found, 'KeyManager');
    return {
      action: disables ? 'update' : 'delete',
      address: aliases[0] ?? target,
      facts: [
        aliases.length > 1 && `also ${aliases.slice(1).join(', ')}`,
        textIn(found, 'Description').slice(0, 80),
        several(grants.length, 'grants are in use', 'grant is in use', heard.capped('grants')),
        textIn(found, 'KeyState') !== 'Enabled' && `it is ${textIn(found, 'KeyState')}`,
        found.MultiRegion === true && 'in several regions',
        environmentTag(heard.get('tags')?.Tags),
        disables && 'nothing encrypted with it can be read until it is enabled again',
      ],
      wayBack: disables
        ? reversible('it can be enabled again')
        : command.operation === 'delete-imported-key-material'
          ? effort('only by importing the same key material again')
          : effort(`it can be cancelled for ${days} days; then everything encrypted with it is lost for ever`),
      refused: manager === 'AWS' ? 'it is a key that AWS manages' : undefined,
      dependents: grants
        .map((grant) => textIn(grant, 'GranteePrincipal'))
        .filter((each) => each !== '')
        .map((principal) => `grantee ${lastPart(principal)}`),
    };
  },
};

const secret: Recipe = {
  on: 'secretsmanager delete-secret, secretsmanager put-secret-value, secretsmanager update-secret, secretsmanager rotate-secret',
  type: 'aws_secretsmanager_secret',
  targets: (command) => command.values('secret-id'),
  ask: (target) => ({ secret: ask('secretsmanager', 'describe-secret', '--secret-id', target) }),
  tell: (heard, _target, command) => {
    const found = heard.get('secret') ?? {};
    if (textIn(found, 'Name') === '') return undefined;
    const used = dateOf(found.LastAccessedDate);
    const replicas = named(objects(found.ReplicationStatus), 'Region');
    const about = [
      used === '' ? undefined : `last read on ${used}`,
      environmentTag(found.Tags),
      found.RotationEnabled === true ? 'rotated by itself' : undefined,
      textIn(found, 'OwningService') === '' ? undefined : `managed by ${textIn(found, 'OwningService')}`,
    ];
    if (command.operation !== 'delete-secret')
      return {
        action: 'update',
        address: textIn(found, 'Name'),
        facts: ['its value changes: whoever reads it gets the new one', ...about],
        attributes: [{ path: 'secret_string', before: { kind: 'masked' }, after: { kind: 'masked' }, forces: false }],
        wayBack: effort('the version before stays for a while under AWSPREVIOUS'),
      };
    const forced = command.flag('force-delete-without-recovery') === true;
    const days = Number(command.value('recovery-window-in-days') ?? 30);
    return {
      address: textIn(found, 'Name'),
      facts: [forced ? 'no recovery window' : `recovery window of ${days} days`, ...about],
      wayBack: forced
        ? gone('it is deleted at once, without a window to restore it')
        : effort(`it can be restored for ${days} days, then never again; until then nobody can read it`),
      refused: replicas.length > 0 ? `it is replicated to ${replicas.join(', ')}` : undefined,
      dependents:
        textIn(found, 'RotationLambdaARN') === ''
          ? []
          : [`aws_lambda_function ${lastPart(textIn(found, 'RotationLambdaARN'))}`],
    };
  },
};

const parameter: Recipe = {
  on: 'ssm delete-parameter, ssm delete-parameters',
  type: 'aws_ssm_parameter',
  targets: (command) => command.values(command.operation === 'delete-parameter' ? 'name' : 'names'),
  ask: (target) => ({
    parameter: ask('ssm', 'describe-parameters', '--parameter-filters', `Key=Name,Values=${target}`),
  }),
  tell: (heard, target) => {
    const found = heard.list('parameter', 'Parameters').find((each) => textIn(each, 'Name') === target);
    if (found === undefined) return undefined;
    return {
      facts: [
        textIn(found, 'Type'),
        `version ${String(found.Version ?? 1)}`,
        `changed on ${dateOf(found.LastModifiedDate)}`,
      ],
      wayBack: gone('its value and its versions go, and nothing keeps them'),
    };
  },
};

export const keyRecipes: readonly Recipe[] = [key, secret, parameter];
