/** Qwen Code: one line for every tool with its look-alike, its answers within its sixty seconds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HookCommand } from '../../src/agents/agent.ts';
import { settingsPath } from '../../src/agents/index.ts';
import { qwenCode } from '../../src/agents/qwenCode.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const fixtures = new URL('../fixtures/agents/qwen-code/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const env = { HOME: '/home/dev' };
const call = (tool: unknown, input: unknown, more: object = {}) => ({
  hook_event_name: 'PreToolUse',
  session_id: 's',
  timestamp: '2026',
  permission_mode: 'default',
  cwd: '/p',
  tool_name: tool,
  tool_input: input,
  tool_use_id: 'c',
  ...more,
});
const callOf = (payload: unknown, variables: Record<string, string> = env) => {
  const event = qwenCode.decode(payload, variables);
  assert(event.kind === 'call');
  return event.call;
};

describe('tools', () => {
  const is = (tool: string, input: object, expected: string, variables?: Record<string, string>) =>
    test(`${tool} ${JSON.stringify(input)}`, () =>
      assert.equal(spell(callOf(call(tool, input), variables).action), expected));

  is('run_shell_command', { command: 'terraform destroy' }, 'bash: terraform destroy');
  is('run_shell_command', { command: 'x' }, 'powershell: x', { OS: 'Windows_NT' });
  is('monitor', { command: 'kubectl get pods -w' }, 'bash: kubectl get pods -w');
  is('write_file', { file_path: '/p/main.tf', content: '' }, 'write /p/main.tf');
  is('edit', { file_path: '/p/a', old_string: 'a', new_string: 'b' }, 'replace /p/a');
  is('edit', { file_path: '/p/a', old_string: '', new_string: 'b' }, 'write /p/a');
  is('notebook_edit', { notebook_path: '/p/a.ipynb', new_source: 'x' }, 'patch /p/a.ipynb');
  is('mcp__infra__drop_database', {}, 'mcp infra drop_database');
  is('mcp__my__infra__drop', {}, 'mcp ? my__infra__drop');
  is('agent', { prompt: 'x' }, 'look');
  is('read_file', { file_path: '/p/a' }, 'look');
  is('exec', { code: 'x' }, 'opaque');
  is('workflow', {}, 'opaque');
  is('tool_call', { name: 'mcp__infra__drop_database', arguments: {} }, 'opaque');
  is('replace', { file_path: '/p/a', old_string: 'a', new_string: 'b' }, 'opaque');
  is('Shell', { command: 'ls' }, 'opaque');
  is('valueOf', {}, 'opaque');

  test('the folder that a command is for', () => {
    for (const tool of ['run_shell_command', 'monitor'])
      assert.equal(callOf(call(tool, { command: 'ls', directory: '/infra' })).cwd, '/infra');
    assert.equal(callOf(call('write_file', { file_path: 'a', content: '', directory: '/infra' })).cwd, '/p');
  });
  test('every replacement', () => {
    const { action } = callOf(call('edit', { file_path: '/a', old_string: 'a', new_string: 'b', replace_all: true }));
    assert(action.kind === 'edit');
    expect(action.edits[0]?.change).toMatchObject({ all: true });
  });
  const inputs = { command: 'x', file_path: '/p', content: '', old_string: 'a', new_string: '', notebook_path: '/n' };
  for (const tool of read('offered-tools.json') as string[])
    test(`${tool} is classified`, () =>
      assert.equal(callOf(call(tool, inputs)).action.kind === 'opaque', tool === 'tool_call'));
});

describe('what the person asked', () => {
  const prompt = (fields: object) =>
    qwenCode.decode({ ...call('', {}), hook_event_name: 'UserPromptSubmit', tool_name: undefined, ...fields }, env);
  const said = (text: string) => ({ kind: 'prompt', session: 's', prompt: text, cwd: '/p' });

  test('what was typed, not what was made of it', () =>
    assert.deepEqual(prompt({ prompt: 'Do it.\n\n<context>', submitted_prompt: 'Do it.' }), said('Do it.')));
  test('an older version', () => assert.deepEqual(prompt({ prompt: 'Do it.' }), said('Do it.')));
  test('the empty ones after every tool are none', () => assert.deepEqual(prompt({ prompt: '' }), { kind: 'other' }));
  test('no text', () => assert.throws(() => prompt({ prompt: 7 }), ShapeError));
});

describe('payloads of the wrong shape', () => {
  const wrong = (title: string, change: object) =>
    test(title, () =>
      assert.throws(() => qwenCode.decode(call('run_shell_command', { command: 'ls' }, change), env), ShapeError),
    );

  wrong('no event', { hook_event_name: undefined });
  wrong('a tool call under another event', { hook_event_name: 'PermissionRequest' });
  wrong('no directory', { cwd: '' });
  wrong('no session', { session_id: undefined });
  wrong('no input', { tool_input: null });
  wrong('no command', { tool_input: {} });
  wrong('a folder that is none', { tool_input: { command: 'ls', directory: ['/infra'] } });
  for (const value of [undefined, 'x', []])
    test(`${JSON.stringify(value)}`, () => assert.throws(() => qwenCode.decode(value, env), ShapeError));
});

describe('answers', () => {
  const payload = read('PreToolUse.run_shell_command.json');
  const { action: _, ...rest } = callOf(payload);
  test('no opinion is silence', () =>
    assert.deepEqual(qwenCode.encode({ kind: 'neutral' }, payload), { exitCode: 0, stdout: '', stderr: '' }));
  test('an approval is of this very call; another line is not asked for, since it would not run', () => {
    assert.equal(qwenCode.rewrite, undefined);
    const { exitCode, stdout } = qwenCode.encode({ kind: 'proceed', message: 'Yes.' }, payload);
    assert.equal(exitCode, 0);
    assert.deepEqual(JSON.parse(stdout).hookSpecificOutput, {
      hookEventName: 'PreToolUse',
      permissionDecision: 'allow',
      permissionDecisionReason: 'Yes.',
    });
  });
  test('a refusal is one that no answer of another hook takes back, in JSON on stderr', () => {
    const { exitCode, stdout, stderr } = qwenCode.encode({ kind: 'refuse', message: 'No.' }, undefined);
    assert.deepEqual({ exitCode, stdout }, { exitCode: 2, stdout: '' });
    assert.deepEqual(JSON.parse(stderr), {
      continue: false,
      stopReason: 'No.',
      decision: 'deny',
      reason: 'No.',
      hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: 'No.' },
    });
  });
  test('it gives up well before the sixty seconds are over', () => {
    const patience = qwenCode.patience({ ...rest, action: { kind: 'look', tool: '' } });
    assert(patience > 10 && patience <= 45);
  });
});

describe('settings', () => {
  const command: HookCommand = { launcher: '/home/dev/.holdpoint/bin/holdpoint-hook', platform: 'posix' };
  const [settings] = qwenCode.settings;
  assert(settings !== undefined);
  const installed = settings.install('{\n  "disableAllHooks": false\n}\n', command);
  const finds = (title: string, change: (text: string) => string, problem: RegExp) =>
    test(title, () => {
      assert.equal(settings.inspect(installed, command).kind, 'installed');
      const state = settings.inspect(change(installed), command);
      assert(state.kind === 'altered');
      assert.match(state.problems.join('; '), problem);
    });
  // Below 1000 it means seconds: 60000 would be the same minute, 3600 not even four seconds.
  finds('less time than we wait', (text) => text.replace('"timeout": 60', '"timeout": 3600'), /PreToolUse.*timeout/);
  finds('hooks off', (text) => text.replace('"disableAllHooks": false', '"disableAllHooks": true'), /disableAllHooks/);
  finds('in the background', (text) => text.replace('"timeout": 60', '"timeout": 60, "async": true'), /async/);
  test('its folder can be somewhere else', () =>
    assert.equal(settingsPath(settings, '/home/dev', { QWEN_HOME: '/data/q' }), '/data/q/settings.json'));
  test('on Windows', () =>
    expect(
      settings.install(undefined, { launcher: 'C:\\h\\holdpoint-hook.ps1', platform: 'windows' }),
    ).toMatchSnapshot());
  test('for everybody on a machine', () => expect(qwenCode.managed?.(command)).toMatchSnapshot());
});
