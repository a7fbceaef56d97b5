/** A gate with its real parts, a clock of our own, and hooks at the other end of in-memory connections. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolCall } from '../../src/core/toolCall.ts';
import { invocationsOf, understand } from '../../src/core/understand.ts';
import { createGate, type Gate } from '../../src/gate/gate.ts';
import { openHoldStore } from '../../src/gate/holdStore.ts';
import { type Journal, openJournal } from '../../src/gate/journal.ts';
import type { Policies } from '../../src/gate/policies.ts';
import { createProbes, type Permission } from '../../src/gate/probes.ts';
import { createSigner } from '../../src/gate/signer.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { hashFile } from '../../src/platform/hashFile.ts';
import { boundedReader } from '../../src/platform/readFile.ts';
import { createKeyPair, type KeyPair, sha256 } from '../../src/platform/signing.ts';
import type { Channel } from '../../src/platform/socket.ts';
import { protocolVersion, readToHook, type ToGate, type ToHook } from '../../src/protocol/gate.ts';

import { testPolicies } from './gatePolicies.ts';

export interface FakeClock extends Clock {
  /** Lets time pass and runs what is due, in order. */
  pass(milliseconds: number): void;
}

function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  let due: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      due.push(timer);
      return () => {
        due = due.filter((other) => other !== timer);
      };
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        due = due.filter((other) => other !== next);
        now = next.at;
        next.callback();
      }
      now = end;
    },
  };
}

/** The hook's end of a connection. Messages go through JSON, as they do on a socket, and arrive at once. */
export interface FakeHook {
  readonly heard: ToHook[];
  say(message: ToGate | Record<string, unknown>): void;
  ask(call: ToolCall, options?: { ask?: string; via?: string; version?: number }): void;
  drop(): void;
  readonly closed: () => boolean;
}

export function connectHook(gate: Gate): FakeHook {
  const heard: ToHook[] = [];
  let toGate: (message: unknown) => void = () => {};
  let onClosed: (problem: Error | undefined) => void = () => {};
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    onClosed(undefined);
  };
  const channel: Channel = {
    send: (message) => {
      if (!closed) heard.push(readToHook(JSON.parse(JSON.stringify(message))));
    },
    close,
    onMessage: (handler) => {
      toGate = handler;
    },
    onClosed: (handler) => {
      onClosed = handler;
    },
  };
  gate.accept(channel);
  const say = (message: ToGate | Record<string, unknown>) => toGate(JSON.parse(JSON.stringify(message)));
  return {
    heard,
    say,
    ask: (call, { ask = `ask-${call.callId ?? 'none'}-1`, via = 'user', version = protocolVersion } = {}) =>
      say({ type: 'ask', version, ask, nonce: 'nonce-0001', via, call }),
    drop: close,
    closed: () => closed,
  };
}

export interface GateFixture {
  readonly gate: Gate;
  readonly policies: Policies;
  readonly clock: FakeClock;
  readonly root: string;
  readonly project: string;
  readonly keys: KeyPair;
  /** A second gate on the same folder, as after a reload of the window. */
  reopen(): Gate;
  dispose(): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `env`: what probes find in their environment, by the folder of the project. */
export function gateFixture({
  permission = () => ({ kind: 'off', why: 'Nobody asked for it.' }),
  env = () => ({}),
  around = (policies) => policies,
}: {
  readonly permission?: () => Permission;
  readonly env?: (project: string) => Environment;
  /** What stands between the gate and its policies. */
  readonly around?: (policies: Policies, journal: Journal) => Policies;
} = {}): GateFixture {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-gate-'));
  const root = join(folder, '.holdpoint');
  const clock = fakeClock();
  const keys = createKeyPair();
  const environment = env(folder);
  const signer = createSigner(keys);
  const journal = openJournal(join(root, 'journal'), clock);
  let count = 0;
  const policies = around(
    testPolicies(root, folder, clock, signer, keys, () => [folder]),
    journal,
  );
  const open = () =>
    createGate({
      id: 'gate-00000001',
      root,
      clock,
      journal,
      store: openHoldStore(join(root, 'holds')),
      examiner: {
        reader: boundedReader,
        understand: (call, read) => understand(call, read, { home: folder, realPath: (path) => path }),
        invocations: (call, read) => invocationsOf(call, read, { home: folder, realPath: (path) => path }),
        realPath: (path) => path,
        sha256,
        hash: hashFile,
      },
      home: folder,
      env: environment,
      signer,
      policies,
      repositories: () => [folder],
      probes: createProbes({
        folder: join(root, 'probes'),
        env: environment,
        permission,
        note: (happening) => journal.write(happening),
        log: () => {},
      }),
      patience: () => 15 * 60_000,
      newId: () => `hold-${String(++count).padStart(8, '0')}`,
      log: () => {},
    });
  return {
    gate: open(),
    policies,
    clock,
    root,
    project: folder,
    keys,
    reopen: open,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const command = (line: string, more: Partial<ToolCall> = {}): ToolCall => ({
  agent: 'claude-code',
  session: 'session-1',
  callId: 'call-0001',
  tool: 'Bash',
  cwd: '/home/dev/project',
  env: {},
  action: { kind: 'command', line, shell: 'bash' },
  ...more,
});
