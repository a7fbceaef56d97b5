/**
 * GitHub Copilot: its CLI, and the "Copilot" harness of VS Code, which is the same engine. Both read the hook file of VS
 * Code's own agent, so one file serves the three. https://docs.github.com/en/copilot/reference/hooks-reference
 *
 * The spelling of an event chooses between two dialects, and each ignores the other's answer. `PreToolUse` brings Claude
 * Code's names with Copilot's fields and reads `hookSpecificOutput`; `preToolUse` brings `toolName` and `toolArgs`, does not
 * say which event it is, and reads the decision at the top. A hook that crashes, is missing or exits with anything but 0
 * refuses the call; one that runs into its time-out, or says something unreadable, lets it run. Hooks run one after another,
 * and while one waits the time of the queued ones goes by, so this adapter waits briefly and answers "not yet" instead.
 */
import { assertNever } from '../base/assertNever.ts';
import { type JsonRecord, optionalText, record, text } from '../base/json.ts';
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
import { block, decision, say, silence } from './decision.ts';
import { guardedLine } from './hookCommand.ts';
import { command, edit, json, look, readHookEvent, replace, type ToolReader, unknownTool } from './hookShape.ts';
import { patchIn } from './patchText.ts';
import { vscode } from './vscode.ts';

const write = edit((input) => [
  { path: input.path, change: { kind: 'write', content: text(input.file_text, 'file_text') } },
]);
const exchange = edit((input) => [
  { path: input.path, change: replace(input.old_str, input.new_str, false, ['old_str', 'new_str']) },
]);

// A Map, because an object would answer to a tool called `constructor`. The names of both dialects.
const tools = new Map<string, ToolReader>([
  ['Bash', command(() => 'bash')],
  ['bash', command(() => 'bash')],
  ['PowerShell', command(() => 'powershell')],
  ['powershell', command(() => 'powershell')],
  ['Write', write],
  ['create', write],
  ['Edit', exchange],
  ['edit', exchange],
]);

/** What models that write patches are offered in the place of `create` and `edit`; the input is the patch itself. */
const patching = new Set(['Edit', 'apply_patch']);

/** Tools that read, plan, talk, work in the session's own database, or start an agent whose calls fire the hook themselves. */
const looking = new Set([
  ...['Read', 'Grep', 'Glob', 'LS', 'Agent', 'Task', 'TodoWrite', 'WebFetch', 'WebSearch', 'AskUserQuestion'],
  ...['view', 'grep', 'rg', 'glob', 'web_fetch', 'web_search', 'fetch_copilot_cli_documentation', 'skill'],
  ...['read_bash', 'list_bash', 'stop_bash', 'read_powershell', 'list_powershell', 'stop_powershell'],
  ...['task', 'read_agent', 'list_agents', 'write_agent', 'sql', 'session_store_sql'],
  ...['report_intent', 'update_todo', 'ask_user', 'exit_plan_mode'],
]);

/** `<server>-<tool>`: either name may contain dashes. Any other unknown name holds. */
const mcp: ToolReader = (input, tool) => ({ kind: 'mcp', tool, input: json(input) });

const reader = (tool: string, { patch }: Fields): ToolReader =>
  patch === true && patching.has(tool)
    ? patchIn('text')
    : (tools.get(tool) ?? (looking.has(tool) ? look : tool.includes('-') ? mcp : unknownTool));

const id = 'copilot-cli';

const lowerCase = (event: Fields): boolean => 'sessionId' in event && 'timestamp' in event && !('taskId' in event);

const claudeShaped = (event: Fields): boolean =>
  'hook_event_name' in event && 'timestamp' in event && !('transcript_path' in event || 'tool_use_id' in event);

/** The lower-case dialect does not say which event it is; what is in the payload does. */
function eventOf(event: Fields): unknown {
  if ('hookName' in event) return event.hookName;
  if ('toolName' in event)
    return 'toolResult' in event ? 'PostToolUse' : 'error' in event ? 'PostToolUseFailure' : 'PreToolUse';
  return 'prompt' in event ? 'UserPromptSubmit' : 'source' in event ? 'SessionStart' : 'other';
}

/** A tool's input is an object, the text of one, or a patch. */
function inputOf(input: unknown): Fields {
  if (typeof input !== 'string') return { tool_input: input };
  try {
    return { tool_input: record(JSON.parse(input), 'toolArgs') };
  } catch {
    return { tool_input: { text: input }, patch: true };
  }
}

/** Either dialect in the words of the one that names its events. */
const spelledOut = (event: Fields): Fields =>
  lowerCase(event)
    ? {
        hook_event_name: eventOf(event),
        session_id: event.sessionId,
        cwd: event.cwd,
        tool_name: event.toolName,
        ...inputOf(event.toolArgs),
        prompt: event.prompt,
        parent_agent_id: event.parentAgentId,
      }
    : { ...event, ...inputOf(event.tool_input) };

