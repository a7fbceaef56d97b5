/** Claude Code: `claude -p`, Anthropic Messages. */
import { join } from 'node:path';
import type { TestedAgent } from './agent.ts';
import { changeJson, writeJson } from './files.ts';
import { hanging, hangingWhy, rewriting, rewritingWhy } from './holes.ts';

const settings = '.claude/settings.json';

interface Hook {
  readonly type: string;
  readonly command: string;
  timeout?: number;
}
interface Settings {
  hooks: Record<string, { matcher?: string; hooks: Hook[] }[]>;
}

export const claudeCode: TestedAgent = {
  id: 'claude-code',
  version: '2.1.330',
  packages: ['@anthropic-ai/claude-code@2.1.330'],
  program: '@anthropic-ai/claude-code-linux-ARCH/claude',
  guard: settings,
  settle({ home }) {
    writeJson(join(home, settings), { cleanupPeriodDays: 30 });
  },
  launch: (prompt, { home, mcp, model, program }) => {
    const servers = join(home, 'mcp.json');
    writeJson(servers, { mcpServers: { infra: { type: 'stdio', ...mcp } } });
    return {
      program,
      args: [
        ...['-p', prompt, '--output-format', 'json', '--model', 'claude-sonnet-4-5'],
        ...['--mcp-config', servers, '--dangerously-skip-permissions'],
      ],
      env: {
        ANTHROPIC_BASE_URL: model,
        ANTHROPIC_API_KEY: 'none',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
        // It skips permissions for root in a sandbox only.
        IS_SANDBOX: '1',
      },
    };
  },
  use(act) {
    switch (act.kind) {
      case 'shell':
        return { name: 'Bash', input: { command: act.line, description: 'scripted' } };
      case 'read':
        return { name: 'Read', input: { file_path: act.path } };
      case 'edit':
        return { name: 'Edit', input: { file_path: act.path, old_string: act.before, new_string: act.after } };
      case 'mcp':
        return { name: `mcp__infra__${act.tool}`, input: act.input };
    }
  },
  addForeign: ({ home }, command) =>
    changeJson<Settings>(join(home, settings), ({ hooks }) => {
      hooks.PreToolUse?.push({ matcher: '*', hooks: [{ type: 'command', command, timeout: 20 }] });
    }),
  foreign: (answer) => ({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'allow',
      ...(answer.kind === 'rewrite' ? { updatedInput: { command: answer.line, description: 'rewritten' } } : {}),
    },
  }),
  setTimer: ({ home }, seconds) =>
    changeJson<Settings>(join(home, settings), ({ hooks }) => {
      for (const { hooks: ours } of Object.values(hooks).flat()) for (const hook of ours) hook.timeout = seconds;
    }),
  holes: {
    [rewriting]: rewritingWhy,
    [hanging]: hangingWhy,
  },
  untried: {},
};
