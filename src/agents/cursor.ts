/**
 * Cursor, the editor and its `agent`: hooks in `~/.cursor/hooks.json`. https://cursor.com/docs/hooks
 *
 * With `failClosed` a hook that crashes, runs into its time-out, or prints nothing or no JSON blocks the call; without it the
 * call runs. So no opinion has to be said as well. `preToolUse` fires for every tool, shell commands and MCP tools included,
 * and those come by once more under an event of their own; it alone demands a `permission`, and `allow` there skips none of
 * Cursor's own questions. Neither event names the call in the same way, so the two join one hold by what they ask.
 * Cursor also reads Claude Code's settings, where its payloads arrive under `preToolUse`.
 */
import { assertNever } from '../base/assertNever.ts';
import { type JsonRecord, list, record, ShapeError, text } from '../base/json.ts';
import type {
  Agent,
  Coverage,
  Environment,
  Fields,
  HookCommand,
  HookEvent,
  HookReply,
  ManagedFile,
  Release,
} from './agent.ts';
import { block, decision, say } from './decision.ts';
import { anyShellLine, type CommandLine } from './hookCommand.ts';
import { listedSettings, managedHooks } from './hookSettings.ts';
import {
  command,
  edit,
  inFolder,
  json,
  look,
  oneSpelling,
  readHookEvent,
  replace,
  type ToolReader,
  unknownTool,
} from './hookShape.ts';
import { patchIn } from './patchText.ts';

const path = (input: Fields) => oneSpelling(input, 'file_path', 'path', 'target_file', 'target_notebook');

/** An edit that is shown as the agent put it. */
const asItIs = edit((input) => [
  { path: path(input), change: { kind: 'patch', text: JSON.stringify(input, null, 2) } },
]);

const write: ToolReader = (input, tool, scene) => {
  const content = oneSpelling(input, 'content', 'contents');
  if (content === undefined) return asItIs(input, tool, scene);
  return edit(() => [{ path: path(input), change: { kind: 'write', content: text(content, 'content') } }])(
    input,
    tool,
    scene,
  );
};

const exchange = edit((input) => [
  {
    path: path(input),
    change: replace(input.old_string, input.new_string, input.replace_all, ['old_string', 'new_string']),
  },
]);

const remove = edit((input) => [{ path: path(input), change: { kind: 'delete' } }]);

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  ['Shell', command(({ windows }) => (windows ? 'powershell' : 'bash'))],
  ['Write', write],
  ['StrReplace', exchange],
  ['Edit', exchange],
  ['EditNotebook', asItIs],
  ['ApplyPatch', patchIn('patch')],
  ['Delete', remove],
]);

/** Tools that read, plan or talk, or start an agent whose calls fire the hooks themselves. */
const looking = new Set([
  ...['Read', 'Grep', 'Glob', 'LS', 'SemanticSearch', 'ReadLints', 'WebSearch', 'WebFetch', 'Task', 'TodoWrite'],
  ...['AskQuestion', 'SwitchMode', 'CreatePlan', 'Await', 'ListMcpResources', 'FetchMcpResource'],
]);

/** `MCP:<tool>`, without the server. */
const mcp: ToolReader = (input, tool) => ({ kind: 'mcp', tool: tool.slice('MCP:'.length), input: json(input) });

const reader = (tool: string): ToolReader =>
  tools.get(tool) ?? (looking.has(tool) ? look : tool.startsWith('MCP:') ? mcp : unknownTool);

const id = 'cursor';

const events = new Map([
  ['beforeShellExecution', 'call'],
  ['beforeMCPExecution', 'call'],
  ['preToolUse', 'call'],
  ['PreToolUse', 'call'],
  ['afterShellExecution', 'after'],
  ['afterMCPExecution', 'after'],
  ['postToolUse', 'after'],
  ['PostToolUse', 'after'],
  ['postToolUseFailure', 'failed'],
  ['beforeSubmitPrompt', 'prompt'],
  ['sessionStart', 'start'],
] as const);

/** The tool and its input, as `preToolUse` has them. */
function toolOf(event: Fields): Fields {
  switch (event.hook_event_name) {
    case 'beforeShellExecution':
    case 'afterShellExecution':
      return { tool_name: 'Shell', tool_input: { command: event.command } };
    case 'beforeMCPExecution':
    case 'afterMCPExecution': {
      const input = typeof event.tool_input === 'string' ? parsed(event.tool_input) : event.tool_input;
      return { tool_name: `MCP:${text(event.tool_name, 'tool_name').replace(/^MCP:/, '')}`, tool_input: input };
    }
    default:
      return { tool_name: event.tool_name, tool_input: event.tool_input };
  }
}

function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw new ShapeError('tool_input: expected JSON');
  }
}

