/** Factory Droid: one line for every tool with its look-alike, its answers, and the two files its hooks may stand in. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HookCommand } from '../../src/agents/agent.ts';
import { droid } from '../../src/agents/droid.ts';
import { ShapeError } from '../../src/base/json.ts';
import { settingsOf } from '../../src/setup/site.ts';
import { spell } from '../support/spell.ts';

const fixtures = new URL('../fixtures/agents/droid/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const env = { HOME: '/home/dev', DROID_PROJECT_DIR: '/p' };
const call = (tool: unknown, input: unknown, more: object = {}) => ({
  hook_event_name: 'PreToolUse',
  session_id: 's',
  permission_mode: 'auto-low',
  cwd: '/p',
  tool_name: tool,
  tool_input: input,
  ...more,
});
const callOf = (payload: unknown, variables: Record<string, string> = env) => {
  const event = droid.decode(payload, variables);
  assert(event.kind === 'call');
  return event.call;
};

describe('tools', () => {
  const is = (tool: string, input: object, expected: string, variables?: Record<string, string>) =>
    test(`${tool} ${JSON.stringify(input)}`, () =>
      assert.equal(spell(callOf(call(tool, input), variables).action), expected));
  const patch = '*** Begin Patch\n*** Delete File: main.tf\n*** End Patch';

  is('Execute', { command: 'terraform destroy', summary: 'x' }, 'bash: terraform destroy');
  is('Execute', { command: 'x' }, 'powershell: x', { OS: 'Windows_NT' });
  is('Create', { file_path: 'main.tf', content: '' }, 'write /p/main.tf');
  is('Edit', { file_path: '/p/a', old_str: 'a', new_str: 'b' }, 'replace /p/a');
  is('Edit', { file_path: '/p/a', old_str: '', new_str: 'b' }, 'write /p/a');
  is('ApplyPatch', { input: patch }, 'delete /p/main.tf');
  is('ApplyPatch', { input: 'rubbish' }, 'opaque');
  is('infra___drop_database', {}, 'mcp infra drop_database');
  is('my_infra___drop_database', {}, 'mcp my_infra drop_database');
  is('a___b___c', {}, 'mcp ? a___b___c');
  is('mcp__infra__drop_database', {}, 'mcp infra drop_database');
  is('infra__drop_database', {}, 'opaque');
  is('Read', { file_path: '/p/a' }, 'look');
  is('Task', { prompt: 'x' }, 'look');
  is('Script', { code: 'x' }, 'opaque');
  is('Bash', { command: 'ls' }, 'opaque');
  is('Write', { file_path: '/p/a', content: '' }, 'opaque');
  is('constructor', {}, 'opaque');

  test('every replacement, and what it says of the command', () => {
    const { action } = callOf(call('Edit', { file_path: '/a', old_str: 'a', new_str: 'b', change_all: true }));
    assert(action.kind === 'edit');
    expect(action.edits[0]?.change).toMatchObject({ all: true });
    assert.equal(callOf(call('Execute', { command: 'ls', summary: 'List files' })).claim, 'List files');
  });
  for (const tool of read('offered-tools.json') as string[])
    test(`${tool} is classified`, () =>
      assert.notEqual(
        callOf(call(tool, { command: 'x', file_path: '/p', content: '', old_str: 'a', new_str: '' })).action.kind,
        'opaque',
      ));
});

describe('payloads of the wrong shape', () => {
  const wrong = (title: string, change: object) =>
    test(title, () => assert.throws(() => droid.decode(call('Execute', { command: 'ls' }, change), env), ShapeError));

  wrong('no event', { hook_event_name: undefined });
  wrong('a tool call under another event', { hook_event_name: 'PermissionRequest' });
  wrong('no directory', { cwd: undefined });
  wrong('no session', { session_id: {} });
  wrong('no tool', { tool_name: undefined });
  wrong('no input', { tool_input: undefined });
  wrong('no command', { tool_input: { cmd: 'ls' } });
  for (const value of [null, 7, []])
    test(`${JSON.stringify(value)}`, () => assert.throws(() => droid.decode(value, env), ShapeError));
});

describe('answers', () => {
  const payload = read('PreToolUse.Execute.json');
  test('no opinion is silence', () =>
    assert.deepEqual(droid.encode({ kind: 'neutral' }, payload), { exitCode: 0, stdout: '', stderr: '' }));
  test('a refusal is exit 2, which no other hook’s `allow` can undo', () =>
    assert.deepEqual(droid.encode({ kind: 'refuse', message: 'No.' }, undefined), {
      exitCode: 2,
      stdout: '',
      stderr: 'No.',
    }));
  test('an approval, of another line too', () => {
    const input = droid.rewrite?.(payload, 'terraform plan');
    assert(input !== undefined);
    const { exitCode, stdout } = droid.encode({ kind: 'proceed', message: 'Yes.', line: 'x', input }, payload);
    assert.equal(exitCode, 0);
    assert.deepEqual(JSON.parse(stdout).hookSpecificOutput, {
      hookEventName: 'PreToolUse',
      permissionDecision: 'allow',
      permissionDecisionReason: 'Yes.',
      updatedInput: { command: 'terraform plan', timeout: 60, summary: 'scripted' },
    });
    assert.equal(droid.rewrite?.(read('PreToolUse.Create.json'), 'x'), undefined);
  });
});

describe('files', () => {
  const command: HookCommand = { launcher: '/home/dev/.holdpoint/bin/holdpoint-hook', platform: 'posix' };
  const [settings, hooks, ...none] = droid.settings;
  assert(settings !== undefined && hooks !== undefined && none.length === 0);

  test('fresh', () => expect(settings.install(undefined, command)).toMatchSnapshot());
  const files: Record<string, string> = {
    comments: '// mine\n{\n  "Stop": [{ "hooks": [{ "type": "command", "command": "say done" }] }] // done\n}\n',
    'Windows line ends': '{\r\n  "PreToolUse": [\r\n    { "hooks": [] }\r\n  ]\r\n}\r\n',
    'one line': '{"Stop":[{"hooks":[{"type":"command","command":"x"}]}]}',
    'a key that is no event': '{ "$schema": "x", "version": 2 }\n',
  };
  for (const [title, text] of Object.entries(files))
    test(`hooks.json, ${title}: in, in again, out to the byte`, () => {
      const installed = hooks.install(text, command);
      assert.equal(hooks.inspect(text, command).kind, 'absent');
      assert.equal(hooks.inspect(installed, command).kind, 'installed');
      assert.equal(hooks.install(installed, command), installed);
      assert.equal(hooks.uninstall(installed), text);
    });
  test('hooks.json has its events at the top', () => {
    const { hooks: wrapped, PreToolUse } = JSON.parse(hooks.install('{}', command));
    assert.equal(wrapped, undefined);
    assert.match(JSON.stringify(PreToolUse), /holdpoint-hook.*"timeout":3600/);
  });

  const left = (title: string, text: string, message: RegExp) =>
    test(`left alone: ${title}`, () => assert.throws(() => hooks.install(text, command), message));
  left('a trailing comma', '{ "Stop": [], }', /line 1/);
  left('a byte order mark', '\uFEFF{}', /byte order mark/);
  left('a hook of another kind', '{ "Stop": [{ "hooks": [{ "type": "http" }] }] }', /not a known kind/);
  left('a time-out in words', '{ "Stop": [{ "hooks": [{ "type": "command", "timeout": "9" }] }] }', /timeout/);
  left('a matcher that is none', '{ "Stop": [{ "matcher": 7, "hooks": [] }] }', /matcher/);
  left('an event that is no list', '{ "Stop": {} }', /must be a list/);
  test('the same in settings.json', () =>
    assert.throws(() => settings.install('{ "hooks": { "Stop": {} } }', command), /must be a list/));

  test('hooks switched off, in either file', () => {
    for (const [file, text] of [
      [hooks, '{ "hooksDisabled": true }'],
      [settings, '{ "hooks": { "hooksDisabled": true } }'],
    ] as const) {
      const state = file.inspect(file.install(text, command), command);
      assert(state.kind === 'altered');
      assert.match(state.problems.join('; '), /"hooksDisabled" is on/);
      assert.equal(file.inspect(file.install(text.replace('true', 'false'), command), command).kind, 'installed');
      assert.equal(file.uninstall(file.install(text, command)), text);
    }
  });
  test('hooks.json only where it is there already', () => {
    const home = mkdtempSync(join(tmpdir(), 'droid '));
    try {
      const site = { home, root: join(home, '.holdpoint'), platform: 'posix' as const, env: {} };
      const paths = () => settingsOf([droid], site).map(({ path }) => path.slice(home.length + 1));
      assert.deepEqual(paths(), ['.factory/settings.json']);
      mkdirSync(join(home, '.factory'));
      writeFileSync(join(home, '.factory', 'hooks.json'), '{}');
      assert.deepEqual(paths(), ['.factory/settings.json', '.factory/hooks.json']);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
