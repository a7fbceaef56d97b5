/**
 * What OpenCode and Kilo, which is built on it, have in common: a plugin inside the agent's own process.
 * https://opencode.ai/docs/plugins and https://kilo.ai/docs/automate/extending/plugins
 *
 * A plugin that throws in `tool.execute.before` blocks the call, its message reaches the model, and there is no time-out.
 * A plugin that cannot be loaded is dropped without a word and everything runs, so it reports when it starts.
 * The event comes before the agent's own permission check, for MCP tools and in subagents as well, whose `sessionID` is
 * their own. Only a changed property of `output.args` counts; another object in its place is not looked at.
 */
import type { JsonRecord } from '../base/json.ts';
import { list, optionalText, record, text, whole } from '../base/json.ts';
import { resolvePath } from '../core/paths.ts';
import type { Agent, Environment, Fields, HookEvent } from './agent.ts';
import {
  command,
  edit,
  json,
  look,
  readHookEvent,
  replace,
  type Scene,
  type ToolReader,
  unknownTool,
} from './hookShape.ts';
import { ownFile } from './ownFile.ts';
import { patchIn } from './patchText.ts';
import { answerPlugin, pluginText } from './pluginText.ts';

/** PowerShell where Windows has it; a person may choose another shell, which the plugin passes on. */
const shell = ({ windows }: Scene) => (windows ? 'powershell' : 'bash');

// A Map, because an object would answer to a tool called `constructor`. Names as OpenCode 1.18 and Kilo 7.7 send them.
const tools = new Map<string, ToolReader>([
  ['bash', command(shell)],
  [
    'write',
    edit((input) => [{ path: input.filePath, change: { kind: 'write', content: text(input.content, 'content') } }]),
  ],
  [
    'edit',
    edit(({ filePath: path, oldString, newString, replaceAll }) => [
      { path, change: replace(oldString, newString, replaceAll, ['oldString', 'newString']) },
    ]),
  ],
  [
    'multiedit',
    edit((input) =>
      list(input.edits, 'edits').map((one) => {
        const { filePath: path = input.filePath, oldString, newString, replaceAll } = record(one, 'edit');
        return { path, change: replace(oldString, newString, replaceAll, ['oldString', 'newString']) };
      }),
    ),
  ],
  ['apply_patch', patchIn('patchText')],
  ['patch', patchIn('patchText')],
]);

/** Tools that read, plan or talk, or start something whose own calls are asked about: subagents, skills. */
const looking = [
  ...['read', 'glob', 'grep', 'list', 'lsp', 'webfetch', 'websearch', 'codesearch'],
  ...['list_mcp_resources', 'list_mcp_resource_templates', 'read_mcp_resource'],
  ...['task', 'skill', 'todowrite', 'todoread', 'question', 'plan_enter', 'plan_exit', 'invalid'],
];

/** `<server>_<tool>`, where either name may have underscores: split by the names of the servers in the agent's configuration. */
function mcp(name: string, servers: readonly string[]): ToolReader | undefined {
  const [server, ...more] = servers.filter((one) => name.startsWith(`${spelled(one)}_`));
  if (server === undefined) return undefined;
  return (input) =>
    more.length > 0
      ? { kind: 'mcp', tool: name, input: json(input) }
      : { kind: 'mcp', server, tool: name.slice(server.length + 1), input: json(input) };
}

/** As it stands in the names of its tools. */
const spelled = (server: string): string => server.replace(/[^A-Za-z0-9_-]/g, '_');

/** The names Claude Code gives the events that the plugin passes on. */
const events = new Map([
  ['tool.execute.before', 'PreToolUse'],
  ['tool.execute.after', 'PostToolUse'],
  ['chat.message', 'UserPromptSubmit'],
  ['plugin.init', 'SessionStart'],
  ['session.created', 'SessionStart'],
]);

interface Kind {
  readonly id: string;
  readonly title: string;
  /** Below the folder of a person's configuration. */
  readonly folder: string;
  /** Tools it has beside the common ones. */
  readonly tools?: readonly (readonly [string, ToolReader])[];
  readonly looking?: readonly string[];
}

