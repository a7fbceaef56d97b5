/** What became of every cell, for `docs/agent-runs.json`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from '../../../scripts/lib/exclusively.mjs';
import { root } from '../editor/built.ts';
import type { TestedAgent } from './agent.ts';
import { writeJson } from './files.ts';

/** `hole`: it ran, and why that cannot be helped. `not tried`: why not. */
export type Found =
  | { readonly outcome: 'passes' | 'blocked' | 'runs once' }
  | { readonly outcome: 'hole' | 'not tried'; readonly why: string };

export interface AgentRun {
  readonly title: string;
  readonly version: string;
  /** `2026-01-31` */
  readonly day: string;
  readonly cells: Readonly<Record<string, Found>>;
}

const file = join(root, 'docs/agent-runs.json');

/** One run at a time: agents are tried side by side. */
export const recordRun = (
  { id, version }: TestedAgent,
  title: string,
  cells: readonly (readonly [title: string, found: Found])[],
): Promise<void> =>
  exclusively(file, async () => {
    const before: Readonly<Record<string, AgentRun>> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    const day = new Date().toISOString().slice(0, 10);
    const run: AgentRun = { title, version, day, cells: Object.fromEntries(cells) };
    const all = Object.entries({ ...before, [id]: run }).sort(([a], [b]) => a.localeCompare(b));
    writeJson(file, Object.fromEntries(all));
  });
