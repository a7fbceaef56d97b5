/**
 * What hides a request from whoever carries it. Everything comes from the link's key: its id too, so that a carrier
 * cannot put another request in the place of one.
 *
 * HKDF-SHA-256 (RFC 5869) → AES-256-GCM (NIST SP 800-38D), 12 bytes of chance for each seal. A sealed text is a byte of
 * version, those 12 bytes, and the ciphertext, padded so that its length says little.
 */
import { ShapeError } from '../../base/json.ts';
import { type Bytes, base64UrlOf, concat, uint32, utf8 } from './bytes.ts';

/** Bytes of a link's key. */
export const keyLength = 32;
const ivLength = 12;
const tagLength = 16;
const version = 1;
/** Whether it is compressed, and how long it is. */
const headLength = 5;

/** Bytes a sealed text is padded to a multiple of: what a carrier keeps, and what has to fit into a link. */
export const padding = { carried: 4_096, link: 64 } as const;
/** Bytes that may come out of a sealed text. */
export const mostOpened = { request: 2 * 1024 * 1024, reply: 64 * 1024 } as const;

export type Sealed = 'request' | 'reply';

export interface SealKeys {
  /** Names the request to a carrier: 16 bytes, base64url. */
  readonly rid: string;
  /** Whoever has it may answer: 32 bytes, base64url. A carrier keeps only its SHA-256. */
  readonly postToken: string;
  readonly request: CryptoKey;
  readonly reply: CryptoKey;
}

/** Raw DEFLATE (RFC 1951). Handed in: Node and browsers have their own. */
export interface Deflate {
  compress(bytes: Bytes): Promise<Bytes>;
  /** Rejects what is none, and what would be longer than `most` bytes before it is. */
  expand(bytes: Bytes, most: number): Promise<Bytes>;
}

/** @throws {ShapeError} unless it is a key of 32 bytes. */
export async function sealKeys(subtle: SubtleCrypto, key: Bytes): Promise<SealKeys> {
  if (key.length !== keyLength) throw new ShapeError('seal: not a key');
  const secret = await subtle.importKey('raw', key, 'HKDF', false, ['deriveBits']);
  const derive = async (purpose: string, length: number): Promise<Bytes> =>
    new Uint8Array(
      await subtle.deriveBits(
        { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(`holdpoint/${purpose}/v1`) },
        secret,
        length * 8,
      ),
    );
  const cipher = async (purpose: string) =>
    subtle.importKey('raw', await derive(purpose, 32), 'AES-GCM', false, ['encrypt', 'decrypt']);
  return {
    rid: base64UrlOf(await derive('id', 16)),
    postToken: base64UrlOf(await derive('post', 32)),
    request: await cipher('seal'),
    reply: await cipher('reply'),
  };
}

export interface SealOptions {
  /** 12 bytes of chance, never used before. */
  readonly iv: Bytes;
  /** See `padding`. */
  readonly multiple: number;
  /** Compresses where that makes it shorter. */
  readonly deflate?: Deflate;
}

/** @throws {ShapeError} for an iv of another length. */
export async function seal(
  subtle: SubtleCrypto,
  keys: SealKeys,
  kind: Sealed,
  content: Bytes,
  { iv, multiple, deflate }: SealOptions,
): Promise<Bytes> {
  if (iv.length !== ivLength) throw new ShapeError('seal: not an iv');
  const shorter = await deflate?.compress(content);
  const isShorter = shorter !== undefined && shorter.length < content.length;
  const body = isShorter ? shorter : content;
  const bare = 1 + ivLength + headLength + body.length + tagLength;
  const gap = new Uint8Array(Math.ceil(bare / multiple) * multiple - bare);
  const plain = concat(Uint8Array.of(isShorter ? 1 : 0), uint32(body.length), body, gap);
  const cipher = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: boundTo(keys) }, keys[kind], plain);
  return concat(Uint8Array.of(version), iv, new Uint8Array(cipher));
}

/** @throws {ShapeError} for whatever was not sealed with these keys, for this, and as it is; and never anything else. */
export async function unseal(
  subtle: SubtleCrypto,
  keys: SealKeys,
  kind: Sealed,
  sealed: Bytes,
  deflate?: Deflate,
): Promise<Bytes> {
  if (sealed.length < 1 + ivLength + headLength + tagLength) throw new ShapeError('seal: too short');
  if (sealed[0] !== version) throw new ShapeError('seal: another version');
  const iv = sealed.subarray(1, 1 + ivLength);
  const algorithm = { name: 'AES-GCM', iv, additionalData: boundTo(keys) };
  let plain: Bytes;
  try {
    plain = new Uint8Array(await subtle.decrypt(algorithm, keys[kind], sealed.subarray(1 + ivLength)));
  } catch {
    throw new ShapeError('seal: not sealed with this key, or changed on its way');
  }
  const length = new DataView(plain.buffer).getUint32(1);
  const body = plain.subarray(headLength, headLength + length);
  const [compressed] = plain;
  if (body.length !== length || plain.subarray(headLength + length).some((byte) => byte !== 0))
    throw new ShapeError('seal: not padded as we pad');
  if (compressed === 0 && body.length <= mostOpened[kind]) return body.slice();
  if (compressed !== 1 || deflate === undefined) throw new ShapeError('seal: packed in another way');
  try {
    const expanded = await deflate.expand(body, mostOpened[kind]);
    if (expanded.length <= mostOpened[kind]) return expanded;
  } catch {
    // It is said below.
  }
  throw new ShapeError('seal: packed wrongly, or too large');
}

const boundTo = ({ rid }: SealKeys): Bytes => utf8(`v${version}|${rid}`);