export function openCodeAgent(
  { id, title, folder, tools: own = [], looking: ownLooking = [] }: Kind,
  details: Pick<Agent, 'traces' | 'markers' | 'coverage'>,
): Agent {
  const readers = new Map([...tools, ...own]);
  const lookers = new Set([...looking, ...ownLooking]);
  const reader = (tool: string, servers: readonly string[]): ToolReader =>
    readers.get(tool) ?? (lookers.has(tool) ? look : (mcp(tool, servers) ?? unknownTool));

  const decode = (payload: unknown, env: Environment): HookEvent => {
    const event = record(payload, 'payload');
    const hook = text(event.hook, 'hook');
    const input = record(event.input, 'input');
    const output = record(event.output ?? {}, 'output');
    const args = record((hook === 'tool.execute.after' ? input.args : output.args) ?? {}, 'args');
    const directory = text(event.directory, 'directory');
    const servers = list(event.servers ?? [], 'servers').map((server) => text(server, 'server'));
    const failed = hook === 'tool.execute.after' && (exitOf(output) ?? 0) !== 0;
    // A shell's own directory is part of its input.
    const workdir =
      input.tool === 'bash' || input.tool === 'background_process' ? optionalText(args.workdir, 'workdir') : undefined;
    return readHookEvent(
      { agent: id, reader: (tool) => reader(tool, servers), claim: ['description'] },
      {
        hook_event_name: failed ? 'PostToolUseFailure' : (events.get(hook) ?? hook),
        // The session people talk to; the plugin finds it for those of subagents.
        session_id: event.session ?? input.sessionID ?? `plugin-${whole(event.process, 'process')}`,
        cwd: workdir === undefined ? directory : resolvePath(directory, workdir, env.HOME ?? env.USERPROFILE),
        tool_name: input.tool,
        tool_input: args,
        tool_use_id: input.callID,
        prompt: event.prompt,
      },
      env,
    );
  };

  const config = { variable: 'XDG_CONFIG_HOME', folder: '.config' };

  return {
    id,
    title,
    sends: (event) => event.plugin === id,
    patience: () => 55 * 60,
    decode,
    encode: answerPlugin,
    rewrite(payload, line): JsonRecord | undefined {
      const { input, output } = record(payload, 'payload');
      if (record(input, 'input').tool !== 'bash') return undefined;
      return { ...json(record(record(output, 'output').args, 'args')), command: line };
    },
    // Made when asked for: a hook on its way to an answer never does.
    get settings() {
      return [
        ownFile({
          path: `.config/${folder}/plugin/holdpoint.js`,
          movedBy: config,
          text: (launcher) => pluginText({ agent: id, title, looking: lookers, body: pluginBody }, launcher),
        }),
      ];
    },
    beside: ['plugin', 'plugins'].map((name) => ({ path: `.config/${folder}/${name}/*`, movedBy: config })),
    ...details,
  };
}

function exitOf(output: Fields): number | undefined {
  const { exit } = record(output.metadata ?? {}, 'metadata');
  return typeof exit === 'number' ? exit : undefined;
}

/** A function that both load: every value a plugin exports must be one. */
const pluginBody = `export const Holdpoint = async ({ client, directory }) => {
  let servers = [];
  // The session that started each, or undefined.
  const parents = new Map();

  const parentOf = async (session) => {
    try {
      const late = new Promise((resolve) => AbortSignal.timeout(1000).addEventListener('abort', () => resolve()));
      const found = await Promise.race([client.session.get({ path: { id: session } }), late]);
      return found?.data?.parentID;
    } catch {}
  };
  const rootOf = async (session) => {
    for (let steps = 0; steps < 8; steps += 1) {
      if (!parents.has(session)) parents.set(session, await parentOf(session));
      const parent = parents.get(session);
      if (parent === undefined) break;
      session = parent;
    }
    return session;
  };

  tell({ hook: 'plugin.init', directory, process: pid, input: {} });
  return {
    config: async (config) => {
      servers = Object.keys(config?.mcp ?? {});
    },
    event: async ({ event }) => {
      const { sessionID, info } = event.properties ?? {};
      if (event.type === 'session.created' || event.type === 'session.updated') {
        if (info?.id !== undefined) parents.set(info.id, info.parentID);
        if (event.type === 'session.created' && info?.parentID === undefined)
          tell({ hook: event.type, directory, input: { sessionID: info?.id ?? sessionID } });
      }
      // The turn is over, or was interrupted: nobody waits for an answer any more.
      if (['session.idle', 'session.error', 'session.deleted'].includes(event.type)) leave(sessionID ?? info?.id);
    },
    'chat.message': async ({ sessionID }, { parts }) => {
      const said = parts.filter((part) => part.type === 'text' && !part.synthetic && !part.ignored);
      const prompt = said.map((part) => part.text).join('\\n');
      // What opens a subagent's session was written by an agent.
      if (prompt === '' || (await rootOf(sessionID)) !== sessionID) return;
      tell({ hook: 'chat.message', directory, input: { sessionID }, prompt });
    },
    'tool.execute.before': async ({ tool, sessionID, callID }, output) => {
      if (looking.has(tool)) return;
      const args = output.args ?? {};
      const asked = JSON.stringify(args);
      const session = await rootOf(sessionID);
      const input = { tool, sessionID, callID };
      const answer = await ask({ hook: 'tool.execute.before', directory, session, servers, input, output: { args } }, sessionID);
      if (JSON.stringify(output.args ?? {}) !== asked) throw new Error('Holdpoint: the call changed while it was held. The action did not run.');
      if (answer.command !== undefined) output.args.command = answer.command;
    },
    'tool.execute.after': async ({ tool, sessionID, callID, args }, output) => {
      if (looking.has(tool)) return;
      const session = await rootOf(sessionID);
      const input = { tool, sessionID, callID, args };
      const { exit } = output?.metadata ?? {};
      await tell({ hook: 'tool.execute.after', directory, session, servers, input, output: { metadata: { exit } } });
    },
  };
};
`;
