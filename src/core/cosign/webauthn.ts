/**
 * Assertions of passkeys: what a browser and a device say when a person agrees to a challenge.
 * https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion
 *
 * For an approval the challenge is the SHA-256 of what is signed. The counter is not looked at: passkeys that travel between
 * devices have none.
 */
import { looseRecord, parsedJson } from '../../base/looseJson.ts';
import { type Bytes, base64UrlOf, concat, sameBytes, sha256Of, textOfUtf8, utf8 } from './bytes.ts';
import type { Assertion } from './dsse.ts';
import { webauthnAlgorithms } from './publicKey.ts';
import { signedBy } from './rawSignature.ts';
import { p256SignatureOfDer } from './wire.ts';

export interface Passkey {
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Bytes;
  readonly alg: keyof typeof webauthnAlgorithms;
  /** The domain it was made for. */
  readonly rpId: string;
}

export type AssertionCheck =
  | { readonly ok: true; readonly origin: string }
  | {
      readonly ok: false;
      readonly why:
        | 'malformed'
        | 'ceremony'
        | 'challenge'
        | 'origin'
        | 'embedded'
        | 'domain'
        | 'untouched'
        | 'unverified'
        | 'signature';
      /** The page's address, where it was told. */
      readonly origin?: string;
    };

/** Flags of authenticator data. */
const flag = { present: 0x01, verified: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40, extended: 0x80 } as const;
/** The domain's hash, flags, counter. */
const headLength = 37;

/** `origins`: the pages that count, as browsers write them: `https://host`, with a port where it is not the usual one. */
export async function checkAssertion(
  subtle: SubtleCrypto,
  { spki, alg, rpId }: Passkey,
  { authenticatorData, clientDataJSON }: Assertion,
  signature: Bytes,
  challenge: Bytes,
  origins: readonly string[],
): Promise<AssertionCheck> {
  const data = readClientData(clientDataJSON);
  const flags = flagsOf(authenticatorData);
  const raw = alg === 'ES256' ? p256SignatureOfDer(signature) : signature;
  if (data === undefined || flags === undefined || raw === undefined) return { ok: false, why: 'malformed' };
  const { type, origin } = data;
  if (type !== 'webauthn.get') return { ok: false, why: 'ceremony', origin };
  if (data.challenge !== base64UrlOf(challenge)) return { ok: false, why: 'challenge', origin };
  if (!origins.includes(origin)) return { ok: false, why: 'origin', origin };
  if (data.embedded) return { ok: false, why: 'embedded', origin };
  if (!sameBytes(authenticatorData.subarray(0, 32), await sha256Of(subtle, utf8(rpId))))
    return { ok: false, why: 'domain', origin };
  if ((flags & flag.present) === 0) return { ok: false, why: 'untouched', origin };
  if ((flags & flag.verified) === 0) return { ok: false, why: 'unverified', origin };
  const both = concat(authenticatorData, await sha256Of(subtle, clientDataJSON));
  return (await signedBy(subtle, { kind: 'spki', algorithm: webauthnAlgorithms[alg], der: spki }, raw, both))
    ? { ok: true, origin }
    : { ok: false, why: 'signature', origin };
}

interface ClientData {
  readonly type: string;
  readonly challenge: string;
  readonly origin: string;
  /** It stood in a frame of another page. */
  readonly embedded: boolean;
}

/** Undefined for what no browser writes. */
export function readClientData(bytes: Bytes): ClientData | undefined {
  const { type, challenge, origin, crossOrigin, topOrigin } = looseRecord(parsedJson(textOfUtf8(bytes) ?? ''));
  if (typeof type !== 'string' || typeof challenge !== 'string' || typeof origin !== 'string') return undefined;
  if (crossOrigin !== undefined && typeof crossOrigin !== 'boolean') return undefined;
  return { type, challenge, origin, embedded: crossOrigin === true || topOrigin !== undefined };
}

/** Undefined where what follows the head is not what the flags announce, or they contradict one another. */
function flagsOf(data: Bytes): number | undefined {
  const flags = data[32];
  if (flags === undefined || data.length < headLength || (flags & flag.attested) !== 0) return undefined;
  const isExtended = (flags & flag.extended) !== 0;
  if (isExtended !== data.length > headLength) return undefined;
  return (flags & flag.backedUp) !== 0 && (flags & flag.eligible) === 0 ? undefined : flags;
}
