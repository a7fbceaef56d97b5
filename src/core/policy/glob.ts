/** Patterns of a policy, each compiled once. */
import { Minimatch } from 'minimatch';
import { remembering } from '../../base/remembering.ts';

const compiled = remembering(5_000, compile, (pattern: string) => pattern);

/** `*` stays within a path's part, `**` does not; letters in any case. */
const matches = (pattern: string, text: string): boolean => compiled(pattern)(text);

function compile(pattern: string): (text: string) => boolean {
  if (!/[*?[\]{}\\]/.test(pattern)) {
    const lower = pattern.toLowerCase();
    return (text) => text.toLowerCase() === lower;
  }
  const glob = new Minimatch(pattern, { nocase: true, dot: true, nonegate: true, nocomment: true, noext: true });
  return (text) => glob.match(text);
}

/** A folder's pattern means the folder itself as well: `envs/prod/**` matches `envs/prod`. */
export const matchesPath = (pattern: string, path: string): boolean =>
  matches(pattern, path) || (pattern.endsWith('/**') && matches(pattern.slice(0, -3), path));

/** The same where slashes mean nothing: `arn:aws:rds:*` matches what follows, slashes and all. */
export const matchesName = (pattern: string, name: string): boolean =>
  matches(pattern.replaceAll('/', '\u2044'), name.replaceAll('/', '\u2044'));
