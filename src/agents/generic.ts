/**
 * Any other agent, script or pipeline: it starts the launcher itself, `holdpoint-hook generic`, and reads the answer.
 * The contract is in `docs/generic-adapter.md`. Nothing is installed for it.
 *
 * Reading is strict: a key nobody knows is more likely a slip than something to skip, and a slip must not let a call pass.
 */
import { assertNever } from '../base/assertNever.ts';
import type { JsonRecord } from '../base/json.ts';
import { list, oneOf, optionalText, record, ShapeError, text } from '../base/json.ts';
import type { Action, FileChange } from '../core/toolCall.ts';
import type { Agent, Coverage, Environment, Fields, HookEvent, HookReply, Release } from './agent.ts';
import { block, say } from './decision.ts';
import { edit, json, readHookEvent, type ToolReader } from './hookShape.ts';

const id = 'generic';

const common = ['version', 'event', 'session', 'cwd'] as const;
const action = ['tool', 'callId', 'command', 'shell', 'edits', 'mcp', 'rewrites'] as const;

/** The fields each event may have, and the name Claude Code gives it. */
const events = {
  call: { name: 'PreToolUse', fields: action },
  after: { name: 'PostToolUse', fields: [...action, 'failed'] },
  prompt: { name: 'UserPromptSubmit', fields: ['prompt'] },
  start: { name: 'SessionStart', fields: [] },
} as const;
const eventNames = ['call', 'after', 'prompt', 'start'] as const;

/** @throws {ShapeError} on a key that is not one of these. */
function only(fields: Fields, known: readonly string[], where: string): Fields {
  const strange = Object.keys(fields).find((key) => !known.includes(key));
  if (strange !== undefined) throw new ShapeError(`${where}: a key that is not known`);
  return fields;
}

function changeOf({ before, after }: Fields): FileChange {
  if (after === null) return { kind: 'delete' };
  const content = text(after, 'after');
  const from = optionalText(before, 'before') ?? '';
  return from === '' ? { kind: 'write', content } : { kind: 'replace', from, to: content, all: false };
}

const edits = edit((event) =>
  list(event.edits, 'edits').map((one) => {
    const fields = only(record(one, 'edit'), ['path', 'before', 'after'], 'edit');
    return { path: fields.path, change: changeOf(fields) };
  }),
);

function mcp(given: unknown): Action {
  const { server, tool, input } = only(record(given, 'mcp'), ['server', 'tool', 'input'], 'mcp');
  const name = optionalText(server, 'server');
  return {
    kind: 'mcp',
    ...(name === undefined ? {} : { server: name }),
    tool: text(tool, 'tool'),
    input: json(record(input ?? {}, 'input')),
  };
}

/** Exactly one of the three kinds of action. */
const kinds = ['command', 'edits', 'mcp'] as const;
type Kind = (typeof kinds)[number];

function kindOf(event: Fields): Kind {
  const [kind, ...more] = kinds.filter((one) => event[one] !== undefined);
  if (kind === undefined || more.length > 0) throw new ShapeError(`expected one of ${kinds.join(', ')}`);
  return kind;
}

const readers: Record<Kind, ToolReader> = {
  command: (event) => ({
    kind: 'command',
    line: text(event.command, 'command'),
    shell: oneOf(event.shell ?? 'bash', ['bash', 'powershell'], 'shell'),
  }),
  edits,
  mcp: (event) => mcp(event.mcp),
};

function decode(payload: unknown, env: Environment): HookEvent {
  const event = record(payload, 'payload');
  if (event.version !== 1) throw new ShapeError('version: expected 1');
  const kind = oneOf(event.event, eventNames, 'event');
  const { name, fields } = events[kind];
  only(event, [...common, ...fields], 'payload');
  const acts = kind === 'call' || kind === 'after';
  return readHookEvent(
    { agent: id, reader: (_tool, { tool_input: given }) => readers[kindOf(record(given))], claim: [] },
    {
      hook_event_name: event.failed === true ? 'PostToolUseFailure' : name,
      session_id: event.session,
      cwd: event.cwd,
      prompt: event.prompt,
      ...(acts ? { tool_name: event.tool ?? kindOf(event), tool_input: event, tool_use_id: event.callId } : {}),
    },
    env,
  );
}

function encode(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
      return say({ decision: 'none' });
    case 'proceed':
      return say({
        decision: 'allow',
        reason: release.message,
        ...(release.line === undefined ? {} : { command: release.line }),
      });
    case 'refuse':
      return {
        ...block(release.message),
        stdout: JSON.stringify({ decision: 'deny', reason: release.message }),
      };
    default:
      return assertNever(release);
  }
}

export const generic: Agent = {
  id,
  title: 'Any other agent',
  sends: (event) => event.version === 1 && 'event' in event && 'session' in event,
  patience: () => 55 * 60,
  decode,
  encode,
  // Whoever does not say so might run the line as it was.
  rewrite(payload, line): JsonRecord | undefined {
    const { rewrites, command } = record(payload, 'payload');
    return rewrites === true && typeof command === 'string' ? { command: line } : undefined;
  },
  settings: [],
  traces: { programs: [], extensions: [], folders: [] },
  markers: [],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP'],
  rewrites: 'a command, where the caller says that it runs the one it is given',
  whenSilent: 'as the caller has it: everything but a clean end with an answer means that the action must not run',
  holes: [{ what: 'Only what the caller asks about is held.' }],
  basis: { kind: 'documented', version: '1', day: '2026-11-24' },
};
