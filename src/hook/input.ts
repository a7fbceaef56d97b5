/** Reads the agent's payload from standard input, whole or not at all. */
import { read } from 'node:fs';

export type Payload =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unreadable' };

/** Bytes. Larger than any call a person could review. */
export const payloadLimit = 16 * 1024 * 1024;

const chunkBytes = 64 * 1024;

let reading = false;

/**
 * Whether the agent has not closed its end yet. Node cannot end in order then: it would wait for the thread that reads.
 * A blocking read would keep the deadline and SIGTERM from being answered at all, and `process.stdin` takes longer to
 * set up than everything else a benign call needs.
 */
export const isReading = (): boolean => reading;

/** Resolves when the other side has closed the stream. */
export async function readPayload(descriptor = 0): Promise<Payload> {
  const chunks: Buffer[] = [];
  let total = 0;
  reading = true;
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const count = await readChunk(descriptor, chunk);
      if (count === 0) break;
      total += count;
      if (total <= payloadLimit) chunks.push(chunk.subarray(0, count));
    }
  } catch {
    return { kind: 'unreadable' };
  } finally {
    reading = false;
  }
  return total > payloadLimit ? { kind: 'too-large' } : parse(Buffer.concat(chunks));
}

/** Zero at the end of the stream. */
function readChunk(descriptor: number, chunk: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, chunk, 0, chunk.length, null, (error, count) => {
      if (error === null) return resolve(count);
      if (error.code === 'EOF') return resolve(0);
      // A pipe opened non-blocking, while the other side is still writing.
      if (error.code === 'EAGAIN') return void setTimeout(() => readChunk(descriptor, chunk).then(resolve, reject), 2);
      reject(error);
    });
  });
}

function parse(bytes: Uint8Array): Payload {
  try {
    return { kind: 'json', value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { kind: 'unreadable' };
  }
}
