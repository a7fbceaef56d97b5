import { describe, expect, test } from 'vitest';
import { isGuardFile, isStateFile, leadsToGuardFiles, mayBeGuardFile } from '../../src/core/guardFiles.ts';

const home = '/home/u';
const guards = (path: string, expected: boolean) =>
  test(`${path} ${expected ? 'is' : 'is none'}`, () => expect(isGuardFile(path, home)).toBe(expected));

describe('guard files', () => {
  for (const path of [
    '/home/u/.claude/settings.json',
    '/home/u/.claude/settings.local.json',
    '/home/u/.claude/hooks/gate.sh',
    '/home/u/.claude',
    '/home/u/.claude.json',
    '/work/app/.claude/settings.json',
    '/work/app/.claude/agents/x.md',
    '/work/app/deep/er/.claude/settings.json',
    '/home/u/.copilot/hooks/holdpoint.json',
    '/home/u/.copilot/settings.json',
    '/work/app/.github/hooks/holdpoint.json',
    '/work/app/.github/copilot/settings.json',
    '/home/u/.kiro/settings/permissions.yaml',
    '/work/app/.kiro/hooks/x.json',
    '/work/app/.kiro/agents/x.json',
    '/home/u/.cursor/hooks.json',
    '/work/app/.cursor/hooks.json',
    '/home/u/.codex/config.toml',
    '/work/app/.codex/config.toml',
    '/home/u/.codeium/windsurf/hooks.json',
    '/work/app/.windsurf/hooks.json',
    '/work/app/.devin/x',
    '/home/u/.config/devin/config.json',
    '/home/u/.gemini/settings.json',
    '/work/app/.gemini/settings.json',
    '/work/app/.agents/hooks.json',
    '/home/u/.agents/plugins/x/hooks.json',
    '/home/u/.qwen/settings.json',
    '/work/app/.qwen/settings.json',
    '/home/u/.config/opencode/opencode.json',
    '/work/app/.opencode/plugin/x.js',
    '/work/app/opencode.json',
    '/home/u/.config/kilo/x',
    '/home/u/.config/amp/settings.json',
    '/work/app/.amp/x',
    '/home/u/.factory/settings.json',
    '/work/app/.factory/settings.json',
    '/home/u/.augment/settings.json',
    '/work/app/.augment/x',
    '/home/u/.cline/x',
    '/work/app/.clinerules/hooks/PreToolUse',
    '/home/u/Documents/Cline/Hooks/PreToolUse',
    '/work/app/.vscode/settings.json',
    '/work/app/app.code-workspace',
    '/home/u/.config/Code/User/settings.json',
    '/home/u/.config/Code/User/profiles/abc/settings.json',
    '/home/u/.vscode-server/data/Machine/settings.json',
    '/home/u/.holdpoint/bin/holdpoint-hook',
    '/home/u/.holdpoint',
    '/work/app/.holdpoint/policy.yaml',
    '/home/u/.vscode/extensions/holdpoint.holdpoint-0.1.0/dist/hook.js',
    '/etc/claude-code/managed-settings.json',
    '/etc/github-copilot/policy.d/x.json',
    '/Library/Application Support/ClaudeCode/managed-settings.json',
    'C:\\Program Files\\ClaudeCode\\managed-settings.json',
    'C:\\Users\\u\\.claude\\settings.json',
    'C:\\Users\\u\\.copilot\\hooks\\holdpoint.json',
    '/root/.copilot/hooks/x.json',
    '/Users/other/.copilot/hooks/x.json',
    // Written in ways that mean the same.
    '/home/u/.CLAUDE/Settings.JSON',
    '/home/u//.claude//settings.json',
    '/home/u/x/../.claude/./settings.json',
    '/work/app/src/../.claude/settings.json',
    '/home/u/.claude/plans/../settings.json',
    '/home/u/.cla\u200bude/settings.json',
    '/work/app/.v\u017fcode/settings.json',
    '/work/app/.claude/worktrees/a/.claude/settings.json',
    '/work/app/.claude/worktrees',
  ]) {
    guards(path, true);
  }
  for (const path of [
    '/work/app/src/claude.ts',
    '/work/app/claude/settings.json',
    '/work/app/my.claude/settings.json',
    '/work/app/.claudette/settings.json',
    '/work/app/CLAUDE.md',
    '/work/app/.github/workflows/ci.yml',
    '/work/app/.github/copilot-instructions.md',
    '/work/app/.kiro/specs/x.md',
    '/work/app/.cursor/rules/x.mdc',
    '/work/app/.vscode/launch.json',
    '/work/app/settings.json',
    '/work/app/src/agents/x.ts',
    '/work/app/.config/amp/x',
    '/home/u/.config/other/x',
    '/work/app/holdpoint/policy.yaml',
    '/home/u/.claude/plans/today.md',
    '/home/u/.claude/todos/1.json',
    '/home/u/.claude/projects/app/memory/notes.md',
    '/work/app/.claude/worktrees/a/src/index.ts',
    '/work/app/.claude/worktrees/a',
    '/etc/hosts',
    '/',
    '',
  ]) {
    guards(path, false);
  }
});

describe('folders that lead to guard files', () => {
  const leads = (path: string, expected: boolean) =>
    test(`${path} ${expected}`, () => expect(leadsToGuardFiles(path, home)).toBe(expected));
  for (const path of [
    '/home/u',
    '/home',
    '/',
    '/home/u/.config',
    '/work/app/.github',
    '/work/app/.vscode',
    '/work/app/.cursor',
    '/home/u/Documents',
    '/home/u/.claude',
  ])
    leads(path, true);
  for (const path of ['/work/app/node_modules', '/work/app/src', '/tmp/x', '/home/u/projects', '/home/u/.cache'])
    leads(path, false);
});

describe('wildcards', () => {
  const may = (glob: string, expected: boolean) =>
    test(`${glob} ${expected}`, () => expect(mayBeGuardFile(glob, home)).toBe(expected));
  for (const glob of [
    '/home/u/.cl*',
    '/home/u/.c?aude',
    '/home/u/.[c]laude/settings.json',
    '/home/u/.*',
    '/work/app/.claude/*',
    '/work/app/.git*',
    '/home/u/.claude/sett*',
    `/work/app/${'{a,b}'.repeat(12)}*`,
  ])
    may(glob, true);
  for (const glob of ['/work/app/*', '/work/app/*.json', '/home/u/*', '/work/app/src/.e*', '/tmp/.x*'])
    may(glob, false);
});

describe('state files', () => {
  for (const path of [
    'terraform.tfstate',
    '/a/terraform.tfstate.backup',
    'x/prod.tfstate',
    '.terraform/terraform.tfstate',
    '.terraform/providers/x',
    'terraform.tfstate.d/prod/terraform.tfstate',
    'a.tfstate.1712.backup',
  ]) {
    test(path, () => expect(isStateFile(path)).toBe(true));
  }
  for (const path of ['main.tf', 'tfstate.md', '.terraform.lock.hcl', 'terraform', '.terraformrc']) {
    test(`${path} is none`, () => expect(isStateFile(path)).toBe(false));
  }
});
