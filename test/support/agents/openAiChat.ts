/** OpenAI Chat Completions. https://platform.openai.com/docs/api-reference/chat */
import { list, optionalText, record, text } from '../../../src/base/json.ts';
import { type Dialect, events, flat, newId, sendJson, type Turn } from './conversation.ts';

const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

export const openAiChat: Dialect = {
  path: /\/chat\/completions$/,

  read: (body) => ({
    tools: list(body.tools ?? []).map((tool) => ({ name: text(record(record(tool).function).name) })),
    turns: list(body.messages ?? []).flatMap((entry): Turn[] => {
      const { role, content, tool_calls: calls } = record(entry);
      if (role === 'user') return [{ kind: 'user', text: flat(content) }];
      if (role === 'tool') return [{ kind: 'result', text: flat(content) }];
      return list(calls ?? []).map((call) => ({ kind: 'call', name: text(record(record(call).function).name) }));
    }),
    stream: body.stream === true,
    wantsJson: optionalText(record(body.response_format ?? {}).type)?.startsWith('json') === true,
    model: optionalText(body.model) ?? '',
  }),

  write({ text: said = '', use }, { stream, model }, response) {
    const calls =
      use === undefined
        ? []
        : [
            {
              id: newId('call'),
              type: 'function',
              function: { name: use.name, arguments: JSON.stringify(use.input) },
            },
          ];
    const finish_reason = use === undefined ? 'stop' : 'tool_calls';
    const base = { id: newId('chatcmpl'), created: 1_767_225_600, model };
    if (!stream) {
      const message = { role: 'assistant', content: said, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
      const choices = [{ index: 0, message, finish_reason }];
      return sendJson(response, { ...base, object: 'chat.completion', choices, usage });
    }
    const send = events(response);
    const chunk = (delta: Readonly<Record<string, never>> | object, finish: string | null = null) =>
      send(
        JSON.parse(
          JSON.stringify({
            ...base,
            object: 'chat.completion.chunk',
            choices: [{ index: 0, delta, finish_reason: finish }],
          }),
        ),
      );
    chunk({ role: 'assistant', content: said });
    if (calls.length > 0) chunk({ tool_calls: calls.map((call, index) => ({ index, ...call })) });
    chunk({}, finish_reason);
    send({ ...base, object: 'chat.completion.chunk', choices: [], usage });
    send('[DONE]');
    response.end();
  },
};
