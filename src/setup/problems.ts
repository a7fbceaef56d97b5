/** Everything that can go wrong while Holdpoint is installed or taken out again. */
import { type Problem, problem } from '../base/problem.ts';

export const settingsUnreadable = (path: string, why: string): Problem =>
  problem(
    'settings-unreadable',
    `${path} cannot be edited: ${why}.`,
    'Nothing was changed.',
    'Correct the file, then try again.',
  );

export const notWritten = (path: string, why: string, done: number): Problem =>
  problem(
    'not-written',
    `${path} could not be written: ${why}.`,
    done === 0 ? 'Nothing was changed.' : `${done} ${done === 1 ? 'file was' : 'files were'} already changed.`,
    'Make it writable, then try again.',
  );

export const changedMeanwhile = (path: string): Problem =>
  problem(
    'changed-meanwhile',
    `${path} was changed by something else in this moment.`,
    'It was left as it is.',
    'Try again.',
  );

export const hookMissing = (path: string): Problem =>
  problem('hook-missing', `The hook program is not at ${path}.`, 'Nothing was changed.', 'Install Holdpoint anew.');

/** What the system says, in words where there are some. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'there is no space left';
    case 'ENOENT':
      return 'it is not there';
    case 'EISDIR':
      return 'there is a folder in its place';
    case 'ENOTDIR':
      return 'a file lies where one of its folders should be';
    case 'ELOOP':
      return 'it is a link that leads back to itself';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
