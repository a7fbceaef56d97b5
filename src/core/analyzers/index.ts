/** Every analyzer, one line each. */
import type { Analyzer } from './analyzer.ts';
import { aws } from './aws.ts';
import { awsTools } from './awsTools.ts';
import { azureTools } from './azure.ts';
import { clusterSetupTools } from './clusterSetup.ts';
import { clusterTools } from './clusters.ts';
import { configurationTools } from './configuration.ts';
import { containers } from './containers.ts';
import { databases } from './databases.ts';
import { deployerTools } from './deployers.ts';
import { desktop } from './desktop.ts';
import { devLoopTools } from './devLoop.ts';
import { edgeTools } from './edge.ts';
import { forges } from './forges.ts';
import { googleTools } from './gcloud.ts';
import { git } from './git.ts';
import { guard } from './guard.ts';
import { helmTools } from './helm.ts';
import { hostAdmin } from './hostAdmin.ts';
import { hostTools } from './hostTools.ts';
import { http } from './http.ts';
import { hypervisors } from './hypervisors.ts';
import { iacTools } from './iac.ts';
import { jobTools } from './jobs.ts';
import { kubectl } from './kubectl.ts';
import { machine } from './machine.ts';
import { moreProviderTools } from './moreProviders.ts';
import { network } from './network.ts';
import { openshiftTools } from './openshift.ts';
import { packages } from './packages.ts';
import { pipelines } from './pipelines.ts';
import { platformTools } from './platforms.ts';
import { productTools } from './products.ts';
import { providerTools } from './providers.ts';
import { postgres } from './psql.ts';
import { registries } from './registries.ts';
import { remote } from './remote.ts';
import { remoteConfigTools } from './remoteConfig.ts';
import { secretTools } from './secretTools.ts';
import { serviceTools } from './services.ts';
import { storage } from './storage.ts';
import { storageSystems } from './storageSystems.ts';
import { terraform } from './terraform.ts';
import { terraformTools } from './terraformTools.ts';
import { terraformWrappers } from './terragrunt.ts';
import { virtualMachines } from './virtualMachines.ts';
import { watchers } from './watchers.ts';
import { windows } from './windows.ts';

const analyzers: readonly Analyzer[] = [
  terraform,
  kubectl,
  aws,
  postgres,
  remote,
  guard,
  desktop,
  containers,
  ...forges,
  git,
  ...pipelines,
  ...registries,
  ...virtualMachines,
  ...hypervisors,
  http,
  packages,
  machine,
  windows,
  hostTools,
  hostAdmin,
  network,
  storage,
  ...storageSystems,
  ...helmTools,
  ...googleTools,
  ...azureTools,
  ...clusterTools,
  ...clusterSetupTools,
  ...databases,
  ...openshiftTools,
  ...iacTools,
  ...terraformWrappers,
  ...terraformTools,
  ...awsTools,
  ...devLoopTools,
  ...configurationTools,
  ...remoteConfigTools,
  ...providerTools,
  ...platformTools,
  ...serviceTools,
  ...watchers,
  ...secretTools,
  ...productTools,
  ...moreProviderTools,
  ...jobTools,
  ...edgeTools,
  ...deployerTools,
];

const byProgram = new Map<string, Analyzer>();
for (const analyzer of analyzers) {
  for (const program of [...analyzer.programs, ...(analyzer.aliases ?? [])]) {
    const other = byProgram.get(program);
    byProgram.set(program, other === undefined ? analyzer : both(other, analyzer));
  }
}

/** A program that two families know, each a part of it: `mix hex.publish`, `mix ecto.drop`. */
function both(one: Analyzer, other: Analyzer): Analyzer {
  return { ...one, analyze: (run, call) => [...one.analyze(run, call), ...other.analyze(run, call)] };
}

/** The analyzer that knows a program. */
export const analyzerOf = (program: string): Analyzer | undefined => byProgram.get(program);

/** Programs whose name alone is a sign of infrastructure. */
export const infrastructurePrograms: readonly string[] = analyzers
  .filter((analyzer) => analyzer !== guard && analyzer !== remote)
  .flatMap(({ programs }) => programs);

/** What effects name as their tool, each once. */
export const toolIds = (): readonly string[] => [...new Set(analyzers.map(({ id }) => id))].sort();
