/**
 * Augment: the Auggie command line and its extensions, hooks in `~/.augment/settings.json`.
 * https://docs.augmentcode.com/cli/hooks
 *
 * Exit 2 blocks and its text reaches the model. Every other end lets the tool run: also one by a signal, which counts as
 * exit 0, and one past the time-out. The page wants a `.sh` file; the program of 0.36 hands any line that has signs of a
 * shell to bash. A matcher that is more than `.*` leaves out the tools of MCP servers.
 */
import { assertNever } from '../base/assertNever.ts';
import { list, record, text } from '../base/json.ts';
import { resolvePath } from '../core/paths.ts';
import type { Agent, Coverage, Environment, Fields, HookCommand, HookEvent, HookReply, Release } from './agent.ts';
import { block, silence } from './decision.ts';
import { type CommandLine, guardedLine } from './hookCommand.ts';
import { groupedSettings } from './hookSettings.ts';
import {
  command,
  edit,
  json,
  look,
  opaque,
  readHookEvent,
  replace,
  type ToolReader,
  unknownTool,
  unmoved,
} from './hookShape.ts';
import { patchIn } from './patchText.ts';

const id = 'augment';
const title = 'Augment';

const shell = command(({ windows }) => (windows ? 'powershell' : 'bash'));
const launched = unmoved(shell, 'cwd');

/** `old_str_1` and `new_str_1`, and so on; or a list of entries. An insertion goes to a line, and is shown as it is. */
function replacements(input: Fields): readonly Fields[] {
  if (Array.isArray(input.str_replace_entries))
    return list(input.str_replace_entries, 'str_replace_entries').map((entry) => record(entry, 'entry'));
  return Object.keys(input)
    .filter((key) => /^old_str(?:_\d+)?$/.test(key))
    .map((key) => ({ old_str: input[key], new_str: input[key.replace('old', 'new')] }));
}

const strReplaceEditor = edit((input) => {
  const { path } = input;
  if (input.command !== 'str_replace')
    return [{ path, change: { kind: 'patch', text: JSON.stringify(json(input), null, 2) } }];
  return replacements(input).map(({ old_str, new_str }) => ({
    path,
    change: replace(old_str, new_str, false, ['old_str', 'new_str']),
  }));
});

/** Text typed into a program that is running. */
const typed: ToolReader = (input, _tool, { windows }) => ({
  kind: 'command',
  line: text(input.input_text, 'input_text'),
  shell: windows ? 'powershell' : 'bash',
  detached: true,
});

// A Map, because an object would answer to a tool called `constructor`. Names as in Auggie 0.36.
const tools = new Map<string, ToolReader>([
  ['launch-process', launched],
  ['bash', unmoved(shell)],
  ['write-process', typed],
  ['setup-script', opaque('it runs a script in a container, with the sockets of this machine')],
  [
    'save-file',
    edit((input) => [
      { path: input.path, change: { kind: 'write', content: text(input.file_content, 'file_content') } },
    ]),
  ],
  [
    'remove-files',
    edit((input) => list(input.file_paths, 'file_paths').map((path) => ({ path, change: { kind: 'delete' } }))),
  ],
  ['str-replace-editor', strReplaceEditor],
  ['apply_patch', patchIn('input')],
]);

/** Tools that read, search, plan and talk. */
const looking = new Set([
  ...[
    'view',
    'view-session',
    'view-range-untruncated',
    'search-untruncated',
    'grep-search',
    'grep',
    'find',
    'ls',
    'read',
  ],
  ...['codebase-retrieval', 'codebase-retrieval-raw', 'conversation-retrieval', 'web-fetch', 'web-search'],
  ...['read-process', 'kill-process', 'list-processes', 'read-terminal', 'diagnostics', 'render-mermaid', 'remember'],
  ...['view_tasklist', 'update_tasks', 'reorganize_tasklist', 'add_tasks'],
  ...['enter-plan-mode', 'exit-plan-mode', 'ask-user', 'report-to-parent'],
]);

const subagent = opaque('whether its calls are asked about one by one is not settled');

/** `<tool>_<server>`, where either may have underscores. */
const mcp: ToolReader = (input, tool) => ({ kind: 'mcp', tool, input: json(input) });

