/**
 * Factory Droid: command hooks in Claude Code's words, with tools of its own.
 * https://docs.factory.ai/reference/hooks-reference
 *
 * They stand under `hooks` in `~/.factory/settings.json`; where there is a `~/.factory/hooks.json`, with the events at its
 * top, it counts instead, so it is only edited where it is there already. A denial in JSON loses against the `allow` of any
 * other hook; exit 2 is final. A crash, a time-out and unreadable output let the tool run, and so does `ask` in `droid exec`.
 */
import { assertNever } from '../base/assertNever.ts';
import { text } from '../base/json.ts';
import type { Agent, Coverage, HookReply, Release } from './agent.ts';
import { type HandlerRules, hookFaults } from './claudeSettings.ts';
import { block, decision, silence } from './decision.ts';
import { shortLine } from './hookCommand.ts';
import { groupedSettings } from './hookSettings.ts';
import {
  command,
  edit,
  look,
  mcpNamed,
  readHookEvent,
  replace,
  type ToolReader,
  unknownTool,
  withCommand,
} from './hookShape.ts';
import { patchIn } from './patchText.ts';

// A Map, because an object would answer to a tool called `constructor`.
const tools = new Map<string, ToolReader>([
  ['Execute', command(({ windows }) => (windows ? 'powershell' : 'bash'))],
  [
    'Create',
    edit((input) => [{ path: input.file_path, change: { kind: 'write', content: text(input.content, 'content') } }]),
  ],
  [
    'Edit',
    edit(({ file_path, old_str, new_str, change_all }) => [
      { path: file_path, change: replace(old_str, new_str, change_all, ['old_str', 'new_str']) },
    ]),
  ],
  ['ApplyPatch', patchIn('input')],
]);

/** Tools that read, search, plan, talk, or start an agent whose calls fire the hook. */
const looking = new Set([
  ...['Read', 'LS', 'Grep', 'Glob', 'WebSearch', 'FetchUrl', 'ToolSearch', 'Skill', 'GenerateImage', 'TodoWrite'],
  ...['Task', 'TaskOutput', 'TaskStop', 'AskUser', 'ExitSpecMode'],
]);

/** `<server>___<tool>`, and `mcp__<server>__<tool>` as documented. */
const own = mcpNamed('', '___');
const documented = mcpNamed('mcp__', '__');

const reader = (tool: string): ToolReader => {
  if (tool.startsWith('mcp__')) return documented;
  return tools.get(tool) ?? (looking.has(tool) ? look : tool.includes('___') ? own : unknownTool);
};

const id = 'droid';

/** Its events. */
const known = new Set([
  ...['PreToolUse', 'PostToolUse', 'UserPromptSubmit', 'Notification', 'Stop', 'SubagentStop', 'PreCompact'],
  ...['SessionStart', 'SessionEnd'],
]);

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
      return silence;
    case 'proceed':
      // A person has just approved this very call.
      return { exitCode: 0, stdout: decision('allow', release.message, release.input), stderr: '' };
    case 'refuse':
      return block(release.message);
    default:
      return assertNever(release);
  }
}

const handlers: HandlerRules = {
  kinds: new Set(['command']),
  time: 'a number of seconds',
  isTime: (timeout) => timeout >= 0,
};

/** What makes Droid drop the hooks of a file, as seen with 0.215. Comments are read; unknown keys are passed over. */
const faults = (hooks: unknown, content: string): readonly string[] => [
  ...(content.startsWith('\uFEFF') ? ['there is a byte order mark in it'] : []),
  ...hookFaults(hooks, handlers),
];

/** `/hooks` writes it. */
const off = (hooks: unknown): readonly string[] =>
  typeof hooks === 'object' && hooks !== null && 'hooksDisabled' in hooks && hooks.hooksDisabled === true
    ? ['"hooksDisabled" is on']
    : [];

/** The events among an object's keys; what is no object stays as it is. */
const lists = (hooks: unknown): unknown =>
  typeof hooks === 'object' && hooks !== null && !Array.isArray(hooks)
    ? Object.fromEntries(Object.entries(hooks).filter(([event]) => known.has(event)))
    : hooks;

const layout = {
  agent: id,
  title: 'Droid',
  line: shortLine,
  details: {},
  beside: ['hooksDisabled'],
  events: [
    { event: 'PreToolUse', matcher: '*', timeout: 3600, decides: true },
    { event: 'PostToolUse', matcher: '*', timeout: 15, decides: false },
    { event: 'UserPromptSubmit', timeout: 15, decides: false },
    { event: 'SessionStart', timeout: 15, decides: false },
  ],
};

export const droid: Agent = {
  id,
  title: 'Factory Droid',
  // Claude Code's fields without an id of the call; the hook's environment says whose they are.
  sends: (event, env) => 'hook_event_name' in event && 'DROID_PROJECT_DIR' in env,
  patience: () => 55 * 60,
  decode: (payload, env) => readHookEvent({ agent: id, reader, claim: ['summary'] }, payload, env),
  encode,
  rewrite: withCommand('Execute'),
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      groupedSettings({
        ...layout,
        path: '.factory/settings.json',
        switches: ({ hooks }) => off(hooks),
        faults: ({ hooks }, content) => faults(lists(hooks), content),
      }),
      {
        ...groupedSettings({
          ...layout,
          path: '.factory/hooks.json',
          at: [],
          switches: off,
          faults: (content, words) => faults(lists(content), words),
        }),
        onlyThere: true as const,
      },
    ];
  },
  traces: { programs: ['droid'], extensions: ['factory.factory-vscode-extension'], folders: ['.factory'] },
  markers: [{ variable: 'FACTORY_EXEC_TARGET_AUTONOMY' }],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP'],
  rewrites: 'a command, by `updatedInput`',
  whenSilent: 'blocked: every other end of the launcher is exit 2',
  holes: [
    {
      what: 'A `hooks.json` that somebody puts beside `settings.json` later takes the place of the hooks there; Doctor finds it, and an agent that writes it is held.',
      link: 'https://docs.factory.ai/reference/hooks-reference',
    },
    {
      what: '`hooksDisabled` in a project’s `.factory/hooks.json`, or among the hooks of its `settings.json`, switches the person’s hooks off as well; an agent that writes it is held, a person is not.',
    },
    {
      what: 'It reads its settings anew while it runs and asks nobody first: what a person takes out of them is not held from then on, and Doctor finds it.',
    },
    {
      what: 'An organisation that allows its own hooks only (`allowManagedHooksOnly`) switches ours off.',
      link: 'https://docs.factory.ai/enterprise/hierarchical-settings-and-org-control',
    },
    {
      what: 'A hook of somebody else that rewrites the input can win over the approved one; the difference is reported after it ran.',
    },
    { what: 'Whether the calls of its subagents fire the hook could not be tried.' },
    { what: 'It gives its calls no id: what ran is compared with what was approved by its content alone.' },
  ],
  basis: { kind: 'run', version: '0.215.0', day: '2026-11-24' },
};