function decode(payload: unknown, env: Environment): HookEvent {
  const event = spelledOut(record(payload, 'payload'));
  const parent = optionalText(event.parent_agent_id, 'parent_agent_id');
  const session = parent ?? event.session_id;
  const read = readHookEvent({ agent: id, reader, claim: ['description'] }, { ...event, session_id: session }, env);
  // What an agent asks of its subagent is not what the person asked.
  return parent !== undefined && (read.kind === 'prompt' || read.kind === 'start') ? { kind: 'other' } : read;
}

function answer(kind: 'allow' | 'deny', reason: string, payload: unknown, input?: JsonRecord): HookReply {
  return lowerCase(record(payload, 'payload'))
    ? say({
        permissionDecision: kind,
        permissionDecisionReason: reason,
        ...(input === undefined ? {} : { modifiedArgs: input }),
      })
    : { exitCode: 0, stdout: decision(kind, reason, input), stderr: '' };
}

function encode(release: Release, payload: unknown): HookReply {
  switch (release.kind) {
    case 'neutral':
      return silence;
    case 'proceed':
      return answer('allow', release.message, payload, release.input);
    case 'refuse':
      // Any exit but 0 refuses in both dialects, without the reason.
      return payload === undefined ? block(release.message) : answer('deny', release.message, payload);
    default:
      return assertNever(release);
  }
}

function rewrite(payload: unknown, line: string): JsonRecord | undefined {
  const event = spelledOut(record(payload, 'payload'));
  return event.tool_name === 'Bash' || event.tool_name === 'bash'
    ? { ...json(record(event.tool_input, 'tool_input')), command: line }
    : undefined;
}

/** A policy is not switched off by `disableAllHooks`, and needs no trusted folder. It must belong to the administrator. */
function managed(on: HookCommand): readonly ManagedFile[] {
  const windows = on.platform === 'windows';
  const entry = (timeoutSec: number, decides: boolean) => [
    { type: 'command', [windows ? 'powershell' : 'bash']: guardedLine(on, id, decides), timeoutSec },
  ];
  const hooks = {
    preToolUse: entry(3600, true),
    postToolUse: entry(15, false),
    postToolUseFailure: entry(15, false),
    userPromptSubmitted: entry(15, false),
    sessionStart: entry(15, false),
  };
  const folder = windows ? 'C:\\ProgramData\\GitHub\\Copilot\\policy.d\\' : '/etc/github-copilot/policy.d/';
  return [{ path: `${folder}holdpoint.json`, text: `${JSON.stringify({ version: 1, hooks }, null, 2)}\n` }];
}

const movedBy = { variable: 'COPILOT_HOME', folder: '.copilot' };

export const copilotCli: Agent = {
  id,
  title: 'GitHub Copilot',
  sends: (event) => lowerCase(event) || claudeShaped(event),
  // It comes in through the entries of VS Code's agent, and, in a trusted folder, through those of Claude Code.
  guest: true,
  patience: () => 90,
  decode,
  encode,
  rewrite,
  // The same file, to the byte, so that nothing fires twice. Only Copilot lets a variable move it.
  get settings() {
    return vscode.settings.map((file) => ({ ...file, movedBy }));
  },
  get beside() {
    return (vscode.beside ?? []).map((file) => ({ ...file, movedBy }));
  },
  managed,
  traces: { programs: ['copilot'], extensions: ['github.copilot-chat'], folders: ['.copilot'] },
  markers: [{ variable: 'COPILOT_CLI' }, { variable: 'COPILOT_AGENT_SESSION_ID' }],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  rewrites: 'a command, by `updatedInput` or `modifiedArgs`',
  whenSilent: 'blocked: Copilot refuses by itself when a hook fails, and the line turns every other end into exit 2',
  holes: [
    {
      what: 'Hooks run one after another, and a call whose hook does not come to its turn within the hour in the hook file runs; that takes forty calls at once, each held for its full 90 seconds.',
      link: 'https://github.com/github/copilot-cli/issues/2893',
    },
    {
      what: '`disableAllHooks` in `~/.copilot/settings.json`, or in `.github/copilot/settings.json` of a trusted folder, switches the hook off; an agent that writes it is held, a person is not, and a policy file for administrators stays on.',
      link: 'https://docs.github.com/en/copilot/reference/hooks-reference',
    },
    {
      what: 'The hook of somebody else that runs after ours can rewrite what was approved; the difference is reported after it ran.',
    },
    {
      what: 'Background agents were reported to run without the hook.',
      link: 'https://github.com/github/copilot-cli/issues/3013',
    },
    { what: 'The cloud agent reads no hooks of this machine, and reaches no editor.' },
  ],
  basis: { kind: 'run', version: '1.0.102', day: '2026-11-24' },
};
