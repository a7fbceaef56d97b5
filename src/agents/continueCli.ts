/**
 * Continue's command line, `cn`: it reads hooks in the shape, and in the files, of Claude Code, and as seen with 1.5.47
 * fires none of them. Nothing can be held there; this only reads what it would send, should it fire them one day.
 * https://github.com/continuedev/continue/tree/main/extensions/cli/src/hooks
 */
import { list, record, text } from '../base/json.ts';
import type { Agent, Coverage, Fields } from './agent.ts';
import { claudeCode, namesFilepath } from './claudeCode.ts';
import { command, edit, look, readHookEvent, replace, type ToolReader, unknownTool } from './hookShape.ts';

const id = 'continue';

const changed = (input: Fields, { old_string, new_string, replace_all }: Fields) => ({
  path: input.filepath ?? input.file_path,
  change: replace(old_string, new_string, replace_all, ['old_string', 'new_string']),
});

const tools = new Map<string, ToolReader>([
  ['Bash', command(() => 'bash')],
  [
    'Write',
    edit((input) => [{ path: input.filepath, change: { kind: 'write', content: text(input.content, 'content') } }]),
  ],
  ['Edit', edit((input) => [changed(input, input)])],
  ['MultiEdit', edit((input) => list(input.edits, 'edits').map((one) => changed(input, record(one, 'edit'))))],
]);

const looking = new Set([
  ...[
    'Read',
    'List',
    'Search',
    'Fetch',
    'Checklist',
    'Status',
    'AskQuestion',
    'Exit',
    'Diff',
    'Skills',
    'ReportFailure',
  ],
]);

/** Tools of MCP servers have no prefix: whatever is not known may be one, and holds. */
const reader = (tool: string): ToolReader => tools.get(tool) ?? (looking.has(tool) ? look : unknownTool);

export const continueCli: Agent = {
  id,
  title: 'Continue',
  // What tells it from Claude Code is the name of one field; its shell commands are read alike by both.
  sends: (event) => 'hook_event_name' in event && 'transcript_path' in event && namesFilepath(event),
  guest: true,
  patience: () => 9 * 60,
  decode: (payload, env) => readHookEvent({ agent: id, reader, claim: [] }, payload, env),
  encode: (release) => claudeCode.encode(release, undefined),
  settings: [],
  traces: { programs: ['cn'], extensions: ['continue.continue'], folders: ['.continue'] },
  markers: [],
  coverage: {
    intercepts: [],
    whenSilent: 'runs: Continue fires no hooks, and is not held',
    holes: [
      {
        what: 'The command line reads hooks and fires none of them, as seen with 1.5.47; the extension has none. Its own permissions are all there is.',
        link: 'https://github.com/continuedev/continue/tree/main/extensions/cli/src/hooks',
      },
    ],
    basis: { kind: 'captured', version: '1.5.47', day: '2026-11-22' },
  } satisfies Coverage,
};
