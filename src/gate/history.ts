/** What each agent's session did so far that touched infrastructure, as long as the gate lives. */
import type { Past } from '../core/drift/signals.ts';

export interface History {
  of(agent: string, session: string): readonly Kept[];
  /** `id`: the hold, where there is one, so that its outcome can follow. */
  add(agent: string, session: string, past: Past, id?: string): void;
  /** Questions of all sessions since a moment. */
  heldSince(at: number): number;
  settle(id: string, end: Pick<Past, 'outcome' | 'things'>): void;
}

/** `id`: the hold, where there was one. */
export type Kept = Past & { readonly id?: string };

const mostSessions = 200;
const mostCalls = 200;

export function createHistory(): History {
  const sessions = new Map<string, Kept[]>();
  const key = (agent: string, session: string) => `${agent}\0${session}`;
  return {
    of: (agent, session) => sessions.get(key(agent, session)) ?? [],
    add(agent, session, past, id) {
      const name = key(agent, session);
      const known = sessions.get(name) ?? [];
      // The latest session last, so that the oldest is forgotten.
      sessions.delete(name);
      sessions.set(name, [...known, { ...past, ...(id === undefined ? {} : { id }) }].slice(-mostCalls));
      for (const oldest of sessions.keys()) {
        if (sessions.size <= mostSessions) break;
        sessions.delete(oldest);
      }
    },
    heldSince: (at) => [...sessions.values()].flat().filter((call) => call.id !== undefined && call.at >= at).length,
    settle(id, end) {
      for (const [name, calls] of sessions) {
        if (!calls.some((call) => call.id === id)) continue;
        sessions.set(
          name,
          calls.map((call) => (call.id === id ? { ...call, ...end } : call)),
        );
      }
    },
  };
}
