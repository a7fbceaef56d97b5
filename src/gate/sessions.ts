/** What is remembered of each agent session: the person's last prompt, and how many calls passed since. Bounded, in memory. */

export interface SessionNotes {
  readonly prompt?: { readonly prompt: string; readonly at: number };
}

export interface Sessions {
  asked(agent: string, session: string, prompt: string, at: number): void;
  notes(agent: string, session: string): SessionNotes;
}

const mostSessions = 200;
/** Characters of a prompt that are kept for the panel. */
const longestPrompt = 4_000;

export function createSessions(): Sessions {
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
  };
}
