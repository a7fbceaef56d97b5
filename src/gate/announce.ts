/** How hooks find a gate: a socket in a private folder, and a small file beside it that says whose window it is. */
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { readJsonFolder } from '../platform/jsonFiles.ts';
import { isAlive } from '../platform/lock.ts';
import { sha256 } from '../platform/signing.ts';
import { type Announcement, livingGates } from '../protocol/gate.ts';

/** Bytes of a Unix socket's path that every system allows (macOS has the least: 104 with the final zero). */
const longestSocketPath = 100;

/** Where the gate of this id listens. A path too long for a socket is replaced by one in the user's own temporary folder. */
export function socketPath(folder: string, id: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return `\\\\.\\pipe\\holdpoint-${sha256(folder).slice(0, 16)}-${id}`;
  const path = join(folder, `${id}.sock`);
  if (Buffer.byteLength(path) <= longestSocketPath) return path;
  return join(tmpdir(), `holdpoint-${userInfo().uid}-${sha256(folder).slice(0, 12)}`, `${id}.sock`);
}

export interface Announcer {
  /** Writes the file anew. */
  announce(announcement: Announcement): void;
  withdraw(id: string): void;
  /** The gates whose processes are alive, this one included. */
  living(): readonly Announcement[];
}

export function createAnnouncer(folder: string): Announcer {
  const fileOf = (id: string) => join(folder, `${id}.json`);
  return {
    announce(announcement) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileAtomic(fileOf(announcement.id), JSON.stringify(announcement), { mode: 0o600 });
    },
    withdraw: (id) => rmSync(fileOf(id), { force: true }),
    living: () => livingGates(readJsonFolder(folder), isAlive),
  };
}
