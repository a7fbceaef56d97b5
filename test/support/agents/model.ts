/**
 * A scripted model on loopback that speaks the four wire protocols of agents. It never thinks: a prompt names its script,
 * and the number of tools called since tells the step. So retries, side questions and what an agent adds of its own do
 * not put it out of step.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { record } from '../../../src/base/json.ts';
import { anthropic } from './anthropic.ts';
import { bodyOf, type Conversation, type Dialect, type Reply, sendJson, type ToolUse } from './conversation.ts';
import { gemini } from './gemini.ts';
import { openAiChat } from './openAiChat.ts';
import { openAiResponses } from './openAiResponses.ts';

const dialects: readonly Dialect[] = [anthropic, openAiChat, openAiResponses, gemini];

/** What to do next, after the tools called so far and what they gave back; undefined ends the turn. */
export type Script = (
  called: number,
  results: readonly string[],
  tools: readonly string[],
) => Promise<ToolUse | undefined>;

export interface Model {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Runs this script when a prompt holds the words that are returned. */
  play(script: Script): string;
  /** What was asked of it, for a run that went wrong. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

export async function startModel(): Promise<Model> {
  const scripts = new Map<string, Script>();
  const log: string[] = [];

  async function replyTo({ turns, tools, wantsJson }: Conversation): Promise<Reply> {
    const marks = turns.map((turn) => (turn.kind === 'user' ? /\[\[script-(\d+)\]\]/.exec(turn.text)?.[1] : undefined));
    const at = marks.findLastIndex((mark) => mark !== undefined);
    const script = scripts.get(marks[at] ?? '');
    if (script === undefined || tools.length === 0) {
      log.push('a side question');
      return { text: wantsJson ? '{"title":"scripted"}' : 'ok' };
    }
    const since = turns.slice(at + 1);
    const called = since.filter(({ kind }) => kind === 'call').length;
    const results = since.flatMap((turn) => (turn.kind === 'result' ? [turn.text] : []));
    const use = await script(
      called,
      results,
      tools.map(({ name }) => name),
    );
    log.push(
      `${new Date().toISOString().slice(17, 23)} ${called} called, now ${use?.name ?? 'the end'}; last result: ${results.at(-1) ?? 'none'}`,
    );
    return use === undefined ? { text: 'That is all.' } : { use };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/\?.*/, '').replace(/\/{2,}/g, '/');
    const body = await bodyOf(request);
    const dialect = request.method === 'POST' ? dialects.find((one) => one.path.test(path)) : undefined;
    if (dialect !== undefined) {
      const conversation = dialect.read(record(JSON.parse(body)), path);
      return dialect.write(await replyTo(conversation), conversation, response);
    }
    log.push(`${request.method} ${path}`);
    if (/count_?tokens$/i.test(path)) return sendJson(response, { input_tokens: 100, totalTokens: 100 });
    if (/\/models(?:\/|$)/.test(path)) {
      const data = [{ id: 'scripted-model', object: 'model', type: 'model', display_name: 'Scripted', created: 0 }];
      return sendJson(response, { object: 'list', data });
    }
    // A registry that has nothing: agents that look for their plugins there go on at once.
    if (path.startsWith('/npm/')) return sendJson(response, { error: 'not found' }, 404);
    sendJson(response, {}, request.method === 'GET' || request.method === 'HEAD' ? 200 : 404);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.push(`failed: ${String(error)}`);
      if (!response.headersSent) sendJson(response, { error: { type: 'server_error', message: String(error) } }, 500);
      else response.end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the model has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    log,
    play(script) {
      const name = String(scripts.size + 1);
      scripts.set(name, script);
      return `[[script-${name}]]`;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
