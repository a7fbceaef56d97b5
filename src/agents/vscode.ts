/**
 * VS Code's own agent (the "Local" harness, in the extension host): hooks in `~/.copilot/hooks/*.json`.
 * https://code.visualstudio.com/docs/agents/reference/hooks-reference
 *
 * A hook that crashes, says something unreadable or runs into its time-out lets the tool run when the window allows
 * everything. A denial is JSON under `hookSpecificOutput` on exit 0: that reason reaches the model as it is.
 * Matchers are ignored: every hook runs for every tool, and tools of other extensions and MCP servers come by as well.
 */
import { assertNever } from '../base/assertNever.ts';
import { list, record, text } from '../base/json.ts';
import type { Agent, Coverage, Environment, Fields, HookReply, Release } from './agent.ts';
import { decision, silence } from './decision.ts';
import { guardedLine } from './hookCommand.ts';
import { flatSettings } from './hookSettings.ts';
import {
  command,
  edit,
  json,
  look,
  opaque,
  readHookEvent,
  replace,
  type Scene,
  type ToolReader,
  unknownTool,
  withCommand,
} from './hookShape.ts';
import { patchIn } from './patchText.ts';

const shell = (scene: Scene) => (scene.windows ? 'powershell' : 'bash');

const written = (path: string, content: string) =>
  edit((input) => [{ path: input[path], change: { kind: 'write', content: text(input[content], content) } }]);

const swap = (from: unknown) => {
  const { filePath: path, oldString, newString } = record(from, 'replacement');
  return { path, change: replace(oldString, newString, false, ['oldString', 'newString']) };
};

/** An edit whose result only the editor can compute; people see the input as it is. */
const patched = (path: string, patch: (input: Fields) => string) =>
  edit((input) => [{ path: input[path], change: { kind: 'patch', text: patch(input) } }]);

const whole = (input: Fields) => JSON.stringify(json(input), null, 2);

/**
 * What an interactive shell does not run as it is written: keys (Enter, Ctrl+U, arrows, a tab that completes), and
 * earlier commands that come back (`!!`, `^plan^destroy`, `fc -s`, zsh's `r`).
 * https://www.gnu.org/software/bash/manual/html_node/Event-Designators.html
 */
