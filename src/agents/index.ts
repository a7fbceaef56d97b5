/** Every agent, in the order people meet them, and the way to tell whose payload it really is. */
import { record, ShapeError } from '../base/json.ts';
import type { Agent } from './agent.ts';
import { claudeCode } from './claudeCode.ts';
import { copilotCli } from './copilotCli.ts';
import { vscode } from './vscode.ts';

/** The agents that can be installed. */
export const agents: readonly Agent[] = [claudeCode, vscode];

export const agentById = (id: string): Agent | undefined => agents.find((agent) => agent.id === id);

/** Fields only one host sends, in a dialect no adapter here reads. */
const strangers: readonly (readonly [string, string])[] = [
  ['cursor_version', 'Cursor'],
  ['toolName', 'Copilot, with events in lower case'],
  ['sessionId', 'Copilot, with events in lower case'],
  ['toolCall', 'Antigravity'],
  ['hookName', 'Cline'],
  ['agent_action_name', 'Windsurf'],
];

/**
 * The adapter that reads this payload. Agents read one another's settings, so the payload decides, and the name in the
 * installed command only says which settings the hook was started from.
 * @throws {ShapeError} when the entry or the sender is unknown: whoever it is would not understand our answer.
 */
export function recognise(entry: string, payload: unknown): Agent {
  if (agentById(entry) === undefined) throw new ShapeError(`agent: "${entry}" is not known`);
  const event = record(payload, 'payload');
  const stranger = strangers.find(([field]) => field in event);
  if (stranger !== undefined) throw new ShapeError(`payload: sent by ${stranger[1]}, which is not supported`);
  // Claude Code sends no time, and reads nobody's settings but its own. VS Code and Copilot send one, and of these only
  // VS Code has a transcript.
  if (!('timestamp' in event)) {
    if (entry !== claudeCode.id) throw new ShapeError('payload: no "timestamp", so it is not from VS Code');
    return claudeCode;
  }
  return 'transcript_path' in event || 'tool_use_id' in event ? vscode : copilotCli;
}
