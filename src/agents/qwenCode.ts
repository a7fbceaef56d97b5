/**
 * Qwen Code: command hooks in `~/.qwen/settings.json`, in Claude Code's words and with tools of its own.
 * https://github.com/QwenLM/qwen-code/blob/main/docs/users/features/hooks.md
 *
 * Whatever the time-out says, after 60 seconds the tool runs while the hook still waits. So people get less than that, then
 * the call is refused with "not yet" and can be repeated. A time-out is read as seconds below 1000 and as milliseconds from
 * there. No answer, a crash and unreadable output let the tool run; `updatedInput` is ignored.
 */
import { assertNever } from '../base/assertNever.ts';
import { record, text } from '../base/json.ts';
import { posixQuote } from '../base/posixQuote.ts';
import type { Agent, Coverage, Environment, Fields, HookCommand, HookEvent, HookReply, Release } from './agent.ts';
import { decision, silence } from './decision.ts';
import { type CommandLine, shortLine } from './hookCommand.ts';
import { groupedSettings } from './hookSettings.ts';
import {
  command,
  edit,
  inFolder,
  json,
  look,
  mcpNamed,
  opaque,
  readHookEvent,
  replace,
  type ToolReader,
  unknownTool,
} from './hookShape.ts';

/** It says that it runs `bash -c`; on Windows it takes what the person has. */
const shell = command(({ windows }) => (windows ? 'powershell' : 'bash'));

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  ['run_shell_command', shell],
  // Watches what a command prints.
  ['monitor', shell],
  [
    'write_file',
    edit((input) => [{ path: input.file_path, change: { kind: 'write', content: text(input.content, 'content') } }]),
  ],
  [
    'edit',
    edit(({ file_path, old_string, new_string, replace_all }) => [
      { path: file_path, change: replace(old_string, new_string, replace_all, ['old_string', 'new_string']) },
    ]),
  ],
  [
    'notebook_edit',
    edit((input) => [
      { path: input.notebook_path, change: { kind: 'patch', text: JSON.stringify(json(input), null, 2) } },
    ]),
  ],
  ['exec', opaque('its code calls tools that may not be asked about one by one')],
  ['workflow', opaque('a workflow starts agents whose calls may not be asked about one by one')],
  ['create_sub_session', opaque('what it starts may not be asked about')],
  // A tool that was found later is asked about by its own name.
  ['tool_call', opaque('which tool it calls is not read from it')],
]);

/** Tools that read, search, plan, talk, keep notes in its own store, or start an agent whose calls fire the hook. */
const looking = new Set([
  ...['read_file', 'zoom_image', 'display_image', 'grep_search', 'glob', 'list_directory', 'lsp', 'read_mcp_resource'],
  ...['web_fetch', 'web_search', 'image_gen', 'tool_search', 'todo_write', 'save_memory', 'ask_user_question'],
  ...['agent', 'skill', 'list_agents', 'send_message', 'request_shutdown', 'exit_plan_mode', 'enter_plan_mode'],
  ...['task_create', 'task_update', 'task_list', 'task_stop', 'team_create', 'team_delete', 'team_plan_approval'],
  ...['cron_create', 'cron_list', 'cron_delete', 'loop_wakeup', 'get_goal', 'update_goal', 'propose_goal'],
  ...['structured_output', 'artifact', 'record_artifact', 'record_source', 'report_findings'],
]);

const mcp = mcpNamed('mcp__', '__');

const reader = (tool: string): ToolReader =>
  tools.get(tool) ?? (looking.has(tool) ? look : tool.startsWith('mcp__') ? mcp : unknownTool);

const id = 'qwen-code';

/** What the person typed; the other texts that come as prompts Qwen Code has made itself. */
function typedPrompt(event: Fields): Fields | undefined {
  const { hook_event_name, submitted_prompt, prompt } = event;
  if (hook_event_name !== 'UserPromptSubmit') return event;
  const typed = submitted_prompt ?? prompt;
  return typeof typed === 'string' && typed.trim() === '' ? undefined : { ...event, prompt: typed };
}

function decode(payload: unknown, env: Environment): HookEvent {
  const event = typedPrompt(record(payload, 'payload'));
  if (event === undefined) return { kind: 'other' };
  return readHookEvent(
    { agent: id, reader, claim: ['description'] },
    inFolder(event, ['run_shell_command', 'monitor'], 'directory', env),
    env,
  );
}

