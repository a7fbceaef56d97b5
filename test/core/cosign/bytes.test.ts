import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Bytes,
  base64Of,
  base64UrlOf,
  bytesOfBase64,
  bytesOfBase64Url,
  bytesOfHex,
  concat,
  hexOf,
  sameBytes,
  textOfUtf8,
  utf8,
} from '../../../src/core/cosign/bytes.ts';
import { readSpki, readSshKey } from '../../../src/core/cosign/publicKey.ts';
import { derValue, p256SignatureOfDer, sshSpelled, sshString, sshStrings } from '../../../src/core/cosign/wire.ts';

const someBytes = fc.uint8Array({ maxLength: 300 }).map((each): Bytes => Uint8Array.from(each));
const someText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.base64String(),
  fc.string({ unit: fc.constantFrom(...'aZ09+/=-_ \n\u0101') }),
);

describe('every spelling is the one', () => {
  for (const [name, spell, read, node] of [
    ['hex', hexOf, bytesOfHex, 'hex'],
    ['base64', base64Of, bytesOfBase64, 'base64'],
    ['base64url', base64UrlOf, bytesOfBase64Url, 'base64url'],
  ] as const) {
    test(`${name} is what Node writes, and read again`, () => {
      fc.assert(
        fc.property(someBytes, (bytes) => {
          expect(spell(bytes)).toBe(Buffer.from(bytes).toString(node));
          if (bytes.length > 0) expect(read(spell(bytes))).toEqual(bytes);
        }),
      );
    });
    test(`${name}: what is read is spelled so`, () => {
      fc.assert(
        fc.property(someText, (text) => {
          const bytes = read(text);
          if (bytes !== undefined) expect(spell(bytes)).toBe(text);
        }),
        { numRuns: 1_000 },
      );
    });
  }
  test('a large one', () => {
    const large = new Uint8Array(300_000).fill(250);
    expect(sameBytes(bytesOfBase64(base64Of(large)) ?? new Uint8Array(), large)).toBe(true);
  });
  test('UTF-8: what is read is spelled so', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        const text = textOfUtf8(bytes);
        if (text !== undefined) expect(utf8(text)).toEqual(bytes);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('SSH’s strings', () => {
  test('are read to the very end, or not at all', () => {
    fc.assert(
      fc.property(fc.array(someBytes, { maxLength: 5 }), fc.nat(3), (parts, more) => {
        const blob = concat(...parts.map(sshSpelled));
        expect(sshStrings(blob)).toEqual(parts);
        if (more > 0) expect(sshStrings(concat(blob, new Uint8Array(more)))).toBeUndefined();
      }),
    );
  });
  test('a length beyond the end, and one that is negative elsewhere', () => {
    expect(sshString(Uint8Array.of(0, 0, 0, 2, 1))).toBeUndefined();
    expect(sshString(Uint8Array.of(255, 255, 255, 255, 1))).toBeUndefined();
  });
  test('the first, and what follows', () => {
    expect(sshString(concat(sshSpelled('ab'), utf8('c')))).toEqual([utf8('ab'), utf8('c')]);
  });
});

describe('DER', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  test('a signature is what Node makes of it', () => {
    for (let round = 0; round < 200; round++) {
      const der = Uint8Array.from(sign('sha256', utf8(`${round}`), privateKey));
      const raw = p256SignatureOfDer(der) ?? new Uint8Array();
      expect(raw).toHaveLength(64);
      const whole = concat(...[raw.subarray(0, 32), raw.subarray(32)].map(integer));
      expect(concat(Uint8Array.of(0x30, whole.length), whole)).toEqual(der);
    }
  });
  /** In its shortest spelling. */
  const integer = (digits: Bytes): Bytes => {
    const start = digits.findIndex((byte) => byte !== 0);
    const short = digits.subarray(start);
    const body = (short[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), short) : short;
    return concat(Uint8Array.of(2, body.length), body);
  };
  for (const [name, hex] of [
    ['nothing', ''],
    ['no numbers', '3000'],
    ['one number', '3003020101'],
    ['three numbers', '3009020101020101020101'],
    ['something behind', '300602010102010100'],
    ['nought', '3006020100020101'],
    ['less than nought', '3006020180020101'],
    ['a byte of nought too many', '300702020001020101'],
    ['a length in two bytes that fits in one', '30810602010102010100'.slice(0, 18)],
    ['no length', '308002010102010100'],
    ['a number too large for the curve', `3026022101${'00'.repeat(32)}020101`],
  ] as const)
    test(`is none: ${name}`, () => expect(p256SignatureOfDer(bytesOfHex(hex) ?? new Uint8Array())).toBeUndefined());
  test('the least there is', () => {
    expect(p256SignatureOfDer(bytesOfHex('3006020101020101') ?? new Uint8Array())).toHaveLength(64);
  });
  test('never throws', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        derValue(bytes, 0x30);
        p256SignatureOfDer(concat(Uint8Array.of(0x30, bytes.length), bytes));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an RSA key by which anybody could sign is none', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const modulus = concat(
    Uint8Array.of(0),
    Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url')),
  );
  const line = (exponent: Bytes) => `ssh-rsa ${base64Of(concat(...['ssh-rsa', exponent, modulus].map(sshSpelled)))}`;
  test('it is, with an exponent of 3', () => expect(readSshKey(line(Uint8Array.of(3)))).toBeDefined());
  test('its exponent is 1', () => expect(readSshKey(line(Uint8Array.of(1)))).toBeUndefined());
  test('its exponent is even', () => expect(readSshKey(line(Uint8Array.of(1, 0)))).toBeUndefined());
  test('and so in another spelling', () => {
    const spki = (exponent: number) =>
      base64UrlOf(
        Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' })).map((byte, at, all) =>
          at === all.length - 1 ? exponent : byte,
        ),
      );
    expect(readSpki(spki(1))).toBeDefined();
    expect(readSpki(spki(0))).toBeUndefined();
  });
});
