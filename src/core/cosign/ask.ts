/** A new request, as whoever asks signs it. Chance and clock are the caller's. */
import type { Bytes } from './bytes.ts';
import { pae } from './dsse.ts';
import { type CosignRequest, requestTimes, spellRequest } from './request.ts';
import { payloadTypes } from './statement.ts';

export interface Asking
  extends Pick<
    CosignRequest,
    'id' | 'nonce' | 'requester' | 'why' | 'actions' | 'policy' | 'auditHead' | 'shown' | 'supersedes'
  > {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds; `requestTimes.answer` where it is left out. */
  readonly answerWithin?: number;
  /** Milliseconds; `requestTimes.execute` where it is left out. */
  readonly executeWithin?: number;
}

/** What is signed, and what it is signed over. */
export interface Signable {
  readonly payloadType: string;
  readonly payload: Bytes;
  /** What SSH and device keys sign; the SHA-256 of it is a passkey's challenge. */
  readonly signed: Bytes;
}

/** `payloadType`: see `payloadTypes`. */
export const signable = (payloadType: string, payload: Bytes): Signable => ({
  payloadType,
  payload,
  signed: pae(payloadType, payload),
});

/** @throws {ShapeError} for what nobody would read: too many actions, times that are none, characters nobody sees. */
export function askFor({ now, answerWithin, executeWithin, ...asking }: Asking): Signable {
  const request: CosignRequest = {
    v: 1,
    ...asking,
    notBefore: new Date(now).toISOString(),
    expiresAt: new Date(now + (answerWithin ?? requestTimes.answer)).toISOString(),
    executeWithin: executeWithin ?? requestTimes.execute,
  };
  return signable(payloadTypes.request, spellRequest(request));
}
