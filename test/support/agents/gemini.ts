/** Gemini. https://ai.google.dev/api/generate-content */
import { list, optionalText, record, text } from '../../../src/base/json.ts';
import { type Dialect, events, newId, sendJson, type Turn } from './conversation.ts';

const usageMetadata = { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 };

export const gemini: Dialect = {
  path: /\/models\/[^/:]+:(?:streamG|g)enerateContent$/,

  read: (body, path) => ({
    tools: list(body.tools ?? []).flatMap((group) =>
      list(record(group).functionDeclarations ?? []).map((tool) => ({ name: text(record(tool).name) })),
    ),
    turns: list(body.contents ?? []).flatMap((content) => {
      const { role, parts } = record(content);
      return list(parts ?? []).flatMap((part): Turn[] => {
        const { functionCall: call, functionResponse: result, text: said } = record(part);
        if (call !== undefined) return [{ kind: 'call', name: text(record(call).name) }];
        if (result !== undefined) return [{ kind: 'result', text: JSON.stringify(record(result).response) }];
        return role === 'user' && said !== undefined ? [{ kind: 'user', text: text(said) }] : [];
      });
    }),
    stream: path.includes(':stream'),
    wantsJson: record(body.generationConfig ?? {}).responseMimeType === 'application/json',
    model: optionalText(/\/models\/([^/:]+):/.exec(path)?.[1]) ?? '',
  }),

  write({ text: said, use }, { stream, model }, response) {
    const parts = [
      ...(said === undefined ? [] : [{ text: said }]),
      ...(use === undefined
        ? []
        : [{ functionCall: { id: newId('fc'), name: use.name, args: use.input }, thoughtSignature: 'c2NyaXB0ZWQ=' }]),
    ];
    const whole = {
      candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
      usageMetadata,
      modelVersion: model,
      responseId: newId('r'),
    };
    if (!stream) return sendJson(response, whole);
    events(response)(whole);
    response.end();
  },
};
