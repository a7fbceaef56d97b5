import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../../src/base/json.ts';
import { type Bytes, bytesOfHex, hexOf, utf8 } from '../../../src/core/cosign/bytes.ts';
import {
  consistencyProof,
  type Frontier,
  grown,
  headOf,
  inclusionProof,
  isExtension,
  isIncluded,
  leafHash,
  readCheckpoint,
  spellCheckpoint,
  treeRoot,
} from '../../../src/core/cosign/merkle.ts';

const hash = (bytes: Bytes): Bytes => Uint8Array.from(createHash('sha256').update(bytes).digest());
const unhex = (text: string): Bytes => bytesOfHex(text) ?? new Uint8Array();

/** The entries and roots that Certificate Transparency's own tests use. */
const entries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(unhex);
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = entries.map((entry) => leafHash(entry, hash));
const head = (size: number) => ({ size, root: treeRoot(leaves.slice(0, size), hash) });

describe('RFC 6962', () => {
  for (const [size, root] of roots.entries())
    test(`the root of ${size}`, () => expect(hexOf(head(size).root)).toBe(root));

  const proofs: readonly (readonly [number, number, readonly string[]])[] = [
    [1, 1, []],
    [
      1,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      6,
      8,
      [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [
      2,
      5,
      [
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ];
  for (const [from, to, expected] of proofs)
    test(`from ${from} to ${to}`, () => {
      const proof = consistencyProof(from, leaves.slice(0, to), hash);
      expect(proof.map(hexOf)).toEqual(expected);
      expect(isExtension(head(from), head(to), proof, hash)).toBe(true);
    });
});

const many = Array.from({ length: 33 }, (_, index) => leafHash(utf8(`${index}`), hash));
const manyHead = (size: number) => ({ size, root: treeRoot(many.slice(0, size), hash) });

test('every tree goes on from every smaller one, and from no other', () => {
  for (let to = 1; to <= many.length; to++)
    for (let from = 1; from <= to; from++) {
      const proof = consistencyProof(from, many.slice(0, to), hash);
      expect(isExtension(manyHead(from), manyHead(to), proof, hash)).toBe(true);
      const other = { size: from, root: hash(utf8('another')) };
      expect(isExtension(other, manyHead(to), proof, hash)).toBe(false);
      expect(isExtension(manyHead(from), { ...manyHead(to), root: other.root }, proof, hash)).toBe(false);
      if (from < to) {
        expect(isExtension(manyHead(from), manyHead(to), [...proof, other.root], hash)).toBe(false);
        expect(isExtension(manyHead(from), manyHead(to), proof.slice(0, -1), hash)).toBe(false);
        expect(isExtension({ ...manyHead(from), size: from + 1 }, manyHead(to), proof, hash)).toBe(false);
      }
      expect(isExtension(manyHead(to), { ...manyHead(from), size: to - 1 }, proof, hash)).toBe(false);
    }
});

test('every entry is in every tree that has it, and in no other place', () => {
  for (let size = 1; size <= many.length; size++)
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(index, many.slice(0, size), hash);
      const leaf = many[index] ?? new Uint8Array();
      expect(isIncluded(leaf, index, manyHead(size), proof, hash)).toBe(true);
      expect(isIncluded(hash(leaf), index, manyHead(size), proof, hash)).toBe(false);
      expect(isIncluded(leaf, size, manyHead(size), proof, hash)).toBe(false);
      expect(isIncluded(leaf, index, manyHead(size), [...proof, leaf], hash)).toBe(false);
      if (size > 1) expect(isIncluded(leaf, (index + 1) % size, manyHead(size), proof, hash)).toBe(false);
    }
});

test('a log that grows entry by entry has the root of all of them', () => {
  let frontier: Frontier = [];
  expect(headOf(frontier, hash)).toEqual(manyHead(0));
  for (const [index, leaf] of many.entries()) {
    frontier = grown(frontier, leaf, hash);
    expect(headOf(frontier, hash)).toEqual(manyHead(index + 1));
  }
  expect(frontier.map(({ size }) => size)).toEqual([32, 1]);
});

test('an entry is no node: their hashes begin otherwise', () => {
  const [left = new Uint8Array(), right = new Uint8Array()] = leaves;
  expect(hexOf(leafHash(Uint8Array.from([...left, ...right]), hash))).not.toBe(hexOf(treeRoot([left, right], hash)));
});

test('everything goes on from nothing, which has one root', () => {
  expect(isExtension(head(0), head(8), [], hash)).toBe(true);
  expect(isExtension({ size: 0, root: head(1).root }, head(8), [], hash)).toBe(false);
});

describe('a checkpoint', () => {
  const checkpoint = { origin: 'holdpoint.dev/ada', size: 7, root: unhex(roots[7] ?? '') };
  test('is three lines', () => {
    expect(spellCheckpoint(checkpoint)).toBe('holdpoint.dev/ada\n7\n3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n');
    expect(readCheckpoint(spellCheckpoint(checkpoint))).toEqual(checkpoint);
  });
  for (const [name, text] of [
    ['a line more', `${spellCheckpoint(checkpoint)}x\n`],
    ['a number spelled otherwise', spellCheckpoint(checkpoint).replace('\n7\n', '\n07\n')],
    ['no end of line', spellCheckpoint(checkpoint).trimEnd()],
    ['no root', 'holdpoint.dev/ada\n7\nAAAA\n'],
    ['a root spelled otherwise', spellCheckpoint(checkpoint).replace('Iw=', 'Ix=')],
  ] as const)
    test(name, () => expect(() => readCheckpoint(text)).toThrow(ShapeError));
});
