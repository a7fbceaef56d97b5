/** Events that decide nothing: what the person asked, that a session began, what ran. The gate hears of them, or not. */
import type { Agent, HookEvent, Release } from '../agents/agent.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { connect } from '../platform/socket.ts';
import { messageLimit, type Note, protocolVersion } from '../protocol/gate.ts';
import { findGates } from './findGates.ts';
import { guardSettings } from './guardSettings.ts';
import { recall } from './memory.ts';

/** Milliseconds: an agent must not be kept waiting by something that decides nothing. */
const timeout = 1_000;

export async function observe(event: Exclude<HookEvent, { kind: 'other' }>, agent: Agent): Promise<Release> {
  switch (event.kind) {
    case 'call':
      return { kind: 'neutral' };
    case 'settings':
      return guardSettings(event.path, agent);
    case 'prompt':
      return tell({ kind: 'prompt', agent: agent.id, session: event.session, prompt: event.prompt }, event);
    case 'start':
      return tell({ kind: 'start', agent: agent.id, session: event.session }, event);
    case 'after': {
      const { failed } = event;
      if (event.call.action.kind === 'look') return { kind: 'neutral' };
      // What is none of ours was not asked about before, and is not reported after.
      const { call, effects } = recall(event.call, false);
      if (effects.length === 0) return { kind: 'neutral' };
      return tell({ kind: 'after', call, failed }, { session: call.session, cwd: call.cwd });
    }
  }

  async function tell(note: Note, { session, cwd }: { session: string; cwd: string }): Promise<Release> {
    const place: ToolCall = { agent: agent.id, session, tool: '', cwd, env: {}, action: { kind: 'look', tool: '' } };
    const route = findGates(place).route();
    if (route.kind !== 'gate') return { kind: 'neutral' };
    try {
      const channel = await connect(route.gate.socket, { limit: messageLimit, timeout });
      const closed = new Promise<void>((resolve) => channel.onClosed(() => resolve()));
      channel.send({ type: 'note', version: protocolVersion, note });
      channel.close();
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, timeout).unref())]);
    } catch {
      // Nobody there to hear it.
    }
    return { kind: 'neutral' };
  }
}
