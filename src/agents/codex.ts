/**
 * OpenAI Codex, its command line and the editor extension: command hooks in `~/.codex/hooks.json`.
 * https://learn.chatgpt.com/docs/hooks
 *
 * It blocks on exit 2 with a text on stderr; no answer, a crash, a time-out and unreadable output all let the tool run. Its
 * schema of answers is closed, and `allow` counts only together with another input. Hooks run in the person's own shell.
 * A hook that nobody has trusted is skipped without a word, see `setup/codexTrust.ts`.
 */
import { assertNever } from '../base/assertNever.ts';
import { text } from '../base/json.ts';
import type { Agent, Coverage, HookReply, Release } from './agent.ts';
import { codexFaults, codexRules, managedRequirements } from './codexFiles.ts';
import { block, decision, silence } from './decision.ts';
import { anyShellLine } from './hookCommand.ts';
import { groupedSettings } from './hookSettings.ts';
import {
  filePath,
  look,
  mcpNamed,
  opaque,
  readHookEvent,
  type ToolReader,
  unknownTool,
  withCommand,
} from './hookShape.ts';
import { patchIn } from './patchText.ts';

/** A patch in the words of a shell, which Codex takes out and applies by itself. */
const patchLine =
  /^\s*(?:cd\s+(?:"([^"$`\\]+)"|'([^']+)'|([^\s"'$`\\;&|<>]+))\s*&&\s*)?apply_?patch\s*<<\s*(['"]?)(\w+)\4[ \t]*\n([\s\S]*?)\n\5\s*$/;
const patches = /(?:^|[\n;&|({`])\s*(?:(?:command|exec|env)\s+)?apply_?patch(?=\s|$)/;

/** Whatever a command leaves waiting at a terminal, `write_stdin` types into, and that starts no hook. */
const bash: ToolReader = (input, tool, scene) => {
  const line = text(input.command, 'command').replace(/\r\n/g, '\n');
  const [patched, double, single, plain, , , patch] = patchLine.exec(line) ?? [];
  if (patched !== undefined) {
    const folder = double ?? single ?? plain;
    const cwd = folder === undefined ? scene.cwd : filePath(folder, scene);
    return patchIn('patch')({ patch }, tool, { ...scene, cwd });
  }
  if (patches.test(line)) return opaque('it applies a patch that cannot be read')(input, tool, scene);
  return {
    kind: 'command',
    line: text(input.command, 'command'),
    shell: scene.windows ? 'powershell' : 'bash',
    typedInto: true,
  };
};

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  ['Bash', bash],
  ['apply_patch', patchIn('command')],
]);

/** Tools that read, search, plan, ask the person, or steer agents whose own calls fire the hook. */
const looking = new Set([
  ...['view_image', 'web_search', 'tool_search', 'update_plan', 'get_goal', 'create_goal', 'update_goal'],
  ...['list_mcp_resources', 'list_mcp_resource_templates', 'read_mcp_resource', 'current_time', 'sleep'],
  ...['request_user_input', 'request_user_input_async', 'send_message_to_user_async', 'get_context_remaining'],
]);
const steering =
  /^(?:multi_agent_v\d+_*)?(?:spawn_agent|send_input|send_message|followup_task|wait_agent|resume_agent|close_agent|interrupt_agent|list_agents)$/;

const mcp = mcpNamed('mcp__', '__');

const reader = (tool: string): ToolReader =>
  tools.get(tool) ?? (looking.has(tool) || steering.test(tool) ? look : tool.startsWith('mcp__') ? mcp : unknownTool);

const id = 'codex';

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
      return silence;
    case 'proceed':
      // Without another input `allow` is an error, and Codex's own question stays either way.
      return release.input === undefined
        ? silence
        : { exitCode: 0, stdout: decision('allow', release.message, release.input), stderr: '' };
    case 'refuse':
      return block(release.message);
    default:
      return assertNever(release);
  }
}

export const codex: Agent = {
  id,
  title: 'Codex',
  // A session's start belongs to no turn yet; the others that name a model there send a time.
  sends: (event, env) =>
    'turn_id' in event ||
    (event.hook_event_name === 'SessionStart' &&
      'permission_mode' in event &&
      'model' in event &&
      !('timestamp' in event || 'cursor_version' in event || 'DROID_PROJECT_DIR' in env)),
  patience: () => 55 * 60,
  decode: (payload, env) => readHookEvent({ agent: id, reader, claim: [] }, payload, env),
  encode,
  rewrite: withCommand('Bash'),
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      groupedSettings({
        path: '.codex/hooks.json',
        movedBy,
        agent: id,
        title: 'Codex',
        line: anyShellLine,
        details: {},
        faults: codexFaults,
        switches: () => [],
        // No matcher matches everything; each part of an entry is part of what a person trusts.
        events: [
          { event: 'PreToolUse', timeout: 3600, decides: true },
          { event: 'PostToolUse', timeout: 15, decides: false },
          { event: 'UserPromptSubmit', timeout: 15, decides: false },
          { event: 'SessionStart', timeout: 15, decides: false },
        ],
      }),
      codexRules(movedBy),
    ];
  },
  managed: (command) => [managedRequirements(command)],
  traces: { programs: ['codex'], extensions: ['openai.chatgpt'], folders: ['.codex'] },
  markers: [{ variable: 'CODEX_THREAD_ID' }, { variable: 'CODEX_CI' }, { variable: 'CODEX_SANDBOX' }],
  get coverage() {
    return coverage;
  },
};

const movedBy = { variable: 'CODEX_HOME', folder: '.codex' };

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  rewrites: 'a command, by `updatedInput`',
  whenSilent: 'blocked: the line in the hook file turns every other end into exit 2',
  holes: [
    {
      what: 'A hook that nobody has trusted is skipped without a word, and one that another tool has moved is not trusted any more; Doctor asks Codex itself.',
      link: 'https://github.com/openai/codex/discussions/40034',
    },
    {
      what: 'What is typed into a program that is already running starts no hook; shells, interpreters and the like are held when they are opened, a program that opens one later is not.',
    },
    {
      what: 'Code Mode runs its tools without the hook.',
      link: 'https://github.com/openai/codex/issues/23411',
    },
    {
      what: 'Some builds were reported to trust hooks and never start them.',
      link: 'https://github.com/openai/codex/issues/21639',
    },
    {
      what: 'A hook of somebody else that rewrites the input can win over the approved one; the difference is reported after it ran.',
    },
    {
      what: 'The rules for destroys know exact words only, and where Codex may ask nobody (`codex exec`) it refuses what they match, unless an approval runs it under a grant.',
      link: 'https://github.com/openai/codex/blob/main/codex-rs/execpolicy/README.md',
    },
    { what: 'The hook is not told which shell a command is for.' },
  ],
  basis: { kind: 'run', version: '0.169.0', day: '2026-11-24' },
};
