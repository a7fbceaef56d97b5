/** Cursor: one line for every tool, its three events that decide, and what each of them is answered. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { cursor } from '../../src/agents/cursor.ts';
import { recognise } from '../../src/agents/index.ts';
import { ShapeError } from '../../src/base/json.ts';
import type { ToolCall } from '../../src/core/toolCall.ts';
import { spell } from '../support/spell.ts';

const fixtures = new URL('../fixtures/agents/cursor/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.documented.json`, fixtures), 'utf8'));
const env = { HOME: '/home/dev' };
const base = { conversation_id: 's', cursor_version: '3', workspace_roots: ['/p'] };
const generic = (tool_name: unknown, tool_input: unknown, more: object = {}) => ({
  ...base,
  hook_event_name: 'preToolUse',
  tool_name,
  tool_input,
  cwd: '',
  ...more,
});

function callOf(payload: unknown): ToolCall {
  const event = cursor.decode(payload, env);
  assert(event.kind === 'call');
  return event.call;
}

describe('tools', () => {
  const is = (tool: string, input: object, expected: string) =>
    test(`${tool} ${JSON.stringify(input)}`, () => assert.equal(spell(callOf(generic(tool, input)).action), expected));

  is('Shell', { command: 'terraform destroy' }, 'bash: terraform destroy');
  is('Write', { file_path: '/p/main.tf', content: '' }, 'write /p/main.tf');
  is('Write', { path: 'main.tf', contents: '' }, 'write /p/main.tf');
  is('Write', { path: 'main.tf' }, 'patch /p/main.tf');
  is('StrReplace', { path: 'main.tf', old_string: 'a', new_string: 'b' }, 'replace /p/main.tf');
  is('EditNotebook', { target_notebook: 'a.ipynb', new_string: 'b' }, 'patch /p/a.ipynb');
  is('ApplyPatch', { patch: '*** Begin Patch\n*** Delete File: a\n*** End Patch' }, 'delete /p/a');
  is('Delete', { path: 'main.tf' }, 'delete /p/main.tf');
  is('MCP:drop_database', { name: 'prod' }, 'mcp ? drop_database');
  is('Task', { prompt: 'x' }, 'look');
  is('Read', { path: 'main.tf' }, 'look');
  is('SomethingNew', {}, 'opaque');
  is('constructor', {}, 'opaque');
  is('shell', { command: 'terraform destroy' }, 'opaque');
});

describe('the events of one call ask the same', () => {
  const same = (title: string, one: unknown, other: unknown) =>
    test(title, () => {
      const [first, second] = [callOf(one), callOf(other)];
      assert.deepEqual({ ...first, claim: undefined }, { ...second, claim: undefined });
      // With an id on one side only they could not join.
      assert.equal(first.callId, undefined);
    });

  same('a command', read('preToolUse.Shell'), read('beforeShellExecution'));
  same('a command, from the command line', read('preToolUse.Shell'), read('beforeShellExecution.cli'));
  same('an MCP tool', read('preToolUse.MCP'), read('beforeMCPExecution'));
  test('under different names of the configuration', () => {
    const text = cursor.settings[0]?.install(undefined, { launcher: '/h/holdpoint-hook', platform: 'posix' }) ?? '';
    const { hooks } = JSON.parse(text);
    assert.match(hooks.preToolUse[0].command, / cursor --via cursor-tools \|\| exit 2/);
    assert.match(hooks.beforeShellExecution[0].command, / cursor \|\| exit 2/);
    assert.match(hooks.postToolUse[0].command, / cursor observe \|\| :.*; echo '{"continue":true}'$/);
    assert.equal(hooks.preToolUse[0].failClosed, true);
    assert.equal(hooks.postToolUse[0].failClosed, undefined);
  });
});

describe('who, where and how long', () => {
  test('a command runs where its input says', () => {
    const at = (working_directory: unknown) => callOf(generic('Shell', { command: 'make', working_directory })).cwd;
    assert.deepEqual(['envs', '/q', '', undefined].map(at), ['/p/envs', '/q', '/p', '/p']);
    assert.throws(() => at(1), ShapeError);
  });
  test('it comes in through Claude Code’s entry as well', () => {
    for (const entry of ['cursor', 'claude-code'])
      assert.equal(recognise(entry, read('preToolUse.Shell'), env), cursor);
  });
  test('a window without a folder', () =>
    assert.equal(callOf(generic('Read', {}, { workspace_roots: [] })).cwd, '/home/dev'));
  test('MCP calls are ended after a minute', () => {
    assert.equal(cursor.patience(callOf(read('beforeMCPExecution'))), 45);
    assert.equal(cursor.patience(callOf(read('beforeShellExecution'))), 3300);
  });
});

describe('payloads of the wrong shape', () => {
  const wrong = (title: string, payload: object) =>
    test(title, () => assert.throws(() => cursor.decode(payload, env), ShapeError));
  const shell = { ...base, hook_event_name: 'beforeShellExecution', command: 'ls', cwd: '/p' };
  const mcp = { ...base, hook_event_name: 'beforeMCPExecution', tool_name: 'x', tool_input: '{}' };

  wrong('no command', { ...shell, command: undefined });
  wrong('a command that is a list', { ...shell, command: ['ls'] });
  wrong('a relative directory', { ...shell, cwd: 'p' });
  wrong('no conversation', { ...shell, conversation_id: undefined });
  wrong('no event', { ...shell, hook_event_name: undefined });
  wrong('input that is no JSON', { ...mcp, tool_input: '{' });
  wrong('input that is a list', { ...mcp, tool_input: '[]' });
  wrong('no MCP tool', { ...mcp, tool_name: undefined });
  wrong('no input', generic('Shell', undefined));
  wrong('two paths', generic('Write', { path: 'a', file_path: 'b', content: '' }));
  wrong('a call under an unknown event', { ...generic('Shell', { command: 'ls' }), hook_event_name: 'beforeTool' });
});

describe('answers', () => {
  const says = (
    title: string,
    event: string | undefined,
    release: 'neutral' | 'proceed' | 'refuse',
    expected: object,
  ) =>
    test(title, () => {
      const reply = cursor.encode(
        release === 'neutral' ? { kind: release } : { kind: release, message: 'N\no.' },
        event === undefined ? undefined : { ...base, hook_event_name: event },
      );
      assert.deepEqual({ ...reply, stdout: JSON.parse(reply.stdout) }, { exitCode: 0, stdout: expected, stderr: '' });
      assert.doesNotMatch(reply.stdout, /\n/);
    });
  const no = { permission: 'deny', user_message: 'N\no.', agent_message: 'N\no.' };
  const nested = {
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'deny',
      permissionDecisionReason: 'N\no.',
    },
  };

  says('no opinion of a command leaves Cursor’s own question', 'beforeShellExecution', 'neutral', { continue: true });
  says('no opinion of an MCP tool', 'beforeMCPExecution', 'neutral', { continue: true });
  says('no opinion of any tool', 'preToolUse', 'neutral', { permission: 'allow' });
  says('no opinion of what could not be read', undefined, 'neutral', { continue: true });
  says('a command goes ahead', 'beforeShellExecution', 'proceed', { permission: 'allow' });
  says('a refused command', 'beforeShellExecution', 'refuse', no);
  says('a refused tool, in Claude Code’s words as well', 'preToolUse', 'refuse', { ...no, ...nested });
  test('what could not be read is refused', () =>
    assert.deepEqual(cursor.encode({ kind: 'refuse', message: 'No.' }, undefined), {
      exitCode: 2,
      stdout: '',
      stderr: 'No.',
    }));
});

describe('settings', () => {
  const on = { launcher: '/home/dev/.holdpoint/bin/holdpoint-hook', platform: 'posix' } as const;
  const [settings] = cursor.settings;
  assert(settings !== undefined);
  const fresh = settings.install(undefined, on);

  test('made, found, made again, gone', () => {
    assert.equal(JSON.parse(fresh).version, 1);
    assert.equal(settings.inspect(fresh, on).kind, 'installed');
    assert.equal(settings.install(fresh, on), fresh);
    assert.equal(settings.uninstall(fresh), undefined);
  });
  test('a version where there was none, and a person’s own hooks stay', () => {
    const others = '{\n  // mine\n  "hooks": {\n    "stop": [{ "command": "say done" }]\n  }\n}\n';
    const installed = settings.install(others, on);
    assert.equal(settings.inspect(installed, on).kind, 'installed');
    assert.match(installed, /"version": 1/);
    assert.match(installed, /\/\/ mine\n/);
  });
  const finds = (title: string, text: string, what: RegExp) =>
    test(title, () => {
      const state = settings.inspect(text, on);
      assert(state.kind === 'altered');
      assert.match(state.problems.join('; '), what);
    });
  finds('another version', fresh.replace('"version": 1', '"version": 2'), /"version" is not 1/);
  finds('no longer closed', fresh.replace('"failClosed": true', '"failClosed": false'), /failClosed/);
  finds('a shorter time-out', fresh.replace('3600', '30'), /timeout/);
  test('for administrators', () =>
    assert.deepEqual(
      cursor.managed?.(on).map(({ path, text }) => [path, text === fresh]),
      [
        ['/etc/cursor/hooks.json', true],
        ['/Library/Application Support/Cursor/hooks.json', true],
      ],
    ));
});
