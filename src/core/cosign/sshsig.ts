/**
 * SSH signatures, as `ssh-keygen -Y sign` makes them: ssh-ed25519, ecdsa-sha2-nistp256, ssh-rsa with SHA-2, and the two
 * kinds of security keys.
 * https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig
 * https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.u2f
 *
 * `ssh-keygen -Y verify` takes a security key's signature that nobody has touched it for. Here its flags are told, and
 * whoever asks decides. Certificates and signatures that a browser made (`webauthn-sk-…`) are refused: what they stand
 * for is not in them.
 */
import { type Bytes, base64Of, bytesOfBase64, concat, sameBytes, sha256Of, uint32, utf8 } from './bytes.ts';
import { readSshKey } from './publicKey.ts';
import { type RawKey, signedBy } from './rawSignature.ts';
import { ascii, p256Signature, sshSpelled, sshString, sshStrings } from './wire.ts';

/** What an approval is signed for: a signature for a git commit or a file is none. */
export const approvalNamespace = 'holdpoint-approval@v1';

export type SshCheck =
  /** `touched` and `verified`: what a security key says of its user; missing for other keys. */
  | { readonly ok: true; readonly touched?: boolean; readonly verified?: boolean }
  | {
      readonly ok: false;
      readonly why: 'malformed' | 'certificate' | 'browser' | 'algorithm' | 'key' | 'namespace' | 'signature';
    };

const magic = utf8('SSHSIG');

/**
 * The signature in a text as `ssh-keygen` writes it, or as people paste it: line breaks do not matter.
 * Undefined for anything else.
 */
export function sshsigOfArmor(text: string): Bytes | undefined {
  const [, body] =
    /^\s*-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]{1,20000})-----END SSH SIGNATURE-----\s*$/.exec(text) ?? [];
  return body === undefined ? undefined : bytesOfBase64(body.replace(/\s+/g, ''));
}

/** The text that `ssh-keygen -Y verify -s` reads. */
export const armorOf = (sshsig: Bytes): string =>
  `-----BEGIN SSH SIGNATURE-----\n${base64Of(sshsig).replace(/.{1,70}/g, '$&\n')}-----END SSH SIGNATURE-----\n`;

/** The key's own bytes, of a line that `readSshKey` reads. */
export const sshKeyBlob = (line: string): Bytes | undefined =>
  readSshKey(line) === undefined ? undefined : bytesOfBase64(line.split(' ')[1] ?? '');

interface Parts {
  readonly blob: Bytes;
  readonly namespace: string;
  readonly hashed: string;
  readonly signature: Bytes;
}

/** `sshsig`: its bytes, without armor. `line`: the public key that has to have made it. */
export async function checkSshsig(
  subtle: SubtleCrypto,
  line: string,
  sshsig: Bytes,
  message: Bytes,
  namespace: string,
): Promise<SshCheck> {
  const parts = partsOf(sshsig);
  if (parts === undefined) return { ok: false, why: 'malformed' };
  const blob = sshKeyBlob(line);
  if (/-cert-v0/.test(ascii(sshStringAt(parts.blob)))) return { ok: false, why: 'certificate' };
  if (blob === undefined || !sameBytes(parts.blob, blob)) return { ok: false, why: 'key' };
  if (parts.namespace !== namespace) return { ok: false, why: 'namespace' };
  const hash = parts.hashed === 'sha512' ? 'SHA-512' : parts.hashed === 'sha256' ? 'SHA-256' : undefined;
  if (hash === undefined) return { ok: false, why: 'algorithm' };
  const digest = new Uint8Array(await subtle.digest(hash, message));
  const signed = concat(
    magic,
    sshSpelled(parts.namespace),
    sshSpelled(''),
    sshSpelled(parts.hashed),
    sshSpelled(digest),
  );
  return checkInner(subtle, sshStrings(blob) ?? [], parts.signature, signed);
}

