/**
 * Windsurf, now Devin Desktop: the hooks of its agent Cascade, in `~/.codeium/windsurf/hooks.json`.
 * https://docs.devin.ai/desktop/cascade/hooks
 *
 * Only exit 2 blocks, and the model reads stderr; every other end lets the action happen, and nothing on stdout counts.
 * There is no event for any tool, only one for each of four acts, and none of them names the call. No time-out is
 * documented, so people get a minute.
 */
import { assertNever } from '../base/assertNever.ts';
import { list, record, text } from '../base/json.ts';
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
import { block, silence } from './decision.ts';
import { guardedLine } from './hookCommand.ts';
import { listedSettings, managedHooks } from './hookSettings.ts';
import { command, edit, json, look, readHookEvent, replace, type ToolReader, unknownTool } from './hookShape.ts';

const shell = command(({ windows }) => (windows ? 'powershell' : 'bash'));

/** The acts that `pre_` and `post_` stand in front of; the text of `pre_user_prompt` is no act. */
const acts = new Map<string, ToolReader>([
  ['run_command', shell],
  [
    'write_code',
    edit((input) =>
      list(input.edits, 'edits').map((one) => {
        const { old_string, new_string } = record(one, 'edit');
        return { path: input.file_path, change: replace(old_string, new_string, false, ['old_string', 'new_string']) };
      }),
    ),
  ],
  [
    'mcp_tool_use',
    (input) => ({
      kind: 'mcp',
      server: text(input.mcp_server_name, 'mcp_server_name'),
      tool: text(input.mcp_tool_name, 'mcp_tool_name'),
      input: json(record(input.mcp_tool_arguments ?? {}, 'mcp_tool_arguments')),
    }),
  ],
  ['read_code', look],
]);

const id = 'windsurf';

/** Names that stand nowhere end as a call under an unknown event, which is refused. */
const events = new Map([
  ...[...acts.keys()].map((act) => [`pre_${act}`, 'call'] as const),
  ...[...acts.keys()].map((act) => [`post_${act}`, 'after'] as const),
  ['pre_user_prompt', 'prompt'] as const,
]);

const inputOf = (info: Fields): Fields => ({ ...info, command: info.command_line });

function decode(payload: unknown, env: Environment): HookEvent {
  const event = record(payload, 'payload');
  const name = text(event.agent_action_name, 'agent_action_name');
  const info = record(event.tool_info ?? {}, 'tool_info');
  // A call is repeated in a later turn, so the conversation counts. A prompt comes without it, and so stands alone.
  const conversation = event.trajectory_id === '' ? event.execution_id : event.trajectory_id;
  const acting = /^(?:pre|post)_(?!user_prompt$)(.+)$/.exec(name)?.[1];
  return readHookEvent(
    {
      agent: id,
      reader: (tool) => acts.get(tool) ?? unknownTool,
      claim: [],
      events,
      cwd: ({ PWD, HOME, USERPROFILE }) => PWD ?? HOME ?? USERPROFILE,
    },
    {
      hook_event_name: name,
      session_id: conversation,
      cwd: info.cwd,
      prompt: info.user_prompt,
      ...(acting === undefined ? {} : { tool_name: acting, tool_input: inputOf(info) }),
    },
    env,
  );
}

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
    case 'proceed':
      return silence;
    case 'refuse':
      return block(release.message);
    default:
      return assertNever(release);
  }
}

const layout = {
  path: '.codeium/windsurf/hooks.json',
  agent: id,
  title: 'Windsurf',
  line: guardedLine,
  // `command` is for sh; on Windows it reads the other one.
  details: ({ decides }: { readonly decides: boolean }, on: HookCommand) => ({
    ...(on.platform === 'windows' ? { powershell: guardedLine(on, id, decides) } : {}),
    show_output: false,
  }),
  events: [
    { event: 'pre_run_command', timeout: 0, decides: true },
    { event: 'pre_write_code', timeout: 0, decides: true },
    { event: 'pre_mcp_tool_use', timeout: 0, decides: true },
    { event: 'pre_read_code', timeout: 0, decides: true },
    { event: 'post_run_command', timeout: 0, decides: false },
    { event: 'post_write_code', timeout: 0, decides: false },
    { event: 'post_mcp_tool_use', timeout: 0, decides: false },
    { event: 'pre_user_prompt', timeout: 0, decides: false },
  ],
};

const managed = (on: HookCommand): readonly ManagedFile[] => managedHooks(listedSettings(layout), 'Windsurf', on);

export const windsurf: Agent = {
  id,
  title: 'Windsurf',
  sends: (event) => 'agent_action_name' in event,
  patience: () => 60,
  decode,
  encode,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [listedSettings(layout)];
  },
  managed,
  traces: { programs: ['windsurf'], extensions: ['codeium.codeium'], folders: ['.codeium/windsurf', '.windsurf'] },
  markers: [],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP'],
  whenSilent: 'blocked: the line in the hook file turns every other end into exit 2',
  holes: [
    {
      what: 'Not run here; payloads and answers are as documented.',
      link: 'https://docs.devin.ai/desktop/cascade/hooks',
    },
    { what: 'Tools without an event of their own are not seen: terminals that are typed into, browsers, deployments.' },
    { what: 'No time-out is documented; should there be a shorter one than a minute, an action runs when it is over.' },
    { what: 'In Restricted Mode no hooks are loaded.' },
    { what: 'Nothing can be rewritten, and its own question cannot be skipped after an approval.' },
  ],
  basis: { kind: 'documented', version: '', day: '2026-11-24' },
};
