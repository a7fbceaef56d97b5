/** One line for every tool of the first two agents whose input no agent was caught sending, and their answers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { claudeCode } from '../../src/agents/claudeCode.ts';
import { agents, recognise } from '../../src/agents/index.ts';
import { vscode } from '../../src/agents/vscode.ts';
import { record, ShapeError } from '../../src/base/json.ts';
import type { ToolCall } from '../../src/core/toolCall.ts';
import { spell } from '../support/spell.ts';

const fixtures = new URL('../fixtures/agents/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const names = (file: string) => read(file) as string[];
const env = { HOME: '/home/dev', AWS_PROFILE: 'prod', SHELL: '/bin/bash' };

const anyCall: ToolCall = { agent: 'x', session: 's', tool: '', cwd: '/', env: {}, action: { kind: 'look', tool: '' } };

describe('who sent it', () => {
  const refused = (title: string, entry: string, payload: unknown) =>
    test(title, () => assert.throws(() => recognise(entry, payload, env), ShapeError));

  refused('an entry nobody installs', 'claude', read('claude-code/PreToolUse.Bash.json'));
  refused('no object', 'claude-code', 'PreToolUse');
  refused('nothing', 'claude-code', null);
  refused('Antigravity', 'claude-code', { toolCall: { name: 'run_command' } });
  refused("somebody without a time in VS Code's file", 'vscode', read('claude-code/PreToolUse.Bash.json'));
});

describe('Claude Code tools', () => {
  const is = (tool: string, input: object, expected: string) =>
    test(`${tool} ${JSON.stringify(input)}`, () => {
      const event = claudeCode.decode(
        { hook_event_name: 'PreToolUse', session_id: 's', cwd: '/p', tool_name: tool, tool_input: input },
        env,
      );
      assert(event.kind === 'call');
      assert.equal(spell(event.call.action), expected);
    });

  is('Bash', { command: 'terraform plan' }, 'bash: terraform plan');
  is('Bash', { command: 'sleep 9', run_in_background: true }, 'bash: sleep 9');
  is('Monitor', { command: 'kubectl get pods -w' }, 'bash: kubectl get pods -w');
  is('PowerShell', { command: 'Remove-Item x' }, 'powershell: Remove-Item x');
  is('Write', { file_path: '/p/a/../main.tf', content: '' }, 'write /p/main.tf');
  is('Write', { file_path: '~/.claude/settings.json', content: '{}' }, 'write /home/dev/.claude/settings.json');
  is('Write', { file_path: 'main.tf', content: '' }, 'write /p/main.tf');
  is('Write', { file_path: 'C:\\p\\..\\main.tf', content: '' }, 'write C:/main.tf');
  is('Edit', { file_path: '/p/main.tf', old_string: 'a', new_string: 'b' }, 'replace /p/main.tf');
  is('Edit', { file_path: '/p/new.tf', old_string: '', new_string: 'b' }, 'write /p/new.tf');
  is(
    'MultiEdit',
    {
      file_path: '/p/a',
      edits: [
        { old_string: 'a', new_string: 'b' },
        { old_string: 'c', new_string: '' },
      ],
    },
    'replace /p/a, replace /p/a',
  );
  is('NotebookEdit', { notebook_path: '/p/a.ipynb', new_source: 'x' }, 'patch /p/a.ipynb');
  is('mcp__infra__drop_database', {}, 'mcp infra drop_database');
  is('mcp__my__server__drop', {}, 'mcp ? my__server__drop');
  is('Read', { file_path: '/p/main.tf' }, 'look');
  is('Agent', { prompt: 'x' }, 'look');
  is('Skill', { skill: 'x' }, 'look');
  is('ToolSearch', {}, 'look');
  is('Workflow', { script: 'x' }, 'opaque');
  is('SomethingNew', {}, 'opaque');
  is('constructor', {}, 'opaque');
  is('bash', { command: 'terraform destroy' }, 'opaque');

  test('an MCP server whose name has two underscores in it is split by the name in the event', () => {
    const event = claudeCode.decode(
      {
        hook_event_name: 'PreToolUse',
        session_id: 's',
        cwd: '/p',
        tool_name: 'mcp__my__infra__drop',
        tool_input: {},
        mcp_server: { name: 'my__infra' },
      },
      env,
    );
    assert(event.kind === 'call');
    assert.equal(spell(event.call.action), 'mcp my__infra drop');
  });

  const opaqueOffered = new Map([
    ['Workflow', true],
    ['DeferredToolPlaceholder', true],
  ]);
  for (const tool of names('claude-code/offered-tools.json')) {
    const inputs = { command: 'x', file_path: '/p/x', content: '', old_string: 'a', new_string: 'b' };
    test(`${tool} is classified`, () => {
      const event = claudeCode.decode(
        { hook_event_name: 'PreToolUse', session_id: 's', cwd: '/p', tool_name: tool, tool_input: inputs },
        env,
      );
      assert(event.kind === 'call');
      assert.equal(event.call.action.kind === 'opaque', opaqueOffered.get(tool) ?? false);
    });
  }
});

describe('VS Code tools', () => {
  const call = (tool: string, input: object, variables: Record<string, string> = env) =>
    vscode.decode(
      {
        hook_event_name: 'PreToolUse',
        timestamp: '2026',
        session_id: 's',
        cwd: '/p',
        tool_name: tool,
        tool_input: input,
        tool_use_id: 'c',
      },
      variables,
    );
  const is = (tool: string, input: object, expected: string, variables?: Record<string, string>) =>
    test(`${tool} ${JSON.stringify(input)}`, () => {
      const event = call(tool, input, variables);
      assert(event.kind === 'call');
      assert.equal(spell(event.call.action), expected);
    });
  const patch = (...lines: string[]) => ({
    input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n'),
    explanation: 'x',
  });

  is('run_in_terminal', { command: 'terraform destroy', mode: 'async' }, 'bash: terraform destroy');
  is('run_in_terminal', { command: 'terraform destroy' }, 'powershell: terraform destroy', { OS: 'Windows_NT' });
  for (const line of ['ls # x\rterraform destroy', 'ls\u0015terraform destroy', '\u001b[A', 'terraf\tdestroy'])
    is('run_in_terminal', { command: line }, 'opaque');
  is('send_to_terminal', { id: 'x', command: 'ls\u000fterraform destroy' }, 'opaque');
  for (const line of ['^plan^destroy', '!!', '!terraform', 'ls; !-2', 'echo "!ter"', "echo \"it's\" !ter 'x'"])
    is('run_in_terminal', { command: line }, 'opaque');
  for (const line of ['fc -s plan=destroy', 'ls; fc', 'r plan=destroy'])
    is('run_in_terminal', { command: line }, 'opaque');
  for (const line of [
    'for f in *; do\n\techo $f\ndone',
    "awk '!seen[$0]++' x | sort",
    'if [ ! -f x ] && [ a != b ]; then echo "done!"; fi',
    'sleep 9 & kill $!',
    'ls [!a]*',
    'fc -l',
    'R -e 1',
    'grep ^x y',
  ])
    is('run_in_terminal', { command: line }, `bash: ${line}`);
  is('run_in_terminal', { command: 'ls\r\npwd' }, 'bash: ls\r\npwd');
  is('send_to_terminal', { id: 'x', command: 'yes' }, 'bash (detached): yes');
  is('send_to_terminal', { id: 'x', command: '' }, 'bash (detached): ');
  is('create_and_run_task', { workspaceFolder: '/p', task: { label: 'x', type: 'shell', command: 'true' } }, 'opaque');
  is('run_task', { workspaceFolder: '/p', id: 'shell: destroy' }, 'opaque');
  is('run_vscode_command', { commandId: 'workbench.action.terminal.sendSequence', args: ['x'] }, 'opaque');
  is('run_vscode_command', { commandId: 'holdpoint.approve' }, 'opaque');
  is('run_vscode_command', { commandId: 'workbench.view.scm', name: 'x' }, 'look');
  is('run_vscode_command', { commandId: 'workbench.view.scm', args: ['x'] }, 'opaque');
  is('run_notebook_cell', { filePath: '/p/a.ipynb', cellId: '1' }, 'opaque');
  is('install_extension', { id: 'a.b', name: 'B' }, 'opaque');
  is('runTests', { files: [] }, 'look');
  is('execution_subagent', { query: 'x' }, 'opaque');
  is('create_file', { filePath: '/p/new.tf', content: '' }, 'write /p/new.tf');
  is('create_file', { filePath: 'file:///p/a%20b.tf', content: '' }, 'write /p/a b.tf');
  is('replace_string_in_file', { filePath: '/p/a', oldString: 'a', newString: 'b' }, 'replace /p/a');
  is(
    'multi_replace_string_in_file',
    {
      replacements: [
        { filePath: '/p/a', oldString: 'a', newString: '' },
        { filePath: '/p/b', oldString: 'a', newString: '' },
      ],
    },
    'replace /p/a, replace /p/b',
  );
  is('insert_edit_into_file', { filePath: '/p/a', code: '// ...', explanation: '' }, 'patch /p/a');
  is('edit_notebook_file', { filePath: '/p/a.ipynb', editType: 'delete', cellId: '1' }, 'patch /p/a.ipynb');
  is('vscode_renameSymbol', { symbol: 'a', newName: 'b', filePath: 'src/a.ts', lineContent: 'a' }, 'patch /p/src/a.ts');
  is(
    'vscode_renameSymbol',
    { symbol: 'a', newName: 'b', uri: 'file:///p/main.tf', lineContent: 'a' },
    'patch /p/main.tf',
  );
  is('apply_patch', patch('*** Update File: /p/main.tf', '@@', '-count = 1', '+count = 0'), 'patch /p/main.tf');
  is(
    'apply_patch',
    patch('*** Add File: a.tf', '+x', '*** Delete File: b.tf', '*** Update File: c.tf', '*** Move to: d.tf', ' x'),
    'write /p/a.tf, delete /p/b.tf, patch /p/c.tf, patch /p/d.tf, delete /p/c.tf',
  );
  is('apply_patch', { input: 'rubbish' }, 'opaque');
  is('apply_patch', patch(), 'opaque');
  is('apply_patch', patch('*** Rename File: x'), 'opaque');
  is('apply_patch', patch('*** Update File: git:/x', ' x'), 'opaque');
  is('mcp_infra_drop_database', { name: 'prod' }, 'mcp ? infra_drop_database');
  is('host_probe_echo', { text: 'x' }, 'opaque');
  is('hasOwnProperty', {}, 'opaque');
  is('read_file', { filePath: '/p/a' }, 'look');
  is('runSubagent', { prompt: 'x' }, 'look');

  const holds = [
    'create_and_run_task',
    'host_probe_echo',
    'install_extension',
    'run_notebook_cell',
    'run_vscode_command',
    'setup_tools_createNewWorkspace',
  ];
  test('every tool the editor offers is classified', () => {
    const inputs = {
      command: 'x',
      filePath: '/p/x',
      content: '',
      oldString: 'a',
      newString: 'b',
      code: '',
      commandId: 'x',
      task: {},
    };
    const opaque = names('vscode/offered-tools.json').filter((tool) => {
      const event = call(tool, inputs);
      return event.kind === 'call' && event.call.action.kind === 'opaque';
    });
    assert.deepEqual(opaque.sort(), holds);
  });

  test('a window without a folder starts in the home directory', () => {
    const event = vscode.decode(
      {
        hook_event_name: 'PreToolUse',
        timestamp: '2026',
        session_id: 's',
        tool_name: 'run_in_terminal',
        tool_input: { command: 'x' },
        tool_use_id: 'c',
      },
      env,
    );
    assert(event.kind === 'call');
    assert.equal(event.call.cwd, '/home/dev');
  });
});

describe('payloads of the wrong shape', () => {
  const good = {
    hook_event_name: 'PreToolUse',
    session_id: 's',
    cwd: '/p',
    tool_name: 'Bash',
    tool_input: { command: 'ls' },
  };
  const wrong = (title: string, change: object) =>
    test(title, () => assert.throws(() => claudeCode.decode({ ...good, ...change }, env), ShapeError));

  wrong('no event', { hook_event_name: undefined });
  wrong('a tool call under a new name of the event', { hook_event_name: 'BeforeTool' });
  wrong('no session', { session_id: undefined });
  wrong('no directory', { cwd: undefined });
  wrong('a relative directory', { cwd: 'p' });
  wrong('no tool', { tool_name: undefined });
  wrong('no input', { tool_input: undefined });
  wrong('input as text', { tool_input: 'ls' });
  wrong('no command', { tool_input: {} });
  wrong('a command that is a list', { tool_input: { command: ['ls'] } });
  wrong('a path that is not a file', {
    tool_name: 'Write',
    tool_input: { file_path: 'https://example.com/x', content: '' },
  });
  wrong('a path with a NUL', { tool_name: 'Write', tool_input: { file_path: '/p/a\0b', content: '' } });
  wrong('no edits', { tool_name: 'MultiEdit', tool_input: { file_path: '/p/a', edits: [] } });
});

describe('answers', () => {
  for (const agent of [claudeCode, vscode]) {
    test(`${agent.title}: silence leaves its own question alone`, () =>
      assert.deepEqual(agent.encode({ kind: 'neutral' }, undefined), { exitCode: 0, stdout: '', stderr: '' }));
    for (const kind of ['proceed', 'refuse'] as const) {
      test(`${agent.title}: ${kind}`, () =>
        expect(agent.encode({ kind, message: 'Line one.\n"Line two."' }, undefined)).toMatchSnapshot());
      test(`${agent.title}: ${kind} is one line`, () =>
        assert.doesNotMatch(agent.encode({ kind, message: 'a\nb' }, undefined).stdout, /\n/));
    }
  }

  test('what runs in place of a line is the whole input with another command', () => {
    const claude = { ...record(read('claude-code/PreToolUse.Bash.json')) };
    const input = claudeCode.rewrite?.(claude, 'true');
    assert.deepEqual(input, { command: 'true', description: 'scripted' });
    const { stdout } = claudeCode.encode(
      { kind: 'proceed', message: 'Yes.', line: 'true', input: input ?? {} },
      undefined,
    );
    assert.deepEqual(JSON.parse(stdout).hookSpecificOutput.updatedInput, input);
    const terminal = record(read('vscode/PreToolUse.run_in_terminal.json'));
    assert.deepEqual(vscode.rewrite?.(terminal, 'true'), { ...record(terminal.tool_input), command: 'true' });
  });
  test('only a shell’s own tool runs another line', () => {
    const claude = record(read('claude-code/PreToolUse.Write.json'));
    assert.equal(claudeCode.rewrite?.(claude, 'true'), undefined);
    const terminal = { ...record(read('vscode/PreToolUse.run_in_terminal.json')), tool_name: 'send_to_terminal' };
    assert.equal(vscode.rewrite?.(terminal, 'true'), undefined);
  });
  test('Claude Code keeps its session as it was when its settings must not change', () =>
    assert.deepEqual(claudeCode.keepSettings?.('No.'), { exitCode: 2, stdout: '', stderr: 'No.' }));
  test('the hook gives up before the agent does', () => {
    for (const agent of agents) assert(agent.patience(anyCall) < 3600 - 60);
  });
});
