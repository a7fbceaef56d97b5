/** Bytes and their spellings. Each has one spelling only: what would also be read from another text is refused. */

/** What WebCrypto takes and gives. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** UTF-8 of a text without half characters. */
export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** Undefined where it is no UTF-8. A mark of byte order stays in the text, so that it can be seen and refused. */
export function textOfUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Lower case. */
export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Undefined unless it is lower-case hex of whole bytes. */
export const bytesOfHex = (text: string): Bytes | undefined =>
  /^(?:[0-9a-f]{2})*$/.test(text)
    ? Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16))
    : undefined;

/** Characters that are put together at once: more arguments are too many for a call. */
const chunk = 8_192;

/** RFC 4648 section 4, with padding. */
export function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += chunk) binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(binary);
}

/** Undefined for what is none, or is not spelled as `base64Of` spells it. */
export function bytesOfBase64(text: string): Bytes | undefined {
  try {
    const binary = atob(text);
    return btoa(binary) === text ? Uint8Array.from(binary, (character) => character.charCodeAt(0)) : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 4648 section 5, without padding. */
export const base64UrlOf = (bytes: Uint8Array): string =>
  base64Of(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Undefined for what is none, is empty, or is not spelled as `base64UrlOf` spells it. */
export const bytesOfBase64Url = (text: string): Bytes | undefined =>
  /^[A-Za-z0-9_-]+$/.test(text)
    ? bytesOfBase64(
        text
          .replaceAll('-', '+')
          .replaceAll('_', '/')
          .padEnd(Math.ceil(text.length / 4) * 4, '='),
      )
    : undefined;

/** One after the other, in bytes of their own. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Not for secrets: it stops at the first difference. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

/** Four bytes, big-endian. */
export function uint32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** Bytes of a SHA-256. WebCrypto is handed in, as a browser, an editor and Node have it. */
export const sha256Of = async (subtle: SubtleCrypto, bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await subtle.digest('SHA-256', bytes));
