/**
 * Amp: a plugin, `~/.config/amp/plugins/holdpoint.ts`. https://ampcode.com/manual/plugin-api
 *
 * `tool.call` is awaited without a time-out; a handler that throws is not said to block, so every end is an answer. The
 * plugin asks Amp what a call runs and in which directory, as far as Amp says.
 */
import { optionalText, record, text, whole } from '../base/json.ts';
import { resolvePath } from '../core/paths.ts';
import type { Agent, Coverage, Environment, Fields, HookEvent } from './agent.ts';
import {
  command,
  edit,
  look,
  mcpNamed,
  oneSpelling,
  opaque,
  readHookEvent,
  replace,
  type ToolReader,
  unknownTool,
} from './hookShape.ts';
import { ownFile } from './ownFile.ts';
import { patchIn } from './patchText.ts';
import { answerPlugin, pluginText } from './pluginText.ts';

const id = 'amp';

/** `cmd` in the shell tool's first name, `command` in its second. */
const shell: ToolReader = (input, tool, scene) =>
  command(({ windows }) => (windows ? 'powershell' : 'bash'))(
    { ...input, command: oneSpelling(input, 'cmd', 'command') },
    tool,
    scene,
  );

const patch: ToolReader = (input, tool, scene) =>
  patchIn('patchText')({ ...input, patchText: oneSpelling(input, 'patchText', 'input', 'patch') }, tool, scene);

const subagent = opaque('whether its calls are asked about one by one is not settled');

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  ['Bash', shell],
  ['shell_command', shell],
  [
    'create_file',
    edit((input) => [{ path: input.path, change: { kind: 'write', content: text(input.content, 'content') } }]),
  ],
  [
    'edit_file',
    edit(({ path, old_str, new_str, replace_all }) => [
      { path, change: replace(old_str, new_str, replace_all, ['old_str', 'new_str']) },
    ]),
  ],
  ['apply_patch', patch],
  ['Task', subagent],
  ['handoff', subagent],
]);

/** Tools that read, search, plan and talk. */
const looking = new Set([
  ...['Read', 'Grep', 'glob', 'finder', 'list_directory', 'codebase_search_agent', 'look_at', 'view_media'],
  ...['read_web_page', 'web_search', 'librarian', 'oracle', 'mermaid', 'todo_read', 'todo_write', 'skill'],
  ...['read_mcp_resource', 'find_thread', 'read_thread', 'get_diagnostics', 'chart'],
]);

const mcp = mcpNamed('mcp__', '__');

const reader = (tool: string): ToolReader =>
  tools.get(tool) ?? (looking.has(tool) ? look : tool.startsWith('mcp__') ? mcp : unknownTool);

const events = new Map([
  ['tool.call', 'PreToolUse'],
  ['tool.result', 'PostToolUse'],
  ['agent.start', 'UserPromptSubmit'],
  ['session.start', 'SessionStart'],
  ['plugin.init', 'SessionStart'],
]);

function decode(payload: unknown, env: Environment): HookEvent {
  const outer = record(payload, 'payload');
  const hook = text(outer.hook, 'hook');
  const event = record(outer.event, 'event');
  const thread: Fields = record(event.thread ?? {}, 'thread');
  const input = record(event.input ?? {}, 'input');
  const directory = text(outer.directory, 'directory');
  const own = optionalText(outer.dir ?? oneSpelling(input, 'cwd', 'workdir'), 'cwd');
  const failed = hook === 'tool.result' && event.status !== 'done';
  return readHookEvent(
    { agent: id, reader, claim: [] },
    {
      hook_event_name: failed ? 'PostToolUseFailure' : (events.get(hook) ?? hook),
      session_id: thread.id ?? `plugin-${whole(outer.process, 'process')}`,
      cwd: own === undefined ? directory : resolvePath(directory, own, env.HOME ?? env.USERPROFILE),
      tool_name: event.tool,
      tool_input: event.input,
      tool_use_id: event.toolUseID,
      prompt: event.message,
    },
    env,
  );
}

/** The marker in the first line was demanded by the versions in which plugins were new. */
const marker = '// @i-know-the-amp-plugin-api-is-wip-and-very-experimental-right-now';

const body = `export default function (amp) {
  const directory = cwd();
  const dirOf = (event) => {
    try {
      return amp.helpers.shellCommandFromToolCall(event)?.dir;
    } catch {}
  };
  const call = ({ tool, input, toolUseID, thread, status }) => ({ tool, input, toolUseID, thread: { id: thread?.id }, status });

  tell({ hook: 'plugin.init', directory, process: pid, event: {} });
  amp.on('session.start', ({ thread }) => {
    tell({ hook: 'session.start', directory, process: pid, event: { thread: { id: thread?.id } } });
  });
  amp.on('agent.start', ({ message, thread }) => {
    tell({ hook: 'agent.start', directory, process: pid, event: { message, thread: { id: thread?.id } } });
  });
  amp.on('agent.end', ({ thread }) => leave(thread?.id ?? ''));
  amp.on('tool.call', async (event) => {
    if (looking.has(event.tool)) return { action: 'allow' };
    try {
      await ask({ hook: 'tool.call', directory, process: pid, dir: dirOf(event), event: call(event) }, event.thread?.id ?? '');
      return { action: 'allow' };
    } catch (error) {
      return { action: 'reject-and-continue', message: error instanceof Error ? error.message : String(error) };
    }
  });
  amp.on('tool.result', async (event) => {
    if (!looking.has(event.tool)) await tell({ hook: 'tool.result', directory, process: pid, dir: dirOf(event), event: call(event) });
  });
}
`;

export const amp: Agent = {
  id,
  title: 'Amp',
  sends: (event) => event.plugin === id,
  patience: () => 55 * 60,
  decode,
  encode: answerPlugin,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      ownFile({
        path: '.config/amp/plugins/holdpoint.ts',
        text: (launcher) => pluginText({ agent: id, title: 'Amp', looking, body, lead: [marker] }, launcher),
      }),
    ];
  },
  traces: { programs: ['amp'], extensions: ['sourcegraph.amp'], folders: ['.config/amp'] },
  markers: [{ variable: 'AMP_CURRENT_THREAD_ID' }],
  get coverage() {
    return coverage;
  },
};

const page = 'https://ampcode.com/manual/plugin-api';

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP'],
  whenSilent: 'blocked: the plugin answers `reject-and-continue` to every end of the launcher but a deliberate one',
  holes: [
    {
      what: 'A turn may begin before plugins are loaded, above all with `amp -x`: give it `--plugin-ready-timeout`.',
      link: page,
    },
    { what: 'Where `PLUGINS` must be `all` for plugins to be loaded, without it none is.', link: page },
    { what: 'Whether `allow` of a plugin stands above Amp’s own permissions is not documented.', link: page },
    { what: 'Another plugin may change the call; the order of plugins is not defined.', link: page },
    { what: 'Whether plugins hear the calls of subagents is not settled, so starting one is held.', link: page },
    { what: 'Orbs and other threads that run elsewhere load no plugins of this machine.', link: page },
    { what: 'An approved command runs as the agent wrote it.' },
  ],
  basis: { kind: 'documented', version: 'plugin API of June 2026', day: '2026-11-24' },
};
