/** What a scripted model reads and says, whatever the wire protocol. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonRecord } from '../../../src/base/json.ts';

/** A call of a tool. The input is a text for tools that take free text. */
export interface ToolUse {
  readonly name: string;
  readonly input: JsonRecord | string;
  /** OpenAI Responses: as in `OfferedTool`, for tools that are not offered before they are searched for. */
  readonly group?: string;
}

export interface OfferedTool {
  readonly name: string;
  /** OpenAI Responses: the group a tool belongs to, which a call has to name. */
  readonly group?: string;
}

export type Turn =
  | { readonly kind: 'user'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string }
  /** What a tool gave back. */
  | { readonly kind: 'result'; readonly text: string };

export interface Conversation {
  readonly tools: readonly OfferedTool[];
  readonly turns: readonly Turn[];
  /** Whether the answer is to be sent piece by piece. */
  readonly stream: boolean;
  /** Whether the answer is to be JSON: a side question of the agent, a title for instance. */
  readonly wantsJson: boolean;
  readonly model: string;
}

export interface Reply {
  readonly text?: string;
  readonly use?: ToolUse;
}

/** One wire protocol. */
export interface Dialect {
  /** The path of a request that asks the model. */
  readonly path: RegExp;
  /** @throws {ShapeError} on a body that is not of this protocol. */
  read(body: Readonly<Record<string, unknown>>, path: string): Conversation;
  write(reply: Reply, conversation: Conversation, response: ServerResponse): void;
}

let ids = 0;
export const newId = (prefix: string): string => `${prefix}_${String(++ids).padStart(8, '0')}`;

export function sendJson(response: ServerResponse, body: JsonRecord, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Starts a stream of server-sent events. */
export function events(response: ServerResponse): (data: JsonRecord | '[DONE]', event?: string) => void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  return (data, event) => {
    if (event !== undefined) response.write(`event: ${event}\n`);
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  };
}

/** The text of content that is a text, or a list of parts. */
export function flat(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(flat).join('\n');
  if (typeof content !== 'object' || content === null) return '';
  const { text, content: inner } = content as Readonly<Record<string, unknown>>;
  return typeof text === 'string' ? text : inner === undefined ? JSON.stringify(content) : flat(inner);
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
