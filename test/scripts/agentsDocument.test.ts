import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentsDocument } from '../../scripts/lib/agentsDocument.ts';

const docs = join(import.meta.dirname, '../../docs');

test('docs/agents.md says what the adapters and the runs say (node scripts/agents-doc.mjs writes it)', () => {
  const runs = join(docs, 'agent-runs.json');
  const written = agentsDocument(existsSync(runs) ? JSON.parse(readFileSync(runs, 'utf8')) : {});
  expect(readFileSync(join(docs, 'agents.md'), 'utf8')).toBe(written);
});

test('a bar in a text does not end its cell, and one reason is written once', () => {
  const why = 'it reads | only';
  const document = agentsDocument({
    x: {
      title: 'X',
      version: '1',
      day: '2026-01-01',
      cells: { a: { outcome: 'hole', why }, b: { outcome: 'hole', why } },
    },
    y: { title: 'Y', version: '2', day: '2026-01-01', cells: { b: { outcome: 'blocked' } } },
  });
  expect(document).toContain('| a | **runs** (1) | – |');
  expect(document).toContain('| b | **runs** (1) | blocked |');
  expect(document.split(why).length).toBe(2);
});
