/** Arithmetic on paths, POSIX and Windows, without touching a disk. */

const drive = /^[a-z]:(?=\/|$)/i;

/** Absolute, on whichever system it comes from. */
export const isAbsolute = (path: string): boolean => path.startsWith('/') || /^(?:[a-z]:[\\/]|\\\\)/i.test(path);

/** What there is nothing to take out of, which is nearly everything. */
const clean = /^(?:\/(?!\.{1,2}(?:\/|$))[^/\\]+)+$/;

/** `.`, `..`, `//` and, in Windows paths, `\` taken out. Relative paths stay relative. */
export function normalize(path: string): string {
  if (clean.test(path)) return path;
  const slashed = /^(?:[a-z]:[\\/]|\\\\)/i.test(path) ? path.replaceAll('\\', '/') : path;
  const root = drive.exec(slashed)?.[0] ?? '';
  const rest = slashed.slice(root.length);
  const rooted = rest.startsWith('/');
  const kept: string[] = [];
  for (const segment of rest.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push('..');
  }
  const body = kept.join('/');
  if (rooted || root !== '') return `${root}/${body}`;
  return body === '' ? '.' : body;
}

/** `~` and `~/…` become the home directory, where it is known. */
export function expandHome(path: string, home: string | undefined): string {
  if (home === undefined || !/^~(?=\/|$)/.test(path)) return path;
  return home + path.slice(1);
}

/** The absolute path, or undefined where it depends on a directory nobody knows. */
export function resolvePath(base: string | undefined, path: string, home?: string): string | undefined {
  const expanded = expandHome(path, home);
  if (isAbsolute(expanded)) return normalize(expanded);
  return base === undefined ? undefined : normalize(`${base}/${expanded}`);
}

const baseName = (path: string): string => path.split('/').filter(Boolean).at(-1) ?? path;

/** `path` is `directory` or lies below it. Both normalized. On drives, which have letters, case does not count. */
export function isWithin(path: string, directory: string): boolean {
  const within = (below: string, above: string): boolean =>
    below === above || below.startsWith(above.endsWith('/') ? above : `${above}/`);
  return within(path, directory) || (drive.test(directory) && within(path.toLowerCase(), directory.toLowerCase()));
}

/** As a person would say it from `base`: relative where it lies below, the name for `base` itself, absolute elsewhere. */
export function shortPath(base: string, path: string): string {
  const from = normalize(base);
  const to = normalize(path);
  if (to === from) return baseName(to);
  return isWithin(to, from) ? to.slice(from === '/' ? 1 : from.length + 1) : to;
}
