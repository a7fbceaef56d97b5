/**
 * What editors, terminals and pages agree on with a relay: a mailbox for sealed requests and sealed answers, which it
 * cannot read. Every name that goes over the wire is here.
 *
 *     PUT    /r/RID            sealed request          headers post, owner, life; 201 · 200 the same again · 409 another
 *     GET    /r/RID            the sealed request; header state
 *     POST   /r/RID/replies    sealed answer           authorization: Bearer POST-TOKEN; 201 · 200 the same again
 *     GET    /r/RID/replies    all answers so far      JSON, `?after=N`
 *     GET    /r/RID/events     the same as they come   server-sent events `reply`, `state`; `Last-Event-ID` goes on
 *     POST   /r/RID/consume    marks it as used, once  authorization: Bearer OWNER-TOKEN; 200 · 409 used already
 *     DELETE /r/RID            takes it back           authorization: Bearer OWNER-TOKEN
 *
 * Errors are JSON `{ "error": code, "message": sentence }`.
 */
import { list, record, ShapeError, text, whole } from '../base/json.ts';

export const relayLimits = {
  /** Bytes of a sealed request. */
  request: 256 * 1024,
  /** Bytes of a sealed answer. */
  reply: 8 * 1024,
  /** Answers to one request. */
  replies: 32,
  /** Seconds a request may be kept. */
  life: 24 * 60 * 60,
} as const;

export const relayHeaders = {
  /** SHA-256 of the token that answers need, base64url. */
  post: 'holdpoint-post',
  /** SHA-256 of the token that taking back and using need, base64url. */
  owner: 'holdpoint-owner',
  /** Seconds. */
  life: 'holdpoint-life',
  state: 'holdpoint-state',
} as const;

export const relayErrors = [
  'malformed',
  'unauthorized',
  'missing',
  'taken',
  'used',
  'full',
  'too-large',
  'too-many',
  'unavailable',
] as const;
export type RelayError = (typeof relayErrors)[number];

/** `open`: it waits for answers. `used`: what it asked for has been started. */
export type MailboxState = 'open' | 'used';

export interface RelayReply {
  /** From 1, without gaps. */
  readonly number: number;
  /** Sealed; base64url. */
  readonly blob: string;
}

/** 128 bits, base64url: where a request lies. */
export const isRequestId = (value: string): boolean => /^[A-Za-z0-9_-]{21}[AQgw]$/.test(value);

/** 256 bits, base64url: a token or the hash of one. */
export const isToken = (value: string): boolean => /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value);

export const requestPath = (rid: string): string => `/r/${rid}`;

/** The answers in a relay's list or event. @throws {ShapeError} */
function readReply(value: unknown): RelayReply {
  const reply = record(value, 'reply');
  const blob = text(reply.blob, 'blob');
  if (!/^[A-Za-z0-9_-]*$/.test(blob) || blob.length > Math.ceil((relayLimits.reply * 4) / 3))
    throw new ShapeError('blob: not a sealed answer');
  return { number: whole(reply.number, 'number', 1), blob };
}

/** @throws {ShapeError} */
export const readReplies = (value: unknown): readonly RelayReply[] =>
  list(record(value, 'answer').replies, 'replies').map(readReply);
