/** Claude Code's side of the contract: starts the command that stands in its settings, with a payload it really sent. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { list, record, text } from '../../../src/base/json.ts';
import { root } from './built.ts';

export interface HookResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningHook {
  /** The shell Claude Code would wait for; the launcher and the hook run below it. */
  readonly process: ChildProcess;
  readonly result: Promise<HookResult>;
}

export interface PayloadChange {
  readonly cwd: string;
  readonly command?: string;
  readonly callId?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly tool?: string;
}

/** A recorded payload, moved to another directory and, where said, to another command. */
export function claudePayload(name: string, { cwd, command, callId, input, tool }: PayloadChange): string {
  const recorded = record(
    JSON.parse(readFileSync(join(root, `test/fixtures/agents/claude-code/${name}.json`), 'utf8')),
  );
  return JSON.stringify({
    ...recorded,
    cwd,
    ...(tool === undefined ? {} : { tool_name: tool }),
    ...(callId === undefined ? {} : { tool_use_id: callId }),
    ...(recorded.tool_input === undefined
      ? {}
      : { tool_input: input ?? { ...record(recorded.tool_input), ...(command === undefined ? {} : { command }) } }),
  });
}

/** The command line in the settings, for an event. */
function installedCommand(home: string, event: string): string {
  const settings = record(JSON.parse(readFileSync(join(home, '.claude/settings.json'), 'utf8')));
  const [group] = list(record(settings.hooks)[event]);
  const [hook] = list(record(group).hooks);
  return text(record(hook).command);
}

/** Runs it as Claude Code does: through `sh -c`, payload on stdin. */
export function startClaudeHook(
  home: string,
  payload: string,
  event = 'PreToolUse',
  env: Readonly<Record<string, string>> = {},
): RunningHook {
  const child = spawn('/bin/sh', ['-c', installedCommand(home, event)], {
    env: { PATH: process.env.PATH, HOME: home, CLAUDECODE: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(payload);
  const result = new Promise<HookResult>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return { process: child, result };
}

/** Whether Claude Code would run the tool after this. Only exit 2 and a JSON denial stop it. */
export function claudeRuns({ code, stdout }: HookResult): boolean {
  if (code === 2) return false;
  try {
    return record(record(JSON.parse(stdout)).hookSpecificOutput).permissionDecision !== 'deny';
  } catch {
    return true;
  }
}
