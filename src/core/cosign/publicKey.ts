/**
 * Public keys as a roster spells them → what they are made of, so that one key is found again in another spelling.
 *
 * An SSH key is one line as `ssh-keygen` writes it (RFC 4253 6.6, RFC 8709, OpenSSH's PROTOCOL.u2f); every other key is
 * its SubjectPublicKeyInfo in DER (RFC 5480, RFC 8410, RFC 8017), in base64url without padding. Both are read strictly:
 * what has a second spelling of the same bytes is none.
 */
import { type Bytes, bytesOfBase64, bytesOfBase64Url, hexOf } from './bytes.ts';
import { ascii, derValue, isPositive, sshStrings } from './wire.ts';

export interface PublicKey {
  readonly algorithm: 'ed25519' | 'p256' | 'rsa';
  /** It lies in a security key, which signs with flags of its own. */
  readonly securityKey: boolean;
  /** The curve's point or the modulus, in hex: the same however the key is spelled. */
  readonly material: string;
}

/** What WebAuthn calls the algorithms of each kind of key. */
export const webauthnAlgorithms = { ES256: 'p256', EdDSA: 'ed25519', RS256: 'rsa' } as const;

/** Bits an RSA key must have. */
const leastModulus = 2048;

/** `ssh-ed25519 AAAA… comment`. Undefined for anything that is no key we know, certificates included. */
export function readSshKey(line: string): PublicKey | undefined {
  const [, type, encoded] = /^([a-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})(?: [^\p{Cc}]*)?$/u.exec(line) ?? [];
  const blob = encoded === undefined ? undefined : bytesOfBase64(encoded);
  if (type === undefined || blob === undefined) return undefined;
  const fields = sshStrings(blob);
  if (fields === undefined || ascii(fields[0]) !== type) return undefined;
  const [, first, second, third] = fields;
  const count = fields.length;
  switch (type) {
    case 'ssh-ed25519':
      return count === 2 ? edwards(first, false) : undefined;
    case 'sk-ssh-ed25519@openssh.com':
      return count === 3 && isApplication(second) ? edwards(first, true) : undefined;
    case 'ecdsa-sha2-nistp256':
      return count === 3 && ascii(first) === 'nistp256' ? nist(second, false) : undefined;
    case 'sk-ecdsa-sha2-nistp256@openssh.com':
      return count === 4 && ascii(first) === 'nistp256' && isApplication(third) ? nist(second, true) : undefined;
    case 'ssh-rsa':
      return count === 3 ? rsa(first, second) : undefined;
    default:
      return undefined;
  }
}

/** SubjectPublicKeyInfo in DER, base64url without padding. Undefined for anything else. */
export function readSpki(text: string): PublicKey | undefined {
  const der = bytesOfBase64Url(text);
  if (der === undefined) return undefined;
  const found = hexOf(der);
  for (const { prefix, read } of fixed)
    if (found.startsWith(prefix)) return read(der.subarray(prefix.length / 2), false);
  const [outer, afterOuter] = derValue(der, 0x30) ?? [];
  if (outer === undefined || afterOuter?.length !== 0) return undefined;
  if (!hexOf(outer).startsWith(rsaAlgorithm)) return undefined;
  const [bits, afterBits] = derValue(outer.subarray(rsaAlgorithm.length / 2), 0x03) ?? [];
  // The first byte says how many bits at the end are unused.
  if (bits === undefined || afterBits?.length !== 0 || bits[0] !== 0) return undefined;
  const [numbers, afterNumbers] = derValue(bits.subarray(1), 0x30) ?? [];
  if (numbers === undefined || afterNumbers?.length !== 0) return undefined;
  const [modulus, rest] = derValue(numbers, 0x02) ?? [];
  const [exponent, end] = rest === undefined ? [] : (derValue(rest, 0x02) ?? []);
  return end?.length === 0 ? rsa(exponent, modulus) : undefined;
}

const isApplication = (bytes: Bytes | undefined): boolean => /^ssh:[\x20-\x7e]*$/.test(ascii(bytes));

const edwards = (point: Bytes | undefined, securityKey: boolean): PublicKey | undefined =>
  point?.length === 32 ? { algorithm: 'ed25519', securityKey, material: hexOf(point) } : undefined;

/** Uncompressed, as SSH and browsers write it. */
const nist = (point: Bytes | undefined, securityKey: boolean): PublicKey | undefined =>
  point?.length === 65 && point[0] === 4 ? { algorithm: 'p256', securityKey, material: hexOf(point) } : undefined;

/** Both are positive numbers; by an exponent of one, or an even one, anybody could sign. */
function rsa(exponent: Bytes | undefined, modulus: Bytes | undefined): PublicKey | undefined {
  if (!isPositive(exponent) || !isPositive(modulus)) return undefined;
  const odd = (exponent.at(-1) ?? 0) % 2 === 1;
  if (!odd || (exponent.length === 1 && exponent[0] === 1)) return undefined;
  const material = hexOf(modulus).replace(/^00/, '');
  const bits = material.length * 4 - Math.clz32(Number.parseInt(material.slice(0, 2), 16)) + 24;
  return bits >= leastModulus ? { algorithm: 'rsa', securityKey: false, material } : undefined;
}

/** What stands before the point of a curve whose keys all have one length. */
const fixed = [
  { prefix: '302a300506032b6570032100', read: edwards },
  { prefix: '3059301306072a8648ce3d020106082a8648ce3d030107034200', read: nist },
] as const;

/** AlgorithmIdentifier of rsaEncryption. */
const rsaAlgorithm = '300d06092a864886f70d0101010500';
