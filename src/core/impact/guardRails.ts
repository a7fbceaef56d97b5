/** Commands that take a guard rail away or let somebody in, by their own words: before anything has been asked. */
import type { Effect } from '../effect.ts';

export interface Lowered {
  /** What it does, behind the thing's name: "loses its protection against deletion". */
  readonly says: string;
  /** The record of what was done, or the rights of everybody: it weighs as much as the worst. */
  readonly gravest: boolean;
}

interface Rail {
  readonly tool: RegExp;
  readonly operation: RegExp;
  /** Of its words, where the operation alone does not say it. */
  readonly words?: RegExp;
  readonly says: string;
  readonly gravest?: true;
}

const protection = 'loses its protection against deletion';
const everything = 'somebody may do everything';
const anybody = 'it is opened to the whole internet';

const rails: readonly Rail[] = [
  {
    tool: /^aws$/,
    operation:
      /^cloudtrail (?:delete-trail|stop-logging)|^guardduty delete-detector|^configservice (?:delete-configuration-recorder|stop-configuration-recorder)|^securityhub disable-security-hub/,
    says: 'what is done is no longer recorded',
    gravest: true,
  },
  { tool: /^gcloud$/, operation: /^logging sinks delete/, says: 'what is done is no longer recorded', gravest: true },
  {
    tool: /^az$/,
    operation: /^monitor (?:diagnostic-settings|log-profiles) delete/,
    says: 'what is done is no longer recorded',
    gravest: true,
  },
  {
    tool: /^aws$/,
    operation: /^(?:rds|elbv2|dynamodb|docdb|neptune|cognito-idp) (?:modify|update)-/,
    words: /--no-deletion-protection|deletion_protection\.enabled,Value=false|--no-deletion-protection-enabled/,
    says: protection,
  },
  {
    tool: /^aws$/,
    operation: /^ec2 modify-instance-attribute/,
    words: /--no-disable-api-termination/,
    says: protection,
  },
  {
    tool: /^aws$/,
    operation: /^cloudformation update-termination-protection/,
    words: /--no-enable-termination-protection/,
    says: protection,
  },
  {
    tool: /^aws$/,
    operation: /^rds modify-db-(?:instance|cluster)/,
    words: /--backup-retention-period[ =]0\b/,
    says: 'keeps no backups any more',
  },
  {
    tool: /^aws$/,
    operation: /^dynamodb update-continuous-backups/,
    words: /PointInTimeRecoveryEnabled=false/,
    says: 'keeps no earlier state',
  },
  { tool: /^aws$/, operation: /^s3api put-bucket-versioning/, words: /Suspended/, says: 'keeps no earlier state' },
  { tool: /^aws$/, operation: /^(?:s3api|s3control) delete-public-access-block/, says: 'may become public' },
  { tool: /^gcloud$/, operation: /\b(?:patch|update)\b/, words: /--no-deletion-protection\b/, says: protection },
  {
    tool: /^az$/,
    operation: /^(?:lock|account lock|group lock|resource lock) delete/,
    says: 'loses its lock against deletion',
  },
  {
    tool: /^kubectl$/,
    operation:
      /^delete (?:pdb|poddisruptionbudgets?|networkpolic\w+|resourcequotas?|limitranges?|validatingwebhook\w*|mutatingwebhook\w*)/,
    says: 'takes a guard rail of the cluster away',
  },
  {
    tool: /^aws$/,
    operation: /^ec2 authorize-security-group-ingress/,
    words: /(?:^|[\s=,"])(?:0\.0\.0\.0\/0|::\/0)/,
    says: anybody,
  },
  {
    tool: /^gcloud$/,
    operation: /^compute firewall-rules (?:create|update)/,
    words: /(?:^|[\s=,])0\.0\.0\.0\/0/,
    says: anybody,
  },
  {
    tool: /^az$/,
    operation: /^network nsg rule (?:create|update)/,
    words: /--source-address-prefix(?:es)?[ =](?:\*|0\.0\.0\.0\/0|Internet)/i,
    says: anybody,
  },
  {
    tool: /^aws$/,
    operation: /^iam (?:attach|put)-(?:user|role|group)-policy/,
    words: /AdministratorAccess|"Action":\s*"\*"/,
    says: everything,
  },
  { tool: /^gcloud$/, operation: /add-iam-policy-binding/, words: /roles\/owner\b/, says: everything },
  {
    tool: /^gcloud$/,
    operation: /add-iam-policy-binding/,
    words: /\ball(?:Authenticated)?Users\b/,
    says: 'anybody is let in',
  },
  { tool: /^az$/, operation: /^role assignment create/, words: /\bOwner\b/, says: everything },
  {
    tool: /^kubectl$/,
    operation: /^create (?:clusterrolebinding|rolebinding)/,
    words: /cluster-admin\b/,
    says: everything,
  },
  { tool: /^psql$/, operation: /^(?:ALTER|CREATE) (?:ROLE|USER)/, words: /\bSUPERUSER\b/i, says: everything },
  {
    tool: /^aws$/,
    operation: /^s3api put-bucket-acl|^s3api put-object-acl/,
    words: /public-read/,
    says: 'becomes public',
  },
];

/** Which guard rail an effect takes away; undefined for most. */
export function loweredBy({ kind, tool, operation, subject }: Effect): Lowered | undefined {
  if (kind === 'read') return undefined;
  const words = subject?.kind === 'command' ? [...subject.args, subject.input ?? ''].join(' ') : '';
  const rail = rails.find(
    (each) =>
      each.tool.test(tool) && each.operation.test(operation) && (each.words === undefined || each.words.test(words)),
  );
  return rail === undefined ? undefined : { says: rail.says, gravest: rail.gravest === true };
}
