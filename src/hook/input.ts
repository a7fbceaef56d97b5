/** Reads the agent's payload from standard input, whole or not at all. */

export type Payload =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unreadable' };

/** Bytes. Larger than any call a person could review. */
export const payloadLimit = 16 * 1024 * 1024;

/**
 * Resolves when the other side has closed the stream. Event by event, because a blocking read would keep the deadline
 * and SIGTERM from being answered, and Node's thread pool would keep the process from ending.
 */
export function readPayload(stream: NodeJS.ReadableStream = process.stdin): Promise<Payload> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let total = 0;
    stream.on('data', (chunk: Buffer) => {
      total += chunk.length;
      if (total > payloadLimit) resolve({ kind: 'too-large' });
      else chunks.push(chunk);
    });
    stream.on('error', () => resolve({ kind: 'unreadable' }));
    stream.on('end', () => resolve(parse(Buffer.concat(chunks))));
  });
}

function parse(bytes: Uint8Array): Payload {
  try {
    return { kind: 'json', value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { kind: 'unreadable' };
  }
}
