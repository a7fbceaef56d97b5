/** GitHub Copilot: one line for every tool in both dialects, and an answer for each of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { copilotCli } from '../../src/agents/copilotCli.ts';
import { recognise } from '../../src/agents/index.ts';
import { vscode } from '../../src/agents/vscode.ts';
import { record, ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const fixtures = new URL('../fixtures/agents/copilot-cli/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const env = { HOME: '/home/dev' };

const named = (tool: string, input: unknown) => ({
  hook_event_name: 'PreToolUse',
  session_id: 's',
  timestamp: '2026',
  cwd: '/p',
  tool_name: tool,
  tool_input: input,
});
const bare = (tool: string, input: unknown) => ({
  sessionId: 's',
  timestamp: 1,
  cwd: '/p',
  toolName: tool,
  toolArgs: input,
});

function actionOf(payload: unknown): string {
  const event = copilotCli.decode(payload, env);
  assert(event.kind === 'call');
  return spell(event.call.action);
}

describe('tools', () => {
  /** The names of the two dialects, the one with named events first. */
  const is = (names: readonly [string, string], input: unknown, expected: string) => {
    test(`${names[0]} ${JSON.stringify(input)}`, () => assert.equal(actionOf(named(names[0], input)), expected));
    test(`${names[1]} ${JSON.stringify(input)}`, () => assert.equal(actionOf(bare(names[1], input)), expected));
    if (typeof input !== 'string')
      test(`${names[1]} with its input as text`, () =>
        assert.equal(actionOf(bare(names[1], JSON.stringify(input))), expected));
  };
  const patch = '*** Begin Patch\n*** Update File: main.tf\n@@\n-a\n+b\n*** Delete File: old.tf\n*** End Patch\n';

  is(['Bash', 'bash'], { command: 'terraform destroy' }, 'bash: terraform destroy');
  is(['PowerShell', 'powershell'], { command: 'Remove-Item x' }, 'powershell: Remove-Item x');
  is(['Write', 'create'], { path: '/p/main.tf', file_text: '' }, 'write /p/main.tf');
  is(['Edit', 'edit'], { path: '/p/main.tf', old_str: 'a', new_str: 'b' }, 'replace /p/main.tf');
  is(['Edit', 'apply_patch'], patch, 'patch /p/main.tf, delete /p/old.tf');
  is(['Edit', 'apply_patch'], '*** Begin Patch\n*** Rename File: x\n*** End Patch', 'opaque');
  is(['Read', 'view'], { path: '/p' }, 'look');
  is(['Grep', 'rg'], { pattern: 'x' }, 'look');
  is(['Glob', 'glob'], { pattern: '*' }, 'look');
  is(['Agent', 'task'], { prompt: 'x' }, 'look');
  is(['sql', 'sql'], { query: 'select 1' }, 'look');
  is(['list_bash', 'list_bash'], {}, 'look');
  is(['write_bash', 'write_bash'], { shellId: '1', input: 'yes' }, 'opaque');
  is(['infra-drop_database', 'infra-drop_database'], { name: 'prod' }, 'mcp ? infra-drop_database');
  is(['something_new', 'something_new'], {}, 'opaque');
  is(['constructor', 'constructor'], {}, 'opaque');

  test('a patch beside other fields is not what `edit` runs', () =>
    assert.equal(
      actionOf(named('Edit', { path: '/p/main.tf', old_str: 'a', new_str: 'b', text: patch, patch: true })),
      'replace /p/main.tf',
    ));
  test('every tool it offers is classified', () => {
    const inputs = { command: 'x', path: '/p/x', file_text: '', old_str: 'a', new_str: 'b' };
    const held = (read('offered-tools.json') as string[]).filter((tool) => actionOf(bare(tool, inputs)) === 'opaque');
    assert.deepEqual(held, []);
  });
});

describe('who sent it, and what it belongs to', () => {
  for (const entry of ['vscode', 'copilot-cli', 'claude-code'])
    test(`through the entry of ${entry}`, () => {
      for (const file of ['PreToolUse.Bash.pascal.json', 'preToolUse.bash.json'])
        assert.equal(recognise(entry, read(file), env), copilotCli);
    });
  test('a subagent’s call carries its parent’s session', () => {
    for (const file of ['PreToolUse.Bash.delegate.pascal.json', 'preToolUse.bash.delegate.json']) {
      const event = copilotCli.decode(read(file), env);
      const parent = record(read(file)).parent_agent_id ?? record(read(file)).parentAgentId;
      assert(event.kind === 'call');
      assert.equal(event.call.session, parent);
    }
  });
  test('what an agent asks of its subagent is not what the person asked', () => {
    assert.equal(copilotCli.decode(read('UserPromptSubmit.pascal.json'), env).kind, 'prompt');
    assert.equal(copilotCli.decode(read('userPromptSubmitted.json'), env).kind, 'prompt');
    assert.equal(copilotCli.decode(read('UserPromptSubmit.delegate.pascal.json'), env).kind, 'other');
  });
});

