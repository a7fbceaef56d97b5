/** The journal of a driven editor's home. */
import { join } from 'node:path';
import { record } from '../../../src/base/json.ts';
import { appendLog } from '../../../src/platform/appendLog.ts';

/** Its entries, oldest first. */
export const journalOf = (home: string): readonly Readonly<Record<string, unknown>>[] =>
  [...appendLog(join(home, '.holdpoint/journal')).lines()].map((line) => record(JSON.parse(line)));
