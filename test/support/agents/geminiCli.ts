/** Gemini CLI: `gemini -p`, the Gemini protocol. */
import { join } from 'node:path';
import type { TestedAgent } from './agent.ts';
import { changeJson, writeJson } from './files.ts';
import { editing, hanging, hangingWhy, opening, rewriting, rewritingWhy } from './holes.ts';

const settings = '.gemini/settings.json';

interface Settings {
  hooks: Record<
    string,
    { matcher?: string; hooks: { name?: string; type: string; command: string; timeout?: number }[] }[]
  >;
}

const insideOnly = 'Its tools for files stay in the project; the shell is tried.';

export const geminiCli: TestedAgent = {
  id: 'gemini-cli',
  version: '0.61.0',
  packages: ['@google/gemini-cli@0.61.0'],
  program: '@google/gemini-cli/bundle/gemini.js',
  guard: settings,
  settle: ({ home, mcp }) =>
    writeJson(join(home, settings), {
      security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
      general: { enableAutoUpdate: false, disableAutoUpdate: true, disableUpdateNag: true },
      mcpServers: { infra: { ...mcp, trust: false } },
    }),
  launch: (prompt, { program, node, model }) => ({
    program: node,
    args: [program, '-p', prompt, '--output-format', 'json', '-m', 'gemini-2.5-flash', '--yolo'],
    env: { GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: model },
  }),
  use(act) {
    switch (act.kind) {
      case 'shell':
        return { name: 'run_shell_command', input: { command: act.line, description: 'scripted' } };
      case 'read':
        return { name: 'read_file', input: { file_path: act.path } };
      case 'edit': {
        const { path: file_path, before: old_string, after: new_string } = act;
        return { name: 'replace', input: { file_path, old_string, new_string, instruction: 'scripted' } };
      }
      case 'mcp':
        return { name: `mcp_infra_${act.tool}`, input: act.input };
    }
  },
  addForeign: ({ home }, command) =>
    changeJson<Settings>(join(home, settings), ({ hooks }) => {
      hooks.BeforeTool?.push({ matcher: '*', hooks: [{ name: 'other', type: 'command', command, timeout: 20_000 }] });
    }),
  foreign: (answer) => ({
    decision: 'allow',
    ...(answer.kind === 'rewrite'
      ? { hookSpecificOutput: { hookEventName: 'BeforeTool', tool_input: { command: answer.line } } }
      : {}),
  }),
  setTimer: ({ home }, seconds) =>
    changeJson<Settings>(join(home, settings), ({ hooks }) => {
      for (const { hooks: ours } of Object.values(hooks).flat())
        for (const hook of ours) hook.timeout = seconds * 1_000;
    }),
  holes: { [rewriting]: rewritingWhy, [hanging]: hangingWhy },
  untried: {
    [opening]: insideOnly,
    [editing]: insideOnly,
  },
};
