/** Which tools can say whom a call acts as. */
import type { AskTool } from '../impact/askTool.ts';
import { askAwsRights } from './awsRights.ts';
import { askAzRights, askGcloudRights } from './cloudRights.ts';
import { askClusterRights } from './clusterRights.ts';
import { askDatabaseRights } from './databaseRights.ts';

const asking: ReadonlyMap<string, AskTool> = new Map<string, AskTool>([
  ['aws', askAwsRights],
  ['az', askAzRights],
  ['gcloud', askGcloudRights],
  ['kubectl', askClusterRights],
  ['psql', askDatabaseRights],
]);

/** The questions about rights for one invocation; none where nobody could answer. */
export const askRights: AskTool = (command, effect, read) => asking.get(effect.tool)?.(command, effect, read) ?? [];
