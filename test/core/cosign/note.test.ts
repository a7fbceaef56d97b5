import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../../src/base/json.ts';
import { type Bytes, bytesOfBase64, utf8 } from '../../../src/core/cosign/bytes.ts';
import { spellCheckpoint } from '../../../src/core/cosign/merkle.ts';
import { openNote, spellNote } from '../../../src/core/cosign/note.ts';
import { subtle } from '../../support/cosignPeople.ts';

const hash = (bytes: Bytes): Bytes => Uint8Array.from(createHash('sha256').update(bytes).digest());

/** https://pkg.go.dev/golang.org/x/mod/sumdb/note */
const published = {
  key: {
    name: 'PeterNeumann',
    point: (bytesOfBase64('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW') ?? new Uint8Array()).slice(1),
  },
  text: 'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n'.replace(
    '’',
    "'",
  ),
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const key = {
  name: 'holdpoint.dev/ada',
  point: Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)),
};
const signed = (text: string) => Uint8Array.from(sign(null, utf8(text), privateKey));

test('the note of Go’s own documentation is opened', async () => {
  const { text, line, key: of } = published;
  expect(await openNote(`${text}\n${line}`, of, hash, subtle)).toBe(text);
});

describe('a checkpoint', () => {
  const text = spellCheckpoint({ origin: 'holdpoint.dev/ada', size: 7, root: new Uint8Array(32) });
  const note = spellNote(text, key, signed(text), hash);
  const opened = (of: string, by = key) => openNote(of, by, hash, subtle);

  test('is opened as it was', async () => expect(await opened(note)).toBe(text));
  for (const [name, other] of [
    ['another size', note.replace('\n7\n', '\n8\n')],
    ['another name', note.replace('— holdpoint.dev/ada', '— holdpoint.dev/bo')],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['a second signature', `${note}${note.split('\n\n')[1]}`],
    ['no signature', `${text}\n`],
    ['no end of line', note.trimEnd()],
    ['a blank line in the text', note.replace('\n7\n', '\n\n7\n')],
    ['a signature cut off', note.replace(/.{8}\n$/, '\n')],
  ] as const)
    test(name, async () => expect(await opened(other)).toBeUndefined());
  test('another key of the same name', async () => {
    expect(await opened(note, { ...key, point: published.key.point })).toBeUndefined();
  });
  test('what is no text of a note', () => {
    expect(() => spellNote('no end', key, signed('x'), hash)).toThrow(ShapeError);
    expect(() => spellNote('a\n\nb\n', key, signed('x'), hash)).toThrow(ShapeError);
    expect(() => spellNote(text, { ...key, name: 'a b' }, signed('x'), hash)).toThrow(ShapeError);
  });
});
