/** What a name says of the environment it belongs to: whole words only, so that `product` is no production. */

/** `local`: this machine, and nobody else is hit. */
export type Saying = 'production' | 'not production' | 'local';

const production = /^(?:prod|production|prd|live)$/;
/** Of a branch, a stack or a context it says production; of a folder or a database it says nothing. */
const mainline = /^(?:main|master|trunk)$/;
const other: ReadonlyMap<string, string> = new Map(
  Object.entries({
    dev: 'development',
    develop: 'development',
    development: 'development',
    test: 'test',
    testing: 'test',
    tst: 'test',
    qa: 'test',
    ci: 'test',
    uat: 'acceptance',
    stag: 'staging',
    stage: 'staging',
    staging: 'staging',
    stg: 'staging',
    preprod: 'staging',
    nonprod: 'not production',
    sandbox: 'sandbox',
    sbx: 'sandbox',
    playground: 'sandbox',
    preview: 'preview',
    ephemeral: 'preview',
    local: 'local',
  }),
);
/** In front of `prod` they take it back. */
const negations: ReadonlySet<string> = new Set(['non', 'not', 'no', 'pre']);

export interface Said {
  readonly says: Saying;
  /** What people call it: `production`, `staging`. */
  readonly name: string;
}

/** `mainlines`: `main` and `master` count as production. */
export function saidBy(text: string, mainlines = false): Said | undefined {
  const words = wordsOf(text);
  let found: Said | undefined;
  for (const [index, word] of words.entries()) {
    if (production.test(word) || (mainlines && mainline.test(word))) {
      if (!negations.has(words[index - 1] ?? '')) return { says: 'production', name: 'production' };
      found ??= { says: 'not production', name: words[index - 1] === 'pre' ? 'staging' : 'not production' };
      continue;
    }
    const name = other.get(word);
    if (name !== undefined) found ??= { says: name === 'local' ? 'local' : 'not production', name };
  }
  return found;
}

/** `costProd-eu_2` → cost, prod, eu; a number at the end of a word is no part of it. */
const wordsOf = (text: string): readonly string[] =>
  text
    .slice(0, 2_000)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replace(/\d+$/, ''))
    .filter(Boolean);

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal)$/i;

/** A host, perhaps with a port, or a socket of this machine. */
export const isLoopback = (host: string): boolean =>
  /^(?:\/(?!cloudsql\/)|unix:(?!\/*cloudsql\/)|npipe:)/.test(host) ||
  loopback.test(host.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/(?<=[\]\w]):\d+\/?$/, ''));

const localContexts =
  /^(?:kind-.+|k3d-.+|minikube|docker-desktop|docker-for-desktop|rancher-desktop|orbstack|colima(?:-.+)?|microk8s|desktop-linux|default)$/;

/** A cluster or an engine on this machine; `default` is one only of Docker. */
export const isLocalContext = (context: string, docker: boolean): boolean =>
  localContexts.test(context) && (docker || context !== 'default');
