/** The packages a driven editor gets installed. They are built by `npm run package`, never here. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { problem } from '../../../src/base/problem.ts';

/** The package's own folder, from wherever this code was bundled to. */
export const root = (function find(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'holdpoint') return folder;
  if (folder === dirname(folder)) throw new Error('not inside the holdpoint package');
  return find(dirname(folder));
})(import.meta.dirname);

/** Holdpoint itself. @throws {Problem} when it has not been built. */
export const holdpointVsix = () => built('holdpoint.vsix');

/** The scripted model behind the chat. @throws {Problem} when it has not been built. */
export const scriptedModelVsix = () => built('demo/scripted-model/dist/scripted-model.vsix');

function built(file: string): string {
  const path = join(root, file);
  if (existsSync(path)) return path;
  throw problem('not-built', `${file} has not been built.`, 'No editor was started.', 'Run: npm run package');
}
