/** Putting our entries into settings files and taking them out again. */
import assert from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import type { HookCommand, SettingsFile } from '../../src/agents/agent.ts';
import { agents } from '../../src/agents/index.ts';

const command: HookCommand = { launcher: "/home/d'ev/.holdpoint/bin/holdpoint-hook", platform: 'posix' };
const settingsOf = (id: string): SettingsFile => {
  const [settings] = agents.find((agent) => agent.id === id)?.settings ?? [];
  assert(settings !== undefined);
  return settings;
};
const claude = settingsOf('claude-code');
const vscode = settingsOf('vscode');

/** Files people really have, and some they might. */
const files: Record<string, string> = {
  'other keys': '{\n  "model": "opus",\n  "permissions": {\n    "allow": ["Bash(ls:*)"]\n  }\n}\n',
  'four spaces': '{\n    "model": "opus"\n}\n',
  tabs: '{\n\t"model": "opus"\n}\n',
  'no last newline': '{\n  "model": "opus"\n}',
  'Windows line ends': '{\r\n  "model": "opus"\r\n}\r\n',
  'a byte order mark': '\uFEFF{\n  "model": "opus"\n}\n',
  'one line': '{"model":"opus","env":{"A":"1"}}',
  'one line with spaces': '{ "model": "opus" }\n',
  comments:
    '// mine\n{\n  // the model\n  "model": "opus", // best\n  /* more */ "env": {} // last\n  // end\n}\n// after\n',
  'a comment only': '{\n  // nothing yet\n}\n',
  'hooks of others':
    '{\n  "hooks": {\n    "PreToolUse": [\n      {\n        "matcher": "Bash",\n        "hooks": [{ "type": "command", "command": "/opt/lint" }]\n      }\n    ],\n    "Stop": [{ "hooks": [{ "type": "command", "command": "say done" }] }]\n  },\n  "model": "opus"\n}\n',
  'hooks on the brace’s line':
    '{ "hooks": { "PreToolUse": [{\n    "hooks": [{ "type": "command", "command": "x" }]\n  }]\n} }\n',
  'hooks in one line': '{"hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"x"}]}]}}\n',
};

/** Whether `part` is left when characters of `whole` are taken away. */
function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (part.startsWith(character, at)) at += character.length;
  return at === part.length;
}

for (const [name, settings] of [
  ['Claude Code', claude],
  ['Gemini CLI', settingsOf('gemini-cli')],
  ['Qwen Code', settingsOf('qwen-code')],
] as const) {
  describe(`${name}: in and out again`, () => {
    for (const [title, text] of Object.entries(files)) {
      const installed = settings.install(text, command);
      test(`${title}: it is there`, () => {
        assert.equal(settings.inspect(text, command).kind, 'absent');
        assert.equal(settings.inspect(installed, command).kind, 'installed');
      });
      test(`${title}: twice is once`, () => assert.equal(settings.install(installed, command), installed));
      test(`${title}: out again, to the byte`, () => assert.equal(settings.uninstall(installed), text));
      test(`${title}: nothing but additions`, () => assert(isWithin(text, installed)));
    }
    test('what a fresh file looks like', () => expect(settings.install(undefined, command)).toMatchSnapshot());
    test('what comments look like beside it', () =>
      expect(settings.install(files.comments, command)).toMatchSnapshot());
    test('what hooks of others look like beside it', () =>
      expect(settings.install(files['hooks of others'], command)).toMatchSnapshot());
  });
}

describe('a file of our own', () => {
  for (const settings of [claude, vscode]) {
    const fresh = settings.install(undefined, command);
    test(`${settings.path}: made, found, made again, gone`, () => {
      assert.equal(settings.inspect(fresh, command).kind, 'installed');
      assert.equal(settings.install(fresh, command), fresh);
      assert.equal(settings.install('', command), fresh);
      assert.equal(settings.uninstall(fresh), undefined);
    });
  }
  test('what VS Code gets', () => expect(vscode.install(undefined, command)).toMatchSnapshot());
  test('on Windows', () =>
    expect(
      claude.install(undefined, { launcher: 'C:\\Users\\d\\.holdpoint\\bin\\holdpoint-hook.ps1', platform: 'windows' }),
    ).toMatchSnapshot());
});

