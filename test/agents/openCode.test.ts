/**
 * OpenCode and Kilo: one line for every tool, and the payloads that their plugin makes. Their captured payloads are what
 * the agents hand to a plugin, in the envelope that ours puts around it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { kilo } from '../../src/agents/kilo.ts';
import { openCode } from '../../src/agents/openCode.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const fixtures = new URL('../fixtures/agents/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const env = { HOME: '/home/dev', AWS_PROFILE: 'prod' };

const payload = (plugin: string, tool: string, args: object, more: object = {}) => ({
  plugin,
  hook: 'tool.execute.before',
  directory: '/p',
  session: 's',
  servers: ['infra', 'my_db', 'a.b'],
  input: { tool, sessionID: 's', callID: 'c' },
  output: { args },
  ...more,
});

for (const agent of [openCode, kilo]) {
  describe(`${agent.title} tools`, () => {
    const call = (tool: string, args: object, variables: Record<string, string> = env, more: object = {}) => {
      const event = agent.decode(payload(agent.id, tool, args, more), variables);
      assert(event.kind === 'call');
      return event.call;
    };
    const is = (tool: string, args: object, expected: string, variables?: Record<string, string>, more?: object) =>
      test(`${tool} ${JSON.stringify(args)}`, () =>
        assert.equal(spell(call(tool, args, variables, more).action), expected));

    is('bash', { command: 'terraform destroy' }, 'bash: terraform destroy');
    is('bash', { command: 'terraform destroy' }, 'powershell: terraform destroy', { OS: 'Windows_NT' });
    is('write', { filePath: 'main.tf', content: '' }, 'write /p/main.tf');
    is(
      'write',
      { filePath: '~/.config/opencode/opencode.json', content: '{}' },
      'write /home/dev/.config/opencode/opencode.json',
    );
    is('edit', { filePath: '/p/a', oldString: 'a', newString: 'b', replaceAll: true }, 'replace /p/a');
    is('edit', { filePath: '/p/a', oldString: '', newString: 'b' }, 'write /p/a');
    is(
      'multiedit',
      {
        filePath: '/p/a',
        edits: [
          { oldString: 'a', newString: '' },
          { filePath: '/p/b', oldString: 'a', newString: '' },
        ],
      },
      'replace /p/a, replace /p/b',
    );
    is('apply_patch', { patchText: '*** Begin Patch\n*** Delete File: main.tf\n*** End Patch' }, 'delete /p/main.tf');
    is('apply_patch', { patchText: 'rubbish' }, 'opaque');
    is('infra_drop_database', { name: 'prod' }, 'mcp infra drop_database');
    is('my_db_drop', {}, 'mcp my_db drop');
    is('a_b_drop', {}, 'mcp a.b drop');
    is('infra_x', {}, 'mcp ? infra_x', env, { servers: ['infra', 'infra'] });
    is('infra_drop_database', {}, 'opaque', env, { servers: [] });
    is('infra', {}, 'opaque');
    is('read', { filePath: '/p/main.tf' }, 'look');
    is('read_mcp_resource', { server: 'infra', uri: 'x' }, 'look');
    is('task', { prompt: 'x' }, 'look');
    // A tool of the project's own, and one that runs others which nobody is asked about.
    is('deploy', {}, 'opaque');
    is('batch', { tool_calls: [] }, 'opaque');
    is('execute', { code: '' }, 'opaque');
    is('constructor', {}, 'opaque');
    is('Bash', { command: 'terraform destroy' }, 'opaque');

    test('a command runs in its own directory', () => {
      assert.equal(call('bash', { command: 'x', workdir: 'envs/prod' }).cwd, '/p/envs/prod');
      assert.equal(call('bash', { command: 'x', workdir: '/srv' }).cwd, '/srv');
      assert.equal(call('write', { filePath: 'a', content: '', workdir: '/srv' }).cwd, '/p');
    });
    test('the calls of a subagent are in the session people talk to', () => {
      assert.equal(call('bash', { command: 'x' }, env, { session: 'parent' }).session, 'parent');
      assert.equal(call('bash', { command: 'x' }, env, { session: undefined }).session, 's');
    });

    const held = agent === kilo ? ['cron_create', 'link_pr'] : [];
    for (const tool of read(`${agent.id}/offered-tools.json`) as string[]) {
      const args = { command: 'x', action: 'start', filePath: '/p/x', content: '', oldString: 'a', newString: 'b' };
      test(`${tool} is classified`, () => assert.equal(call(tool, args).action.kind === 'opaque', held.includes(tool)));
    }
  });

  describe(`${agent.title} events`, () => {
    const decode = (more: object) => agent.decode({ ...payload(agent.id, 'bash', { command: 'ls' }), ...more }, env);

    test('what the person asked', () =>
      assert.deepEqual(
        decode({ hook: 'chat.message', input: { sessionID: 's' }, output: undefined, prompt: 'Do it.' }),
        {
          kind: 'prompt',
          session: 's',
          prompt: 'Do it.',
          cwd: '/p',
        },
      ));
    test('a session began', () =>
      assert.equal(decode({ hook: 'session.created', input: { sessionID: 's' }, output: undefined }).kind, 'start'));
    test('a command that failed', () => {
      const event = decode({
        hook: 'tool.execute.after',
        input: { tool: 'bash', sessionID: 's', callID: 'c', args: { command: 'ls' } },
        output: { metadata: { exit: 1 } },
      });
      assert(event.kind === 'after' && event.failed);
      assert.equal(spell(event.call.action), 'bash: ls');
    });
    test('an event that decides nothing', () =>
      assert.equal(decode({ hook: 'shell.env', input: { cwd: '/p', sessionID: 's' } }).kind, 'other'));

    const wrong = (title: string, more: object) => test(title, () => assert.throws(() => decode(more), ShapeError));
    wrong('a tool call under a new name of the event', { hook: 'tool.before' });
    wrong('no event', { hook: undefined });
    wrong('no directory', { directory: undefined });
    wrong('a relative directory', { directory: 'p' });
    wrong('no input', { input: undefined });
    wrong('no tool', { input: { sessionID: 's', callID: 'c' } });
    wrong('a command that is a list', { output: { args: { command: ['ls'] } } });
    wrong('arguments as text', { output: { args: 'ls' } });
    wrong('servers that are no list', { servers: 'infra' });
    wrong('no session at all', { hook: 'plugin.init', input: {}, session: undefined, process: 'x' });
    test('an envelope of the other agent is not its own', () =>
      assert(!agent.sends({ plugin: agent === kilo ? 'opencode' : 'kilo' }, {})));
  });

  describe(`${agent.title} answers`, () => {
    const before = read(`${agent.id}/tool.execute.before.bash.json`);
    test('each end is one the plugin knows', () => {
      assert.equal(agent.encode({ kind: 'neutral' }, before).stdout, '{"decision":"neutral"}');
      assert.equal(agent.encode({ kind: 'proceed', message: 'Yes.' }, before).stdout, '{"decision":"proceed"}');
      assert.equal(
        agent.encode({ kind: 'proceed', message: 'Yes.', line: 'true', input: {} }, before).stdout,
        '{"decision":"proceed","command":"true"}',
      );
      assert.deepEqual(agent.encode({ kind: 'refuse', message: 'No.' }, before), {
        exitCode: 2,
        stdout: '',
        stderr: 'No.',
      });
    });
    test('another line takes the place of a shell’s, and of nothing else', () => {
      assert.equal(agent.rewrite?.(before, 'true')?.command, 'true');
      assert.equal(agent.rewrite?.(read(`${agent.id}/tool.execute.before.write.json`), 'true'), undefined);
    });
  });
}

describe('Kilo’s processes in the background', () => {
  const is = (args: object, expected: string) =>
    test(JSON.stringify(args), () => {
      const event = kilo.decode(payload('kilo', 'background_process', args), env);
      assert(event.kind === 'call');
      assert.equal(spell(event.call.action), expected);
    });
  is({ action: 'start', command: 'terraform destroy' }, 'bash: terraform destroy');
  is({ action: 'logs', id: 'x' }, 'look');
  is({ action: 'restart', id: 'x' }, 'opaque');
  is({ action: 'constructor' }, 'opaque');
});

describe('the plugin’s file', () => {
  const command = { launcher: "/home/d'ev/.holdpoint/bin/holdpoint-hook", platform: 'posix' } as const;
  for (const agent of [openCode, kilo]) {
    const [file] = agent.settings;
    assert(file !== undefined);
    const text = file.install(undefined, command);
    test(`${agent.title}: made, found, made again, gone`, () => {
      assert.match(text, /^\/\/ Holdpoint's plugin for .*, written by its installation; changes are lost\.\n/);
      assert.equal(file.inspect(text, command).kind, 'installed');
      assert.equal(file.install(text, command), text);
      assert.equal(file.install('', command), text);
      assert.equal(file.uninstall(text), undefined);
    });
    test(`${agent.title}: a weaker one is told, and put right`, () => {
      const weaker = text.replace('throw new Error(result.code', 'return; throw new Error(result.code');
      assert.notEqual(weaker, text);
      assert.equal(file.inspect(weaker, command).kind, 'altered');
      assert.equal(file.install(weaker, command), text);
      assert.equal(file.inspect(file.install(undefined, { ...command, launcher: '/tmp/x' }), command).kind, 'altered');
    });
    test(`${agent.title}: somebody else’s file stays`, () => {
      const theirs = 'export const Mine = async () => ({});\n';
      assert.throws(() => file.install(theirs, command), ShapeError);
      assert.equal(file.uninstall(theirs), theirs);
      assert.deepEqual(file.inspect(theirs, command), {
        kind: 'absent',
        notes: ['a file of somebody else lies there'],
      });
      assert.equal(file.inspect(undefined, command).kind, 'absent');
    });
    test(`${agent.title}: on Windows`, () =>
      assert.match(
        file.install(undefined, { launcher: 'C:\\h\\holdpoint-hook.ps1', platform: 'windows' }),
        /const program = \["powershell\.exe",.*"-File","C:\\\\h\\\\holdpoint-hook\.ps1","(?:opencode|kilo)"\]/,
      ));
  }
});
