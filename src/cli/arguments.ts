/** Reads a command's arguments with Node's own parser, and turns its complaints into ours. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { usageProblem } from './problems.ts';

/** @throws {UsageProblem} on an unknown flag, a flag without its value, or a word where none belongs. */
export function readArguments<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  usage: string,
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usageProblem(error instanceof Error ? `${error.message.split('. ')[0] ?? ''}.` : String(error), usage);
  }
}
