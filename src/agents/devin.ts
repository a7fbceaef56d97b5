/**
 * Devin Local and Devin CLI: Claude Code's payload with tools of its own, in `~/.config/devin/config.json`.
 * https://docs.devin.ai/cli/extensibility/hooks/lifecycle-hooks
 *
 * Exit 2 and `{"decision":"block"}` refuse; every other failure is logged and the tool runs. The payload has no directory:
 * that is in the hook's environment. It imports Claude Code's settings too, so one call may come in twice, under one id.
 */
import { assertNever } from '../base/assertNever.ts';
import { record, text } from '../base/json.ts';
import type { Agent, Coverage, Environment, Fields, HookEvent, HookReply, Release } from './agent.ts';
import { block, say, silence } from './decision.ts';
import { anyShellLine } from './hookCommand.ts';
import { groupedSettings } from './hookSettings.ts';
import {
  command,
  edit,
  json,
  look,
  mcpNamed,
  oneSpelling,
  readHookEvent,
  replace,
  type ToolReader,
  unknownTool,
  unmoved,
} from './hookShape.ts';

const path = (input: Fields) => oneSpelling(input, 'file_path', 'path');

const exchange: ToolReader = (input, tool, scene) =>
  edit(() => [
    {
      path: path(input),
      change:
        input.old_string === undefined
          ? { kind: 'patch', text: JSON.stringify(json(input), null, 2) }
          : replace(input.old_string, input.new_string, input.replace_all, ['old_string', 'new_string']),
    },
  ])(input, tool, scene);

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  ['exec', unmoved(command(({ windows }) => (windows ? 'powershell' : 'bash')))],
  [
    'write',
    edit((input) => [{ path: path(input), change: { kind: 'write', content: text(input.content, 'content') } }]),
  ],
  ['edit', exchange],
  [
    'apply_patch',
    edit((input) => [{ path: path(input), change: { kind: 'patch', text: text(input.patch, 'patch') } }]),
  ],
]);

/** Tools that read, plan or talk, or start an agent of the same session whose calls fire the hook themselves. */
const looking = new Set([
  ...['read', 'glob', 'grep', 'find_file_by_name', 'list_dir', 'todo_write', 'ask_user_question', 'web_search'],
  ...['webfetch', 'web_fetch', 'skill', 'run_subagent', 'read_subagent'],
]);

const mcp = mcpNamed('mcp__', '__');

const reader = (tool: string): ToolReader =>
  tools.get(tool) ?? (looking.has(tool) ? look : tool.startsWith('mcp__') ? mcp : unknownTool);

const id = 'devin';

function decode(payload: unknown, env: Environment): HookEvent {
  const read = readHookEvent(
    { agent: id, reader, claim: ['description'], cwd: ({ DEVIN_PROJECT_DIR }) => DEVIN_PROJECT_DIR },
    payload,
    env,
  );
  if (read.kind !== 'after') return read;
  const { tool_response: response } = record(payload, 'payload');
  const failed =
    typeof response === 'object' && response !== null && 'success' in response && response.success === false;
  return { ...read, failed };
}

function encode(release: Release, payload: unknown): HookReply {
  switch (release.kind) {
    case 'neutral':
    case 'proceed':
      return silence;
    case 'refuse':
      return payload === undefined ? block(release.message) : say({ decision: 'block', reason: release.message });
    default:
      return assertNever(release);
  }
}

export const devin: Agent = {
  id,
  title: 'Devin',
  sends: (event, env) => 'hook_event_name' in event && 'DEVIN_PROJECT_DIR' in env && !('transcript_path' in event),
  guest: true,
  patience: () => 55 * 60,
  decode,
  encode,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      groupedSettings({
        path: '.config/devin/config.json',
        movedBy: { variable: 'XDG_CONFIG_HOME', folder: '.config' },
        agent: id,
        title: 'Devin',
        line: anyShellLine,
        details: {},
        events: [
          { event: 'PreToolUse', timeout: 3600, decides: true },
          { event: 'PostToolUse', timeout: 15, decides: false },
          { event: 'UserPromptSubmit', timeout: 15, decides: false },
          { event: 'SessionStart', timeout: 15, decides: false },
        ],
      }),
    ];
  },
  traces: { programs: ['devin'], extensions: [], folders: ['.config/devin', '.devin'] },
  markers: [{ variable: 'DEVIN_PROJECT_DIR' }],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  whenSilent: 'blocked: the line in the settings turns every other end into exit 2',
  holes: [
    {
      what: 'Not run here; payloads are as recorded by others, answers as documented.',
      link: 'https://docs.devin.ai/cli/extensibility/hooks/lifecycle-hooks',
    },
    {
      what: 'What it does when a hook runs into its time-out is not documented; the hook answers five minutes before.',
    },
    { what: 'Text typed into a shell that is already running was not seen to fire a hook of its own.' },
    { what: 'On Windows its settings lie below `%APPDATA%`, where nothing is installed.' },
    { what: 'Sessions on Devin’s own machines read no settings of this one.' },
  ],
  basis: { kind: 'documented', version: '3000.11.3', day: '2026-11-24' },
};
