/**
 * The tools of Kiro, which the IDE and the command line share: https://kiro.dev/docs/tools/
 * Each has a name of its own and, in hooks and agent files, an alias (`shell`, `write`, `aws`).
 */
import { oneOf, optionalText, record, ShapeError, text } from '../base/json.ts';
import { posixWord } from '../base/posixQuote.ts';
import { resolvePath } from '../core/paths.ts';
import type { FileChange } from '../core/toolCall.ts';
import type { Environment, Fields } from './agent.ts';
import {
  command,
  edit,
  json,
  look,
  oneSpelling,
  opaque,
  replace,
  type ToolReader,
  unknownTool,
  unmoved,
} from './hookShape.ts';

/** Everywhere but under PowerShell's own name, the system's shell. */
const shell = unmoved(
  command(({ windows }) => (windows ? 'powershell' : 'bash')),
  'cwd',
);
const powershell = unmoved(
  command(() => 'powershell'),
  'cwd',
);

/** `fs_write` of 3.0 has the whole text; that of 2.x says in `command` what it does. */
function written(input: Fields): FileChange {
  if (input.command !== undefined && input.text !== undefined)
    throw new ShapeError('command, text: more than one of them');
  if (input.command === undefined) return { kind: 'write', content: text(input.text, 'text') };
  switch (oneOf(input.command, ['create', 'str_replace', 'insert', 'append'], 'command')) {
    case 'create':
      return { kind: 'write', content: text(input.file_text, 'file_text') };
    case 'str_replace':
      return replace(input.old_str, input.new_str, false, ['old_str', 'new_str']);
    case 'insert':
    case 'append':
      // Where it goes is a line number, or the end: people see what is put in.
      return { kind: 'patch', text: text(input.new_str, 'new_str') };
  }
}

const write = edit((input) => [{ path: input.path, change: written(input) }]);

/** `endTime` and `end_time` → `--end-time`, as the tool spells a parameter for the AWS CLI. */
const option = (name: string) =>
  `--${name
    .replaceAll('_', '-')
    .replace(/(?<=[a-z0-9])[A-Z]/g, '-$&')
    .toLowerCase()}`;

function valueWords(value: unknown): readonly string[] {
  if (value === null || value === '' || value === true) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

/** A call of the AWS CLI, which the tool starts with these words. */
const aws: ToolReader = (input) => {
  const parameters = Object.entries(record(input.parameters ?? {}, 'parameters'));
  const profile = optionalText(input.profile_name, 'profile_name');
  const words = [
    ...['aws', '--region', text(input.region, 'region')],
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...[text(input.service_name, 'service_name'), text(input.operation_name, 'operation_name')],
    ...parameters.flatMap(([name, value]) => [option(name), ...valueWords(value)]),
  ];
  return { kind: 'command', line: words.map(posixWord).join(' '), shell: 'bash' };
};

const subagent = opaque('whether its calls are asked about one by one is not settled');

/** Starts a command beside the conversation, or stops one. */
const background: ToolReader = (input, tool, scene) =>
  text(input.action, 'action') === 'stop' ? look(input, tool, scene) : shell(input, tool, scene);

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  ...['execute_bash', 'execute_cmd', 'shell'].map((name) => [name, shell] as const),
  ['execute_pwsh', powershell],
  ['control_bash_process', background],
  ['fs_write', write],
  ['write', write],
  ['fs_append', edit((input) => [{ path: input.path, change: { kind: 'patch', text: text(input.text, 'text') } }])],
  [
    'str_replace',
    edit(({ path, oldStr, newStr, replace_all }) => [
      { path, change: replace(oldStr, newStr, replace_all, ['oldStr', 'newStr']) },
    ]),
  ],
  ['delete_file', edit((input) => [{ path: oneSpelling(input, 'path', 'targetFile'), change: { kind: 'delete' } }])],
  ['use_aws', aws],
  ['aws', aws],
  ...['use_subagent', 'invoke_sub_agent', 'subagent', 'delegate'].map((name) => [name, subagent] as const),
]);

/** Tools that read, plan, talk, or keep notes of their own. */
const looking = new Set([
  ...['fs_read', 'read', 'read_file', 'read_files', 'list_directory', 'grep', 'glob', 'grep_search', 'file_search'],
  ...['code', 'get_diagnostics', 'web_fetch', 'web_search', 'remote_web_search', 'introspect', 'session'],
  ...[
    'knowledge',
    'thinking',
    'todo_list',
    'todo',
    'user_input',
    'report_issue',
    'list_processes',
    'get_process_output',
  ],
]);

/** `@server/tool`. Neither part is known to have a slash; where there are more, the whole is the tool's name. */
const mcp: ToolReader = (input, name) => {
  const [server = '', tool, ...more] = name.slice(1).split('/');
  return tool === undefined || server === '' || more.length > 0
    ? { kind: 'mcp', tool: name.slice(1), input: json(input) }
    : { kind: 'mcp', server, tool, input: json(input) };
};

export function kiroReader(tool: string): ToolReader {
  if (tool.startsWith('@')) return mcp;
  if (tool.startsWith('subagent_')) return subagent;
  return tools.get(tool) ?? (looking.has(tool) ? look : unknownTool);
}

/** What Claude Code calls the events of Kiro, in both spellings. */
const events = new Map([
  ['preToolUse', 'PreToolUse'],
  ['postToolUse', 'PostToolUse'],
  ['userPromptSubmit', 'UserPromptSubmit'],
  ['agentSpawn', 'SessionStart'],
]);

/**
 * Kiro's payload with Claude Code's names. A shell's own directory is part of its input, and the command line of 2.x sends
 * no session. @throws {ShapeError}
 */
export function kiroEvent(payload: unknown, env: Environment): Fields {
  const event = record(payload, 'payload');
  const name = text(event.hook_event_name, 'hook_event_name');
  const input = event.tool_input === undefined ? {} : record(event.tool_input, 'tool_input');
  const reader = kiroReader(text(event.tool_name ?? '', 'tool_name'));
  const own = [shell, powershell, background].includes(reader) ? optionalText(input.cwd, 'cwd') : undefined;
  const cwd = text(event.cwd, 'cwd');
  return {
    ...event,
    hook_event_name: events.get(name) ?? name,
    session_id: event.session_id ?? env.KIRO_SESSION_ID ?? 'kiro',
    cwd: own === undefined ? cwd : resolvePath(cwd, own, env.HOME ?? env.USERPROFILE),
    prompt: event.prompt ?? env.USER_PROMPT,
  };
}