describe('files that are left alone', () => {
  const left = (title: string, text: string, message: RegExp) =>
    test(title, () => assert.throws(() => claude.install(text, command), message));

  left('broken JSON', '{\n  "model": "opus"\n  "env": {}\n}', /line 3/);
  left('a trailing comma', '{ "model": "opus", }', /line 1/);
  left('a list', '[]', /expected an object/);
  left('hooks that are a list', '{ "hooks": [] }', /"hooks" must be an object/);
  left('an event that is no list', '{ "hooks": { "PreToolUse": {} } }', /hooks\.PreToolUse must be a list/);
  left('hooks given twice', '{ "hooks": {}, "hooks": {} }', /"hooks" is there twice/);
  left(
    'an entry of somebody else that makes Claude Code drop the file',
    '{ "hooks": { "Stop": [{ "hooks": [{ "type": "command", "command": "x", "timeout": 0 }] }] } }',
    /hooks\.Stop\[0\]\.hooks\[0\]\.timeout/,
  );
  left(
    'a hook of an unknown kind',
    '{ "hooks": { "Stop": [{ "hooks": [{ "type": "webhook" }] }] } }',
    /not a known kind/,
  );
  left('a permission that is no text', '{ "permissions": { "allow": [1] } }', /permissions\.allow/);

  test('they can still be left', () => {
    const installed = claude.install('{ "permissions": {} }', command);
    assert.equal(
      claude.uninstall(installed.replace('"permissions": {}', '"permissions": []')),
      '{ "permissions": [] }',
    );
  });
});

describe('what Doctor finds', () => {
  const installed = claude.install('{\n  "model": "opus"\n}\n', command);
  const finds = (title: string, text: string, ...problems: RegExp[]) =>
    test(title, () => {
      const state = claude.inspect(text, command);
      assert.equal(state.kind, 'altered');
      if (state.kind === 'altered')
        for (const [index, problem] of problems.entries()) assert.match(state.problems[index] ?? '', problem);
    });

  finds('a shorter time-out', installed.replace('3600', '30'), /PreToolUse.*timeout/);
  finds('a narrower matcher', installed.replace('"matcher": "*"', '"matcher": "Bash"'), /PreToolUse.*matcher/);
  finds('another command', installed.replace('claude-code || exit 2', 'claude-code || exit 0'), /PreToolUse.*command/);
  finds(
    'a launcher elsewhere',
    claude.install(undefined, { ...command, launcher: '/tmp/holdpoint-hook' }),
    /PreToolUse.*command/,
    /ConfigChange/,
  );
  finds(
    '"async", which makes a hook powerless',
    installed.replace('"timeout": 3600', '"timeout": 3600, "async": true'),
    /async/,
  );
  finds('a condition', installed.replace('"timeout": 3600', '"timeout": 3600, "if": "Bash(ls)"'), /\.if/);
  finds('hooks switched off', installed.replace('"model"', '"disableAllHooks": true,\n  "model"'), /disableAllHooks/);
  finds('a broken file', installed.slice(0, -4), /line/);
  finds(
    'a missing event',
    claude.install(undefined, command).replace('"ConfigChange"', '"SomethingElse"'),
    /ConfigChange is missing/,
  );

  test('all of these are put right', () => {
    for (const text of [
      installed.replace('3600', '30'),
      installed.replace('"matcher": "*"', '"matcher": "Bash"'),
      installed.replace('|| exit 2', '|| exit 0'),
    ]) {
      assert.equal(claude.install(text, command), installed);
    }
    const moved = claude.install('{\n  "model": "opus"\n}\n', { ...command, launcher: '/old/holdpoint-hook' });
    assert.equal(claude.install(moved, command), installed);
  });

  test('hooks of others are worth a note', () => {
    const state = claude.inspect(claude.install(files['hooks of others'], command), command);
    assert.equal(state.kind, 'installed');
    assert.match(state.notes[0] ?? '', /PreToolUse/);
    assert.equal(state.notes.length, 1);
  });

  test('our hook inside somebody else’s group comes out alone', () => {
    const shared =
      '{\n  "hooks": {\n    "PreToolUse": [{ "hooks": [{ "type": "command", "command": "/opt/lint" }, { "type": "command", "command": "/x/holdpoint-hook claude-code" }] }]\n  }\n}\n';
    assert.equal(
      claude.uninstall(shared),
      '{\n  "hooks": {\n    "PreToolUse": [{ "hooks": [{ "type": "command", "command": "/opt/lint" }] }]\n  }\n}\n',
    );
  });
});