const reader = (tool: string, isMcp: boolean): ToolReader => {
  if (isMcp) return mcp;
  if (tool.startsWith('sub-agent-')) return subagent;
  return tools.get(tool) ?? (looking.has(tool) ? look : unknownTool);
};

function decode(payload: unknown, env: Environment): HookEvent {
  const event = record(payload, 'payload');
  const [root] = list(event.workspace_roots, 'workspace_roots');
  const place = text(event.cwd ?? root, 'workspace_roots');
  const input = record(event.tool_input ?? {}, 'tool_input');
  const names = new Map([['PromptSubmit', 'UserPromptSubmit']]);
  const name = text(event.hook_event_name, 'hook_event_name');
  const failed = name === 'PostToolUse' && typeof event.tool_error === 'string' && event.tool_error !== '';
  return readHookEvent(
    { agent: id, reader: (tool) => reader(tool, event.is_mcp_tool === true), claim: [] },
    {
      hook_event_name: failed ? 'PostToolUseFailure' : (names.get(name) ?? name),
      session_id: event.conversation_id,
      // A process is launched in a directory of its own.
      cwd:
        event.tool_name === 'launch-process' && typeof input.cwd === 'string'
          ? resolvePath(place, input.cwd, env.HOME ?? env.USERPROFILE)
          : place,
      tool_name: event.tool_name,
      tool_input: event.tool_input,
      prompt: event.user_prompt,
    },
    env,
  );
}

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
    case 'proceed':
      return silence;
    case 'refuse':
      return block(release.message);
    default:
      return assertNever(release);
  }
}

/** Windows starts the program itself: a line with signs of a shell would go to `cmd.exe`. */
const line: CommandLine = (launcher, agent, decides) =>
  launcher.platform === 'windows'
    ? `powershell.exe -NoProfile -ExecutionPolicy Bypass -File "${launcher.launcher}" ${agent}${decides ? '' : ' observe'}`
    : guardedLine(launcher, agent, decides);

/** Milliseconds. */
const hour = 3_600_000;

const settingsFile = () =>
  groupedSettings({
    path: '.augment/settings.json',
    agent: id,
    title,
    line,
    details: {},
    events: [
      { event: 'PreToolUse', matcher: '.*', timeout: hour, decides: true },
      { event: 'PostToolUse', matcher: '.*', timeout: 15_000, decides: false },
      { event: 'PromptSubmit', timeout: 15_000, decides: false },
      { event: 'SessionStart', timeout: 15_000, decides: false },
    ],
  });

export const augment: Agent = {
  id,
  title,
  sends: (event) =>
    'hook_event_name' in event &&
    'conversation_id' in event &&
    'workspace_roots' in event &&
    !('cursor_version' in event),
  patience: () => 55 * 60,
  decode,
  encode,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [settingsFile()];
  },
  managed: (launcher: HookCommand) => [
    {
      path: launcher.platform === 'windows' ? 'C:\\ProgramData\\Augment\\settings.json' : '/etc/augment/settings.json',
      text: settingsFile().install(undefined, launcher),
    },
  ],
  traces: { programs: ['auggie'], extensions: ['augment.vscode-augment'], folders: ['.augment'] },
  markers: [{ variable: 'AUGMENT_AGENT' }],
  get coverage() {
    return coverage;
  },
};

const page = 'https://docs.augmentcode.com/cli/hooks';

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP'],
  whenSilent:
    'blocked while the line in the settings can run: it turns every end into exit 2; past the hour in it the tool runs',
  holes: [
    { what: 'An extension that insists on a `.sh` file, as its page says, would not start the line.', link: page },
    {
      what: 'Whether hooks fire in subagents is not settled, so starting one is held.',
      link: page,
    },
    { what: 'On Windows a launcher that is missing lets the tool run.', link: page },
    { what: 'The name of an MCP server is not told from the tool’s.', link: page },
    { what: 'An approved command runs as the agent wrote it.', link: page },
    { what: 'Remote agents run elsewhere and reach no editor.' },
  ],
  basis: { kind: 'documented', version: '0.36.0', day: '2026-11-24' },
};
