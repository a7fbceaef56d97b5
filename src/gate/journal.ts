/** The journal on disk: one chain for all gates of this person, a file for every month. */
import { genesis, hashOf, sealLine } from '../core/journal/chain.ts';
import type { Happening } from '../core/journal/entry.ts';
import { type AppendLog, appendLog } from '../platform/appendLog.ts';
import type { Clock } from '../platform/clock.ts';
import { sha256 } from '../platform/signing.ts';

export interface Journal {
  /** On disk when this returns. @throws when it cannot be written; nothing may be released then. */
  write(happening: Happening): void;
  readonly log: AppendLog;
}

export function openJournal(folder: string, clock: Clock): Journal {
  const log = appendLog(folder);
  return {
    log,
    write(happening) {
      const at = new Date(clock.now()).toISOString();
      log.append(`${at.slice(0, 7)}.jsonl`, (last) => sealLine(happening, at, previousHash(last), sha256).line);
    },
  };
}

/** After a line that a crash cut short the chain goes on from that line's bytes; `verify` still names it. */
function previousHash(last: string | undefined): string {
  if (last === undefined) return genesis;
  try {
    return hashOf(last);
  } catch {
    return sha256(last);
  }
}
