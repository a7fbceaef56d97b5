/**
 * Where kubectl and Helm would act, read from the texts of kubeconfig files, with nothing started.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
import { parse } from 'yaml';
import { canonical, record } from '../../base/json.ts';

/** What the command line itself says. */
export interface ClusterChoice {
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields => {
  try {
    return record(value);
  } catch {
    return {};
  }
};

/**
 * The first line is for people: context, server and namespace. The rest is everything else that chooses the target:
 * who is trusted, and who asks; never a token or a key.
 */
export function clusterTarget(texts: readonly string[], choice: ClusterChoice): string {
  let files: readonly Fields[];
  try {
    files = texts.map((text) => fields(parse(text)));
  } catch {
    return canonical(['a kubeconfig that cannot be read', texts, choice]);
  }
  // The first file that says something wins. https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
  const named = (list: string, name: string | undefined, inner: string): Fields => {
    const entries = files.flatMap((file) => (Array.isArray(file[list]) ? file[list] : []).map(fields));
    return fields(entries.find((entry) => entry.name === name)?.[inner]);
  };
  const current = files.map((file) => file['current-context']).find((one) => typeof one === 'string' && one !== '');
  const context = choice.context ?? (typeof current === 'string' ? current : undefined);
  const chosen = named('contexts', context, 'context');
  const word = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const clusterName = choice.cluster ?? word(chosen.cluster);
  const userName = choice.user ?? word(chosen.user);
  const cluster = named('clusters', clusterName, 'cluster');
  const user = named('users', userName, 'user');
  const namespace = choice.namespace ?? word(chosen.namespace) ?? 'default';
  const shown = `${context ?? 'no context'} at ${word(cluster.server) ?? 'no server'}, namespace ${namespace}`;
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
