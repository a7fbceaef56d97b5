/**
 * PowerShell lines. They are not parsed yet: one with a sign of infrastructure or a guard file is a problem, one that
 * runs what it hides as well, any other passes.
 */
import type { Problem } from './trace.ts';

const cmdlets =
  /\b(?:Remove|Set|New|Stop|Start|Restart|Update|Invoke|Add|Clear|Reset|Disable|Enable|Publish|Import|Register|Unregister|Move|Write)-(?:Az|AzureRm|AWS|EC2|S3|RDS|IAM|ECS|EKS|LM|CFN|SSM|GCE|Gc|GK|Kube|Sql|VM)\w*|\bInvoke-Sqlcmd\b/i;
const hides =
  /\b(?:Invoke-Expression|iex)\b|-e(?:nc|ncodedcommand)?\s+[A-Za-z0-9+/=]{16,}|\bDownloadString\b|\bInvoke-Command\b|\bStart-Job\b|\[scriptblock\]|FromBase64String/i;

/** What keeps a PowerShell line from being let through; undefined when nothing does. */
export function powershellProblem(line: string, smells: (text: string) => boolean): Problem | undefined {
  const plain = line.replaceAll('`', '');
  const why = smells(plain)
    ? 'PowerShell is not read yet, and the line names infrastructure.'
    : cmdlets.test(plain)
      ? 'PowerShell is not read yet, and the line calls a cmdlet that changes infrastructure.'
      : hides.test(plain)
        ? 'The line runs something it does not show.'
        : undefined;
  return why === undefined ? undefined : { operation: line.slice(0, 200), why, span: { start: 0, end: line.length } };
}
