/** OpenCode and Kilo, which is made from it: `run`, OpenAI Chat. No hook commands: a plugin runs in the agent itself. */
import { join } from 'node:path';
import type { TestedAgent } from './agent.ts';
import { writeJson, writeText } from './files.ts';
import { hanging, rewriting, rewritingWhy } from './holes.ts';

interface Names {
  readonly id: string;
  readonly version: string;
  readonly packages: readonly string[];
  readonly program: string;
  /** Below `~/.config`, also in front of the settings' name. */
  readonly folder: string;
  /** In front of the names of its variables. */
  readonly prefix: string;
  readonly more: readonly string[];
}

/** Asks a program as other agents ask their hooks, and does what it says. */
const foreignPlugin = (command: string) => `import { execFileSync } from 'node:child_process';
export const Other = async () => ({
  'tool.execute.before': async (input, output) => {
    const said = execFileSync(${JSON.stringify(command)}, { input: '' }).toString();
    if (said !== '' && input.tool === 'bash') Object.assign(output.args, JSON.parse(said));
  },
});
`;

const family = ({ id, version, packages, program, folder, prefix, more }: Names): TestedAgent => {
  const config = (home: string, file: string) => join(home, '.config', folder, file);
  return {
    id,
    version,
    packages,
    program,
    guard: `.config/${folder}/plugin/holdpoint.js`,
    settle: ({ home, model, mcp }) =>
      writeJson(config(home, `${folder}.json`), {
        model: 'loop/scripted-model',
        small_model: 'loop/scripted-model',
        autoupdate: false,
        share: 'disabled',
        permission: { edit: 'allow', bash: 'allow', external_directory: 'allow' },
        provider: {
          loop: {
            npm: '@ai-sdk/openai-compatible',
            name: 'loop',
            options: { baseURL: `${model}/v1`, apiKey: 'none' },
            models: {
              'scripted-model': { name: 'scripted', tool_call: true, limit: { context: 128_000, output: 8_000 } },
            },
          },
        },
        mcp: { infra: { type: 'local', command: [mcp.command, ...mcp.args], enabled: true } },
      }),
    launch: (prompt, { program: path, model }) => ({
      program: path,
      args: ['run', prompt, ...more],
      env: {
        ...Object.fromEntries(
          ['DISABLE_AUTOUPDATE', 'DISABLE_MODELS_FETCH', 'DISABLE_DEFAULT_PLUGINS', 'DISABLE_LSP_DOWNLOAD'].map(
            (name) => [`${prefix}_${name}`, '1'],
          ),
        ),
        // Otherwise every start waits a minute for a package of plugins.
        npm_config_registry: `${model}/npm/`,
      },
    }),
    use(act) {
      switch (act.kind) {
        case 'shell':
          return { name: 'bash', input: { command: act.line, description: 'scripted' } };
        case 'read':
          return { name: 'read', input: { filePath: act.path } };
        case 'edit':
          return { name: 'edit', input: { filePath: act.path, oldString: act.before, newString: act.after } };
        case 'mcp':
          return { name: `infra_${act.tool}`, input: act.input };
      }
    },
    addForeign: ({ home }, command) => writeText(config(home, 'plugin/other.js'), foreignPlugin(command)),
    foreign: (answer) => (answer.kind === 'rewrite' ? { command: answer.line } : {}),
    holes: { [rewriting]: rewritingWhy },
    untried: { [hanging]: 'It keeps no timer: the call waits as long as the hook does.' },
  };
};

export const openCode = family({
  id: 'opencode',
  version: '1.18.33',
  packages: ['opencode-ai@1.18.33'],
  program: 'opencode-linux-ARCH/bin/opencode',
  folder: 'opencode',
  prefix: 'OPENCODE',
  more: [],
});

export const kilo = family({
  id: 'kilo',
  version: '7.7.7',
  packages: ['@kilocode/cli@7.7.7'],
  program: '@kilocode/cli-linux-ARCH/bin/kilo',
  folder: 'kilo',
  prefix: 'KILO',
  more: ['--auto'],
});
