/** Signatures over bytes, by WebCrypto: Ed25519 (RFC 8032), ECDSA on P-256, RSA PKCS #1 v1.5 (RFC 8017). */
import { type Bytes, base64UrlOf } from './bytes.ts';

export type RawKey =
  | { readonly kind: 'ed25519'; readonly point: Bytes }
  | { readonly kind: 'p256'; readonly point: Bytes }
  | { readonly kind: 'rsa'; readonly modulus: Bytes; readonly exponent: Bytes }
  | { readonly kind: 'spki'; readonly algorithm: 'ed25519' | 'p256' | 'rsa'; readonly der: Bytes };

type Hash = 'SHA-256' | 'SHA-512';

/**
 * `signature`: 64 bytes for Ed25519 and P-256 (r and s), as long as its modulus for RSA. `hash`: ECDSA's and RSA's.
 * False for a wrong signature and for a key or a signature that is none.
 */
export async function signedBy(
  subtle: SubtleCrypto,
  key: RawKey,
  signature: Bytes,
  data: Bytes,
  hash: Hash = 'SHA-256',
): Promise<boolean> {
  try {
    const algorithm = key.kind === 'spki' ? key.algorithm : key.kind;
    const imported = await importKey(subtle, key, parameters[algorithm](hash));
    return await subtle.verify(
      algorithm === 'p256' ? { name: 'ECDSA', hash } : imported.algorithm.name,
      imported,
      signature,
      data,
    );
  } catch {
    return false;
  }
}

const parameters = {
  ed25519: (_: Hash) => ({ name: 'Ed25519' }),
  p256: (_: Hash) => ({ name: 'ECDSA', namedCurve: 'P-256' }),
  rsa: (hash: Hash) => ({ name: 'RSASSA-PKCS1-v1_5', hash }),
} as const;

function importKey(subtle: SubtleCrypto, key: RawKey, algorithm: { readonly name: string }): Promise<CryptoKey> {
  switch (key.kind) {
    case 'spki':
      return subtle.importKey('spki', key.der, algorithm, false, ['verify']);
    case 'rsa': {
      const digits = (bytes: Bytes) => base64UrlOf(bytes[0] === 0 ? bytes.subarray(1) : bytes);
      const jwk = { kty: 'RSA', n: digits(key.modulus), e: digits(key.exponent) };
      return subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
    }
    default:
      return subtle.importKey('raw', key.point, algorithm, false, ['verify']);
  }
}
