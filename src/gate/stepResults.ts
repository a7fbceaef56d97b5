/** One command of a probe in words: as it would be typed, what it printed, what went wrong. */
import { posixWord } from '../base/posixQuote.ts';
import { firstWords, meaningOf } from '../core/impact/failures.ts';
import { withoutPrinted } from '../core/impact/masking.ts';
import type { ProbeStep } from '../core/impact/probe.ts';
import { redact } from '../core/journal/redact.ts';
import type { RunResult } from '../platform/run.ts';

export const wasCancelled = 'It was cancelled.';
/** Bytes of an answer that are read. */
export const mostOutput = 200_000_000;
/** Characters of a command's output that are kept for people. */
export const mostShown = 100_000;

/** As a person would type it. */
export const typed = ({ program, args, input, showsInput }: ProbeStep): string =>
  [
    ...[program, ...args].map(posixWord),
    ...(input === undefined || showsInput !== true ? [] : ['<<<', posixWord(input.trimEnd())]),
  ].join(' ');

/** What people may see of an answer. */
export const shownOutput = (step: ProbeStep, { stdout, stderr }: RunResult): string =>
  redact(`${step.confidential ? '' : withoutPrinted(stdout)}${stderr}`.slice(0, mostShown));

/** What went wrong, in a sentence; undefined when it worked. `limit`: milliseconds. */
export function problemOf(
  step: ProbeStep,
  { code, killed, stdout, stderr }: RunResult,
  limit: number,
): string | undefined {
  switch (killed) {
    case 'time':
      return `${step.program} did not answer within ${Math.round(limit / 1_000)} seconds, and was ended.`;
    case 'output':
      return `${step.program} answered with more than ${mostOutput / 1e6} MB, and was ended.`;
    case 'cancelled':
      return wasCancelled;
    case undefined:
  }
  if (code !== undefined && step.good.includes(code)) return undefined;
  // Some tools say on their ordinary output what went wrong.
  const words = redact(
    stderr.trim() === '' && !step.confidential ? withoutPrinted(stdout).slice(0, mostShown) : stderr,
  );
  const said = firstWords(words);
  const ended = `${step.program} ${step.args[0] ?? ''} ended with ${code ?? 'a signal'}${said === '' ? '.' : `: ${said}`}`;
  const meaning = meaningOf(words, step);
  return meaning === undefined ? ended : `${meaning} (${ended})`;
}
