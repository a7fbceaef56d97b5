/** Anthropic Messages. https://docs.anthropic.com/en/api/messages */
import { list, optionalText, record, text } from '../../../src/base/json.ts';
import { type Dialect, events, flat, newId, sendJson, type Turn } from './conversation.ts';

const usage = { input_tokens: 100, output_tokens: 20 };

export const anthropic: Dialect = {
  path: /\/messages$/,

  read: (body) => ({
    tools: list(body.tools ?? []).map((tool) => ({ name: text(record(tool).name) })),
    turns: list(body.messages ?? []).flatMap((message) => {
      const { role, content } = record(message);
      if (typeof content === 'string') return role === 'user' ? [{ kind: 'user', text: content }] : [];
      return list(content).flatMap((part): Turn[] => {
        const block = record(part);
        if (block.type === 'tool_use') return [{ kind: 'call', name: text(block.name) }];
        if (block.type === 'tool_result') return [{ kind: 'result', text: flat(block.content) }];
        return block.type === 'text' && role === 'user' ? [{ kind: 'user', text: text(block.text) }] : [];
      });
    }),
    stream: body.stream === true,
    wantsJson: body.output_config !== undefined || body.output_format !== undefined,
    model: optionalText(body.model) ?? '',
  }),

  write({ text: said, use }, { stream, model }, response) {
    const content = [
      ...(said === undefined ? [] : [{ type: 'text', text: said }]),
      ...(use === undefined ? [] : [{ type: 'tool_use', id: newId('toolu'), name: use.name, input: use.input }]),
    ];
    const stop_reason = use === undefined ? 'end_turn' : 'tool_use';
    const message = { id: newId('msg'), type: 'message', role: 'assistant', model, stop_sequence: null, usage };
    if (!stream) return sendJson(response, { ...message, content, stop_reason });
    const send = events(response);
    send({ type: 'message_start', message: { ...message, content: [], stop_reason: null } }, 'message_start');
    for (const [index, block] of content.entries()) {
      const [empty, delta] =
        'input' in block
          ? [
              { ...block, input: {} },
              { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
            ]
          : [
              { ...block, text: '' },
              { type: 'text_delta', text: said ?? '' },
            ];
      send({ type: 'content_block_start', index, content_block: empty }, 'content_block_start');
      send({ type: 'content_block_delta', index, delta }, 'content_block_delta');
      send({ type: 'content_block_stop', index }, 'content_block_stop');
    }
    send({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage }, 'message_delta');
    send({ type: 'message_stop' }, 'message_stop');
    response.end();
  },
};
