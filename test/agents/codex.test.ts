/** Codex: one line for every tool with its look-alike, its answers, its files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HookCommand } from '../../src/agents/agent.ts';
import { codex } from '../../src/agents/codex.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const fixtures = new URL('../fixtures/agents/codex/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const env = { HOME: '/home/dev' };
const call = (tool: unknown, input: unknown, more: object = {}) => ({
  hook_event_name: 'PreToolUse',
  session_id: 's',
  turn_id: 't',
  cwd: '/p',
  tool_name: tool,
  tool_input: input,
  tool_use_id: 'c',
  ...more,
});
const actionOf = (tool: string, input: object, variables: Record<string, string> = env) => {
  const event = codex.decode(call(tool, input), variables);
  assert(event.kind === 'call');
  return event.call.action;
};

describe('tools', () => {
  const is = (tool: string, input: object, expected: string, variables?: Record<string, string>) =>
    test(`${tool} ${JSON.stringify(input)}`, () => assert.equal(spell(actionOf(tool, input, variables)), expected));
  const patch = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
  const add = patch('*** Add File: main.tf', '+x');

  is('Bash', { command: 'terraform destroy' }, 'bash: terraform destroy');
  is('Bash', { command: 'Remove-Item x' }, 'powershell: Remove-Item x', { OS: 'Windows_NT' });
  is('apply_patch', { command: add }, 'write /p/main.tf');
  is('apply_patch', { command: patch('*** Delete File: /q/main.tf') }, 'delete /q/main.tf');
  is('apply_patch', { command: patch('*** Update File: a.tf', '@@', '-x', '+y') }, 'patch /p/a.tf');
  is('apply_patch', { command: patch('*** Rename File: a.tf') }, 'opaque');
  // Codex takes these out of the shell and applies them, with no call of `apply_patch`.
  is('Bash', { command: `apply_patch <<'EOF'\n${add}\nEOF\n` }, 'write /p/main.tf');
  is('Bash', { command: `applypatch <<EOF\n${add}\nEOF` }, 'write /p/main.tf');
  is('Bash', { command: `cd /infra && apply_patch <<'PATCH'\n${add}\nPATCH\n` }, 'write /infra/main.tf');
  is('Bash', { command: `cd "my infra" && apply_patch << 'E'\r\n${add}\r\nE` }, 'write /p/my infra/main.tf');
  is('Bash', { command: `cd $DIR && apply_patch <<'E'\n${add}\nE` }, 'opaque');
  is('Bash', { command: `ls; apply_patch <<'E'\n${add}\nE` }, 'opaque');
  is('Bash', { command: `apply_patch '${add}'` }, 'opaque');
  is('Bash', { command: `apply_patch <<'E'\nrubbish\nE` }, 'opaque');
  is('Bash', { command: 'grep -r apply_patch .' }, 'bash: grep -r apply_patch .');
  is('Bash', { command: 'cat .git/hooks/applypatch-msg' }, 'bash: cat .git/hooks/applypatch-msg');
  is('mcp__infra__drop_database', {}, 'mcp infra drop_database');
  is('mcp__my__server__drop', {}, 'mcp ? my__server__drop');
  is('mcp__drop', {}, 'mcp ? drop');
  is('spawn_agent', { message: 'x' }, 'look');
  is('multi_agent_v1wait_agent', {}, 'look');
  is('multi_agent_v1exec', {}, 'opaque');
  is('update_plan', {}, 'look');
  is('exec', { code: 'x' }, 'opaque');
  is('exec_command', { cmd: 'ls' }, 'opaque');
  is('write_stdin', { chars: 'terraform destroy\n' }, 'opaque');
  is('request_permissions', {}, 'opaque');
  is('request_plugin_install', {}, 'opaque');
  is('bash', { command: 'ls' }, 'opaque');
  is('constructor', {}, 'opaque');

  test('whatever a command leaves waiting can be typed into', () =>
    expect(actionOf('Bash', { command: 'bash --norc' })).toMatchObject({ typedInto: true }));

  // What the model calls these is not what the hook is told: they come as `Bash`, or start no hook.
  const neverSent = ['exec_command', 'write_stdin'];
  for (const tool of read('offered-tools.json') as string[])
    test(`${tool} is classified`, () =>
      assert.equal(actionOf(tool, { command: add }).kind === 'opaque', neverSent.includes(tool)));
});

describe('payloads of the wrong shape', () => {
  const wrong = (title: string, change: object) =>
    test(title, () => assert.throws(() => codex.decode(call('Bash', { command: 'ls' }, change), env), ShapeError));

  wrong('no event', { hook_event_name: undefined });
  wrong('a tool call under another event', { hook_event_name: 'PermissionRequest' });
  wrong('no session', { session_id: null });
  wrong('a relative directory', { cwd: 'p' });
  wrong('no directory', { cwd: undefined });
  wrong('no tool', { tool_name: 7 });
  wrong('input as text', { tool_input: 'ls' });
  wrong('no command', { tool_input: {} });
  wrong('a command that is a list', { tool_input: { command: ['ls'] } });
  wrong('a patch without text', { tool_name: 'apply_patch', tool_input: {} });
  wrong('a patch into a folder that is none', {
    tool_input: { command: "cd http:x && apply_patch <<'E'\n*** Begin Patch\n*** End Patch\nE" },
  });
  for (const value of [undefined, null, 'PreToolUse', []])
    test(`${JSON.stringify(value)}`, () => assert.throws(() => codex.decode(value, env), ShapeError));
});

describe('answers', () => {
  const payload = read('PreToolUse.Bash.json');
  const say = (release: Parameters<typeof codex.encode>[0]) => codex.encode(release, payload);

  test('no opinion is silence', () =>
    assert.deepEqual(say({ kind: 'neutral' }), { exitCode: 0, stdout: '', stderr: '' }));
  test('an approval too, since `allow` alone is an error', () =>
    assert.deepEqual(say({ kind: 'proceed', message: 'Yes.' }), { exitCode: 0, stdout: '', stderr: '' }));
  test('an approval of another line', () => {
    const input = codex.rewrite?.(payload, 'terraform plan');
    assert(input !== undefined);
    const { exitCode, stdout, stderr } = say({ kind: 'proceed', message: 'Yes.', line: 'terraform plan', input });
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
    assert.deepEqual(JSON.parse(stdout), {
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'allow',
        permissionDecisionReason: 'Yes.',
        updatedInput: { command: 'terraform plan' },
      },
    });
  });
  test('a patch gets no other line', () =>
    assert.equal(codex.rewrite?.(read('PreToolUse.apply_patch.json'), 'true'), undefined));
  test('a refusal is exit 2 with its reason, and nothing on stdout', () => {
    assert.deepEqual(say({ kind: 'refuse', message: 'No.' }), { exitCode: 2, stdout: '', stderr: 'No.' });
    assert.deepEqual(
      codex.encode({ kind: 'refuse', message: 'No.' }, undefined),
      say({ kind: 'refuse', message: 'No.' }),
    );
  });
});

describe('files', () => {
  const command: HookCommand = { launcher: "/home/d'ev/.holdpoint/bin/holdpoint-hook", platform: 'posix' };
  const [hooks, rules, ...none] = codex.settings;
  assert(hooks !== undefined && rules !== undefined && none.length === 0);
  const other =
    '{\n  "description": "mine",\n  "hooks": {\n    "PreToolUse": [\n      { "matcher": "Bash", "hooks": [{ "type": "command", "command": "/opt/lint" }] }\n    ]\n  }\n}\n';
  const files: Record<string, string> = {
    'hooks of others': other,
    'Windows line ends': other.replaceAll('\n', '\r\n'),
    'one line': '{"hooks":{"Stop":[{"hooks":[{"type":"prompt","prompt":"x"}]}]}}',
    tabs: '{\n\t"hooks": {}\n}',
    empty: '{}\n',
  };

  test('a fresh file', () => expect(hooks.install(undefined, command)).toMatchSnapshot());
  test('on Windows', () =>
    expect(hooks.install(undefined, { launcher: 'C:\\h\\holdpoint-hook.ps1', platform: 'windows' })).toMatchSnapshot());
  for (const [title, text] of Object.entries(files)) {
    const installed = hooks.install(text, command);
    test(`${title}: in, in again, out to the byte`, () => {
      assert.equal(hooks.inspect(text, command).kind, 'absent');
      assert.equal(hooks.inspect(installed, command).kind, 'installed');
      assert.equal(hooks.install(installed, command), installed);
      // An empty object was there or was not: the copy of the file knows.
      assert.deepEqual(JSON.parse(hooks.uninstall(installed) ?? '{}'), text.includes('[') ? JSON.parse(text) : {});
      if (text.includes('[')) assert.equal(hooks.uninstall(installed), text);
    });
  }
  test('ours comes behind hooks of others, which are worth a note', () => {
    const installed = hooks.install(other, command);
    assert.match(JSON.stringify(JSON.parse(installed).hooks.PreToolUse[1]), /holdpoint-hook/);
    assert.match(hooks.inspect(installed, command).notes[0] ?? '', /hooks\.PreToolUse\[0\]/);
  });

  const left = (title: string, text: string, message: RegExp) =>
    test(`left alone: ${title}`, () => {
      assert.throws(() => hooks.install(text, command), message);
      const state = hooks.inspect(text, command);
      assert.equal(state.kind, 'altered');
    });
  left('a comment, which Codex does not read', '// x\n{ "hooks": {} }', /comments/);
  left('a byte order mark', '\uFEFF{}', /byte order mark/);
  left('a trailing comma', '{ "hooks": {}, }', /line 1/);
  left('the flat shape of others', '{ "PreToolUse": [] }', /"PreToolUse" is no key/);
  left('a key of its own', '{ "version": 1 }', /"version"/);
  left('an http hook', '{ "hooks": { "Stop": [{ "hooks": [{ "type": "http" }] }] } }', /not a known kind/);
  left(
    'half a second',
    '{ "hooks": { "Stop": [{ "hooks": [{ "type": "command", "timeout": 0.5 }] }] } }',
    /whole number/,
  );
  left('broken', '{ "hooks": ', /line 1/);
  test('a time-out of 0 is one second to Codex, and no mistake', () =>
    assert.match(
      hooks.install('{ "hooks": { "Stop": [{ "hooks": [{ "type": "command", "timeout": 0 }] }] } }', command),
      /holdpoint-hook/,
    ));

  const finds = (title: string, change: (text: string) => string, problem: RegExp) =>
    test(`found: ${title}`, () => {
      const state = hooks.inspect(change(hooks.install(other, command)), command);
      assert(state.kind === 'altered');
      assert.match(state.problems.join('; '), problem);
    });
  finds('a shorter time-out', (text) => text.replace('3600', '30'), /PreToolUse.*timeout/);
  finds('another command', (text) => text.replace('codex || exit 2', 'codex || exit 0'), /PreToolUse.*command/);
  finds('a matcher', (text) => text.replace('{\n        "hooks"', '{\n        "matcher": "x", "hooks"'), /matcher/);
  finds('"async"', (text) => text.replace('"timeout": 3600', '"timeout": 3600, "async": true'), /async/);

  test('the rules', () => expect(rules.install(undefined, command)).toMatchSnapshot());
  test('rules of somebody else under our name stay', () => {
    assert.throws(() => rules.install('prefix_rule(pattern = ["x"], decision = "allow")\n', command), ShapeError);
    assert.equal(rules.uninstall('# mine\n'), '# mine\n');
    assert.equal(rules.uninstall(rules.install(undefined, command)), undefined);
  });
  test('for everybody on a machine', () => expect(codex.managed?.(command)).toMatchSnapshot());
});
