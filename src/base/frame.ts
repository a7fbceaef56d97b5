/**
 * Length-framed messages on a byte stream: four bytes of length, big-endian, then that many bytes.
 * The reader refuses a length above its limit before it keeps a byte of it.
 */

const headerBytes = 4;

/** One frame around `payload`. @throws {RangeError} above `limit` bytes. */
export function frame(payload: Uint8Array, limit: number): Uint8Array {
  if (payload.length > limit)
    throw new RangeError(`a message of ${payload.length} bytes is over the limit of ${limit}`);
  const framed = new Uint8Array(headerBytes + payload.length);
  new DataView(framed.buffer).setUint32(0, payload.length);
  framed.set(payload, headerBytes);
  return framed;
}

/** Collects chunks in any size and gives back whole payloads, in order. */
export interface FrameReader {
  /** @throws {RangeError} when a frame announces more than the limit; the stream is then of no further use. */
  push(chunk: Uint8Array): Uint8Array[];
}

export function frameReader(limit: number): FrameReader {
  let chunks: Uint8Array[] = [];
  let held = 0;

  const take = (count: number): Uint8Array => {
    const out = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const first = chunks[0];
      if (first === undefined) throw new RangeError('fewer bytes than announced');
      const part = first.subarray(0, count - filled);
      out.set(part, filled);
      filled += part.length;
      if (part.length === first.length) chunks.shift();
      else chunks[0] = first.subarray(part.length);
    }
    held -= count;
    return out;
  };

  let announced: number | undefined;
  return {
    push(chunk) {
      if (chunk.length > 0) chunks.push(chunk);
      held += chunk.length;
      const payloads: Uint8Array[] = [];
      for (;;) {
        if (announced === undefined) {
          if (held < headerBytes) return payloads;
          announced = new DataView(take(headerBytes).buffer).getUint32(0);
          if (announced > limit) {
            chunks = [];
            throw new RangeError(`a message of ${announced} bytes is over the limit of ${limit}`);
          }
        }
        if (held < announced) return payloads;
        payloads.push(take(announced));
        announced = undefined;
      }
    },
  };
}
