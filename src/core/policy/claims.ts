/** Calls that bring a configuration of their own: names in it say what its writer wanted, not where it leads. */
import type { Effect } from '../effect.ts';

/** Variables that name one. */
const variables =
  /^(?:KUBECONFIG|AWS_CONFIG_FILE|AWS_SHARED_CREDENTIALS_FILE|CLOUDSDK_CONFIG|AZURE_CONFIG_DIR|DOCKER_CONFIG|TF_DATA_DIR|TF_CLI_CONFIG_FILE|PGSERVICEFILE|PGSYSCONFDIR|MYSQL_HOME|HOME|USERPROFILE|XDG_CONFIG_HOME)$/;

/** Options that name one, by program. `docker --config` is a folder of contexts, `gcloud --configuration` a name at home. */
const options: ReadonlyMap<string, RegExp> = new Map([
  ['kubectl', /^--kubeconfig(?:=|$)/],
  ['helm', /^--kubeconfig(?:=|$)/],
  ['docker', /^--config(?:=|$)/],
  ['mysql', /^--defaults-(?:extra-)?file(?:=|$)/],
  ['mariadb', /^--defaults-(?:extra-)?file(?:=|$)/],
]);

/** Only what the line says counts: what the agent inherited was chosen by whoever started it. */
export function bringsConfiguration({ subject, tool }: Effect): boolean {
  if (subject === undefined) return false;
  if (Object.keys(subject.env).some((name) => variables.test(name))) return true;
  const option = options.get(tool);
  return subject.kind === 'command' && option !== undefined && subject.args.some((word) => option.test(word));
}
