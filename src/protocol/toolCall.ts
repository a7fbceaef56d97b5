/** A tool call as it crosses the socket, read back with nothing taken on trust. */
import { type JsonRecord, list, oneOf, optionalText, record, ShapeError, text } from '../base/json.ts';
import { type Action, type FileChange, type FileEdit, mostPrior, type ToolCall } from '../core/toolCall.ts';

/** @throws {ShapeError} */
export function readToolCall(value: unknown): ToolCall {
  const call = record(value, 'call');
  const callId = optionalText(call.callId, 'call.callId');
  const claim = optionalText(call.claim, 'call.claim');
  return {
    agent: text(call.agent, 'call.agent'),
    session: text(call.session, 'call.session'),
    ...(callId === undefined ? {} : { callId }),
    tool: text(call.tool, 'call.tool'),
    cwd: text(call.cwd, 'call.cwd'),
    env: Object.fromEntries(
      Object.entries(record(call.env, 'call.env')).map(([key, entry]) => [key, text(entry, `call.env.${key}`)]),
    ),
    action: readAction(record(call.action, 'call.action')),
    ...(call.prior === undefined ? {} : { prior: readPrior(call.prior) }),
    ...(claim === undefined ? {} : { claim }),
  };
}

/** @throws {ShapeError} also on more than a call may carry. */
function readPrior(value: unknown): readonly string[] {
  const prior = list(value, 'call.prior').map((line) => text(line, 'call.prior'));
  if (prior.length > mostPrior.lines || prior.join('').length > mostPrior.characters)
    throw new ShapeError('call.prior: too long');
  return prior;
}

function readAction(action: Readonly<Record<string, unknown>>): Action {
  switch (action.kind) {
    case 'command':
      return {
        kind: 'command',
        line: text(action.line, 'action.line'),
        shell: oneOf(action.shell, ['bash', 'powershell'], 'action.shell'),
        ...(action.detached === true ? { detached: true } : {}),
        ...(action.typedInto === true ? { typedInto: true } : {}),
      };
    case 'edit':
      return { kind: 'edit', edits: list(action.edits, 'action.edits').map((edit) => readEdit(record(edit, 'edit'))) };
    case 'mcp': {
      const server = optionalText(action.server, 'action.server');
      return {
        kind: 'mcp',
        ...(server === undefined ? {} : { server }),
        tool: text(action.tool, 'action.tool'),
        input: input(action.input),
      };
    }
    case 'look':
      return { kind: 'look', tool: text(action.tool, 'action.tool') };
    case 'opaque':
      return {
        kind: 'opaque',
        tool: text(action.tool, 'action.tool'),
        why: text(action.why, 'action.why'),
        input: input(action.input),
      };
    default:
      throw new ShapeError('action: unknown kind');
  }
}

function readEdit(edit: Readonly<Record<string, unknown>>): FileEdit {
  return { path: text(edit.path, 'edit.path'), change: readChange(record(edit.change, 'edit.change')) };
}

function readChange(change: Readonly<Record<string, unknown>>): FileChange {
  switch (change.kind) {
    case 'write':
      return { kind: 'write', content: text(change.content, 'change.content') };
    case 'replace':
      return {
        kind: 'replace',
        from: text(change.from, 'change.from'),
        to: text(change.to, 'change.to'),
        all: change.all === true,
      };
    case 'delete':
      return { kind: 'delete' };
    case 'patch':
      return { kind: 'patch', text: text(change.text, 'change.text') };
    default:
      throw new ShapeError('change: unknown kind');
  }
}

/** The value came out of `JSON.parse`, so being an object is all there is to check. */
const input = (value: unknown): JsonRecord => record(value, 'action.input') as JsonRecord;
