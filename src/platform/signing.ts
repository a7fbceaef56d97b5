/** SHA-256, and Ed25519 signatures over texts (RFC 8032), with keys as plain strings. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';

/** SHA-256 of the UTF-8 bytes, lower-case hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export interface KeyPair {
  /** First 16 hex digits of the SHA-256 of `publicKey`. */
  readonly id: string;
  /** SPKI in DER, base64. */
  readonly publicKey: string;
  /** PKCS #8 in DER, base64. Keep it secret. */
  readonly privateKey: string;
}

const keyId = (publicKey: string): string => sha256(publicKey).slice(0, 16);

export function createKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  return keyPair(privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'));
}

/** The pair a kept private key belongs to. @throws on what is not an Ed25519 private key. */
export function keyPair(privateKey: string): KeyPair {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
  return { id: keyId(publicKey), publicKey, privateKey };
}

/** Base64 of the signature over the UTF-8 bytes of `text`. */
export function signText(pair: KeyPair, text: string): string {
  const key = createPrivateKey({ key: Buffer.from(pair.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return sign(null, Buffer.from(text, 'utf8'), key).toString('base64');
}

/** False for a wrong signature and for anything malformed. */
export function verifyText(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return (
      key.asymmetricKeyType === 'ed25519' &&
      verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'))
    );
  } catch {
    return false;
  }
}
