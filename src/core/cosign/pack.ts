/**
 * An envelope as it is sealed: its parts one after the other, each with its length, and nothing in base64, which takes a
 * third more and can hardly be compressed. A request of 9 kB is half as long a link by that.
 */
import { ShapeError } from '../../base/json.ts';
import { type Bytes, concat, sameBytes, textOfUtf8 } from './bytes.ts';
import { type Envelope, mostEnvelopeBytes, readEnvelope, spellEnvelope } from './dsse.ts';
import { type Sealed, type SealKeys, type SealOptions, seal, unseal } from './seal.ts';
import { sshSpelled, sshStrings } from './wire.ts';

/** @throws {ShapeError} for bytes that are no envelope. */
export async function sealEnvelope(
  subtle: SubtleCrypto,
  keys: SealKeys,
  kind: Sealed,
  envelope: Bytes,
  options: SealOptions,
): Promise<Bytes> {
  return seal(subtle, keys, kind, pack(readEnvelope(envelope, mostBytes(kind))), options);
}

/** The envelope in its one spelling. @throws {ShapeError} for anything that `sealEnvelope` did not make; never anything else. */
export async function unsealEnvelope(
  subtle: SubtleCrypto,
  keys: SealKeys,
  kind: Sealed,
  sealed: Bytes,
  deflate: SealOptions['deflate'],
): Promise<Bytes> {
  const envelope = spellEnvelope(unpack(await unseal(subtle, keys, kind, sealed, deflate)));
  // What is no envelope for others is none here.
  readEnvelope(envelope, mostBytes(kind));
  return envelope;
}

const mostBytes = (kind: Sealed): number => mostEnvelopeBytes[kind === 'request' ? 'request' : 'verdict'];

/** Strings of SSH's: type, payload, key, signature, and for a passkey what its device has signed. */
const pack = ({ payloadType, payload, keyid, sig, assertion }: Envelope): Bytes =>
  concat(
    ...[payloadType, payload, keyid, sig].map(sshSpelled),
    ...(assertion === undefined ? [] : [assertion.authenticatorData, assertion.clientDataJSON].map(sshSpelled)),
  );

function unpack(bytes: Bytes): Envelope {
  const parts = sshStrings(bytes);
  const [type, payload, key, sig, authenticatorData, clientDataJSON] = parts ?? [];
  const [payloadType, keyid] = [type, key].map((each) => (each === undefined ? undefined : textOfUtf8(each)));
  if (payload === undefined || sig === undefined || payloadType === undefined || keyid === undefined)
    throw new ShapeError('envelope: not packed as we pack');
  const envelope = {
    payloadType,
    payload,
    keyid,
    sig,
    ...(authenticatorData === undefined || clientDataJSON === undefined
      ? {}
      : { assertion: { authenticatorData, clientDataJSON } }),
  };
  if (!sameBytes(pack(envelope), bytes)) throw new ShapeError('envelope: not packed as we pack');
  return envelope;
}
