/** Cline: one line for every tool, the CLI's payloads beside the extension's, and the script it runs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { cline } from '../../src/agents/cline.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const fixtures = new URL('../fixtures/agents/cline/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const env = { HOME: '/home/dev' };

const shared = { clineVersion: '', taskId: 't', workspaceRoots: ['/p'] };
const fromCli = (name: unknown, input: unknown) => ({
  ...shared,
  sessionContext: { rootSessionId: 's' },
  hookName: 'tool_call',
  tool_call: { id: 'c', name, input },
  preToolUse: { toolName: name, parameters: {} },
});
const fromExtension = (toolName: unknown, parameters: unknown) => ({
  ...shared,
  clineVersion: '4.1.13',
  hookName: 'PreToolUse',
  preToolUse: { toolName, parameters },
});
/** The extension spells every value as text. */
const asTexts = (input: object) =>
  Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );

const callOf = (payload: unknown, variables: Record<string, string> = env) => {
  const event = cline.decode(payload, variables);
  assert(event.kind === 'call');
  return event.call;
};

describe('tools', () => {
  const is = (tool: string, input: object, expected: string) => {
    test(`${tool} ${JSON.stringify(input)}`, () => assert.equal(spell(callOf(fromCli(tool, input)).action), expected));
    test(`${tool} ${JSON.stringify(input)}, of the extension`, () =>
      assert.equal(spell(callOf(fromExtension(tool, asTexts(input))).action), expected));
  };
  const patch = '*** Begin Patch\n*** Delete File: old.tf\n*** End Patch';

  is('run_commands', { commands: ['terraform destroy'] }, 'bash: terraform destroy');
  is('run_commands', { commands: ['ls', "echo 'x'"] }, "bash: bash -c 'ls'\nbash -c 'echo '\\''x'\\'''");
  is('run_commands', { commands: [] }, 'bash: ');
  is('editor', { path: '/p/main.tf', new_text: 'x' }, 'write /p/main.tf');
  is('editor', { path: '/p/main.tf', old_text: 'a', new_text: 'b' }, 'replace /p/main.tf');
  is('editor', { path: '/p/main.tf', new_text: 'b', insert_line: 3 }, 'patch /p/main.tf');
  is('apply_patch', { input: patch }, 'delete /p/old.tf');
  is('apply_patch', { input: 'x' }, 'opaque');
  is('infra__drop_database', { name: 'prod' }, 'mcp infra drop_database');
  is('my__infra__drop', {}, 'mcp ? my__infra__drop');
  is('spawn_agent', { task: 'x' }, 'look');
  is('team_run_task', { task: 'x' }, 'look');
  is('read_files', { files: [{ path: '/p' }] }, 'look');
  is('browser_action', { action: 'click' }, 'opaque');
  is('constructor', {}, 'opaque');
  is('execute_command', { command: 'terraform destroy' }, 'bash: terraform destroy');
  is('write_to_file', { path: 'main.tf', content: '' }, 'write /p/main.tf');
  is('replace_in_file', { path: 'main.tf', diff: '------- SEARCH' }, 'patch /p/main.tf');
  is('use_mcp_tool', { server_name: 'infra', tool_name: 'drop', arguments: '{}' }, 'mcp infra drop');
  is('attempt_completion', { result: 'x' }, 'look');
  is('attempt_completion', { result: 'x', command: 'open x' }, 'bash: open x');

  test('null for an old text, as its schema allows', () =>
    assert.equal(spell(callOf(fromCli('editor', { path: 'a', old_text: null, new_text: 'b' })).action), 'write /p/a'));
  test('what one command leaves open does not swallow the next', () => {
    const { action } = callOf(fromCli('run_commands', { commands: ['cat <<EOF', 'terraform destroy\nEOF'] }));
    assert(action.kind === 'command');
    assert.equal(action.line, "bash -c 'cat <<EOF'\nbash -c 'terraform destroy\nEOF'");
  });
  describe('in a workspace of several folders', () => {
    const inRoots = (roots: readonly string[], tool: string, input: object) => {
      const { action, cwd } = callOf({ ...fromExtension(tool, asTexts(input)), workspaceRoots: roots });
      return `${cwd}> ${spell(action)}`;
    };
    const is = (tool: string, input: object, expected: string) =>
      test(`${tool} ${JSON.stringify(input)}`, () => assert.equal(inRoots(['/p', '/q/infra'], tool, input), expected));
    is('execute_command', { command: 'make down' }, '/p> bash: make down');
    is('execute_command', { command: '@infra:make down' }, '/q/infra> bash: make down');
    is('execute_command', { command: '@infra: ./down.sh' }, '/q/infra> bash: ./down.sh');
    is('execute_command', { command: '@other:make down' }, '/p> opaque');
    is('execute_command', { command: 'npm i @a/b:c' }, '/p> bash: npm i @a/b:c');
    is('write_to_file', { path: '@infra:.claude/a', content: '' }, '/q/infra> write /q/infra/.claude/a');
    is('write_to_file', { path: '@a/b', content: '' }, '/p> write /p/@a/b');
    is('replace_in_file', { path: '@other:a', diff: 'x' }, '/p> opaque');
    is('apply_patch', { input: patch.replace('old.tf', '@infra:old.tf') }, '/p> opaque');
    is('apply_patch', { input: patch }, '/p> delete /p/old.tf');
    is('read_file', { path: '@other:a' }, '/p> look');
    test('two folders of one name', () =>
      assert.equal(inRoots(['/p/a', '/q/a'], 'execute_command', { command: '@a:make' }), '/p/a> opaque'));
    test('in a single folder it is a name like others', () =>
      assert.equal(inRoots(['/p'], 'write_to_file', { path: '@p:a', content: '' }), '/p> write /p/@p:a'));
  });
  test('a path in both spellings', () => {
    const write = (input: object) => callOf(fromExtension('write_to_file', { content: '', ...input }));
    assert.equal(spell(write({ absolutePath: '/q/a' }).action), 'write /q/a');
    assert.throws(() => write({ absolutePath: '/q/a', path: 'b' }), ShapeError);
  });
  test('on Windows several at once hold', () => {
    const windows = { ...env, OS: 'Windows_NT' };
    assert.equal(spell(callOf(fromCli('run_commands', { commands: ['dir'] }), windows).action), 'powershell: dir');
    assert.equal(spell(callOf(fromCli('run_commands', { commands: ['dir', 'dir'] }), windows).action), 'opaque');
  });
  test('every tool it offers is classified', () => {
    const inputs = { commands: ['x'], path: '/p/x', new_text: '' };
    const held = (read('offered-tools.json') as string[]).filter(
      (tool) => spell(callOf(fromCli(tool, inputs)).action) === 'opaque',
    );
    assert.deepEqual(held, []);
  });
});

