import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { actionDigest, callDigest } from '../../../src/core/hold/digest.ts';
import type { ToolCall } from '../../../src/core/toolCall.ts';
import type { Input } from '../../../src/core/understand.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const call: ToolCall = {
  agent: 'claude-code',
  session: 's',
  callId: 'toolu_1',
  tool: 'Bash',
  cwd: '/project',
  env: { AWS_PROFILE: 'sandbox' },
  action: { kind: 'command', line: 'terraform apply', shell: 'bash' },
  claim: 'applies',
};
const inputs: readonly Input[] = [
  { path: '/project/a.sh', kind: 'text', text: 'a' },
  { path: '/project/b.sh', kind: 'text', text: 'b' },
];

describe('changes the digest', () => {
  const changes: readonly [string, ToolCall][] = [
    ['the line', { ...call, action: { kind: 'command', line: 'terraform apply ', shell: 'bash' } }],
    ['the shell', { ...call, action: { kind: 'command', line: 'terraform apply', shell: 'powershell' } }],
    ['the directory', { ...call, cwd: '/project/prod' }],
    ['the account', { ...call, env: { AWS_PROFILE: 'production' } }],
    ['the agent', { ...call, agent: 'vscode' }],
    ['the tool', { ...call, tool: 'PowerShell' }],
  ];
  for (const [title, changed] of changes)
    test(title, () => expect(callDigest(changed, sha256)).not.toBe(callDigest(call, sha256)));
  test('a byte of a file', () =>
    expect(actionDigest(call, [{ path: '/project/a.sh', kind: 'text', text: 'a ' }], sha256)).not.toBe(
      actionDigest(call, [{ path: '/project/a.sh', kind: 'text', text: 'a' }], sha256),
    ));
  test('one file more', () =>
    expect(actionDigest(call, inputs, sha256)).not.toBe(actionDigest(call, inputs.slice(1), sha256)));
});

test('a script that was missing is another action once it is there', () =>
  expect(actionDigest(call, [{ path: '/project/a.sh', kind: 'text', text: '' }], sha256)).not.toBe(
    actionDigest(call, [{ path: '/project/a.sh', kind: 'absent', text: '' }], sha256),
  ));

describe('does not change it', () => {
  test('the agent’s own description', () =>
    expect(callDigest({ ...call, claim: 'looks around' }, sha256)).toBe(callDigest(call, sha256)));
  test('the host’s call id', () =>
    expect(callDigest({ ...call, callId: 'toolu_2' }, sha256)).toBe(callDigest(call, sha256)));
  test('the order in which files were read', () =>
    expect(actionDigest(call, [...inputs].reverse(), sha256)).toBe(actionDigest(call, inputs, sha256)));
});
