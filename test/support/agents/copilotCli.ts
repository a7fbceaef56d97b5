/** GitHub Copilot CLI, offline with a provider of one's own: OpenAI Chat. */
import { join } from 'node:path';
import type { TestedAgent } from './agent.ts';
import { changeJson, writeJson } from './files.ts';
import { hanging, hangingWhy, rewriting } from './holes.ts';

const hooks = '.copilot/hooks/holdpoint.json';

interface Hooks {
  hooks: Record<string, Record<string, unknown>[]>;
}

export const copilotCli: TestedAgent = {
  id: 'copilot-cli',
  version: '1.0.102',
  packages: ['@github/copilot@1.0.102'],
  program: '@github/copilot-linux-ARCH/copilot',
  guard: hooks,
  settle: ({ home, mcp }) =>
    writeJson(join(home, '.copilot/mcp-config.json'), {
      mcpServers: { infra: { type: 'local', ...mcp, tools: ['*'] } },
    }),
  launch: (prompt, { program, folder, model }) => ({
    program,
    args: ['-p', prompt, '--allow-all', '--no-auto-update', '--no-color', '--log-dir', join(folder, 'logs')],
    env: {
      COPILOT_OFFLINE: 'true',
      COPILOT_PROVIDER_BASE_URL: `${model}/v1`,
      COPILOT_PROVIDER_API_KEY: 'none',
      COPILOT_MODEL: 'scripted-model',
      COPILOT_AUTO_UPDATE: 'false',
    },
  }),
  use(act) {
    switch (act.kind) {
      case 'shell':
        return { name: 'bash', input: { command: act.line, description: 'scripted' } };
      case 'read':
        return { name: 'view', input: { path: act.path } };
      case 'edit':
        return { name: 'edit', input: { path: act.path, old_str: act.before, new_str: act.after } };
      case 'mcp':
        return { name: `infra-${act.tool}`, input: act.input };
    }
  },
  addForeign: ({ home }, command) =>
    writeJson(join(home, '.copilot/hooks/another.json'), {
      version: 1,
      hooks: { preToolUse: [{ type: 'command', bash: command, cwd: '.', timeoutSec: 20 }] },
    }),
  foreign: (answer) => ({
    permissionDecision: 'allow',
    ...(answer.kind === 'rewrite' ? { modifiedArgs: { command: answer.line, description: 'rewritten' } } : {}),
  }),
  setTimer: ({ home }, seconds) =>
    changeJson<Hooks>(join(home, hooks), (content) => {
      for (const hook of Object.values(content.hooks).flat())
        for (const key of ['timeoutSec', 'timeout']) if (key in hook) hook[key] = seconds;
    }),
  // Its words are its own when a hook fails.
  silence: 'failures',
  holes: {
    [rewriting]:
      'Hooks run one after another, last file name first, and each sees what the one before made of the call: a file whose name comes before ours has the last word. Holdpoint compares afterwards what ran, and raises an alarm.',
    [hanging]: hangingWhy,
  },
  untried: {},
};
