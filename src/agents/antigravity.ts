/**
 * Google Antigravity, the editor and its `agy`: named hooks in `~/.gemini/config/hooks.json`.
 * https://antigravity.google/docs/hooks
 *
 * A missing or unreadable decision is no permission, so every answer says one; `allow` skips none of its own questions.
 * A command is started without a shell, its words parted at spaces: nothing can be quoted, and nothing can stand behind it
 * for the case that it fails. One mistake in the file, anybody's, takes all hooks in it away without a word.
 */
import { assertNever } from '../base/assertNever.ts';
import { list, record, text } from '../base/json.ts';
import type { FileChange } from '../core/toolCall.ts';
import type {
  Agent,
  Coverage,
  Environment,
  Fields,
  HookCommand,
  HookEvent,
  HookReply,
  Release,
  SettingsFile,
} from './agent.ts';
import { say } from './decision.ts';
import type { CommandLine } from './hookCommand.ts';
import { groupedSettings } from './hookSettings.ts';
import { edit, filePath, json, look, readHookEvent, replace, type ToolReader, unknownTool } from './hookShape.ts';

/** With nothing to look for, the text goes somewhere only the editor knows. */
const exchange = ({ TargetContent, ReplacementContent, AllowMultiple }: Fields): FileChange =>
  TargetContent === ''
    ? { kind: 'patch', text: text(ReplacementContent, 'ReplacementContent') }
    : replace(TargetContent, ReplacementContent, AllowMultiple, ['TargetContent', 'ReplacementContent']);

/** Lists come as text now and then. @throws {ShapeError} */
function chunksOf({ ReplacementChunks: given }: Fields): readonly Fields[] {
  const chunks = typeof given === 'string' ? readJson(given) : given;
  return list(chunks, 'ReplacementChunks').map((chunk) => record(chunk, 'chunk'));
}

/** Undefined on anything else. */
function readJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

const exchanges = edit((input) =>
  chunksOf(input).map((chunk) => ({ path: input.TargetFile, change: exchange(chunk) })),
);

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  [
    'run_command',
    (input, _tool, { windows }) => ({
      kind: 'command',
      line: text(input.CommandLine, 'CommandLine'),
      shell: windows ? 'powershell' : 'bash',
    }),
  ],
  // Typed into something that is already running; Enter alone may answer its question.
  [
    'send_command_input',
    (input, _tool, { windows }) => ({
      kind: 'command',
      line: text(input.Input ?? '', 'Input'),
      shell: windows ? 'powershell' : 'bash',
      detached: true,
    }),
  ],
  [
    'write_to_file',
    edit((input) => [
      { path: input.TargetFile, change: { kind: 'write', content: text(input.CodeContent ?? '', 'CodeContent') } },
    ]),
  ],
  [
    'replace_file_content',
    (input, tool, scene) =>
      'ReplacementChunks' in input
        ? exchanges(input, tool, scene)
        : edit(() => [{ path: input.TargetFile, change: exchange(input) }])(input, tool, scene),
  ],
  ['multi_replace_file_content', exchanges],
]);

/** Tools that read, plan or talk. What acts in a browser is not among them. */
const looking = new Set([
  ...['view_file', 'view_file_outline', 'view_code_item', 'view_content_chunk', 'list_dir', 'find_by_name'],
  ...['grep_search', 'codebase_search', 'command_status', 'read_terminal', 'read_url_content', 'search_web'],
  ...['task_boundary', 'notify_user', 'list_resources', 'read_resource', 'generate_image'],
]);

/** `mcp_<server>_<tool>`: either name may contain underscores. */
const mcp: ToolReader = (input, tool) => ({ kind: 'mcp', tool: tool.slice('mcp_'.length), input: json(input) });

const reader = (tool: string): ToolReader =>
  tools.get(tool) ?? (looking.has(tool) ? look : tool.startsWith('mcp_') ? mcp : unknownTool);

const id = 'antigravity';

/** Which event it is stands nowhere; only the one before a tool is installed. */
function decode(payload: unknown, env: Environment): HookEvent {
  const event = record(payload, 'payload');
  const call = record(event.toolCall, 'toolCall');
  const input = record(call.args, 'toolCall.args');
  const home = env.HOME ?? env.USERPROFILE;
  const [root] = list(event.workspacePaths ?? [], 'workspacePaths');
  const start = text(root ?? home, 'workspacePaths');
  const folder = typeof input.Cwd === 'string' && input.Cwd !== '' ? input.Cwd : start;
  return readHookEvent(
    { agent: id, reader, claim: ['toolSummary', 'Description', 'Instruction'] },
    {
      hook_event_name: 'PreToolUse',
      session_id: event.conversationId,
      cwd: filePath(folder, { cwd: start, home, windows: env.OS === 'Windows_NT' }),
      tool_name: call.name,
      tool_input: input,
    },
    env,
  );
}

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
      return say({ decision: 'allow' });
    case 'proceed':
      return say({ decision: 'allow', reason: release.message });
    case 'refuse':
      return say({ decision: 'deny', reason: release.message });
    default:
      return assertNever(release);
  }
}

/** No shell reads it. */
const bareLine: CommandLine = ({ launcher }, agent) => `${launcher} ${agent}`;

