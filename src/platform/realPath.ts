/** Where a path really leads, also when its end is not there yet. */
import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const mostLinks = 40;

/** Symbolic links taken out as far as the path exists; the path itself where nothing can be told. */
export function realPath(path: string, links = mostLinks): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    if (folder === path || links === 0) return path;
    const target = linkTarget(path);
    if (target !== undefined) return realPath(resolve(realPath(folder), target), links - 1);
    return join(realPath(folder, links - 1), basename(path));
  }
}

/** What a link to something that is not there points to. */
function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}
