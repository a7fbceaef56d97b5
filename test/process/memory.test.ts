/** What one hook process learns from a call, and another one makes of the next: with no gate, a hold is a refusal. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bashPayload, buildHook, type HookProgram } from '../support/hookProcess.ts';

let hook: HookProgram;
beforeAll(async () => {
  hook = await buildHook();
});
afterAll(() => hook.dispose());

let place: string;
let root: string;
let project: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'holdpoint-memory-'));
  root = join(place, '.holdpoint');
  project = join(place, 'project');
  mkdirSync(join(project, 'infra'), { recursive: true });
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const env = () => ({ HOME: place, HOLDPOINT_HOME: root });

/** `neutral`, or the refusal's text. */
async function claude(command: string, session = 'session-1'): Promise<string> {
  const { code, stdout, stderr } = await hook.start({
    input: bashPayload(command, project, { session_id: session }),
    env: env(),
  }).result;
  return code === 0 && stdout === '' ? 'neutral' : stderr;
}

async function vscode(command: string): Promise<string> {
  const { code, stdout } = await hook.start({
    args: ['vscode'],
    input: JSON.stringify({
      timestamp: '2026-01-01T00:00:00.000Z',
      hook_event_name: 'PreToolUse',
      session_id: 'session-2',
      transcript_path: '/user-data/GitHub.copilot-chat/transcripts/x.jsonl',
      tool_name: 'run_in_terminal',
      tool_input: { command, explanation: 'scripted', isBackground: false },
      tool_use_id: 'call-1',
      cwd: project,
    }),
    env: env(),
  }).result;
  return code === 0 && stdout === '' ? 'neutral' : stdout;
}

async function openCode(command: string, workdir?: string): Promise<string> {
  const { stdout, stderr } = await hook.start({
    args: ['opencode'],
    input: JSON.stringify({
      plugin: 'opencode',
      hook: 'tool.execute.before',
      directory: project,
      input: { tool: 'bash', sessionID: 'session-3', callID: 'call-1' },
      output: { args: { command, workdir } },
    }),
    env: env(),
  }).result;
  return stdout.trim() === '{"decision":"neutral"}' ? 'neutral' : stderr;
}

async function cline(...commands: string[]): Promise<string> {
  const { stdout } = await hook.start({
    args: ['cline'],
    input: JSON.stringify({
      taskId: 'session-4',
      workspaceRoots: [project],
      hookName: 'tool_call',
      tool_call: { id: 'call-1', name: 'run_commands', input: { commands } },
    }),
    env: env(),
  }).result;
  const { cancel, errorMessage } = JSON.parse(stdout);
  return cancel === false ? 'neutral' : errorMessage;
}

/** Both events that Cursor fires for one command; what is remembered of the first one must not change the second. */
async function cursor(command: string): Promise<readonly string[]> {
  const shared = { conversation_id: 'session-5', cursor_version: '3', workspace_roots: [project], cwd: project };
  const said: string[] = [];
  for (const event of [
    { hook_event_name: 'preToolUse', tool_name: 'Shell', tool_input: { command } },
    { hook_event_name: 'beforeShellExecution', command },
  ]) {
    const { stdout } = await hook.start({
      args: ['cursor'],
      input: JSON.stringify({ ...shared, ...event }),
      env: env(),
    }).result;
    said.push(JSON.parse(stdout).permission ?? 'neutral');
  }
  return said;
}

const logs = (): string[] => readdirSync(join(root, 'sessions')).filter((name) => name.endsWith('.log'));
const log = (): string => join(root, 'sessions', logs()[0] ?? '');

const refused = /did not run/;

