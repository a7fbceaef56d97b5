/** Windsurf: its four acts, and the one answer it knows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { windsurf } from '../../src/agents/windsurf.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const fixtures = new URL('../fixtures/agents/windsurf/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.documented.json`, fixtures), 'utf8'));
const env = { HOME: '/home/dev', PWD: '/work' };
const act = (agent_action_name: unknown, tool_info: unknown, more: object = {}) => ({
  agent_action_name,
  trajectory_id: 't',
  execution_id: 'e',
  tool_info,
  ...more,
});

describe('acts', () => {
  const is = (name: string, info: object, expected: string) =>
    test(`${name} ${JSON.stringify(info)}`, () => {
      const event = windsurf.decode(act(name, info), env);
      assert(event.kind === 'call' || event.kind === 'after');
      assert.equal(spell(event.call.action), expected);
    });

  is('pre_run_command', { command_line: 'terraform destroy', cwd: '/p' }, 'bash: terraform destroy');
  is('post_run_command', { command_line: 'terraform destroy', cwd: '/p' }, 'bash: terraform destroy');
  is('pre_write_code', { file_path: '/p/a.tf', edits: [{ old_string: 'a', new_string: 'b' }] }, 'replace /p/a.tf');
  is('pre_write_code', { file_path: '/p/a.tf', edits: [{ old_string: '', new_string: 'b' }] }, 'write /p/a.tf');
  is('pre_mcp_tool_use', { mcp_server_name: 'infra', mcp_tool_name: 'drop', mcp_tool_arguments: {} }, 'mcp infra drop');
  is('pre_read_code', { file_path: '/p/a.tf' }, 'look');

  test('without a directory it is the one the hook was started in', () => {
    const event = windsurf.decode(act('pre_read_code', { file_path: 'a' }), env);
    assert(event.kind === 'call');
    assert.equal(event.call.cwd, '/work');
  });
  test('a prompt has no conversation, so its turn stands for it', () => {
    const event = windsurf.decode(read('pre_user_prompt'), env);
    assert(event.kind === 'prompt');
    assert.equal(event.session, '00000000-0000-4000-8000-000000000002');
  });
});

describe('payloads of the wrong shape', () => {
  const wrong = (title: string, payload: object) =>
    test(title, () => assert.throws(() => windsurf.decode(payload, env), ShapeError));

  wrong('a new act', act('pre_open_browser', {}));
  wrong('no act', act(undefined, {}));
  wrong('no command', act('pre_run_command', { cwd: '/p' }));
  wrong('a command that is a list', act('pre_run_command', { command_line: ['ls'], cwd: '/p' }));
  wrong('a relative directory', act('pre_run_command', { command_line: 'ls', cwd: 'p' }));
  wrong('no info', act('pre_run_command', undefined));
  wrong('no edits', act('pre_write_code', { file_path: '/p/a', edits: [] }));
  wrong('no conversation', act('pre_read_code', { file_path: 'a' }, { trajectory_id: undefined }));
  wrong('no server', act('pre_mcp_tool_use', { mcp_tool_name: 'drop' }));
});

test('only exit 2 says no, and nothing says anything else', () => {
  const silence = { exitCode: 0, stdout: '', stderr: '' };
  assert.deepEqual(windsurf.encode({ kind: 'neutral' }, undefined), silence);
  assert.deepEqual(windsurf.encode({ kind: 'proceed', message: 'Yes.' }, undefined), silence);
  const refusal = { exitCode: 2, stdout: '', stderr: 'No.' };
  assert.deepEqual(windsurf.encode({ kind: 'refuse', message: 'No.' }, undefined), refusal);
});

describe('settings', () => {
  const [settings] = windsurf.settings;
  assert(settings !== undefined);
  const hooksOf = (text: string | undefined) => JSON.parse(text ?? '').hooks;

  test('every act before it happens, and no time-out, which it does not know', () => {
    const hooks = hooksOf(settings.install(undefined, { launcher: '/h/holdpoint-hook', platform: 'posix' }));
    for (const name of ['pre_run_command', 'pre_write_code', 'pre_mcp_tool_use', 'pre_read_code']) {
      assert.match(hooks[name][0].command, / windsurf .*exit 2$/);
      assert.deepEqual(Object.keys(hooks[name][0]), ['command', 'show_output']);
    }
  });
  test('on Windows in the words of PowerShell', () => {
    const on = { launcher: 'C:\\h\\holdpoint-hook.ps1', platform: 'windows' } as const;
    const { pre_run_command, post_run_command } = hooksOf(settings.install(undefined, on));
    assert.match(pre_run_command[0].powershell, /^& .* windsurf; if \(\$LASTEXITCODE -eq 0\)/);
    assert.match(post_run_command[0].powershell, /^& .* windsurf observe; exit 0$/);
  });
});
