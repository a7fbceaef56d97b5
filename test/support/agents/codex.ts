/** Codex: `codex exec`, OpenAI Responses. A model it knows, since only those are offered `apply_patch`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { list, record, text } from '../../../src/base/json.ts';
import type { Place, TestedAgent } from './agent.ts';
import { changeJson, writeText } from './files.ts';
import { hanging, hangingWhy, rewriting, rewritingWhy } from './holes.ts';

const hooks = '.codex/hooks.json';
const env = { LOOP_KEY: 'none' };

interface Hooks {
  hooks: Record<string, { hooks: { type: string; command: string; timeout?: number }[] }[]>;
}

const config = ({ model, mcp, project }: Place) => `model = "gpt-5.5"
model_provider = "loop"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.loop]
name = "loop"
base_url = "${model}/v1"
wire_api = "responses"
env_key = "LOOP_KEY"
request_max_retries = 0
stream_max_retries = 0
[mcp_servers.infra]
command = ${JSON.stringify(mcp.command)}
args = ${JSON.stringify(mcp.args)}
[projects.${JSON.stringify(project)}]
trust_level = "trusted"
`;

/** Asks Codex for the hooks it has found, and has it trust them, as a person does in its own list of hooks. */
async function trust({ program, home, project }: Place): Promise<void> {
  const server = spawn(program, ['app-server'], {
    cwd: project,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = new Map<number, (result: unknown) => void>();
  createInterface({ input: server.stdout }).on('line', (line) => {
    const message = record(JSON.parse(line));
    if (typeof message.id === 'number') waiting.get(message.id)?.(message.result);
  });
  const say = (message: object) => server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const call = (method: string, params: object) =>
    new Promise<unknown>((resolve) => {
      const id = waiting.size + 1;
      waiting.set(id, resolve);
      say({ id, method, params });
    });
  await call('initialize', { clientInfo: { name: 'test', version: '1' } });
  say({ method: 'initialized' });
  const [listed] = list(record(await call('hooks/list', { cwds: [project] })).data);
  const value = Object.fromEntries(
    list(record(listed).hooks).map((hook) => {
      const { key, currentHash } = record(hook);
      return [text(key), { trusted_hash: text(currentHash) }];
    }),
  );
  const edits = [{ keyPath: 'hooks.state', value, mergeStrategy: 'upsert' }];
  await call('config/batchWrite', { edits, reloadUserConfig: true });
  const ended = new Promise((end) => server.once('exit', end));
  server.kill();
  await ended;
}

const patch = (path: string, before: string, after: string): string => {
  const lines = (sign: string, content: string) =>
    content
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${sign}${line}`);
  return [
    '*** Begin Patch',
    `*** Update File: ${path}`,
    '@@',
    ...lines('-', before),
    ...lines('+', after),
    '*** End Patch',
  ].join('\n');
};

export const codex: TestedAgent = {
  id: 'codex',
  version: '0.169.0',
  packages: ['@openai/codex@0.169.0'],
  program: '@openai/codex-linux-ARCH/vendor/TRIPLE/bin/codex',
  guard: hooks,
  settle: (place) => writeText(join(place.home, '.codex/config.toml'), config(place)),
  launch: (prompt, { program }) => ({ program, args: ['exec', '--skip-git-repo-check', '--json', prompt], env }),
  use(act) {
    switch (act.kind) {
      case 'shell':
        return { name: 'exec_command', input: { cmd: act.line } };
      case 'read':
        return { name: 'exec_command', input: { cmd: `cat '${act.path}'` } };
      case 'edit':
        return { name: 'apply_patch', input: patch(act.path, act.before, act.after) };
      case 'mcp':
        return { name: act.tool, group: 'mcp__infra', input: act.input };
    }
  },
  addForeign: ({ home }, command) =>
    changeJson<Hooks>(join(home, hooks), (content) => {
      content.hooks.PreToolUse?.push({ hooks: [{ type: 'command', command, timeout: 20 }] });
    }),
  foreign: (answer) => ({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'allow',
      ...(answer.kind === 'rewrite' ? { updatedInput: { command: answer.line } } : {}),
    },
  }),
  setTimer: ({ home }, seconds) =>
    changeJson<Hooks>(join(home, hooks), (content) => {
      for (const { hooks: ours } of Object.values(content.hooks).flat())
        for (const hook of ours) hook.timeout = seconds;
    }),
  trust,
  holes: { [rewriting]: rewritingWhy, [hanging]: hangingWhy },
  untried: {},
};
