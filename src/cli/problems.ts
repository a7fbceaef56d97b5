/** Everything that can go wrong in the command line itself. */
import { Problem, problem } from '../base/problem.ts';

/** The caller's mistake: exit 2. */
export class UsageProblem extends Problem {}

export const usageProblem = (what: string, usage: string): UsageProblem =>
  new UsageProblem('usage', what, 'Nothing was done.', `Usage: ${usage}`);

export const noHome = (): Problem =>
  problem(
    'no-home',
    'The system knows no home directory for this user.',
    'Nothing was done.',
    'Set HOME, then try again.',
  );

/** `agents`: the ids of all. */
export const nobodyFound = (agents: readonly string[]): Problem =>
  problem(
    'nobody-found',
    'No agent was found on this machine.',
    'Nothing was changed.',
    `Name the ones you use (${agents.join(', ')}), or say --all.`,
  );

export const unreadableFile = (path: string, why: string): Problem =>
  problem(
    'unreadable-file',
    `${path} cannot be read: ${why}.`,
    'Nothing was decided.',
    'Name a file that can be read.',
  );

export const badLine = (line: number, why: string): Problem =>
  problem(
    'bad-input',
    `Line ${line} of the input is not a question: ${why}.`,
    'It is held.',
    'Each line is {"command", "cwd"?, "shell"?, "prior"?}.',
  );

export const badFolder = (line: number, why: string): Problem =>
  problem(
    'bad-folder',
    `Line ${line} of the input: ${why}.`,
    'It is answered as if nothing lay there.',
    'Give it a "cwd" that is there and can be read.',
  );

export const notStarted = (program: string): Problem =>
  problem('not-found', `There is no program ${program}.`, 'It did not run.', 'Name one that is installed.');