/** Why this launcher cannot be started from there, in a clause; undefined where it can. */
function unusable({ launcher, platform }: HookCommand): string | undefined {
  if (platform === 'windows') return 'Antigravity starts programs without a shell, and on Windows ours needs one';
  return /^[\w./@+,:-]+$/.test(launcher)
    ? undefined
    : `Antigravity cannot start a program with spaces or quotes in its path (${launcher}); HOLDPOINT_HOME moves Holdpoint elsewhere`;
}

const known = new Set(['pretooluse', 'posttooluse', 'preinvocation', 'postinvocation', 'stop', 'sessionstart']);

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wholeSeconds = (value: unknown): boolean =>
  value === undefined || (Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31);

function handlerFaults(handler: unknown, path: string): readonly string[] {
  if (!isRecord(handler)) return [`${path} must be an object`];
  const { type = 'command', timeout } = handler;
  const strange = type === 'command' ? ['prompt', 'model'] : ['command'];
  return [
    ...(type === 'command' || type === 'prompt' ? [] : [`${path}.type is not a known kind of hook`]),
    ...(wholeSeconds(timeout) ? [] : [`${path}.timeout must be a whole number of seconds`]),
    ...strange.filter((key) => key in handler).map((key) => `${path}.${key} does not belong there`),
  ];
}

function groupFaults(group: unknown, path: string): readonly string[] {
  if (!isRecord(group)) return [`${path} must be an object`];
  const matcher =
    group.matcher === undefined || typeof group.matcher === 'string' ? [] : [`${path}.matcher must be text`];
  if (!('hooks' in group)) return [...matcher, ...handlerFaults(group, path)];
  if (!Array.isArray(group.hooks)) return [...matcher, `${path}.hooks must be a list`];
  return [...matcher, ...group.hooks.flatMap((hook: unknown, index) => handlerFaults(hook, `${path}.hooks[${index}]`))];
}

/** What makes Antigravity drop the whole file, as measured with 1.1.25. */
function faults(content: Fields, written: string): readonly string[] {
  if (readJson(written) === undefined) return ['there are comments or a byte order mark in it'];
  return Object.entries(content).flatMap(([name, hook]) => {
    if (!isRecord(hook)) return [`"${name}" is not a hook`];
    return Object.entries(hook).flatMap(([key, value]) => {
      if (key === 'enabled') return typeof value === 'boolean' ? [] : [`${name}.enabled must be true or false`];
      if (!known.has(key.toLowerCase())) return [];
      if (!Array.isArray(value)) return [`${name}.${key} must be a list`];
      return value.flatMap((group: unknown, index) => groupFaults(group, `${name}.${key}[${index}]`));
    });
  });
}

const layout = {
  path: '.gemini/config/hooks.json',
  agent: id,
  title: 'Antigravity',
  line: bareLine,
  at: ['holdpoint'],
  details: {},
  faults,
  events: [{ event: 'PreToolUse', matcher: '*', timeout: 3600, decides: true }],
};

/** In the place of hooks that could not be started; it does nothing. */
const nothing = '{\n  "holdpoint": {}\n}\n';

/** Hooks under other names are other people's; a launcher that cannot be started is told and not installed. */
function careful(file: SettingsFile): SettingsFile {
  return {
    ...file,
    install: (text, command) => (unusable(command) === undefined ? file.install(text, command) : (text ?? nothing)),
    uninstall: (text) => (text === nothing ? undefined : file.uninstall(text)),
    inspect(text, command) {
      const reason = unusable(command);
      if (reason !== undefined)
        return text === nothing
          ? { kind: 'altered', problems: [reason], notes: [] }
          : { kind: 'absent', notes: [reason] };
      const state = file.inspect(text, command);
      return state.kind === 'altered' ? state : { ...state, notes: [...state.notes, ...otherHooks(text ?? '')] };
    },
  };
}

function otherHooks(written: string): readonly string[] {
  const content = readJson(written);
  return Object.entries(isRecord(content) ? content : {})
    .filter(([name, hook]) => name !== 'holdpoint' && isRecord(hook) && 'PreToolUse' in hook)
    .map(([name]) => `another hook runs at PreToolUse too ("${name}")`);
}

export const antigravity: Agent = {
  id,
  title: 'Antigravity',
  sends: (event) => 'conversationId' in event && 'toolCall' in event,
  patience: () => 10 * 60,
  decode,
  encode,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [careful(groupedSettings(layout))];
  },
  traces: { programs: ['agy', 'antigravity'], extensions: [], folders: ['.gemini/antigravity-cli', '.antigravity'] },
  markers: [{ variable: 'ANTIGRAVITY_AGENT' }, { variable: 'ANTIGRAVITY_CLI_ALIAS' }],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP'],
  whenSilent: 'no permission: without a decision Antigravity asks by itself or refuses',
  holes: [
    {
      what: 'Not run here; payloads and answers are as reported.',
      link: 'https://github.com/michaeldhopkins/safe-chains/blob/main/HARNESS-BEHAVIORS.md',
    },
    {
      what: 'One mistake anywhere in the file takes all hooks in it away without a word; Doctor finds those that are known.',
    },
    { what: 'Whether MCP tools fire the hook is not documented.' },
    { what: 'What happens at the time-out is not documented.' },
    {
      what: 'Some versions were reported to load hooks from plugins only.',
      link: 'https://github.com/michael-ra/toolahead/releases',
    },
    {
      what: 'On Windows, and with a space in the path of Holdpoint’s folder, it cannot start the hook, and nothing is installed.',
    },
  ],
  basis: { kind: 'documented', version: '1.1.25', day: '2026-11-24' },
};
