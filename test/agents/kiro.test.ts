/** Kiro: one line for every tool of both generations, what each event comes to, and the rules in its own permissions. */
import assert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Agent } from '../../src/agents/agent.ts';
import { recognise } from '../../src/agents/index.ts';
import { kiro } from '../../src/agents/kiro.ts';
import { kiroCli2 } from '../../src/agents/kiroCli2.ts';
import { kiroPermissions } from '../../src/agents/kiroPermissions.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const env = { HOME: '/home/dev' };

const generations: readonly (readonly [Agent, string])[] = [
  [kiro, 'PreToolUse'],
  [kiroCli2, 'preToolUse'],
];
for (const [agent, event] of generations) {
  describe(`${agent.title} tools`, () => {
    const call = (tool: string, input: object, variables: Record<string, string> = env) => {
      const read = agent.decode(
        { session_id: 's', hook_event_name: event, cwd: '/p', tool_name: tool, tool_input: input },
        variables,
      );
      assert(read.kind === 'call');
      return read.call;
    };
    const is = (tool: string, input: object, expected: string, variables?: Record<string, string>) =>
      test(`${tool} ${JSON.stringify(input)}`, () =>
        assert.equal(spell(call(tool, input, variables).action), expected));
    const wrong = (tool: string, input: object) =>
      test(`${tool} ${JSON.stringify(input)} cannot be read`, () => assert.throws(() => call(tool, input), ShapeError));

    is('execute_bash', { command: 'terraform destroy' }, 'bash: terraform destroy');
    is('shell', { command: 'terraform destroy' }, 'bash: terraform destroy');
    is('execute_cmd', { command: 'dir' }, 'powershell: dir', { OS: 'Windows_NT' });
    is('execute_pwsh', { command: 'Remove-Item x' }, 'powershell: Remove-Item x');
    is('control_bash_process', { action: 'start', command: 'terraform destroy' }, 'bash: terraform destroy');
    is('control_bash_process', { action: 'stop', processId: 1 }, 'look');
    is('fs_write', { path: 'main.tf', text: '' }, 'write /p/main.tf');
    is('write', { path: '/p/a', command: 'create', file_text: '' }, 'write /p/a');
    is('fs_write', { path: '/p/a', command: 'str_replace', old_str: 'a', new_str: '' }, 'replace /p/a');
    is('fs_write', { path: '/p/a', command: 'insert', insert_line: 1, new_str: 'x' }, 'patch /p/a');
    is('fs_write', { path: '/p/a', command: 'append', new_str: 'x' }, 'patch /p/a');
    is('fs_append', { path: '~/a', text: 'x' }, 'patch /home/dev/a');
    is('str_replace', { path: '/p/a', oldStr: 'a', newStr: 'b', replace_all: true }, 'replace /p/a');
    is('delete_file', { path: 'main.tf' }, 'delete /p/main.tf');
    is('delete_file', { targetFile: 'main.tf', explanation: 'x' }, 'delete /p/main.tf');
    is(
      'use_aws',
      { service_name: 's3api', operation_name: 'delete-bucket', parameters: { bucket: 'a b' }, region: 'eu-west-1' },
      "bash: aws --region eu-west-1 s3api delete-bucket --bucket 'a b'",
    );
    is(
      'aws',
      {
        service_name: 'ec2',
        operation_name: 'terminate-instances',
        parameters: { instanceIds: ['i-1', 'i-2'], 'dry-run': '', Filter: { a: 1 } },
        region: 'eu-west-1',
        profile_name: 'prod',
      },
      `bash: aws --region eu-west-1 --profile prod ec2 terminate-instances --instance-ids i-1 i-2 --dry-run --filter '{"a":1}'`,
    );
    is('@infra/drop_database', {}, 'mcp infra drop_database');
    is('@infra', {}, 'mcp ? infra');
    is('@a/b/c', {}, 'mcp ? a/b/c');
    is('subagent_general', { prompt: 'x' }, 'opaque');
    is('use_subagent', {}, 'opaque');
    is('fs_read', { path: '/p/main.tf' }, 'look');
    is('web_fetch', { url: 'https://example.com' }, 'look');
    is('kiroPowers', { action: 'use' }, 'opaque');
    is('constructor', {}, 'opaque');
    is('Bash', { command: 'terraform destroy' }, 'opaque');

    is('execute_bash', { command: 'make', path: 'envs' }, 'opaque');
    is('execute_bash', { command: 'make', working_dir: 'envs' }, 'opaque');

    wrong('execute_bash', {});
    wrong('delete_file', { path: '/p/a', targetFile: '.kiro/hooks/a.json' });
    wrong('fs_write', { path: '/p/a', command: 'create', file_text: 'a', text: 'b' });
    wrong('execute_bash', { command: 'x', cwd: 1 });
    wrong('fs_write', { path: '/p/a', command: 'truncate' });
    wrong('fs_write', { path: '/p/a' });
    wrong('use_aws', { operation_name: 'delete-bucket', region: 'x' });
    wrong('use_aws', { service_name: 's3', operation_name: 'rb', region: 'x', parameters: 'prod' });

    test('a command runs in its own directory', () => {
      assert.equal(call('execute_bash', { command: 'x', cwd: 'envs' }).cwd, '/p/envs');
      assert.equal(call('execute_pwsh', { command: 'x', cwd: 'envs' }).cwd, '/p/envs');
      const background = { action: 'start', command: 'x', cwd: 'envs' };
      assert.equal(call('control_bash_process', background).cwd, '/p/envs');
      assert.equal(call('fs_write', { path: 'a', text: '', cwd: 'envs' }).cwd, '/p');
    });
    test('a refusal is exit 2, and nothing else is ever said', () => {
      const silence = { exitCode: 0, stdout: '', stderr: '' };
      assert.deepEqual(agent.encode({ kind: 'neutral' }, {}), silence);
      assert.deepEqual(agent.encode({ kind: 'proceed', message: 'Yes.' }, {}), silence);
      assert.deepEqual(agent.encode({ kind: 'refuse', message: 'No.' }, undefined), {
        exitCode: 2,
        stdout: '',
        stderr: 'No.',
      });
      assert.equal(agent.rewrite, undefined);
    });
    test('bad payloads', () => {
      const good = {
        session_id: 's',
        hook_event_name: event,
        cwd: '/p',
        tool_name: 'shell',
        tool_input: { command: 'ls' },
      };
      for (const change of [
        { hook_event_name: undefined },
        { hook_event_name: 'BeforeTool' },
        { cwd: undefined },
        { cwd: 'p' },
        { tool_name: undefined },
        { tool_name: 1 },
        { tool_input: undefined },
        { tool_input: 'ls' },
        { session_id: 1 },
      ])
        assert.throws(() => agent.decode({ ...good, ...change }, env), ShapeError, JSON.stringify(change));
    });
  });
}

