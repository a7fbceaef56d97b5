/** A gate with its real parts on a real socket, and a person who answers in it. */
import { join } from 'node:path';
import { invocationsOf, understand } from '../../src/core/understand.ts';
import { createAnnouncer } from '../../src/gate/announce.ts';
import { createGate, type Gate } from '../../src/gate/gate.ts';
import { openHoldStore } from '../../src/gate/holdStore.ts';
import { openJournal } from '../../src/gate/journal.ts';
import { pinKey } from '../../src/gate/pins.ts';
import { createProbes, type Permission } from '../../src/gate/probes.ts';
import { tightenScope } from '../../src/gate/scope.ts';
import { type ServedGate, serveGate } from '../../src/gate/serve.ts';
import { createSigner } from '../../src/gate/signer.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { hashFile } from '../../src/platform/hashFile.ts';
import { boundedReader } from '../../src/platform/readFile.ts';
import { realPath } from '../../src/platform/realPath.ts';
import { createKeyPair, type KeyPair, sha256 } from '../../src/platform/signing.ts';
import { places } from '../../src/protocol/places.ts';
import { testPolicies } from './gatePolicies.ts';

export interface SocketGate {
  readonly gate: Gate;
  readonly served: ServedGate;
}

export interface SocketGateOptions {
  /** The person's home, with Holdpoint's folder in it. */
  readonly home: string;
  readonly folders: readonly string[];
  readonly id?: string;
  readonly focusedAt?: number;
  readonly keys?: KeyPair;
  /** Its key counts. */
  readonly pin?: boolean;
  readonly permission?: () => Permission;
  /** What it finds in its environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

let ids = 0;

export async function startSocketGate({
  home,
  folders,
  id = `gate-${String(++ids).padStart(8, '0')}`,
  focusedAt = 1,
  keys = createKeyPair(),
  pin = true,
  permission = () => ({ kind: 'off', why: 'Nobody asked for it.' }),
  env = {},
}: SocketGateOptions): Promise<SocketGate> {
  const root = join(home, '.holdpoint');
  const journal = openJournal(join(root, places.journal), systemClock);
  const signer = createSigner(keys);
  const gate = createGate({
    id,
    root,
    clock: systemClock,
    journal,
    store: openHoldStore(join(root, places.holds)),
    examiner: {
      reader: boundedReader,
      understand: (call, read) => understand(call, read, { home, realPath }),
      invocations: (call, read) => invocationsOf(call, read, { home, realPath }),
      realPath: (path) => path,
      sha256,
      hash: hashFile,
    },
    home,
    env,
    signer,
    policies: testPolicies(root, home, systemClock, signer, keys, () => folders),
    repositories: () => folders,
    probes: createProbes({
      folder: join(root, places.probes),
      env,
      permission,
      note: (happening) => journal.write(happening),
      log: () => {},
    }),
    patience: () => 15 * 60_000,
    newId: () => `hold-${String(++ids).padStart(8, '0')}`,
    log: () => {},
  });
  tightenScope(join(root, places.scope), { reads: [] });
  if (pin) pinKey(join(root, places.keys), keys, 'test', Date.now());
  const served = await serveGate(gate, {
    id,
    folder: join(root, places.run),
    key: keys.id,
    announcer: createAnnouncer(join(root, places.run)),
    window: { folders, focusedAt },
  });
  return { gate, served };
}

/** Waits until so many questions are open. */
export async function held(gate: Gate, count = 1): Promise<void> {
  for (let waited = 0; gate.waiting().length < count; waited += 20) {
    if (waited > 10_000) throw new Error('nothing is held');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Answers the oldest question as a person would who sees all that is there. Undefined when the verdict counted. */
export function judged(gate: Gate, answer: 'approve' | 'deny', note?: string): string | undefined {
  const [first] = gate.waiting();
  if (first === undefined) throw new Error('nothing is held');
  const { decision } = first;
  const typed =
    decision.kind === 'hold' && decision.confirmation.kind === 'type' ? { typed: decision.confirmation.text } : {};
  const said = note === undefined ? {} : { note };
  return gate.verdict({ hold: first.hold.id, digest: gate.shown(first), answer, ...typed, ...said });
}
