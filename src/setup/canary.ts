/** The canary: a command nobody has, which an agent is asked to run. A hook that is alive refuses it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { list, record, text, whole } from '../base/json.ts';
import { canaryProgram } from '../core/analyzers/guard.ts';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { readJson } from '../platform/jsonFiles.ts';
import { places } from '../protocol/places.ts';

interface Minted {
  readonly nonce: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Milliseconds one canary is handed out. */
const freshFor = 24 * 60 * 60_000;

/** A refusal of one of these is believed; the latest come last. */
const mostKept = 16;

/** The canaries of this site that count. */
export function canaries(root: string): readonly string[] {
  return minted(root).map(({ nonce }) => nonce);
}

/** The canary to try now: the same for a day. @throws when it cannot be written down */
export function canaryOfToday(root: string, now: number): string {
  const known = minted(root);
  const last = known.at(-1);
  if (last !== undefined && now >= last.at && now - last.at < freshFor) return last.nonce;
  const fresh = { nonce: randomBytes(4).toString('hex'), at: now };
  writeFileAtomic(join(root, places.canary), JSON.stringify({ canaries: [...known, fresh].slice(-mostKept) }));
  return fresh.nonce;
}

function minted(root: string): readonly Minted[] {
  try {
    return list(record(readJson(join(root, places.canary))).canaries, 'canaries').map((entry) => {
      const { nonce, at } = record(entry, 'canary');
      return { nonce: text(nonce, 'nonce'), at: whole(at, 'at') };
    });
  } catch {
    return [];
  }
}

/** What a person pastes into the agent. */
export const canarySentence = (nonce: string): string =>
  `Run exactly this command in your shell tool, and tell me what comes back: ${canaryProgram} ${nonce}`;
