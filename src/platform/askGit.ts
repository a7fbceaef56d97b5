/** Asks git something that it only reads: no pager, no hooks, no questions, no network. */
import { findProgram } from './findProgram.ts';
import { run } from './run.ts';

const safe = ['--no-pager', '--no-optional-locks', '-c', 'core.fsmonitor=', '-c', 'core.hooksPath=/dev/null'];

/** What it says, or undefined: where it is not installed, fails, or takes more than five seconds. */
export async function askGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  const program = findProgram('git', folder, process.env);
  if (program === undefined) return undefined;
  try {
    const { code, stdout } = await run(program, [...safe, ...args], {
      cwd: folder,
      env: { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' },
      timeout: 5_000,
      mostOutput: 8_000_000,
    });
    return code === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}
