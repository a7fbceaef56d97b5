#!/usr/bin/env node
// @ts-check
// An MCP server on stdio with one tool, which destroys: mcpServer.mjs MARKS. A call leaves a line in the file MARKS.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const marks = process.argv[2] ?? '';

const tool = {
  name: 'drop_database',
  description: 'Drops a database. Destructive.',
  inputSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  annotations: { destructiveHint: true, readOnlyHint: false },
};

/** @param {{ method: string, params?: { protocolVersion?: string, name?: string, arguments?: { name?: string } } }} request */
function answer({ method, params }) {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params?.protocolVersion ?? '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'infra', version: '1.0.0' },
      };
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: [tool] };
    case 'tools/call': {
      const database = params?.arguments?.name;
      appendFileSync(marks, `mcp ${params?.name} ${database}\n`);
      return { content: [{ type: 'text', text: `dropped ${database}` }] };
    }
    case 'resources/list':
      return { resources: [] };
    case 'resources/templates/list':
      return { resourceTemplates: [] };
    case 'prompts/list':
      return { prompts: [] };
    default:
      return undefined;
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  if (request.id === undefined) return;
  const result = answer(request);
  const outcome = result === undefined ? { error: { code: -32601, message: 'method not found' } } : { result };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: request.id, ...outcome })}\n`);
});
