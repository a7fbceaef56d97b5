/** A file somebody named on the command line. */
import { readFileSync } from 'node:fs';
import { systemReason } from '../setup/problems.ts';
import { unreadableFile } from './problems.ts';

/** @throws {Problem} that says why it cannot be read. */
export function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadableFile(path, systemReason(error));
  }
}