/**
 * On exit 2 it reads stderr, as JSON where it is that. Answers of several hooks become one, in which the `allow` of another
 * hook takes the place of a denial, as exit 2 alone is one; `continue: false` is what no other answer takes back.
 */
const refusal = (message: string): string =>
  JSON.stringify({
    continue: false,
    stopReason: message,
    decision: 'deny',
    reason: message,
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: 'deny',
      permissionDecisionReason: message,
    },
  });

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
      return silence;
    case 'proceed':
      // A person has just approved this very call.
      return { exitCode: 0, stdout: decision('allow', release.message), stderr: '' };
    case 'refuse':
      return { exitCode: 2, stdout: '', stderr: refusal(release.message) };
    default:
      return assertNever(release);
  }
}

/**
 * As `shortLine`, but what the launcher and the shell say becomes a refusal too that no other hook takes back. Stdout goes
 * through by the third descriptor.
 */
const line: CommandLine = (on, agent, decides) => {
  const plain = shortLine(on, agent, decides);
  if (!decides || on.platform === 'windows') return plain;
  const broken = refusal(
    'Holdpoint: its hook could not finish. The action did not run. In the editor, run "Holdpoint: Doctor".',
  );
  return [
    'exec 3>&1',
    `said=$({ ${plain}; } 2>&1 >&3) && exit 0`,
    `case $said in '{'*) ;; *) said=${posixQuote(broken)} ;; esac`,
    `printf '%s\\n' "$said" >&2`,
    'exit 2',
  ].join('; ');
};

const file = () =>
  groupedSettings({
    path: '.qwen/settings.json',
    movedBy: { variable: 'QWEN_HOME', folder: '.qwen' },
    agent: id,
    title: 'Qwen Code',
    line,
    details: (_, { platform }) => ({ name: 'holdpoint', ...(platform === 'windows' ? { shell: 'powershell' } : {}) }),
    events: [
      { event: 'PreToolUse', matcher: '*', timeout: 60, decides: true },
      { event: 'PostToolUse', matcher: '*', timeout: 15, decides: false },
      { event: 'PostToolUseFailure', matcher: '*', timeout: 15, decides: false },
      { event: 'UserPromptSubmit', timeout: 15, decides: false },
      { event: 'SessionStart', timeout: 15, decides: false },
    ],
  });

/** They win over the person's and the project's. */
const managed = (command: HookCommand) => ({
  path: command.platform === 'windows' ? 'C:\\ProgramData\\qwen-code\\settings.json' : '/etc/qwen-code/settings.json',
  text: file().install('{\n  "disableAllHooks": false\n}\n', command),
});

export const qwenCode: Agent = {
  id,
  title: 'Qwen Code',
  // Claude Code's fields, and a time.
  sends: (event) => 'hook_event_name' in event && 'timestamp' in event && 'permission_mode' in event,
  patience: () => 45,
  decode,
  encode,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [file()];
  },
  managed: (command) => [managed(command)],
  traces: { programs: ['qwen'], extensions: ['qwenlm.qwen-code-vscode-ide-companion'], folders: ['.qwen'] },
  markers: [{ variable: 'QWEN_CODE' }, { variable: 'QWEN_CODE_SESSION_ID' }],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  whenSilent: 'blocked: every other end of the launcher is exit 2 with a text',
  holes: [
    {
      what: 'After 60 seconds Qwen Code runs the tool, whatever the time-out says; the hook refuses before that, and an approval that comes later counts for the same call, repeated.',
      link: 'https://github.com/QwenLM/qwen-code/blob/main/docs/users/features/hooks.md',
    },
    {
      what: '`disableAllHooks` in a trusted project’s `.qwen/settings.json` switches hooks off from the next session on, unless an administrator’s settings keep them on; an agent that writes it is held, a person is not.',
      link: 'https://github.com/QwenLM/qwen-code/blob/main/docs/users/features/hooks.md',
    },
    {
      what: '`--bare` and `--safe-mode` start it without hooks; an agent that starts another so is held, a person is not.',
    },
  ],
  basis: { kind: 'run', version: '0.24.4', day: '2026-11-24' },
};
