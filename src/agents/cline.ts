/**
 * Cline, the extension and the CLI: executable files named after an event. https://docs.cline.bot/features/hooks
 *
 * Only `{"cancel":true}` on stdout refuses, whatever the exit code: a hook that crashes, is killed, says nothing or runs into
 * the fixed time-out (30 seconds in the extension, 120 in the CLI) lets the tool run. So the file is a script that turns
 * every end but a deliberate one into that answer, in the form the CLI also finds among other lines. A refusal ends the
 * whole run there. `~/Documents/Cline/Hooks` is the one folder that both read; a copy in `~/.cline/hooks` fires twice.
 */
import { assertNever } from '../base/assertNever.ts';
import { type JsonRecord, list, optionalText, record, text } from '../base/json.ts';
import { posixQuote } from '../base/posixQuote.ts';
import type { FileChange } from '../core/toolCall.ts';
import type { Agent, Coverage, Environment, Fields, HookCommand, HookEvent, HookReply, Release } from './agent.ts';
import { say } from './decision.ts';
import {
  command,
  edit,
  json,
  look,
  mcpNamed,
  oneSpelling,
  opaque,
  readHookEvent,
  replace,
  type ToolReader,
  unknownTool,
} from './hookShape.ts';
import { ownFile, writtenByUs } from './ownFile.ts';
import { patchIn } from './patchText.ts';

/** The extension sends every value as text, lists in JSON. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const lines = ({ commands }: Fields): readonly string[] =>
  list(parsed(commands), 'commands').map((line) => text(line, 'commands'));

/** Each command gets a shell of its own, so each is quoted: nothing in one may reach into the next. */
const commands: ToolReader = (input, tool, scene) => {
  const [first = '', ...others] = lines(input);
  if (others.length === 0) return { kind: 'command', line: first, shell: scene.windows ? 'powershell' : 'bash' };
  if (scene.windows) return opaque('several commands at once cannot be read here')(input, tool, scene);
  return {
    kind: 'command',
    line: [first, ...others].map((line) => `bash -c ${posixQuote(line)}`).join('\n'),
    shell: 'bash',
  };
};

const path = (input: Fields) => oneSpelling(input, 'path', 'absolutePath');

function changeOf({ old_text, new_text, insert_line }: Fields): FileChange {
  const added = text(new_text, 'new_text');
  if (insert_line !== undefined && insert_line !== null)
    return {
      kind: 'patch',
      text: [`@@ line ${String(insert_line)}`, ...added.split('\n').map((line) => `+${line}`)].join('\n'),
    };
  return replace(old_text ?? '', added, false, ['old_text', 'new_text']);
}

/** The older extension asks for MCP tools by one tool of its own. */
const useMcp: ToolReader = (input) => ({
  kind: 'mcp',
  server: text(input.server_name, 'server_name'),
  tool: text(input.tool_name, 'tool_name'),
  input: json(record(parsed(input.arguments ?? '{}'), 'arguments')),
});

const shell = command(({ windows }) => (windows ? 'powershell' : 'bash'));
const write = edit((input) => [
  { path: path(input), change: { kind: 'write', content: text(input.content, 'content') } },
]);

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  ['run_commands', commands],
  ['editor', edit((input) => [{ path: path(input), change: changeOf(input) }])],
  ['apply_patch', patchIn('input')],
  // Of the extension before it took over the CLI's tools.
  ['execute_command', shell],
  ['write_to_file', write],
  ['new_rule', write],
  [
    'replace_in_file',
    edit((input) => [{ path: path(input), change: { kind: 'patch', text: text(input.diff, 'diff') } }]),
  ],
  ['use_mcp_tool', useMcp],
  // It may bring a command that shows the result.
  [
    'attempt_completion',
    (input, tool, scene) => (optionalText(input.command, 'command') ? shell : look)(input, tool, scene),
  ],
]);

