/** Puts Holdpoint's hooks into a driven editor's own home directory, with the command line a person would use. */
import { join } from 'node:path';
import { root } from './built.ts';
import { run } from './processes.ts';

/** @returns what `holdpoint install` printed. The real home is never touched. */
export function protectAgents(home: string, agents: readonly string[] = ['vscode', 'claude-code']): Promise<string> {
  const env = { ...process.env, HOME: home, HOLDPOINT_HOME: undefined };
  return run(process.execPath, [join(root, 'dist/cli.js'), 'install', ...agents], { env, timeout: 30_000 });
}
