/** The real hook program as a real process, bundled once for a run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHook } from '../../scripts/lib/bundles.mjs';

export interface HookRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface StartedHook {
  readonly process: ChildProcess;
  readonly result: Promise<HookRun>;
}

export interface HookProgram {
  start(options: {
    args?: readonly string[];
    input?: string | Buffer;
    env?: Readonly<Record<string, string | undefined>>;
  }): StartedHook;
  dispose(): void;
}

/** Bundles the hook as it ships. */
export async function buildHook(): Promise<HookProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-hook-'));
  const file = join(folder, 'hook.js');
  await bundleHook(folder);
  return {
    start({ args = ['claude-code'], input = '', env = {} }) {
      const began = Date.now();
      const child = spawn(process.execPath, [file, ...args], {
        env: { PATH: process.env.PATH, ...env },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
      return {
        process: child,
        result: new Promise((resolve) =>
          child.once('close', (code) => resolve({ code, stdout, stderr, ms: Date.now() - began })),
        ),
      };
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A PreToolUse payload of Claude Code for a shell line. */
export const bashPayload = (command: string, cwd: string, more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    session_id: 'session-1',
    transcript_path: '/dev/null',
    cwd,
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command, description: 'scripted' },
    tool_use_id: 'toolu_0001',
    ...more,
  });
