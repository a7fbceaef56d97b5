/** What became of every cell, for `docs/agent-runs.json`: written when HOLDPOINT_RECORD_RUNS is set. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

export function recordRun({ id, version }: TestedAgent, title: string, cells: ReadonlyMap<string, Found>): void {
  if (!process.env.HOLDPOINT_RECORD_RUNS) return;
  const before: Readonly<Record<string, AgentRun>> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const day = new Date().toISOString().slice(0, 10);
  const run: AgentRun = { title, version, day, cells: Object.fromEntries(cells) };
  const all = Object.entries({ ...before, [id]: run }).sort(([a], [b]) => a.localeCompare(b));
  writeJson(file, Object.fromEntries(all));
}
