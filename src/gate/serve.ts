/** Puts a gate on its socket and tells hooks where it is. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { listen } from '../platform/socket.ts';
import { messageLimit } from '../protocol/gate.ts';
import type { Announcer } from './announce.ts';
import { socketPath } from './announce.ts';
import type { Gate } from './gate.ts';

export interface ServedGate {
  /** Writes the announcement anew: folders or focus have changed. */
  update(window: WindowState): void;
  close(): Promise<void>;
}

export interface WindowState {
  /** Real paths of the open folders. */
  readonly folders: readonly string[];
  /** Milliseconds since the epoch; 0 for never. */
  readonly focusedAt: number;
}

/** Resolves when hooks can ask. */
export async function serveGate(
  gate: Gate,
  options: { id: string; folder: string; key: string; announcer: Announcer; window: WindowState },
): Promise<ServedGate> {
  const { id, folder, key, announcer } = options;
  const socket = socketPath(folder, id);
  if (process.platform !== 'win32') mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  const server = await listen(socket, messageLimit, gate.accept);
  const update = ({ folders, focusedAt }: WindowState) =>
    announcer.announce({ id, pid: process.pid, socket, folders, focusedAt, key });
  update(options.window);
  return {
    update,
    async close() {
      announcer.withdraw(id);
      gate.close();
      await server.close();
    },
  };
}
