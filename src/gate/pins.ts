/** The public keys that may release, pinned beside the launcher. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { readJson } from '../platform/jsonFiles.ts';
import { withLock } from '../platform/lock.ts';
import type { KeyPair } from '../platform/signing.ts';
import { type PinnedKey, readPinnedKeys } from '../protocol/gate.ts';

/** Empty when nothing was ever pinned. @throws {ShapeError} when the file is there and is not ours. */
export function pinnedKeys(path: string): readonly PinnedKey[] {
  return existsSync(path) ? readPinnedKeys(readJson(path)) : [];
}

/** Adds the key; pinning one twice changes nothing. */
export function pinKey(path: string, pair: KeyPair, editor: string, now: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  withLock(`${path}.lock`, () => {
    const keys = pinnedKeys(path);
    if (keys.some(({ id, publicKey }) => id === pair.id && publicKey === pair.publicKey)) return;
    const key: PinnedKey = { id: pair.id, publicKey: pair.publicKey, addedAt: new Date(now).toISOString(), editor };
    writeFileAtomic(path, `${JSON.stringify({ keys: [...keys, key] }, null, 2)}\n`, { mode: 0o600 });
  });
}
