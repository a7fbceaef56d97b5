// @ts-check
// Writes docs/agents.md from the adapters and from what the real agents did (docs/agent-runs.json).
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { load } from './lib/load.mjs';

const { agentsDocument } = /** @type {typeof import('./lib/agentsDocument.ts')} */ (
  await load('scripts/lib/agentsDocument.ts')
);
const runs = 'docs/agent-runs.json';
writeFileSync('docs/agents.md', agentsDocument(existsSync(runs) ? JSON.parse(readFileSync(runs, 'utf8')) : {}));
