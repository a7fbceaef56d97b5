/**
 * Gemini CLI: command hooks in `~/.gemini/settings.json`, with time-outs in milliseconds.
 * https://github.com/google-gemini/gemini-cli/blob/main/docs/hooks/reference.md
 *
 * It reads stdout, and stderr where that is empty, whatever the exit code; a text that is no JSON counts as a denial from
 * exit 2 up, and anything else lets the tool run. Claude Code's form of an answer means nothing to it. There is no id of the
 * call, and no sign of a subagent, whose calls fire the hook themselves.
 */
import { assertNever } from '../base/assertNever.ts';
import { record, text } from '../base/json.ts';
import type { Agent, Coverage, Environment, Fields, HookCommand, HookEvent, HookReply, Release } from './agent.ts';
import { block, say, silence } from './decision.ts';
import { shortLine } from './hookCommand.ts';
import { groupedSettings } from './hookSettings.ts';
import {
  command,
  edit,
  inFolder,
  json,
  look,
  readHookEvent,
  replace,
  type ToolReader,
  unknownTool,
  withCommand,
} from './hookShape.ts';

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  ['run_shell_command', command(({ windows }) => (windows ? 'powershell' : 'bash'))],
  [
    'write_file',
    edit((input) => [{ path: input.file_path, change: { kind: 'write', content: text(input.content, 'content') } }]),
  ],
  [
    'replace',
    edit(({ file_path, old_string, new_string, allow_multiple }) => [
      { path: file_path, change: replace(old_string, new_string, allow_multiple, ['old_string', 'new_string']) },
    ]),
  ],
]);

/** Tools that read, search, plan, talk, keep notes in its own store, or start an agent whose calls fire the hook. */
const looking = new Set([
  ...['list_directory', 'read_file', 'read_many_files', 'grep_search', 'search_file_content', 'glob'],
  ...['web_fetch', 'google_web_search', 'get_internal_docs', 'list_mcp_resources', 'read_mcp_resource'],
  ...['list_background_processes', 'read_background_output', 'update_topic', 'write_todos', 'save_memory', 'ask_user'],
  ...['enter_plan_mode', 'exit_plan_mode', 'invoke_agent', 'complete_task', 'activate_skill'],
  ...['tracker_create_task', 'tracker_update_task', 'tracker_get_task', 'tracker_list_tasks'],
  ...['tracker_add_dependency', 'tracker_visualize'],
]);

const byName: ToolReader = (input, name) => ({ kind: 'mcp', tool: name.slice('mcp_'.length), input: json(input) });

/** `mcp_<server>_<tool>`: either name may contain underscores, so both are taken from the event. */
function mcp({ mcp_context }: Fields): ToolReader {
  if (mcp_context === undefined) return byName;
  const { server_name, tool_name } = record(mcp_context, 'mcp_context');
  const server = text(server_name, 'mcp_context.server_name');
  const tool = text(tool_name, 'mcp_context.tool_name');
  return (input) => ({ kind: 'mcp', server, tool, input: json(input) });
}

const reader = (tool: string, event: Fields): ToolReader => {
  if (event.mcp_context !== undefined || tool.startsWith('mcp_')) return mcp(event);
  return tools.get(tool) ?? (looking.has(tool) ? look : unknownTool);
};

const id = 'gemini-cli';

const events = new Map([
  ['BeforeTool', 'call'],
  ['AfterTool', 'after'],
  ['BeforeAgent', 'prompt'],
  ['SessionStart', 'start'],
] as const);

const decode = (payload: unknown, env: Environment): HookEvent =>
  readHookEvent(
    { agent: id, reader, claim: ['description', 'instruction'], events },
    inFolder(payload, ['run_shell_command'], 'dir_path', env),
    env,
  );

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
      return silence;
    case 'proceed':
      // What Gemini CLI would ask by itself it asks all the same.
      return release.input === undefined
        ? silence
        : say({
            decision: 'allow',
            reason: release.message,
            hookSpecificOutput: { hookEventName: 'BeforeTool', tool_input: release.input },
          });
    case 'refuse':
      return block(release.message);
    default:
      return assertNever(release);
  }
}

const name = 'holdpoint';

const switches = ({ hooksConfig }: Fields): readonly string[] => {
  if (typeof hooksConfig !== 'object' || hooksConfig === null) return [];
  const { enabled, disabled } = record(hooksConfig, 'hooksConfig');
  const names = Array.isArray(disabled) ? disabled.map(String) : [];
  return [
    ...(enabled === false ? ['"hooksConfig.enabled" is off'] : []),
    ...(names.some((one) => one === name || /\bholdpoint-hook\b/.test(one))
      ? ['"hooksConfig.disabled" names "holdpoint"']
      : []),
  ];
};

const file = () =>
  groupedSettings({
    path: '.gemini/settings.json',
    movedBy: { variable: 'GEMINI_CLI_HOME', folder: '' },
    agent: id,
    title: 'Gemini CLI',
    line: shortLine,
    details: { name },
    switches,
    beside: ['enabled', 'disabled', 'notifications'],
    events: [
      { event: 'BeforeTool', matcher: '*', timeout: 3_600_000, decides: true },
      { event: 'AfterTool', matcher: '*', timeout: 15_000, decides: false },
      { event: 'BeforeAgent', timeout: 15_000, decides: false },
      { event: 'SessionStart', timeout: 15_000, decides: false },
    ],
  });

/** They win over the person's and the project's; lists of hooks are put together. */
const managed = (command: HookCommand) => ({
  path: command.platform === 'windows' ? 'C:\\ProgramData\\gemini-cli\\settings.json' : '/etc/gemini-cli/settings.json',
  text: file().install('{\n  "hooksConfig": { "enabled": true }\n}\n', command),
});

export const geminiCli: Agent = {
  id,
  title: 'Gemini CLI',
  sends: (event, env) =>
    /^(?:Before|After)(?:Tool|Agent)$/.test(String(event.hook_event_name)) ||
    ('timestamp' in event && 'hook_event_name' in event && !('permission_mode' in event) && 'GEMINI_SESSION_ID' in env),
  patience: () => 55 * 60,
  decode,
  encode,
  rewrite: withCommand('run_shell_command'),
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [file()];
  },
  managed: (command) => [managed(command)],
  traces: { programs: ['gemini'], extensions: ['google.gemini-cli-vscode-ide-companion'], folders: ['.gemini'] },
  markers: [{ variable: 'GEMINI_CLI' }],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  rewrites: 'a command, by `tool_input`',
  whenSilent: 'blocked: every other end of the launcher is exit 2 with a text',
  holes: [
    {
      what: '`hooksConfig` in a trusted project’s `.gemini/settings.json` switches hooks off from the next session on, unless an administrator’s settings keep them on; an agent that writes it is held, a person is not.',
      link: 'https://github.com/google-gemini/gemini-cli/blob/main/docs/hooks/index.md',
    },
    { what: 'In a folder that is not trusted Gemini CLI starts no hooks, not even those of the person.' },
    {
      what: 'A hook of somebody else that rewrites the input can win over the approved one; the difference is reported after it ran.',
      link: 'https://github.com/google-gemini/gemini-cli/blob/main/packages/core/src/hooks/hookAggregator.ts',
    },
    { what: 'It gives its calls no id: what ran is compared with what was approved by its content alone.' },
  ],
  basis: { kind: 'run', version: '0.61.0', day: '2026-11-24' },
};
