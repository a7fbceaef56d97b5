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
    '/projects/app/.claude/settings.json',
    '/projects/app/.claude/agents/x.md',
    '/projects/app/deep/er/.claude/settings.json',
    '/home/u/.copilot/hooks/holdpoint.json',
    '/home/u/.copilot/settings.json',
    '/projects/app/.github/hooks/holdpoint.json',
    '/projects/app/.github/copilot/settings.json',
    '/home/u/.kiro/settings/permissions.yaml',
    '/projects/app/.kiro/hooks/x.json',
    '/projects/app/.kiro/agents/x.json',
    '/home/u/.cursor/hooks.json',
    '/projects/app/.cursor/hooks.json',
    '/home/u/.codex/config.toml',
    '/projects/app/.codex/config.toml',
    '/home/u/.codeium/windsurf/hooks.json',
    '/projects/app/.windsurf/hooks.json',
    '/projects/app/.devin/x',
    '/home/u/.config/devin/config.json',
    '/home/u/.gemini/settings.json',
    '/projects/app/.gemini/settings.json',
    '/projects/app/.agents/hooks.json',
    '/home/u/.agents/plugins/x/hooks.json',
    '/home/u/.qwen/settings.json',
    '/projects/app/.qwen/settings.json',
    '/home/u/.config/opencode/opencode.json',
    '/projects/app/.opencode/plugin/x.js',
    '/projects/app/opencode.json',
    '/home/u/.config/kilo/x',
    '/home/u/.config/amp/settings.json',
    '/projects/app/.amp/x',
    '/home/u/.factory/settings.json',
    '/projects/app/.factory/settings.json',
    '/home/u/.augment/settings.json',
    '/projects/app/.augment/x',
    '/home/u/.cline/x',
    '/projects/app/.clinerules/hooks/PreToolUse',
    '/projects/app/.cline/hooks/PreToolUse',
    '/projects/app/.agent/hooks.json',
    '/projects/app/_agents/hooks.json',
    '/home/u/Documents/Cline/Hooks/PreToolUse',
    '/projects/app/.vscode/settings.json',
    '/projects/app/app.code-workspace',
    '/home/u/.config/Code/User/settings.json',
    '/home/u/.config/Code/User/profiles/abc/settings.json',
    '/home/u/.vscode-server/data/Machine/settings.json',
    '/home/u/.holdpoint/bin/holdpoint-hook',
    '/home/u/.holdpoint',
    '/projects/app/.holdpoint/policy.yaml',
    '/home/u/.vscode/extensions/holdpoint.holdpoint-0.1.0/dist/hook.js',
    '/etc/claude-code/managed-settings.json',
    '/etc/github-copilot/policy.d/x.json',
    '/Library/Application Support/ClaudeCode/managed-settings.json',
    'C:\\Program Files\\ClaudeCode\\managed-settings.json',
    'C:\\Users\\u\\.claude\\settings.json',
    'C:\\Users\\u\\.copilot\\hooks\\holdpoint.json',
    '/root/.copilot/hooks/x.json',
    '/Users/other/.copilot/hooks/x.json',
    'C:\\Users\\u\\AppData\\Roaming\\Code\\User\\settings.json',
    'C:\\Users\\u\\AppData\\Roaming\\Code - Insiders\\User\\keybindings.json',
    'C:\\Users\\u\\AppData\\Roaming\\Code\\User\\globalStorage\\state.vscdb',
    'C:\\Users\\u\\.vscode\\extensions\\holdpoint.holdpoint-1.2.0\\package.json',
    'C:\\Users\\u\\AppData\\Roaming\\amp\\settings.json',
    'C:\\ProgramData\\Cursor\\hooks.json',
    'C:\\ProgramData\\gemini-cli\\settings.json',
    'C:\\ProgramData\\Augment\\settings.json',
    '/mnt/c/Users/u/.copilot/hooks/holdpoint.json',
    '/Users/u/Library/Application Support/Code/User/settings.json',
    '/Users/u/Library/Application Support/Cursor/User/keybindings.json',
    '/Users/u/Library/Application Support/Windsurf/User/globalStorage/state.vscdb',
    '/Users/u/Library/Application Support/VSCodium/User/workspaceStorage/1/state.vscdb',
    '/Library/Application Support/Cursor/hooks.json',
    '/Library/Application Support/GeminiCli/settings.json',
    '/Library/Application Support/ampcode/managed-settings.json',
    '/etc/gemini-cli/settings.json',
    '/etc/ampcode/managed-settings.json',
    '/etc/augment/settings.json',
    '/etc/cursor/hooks.json',
    '/etc/windsurf/hooks.json',
    '/home/u/.config/Code/User/keybindings.json',
    '/home/u/.config/Code/User/mcp.json',
    '/home/u/.config/Code/User/profiles/abc/keybindings.json',
    '/home/u/.config/VSCodium/User/tasks.json',
    '/home/u/.local/share/code-server/User/settings.json',
    '/home/u/.local/share/code-server/extensions/holdpoint.holdpoint-0.1.0/dist/hook.js',
    '/home/u/.vscode/argv.json',
    '/home/u/.vscode/extensions/.obsolete',
    '/home/u/.vscode-server/extensions/extensions.json',
    '/home/u/.cursor/extensions/holdpoint.holdpoint-0.1.0/package.json',
    '/home/u/.cursor/cli-config.json',
    '/projects/app/.cursor/cli.json',
    '/projects/app/.cursor/permissions.json',
    '/projects/app/.kilo/plugin/x.js',
    '/projects/app/.kilocode/plugin/x.js',
    '/projects/app/kilo.jsonc',
    '/projects/app/.config/goose/settings.json',
    '/projects/app/.continue/settings.json',
    '/home/u/.continue/permissions.yaml',
    '/home/u/.config/goose/config.yaml',
    '/home/u/.config/zed/settings.json',
    '/projects/app/.vscode/tasks.json',
    // Written in ways that mean the same.
    '/home/u/.CLAUDE/Settings.JSON',
    '/home/u//.claude//settings.json',
    '/home/u/x/../.claude/./settings.json',
    '/projects/app/src/../.claude/settings.json',
    '/home/u/.claude/plans/../settings.json',
    '/home/u/.cla\u200bude/settings.json',
    '/projects/app/.v\u017fcode/settings.json',
    '/projects/app/.claude/worktrees/a/.claude/settings.json',
    '/projects/app/.claude/worktrees',
  ]) {
    guards(path, true);
  }
  for (const path of [
    '/projects/app/src/claude.ts',
    '/projects/app/src/kilo.ts',
    '/projects/app/.config/goosebumps/settings.json',
    '/projects/app/claude/settings.json',
    '/projects/app/my.claude/settings.json',
    '/projects/app/.claudette/settings.json',
    '/projects/app/CLAUDE.md',
    '/projects/app/.cline/skills/x.md',
    '/projects/app/.agent/rules/x.md',
    '/projects/app/my_agents/hooks.json',
    '/projects/app/.github/workflows/ci.yml',
    '/projects/app/.github/copilot-instructions.md',
    '/projects/app/.kiro/specs/x.md',
    '/projects/app/.cursor/rules/x.mdc',
    '/projects/app/.vscode/launch.json',
    '/projects/app/.vscode/extensions.json',
    '/projects/app/.vscode/mcp.json',
    '/projects/app/.cursor/environment.json',
    '/projects/app/.continue/rules/x.md',
    '/projects/app/src/storage/state.ts',
    '/projects/app/extensions/extensions.json',
    '/projects/app/argv.json',
    'C:\\Users\\u\\AppData\\Roaming\\npm\\settings.json',
    'C:\\ProgramData\\app\\hooks.json',
    '/Library/Application Support/App/hooks.json',
    '/etc/augmented/settings.json',
    '/projects/app/settings.json',
    '/projects/app/src/agents/x.ts',
    '/projects/app/.config/amp/x',
    '/home/u/.config/other/x',
    '/projects/app/holdpoint/policy.yaml',
    '/home/u/.claude/plans/today.md',
    '/home/u/.claude/todos/1.json',
    '/home/u/.claude/projects/app/memory/notes.md',
    '/projects/app/.claude/worktrees/a/src/index.ts',
    '/projects/app/.claude/worktrees/a',
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
    '/projects/app/.github',
    '/projects/app/.vscode',
    '/projects/app/.cursor',
    '/home/u/Documents',
    '/home/u/.claude',
  ])
    leads(path, true);
  for (const path of [
    '/projects/app/node_modules',
    '/projects/app/src',
    '/tmp/x',
    '/home/u/projects',
    '/home/u/.cache',
  ])
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
    '/projects/app/.claude/*',
    '/projects/app/.git*',
    '/home/u/.claude/sett*',
    `/projects/app/${'{a,b}'.repeat(12)}*`,
  ])
    may(glob, true);
  for (const glob of ['/projects/app/*', '/projects/app/*.json', '/home/u/*', '/projects/app/src/.e*', '/tmp/.x*'])
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