const keys = /(?![\t\n])[\p{Cc}]|[^\s]\t/u;
const repeats = /^\s*\^|(?<![$[{\\])!(?![\s=("']|$)|(?:^|[;&|(])\s*(?:fc(?!\s+-\w*l)|r)(?=\s|$|[;&|])/;

/** Only single quotes keep a `!` from being expanded. */
const quotes = /"(?:[^"\\]|\\.)*"|'[^']*'/g;
const unquoted = (quoted: string): string => (quoted.startsWith("'") ? "''" : quoted);

/** A line that goes to a terminal, where somebody may read it another way than it is written. */
const inTerminal =
  (read: ToolReader): ToolReader =>
  (input, tool, scene) => {
    const line = text(input.command, 'command').replace(/\r\n/g, '\n');
    if (keys.test(line)) return opaque('it presses keys that a terminal acts on')(input, tool, scene);
    if (!scene.windows && line.split('\n').some((each) => repeats.test(each.replace(quotes, unquoted))))
      return opaque('a shell in a terminal puts an earlier command in its place')(input, tool, scene);
    return read(input, tool, scene);
  };

/** Text typed into a terminal in which something is already running; Enter alone may answer its question. */
const typed: ToolReader = (input, _tool, scene) => ({
  kind: 'command',
  line: text(input.command, 'command'),
  shell: shell(scene),
  detached: true,
});

/** Commands of the editor that show something and do nothing else. Everything not listed holds: commands can run anything. */
const showing = new Set([
  ...[
    'workbench.view.explorer',
    'workbench.view.search',
    'workbench.view.scm',
    'workbench.view.debug',
    'workbench.view.extensions',
  ],
  ...['workbench.actions.view.problems', 'workbench.action.output.toggleOutput', 'workbench.action.showCommands'],
]);

const editorCommand: ToolReader = (input, tool, scene) =>
  showing.has(text(input.commandId, 'commandId')) && (input.args === undefined || list(input.args, 'args').length === 0)
    ? look(input, tool, scene)
    : opaque('a command of the editor may run anything')(input, tool, scene);

/** Renames follow the language server into files the call does not name; the one it names says which language that is. */
const rename: ToolReader = (input, tool, scene) =>
  patched(input.uri === undefined ? 'filePath' : 'uri', whole)(input, tool, scene);

// A Map, because an object would answer to a tool called `constructor`. Names as VS Code 1.139 sends them.
const tools = new Map<string, ToolReader>([
  ['run_in_terminal', inTerminal(command(shell))],
  ['send_to_terminal', inTerminal(typed)],
  // The editor runs whichever task has this label, and one that is there already wins over the definition in the call.
  ['create_and_run_task', opaque('an existing task with the same label would run instead of the one in the call')],
  ['run_task', opaque('what the task runs is not part of the call')],
  ['run_vscode_command', editorCommand],
  ['run_notebook_cell', opaque('the code of the cell is not part of the call')],
  ['install_extension', opaque('an extension can run anything')],
  ['setup_tools_createNewWorkspace', opaque('it sets the agent up anew')],
  ['execution_subagent', opaque('it runs commands that may not be asked about one by one')],
  ['create_file', written('filePath', 'content')],
  ['replace_string_in_file', edit((input) => [swap(input)])],
  ['multi_replace_string_in_file', edit((input) => list(input.replacements, 'replacements').map(swap))],
  ['insert_edit_into_file', patched('filePath', (input) => text(input.code, 'code'))],
  ['edit_notebook_file', patched('filePath', whole)],
  ['apply_patch', patchIn('input')],
  ['vscode_renameSymbol', rename],
]);

/**
 * Tools that read, search, plan, talk, keep notes in the agent's own store, make an empty folder, scaffold a new
 * project outside this one, or start an agent whose calls fire the hook themselves.
 */
const looking = new Set([
  ...[
    'read_file',
    'list_dir',
    'file_search',
    'grep_search',
    'semantic_search',
    'test_search',
    'search_workspace_symbols',
    'view_image',
  ],
  ...[
    // The workspace's own tests, which pass through a terminal as well.
    'runTests',
    'get_errors',
    'get_changed_files',
    'get_vscode_api',
    'read_project_structure',
    'testFailure',
    'vscode_listCodeUsages',
  ],
  ...[
    'copilot_getNotebookSummary',
    'read_notebook_cell_output',
    'get_task_output',
    'get_terminal_output',
    'kill_terminal',
  ],
  ...[
    'terminal_last_command',
    'terminal_selection',
    'fetch_webpage',
    'github_repo',
    'github_text_search',
    'vscode_searchExtensions_internal',
  ],
  ...[
    'manage_todo_list',
    'vscode_askQuestions',
    'vscode_reviewPlan',
    'memory',
    'resolve_memory_file_uri',
    'session_store_sql',
    'tool_search',
  ],
  ...['runSubagent', 'search_subagent', 'explore_subagent', 'switch_agent', 'skill'],
  ...['create_directory', 'create_new_jupyter_notebook', 'create_new_workspace', 'renderMermaidDiagram'],
]);

/** `mcp_<server>_<tool>`, with the server's name cut to thirteen characters: it cannot be told where the tool's begins. */
const mcp: ToolReader = (input, name) => ({ kind: 'mcp', tool: name.slice('mcp_'.length), input: json(input) });

const reader = (tool: string): ToolReader =>
  tools.get(tool) ?? (looking.has(tool) ? look : tool.startsWith('mcp_') ? mcp : unknownTool);

const id = 'vscode';

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
      // Silence leaves the editor's own question alone; "allow" would skip it.
      return silence;
    case 'proceed':
      return { exitCode: 0, stdout: decision('allow', release.message, release.input), stderr: '' };
    case 'refuse':
      return { exitCode: 0, stdout: decision('deny', release.message), stderr: '' };
    default:
      return assertNever(release);
  }
}

export const vscode: Agent = {
  id,
  title: 'VS Code agent',
  // Copilot sends a time as well, in the same words, and has neither a transcript nor an id of the call.
  sends: (event, env) =>
    'hook_event_name' in event &&
    'timestamp' in event &&
    ('transcript_path' in event || 'tool_use_id' in event) &&
    !('permission_mode' in event || 'GEMINI_SESSION_ID' in env),
  // With `chat.useClaudeHooks` it calls the entries of Claude Code.
  guest: true,
  patience: () => 55 * 60,
  // A window without a folder sends no directory, and starts its terminals and hooks in the home directory.
  decode: (payload: unknown, env: Environment) =>
    readHookEvent(
      {
        agent: id,
        reader,
        claim: ['explanation', 'reason'],
        cwd: (variables) => variables.HOME ?? variables.USERPROFILE,
      },
      payload,
      env,
    ),
  encode,
  rewrite: withCommand('run_in_terminal'),
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      flatSettings({
        path: '.copilot/hooks/holdpoint.json',
        agent: id,
        title: 'VS Code',
        line: guardedLine,
        // A number there makes the editor look for Copilot's own spelling of the events.
        faults: ({ version }) => (typeof version === 'number' ? ['"version" must not be there'] : []),
        events: [
          { event: 'PreToolUse', timeout: 3600, decides: true },
          { event: 'PostToolUse', timeout: 15, decides: false },
          { event: 'UserPromptSubmit', timeout: 15, decides: false },
          { event: 'SessionStart', timeout: 15, decides: false },
        ],
      }),
    ];
  },
  beside: [{ path: '.copilot/hooks/*.json', says: /"pretooluse"/i }],
  // Where the editor runs, its agent is.
  traces: { programs: ['code', 'code-insiders', 'codium', 'code-server'], extensions: [], folders: ['.vscode'] },
  markers: [{ variable: 'COPILOT_AGENT' }, { variable: 'AI_AGENT', value: /^github_copilot_vscode/ }],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  rewrites: 'a command, by `updatedInput`',
  whenSilent: 'blocked: the line in the hook file turns every other end into exit 2',
  holes: [
    {
      what: 'Past the time-out in the hook file the editor runs the tool; the hook refuses before that.',
      link: 'https://code.visualstudio.com/docs/agents/reference/hooks-reference',
    },
    { what: 'In a window whose workspace is not trusted, or with `chat.useHooks` off, the editor starts no hooks.' },
    { what: 'The name of an MCP server is cut to thirteen characters, so a policy cannot tell long names apart.' },
  ],
  basis: { kind: 'run', version: '1.139.1', day: '2026-11-24' },
};
