/** Which probes a call asks for: one line for each tool. */
import { askAws } from '../aws/ask.ts';
import { askAz } from '../clouds/azure.ts';
import { askBq } from '../clouds/bigQuery.ts';
import { askGcloud, askGsutil } from '../clouds/gcloud.ts';
import { askAdHoc, askPlaybook } from '../configuration/ansibleProbe.ts';
import { askDocker } from '../containers/engineProbe.ts';
import { askMysql, askMysqladmin } from '../databases/mysql.ts';
import { askPsql } from '../databases/postgres.ts';
import { askRedis } from '../databases/redis.ts';
import { askSqlite } from '../databases/sqlite.ts';
import type { Effect } from '../effect.ts';
import { askKubectl } from '../kubernetes/askKubectl.ts';
import { askHelmTool } from '../kubernetes/helmProbe.ts';
import { askGitHere } from '../repositories/gitLocal.ts';
import { askGit } from '../repositories/gitPush.ts';
import { askRights } from '../rights/askRights.ts';
import { askCdk } from '../stacks/cdkProbe.ts';
import { askPulumi } from '../stacks/pulumiProbe.ts';
import { askTerragrunt } from '../stacks/terragruntProbe.ts';
import type { Input } from '../understand.ts';
import type { AskTool, ReadText } from './askTool.ts';
import type { Probe } from './probe.ts';
import { terraformProbe } from './terraformProbe.ts';
import { askTerraform } from './terraformSurgery.ts';

/** By the effect's `tool`. */
const asking: ReadonlyMap<string, AskTool> = new Map<string, AskTool>([
  ['aws', askAws],
  ['gsutil', askGsutil],
  ['kubectl', askKubectl],
  ['ansible', askAdHoc],
  ['ansible-playbook', askPlaybook],
  ['az', askAz],
  ['bq', askBq],
  ['cdk', askCdk],
  ['docker', askDocker],
  ['gcloud', askGcloud],
  ['git', askGit],
  ['workstation', askGitHere],
  ['helm', askHelmTool],
  ['psql', askPsql],
  ['mysql', askMysql],
  ['mysqladmin', askMysqladmin],
  ['terraform', askTerraform],
  ['terragrunt', askTerragrunt],
  ['sqlite3', askSqlite],
  ['redis', askRedis],
  ['pulumi', askPulumi],
]);

/** The probes that a call's effects ask for, each question once. `inputs`: what was read to understand it. */
export function probesFor(effects: readonly Effect[], inputs: readonly Input[] = []): readonly Probe[] {
  const texts = new Map(inputs.flatMap(({ path, kind, text }) => (kind === 'text' ? [[path, text] as const] : [])));
  const read: ReadText = (path) => texts.get(path);
  const probes = new Map<string, Probe>();
  for (const effect of effects) {
    const { subject, tool } = effect;
    if (subject === undefined) continue;
    const asked =
      subject.kind === 'terraform' ? [terraformProbe(subject)] : (asking.get(tool)?.(subject, effect, read) ?? []);
    for (const probe of asked) probes.set(probe.id, { where: whereOf(effect), ...probe });
  }
  // What changes is asked first.
  for (const effect of effects)
    if (effect.subject?.kind === 'command')
      for (const probe of askRights(effect.subject, effect, read)) probes.set(probe.id, probe);
  return [...probes.values()];
}

/** The cluster, the account, the server; a namespace is no place of its own. */
const whereOf = ({ place = '' }: Effect): string =>
  place
    .split(', ')
    .filter((part) => !part.startsWith('namespace '))
    .join(', ');
