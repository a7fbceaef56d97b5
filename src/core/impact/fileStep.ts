/** A file as a step of a probe. */
import type { ProbeStep } from './probe.ts';

/** Reads a file by the system's own program: it runs nothing. What is not there is no failure of the probe. */
export const fileStep = (directory: string, path: string): ProbeStep => ({
  ...systemStep(directory, 'cat', ['--', path]),
  optional: true,
});

/** A program of the system's own that looks at files. */
export const systemStep = (directory: string, program: 'cat' | 'find', args: readonly string[]): ProbeStep => ({
  program,
  args,
  cwd: directory,
  env: { LC_ALL: 'C' },
  good: [0],
  confidential: true,
});
