/** Gemini CLI: one line for every tool with its look-alike, its answers, what switches it off. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HookCommand } from '../../src/agents/agent.ts';
import { geminiCli } from '../../src/agents/geminiCli.ts';
import { settingsPath } from '../../src/agents/index.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const fixtures = new URL('../fixtures/agents/gemini-cli/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const env = { HOME: '/home/dev' };
const call = (tool: unknown, input: unknown, more: object = {}) => ({
  hook_event_name: 'BeforeTool',
  session_id: 's',
  timestamp: '2026',
  cwd: '/p',
  tool_name: tool,
  tool_input: input,
  ...more,
});
const callOf = (payload: unknown, variables: Record<string, string> = env) => {
  const event = geminiCli.decode(payload, variables);
  assert(event.kind === 'call');
  return event.call;
};

describe('tools', () => {
  const is = (tool: string, input: object, expected: string, more: object = {}, variables?: Record<string, string>) =>
    test(`${tool} ${JSON.stringify(input)}`, () =>
      assert.equal(spell(callOf(call(tool, input, more), variables).action), expected));
  const infra = { mcp_context: { server_name: 'my_infra', tool_name: 'drop_database', command: 'node' } };

  is('run_shell_command', { command: 'terraform destroy' }, 'bash: terraform destroy');
  is('run_shell_command', { command: 'x' }, 'powershell: x', {}, { OS: 'Windows_NT' });
  is('write_file', { file_path: 'main.tf', content: '' }, 'write /p/main.tf');
  is('replace', { file_path: '/p/a', old_string: 'a', new_string: 'b' }, 'replace /p/a');
  is('replace', { file_path: '/p/a', old_string: '', new_string: 'b' }, 'write /p/a');
  is('mcp_my_infra_drop_database', {}, 'mcp my_infra drop_database', infra);
  is('mcp_my_infra_drop_database', {}, 'mcp ? my_infra_drop_database');
  // The event says that it is a server's, whatever its name looks like.
  is('read_file', {}, 'mcp my_infra drop_database', infra);
  is('read_file', { file_path: '/p/a' }, 'look');
  is('invoke_agent', { prompt: 'x' }, 'look');
  is('discovered_tool_deploy', {}, 'opaque');
  is('Bash', { command: 'ls' }, 'opaque');
  is('shell', { command: 'ls' }, 'opaque');
  is('toString', {}, 'opaque');

  test('the folder that a command is for', () => {
    const at = (dir_path: unknown, tool = 'run_shell_command') =>
      callOf(call(tool, { command: 'ls', dir_path, file_path: 'a', content: '' })).cwd;
    assert.equal(at('infra'), '/p/infra');
    assert.equal(at('/infra'), '/infra');
    assert.equal(at('../q'), '/q');
    assert.equal(at(''), '/p');
    assert.equal(at(undefined), '/p');
    assert.equal(at('infra', 'write_file'), '/p');
    assert.throws(() => at(['infra']), ShapeError);
  });
  test('every replacement', () => {
    const { action } = callOf(
      call('replace', { file_path: '/a', old_string: 'a', new_string: 'b', allow_multiple: true }),
    );
    assert(action.kind === 'edit');
    expect(action.edits[0]?.change).toMatchObject({ all: true });
  });
  for (const tool of read('offered-tools.json') as string[])
    test(`${tool} is classified`, () =>
      assert.notEqual(
        callOf(call(tool, { command: 'x', file_path: '/p', content: '', old_string: 'a', new_string: '' })).action.kind,
        'opaque',
      ));
});

describe('payloads of the wrong shape', () => {
  const wrong = (title: string, change: object) =>
    test(title, () =>
      assert.throws(() => geminiCli.decode(call('run_shell_command', { command: 'ls' }, change), env), ShapeError),
    );

  wrong('no event', { hook_event_name: undefined });
  wrong('Claude Code’s event', { hook_event_name: 'PreToolUse' });
  wrong('no directory', { cwd: undefined });
  wrong('no session', { session_id: 1 });
  wrong('no input', { tool_input: undefined });
  wrong('no command', { tool_input: { cmd: 'ls' } });
  wrong('a context that is none', { mcp_context: 'infra' });
  wrong('a context without a server', { mcp_context: { tool_name: 'x' } });
  test('no payload', () => assert.throws(() => geminiCli.decode(null, env), ShapeError));
  test('an event that decides nothing', () =>
    assert.deepEqual(geminiCli.decode({ ...call('', {}), hook_event_name: 'PreCompress', tool_name: undefined }, env), {
      kind: 'other',
    }));
});

describe('answers', () => {
  const payload = read('BeforeTool.run_shell_command.json');
  test('no opinion, and an approval, leave its own question alone', () => {
    for (const kind of ['neutral', 'proceed'] as const)
      assert.deepEqual(geminiCli.encode({ kind, message: 'Yes.' }, payload), { exitCode: 0, stdout: '', stderr: '' });
  });
  test('another line, in the whole input', () => {
    const input = geminiCli.rewrite?.(payload, 'terraform plan');
    assert(input !== undefined);
    const { stdout } = geminiCli.encode({ kind: 'proceed', message: 'Yes.', line: 'x', input }, payload);
    assert.deepEqual(JSON.parse(stdout), {
      decision: 'allow',
      reason: 'Yes.',
      hookSpecificOutput: {
        hookEventName: 'BeforeTool',
        tool_input: { command: 'terraform plan', description: 'scripted', is_background: false },
      },
    });
  });
  test('an edit gets no other line', () =>
    assert.equal(geminiCli.rewrite?.(read('BeforeTool.write_file.json'), 'true'), undefined));
  test('a refusal never comes without words', () => {
    for (const said of [payload, undefined])
      assert.deepEqual(geminiCli.encode({ kind: 'refuse', message: 'No.' }, said), {
        exitCode: 2,
        stdout: '',
        stderr: 'No.',
      });
  });
});

describe('settings', () => {
  const command: HookCommand = { launcher: '/home/dev/.holdpoint/bin/holdpoint-hook', platform: 'posix' };
  const [settings] = geminiCli.settings;
  assert(settings !== undefined);
  const installed = settings.install('{\n  "hooksConfig": { "enabled": true, "disabled": ["lint"] }\n}\n', command);

  test('milliseconds', () =>
    assert.deepEqual(
      JSON.parse(installed).hooks.BeforeTool[0].hooks[0].timeout,
      geminiCli.patience({ agent: '', session: '', tool: '', cwd: '/', env: {}, action: { kind: 'look', tool: '' } }) *
        1000 +
        300_000,
    ));
  const finds = (title: string, change: (text: string) => string, problem: RegExp) =>
    test(title, () => {
      assert.equal(settings.inspect(installed, command).kind, 'installed');
      const state = settings.inspect(change(installed), command);
      assert(state.kind === 'altered');
      assert.match(state.problems.join('; '), problem);
    });
  finds('seconds', (text) => text.replace('3600000', '3600'), /BeforeTool.*timeout/);
  finds('hooks off', (text) => text.replace('"enabled": true', '"enabled": false'), /hooksConfig\.enabled/);
  finds('ours off', (text) => text.replace('"lint"', '"holdpoint"'), /hooksConfig\.disabled/);
  finds('another name', (text) => text.replace('"name": "holdpoint"', '"name": "x"'), /name/);
  test('what older versions have among the hooks is no event', () => {
    const old = '{ "hooks": { "enabled": true, "disabled": ["lint"], "BeforeTool": [] } }';
    assert.equal(
      settings.uninstall(settings.install(old, command)),
      '{ "hooks": { "enabled": true, "disabled": ["lint"] } }',
    );
  });
  test('its home can be somewhere else', () => {
    assert.equal(settingsPath(settings, '/home/dev', { GEMINI_CLI_HOME: '/data/g' }), '/data/g/.gemini/settings.json');
    assert.equal(settingsPath(settings, '/home/dev', {}), '/home/dev/.gemini/settings.json');
  });
  test('for everybody on a machine', () => expect(geminiCli.managed?.(command)).toMatchSnapshot());
});
