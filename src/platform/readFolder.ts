/** The texts of a folder's own files, within the limits of `readFile.ts`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { boundedReader } from './readFile.ts';

/** Texts of the files whose names match, in the order of their names; undefined where the folder cannot be listed. */
export function readFolder(
  folder: string,
  name: RegExp,
): readonly { readonly path: string; readonly text: string }[] | undefined {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return undefined;
  }
  const read = boundedReader();
  return names
    .filter((each) => name.test(each))
    .sort()
    .flatMap((each) => {
      const path = join(folder, each);
      const found = read(path);
      return found.kind === 'text' ? [{ path, text: found.text }] : [];
    });
}
