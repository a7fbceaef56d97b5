/**
 * The journal's hash chain: every line names the hash of the line before it, so that a changed, dropped or inserted
 * line shows. Cutting off the end does not show in the chain itself; whoever keeps the last hash can tell.
 */
import { canonical, record, text } from '../../base/json.ts';
import type { Sha256 } from '../hold/digest.ts';
import type { Happening } from './entry.ts';

export const genesis = '0'.repeat(64);

/**
 * The line for `happening`, without a line break, and its hash: the SHA-256 of the canonical JSON of everything else in it.
 * `at`: ISO 8601, UTC. `previous`: the hash of the line before, `genesis` for the first.
 */
export function sealLine(
  happening: Happening,
  at: string,
  previous: string,
  sha256: Sha256,
): { readonly line: string; readonly hash: string } {
  const content = { ...happening, at, previous };
  const hash = sha256(canonical(content));
  return { line: canonical({ ...content, hash }), hash };
}

export type ChainReport =
  | { readonly ok: true; readonly count: number; readonly last: string }
  /** `line` counts from 1. */
  | { readonly ok: false; readonly line: number; readonly why: string };

/** Checks every line against the one before it. Any byte that differs from what was sealed fails. */
export function verifyChain(lines: Iterable<string>, sha256: Sha256): ChainReport {
  let previous = genesis;
  let count = 0;
  for (const line of lines) {
    count++;
    try {
      const { hash, ...content } = record(JSON.parse(line), 'entry');
      if (text(content.previous, 'previous') !== previous)
        return { ok: false, line: count, why: 'it does not follow the line before it' };
      // Compared as text: a line that says the same in another spelling was not written by us.
      const expected = sha256(canonical(content));
      if (hash !== expected) return { ok: false, line: count, why: 'its content was changed' };
      if (canonical({ ...content, hash }) !== line) return { ok: false, line: count, why: 'its spelling was changed' };
      previous = expected;
    } catch {
      return { ok: false, line: count, why: 'it is not a journal entry' };
    }
  }
  return { ok: true, count, last: previous };
}

/** The hash a last line claims, to go on from. @throws {ShapeError} when it is not an entry. */
export function hashOf(line: string): string {
  return text(record(JSON.parse(line), 'entry').hash, 'hash');
}