/** The command line sends no directory, and a window without a folder has none. */
function directory(event: Fields, { HOME, USERPROFILE }: Environment): unknown {
  const [root = HOME ?? USERPROFILE] = list(event.workspace_roots ?? [], 'workspace_roots');
  return event.cwd === undefined || event.cwd === '' ? root : event.cwd;
}

const decode = (payload: unknown, env: Environment): HookEvent => {
  const event = record(payload, 'payload');
  const shaped = {
    hook_event_name: event.hook_event_name,
    session_id: event.conversation_id,
    cwd: directory(event, env),
    prompt: event.prompt,
    ...toolOf(event),
  };
  return readHookEvent(
    { agent: id, reader, claim: ['description', 'explanation'], events },
    inFolder(shaped, ['Shell'], 'working_directory', env),
    env,
  );
};

/** Through Claude Code's settings it reads Claude Code's words. */
const both = (answer: JsonRecord, kind: 'allow' | 'deny', reason: string): HookReply =>
  say({ ...answer, ...json(record(JSON.parse(decision(kind, reason)), 'answer')) });

const isGeneric = (payload: unknown): boolean =>
  payload !== undefined && /^preToolUse$/i.test(String(record(payload, 'payload').hook_event_name));

function encode(release: Release, payload: unknown): HookReply {
  switch (release.kind) {
    case 'neutral':
      return say(isGeneric(payload) ? { permission: 'allow' } : { continue: true });
    case 'proceed':
      return say({ permission: 'allow' });
    case 'refuse': {
      if (payload === undefined) return block(release.message);
      const answer = { permission: 'deny', user_message: release.message, agent_message: release.message };
      return isGeneric(payload) ? both(answer, 'deny', release.message) : say(answer);
    }
    default:
      return assertNever(release);
  }
}

/** What is only listened to may not end in silence either. */
const line: CommandLine = (on, agent, decides) =>
  decides || on.platform === 'windows'
    ? anyShellLine(on, agent, decides)
    : `${anyShellLine(on, agent, decides)}; echo '{"continue":true}'`;

const layout = {
  path: '.cursor/hooks.json',
  agent: id,
  title: 'Cursor',
  line,
  head: { version: 1 },
  details: ({ timeout, decides }: { readonly timeout: number; readonly decides: boolean }) => ({
    timeout,
    ...(decides ? { failClosed: true } : {}),
  }),
  events: [
    { event: 'preToolUse', timeout: 3600, decides: true, via: 'cursor-tools' },
    { event: 'beforeShellExecution', timeout: 3600, decides: true },
    { event: 'beforeMCPExecution', timeout: 3600, decides: true },
    { event: 'postToolUse', timeout: 15, decides: false },
    { event: 'postToolUseFailure', timeout: 15, decides: false },
    { event: 'beforeSubmitPrompt', timeout: 15, decides: false },
    { event: 'sessionStart', timeout: 15, decides: false },
  ],
};

const managed = (on: HookCommand): readonly ManagedFile[] => managedHooks(listedSettings(layout), 'Cursor', on);

export const cursor: Agent = {
  id,
  title: 'Cursor',
  sends: (event) => 'hook_event_name' in event && 'cursor_version' in event,
  guest: true,
  // Cursor itself ends an MCP call after 60 seconds.
  patience: ({ action }) => (action.kind === 'mcp' ? 45 : 55 * 60),
  decode,
  encode,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [listedSettings(layout)];
  },
  managed,
  traces: { programs: ['cursor', 'cursor-agent'], extensions: [], folders: ['.cursor'] },
  markers: [
    { variable: 'CURSOR_AGENT' },
    { variable: 'CURSOR_TRACE_ID' },
    { variable: 'CURSOR_CONVERSATION_ID' },
    { variable: 'CURSOR_EXTENSION_HOST_ROLE', value: /^agent-exec$/ },
  ],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  whenSilent: 'blocked: `failClosed`, and the line turns every other end into exit 2',
  holes: [
    {
      what: 'Not run here: which answers count as no opinion is known from reports only.',
      link: 'https://github.com/awslabs/aidlc-workflows/issues/743',
    },
    {
      what: 'Cloud agents read no settings of this machine, and reach no editor.',
      link: 'https://cursor.com/docs/hooks',
    },
    { what: 'Cursor ends an MCP call after 60 seconds, so one is refused as pending after 45.' },
    { what: 'The name of an MCP server is not sent, so a policy cannot tell servers apart.' },
    {
      what: 'Its command line does not say in which folder a command runs; the first folder of the workspace is assumed.',
      link: 'https://github.com/michaeldhopkins/safe-chains/blob/main/HARNESS-BEHAVIORS.md',
    },
    { what: 'Its command line reads the file only when it starts.', link: 'https://cursor.com/docs/cli/changelog' },
    { what: 'On Windows hooks were reported to fail to start.', link: 'https://forum.cursor.com/t/154608' },
  ],
  basis: { kind: 'documented', version: '3.15', day: '2026-11-24' },
};