describe('payloads of the wrong shape', () => {
  const wrong = (title: string, payload: object) =>
    test(title, () => assert.throws(() => copilotCli.decode(payload, env), ShapeError));

  for (const [dialect, good] of [
    ['named', named('Bash', { command: 'ls' })],
    ['bare', bare('bash', { command: 'ls' })],
  ] as const) {
    const [session, tool, input] =
      dialect === 'named' ? ['session_id', 'tool_name', 'tool_input'] : ['sessionId', 'toolName', 'toolArgs'];
    wrong(`${dialect}: a session that is no text`, { ...good, [session]: 1 });
    wrong(`${dialect}: no directory`, { ...good, cwd: undefined });
    wrong(`${dialect}: a tool that is no text`, { ...good, [tool]: 1 });
    wrong(`${dialect}: no input`, { ...good, [input]: undefined });
    wrong(`${dialect}: a list as input`, { ...good, [input]: ['ls'] });
    wrong(`${dialect}: a command as text`, { ...good, [input]: 'terraform destroy' });
    wrong(`${dialect}: no command`, { ...good, [input]: {} });
  }
  wrong('a permission request, which is not installed', {
    hookName: 'permissionRequest',
    ...bare('bash', undefined),
    toolInput: { command: 'ls' },
  });
  wrong('a call under an unknown event', { ...named('Bash', { command: 'ls' }), hook_event_name: 'BeforeTool' });
});

describe('answers', () => {
  const pascal = read('PreToolUse.Bash.pascal.json');
  const lower = read('preToolUse.bash.json');
  const input = { command: 'true', description: 'scripted' };

  test('none leaves its own question alone', () => {
    for (const payload of [pascal, lower, undefined])
      assert.deepEqual(copilotCli.encode({ kind: 'neutral' }, payload), { exitCode: 0, stdout: '', stderr: '' });
  });
  const said = (title: string, payload: unknown, release: 'proceed' | 'refuse', expected: object) =>
    test(title, () => {
      const { exitCode, stdout, stderr } = copilotCli.encode(
        release === 'refuse' ? { kind: release, message: 'N\no.' } : { kind: release, message: 'Yes.', input },
        payload,
      );
      assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
      assert.doesNotMatch(stdout, /\n/);
      assert.deepEqual(JSON.parse(stdout), expected);
    });
  const wrapped = (answer: object) => ({ hookSpecificOutput: { hookEventName: 'PreToolUse', ...answer } });
  const no = { permissionDecision: 'deny', permissionDecisionReason: 'N\no.' };
  const yes = { permissionDecision: 'allow', permissionDecisionReason: 'Yes.' };

  said('PreToolUse: a refusal', pascal, 'refuse', wrapped(no));
  said('preToolUse: a refusal', lower, 'refuse', no);
  said('PreToolUse: another line', pascal, 'proceed', wrapped({ ...yes, updatedInput: input }));
  said('preToolUse: another line', lower, 'proceed', { ...yes, modifiedArgs: input });

  test('what cannot be read is refused in both dialects', () =>
    assert.deepEqual(copilotCli.encode({ kind: 'refuse', message: 'No.' }, undefined), {
      exitCode: 2,
      stdout: '',
      stderr: 'No.',
    }));
  test('only a command is exchanged', () => {
    assert.deepEqual(copilotCli.rewrite?.(pascal, 'true'), input);
    assert.deepEqual(copilotCli.rewrite?.(lower, 'true'), input);
    assert.equal(copilotCli.rewrite?.(read('preToolUse.edit.json'), 'true'), undefined);
    assert.equal(copilotCli.rewrite?.(read('PreToolUse.infra-drop_database.pascal.json'), 'true'), undefined);
  });
});

describe('settings', () => {
  const on = { launcher: '/home/dev/.holdpoint/bin/holdpoint-hook', platform: 'posix' } as const;

  test('the same file as VS Code’s agent, to the byte', () => {
    const [ours, theirs] = [copilotCli.settings[0], vscode.settings[0]];
    assert(ours !== undefined && theirs !== undefined);
    assert.equal(ours.path, theirs.path);
    assert.equal(ours.install(undefined, on), theirs.install(undefined, on));
  });
  test('a version in it, which changes how VS Code reads it', () => {
    const [ours] = copilotCli.settings;
    const text = ours?.install(undefined, on).replace('{', '{ "version": 1,') ?? '';
    assert.equal(ours?.inspect(text, on).kind, 'altered');
  });
  test('for administrators: every event in the other dialect, with its own name', () => {
    const [file] = copilotCli.managed?.(on) ?? [];
    assert.equal(file?.path, '/etc/github-copilot/policy.d/holdpoint.json');
    const { version, hooks } = JSON.parse(file?.text ?? '');
    assert.equal(version, 1);
    assert.match(hooks.preToolUse[0].bash, /holdpoint-hook' copilot-cli .*exit 2$/);
    assert.equal(hooks.preToolUse[0].timeoutSec, 3600);
    assert.match(hooks.userPromptSubmitted[0].bash, /holdpoint-hook' copilot-cli observe \|\| :$/);
  });
});
