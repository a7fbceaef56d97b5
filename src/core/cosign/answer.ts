/** A person's answer to a request: what speaks against it, looked at on their own machine, and what they then sign. */
import { type Signable, signable } from './ask.ts';
import { type Bytes, bytesOfHex } from './bytes.ts';
import { type HashBytes, isExtension } from './merkle.ts';
import { type Refused, refused } from './refusals.ts';
import { payloadTypes, spellVerdict, type Verdict } from './statement.ts';
import { type Asked, mostSkew } from './verify.ts';

/** What the machine of whoever answers knows by itself. */
export interface Own {
  /** Their id on the roster, where they are on it. */
  readonly person: string | undefined;
  /** SHA-256 of roster and policy in their own checkout of the default branch, hex. */
  readonly rosterSha256: string;
  readonly policySha256: string;
  /** The last head of the requester's log they have signed. */
  readonly lastHead?: Verdict['auditHead'];
  /** What shows that the log has only grown since. */
  readonly proof?: readonly Bytes[];
  readonly hash: HashBytes;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Why an approval must not be signed; a refusal may be, whatever stands here. Empty when nothing speaks against it. */
export function doubtsOf({ request, person }: Asked, own: Own): readonly Refused[] {
  const { policy, auditHead, notBefore, expiresAt } = request;
  const who = person.name;
  return [
    ...(own.person === undefined ? [refused('you-stranger')] : []),
    ...(own.person === person.id ? [refused('own-request', { who })] : []),
    ...(policy.rosterSha256 === own.rosterSha256 ? [] : [refused('roster-differs')]),
    ...(policy.policySha256 === own.policySha256 ? [] : [refused('policy-differs')]),
    ...(own.now + mostSkew < Date.parse(notBefore) ? [refused('not-yet')] : []),
    ...(own.now >= Date.parse(expiresAt) ? [refused('request-expired')] : []),
    ...(goesOn(own, auditHead) ? [] : [refused('log-changed', { who })]),
  ];
}

function goesOn({ lastHead, proof = [], hash }: Own, now: Verdict['auditHead']): boolean {
  if (lastHead === undefined) return true;
  const [before, after] = [lastHead, now].map(({ size, root }) => ({
    size,
    root: bytesOfHex(root) ?? new Uint8Array(),
  }));
  return before !== undefined && after !== undefined && isExtension(before, after, proof, hash);
}

export interface Answer extends Pick<Verdict, 'decision' | 'approver' | 'via' | 'reason'> {
  /** Of the roster in their own checkout, hex. */
  readonly rosterSha256: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Until when it counts, milliseconds since the epoch; as long as the request where it is left out. */
  readonly until?: number;
}

/** @throws {ShapeError} for what nobody would read. */
export function answerTo({ request, digest, actions }: Asked, { now, until, ...answer }: Answer): Signable {
  return signable(
    payloadTypes.statement,
    spellVerdict(actions, {
      ...answer,
      requestId: request.id,
      nonce: request.nonce,
      requestDigest: digest,
      auditHead: request.auditHead,
      issuedAt: new Date(now).toISOString(),
      expiresAt: until === undefined ? request.expiresAt : new Date(until).toISOString(),
    }),
  );
}