test('what the newer engine sends comes in through the files of the older one, as what it is', () => {
  const payload = {
    session_id: 's',
    hook_event_name: 'PreToolUse',
    cwd: '/p',
    tool_name: 'shell',
    tool_input: { command: 'ls' },
  };
  assert.equal(recognise('kiro-cli-2', payload, env), kiro);
  assert.equal(recognise('kiro-cli-2', { ...payload, hook_event_name: 'preToolUse' }, env), kiroCli2);
  assert.throws(
    () => recognise('kiro', { ...payload, hook_event_name: 'preToolUse', transcript_path: '/t' }, env),
    ShapeError,
  );
});

describe('what Kiro sends beside calls', () => {
  test('a prompt, in the payload or in the environment', () => {
    const base = { session_id: 's', hook_event_name: 'UserPromptSubmit', cwd: '/p' };
    const asked = { kind: 'prompt', session: 's', prompt: 'Do it.', cwd: '/p' };
    assert.deepEqual(kiro.decode({ ...base, prompt: 'Do it.' }, env), asked);
    assert.deepEqual(kiro.decode(base, { ...env, USER_PROMPT: 'Do it.' }), asked);
    assert(kiro.sends(base, env));
  });
  test('a session of version 2 has the name the environment gives it', () => {
    const base = { hook_event_name: 'agentSpawn', cwd: '/p' };
    assert.deepEqual(kiroCli2.decode(base, { KIRO_SESSION_ID: 'k' }), { kind: 'start', session: 'k', cwd: '/p' });
    assert.deepEqual(kiroCli2.decode(base, {}), { kind: 'start', session: 'kiro', cwd: '/p' });
  });
  test('events of a task decide nothing', () =>
    assert.equal(kiro.decode({ session_id: 's', hook_event_name: 'PreTaskExec', cwd: '/p' }, env).kind, 'other'));
});

