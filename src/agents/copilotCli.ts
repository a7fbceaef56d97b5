/**
 * GitHub Copilot CLI, and the Copilot harness of VS Code, as guests: both read VS Code's hook file and call its entries
 * with Copilot's own tools. Nothing is installed for them here.
 * https://docs.github.com/en/copilot/reference/hooks-reference
 *
 * They run hooks one after another, and a hook that waits long lets the queued ones time out and their tools run,
 * so this adapter waits briefly and answers "not yet" instead.
 */
import { text } from '../base/json.ts';
import type { Agent } from './agent.ts';
import { command, edit, json, look, readHookEvent, replace, type ToolReader, unknownTool } from './hookShape.ts';
import { vscode } from './vscode.ts';

// The event's spelling chooses Copilot's dialect: under `PreToolUse` the names are Claude Code's, the fields are not.
const tools = new Map<string, ToolReader>([
  ['Bash', command(() => 'bash')],
  ['PowerShell', command(() => 'powershell')],
  [
    'Write',
    edit((input) => [{ path: input.path, change: { kind: 'write', content: text(input.file_text, 'file_text') } }]),
  ],
  [
    'Edit',
    edit((input) => [
      { path: input.path, change: replace(input.old_str, input.new_str, false, ['old_str', 'new_str']) },
    ]),
  ],
]);

const looking = new Set([
  ...[
    'Read',
    'Grep',
    'Glob',
    'LS',
    'Task',
    'view',
    'grep',
    'glob',
    'task',
    'skill',
    'read_bash',
    'list_bash',
    'stop_bash',
  ],
  ...['read_agent', 'list_agents', 'write_agent', 'fetch_copilot_cli_documentation', 'session_store_sql'],
]);

/** `<server>-<tool>`: either name may contain dashes. Any other unknown name holds. */
const mcp: ToolReader = (input, tool) => ({ kind: 'mcp', tool, input: json(input) });

const reader = (tool: string): ToolReader =>
  tools.get(tool) ?? (looking.has(tool) ? look : tool.includes('-') ? mcp : unknownTool);

const id = 'copilot-cli';

export const copilotCli: Agent = {
  id,
  title: 'GitHub Copilot',
  sends: (event) =>
    'hook_event_name' in event && 'timestamp' in event && !('transcript_path' in event || 'tool_use_id' in event),
  guest: true,
  patience: () => 90,
  decode: (payload, env) => readHookEvent({ agent: id, reader, claim: ['description'] }, payload, env),
  encode: vscode.encode,
  settings: [],
  traces: { programs: ['copilot'], extensions: [], folders: ['.copilot'] },
  markers: [{ variable: 'COPILOT_CLI' }],
  coverage: {
    intercepts: ['commands', 'edits', 'MCP', 'subagents'],
    whenSilent: 'blocked',
    holes: [],
    basis: { kind: 'captured', version: '1.0.102', day: '2026-11-22' },
  },
};