describe('what an earlier call defined', () => {
  const raises = (before: string, command: string, ask = claude) =>
    test(`${before} … ${command}`, async () => {
      expect(await ask(before)).toBe('neutral');
      expect(await ask(command)).toMatch(refused);
    });
  raises('alias tfx=terraform', 'tfx destroy');
  raises('export T=terraform', '$T destroy');
  raises('T=terraform', '$T destroy -auto-approve');
  raises('alias k9=kubectl && echo ok', 'k9 delete ns x');
  raises('cp /usr/bin/terraform ./build-tool', './build-tool destroy');
  raises('V="destroy -auto-approve"', 'terraform $V');
  raises('alias tfx=terraform', 'tfx destroy', vscode);

  const stays = (before: string, command: string, ask = claude) =>
    test(`${before} … ${command}: passes`, async () => {
      expect(await ask(before)).toBe('neutral');
      expect(await ask(command)).toBe('neutral');
    });
  stays('alias ll=ls', 'll');
  stays('export NODE_ENV=test', 'npm run unit');
  stays('alias tfx=terraform', 'echo tfx destroy');
  stays('alias tfx=terraform', 'git status');
  stays('go() { cargo test "$@"; }', 'go all');
  stays('cd infra', 'ls', vscode);
  stays('alias tfx=terraform', 'custom-tool run');

  test('another session knows nothing of it', async () => {
    expect(await claude('alias my1=terraform', 'a')).toBe('neutral');
    expect(await claude('my1 test', 'b')).toBe('neutral');
    expect(await claude('my1 test', 'a')).toMatch(refused);
  });
  test('a definition that is made anew counts', async () => {
    await claude('alias x1=ls');
    expect(await claude('x1 test')).toBe('neutral');
    await claude('alias x1=terraform');
    expect(await claude('x1 test')).toMatch(refused);
  });
  test('the directory of an agent that says where each command runs is not the one an earlier command went to', async () => {
    writeFileSync(join(project, 'infra', 'Makefile'), 'all:\n\tterraform destroy\n');
    expect(await openCode('cd infra')).toBe('neutral');
    expect(await openCode('make')).toBe('neutral');
    expect(await openCode('make', 'infra')).toMatch(refused);
  });
  test('nor is it where every command starts in the workspace, or one of a list in another’s', async () => {
    writeFileSync(join(project, 'infra', 'Makefile'), 'all:\n\tterraform destroy\n');
    expect(await cline('cd infra')).toBe('neutral');
    expect(await cline('make')).toBe('neutral');
    expect(await cline('cd infra', 'make')).toBe('neutral');
    expect(await cline('cd infra && make')).toMatch(refused);
    expect(await cline('ls', 'make -C infra')).toMatch(refused);
  });
  test('an event that fires again for the same command leaves no directory for it', async () => {
    writeFileSync(join(project, 'infra', 'Makefile'), 'all:\n\tterraform destroy\n');
    expect(await cursor('cd infra && make')).toEqual(['deny', 'deny']);
    expect(await cursor('make')).toEqual(['allow', 'neutral']);
  });
  test('a terminal’s directory is the one it was left in', async () => {
    writeFileSync(join(project, 'infra', 'Makefile'), 'all:\n\tterraform destroy\n');
    expect(await vscode('make')).toBe('neutral');
    expect(await vscode('cd infra')).toBe('neutral');
    expect(await vscode('make')).toMatch(refused);
  });
  test('a prompt may be waiting for an answer', async () => {
    expect(await vscode('yes')).toBe('neutral');
    expect(await vscode('terraform apply')).toMatch(refused);
    expect(await vscode('yes')).toMatch(refused);
    expect(await vscode('ls')).toBe('neutral');
  });
});

describe('the record', () => {
  test('is private, and nothing is written for a call that defines nothing', async () => {
    await claude('ls && git status');
    expect(existsSync(join(root, 'sessions'))).toBe(false);
    await claude('alias tfx=terraform');
    expect(statSync(log()).mode & 0o777).toBe(0o600);
    const before = readFileSync(log(), 'utf8');
    await claude('ls');
    await claude('alias tfx=terraform');
    expect(readFileSync(log(), 'utf8')).toBe(before);
  });
  test('holds no secret', async () => {
    await claude('export DB_PASSWORD=hunter2 && export URL=https://u:hunter2@host/x');
    expect(readFileSync(log(), 'utf8')).not.toContain('hunter2');
  });
  test('with a hole, names nobody knows are not trusted', async () => {
    await claude('alias tfx=terraform');
    await claude('alias ll=ls');
    const lines = readFileSync(log(), 'utf8').split('\n');
    writeFileSync(log(), lines.slice(1).join('\n'));
    expect(await claude('tfx destroy')).toMatch(refused);
    expect(await claude('git status && ls && npm test')).toBe('neutral');
  });
  test('deleted, it is missed, also after more was written', async () => {
    await claude('alias tfx=terraform');
    rmSync(log());
    expect(await claude('tfx destroy')).toMatch(refused);
    await claude('alias ll=ls');
    expect(await claude('tfx destroy')).toMatch(refused);
    expect(await claude('git status')).toBe('neutral');
  });
  test('stays bounded', async () => {
    const value = 'x'.repeat(900);
    await claude(`${Array.from({ length: 60 }, (_, index) => `export V${index}=${value}`).join('; ')}`);
    await claude(
      `${Array.from({ length: 60 }, (_, index) => `export W${index}=${value}`).join('; ')}; alias tfx=terraform`,
    );
    expect(statSync(log()).size).toBeLessThan(70_000);
    expect(await claude('tfx destroy')).toMatch(refused);
  });
});
