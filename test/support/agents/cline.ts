/** Cline CLI: OpenAI Chat. A hook is a file named after the event, and a refusal ends the whole run. */
import { join } from 'node:path';
import type { TestedAgent } from './agent.ts';
import { writeJson, writeText } from './files.ts';
import { disarmed, hanging, late, rewriting, rewritingWhy } from './holes.ts';

const data = '.cline/data/settings';

export const cline: TestedAgent = {
  id: 'cline',
  version: '3.0.65',
  packages: ['cline@3.0.65'],
  program: '@cline/cli-linux-ARCH/bin/cline',
  guard: 'Documents/Cline/Hooks/PreToolUse',
  refusalEndsRun: true,
  // What we say reaches neither the model nor its output.
  silence: 'all',
  settle({ home, model, mcp }) {
    const settings = {
      provider: 'openai-compatible',
      apiKey: 'none',
      model: 'scripted-model',
      baseUrl: `${model}/v1`,
    };
    writeJson(join(home, data, 'providers.json'), {
      version: 1,
      lastUsedProvider: 'openai-compatible',
      modes: {},
      providers: {
        'openai-compatible': { settings, updatedAt: '2026-01-01T00:00:00.000Z', tokenSource: 'manual' },
      },
    });
    writeJson(join(home, data, 'cline_mcp_settings.json'), { mcpServers: { infra: { ...mcp, disabled: false } } });
  },
  launch: (prompt, { program }) => ({
    program,
    args: ['--json', '-P', 'openai-compatible', '-m', 'scripted-model', '--auto-approve', 'true', prompt],
    env: { CLINE_TELEMETRY_DISABLED: '1' },
  }),
  use(act) {
    switch (act.kind) {
      case 'shell':
        return { name: 'run_commands', input: { commands: [act.line] } };
      case 'read':
        return { name: 'read_files', input: { paths: [act.path] } };
      case 'edit':
        return { name: 'editor', input: { path: act.path, old_text: act.before, new_text: act.after } };
      case 'mcp':
        return { name: `infra__${act.tool}`, input: act.input };
    }
  },
  addForeign: ({ home }, command) =>
    writeText(join(home, '.cline/hooks/PreToolUse'), `#!/bin/sh\nexec ${command}\n`, 0o755),
  foreign: (answer) => (answer.kind === 'rewrite' ? { overrideInput: { commands: [answer.line] } } : { cancel: false }),
  asked: { [disarmed]: 0 },
  holes: {
    [rewriting]: rewritingWhy,
    [disarmed]:
      'The hook is a file that is looked for at every call. An agent that removes it is held; when somebody else does, Doctor says so.',
  },
  untried: {
    [hanging]: 'Its timer of two minutes cannot be changed.',
    [late]: 'A refusal ends the run, and the next one is another session, in which a person is asked anew.',
  },
};
