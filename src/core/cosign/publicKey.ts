/**
 * Public keys as a roster spells them → what they are made of, so that one key is found again in another spelling.
 *
 * An SSH key is one line as `ssh-keygen` writes it (RFC 4253 6.6, RFC 8709, OpenSSH's PROTOCOL.u2f); every other key is
 * its SubjectPublicKeyInfo in DER (RFC 5480, RFC 8410, RFC 8017), in base64url without padding. Both are read strictly:
 * what has a second spelling of the same bytes is none.
 */

export interface PublicKey {
  readonly algorithm: 'ed25519' | 'p256' | 'rsa';
  /** It lies in a security key, which signs with flags of its own. */
  readonly securityKey: boolean;
  /** The curve's point or the modulus, in hex: the same however the key is spelled. */
  readonly material: string;
}

/** Bits an RSA key must have. */
const leastModulus = 2048;

/** `ssh-ed25519 AAAA… comment`. Undefined for anything that is no key we know, certificates included. */
export function readSshKey(line: string): PublicKey | undefined {
  const [, type, encoded] = /^([a-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})(?: [^\p{Cc}]*)?$/u.exec(line) ?? [];
  const blob = encoded === undefined ? undefined : strictBase64(encoded);
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
  const found = hex(der);
  for (const { prefix, read } of fixed)
    if (found.startsWith(prefix)) return read(der.subarray(prefix.length / 2), false);
  const [outer, afterOuter] = derValue(der, 0x30) ?? [];
  if (outer === undefined || afterOuter?.length !== 0) return undefined;
  if (!hex(outer).startsWith(rsaAlgorithm)) return undefined;
  const [bits, afterBits] = derValue(outer.subarray(rsaAlgorithm.length / 2), 0x03) ?? [];
  // The first byte says how many bits at the end are unused.
  if (bits === undefined || afterBits?.length !== 0 || bits[0] !== 0) return undefined;
  const [numbers, afterNumbers] = derValue(bits.subarray(1), 0x30) ?? [];
  if (numbers === undefined || afterNumbers?.length !== 0) return undefined;
  const [modulus, rest] = derValue(numbers, 0x02) ?? [];
  const [exponent, end] = rest === undefined ? [] : (derValue(rest, 0x02) ?? []);
  return end?.length === 0 ? rsa(exponent, modulus) : undefined;
}

/** Undefined for what is none, or has another spelling of the same bytes. */
export const bytesOfBase64Url = (text: string): Uint8Array | undefined =>
  /^[A-Za-z0-9_-]+$/.test(text)
    ? strictBase64(
        text
          .replaceAll('-', '+')
          .replaceAll('_', '/')
          .padEnd(Math.ceil(text.length / 4) * 4, '='),
      )
    : undefined;

function strictBase64(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text);
    return btoa(binary) === text ? Uint8Array.from(binary, (character) => character.charCodeAt(0)) : undefined;
  } catch {
    return undefined;
  }
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const ascii = (bytes: Uint8Array | undefined): string => String.fromCharCode(...(bytes ?? []).slice(0, 100));

const isApplication = (bytes: Uint8Array | undefined): boolean => /^ssh:[\x20-\x7e]*$/.test(ascii(bytes));

/** Four bytes of length and that many bytes, to the very end. */
function sshStrings(blob: Uint8Array): readonly Uint8Array[] | undefined {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const found: Uint8Array[] = [];
  for (let at = 0; at < blob.length; ) {
    const length = at + 4 <= blob.length ? view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (at + 4 + length > blob.length) return undefined;
    found.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

/** One value of this tag, and what follows it; only the shortest spelling of a length. */
function derValue(bytes: Uint8Array, tag: number): readonly [Uint8Array, Uint8Array] | undefined {
  const [found, first = 0] = bytes;
  if (found !== tag || bytes.length < 2 || first > 0x82 || first === 0x80) return undefined;
  const header = first < 0x80 ? 2 : 2 + (first & 0x7f);
  const length = first < 0x80 ? first : bytes.subarray(2, header).reduce((sum, byte) => sum * 256 + byte, 0);
  if ((first === 0x81 && length < 0x80) || (first === 0x82 && length < 0x100)) return undefined;
  if (header + length > bytes.length) return undefined;
  return [bytes.subarray(header, header + length), bytes.subarray(header + length)];
}

const edwards = (point: Uint8Array | undefined, securityKey: boolean): PublicKey | undefined =>
  point?.length === 32 ? { algorithm: 'ed25519', securityKey, material: hex(point) } : undefined;

/** Uncompressed, as SSH and browsers write it. */
const nist = (point: Uint8Array | undefined, securityKey: boolean): PublicKey | undefined =>
  point?.length === 65 && point[0] === 4 ? { algorithm: 'p256', securityKey, material: hex(point) } : undefined;

/** Both are positive numbers in their shortest spelling: a byte of nought only before a high bit. */
function rsa(exponent: Uint8Array | undefined, modulus: Uint8Array | undefined): PublicKey | undefined {
  if (!isPositive(exponent) || !isPositive(modulus)) return undefined;
  const material = hex(modulus).replace(/^00/, '');
  const bits = material.length * 4 - Math.clz32(Number.parseInt(material.slice(0, 2), 16)) + 24;
  return bits >= leastModulus ? { algorithm: 'rsa', securityKey: false, material } : undefined;
}

function isPositive(bytes: Uint8Array | undefined): bytes is Uint8Array {
  const [first = 0x80, second = 0] = bytes ?? [];
  return first < 0x80 && (first > 0 || second >= 0x80);
}

/** What stands before the point of a curve whose keys all have one length. */
const fixed = [
  { prefix: '302a300506032b6570032100', read: edwards },
  { prefix: '3059301306072a8648ce3d020106082a8648ce3d030107034200', read: nist },
] as const;

/** AlgorithmIdentifier of rsaEncryption. */
const rsaAlgorithm = '300d06092a864886f70d0101010500';
