/** Qwen Code: `qwen -p`, OpenAI Chat. It wants Node 22. */
import { join } from 'node:path';
import type { TestedAgent } from './agent.ts';
import { changeJson, writeJson } from './files.ts';
import { hanging, hangingWhy } from './holes.ts';

const settings = '.qwen/settings.json';

interface Settings {
  hooks: Record<
    string,
    { matcher?: string; hooks: { name?: string; type: string; command: string; timeout?: number }[] }[]
  >;
}

export const qwenCode: TestedAgent = {
  id: 'qwen-code',
  version: '0.24.4',
  packages: ['@qwen-code/qwen-code@0.24.4'],
  program: '@qwen-code/qwen-code/cli-entry.js',
  guard: settings,
  settle: ({ home, mcp }) =>
    writeJson(join(home, settings), {
      security: { auth: { selectedType: 'openai' }, folderTrust: { enabled: false } },
      model: { name: 'scripted-model' },
      general: { disableAutoUpdate: true, enableAutoUpdate: false },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
      mcpServers: { infra: mcp },
    }),
  launch: (prompt, { program, node, model }) => ({
    program: node,
    args: [program, '-p', prompt, '--yolo'],
    env: {
      OPENAI_API_KEY: 'none',
      OPENAI_BASE_URL: `${model}/v1`,
      OPENAI_MODEL: 'scripted-model',
      QWEN_TELEMETRY_ENABLED: 'false',
    },
  }),
  use(act) {
    switch (act.kind) {
      case 'shell':
        return {
          name: 'run_shell_command',
          input: { command: act.line, description: 'scripted', is_background: false },
        };
      case 'read':
        return { name: 'read_file', input: { file_path: act.path } };
      case 'edit':
        return { name: 'edit', input: { file_path: act.path, old_string: act.before, new_string: act.after } };
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
      ...(answer.kind === 'rewrite' ? { updatedInput: { command: answer.line, is_background: false } } : {}),
    },
  }),
  setTimer: ({ home }, seconds) =>
    changeJson<Settings>(join(home, settings), ({ hooks }) => {
      for (const { hooks: ours } of Object.values(hooks).flat()) for (const hook of ours) hook.timeout = seconds;
    }),
  holes: { [hanging]: hangingWhy },
  untried: {},
};
