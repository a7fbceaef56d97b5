/** OpenAI Responses. https://platform.openai.com/docs/api-reference/responses */
import type { JsonRecord } from '../../../src/base/json.ts';
import { list, optionalText, record, text } from '../../../src/base/json.ts';
import {
  type Conversation,
  type Dialect,
  events,
  flat,
  newId,
  type OfferedTool,
  type Reply,
  sendJson,
  type Turn,
} from './conversation.ts';

const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 120,
};

function offered(tool: unknown): readonly OfferedTool[] {
  const { type, name, tools } = record(tool);
  if (type !== 'namespace') return [{ name: optionalText(name) ?? text(type) }];
  return list(tools).map((one) => ({ name: text(record(one).name), group: text(name) }));
}

function turn(item: unknown): readonly Turn[] {
  const { type = 'message', role, content, name, output } = record(item);
  const kind = text(type);
  if (kind === 'message') return role === 'user' ? [{ kind: 'user', text: flat(content) }] : [];
  if (kind.endsWith('_call')) return [{ kind: 'call', name: optionalText(name) ?? kind }];
  return kind.endsWith('_call_output') ? [{ kind: 'result', text: flat(output) }] : [];
}

/** What the model says, as items; the text of a call stands under another name in each kind. */
function items({ text: said, use }: Reply, { tools }: Conversation): readonly JsonRecord[] {
  if (use === undefined) {
    const content = [{ type: 'output_text', text: said ?? '', annotations: [] }];
    return [{ type: 'message', id: newId('msg'), role: 'assistant', status: 'completed', content }];
  }
  const { name, input } = use;
  const common = { call_id: newId('call'), name, status: 'completed' };
  if (typeof input === 'string') return [{ type: 'custom_tool_call', id: newId('ctc'), ...common, input }];
  const group = use.group ?? tools.find((tool) => tool.name === name)?.group;
  const call = { type: 'function_call', id: newId('fc'), ...common, arguments: JSON.stringify(input) };
  return [group === undefined ? call : { ...call, namespace: group }];
}

const emptied: JsonRecord = { arguments: '', input: '', content: [] };

export const openAiResponses: Dialect = {
  path: /\/responses$/,

  read: (body) => ({
    tools: list(body.tools ?? []).flatMap(offered),
    turns: typeof body.input === 'string' ? [{ kind: 'user', text: body.input }] : list(body.input ?? []).flatMap(turn),
    stream: body.stream === true,
    wantsJson: record(record(body.text ?? {}).format ?? {}).type === 'json_schema',
    model: optionalText(body.model) ?? '',
  }),

  write(reply, conversation, response) {
    const output = items(reply, conversation);
    const { model, stream } = conversation;
    const whole = { id: newId('resp'), object: 'response', created_at: 1_767_225_600, model };
    const complete = { ...whole, status: 'completed', output, usage };
    if (!stream) return sendJson(response, complete);
    const send = events(response);
    let sequence_number = 0;
    const say = (type: string, data: JsonRecord) => send({ type, sequence_number: sequence_number++, ...data }, type);
    say('response.created', { response: { ...whole, status: 'in_progress', output: [], usage: null } });
    for (const [output_index, item] of output.entries()) {
      const open = Object.fromEntries(Object.entries(item).map(([key, value]) => [key, emptied[key] ?? value]));
      const place = { item_id: text(item.id), output_index };
      say('response.output_item.added', { output_index, item: { ...open, status: 'in_progress' } });
      for (const [kind, key] of [
        ['function_call_arguments', 'arguments'],
        ['custom_tool_call_input', 'input'],
      ] as const) {
        const given = item[key];
        if (given === undefined) continue;
        say(`response.${kind}.delta`, { ...place, delta: given });
        say(`response.${kind}.done`, { ...place, [key]: given });
      }
      if (item.type === 'message') {
        const at = { ...place, content_index: 0 };
        const said = reply.text ?? '';
        const part = { type: 'output_text', text: said, annotations: [] };
        say('response.content_part.added', { ...at, part: { ...part, text: '' } });
        say('response.output_text.delta', { ...at, delta: said });
        say('response.output_text.done', { ...at, text: said });
        say('response.content_part.done', { ...at, part });
      }
      say('response.output_item.done', { output_index, item });
    }
    say('response.completed', { response: complete });
    response.end();
  },
};
