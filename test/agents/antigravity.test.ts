/** Antigravity: its tools, a decision for everything, and a file that one mistake takes away. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { antigravity } from '../../src/agents/antigravity.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const env = { HOME: '/home/dev' };
const call = (name: unknown, args: unknown, more: object = {}) => ({
  toolCall: { name, args },
  workspacePaths: ['/p'],
  conversationId: 's',
  ...more,
});
const callOf = (payload: unknown) => {
  const event = antigravity.decode(payload, env);
  assert(event.kind === 'call');
  return event.call;
};

describe('tools', () => {
  const is = (tool: string, args: object, expected: string) =>
    test(`${tool} ${JSON.stringify(args)}`, () => assert.equal(spell(callOf(call(tool, args)).action), expected));
  const chunks = [
    { TargetContent: 'a', ReplacementContent: 'b' },
    { TargetContent: '', ReplacementContent: 'c' },
  ];

  is('run_command', { CommandLine: 'terraform destroy' }, 'bash: terraform destroy');
  is('send_command_input', { CommandId: '1', Input: 'yes' }, 'bash (detached): yes');
  is('send_command_input', { CommandId: '1' }, 'bash (detached): ');
  is('write_to_file', { TargetFile: '/p/a.tf', CodeContent: 'x' }, 'write /p/a.tf');
  is('write_to_file', { TargetFile: 'a.tf', EmptyFile: true }, 'write /p/a.tf');
  is('replace_file_content', { TargetFile: 'a', TargetContent: 'a', ReplacementContent: 'b' }, 'replace /p/a');
  is('replace_file_content', { TargetFile: 'a', ReplacementChunks: chunks }, 'replace /p/a, patch /p/a');
  is('multi_replace_file_content', { TargetFile: 'a', ReplacementChunks: chunks }, 'replace /p/a, patch /p/a');
  is(
    'multi_replace_file_content',
    { TargetFile: 'a', ReplacementChunks: JSON.stringify(chunks) },
    'replace /p/a, patch /p/a',
  );
  is('mcp_infra_drop_database', {}, 'mcp ? infra_drop_database');
  is('view_file', { AbsolutePath: '/p/a' }, 'look');
  is('browser_click_element', {}, 'opaque');
  is('constructor', {}, 'opaque');

  test('a command says where it runs', () => {
    assert.equal(callOf(call('run_command', { CommandLine: 'ls', Cwd: '/q' })).cwd, '/q');
    assert.equal(callOf(call('run_command', { CommandLine: 'ls', Cwd: 'envs' })).cwd, '/p/envs');
    assert.equal(callOf(call('view_file', {}, { workspacePaths: [] })).cwd, '/home/dev');
  });
});

describe('payloads of the wrong shape', () => {
  const wrong = (title: string, payload: object) =>
    test(title, () => assert.throws(() => antigravity.decode(payload, env), ShapeError));

  wrong('no call', { ...call('x', {}), toolCall: undefined });
  wrong('no input', call('run_command', undefined));
  wrong('no tool', call(undefined, {}));
  wrong('no conversation', call('view_file', {}, { conversationId: undefined }));
  wrong('a workspace that is no text', call('view_file', {}, { workspacePaths: [1] }));
  wrong('a command that is a list', call('run_command', { CommandLine: ['ls'] }));
  wrong('chunks that are no list', call('multi_replace_file_content', { TargetFile: 'a', ReplacementChunks: 'x' }));
});

describe('answers always decide', () => {
  const says = (kind: 'neutral' | 'proceed' | 'refuse', expected: object) =>
    test(kind, () => {
      const reply = antigravity.encode(kind === 'neutral' ? { kind } : { kind, message: 'N\no.' }, undefined);
      assert.deepEqual({ ...reply, stdout: JSON.parse(reply.stdout) }, { exitCode: 0, stdout: expected, stderr: '' });
    });
  says('neutral', { decision: 'allow' });
  says('proceed', { decision: 'allow', reason: 'N\no.' });
  says('refuse', { decision: 'deny', reason: 'N\no.' });
});

describe('settings', () => {
  const on = { launcher: '/home/dev/.holdpoint/bin/holdpoint-hook', platform: 'posix' } as const;
  const [settings] = antigravity.settings;
  assert(settings !== undefined);
  const fresh = settings.install(undefined, on);

  test('made, found, made again, gone', () => {
    const [group] = JSON.parse(fresh).holdpoint.PreToolUse;
    assert.equal(group.hooks[0].command, `${on.launcher} antigravity`);
    assert.equal(settings.inspect(fresh, on).kind, 'installed');
    assert.equal(settings.install(fresh, on), fresh);
    assert.equal(settings.uninstall(fresh), undefined);
  });
  test('hooks under other names are worth a note', () => {
    const others = '{ "lint": { "PreToolUse": [{ "matcher": "*", "hooks": [{ "command": "lint" }] }] } }\n';
    const installed = settings.install(others, on);
    const state = settings.inspect(installed, on);
    assert.equal(state.kind, 'installed');
    assert.match(state.notes[0] ?? '', /"lint"/);
    assert.equal(settings.uninstall(installed), others);
  });

  for (const [title, where] of [
    ['a space in the path', { ...on, launcher: '/home of dev/holdpoint-hook' }],
    ['a quote in the path', { ...on, launcher: "/home/o'neil/holdpoint-hook" }],
    ['Windows', { launcher: 'C:\\h\\holdpoint-hook.ps1', platform: 'windows' }],
  ] as const) {
    test(`${title}: said, and nothing of a person's touched`, () => {
      const made = settings.install(undefined, where);
      const state = settings.inspect(made, where);
      assert(state.kind === 'altered');
      assert.match(state.problems[0] ?? '', /^Antigravity (?:cannot start|starts) /);
      assert.equal(settings.uninstall(made), undefined);
      assert.equal(settings.install('{ "lint": {} }', where), '{ "lint": {} }');
      assert.equal(settings.inspect('{ "lint": {} }', where).kind, 'absent');
    });
  }

  const drops = (title: string, text: string, what: RegExp) =>
    test(`a mistake that costs every hook: ${title}`, () =>
      assert.throws(() => settings.install(text, on), { name: 'ShapeError', message: what }));
  const hook = (handler: string) => `{ "lint": { "PreToolUse": [{ "hooks": [${handler}] }] } }`;

  drops('a comment', '{ // mine\n}', /comments/);
  drops('a switch at the top', '{ "enabled": false }', /"enabled" is not a hook/);
  drops('half a second', hook('{ "command": "x", "timeout": 1.5 }'), /timeout must be a whole number/);
  drops('an unknown kind', hook('{ "type": "COMMAND", "command": "x" }'), /not a known kind/);
  drops('a model for a command', hook('{ "command": "x", "model": "y" }'), /model does not belong/);
  drops('a matcher that is no text', '{ "lint": { "PreToolUse": [{ "matcher": 1, "hooks": [] }] } }', /must be text/);
  drops('an event that is no list', '{ "lint": { "Stop": {} } }', /lint\.Stop must be a list/);
  test('what it ignores costs nothing', () => {
    const odd =
      '{ "lint": { "enabled": false, "SessionEnd": 1, "Stop": [{ "command": "x", "env": {}, "timeout": 0 }] } }';
    assert.equal(settings.inspect(settings.install(odd, on), on).kind, 'installed');
  });
});