/** Tools that read, plan or talk, or start an agent of the same session whose calls fire the hook themselves. */
const looking = new Set([
  ...['read_files', 'search_codebase', 'fetch_web_content', 'ask_question', 'spawn_agent'],
  ...['read_file', 'list_files', 'search_files', 'list_code_definition_names', 'access_mcp_resource', 'web_fetch'],
  ...['web_search', 'load_mcp_documentation', 'ask_followup_question', 'plan_mode_respond', 'act_mode_respond'],
  ...['new_task', 'condense', 'summarize_task', 'report_bug', 'focus_chain', 'use_skill', 'generate_explanation'],
  ...['team_spawn_teammate', 'team_shutdown_teammate', 'team_status', 'team_task', 'team_run_task', 'team_cancel_run'],
  ...['team_list_runs', 'team_await_runs', 'team_send_message', 'team_broadcast', 'team_read_mailbox'],
  ...['team_mission_log', 'team_cleanup', 'team_create_outcome', 'team_attach_outcome_fragment'],
  ...['team_review_outcome_fragment', 'team_finalize_outcome', 'team_list_outcomes'],
]);

const mcp = mcpNamed('', '__');

const unplaced = opaque('which folder of the workspace it is for cannot be told');

const reader = (tool: string, event: Fields): ToolReader =>
  event.unplaced === true && !looking.has(tool) ? unplaced : readerOf(tool);

const readerOf = (tool: string): ToolReader =>
  tools.get(tool) ?? (looking.has(tool) ? look : tool.includes('__') ? mcp : unknownTool);

const id = 'cline';

/** The CLI's names of the events, and the extension's. */
const events = new Map([
  ['tool_call', 'call'],
  ['PreToolUse', 'call'],
  ['tool_result', 'after'],
  ['PostToolUse', 'after'],
  ['agent_start', 'start'],
  ['TaskStart', 'start'],
  ['prompt_submit', 'prompt'],
  ['UserPromptSubmit', 'prompt'],
] as const);

const optional = (value: unknown, field: string): Fields => (value === undefined ? {} : record(value, field));

/** The tool and its input: the CLI's own words where they are there, because those are no mere texts. */
function callIn(event: Fields, own: string, shared: string): Fields {
  const named = optional(event[own], own);
  const { toolName, parameters, success } = optional(event[shared], shared);
  return {
    tool_name: named.name ?? toolName,
    tool_input: named.input ?? parameters,
    tool_use_id: named.id,
    failed: success === false || (named.error !== undefined && named.error !== null),
  };
}

/** `@backend:npm test`, `@backend:src/a.ts`: in which folder of a workspace with several of them. */
const hint = /^\s*@([^:/\\\s]+):([\s\S]*)$/;
const hintInPatch = /^\*\*\* (?:(?:Update|Add|Delete) File|Move to): *@[^:/\\\s]+:/m;

/** The input without its hint, and the folder that is meant; `unplaced` where that cannot be told. */
function placed(input: unknown, roots: readonly unknown[]): Fields {
  const [first] = roots;
  if (roots.length < 2 || typeof input !== 'object' || input === null) return { cwd: first, tool_input: input };
  const fields = record(input);
  if (typeof fields.input === 'string' && hintInPatch.test(fields.input))
    return { cwd: first, tool_input: input, unplaced: true };
  for (const field of ['command', 'path', 'absolutePath']) {
    const [, name, rest] = hint.exec(String(fields[field] ?? '')) ?? [];
    if (name === undefined || rest === undefined) continue;
    const [found, ...others] = roots.filter((root) => String(root).split(/[\\/]/).at(-1) === name);
    return found === undefined || others.length > 0
      ? { cwd: first, tool_input: input, unplaced: true }
      : { cwd: found, tool_input: { ...fields, [field]: rest.trim() } };
  }
  return { cwd: first, tool_input: input };
}

function decode(payload: unknown, env: Environment): HookEvent {
  const event = record(payload, 'payload');
  const after = 'tool_result' in event || 'postToolUse' in event;
  const call = after ? callIn(event, 'tool_result', 'postToolUse') : callIn(event, 'tool_call', 'preToolUse');
  // A subagent's task is its own; the root's is the parent's.
  const session = optional(event.sessionContext, 'sessionContext').rootSessionId ?? event.taskId;
  const roots = list(event.workspaceRoots ?? [], 'workspaceRoots');
  const read = readHookEvent(
    { agent: id, reader, claim: [], events, cwd: (variables) => variables.HOME ?? variables.USERPROFILE },
    {
      ...call,
      ...placed(call.tool_input, roots),
      hook_event_name: event.hookName,
      session_id: session,
      prompt: optional(event.userPromptSubmit, 'userPromptSubmit').prompt,
    },
    env,
  );
  return read.kind === 'after' ? { ...read, failed: call.failed === true } : read;
}

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
      return say({ cancel: false });
    case 'proceed':
      return say({ cancel: false, ...(release.input === undefined ? {} : { overrideInput: release.input }) });
    case 'refuse':
      return say({ cancel: true, errorMessage: release.message });
    default:
      return assertNever(release);
  }
}

