/**
 * Which remotes a person trusts to say what a policy is. The address itself stands in the repository, where an agent can
 * write it: only what a setting of the machine names counts, and only spelled plainly.
 * https://git-scm.com/docs/git-clone#_git_urls
 */
import { matchesPath } from './glob.ts';

export interface Remote {
  readonly url: string;
  readonly scheme: 'https' | 'ssh' | 'http' | 'git' | 'file';
  /** `github.com/acme/shop`; with its scheme where nobody proves who answers: `git://10.0.0.1/shop`, `file:///srv/shop`. */
  readonly name: string;
}

/** The address of `origin` in a repository's own configuration; undefined where it is not said plainly. */
export function originIn(config: string): string | undefined {
  let inside = false;
  for (const line of config.split('\n')) {
    if (/^\s*\[/.test(line)) inside = /^\s*\[remote "origin"\]\s*$/i.test(line);
    const url = inside ? /^\s*url\s*=\s*([^\s"\\#;]+)\s*$/i.exec(line)?.[1] : undefined;
    if (url !== undefined) return url;
  }
  return undefined;
}

const host = '(?<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)';
const path = '(?<path>[a-z0-9._~+/-]+)';
const spellings = [
  new RegExp(`^(?<scheme>https|http|git)://${host}(?::(?<port>\\d{1,5}))?/${path}$`, 'i'),
  new RegExp(`^(?<scheme>ssh)://(?:[a-z0-9_][\\w.-]*@)?${host}(?::(?<port>\\d{1,5}))?/${path}$`, 'i'),
  new RegExp(`^(?<scheme>file)://${path}$`, 'i'),
  // As scp writes it. One letter is a drive.
  new RegExp(`^(?:[a-z0-9_][\\w.-]*@)?(?<host>[a-z0-9][a-z0-9.-]*[a-z0-9]):(?!/)${path}$`, 'i'),
];

const usualPorts: Readonly<Record<string, string>> = { https: '443', ssh: '22', http: '80', git: '9418' };

/** Undefined for every other spelling: helpers of git's such as `ext::`, passwords, escapes, ways up. */
export function remoteOf(url: string): Remote | undefined {
  const groups = spellings.map((spelling) => spelling.exec(url)?.groups).find((found) => found !== undefined);
  if (groups === undefined) return undefined;
  const scheme = schemes.find((each) => each === (groups.scheme ?? 'ssh').toLowerCase());
  const parts = (groups.path ?? '').split('/').filter((part) => part !== '');
  if (scheme === undefined || parts.length === 0 || parts.some((part) => /^\.{1,2}$|^-/.test(part))) return undefined;
  const port = groups.port === undefined || groups.port === usualPorts[scheme] ? '' : `:${groups.port}`;
  const place = `${(groups.host ?? '').toLowerCase()}${port}/${parts.join('/').replace(/\.git$/, '')}`;
  return { url, scheme, name: isProven(scheme) ? place : `${scheme}://${place}` };
}

const schemes = ['https', 'ssh', 'http', 'git', 'file'] as const;

const isProven = (scheme: Remote['scheme']): boolean => scheme === 'https' || scheme === 'ssh';

/**
 * `trusted`: patterns such as `github.com/acme/*`. They begin with a host, spelled out, or with a scheme where nobody
 * proves who answers.
 */
export const isTrusted = ({ scheme, name }: Remote, trusted: readonly string[]): boolean =>
  trusted.some(
    (pattern) =>
      (isProven(scheme) ? !pattern.includes('://') : pattern.startsWith(`${scheme}://`)) &&
      /^[\w.:-]+\//.test(pattern.replace(/^\w+:\/{2,3}/, '')) &&
      matchesPath(pattern, name),
  );