describe('who, where and how long', () => {
  test('a subagent belongs to the session of its root', () =>
    assert.equal(callOf(read('PreToolUse.run_commands.delegate.json')).session, '1767225600000_1'));
  test('the extension has the task', () => assert.equal(callOf(fromExtension('read_file', {})).session, 't'));
  test('a window without a folder', () =>
    assert.equal(callOf({ ...fromExtension('read_file', {}), workspaceRoots: [] }).cwd, '/home/dev'));
  test('it answers before the fixed time-outs', () => {
    assert.equal(cline.patience(callOf(fromCli('read_files', {}))), 100);
    assert.equal(cline.patience(callOf(fromExtension('read_file', {}))), 20);
  });
  test('what the extension says has failed', () => {
    const event = cline.decode(read('PostToolUse.run_commands.extension.documented.json'), env);
    assert(event.kind === 'after');
    assert.equal(event.failed, true);
  });
});

describe('payloads of the wrong shape', () => {
  const good = fromCli('run_commands', { commands: ['ls'] });
  const wrong = (title: string, change: object) =>
    test(title, () => assert.throws(() => cline.decode({ ...good, ...change }, env), ShapeError));

  wrong('a call under an unknown event', { hookName: 'before_tool' });
  wrong('no event', { hookName: undefined });
  wrong('no session', { sessionContext: undefined, taskId: undefined });
  wrong('roots that are no list', { workspaceRoots: '/p' });
  wrong('a relative root', { workspaceRoots: ['p'] });
  wrong('no tool', { tool_call: { id: 'c', input: {} }, preToolUse: undefined });
  wrong('no input', { tool_call: { id: 'c', name: 'run_commands' }, preToolUse: undefined });
  wrong('a call as text', { tool_call: 'run_commands' });
  wrong('a command that is no text', { tool_call: { name: 'run_commands', input: { commands: [['ls']] } } });
  wrong('commands that are no list', { tool_call: { name: 'run_commands', input: { commands: 'ls' } } });
  wrong('another field', { tool_call: { name: 'run_commands', input: { command: 'ls' } } });
});

