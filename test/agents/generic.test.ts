/** The adapter for everybody else: what it reads, what it refuses to read, and its answers. See `docs/generic-adapter.md`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { generic } from '../../src/agents/generic.ts';
import { ShapeError } from '../../src/base/json.ts';
import { spell } from '../support/spell.ts';

const base = { version: 1, event: 'call', session: 's', cwd: '/p' };
const env = { HOME: '/home/dev', KUBECONFIG: '/k' };

describe('what it reads', () => {
  const is = (fields: object, expected: string) =>
    test(JSON.stringify(fields), () => {
      const event = generic.decode({ ...base, ...fields }, env);
      assert(event.kind === 'call');
      assert.equal(spell(event.call.action), expected);
    });
  is({ command: 'terraform destroy' }, 'bash: terraform destroy');
  is({ command: '' }, 'bash: ');
  is({ command: 'Remove-Item x', shell: 'powershell' }, 'powershell: Remove-Item x');
  is({ edits: [{ path: 'main.tf', after: '' }] }, 'write /p/main.tf');
  is({ edits: [{ path: '~/a', before: '', after: 'x' }] }, 'write /home/dev/a');
  is(
    {
      edits: [
        { path: '/a', before: 'x', after: '' },
        { path: '/b', after: null },
      ],
    },
    'replace /a, delete /b',
  );
  is({ mcp: { server: 'infra', tool: 'drop' } }, 'mcp infra drop');
  is({ mcp: { tool: 'drop', input: { name: 'prod' } } }, 'mcp ? drop');

  test('the names of tool and call, and the environment', () => {
    const event = generic.decode({ ...base, command: 'ls', tool: 'step', callId: 'c' }, env);
    assert(event.kind === 'call');
    assert.deepEqual(
      { tool: event.call.tool, callId: event.call.callId, env: event.call.env },
      { tool: 'step', callId: 'c', env: { KUBECONFIG: '/k' } },
    );
  });
});

describe('what it refuses to read', () => {
  const wrong = (title: string, fields: object) =>
    test(title, () => assert.throws(() => generic.decode({ ...base, command: 'ls', ...fields }, env), ShapeError));
  wrong('another version', { version: 2 });
  wrong('a version as text', { version: '1' });
  wrong('an event nobody knows', { event: 'constructor' });
  wrong('no session', { session: undefined });
  wrong('a session that is a number', { session: 1 });
  wrong('no directory', { cwd: undefined });
  wrong('a relative directory', { cwd: 'p' });
  wrong('no action', { command: undefined });
  wrong('two actions', { edits: [{ path: '/a', after: '' }] });
  wrong('a command that is a list', { command: ['ls'] });
  wrong('a shell nobody knows', { shell: 'fish' });
  wrong('no edits', { command: undefined, edits: [] });
  wrong('an edit without its text', { command: undefined, edits: [{ path: '/a' }] });
  wrong('an edit elsewhere', { command: undefined, edits: [{ path: 'https://example.com/x', after: '' }] });
  wrong('an edit with a key of its own', { command: undefined, edits: [{ path: '/a', after: '', mode: 1 }] });
  wrong('a tool of a server without its name', { command: undefined, mcp: { server: 'infra' } });
  wrong('a key that is a slip', { comand: 'terraform destroy' });
  wrong('a key of another event', { prompt: 'x' });
  test('nothing', () => assert.throws(() => generic.decode(null, env), ShapeError));
});

describe('its answers', () => {
  test('each has its own word', () => {
    assert.deepEqual(generic.encode({ kind: 'neutral' }, base), {
      exitCode: 0,
      stdout: '{"decision":"none"}',
      stderr: '',
    });
    assert.deepEqual(JSON.parse(generic.encode({ kind: 'proceed', message: 'Yes.' }, base).stdout), {
      decision: 'allow',
      reason: 'Yes.',
    });
    assert.deepEqual(
      JSON.parse(generic.encode({ kind: 'proceed', message: 'Yes.', line: 'x', input: {} }, base).stdout),
      {
        decision: 'allow',
        reason: 'Yes.',
        command: 'x',
      },
    );
    assert.deepEqual(generic.encode({ kind: 'refuse', message: 'No.' }, undefined), {
      exitCode: 2,
      stdout: '{"decision":"deny","reason":"No."}',
      stderr: 'No.',
    });
  });
  test('another line only for whoever says that it runs it', () => {
    assert.deepEqual(generic.rewrite?.({ ...base, command: 'ls', rewrites: true }, 'x'), { command: 'x' });
    assert.equal(generic.rewrite?.({ ...base, command: 'ls' }, 'x'), undefined);
    assert.equal(generic.rewrite?.({ ...base, mcp: { tool: 'x' }, rewrites: true }, 'x'), undefined);
  });
});

test('the page names every field that is read, and its examples can be read', () => {
  const page = readFileSync(new URL('../../docs/generic-adapter.md', import.meta.url), 'utf8');
  const examples = page.match(/^\{ "version": 1.*\}$/gm) ?? [];
  assert.equal(examples.length, 3);
  for (const example of examples) assert.equal(generic.decode(JSON.parse(example), env).kind, 'call');
  for (const key of [
    'version',
    'event',
    'session',
    'cwd',
    'command',
    'edits',
    'mcp',
    'shell',
    'tool',
    'callId',
    'rewrites',
    'failed',
    'prompt',
  ])
    assert(page.includes(`| \`${key}\` |`), key);
});