/** The CLI runs another input; the extension, which sends no `tool_call`, drops it and runs the first. */
function rewrite(payload: unknown, line: string): JsonRecord | undefined {
  const { name, input } = optional(record(payload, 'payload').tool_call, 'tool_call');
  if (name !== 'run_commands' || lines(record(input, 'input')).length !== 1) return undefined;
  return { ...json(record(input, 'input')), commands: [line] };
}

const silent = JSON.stringify({
  cancel: true,
  errorMessage: 'Holdpoint: its hook could not finish. The action did not run. In the editor, run "Holdpoint: Doctor".',
});

/** `$PPID` is Cline, which the hook watches: see `hookCommand.ts`. */
const deciding = ({ launcher }: HookCommand): string => `#!/bin/sh
# Holdpoint's hook for Cline, ${writtenByUs}
# Cline runs the tool unless it reads a refusal, so every end but a deliberate one is printed as a refusal.
silent=${posixQuote(silent)}
say() { printf 'HOOK_CONTROL\\t%s\\n' "$1"; exit 0; }
trap 'say "$silent"' TERM INT HUP
answer=$(HOLDPOINT_PARENT=$PPID ${posixQuote(launcher)} ${id}) || say "$silent"
case $answer in
  '{"cancel":false}' | '{"cancel":false,'*'}' | '{"cancel":true,'*'}') say "$answer" ;;
esac
say "$silent"
`;

const observing = ({ launcher }: HookCommand): string => `#!/bin/sh
# Holdpoint's hook for Cline, ${writtenByUs}
${posixQuote(launcher)} ${id} observe || :
`;

const file = (event: string, content: (on: HookCommand) => string) =>
  ownFile({ path: `Documents/Cline/Hooks/${event}`, mode: 0o755, text: content });

export const cline: Agent = {
  id,
  title: 'Cline',
  sends: (event) => 'taskId' in event && 'hookName' in event && 'workspaceRoots' in event,
  // Only the CLI names the call, and waits 120 seconds; the extension waits 30.
  patience: ({ callId }) => (callId === undefined ? 20 : 100),
  decode,
  encode,
  rewrite,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      file('PreToolUse', deciding),
      file('PostToolUse', observing),
      file('TaskStart', observing),
      file('UserPromptSubmit', observing),
    ];
  },
  beside: [{ path: '.cline/hooks/PreToolUse*' }, { path: 'Documents/Cline/Hooks/PreToolUse*' }],
  traces: { programs: ['cline'], extensions: ['saoudrizwan.claude-dev'], folders: ['.cline', 'Documents/Cline'] },
  markers: [{ variable: 'CLINE_ACTIVE', value: /^true$/ }, { variable: 'CLINE_CONNECTOR_CLI_LAUNCH' }],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  rewrites: 'a single command of the CLI, by `overrideInput`',
  whenSilent: 'blocked: the hook file prints a refusal after every other end',
  holes: [
    {
      what: 'It cannot wait for people: after 20 seconds in the extension, 100 in the CLI, the call is refused as pending, and a refusal ends the whole run. Approve, then let it go on.',
      link: 'https://github.com/cline/cline/blob/main/apps/vscode/src/core/hooks/hook-factory.ts',
    },
    {
      what: 'The hook is a file that Cline looks for at every call: without it, or killed with SIGKILL, the tool runs.',
    },
    { what: 'Hooks can be switched off in the settings of the extension.' },
    {
      what: 'On Linux the extension asks `xdg-user-dir` for the documents folder; where that is not `~/Documents`, only the CLI is held.',
    },
    { what: 'On Windows Cline looks for `PreToolUse.ps1`, which is not installed.' },
  ],
  basis: { kind: 'run', version: 'CLI 3.0.65', day: '2026-11-24' },
};