describe('answers', () => {
  const said = (title: string, stdout: object, reply: ReturnType<typeof cline.encode>) =>
    test(title, () =>
      assert.deepEqual({ ...reply, stdout: JSON.parse(reply.stdout) }, { exitCode: 0, stdout, stderr: '' }),
    );

  said('none', { cancel: false }, cline.encode({ kind: 'neutral' }, undefined));
  said('no', { cancel: true, errorMessage: 'N\no.' }, cline.encode({ kind: 'refuse', message: 'N\no.' }, undefined));
  said('yes', { cancel: false }, cline.encode({ kind: 'proceed', message: 'Yes.' }, undefined));
  said(
    'another line',
    { cancel: false, overrideInput: { commands: ['true'] } },
    cline.encode({ kind: 'proceed', message: 'Yes.', line: 'true', input: { commands: ['true'] } }, undefined),
  );
  test('only one command of the CLI is exchanged', () => {
    assert.deepEqual(cline.rewrite?.(read('PreToolUse.run_commands.json'), 'true'), { commands: ['true'] });
    assert.equal(cline.rewrite?.(fromCli('run_commands', { commands: ['a', 'b'] }), 'true'), undefined);
    assert.equal(cline.rewrite?.(fromExtension('run_commands', { commands: '["a"]' }), 'true'), undefined);
    assert.equal(cline.rewrite?.(read('PreToolUse.editor.json'), 'true'), undefined);
  });
});

describe('the script', () => {
  const folder = mkdtempSync(join(tmpdir(), "cline's "));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const launcher = join(folder, 'holdpoint-hook');
  const script = join(folder, 'PreToolUse');
  const [settings] = cline.settings;
  const on = { launcher, platform: 'posix' } as const;
  writeFileSync(script, settings?.install(undefined, on) ?? '');

  const says = (title: string, body: string | undefined, cancel: boolean, text = /could not finish/) =>
    test(title, () => {
      rmSync(launcher, { force: true });
      if (body !== undefined) writeFileSync(launcher, `#!/bin/sh\n${body}\n`);
      if (body !== undefined) chmodSync(launcher, 0o755);
      const out = execFileSync('sh', [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      const [, answer = ''] = /^HOOK_CONTROL\t(.*)\n$/.exec(out) ?? [];
      const found = JSON.parse(answer);
      assert.equal(found.cancel, cancel);
      if (cancel) assert.match(found.errorMessage, text);
    });

  says('no opinion', `echo '{"cancel":false}'`, false);
  says('another line', `echo '{"cancel":false,"overrideInput":{"commands":["a"]}}'`, false);
  says('a refusal', `printf '%s\\n' '{"cancel":true,"errorMessage":"No \\\\ %s."}'`, true, /^No \\ %s\.$/);
  says('missing', undefined, true);
  says('a crash', 'exit 1', true);
  says('the launcher’s own refusal', 'exit 2', true);
  says('an answer, then a crash', `echo '{"cancel":false}'; exit 3`, true);
  says('killed', 'kill -9 $$', true);
  says('silent', 'exit 0', true);
  says('chatty', `echo starting; echo '{"cancel":false}'`, true);
  says('another agent’s words', `echo '{"decision":"allow"}'`, true);

  test('in and out, and nobody else’s file', () => {
    assert(settings !== undefined);
    const text = settings.install(undefined, on);
    assert.equal(settings.inspect(text, on).kind, 'installed');
    assert.equal(settings.install(text, on), text);
    assert.equal(settings.uninstall(text), undefined);
    assert.equal(settings.inspect(text.replace('say "$silent"', 'exit 0'), on).kind, 'altered');
    assert.throws(() => settings.install('#!/bin/sh\necho mine\n', on), ShapeError);
    assert.equal(settings.uninstall('#!/bin/sh\necho mine\n'), '#!/bin/sh\necho mine\n');
  });
  test('what is only listened to says nothing', () => {
    const [, after] = cline.settings;
    assert.match(after?.install(undefined, on) ?? '', / cline observe \|\| :\n$/);
  });
});
