/**
 * DSSE envelopes with one signature: what is signed is the pre-authentication encoding of type and payload.
 * https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
 *
 * What stands beside a signature is not signed. It only says which key to try and, for a passkey, what its device has
 * signed in place of the encoding; how a key signs is told by the roster.
 */
import * as v from 'valibot';
import { ShapeError } from '../../base/json.ts';
import { type Bytes, base64Of, bytesOfBase64, concat, utf8 } from './bytes.ts';
import { jcs, readJcs } from './jcs.ts';

/** What a passkey's device has signed: see `webauthn.ts`. */
export interface Assertion {
  readonly authenticatorData: Bytes;
  readonly clientDataJSON: Bytes;
}

/** An envelope with its parts as bytes. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Bytes;
  /** Names the key: see `keyIdOf`. */
  readonly keyid: string;
  /** Ed25519: 64 bytes. SSH: the whole SSHSIG. A passkey: what its device gave. */
  readonly sig: Bytes;
  /** Of a passkey only. */
  readonly assertion?: Assertion;
}

/** Bytes of an envelope: one with a verdict fits into what a relay takes as an answer. */
export const mostEnvelopeBytes = { verdict: 8_000, request: 1024 * 1024 } as const;

const base64 = (most: number) =>
  v.pipe(
    v.string(),
    v.maxLength(most),
    v.transform((text) => bytesOfBase64(text)),
    v.check((bytes) => bytes !== undefined && bytes.length > 0, 'no base64'),
    v.transform((bytes) => bytes ?? new Uint8Array()),
  );

const shape = v.strictObject({
  payloadType: v.pipe(v.string(), v.maxLength(200)),
  payload: base64(2 * 1024 * 1024),
  signatures: v.strictTuple([
    v.strictObject({
      keyid: v.pipe(v.string(), v.minLength(1), v.maxLength(2_000)),
      sig: base64(6_000),
      assertion: v.optional(v.strictObject({ authenticatorData: base64(6_000), clientDataJSON: base64(6_000) })),
    }),
  ]),
});

/** `DSSEv1`, and type and payload with their lengths in front: the bytes that every kind of signature is over. */
export function pae(payloadType: string, payload: Bytes): Bytes {
  const type = utf8(payloadType);
  return concat(utf8(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `), payload);
}

/** UTF-8 of the one spelling. */
export function spellEnvelope({ payloadType, payload, keyid, sig, assertion }: Envelope): Bytes {
  return jcs({
    payloadType,
    payload: base64Of(payload),
    signatures: [
      {
        keyid,
        sig: base64Of(sig),
        ...(assertion === undefined
          ? {}
          : {
              assertion: {
                authenticatorData: base64Of(assertion.authenticatorData),
                clientDataJSON: base64Of(assertion.clientDataJSON),
              },
            }),
      },
    ],
  });
}

/**
 * Reads the one spelling, of at most so many bytes. With several signatures it is none: each person has an envelope.
 * @throws {ShapeError} on anything else, and never anything else.
 */
export function readEnvelope(bytes: Uint8Array, most: number): Envelope {
  if (bytes.length > most) throw new ShapeError('envelope: too large');
  return envelopeOf(readJcs(bytes));
}

/** The same for one that stands in a larger text, such as a roster's proof. @throws {ShapeError} */
export function envelopeOf(value: unknown): Envelope {
  const read = v.safeParse(shape, value);
  if (!read.success) throw new ShapeError('envelope: not of the shape of one');
  const { payloadType, payload, signatures } = read.output;
  const [{ keyid, sig, assertion }] = signatures;
  return { payloadType, payload, keyid, sig, ...(assertion === undefined ? {} : { assertion }) };
}
