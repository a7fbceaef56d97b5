/** Leaves a sign that the hook of an agent was started, whether a gate is there or not. It decides nothing and never throws. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Agent, Environment, HookEvent } from '../agents/agent.ts';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { beatEvery, type CanaryRefusal, doctorSession, type Heartbeat } from '../protocol/alive.ts';
import { parentVariable } from '../protocol/launcher.ts';
import { canaryFile, heartbeatFile } from '../protocol/places.ts';
import { rootFolder } from './root.ts';

/** Sessions that are remembered; beyond that the oldest go. */
const mostSessions = 100;

/** `now`: milliseconds since the epoch. */
export function beat(event: HookEvent, agent: Agent, payload: unknown, now: number): void {
  if (event.kind === 'other') return;
  const session = event.kind === 'call' || event.kind === 'after' ? event.call.session : event.session;
  if (session === doctorSession) return;
  try {
    const root = rootFolder();
    // Nobody's home is made for it.
    if (!existsSync(dirname(root))) return;
    const path = join(root, heartbeatFile(agent.id, session));
    const before = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    const busy = event.kind === 'call' || event.kind === 'after';
    if (busy && before !== undefined && Math.abs(now - before) < beatEvery) return;
    const version = versionOf(payload, agent, process.env);
    const heartbeat: Heartbeat = {
      agent: agent.id,
      session,
      at: now,
      event: event.kind,
      ...(version === undefined ? {} : { version }),
      pids: (process.env[parentVariable] ?? '')
        .split(' ')
        .map(Number)
        .filter((pid) => Number.isSafeInteger(pid) && pid > 1),
    };
    writeFileAtomic(path, JSON.stringify(heartbeat), { durable: false });
    if (before === undefined) prune(dirname(path));
  } catch {
    // A home that cannot be written to: Doctor will say that nothing was heard.
  }
}

export function rememberCanary(agent: string, nonce: string, now: number): void {
  try {
    if (!existsSync(dirname(rootFolder()))) return;
    const refusal: CanaryRefusal = { agent, nonce: nonce.slice(0, 100), at: now };
    writeFileAtomic(join(rootFolder(), canaryFile(agent)), JSON.stringify(refusal), { durable: false });
  } catch {
    // As above.
  }
}

/** What the payload calls a version, else the number behind the agent's own name in a variable it sets. */
function versionOf(payload: unknown, agent: Agent, env: Environment): string | undefined {
  const fields = typeof payload === 'object' && payload !== null ? Object.entries(payload) : [];
  const sent = fields.find(
    ([name, value]) => /(?:^|_|[a-z])version$/i.test(name) && typeof value === 'string' && /^\d/.test(value),
  );
  if (sent !== undefined) return String(sent[1]).slice(0, 40);
  for (const { variable, value } of agent.markers) {
    const given = value === undefined ? undefined : env[variable];
    const [, number] = given !== undefined && value?.test(given) ? (/[_/@](\d+(?:[.-]\d+)+)/.exec(given) ?? []) : [];
    if (number !== undefined) return number.replaceAll('-', '.');
  }
  return undefined;
}

function prune(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  if (files.length <= mostSessions) return;
  const aged = files.map((path) => ({ path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  for (const { path } of aged.sort((a, b) => a.at - b.at).slice(0, files.length - mostSessions))
    rmSync(path, { force: true });
}
