/** The two ways in which keys and signatures are put into bytes: SSH's strings (RFC 4251 5) and DER (X.690). */
import { type Bytes, concat, uint32, utf8 } from './bytes.ts';

/** Four bytes of length and that many bytes, again and again, to the very end. Undefined where something is left over. */
export function sshStrings(blob: Bytes): readonly Bytes[] | undefined {
  const found: Bytes[] = [];
  for (let rest = blob; rest.length > 0; ) {
    const next = sshString(rest);
    if (next === undefined) return undefined;
    found.push(next[0]);
    rest = next[1];
  }
  return found;
}

/** The string that the bytes begin with, and what follows it. */
export function sshString(bytes: Bytes): readonly [Bytes, Bytes] | undefined {
  if (bytes.length < 4) return undefined;
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  return end > bytes.length ? undefined : [bytes.subarray(4, end), bytes.subarray(end)];
}

/** `text` or bytes as a string of SSH's. */
export function sshSpelled(value: string | Bytes): Bytes {
  const bytes = typeof value === 'string' ? utf8(value) : value;
  return concat(uint32(bytes.length), bytes);
}

/** What is no ASCII becomes other characters, which no name has. Nothing longer than a name is told whole. */
export const ascii = (bytes: Uint8Array | undefined): string => String.fromCharCode(...(bytes ?? []).slice(0, 200));

/** One value of this tag, and what follows it; only the shortest spelling of a length. */
export function derValue(bytes: Bytes, tag: number): readonly [Bytes, Bytes] | undefined {
  const [found, first = 0] = bytes;
  if (found !== tag || bytes.length < 2 || first > 0x82 || first === 0x80) return undefined;
  const header = first < 0x80 ? 2 : 2 + (first & 0x7f);
  const length = first < 0x80 ? first : bytes.subarray(2, header).reduce((sum, byte) => sum * 256 + byte, 0);
  if ((first === 0x81 && length < 0x80) || (first === 0x82 && length < 0x100)) return undefined;
  if (header + length > bytes.length) return undefined;
  return [bytes.subarray(header, header + length), bytes.subarray(header + length)];
}

/** A positive number in its shortest spelling: a byte of nought only before a high bit. So DER and SSH write it. */
export function isPositive(bytes: Bytes | undefined): bytes is Bytes {
  const [first = 0x80, second = 0] = bytes ?? [];
  return first < 0x80 && (first > 0 || second >= 0x80);
}

/** The two numbers of an ECDSA signature, as WebCrypto takes them: 32 bytes each for P-256. Undefined where they are none. */
export function p256Signature(r: Bytes | undefined, s: Bytes | undefined): Bytes | undefined {
  const [left, right] = [scalar(r), scalar(s)];
  return left === undefined || right === undefined ? undefined : concat(left, right);
}

function scalar(bytes: Bytes | undefined): Bytes | undefined {
  if (!isPositive(bytes)) return undefined;
  const digits = bytes[0] === 0 ? bytes.subarray(1) : bytes;
  return digits.length > 32 ? undefined : concat(new Uint8Array(32 - digits.length), digits);
}

/** ECDSA-Sig-Value of RFC 3279 2.2.3, as authenticators give it. */
export function p256SignatureOfDer(der: Bytes): Bytes | undefined {
  const [body, after] = derValue(der, 0x30) ?? [];
  if (body === undefined || after?.length !== 0) return undefined;
  const [r, rest] = derValue(body, 0x02) ?? [];
  const [s, end] = rest === undefined ? [] : (derValue(rest, 0x02) ?? []);
  return end?.length === 0 ? p256Signature(r, s) : undefined;
}
