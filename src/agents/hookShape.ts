/**
 * The hook payload that Claude Code introduced and VS Code and Copilot adopted: one JSON object with `hook_event_name`,
 * `session_id`, `cwd`, `tool_name`, `tool_input`. What differs between them is the names of the tools and their fields.
 */
import { assertNever } from '../base/assertNever.ts';
import type { JsonRecord } from '../base/json.ts';
import { optionalText, record, ShapeError, text } from '../base/json.ts';
import { chooseTarget } from '../core/environment.ts';
import { isAbsolute, resolvePath } from '../core/paths.ts';
import type { Action, FileChange, FileEdit, ShellKind, ToolCall } from '../core/toolCall.ts';
import type { Environment, Fields, HookEvent } from './agent.ts';

/** Where a call happens, as far as a reader of its input needs to know. */
export interface Scene {
  readonly cwd: string;
  readonly home: string | undefined;
  readonly windows: boolean;
}

/** Turns one tool's input into an action. @throws {ShapeError} when a field it needs is missing. */
export type ToolReader = (input: Fields, tool: string, scene: Scene) => Action;

/** What an adapter brings to the shared shape. */
export interface Dialect {
  readonly agent: string;
  /** Chooses the reader of a tool; unknown names get one that holds. */
  readonly reader: (tool: string, event: Fields) => ToolReader;
  /** The field of a tool's input in which the agent says what it is about to do. */
  readonly claim: readonly string[];
  /** The directory to assume when the payload has none; without it a missing `cwd` is an error. */
  readonly cwd?: (env: Environment) => string | undefined;
  /** What the agent calls its events; Claude Code's names where nothing is said. */
  readonly events?: EventNames;
}

type EventKind = 'call' | 'after' | 'failed' | 'prompt' | 'start';
type EventNames = ReadonlyMap<string, EventKind>;

const claudeEvents: EventNames = new Map([
  ['PreToolUse', 'call'],
  ['PostToolUse', 'after'],
  ['PostToolUseFailure', 'failed'],
  ['UserPromptSubmit', 'prompt'],
  ['SessionStart', 'start'],
]);

/** @throws {ShapeError} on a payload that is not of this shape. */
export function readHookEvent(dialect: Dialect, payload: unknown, env: Environment): HookEvent {
  const event = record(payload, 'payload');
  const name = text(event.hook_event_name, 'hook_event_name');
  const session = text(event.session_id, 'session_id');
  const cwd = absolute(optionalText(event.cwd, 'cwd') ?? dialect.cwd?.(env), 'cwd');
  const kind = (dialect.events ?? claudeEvents).get(name);
  switch (kind) {
    case 'call':
      return { kind, call: readCall(dialect, event, session, cwd, env) };
    case 'after':
    case 'failed':
      return { kind: 'after', call: readCall(dialect, event, session, cwd, env), failed: kind === 'failed' };
    case 'prompt':
      return { kind, session, prompt: text(event.prompt, 'prompt'), cwd };
    case 'start':
      return { kind, session, cwd };
    case undefined:
      // A renamed event must not turn every tool call into something that is waved through.
      if (event.tool_name !== undefined)
        throw new ShapeError(`hook_event_name: a tool call under the unknown event "${name}"`);
      return { kind: 'other' };
    default:
      return assertNever(kind);
  }
}

function readCall(dialect: Dialect, event: Fields, session: string, cwd: string, env: Environment): ToolCall {
  const tool = text(event.tool_name, 'tool_name');
  const input = record(event.tool_input, 'tool_input');
  const callId = optionalText(event.tool_use_id, 'tool_use_id');
  const claim = dialect.claim
    .map((field) => input[field])
    .find((value) => typeof value === 'string' && value.trim() !== '');
  return {
    agent: dialect.agent,
    session,
    ...(callId === undefined ? {} : { callId }),
    tool,
    cwd,
    env: chooseTarget(env),
    action: dialect.reader(tool, event)(input, tool, sceneAt(cwd, env)),
    ...(typeof claim === 'string' ? { claim } : {}),
  };
}

/**
 * The payload with the folder that a command says it is for in the place of the session's. For an agent whose tools
 * `shells` have a field for it. @throws {ShapeError}
 */
export function inFolder(payload: unknown, shells: readonly string[], field: string, env: Environment): Fields {
  const event = record(payload, 'payload');
  if (!shells.some((tool) => tool === event.tool_name)) return event;
  const folder = optionalText(record(event.tool_input, 'tool_input')[field], field);
  if (folder === undefined || folder === '') return event;
  return { ...event, cwd: filePath(folder, sceneAt(text(event.cwd, 'cwd'), env)) };
}

const sceneAt = (cwd: string, env: Environment): Scene => ({
  cwd,
  home: env.HOME ?? env.USERPROFILE,
  windows: env.OS === 'Windows_NT',
});

