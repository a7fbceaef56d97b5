/**
 * Claude Code: command hooks in `~/.claude/settings.json`, one JSON object on stdin and at most one on stdout.
 * https://code.claude.com/docs/en/hooks and https://code.claude.com/docs/en/tools-reference
 *
 * Only exit 2 blocks whatever else happens. No answer, a crash, a time-out and unreadable output all let the tool run,
 * so a refusal is spoken three ways at once: exit 2, a reason on stderr, and `deny` in JSON. On exit 2 the model reads
 * the hook's command line in front of the reason, so that line is short. Subagents fire the hook themselves.
 */
import { assertNever } from '../base/assertNever.ts';
import { list, optionalText, record, text } from '../base/json.ts';
import type { Agent, Coverage, Environment, Fields, HookEvent, HookReply, Release } from './agent.ts';
import { claudeFaults } from './claudeSettings.ts';
import { block, decision, silence } from './decision.ts';
import { shortLine } from './hookCommand.ts';
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
  withCommand,
} from './hookShape.ts';

const replaceIn = (edits: (input: Fields) => readonly unknown[]) =>
  edit((input) =>
    edits(input).map((one) => {
      const { old_string, new_string, replace_all } = record(one, 'edit');
      return {
        path: input.file_path,
        change: replace(old_string, new_string, replace_all, ['old_string', 'new_string']),
      };
    }),
  );

const notebook = edit((input) => [
  { path: input.notebook_path, change: { kind: 'patch', text: JSON.stringify(json(input), null, 2) } },
]);

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  ['Bash', command(() => 'bash')],
  // Watches what a command prints; the command is a shell line like Bash's.
  ['Monitor', command(() => 'bash')],
  ['PowerShell', command(() => 'powershell')],
  [
    'Write',
    edit((input) => [{ path: input.file_path, change: { kind: 'write', content: text(input.content, 'content') } }]),
  ],
  ['Edit', replaceIn((input) => [input])],
  ['MultiEdit', replaceIn((input) => list(input.edits, 'edits'))],
  ['NotebookEdit', notebook],
  // Its script steers subagents whose calls were never seen to fire the hook.
  ['Workflow', opaque('a workflow starts agents whose calls may not be asked about one by one')],
  ['RemoteTrigger', opaque('it starts an agent on another machine')],
]);

/**
 * Tools that read, plan, talk, or start something whose own calls fire the hook: subagents, skills (what they make
 * Claude do comes as further calls), prompts scheduled for later, shells to look at or to stop.
 */
const looking = new Set([
  ...[
    'Read',
    'Grep',
    'Glob',
    'LS',
    'LSP',
    'NotebookRead',
    'WebFetch',
    'WebSearch',
    'ListMcpResourcesTool',
    'ReadMcpResourceTool',
    'ToolSearch',
  ],
  ...[
    'Agent',
    'Task',
    'TaskCreate',
    'TaskGet',
    'TaskList',
    'TaskUpdate',
    'TaskOutput',
    'TaskStop',
    'ListAgents',
    'SendMessage',
    'SubagentHandback',
  ],
  ...['BashOutput', 'KillShell', 'KillBash', 'Skill', 'SlashCommand', 'TodoRead', 'TodoWrite', 'AskUserQuestion'],
  ...[
    'EnterPlanMode',
    'ExitPlanMode',
    'ScheduleWakeup',
    'CronCreate',
    'CronDelete',
    'CronList',
    'ReportFindings',
    'StructuredOutput',
  ],
]);

/** `mcp__<server>__<tool>`. Both names may contain underscores, so the server's name is taken from the event where it is given. */
function mcp(event: Fields): ToolReader {
  return (input, name) => {
    const rest = name.slice('mcp__'.length);
    const server =
      event.mcp_server === undefined ? undefined : text(record(event.mcp_server, 'mcp_server').name, 'mcp_server.name');
    // Claude Code spells other characters of a server's name as underscores.
    const prefix = server === undefined ? undefined : `${server.replace(/[^A-Za-z0-9_-]/g, '_')}__`;
    if (server !== undefined && prefix !== undefined && rest.startsWith(prefix)) {
      return { kind: 'mcp', server, tool: rest.slice(prefix.length), input: json(input) };
    }
    const cut = rest.split('__');
    // One separator: the only way to split it. More: the server stays unsaid and the whole name is shown.
    return cut.length === 2 && server === undefined
      ? { kind: 'mcp', server: cut[0] ?? '', tool: cut[1] ?? '', input: json(input) }
      : { kind: 'mcp', ...(server === undefined ? {} : { server }), tool: rest, input: json(input) };
  };
}

