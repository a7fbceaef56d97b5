/** Devin: Claude Code's payload without a directory, and tools of its own. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { devin } from '../../src/agents/devin.ts';
import { recognise } from '../../src/agents/index.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const env = { HOME: '/home/dev', DEVIN_PROJECT_DIR: '/p' };
const call = (tool_name: unknown, tool_input: unknown, more: object = {}) => ({
  hook_event_name: 'PreToolUse',
  session_id: 's',
  prompt_id: 'p',
  tool_name,
  tool_input,
  tool_use_id: 'c',
  ...more,
});
const callOf = (payload: unknown) => {
  const event = devin.decode(payload, env);
  assert(event.kind === 'call');
  return event.call;
};

describe('tools', () => {
  const is = (tool: string, input: object, expected: string) =>
    test(`${tool} ${JSON.stringify(input)}`, () => assert.equal(spell(callOf(call(tool, input)).action), expected));

  is('exec', { command: 'terraform destroy', shell_id: 'main' }, 'bash: terraform destroy');
  is('exec', { command: 'make', exec_dir: '/q' }, 'opaque');
  is('write', { path: 'main.tf', content: '' }, 'write /p/main.tf');
  is('write', { file_path: '/p/main.tf', content: '' }, 'write /p/main.tf');
  is('edit', { file_path: 'main.tf', old_string: 'a', new_string: 'b' }, 'replace /p/main.tf');
  is('edit', { path: 'main.tf', changes: [] }, 'patch /p/main.tf');
  is('apply_patch', { path: 'main.tf', patch: '@@ -1 +1 @@' }, 'patch /p/main.tf');
  is('mcp__infra__drop_database', {}, 'mcp infra drop_database');
  is('mcp__my__infra__drop', {}, 'mcp ? my__infra__drop');
  is('run_subagent', { task: 'x' }, 'look');
  is('read', { file_path: 'a' }, 'look');
  is('write_to_process', { input: 'yes' }, 'opaque');
  is('constructor', {}, 'opaque');
  is('Exec', { command: 'terraform destroy' }, 'opaque');
});

describe('who, and where', () => {
  const fixtures = new URL('../fixtures/agents/devin/', import.meta.url);
  const payload: unknown = JSON.parse(readFileSync(new URL('PreToolUse.exec.documented.json', fixtures), 'utf8'));

  test('it comes in through Claude Code’s entry as well, under the same id', () => {
    for (const entry of ['devin', 'claude-code']) assert.equal(recognise(entry, payload, env), devin);
    assert.equal(callOf(payload).callId, 'exec:0#00000000000000000000000000000001');
  });
  test('the directory is in the environment', () => {
    assert.equal(callOf(payload).cwd, '/p');
    assert.equal(callOf({ ...call('read', {}), cwd: '/q' }).cwd, '/q');
    assert.throws(() => devin.decode(payload, {}), ShapeError);
  });
  test('what failed is told', () => {
    for (const success of [true, false]) {
      const event = devin.decode(
        { ...call('exec', { command: 'x' }), hook_event_name: 'PostToolUse', tool_response: { success } },
        env,
      );
      assert(event.kind === 'after');
      assert.equal(event.failed, !success);
    }
  });
});

describe('payloads of the wrong shape', () => {
  const wrong = (title: string, payload: object) =>
    test(title, () => assert.throws(() => devin.decode(payload, env), ShapeError));

  wrong('no command', call('exec', {}));
  wrong('no input', call('exec', undefined));
  wrong('no tool', call(undefined, {}));
  wrong('no session', call('read', {}, { session_id: undefined }));
  wrong('a call under an unknown event', call('exec', { command: 'ls' }, { hook_event_name: 'BeforeTool' }));
  wrong('two paths', call('write', { path: 'a', file_path: 'b', content: '' }));
});

describe('answers', () => {
  const silence = { exitCode: 0, stdout: '', stderr: '' };
  test('silence leaves its own question alone, also after an approval', () => {
    assert.deepEqual(devin.encode({ kind: 'neutral' }, {}), silence);
    assert.deepEqual(devin.encode({ kind: 'proceed', message: 'Yes.' }, {}), silence);
  });
  test('no, with the reason', () => {
    const { exitCode, stdout } = devin.encode({ kind: 'refuse', message: 'N\no.' }, {});
    assert.deepEqual([exitCode, JSON.parse(stdout)], [0, { decision: 'block', reason: 'N\no.' }]);
  });
  test('no, to what could not be read', () =>
    assert.deepEqual(devin.encode({ kind: 'refuse', message: 'No.' }, undefined), {
      exitCode: 2,
      stdout: '',
      stderr: 'No.',
    }));
});

test('its entry runs for every tool, and where the person moved the settings', () => {
  const [settings] = devin.settings;
  assert.deepEqual(settings?.movedBy, { variable: 'XDG_CONFIG_HOME', folder: '.config' });
  const { hooks } = JSON.parse(
    settings?.install(undefined, { launcher: '/h/holdpoint-hook', platform: 'posix' }) ?? '',
  );
  assert.deepEqual(Object.keys(hooks.PreToolUse[0]), ['hooks']);
  assert.equal(hooks.PreToolUse[0].hooks[0].timeout, 3600);
});
