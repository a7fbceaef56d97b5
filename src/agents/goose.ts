/**
 * Goose: hooks of an Open Plugin, `~/.agents/plugins/holdpoint/`.
 * https://github.com/block/goose/blob/main/documentation/docs/guides/context-engineering/hooks.md
 *
 * With `on_failure: "block"` everything but exit 0 and silence, or a decision, denies the call: a crash, a time-out, a
 * stray word on stdout. A matcher `*` is no regular expression, and drops the rule; without one it counts for every tool.
 */
import { assertNever } from '../base/assertNever.ts';
import { oneOf, record, text } from '../base/json.ts';
import type { FileChange } from '../core/toolCall.ts';
import type { Agent, Coverage, Fields, HookCommand, HookReply, Release } from './agent.ts';
import { block, silence } from './decision.ts';
import { guardedLine } from './hookCommand.ts';
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
  unmoved,
} from './hookShape.ts';
import { ownFile, writtenByUs } from './ownFile.ts';

const id = 'goose';

/** The one tool for files of older versions says in `command` what it does. */
function written(input: Fields): FileChange {
  switch (oneOf(input.command, ['write', 'str_replace', 'insert', 'undo_edit'], 'command')) {
    case 'write':
      return { kind: 'write', content: text(input.file_text, 'file_text') };
    case 'str_replace':
      return replace(input.old_str, input.new_str, false, ['old_str', 'new_str']);
    case 'insert':
    case 'undo_edit':
      return { kind: 'patch', text: JSON.stringify(json(input), null, 2) };
  }
}

const textEditor: ToolReader = (input, tool, scene) =>
  input.command === 'view'
    ? look(input, tool, scene)
    : edit(() => [{ path: input.path, change: written(input) }])(input, tool, scene);

const agents = opaque('whether the calls of the agent it starts are asked about one by one is not settled');

// A Map, because an object would answer to a tool called `constructor`. `<extension>__<tool>`.
const tools = new Map<string, ToolReader>([
  ['developer__shell', unmoved(command(({ windows }) => (windows ? 'powershell' : 'bash')))],
  [
    'developer__write',
    edit((input) => [{ path: input.path, change: { kind: 'write', content: text(input.content, 'content') } }]),
  ],
  [
    'developer__edit',
    edit(({ path, before, after }) => [{ path, change: replace(before, after, false, ['before', 'after']) }]),
  ],
  ['developer__text_editor', textEditor],
  ['computercontroller__automation_script', opaque('what the script does cannot be read')],
  ['computercontroller__computer_control', opaque('it steers other programs')],
  ['code_execution__execute_code', opaque('the code can call any tool')],
  ['extensionmanager__manage_extensions', opaque('it gives the agent other tools')],
  ['platform__manage_schedule', opaque('what it starts later may not be asked about')],
  ...['subagent__execute_task', 'dynamic_task__create_task', 'summon__delegate'].map((name) => [name, agents] as const),
]);

/** Tools that read, plan or talk. */
const looking = new Set([
  ...['tree', 'read_image', 'image_processor', 'screen_capture', 'list_windows', 'analyze'].map(
    (name) => `developer__${name}`,
  ),
  ...['todo__todo_write', 'todo__todo_read', 'chatrecall__chatrecall', 'skills__loadSkill', 'summon__load'],
  ...['memory__remember_memory', 'memory__retrieve_memories', 'recipe__final_output'],
  'extensionmanager__search_available_extensions',
]);

/** Every other extension is a server; its name ends at the first two underscores. */
const mcp: ToolReader = (input, name) => {
  const cut = name.indexOf('__');
  return { kind: 'mcp', server: name.slice(0, cut), tool: name.slice(cut + 2), input: json(input) };
};

const own = new Set([
  'developer',
  'platform',
  'extensionmanager',
  'code_execution',
  'subagent',
  'dynamic_task',
  'summon',
]);

function reader(tool: string): ToolReader {
  const known = tools.get(tool) ?? (looking.has(tool) ? look : undefined);
  if (known !== undefined) return known;
  const cut = tool.indexOf('__');
  return cut > 0 && cut + 2 < tool.length && !own.has(tool.slice(0, cut)) ? mcp : unknownTool;
}

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
    case 'proceed':
      // Anything on stdout would be read as a decision.
      return silence;
    case 'refuse':
      return block(release.message);
    default:
      return assertNever(release);
  }
}

const manifest = ({ launcher }: HookCommand): string =>
  `${JSON.stringify(
    {
      name: 'holdpoint',
      version: '1.0.0',
      description: `Asks Holdpoint before a tool runs, through ${launcher}; ${writtenByUs}`,
    },
    null,
    2,
  )}\n`;

const folder = '.agents/plugins/holdpoint';

export const goose: Agent = {
  id,
  title: 'Goose',
  sends: (event) => 'event' in event && 'session_id' in event,
  patience: () => 55 * 60,
  decode(payload, env) {
    const event = record(payload, 'payload');
    return readHookEvent(
      // Events without a tool name no directory; the hook is started in the agent's.
      {
        agent: id,
        reader,
        claim: [],
        ...('tool_name' in event
          ? {}
          : { cwd: (variables) => variables.PWD ?? variables.HOME ?? variables.USERPROFILE }),
      },
      {
        hook_event_name: event.event,
        session_id: event.session_id,
        cwd: event.working_dir,
        tool_name: event.tool_name,
        tool_input: event.tool_input,
        tool_use_id: event.tool_call_id,
        prompt: event.message,
      },
      env,
    );
  },
  encode,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      groupedSettings({
        path: `${folder}/hooks/hooks.json`,
        agent: id,
        title: 'Goose',
        line: guardedLine,
        // It counts before a tool only, and is ignored elsewhere.
        details: { on_failure: 'block' },
        events: [
          { event: 'PreToolUse', timeout: 3600, decides: true },
          { event: 'PostToolUse', timeout: 15, decides: false },
          { event: 'PostToolUseFailure', timeout: 15, decides: false },
          { event: 'UserPromptSubmit', timeout: 15, decides: false },
          { event: 'SessionStart', timeout: 15, decides: false },
        ],
      }),
      ownFile({
        path: `${folder}/plugin.json`,
        text: manifest,
        isOurs: (text) => text.includes(writtenByUs) && /\bholdpoint-hook\b/.test(text),
      }),
    ];
  },
  traces: { programs: ['goose'], extensions: ['block.vscode-goose'], folders: ['.config/goose'] },
  // Also set by people.
  markers: [{ variable: 'GOOSE_PROVIDER' }],
  get coverage() {
    return coverage;
  },
};

const page = 'https://github.com/block/goose/blob/main/documentation/docs/guides/context-engineering/hooks.md';

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP'],
  whenSilent: 'blocked, by Goose itself: `on_failure` is `block`',
  holes: [
    {
      what: '`disabledPlugins` in `~/.config/goose/settings.json`, or in `.config/goose/settings.json` of a project, switches the hook off; an agent that writes it is held, a person is not.',
      link: page,
    },
    { what: 'A mistake in the hook file drops all of it.', link: page },
    {
      what: 'Whether hooks fire in the agents that it starts is not settled, so starting one is held.',
      link: page,
    },
    { what: 'An approved command runs as the agent wrote it: Goose exchanges no input.', link: page },
    {
      what: 'Goose tells its model not to repeat what was refused, also where an approval may still come.',
      link: page,
    },
  ],
  basis: { kind: 'documented', version: '1.x, main of 2026', day: '2026-11-24' },
};