describe('rules in permissions.yaml', () => {
  const permissions = kiroPermissions();
  const files: Record<string, string> = {
    'rules of a person': 'rules:\n  - capability: shell\n    effect: allow\n    match:\n      - git *\n',
    'no indentation': 'rules:\n- capability: shell\n  effect: allow\n',
    'comments everywhere':
      '# mine\nrules: # these\n  # first\n  - capability: fs_read # yes\n    effect: allow\n# last\n',
    'Windows line ends': 'rules:\r\n  - capability: fs_read\r\n    effect: allow\r\n',
    'no last line end': 'rules:\n  - capability: fs_read\n    effect: allow',
    'in brackets': 'rules: [{ capability: fs_read, effect: allow }]\n',
    'in empty brackets': 'rules: []\n',
    'brackets over several lines': 'rules: [\n  { capability: fs_read, effect: allow },\n]\nother: 1\n',
    'no rules yet': 'rules:\n',
    'no rules yet, and no line end': 'rules:',
    'no rules yet, and a comment': 'rules: # none\nother: 1\n',
    'other keys': 'version: 1\n',
    'other keys, no line end': 'version: 1',
    'a comment only': '# nothing yet\n',
    'a document start': '---\nrules:\n  - capability: fs_read\n    effect: allow\n',
    'a key behind': 'rules:\n  - capability: fs_read\n    effect: allow\nother: 1\n',
  };
  for (const [title, text] of Object.entries(files)) {
    test(`${title}: in, twice is once, and out again to the byte`, () => {
      const installed = permissions.install(text, command);
      const { rules } = parse(installed);
      assert.deepEqual(
        rules
          .filter((rule: { effect: string }) => rule.effect === 'ask')
          .map((rule: { capability: string }) => rule.capability),
        ['shell', 'fs_write'],
      );
      const before = parse(text)?.rules ?? [];
      assert.equal(rules.length, before.length + 2);
      assert.equal(permissions.inspect(text, command).kind, 'absent');
      assert.equal(permissions.inspect(installed, command).kind, 'installed');
      assert.equal(permissions.install(installed, command), installed);
      assert.equal(permissions.uninstall(installed), text);
    });
  }
  const command = { launcher: '/x', platform: 'posix' } as const;
  test('no file, and the file it makes', () => {
    const installed = permissions.install(undefined, command);
    expect(installed).toMatchSnapshot();
    assert.equal(permissions.uninstall(installed), undefined);
  });
  test('beside a person’s rules', () =>
    expect(permissions.install(files['comments everywhere'], command)).toMatchSnapshot());
  test('rules that Kiro wrote again without their comments are there', () => {
    const again = permissions.install(undefined, command).replace(/^#.*\n/gm, '');
    assert.equal(permissions.inspect(again, command).kind, 'installed');
    assert.equal(permissions.install(again, command), again);
  });
  test('a rule that was weakened is told, and put right', () => {
    const installed = permissions.install(files['rules of a person'], command);
    const weaker = installed.replace('effect: ask', 'effect: allow');
    assert.equal(permissions.inspect(weaker, command).kind, 'altered');
    assert.equal(permissions.install(weaker, command), installed);
  });
  const left = (title: string, text: string, message: RegExp) =>
    test(`${title} is left alone`, () => {
      assert.throws(() => permissions.install(text, command), message);
      assert.equal(permissions.inspect(text, command).kind, 'altered');
    });
  left('broken YAML', 'a: 1\nrules: [unclosed\n', /line/);
  left('a key twice', 'rules: []\nrules: []\n', /duplicate key/);
  left('a list', '- a\n', /expected keys/);
  left('a text', 'rules', /expected keys/);
  left('keys in braces', '{ rules: [] }\n', /one on each line/);
  left('rules that are keys', 'rules:\n  shell: ask\n', /expected a list/);
  left('rules that are nothing on purpose', 'rules: ~\n', /expected a list/);
  left('rules from elsewhere in the file', 'mine: &mine []\nrules: *mine\n', /alias/);
  left('two documents', 'rules: []\n---\nrules: []\n', /one YAML document/);
  left('the end of a document', 'rules: []\n...\n', /one YAML document/);
});
