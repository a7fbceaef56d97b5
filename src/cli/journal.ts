/** `holdpoint journal verify [FILE]`: exit 0 when every entry is as it was written, else 1. */
import { join, resolve } from 'node:path';
import { verifyChain } from '../core/journal/chain.ts';
import { appendLog } from '../platform/appendLog.ts';
import { readTextFile } from '../platform/atomicFile.ts';
import { sha256 } from '../platform/signing.ts';
import { places } from '../protocol/places.ts';
import { systemReason } from '../setup/problems.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './io.ts';
import { unreadableFile, usageProblem } from './problems.ts';

const usage = 'holdpoint journal verify [FILE]';

export const journalCommand: Command = async (args, io) => {
  const { positionals } = readArguments(args, usage, {});
  const [verb, file, ...more] = positionals;
  if (verb !== 'verify' || more.length > 0)
    throw usageProblem(
      verb === undefined ? 'What to do is missing.' : `"${more[0] ?? verb}" is not known here.`,
      usage,
    );
  const report = verifyChain(
    file === undefined ? appendLog(join(io.site().root, places.journal)).lines() : linesOf(resolve(io.cwd, file)),
    sha256,
  );
  if (!report.ok) {
    io.error(
      `Entry ${report.line} is not as it was written: ${report.why}. What stands after it cannot be relied on. Compare it with a copy.\n`,
    );
    return 1;
  }
  io.out(`${report.count} entries, unbroken. The last hash is ${report.last}.\n`);
  return 0;
};

function linesOf(path: string): readonly string[] {
  let text: string | undefined;
  try {
    text = readTextFile(path);
  } catch (error) {
    throw unreadableFile(path, systemReason(error));
  }
  if (text === undefined) throw unreadableFile(path, 'it is not there');
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
