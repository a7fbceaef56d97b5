/**
 * What is remembered of each agent session: the person's last prompt, in memory, and on disk which gate heard of the
 * session first, so that its hooks go on asking there. Bounded.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../platform/atomicFile.ts';

export interface SessionNotes {
  readonly prompt?: { readonly prompt: string; readonly at: number };
}

export interface Sessions {
  asked(agent: string, session: string, prompt: string, at: number): void;
  notes(agent: string, session: string): SessionNotes;
  /** Writes down that this gate heard of the session, unless another did before. */
  own(file: string): void;
}

const mostSessions = 200;
/** Characters of a prompt that are kept for the panel. */
const longestPrompt = 4_000;

/** Session files kept; beyond that the oldest go. */
const mostFiles = 500;

/** `root`: Holdpoint's folder; session files are named relative to it. */
export function createSessions(root: string, folder: string, gate: string): Sessions {
  const sessions = new Map<string, SessionNotes>();
  const key = (agent: string, session: string) => `${agent}\n${session}`;
  return {
    asked(agent, session, prompt, at) {
      const shown = prompt.length > longestPrompt ? `${prompt.slice(0, longestPrompt)}…` : prompt;
      sessions.delete(key(agent, session));
      sessions.set(key(agent, session), { prompt: { prompt: shown, at } });
      const oldest = sessions.keys().next();
      if (sessions.size > mostSessions && !oldest.done) sessions.delete(oldest.value);
    },
    notes: (agent, session) => sessions.get(key(agent, session)) ?? {},
    own(file) {
      const path = join(root, file);
      if (existsSync(path)) return;
      writeFileAtomic(path, JSON.stringify({ gate }));
      prune(join(root, folder));
    },
  };
}

function prune(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = readdirSync(folder).map((name) => join(folder, name));
  if (files.length <= mostFiles) return;
  const oldest = files.map((path) => ({ path, at: statSync(path).mtimeMs })).sort((a, b) => a.at - b.at);
  for (const { path } of oldest.slice(0, files.length - mostFiles)) rmSync(path, { force: true });
}
