import assert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { readHookArguments } from '../../src/protocol/launcher.ts';
import { windowsLauncher } from '../../src/protocol/launcherWindows.ts';

describe('the hook’s arguments', () => {
  const is = (line: string, expected: object | undefined) =>
    test(`"${line}"`, () => assert.deepEqual(readHookArguments(line === '' ? [] : line.split(' ')), expected));

  is('claude-code', { agent: 'claude-code', observe: false, via: 'claude-code' });
  is('vscode observe', { agent: 'vscode', observe: true, via: 'vscode' });
  is('vscode --via workspace', { agent: 'vscode', observe: false, via: 'workspace' });
  is('vscode observe --via workspace', { agent: 'vscode', observe: true, via: 'workspace' });
  is('', undefined);
  is('vscode --via', undefined);
  is('vscode listen', undefined);
  is('vscode --via a b', undefined);
});

test('the launcher for Windows, which no test here can run', () =>
  expect(windowsLauncher({ root: "C:\\Users\\d'ev\\.holdpoint", version: '1.0.0' })).toMatchSnapshot());
