/**
 * Where kubectl and Helm would act, read from the texts of kubeconfig files, with nothing started.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
import { parse } from 'yaml';
import { canonical, record } from '../../base/json.ts';
import { remembering } from '../../base/remembering.ts';

/** What the command line itself says. */
export interface ClusterChoice {
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly namespace?: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields => {
  try {
    return record(value);
  } catch {
    return {};
  }
};

/** What the files say together about a choice. @throws when one of them is no YAML */
function chosenIn(texts: readonly string[], choice: ClusterChoice) {
  const files = texts.map((text) => parsedOnce(text));
  // The first file that says something wins. https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
  const named = (list: string, name: string | undefined, inner: string): Fields => {
    const entries = files.flatMap((file) => (Array.isArray(file[list]) ? file[list] : []).map(fields));
    return fields(entries.find((entry) => entry.name === name)?.[inner]);
  };
  const current = files.map((file) => file['current-context']).find((one) => typeof one === 'string' && one !== '');
  const context = choice.context ?? word(current);
  const chosen = named('contexts', context, 'context');
  const clusterName = choice.cluster ?? word(chosen.cluster);
  const cluster = named('clusters', clusterName, 'cluster');
  return { context, chosen, clusterName, cluster, server: word(cluster.server), named };
}

/** Every part of every line meets the same few files. */
const parsedOnce = remembering(
  20,
  (text) => fields(parse(text)),
  (text: string) => text,
);

const word = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The address of the API server; undefined where the files do not say it. */
export function serverOf(texts: readonly string[], choice: ClusterChoice): string | undefined {
  try {
    return chosenIn(texts, choice).server;
  } catch {
    return undefined;
  }
}

/**
 * The first line is for people: context, server and namespace. The rest is everything else that chooses the target:
 * who is trusted, and who asks; never a token or a key.
 */
export function clusterTarget(texts: readonly string[], choice: ClusterChoice): string {
  let found: ReturnType<typeof chosenIn>;
  try {
    found = chosenIn(texts, choice);
  } catch {
    return canonical(['a kubeconfig that cannot be read', texts, choice]);
  }
  const { context, chosen, clusterName, cluster, server, named } = found;
  const userName = choice.user ?? word(chosen.user);
  const user = named('users', userName, 'user');
  const namespace = choice.namespace ?? word(chosen.namespace) ?? 'default';
  const shown = `${context ?? 'no context'} at ${server ?? 'no server'}, namespace ${namespace}`;
  const rest = {
    cluster: { ...cluster, name: clusterName ?? null },
    user: {
      name: userName ?? null,
      exec: user.exec ?? null,
      impersonate: user.as ?? null,
      provider: user['auth-provider'] === undefined,
    },
  };
  return `${shown}\n${canonical(rest)}`;
}
