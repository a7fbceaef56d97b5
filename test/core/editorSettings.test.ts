/** Which keys of the editor's settings guard something, and which are anybody's own business. */
import { describe, expect, test } from 'vitest';
import { guardingKeys } from '../../src/core/editorSettings.ts';
import { understandAction } from '../support/understanding.ts';

const settings = (...lines: string[]) =>
  `{\n  "editor.tabSize": 2,\n${lines.map((line) => `  ${line},`).join('\n')}\n}\n`;

describe('a key that guards', () => {
  for (const line of [
    '"chat.tools.autoApprove": true',
    '"chat.tools.global.autoApprove": true',
    '"chat.tools.terminal.autoApprove": {"/.*/": true}',
    '"chat.useHooks": false',
    '"chat.hookFilesLocations": {".github/hooks": false}',
    '"chat.agent.enabled": false',
    '"\\u0063hat.useHooks": false',
    '"chat": {"tools.autoApprove": true}',
    '"chat": {"tools": {"autoApprove": true}}',
    '"[python]": {"chat.tools.autoApprove": true}',
    '"settings": {"chat.useHooks": false}',
    '"terminal.integrated.env.linux": {"PATH": "/tmp/x:${env:PATH}"}',
    '"terminal.integrated.env.osx": {"CLAUDE_CONFIG_DIR": "/tmp"}',
    '"terminal.integrated.profiles.linux": {"bash": {"path": "/tmp/bash"}}',
    '"terminal.integrated.defaultProfile.windows": "x"',
    '"terminal.integrated.automationProfile.linux": {"path": "/tmp/sh"}',
    '"terminal.integrated.shellIntegration.enabled": false',
    '"git.path": "/tmp/git"',
    '"task.allowAutomaticTasks": "on"',
    '"security.workspace.trust.enabled": false',
    '"extensions.allowed": {"holdpoint": false}',
    '"extensions.autoUpdate": false',
    '"claudeCode.allowDangerouslySkipPermissions": true',
    '"claude-code.environmentVariables": []',
    '"kiroAgent.trustedCommands": ["*"]',
    '"cursor.agent.x": true',
    '"roo-cline.allowedCommands": ["*"]',
    '"amp.dangerouslyAllowAll": true',
    '"mcp": {"servers": {}}',
    '"holdpoint.enabled": false',
    '"disableAllHooks": true',
    '"tasks": {"tasks": [{"label": "x", "command": "x", "runOptions": {"runOn": "folderOpen"}}]}',
  ])
    test(line, () => {
      expect(guardingKeys(settings(), settings(line))).not.toEqual([]);
      expect(guardingKeys(settings(line), settings())).not.toEqual([]);
      expect(guardingKeys(settings(line), settings(line, '"files.eol": "x"'))).toEqual([]);
    });
});

describe('a key that guards nothing', () => {
  for (const line of [
    '"editor.fontSize": 13',
    '"editor.cursorBlinking": "solid"',
    '"files.exclude": {"dist": true}',
    '"chat.fontSize": 13',
    '"chat.editor.fontFamily": "x"',
    '"github.copilot.enable": {"markdown": false}',
    '"github.copilot.chat.codeGeneration.instructions": [{"text": "chat.tools.autoApprove"}]',
    '"terminal.integrated.fontSize": 13',
    '"terminal.integrated.scrollback": 5000',
    '"git.autofetch": true',
    '"python.testing.pytestArgs": ["tests"]',
    '"typescript.tsdk": "node_modules/typescript/lib"',
    '"cSpell.words": ["holdpoint", "hooks"]',
    '"extensions.ignoreRecommendations": true',
    '// "chat.tools.autoApprove": true\n  "files.eol": "x"',
    '/* "chat.useHooks": false, */ "files.eol": "\\n"',
    '"search.exclude": {"**/*.code-search": true,}',
    '"tasks": {"tasks": [{"label": "x", "command": "x"}]}',
  ])
    test(line, () => expect(guardingKeys(settings(), settings(line))).toEqual([]));
});

test('what is no JSON cannot be told', () => {
  expect(guardingKeys('{', '{}')).toBeUndefined();
  expect(guardingKeys('{}', '{"a": }')).toBeUndefined();
});
test('an empty file has no keys', () => expect(guardingKeys('', '\uFEFF{ }')).toEqual([]));

describe('by edit', () => {
  const path = '/projects/app/.vscode/settings.json';
  const said = (before: string | null | undefined, content: string | undefined) =>
    understandAction(
      {
        kind: 'edit',
        edits: [{ path, change: content === undefined ? { kind: 'delete' } : { kind: 'write', content } }],
      },
      before === undefined ? {} : { files: { [path]: before } },
    ).effects.map(({ kind, tool, operation, note }) => [kind, tool, operation, note].join(' '));
  test('an ordinary key', () => expect(said(settings(), settings('"files.eol": "x"'))).toEqual([]));
  test('a guarding key', () =>
    expect(said(settings(), settings('"chat.useHooks": false'))).toEqual([
      'change guard edit It changes chat.useHooks.',
    ]));
  test('a new file', () => expect(said(undefined, settings())).toEqual([]));
  test('a file that goes, with ordinary keys', () => expect(said(settings(), undefined)).toEqual([]));
  test('a file that goes, with a guarding key', () =>
    expect(said(settings('"chat.useHooks": true'), undefined)).toHaveLength(1));
  test('a file that cannot be read', () => expect(said(null, settings())).toHaveLength(1));
  test('no JSON', () => expect(said(settings(), 'x')).toHaveLength(1));
  test('a link to the settings of an agent', () =>
    expect(
      understandAction(
        { kind: 'edit', edits: [{ path, change: { kind: 'write', content: '{}' } }] },
        { links: { [path]: '/home/u/.claude/settings.json' } },
      ).effects,
    ).toHaveLength(1));
});