/** The one of several spellings of a field that is there; two that differ leave open which of them counts. @throws {ShapeError} */
export function oneSpelling(input: Fields, ...names: readonly string[]): unknown {
  const [value, ...others] = new Set(names.map((name) => input[name]).filter((found) => found !== undefined));
  if (others.length > 0) throw new ShapeError(`${names.join(', ')}: more than one of them`);
  return value;
}

/** A tool that only looks, plans or talks. */
export const look: ToolReader = (_input, tool) => ({ kind: 'look', tool });

/** A tool that holds, with the reason in one clause. */
export const opaque =
  (why: string): ToolReader =>
  (input, tool) => ({ kind: 'opaque', tool, why, input: json(input) });

/** A tool nobody has looked at yet may run anything. */
export const unknownTool = opaque('this tool is not known, and may run anything');

/** A shell line in the field `command`. */
export const command =
  (shell: (scene: Scene) => ShellKind): ToolReader =>
  (input, _tool, scene) => ({ kind: 'command', line: text(input.command, 'command'), shell: shell(scene) });

const folders = [
  ...['cwd', 'dir', 'directory', 'path', 'workdir', 'work_dir', 'working_dir', 'working_directory'],
  ...['workingDir', 'workingDirectory', 'exec_dir'],
];

/** A shell tool that nobody has seen run in another directory than it says: one that it names, in a field but `known`, holds. */
export const unmoved =
  (read: ToolReader, ...known: readonly string[]): ToolReader =>
  (input, tool, scene) =>
    folders.some((field) => input[field] !== undefined && !known.includes(field))
      ? opaque('whether it runs in the directory it names is not known')(input, tool, scene)
      : read(input, tool, scene);

/** The input of one tool with another line in its field `command`; undefined for every other tool. */
export const withCommand =
  (wanted: string) =>
  (payload: unknown, line: string): JsonRecord | undefined => {
    const event = record(payload, 'payload');
    if (event.tool_name !== wanted) return undefined;
    return { ...json(record(event.tool_input, 'tool_input')), command: line };
  };

/**
 * A tool of an MCP server whose name says both: `mcp__infra__drop`. Where it can be split in more than one way, the server
 * stays unsaid and the whole name is shown.
 */
export const mcpNamed =
  (prefix: string, separator: string): ToolReader =>
  (input, name) => {
    const rest = name.slice(prefix.length);
    const [server = '', tool = '', ...more] = rest.split(separator);
    return server === '' || tool === '' || more.length > 0
      ? { kind: 'mcp', tool: rest, input: json(input) }
      : { kind: 'mcp', server, tool, input: json(input) };
  };

/** A tool that edits files; the callback gives each file's path as the agent wrote it, and its change. */
export const edit =
  (read: (input: Fields) => readonly { readonly path: unknown; readonly change: FileChange }[]): ToolReader =>
  (input, _tool, scene) => {
    const edits = read(input).map(
      ({ path, change }): FileEdit => ({ path: filePath(text(path, 'path'), scene), change }),
    );
    if (edits.length === 0) throw new ShapeError('edits: expected at least one');
    return { kind: 'edit', edits };
  };

/** An exchange of one text for another. An empty `from` is how these tools spell "create the file". */
export function replace(from: unknown, to: unknown, all: unknown, fields: readonly [string, string]): FileChange {
  const before = text(from, fields[0]);
  const after = text(to, fields[1]);
  return before === ''
    ? { kind: 'write', content: after }
    : { kind: 'replace', from: before, to: after, all: all === true };
}

/** Tool input came out of `JSON.parse`, so its values are JSON. */
export const json = (input: Fields) => input as JsonRecord;

function absolute(path: string | undefined, field: string): string {
  if (path === undefined || !isAbsolute(path)) throw new ShapeError(`${field}: expected an absolute directory`);
  return path;
}

/**
 * The absolute path a tool's file argument means: `~`, `file://` and relative spellings resolved, `.` and `..` folded
 * the way the agents fold them. @throws {ShapeError} on a scheme other than `file`.
 */
export function filePath(written: string, { cwd, home }: Scene): string {
  const path = /^file:\/\//i.test(written) ? fromFileUri(written) : written;
  const resolved =
    path === '' || path.includes('\0') || (/^[a-z][a-z0-9+.-]+:/i.test(path) && !isAbsolute(path))
      ? undefined
      : resolvePath(cwd, path, home);
  // A `~` that is still there has no home directory to stand for.
  if (resolved === undefined || (path.startsWith('~/') && home === undefined))
    throw new ShapeError('path: not a file on this machine');
  return resolved;
}

function fromFileUri(uri: string): string {
  try {
    const path = decodeURIComponent(uri.replace(/^file:\/\/(?:localhost(?=\/))?/i, ''));
    return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  } catch {
    throw new ShapeError('path: not a file URI');
  }
}