const reader = (tool: string, event: Fields): ToolReader =>
  tools.get(tool) ?? (looking.has(tool) ? look : tool.startsWith('mcp__') ? mcp(event) : unknownTool);

const id = 'claude-code';

function decode(payload: unknown, env: Environment): HookEvent {
  const event = record(payload, 'payload');
  if (event.hook_event_name === 'ConfigChange') {
    return {
      kind: 'settings',
      session: text(event.session_id, 'session_id'),
      path: optionalText(event.file_path, 'file_path') ?? '',
      cwd: text(event.cwd, 'cwd'),
    };
  }
  return readHookEvent({ agent: id, reader, claim: ['description'] }, event, env);
}

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
      // "allow" would skip Claude Code's own question. No opinion is silence.
      return silence;
    case 'proceed':
      // A person has just approved this very call. The user's own deny and ask rules still stand above it.
      return { exitCode: 0, stdout: decision('allow', release.message, release.input), stderr: '' };
    case 'refuse':
      return { exitCode: 2, stdout: decision('deny', release.message), stderr: release.message };
    default:
      return assertNever(release);
  }
}

/** The field in which Continue names a file, where Claude Code's own is not there. */
export const namesFilepath = ({ tool_input: input }: Fields): boolean =>
  typeof input === 'object' && input !== null && 'filepath' in input && !('file_path' in input);

export const claudeCode: Agent = {
  id,
  title: 'Claude Code',
  // It alone sends no time, and reads nobody's settings but its own; the others that send none have fields of their own.
  sends: (event, env) =>
    'hook_event_name' in event &&
    'session_id' in event &&
    // Continue has Claude Code's fields, and another name for a file.
    !namesFilepath(event) &&
    // Kiro, which has no field of its own, spells its tools, and before 3 its events, with small letters.
    !/^[a-z@](?!cp__)/.test(String(event.tool_name ?? '')) &&
    !/^[a-z]/.test(String(event.hook_event_name)) &&
    !(event.hook_event_name === 'SessionStart' && 'permission_mode' in event) &&
    // Devin has no transcript.
    !('DEVIN_PROJECT_DIR' in env && !('transcript_path' in event)) &&
    !('timestamp' in event || 'cursor_version' in event || 'turn_id' in event || 'DROID_PROJECT_DIR' in env),
  patience: () => 55 * 60,
  decode,
  encode,
  rewrite: withCommand('Bash'),
  // A ConfigChange hook that exits 2 keeps the session as it was.
  keepSettings: block,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      groupedSettings({
        path: '.claude/settings.json',
        movedBy: { variable: 'CLAUDE_CONFIG_DIR', folder: '.claude' },
        agent: id,
        title: 'Claude Code',
        line: shortLine,
        faults: claudeFaults,
        events: [
          { event: 'PreToolUse', matcher: '*', timeout: 3600, decides: true },
          { event: 'ConfigChange', matcher: '*', timeout: 60, decides: true },
          { event: 'PostToolUse', matcher: '*', timeout: 15, decides: false },
          { event: 'PostToolUseFailure', matcher: '*', timeout: 15, decides: false },
          { event: 'UserPromptSubmit', timeout: 15, decides: false },
          { event: 'SessionStart', timeout: 15, decides: false },
        ],
      }),
    ];
  },
  traces: { programs: ['claude'], extensions: ['anthropic.claude-code'], folders: ['.claude'] },
  // An editor with Claude Code's extension sets CLAUDECODE in every terminal.
  markers: [{ variable: 'CLAUDE_CODE_CHILD_SESSION' }, { variable: 'AI_AGENT', value: /^claude-code/ }],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  rewrites: 'a command, by `updatedInput`',
  whenSilent: 'blocked: every other end of the launcher is exit 2',
  holes: [
    {
      what: 'A hook of somebody else that rewrites the input can win over the approved one; the difference is reported after it ran.',
    },
    {
      what: '`--bare`, `CLAUDE_CODE_SIMPLE=1`, `--settings` and `--setting-sources` start it without its hooks; an agent that starts another so is held, a person is not.',
      link: 'https://code.claude.com/docs/en/settings',
    },
    {
      what: 'Before a workspace is trusted no hooks are loaded, and no tools run.',
      link: 'https://code.claude.com/docs/en/hooks',
    },
  ],
  basis: { kind: 'run', version: '2.1.330', day: '2026-11-24' },
};
