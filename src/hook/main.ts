/**
 * The hook: what agents start before a tool runs. It reads the call, and either has no opinion, or asks the gate and
 * waits for people.
 *
 * Invariants:
 * - Every end is spoken: neutral, go ahead or refused, then the sentinel. What throws, is killed or comes too late is refused.
 * - Its own deadline is shorter than the agent's, whose time-out would run the tool.
 * - It approves nothing. It says go only on a release it has checked.
 */
import type { Agent, HookEvent, Release } from '../agents/agent.ts';
import { agentById, recognise } from '../agents/index.ts';
import { refusals } from '../core/wording.ts';
import { type HookArguments, readHookArguments } from '../protocol/launcher.ts';
import type { HookProgram } from './boot.ts';
import { end } from './end.ts';
import { beat } from './heartbeat.ts';
import { payloadLimit, readPayload } from './input.ts';

const started = Date.now();

/** Milliseconds an agent gets to hand over its payload. */
const payloadPatience = 20_000;

/** For `boot.ts`. */
export const warm: HookProgram['warm'] = { ready: false };

function main(): void {
  const given = readHookArguments(process.argv.slice(2));
  const agent = given === undefined ? undefined : agentById(given.agent);
  if (given === undefined || agent === undefined) {
    // Nobody's words are known; exit 2 with a text on stderr is what most agents take for a refusal.
    return end({
      exitCode: 2,
      stdout: '',
      stderr: `${refusals.unreadable()} (usage: hook AGENT [observe] [--via NAME])`,
    });
  }
  answerOn(agent, given).catch(() =>
    end(
      agent.encode(given.observe ? { kind: 'neutral' } : { kind: 'refuse', message: refusals.unreadable() }, undefined),
    ),
  );
}

async function answerOn(entry: Agent, given: HookArguments): Promise<void> {
  const leaving = new AbortController();
  let speaker = entry;
  let said: unknown;
  const finish = (release: Release): never => end(speaker.encode(given.observe ? { kind: 'neutral' } : release, said));
  const stopped = () => {
    leaving.abort('gone');
    // The gate hears of it first: its message is a few bytes on a local socket.
    setImmediate(() => finish({ kind: 'refuse', message: refusals.interrupted() }));
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stopped);

  const late = setTimeout(() => finish({ kind: 'refuse', message: refusals.unreadable() }), payloadPatience);
  const payload = await readPayload();
  clearTimeout(late);
  if (payload.kind === 'too-large')
    return finish({ kind: 'refuse', message: refusals.tooLarge(payloadLimit / 1024 / 1024) });
  if (payload.kind === 'unreadable') return finish({ kind: 'refuse', message: refusals.unreadable() });
  speaker = recognise(given.agent, payload.value, process.env);
  said = payload.value;
  const event = speaker.decode(payload.value, process.env);
  beat(event, speaker, payload.value, started);
  if (given.observe || event.kind !== 'call') {
    const release = await listen(event, speaker);
    if (event.kind === 'settings' && release.kind === 'refuse' && !given.observe)
      end(speaker.keepSettings?.(release.message) ?? speaker.encode(release, said));
    return finish(release);
  }

  // Loaded only now: the answer to most payloads needs none of it.
  const { judge } = await import('./judge.ts');
  const { rewrite } = speaker;
  const release = await judge(event.call, {
    via: given.via,
    rewrites: rewrite?.(payload.value, '') !== undefined,
    leaving,
    patience: speaker.patience(event.call),
    started,
  });
  warm.ready = event.call.action.kind === 'command';
  if (release.kind !== 'proceed' || release.line === undefined) return finish(release);
  const input = rewrite?.(payload.value, release.line);
  // Nothing else may run than what was released.
  finish(input === undefined ? { kind: 'refuse', message: refusals.gateBroken() } : { ...release, input });
}

/** Events that decide nothing, but for a change of the agent's settings, which some agents let us refuse. */
async function listen(event: HookEvent, agent: Agent): Promise<Release> {
  if (event.kind === 'other') return { kind: 'neutral' };
  const { observe } = await import('./observe.ts');
  return observe(event, agent);
}

main();
