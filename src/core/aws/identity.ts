/**
 * Who an AWS call acts as: what `aws sts get-caller-identity` answers.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
import { looseRecord, textIn } from '../../base/looseJson.ts';

export interface AwsIdentity {
  /** Twelve digits. */
  readonly account: string;
  /** As STS spells it: `arn:aws:sts::123456789012:assumed-role/Admin/session`. */
  readonly arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly kind: 'root' | 'user' | 'role' | 'federated user' | 'unknown';
  /** The user's or role's own name, its path left out; empty for the root. */
  readonly name: string;
}

/** The arguments that ask for it; what chooses profile and region has to follow. */
export const identityQuestion: readonly string[] = ['sts', 'get-caller-identity'];

const kinds: ReadonlyMap<string, AwsIdentity['kind']> = new Map([
  ['root', 'root'],
  ['user', 'user'],
  ['assumed-role', 'role'],
  ['role', 'role'],
  ['federated-user', 'federated user'],
]);

/** The answer, read; undefined where it is none. */
export function readIdentity(answer: string): AwsIdentity | undefined {
  try {
    const found = looseRecord(JSON.parse(answer));
    const arn = textIn(found, 'Arn');
    const parts = /^arn:(aws[\w-]*):\w+::(\d*):([\w-]+)(?:\/(.+))?$/.exec(arn);
    const account = textIn(found, 'Account') || (parts?.[2] ?? '');
    if (account === '') return undefined;
    const kind = kinds.get(parts?.[3] ?? '') ?? 'unknown';
    const path = (parts?.[4] ?? '').split('/');
    // A role's session stands behind its name, a user's path in front.
    const name = (parts?.[3] === 'assumed-role' ? path[0] : path.at(-1)) ?? '';
    return { account, arn, partition: parts?.[1] ?? 'aws', kind, name };
  } catch {
    return undefined;
  }
}

const partitions: ReadonlyMap<string, string> = new Map([
  ['aws-cn', 'the China partition'],
  ['aws-us-gov', 'the US government partition'],
]);

/** A partition that is not the one everybody means, in words. */
const partitionWords = (partition: string): string | undefined =>
  partition === 'aws' ? undefined : (partitions.get(partition) ?? `the partition ${partition}`);

/** "Acts as the user agent (arn:…) in account 123456789012, region eu-west-1." */
export function identityRemark(
  { account, arn, partition, kind, name }: AwsIdentity,
  region: string | undefined,
): string {
  const who = kind === 'root' ? 'the root of the account' : kind === 'unknown' ? arn : `the ${kind} ${name} (${arn})`;
  const where = [
    `account ${account}`,
    region === undefined ? 'a region that is not known' : `region ${region}`,
    partitionWords(partition),
  ].filter((each) => each !== undefined);
  return `Acts as ${who} in ${where.join(', ')}.`;
}
