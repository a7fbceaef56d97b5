/** What `npm run bench` measures in a real editor. The extension's own log says how long things took. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './processes.ts';
import { openSession } from './session.ts';

export { ensureEditor } from './install.ts';

export interface EditorFigures {
  /** Milliseconds from the start of activation until hooks can ask. */
  readonly activation: number;
  /** Milliseconds from a hook's question until its hold is on screen; the first one opens the panel. */
  readonly painted: readonly number[];
}

const rounds = 6;

export async function measureEditor(): Promise<EditorFigures> {
  const session = await openSession({ chat: false });
  try {
    const figures = (pattern: RegExp) =>
      [...logText(session.host.userData).matchAll(pattern)].map(([, ms]) => Number(ms));
    const activation = await until(
      () => figures(/ready after (\d+) ms/g)[0],
      () => 'the extension never said that it is ready',
      60_000,
    );
    for (let round = 1; round <= rounds; round++) {
      const hook = askHook(session.host.home, session.workspace.folder, round);
      await until(
        () => figures(/painted (\d+) ms after/g).length >= round,
        () => 'the panel never said that it was painted',
        30_000,
      );
      await session.panel.deny();
      await hook;
    }
    return { activation, painted: figures(/painted (\d+) ms after/g).slice(0, rounds) };
  } finally {
    await session.close();
  }
}

/** Starts the installed launcher as Claude Code would, and resolves when it has answered. */
function askHook(home: string, cwd: string, round: number): Promise<void> {
  const hook = spawn(join(home, '.holdpoint/bin/holdpoint-hook'), ['claude-code'], {
    env: { PATH: process.env.PATH, HOME: home },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  hook.stdin.end(
    JSON.stringify({
      session_id: 'bench',
      cwd,
      hook_event_name: 'PreToolUse',
      tool_name: 'Bash',
      tool_input: { command: `terraform -chdir=infra apply -auto-approve -var round=${round}` },
      tool_use_id: `toolu_${round}`,
    }),
  );
  return new Promise((resolve) => hook.once('close', () => resolve()));
}

/** Everything the extension wrote to its log, of all windows. */
function logText(folder: string): string {
  return readdirSync(join(folder, 'logs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /Holdpoint\.log$/.test(name))
    .map((name) => readFileSync(join(folder, 'logs', name), 'utf8'))
    .join('\n');
}
