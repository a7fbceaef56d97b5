/** Small JSON files in one folder, read without ever failing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The parsed content; undefined when the file is missing, too large or not JSON. */
export function readJson(path: string, limit = 1_000_000): unknown {
  try {
    const text = readFileSync(path, 'utf8');
    return text.length > limit ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every `*.json` of a folder, in the order of their names; empty when there is no such folder. */
export function readJsonFolder(folder: string): readonly { readonly path: string; readonly value: unknown }[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => ({ path: join(folder, name), value: readJson(join(folder, name)) }));
  } catch {
    return [];
  }
}
