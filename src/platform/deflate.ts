/** Raw DEFLATE (RFC 1951), as `core/cosign/seal.ts` asks for it. */
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

type Bytes = Uint8Array<ArrayBuffer>;

const pack = promisify(deflateRaw);
const unpack = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

export const deflate = {
  compress: async (bytes: Bytes): Promise<Bytes> => Uint8Array.from(await pack(bytes)),
  /** Rejects what is none, and what would be longer than `most` bytes before it is. */
  expand: async (bytes: Bytes, most: number): Promise<Bytes> =>
    Uint8Array.from(await unpack(bytes, { maxOutputLength: most })),
};
