/** Every analyzer, one line each. */
import type { Analyzer } from './analyzer.ts';
import { aws } from './aws.ts';
import { azureTools } from './azure.ts';
import { clusterTools } from './clusters.ts';
import { containers } from './containers.ts';
import { familiar } from './familiar.ts';
import { forges } from './forges.ts';
import { googleTools } from './gcloud.ts';
import { git } from './git.ts';
import { guard } from './guard.ts';
import { helmTools } from './helm.ts';
import { http } from './http.ts';
import { kubectl } from './kubectl.ts';
import { machine } from './machine.ts';
import { network } from './network.ts';
import { packages } from './packages.ts';
import { postgres } from './psql.ts';
import { remote } from './remote.ts';
import { storage } from './storage.ts';
import { terraform } from './terraform.ts';

const analyzers: readonly Analyzer[] = [
  terraform,
  kubectl,
  aws,
  postgres,
  remote,
  guard,
  containers,
  git,
  machine,
  network,
  storage,
  ...helmTools,
  ...googleTools,
  ...azureTools,
  ...clusterTools,
  http,
  packages,
  ...forges,
  familiar,
];

const byProgram: ReadonlyMap<string, Analyzer> = new Map(
  analyzers.flatMap((analyzer) =>
    [...analyzer.programs, ...(analyzer.aliases ?? [])].map((program) => [program, analyzer] as const),
  ),
);

/** The analyzer that knows a program. */
export const analyzerOf = (program: string): Analyzer | undefined => byProgram.get(program);

/** Programs whose name alone is a sign of infrastructure. */
export const infrastructurePrograms: readonly string[] = analyzers
  .filter((analyzer) => analyzer !== guard && analyzer !== remote)
  .flatMap(({ programs }) => programs);