function partsOf(sshsig: Bytes): Parts | undefined {
  const head = concat(magic, uint32(1));
  if (!sameBytes(sshsig.subarray(0, head.length), head)) return undefined;
  const strings = sshStrings(sshsig.subarray(head.length));
  if (strings?.length !== 5) return undefined;
  const [blob, namespace, reserved, hashed, signature] = strings;
  if (blob === undefined || signature === undefined || reserved?.length !== 0) return undefined;
  return { blob, namespace: ascii(namespace), hashed: ascii(hashed), signature };
}

const sshStringAt = (bytes: Bytes): Bytes | undefined => sshString(bytes)?.[0];

async function checkInner(
  subtle: SubtleCrypto,
  key: readonly Bytes[],
  signature: Bytes,
  signed: Bytes,
): Promise<SshCheck> {
  const [algorithm, rest] = sshString(signature) ?? [];
  const [inner, after] = rest === undefined ? [] : (sshString(rest) ?? []);
  if (inner === undefined || after === undefined) return { ok: false, why: 'malformed' };
  const [type, first, second, third] = key;
  const named = ascii(algorithm);
  if (named.startsWith('webauthn-')) return { ok: false, why: 'browser' };
  const fits =
    ascii(type) === 'ssh-rsa' ? /^rsa-sha2-(?:256|512)$/.test(named) : named === ascii(type) && first !== undefined;
  if (!fits || first === undefined) return { ok: false, why: 'algorithm' };
  const bare = after.length === 0;
  switch (named) {
    case 'ssh-ed25519':
      return bare ? said(await signedBy(subtle, { kind: 'ed25519', point: first }, inner, signed)) : malformed;
    case 'rsa-sha2-256':
    case 'rsa-sha2-512': {
      if (!bare || second === undefined) return malformed;
      const rsa: RawKey = { kind: 'rsa', exponent: first, modulus: second };
      return said(await signedBy(subtle, rsa, inner, signed, named === 'rsa-sha2-512' ? 'SHA-512' : 'SHA-256'));
    }
    case 'ecdsa-sha2-nistp256': {
      const raw = rawOf(inner);
      if (!bare || raw === undefined || second === undefined) return malformed;
      return said(await signedBy(subtle, { kind: 'p256', point: second }, raw, signed));
    }
    case 'sk-ssh-ed25519@openssh.com':
      return second === undefined
        ? malformed
        : checkSecurityKey(subtle, { kind: 'ed25519', point: first }, second, inner, after, signed);
    case 'sk-ecdsa-sha2-nistp256@openssh.com': {
      const raw = rawOf(inner);
      return second === undefined || third === undefined || raw === undefined
        ? malformed
        : checkSecurityKey(subtle, { kind: 'p256', point: second }, third, raw, after, signed);
    }
    default:
      return { ok: false, why: 'algorithm' };
  }
}

/** A security key signs its application, its flags and its counter along with the digest. */
async function checkSecurityKey(
  subtle: SubtleCrypto,
  key: RawKey,
  application: Bytes,
  signature: Bytes,
  flagsAndCounter: Bytes,
  signed: Bytes,
): Promise<SshCheck> {
  const [flags] = flagsAndCounter;
  if (flags === undefined || flagsAndCounter.length !== 5) return malformed;
  const data = concat(await sha256Of(subtle, application), flagsAndCounter, await sha256Of(subtle, signed));
  return (await signedBy(subtle, key, signature, data))
    ? { ok: true, touched: (flags & 1) !== 0, verified: (flags & 4) !== 0 }
    : { ok: false, why: 'signature' };
}

function rawOf(inner: Bytes): Bytes | undefined {
  const numbers = sshStrings(inner);
  return numbers?.length === 2 ? p256Signature(numbers[0], numbers[1]) : undefined;
}

const malformed: SshCheck = { ok: false, why: 'malformed' };
const said = (verified: boolean): SshCheck => (verified ? { ok: true } : { ok: false, why: 'signature' });
