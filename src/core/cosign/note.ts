/**
 * Signed notes, as checkpoints of a log are published: a text, a blank line, and a line for each signature.
 * https://github.com/C2SP/C2SP/blob/main/signed-note.md
 *
 * Only Ed25519, and only one signature: a log has one owner.
 */
import { ShapeError } from '../../base/json.ts';
import { type Bytes, base64Of, bytesOfBase64, concat, sameBytes, utf8 } from './bytes.ts';
import type { HashBytes } from './merkle.ts';
import { signedBy } from './rawSignature.ts';

/** Ed25519, in front of a key. */
const algorithm = Uint8Array.of(1);
const idLength = 4;
const signatureLength = 64;

export interface NoteKey {
  /** Whose, without spaces or `+`. */
  readonly name: string;
  /** 32 bytes. */
  readonly point: Bytes;
}

const idOf = ({ name, point }: NoteKey, hash: HashBytes): Bytes =>
  hash(concat(utf8(`${name}\n`), algorithm, point)).slice(0, idLength);

/** `text` ends with a line break, and is what was signed. @throws {ShapeError} for a text or a name that is none. */
export function spellNote(text: string, key: NoteKey, signature: Bytes, hash: HashBytes): string {
  if (!/\n$/.test(text) || text.includes('\n\n') || !/^[^\s+]{1,200}$/.test(key.name) || !text.isWellFormed())
    throw new ShapeError('note: not of the shape of one');
  return `${text}\n— ${key.name} ${base64Of(concat(idOf(key, hash), signature))}\n`;
}

/** The text of a note that this key has signed; undefined for everything else. Never throws. */
export async function openNote(
  note: string,
  key: NoteKey,
  hash: HashBytes,
  subtle: SubtleCrypto,
): Promise<string | undefined> {
  const [, text, name, encoded] =
    /^([\s\S]{1,100000}\n)\n— ([^\s+]{1,200}) ([A-Za-z0-9+/=]{1,200})\n$/.exec(note) ?? [];
  const bytes = encoded === undefined ? undefined : bytesOfBase64(encoded);
  if (text === undefined || bytes?.length !== idLength + signatureLength || name !== key.name) return undefined;
  if (text.includes('\n\n') || !sameBytes(bytes.subarray(0, idLength), idOf(key, hash))) return undefined;
  const point = { kind: 'ed25519', point: key.point } as const;
  return (await signedBy(subtle, point, bytes.subarray(idLength), utf8(text))) ? text : undefined;
}
