/** Understands one call, and asks the gate about whatever could be ours. */
import type { Release } from '../agents/agent.ts';
import { canaryIn } from '../core/analyzers/guard.ts';
import { decide } from '../core/decide.ts';
import type { Effect } from '../core/effect.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { refusals } from '../core/wording.ts';
import { rememberCanary } from './heartbeat.ts';
import { recall } from './memory.ts';
import { watchParent } from './parent.ts';

export interface JudgeOptions {
  readonly via: string;
  /** The agent can be told to run another line. */
  readonly rewrites: boolean;
  /** Aborted by a signal; the deadline and the end of the agent abort it as well. */
  readonly leaving: AbortController;
  /** Seconds. */
  readonly patience: number;
  /** When the hook process began, in milliseconds since the epoch. */
  readonly started: number;
}

export async function judge(
  asked: ToolCall,
  { via, rewrites, leaving, patience, started }: JudgeOptions,
): Promise<Release> {
  if (asked.action.kind === 'look') return { kind: 'neutral' };
  const { call, effects } = recall(asked, true);
  if (effects.length === 0) return { kind: 'neutral' };
  // Nobody is asked: that it is refused is all it is for.
  const canary = canaryIn(effects);
  if (canary !== undefined) {
    if (canary.nonce !== undefined) rememberCanary(call.agent, canary.nonce, started);
    return { kind: 'refuse', message: refusals.canary(canary.nonce) };
  }

  const deadline = setTimeout(() => leaving.abort('deferred'), Math.max(0, started + patience * 1_000 - Date.now()));
  const stopWatching = watchParent(() => leaving.abort('gone'));
  try {
    const [{ askGate }, { findGates }] = await Promise.all([import('./askGate.ts'), import('./findGates.ts')]);
    const gates = findGates(call);
    const answer = await askGate({
      call,
      via,
      rewrites,
      route: gates.route,
      pinnedKeys: gates.pinnedKeys,
      signal: leaving.signal,
    });
    if (leaving.signal.aborted && leaving.signal.reason === 'deferred')
      return { kind: 'refuse', message: refusals.pending(patience / 60) };
    switch (answer.kind) {
      case 'neutral':
        return { kind: 'neutral' };
      case 'go':
        return {
          kind: 'proceed',
          message: 'A person has approved this action in Holdpoint.',
          ...(answer.instead === undefined ? {} : { line: answer.instead.line }),
        };
      case 'refused':
        return { kind: 'refuse', message: answer.message };
      case 'unreachable':
        return passesAlone(effects, gates.scopeNames)
          ? { kind: 'neutral' }
          : { kind: 'refuse', message: answer.message };
    }
  } finally {
    clearTimeout(deadline);
    stopWatching();
  }
}

/** With no gate: what the built-in rules let pass, unless a gate has once said that it must be asked. */
export function passesAlone(effects: readonly Effect[], scopeNames: (tool: string) => boolean): boolean {
  return decide(effects).kind === 'allow' && !effects.some(({ tool }) => scopeNames(tool));
}
