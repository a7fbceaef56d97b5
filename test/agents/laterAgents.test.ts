/** Goose, Augment, Amp and Continue, as their vendors describe them: one line for every tool, and what each event comes to. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { amp } from '../../src/agents/amp.ts';
import { augment } from '../../src/agents/augment.ts';
import { claudeCode } from '../../src/agents/claudeCode.ts';
import { continueCli } from '../../src/agents/continueCli.ts';
import { goose } from '../../src/agents/goose.ts';
import { recognise } from '../../src/agents/index.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const env = { HOME: '/home/dev' };
type Payload = (tool: string, input: object) => Record<string, unknown>;

function table(agent: Agent, payload: Payload) {
  const call = (tool: string, input: object, variables: Record<string, string> = env) => {
    const event = agent.decode(payload(tool, input), variables);
    assert(event.kind === 'call');
    return event.call;
  };
  return {
    call,
    is: (tool: string, input: object, expected: string, variables?: Record<string, string>) =>
      test(`${tool} ${JSON.stringify(input)}`, () =>
        assert.equal(spell(call(tool, input, variables).action), expected)),
    wrong: (tool: string, input: object) =>
      test(`${tool} ${JSON.stringify(input)} cannot be read`, () => assert.throws(() => call(tool, input), ShapeError)),
    bad: (...changes: Record<string, unknown>[]) =>
      test('payloads of the wrong shape', () => {
        for (const change of changes)
          assert.throws(
            () => agent.decode({ ...payload('x', {}), ...change }, env),
            ShapeError,
            JSON.stringify(change),
          );
      }),
  };
}

const silence = { exitCode: 0, stdout: '', stderr: '' };
const answers = (agent: Agent) =>
  test('a refusal is exit 2, and nothing else is ever said', () => {
    assert.deepEqual(agent.encode({ kind: 'neutral' }, {}), silence);
    assert.deepEqual(agent.encode({ kind: 'proceed', message: 'Yes.' }, {}), silence);
    assert.deepEqual(agent.encode({ kind: 'refuse', message: 'No.' }, undefined), {
      exitCode: 2,
      stdout: '',
      stderr: 'No.',
    });
    assert.equal(agent.rewrite, undefined);
  });

describe('Goose', () => {
  const payload: Payload = (tool, input) => ({
    event: 'PreToolUse',
    session_id: 's',
    tool_name: tool,
    tool_input: input,
    working_dir: '/p',
    tool_call_id: 'c',
  });
  const { is, wrong, bad } = table(goose, payload);
  is('developer__shell', { command: 'terraform destroy' }, 'bash: terraform destroy');
  is('developer__shell', { command: 'x' }, 'powershell: x', { OS: 'Windows_NT' });
  is('developer__shell', { command: 'make', timeout_secs: 5 }, 'bash: make');
  is('developer__shell', { command: 'make', working_dir: '/q' }, 'opaque');
  is('developer__write', { path: 'main.tf', content: '' }, 'write /p/main.tf');
  is('developer__edit', { path: '/p/a', before: 'a', after: '' }, 'replace /p/a');
  is('developer__edit', { path: '/p/a', before: '', after: 'x' }, 'write /p/a');
  is('developer__text_editor', { command: 'view', path: '/p/a' }, 'look');
  is('developer__text_editor', { command: 'write', path: '/p/a', file_text: '' }, 'write /p/a');
  is('developer__text_editor', { command: 'str_replace', path: '/p/a', old_str: 'a', new_str: '' }, 'replace /p/a');
  is('developer__text_editor', { command: 'insert', path: '/p/a', insert_line: 1, new_str: 'x' }, 'patch /p/a');
  is('developer__tree', { path: '/p' }, 'look');
  is('infra__drop_database', {}, 'mcp infra drop_database');
  is('my_infra__drop__all', {}, 'mcp my_infra drop__all');
  is('computercontroller__automation_script', { language: 'shell', script: 'x' }, 'opaque');
  is('computercontroller__web_scrape', { url: 'x' }, 'mcp computercontroller web_scrape');
  is('developer__something_new', {}, 'opaque');
  is('subagent__execute_task', {}, 'opaque');
  is('platform__manage_schedule', {}, 'opaque');
  is('shell', { command: 'terraform destroy' }, 'opaque');
  is('__x', {}, 'opaque');
  is('constructor', {}, 'opaque');
  wrong('developer__shell', {});
  wrong('developer__text_editor', { command: 'truncate', path: '/p/a' });
  bad(
    { event: undefined },
    { event: 'BeforeTool' },
    { session_id: undefined },
    { working_dir: undefined },
    { working_dir: 'p' },
    { tool_name: undefined, tool_input: {}, event: 'PreToolUse', working_dir: undefined },
    { tool_input: 'x' },
  );
  answers(goose);
  test('a prompt, where no directory is told', () =>
    assert.deepEqual(
      goose.decode({ event: 'UserPromptSubmit', session_id: 's', message: 'Do it.' }, { ...env, PWD: '/p' }),
      { kind: 'prompt', session: 's', prompt: 'Do it.', cwd: '/p' },
    ));
  test('what it says of its own decisions decides nothing', () =>
    assert.throws(
      () => goose.decode({ ...payload('developer__shell', {}), event: 'PreToolUseResult' }, env),
      ShapeError,
    ));
  test('its hook blocks where it cannot decide, and has no matcher', () => {
    const [hooks, plugin] = goose.settings;
    const command = { launcher: '/h/.holdpoint/bin/holdpoint-hook', platform: 'posix' } as const;
    const [entry] = JSON.parse(hooks?.install(undefined, command) ?? '').hooks.PreToolUse;
    assert.equal(entry.matcher, undefined);
    assert.equal(entry.hooks[0].on_failure, 'block');
    assert.equal(entry.hooks[0].timeout, 3600);
    assert.equal(JSON.parse(plugin?.install(undefined, command) ?? '').name, 'holdpoint');
  });
});

describe('Augment', () => {
  const payload: Payload = (tool, input) => ({
    hook_event_name: 'PreToolUse',
    conversation_id: 's',
    workspace_roots: ['/p'],
    tool_name: tool,
    tool_input: input,
    is_mcp_tool: false,
  });
  const { is, wrong, bad, call } = table(augment, payload);
  is('launch-process', { command: 'terraform destroy', cwd: '/p' }, 'bash: terraform destroy');
  is('bash', { command: 'make', cwd: '/q' }, 'opaque');
  is('launch-process', { command: 'x', cwd: '/p' }, 'powershell: x', { OS: 'Windows_NT' });
  is('write-process', { terminal_id: 1, input_text: 'yes\n' }, 'bash (detached): yes\n');
  is('read-process', { terminal_id: 1 }, 'look');
  is('save-file', { path: 'main.tf', file_content: '' }, 'write /p/main.tf');
  is('remove-files', { file_paths: ['main.tf', '/a'] }, 'delete /p/main.tf, delete /a');
  is(
    'str-replace-editor',
    { command: 'str_replace', path: 'a', old_str_1: 'a', new_str_1: '', old_str_2: 'b', new_str_2: '' },
    'replace /p/a, replace /p/a',
  );
  is(
    'str-replace-editor',
    { command: 'str_replace', path: 'a', str_replace_entries: [{ old_str: 'a', new_str: 'b' }] },
    'replace /p/a',
  );
  is('str-replace-editor', { command: 'insert', path: 'a', insert_line_1: 1, new_str_1: 'x' }, 'patch /p/a');
  is('apply_patch', { input: '*** Begin Patch\n*** Delete File: main.tf\n*** End Patch' }, 'delete /p/main.tf');
  is('view', { path: 'a' }, 'look');
  is('setup-script', {}, 'opaque');
  is('sub-agent-code', {}, 'opaque');
  is('github-api', {}, 'opaque');
  is('constructor', {}, 'opaque');
  wrong('launch-process', { cwd: '/p' });
  wrong('str-replace-editor', { command: 'str_replace', path: 'a' });
  wrong('str-replace-editor', { command: 'str_replace', path: 'a', old_str_1: 'a' });
  wrong('remove-files', { file_paths: [] });
  bad(
    { hook_event_name: undefined },
    { hook_event_name: 'beforeTool' },
    { conversation_id: undefined },
    { workspace_roots: undefined },
    { workspace_roots: [] },
    { workspace_roots: ['p'] },
    { tool_input: 'x' },
  );
  answers(augment);
  test('the tool of a server has no name that could be taken for another tool', () => {
    const event = augment.decode({ ...payload('launch-process', { command: 'ls' }), is_mcp_tool: true }, env);
    assert(event.kind === 'call');
    assert.equal(spell(event.call.action), 'mcp ? launch-process');
  });
  test('a process starts in its own directory', () => {
    assert.equal(call('launch-process', { command: 'x', cwd: 'envs' }).cwd, '/p/envs');
    assert.equal(call('save-file', { path: 'a', file_content: '', cwd: 'envs' }).cwd, '/p');
  });
  test('a tool that failed', () => {
    const event = augment.decode({ ...payload('view', {}), hook_event_name: 'PostToolUse', tool_error: 'no' }, env);
    assert(event.kind === 'after' && event.failed);
  });
  test('Cursor has the same fields, and one more', () =>
    assert(!augment.sends({ ...payload('x', {}), cursor_version: '2' }, {})));
  test('administrators get the same entries', () => {
    const launcher = { launcher: '/opt/holdpoint-hook', platform: 'posix' } as const;
    const [file] = augment.managed?.(launcher) ?? [];
    assert.equal(file?.path, '/etc/augment/settings.json');
    assert.equal(augment.settings[0]?.inspect(file?.text, launcher).kind, 'installed');
  });
  test('Windows starts the program itself', () => {
    const launcher = { launcher: 'C:\\Users\\d e\\.holdpoint\\bin\\holdpoint-hook.ps1', platform: 'windows' } as const;
    const [entry] = JSON.parse(augment.settings[0]?.install(undefined, launcher) ?? '').hooks.PreToolUse;
    assert.equal(
      entry.hooks[0].command,
      'powershell.exe -NoProfile -ExecutionPolicy Bypass -File "C:\\Users\\d e\\.holdpoint\\bin\\holdpoint-hook.ps1" augment',
    );
    assert.equal(entry.hooks[0].timeout, 3_600_000);
  });
});

describe('Amp', () => {
  const payload: Payload = (tool, input) => ({
    plugin: 'amp',
    hook: 'tool.call',
    directory: '/p',
    process: 1,
    event: { tool, input, toolUseID: 'c', thread: { id: 't' } },
  });
  const { is, wrong, bad, call } = table(amp, payload);
  is('Bash', { cmd: 'terraform destroy', cwd: '/p' }, 'bash: terraform destroy');
  is('shell_command', { command: 'terraform destroy' }, 'bash: terraform destroy');
  is('create_file', { path: 'main.tf', content: '' }, 'write /p/main.tf');
  is('edit_file', { path: '/p/a', old_str: 'a', new_str: 'b', replace_all: true }, 'replace /p/a');
  is('apply_patch', { patchText: '*** Begin Patch\n*** Delete File: main.tf\n*** End Patch' }, 'delete /p/main.tf');
  is('apply_patch', { patchText: 'rubbish' }, 'opaque');
  is('mcp__infra__drop', {}, 'mcp infra drop');
  is('Read', { path: '/p/a' }, 'look');
  is('Task', { prompt: 'x' }, 'opaque');
  is('my_plugin_tool', {}, 'opaque');
  is('constructor', {}, 'opaque');
  wrong('Bash', {});
  wrong('edit_file', { path: '/p/a', old_str: 'a' });
  is('Bash', { cmd: 'ls', command: 'ls' }, 'bash: ls');
  wrong('Bash', { cmd: 'terraform destroy', command: 'ls' });
  wrong('Bash', { cmd: 'make', cwd: '/p', workdir: '/q' });
  wrong('apply_patch', { patchText: '*** Begin Patch\n*** Delete File: a\n*** End Patch', input: 'x' });
  bad(
    { hook: undefined },
    { hook: 'tool.before' },
    { directory: undefined },
    { directory: 'p' },
    { event: undefined },
    { event: { tool: 1, input: {} } },
    { event: {}, hook: 'plugin.init', process: undefined },
  );
  test('a command runs where Amp says, or where its input does', () => {
    assert.equal(call('Bash', { cmd: 'x', cwd: 'envs' }).cwd, '/p/envs');
    const event = amp.decode({ ...payload('Bash', { cmd: 'x', cwd: 'envs' }), dir: '/srv' }, env);
    assert(event.kind === 'call');
    assert.equal(event.call.cwd, '/srv');
  });
  test('its plugin begins with the marker that the first versions wanted', () => {
    const text = amp.settings[0]?.install(undefined, { launcher: '/h/holdpoint-hook', platform: 'posix' }) ?? '';
    assert.match(
      text,
      /^\/\/ @i-know-the-amp-plugin-api-is-wip-and-very-experimental-right-now\n\/\/ Holdpoint's plugin/,
    );
    assert.equal(amp.settings[0]?.uninstall(text), undefined);
  });
});

describe('Continue', () => {
  const payload: Payload = (tool, input) => ({
    hook_event_name: 'PreToolUse',
    session_id: 's',
    transcript_path: '/t',
    cwd: '/p',
    tool_name: tool,
    tool_input: input,
    tool_use_id: 'c',
  });
  const { is, wrong } = table(continueCli, payload);
  is('Bash', { command: 'terraform destroy' }, 'bash: terraform destroy');
  is('Write', { filepath: 'main.tf', content: '' }, 'write /p/main.tf');
  is('Edit', { filepath: '/p/a', old_string: 'a', new_string: '' }, 'replace /p/a');
  is('MultiEdit', { filepath: '/p/a', edits: [{ old_string: 'a', new_string: '' }] }, 'replace /p/a');
  is('Read', { filepath: '/p/a' }, 'look');
  is('drop_database', {}, 'opaque');
  is('constructor', {}, 'opaque');
  wrong('Write', { filepath: '/p/a' });
  test('through the entry of Claude Code, whose hooks it reads', () => {
    assert.equal(recognise('claude-code', payload('Write', { filepath: '/p/a', content: '' }), env), continueCli);
    const both = payload('Write', { filepath: '/p/a', file_path: '/p/.claude/settings.json', content: '' });
    assert.equal(recognise('claude-code', both, env), claudeCode);
    assert.equal(recognise('claude-code', payload('Write', { file_path: '/p/a', content: '' }), env).id, 'claude-code');
  });
  test('it is said not to be held', () => {
    assert.deepEqual(continueCli.coverage.intercepts, []);
    assert.deepEqual(continueCli.settings, []);
    assert.equal(continueCli.encode({ kind: 'refuse', message: 'No.' }, undefined).exitCode, 2);
  });
});
